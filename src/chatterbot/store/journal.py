"""Training jobs, test runs and sent files: what was done, by whom, and with what result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import applying, records, tables
from chatterbot.store.database import Database

__all__ = ("JournalStore",)

_JOBS: Final = tables.jobs
_RUNS: Final = tables.test_runs
_OPEN: Final = (records.JobState.QUEUED.value, records.JobState.RUNNING.value)


class JournalStore:
    """Jobs, test runs, uploads."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def close_open_jobs(self, owned: Callable[[int, int], bool] | None = None) -> int:
        """Close the jobs that the last process left open; return how many were interrupted: the change of the others is stored.

        The one statement over all scopes: no person asks it, and it gives no row away.

        Parameters
        ----------
        owned
            Tells by scope and author whether a job was one of the last process, and not of another one that still runs; `None`: all were.
        """
        unfinished = _JOBS.c.state.in_(_OPEN)
        async with self._database.write() as connection:
            if owned is not None:
                rows = await connection.execute(
                    sa.select(_JOBS.c.id, _JOBS.c.scope_id, _JOBS.c.author_id).where(unfinished)
                )
                unfinished = sa.and_(
                    unfinished, _JOBS.c.id.in_([row.id for row in rows if owned(row.scope_id, row.author_id)])
                )
            await connection.execute(
                sa.update(_JOBS)
                .where(unfinished, _JOBS.c.change_id.is_not(None))
                .values(state=records.JobState.DONE.value, finished_at=self._now())
            )
            result = await connection.execute(
                sa.update(_JOBS)
                .where(unfinished)
                .values(state=records.JobState.INTERRUPTED.value, finished_at=self._now())
            )
        return result.rowcount

    @uninterrupted
    async def open_job(self, scope_id: int, author_id: int, source: str, *, running: bool = False) -> int:
        """Note a job that waits for its turn, or (`running`) has it at once."""
        job = sa.insert(_JOBS).values(
            scope_id=scope_id,
            author_id=author_id,
            source=source,
            state=(records.JobState.RUNNING if running else records.JobState.QUEUED).value,
            added=0,
            duplicates=0,
            refused=0,
            created_at=self._now(),
        )
        return await self._database.writing(lambda connection: applying.key_of(connection.execute(job)))

    @uninterrupted
    async def note_job(self, scope_id: int, job_id: int, **values: Any) -> None:
        """Note how a job stands: any of the columns of `JobRecord`."""
        if isinstance(values.get("state"), records.JobState):
            state = values["state"] = values["state"].value
            if state not in _OPEN:
                values["finished_at"] = self._now()
        update = sa.update(_JOBS).where(_JOBS.c.scope_id == scope_id, _JOBS.c.id == job_id).values(**values)
        await self._database.writing(lambda connection: connection.execute(update).close())

    @uninterrupted
    async def end_job(
        self,
        scope_id: int,
        job_id: int,
        state: records.JobState,
        problem: str,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Note that a job ended before its end, by which error with which values. If its change was committed all the same, it is done."""
        mine = (_JOBS.c.scope_id == scope_id, _JOBS.c.id == job_id, _JOBS.c.state.in_(_OPEN))
        async with self._database.write() as connection:
            for committed, end in ((True, records.JobState.DONE), (False, state)):
                await connection.execute(
                    sa.update(_JOBS)
                    .where(*mine, _JOBS.c.change_id.is_not(None) if committed else _JOBS.c.change_id.is_(None))
                    .values(
                        state=end.value,
                        problem=None if committed else problem,
                        problem_values=None if committed or values is None else dict(values),
                        finished_at=self._now(),
                    )
                )

    @uninterrupted
    async def jobs(
        self, scope_id: int, limit: int, *, before: int | None = None, after: int | None = None
    ) -> list[records.JobRecord]:
        """Return the latest jobs, newest first; of those before or after the job with an id, the nearest ones."""
        query = _jobs_of(scope_id).limit(limit)
        if after is not None:
            query = query.where(_JOBS.c.id > after).order_by(_JOBS.c.id)
        elif before is not None:
            query = query.where(_JOBS.c.id < before).order_by(_JOBS.c.id.desc())
        else:
            query = query.order_by(_JOBS.c.id.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return sorted((_job(dict(row)) for row in rows), key=lambda job: job.id, reverse=True)

    @uninterrupted
    async def job(self, scope_id: int, job_id: int) -> records.JobRecord | None:
        """Return one job."""
        async with self._database.read() as connection:
            row = (await connection.execute(_jobs_of(scope_id).where(_JOBS.c.id == job_id))).mappings().first()
        return None if row is None else _job(dict(row))

    @uninterrupted
    async def add_upload(self, scope_id: int, author_id: int, path: str) -> None:
        """Note who sends a file that will be kept under `path`."""
        async with self._database.write() as connection:
            await connection.execute(
                sa.insert(tables.uploads).values(
                    scope_id=scope_id, author_id=author_id, path=path, created_at=self._now()
                )
            )

    @uninterrupted
    async def drop_upload(self, scope_id: int, author_id: int, path: str) -> None:
        """Take that back: the file is somebody else's."""
        table = tables.uploads
        mine = (table.c.scope_id == scope_id, table.c.author_id == author_id, table.c.path == path)
        newest = sa.select(sa.func.max(table.c.id)).where(*mine).scalar_subquery()
        async with self._database.write() as connection:
            await connection.execute(sa.delete(table).where(table.c.id == newest))

    @uninterrupted
    async def add_test_run(
        self, scope_id: int, dataset_id: int, author_id: int, kind: str, metrics: Mapping[str, Any]
    ) -> tuple[int, records.TestRunRecord | None]:
        """Keep a test's numbers; returns its id and the run before it of the same dataset and kind."""
        mine = (_RUNS.c.scope_id == scope_id, _RUNS.c.dataset_id == dataset_id, _RUNS.c.kind == kind)
        query = sa.select(_RUNS).where(*mine).order_by(_RUNS.c.id.desc()).limit(1)
        async with self._database.write() as connection:
            row = (await connection.execute(query)).mappings().first()
            result = await connection.execute(
                sa.insert(_RUNS).values(
                    scope_id=scope_id,
                    dataset_id=dataset_id,
                    author_id=author_id,
                    kind=kind,
                    metrics=dict(metrics),
                    created_at=self._now(),
                )
            )
        return applying.key_of(result), None if row is None else records.TestRunRecord(**row)

    @uninterrupted
    async def test_runs(self, scope_id: int, limit: int) -> list[records.TestRunRecord]:
        """Return the latest test runs, newest first."""
        query = sa.select(_RUNS).where(_RUNS.c.scope_id == scope_id).order_by(_RUNS.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [records.TestRunRecord(**row) for row in rows]


def _jobs_of(scope_id: int) -> sa.Select[*tuple[Any, ...]]:
    change, undo = tables.changes.alias(), tables.changes.alias()
    return (
        sa.select(_JOBS, undo.c.author_id.label("undone_by"), undo.c.created_at.label("undone_at"))
        .outerjoin(change, sa.and_(change.c.id == _JOBS.c.change_id, change.c.scope_id == scope_id))
        .outerjoin(undo, undo.c.id == change.c.undone_by)
        .where(_JOBS.c.scope_id == scope_id)
    )


def _job(row: dict[str, Any]) -> records.JobRecord:
    row["state"] = records.JobState(row["state"])
    return records.JobRecord(**row)
