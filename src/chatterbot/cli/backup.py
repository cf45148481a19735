"""``backup`` and ``restore``: everything the bot keeps, in one file, and back."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import pathlib
import sys

from chatterbot import backups, errors, lock, services, settings
from chatterbot.cli import process
from chatterbot.store import Database

__all__ = ("backup", "restore")


def backup(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Write a backup into a folder, or to standard output; the bot may be running.

    Raises
    ------
    errors.SettingsError
        If there is nothing to back up, no place for it, or a key of `backup.recipients` is none.
    """
    given = sourced.settings
    folder = arguments.to or given.backup.folder
    if not folder:
        raise errors.SettingsError("name a folder: --to DIR (or - for standard output), or set backup.folder.")
    keys = backups.recipients(given.backup.recipients)
    now = dt.datetime.now(dt.UTC)

    async def work() -> int:
        refusal = await asyncio.to_thread(services.refuse_empty, given)
        missing = refusal or f"there is no database in {given.files.data}: nothing to back up."
        # Not the whole program, which owns the data folder: the bot may be running, and nothing is written.
        async with Database.open(given.database_url, if_empty=missing) as database:
            if folder == "-":
                if not keys and sys.stdout.isatty():
                    raise errors.SettingsError(
                        "a backup is no text for a terminal: send it to a file or a program, or use --to DIR."
                    )
                try:
                    manifest = await backups.write(database, given.files.data, sys.stdout.buffer, keys, now)
                    await asyncio.to_thread(sys.stdout.buffer.flush)
                except OSError as error:
                    raise errors.SettingsError(
                        f"standard output: the backup cannot be written: {error.strerror}."
                    ) from None
                name = "standard output"
            else:
                path, manifest = await backups.write_file(database, given.files.data, pathlib.Path(folder), keys, now)
                name = str(path)
        size = sum(each.size for each in manifest.files.values())
        state = "encrypted" if keys else "not encrypted (set backup.recipients)"
        print(f"{name}: {len(manifest.files)} files, {size:,} bytes before compression, {state}", file=sys.stderr)
        return process.OK

    return process.run_async(work())


def restore(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Restore a backup into the empty data folder and database of the settings.

    Raises
    ------
    errors.SettingsError
        If the backup or the place for it is not as it has to be; nothing was changed then.
    """
    given = sourced.settings

    async def work() -> int:
        await asyncio.to_thread(services.make_folder, given.files.data)
        with lock.held(given.files.data):
            manifest = await backups.restore(arguments.backup, given.files.data, given.database_url, arguments.identity)
        print(f"restored: {len(manifest.files)} files, as of {manifest.created:%Y-%m-%d %H:%M} UTC")
        return process.OK

    return process.run_async(work())
