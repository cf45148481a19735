"""The database: what is taught, said and decided, kept so that nothing acknowledged is ever lost.

`Store.open` gives the parts: `lessons` (datasets, changes, examples), `features` (encoded texts), `turns` (exchanges and feedback),
`journal` (training jobs, test runs), `people` (preferences, consents, corrections), `proposals` (what waits for somebody who may teach),
`privacy` (what is stored about a person).
Every method takes the scope first and no query crosses scopes; the few that serve the whole program say so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, Callable
from typing import Self

from chatterbot.store.database import Database
from chatterbot.store.features import Features
from chatterbot.store.journal import Journal
from chatterbot.store.lessons import Lessons
from chatterbot.store.memory import Memory
from chatterbot.store.people import People
from chatterbot.store.privacy import ErasedRows, PersonalData
from chatterbot.store.proposals import Proposals
from chatterbot.store.records import (
    AppliedChange,
    ChangeKind,
    ChangeRecord,
    CorrectionRecord,
    FeedbackRecord,
    JobRecord,
    JobState,
    KeyedExample,
    NewChange,
    NewCorrection,
    NewProposal,
    ProposalKind,
    ProposalRecord,
    ProposalStatus,
    StoredAnswer,
    StoredLesson,
    TestRunRecord,
)
from chatterbot.store.turns import Turns
from chatterbot.store.uninterrupted import whole

__all__ = (
    "AppliedChange",
    "ChangeKind",
    "ChangeRecord",
    "CorrectionRecord",
    "ErasedRows",
    "FeedbackRecord",
    "JobRecord",
    "JobState",
    "KeyedExample",
    "NewChange",
    "NewCorrection",
    "NewProposal",
    "ProposalKind",
    "ProposalRecord",
    "ProposalStatus",
    "Store",
    "StoredAnswer",
    "StoredLesson",
    "TestRunRecord",
    "whole",
)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Store:
    """The database's parts; see the module."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime] = _utc_now) -> None:
        memory = Memory()
        self.lessons = Lessons(database, now, memory)
        self.features = Features(database)
        self.turns = Turns(database, now, memory)
        self.journal = Journal(database, now)
        self.people = People(database, now)
        self.proposals = Proposals(database, now)
        self.privacy = PersonalData(database, now, memory)
        self._database = database

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, database_url: str, *, now: Callable[[], dt.datetime] = _utc_now) -> AsyncGenerator[Self, None]:
        """Connect, bring the tables up to date, and close the books of jobs that were cut off.

        Parameters
        ----------
        database_url
            SQLAlchemy's: ``sqlite+aiosqlite:///path`` (the folder is made), ``sqlite+aiosqlite:///:memory:``, ``postgresql+asyncpg://...``.
        now
            The clock, aware UTC.

        Raises
        ------
        errors.SettingsError
            If the URL is malformed or its driver is missing.
        errors.StoreError
            If the database is out of reach, damaged, or newer than this program.
        """
        async with Database.open(database_url) as database:
            store = cls(database, now)
            await store.journal.close_open_jobs()
            yield store

    async def check(self) -> list[str]:
        """What is wrong with the database's file; empty when nothing is."""
        return await self._database.check()
