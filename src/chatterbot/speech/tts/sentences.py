"""Cut a text, complete or as it arrives, into the pieces that are spoken one after the other.

The first piece is short, so that speaking begins soon. Later pieces are several whole sentences, because each is a request of its own and
a voice needs whole sentences for its intonation.
"""

from __future__ import annotations

from typing import Final

from chatterbot import sentences

__all__ = ("MAX_PIECE", "Chunker", "pieces")

MAX_PIECE: Final = 280
"""Characters of a piece at most: some 20 s of speech, far below the 4096 bytes of the online service."""
_MIN_FIRST: Final = 12
"""Characters of the first piece at least: "Yes." alone sounds cut off from what follows."""
_MAX_FIRST: Final = 80
"""Characters (5 s of speech) of the first sentence above which it is cut at the end of a clause."""
_MIN_CLAUSE: Final = 25
"""Characters before the end of such a clause at least."""
_TARGET: Final = 140
"""Characters to which later pieces are filled up: some 10 s of speech."""


class Chunker:
    """Takes a text in portions of any size and returns the pieces that are complete."""

    def __init__(self) -> None:
        self._text = ""
        self._count = 0

    def feed(self, delta: str) -> list[str]:
        """Add text and return the pieces whose ends are certain now."""
        self._text += delta
        return self._cut(last=False)

    def flush(self) -> list[str]:
        """Return the rest of the text as pieces, and get ready for the next text."""
        found = self._cut(last=True)
        self._text, self._count = "", 0
        return found

    def _cut(self, *, last: bool) -> list[str]:
        found: list[str] = []
        while (end := self._next(last=last)) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:].lstrip()
            if piece:
                found.append(piece)
                self._count += 1
        return found

    def _next(self, *, last: bool) -> int | None:
        """Return where the next piece ends; `None` while that is not certain."""
        text = self._text
        ends = [end for end in sentences.ends(text[: MAX_PIECE + 2], last=last) if end <= MAX_PIECE]
        if not self._count:
            return self._next_first(text, ends, last=last)
        if len(text) <= (MAX_PIECE if last else _TARGET):
            return len(text) if last and text else None
        long_enough = [end for end in ends if end >= _TARGET]
        if long_enough:
            return long_enough[0]
        if len(text) <= MAX_PIECE:
            return None
        return ends[-1] if ends else self._forced_end(text)

    def _next_first(self, text: str, ends: list[int], *, last: bool) -> int | None:
        sentence = next((end for end in ends if len(text[:end].rstrip()) >= _MIN_FIRST), None)
        if sentence is not None and sentence <= _MAX_FIRST:
            return sentence
        if len(text) > _MAX_FIRST:
            for pause in sentences.CLAUSE_BREAK.finditer(text, _MIN_CLAUSE, _MAX_FIRST):
                return pause.end()
        if sentence is not None:
            return sentence
        if len(text) > MAX_PIECE:
            return self._forced_end(text)
        return len(text) if last and text else None

    @staticmethod
    def _forced_end(text: str) -> int:
        """Return where to cut a sentence that is too long: at the end of its last clause, else between words, else anywhere."""
        pauses = [pause.end() for pause in sentences.CLAUSE_BREAK.finditer(text, 0, MAX_PIECE)]
        if pauses and pauses[-1] > MAX_PIECE // 3:
            return pauses[-1]
        space = text.rfind(" ", 1, MAX_PIECE + 1)
        return space if space > 0 else MAX_PIECE


def pieces(text: str) -> list[str]:
    """Cut a complete text into pieces of 1 to `MAX_PIECE` characters; only white space is lost."""
    chunker = Chunker()
    return [*chunker.feed(text), *chunker.flush()]
