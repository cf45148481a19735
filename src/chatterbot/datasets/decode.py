"""Bytes to text: UTF-8 or UTF-16, else the code page that makes sense of them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from chatterbot import errors
from chatterbot.datasets import alphabets, code_pages

__all__ = ("decode",)

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 1 << 16
"""Bytes or characters looked at when guessing (64 KiB): more changes no verdict."""
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""C0 controls no text file holds (tab, line feed, vertical tab, form feed, return and escape are spared)."""


def decode(data: bytes, filename: str) -> str:
    r"""Decode a text file; line ends become ``\n``.

    UTF-8 is tried first because text in another encoding is practically never valid UTF-8. What is not UTF-8 is read in the code
    page that its letters speak for, or refused where several do (`code_pages`).

    Raises
    ------
    InvalidInputError
        ``error-dataset-encoding(file, line)``: UTF-8 with a broken character. ``error-dataset-not-text(file)``: a picture,
        an archive, a spreadsheet. ``error-dataset-code-page(file)``: text, but nobody can tell which letters.
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
    if _CONTROL_BYTE.search(data) is not None:
        raise errors.InvalidInputError("error-dataset-not-text", file=filename)
    if (text := code_pages.decoded(data)) is None:
        raise errors.InvalidInputError("error-dataset-code-page", file=filename)
    return text


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its NULs: every second byte of Latin text is one, and of any text's line ends."""
    sample = data[:_SAMPLE]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if low > high and (low > len(sample) // 5 or (not high and _is_text(sample, "utf-16-le"))):
        return "utf-16-le"
    if high > low and (high > len(sample) // 5 or (not low and _is_text(sample, "utf-16-be"))):
        return "utf-16-be"
    return None


def _is_text(sample: bytes, encoding: str) -> bool:
    """Tell whether all letters are of scripts that people write in, and stand in lines."""
    text = sample.decode(encoding, "replace")
    letters = [sign for sign in set(text) if sign.isalpha()]
    return "\n" in text and all(sign.isascii() or alphabets.script(sign) for sign in letters)


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with an accident from another encoding, whose letters hardly ever form valid UTF-8 sequences."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return broken <= whole
