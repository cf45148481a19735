"""HTML pages: the main content, without what surrounds it."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final
from urllib import parse

from chatterbot import errors
from chatterbot.datasets import decode
from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import declared, nodes

__all__ = ("blocks", "decoded", "parsed", "title_of")

_MAIN: Final = ("main", "[role=main]", "article", "#content", "#main", ".markdown-body", ".entry-content")
"""Where pages have their main content, the surest first."""
_LEAST: Final = 4
"""The main content has at least this part (a fourth) of the page's text; else the page means something else by the word."""
_PRESCANNED: Final = 4096
"""Bytes in which a page says its encoding (the standard says 1,024; many pages say it later)."""
_META: Final = re.compile(rb"<meta[^>]{1,300}?charset\s{0,9}=\s{0,9}[\"']?(?P<label>[\w:.-]{2,40})", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS: Final = re.compile(
    r"utf-?8|utf-16(?:le|be)?|(?:windows|cp|x-cp)-?(?P<page>125\d|874|866|932|949|950)|iso-?8859-\d{1,2}|koi8-[ru]|latin-?[1-9]"
    r"|shift_?jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|us-ascii|ascii|macintosh|x-mac-cyrillic|ibm866"
)
"""Encodings that pages may have (https://encoding.spec.whatwg.org); Python knows others that no page has, some with side effects."""
_WRONG: Final = 100
"""Of this many characters one may be broken in the encoding that a page claims; more, and the claim is not believed."""


def blocks(
    data: bytes, charset: str, address: str, parse_limits: limits.ParseLimits
) -> tuple[str, list[tree.Block], list[tree.DetailsBlock]]:
    """Return a page's title, its blocks, and the questions that it declares (`declared`).

    Raises
    ------
    DocumentRefusal
        ``error-document-encoding``: nobody can tell which letters it has; and as `nodes.blocks_of`.
    """
    page = parsed(decoded(data, charset))
    title = title_of(page)
    shown = nodes.blocks_of(_main(page), parse_limits, address=_base(page, address))
    answers = declared.declared(page, parsed, parse_limits)
    return title, declared.filled(shown, answers) if answers else shown, answers


def parsed(text: str) -> Any:
    """Return the tree of a page."""
    import selectolax.lexbor  # noqa: PLC0415 - optional: the extra `documents`

    try:
        return selectolax.lexbor.LexborHTMLParser(text)
    except (ValueError, selectolax.lexbor.SelectolaxError) as error:
        raise DocumentRefusal("error-document-broken") from error


def title_of(page: Any) -> str:
    """Return what a page calls itself; empty: nothing."""
    node = page.css_first("title")
    return " ".join((node.text(deep=True) if node is not None else "").split())[: values.LONGEST_TITLE]


def decoded(data: bytes, charset: str = "") -> str:
    """Return the text of a page: by its mark, by what the server said, by what the page says, else by its letters."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    found = _META.search(data[:_PRESCANNED])
    declared = found["label"].decode("ascii", "replace") if found else ""
    for label in (charset, declared):
        if (encoding := _encoding(label)) is None:
            continue
        text = data.decode(encoding, "replace")
        if text.count("\N{REPLACEMENT CHARACTER}") * _WRONG <= len(text):
            return text
    try:
        return decode(data, "")
    except errors.InvalidInputError as error:
        text = data.decode("utf-8", "replace")
        if text.count("\N{REPLACEMENT CHARACTER}") * _WRONG <= len(text):
            return text.replace("\0", "")
        raise DocumentRefusal("error-document-encoding") from error


def _encoding(label: str) -> str | None:
    """Return Python's name of an encoding that pages may have."""
    found = _LABELS.fullmatch(label.strip().casefold())
    if found is None:
        return None
    name = f"cp{found['page']}" if found["page"] else found[0]
    # As browsers read it: what calls itself Latin-1 or ASCII is Windows' code page, and what a page says in ASCII is not UTF-16.
    name = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252"}.get(name, name)
    name = {"us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    name = {"macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "utf-16": "utf-16-le"}.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _main(page: Any) -> Any:
    body = page.body if page.body is not None else page.root
    if body is None:
        raise DocumentRefusal("error-document-empty")
    whole = _text_length(body)
    for selector in _MAIN:
        found = page.css(selector)
        # Several articles are a list of posts: the page is all of them.
        if len(found) == 1 and _text_length(found[0]) * _LEAST >= whole:
            return found[0]
    return body


def _text_length(node: Any) -> int:
    return len(node.text(deep=True))


def _base(page: Any, address: str) -> str:
    """Return the address from which relative links start."""
    node = page.css_first("base[href]")
    said = (node.attributes.get("href") or "") if node is not None else ""
    if not said or not address:
        return address
    try:
        return parse.urljoin(address, said)
    except ValueError:
        return address
