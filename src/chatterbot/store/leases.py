"""Leases of shards: which process runs which of them, until when by the database's clock."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import errors
from chatterbot.store import coordination
from chatterbot.store.database import Database

__all__ = ("LeaseRecord", "LeaseStore", "NewLease")

_LEASES: Final = coordination.leases
_STOPS: Final = coordination.stops
CLAIMING: Final = 0x63_68_61_74_0002
"""Key of the lock under which processes claim shards, one after the other."""
ALONE: Final = 0x63_68_61_74_0100
"""Key of the first lock of what one process does at a time; see `LeaseStore.alone`."""
LONGEST_STOP_S: Final = 900.0
"""For how many seconds it is known when shards were answered last; what people asked before that is too old to be answered."""

_NOW: Final = sa.func.clock_timestamp()

_END_SESSIONS: Final = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :writer"
)


@dataclasses.dataclass(frozen=True, slots=True)
class LeaseRecord:
    """A lease as it stands in the database."""

    token: int
    writer: str
    instance: str
    """The same for each process that starts in the same place of a data folder; empty: not known."""
    holder: str
    """Host and process, for people."""
    first_shard: int
    last_shard: int
    shard_count: int
    followed: int
    stopped_at: dt.datetime | None
    """Since when it takes no questions any more."""
    renewed_at: dt.datetime
    expires_at: dt.datetime
    seconds_left: float
    """Until it expires, by the database's clock; 0 or less: it has."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewLease:
    """A lease to be written."""

    writer: str
    instance: str
    holder: str
    first_shard: int
    last_shard: int
    shard_count: int


