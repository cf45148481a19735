"""What `store.entries` takes and gives: an *entry* is one answer of a dataset with the questions it was taught for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from chatterbot import models
from chatterbot.store import records

__all__ = (
    "EntryContents",
    "EntryFilter",
    "EntryHistory",
    "EntryKey",
    "EntryPage",
    "EntryRow",
    "EntrySelection",
    "EntryState",
    "EntrySummary",
    "EntryUse",
)


class EntrySelection(enum.StrEnum):
    """Which entries a list shows."""

    ALL = "all"
    ANSWERS = "answers"
    """Questions with the answer to give."""
    VETOES = "vetoes"
    """Questions with an answer that must not be given to them."""
    SILENT = "silent"
    """Questions that must not be answered."""
    UNUSED = "unused"
    """Answers that were never given."""
    DISPUTED = "disputed"
    """Answers with more 👎 and corrections than 👍."""
    CONFLICTING = "conflicting"
    """Answers to a question that has another answer, too."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryKey:
    """What the examples of one entry share."""

    answer: int | None
    """The engine's key of the answer (`teaching.keys.answer_of`); `None`: the questions must not be answered."""
    positive: bool
    """`False`: the answer must not be given to the entry's questions."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries are wanted: those with an example that meets all of this."""

    words: tuple[str, ...] = ()
    """Folded (`folding.fold`); each must occur in the question, the answer or the label."""
    shown: EntrySelection = EntrySelection.ALL
    label: str | None = None
    source: str | None = None
    """Where it came from: ``correction``, ``text``, ..., or a file's path."""
    author_id: int | None = None
    """Who taught it, or whose words the answer is."""
    since: dt.datetime | None = None
    """When it was taught at the earliest."""

    @property
    def is_open(self) -> bool:
        """Whether every entry is wanted."""
        return self == EntryFilter()


@dataclasses.dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a list of entries."""

    key: EntryKey
    example_id: int
    """The newest example of the entry that is wanted; lists are ordered by it."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryPage:
    """A part of a list of entries."""

    rows: tuple[EntryRow, ...]
    before: int
    """How many entries stand before these."""
    total: int
    """How many entries the list has."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryUse:
    """How often an entry was used, and what people thought of it."""

    uses: int = 0
    last_used_at: dt.datetime | None = None
    likes: int = 0
    dislikes: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class EntrySummary:
    """An entry as a list shows it."""

    key: EntryKey
    example: models.Example
    """The example that a person looked for."""
    answer: str
    """What is answered, or must not be; empty: nothing is answered."""
    wordings: int
    """How many examples the entry has."""
    uses: int
    """How often its answer was given."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryState:
    """What two readings of an entry are compared by: it differs when an example came or went."""

    count: int
    total: int
    """The sum of the examples' ids."""

    def __str__(self) -> str:
        return f"{self.count}.{self.total}"


@dataclasses.dataclass(frozen=True, slots=True)
class EntryContents:
    """What an entry consists of, as far as it is shown."""

    state: EntryState
    examples: tuple[models.Example, ...]
    """The first examples, in the order of teaching."""
    replies: tuple[models.Example, ...]
    """For each reply the latest example that has it, the latest last: only a label has several."""
    authors: tuple[int, ...]
    """Who taught it, the first one first; at most a few."""
    origins: tuple[str, ...]
    """Links to the messages or pages it comes from; at most a few."""
    first_at: dt.datetime
    last_at: dt.datetime
    others: tuple[EntryRow, ...]
    """Other entries with one of the same questions: other answers to it, and answers that must not be given."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryHistory:
    """A change that concerned an entry."""

    change: records.ChangeRecord
    before: str
    """What was answered before, if the change put this answer in the place of another; empty if it did not."""
    undone_by: int | None = None
    """Who undid it."""
