"""The database: what is taught, said and decided, kept so that nothing acknowledged is ever lost.

`Store.open` gives the parts: `examples` (datasets, changes, examples), `history` (what was changed), `answers` (the examples' replies),
`entries` (what was taught, looked through), `triggers` (keywords and patterns), `documents` (imported documents and their passages),
`features` (encoded texts), `turns` (exchanges and feedback), `gaps` (questions without an answer, numbers of days), `journal` (training
jobs, test runs), `finetunes` (jobs on a model's server), `people` (preferences, consents, corrections), `proposals` (what waits for
somebody who may teach), `choices` (what people meant when they were asked), `chores` (what is done once in a while), `calls` (the voice calls to return to),
`model_use` (requests to the language model and their tokens),
`leases` and `change_feed` (what several processes on one database share),
`memory_limits` (what it is not given), `personas` (how it is to speak), `privacy` (what is stored about a person).
Every method takes the scope first and no query crosses scopes; the few that serve the whole program say so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, Callable
from typing import Self

from chatterbot.store import integrity, links
from chatterbot.store.answers import AnswerStore, barring_key
from chatterbot.store.calls import CallRecord, CallStore
from chatterbot.store.change_feed import ChangeFeed, FeedEntry
from chatterbot.store.choices import Ballot, ChoiceStore, NewChoice
from chatterbot.store.chores import ChoreStore
from chatterbot.store.consistency import ConsistencyStore, DerivedKeys, FeatureRow, KeyedRow, PassageRow, folded
from chatterbot.store.copying import CopiedTable, copy, refuse_rows, write_snapshot
from chatterbot.store.counting import Counted
from chatterbot.store.database import REVISION, Database, database_file
from chatterbot.store.document_records import (
    DocumentRecord,
    DraftRecord,
    NewDocument,
    NewDraft,
    NewPassage,
    PassageRecord,
    StoredPassage,
)
from chatterbot.store.documents import DocumentStore
from chatterbot.store.entries import EntryStore
from chatterbot.store.entry_records import (
    EntryContents,
    EntryFilter,
    EntryHistory,
    EntryKey,
    EntryPage,
    EntryRow,
    EntrySelection,
    EntryState,
    EntrySummary,
    EntryUse,
)
from chatterbot.store.examples import ExampleStore
from chatterbot.store.features import FeatureStore, text_key
from chatterbot.store.finetunes import FineTuneRecord, FineTuneStatus, FineTuneStore, NewFineTune
from chatterbot.store.gaps import AnswerNumbers, ChangeMark, GapStore, UnansweredTurn
from chatterbot.store.handovers import HandoverRecord, HandoverStatus, HandoverStore, NewHandover
from chatterbot.store.history import ChangeWords, HistoryFilter, HistoryStore, ListedAct, UndoCandidate
from chatterbot.store.journal import JournalStore
from chatterbot.store.leases import LeaseRecord, LeaseStore, NewLease
from chatterbot.store.memory import AnswerReply, ReplyMemory
from chatterbot.store.memory_limits import LONGEST_MEMORY, FreshStart, MemoryLimitStore
from chatterbot.store.model_use import ModelUse, ModelUseRow, ModelUseStore
from chatterbot.store.people import PeopleStore
from chatterbot.store.personas import EVERYWHERE_HERE, PersonaRecord, PersonaStore
from chatterbot.store.privacy import ErasedRows, PersonalData
from chatterbot.store.proposals import ProposalStore
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
    NewTrigger,
    ProposalKind,
    ProposalRecord,
    ProposalStatus,
    StoredAnswer,
    StoredExample,
    TestRunRecord,
    TriggerRecord,
    TriggerSamples,
)
from chatterbot.store.schema import metadata
from chatterbot.store.triggers import TriggerStore
from chatterbot.store.turns import TurnStore
from chatterbot.store.undo_records import AppliedUndo, MovedExamples, NewUndo

__all__ = (
    "EVERYWHERE_HERE",
    "LONGEST_MEMORY",
    "REVISION",
    "AnswerNumbers",
    "AnswerReply",
    "AnswerStore",
    "AppliedChange",
    "AppliedUndo",
    "Ballot",
    "CallRecord",
    "CallStore",
    "ChangeFeed",
    "ChangeKind",
    "ChangeMark",
    "ChangeRecord",
    "ChangeWords",
    "ChoiceStore",
    "ConsistencyStore",
    "CopiedTable",
    "CorrectionRecord",
    "Counted",
    "Database",
    "DerivedKeys",
    "DocumentRecord",
    "DocumentStore",
    "DraftRecord",
    "EntryContents",
    "EntryFilter",
    "EntryHistory",
    "EntryKey",
    "EntryPage",
    "EntryRow",
    "EntrySelection",
    "EntryState",
    "EntryStore",
    "EntrySummary",
    "EntryUse",
    "ErasedRows",
    "ExampleStore",
    "FeatureRow",
    "FeedEntry",
    "FeedbackRecord",
    "FineTuneRecord",
    "FineTuneStatus",
    "FineTuneStore",
    "FreshStart",
    "GapStore",
    "HandoverRecord",
    "HandoverStatus",
    "HandoverStore",
    "HistoryFilter",
    "HistoryStore",
    "JobRecord",
    "JobState",
    "KeyedExample",
    "KeyedRow",
    "LeaseRecord",
    "LeaseStore",
    "ListedAct",
    "MemoryLimitStore",
    "ModelUse",
    "ModelUseRow",
    "ModelUseStore",
    "MovedExamples",
    "NewChange",
    "NewChoice",
    "NewCorrection",
    "NewDocument",
    "NewDraft",
    "NewFineTune",
    "NewHandover",
    "NewLease",
    "NewPassage",
    "NewProposal",
    "NewTrigger",
    "NewUndo",
    "PassageRecord",
    "PassageRow",
    "PeopleStore",
    "PersonaRecord",
    "PersonaStore",
    "ProposalKind",
    "ProposalRecord",
    "ProposalStatus",
    "ProposalStore",
    "Store",
    "StoredAnswer",
    "StoredExample",
    "StoredPassage",
    "TestRunRecord",
    "TriggerRecord",
    "TriggerSamples",
    "TriggerStore",
    "TurnStore",
    "UnansweredTurn",
    "UndoCandidate",
    "barring_key",
    "copy",
    "database_file",
    "folded",
    "integrity",
    "links",
    "metadata",
    "refuse_rows",
    "text_key",
    "write_snapshot",
)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Store:
    """The database's parts; see the module."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime] = _utc_now) -> None:
        memory = self._memory = ReplyMemory()
        self.examples = ExampleStore(database, now, memory)
        self.entries = EntryStore(database)
        self.answers = AnswerStore(database, memory)
        self.features = FeatureStore(database)
        self.history = HistoryStore(database, memory)
        self.turns = TurnStore(database, now, memory)
        self.journal = JournalStore(database, now)
        self.people = PeopleStore(database, now)
        self.personas = PersonaStore(database, now)
        self.proposals = ProposalStore(database, now)
        self.choices = ChoiceStore(database, now)
        self.chores = ChoreStore(database, now)
        self.calls = CallStore(database, now)
        self.gaps = GapStore(database, now)
        self.triggers = TriggerStore(database, now, memory)
        self.documents = DocumentStore(database, now)
        self.handovers = HandoverStore(database, now)
        self.memory_limits = MemoryLimitStore(database, now)
        self.finetunes = FineTuneStore(database, now)
        self.model_use = ModelUseStore(database)
        self.privacy = PersonalData(database, now, memory)
        self.leases = LeaseStore(database)
        self.change_feed = ChangeFeed(database)
        self._database = database

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, database_url: str, *, now: Callable[[], dt.datetime] = _utc_now, if_empty: str = "", alone: bool = True
    ) -> AsyncGenerator[Self, None]:
        """Connect, bring the tables up to date, and close the books of jobs that were cut off.

        Parameters
        ----------
        database_url
            SQLAlchemy's: ``sqlite+aiosqlite:///path`` (the folder is made), ``sqlite+aiosqlite:///:memory:``, ``postgresql+asyncpg://...``.
        now
            The clock, aware UTC.
        if_empty
            Text of the error that refuses an empty or missing database; if it is empty, a new database is made.
        alone
            Whether no other process uses the database: only then unfinished jobs were certainly cut off.

        Raises
        ------
        errors.SettingsError
            If the URL is malformed or its driver is missing; with `if_empty` also if the database is empty.
        errors.StoreError
            If the database is out of reach, damaged, or newer than this program.
        """
        async with Database.open(database_url, if_empty=if_empty) as database:
            store = cls(database, now)
            if alone:
                await store.journal.close_open_jobs()
            yield store

    @property
    def database(self) -> Database:
        """The database itself, to copy it."""
        return self._database

    @property
    def write_problem(self) -> str | None:
        """Why the last change could not be stored, for the log and the operator; `None` after one that was."""
        return self._database.write_problem

    def changed_elsewhere(self, scope_id: int) -> None:
        """Forget what is kept in memory of a scope, since another process changed it."""
        self._memory.changed_elsewhere(scope_id)

    def exchanges_deleted_elsewhere(self) -> None:
        """Forget all words that are kept in memory, since another process deleted exchanges."""
        self._memory.forget()

    async def check(self) -> list[str]:
        """Return what is wrong with the database's file; empty when nothing is."""
        return await self._database.check()

    async def ping(self) -> None:
        """Ask the database for nothing.

        Raises
        ------
        errors.StoreError
            If it does not answer.
        """
        await self.database.ping()

    async def size(self) -> int:
        """Return how many bytes the database holds."""
        return await self._database.size()
