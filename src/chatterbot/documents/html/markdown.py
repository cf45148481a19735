"""Markdown (CommonMark with tables and struck text): it becomes HTML first, since it may hold HTML."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from chatterbot.datasets import marks
from chatterbot.documents import limits
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import filters, nodes, pages

__all__ = ("blocks", "is_markdown", "slug")

_FRONT: Final = re.compile(r"---[ \t]*\n(?P<fields>(?:(?!---)[^\n]*\n){0,200})---[ \t]*(?:\n|$)")
"""The block of fields that static sites put above a text."""
_TITLE: Final = re.compile(r"^title:[ \t]*(?P<title>[^\n]{1,300})$", re.MULTILINE | re.IGNORECASE)
_ANCHOR: Final = re.compile(r"[ \t]*\{#(?P<anchor>[\w.:-]{1,100})\}[ \t]*$")
"""An id given to a heading, as Docusaurus, Kramdown and Pandoc write it."""
_NO_SLUG: Final = re.compile(r"[^\w\- ]")
_MARKS: Final = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]+\S|```|~~~|\|.{1,500}\|[ \t]*$|[-*+][ \t]+\S|<details>)|\*\*[^*\n]{1,200}\*\*|\]\(https?://",
    re.MULTILINE,
)
_NEAR: Final = 8
"""Pieces of a line (text, marks, code) that are looked at on each side of a line break."""
_LOOKED_AT: Final = 40
"""Characters of a line that are looked at for a mark."""
_SURE: Final = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S|```|~~~|\|[ \t]*:?-{3,})|\]\(https?://", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Tell whether a text without a telling name is written in Markdown."""
    return _SURE.search(text) is not None and len(_MARKS.findall(text)) > 1


def blocks(text: str, parse_limits: limits.ParseLimits) -> tuple[str, list[tree.Block]]:
    """Return the title and the blocks of a text.

    Raises
    ------
    DocumentRefusal
        As `nodes.blocks_of`.
    """
    import markdown_it  # noqa: PLC0415 - optional: the extra `documents`

    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    title, skipped = "", 0
    if (front := _FRONT.match(text)) is not None:
        found = _TITLE.search(front["fields"])
        title = found["title"].strip().strip("\"'") if found else ""
        skipped = front[0].count("\n")
        text = text[front.end() :]
    parser = markdown_it.MarkdownIt("commonmark", {"maxNesting": parse_limits.max_depth}).enable(
        ["table", "strikethrough"]
    )
    tokens = parser.parse(text)
    if any(token.level >= parse_limits.max_depth - 1 for token in tokens):
        raise DocumentRefusal("error-document-too-nested", limit=parse_limits.max_depth)
    _mark(tokens, skipped)
    page = pages.parsed(parser.renderer.render(tokens, parser.options, {}))
    return title, nodes.blocks_of(page.body, parse_limits, page=False)


def _mark(tokens: Sequence[Any], skipped: int) -> None:
    """Note each block's line, and each heading's anchor as GitHub makes it."""
    used: Counter[str] = Counter()
    for token, after in itertools.zip_longest(tokens, tokens[1:]):
        if token.map and token.nesting >= 0:
            token.attrSet(filters.LINE_ATTRIBUTE, str(token.map[0] + 1 + skipped))
        if token.type == "inline":
            _keep_breaks(token.children or ())
        if token.type != "heading_open" or after is None or not after.children:
            continue
        last = after.children[-1]
        found = _ANCHOR.search(last.content) if last.type == "text" else None
        if found is not None:
            last.content = last.content[: found.start()]
            anchor = found["anchor"]
        else:
            anchor = slug("".join(child.content for child in after.children if child.type in {"text", "code_inline"}))
            used[anchor] += 1
            if used[anchor] > 1:
                anchor = f"{anchor}-{used[anchor] - 1}"
        token.attrSet("id", anchor)


def _keep_breaks(children: Sequence[Any]) -> None:
    """Make line breaks of those that are meant as such though Markdown reads them as spaces: at questions, answers and definitions."""
    for index, child in enumerate(children):
        if child.type != "softbreak":
            continue
        before = "".join(one.content for one in children[max(0, index - _NEAR) : index])
        near = children[index + 1 : index + 1 + _NEAR]
        after = "".join(one.content for one in itertools.takewhile(lambda one: one.type != "softbreak", near))[
            :_LOOKED_AT
        ]
        line = after.strip()
        if (
            before.rstrip().endswith(("?", "？"))
            or line.startswith(": ")
            or marks.question(line) is not None
            or marks.answer(line) is not None
        ):
            child.type, child.tag = "hardbreak", "br"


def slug(heading: str) -> str:
    """Return a heading's anchor as GitHub makes it."""
    return _NO_SLUG.sub("", heading.strip().casefold()).replace(" ", "-")
