"""Everything that is particular to SQLite: pragmas, transactions, checkpoints, the check of the file.

The database is written by one process. Readers see the last committed state (WAL) and never wait for a writer; writers take the
write lock when they begin, so that a transaction that began cannot fail for being second.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import pathlib
import sqlite3
import urllib.parse
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa
import sqlalchemy.event
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import private_files

__all__ = (
    "IMMEDIATE",
    "SINGLE",
    "Direct",
    "attach",
    "check",
    "empty_wal",
    "file",
    "has_content",
    "is_file",
    "is_memory",
    "is_sqlite",
    "make_folder",
    "quick_check",
    "size",
    "vacuum_into",
)

T = TypeVar("T")

IMMEDIATE: Final = "chatterbot_immediate"
"""Execution option of a connection: take the write lock at the beginning of the transaction."""

SINGLE: Final = "chatterbot_single"
"""Execution option of a connection: it only reads, a statement or two, each of which is a transaction by itself."""

DIRECT_THREADS: Final = 2
"""Threads of `Direct`, with a connection each: one writes (there is one writer), so that one is left to read meanwhile."""

BUSY_TIMEOUT_MS: Final = 10_000
"""How long a writer waits for another process (a backup, `chatterbot train` beside the running bot), in milliseconds."""

MOST_CHECKED: Final = 64 * 1024 * 1024
"""Largest database file, in bytes, that is checked at each start: a fifth of a second, for about 100,000 examples."""

SYNCHRONOUS: Final = "FULL"
"""A commit is on the disk before anyone is told so."""

PAGE_CACHE_KIB: Final = 16 * 1024
"""Page cache of one connection, in KiB: the hot indexes of a few large scopes."""


def is_sqlite(url: sa.URL) -> bool:
    """Tell whether the URL names SQLite."""
    return url.get_backend_name() == "sqlite"


def is_memory(url: sa.URL) -> bool:
    """Tell whether the URL names a database in memory, where all share one connection."""
    return is_sqlite(url) and url.database in {None, "", ":memory:"}


def is_file(url: sa.URL) -> bool:
    """Tell whether the URL names a database in a file."""
    return is_sqlite(url) and not is_memory(url)


def file(url: sa.URL) -> str:
    """Return the path of the database's file; empty for a database that has none."""
    return str(url.database) if is_file(url) else ""


def has_content(url: sa.URL) -> bool:
    """Tell whether the database's file exists and is not empty."""
    path = pathlib.Path(str(url.database))
    return path.is_file() and path.stat().st_size > 0


def make_folder(url: sa.URL) -> None:
    """Make the folder of the database file, and the file, because SQLite itself would make one that others can read.

    SQLite gives the -wal and -shm files beside it the same permissions.
    """
    if not is_file(url):
        return
    path = pathlib.Path(str(url.database))
    if not path.parent.is_dir():  # an existing folder may contain files of other programs
        private_files.make_folder(path.parent)
    private_files.create(path)


class Direct:
    """Whole transactions in a thread that runs the driver itself.

    Through an async driver each statement, cursor, commit and rollback is a way to its thread and back: 0.1 to 0.3 ms each, and a correction
    made 60 of them. Here there is one.
    """

    def __init__(self, url: sa.URL) -> None:
        self._engine = sa.create_engine(
            url.set(drivername="sqlite"), hide_parameters=True, pool_size=DIRECT_THREADS, max_overflow=0
        )
        _attach(self._engine)
        self._threads = concurrent.futures.ThreadPoolExecutor(DIRECT_THREADS, "database")

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: sa.URL) -> AsyncGenerator[Self, None]:
        """Own the threads and their connections."""
        direct = cls(url)
        try:
            yield direct
        finally:
            await asyncio.to_thread(direct._close)

    async def run(self, work: Callable[[sa.Connection], T], option: str) -> T:
        """Run a function of a connection in a transaction that begins as the execution option says."""

        def run() -> T:
            with self._engine.connect() as plain:
                connection = plain.execution_options(**{option: True})
                with connection.begin():
                    return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def _close(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()


def attach(engine: sa_asyncio.AsyncEngine) -> None:
    """Set up each new connection, and begin transactions as this module says."""
    _attach(engine.sync_engine)


def _attach(engine: sa.Engine) -> None:

    def on_connect(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by its own rules (and not at all for DDL); SQLAlchemy's "begin" event does it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={SYNCHRONOUS}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "secure_delete=ON",  # erased means overwritten, not merely unlinked
            f"cache_size=-{PAGE_CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(SINGLE, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(IMMEDIATE, False) else "BEGIN")

    sqlalchemy.event.listen(engine, "connect", on_connect)
    sqlalchemy.event.listen(engine, "begin", on_begin)


def size(connection: sa.Connection) -> int:
    """Return how many bytes the database holds; pages that are free do not count."""
    pages, free, page = (
        int(connection.scalar(sa.text(f"PRAGMA {name}")) or 0) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * page


async def check(connection: sa_asyncio.AsyncConnection) -> list[str]:
    """Return what is wrong with the file, as SQLite says it; empty when nothing is."""
    found = [str(row[0]) for row in await connection.exec_driver_sql("PRAGMA integrity_check")]
    found += [f"foreign key: {tuple(row)}" for row in await connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [] if found == ["ok"] else found


async def quick_check(connection: sa_asyncio.AsyncConnection) -> str:
    """Return the first damage found in the file; empty if there is none, or if the file is larger than `MOST_CHECKED`.

    A gigabyte takes seconds. `chatterbot check` checks such a file, and damage in it is reported when it is read.
    """
    size = await connection.scalar(sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
    if int(size or 0) > MOST_CHECKED:
        return ""
    found = str(await connection.scalar(sa.text("PRAGMA quick_check(1)")))
    return "" if found == "ok" else " ".join(found.split())


def vacuum_into(url: sa.URL, path: pathlib.Path) -> None:
    """Write the last committed state to a new file, without free pages; the file is synced (https://sqlite.org/lang_vacuum.html)."""
    private_files.create(path)  # an empty file may be there
    source = f"file:{urllib.parse.quote(str(url.database))}?mode=ro"
    with contextlib.closing(sqlite3.connect(source, uri=True, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    with path.open("rb") as file:
        os.fsync(file.fileno())


async def empty_wal(engine: sa_asyncio.AsyncEngine) -> bool:
    """Write the log back into the file and empty it, so that erased text is in neither; `False` if a reader did not let it in time."""
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # pyright: ignore[reportOptionalMemberAccess] # aiosqlite's, connected
        busy, _, _ = await cursor.fetchone()  # https://sqlite.org/pragma.html#pragma_wal_checkpoint
        await cursor.close()
    return not busy
