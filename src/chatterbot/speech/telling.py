"""How far a spoken text came: which of its words a listener had heard when the sound stopped at some second."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

__all__ = ("Telling",)


@dataclasses.dataclass(slots=True)
class _Piece:
    text: str
    seconds: float = 0.0
    whole: bool = False


class Telling:
    """Filled by `tts.Speaker.synthesize` while it gives sound; empty before."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    @property
    def text(self) -> str:
        """All of it, as it is spoken."""
        return " ".join(piece.text for piece in self._pieces)

    @property
    def whole(self) -> bool:
        """Whether all its sound was given."""
        return bool(self._pieces) and all(piece.whole for piece in self._pieces)

    def begin(self, texts: Sequence[str]) -> None:
        """Note the pieces that will be spoken, in their order."""
        self._pieces = [_Piece(text) for text in texts]

    def add(self, number: int, seconds: float) -> None:
        """Note that so much sound of a piece was given."""
        self._pieces[number].seconds += seconds

    def end(self, number: int) -> None:
        """Note that a piece has no more sound."""
        self._pieces[number].whole = True

    def heard(self, position_s: float) -> str:
        """Give the words that had been heard by a second of the sound.

        Of the piece in which it lies, as many words as there was sound, in proportion to their letters; a word that was cut off was not
        heard. A piece whose sound was not all given yet is taken for as long as what was given of it.
        """
        words: list[str] = []
        for piece in self._pieces:
            if piece.seconds <= 0:
                break
            share = position_s / piece.seconds
            if share >= 1:
                words.append(piece.text)
                position_s -= piece.seconds
                continue
            words += _beginning(piece.text, share)
            break
        return " ".join(words)


def _beginning(text: str, share: float) -> list[str]:
    """Give the whole words in the first part of a text."""
    limit, end = share * len(text), 0
    found: list[str] = []
    for word in text.split():
        end = text.index(word, end) + len(word)
        if end > limit:
            break
        found.append(word)
    return found
