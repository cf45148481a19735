"""PDF files: lines with their size and place, as pdfium finds them; `pdf_layout` makes blocks of them."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.formats import pdf_layout, tree
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("blocks",)

_PASSWORD: Final = 4
"""pdfium's number of the error that a password is missing (FPDF_ERR_PASSWORD)."""
_HYPHENS: Final = ("\x02", "\ufffe")
"""What pdfium writes in place of a hyphen at a line's end."""
_LEAST_TEXT: Final = 20
"""Letters below which a file has no text, only pictures of it."""
_BOLD: Final = 600
"""Weight of a font from which on it is bold."""
_FONT_NAME: Final = 128
"""Bytes of a font's name that are read."""
_EDGE: Final = 0.1
"""Part of a page's height at its top and bottom where running heads stand."""


def blocks(data: bytes, parse_limits: limits.ParseLimits) -> tuple[str, list[tree.Block], int]:
    """Return the title, the blocks and the number of pages of a PDF file.

    Raises
    ------
    DocumentRefusal
        ``error-document-encrypted``, ``error-document-broken``, ``error-document-too-many-pages(pages, limit)``,
        ``error-document-no-text``: it consists of pictures.
    """
    import pypdfium2 as pdfium  # noqa: PLC0415 - optional: the extra `documents`

    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == _PASSWORD
        raise DocumentRefusal("error-document-encrypted" if encrypted else "error-document-broken") from error
    if count > parse_limits.max_pages:
        raise DocumentRefusal("error-document-too-many-pages", pages=count, limit=parse_limits.max_pages)
    title = " ".join(document.get_metadata_dict().get("Title", "").split())[: values.LONGEST_TITLE]
    pages: list[list[pdf_layout.PdfLine]] = []
    characters = 0
    for number in range(count):
        page = [] if (opened := _page(document, number)) is None else list(_lines(opened, number + 1))
        characters += sum(len(line.text) for line in page)
        if characters > parse_limits.max_characters:
            raise DocumentRefusal("error-document-too-long", limit=parse_limits.max_characters)
        pages.append(page)
    if sum(sign.isalnum() for page in pages for line in page for sign in line.text) < _LEAST_TEXT:
        raise DocumentRefusal("error-document-no-text")
    return "" if pdf_layout.is_file_name(title) else title, pdf_layout.blocks(pages), count


def _page(document: Any, number: int) -> Any:
    """Return a page; `None`: it is damaged, and the others are read without it."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - as in `blocks`

    try:
        return document[number]
    except pdfium.PdfiumError:
        return None


def _lines(page: Any, number: int) -> Iterator[pdf_layout.PdfLine]:
    import pypdfium2 as pdfium  # noqa: PLC0415 - as in `blocks`
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        text_page = page.get_textpage()
        text = text_page.get_text_range()
    except pdfium.PdfiumError:
        return
    height = page.get_height()
    start = 0
    for part in text.split("\n"):
        line = part.rstrip("\r")
        hyphenated = line.endswith(_HYPHENS)
        words = _readable(line)
        if words:
            first = start + len(line) - len(line.lstrip())
            last = start + _units(line.rstrip()) - 1
            size, bold, right, y = _measured(raw, text_page, first, last)
            at_edge = not height * _EDGE < y < height * (1 - _EDGE)
            yield pdf_layout.PdfLine(words, number, size, bold, right, y, hyphenated, at_edge)
        start += _units(part) + 1
    text_page.close()
    page.close()


def _units(text: str) -> int:
    """Return the length of a text in UTF-16's units, which pdfium counts."""
    return len(text) if text.isascii() else len(text) + sum(sign > "\uffff" for sign in text)


def _readable(line: str) -> str:
    """Return a line without control characters, with ligatures as letters."""
    for hyphen in _HYPHENS:
        line = line.replace(hyphen, "-" if line.endswith(hyphen) else "")
    kept = "".join(sign if unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"} else " " for sign in line)
    for ligature, letters in (
        ("ﬀ", "ff"),
        ("ﬁ", "fi"),
        ("ﬂ", "fl"),
        ("ﬃ", "ffi"),
        ("ﬄ", "ffl"),
        ("ﬅ", "ft"),
        ("ﬆ", "st"),
    ):
        kept = kept.replace(ligature, letters)
    return " ".join(kept.split())


def _measured(raw: Any, text_page: Any, first: int, last: int) -> tuple[float, bool, float, float]:
    """Return a line's size, whether it is bold, its right end, and its bottom, in points from the bottom left."""
    # Some characters have a number although they are not given.
    begin, end = (max(0, raw.FPDFText_GetCharIndexFromTextIndex(text_page, place)) for place in (first, last))
    size = float(raw.FPDFText_GetFontSize(text_page, begin))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, begin, left, right, bottom, top)
    y = bottom.value
    raw.FPDFText_GetCharBox(text_page, end, left, right, bottom, top)
    return round(size, 1), all(_is_bold(raw, text_page, place) for place in (begin, end)), right.value, y


def _is_bold(raw: Any, text_page: Any, place: int) -> bool:
    if int(raw.FPDFText_GetFontWeight(text_page, place)) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(_FONT_NAME)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text_page, place, name, _FONT_NAME, flags)
    return 0 < length <= _FONT_NAME and b"bold" in name.value.lower()
