"""Bytes to text: UTF-8 or UTF-16, else the Windows code page that makes sense of them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from chatterbot import errors

__all__ = ("decode",)

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 1 << 16
"""Bytes or characters looked at when guessing (64 KiB): more changes no verdict."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""C0 controls no text file holds (tab, line feed, vertical tab, form feed, return and escape are spared)."""
_WORD: Final = re.compile(r"[^\W\d_]*[\u0400-\u04ff][^\W\d_]*")
"""A word with at least one Cyrillic letter."""
_MIXED: Final = re.compile(r"[A-Za-z]")


def decode(data: bytes, filename: str) -> str:
    r"""Decode a text file; line ends become ``\n``.

    UTF-8 is tried first because text in another encoding is practically never valid UTF-8. What is not UTF-8 is Windows-1251
    (Cyrillic), unless that would put Cyrillic letters into the middle of Latin words: then it is Windows-1252 (Western).

    Raises
    ------
    InvalidInputError
        ``error-dataset-encoding(file, line)``: UTF-8 with a broken character. ``error-dataset-not-text(file)``: a picture,
        an archive, a spreadsheet.
    """
    text = _decoded(data, filename)
    if _CONTROL.search(text):
        raise errors.InvalidInputError("error-dataset-not-text", file=filename)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, filename: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return body.decode(encoding)
            except UnicodeDecodeError as error:
                line = body[: error.start].decode(encoding, "replace").count("\n") + 1
                raise errors.InvalidInputError("error-dataset-encoding", file=filename, line=line) from error
    if (encoding := _unmarked_utf16(data)) is not None:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise errors.InvalidInputError("error-dataset-not-text", file=filename) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise errors.InvalidInputError("error-dataset-encoding", file=filename, line=line) from error
    # Windows leaves 0x98 (1251) and five bytes of 1252 undefined: a text has none of them.
    for encoding in ("cp1251", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" or _is_cyrillic(text[:_SAMPLE]):
            return text
    raise errors.InvalidInputError("error-dataset-not-text", file=filename)


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its NULs: every second byte of Latin text is one."""
    sample = data[:_SAMPLE]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if low > high and low > len(sample) // 5:
        return "utf-16-le"
    if high > low and high > len(sample) // 5:
        return "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with an accident from another encoding, whose letters hardly ever form valid UTF-8 sequences."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return broken <= whole


def _is_cyrillic(text: str) -> bool:
    words = _WORD.findall(text)
    mixed = sum(1 for word in words if _MIXED.search(word))
    return mixed * 2 <= len(words)
