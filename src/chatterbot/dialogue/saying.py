"""Something that is to be said in a call, and how far it came."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, Callable

from chatterbot import audio
from chatterbot.speech.telling import Telling

__all__ = ("Saying", "Sound")

Sound = Callable[[], AsyncGenerator[audio.AudioFrame]]
"""Begins to make the sound of a text."""


@dataclasses.dataclass(slots=True, eq=False)
class Saying:
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
    interrupted
        Whether it was stopped before its end.
    again
        Whether it was cut off once already because the connection was lost.
    on_over
        Called once, when nothing of it will be said any more.
    is_over
        Whether that is so.
    """

    user_id: int
    sound: Sound
    is_answer: bool = True
    good_until: float | None = None
    telling: Telling | None = None
    begun_at: float | None = None
    position_s: float = 0.0
    interrupted: bool = False
    again: bool = False
    on_over: Callable[[Saying], None] | None = None
    is_over: bool = False

    @property
    def begun(self) -> bool:
        """Whether anybody can have heard some of it."""
        return self.begun_at is not None

    def end(self, position_s: float = 0.0, *, interrupted: bool = False) -> None:
        """Note how it ended; the first time counts."""
        if self.is_over:
            return
        self.position_s, self.interrupted, self.is_over = position_s, interrupted, True
        if self.on_over is not None:
            self.on_over(self)

    @property
    def heard(self) -> str:
        """The words that were heard, at the end."""
        return "" if self.telling is None else self.telling.heard(self.position_s)
