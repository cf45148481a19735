"""What a language model is not given of what was said before: after a fresh start, an erasure, an objection.

Messages stay on Discord after an erasure, so it has to be known when it was, and who had it done. Of both only a hash is kept, from which
nobody is named or counted; a person's messages are recognised by it, as Discord says who wrote them. After `LONGEST_MEMORY` it is deleted, since
messages from before are too old to be given to a model by then. An objection outlives an erasure, and is kept until it is taken back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.aio import uninterrupted
from chatterbot.store import tables
from chatterbot.store.database import Database

__all__ = ("LONGEST_MEMORY", "FreshStart", "MemoryLimitStore", "note_erasure")

LONGEST_MEMORY: Final = dt.timedelta(days=30)
"""Messages older than that are never given to a model."""
CLOCKS_APART: Final = dt.timedelta(seconds=10)
"""How far Discord's clock may be ahead of this computer's: what is written so soon after an erasure is withheld, too."""
EVERYBODY: Final = 0
"""In place of a person who started afresh: it is so for everybody who asks there."""
EVERYWHERE: Final = 0
"""In place of a scope."""

_STARTS: Final = tables.fresh_starts
_WITHHELD: Final = tables.withheld
_FOREVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class FreshStart:
    """A conversation that was started afresh."""

    at: dt.datetime
    before: dt.datetime | None = None
    """When that was done before; `None`: never."""


class MemoryLimitStore:
    """Fresh starts, objections, and the moments of erasures."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now
        self._any_started: bool | None = None
        """Whether there may be a fresh start at all; `None`: not looked yet. Each answer asks, and most bots have none."""

    # -- fresh starts ----------------------------------------------------------------------------------------------

    @uninterrupted
    async def start_afresh(self, scope_id: int, channel_id: int, user_id: int | None) -> FreshStart:
        """Start the conversations of a person in a channel afresh, or (`None`) everybody's."""
        user = EVERYBODY if user_id is None else user_id
        mine = (_STARTS.c.scope_id == scope_id, _STARTS.c.channel_id == channel_id, _STARTS.c.user_id == user)
        now = self._now()
        self._any_started = True

        def write(connection: sa.Connection) -> FreshStart:
            before = connection.scalar(sa.select(_STARTS.c.started_at).where(*mine))
            if before is None:
                values = {"scope_id": scope_id, "channel_id": channel_id, "user_id": user, "started_at": now}
                connection.execute(sa.insert(_STARTS).values(values))
            else:
                connection.execute(sa.update(_STARTS).where(*mine).values(started_at=now))
            return FreshStart(now, before)

        return await self._database.writing(write)

    @uninterrupted
    async def undo_start(self, scope_id: int, channel_id: int, user_id: int | None, start: FreshStart) -> bool:
        """Take a fresh start back; return whether it was the latest one: if not, nothing changes."""
        user = EVERYBODY if user_id is None else user_id
        mine = (_STARTS.c.scope_id == scope_id, _STARTS.c.channel_id == channel_id, _STARTS.c.user_id == user)
        before = start.before
        back = sa.delete(_STARTS) if before is None else sa.update(_STARTS).values(started_at=before)
        latest = back.where(*mine, _STARTS.c.started_at == start.at)
        return bool(await self._database.writing(lambda connection: connection.execute(latest).rowcount))

    def changed_elsewhere(self) -> None:
        """Read from the database again whether there is any fresh start, since another process may have made the first."""
        self._any_started = None

    async def started(self, scope_id: int, channel_id: int, user_id: int) -> dt.datetime | None:
        """Return since when what is said in a channel counts for a person; `None`: it was never started afresh."""
        if self._any_started is None:
            some = sa.select(sa.exists(sa.select(_STARTS.c.scope_id)))
            found_some = bool(await self._database.reading(lambda connection: connection.scalar(some)))
            self._any_started = self._any_started or found_some  # one may have been made meanwhile
        if not self._any_started:
            return None
        query = sa.select(_STARTS.c.started_at).where(
            _STARTS.c.scope_id == scope_id,
            _STARTS.c.channel_id == channel_id,
            _STARTS.c.user_id.in_([user_id, EVERYBODY]),
        )
        found = await self._database.reading(lambda connection: connection.scalars(query).all())
        return max(found, default=None)

    # -- what people do not want a model to get ----------------------------------------------------------------------

    @uninterrupted
    async def put_objection(self, scope_id: int | None, user_id: int, *, objects: bool) -> None:
        """Keep whether a person objects to a model getting what they write, in a scope or (`None`) everywhere.

        Who no longer objects everywhere objects in no single scope either.
        """

        def write(connection: sa.Connection) -> None:
            _put(connection, _hash(scope_id, user_id), scope_id, {"objects": objects})
            if scope_id is None and not objects:
                scopes = connection.scalars(sa.select(_WITHHELD.c.scope_id).where(_WITHHELD.c.objects).distinct()).all()
                for scope in scopes:
                    connection.execute(
                        sa.update(_WITHHELD).where(_row(scope, _hash(scope, user_id))).values(objects=False)
                    )

        await self._database.writing(write)

    async def objects(self, scope_id: int | None, user_id: int) -> bool:
        """Tell whether a person objects, in a scope or (`None`) everywhere."""
        query = sa.select(_WITHHELD.c.objects).where(_row(scope_id, _hash(scope_id, user_id)))
        return bool(await self._database.reading(lambda connection: connection.scalar(query)))

    async def withheld(self, scope_id: int, user_ids: Collection[int]) -> Mapping[int, dt.datetime]:
        """Return up to when the messages of people are withheld in a scope; those of others are not."""
        hashes = {(scope or EVERYWHERE, _hash(scope, user)): user for user in user_ids for scope in (scope_id, None)}
        if not hashes:
            return {}
        query = sa.select(_WITHHELD).where(
            _WITHHELD.c.scope_id.in_([scope_id, EVERYWHERE]), _WITHHELD.c.person.in_([person for _, person in hashes])
        )
        found: dict[int, dt.datetime] = {}
        for row in await self._database.reading(lambda connection: connection.execute(query).all()):
            user = hashes.get((row.scope_id, bytes(row.person)))
            until = _FOREVER if row.objects else row.erased_at
            if user is not None and until is not None:
                found[user] = max(until, found.get(user, until))
        return found

    @uninterrupted
    async def purge(self) -> None:
        """Delete what is too old to matter."""
        before = self._now() - LONGEST_MEMORY
        old = (_WITHHELD.c.erased_at < before, _WITHHELD.c.objects.is_(False))

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_STARTS).where(_STARTS.c.started_at < before))
            connection.execute(sa.delete(_WITHHELD).where(sa.or_(sa.and_(*old), _nothing())))

        await self._database.writing(write)


