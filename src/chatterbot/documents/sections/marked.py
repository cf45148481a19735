"""Questions and answers that are marked in words: ``Q:`` and ``A:``, "Вопрос:" and "Ответ:", and their like (`datasets.marks`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chatterbot.datasets import marks
from chatterbot.documents.formats import tree
from chatterbot.documents.sections import questions

__all__ = ("LEVEL", "entries", "heading")

LEVEL: Final = 9
"""Level of the heading that a marked question becomes: below every other."""


def heading(block: tree.HeadingBlock) -> tree.HeadingBlock:
    """Return a heading without its mark, if it is marked as a question."""
    mark = marks.question(block.text)
    # "Q1: 3 million" is a quarter of a year: a numbered heading has to ask.
    if mark is None or not mark.rest.strip() or (mark.number and not questions.ends_asking(block.text)):
        return block
    return dataclasses.replace(block, text=mark.rest.strip(), asks=True)


def entries(body: Sequence[tree.Block], *, asked: bool) -> list[tree.Block] | None:
    """Return a section's blocks with a heading in place of each marked question; `None`: nothing in it is marked.

    Parameters
    ----------
    body
        Blocks without a heading among them.
    asked
        Whether the heading above them is a question: then they may begin with a marked answer.
    """
    pieces = list(_pieces(body))
    if asked and pieces and pieces[0].kind == "answer":
        pieces[0] = dataclasses.replace(pieces[0], kind="other")
    told = [index for index, piece in enumerate(pieces) if piece.kind == "answer"]
    if not told or not any(piece.kind == "question" for piece in pieces):
        return [piece.block for piece in pieces] if asked and pieces and pieces[0].stripped else None
    found: list[tree.Block] = []
    asking: list[_Piece] = []  # a question and the lines it goes on with, until its answer comes
    answering = False
    last = max(told)
    for index, piece in enumerate(pieces):
        if piece.kind == "question":
            found += (one.original for one in asking)  # a question that nobody answered stays as it was written
            if answering:
                found.append(_end(piece.block))
            asking, answering = [piece], False
        elif piece.kind == "answer" and asking:
            text = " ".join(tree.plain(one.block.runs) for one in asking if isinstance(one.block, tree.TextBlock))
            found += (tree.HeadingBlock(LEVEL, text, asking[0].block.place, asks=True), piece.block)
            asking, answering = [], True
        elif asking and piece.same_paragraph:
            asking.append(piece)
        elif answering and index > last and not piece.same_paragraph and isinstance(piece.block, tree.TextBlock):
            # Behind the last answer: a paragraph of its own may be about something else.
            found += (_end(piece.block), piece.original)
            answering = False
        else:
            found += (one.original for one in asking)
            asking = []
            found.append(piece.block)
    found += (one.original for one in asking)
    if answering:
        found.append(_end(pieces[-1].block))
    return found


def _end(block: tree.Block) -> tree.HeadingBlock:
    return tree.HeadingBlock(LEVEL, "", block.place)


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    """``question``, ``answer`` or ``other``."""
    block: tree.Block
    """Without the mark."""
    original: tree.Block
    same_paragraph: bool = False
    """Whether it is a further line of the paragraph that the piece before it belongs to."""
    stripped: bool = False


def _pieces(body: Iterable[tree.Block]) -> Iterator[_Piece]:
    for block in body:
        if isinstance(block, tree.TextBlock):
            yield from _of_paragraph(block)
        elif isinstance(block, tree.ListBlock) and _is_marked(block):
            for item in block.items:
                yield from _pieces(item)
        else:
            yield _Piece("other", block, block)


def _is_marked(block: tree.ListBlock) -> bool:
    first = block.items[0][0]
    return isinstance(first, tree.TextBlock) and marks.question(tree.plain(first.runs)) is not None


def _of_paragraph(block: tree.TextBlock) -> Iterator[_Piece]:
    held: list[tree.TextRun] = []
    kind, marked, inside = "other", "", False
    for line in tree.lines(block.runs):
        text = tree.plain(line)
        question, answer = marks.question(text), marks.answer(text)
        if question is None and answer is None:
            held += (*((tree.TextRun("\n"),) if held else ()), *line)
            continue
        if held:
            yield _piece(kind, held, block, marked, same_paragraph=inside)
            inside = True
        rest = (question or answer or marks.Mark("", "", "")).rest
        kind = "question" if question is not None else "answer"
        held = [*tree.drop(line, _begin("".join(run.text for run in line), rest))]
        marked = text[: len(text) - len(rest)] if text.endswith(rest) else ""
        if question is not None and (both := marks.inline(text)) is not None:
            asked, told = both
            start = "".join(run.text for run in line).rfind(told.strip())
            yield _piece("question", tree.runs_of(asked[len(marked) :]), block, marked, same_paragraph=inside)
            kind, held, inside = "answer", [*tree.drop(line, max(0, start))], True
            marked = "A: "
    if held:
        yield _piece(kind, held, block, marked, same_paragraph=inside)


def _begin(line: str, rest: str) -> int:
    """Return where the rest of a line behind its mark begins."""
    words = rest.strip()
    place = line.rfind(words) if words else len(line)
    return max(0, place)


def _piece(
    kind: str, runs: Sequence[tree.TextRun], block: tree.TextBlock, mark: str, *, same_paragraph: bool
) -> _Piece:
    text = tree.TextBlock(tuple(runs), block.place)
    original = tree.TextBlock((tree.TextRun(mark), *runs), block.place) if mark else text
    return _Piece(kind, text, original, same_paragraph, stripped=bool(mark))
