"""One thing that is to be said in a call: its state, and how much of it was heard."""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator, Callable
from typing import Final, Protocol

from chatterbot import audio
from chatterbot.dialogue.transitions import Transitions

__all__ = ("TRANSITIONS", "Sound", "SpeechHandle", "SpeechObserver", "SpeechState", "SpokenWords")

Sound = Callable[[], AsyncGenerator[audio.AudioFrame]]
"""Begins to make the sound of a text."""


class SpeechState(enum.Enum):
    """How far a speech has come."""

    WAITING = "waiting"
    """Nothing of it was sent yet."""
    PLAYING = "playing"
    """Its first frame was sent; it may be paused."""
    CUT_OFF = "cut off"
    """The connection was lost; it is to be said once more."""
    FINISHED = "finished"
    """It was said to its end."""
    INTERRUPTED = "interrupted"
    """It was stopped before its end, or the voice failed."""
    DROPPED = "dropped"
    """It is not said: nothing of it was ever sent."""


TRANSITIONS: Final = Transitions(
    {
        SpeechState.WAITING: {SpeechState.PLAYING, SpeechState.CUT_OFF, SpeechState.DROPPED},
        SpeechState.PLAYING: {SpeechState.CUT_OFF, SpeechState.FINISHED, SpeechState.INTERRUPTED},
        SpeechState.CUT_OFF: {
            SpeechState.PLAYING,
            SpeechState.FINISHED,
            SpeechState.INTERRUPTED,
            SpeechState.DROPPED,
        },
        SpeechState.FINISHED: (),
        SpeechState.INTERRUPTED: (),
        SpeechState.DROPPED: (),
    }
)
"""Drawn in docs/talking.md."""


class SpokenWords(Protocol):
    """Which words of a speech are spoken when (`speech.tts.WordTiming`)."""

    @property
    def text(self) -> str:
        """All words, as far as they are known."""
        ...

    def heard(self, position_s: float) -> str:
        """Return the words that were heard after so many seconds of sound."""
        ...


class SpeechObserver(Protocol):
    """Is told, once each, when a speech begins to be heard and when it is over."""

    def speech_began(self, speech: SpeechHandle) -> None:
        """Take note that its first frame was sent."""
        ...

    def speech_ended(self, speech: SpeechHandle) -> None:
        """Take note that nothing of it will be said any more."""
        ...


class SpeechHandle:
    """Something to be said: it is given to an `AudioOutput`, which reports how far it came.

    Times are seconds of the running loop's clock.

    Parameters
    ----------
    user_id
        The person to whom, or because of whom, it is said.
    sound
        Begins to make it, once it is its turn; again if the connection was lost in the middle.
    is_answer
        Whether the next answer to the same person takes its place, as long as it has not begun.
    good_until
        When it is too late to begin; `None`: never.
    timing
        Which of its words are spoken when; `None` if that is not needed.
    observer
        Told what becomes of it.
    is_sign
        Whether it is a tone without words: speech over it ends it, and interrupts nothing.
    """

    def __init__(
        self,
        user_id: int,
        sound: Sound,
        *,
        is_answer: bool = True,
        is_sign: bool = False,
        good_until: float | None = None,
        timing: SpokenWords | None = None,
        observer: SpeechObserver | None = None,
    ) -> None:
        self.user_id = user_id
        self.sound = sound
        self.is_answer = is_answer
        self.is_sign = is_sign
        self.good_until = good_until
        self.timing = timing
        self.lead_s = 0.0
        """Seconds of its sound that came before the words: signs of thinking."""
        self._observer = observer
        self._state = SpeechState.WAITING
        self._begun_at: float | None = None
        self._may_restart = True
        self._position_s = 0.0
        self._position: Callable[[], float] | None = None
        """Tells the position while it is being said."""
        self._heard_before = ""
        """The words that were heard until the connection was lost."""

    @property
    def state(self) -> SpeechState:
        """How far it has come."""
        return self._state

    @property
    def begun_at(self) -> float | None:
        """When its first frame was sent, at the first try; `None` before."""
        return self._begun_at

    @property
    def begun(self) -> bool:
        """Whether anybody can have heard some of it."""
        return self._begun_at is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it will be said any more."""
        return self._state in {SpeechState.FINISHED, SpeechState.INTERRUPTED, SpeechState.DROPPED}

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before its end, for good or until it is said once more."""
        return self._state in {SpeechState.CUT_OFF, SpeechState.INTERRUPTED}

    @property
    def may_restart(self) -> bool:
        """Whether it is to be said once more, should the connection be lost now: only the first time."""
        return self._may_restart

    @property
    def position_s(self) -> float:
        """Seconds of its sound that were sent, at the latest try."""
        return self._position_s if self._position is None else self._position()

    @property
    def heard(self) -> str:
        """The words that were heard, so far or at the end."""
        if self.timing is None:
            return ""
        return max(self._heard_before, self.timing.heard(self.position_s - self.lead_s), key=len)

    def follow(self, position: Callable[[], float]) -> None:
        """Learn from now on how many seconds of the sound were sent, by calling `position`."""
        self._position = position

    def begin(self, moment: float) -> None:
        """Note when its first frame was sent; while it is being said, further calls change nothing."""
        if self._state is SpeechState.PLAYING:
            return
        self._state = TRANSITIONS.change(self._state, SpeechState.PLAYING)
        if self._begun_at is None:
            self._begun_at = moment
            if self._observer is not None:
                self._observer.speech_began(self)

    def forbid_restart(self) -> None:
        """Do not say it once more, should the connection be lost now."""
        self._may_restart = False

    def cut_off(self, position_s: float) -> None:
        """Note that the connection was lost after so many seconds: it is to be said once more, from its beginning.

        Raises
        ------
        RuntimeError
            If it may not be said once more.
        """
        if not self._may_restart:
            raise RuntimeError("a speech is said again only once")
        self._state = TRANSITIONS.change(self._state, SpeechState.CUT_OFF)
        self._position, self._position_s, self._may_restart = None, position_s, False
        self._heard_before = self.heard

    def end(self, position_s: float | None = None, *, interrupted: bool = False) -> None:
        """Note how it ended; after the end, further calls change nothing.

        Parameters
        ----------
        position_s
            Seconds of its sound that were sent; `None`: no more than is known.
        interrupted
            Whether it was stopped before its end.
        """
        if self.is_over:
            return
        stopped = interrupted or (position_s is None and self._state is SpeechState.CUT_OFF)
        ending = SpeechState.INTERRUPTED if stopped else SpeechState.FINISHED
        self._state = TRANSITIONS.change(self._state, ending if self.begun else SpeechState.DROPPED)
        self._position_s = self.position_s if position_s is None else position_s
        self._position = None
        if self._observer is not None:
            self._observer.speech_ended(self)
