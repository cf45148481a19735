"""Find what works like a heading without being one: ``Q:`` and ``A:`` lines, bold questions, lists and paragraphs that ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chatterbot.documents.formats import tree
from chatterbot.documents.sections import marked, questions

__all__ = ("BOLD", "MARKED", "PLAIN", "promoted")

BOLD: Final = 7
"""Level of a paragraph in bold."""
PLAIN: Final = 8
"""Level of a paragraph that asks, among others that answer."""
MARKED: Final = marked.LEVEL
"""Level of a line that begins with ``Q:``."""
_LONGEST: Final = 200
"""Characters of a paragraph that works like a heading."""
_FEW: Final = 2
"""Questions that a section has at least, if nothing but their words marks them."""


def promoted(blocks: Iterable[tree.Block]) -> list[tree.Block]:
    """Return blocks in which everything that works like a heading is one; a heading without text ends what stands before it."""
    found: list[tree.Block] = []
    body: list[tree.Block] = []
    heading: tree.HeadingBlock | None = None
    for block in (*blocks, None):
        if block is not None and not isinstance(block, tree.HeadingBlock):
            body.append(block)
            continue
        found += _section(heading, body)
        body = []
        heading = block
    return found


def _section(heading: tree.HeadingBlock | None, body: Sequence[tree.Block]) -> Iterator[tree.Block]:
    asked = False
    if heading is not None:
        heading = marked.heading(heading)
        asked = heading.asks or questions.is_question(heading.text)
        yield heading
    body = list(_definitions(body))
    if (entries := marked.entries(body, asked=asked)) is not None:
        yield from _bold(entries, questions_only=True)
    elif asked and body and not _is_bold_question(body[0]):
        # The answer: of what asks in it, only a whole paragraph in bold is a question of its own.
        for block in body:
            yield from _bold([block], questions_only=True) if _is_all_bold(block) else [block]
    else:
        yield from _plain(list(_lists(_bold(body))))


def _definitions(body: Iterable[tree.Block]) -> Iterator[tree.Block]:
    """Make definition lists of paragraphs that have them as text: a term, and below it lines that begin with a colon."""
    for block in body:
        if isinstance(block, tree.TextBlock):
            term, *others = tree.lines(block.runs)
            if others and all(tree.plain(line).startswith(": ") for line in others):
                inner = tuple(tree.TextBlock(tree.drop(line, _colon(line)), block.place) for line in others)
                yield tree.DefinitionBlock((tree.plain(term),), inner, block.place)
                continue
        yield block


def _colon(line: Sequence[tree.TextRun]) -> int:
    text = "".join(run.text for run in line)
    return len(text) - len(text.lstrip().removeprefix(":").lstrip())


def _bold(body: Iterable[tree.Block], *, questions_only: bool = False) -> Iterator[tree.Block]:
    for block in body:
        if not isinstance(block, tree.TextBlock):
            yield block
            continue
        count = _bold_runs(block)
        lead = tree.plain(block.runs[:count])
        rest = _rest(block, count)
        # In bold as a whole: a heading. In bold at the beginning: a heading if it asks.
        title = not questions_only and not rest and not lead.endswith((".", "!", ","))
        if lead and len(lead) <= _LONGEST and (questions.ends_asking(lead) or title):
            yield tree.HeadingBlock(BOLD, lead.replace("\n", " "), block.place)
            if rest:
                yield tree.TextBlock(rest, block.place)
        else:
            yield block


def _is_bold_question(block: tree.Block) -> bool:
    return isinstance(block, tree.TextBlock) and questions.ends_asking(tree.plain(block.runs[: _bold_runs(block)]))


def _is_all_bold(block: tree.Block) -> bool:
    return isinstance(block, tree.TextBlock) and _bold_runs(block) == len(block.runs)


def _bold_runs(block: tree.TextBlock) -> int:
    """Return how many runs at the beginning of a paragraph are bold."""
    return next((index for index, run in enumerate(block.runs) if not run.bold and run.text.strip()), len(block.runs))


def _rest(block: tree.TextBlock, count: int) -> tuple[tree.TextRun, ...]:
    """Return what follows the bold runs, without space at its beginning."""
    rest = block.runs[count:]
    if not rest:
        return ()
    first = rest[0].text.lstrip(" \n:—–-")
    return (dataclasses.replace(rest[0], text=first), *rest[1:]) if first else rest[1:]


def _lists(body: Iterable[tree.Block]) -> Iterator[tree.Block]:
    """Unfold each list of which every item asks and answers."""
    for block in body:
        if isinstance(block, tree.ListBlock):
            items = [_asking(item) for item in block.items]
            if all(items):
                for heading, *answer in filter(None, items):
                    yield heading
                    yield from answer
                yield tree.HeadingBlock(BOLD, "", block.place)
                continue
        yield block


def _asking(item: Sequence[tree.Block]) -> list[tree.Block] | None:
    """Return an item as a heading and its answer; `None`: it is no question with its answer."""
    first = item[0] if item else None
    if not isinstance(first, tree.TextBlock):
        return None
    heading, *rest = [*_bold([first]), *item[1:]]
    if isinstance(heading, tree.TextBlock):
        line, *others = tree.lines(heading.runs)
        heading = tree.HeadingBlock(BOLD, tree.plain(line), first.place)
        rest = [*(tree.TextBlock(other, first.place) for other in others if other), *rest]
    if not isinstance(heading, tree.HeadingBlock) or not rest or not questions.ends_asking(heading.text):
        return None
    return [heading, *rest]


def _plain(body: Sequence[tree.Block]) -> Iterator[tree.Block]:
    """Make headings of paragraphs that ask, if the section has several and something that is no question follows each."""
    asking = {index for index, block in enumerate(body) if _asks(block)}
    several = (
        len(asking) >= _FEW
        and all(_is_answered(body, index) for index in asking)
        and not any(isinstance(block, tree.HeadingBlock) and questions.ends_asking(block.text) for block in body)
    )
    for index, block in enumerate(body):
        if not several or index not in asking or not isinstance(block, tree.TextBlock):
            yield block
            continue
        line, *others = tree.lines(block.runs)
        yield tree.HeadingBlock(PLAIN, tree.plain(line), block.place)
        if others:
            rest: list[tree.TextRun] = []
            for other in others:
                rest += [*other, tree.TextRun("\n")]
            yield tree.TextBlock(tuple(rest[:-1]), block.place)


def _is_answered(body: Sequence[tree.Block], index: int) -> bool:
    """Tell whether something follows a question: in its paragraph, or below it."""
    block = body[index]
    if isinstance(block, tree.TextBlock) and len(tree.lines(block.runs)) > 1:
        return True
    return index + 1 < len(body) and not isinstance(body[index + 1], tree.HeadingBlock) and not _asks(body[index + 1])


def _asks(block: tree.Block) -> bool:
    """Tell whether the first line of a paragraph is a question, and the only one there."""
    if not isinstance(block, tree.TextBlock):
        return False
    line, *others = tree.lines(block.runs)
    text = tree.plain(line)
    return (
        len(text) <= _LONGEST
        and questions.ends_asking(text)
        and not any(questions.ends_asking(tree.plain(other)) for other in others)
    )
