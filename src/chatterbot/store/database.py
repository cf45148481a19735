"""The connection to the database: opened, migrated, read from and written to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final, Self

import sqlalchemy as sa
import sqlalchemy.exc as sa_exc
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import errors
from chatterbot.store import sqlite
from chatterbot.store.uninterrupted import uninterrupted

__all__ = ("REVISION", "Database")

REVISION: Final = "0002"
"""The newest migration: a database that has it needs none, and Alembic is not even imported."""

POOL_SIZE: Final = 5
"""Connections kept open. On SQLite each is a thread, and one writes while the others read."""


class Database:
    """The one way to the tables.

    Use `open`. `read` and `write` give a connection inside a transaction; foreign exceptions leave as `errors.StoreError`.
    """

    def __init__(self, engine: sa_asyncio.AsyncEngine) -> None:
        self._engine = engine
        self._sqlite = sqlite.is_sqlite(engine.url)
        # SQLite has one writer: waiting here is fair and cheap, waiting in its busy handler is neither.
        self._writing = asyncio.Lock()
        # In memory all share one connection, and with it one transaction.
        self._reading: contextlib.AbstractAsyncContextManager[object] = (
            self._writing if sqlite.is_memory(engine.url) else contextlib.nullcontext()
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator[Self, None]:
        """Connect and bring the tables up to date.

        Raises
        ------
        errors.SettingsError
            If the URL is malformed or its driver is not installed.
        errors.StoreError
            If the database is out of reach, damaged, or was written by a newer version of this program.
        """
        try:
            parsed = sa.make_url(url)
            engine = sa_asyncio.create_async_engine(
                parsed,
                **({} if sqlite.is_memory(parsed) else {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}),
            )
        except (sa_exc.ArgumentError, sa_exc.NoSuchModuleError, ImportError) as error:
            raise errors.SettingsError(f"database.url: {error}") from error
        try:
            await asyncio.to_thread(sqlite.make_folder, parsed)
            if sqlite.is_sqlite(parsed):
                sqlite.attach(engine)
            await _migrate(engine)
            yield cls(engine)
        except OSError as error:
            raise errors.StoreError(f"the database is out of reach: {error}") from error
        finally:
            await engine.dispose()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """Give a connection to read with; it sees one committed state throughout and never waits for a writer."""
        try:
            async with self._reading, self._engine.connect() as connection:
                yield connection
        except sa_exc.SQLAlchemyError as error:
            raise _translated(error) from error

    async def first(self, statement: sa.Executable, values: Mapping[str, object]) -> sa.Row[Any] | None:
        """Give the first row of one statement: the quickest way to read."""
        try:
            async with self._reading, self._engine.connect() as plain:
                connection = await plain.execution_options(**{sqlite.SINGLE: True})
                return (await connection.execute(statement, values)).first()
        except sa_exc.SQLAlchemyError as error:
            raise _translated(error) from error

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncGenerator[sa_asyncio.AsyncConnection, None]:
        """Give a connection to write with: everything is committed at the end, or nothing."""
        try:
            async with self._writing if self._sqlite else contextlib.nullcontext(), self._engine.connect() as plain:
                connection = await plain.execution_options(**{sqlite.IMMEDIATE: True})
                async with connection.begin():
                    yield connection
        except sa_exc.SQLAlchemyError as error:
            raise _translated(error) from error

    @uninterrupted
    async def check(self) -> list[str]:
        """What is wrong with the database file; empty when nothing is, or when it is not a file of ours."""
        if not self._sqlite:
            return []
        async with self.read() as connection:
            return await sqlite.check(connection)

    @uninterrupted
    async def scrub(self) -> None:
        """After an erasure: leave no copy of what was deleted in the write-ahead log."""
        if not self._sqlite or sqlite.is_memory(self._engine.url):
            return
        try:
            async with self._writing:
                await sqlite.empty_wal(self._engine)
        except sa_exc.SQLAlchemyError as error:
            raise _translated(error) from error


def _translated(error: sa_exc.SQLAlchemyError) -> errors.StoreError:
    # The statement's parameters are people's words: they do not belong in a log.
    cause = error.orig if isinstance(error, sa_exc.DBAPIError) else error
    busy = isinstance(error, sa_exc.OperationalError | sa_exc.TimeoutError | sa_exc.InterfaceError)
    return errors.StoreError(f"the database refused: {type(cause).__name__}: {cause}", retryable=busy)


async def _migrate(engine: sa_asyncio.AsyncEngine) -> None:
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(**{sqlite.IMMEDIATE: True})
            async with connection.begin():
                await connection.run_sync(_upgrade)
    except sa_exc.SQLAlchemyError as error:
        raise _translated(error) from error


def _upgrade(connection: sa.Connection) -> None:
    if sa.inspect(connection).has_table("alembic_version"):
        present = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
        if list(present) == [REVISION]:
            return
    from chatterbot.store import migrating  # noqa: PLC0415 - see there

    migrating.upgrade(connection)
