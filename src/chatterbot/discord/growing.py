"""The messages of an answer that is still being written: what is in an earlier one does not change any more."""

from __future__ import annotations

from typing import Final

from chatterbot.discord import splitting

__all__ = ("GrowingText",)

MARK: Final = " …"
"""Stands at the end of what is not whole yet: whoever reads it, also after the bot was stopped, sees that something is missing."""

CLOSING: Final = 24
"""Characters at the end of a text that may only close what is open: a code block, and several styles in one another."""


class GrowingText:
    """Cuts a text that grows into messages, each of which is cut once.

    Each text given goes on where the one before was, but for what closes an open code block or style at its end.

    Parameters
    ----------
    limit
        Most characters of a message.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._text = ""
        self._cut: list[splitting.FirstPart] = []
        """The messages that are full; their `end` is counted from the beginning of the text."""

    def so_far(self, text: str) -> list[str]:
        """Return the messages of what there is so far, the last with a mark."""
        settled = self._advance(text)
        limit = self._limit - len(MARK)
        while len(tail := self._tail()) > limit and self._fill(limit, settled):
            pass
        pieces = [part.piece for part in self._cut]
        if not tail:
            return pieces
        # What is too long and may still change is shown when it is settled.
        shown = tail if len(tail) <= limit else splitting.first_part(tail, limit).piece
        return [*pieces, shown.rstrip() + MARK]

    def whole(self, text: str) -> list[str]:
        """Return the messages of the whole text."""
        self._advance(text)
        pieces = [part.piece for part in self._cut]
        return [piece for piece in (*pieces, *splitting.split(self._tail(), self._limit)) if piece.strip()]

    def _advance(self, text: str) -> int:
        """Take the next text; return how much of it will not change any more."""
        common = _common(self._text, text)
        self._text = text
        while self._cut and self._cut[-1].end > common:  # it did not only grow
            self._cut.pop()
        return max(common if common < len(text) else 0, len(text) - CLOSING)

    def _tail(self) -> str:
        """Return what follows behind the messages that are full."""
        if not self._cut:
            return self._text.lstrip()
        last = self._cut[-1]
        rest = self._text[last.end :]
        return last.opening + (rest if last.in_code else rest.lstrip())

    def _fill(self, limit: int, settled: int) -> bool:
        """Cut one more message off, if what has to be known for that is settled."""
        tail = self._tail()
        begin = len(self._text) - len(tail)  # negative by the length of the opening, if that is repeated
        if settled - begin < limit:
            return False
        part = splitting.first_part(tail, limit, min(settled - begin, len(tail)))
        end = begin + part.end
        if end <= (self._cut[-1].end if self._cut else 0):
            return False
        self._cut.append(splitting.FirstPart(part.piece, min(end, settled), part.opening, part.in_code))
        return True


def _common(before: str, after: str) -> int:
    """Return how many characters two texts begin with alike."""
    if after.startswith(before):
        return len(before)
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(before), len(after)))
