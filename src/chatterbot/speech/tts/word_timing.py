"""Which words of a spoken answer were heard, when its listener had heard so many seconds of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ("WordTiming",)

_S_PER_LETTER: Final = 1 / 15
"""How long a letter sounds, in seconds, while no piece has been spoken whole: voices say 12 to 18 a second."""
_SPARE_S: Final = 0.02
"""So close to its end a piece counts as heard: one packet, and silence at that."""
_WORD: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\s\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)
"""A word, or a letter of a script that puts no spaces between words."""


@dataclasses.dataclass(slots=True)
class _Take:
    """One attempt at a piece, by one voice.

    Parameters
    ----------
    piece
        Which one.
    number
        How many times it was begun before.
    start_s
        When its sound begins, from the answer's beginning.
    seconds
        Of sound, so far.
    whole
        Whether it was spoken to its end.
    """

    piece: int
    number: int
    start_s: float
    seconds: float = 0.0
    whole: bool = False


class WordTiming:
    """Given to `tts.Speaker.synthesize`, which writes into it while it gives the sound.

    The words are those that are spoken, without markup and with units written out: they are what was heard.
    """

    def __init__(self) -> None:
        self._pieces: tuple[str, ...] = ()
        self._takes: list[_Take] = []

    @property
    def text(self) -> str:
        """All that is to be said; empty until speaking begins."""
        return " ".join(self._pieces)

    @property
    def seconds(self) -> float:
        """Of all sound that has been given."""
        return self._takes[-1].start_s + self._takes[-1].seconds if self._takes else 0.0

    @property
    def whole(self) -> bool:
        """Whether all of it has been given."""
        return bool(self._pieces) and {take.piece for take in self._takes if take.whole} == {*range(len(self._pieces))}

    def begin(self, texts: Sequence[str]) -> None:
        """Note the pieces that will be spoken, in their order; what was told before is forgotten."""
        self._pieces, self._takes = tuple(texts), []

    def add(self, number: int, seconds: float, take: int = 0) -> None:
        """Note that so much sound of a piece is given now; `take` voices had failed at it before."""
        if not self._takes or (self._takes[-1].piece, self._takes[-1].number) != (number, take):
            self._takes.append(_Take(number, take, self.seconds))
        self._takes[-1].seconds += seconds

    def end(self, number: int) -> None:
        """Note that a piece has no more sound."""
        if not self._takes or self._takes[-1].piece != number:
            self._takes.append(_Take(number, 0, self.seconds))
        self._takes[-1].whole = True

    def heard(self, position_s: float) -> str:
        """Give what had been heard after so many seconds of sound: whole pieces, and of the next one whole words in proportion."""
        shares = [0.0] * len(self._pieces)
        for take in self._takes:
            past_s = min(position_s - take.start_s, take.seconds)
            if past_s > 0 or (take.whole and past_s + _SPARE_S >= take.seconds):
                shares[take.piece] = max(shares[take.piece], self._share(take, past_s))
        return " ".join(self._words(shares))

    def _share(self, take: _Take, past_s: float) -> float:
        """How much of its piece was heard of a take, [0, 1]."""
        if take.whole:
            return 1.0 if past_s + _SPARE_S >= take.seconds else past_s / take.seconds
        # It was broken off, or is still being made: how long it would be, other pieces tell.
        known = [(one.seconds, len(self._pieces[one.piece])) for one in self._takes if one.whole and one.seconds]
        pace = sum(seconds for seconds, _ in known) / sum(letters for _, letters in known) if known else _S_PER_LETTER
        expected_s = max(take.seconds, pace * len(self._pieces[take.piece]))
        return past_s / expected_s

    def _words(self, shares: Sequence[float]) -> Iterator[str]:
        for piece, share in zip(self._pieces, shares, strict=True):
            if share >= 1.0:
                yield piece
                continue
            ends = [word.end() for word in _WORD.finditer(piece) if word.end() <= share * len(piece)]
            if ends:
                yield piece[: ends[-1]]
            return
