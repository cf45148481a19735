"""`ThoughtFilter`: leaves out what a reasoning model thinks before it answers."""

from __future__ import annotations

from typing import Final

__all__ = ("ThoughtFilter",)

_MARKS: Final = (("<think>", "</think>"), ("<thinking>", "</thinking>"), ("[THINK]", "[/THINK]"))
"""How models begin and end a thought where the server does not take it out: DeepSeek and Qwen, others, Mistral."""
_LONGEST: Final = max(len(begin) for begin, _ in _MARKS)


class ThoughtFilter:
    """Gets an answer piece by piece and returns it without the white space and the thought at its start."""

    def __init__(self) -> None:
        self._held = ""
        """What may still become a mark; in a thought: its last characters."""
        self._end: str | None = None
        """The mark that ends the thought; `None`: in no thought."""
        self._begun = False

    def add(self, piece: str) -> str:
        """Return what is sure to belong to the answer by now."""
        if self._begun:
            return piece
        text, at = self._held + piece, 0
        while True:
            if self._end is not None:
                if (found := text.find(self._end, at)) < 0:
                    self._held = text[max(at, len(text) - len(self._end)) :]
                    return ""
                at, self._end = found + len(self._end), None  # another thought may follow
            while at < len(text) and text[at].isspace():
                at += 1
            begin, self._end = next(((begin, end) for begin, end in _MARKS if text.startswith(begin, at)), ("", None))
            at += len(begin)
            if self._end is None:
                break
        if len(text) - at < _LONGEST and any(begin.startswith(text[at:]) for begin, _ in _MARKS):
            self._held = text[at:]
            return ""
        self._begun, self._held = True, ""
        return text[at:]

    def end(self) -> str:
        """Return what was held back: the answer is at its end."""
        held, self._held = self._held, ""
        return "" if self._begun or self._end is not None else held.strip()
