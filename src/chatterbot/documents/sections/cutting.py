"""Cut a document's blocks into question-answer pairs and passages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final

from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.sections import passages, promotion, questions, rendering, tables

__all__ = ("cut", "title_among")

_CONTENTS: Final = frozenset(
    {
        *(
            "contents",
            "table of contents",
            "on this page",
            "in this article",
            "содержание",
            "оглавление",
            "на этой странице",
        ),
        *(
            "зміст",
            "inhalt",
            "inhaltsverzeichnis",
            "sommaire",
            "table des matières",
            "índice",
            "contenido",
            "sumário",
            "目次",
            "目录",
        ),
    }
)
"""Headings of a list of the document's own headings."""


def cut(
    blocks: Iterable[tree.Block], title: str, parse_limits: limits.ParseLimits
) -> tuple[tuple[values.FoundPair, ...], tuple[values.FoundPassage, ...]]:
    """Return the pairs and the passages of a document; each block is in one of them.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-long``: there are more of them than the limits allow.
    """
    cutter = _Cutter(title, parse_limits)
    cutter.cut(promotion.promoted(blocks))
    return tuple(cutter.pairs), tuple(passages.packed(cutter.sections, parse_limits))


def title_among(blocks: Sequence[tree.Block]) -> str:
    """Return the first heading of the highest level, if a document has no other title; empty: it has no heading."""
    headings = [block for block in blocks if isinstance(block, tree.HeadingBlock) and block.text]
    if not headings or headings[0].level > min(heading.level for heading in headings):
        return ""
    return headings[0].text[: values.LONGEST_TITLE]


class _Cutter:
    """Goes through the blocks with the headings above each."""

    def __init__(self, title: str, parse_limits: limits.ParseLimits) -> None:
        self.pairs: list[values.FoundPair] = []
        self.sections: list[passages.PassageSection] = []
        self._title = title.casefold()
        self._limits = parse_limits
        self._path: list[tree.HeadingBlock] = []
        self._rest: list[tree.Block] = []

    def cut(self, blocks: Sequence[tree.Block]) -> None:
        index = 0
        while index < len(blocks):
            block = blocks[index]
            index += 1
            if isinstance(block, tree.HeadingBlock):
                index = self._heading(blocks, index - 1)
            elif isinstance(block, tree.DetailsBlock):
                self._details(block)
            elif isinstance(block, tree.DefinitionBlock):
                if not self._pair(block.terms, rendering.markdown(block.blocks), block.place):
                    self._rest.append(block)
            elif isinstance(block, tree.TableBlock):
                self._table(block)
            else:
                self._rest.append(block)
        self._close()

    def _heading(self, blocks: Sequence[tree.Block], index: int) -> int:
        """Take the heading at `index`, with its answer if it asks; return the index of what comes next."""
        first = _heading_at(blocks, index)
        assert first is not None  # noqa: S101 - the caller has looked
        self._close()
        self._path = [heading for heading in self._path if heading.level < first.level]
        if not first.text:
            return index + 1
        if first.text.casefold().strip(" :") in _CONTENTS:
            after = index + 1
            while after < len(blocks) and isinstance(blocks[after], tree.ListBlock):
                after += 1
            return after
        if not _asks(first):
            self._path = [*self._path, _clipped(first)]
            return index + 1
        after = index + 1
        wordings = [first.text]
        while (also := _heading_at(blocks, after)) is not None and also.level == first.level and _asks(also):
            wordings.append(also.text)
            after += 1
        end = after
        while end < len(blocks) and not self._ends(blocks[end], first.level):
            end += 1
        taken = self._pair(wordings, rendering.markdown(blocks[after:end]), first.place)
        # Further questions below this one stand below it as a heading. An answer that is too long becomes passages.
        self._path = [*self._path, _clipped(first)]
        if taken:
            return end
        self._rest += blocks[index + 1 : after]  # the other wordings
        return after

    def _ends(self, block: tree.Block, level: int) -> bool:
        """Tell whether a block ends the answer below a heading of this level: a heading beside it, or further questions."""
        match block:
            case tree.HeadingBlock():
                return block.level <= level or _asks(block)
            case tree.DetailsBlock():
                return questions.is_question(block.summary)
            case tree.DefinitionBlock():
                return any(map(questions.is_question, block.terms))
            case tree.TableBlock():
                return tables.pairs(block) is not None
            case _:
                return False

    def _details(self, block: tree.DetailsBlock) -> None:
        if questions.is_invitation(block.summary):
            above = self._path
            self.cut(promotion.promoted(block.blocks))  # "Show more": as if it were not folded
            self._path = above
            return
        inner = promotion.promoted(block.blocks)
        folded = any(isinstance(one, tree.DetailsBlock) for one in inner)
        asking = any(isinstance(one, tree.HeadingBlock) and _asks(one) for one in inner)
        if not folded and not asking and self._pair((block.summary,), rendering.markdown(block.blocks), block.place):
            return
        self._close()
        above = self._path
        level = above[-1].level + 1 if above else 1
        self._path = [*above, _clipped(tree.HeadingBlock(level, block.summary, block.place))]
        # What stands inside has headings of its own levels, all of them below this one.
        self.cut(
            [
                dataclasses.replace(one, level=one.level + level) if isinstance(one, tree.HeadingBlock) else one
                for one in inner
            ]
        )
        self._path = above

    def _table(self, block: tree.TableBlock) -> None:
        found = tables.pairs(block)
        if found is None:
            self._rest.append(block)
            return
        left = [row.cells for row in found if not self._pair((row.question,), row.answer, row.place)]
        if left:
            self._rest.append(tree.TableBlock(tuple(left), place=block.place))

    def _pair(self, asked: Sequence[str], answer: str, place: values.DocumentPlace) -> bool:
        """Keep a pair; tell whether it is one."""
        wordings = list(dict.fromkeys(filter(None, map(questions.cleaned, asked))))
        longest = max(map(len, wordings), default=0)
        if not 0 < longest <= self._limits.max_question or not 0 < len(answer) <= self._limits.max_answer:
            return False
        if len(self.pairs) >= self._limits.max_examples:
            raise DocumentRefusal("error-document-too-many-examples", limit=self._limits.max_examples)
        self.pairs.append(values.FoundPair(tuple(wordings), answer, place, self._headings()))
        return True

    def _headings(self) -> tuple[str, ...]:
        return tuple(
            heading.text
            for heading in self._path
            if not (
                heading.text.casefold() == self._title
                or (heading.level == 1 and heading.text.casefold() in self._title)
            )
        )

    def _close(self) -> None:
        """Keep what was left over since the last heading."""
        if self._rest:
            place = self._path[-1].place if self._path else values.DocumentPlace()
            self.sections.append(passages.PassageSection(self._headings(), place, tuple(self._rest)))
        self._rest = []


def _heading_at(blocks: Sequence[tree.Block], index: int) -> tree.HeadingBlock | None:
    block = blocks[index] if index < len(blocks) else None
    return block if isinstance(block, tree.HeadingBlock) else None


def _asks(heading: tree.HeadingBlock) -> bool:
    return bool(heading.text) and (heading.asks or questions.is_question(heading.text))


def _clipped(heading: tree.HeadingBlock) -> tree.HeadingBlock:
    if len(heading.text) <= values.LONGEST_TITLE:
        return heading
    return dataclasses.replace(heading, text=heading.text[: values.LONGEST_TITLE - 1].rstrip() + "…")
