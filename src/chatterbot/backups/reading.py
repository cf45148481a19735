"""Reads what is in a backup, entry by entry, and trusts none of it."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
from collections.abc import Generator
from typing import IO, BinaryIO, Final

from chatterbot.backups import contents

__all__ = ("CHUNK", "entries", "summed")

CHUNK: Final = 1 << 20
"""Bytes held in memory at a time."""


def entries(source: BinaryIO) -> Generator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield each entry of a backup that is not encrypted, with its contents, which have to be read before the next.

    Raises
    ------
    gzip.BadGzipFile, tarfile.TarError, EOFError, zlib.error
        If it is no backup, is damaged, or was cut off.
    """
    seen: set[str] = set()
    with gzip.GzipFile(fileobj=source, mode="rb") as whole:
        with tarfile.open(fileobj=whole, mode="r|") as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.isreg() else None
                if file is None or not contents.is_safe(entry.name) or entry.name in seen:
                    raise tarfile.ReadError("an entry that no backup has")
                seen.add(entry.name)
                yield entry, file
        while whole.read(CHUNK):  # whether all of it is as it was shows at its end
            pass
    while source.read(CHUNK):
        pass


def summed(file: IO[bytes], target: BinaryIO | None = None) -> contents.FileSum:
    """Read a file to its end, copying it to `target`, and return its size and sum."""
    found, size = hashlib.sha256(), 0
    while piece := file.read(CHUNK):
        if target is not None:
            target.write(piece)
        found.update(piece)
        size += len(piece)
    return contents.FileSum(size=size, sha256=found.hexdigest())
