"""A person speaks while the bot does: the bot falls silent at once, and then goes on or stops for good.

What may be the beginning of speech holds the sound back already, for a moment: a turn begins one to nine windows of 32 ms later.

A cough and "mhm" are over soon and say nothing: the bot goes on where it was. When a person speaks on, the bot lets them, if there are words in
what they say: a laugh lasts longer than a sentence begins. So it falls silent quickly, and when that was wrong, only for a moment. A speech that
was not heard yet only waits: nobody can have meant to interrupt it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from chatterbot import errors
from chatterbot.dialogue import backchannels
from chatterbot.dialogue.interfaces import AudioOutput
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.speech_handle import SpeechHandle

__all__ = ("Interruptions",)

LOOK_S: Final = 0.1
"""Seconds between two looks at a person who said little and is silent: they may speak on."""
LISTEN_AGAIN_S: Final = 0.6
"""Seconds from one look for words in long sound to the next: a recognition takes 0.2 s of a core, and a laugh that turns into words is noticed
by the second."""
LISTEN_AHEAD_S: Final = 0.3
"""Seconds before `yield_s` at which the first look for words begins, so that it is known by then."""
HELD_FROM: Final = 0.3
"""Probability that a window is speech, from which the sound is held back. Of 169 recordings of people, 95 of 100 reached it within 60 ms of their
first audible sample (0.4: 140 ms), and began a turn within 300 ms; 29 s of noises reached it three times (0.2: five times)."""
HELD_UNTIL: Final = 0.2
"""Probability below which it was none."""
HELD_S: Final = 0.3
"""Seconds for which the sound is held back at most."""
HELD_AGAIN_S: Final = 1.0
"""Seconds in which the same person's sound does not hold it back a second time: knocks on a keyboard must not chop it up."""
_EARLY_S: Final = 0.001
"""Seconds by which a timer may be early."""


class TalkingPerson(Protocol):
    """What has to be known of a person who speaks (`participant.Participant`)."""

    @property
    def talking(self) -> bool:
        """Whether they are speaking at this moment, and not in a pause."""
        ...

    async def words_so_far(self) -> str:
        """Recognise what they have said up to now in the turn that goes on; raises `errors.ServiceError`."""
        ...


class Interruptions:
    """Interruptions of one speech at a time by any number of people: it goes on when it turns out that all of them said nothing.

    Parameters
    ----------
    audio_output
        Says what may be interrupted.
    options
        When to stop speaking.
    person
        Returns who has this id; `None`: they left.
    """

    def __init__(
        self,
        audio_output: AudioOutput,
        options: DialogueOptions,
        person: Callable[[int], TalkingPerson | None],
    ) -> None:
        self._audio_output = audio_output
        self._options = options
        self._person = person
        self._looks: dict[int, tuple[asyncio.Task[None], float]] = {}
        """The latest look for words in what each person is saying, and when it began."""
        self._held: dict[int, float] = {}
        """Who may have begun to speak, and when: the audio output is paused for that, too."""
        self._released: dict[int, float] = {}
        """When that turned out to be nothing, or to take too long to tell."""
        self._release_timer: asyncio.TimerHandle | None = None
        self._speech: SpeechHandle | None = None
        self._since: dict[int, float] = {}
        """Who interrupts, and since when. The audio output is paused as long as there is anybody."""
        self._timer: asyncio.TimerHandle | None = None

    def interrupts(self, user_id: int) -> bool:
        """Tell whether a person interrupts, and it is not decided yet what that means."""
        return user_id in self._since

    def onset(self, user_id: int, probability: float) -> None:
        """Hold back the sound while a person may be beginning to speak: `probability` is that of their latest window."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if user_id in self._held:
            if probability < HELD_UNTIL:
                self._release(user_id)
        elif probability >= HELD_FROM and not self._since and self._may_hold(user_id, now):
            self._held[user_id] = now
            self._audio_output.pause()
            if self._release_timer is None:
                self._release_timer = loop.call_later(HELD_S, self._release_all)

    def _may_hold(self, user_id: int, now: float) -> bool:
        speech = self._audio_output.saying
        if speech is None or speech.is_sign or not speech.begun:
            return False
        return now - self._released.get(user_id, -HELD_AGAIN_S) >= HELD_AGAIN_S

    def _release(self, user_id: int) -> None:
        self._held.pop(user_id)
        self._released[user_id] = asyncio.get_running_loop().time()
        if not self._held:
            self._stop_holding()
            if not self._since:
                self._audio_output.resume()

    def _release_all(self) -> None:
        for user_id in [*self._held]:
            self._release(user_id)

    def _stop_holding(self) -> None:
        self._held.clear()
        if self._release_timer is not None:
            self._release_timer.cancel()
            self._release_timer = None

    def begin(self, user_id: int) -> bool:
        """Fall silent because a person began to speak; return whether the bot was being heard until now."""
        speech, loop = self._audio_output.saying, asyncio.get_running_loop()
        if speech is None or speech.is_sign:
            self._release_all()
        if speech is None:
            return False
        if speech.is_sign:
            self._audio_output.withdraw(speech)
            return False
        first = not self._since
        self._speech = speech
        self._since[user_id] = loop.time()
        held = bool(self._held)
        self._stop_holding()
        if first:
            if not held:
                self._audio_output.pause()
            self._timer = loop.call_later(max(0.0, self._options.yield_s - LISTEN_AHEAD_S), self._look)
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
        self._release_all()
        if self._since:
            self._end()

    def _look(self) -> None:
        """Stop for good if a person speaks on; go on if they are silent for long."""
        loop, speech = asyncio.get_running_loop(), self._speech
        now = loop.time() + _EARLY_S
        self._timer = None
        for user_id, since in [*self._since.items()]:
            person = self._person(user_id)
            talking = person is not None and person.talking
            if (
                talking
                and speech is not None
                and speech.begun
                and now - since >= self._options.yield_s - LISTEN_AHEAD_S
            ):
                if now - since >= self._options.noise_s:
                    self.go_on(user_id)
                else:
                    self._listen(user_id, loop.time())
            if not talking and now - since >= self._options.decide_s:
                self.go_on(user_id)
        if not self._since:
            return
        if speech is not None and not speech.begun and speech.good_until is not None and now > speech.good_until:
            self._audio_output.withdraw(speech)
            self._end()
            return
        self._timer = loop.call_later(LOOK_S, self._look)

    def _listen(self, user_id: int, now: float) -> None:
        """Look for words in what a person is saying, unless that is being done."""
        if user_id in self._looks:
            before, began = self._looks[user_id]
            if not before.done() or now - began < LISTEN_AGAIN_S:
                return
        task = asyncio.create_task(self._stop_for_words(user_id), name=f"words of {user_id}")
        self._looks[user_id] = (task, now)

    async def _stop_for_words(self, user_id: int) -> None:
        since = self._since.get(user_id)
        try:
            person = self._person(user_id)
            words = "" if person is None else await person.words_so_far()
        except errors.ChatterbotError:
            words = None  # the turn's own recognition says what is wrong; whoever speaks on is let
        if since is None or (words is not None and (not words.strip() or backchannels.is_backchannel(words))):
            return
        await asyncio.sleep(
            since + self._options.yield_s - asyncio.get_running_loop().time()
        )  # "oh, I see" may be over by then
        person = self._person(user_id)
        if self._since.get(user_id) == since and person is not None and person.talking:
            self.give_up(user_id)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for task, _ in self._looks.values():
            if task is not asyncio.current_task():
                task.cancel()
        self._looks.clear()
        self._stop_holding()
        self._timer = self._speech = None
        self._since.clear()
        self._audio_output.resume()