class LeaseStore:
    """The leases of all processes on one PostgreSQL database. Its statements are not fenced: they say who may write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def install(self) -> None:
        """Make the tables that processes share, where they are missing.

        Raises
        ------
        errors.StoreError
            If the database cannot be reached, or its user may not make a schema.
        """
        async with self._database.unfenced() as connection:
            await connection.run_sync(coordination.install)

    async def claim(
        self, choose: Callable[[Sequence[LeaseRecord]], NewLease | None], instance: str, seconds: float
    ) -> tuple[int, dt.datetime | None] | float:
        """Take a lease; processes claim one after the other. Leases that have expired are ended first, with everything their holders do.

        Parameters
        ----------
        choose
            Returns what to take, by the leases that hold; `None`: nothing is free. What it raises is raised here.
        instance
            Leases with this name are those of an earlier process in the place of this one, which has ended; empty: there is none.

        Returns
        -------
        tuple[int, dt.datetime | None] | float
            The fencing token, and when the shards were answered last, if that is known; or seconds until a lease expires.
        """
        async with self._database.unfenced() as connection:
            return await connection.run_sync(self._claim, choose, instance, seconds)

    async def renew(self, token: int, seconds: float) -> bool:
        """Let a lease hold for so many seconds from now; `False`: it has been ended."""
        values = {"renewed_at": _NOW, "expires_at": _after(seconds)}
        update = sa.update(_LEASES).where(_LEASES.c.token == token).values(values)
        async with self._database.unfenced() as connection:
            return bool((await connection.execute(update)).rowcount)

    async def release(self, token: int) -> None:
        """End a lease, so that another process takes the shards at once."""
        async with self._database.unfenced() as connection:
            await connection.run_sync(_end, [_LEASES.c.token == token])

    async def stopped(self, token: int) -> None:
        """Note that the holder of a lease takes no questions any more: whoever comes next answers those from now on."""
        async with self._database.unfenced() as connection:
            await connection.execute(sa.update(_LEASES).where(_LEASES.c.token == token).values(stopped_at=_NOW))

    def fence(self, token: int, what: str) -> None:
        """Let the database refuse every change of this process from the moment at which its lease has ended."""
        self._database.fence = _fence(token, what)

    def listening(self, freed: Callable[[], object]) -> contextlib.AbstractAsyncContextManager[None]:
        """Call `freed` during the block whenever shards may be free, also when the connection is lost."""
        return self._database.listening([coordination.RELEASED], freed, freed)

    @property
    def writer(self) -> str:
        """How the database knows this process."""
        return self._database.writer

    async def all(self) -> list[LeaseRecord]:
        """Return every lease, also those that have expired."""
        async with self._database.read() as connection:
            return await connection.run_sync(_read)

    async def living(self) -> list[LeaseRecord]:
        """Return the leases that hold; none where no process has ever shared the database, or it cannot be shared."""
        if not self._database.is_shared:
            return []
        async with self._database.read() as connection:
            there = await connection.run_sync(lambda found: sa.inspect(found).has_table(_LEASES.name, _LEASES.schema))
            leases = await connection.run_sync(_read) if there else []
        return [lease for lease in leases if lease.seconds_left > 0]

    async def live_others(self, token: int) -> list[LeaseRecord]:
        """End the leases that have expired, with everything their holders do, and return those of the other processes that hold."""
        async with self._database.unfenced() as connection:
            await connection.run_sync(_end, [_LEASES.c.expires_at <= _NOW, _LEASES.c.token != token])
            found = await connection.run_sync(_read)
        return [lease for lease in found if lease.token != token]

    @contextlib.asynccontextmanager
    async def alone(self, what: int) -> AsyncGenerator[None]:
        """Wait until no other process is in such a block, for something that one process does at a time."""
        async with self._database.read() as connection:  # the lock ends with the transaction, or with the process
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ALONE + what)))
            yield

    def _claim(
        self,
        connection: sa.Connection,
        choose: Callable[[Sequence[LeaseRecord]], NewLease | None],
        instance: str,
        seconds: float,
    ) -> tuple[int, dt.datetime | None] | float:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))
        over = _LEASES.c.expires_at <= _NOW
        _end(connection, [sa.or_(over, _LEASES.c.instance == instance) if instance else over])
        held = _read(connection)
        new = choose(held)
        if new is None:
            return max(0.0, min(lease.seconds_left for lease in held)) if held else 0.0
        values = dataclasses.asdict(new) | {"expires_at": _after(seconds)}
        token = connection.execute(sa.insert(_LEASES).values(values).returning(_LEASES.c.token)).scalar_one()
        connection.execute(sa.delete(_STOPS).where(_STOPS.c.alive_at < _after(-LONGEST_STOP_S)))
        alive_at = connection.scalar(
            sa.select(sa.func.min(_STOPS.c.alive_at)).where(
                _STOPS.c.shard_count == new.shard_count,
                _STOPS.c.first_shard <= new.last_shard,
                _STOPS.c.last_shard >= new.first_shard,
            )
        )
        connection.execute(
            sa.delete(_STOPS).where(
                _STOPS.c.shard_count == new.shard_count,
                _STOPS.c.first_shard >= new.first_shard,
                _STOPS.c.last_shard <= new.last_shard,
            )
        )
        return token, alive_at


def _read(connection: sa.Connection) -> list[LeaseRecord]:
    left = sa.func.extract("epoch", _LEASES.c.expires_at - _NOW).label("seconds_left")
    rows = connection.execute(sa.select(_LEASES, left).order_by(_LEASES.c.token)).mappings().all()
    return [_record(dict(row)) for row in rows]


def _record(row: dict[str, Any]) -> LeaseRecord:
    row["seconds_left"] = float(row["seconds_left"])
    return LeaseRecord(**row)


def _end(connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> None:
    """End leases: the sessions of their holders are closed, so that what they are writing is taken back, and not waited for."""
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - a start loads only the database that is used

    own = connection.scalar(sa.text("SELECT current_setting('application_name')"))
    for row in connection.execute(sa.select(_LEASES).where(*conditions)).all():
        if row.writer != own:
            connection.execute(_END_SESSIONS, {"writer": row.writer})
        connection.execute(sa.delete(_LEASES).where(_LEASES.c.token == row.token))
        key = {name: getattr(row, name) for name in ("first_shard", "last_shard", "shard_count")}
        alive = {"alive_at": row.stopped_at or row.renewed_at}
        connection.execute(insert(_STOPS).values(key | alive).on_conflict_do_update(index_elements=[*key], set_=alive))
        connection.execute(sa.select(sa.func.pg_notify(coordination.RELEASED, str(row.token))))


def _after(seconds: float) -> sa.ColumnElement[Any]:
    return _NOW + sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def _fence(token: int, what: str) -> Callable[[sa.Connection], None]:
    """Return what refuses to write when a lease has ended (`Database.fence`).

    The row stays locked until the transaction ends, so that whoever ends the lease waits for that, or closes the connection.

    Parameters
    ----------
    what
        What the lease is of, for the error.
    """
    query = (
        sa.select(_LEASES.c.token)
        .where(_LEASES.c.token == token, _LEASES.c.expires_at > _NOW)
        .with_for_update(read=True, key_share=True)
    )

    def check(connection: sa.Connection) -> None:
        if connection.scalar(query) is None:
            raise errors.StoreError(
                f"nothing was written: this process no longer has the lease of {what} (fencing token {token}), and another one may write "
                "there by now"
            )

    return check
