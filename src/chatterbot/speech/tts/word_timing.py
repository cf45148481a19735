"""Work out which words of a spoken answer a listener has heard after so many seconds of sound."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ("WordTiming",)

_S_PER_LETTER: Final = 1 / 15
"""Seconds that a letter takes, as long as no piece has been spoken completely: voices say 12 to 18 letters a second."""
_TOLERANCE_S: Final = 0.02
"""Seconds before its end from which a piece counts as heard: one packet, which is silence anyway."""
_WORD: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\s\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)
"""A word, or a letter of a script without spaces between words."""


@dataclasses.dataclass(slots=True)
class _Attempt:
    """One attempt of one voice to speak a piece.

    Parameters
    ----------
    piece
        The number of the piece.
    number
        How many attempts at this piece came before.
    start_s
        When its sound begins, in seconds from the beginning of the answer.
    seconds
        Seconds of sound so far.
    whole
        Whether the piece was spoken to its end.
    """

    piece: int
    number: int
    start_s: float
    seconds: float = 0.0
    whole: bool = False


class WordTiming:
    """Records when which piece of an answer is spoken; passed to `speaker.Speaker.synthesize`, which fills it while it yields the sound.

    The words are the spoken ones, without markup and with units written out, because those are what the listener hears.
    """

    def __init__(self) -> None:
        self._pieces: tuple[str, ...] = ()
        self._attempts: list[_Attempt] = []

    @property
    def text(self) -> str:
        """The whole text that is spoken; empty until speaking begins."""
        return " ".join(self._pieces)

    @property
    def seconds(self) -> float:
        """The length of all sound yielded so far, in seconds."""
        return self._attempts[-1].start_s + self._attempts[-1].seconds if self._attempts else 0.0

    @property
    def whole(self) -> bool:
        """Whether the sound of the whole text has been yielded."""
        return bool(self._pieces) and {attempt.piece for attempt in self._attempts if attempt.whole} == {
            *range(len(self._pieces))
        }

    def begin(self, texts: Sequence[str]) -> None:
        """Note the pieces that will be spoken, in order; earlier records are cleared."""
        self._pieces, self._attempts = tuple(texts), []

    def add(self, number: int, seconds: float, attempt: int = 0) -> None:
        """Note that so many seconds of a piece's sound are yielded now, after `attempt` voices have failed at it."""
        if not self._attempts or (self._attempts[-1].piece, self._attempts[-1].number) != (number, attempt):
            self._attempts.append(_Attempt(number, attempt, self.seconds))
        self._attempts[-1].seconds += seconds

    def end(self, number: int) -> None:
        """Note that the sound of a piece is complete."""
        if not self._attempts or self._attempts[-1].piece != number:
            self._attempts.append(_Attempt(number, 0, self.seconds))
        self._attempts[-1].whole = True

    def heard(self, position_s: float) -> str:
        """Return the text heard after so many seconds of sound: complete pieces, and whole words of the next one in proportion to its time."""
        shares = [0.0] * len(self._pieces)
        for attempt in self._attempts:
            heard_s = min(position_s - attempt.start_s, attempt.seconds)
            if heard_s > 0 or (attempt.whole and heard_s + _TOLERANCE_S >= attempt.seconds):
                shares[attempt.piece] = max(shares[attempt.piece], self._share_heard(attempt, heard_s))
        return " ".join(self._words(shares))

    def _share_heard(self, attempt: _Attempt, heard_s: float) -> float:
        """Return how much of its piece was heard in an attempt, in [0, 1]."""
        if attempt.whole:
            return 1.0 if heard_s + _TOLERANCE_S >= attempt.seconds else heard_s / attempt.seconds
        # It failed, or is still being synthesized: its length is estimated from the other pieces.
        spoken = [(one.seconds, len(self._pieces[one.piece])) for one in self._attempts if one.whole and one.seconds]
        s_per_letter = (
            sum(seconds for seconds, _ in spoken) / sum(letters for _, letters in spoken) if spoken else _S_PER_LETTER
        )
        expected_s = max(attempt.seconds, s_per_letter * len(self._pieces[attempt.piece]))
        return heard_s / expected_s

    def _words(self, shares: Sequence[float]) -> Iterator[str]:
        for piece, share in zip(self._pieces, shares, strict=True):
            if share >= 1.0:
                yield piece
                continue
            ends = [word.end() for word in _WORD.finditer(piece) if word.end() <= share * len(piece)]
            if ends:
                yield piece[: ends[-1]]
            return
