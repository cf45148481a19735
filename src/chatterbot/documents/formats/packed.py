"""Archives inside documents (Word, spreadsheets, exports of bots): checked before a library unpacks them."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from chatterbot.documents import limits
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("beginning", "checked", "members", "names")

_BLOCK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
"""Bit of a member's flags."""
_XML: Final = (".xml", ".rels", ".vml")
_ENTITIES: Final = tuple(
    f"<!{word}".encode(encoding) for word in ("DOCTYPE", "ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
"""What begins a declaration of entities: Office's files never have one, and entities can grow without end."""


def names(data: bytes) -> frozenset[str]:
    """Return the names in an archive; none if it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        return frozenset()


def beginning(data: bytes, name: str, most: int) -> bytes:
    """Return the first bytes of a file in an archive; none if it cannot be read."""
    unreadable = (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
    )
    with contextlib.suppress(*unreadable), zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as member:
        return member.read(most)
    return b""


def checked(data: bytes, parse_limits: limits.ParseLimits) -> bytes:
    """Return an archive in which every member was unpacked once: whole, within the limits, and without entities in its XML.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-large-unpacked(limit)``, ``error-document-encrypted``, ``error-document-entities``,
        ``error-document-broken``.
    """
    for _name, _content in members(data, parse_limits):
        pass
    return data


def members(data: bytes, parse_limits: limits.ParseLimits) -> Iterator[tuple[str, bytes]]:
    """Yield each file of an archive with its content; of those that are neither XML nor JSON the content is empty. Raises as `checked`."""
    left = parse_limits.max_unpacked
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if len(listed) > parse_limits.max_packed_files:
                raise DocumentRefusal("error-document-too-large-unpacked", limit=parse_limits.max_unpacked)
            if any(member.flag_bits & _ENCRYPTED for member in listed):
                raise DocumentRefusal("error-document-encrypted")
            for member in listed:
                content = bytearray()
                kept = member.filename.endswith((*_XML, ".json"))
                with archive.open(member) as opened:
                    # A member is never read beyond the size that the archive declares for it, so these two checks bound the memory.
                    while block := opened.read(min(_BLOCK, left + 1)):
                        left -= len(block)
                        if left < 0:
                            raise DocumentRefusal("error-document-too-large-unpacked", limit=parse_limits.max_unpacked)
                        if kept:
                            content += block
                if member.filename.endswith(_XML) and any(word in content for word in _ENTITIES):
                    raise DocumentRefusal("error-document-entities")
                yield member.filename, bytes(content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise DocumentRefusal("error-document-broken") from error