async def note_erasure(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None, now: dt.datetime
) -> None:
    """Note in the transaction of an erasure when it was."""
    values = {"erased_at": now + CLOCKS_APART}
    await connection.run_sync(lambda sync: _put(sync, _hash(scope_id, user_id), scope_id, values))


def _put(connection: sa.Connection, person: bytes, scope_id: int | None, values: Mapping[str, Any]) -> None:
    row = _row(scope_id, person)
    if not connection.execute(sa.update(_WITHHELD).where(row).values(values)).rowcount:
        key = {"scope_id": scope_id or EVERYWHERE, "person": person}
        connection.execute(sa.insert(_WITHHELD).values({**key, "objects": False, **values}))


def _row(scope_id: int | None, person: bytes) -> sa.ColumnElement[bool]:
    return sa.and_(_WITHHELD.c.scope_id == (scope_id or EVERYWHERE), _WITHHELD.c.person == person)


def _nothing() -> sa.ColumnElement[bool]:
    return sa.and_(_WITHHELD.c.erased_at.is_(None), _WITHHELD.c.objects.is_(False))


def _hash(scope_id: int | None, user_id: int) -> bytes:
    """Return what a person is recognised by in a scope; in another one it is something else."""
    return hashlib.blake2b(f"{scope_id or EVERYWHERE} {user_id}".encode(), digest_size=16, person=b"withheld").digest()
