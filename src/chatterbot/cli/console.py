"""Standard input and output, whatever their encoding.

What cannot be printed becomes an escape; if something cannot be read, its line is named.
"""

from __future__ import annotations

import codecs
import dataclasses
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from chatterbot import errors

__all__ = ("Line", "as_json", "encodable", "lines", "prepare", "read_all")

LONGEST_LINE: Final = 64 * 1024
"""Bytes of a line that are read; more than any question or answer has. The rest of a longer one is skipped."""
MOST_SKIPPED: Final = 64 * 1024 * 1024
"""Bytes of one line that are skipped before the input is taken for one without an end, such as /dev/zero."""
LARGEST_TEXT: Final = 16 * 1024 * 1024
"""Bytes of standard input that are read as one text."""
_CHUNK: Final = 64 * 1024
_SAMPLE: Final = 4096
"""Bytes that are looked at to recognise UTF-16."""
_MOSTLY: Final = 0.6
"""Share of control characters among every second byte from which on the input is UTF-16 without a byte order mark."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def prepare() -> None:
    """Make every text printable on standard output and standard error; a stream that is closed becomes the null device.

    A file that the program opens later would otherwise take the number of a closed stream, and receive what is printed.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def encodable(text: str) -> bool:
    """Tell whether a text can be stored: it is not if it has bytes in it that Python could not decode, or NULs."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON for standard output: letters as they are where it can show them all, else escapes of JSON."""
    encoding = codecs.lookup(sys.stdout.encoding or "utf-8").name
    return json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=indent)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of standard input."""

    number: int
    """Counted from 1."""
    text: str
    """Without the line end and white space around it."""
    problem: str = ""
    """Why it cannot be used, for the user; empty: it can, and `text` holds it."""


def lines(stream: BinaryIO, encoding: str | None) -> Iterator[Line]:
    """Read lines as they come: in UTF-8, in UTF-16 or UTF-32 if the input looks like it, else in the encoding given.

    Parameters
    ----------
    stream
        What is read, with a method ``read1``.
    encoding
        What the terminal or the user (``PYTHONIOENCODING``) says the input is in; for lines that are not UTF-8.

    Raises
    ------
    errors.SettingsError
        If the input cannot be read, or has no end.
    """
    fallback = _fallback(encoding)
    for number, raw in enumerate(_raw_lines(stream), start=1):
        if len(raw) > LONGEST_LINE:
            yield Line(number, "", f"longer than {LONGEST_LINE // 1024} KiB; write shorter lines")
            continue
        text = _decoded(raw, fallback)
        if text is None:
            yield Line(number, "", "not UTF-8, or it has a character that is no text; write UTF-8")
        else:
            yield Line(number, text.removeprefix("\ufeff").strip())


def read_all(stream: BinaryIO, encoding: str | None) -> str:
    """Return all of standard input as one text; for the parameters see `lines`.

    Raises
    ------
    errors.SettingsError
        If it cannot be read or decoded.
    """
    found: list[str] = []
    size = 0
    for line in lines(stream, encoding):
        if line.problem:
            raise errors.SettingsError(f"Standard input, line {line.number}: {line.problem}.")
        size += len(line.text)
        if size > LARGEST_TEXT:
            raise errors.SettingsError(f"Standard input is longer than {LARGEST_TEXT // 2**20} MiB.")
        found.append(line.text)
    return "\n".join(found)


def _decoded(raw: bytes, fallback: str | None) -> str | None:
    for encoding in ("utf-8", fallback):
        if encoding is None:
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        return text if encodable(text) else None
    return None


def _fallback(encoding: str | None) -> str | None:
    """Return the encoding for lines that are not UTF-8, if it is one in which a line end is one byte."""
    try:
        return encoding if encoding and "a\n".encode(encoding) == b"a\n" else None
    except (LookupError, UnicodeError):
        return None


def _raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Return lines in UTF-8, or in an encoding of one byte a character; of one that is too long, more than `LONGEST_LINE` bytes."""
    rest = bytearray()
    skipped = number = 0
    for chunk in _utf8(stream):
        rest += chunk
        while (end := rest.find(b"\n")) >= 0:
            number += 1
            yield bytes(rest[: min(end, LONGEST_LINE + 1)])
            skipped = 0
            del rest[: end + 1]
        if len(rest) > LONGEST_LINE + 1:
            skipped += len(rest) - LONGEST_LINE - 1
            del rest[LONGEST_LINE + 1 :]
        if skipped > MOST_SKIPPED:
            raise errors.SettingsError(f"Standard input, line {number + 1}: it does not end.")
    if rest:
        yield bytes(rest)


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    """Return the input in pieces, UTF-16 and UTF-32 as UTF-8 (damaged characters as bytes that are not)."""
    head = bytearray()
    chunks = _chunks(stream)
    for chunk in chunks:
        head += chunk
        if b"\n" in head or len(head) >= _SAMPLE:
            break
    encoding, mark = _encoding(bytes(head))
    del head[:mark]
    if encoding is None:
        yield bytes(head)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        yield decoder.decode(bytes(head)).encode("utf-8", "surrogatepass")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        yield b"\xff"  # makes the line one that cannot be read


def _encoding(head: bytes) -> tuple[str | None, int]:
    """Return the encoding of input that is not in bytes of ASCII, and the length of its byte order mark."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return (None if encoding == "utf-8" else encoding), len(mark)
    sample = head[: min(len(head), _SAMPLE) & ~1]
    if len(sample) >= 4:
        even, odd = (_controls(sample[start::2]) for start in (0, 1))
        if odd >= _MOSTLY > even:
            return "utf-16-le", 0
        if even >= _MOSTLY > odd:
            return "utf-16-be", 0
    return None, 0


def _controls(sample: bytes) -> float:
    """Return the share of bytes that no text of one byte a character has."""
    return sum(byte < 0x20 and byte not in b"\t\n\r" for byte in sample) / len(sample)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    read: Any = getattr(stream, "read1", stream.read)
    try:
        while chunk := read(_CHUNK):
            yield chunk
    except OSError as error:
        raise errors.SettingsError(f"Standard input cannot be read: {error.strerror}.") from None
