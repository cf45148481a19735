"""Tell what format a file has: by its content first, since names are easily wrong, and by its name where the content leaves a choice."""

from __future__ import annotations

import pathlib
import re
from typing import Final

from chatterbot.documents import values
from chatterbot.documents.formats import packed
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("ENDINGS", "ending", "is_readable", "kind_of")

_KINDS: Final = values.DocumentKind
ENDINGS: Final = {
    "md": _KINDS.MARKDOWN,
    "markdown": _KINDS.MARKDOWN,
    "mdx": _KINDS.MARKDOWN,
    "html": _KINDS.HTML,
    "htm": _KINDS.HTML,
    "xhtml": _KINDS.HTML,
    "docx": _KINDS.DOCX,
    "docm": _KINDS.DOCX,
    "dotx": _KINDS.DOCX,
    "pdf": _KINDS.PDF,
    "txt": _KINDS.TEXT,
    "text": _KINDS.TEXT,
    "csv": _KINDS.TABLE,
    "tsv": _KINDS.TABLE,
    "xlsx": _KINDS.SPREADSHEET,
    "xlsm": _KINDS.SPREADSHEET,
    "xlsb": _KINDS.SPREADSHEET,
    "xls": _KINDS.SPREADSHEET,
    "ods": _KINDS.SPREADSHEET,
    "json": _KINDS.DATASET,
    "jsonl": _KINDS.DATASET,
    "ndjson": _KINDS.DATASET,
    "yaml": _KINDS.DATASET,
    "yml": _KINDS.DATASET,
}
"""Endings of files that can be read, and what they promise."""
_MEDIA: Final = {
    "text/markdown": _KINDS.MARKDOWN,
    "text/x-markdown": _KINDS.MARKDOWN,
    "text/html": _KINDS.HTML,
    "application/xhtml+xml": _KINDS.HTML,
    "text/csv": _KINDS.TABLE,
    "text/tab-separated-values": _KINDS.TABLE,
    "text/plain": _KINDS.TEXT,
    "application/json": _KINDS.DATASET,
    "application/x-ndjson": _KINDS.DATASET,
    "application/yaml": _KINDS.DATASET,
    "text/yaml": _KINDS.DATASET,
}
_TEXTS: Final = frozenset({_KINDS.MARKDOWN, _KINDS.TEXT, _KINDS.TABLE, _KINDS.DATASET})
"""Kinds that any text may have."""
_LOOKED_AT: Final = 4_096
"""Bytes at the beginning that are looked at."""
_HTML: Final = re.compile(
    rb"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,1000}?-->\s{0,200})?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHAT: Final = re.compile(rb"\s{0,99}\{\s{0,99}\"guild\"\s{0,99}:\s{0,99}\{")
_CHAT_PAGE: Final = re.compile(rb"class=\"?[\w -]{0,99}\bchatlog\b")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Beginning of Microsoft's old container of files."""
_OTHERS: Final = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "media"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
)
"""Beginnings of files that are no documents, and what they are."""


def ending(name: str) -> str:
    """Return the ending of a file's name, in small letters and without the dot."""
    return pathlib.PurePosixPath(name).suffix[1:].casefold()


def is_readable(name: str) -> bool:
    """Tell whether a file's ending is that of a document: where a whole folder is read, others are left out."""
    return ending(name) in ENDINGS


def kind_of(file: values.SourceFile) -> values.DocumentKind:
    """Return the format of a file.

    Raises
    ------
    DocumentRefusal
        ``error-document-kind(found)``: it is something else; ``error-document-old-word``, ``error-document-encrypted``.
    """
    head = file.data[:_LOOKED_AT]
    if not head.strip():
        raise DocumentRefusal("error-document-empty")
    if b"%PDF-" in head[:1024]:
        return _KINDS.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(file.data)
    if head.startswith(_OLE):
        return _of_old_container(file.data)
    if head.startswith(b"SQLite format 3\0"):
        return _KINDS.CHATTERBOT
    for beginning, what in _OTHERS:
        if head.startswith(beginning):
            raise DocumentRefusal("error-document-kind", found=what)
    if head[4:8] == b"ftyp":
        raise DocumentRefusal("error-document-kind", found="media")
    if head.startswith(b"{\\rtf"):
        raise DocumentRefusal("error-document-kind", found="rtf")
    promised = ENDINGS.get(ending(file.name)) or _MEDIA.get(file.media_type.casefold())
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) or (promised is _KINDS.HTML and b"<" in file.data):
        return _KINDS.CHAT if _CHAT_PAGE.search(file.data) else _KINDS.HTML
    if _CHAT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return _KINDS.CHAT
    if promised is not None and promised in _TEXTS:
        return promised
    return (
        _KINDS.TEXT
    )  # no ending, or that of a Word file or the like which is none; `datasets.decode` refuses what is no text


def _of_archive(data: bytes) -> values.DocumentKind:
    found = packed.names(data)
    if "word/document.xml" in found:
        return _KINDS.DOCX
    if {"xl/workbook.xml", "xl/workbook.bin"} & found:
        return _KINDS.SPREADSHEET
    if "content.xml" in found:
        # Of the files of LibreOffice the spreadsheets only.
        if b"opendocument.spreadsheet" in packed.beginning(data, "mimetype", 100):
            return _KINDS.SPREADSHEET
        raise DocumentRefusal("error-document-kind", found="opendocument")
    if "agent.json" in found:
        return _KINDS.DIALOGFLOW
    if any(name.startswith("ppt/") for name in found):
        raise DocumentRefusal("error-document-kind", found="slides")
    if any(name.endswith(".opf") for name in found):
        raise DocumentRefusal("error-document-kind", found="book")
    raise DocumentRefusal("error-document-kind", found="archive") if found else DocumentRefusal("error-document-broken")


def _of_old_container(data: bytes) -> values.DocumentKind:
    names = {
        name for name in ("EncryptedPackage", "WordDocument", "Workbook", "Book") if name.encode("utf-16-le") in data
    }
    if "EncryptedPackage" in names:
        raise DocumentRefusal("error-document-encrypted")
    if "WordDocument" in names:
        raise DocumentRefusal("error-document-old-word")
    if names:
        return _KINDS.SPREADSHEET
    raise DocumentRefusal("error-document-kind", found="other")
