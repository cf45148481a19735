"""``migrate-store``: copy everything from one database into another, empty one."""

from __future__ import annotations

import argparse
import contextlib
import json
import pathlib
import sys
from typing import Final

from chatterbot import errors, lock, redaction, settings
from chatterbot.cli import process
from chatterbot.cli.leased import refuse_leased
from chatterbot.store import CopiedTable, Database, copy, database_file

__all__ = ("migrate_store",)

CONFIGURED: Final = "configured"
"""The word for the database of the settings, so that a password needs not stand on the command line."""


def migrate_store(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Copy a database, and say what to do next.

    Raises
    ------
    errors.SettingsError
        If a database cannot be named so, is missing or in use, or the target is not empty.
    errors.StoreError
        If a database fails, or what arrived is not what was read.
    """
    source, target = (_url(text, sourced.settings) for text in (arguments.source, arguments.target))
    if source == target or (database_file(source) or source) == database_file(target):
        raise errors.SettingsError("FROM and TO are the same database; nothing was copied.")

    async def work() -> int:
        with contextlib.ExitStack() as stack:
            # The bot must not write meanwhile: what it did after the copy began would be missing.
            for folder in sorted({sourced.settings.files.data.absolute(), *_folders(source)}):
                if folder.is_dir():
                    stack.enter_context(lock.held(folder))
            missing = f"{redaction.address(source)} holds no database of chatterbot; nothing was copied."
            async with Database.open(source, if_empty=missing) as reading, Database.open(target) as writing:
                await refuse_leased(reading, "Nothing was copied.")
                copied = await copy(reading, writing, lambda table: _tell(table, quiet=arguments.json))
        rows = sum(table.rows for table in copied)
        if arguments.json:
            print(json.dumps({"rows": rows, "tables": {table.name: table.rows for table in copied}}))
            return process.OK
        print(f"copied and compared: {rows:,} rows in {len(copied)} tables")
        print(
            f'next: set database.url to "{redaction.address(target)}" and start the bot; keep the old database until you have seen it work'
        )
        return process.OK

    return process.run_async(work())


def _url(text: str, configured: settings.Settings) -> str:
    """Return the address that a word of the command line stands for: a path is a file of SQLite."""
    if text == CONFIGURED:
        return configured.database_url
    if "://" in text:
        return text
    return f"sqlite+aiosqlite:///{pathlib.Path(text).absolute()}"


def _folders(url: str) -> set[pathlib.Path]:
    """Return the folder of a database's file, if it is one and there: a bot may be using it."""
    path = database_file(url)
    return {path.parent} if path is not None and path.is_file() else set()


def _tell(table: CopiedTable, *, quiet: bool) -> None:
    if table.rows and not quiet:
        print(f"{table.rows:>12,}  {table.name}", file=sys.stderr)
