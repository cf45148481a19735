"""The voice calls the bot is in, kept so that it can return to them after a restart."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import call_tables
from chatterbot.store.database import Database

__all__ = ("CallRecord", "CallStore")

_CALLS: Final = call_tables.calls


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A call the bot is in, or was in when the process ended."""

    scope_id: int
    channel_id: int
    """The voice channel."""
    text_channel_id: int | None = None
    """Where the bot was called; `None` if it came by itself."""
    author_id: int | None = None
    """Who called it; 0 for a person whose data was erased."""
    by_itself: bool = False
    """Whether it came to speak a reply, without being called."""
    created_at: dt.datetime
    """When it came, before all restarts."""
    seen_at: dt.datetime
    """When it was in the call last."""
    returns: int = 0
    """How often it has returned since the call last went well for a while."""
    told_at: dt.datetime | None = None
    """When it last said in the chat that it was restarted."""


class CallStore:
    """Calls, one a scope."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self.now: Final = now
        """The clock of the records."""

    async def all(self) -> list[CallRecord]:
        """Return the calls of all scopes, for the start of the program, those it was in last first."""
        query = sa.select(_CALLS).order_by(_CALLS.c.seen_at.desc(), _CALLS.c.scope_id)
        rows = await self._database.reading(lambda connection: connection.execute(query).mappings().all())
        return [CallRecord(**row) for row in rows]

    async def get(self, scope_id: int) -> CallRecord | None:
        """Return the call of a scope, `None` if there is none."""
        query = sa.select(_CALLS).where(_CALLS.c.scope_id == scope_id)
        row = await self._database.reading(lambda connection: connection.execute(query).mappings().first())
        return None if row is None else CallRecord(**row)

    @uninterrupted
    async def put(self, record: CallRecord) -> None:
        """Keep a call, in place of what was kept of the scope's call before."""
        values = dataclasses.asdict(record)
        mine = _CALLS.c.scope_id == record.scope_id

        def write(connection: sa.Connection) -> None:
            if not connection.execute(sa.update(_CALLS).where(mine).values(values)).rowcount:
                connection.execute(sa.insert(_CALLS).values(values))

        await self._database.writing(write)

    @uninterrupted
    async def seen(self, scope_id: int, channel_id: int, *, steady: bool) -> None:
        """Note that the bot is in its call now, in which channel, and whether it has gone well for so long that earlier returns do not count."""
        values = {"channel_id": channel_id, "seen_at": self.now()} | ({"returns": 0} if steady else {})
        update = sa.update(_CALLS).where(_CALLS.c.scope_id == scope_id).values(values)
        await self._database.writing(lambda connection: connection.execute(update).close())

    @uninterrupted
    async def returned(self, scope_id: int, *, told: bool) -> None:
        """Note that the bot returns to its call after a restart, and whether it says so."""
        now = self.now()
        values = {"returns": _CALLS.c.returns + 1, "seen_at": now} | ({"told_at": now} if told else {})
        update = sa.update(_CALLS).where(_CALLS.c.scope_id == scope_id).values(values)
        await self._database.writing(lambda connection: connection.execute(update).close())

    @uninterrupted
    async def end(self, scope_id: int) -> None:
        """Note that the bot has left its call; it will not return to it."""
        delete = sa.delete(_CALLS).where(_CALLS.c.scope_id == scope_id)
        await self._database.writing(lambda connection: connection.execute(delete).close())
