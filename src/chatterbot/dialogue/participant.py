"""One person in a dialogue: follows their turns, recognises in each pause on speculation, and decides how long to wait for more."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, models
from chatterbot.dialogue import backchannels
from chatterbot.dialogue.addressing import Called
from chatterbot.dialogue.endpointing import Evidence, silence_needed_s
from chatterbot.dialogue.open_microphone import LOOK_AFTER_S, OpenMicrophone
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.pause_model import PauseModel
from chatterbot.dialogue.vad_stream import VadStream, VadWindow
from chatterbot.speech.turns import vad
from chatterbot.speech.turns.turn_detector import Paused, Resumed, SpeechEnded, SpeechStarted, TurnEvent
from chatterbot.speech.types import Transcript

__all__ = ("Participant", "SpokenTurn", "TurnObserver", "Understood", "understood_or_none")

LEAST_SPEECH_S: Final = 0.128
"""Seconds of speech without which a turn was a click or a cough, and is not recognised: shorter than "no"."""
_ROUNDING_S: Final = 1e-6
"""Seconds by which a sum of windows may be wrong."""
WENT_ON_S: Final = 1.0
"""Seconds after the end of a turn in which speech shows that it was none."""
REACTION_S: Final = 0.4
"""The same while the bot is heard: nobody hears an answer and replies to it sooner."""
GOES_ON_S: Final = 0.3
"""Seconds after which a person whose turn was cut for its length has either spoken on or finished: until then they are speaking."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Understood:
    """What was understood of a turn or its beginning; without a `repr`, since a task's result may get into a log.

    Parameters
    ----------
    transcript
        What was recognised; its text may be empty.
    asked
        That text without the bot's name.
    called
        The bot's name in it.
    reply
        What the bot would answer; `None` if nothing was said.
    evidence
        What it says about whether the person has finished.
    ready_at
        When the transcript was ready, in seconds of the loop's clock.
    language
        ISO 639-1 of what was said; where no words were believed, the language that the person probably speaks. Empty: not known.
    """

    transcript: Transcript
    asked: str
    called: Called | None
    reply: models.Reply | None
    evidence: Evidence
    ready_at: float
    language: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class SpokenTurn:
    """A turn that has ended; times in seconds of the loop's clock.

    Parameters
    ----------
    user_id
        The id of the person.
    began_at, spoke_until, ended_at
        When they began, when they last spoke, and when the silence after that counted as the end.
    understood
        Understands it, or has done so already.
    cut
        Whether it was too long, and was ended in the middle.
    """

    user_id: int
    began_at: float
    spoke_until: float
    ended_at: float
    understood: asyncio.Task[Understood]
    cut: bool = False


class TurnObserver(Protocol):
    """Is told when turns begin and end."""

    def began(self, participant: Participant) -> None:
        """Take note that a person began to speak."""
        ...

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        """Take a turn that ended; `None`: it was only a noise."""
        ...

    def is_awaited(self, participant: Participant) -> bool:
        """Tell whether somebody waits for the bot: the person themselves, if they speak with it, or anybody who gets an answer now."""
        ...


Understand = Callable[[int, NDArray[np.float32], Callable[[Evidence], object]], Awaitable[Understood]]
"""Recognises the sound (16 kHz mono, float32, shape (n,)) of a user's turn, and looks for an answer; tells what a first look says."""


