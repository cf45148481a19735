"""Questions and answers that a page declares for search engines (schema.org's FAQPage, in JSON-LD).

Many pages show an answer only after a press; then it is hidden in the page itself, but stands there.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast

from chatterbot.documents import limits
from chatterbot.documents.formats import tree
from chatterbot.documents.html import nodes

__all__ = ("declared", "filled")

_MOST_DEPTH: Final = 6
"""Levels at which a FAQPage may stand: a list, its ``@graph``, a page's ``mainEntity``."""


def declared(page: Any, parsed: Any, parse_limits: limits.ParseLimits) -> list[tree.DetailsBlock]:
    """Return the questions of a page's FAQPage with their answers.

    Parameters
    ----------
    page
        The page's tree.
    parsed
        Parses HTML, which answers may hold.
    parse_limits
        As for the page.
    """
    found: list[tree.DetailsBlock] = []
    for script in page.css("script[type='application/ld+json']"):
        with contextlib.suppress(ValueError, RecursionError):
            for question, answer in _questions(json.loads(script.text(deep=True)), _MOST_DEPTH):
                inner = nodes.blocks_of(parsed(answer).body, parse_limits, page=False)
                found.append(tree.DetailsBlock(" ".join(question.split()), tuple(inner)))
    return found


def filled(blocks: Sequence[tree.Block], answers: Iterable[tree.DetailsBlock]) -> list[tree.Block]:
    """Return a page's blocks with the declared answer below each heading that asks for it and has nothing below it."""
    known = {_folded(answer.summary): answer.blocks for answer in answers}
    found: list[tree.Block] = []
    for block, after in itertools.zip_longest(blocks, blocks[1:]):
        found.append(block)
        if isinstance(block, tree.HeadingBlock) and (after is None or isinstance(after, tree.HeadingBlock)):
            found += known.get(_folded(block.text), ())
    return found


def _folded(question: str) -> str:
    return " ".join(question.split()).casefold()


def _questions(content: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth == 0:
        return
    if isinstance(content, list):
        for one in cast("list[Any]", content):
            yield from _questions(one, depth - 1)
    elif isinstance(content, dict):
        held = cast("dict[str, Any]", content)
        if held.get("@type") in ("Question", ["Question"]):
            answer = held.get("acceptedAnswer")
            answer = cast("list[Any]", answer)[0] if isinstance(answer, list) and answer else answer
            text = cast("dict[str, Any]", answer).get("text") if isinstance(answer, dict) else None
            question = held.get("name")
            if isinstance(question, str) and isinstance(text, str):
                yield question, text
            return
        for name in ("@graph", "mainEntity", "hasPart"):
            yield from _questions(held.get(name), depth - 1)
