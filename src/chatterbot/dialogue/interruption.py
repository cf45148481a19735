"""A person speaks while the bot does: the bot falls silent at once, and then goes on or stops for good.

A cough and "mhm" are over soon and say nothing: the bot goes on where it was. When a person speaks on, the bot lets them. So it falls silent
quickly, and when that was wrong, only for a moment. A speech that was not heard yet only waits: nobody can have meant to interrupt it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from chatterbot.dialogue.interfaces import AudioOutput
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.speech_handle import SpeechHandle

__all__ = ("Interruptions",)

LOOK_S: Final = 0.1
"""Seconds between two looks at a person who said little and is silent: they may speak on."""
_EARLY_S: Final = 0.001
"""Seconds by which a timer may be early."""


class Interruptions:
    """Interruptions of one speech at a time by any number of people: it goes on when it turns out that all of them said nothing.

    Parameters
    ----------
    audio_output
        Says what may be interrupted.
    options
        When to stop speaking.
    is_talking
        Tells whether a person is speaking at this moment, and not in a pause.
    """

    def __init__(self, audio_output: AudioOutput, options: DialogueOptions, is_talking: Callable[[int], bool]) -> None:
        self._audio_output = audio_output
        self._options = options
        self._is_talking = is_talking
        self._speech: SpeechHandle | None = None
        self._since: dict[int, float] = {}
        """Who interrupts, and since when. The audio output is paused as long as there is anybody."""
        self._timer: asyncio.TimerHandle | None = None

    def interrupts(self, user_id: int) -> bool:
        """Tell whether a person interrupts, and it is not decided yet what that means."""
        return user_id in self._since

    def begin(self, user_id: int) -> bool:
        """Fall silent because a person began to speak; return whether the bot was being heard until now."""
        speech, loop = self._audio_output.saying, asyncio.get_running_loop()
        if speech is None:
            return False
        if speech.is_sign:
            self._audio_output.withdraw(speech)
            return False
        first = not self._since
        self._speech = speech
        self._since[user_id] = loop.time()
        if first:
            self._audio_output.pause()
            self._timer = loop.call_later(self._options.yield_s, self._look)
        return first and speech.begun

    def ended(self, user_id: int) -> None:
        """Note that a person's turn is over: what is about to be said to another person need not wait until it is understood."""
        if self._speech is not None and not self._speech.begun and self._speech.user_id != user_id:
            self.go_on(user_id)

    def go_on(self, user_id: int) -> None:
        """Say the rest, unless another person interrupts: this one said nothing."""
        if self._since.pop(user_id, None) is not None and not self._since:
            self._end()

    def give_up(self, user_id: int) -> None:
        """Say no more of it: this person meant to interrupt."""
        speech = self._speech
        if user_id not in self._since or speech is None:
            return
        if not speech.begun and not (speech.is_answer and speech.user_id == user_id):
            self.go_on(user_id)
            return
        if self._audio_output.saying is speech:
            self._audio_output.give_up()
        self._end()  # what comes next is not paused

    def close(self) -> None:
        """End the interruption, if there is one."""
        if self._since:
            self._end()

    def _look(self) -> None:
        """Stop for good if a person speaks on; go on if they are silent for long."""
        loop, speech = asyncio.get_running_loop(), self._speech
        now = loop.time() + _EARLY_S
        self._timer = None
        for user_id, since in [*self._since.items()]:
            talking = self._is_talking(user_id)
            if talking and speech is not None and speech.begun and now - since >= self._options.yield_s:
                self.give_up(user_id)
                return
            if not talking and now - since >= self._options.decide_s:
                self.go_on(user_id)
        if not self._since:
            return
        if speech is not None and not speech.begun and speech.good_until is not None and now > speech.good_until:
            self._audio_output.withdraw(speech)
            self._end()
            return
        self._timer = loop.call_later(LOOK_S, self._look)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._speech = None
        self._since.clear()
        self._audio_output.resume()
