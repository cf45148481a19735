"""HTML to blocks: what pages, Word files (through mammoth) and Markdown (through markdown-it) have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import filters, styles

__all__ = ("blocks_of",)

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_CONTAINERS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "search",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that begin a block of their own."""


def blocks_of(root: Any, parse_limits: limits.ParseLimits, *, address: str = "", page: bool = True) -> list[tree.Block]:
    """Return the blocks below a node of selectolax.

    Parameters
    ----------
    root
        The element whose content is wanted.
    parse_limits
        Bound the depth and the number of blocks.
    address
        The address of the page, from which its relative links start.
    page
        Whether it is a page of a website, where navigation and the like surround the text.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-nested``, ``error-document-too-long``.
    """
    return list(_Walker(parse_limits, address, page=page).blocks(root, 0))


class _Walker:
    """Walks the nodes of one document."""

    def __init__(self, parse_limits: limits.ParseLimits, address: str, *, page: bool) -> None:
        self._limits = parse_limits
        self._address = address
        self._page = page
        self._count = 0

    def blocks(self, node: Any, depth: int) -> Iterator[tree.Block]:
        """Yield the blocks below a node; text between them becomes paragraphs."""
        if depth > self._limits.max_depth:
            raise DocumentRefusal("error-document-too-nested", limit=self._limits.max_depth)
        runs: list[tree.TextRun] = []
        place = filters.place_of(node)
        child = node.first_child
        while child is not None:
            if self._is_inline(child):
                self._inline(child, styles.PLAIN, runs, depth + 1)
            elif child.is_element_node and not filters.is_left_out(child, page=self._page):
                yield from self._paragraph(runs, place)
                runs = []
                yield from self._block(child, depth + 1)
            child = child.next
        yield from self._paragraph(runs, place)

    def _paragraph(self, runs: list[tree.TextRun], place: values.DocumentPlace) -> Iterator[tree.TextBlock]:
        if collapsed := styles.collapsed(runs):
            self._counted()
            yield tree.TextBlock(collapsed, place)

    def _counted(self) -> None:
        self._count += 1
        if self._count > self._limits.max_blocks:
            raise DocumentRefusal("error-document-too-long", limit=self._limits.max_characters)

    def _block(self, node: Any, depth: int) -> Iterator[tree.Block]:
        tag = node.tag
        place = filters.place_of(node)
        self._counted()
        if tag in _HEADINGS:
            if text := self._text(node, depth).replace("\n", " "):
                yield tree.HeadingBlock(_HEADINGS[tag], text, place)
        elif tag in _LISTS:
            yield from self._list(node, depth, place)
        elif tag == "pre":
            if text := styles.preformatted(node):
                yield tree.CodeBlock(text, styles.language(node), place)
        elif tag == "table":
            yield from self._table(node, depth, place)
        elif tag == "blockquote":
            if inner := tuple(self.blocks(node, depth)):
                yield tree.QuoteBlock(inner, place)
        elif tag == "dl":
            yield from self._definitions(node, depth, place)
        elif tag == "details":
            yield from self._details(node, depth, place)
        elif tag != "hr":
            yield from self.blocks(node, depth)

    def _list(self, node: Any, depth: int, place: values.DocumentPlace) -> Iterator[tree.Block]:
        items: list[tuple[tree.Block, ...]] = []
        for child in filters.element_children(node):
            if filters.is_left_out(child, page=self._page):
                continue
            if child.tag in _LISTS and items:  # a list directly in a list, as old editors write it
                items[-1] += tuple(self._block(child, depth + 1))
            elif item := tuple(self.blocks(child, depth + 1)):
                items.append(item)
        if items:
            first = node.attributes.get("start") or "1"
            number = int(first) if first.isascii() and first.isdigit() and len(first) < 7 else 1
            yield tree.ListBlock(tuple(items), number if node.tag == "ol" else None, place)

    def _table(self, node: Any, depth: int, place: values.DocumentPlace) -> Iterator[tree.Block]:
        rows: list[tuple[tuple[tree.TextRun, ...], ...]] = []
        header = False
        layout: list[tree.Block] = []
        for row in self._rows(node):
            cells = [cell for cell in filters.element_children(row) if cell.tag in {"td", "th"}]
            if not rows:
                header = bool(cells) and all(cell.tag == "th" for cell in cells)
            if len(cells) == 1 and any(inner.tag in _CONTAINERS for inner in filters.element_children(cells[0])):
                layout += self.blocks(cells[0], depth + 1)  # a table that only arranges what is on the page
                continue
            for _ in cells:
                self._counted()
            filled = tuple(self._cell(cell, depth + 1) for cell in cells)
            if any(filled):
                rows.append(filled)
        yield from layout
        if rows:
            yield tree.TableBlock(tuple(rows), header, place=place)

    def _rows(self, table: Any) -> Iterator[Any]:
        for child in filters.element_children(table):
            if child.tag == "tr":
                yield child
            elif child.tag in {"thead", "tbody", "tfoot"}:
                yield from (row for row in filters.element_children(child) if row.tag == "tr")

    def _cell(self, node: Any, depth: int) -> tuple[tree.TextRun, ...]:
        runs: list[tree.TextRun] = []
        self._inline_children(node, styles.PLAIN, runs, depth)
        return styles.collapsed(runs)

    def _definitions(self, node: Any, depth: int, place: values.DocumentPlace) -> Iterator[tree.Block]:
        terms: list[str] = []
        inner: list[tree.Block] = []
        for child in self._entries(node):
            if child.tag == "dt":
                if inner:
                    yield tree.DefinitionBlock(tuple(terms), tuple(inner), place)
                    terms, inner = [], []
                place = filters.place_of(child, place)
                if text := self._text(child, depth + 1).replace("\n", " "):
                    terms.append(text)
            elif child.tag == "dd":
                inner += self.blocks(child, depth + 1)
        if terms or inner:
            yield tree.DefinitionBlock(tuple(terms), tuple(inner), place)

    def _entries(self, node: Any) -> Iterator[Any]:
        for child in filters.element_children(node):
            if child.tag == "div":
                yield from filters.element_children(child)
            else:
                yield child

    def _details(self, node: Any, depth: int, place: values.DocumentPlace) -> Iterator[tree.Block]:
        summary = ""
        inner: list[tree.Block] = []
        runs: list[tree.TextRun] = []
        child = node.first_child
        while child is not None:
            if child.tag == "summary":
                summary = summary or self._text(child, depth + 1).replace("\n", " ")
            elif self._is_inline(child):
                self._inline(child, styles.PLAIN, runs, depth + 1)
            elif child.is_element_node and not filters.is_left_out(child, page=self._page):
                inner += self._paragraph(runs, place)
                runs = []
                inner += self._block(child, depth + 1)
            child = child.next
        inner += self._paragraph(runs, place)
        if summary:
            yield tree.DetailsBlock(summary, tuple(inner), place)
        else:
            yield from inner

    def _text(self, node: Any, depth: int) -> str:
        runs: list[tree.TextRun] = []
        self._inline_children(node, styles.PLAIN, runs, depth, buttons=True)
        return tree.plain(styles.collapsed(runs))

    def _inline_children(
        self, node: Any, style: tree.TextRun, runs: list[tree.TextRun], depth: int, *, buttons: bool = False
    ) -> None:
        child = node.first_child
        while child is not None:
            self._inline(child, style, runs, depth + 1, buttons=buttons)
            child = child.next

    def _inline(
        self, node: Any, style: tree.TextRun, runs: list[tree.TextRun], depth: int, *, buttons: bool = False
    ) -> None:
        """Append the text of a node; blocks in it begin on a new line."""
        if depth > self._limits.max_depth:
            raise DocumentRefusal("error-document-too-nested", limit=self._limits.max_depth)
        if node.is_text_node:
            runs.append(dataclasses.replace(style, text=styles.flat(node.text_content or "")))
            return
        if not node.is_element_node:
            return
        tag = node.tag
        if tag == "br":
            runs.append(tree.TextRun("\n"))
            return
        # An accordion's question is a button in a heading; elsewhere buttons are no text.
        if filters.is_left_out(node, page=self._page) and not (buttons and tag == "button"):
            return
        is_block = tag in _CONTAINERS
        if is_block:
            runs.append(tree.TextRun("\n"))
        self._inline_children(
            node, styles.styled(style, tag, filters.link_of(node, self._address)), runs, depth, buttons=buttons
        )
        if is_block:
            runs.append(tree.TextRun("\n"))

    def _is_inline(self, node: Any) -> bool:
        if node.is_text_node:
            return True
        if not node.is_element_node or node.tag in _CONTAINERS:
            return False
        # A link or a span around blocks, or an element of the page's own: what is in it decides.
        return not any(child.tag in _CONTAINERS for child in filters.element_children(node))
