"""Restores a backup into an empty data folder and an empty database.

Everything is unpacked beside its place and compared before anything is moved. Files come first and the database last, so a
restoration that was cut off is simply done again: until its end the database is empty. A file says how far it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import pathlib
import shutil
import tarfile
import zlib
from typing import BinaryIO, Final

import pydantic

from chatterbot import errors, private_files
from chatterbot.backups import contents, encryption, leftovers, reading
from chatterbot.store import Database, copy, database_file, refuse_rows

__all__ = ("is_unfinished", "restore", "tidy")

UNFINISHED: Final = ".restoring"
"""A file that says that what is in the data folder was put there by a restoration that did not end."""
ALL_FILES: Final = "all files are in place"
"""What stands in it when only the database is missing: where the database is there, too, nothing is."""
LARGEST_MANIFEST: Final = 256 << 20
"""Bytes of a manifest that are read at most: a million files."""


async def restore(
    backup: pathlib.Path, data: pathlib.Path, database_url: str, identity: pathlib.Path | None = None
) -> contents.BackupManifest:
    """Restore a backup; the data folder's lock must be held.

    Raises
    ------
    errors.SettingsError
        If the backup cannot be read, is damaged, or was made by a newer version; if its key is missing; or if the data folder or the
        database is not empty. Nothing was changed then.
    errors.StoreError
        If the database fails.
    """
    await asyncio.to_thread(_refuse_full, data)
    file = database_file(database_url)
    if file is not None and await asyncio.to_thread(_has_content, file):
        await asyncio.to_thread(_refuse_restored, data)
        raise errors.SettingsError(f"{file} exists: move it away first. Nothing was changed.")
    try:
        await asyncio.to_thread(leftovers.tidy, data)
        with leftovers.workplace(data, leftovers.RESTORED) as unpacked:
            manifest = await asyncio.to_thread(_unpack, backup, unpacked, identity)
            await _open(unpacked / contents.DATABASE, manifest)
            if file is not None:
                await _put(unpacked, data)
                await asyncio.to_thread(_move_database, unpacked / contents.DATABASE, file)
            else:
                async with (
                    Database.open(f"sqlite+aiosqlite:///{unpacked / contents.DATABASE}") as source,
                    Database.open(database_url) as target,
                ):
                    try:
                        await refuse_rows(target)
                    except errors.SettingsError:
                        await asyncio.to_thread(_refuse_restored, data)
                        raise
                    await _put(unpacked, data)
                    await copy(source, target)
            await asyncio.to_thread((data / UNFINISHED).unlink, missing_ok=True)
    except OSError as error:
        raise errors.SettingsError(f"{error.filename or backup}: {error.strerror}.") from None
    return manifest


def is_unfinished(data: pathlib.Path) -> bool:
    """Tell whether a restoration into a data folder was cut off. Blocks."""
    return (data / UNFINISHED).exists()


def tidy(data: pathlib.Path) -> None:
    """Remove what backups and restorations that were killed left in a data folder whose database is there. Blocks."""
    leftovers.tidy(data)
    with contextlib.suppress(OSError):
        (data / UNFINISHED).unlink(missing_ok=True)


async def _put(unpacked: pathlib.Path, data: pathlib.Path) -> None:
    await asyncio.to_thread(_move_files, unpacked / contents.FILES, data)


def _refuse_full(data: pathlib.Path) -> None:
    if (data / UNFINISHED).exists():
        return
    for name in contents.files_below(data):
        raise errors.SettingsError(
            f"{data} is not empty: it holds {name}. Restore into an empty folder (--data), or move the files away. Nothing was changed."
        )


def _has_content(file: pathlib.Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _unpack(backup: pathlib.Path, place: pathlib.Path, identity: pathlib.Path | None) -> contents.BackupManifest:
    """Unpack a backup and compare it with its manifest."""
    try:
        with backup.open("rb") as source, encryption.decrypted(source, identity) as plain:
            manifest, seen = _unpack_all(plain, place)
    except (gzip.BadGzipFile, tarfile.TarError, EOFError, zlib.error, pydantic.ValidationError) as error:
        raise errors.SettingsError(
            f"{backup} is no backup, or damaged ({type(error).__name__}). Nothing was changed."
        ) from None
    if manifest is None:
        raise errors.SettingsError(f"{backup} was cut off: its end is missing. Nothing was changed.")
    if manifest.format > contents.FORMAT:
        raise errors.SettingsError(
            f"{backup} was made by a newer version ({manifest.program}): install that one. Nothing was changed."
        )
    if manifest.files != seen or contents.DATABASE not in seen:
        wrong = sorted(name for name in {*manifest.files, *seen} if manifest.files.get(name) != seen.get(name))
        raise errors.SettingsError(
            f"{backup} is damaged: {len(wrong) or 'all'} of its files are not what they were. Nothing was changed."
        )
    return manifest


def _unpack_all(
    source: BinaryIO, place: pathlib.Path
) -> tuple[contents.BackupManifest | None, dict[str, contents.FileSum]]:
    manifest, seen = None, dict[str, contents.FileSum]()
    for entry, file in reading.entries(source):
        if entry.name == contents.MANIFEST:
            manifest = contents.BackupManifest.model_validate_json(file.read(LARGEST_MANIFEST))
            continue
        path = place / entry.name
        path.parent.mkdir(private_files.FOLDER_MODE, parents=True, exist_ok=True)
        with open(path, "xb", opener=private_files.opener) as target:
            seen[entry.name] = reading.summed(file, target)
            target.flush()
            os.fsync(target.fileno())
        os.utime(path, (entry.mtime, entry.mtime))
    return manifest, seen


async def _open(path: pathlib.Path, manifest: contents.BackupManifest) -> None:
    """Open the database of a backup, which refuses one of a newer version, and bring it up to date."""
    try:
        async with Database.open(f"sqlite+aiosqlite:///{path}", if_empty="the backup's database is empty") as database:
            problems = await database.check()
            await database.scrub()
    except errors.StoreError as error:
        raise errors.SettingsError(
            f"the backup (made by version {manifest.program}): {error}. Nothing was changed."
        ) from None
    if problems:
        raise errors.SettingsError(f"the backup's database is damaged: {problems[0]}. Nothing was changed.")


def _refuse_restored(data: pathlib.Path) -> None:
    """Raise an error of its own where an earlier restoration was cut off when only its last, empty step was missing."""
    marker = data / UNFINISHED
    if marker.is_file() and marker.read_text("utf-8") == ALL_FILES:
        marker.unlink()
        raise errors.SettingsError(
            f"an earlier restoration into {data} was cut off only after everything was in place: its files and its database are not empty, "
            "and whole. Start the bot. Nothing was changed."
        )


def _move_files(unpacked: pathlib.Path, data: pathlib.Path) -> None:
    marker = data / UNFINISHED
    if marker.exists():  # perhaps of another backup
        for name in [*contents.files_below(data)]:
            (data / name).unlink()
    marker.write_text("", "utf-8")
    for name in contents.files_below(unpacked):
        private_files.make_folder((data / name).parent)
        (unpacked / name).replace(data / name)
    marker.write_text(ALL_FILES, "utf-8")


def _move_database(unpacked: pathlib.Path, file: pathlib.Path) -> None:
    file.parent.mkdir(private_files.FOLDER_MODE, parents=True, exist_ok=True)
    for end in ("-wal", "-shm"):  # of a database that was moved away
        file.with_name(file.name + end).unlink(missing_ok=True)
    try:
        unpacked.replace(file)
    except OSError:  # another file system: a copy beside it, then its name
        new = file.with_name(f".{file.name}.new")
        with unpacked.open("rb") as source, open(new, "wb", opener=private_files.opener) as target:
            shutil.copyfileobj(source, target, reading.CHUNK)
            target.flush()
            os.fsync(target.fileno())
        new.replace(file)
