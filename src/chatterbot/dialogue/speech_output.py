"""What the bot says in a dialogue: begun, timed, withdrawn; and what people had heard of it by the end."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import AsyncGenerator
from typing import Final

from chatterbot import folding
from chatterbot.audio import AudioFrame
from chatterbot.dialogue.earcons import Earcon, tone, with_thinking_tones
from chatterbot.dialogue.growing_answer import GrowingAnswer
from chatterbot.dialogue.interfaces import Assistant, AudioOutput, SpokenExchange
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn
from chatterbot.dialogue.pending_turn import PendingTurn
from chatterbot.dialogue.speech_handle import Sound, SpeechHandle, SpeechObserver, SpokenWords
from chatterbot.dialogue.streamed_speech import EarlySound, JoinedTiming, in_order
from chatterbot.speech.tts import WordTiming

__all__ = ("SpeechOutput",)

CONTEXT_S: Final = 600.0
"""Seconds for which the latest answer to a person counts as what they speak about, as in text. Then it is forgotten."""
ECHO: Final = 0.8
"""Share of the heard words that must be among those the bot is saying at that moment: then it is hearing its own echo."""
ECHO_WORDS: Final = 3
"""Fewer words prove nothing: anybody may say "yes"."""
ECHO_S: Final = 1.0
"""Seconds after which the bot's last word is back at the latest: through two networks, a room, and their buffers."""
ECHO_BEFORE: Final = 10
"""Words before those that were heard last, beside twice as many as the person seems to have said, that may be among their echo. A long answer
has most common words somewhere: compared with all of it, a short question would be taken for its echo."""
ECHO_AFTER: Final = 5
"""Words behind them: how far a speech came is estimated."""
RECENT: Final = 4
"""Speeches that ended recently and may still have an echo."""
SOON_S: Final = 0.3
"""Seconds in which a voice that is ready begins: a person who has waited long already need not listen to a sign before it."""


@dataclasses.dataclass(slots=True, eq=False)
class _LatestAnswer:
    """The latest answer to a person.

    Parameters
    ----------
    exchange
        What was asked and answered.
    speech
        How it is, or was, said.
    heard_before
        What the person had heard of the bot before, as long as nothing of this was heard.
    ended_at
        When it ended, in seconds of the loop's clock; `None`: it is being said.
    """

    exchange: SpokenExchange
    speech: SpeechHandle
    heard_before: str
    ended_at: float | None = None


@dataclasses.dataclass(slots=True, eq=False)
class _Answering:
    """An answer on its way; times in seconds of the loop's clock.

    Parameters
    ----------
    turn
        What it replies to.
    exchange
        What was asked and answered.
    ready_at
        When it was known what the person had said.
    found_at
        When the answer was found.
    asked_at
        When a language model was asked; `None`: none was.
    first_sound_at
        When its first sound was made; `None` before.
    latest
        What is remembered of it, once it has begun.
    """

    turn: SpokenTurn
    exchange: SpokenExchange
    ready_at: float
    found_at: float
    asked_at: float | None = None
    first_sound_at: float | None = None
    latest: _LatestAnswer | None = None


@dataclasses.dataclass(slots=True, eq=False)
class _Job:
    """A speech that waits or is being said.

    Parameters
    ----------
    asker_id
        Whose words it answers.
    answering
        `None`: it is no answer to a question.
    observer
        Told what becomes of it.
    forgotten
        Whether nothing of it is to be remembered.
    early
        Its sound, if that is made before it is its turn.
    """

    asker_id: int
    answering: _Answering | None = None
    observer: SpeechObserver | None = None
    forgotten: bool = False
    early: EarlySound | None = None


