"""Cut what is left of a document into passages that can be read alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.sections import rendering, sentences

__all__ = ("LONGEST_PASSAGE", "PassageSection", "packed")

FEWEST_WORDS: Final = 80
"""Words of a passage, where its section has as many."""
MOST_WORDS: Final = 200
"""Words of a passage; only a single long line or block of code may have more."""
TINY_WORDS: Final = 40
"""Words of a section that is not quoted alone if a section beside it can be quoted with it."""
LONGEST_PASSAGE: Final = 2_000
"""Characters of a passage: half of what an embed holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageSection:
    """Blocks below the same headings."""

    headings: tuple[str, ...]
    place: values.DocumentPlace
    """Of the innermost heading."""
    blocks: tuple[tree.Block, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Unit:
    """What is not cut: a paragraph or a sentence of a long one, a list or an item of a long one, a row, a block of code."""

    text: str
    place: values.DocumentPlace
    join: str = "\n\n"
    """What stands between it and the unit before it."""
    leads: bool = False
    """Whether it says what comes next, and so never stands at a passage's end."""

    @property
    def words(self) -> int:
        return sentences.words(self.text)


def packed(sections: Iterable[PassageSection], parse_limits: limits.ParseLimits) -> Iterator[values.FoundPassage]:
    """Yield the passages of sections, at most 200 words each, whole sentences.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-long``: there are too many, or they have too many characters together.
    """
    count = characters = 0
    seen: set[tuple[tuple[str, ...], str]] = set()
    for section in _joined(sections):
        for passage in _of_section(section, parse_limits.passage_words):
            if (passage.headings, passage.text) in seen:
                continue
            seen.add((passage.headings, passage.text))
            count += 1
            characters += len(passage.text)
            if count > parse_limits.max_passages or characters > parse_limits.max_characters:
                raise DocumentRefusal("error-document-too-long", limit=parse_limits.max_characters)
            yield passage


@dataclasses.dataclass(slots=True)
class _Measured:
    headings: tuple[str, ...]
    place: values.DocumentPlace
    units: list[_Unit]
    words: int


def _joined(sections: Iterable[PassageSection]) -> Iterator[_Measured]:
    """Yield sections; a tiny one is joined with those after it that stand below the same heading."""
    held: _Measured | None = None
    parent: tuple[str, ...] = ()
    for section in sections:
        units = list(_units(section.blocks))
        current = _Measured(section.headings, section.place, units, sum(unit.words for unit in units))
        if held is not None and held.headings == current.headings:  # only pairs stood between them
            held.units += current.units
            held.words += current.words
            continue
        if held is not None and held.words < TINY_WORDS and _belongs(parent, current) and current.words < FEWEST_WORDS:
            held = _Measured(
                parent, held.place, [*_named(held, parent), *_named(current, parent)], held.words + current.words
            )
            continue
        if held is not None:
            yield held
        held = current
        parent = current.headings[:-1]
    if held is not None:
        yield held


def _belongs(parent: tuple[str, ...], section: _Measured) -> bool:
    return bool(section.headings) and section.headings[:-1] == parent


def _named(section: _Measured, parent: tuple[str, ...]) -> Sequence[_Unit]:
    """Return a section's units below its own heading, which is not among those of the passage."""
    own = section.headings[len(parent) :]
    if not own:
        return section.units
    title = _Unit(f"**{rendering.escaped(own[-1])}**", section.place, leads=True)
    first, *others = section.units
    return (title, dataclasses.replace(first, join="\n"), *others)


def _of_section(section: _Measured, passage_words: int) -> Iterator[values.FoundPassage]:
    parts = max(1, round(section.words / passage_words))
    target = section.words / parts
    groups: list[list[_Unit]] = [[]]
    words = characters = 0
    for unit in _with_leads(section.units):
        size, length = unit.words, len(unit.text)
        full = words + size / 2 > target or words + size > MOST_WORDS or characters + length > LONGEST_PASSAGE
        if groups[-1] and full:
            groups.append([])
            words = characters = 0
        groups[-1].append(unit)
        words, characters = words + size, characters + length + len(unit.join)
    if len(groups) > 1 and _fits(groups[-2], groups[-1]):
        groups[-2:] = [[*groups[-2], *groups[-1]]]
    for group in groups:
        if text := _text(group):
            yield values.FoundPassage(section.headings, text, _place(section.place, group[0].place))


def _with_leads(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """Yield units; one that leads to the next is one unit with it."""
    held: _Unit | None = None
    for unit in units:
        joined = unit
        if held is not None:
            if held.words + unit.words <= MOST_WORDS and len(held.text) + len(unit.text) < LONGEST_PASSAGE:
                joined = dataclasses.replace(
                    unit, text=held.text + unit.join + unit.text, place=held.place, join=held.join
                )
            else:
                yield held
        held = None
        if unit.leads and joined.words < FEWEST_WORDS:
            held = joined
        else:
            yield joined
    if held is not None:
        yield held


def _fits(first: Sequence[_Unit], last: Sequence[_Unit]) -> bool:
    """Tell whether the last part is too short to stand alone, and fits to the one before it."""
    words = [sum(unit.words for unit in group) for group in (first, last)]
    length = sum(len(unit.text) + len(unit.join) for unit in (*first, *last))
    return words[1] < FEWEST_WORDS and sum(words) <= MOST_WORDS and length <= LONGEST_PASSAGE


def _text(group: Sequence[_Unit]) -> str:
    return "".join((unit.join if number else "") + unit.text for number, unit in enumerate(group)).strip()


def _place(heading: values.DocumentPlace, first: values.DocumentPlace) -> values.DocumentPlace:
    page = first.page or heading.page
    anchor = f"page={page}" if page is not None else first.anchor or heading.anchor
    return values.DocumentPlace(anchor, page, first.line or heading.line, first.part or heading.part)


def _units(blocks: Iterable[tree.Block]) -> Iterator[_Unit]:
    for block in blocks:
        text = rendering.text_of(block)
        if not text:
            continue
        if (
            sentences.words(text) <= MOST_WORDS
            and len(text) <= LONGEST_PASSAGE
            and not isinstance(block, tree.TableBlock)
        ):
            leads = isinstance(block, tree.HeadingBlock) or (
                isinstance(block, tree.TextBlock) and text.endswith((":", "："))
            )
            yield _Unit(text, block.place, leads=leads)
        else:
            yield from _cut(block, text)


def _cut(block: tree.Block, text: str) -> Iterator[_Unit]:
    """Yield the pieces of a long block."""
    pieces: Iterable[str]
    match block:
        case tree.CodeBlock():
            pieces, join = (rendering.code(part, block.language) for part in _parts(block.text.split("\n"), "\n")), "\n"
        case tree.ListBlock():
            pieces, join = rendering.items_of(block), "\n"
        case tree.TableBlock():
            pieces, join = text.split("\n"), "\n"
        case tree.TextBlock():
            pieces, join = sentences.sentences(text), " "
        case _:
            pieces, join = text.split("\n"), "\n"
    first = True
    for piece in pieces:
        short = [piece]
        if not isinstance(block, tree.CodeBlock) and (
            sentences.words(piece) > MOST_WORDS or len(piece) > LONGEST_PASSAGE
        ):
            short = _parts(sentences.sentences(piece), " ")
        for part in short:
            yield _Unit(part, block.place, "\n\n" if first else join)
            first = False


def _parts(pieces: Sequence[str], join: str) -> list[str]:
    """Return pieces joined to parts as long as a passage; what is longer by itself is cut between words, else anywhere."""
    parts: list[str] = []
    words = 0
    for piece in pieces:
        for part in _short(piece):
            size = sentences.words(part)
            if parts and words + size <= MOST_WORDS and len(parts[-1]) + len(part) < LONGEST_PASSAGE:
                parts[-1] += join + part
                words += size
            else:
                parts.append(part)
                words = size
    return parts


def _short(piece: str) -> Iterator[str]:
    most = LONGEST_PASSAGE - 100  # room for a fence
    if sentences.words(piece) <= MOST_WORDS and len(piece) <= most:
        yield piece
        return
    held: list[str] = []
    length = 0
    for word in piece.split():
        for start in range(0, len(word) or 1, most):
            part = word[start : start + most]
            if held and (len(held) >= MOST_WORDS or length + len(part) + 1 > most):
                yield " ".join(held)
                held, length = [], 0
            held.append(part)
            length += len(part) + 1
    if held:
        yield " ".join(held)
