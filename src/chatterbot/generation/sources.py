"""The line below a model's answer that says what it rests on; written by this program, never by the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatterbot import models
from chatterbot.catalogue import Catalogue
from chatterbot.citations import source_line
from chatterbot.generation.citing import without_numbers
from chatterbot.generation.evidence import GatheredEvidence

__all__ = ("CUT", "answer_words", "source_notes")

LONGEST_LINK: Final = 200
"""Characters of an address that is shown; longer ones are in "Why this reply?"."""
MARK: Final = "-# "
"""Begins a line in small print on Discord."""
CUT: Final = "…"
"""Ends an answer that is not whole."""


def source_notes(evidence: GatheredEvidence, used: Sequence[int], catalogue: Catalogue, language: str) -> str:
    """Return the line in small print below an answer: its sources, or that nothing that was taught says it.

    Parameters
    ----------
    used
        The evidence's numbers in the order of those that the answer shows; empty: it rests on nothing.
    """
    if not used:
        return f"{MARK}{catalogue.text(language, 'model-source-general')}"
    named: dict[str, list[str]] = {}
    for place, number in enumerate(used, 1):
        item, passage = evidence.example(number), evidence.passage(number)
        if item is not None:
            author = item.example.credited_id or item.example.author_id
            # A mention names the person as each reader knows them; messages of the bot never ping anybody.
            name = (
                catalogue.text(language, "model-source-person", person=f"<@{author}>")
                if author != models.LOCAL_SCOPE
                else catalogue.text(language, "model-source-taught")
            )
        elif passage is not None:
            record = passage.record
            address = record.url or record.document.url
            shown = address if address is None or len(address) <= LONGEST_LINK else None
            name = source_line(record.document.title, record.heading, shown).removeprefix(MARK)
        else:
            continue
        named.setdefault(name, []).append(f"[{place}]")
    return f"{MARK}📚 " + ", ".join(f"{' '.join(numbers)} {name}" for name, numbers in named.items())


def answer_words(reply: models.Reply) -> str:
    """Return the words of a reply without what this program wrote into and below it: the numbers and the line of sources."""
    if reply.source not in {models.ReplySource.COMPOSED, models.ReplySource.GENERAL}:
        return reply.text
    text = reply.text
    words, notes, last = text.rpartition(f"\n{MARK}")
    if notes and "\n" not in last:
        text = words
    if reply.composed is not None and reply.composed.cut:
        text = text.rstrip().removesuffix(CUT)
    return without_numbers(text)
