"""Jobs on a model's server that train a model: noted before anything is sent, and followed until their end is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import applying, model_tables
from chatterbot.store.database import Database

__all__ = ("FineTuneRecord", "FineTuneStatus", "FineTuneStore", "NewFineTune")

_TABLE: Final = model_tables.finetunes
LONGEST: Final = 200
"""Most characters of a name, an id or a problem, as the columns have them."""


class FineTuneStatus(enum.StrEnum):
    """How far a job is; the server's own words, and one for the time before it knows of the job."""

    PREPARING = "preparing"
    """The files are being written and sent."""
    VALIDATING = "validating_files"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing changes any more."""
        return self in _OVER


_OVER: Final = frozenset({FineTuneStatus.SUCCEEDED, FineTuneStatus.FAILED, FineTuneStatus.CANCELLED})
_OPEN: Final = tuple(status.value for status in FineTuneStatus if status not in _OVER)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewFineTune:
    """A job about to be ordered."""

    scope_id: int
    dataset_id: int
    author_id: int
    method: str
    """As the server calls it: ``supervised`` or ``dpo``."""
    model: str
    """The model it starts from."""
    examples: int
    """Rows of the file to train with."""
    held_out: int
    """Rows of the file to check with."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FineTuneRecord(NewFineTune):
    """A job."""

    id: int
    remote_id: str | None
    """The job's id on the server; `None`: it was not created yet."""
    state: FineTuneStatus
    result: str | None
    """The name of the new model."""
    trained_tokens: int | None
    problem: str | None
    """Why it failed, in the server's words: hostile text."""
    problem_key: str | None
    """Why it failed, as a key of the catalogue."""
    channel_id: int | None
    message_id: int | None
    """The message that shows the progress."""
    told: bool
    """Whether that message says how the job ended."""
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @property
    def seconds(self) -> float | None:
        """How long the job took; `None` while it is not over."""
        return None if self.finished_at is None else (self.finished_at - self.created_at).total_seconds()


class FineTuneStore:
    """Jobs on a model's server."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def add(self, new: NewFineTune) -> int:
        """Note that a job is going to be ordered, and return its id."""
        insert = sa.insert(_TABLE).values(
            **dataclasses.asdict(new), state=FineTuneStatus.PREPARING.value, told=False, created_at=self._now()
        )
        return await self._database.writing(lambda connection: applying.key_of(connection.execute(insert)))

    @uninterrupted
    async def note(self, scope_id: int, job_id: int, **values: Any) -> FineTuneRecord | None:
        """Note what is known of a job by now, and return it; `None` if its row was erased. A job that is over stays as it is."""
        if isinstance(status := values.get("state"), FineTuneStatus):
            values["state"] = status.value
            if status.over:
                values["finished_at"] = self._now()
        values = {name: value[:LONGEST] if isinstance(value, str) else value for name, value in values.items()}
        update = sa.update(_TABLE).where(*_mine(scope_id, job_id), _TABLE.c.state.in_(_OPEN)).values(**values)
        await self._database.writing(lambda connection: connection.execute(update).close())
        return await self.get(scope_id, job_id)

    @uninterrupted
    async def shown(self, scope_id: int, job_id: int, channel_id: int, message_id: int) -> None:
        """Note the message that shows a job's progress."""
        await self._set(scope_id, job_id, channel_id=channel_id, message_id=message_id)

    @uninterrupted
    async def told(self, scope_id: int, job_id: int) -> None:
        """Note that a job's message says how it ended, or that there is no message that could."""
        await self._set(scope_id, job_id, told=True)

    async def get(self, scope_id: int, job_id: int) -> FineTuneRecord | None:
        """Return a job; `None` if the scope has none with that id."""
        found = await self._find(sa.select(_TABLE).where(*_mine(scope_id, job_id)))
        return found[0] if found else None

    async def listed(
        self, scope_id: int, limit: int, *, since: dt.datetime | None = None, before: dt.datetime | None = None
    ) -> list[FineTuneRecord]:
        """Return a scope's latest jobs, newest first; of those ordered within a time, `before` not included."""
        query = sa.select(_TABLE).where(_TABLE.c.scope_id == scope_id).order_by(_TABLE.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(_TABLE.c.created_at >= since)
        if before is not None:
            query = query.where(_TABLE.c.created_at < before)
        return await self._find(query)

    async def results(self, scope_id: int) -> list[str]:
        """Return the names of the models that were trained for a scope, the newest first."""
        query = (
            sa.select(_TABLE)
            .where(
                _TABLE.c.scope_id == scope_id,
                _TABLE.c.state == FineTuneStatus.SUCCEEDED.value,
                _TABLE.c.result.is_not(None),
            )
            .order_by(_TABLE.c.id.desc())
        )
        return [*dict.fromkeys(record.result for record in await self._find(query) if record.result)]

    async def created_since(self, moment: dt.datetime) -> int:
        """Return how many jobs of all scopes were created on the server since a moment: a number, and no row."""
        query = (
            sa.select(sa.func.count())
            .select_from(_TABLE)
            .where(_TABLE.c.remote_id.is_not(None), _TABLE.c.created_at >= moment)
        )
        return int(await self._database.reading(lambda connection: connection.execute(query).scalar()) or 0)

    async def untold(self) -> list[FineTuneRecord]:
        """Return the jobs of all scopes that are not over, or whose end is not told yet, the oldest first.

        No person asks this: the program does at its start, to go on where the last one ended.
        """
        return await self._find(sa.select(_TABLE).where(_TABLE.c.told.is_(False)).order_by(_TABLE.c.id))

    async def _set(self, scope_id: int, job_id: int, **values: Any) -> None:
        update = sa.update(_TABLE).where(*_mine(scope_id, job_id)).values(**values)
        await self._database.writing(lambda connection: connection.execute(update).close())

    async def _find(self, query: sa.Executable) -> list[FineTuneRecord]:
        rows = await self._database.reading(lambda connection: connection.execute(query).mappings().all())
        return [_record(row) for row in rows]


def _mine(scope_id: int, job_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return _TABLE.c.scope_id == scope_id, _TABLE.c.id == job_id


def _record(row: sa.RowMapping) -> FineTuneRecord:
    values: dict[str, Any] = dict(row)
    values["state"] = FineTuneStatus(values["state"])
    return FineTuneRecord(**values)
