"""Writes backups, also while the bot runs: the database as of one moment, then the files."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gzip
import hashlib
import io
import os
import pathlib
import tarfile
import zlib
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

import chatterbot
from chatterbot import errors, private_files
from chatterbot.backups import contents, encryption, leftovers, reading
from chatterbot.store import REVISION, Database, write_snapshot

__all__ = ("NAME", "PLAIN", "SEALED", "write", "write_file")

NAME: Final = "chatterbot-"
PLAIN, SEALED = ".tar.gz", ".tar.gz.age"
LEVEL: Final = 6
"""zlib's own default: 9 takes much longer for a few percent."""


async def write_file(
    database: Database, data: pathlib.Path, folder: pathlib.Path, keys: Sequence[Any], now: dt.datetime
) -> tuple[pathlib.Path, contents.BackupManifest]:
    """Write a backup into a folder, named by its moment; it has its name only when it is whole and on the disk.

    A plain one is read again and compared. An encrypted one cannot be: the key is elsewhere.

    Raises
    ------
    errors.StoreError
        If the database fails.
    errors.SettingsError
        If the folder cannot be written to.
    """
    path = folder / f"{NAME}{now.astimezone(dt.UTC):%Y-%m-%dT%H%M%SZ}{SEALED if keys else PLAIN}"
    part = path.with_name(f".{path.name}.part")
    try:
        await asyncio.to_thread(private_files.make_folder, folder)
        await asyncio.to_thread(leftovers.remove, folder, f".{NAME}*.part")
        try:
            with await asyncio.to_thread(open, part, "wb", opener=private_files.opener) as target:
                leftovers.claim(target.fileno())
                manifest = await write(database, data, target, keys, now)
                await asyncio.to_thread(_sync, target)
            if not keys:
                await asyncio.to_thread(_compare, part, manifest)
            await asyncio.to_thread(part.replace, path)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
    except OSError as error:
        raise errors.SettingsError(f"{folder}: the backup cannot be written: {error.strerror}.") from None
    return path, manifest


async def write(
    database: Database, data: pathlib.Path, target: BinaryIO, keys: Sequence[Any], now: dt.datetime
) -> contents.BackupManifest:
    """Write a backup to an open file, which need not be able to seek.

    Raises
    ------
    errors.StoreError
        If the database fails.
    OSError
        If something cannot be read or written.
    """
    await asyncio.to_thread(leftovers.tidy, data)
    with leftovers.workplace(data, leftovers.BACKUP) as place:
        copy = place / contents.DATABASE
        await write_snapshot(database, copy)
        return await asyncio.to_thread(_pack, copy, data, target, keys, now)


def _pack(
    copy: pathlib.Path, data: pathlib.Path, target: BinaryIO, keys: Sequence[Any], now: dt.datetime
) -> contents.BackupManifest:
    sums: dict[str, contents.FileSum] = {}
    with (
        encryption.encrypted(target, keys) as plain,
        gzip.GzipFile("", "wb", LEVEL, plain, int(now.timestamp())) as small,
        tarfile.open(fileobj=small, mode="w|") as tar,
    ):
        sums[contents.DATABASE] = _add(tar, copy, contents.DATABASE)
        for name in contents.files_below(data):
            inside = f"{contents.FILES}/{name}"
            with contextlib.suppress(FileNotFoundError):  # erased since it was listed
                sums[inside] = _add(tar, data / name, inside)
        manifest = contents.BackupManifest(
            format=contents.FORMAT, program=chatterbot.__version__, revision=REVISION, created=now, files=sums
        )
        told = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(contents.MANIFEST)
        entry.size, entry.mode = len(told), private_files.FILE_MODE
        tar.addfile(entry, io.BytesIO(told))
    return manifest


def _add(tar: tarfile.TarFile, path: pathlib.Path, name: str) -> contents.FileSum:
    """Add a file, whose owner's name is nobody's business; a file that grows meanwhile counts up to the size it had."""
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = about.st_size, int(about.st_mtime), private_files.FILE_MODE
        summed = _Summed(file, about.st_size)
        tar.addfile(entry, summed)
    return contents.FileSum(size=about.st_size, sha256=summed.hexdigest)


class _Summed:
    """Reads a file's first bytes and sums them up; what a file has lost meanwhile is zeros."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left, self._sum = file, size, hashlib.sha256()

    def read(self, size: int = reading.CHUNK) -> bytes:
        size = min(size, self._left)
        piece = self._file.read(size)
        piece += bytes(size - len(piece))
        self._left -= size
        self._sum.update(piece)
        return piece

    @property
    def hexdigest(self) -> str:
        return self._sum.hexdigest()


def _compare(path: pathlib.Path, manifest: contents.BackupManifest) -> None:
    """Read a plain backup again."""
    try:
        with path.open("rb") as source:
            seen = {
                entry.name: reading.summed(file)
                for entry, file in reading.entries(source)
                if entry.name != contents.MANIFEST
            }
    except (gzip.BadGzipFile, tarfile.TarError, EOFError, zlib.error):
        seen = {}
    if seen != manifest.files:
        raise errors.StoreError("the backup is not what was written to it: the disk may be failing", retryable=False)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
