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

from chatterbot import models
from chatterbot.dialogue.addressing import Called
from chatterbot.dialogue.endpointing import Evidence, silence_needed_s
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
"""Sums of windows are not exact."""
GOES_ON_S: Final = 0.3
"""Seconds after which somebody whose turn was cut for its length has gone on, or was just done: until then they are speaking."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Understood:
    """What a turn, or its beginning, was understood as; tasks show their results, which must not get into a log.

    Parameters
    ----------
    transcript
        What was heard; its text may be empty.
    asked
        That text without the bot's name.
    called
        The bot's name in it.
    reply
        What the bot would answer; `None` if nothing was said.
    evidence
        What it says about whether the person is done.
    ready_at
        When the transcript was there, in seconds of the loop's clock.
    """

    transcript: Transcript
    asked: str
    called: Called | None
    reply: models.Reply | None
    evidence: Evidence
    ready_at: float


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class SpokenTurn:
    """A turn that has ended; times in seconds of the loop's clock.

    Parameters
    ----------
    user_id
        Whose it is.
    began_at, spoke_until, ended_at
        When they began, when they last spoke, and when that counted as the end.
    understood
        Recognised meanwhile, or still to come.
    cut
        It was too long and is ended in the middle.
    """

    user_id: int
    began_at: float
    spoke_until: float
    ended_at: float
    understood: asyncio.Task[Understood]
    cut: bool = False


class TurnObserver(Protocol):
    """Who wants to know."""

    def began(self, participant: Participant) -> None:
        """Somebody began to speak."""
        ...

    def ended(self, participant: Participant, turn: SpokenTurn | None) -> None:
        """Somebody ended; `None`: it was nothing but a noise."""
        ...


Understand = Callable[[int, NDArray[np.float32]], Awaitable[Understood]]
"""Recognises a turn of a user, and looks for an answer."""


class Participant:
    """Made when a person is first heard; `leave` ends it.

    Parameters
    ----------
    user_id
        Who it is.
    settings
        How long to wait for what.
    understand
        Asked in each pause, and at the end.
    reports
        Told when turns begin and end.
    """

    def __init__(self, user_id: int, options: DialogueOptions, understand: Understand, reports: TurnObserver) -> None:
        self.user_id = user_id
        self._options = options
        self._understand = understand
        self._reports = reports
        self._listener = VadStream(options.turns, options.preroll_s)
        self._habit = PauseModel()
        self._guess: asyncio.Task[Understood] | None = None
        self._paused_s: float | None = None
        """Since when, in the audio's time."""
        self._heard_at = 0.0
        """When sound last came, and until when time is accounted for; in seconds of the loop's clock."""
        self._told_until = 0.0
        self._began_at = 0.0
        self._began_s = 0.0
        """The same in the audio's time."""
        self._cut_at: float | None = None
        """When a turn was ended in the middle of speech; `None` once they have spoken on, or not."""
        self._tasks: set[asyncio.Task[Understood]] = set()

    @property
    def speaking(self) -> bool:
        """Whether their turn goes on, pauses included."""
        return self._listener.speaking or self._cut_at is not None

    @property
    def talking(self) -> bool:
        """Whether they are speaking at this moment, and not in a pause."""
        return self._listener.speaking and self._paused_s is None

    @property
    def busy(self) -> bool:
        """Whether something of theirs is being recognised."""
        return bool(self._tasks)

    @property
    def began_at(self) -> float:
        """When their present turn, or the last, began; in seconds of the loop's clock."""
        return self._began_at

    def hear(self, windows: Sequence[VadWindow], now: float, *, over_the_bot: bool) -> None:
        """Take what was just said.

        Parameters
        ----------
        windows
            In order; the last one ends now, and those before it lie as far back as they are long.
        now
            The loop's clock.
        over_the_bot
            Whether the bot is speaking.
        """
        self._listener.interrupting = over_the_bot
        self._heard_at = self._told_until = now
        for later, window in zip(range(len(windows) - 1, -1, -1), windows, strict=True):
            self._take(self._listener.hear(window), now - later * vad.FRAME_S)

    def tick(self, now: float) -> None:
        """Look at the clock: without packets nobody speaks."""
        if self._listener.speaking and now - self._heard_at >= self._options.gap_s:
            silent_s, self._told_until = now - self._told_until, now
            self._take(self._listener.gap(silent_s), now)
        if self._cut_at is not None and now - self._cut_at >= GOES_ON_S:
            self._cut_at = None
            self._reports.ended(self, None)

    def excuse(self, seconds: float) -> None:
        """The program itself was away for so long: what was said meanwhile is still to come, and was no silence."""
        self._heard_at += seconds
        self._told_until += seconds

    def leave(self) -> None:
        """Forget everything of them, what is being recognised included."""
        was_speaking = self.speaking
        self._guess = self._cut_at = None
        for task in self._tasks:
            task.cancel()
        self._listener.forget()
        self._paused_s = None
        if was_speaking:
            self._reports.ended(self, None)

    async def aclose(self) -> None:
        """Leave, and wait until nothing is being recognised any more."""
        self.leave()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _take(self, event: TurnEvent | None, now: float) -> None:
        match event:
            case SpeechStarted(at_s):
                self._paused_s = self._cut_at = None
                self._began_s = at_s
                self._began_at = now - (self._listener.now_s - at_s)
                self._reports.began(self)
            case Paused(at_s):
                self._paused_s = at_s
                if at_s - self._began_s >= LEAST_SPEECH_S - _ROUNDING_S:
                    self._speculate()
                self._wait(None, now)
            case Resumed(at_s):
                if self._paused_s is not None:
                    self._habit.note(at_s - self._paused_s)
                self._paused_s = None
                self._drop_guess()
            case SpeechEnded():
                self._end(event, now)
            case None:
                pass

    def _speculate(self) -> None:
        self._drop_guess()
        guess = self._guess = self._start()

        def known(task: asyncio.Task[Understood]) -> None:
            if self._guess is not guess or task.cancelled() or task.exception() is not None:
                return
            if self._paused_s is not None and self._listener.speaking:
                self._wait(task.result().evidence, asyncio.get_running_loop().time())

        guess.add_done_callback(known)

    def _start(self) -> asyncio.Task[Understood]:
        async def understood(sound: NDArray[np.float32]) -> Understood:
            return await self._understand(self.user_id, sound)

        task = asyncio.create_task(understood(self._listener.sound), name=f"understand {self.user_id}")
        self._tasks.add(task)
        task.add_done_callback(self._settle)
        return task

    def _settle(self, task: asyncio.Task[Understood]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever takes the turn learns of it; of a guess that was dropped nobody has to. Its frames hold the sound.
            traceback.clear_frames(error.__traceback__)

    def _drop_guess(self) -> None:
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None

    def _wait(self, evidence: Evidence | None, now: float) -> None:
        needed_s = silence_needed_s(evidence, self._habit.habit_s, self._options.endpoint)
        self._take(self._listener.wait(needed_s), now)

    def _end(self, event: SpeechEnded, now: float) -> None:
        guess, self._guess = self._guess, None
        paused, self._paused_s = self._paused_s, None
        if event.cut:
            self._cut_at = now
        if event.speech_s < LEAST_SPEECH_S - _ROUNDING_S:
            if guess is not None:
                guess.cancel()
            self._listener.drop()
            self._reports.ended(self, None)
            return
        failed = guess is not None and guess.done() and (guess.cancelled() or guess.exception() is not None)
        if guess is None or paused is None or failed:
            guess = self._start()
        self._listener.drop()
        self._reports.ended(
            self, SpokenTurn(self.user_id, self._began_at, now - event.silence_s, now, guess, cut=event.cut)
        )


async def understood_or_none(turn: SpokenTurn) -> Understood | None:
    """Wait for what a turn was understood as; `None` if the person left meanwhile.

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