class SpeechOutput:
    """Speaks through the call's audio output, and remembers the latest answer to each person.

    Parameters
    ----------
    audio_output
        Says everything that is said in the call.
    assistant
        Makes the sound of a text.
    options
        When it is too late to say something.
    times
        Gets how long each stage of an answer took.
    """

    def __init__(
        self, audio_output: AudioOutput, assistant: Assistant, options: DialogueOptions, times: StageTimes
    ) -> None:
        self._audio_output = audio_output
        self._assistant = assistant
        self._options = options
        self._times = times
        self._answers: dict[int, _LatestAnswer] = {}
        """The latest answer to each person."""
        self._last: _LatestAnswer | None = None
        """The latest answer to anybody."""
        self._jobs: dict[SpeechHandle, _Job] = {}
        self._recent: collections.deque[tuple[_SpokenWords, float]] = collections.deque(maxlen=RECENT)
        """What ended recently, and when it ended."""

    @property
    def audible(self) -> bool:
        """Whether the bot is being heard now, or was until it was interrupted."""
        speech = self._audio_output.saying
        return speech is not None and speech.begun

    @property
    def busy(self) -> bool:
        """Whether anything is being said, or waits to be."""
        return bool(self._jobs)

    # What was said.

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered, or to whom something will be said."""
        self._forget_old()
        found = {*self._answers, *(answer.exchange.user_id for answer in self._answers.values())}
        if self._last is not None:
            found.add(self._last.exchange.user_id)
        for speech, job in self._jobs.items():
            if not job.forgotten:
                found |= {speech.user_id, job.asker_id}
        return found

    def latest(self, user_id: int) -> SpokenExchange | None:
        """Return the latest exchange with a person, including one whose answer is being said; or else the latest with anybody."""
        self._forget_old()
        answer = self._answers.get(user_id) or self._last
        return None if answer is None else answer.exchange

    def previous(self, user_id: int) -> str | None:
        """Return what that person heard last of the bot."""
        self._forget_old()
        answer = self._answers.get(user_id)
        return None if answer is None else answer.speech.heard or answer.heard_before or None

    def follows_up(self, user_id: int, began_at: float) -> bool:
        """Tell whether a turn that began then soon follows an answer to the same person, or interrupts it."""
        answer = self._answers.get(user_id)
        if answer is None:
            return False
        return answer.ended_at is None or began_at - answer.ended_at <= self._options.follow_up_s

    def is_echo(self, text: str, turn: SpokenTurn) -> bool:
        """Tell whether the bot heard itself out of a person's loudspeakers."""
        heard = folding.words(text)
        if len(heard) < ECHO_WORDS:
            return False
        speech = self._audio_output.saying
        own = [said for said, ended_at in self._recent if turn.began_at <= ended_at + ECHO_S]
        if speech is not None:
            own.append(_SpokenWords.of(speech))
        lately = [said.lately(2 * len(heard) + ECHO_BEFORE) for said in own]
        return any(sum(word in words for word in heard) >= ECHO * len(heard) for words in lately)

    def forget(self, user_id: int) -> None:
        """Say nothing more to a person, and remember nothing of what was said to them."""
        for speech, job in [*self._jobs.items()]:
            if not job.forgotten and user_id in {speech.user_id, job.asker_id}:
                job.forgotten = True
                self._audio_output.withdraw(speech)
        for listener_id, answer in [*self._answers.items()]:
            if user_id in {listener_id, answer.exchange.user_id}:
                del self._answers[listener_id]
        if self._last is not None and user_id in {self._last.speech.user_id, self._last.exchange.user_id}:
            self._last = None

    def _forget_old(self) -> None:
        """Forget what was said long ago: nobody speaks about it any more."""
        now = self._now()
        for user_id, answer in [*self._answers.items()]:
            if _is_old(answer, now):
                del self._answers[user_id]
        if self._last is not None and _is_old(self._last, now):
            self._last = None

    # Saying.

    def answer(
        self, turn: SpokenTurn, exchange: SpokenExchange, ready_at: float, observer: SpeechObserver | None = None
    ) -> SpeechHandle:
        """Say an answer to the person of a turn, and measure how long it took.

        Parameters
        ----------
        ready_at
            When it was known what the person had said, in seconds of the loop's clock.
        observer
            Told what becomes of it.
        """
        now = self._now()
        job = _Job(exchange.user_id, _Answering(turn, exchange, ready_at, now), observer)
        return self._speak(turn.user_id, exchange.answer, exchange.language, job, waited_s=now - turn.ended_at)

    def composed(self, pending: PendingTurn, composed: GrowingAnswer, observer: SpeechObserver) -> SpeechHandle:
        """Say an answer whose first sentence is there, and the following ones while they are written."""
        turn, exchange, now, timing = pending.turn, composed.exchange, self._now(), JoinedTiming()
        answering = _Answering(turn, exchange, composed.ready_at, now, composed.asked_at)
        waited_s = now - turn.ended_at
        if pending.signed_at is not None:  # a person who heard a sign just now need not hear another one so soon
            waited_s = now - pending.signed_at - self._options.sign_every_s + self._options.sign_after_s

        def make() -> AsyncGenerator[AudioFrame]:
            return in_order(
                composed.follow(), lambda text, part: self._assistant.sound(text, exchange.language, part), timing
            )

        sound = EarlySound(make)
        job = _Job(exchange.user_id, answering, observer, early=sound)
        return self._play(turn.user_id, sound.play, timing, job, waited_s=waited_s)

    def say(self, user_id: int, text: str, language: str) -> SpeechHandle:
        """Say a text to a person that is no answer to a question."""
        return self._speak(user_id, text, language, _Job(user_id))

    def sign(self, user_id: int, which: Earcon, observer: SpeechObserver | None = None) -> SpeechHandle:
        """Play a short sign.

        Parameters
        ----------
        observer
            Told what becomes of it.
        """
        good_until = self._now() + self._options.sign_every_s
        speech = SpeechHandle(
            user_id, lambda: tone(which), is_answer=False, is_sign=True, good_until=good_until, observer=self
        )
        return self._begin(speech, _Job(user_id, observer=observer))

    def withdraw_all(self) -> None:
        """Say nothing more of all this."""
        for speech, job in [*self._jobs.items()]:
            if not job.forgotten:
                self._audio_output.withdraw(speech)
        self._audio_output.give_up()

    def _speak(self, user_id: int, text: str, language: str, job: _Job, *, waited_s: float = 0.0) -> SpeechHandle:
        timing = WordTiming()

        def voice() -> AsyncGenerator[AudioFrame]:
            return self._assistant.sound(text, language, timing)

        return self._play(user_id, voice, timing, job, waited_s=waited_s)

    def _play(self, user_id: int, voice: Sound, timing: SpokenWords, job: _Job, *, waited_s: float) -> SpeechHandle:
        async def timed() -> AsyncGenerator[AudioFrame]:
            async with contextlib.aclosing(voice()) as frames:
                async for frame in frames:
                    if job.answering is not None and job.answering.first_sound_at is None:
                        job.answering.first_sound_at = self._now()
                    yield frame

        def sound() -> AsyncGenerator[AudioFrame]:
            options = self._options
            speech.lead_s = 0.0  # it may be said again
            after_s = max(SOON_S, options.sign_after_s - waited_s)
            return with_thinking_tones(timed(), after_s, options.sign_every_s, add_lead)

        def add_lead(seconds: float) -> None:
            speech.lead_s += seconds

        good_until = self._now() + self._options.stale_s
        speech = SpeechHandle(user_id, sound, good_until=good_until, timing=timing, observer=self)
        return self._begin(speech, job)

    def _begin(self, speech: SpeechHandle, job: _Job) -> SpeechHandle:
        self._jobs[speech] = job
        if not self._audio_output.say(speech):
            speech.end()
        return speech

    # What the speeches report (`SpeechObserver`).

    def speech_began(self, speech: SpeechHandle) -> None:
        """Remember an answer that begins to be heard."""
        job = self._jobs[speech]
        answering = job.answering
        if answering is not None and not job.forgotten:
            user_id, exchange = speech.user_id, answering.exchange
            before = self._answers.get(user_id)
            if not exchange.asked and before is not None:
                exchange = (
                    before.exchange
                )  # "Yes?" and "Pardon?" are no answers: what is corrected or said again is the one before
            answering.latest = _LatestAnswer(exchange, speech, self.previous(user_id) or "")
            self._last = self._answers[user_id] = answering.latest
        if job.observer is not None:
            job.observer.speech_began(speech)

    def speech_ended(self, speech: SpeechHandle) -> None:
        """Note how long an answer took, and how much of it was heard."""
        job = self._jobs.pop(speech)
        if job.early is not None:
            job.early.close()
        answering = job.answering
        if speech.begun and speech.timing is not None:
            self._recent.append((_SpokenWords.of(speech), self._now()))
        if answering is not None:
            self._measure(answering, speech)
            if answering.latest is not None:
                answering.exchange.heard, answering.latest.ended_at = speech.heard, self._now()
        if job.observer is not None:
            job.observer.speech_ended(speech)

    def _measure(self, answering: _Answering, speech: SpeechHandle) -> None:
        turn, first_sound_at = answering.turn, answering.first_sound_at
        if speech.begun_at is None or first_sound_at is None:
            return
        searched_until = answering.found_at
        if answering.asked_at is not None:
            searched_until = answering.asked_at
            self._times.add(Stage.COMPOSE, answering.found_at - answering.asked_at)
        self._times.add(Stage.ANSWER, max(0.0, searched_until - max(answering.ready_at, turn.ended_at)))
        self._times.add(Stage.SPEAK, first_sound_at - answering.found_at)
        self._times.add(Stage.PLAYOUT, max(0.0, speech.begun_at - first_sound_at))
        self._times.add(Stage.TOTAL, speech.begun_at - turn.spoke_until)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _is_old(answer: _LatestAnswer, now: float) -> bool:
    return answer.ended_at is not None and now - answer.ended_at > CONTEXT_S


@dataclasses.dataclass(frozen=True, slots=True)
class _SpokenWords:
    """The words of a speech, and how many of them were said."""

    words: list[str]
    said: int

    @classmethod
    def of(cls, speech: SpeechHandle) -> _SpokenWords:
        """Return those of a speech as far as it came."""
        whole = "" if speech.timing is None else speech.timing.text
        return cls(folding.words(whole), len(folding.words(speech.heard)))

    def lately(self, most: int) -> set[str]:
        """Return so many words that were said last, and a few that may have been."""
        return {*self.words[max(0, self.said - most) : self.said + ECHO_AFTER]}
