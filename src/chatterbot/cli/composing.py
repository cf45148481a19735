"""A language model's answer in the terminal: its words as they are written, then its sources."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from chatterbot import models
from chatterbot.conversation import AnswerSource
from chatterbot.generation import CompositionOutcome, Notice

__all__ = ("made_by", "new_words", "notice", "told")

SMALL: Final = "-# "
"""Begins a line in small print on Discord."""
_NOTICES: Final = {
    Notice.UNAVAILABLE: "the language model cannot be reached right now",
    Notice.BUSY: "the language model is busy; try again in a moment",
    Notice.PERSON_LIMIT: "this minute's questions to the language model are used up",
    Notice.SERVER_LIMIT: "this day's use of the language model is used up",
    Notice.TOTAL_LIMIT: "this month's budget of the language model is used up",
    Notice.REFUSED: "the language model does not answer this",
    Notice.CUT: "the answer breaks off here",
}


async def new_words(texts: AsyncIterator[str], show: Callable[[str], None]) -> str:
    """Show of each text what is new in it, and of the last one all but its line of sources; return the last one.

    A terminal cannot take back what it shows, and the end of a text may still change (an open bold word is closed for the time being): what
    two texts in a row begin with stays.
    """
    shown = last = ""
    async for text in texts:
        settled = _common(last, text)
        last = text
        if len(settled) > len(shown):
            show(settled[len(shown) :])
            shown = settled
    words = _words(last)
    if words.startswith(shown):
        show(words[len(shown) :])
    else:
        show(f"\n{words}")  # it did not only grow
    return last


def notice(outcome: CompositionOutcome) -> str:
    """Return why the model gave no whole answer, in brackets; empty if it did."""
    if outcome.notice is None:
        return ""
    until = f", until {outcome.until.astimezone():%Y-%m-%d %H:%M:%S}" if outcome.until is not None else ""
    return f"({_NOTICES[outcome.notice]}{until})"


def told(found: Sequence[AnswerSource], reply: models.Reply) -> list[str]:
    """Return what a reply of the model rests on, a line each, and which model it was."""
    lines = [f"  [{source.number}] {_source(source)}" for source in found]
    if reply.source is models.ReplySource.GENERAL:
        lines.append("  from general knowledge: nothing taught or imported says this")
    return lines if reply.composed is None else [*lines, made_by(reply.composed)]


def made_by(composed: models.Composed) -> str:
    """Return which model it was, with its tokens and times."""
    tokens = f"{composed.prompt_tokens} + {composed.completion_tokens} tokens, " if composed.prompt_tokens else ""
    return f"  {composed.model}: {tokens}first word after {composed.first_s:.1f} s, last after {composed.total_s:.1f} s"


def _source(source: AnswerSource) -> str:
    if source.example is not None:
        return _example(source.example)
    if source.passage is not None:
        return f"{source.passage.document.title}, {source.passage.heading}".rstrip(", ")
    return "what is not there any more"


def _example(example: models.Example) -> str:
    return f"{_line(example.prompt)} => {_line(models.spoken(example))}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str:
    """Return a text without the line in small print that names its sources: the terminal tells them in more detail."""
    words, _, line = text.rpartition("\n")
    return words.rstrip() if line.startswith(SMALL) else text


def _common(one: str, other: str) -> str:
    """Return what two texts begin with alike."""
    parts: Sequence[str] = (one, other)
    return os.path.commonprefix(parts)  # noqa: RUF071 - of texts, not of paths
