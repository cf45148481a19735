"""Something that is to be said in a call, and how far it came."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, Callable

from chatterbot import audio
from chatterbot.speech.tts import WordTiming

__all__ = ("Sound", "SpeechHandle")

Sound = Callable[[], AsyncGenerator[audio.AudioFrame]]
"""Begins to make the sound of a text."""


@dataclasses.dataclass(slots=True, eq=False)
class SpeechHandle:
    """See each field; times are seconds of the running loop's clock.

    Parameters
    ----------
    user_id
        To whom, or for whom.
    sound
        Begins to make it, once it is its turn; again if the connection was lost in the middle.
    is_answer
        Whether the next answer to the same person takes its place, as long as it has not begun.
    good_until
        When it is too late to begin; `None`: never.
    telling
        Of which words it is made; `None`: nobody asks.
    begun_at
        When its first frame was sent; `None` before.
    position_s
        How much of it was sent, in seconds, at the end.
    sent
        Tells that while it is being said.
    before_s
        Seconds of its sound that came before the words: signs of thinking.
    interrupted
        Whether it was stopped before its end.
    again
        Whether it was cut off once already because the connection was lost.
    on_begun
        Called once, when its first frame was sent.
    on_over
        Called once, when nothing of it will be said any more.
    is_over
        Whether that is so.
    """

    user_id: int
    sound: Sound
    is_answer: bool = True
    good_until: float | None = None
    telling: WordTiming | None = None
    begun_at: float | None = None
    position_s: float = 0.0
    sent: Callable[[], float] | None = None
    before_s: float = 0.0
    interrupted: bool = False
    again: bool = False
    on_begun: Callable[[SpeechHandle], None] | None = None
    on_over: Callable[[SpeechHandle], None] | None = None
    is_over: bool = False
    _heard: str = ""
    """Of an earlier try."""

    @property
    def begun(self) -> bool:
        """Whether anybody can have heard some of it."""
        return self.begun_at is not None

    def begin(self, moment: float) -> None:
        """Note when its first frame was sent; the first time counts."""
        if self.begun_at is None:
            self.begun_at = moment
            if self.on_begun is not None:
                self.on_begun(self)

    def lose(self, position_s: float) -> None:
        """Note how much was sent until the connection was lost: the rest, and what comes before it, may be said again."""
        self.sent, self.position_s, self.interrupted, self.again = None, position_s, True, True
        self._heard = self.heard

    def end(self, position_s: float | None = None, *, interrupted: bool = False) -> None:
        """Note how it ended; the first time counts.

        Parameters
        ----------
        position_s
            `None`: no more was sent than before.
        """
        if self.is_over:
            return
        self.sent, self.is_over = None, True
        if position_s is not None:
            self.position_s, self.interrupted = position_s, interrupted
        if self.on_over is not None:
            self.on_over(self)

    @property
    def heard(self) -> str:
        """The words that were heard, so far or at the end."""
        if self.telling is None:
            return ""
        position_s = self.position_s if self.sent is None else self.sent()
        return max(self._heard, self.telling.heard(position_s - self.before_s), key=len)
