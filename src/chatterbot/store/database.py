"""The connection to the database: opened, migrated, read from and written to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pathlib
import secrets
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, Final, Self, TypeVar

import sqlalchemy as sa
import sqlalchemy.exc as sa_exc
from sqlalchemy import event as sa_event
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import errors, redaction, spans
from chatterbot.aio import uninterrupted
from chatterbot.store import problems, sqlite

__all__ = ("REVISION", "Database", "database_file")

T = TypeVar("T")

_LOGGER: Final = logging.getLogger(__name__)

REVISION: Final = "0009"
"""The newest migration: a database that has it needs none, and Alembic is not even imported."""

MIGRATING: Final = 0x63_68_61_74_0003
"""Key of the lock (`pg_advisory_lock`) under which the tables are brought up to date."""

POOL_SIZE: Final = 5
"""Connections kept open. On SQLite each is a thread, and one writes while the others read."""


class Database:
    """The one way to the tables.

    Use `open`. `read` and `write` give a connection inside a transaction, `reading` and `writing` run a function of one: the quick way
    for what somebody waits for. Foreign exceptions leave as `errors.StoreError`.
    """

    def __init__(
        self, engine: sa_asyncio.AsyncEngine, direct: sqlite.Direct | None = None, *, writer: str = ""
    ) -> None:
        self.writer: Final = writer
        """How PostgreSQL knows this program's connections (``application_name``): another one at each start."""
        self.fence: Callable[[sa.Connection], None] | None = None
        """Called at the beginning of each transaction that writes; what it raises refuses the transaction."""
        self._engine = engine
        self._direct = direct
        self._sqlite = sqlite.is_sqlite(engine.url)
        self.write_problem: str | None = None
        """Why the last change could not be stored (a full disk, a server out of reach); `None` after one that was."""
        # SQLite has one writer: waiting here is fair and cheap, waiting in its busy handler is neither.
        self._writing = asyncio.Lock()
        # In memory all share one connection, and with it one transaction.
        self._reading: contextlib.AbstractAsyncContextManager[object] = (
            self._writing if sqlite.is_memory(engine.url) else contextlib.nullcontext()
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str, *, if_empty: str = "") -> AsyncGenerator[Self, None]:
        """Connect and bring the tables up to date.

        Parameters
        ----------
        if_empty
            Text of the error that refuses an empty or missing database; if it is empty, a new database is made. A database in memory is
            always new.

        Raises
        ------
        errors.SettingsError
            If the URL is malformed or its driver is not installed; with `if_empty` also if the database is empty.
        errors.StoreError
            If the database is out of reach, damaged, or was written by a newer version of this program.
        """
        writer = f"chatterbot {secrets.token_hex(8)}"
        try:
            parsed = sa.make_url(url)
            engine = sa_asyncio.create_async_engine(
                parsed,
                hide_parameters=True,
                **({} if sqlite.is_memory(parsed) else {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}),
                **(
                    {"connect_args": {"server_settings": {"application_name": writer}}}
                    if parsed.get_driver_name() == "asyncpg"
                    else {}
                ),
            )
        except (sa_exc.ArgumentError, sa_exc.NoSuchModuleError, ImportError) as error:
            raise errors.SettingsError(f"database.url: {redaction.address(str(error))}") from None
        if parsed.get_driver_name() == "asyncpg":
            sa_event.listen(engine.sync_engine, "checkout", _refuse_closed)
        try:
            try:
                if sqlite.is_memory(parsed):
                    if_empty = ""
                if if_empty and sqlite.is_file(parsed) and not await asyncio.to_thread(sqlite.has_content, parsed):
                    raise errors.SettingsError(if_empty)
                await asyncio.to_thread(sqlite.make_folder, parsed)
                if sqlite.is_sqlite(parsed):
                    sqlite.attach(engine)
                await _migrate(engine, if_empty)
            except OSError as error:
                raise problems.translated(error, sqlite.file(parsed)) from error
            async with sqlite.Direct.open(parsed) if sqlite.is_file(parsed) else contextlib.nullcontext() as direct:
                yield cls(engine, direct, writer=writer)  # what is raised in there is not about the database
        finally:
            await engine.dispose()

    @property
    def is_shared(self) -> bool:
        """Whether several processes can use it at the same time: PostgreSQL; SQLite is one process's own."""
        return not self._sqlite

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """Return a connection to read with; it sees one committed state throughout and never waits for a writer."""
        try:
            async with self._reading, self._engine.connect() as connection:
                yield connection
        except (sa_exc.SQLAlchemyError, OSError) as error:
            raise problems.translated(error, sqlite.file(self._engine.url)) from error

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """Return a connection to read a whole database with: it sees one committed state, whatever is written meanwhile."""
        try:
            async with self._reading, self._engine.connect() as plain:
                # PostgreSQL shows each statement the state of its own beginning, unless it is told.
                level = {} if self._sqlite else {"isolation_level": "REPEATABLE READ"}
                yield await plain.execution_options(**level)
        except (sa_exc.SQLAlchemyError, OSError) as error:
            raise problems.translated(error, sqlite.file(self._engine.url)) from error

    @uninterrupted
    async def reading(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a function of a connection to read with; it may run in another thread and must not take long."""
        with spans.span("database_read"):
            if self._direct is None:
                async with self.read() as connection:
                    return await connection.run_sync(work)
            return await self._read_directly(self._direct, work)

    async def _read_directly(self, direct: sqlite.Direct, work: Callable[[sa.Connection], T]) -> T:
        try:
            return await direct.run(work, sqlite.SINGLE)
        except sa_exc.SQLAlchemyError as error:
            raise problems.translated(error, sqlite.file(self._engine.url)) from error

    @uninterrupted
    async def writing(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a function as one transaction: what it wrote is committed when it returns, and taken back if it raises."""
        with spans.span("database_write"):
            if self._direct is None:
                async with self.write() as connection:
                    return await connection.run_sync(work)
            return await self._write_directly(self._direct, work)

    async def _write_directly(self, direct: sqlite.Direct, work: Callable[[sa.Connection], T]) -> T:
        try:
            async with self._writing:
                result = await direct.run(work, sqlite.IMMEDIATE)
        except sa_exc.SQLAlchemyError as error:
            raise self._write_failed(error) from error
        self.write_problem = None
        return result

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """Return a connection to write with: everything is committed at the end, or nothing."""
        try:
            async with self._writing if self._sqlite else contextlib.nullcontext(), self._engine.connect() as plain:
                connection = await plain.execution_options(**{sqlite.IMMEDIATE: True})
                async with connection.begin():
                    if self.fence is not None:
                        await connection.run_sync(self.fence)
                    yield connection
        except (sa_exc.SQLAlchemyError, OSError) as error:
            raise self._write_failed(error) from error
        self.write_problem = None

    @contextlib.asynccontextmanager
    async def unfenced(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """As `write`, but for what says who may write: the fence does not hold for it, and a failure is no failed change."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (sa_exc.SQLAlchemyError, OSError) as error:
            raise problems.translated(error, sqlite.file(self._engine.url)) from error

    @contextlib.asynccontextmanager
    async def listening(
        self, channels: Sequence[str], told: Callable[[], object], lost: Callable[[], object]
    ) -> AsyncGenerator[None, None]:
        """Call `told` whenever PostgreSQL tells something on one of these channels, and `lost` when the connection is gone.

        Neither may raise. What was told while there was no connection is not told again: whoever calls this looks for it first.
        """
        try:
            async with self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                try:
                    for channel in channels:
                        await driver.add_listener(channel, lambda *_: told())
                    driver.add_termination_listener(lambda _: lost())
                except Exception as error:
                    await connection.invalidate()
                    # The driver's own errors, which SQLAlchemy does not see here: the connection was closed while nobody used it.
                    raise errors.StoreError(f"the database cannot be listened to: {problems.reason(error)}") from error
                try:
                    yield
                finally:
                    await connection.invalidate()  # it listens, so it must not go back into the pool
        except (sa_exc.SQLAlchemyError, OSError) as error:
            raise problems.translated(error, sqlite.file(self._engine.url)) from error

    def _write_failed(self, error: sa_exc.SQLAlchemyError | OSError) -> errors.StoreError:
        """Return the error to raise; note it, unless it is about the values and not about the database."""
        problem = problems.translated(error, sqlite.file(self._engine.url))
        if not isinstance(error, sa_exc.IntegrityError | sa_exc.DataError):
            self.write_problem = str(problem)
        return problem

    @uninterrupted
    async def check(self) -> list[str]:
        """Return what is wrong with the database file; empty when nothing is, or when it is not a file of ours."""
        if not self._sqlite:
            return []
        async with self.read() as connection:
            return await sqlite.check(connection)

    async def ping(self) -> None:
        """Ask for nothing; raises `errors.StoreError` if the database does not answer."""
        async with self.read() as connection:
            await connection.execute(sa.select(sa.literal(1)))

    async def size(self) -> int:
        """Return how many bytes the database holds; free pages of SQLite's file do not count."""
        return await self.reading(sqlite.size if self._sqlite else _postgres_size)

    @uninterrupted
    async def vacuum_into(self, path: pathlib.Path) -> bool:
        """Write the database as it is now to a new file; `False` if it is not a file of SQLite, and nothing was written.

        Nobody waits for it: it reads the last committed state.
        """
        if not sqlite.is_file(self._engine.url):
            return False
        try:
            await asyncio.to_thread(sqlite.vacuum_into, self._engine.url, path)
        except sqlite3.Error as error:
            raise errors.StoreError(f"the database cannot be copied: {error}") from error
        return True

    @uninterrupted
    async def scrub(self) -> None:
        """Leave no copy of what an erasure deleted in the write-ahead log.

        Never fails, because what was deleted is deleted: the log is written over by and by in any case, and emptied when the program ends.
        """
        if not self._sqlite or sqlite.is_memory(self._engine.url):
            return
        problem = "a reader holds it"
        try:
            async with self._writing:
                if await sqlite.empty_wal(self._engine):
                    return
        except (sa_exc.SQLAlchemyError, sqlite3.Error) as error:  # the statement is given to the driver itself
            problem = problems.reason(error)
        _LOGGER.warning("what was erased is in the write-ahead log until that is written over: %s", problem)


def database_file(url: str) -> pathlib.Path | None:
    """Return the file of the database that an address names; `None` if it is none of SQLite's.

    Raises
    ------
    errors.SettingsError
        If the address is malformed.
    """
    try:
        parsed = sa.make_url(url)
    except sa_exc.ArgumentError as error:
        raise errors.SettingsError(f"database.url: {redaction.address(str(error))}") from None
    return pathlib.Path(str(parsed.database)).absolute() if sqlite.is_file(parsed) else None


async def _migrate(engine: sa_asyncio.AsyncEngine, if_empty: str) -> None:
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(**{sqlite.IMMEDIATE: True})
            async with connection.begin():
                if sqlite.is_file(engine.url) and (damage := await sqlite.quick_check(connection)):
                    raise problems.damaged(sqlite.file(engine.url), damage)
                await connection.run_sync(_upgrade, if_empty)
    except sa_exc.SQLAlchemyError as error:
        raise problems.translated(error, sqlite.file(engine.url)) from error


def _upgrade(connection: sa.Connection, if_empty: str) -> None:
    if connection.dialect.name == "postgresql":  # another process may be starting on the same database
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
    inspector = sa.inspect(connection)
    if if_empty and not inspector.get_table_names():
        raise errors.SettingsError(if_empty)
    if inspector.has_table("alembic_version"):
        present = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
        if list(present) == [REVISION]:
            return
    from chatterbot.store import migrating  # noqa: PLC0415 - see there

    migrating.upgrade(connection)


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Let the pool open new connections where the server has closed the old ones, as when it restarts: nobody's request fails then.

    The driver knows by itself, so that this asks the server nothing.
    """
    if connection.driver_connection.is_closed():
        raise sa_exc.InvalidatePoolError


def _postgres_size(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)