class Participant:
    """One person, from when they are first heard until `leave`.

    Parameters
    ----------
    user_id
        The id of the person.
    options
        How long to wait for what.
    understand
        Called in each pause, and at the end of a turn.
    observer
        Told when turns begin and end.
    """

    def __init__(self, user_id: int, options: DialogueOptions, understand: Understand, observer: TurnObserver) -> None:
        self.user_id = user_id
        self._options = options
        self._understand = understand
        self._observer = observer
        self._stream = VadStream(options.turns, options.preroll_s)
        self._pauses = PauseModel()
        self._microphone = OpenMicrophone()
        self._words = 0
        """How many words are known of their turn."""
        self._looked_s = 0.0
        """Until when their turn was looked through for words although it goes on, in seconds of the audio's time."""
        self._guess: asyncio.Task[Understood] | None = None
        self._last_end: tuple[float, float] | None = None
        """When they last spoke in the turn that ended last, and when it ended; `None` once they spoke again, and of a turn that was cut."""
        self._evidence: Evidence | None = None
        """What the guess says, once it is known."""
        self._paused_s: float | None = None
        """When the present pause began, in seconds of the audio's time; `None`: they are not in a pause."""
        self._heard_at = 0.0
        """When sound came last, in seconds of the loop's clock."""
        self._followed_until = 0.0
        """Until when sound and silence are accounted for, in seconds of the loop's clock."""
        self._began_at = 0.0
        self._began_s = 0.0
        """When their turn began, in seconds of the audio's time."""
        self._cut_at: float | None = None
        """When a turn was ended in the middle of speech; `None` once it is known whether they spoke on."""
        self._tasks: set[asyncio.Task[Understood]] = set()

    @property
    def speaking(self) -> bool:
        """Whether their turn goes on, pauses included."""
        return self._stream.speaking or self._cut_at is not None

    @property
    def talking(self) -> bool:
        """Whether they are speaking at this moment, and not in a pause."""
        return self._stream.speaking and self._paused_s is None

    @property
    def microphone_open(self) -> bool:
        """Whether their microphone sends sound without end, over which only louder speech counts."""
        return self._microphone.open

    @property
    def busy(self) -> bool:
        """Whether something of theirs is being recognised."""
        return bool(self._tasks)

    @property
    def began_at(self) -> float:
        """When their present turn, or the last, began; in seconds of the loop's clock."""
        return self._began_at

    def hear(self, windows: Sequence[VadWindow], now: float, *, over_the_bot: bool) -> float:
        """Take sound that just came, and return the probability that its last window is speech of theirs; 0 without a window.

        Parameters
        ----------
        windows
            In order and without gaps; the last one ends now.
        now
            The time of the loop's clock, in seconds.
        over_the_bot
            Whether the bot is being heard.
        """
        self._stream.interrupting = over_the_bot
        if self._heard_at and now - self._heard_at >= self._options.gap_s:
            self._microphone.be_silent(now - self._heard_at)
        self._heard_at = self._followed_until = now
        probability = 0.0
        for later, window in zip(range(len(windows) - 1, -1, -1), windows, strict=True):
            counted = self._microphone.let_through(window)
            probability = counted.probability
            self._take(self._stream.hear(counted), now - later * vad.FRAME_S)
        if self.talking and self._stream.now_s - max(self._began_s, self._looked_s) >= LOOK_AFTER_S:
            self._look_for_words()
        return probability

    def tick(self, now: float) -> None:
        """Look at the clock: a person who sends no packets is silent."""
        if self._stream.speaking and now - self._heard_at >= self._options.gap_s:
            silent_s, self._followed_until = now - self._followed_until, now
            self._take(self._stream.gap(silent_s), now)
        if self._cut_at is not None and now - self._cut_at >= GOES_ON_S:
            self._cut_at = None
            self._observer.ended(self, None)

    def excuse(self, seconds: float) -> None:
        """Take note that the program itself was held up for so long: sound of that time is still to come, so it was no silence."""
        self._heard_at += seconds
        self._followed_until += seconds

    def look_again(self) -> None:
        """Take note that somebody may have begun to wait for the bot: then a pause ends the turn sooner."""
        if self._paused_s is not None and self._stream.speaking:
            self._wait(self._evidence, asyncio.get_running_loop().time())

    async def words_so_far(self) -> str:
        """Recognise what they have said up to now in the turn that goes on, at a first look.

        Raises
        ------
        errors.ServiceError
            If the recogniser, the database or the encoder fails.
        """
        first: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def noticed(evidence: Evidence) -> None:
            if not first.done():
                first.set_result(evidence.text)

        task = self._start(noticed)
        try:
            await asyncio.wait({task, first}, return_when=asyncio.FIRST_COMPLETED)
            return first.result() if first.done() else task.result().transcript.text
        finally:
            task.cancel()

    def leave(self) -> None:
        """Forget everything of this person, and stop recognising what they said."""
        was_speaking = self.speaking
        self._guess = self._cut_at = self._last_end = None
        for task in self._tasks:
            task.cancel()
        self._stream.forget()
        self._paused_s = None
        if was_speaking:
            self._observer.ended(self, None)

    async def aclose(self) -> None:
        """Leave, and wait until nothing is being recognised any more."""
        self.leave()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _take(self, event: TurnEvent | None, now: float) -> None:
        match event:
            case SpeechStarted(at_s):
                self._paused_s = self._cut_at = None
                self._began_s, self._words = at_s, 0
                self._began_at = now - (self._stream.now_s - at_s)
                self._learn_from_end()
                self._observer.began(self)
            case Paused(at_s):
                self._paused_s, self._evidence = at_s, None
                if at_s - self._began_s >= LEAST_SPEECH_S - _ROUNDING_S:
                    self._speculate()
                self._wait(None, now)
            case Resumed(at_s):
                if self._paused_s is not None:
                    self._pauses.note(at_s - self._paused_s)
                self._paused_s = None
                self._drop_guess()
            case SpeechEnded():
                self._end(event, now)
            case None:
                pass

    def _speculate(self) -> None:
        self._drop_guess()

        def noticed(evidence: Evidence) -> None:
            if self._guess is guess and self._paused_s is not None and self._stream.speaking:
                self._evidence = evidence
                self._wait(evidence, asyncio.get_running_loop().time())

        def known(task: asyncio.Task[Understood]) -> None:
            if not task.cancelled() and task.exception() is None:
                if (words := len(task.result().transcript.text.split())) > self._words:
                    self._words, self._looked_s = words, self._stream.now_s
                noticed(task.result().evidence)

        guess = self._guess = self._start(noticed)
        guess.add_done_callback(known)

    def _look_for_words(self) -> None:
        """See whether there are words in what was heard since that was looked for."""
        seconds = self._stream.now_s - max(self._began_s, self._looked_s)
        self._looked_s = self._stream.now_s
        self._note_words(self._start(last_s=seconds), seconds)

    def _note_words(self, looking: asyncio.Task[Understood], seconds: float) -> None:
        def known(task: asyncio.Task[Understood]) -> None:
            if not task.cancelled() and task.exception() is None:
                text = task.result().transcript.text
                self._microphone.heard(seconds, words=bool(text.strip()) and not backchannels.is_backchannel(text))

        looking.add_done_callback(known)

    def _start(
        self, noticed: Callable[[Evidence], object] = lambda _: None, *, last_s: float | None = None
    ) -> asyncio.Task[Understood]:
        """Begin to understand the turn so far, or its last seconds."""
        sound = self._stream.sound if last_s is None else self._stream.sound[-round(last_s * audio.SPEECH_RATE) :]

        async def understood(sound: NDArray[np.float32]) -> Understood:
            return await self._understand(self.user_id, sound, noticed)

        task = asyncio.create_task(understood(sound), name=f"understand {self.user_id}")
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        return task

    def _settle(self, task: asyncio.Task[Understood]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever waits for the turn gets the error; that of a dropped guess does not matter. Its frames hold the sound.
            traceback.clear_frames(error.__traceback__)

    def _drop_guess(self) -> None:
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None

    def _wait(self, evidence: Evidence | None, now: float) -> None:
        patient = not self._observer.is_awaited(self)
        spoken_until_s = self._stream.now_s if self._paused_s is None else self._paused_s
        pace = self._pauses.pace(spoken_until_s - self._began_s)
        needed_s = silence_needed_s(evidence, self._pauses.habit_s, self._options.endpoint, pace=pace, patient=patient)
        self._take(self._stream.wait(needed_s), now)

    def _learn_from_end(self) -> None:
        """Learn from speech that begins soon after the end of a turn: then that was none."""
        if self._last_end is None:
            return
        (spoke_until, ended_at), self._last_end = self._last_end, None
        if self._began_at - ended_at <= (REACTION_S if self._stream.interrupting else WENT_ON_S):
            self._pauses.note_wrong_end(self._began_at - spoke_until)

    def _end(self, event: SpeechEnded, now: float) -> None:
        guess, self._guess = self._guess, None
        paused, self._paused_s = self._paused_s, None
        if event.cut:
            self._cut_at = now
        if event.speech_s < LEAST_SPEECH_S - _ROUNDING_S:
            if guess is not None:
                guess.cancel()
            self._stream.drop()
            self._observer.ended(self, None)
            return
        failed = guess is not None and guess.done() and (guess.cancelled() or guess.exception() is not None)
        if guess is None or paused is None or failed:
            guess = self._start()
        self._stream.drop()
        self._note_words(guess, event.speech_s)
        self._pauses.note_turn(event.speech_s)
        spoke_until = now - event.silence_s
        self._last_end = None if event.cut else (spoke_until, now)
        self._observer.ended(self, SpokenTurn(self.user_id, self._began_at, spoke_until, now, guess, cut=event.cut))


async def understood_or_none(turn: SpokenTurn) -> Understood | None:
    """Wait until a turn is understood, and return it; `None` if the person left meanwhile.

    Raises
    ------
    errors.ServiceError
        If it could not be recognised.
    """
    with contextlib.suppress(asyncio.CancelledError):
        return await asyncio.shield(turn.understood)
    if (task := asyncio.current_task()) is not None and task.cancelling():
        raise asyncio.CancelledError
    return None
