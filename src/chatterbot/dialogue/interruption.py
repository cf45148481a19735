"""Somebody speaks while the bot does: it falls silent at once, and then goes on, or gives up, by what it turns out to be.

A cough and "mhm" are over soon and say nothing: the bot goes on where it was. Whoever speaks on is let speak. So silence is quick, and
wrong only for a moment. What is about to be said, but not heard yet, only waits: nobody can have meant to interrupt it.
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
"""Seconds between two looks at somebody who said little and is silent: they may go on."""
_EARLY_S: Final = 0.001
"""A timer may be so much early."""


class Interruptions:
    """Of one saying at a time, by any number of people: it goes on when all of them turn out to have said nothing.

    Parameters
    ----------
    floor
        What is being said.
    settings
        When to yield.
    talks
        Whether that person is speaking at this moment, and not in a pause.
    """

    def __init__(self, floor: AudioOutput, options: DialogueOptions, talks: Callable[[int], bool]) -> None:
        self._floor = floor
        self._options = options
        self._talks = talks
        self._saying: SpeechHandle | None = None
        self._since: dict[int, float] = {}
        """Who interrupts, and since when. The floor is paused as long as there is anybody."""
        self._timer: asyncio.TimerHandle | None = None

    def interrupts(self, user_id: int) -> bool:
        """Whether somebody interrupts, and it is not decided yet what that means."""
        return user_id in self._since

    def begin(self, user_id: int) -> bool:
        """Somebody began to speak; returns whether the bot was speaking and is silent now."""
        saying, loop = self._floor.saying, asyncio.get_running_loop()
        if saying is None:
            return False
        first = not self._since
        self._saying = saying
        self._since[user_id] = loop.time()
        if first:
            self._floor.pause()
            self._timer = loop.call_later(self._options.yield_s, self._look)
        return first and saying.begun

    def ended(self, user_id: int) -> None:
        """Somebody's turn is over, whatever it means: what is about to be said to another one need not wait for that."""
        if self._saying is not None and not self._saying.begun and self._saying.user_id != user_id:
            self.go_on(user_id)

    def go_on(self, user_id: int) -> None:
        """That was nothing: say the rest, unless somebody else speaks."""
        if self._since.pop(user_id, None) is not None and not self._since:
            self._end()

    def give_up(self, user_id: int) -> None:
        """That was meant: say no more of it."""
        saying = self._saying
        if user_id not in self._since or saying is None:
            return
        if not saying.begun and not (saying.is_answer and saying.user_id == user_id):
            self.go_on(user_id)
            return
        if self._floor.saying is saying:
            self._floor.give_up()
        self._end()  # what comes next is not paused

    def close(self) -> None:
        """Nobody interrupts any more."""
        if self._since:
            self._end()

    def _look(self) -> None:
        """Who speaks on is let speak; nothing else keeps the bot silent for long."""
        loop, saying = asyncio.get_running_loop(), self._saying
        now = loop.time() + _EARLY_S
        self._timer = None
        for user_id, since in [*self._since.items()]:
            talks = self._talks(user_id)
            if talks and saying is not None and saying.begun and now - since >= self._options.yield_s:
                self.give_up(user_id)
                return
            if not talks and now - since >= self._options.decide_s:
                self.go_on(user_id)
        if not self._since:
            return
        if saying is not None and not saying.begun and saying.good_until is not None and now > saying.good_until:
            self._floor.withdraw(saying)
            self._end()
            return
        self._timer = loop.call_later(LOOK_S, self._look)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._saying = None
        self._since.clear()
        self._floor.resume()
