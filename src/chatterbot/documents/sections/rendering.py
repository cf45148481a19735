"""Blocks to Discord's Markdown."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from chatterbot.documents.formats import tree

__all__ = ("cells_of", "code", "markdown", "row", "text_of")

_SPECIAL: Final = re.compile(r"[*`\\]|~~|\|\||(?<!\w)_|_(?!\w)|^[#>](?=\s)|^-(?=#?\s)", re.MULTILINE)
"""Characters that Discord would read as Markdown where the document means themselves."""
_BARE_LINK: Final = re.compile(r"https?://[^\s<>]{1,500}")
_FENCE: Final = "```"
_STYLES: Final = (
    ("~~", operator.attrgetter("struck")),
    ("**", operator.attrgetter("bold")),
    ("*", operator.attrgetter("italic")),
)
_MOST_DEPTH: Final = 3
"""Levels of a list that Discord shows; deeper ones are indented as the third."""


def markdown(blocks: Iterable[tree.Block]) -> str:
    """Return blocks as one text, with an empty line between paragraphs, but none below a heading."""
    parts: list[str] = []
    heading = False
    for block in blocks:
        if text := text_of(block):
            parts += ("\n" if heading else "\n\n",) if parts else ()
            parts.append(text)
            heading = isinstance(block, tree.HeadingBlock)
    return "".join(parts)


def text_of(block: tree.Block) -> str:
    """Return one block as text."""
    match block:
        case tree.TextBlock():
            return inline(block.runs)
        case tree.HeadingBlock():
            return f"**{escaped(block.text)}**" if block.text else ""
        case tree.CodeBlock():
            return code(block.text, block.language)
        case tree.ListBlock():
            return "\n".join(items_of(block))
        case tree.TableBlock():
            return "\n".join(row(block, number) for number in range(1 if has_names(block) else 0, len(block.rows)))
        case tree.QuoteBlock():
            return "\n".join(f"> {line}" for line in markdown(block.blocks).split("\n"))
        case tree.DefinitionBlock():
            terms = ", ".join(f"**{escaped(term)}**" for term in block.terms)
            return f"{terms}: {markdown(block.blocks)}" if terms else markdown(block.blocks)
        case tree.DetailsBlock():
            return f"**{escaped(block.summary)}**\n{markdown(block.blocks)}".strip()


def code(text: str, language: str = "") -> str:
    """Return preformatted text in a fence; a fence in it cannot be written in Discord's Markdown and becomes quotation marks."""
    return f"{_FENCE}{language}\n{text.replace(_FENCE, chr(39) * 3)}\n{_FENCE}"


def items_of(block: tree.ListBlock, depth: int = 0) -> list[str]:
    """Return the items of a list, each with its nested lists."""
    indent = "  " * min(depth, _MOST_DEPTH - 1)
    items: list[str] = []
    for number, item in enumerate(block.items):
        mark = "- " if block.first is None else f"{block.first + number}. "
        own: list[str] = []
        for inner in item:
            if isinstance(inner, tree.ListBlock):
                own += items_of(inner, depth + 1)
            elif text := text_of(inner):
                lines = text.split("\n")
                if not own:
                    own.append(f"{indent}{mark}{lines[0]}")
                    lines = lines[1:]
                own += [f"{indent}  {line}" for line in lines]
        if own:
            items.append("\n".join(own))
    return items


def has_names(table: tree.TableBlock) -> bool:
    """Tell whether the first row of a table names its columns, and others follow."""
    return table.header and len(table.rows) > 1


def row(table: tree.TableBlock, number: int) -> str:
    """Return a row of a table on one line, each cell with its column's name: so it can be read without the rows above it."""
    cells = [inline(cell).replace("\n", " ") for cell in table.rows[number]]
    if not has_names(table):
        return " · ".join(filter(None, cells))
    names = [inline(cell).replace("\n", " ") for cell in table.rows[0]]
    pairs = [
        f"{names[index]}: {cell}" if index < len(names) and names[index] else cell
        for index, cell in enumerate(cells)
        if cell
    ]
    return "- " + " · ".join(pairs) if pairs else ""


def cells_of(table: tree.TableBlock, number: int) -> list[str]:
    """Return the words of a row's cells."""
    return [tree.plain(cell) for cell in table.rows[number]]


def inline(runs: Sequence[tree.TextRun]) -> str:
    """Return runs as Discord's Markdown."""
    return "\n".join(line.strip() for line in _marked(runs, _STYLES).split("\n")).strip()


def escaped(text: str) -> str:
    """Return a text that Discord shows as it is; addresses stay whole."""
    parts: list[str] = []
    start = 0
    for found in _BARE_LINK.finditer(text):
        parts += [_SPECIAL.sub(r"\\\g<0>", text[start : found.start()]), found[0]]
        start = found.end()
    return "".join((*parts, _SPECIAL.sub(r"\\\g<0>", text[start:])))


def _marked(runs: Iterable[tree.TextRun], styles: Sequence[tuple[str, Callable[[tree.TextRun], bool]]]) -> str:
    """Return runs with one pair of marks around all neighbours of a style."""
    if not styles:
        return "".join(map(_body, runs))
    (mark, has_style), *others = styles
    parts: list[str] = []
    for styled, same in itertools.groupby(runs, key=has_style):
        text = _marked(same, others)
        parts.append(_around(text, mark, mark) if styled else text)
    return "".join(parts)


def _body(run: tree.TextRun) -> str:
    inner = run.text.strip()
    if not inner:
        return run.text
    body = f"`{inner}`" if run.code and "`" not in inner else escaped(inner)
    if run.link and run.link != inner:
        # A text that looks like an address must not lead to another one.
        body = (
            run.link
            if "://" in inner or inner.startswith("www.")
            else f"[{body.replace(']', '')}]({run.link})".replace("\n", " ")
        )
    return _around(run.text, "", "", body)


def _around(text: str, before: str, after: str, body: str | None = None) -> str:
    """Return a text (or what stands for it) with marks around it; space at its ends stays outside, where the marks count as such."""
    inner = text.strip()
    if not inner:
        return text
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{head}{before}{inner if body is None else body}{after}{tail}"
