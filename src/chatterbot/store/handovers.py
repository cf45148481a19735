"""Questions that were handed over to people, until somebody answers, declines, or takes them back.

Several people may ask the same: their questions stand on one card, the message in the helpers' channel.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import applying, knowledge_tables
from chatterbot.store.database import Database

__all__ = ("HandoverRecord", "HandoverStatus", "HandoverStore", "NewHandover")

_HANDOVERS: Final = knowledge_tables.handovers
_CHORES: Final = knowledge_tables.chores
PING: Final = "handover-ping"
"""The chore that says when the helpers' role was last pinged."""


class HandoverStatus(enum.StrEnum):
    """What became of a question."""

    OPEN = "open"
    TAKEN = "taken"
    """A helper is writing an answer; others may still answer."""
    ANSWERED = "answered"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    """There was an answer, but the asker could not be reached."""


WAITING: Final = (HandoverStatus.OPEN, HandoverStatus.TAKEN)
"""What waits for a person."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewHandover:
    """A question about to be handed over."""

    channel_id: int
    """Where it was asked."""
    asker_id: int
    question: str
    prompt_message_id: int | None
    """The message that asked."""
    reply_message_id: int
    """The message in which the bot says that it does not know the answer."""
    card_channel_id: int
    card_message_id: int | None = None
    """The card; given when the question joins another one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRecord(NewHandover):
    """A question that was handed over."""

    id: int
    scope_id: int
    status: HandoverStatus
    helper_id: int | None
    """Who took, answered or declined it."""
    answer: str | None
    """The helper's words: the answer, or why it was declined."""
    created_at: dt.datetime
    decided_at: dt.datetime | None

    @property
    def waits(self) -> bool:
        """Whether it still waits for a person."""
        return self.status in WAITING


class HandoverStore:
    """Questions in people's hands."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def add(self, scope_id: int, new: NewHandover) -> int:
        """Keep a question, and return its id."""
        values = dataclasses.asdict(new)
        insert = sa.insert(_HANDOVERS).values(
            **values, scope_id=scope_id, status=HandoverStatus.OPEN.value, created_at=self._now()
        )
        return await self._database.writing(lambda connection: applying.key_of(connection.execute(insert)))

    @uninterrupted
    async def posted(self, scope_id: int, handover_id: int, card_message_id: int) -> None:
        """Note the message of a question's card."""
        update = sa.update(_HANDOVERS).where(_mine(scope_id, handover_id)).values(card_message_id=card_message_id)
        await self._database.writing(lambda connection: connection.execute(update).close())

    async def get(self, scope_id: int, handover_id: int) -> HandoverRecord | None:
        """Return a question; `None` if it is not kept (any more)."""
        found = await self._find(_mine(scope_id, handover_id))
        return found[0] if found else None

    async def of_card(self, scope_id: int, card_message_id: int) -> list[HandoverRecord]:
        """Return the questions on a card, the first one first."""
        return await self._find(_HANDOVERS.c.scope_id == scope_id, _HANDOVERS.c.card_message_id == card_message_id)

    async def waiting(self, scope_id: int) -> list[HandoverRecord]:
        """Return the questions of a scope that wait for a person, the oldest first."""
        waits = _HANDOVERS.c.status.in_([status.value for status in WAITING])
        return await self._find(_HANDOVERS.c.scope_id == scope_id, waits)

    @uninterrupted
    async def decide(
        self, scope_id: int, handover_id: int, helper_id: int, status: HandoverStatus, answer: str | None = None
    ) -> bool:
        """Note what becomes of a question that waits; return whether it still waited."""
        waits = _HANDOVERS.c.status.in_([each.value for each in WAITING])
        values: dict[str, Any] = {"status": status.value, "helper_id": helper_id, "answer": answer}
        if status not in WAITING:
            values["decided_at"] = self._now()
        update = sa.update(_HANDOVERS).where(_mine(scope_id, handover_id), waits).values(values)
        return bool(await self._database.writing(lambda connection: connection.execute(update).rowcount))

    @uninterrupted
    async def give_back(self, scope_id: int, handover_id: int) -> None:
        """Note that nobody writes an answer any more."""
        taken = _HANDOVERS.c.status == HandoverStatus.TAKEN.value
        values = {"status": HandoverStatus.OPEN.value, "helper_id": None}
        update = sa.update(_HANDOVERS).where(_mine(scope_id, handover_id), taken).values(values)
        await self._database.writing(lambda connection: connection.execute(update).close())

    @uninterrupted
    async def remove(self, scope_id: int, handover_id: int) -> None:
        """Delete a question."""
        delete = sa.delete(_HANDOVERS).where(_mine(scope_id, handover_id))
        await self._database.writing(lambda connection: connection.execute(delete).close())

    @uninterrupted
    async def begin_ping(self, scope_id: int, apart: dt.timedelta) -> bool:
        """Return whether the helpers' role was not pinged within that time; if so, it is noted as pinged now."""
        now = self._now()
        mine = (_CHORES.c.scope_id == scope_id, _CHORES.c.name == PING)

        def write(connection: sa.Connection) -> bool:
            done = connection.execute(sa.select(_CHORES.c.done_at).where(*mine)).scalar()
            if done is not None and now - done < apart:
                return False
            connection.execute(sa.delete(_CHORES).where(*mine))
            connection.execute(sa.insert(_CHORES).values(scope_id=scope_id, name=PING, done_at=now))
            return True

        return await self._database.writing(write)

    @uninterrupted
    async def purge(self, before: dt.datetime) -> int:
        """Delete questions handed over before that moment, in every scope; return how many."""
        async with self._database.write() as connection:
            result = await connection.execute(sa.delete(_HANDOVERS).where(_HANDOVERS.c.created_at < before))
        return result.rowcount

    async def _find(self, *conditions: sa.ColumnElement[bool]) -> list[HandoverRecord]:
        query = sa.select(_HANDOVERS).where(*conditions).order_by(_HANDOVERS.c.id)
        rows = await self._database.reading(lambda connection: connection.execute(query).mappings().all())
        return [_record(row) for row in rows]


def _mine(scope_id: int, handover_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_HANDOVERS.c.scope_id == scope_id, _HANDOVERS.c.id == handover_id)


def _record(row: sa.RowMapping) -> HandoverRecord:
    values: dict[str, Any] = dict(row)
    values["status"] = HandoverStatus(values["status"])
    return HandoverRecord(**values)
