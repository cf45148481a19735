"""Dated, verified copies of a folder, or of one file.

An archive is an ordinary zip (deflate) with the folder's files below the folder's own name, and ``MANIFEST.json`` beside it::

    {"format": 1, "directory": "datasets", "created": "2026-11-22T19:42:43+00:00",
     "files": [{"path": "datasets/faq.jsonl", "size": 1234, "sha256": "..."}]}

An archive gets its final name only after everything in it was read back from the disk and compared with the manifest.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, BinaryIO, Final

from chatterbot import errors, files
from chatterbot.files import names

__all__ = ("FOLDER", "MANIFEST", "ArchiveReceipt", "pack", "pack_blocking")

FOLDER: Final = "archives"
"""Folder of the archives, in the scope's own folder."""
MANIFEST: Final = "MANIFEST.json"

_MAX_BYTES: Final = 512 << 20
"""Most bytes of a folder, unpacked (512 MiB): half of what a scope may store, so that the copy fits beside the original."""
_CHUNK: Final = 1 << 20
"""Bytes held in memory at a time."""
_MAX_SAME_SECOND: Final = 100
"""Most archives of one folder within one second: more come from a loop, not from a person."""
_OVERHEAD: Final = 1024
"""Bytes reserved for each file's zip headers and its line of the manifest: two names of at most 255 bytes each and a hash."""
_NAME_CHARACTERS: Final = 50
"""Most characters of the folder's name in the zip's name: at most 200 bytes of UTF-8, which leaves room for the date in 255."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LATEST = (2107, 12, 31, 23, 59, 58)
"""The first and last time a zip can express (MS-DOS dates, PKWARE APPNOTE 4.4.6)."""


@dataclasses.dataclass(frozen=True, slots=True)
class ArchiveReceipt:
    """A finished, verified archive."""

    path: str
    """Virtual path of the zip."""
    bytes: int
    """Size of the zip."""
    files: int
    """Number of files in it, without the manifest."""
    sha256: str
    """SHA-256 of the zip, in hexadecimal."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Packed:
    path: str
    size: int
    sha256: str


async def pack(guild_files: files.GuildFiles, directory: str, now: dt.datetime) -> ArchiveReceipt:
    """Copy a folder or a file into ``archives/<name>-YYYYMMDD-HHMMSS.zip``.

    Parameters
    ----------
    guild_files
        The files of the scope.
    directory
        Virtual path of the folder or file; empty for the whole own folder (without earlier archives).
    now
        The time in the archive's name; aware.

    Raises
    ------
    UserError
        Any ``error-path-...`` of `GuildFiles`; ``error-folder-empty(path)``; ``error-archive-too-large(path, size, limit)``;
        ``error-storage-full``.
    ServiceError
        The disk failed, or what was read back differs from what was written.
    """
    return await asyncio.to_thread(pack_blocking, guild_files.blocking, directory, now.astimezone(dt.UTC))


def pack_blocking(tree: files.GuildTree, directory: str, now: dt.datetime) -> ArchiveReceipt:
    """Do what `pack` does, blocking: call it in a worker thread. `now` is in UTC."""
    base = str(names.parse(directory))  # in the spelling of the entries' paths, however the person wrote it
    entries = _entries(tree, base)
    if [entry.path for entry in entries] == [base]:
        base = base.rpartition("/")[0]
        file = files.own_name(entries[0].path).rpartition("/")[2]
        name = file.rpartition(".")[0] or file
    else:
        name = base.rpartition("/")[2]
    if not base:
        entries = [entry for entry in entries if not entry.path.startswith(f"{FOLDER}/")]
    if not entries:
        raise errors.NotFoundError("error-folder-empty", path=base or ".")
    size = sum(entry.size for entry in entries)
    if size > _MAX_BYTES:
        raise errors.InvalidInputError("error-archive-too-large", path=base, size=size, limit=_MAX_BYTES)
    name = name or "everything"
    job = _Zip(tree, entries, base, "files" if name.casefold() == MANIFEST.casefold() else name, now)
    expected = size + _OVERHEAD * (len(entries) + 1)
    for number in range(1, _MAX_SAME_SECOND + 1):
        ending = f"-{number}" if number > 1 else ""
        path = f"{FOLDER}/{name[:_NAME_CHARACTERS]}-{now:%Y%m%d-%H%M%S}{ending}.zip"
        with contextlib.suppress(FileExistsError):
            written = tree.write(path, job.write, expected, replace=False)
            return ArchiveReceipt(written.path, written.size, len(entries), job.sha256)
    raise errors.ServiceError(f"{_MAX_SAME_SECOND} archives of one folder within one second")


def _entries(tree: files.GuildTree, path: str) -> list[files.FileEntry]:
    try:
        return tree.open_folder(path)
    except errors.UserError as error:
        if error.key != "error-path-not-a-folder":
            raise
    with tree.open_file(path) as (_, entry):
        return [entry]


class _Zip:
    """Writes one archive; `sha256` is set afterwards."""

    def __init__(
        self, tree: files.GuildTree, entries: Sequence[files.FileEntry], base: str, name: str, now: dt.datetime
    ) -> None:
        self.sha256 = ""
        self._tree = tree
        self._entries = entries
        self._base = base
        self._name = name
        self._now = now

    def write(self, target: BinaryIO) -> None:
        """Write the zip, then read it back and compare it with what was packed."""
        packed: list[_Packed] = []
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self._entries:
                packed.append(self._add(archive, entry))  # noqa: PERF401 - writes a file: a loop says so, a comprehension would hide it
            manifest = {
                "format": 1,
                "directory": self._base,
                "created": self._now.isoformat(timespec="seconds"),
                "files": [dataclasses.asdict(item) for item in packed],
            }
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        target.flush()
        _verify(target, packed)
        target.seek(0)
        self.sha256 = _sha256(target)

    def _add(self, archive: zipfile.ZipFile, entry: files.FileEntry) -> _Packed:
        below = entry.path[len(self._base) :].lstrip("/") if self._base else entry.path
        info = zipfile.ZipInfo(f"{self._name}/{below}", _zip_time(entry.modified))
        info.compress_type = zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._tree.open_file(entry.path) as (source, _), archive.open(info, "w") as packed:
            while part := source.read(_CHUNK):
                size += len(part)
                if size > _MAX_BYTES:  # the file grew while it was read
                    raise errors.InvalidInputError(
                        "error-archive-too-large", path=entry.path, size=size, limit=_MAX_BYTES
                    )
                digest.update(part)
                packed.write(part)
        return _Packed(info.filename, size, digest.hexdigest())


def _verify(target: BinaryIO, packed: Sequence[_Packed]) -> None:
    try:
        with zipfile.ZipFile(target) as archive:
            same = [info.filename for info in archive.infolist()] == [*(item.path for item in packed), MANIFEST]
            for item in packed:
                with archive.open(item.path) as member:
                    same = same and _sha256(member) == item.sha256
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise errors.ServiceError(f"an archive cannot be read back: {error}") from error
    if not same:
        raise errors.ServiceError("an archive reads back differently from what was packed")


def _sha256(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := source.read(_CHUNK):
        digest.update(part)
    return digest.hexdigest()


def _zip_time(moment: dt.datetime) -> tuple[int, int, int, int, int, int]:
    parts = moment.astimezone(dt.UTC).timetuple()[:6]
    return min(max(parts, _EARLIEST), _LATEST)
