"""What the store takes and gives: frozen dataclasses, beside the shared ones of `chatterbot.models`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from chatterbot import models
from chatterbot.store import document_records

__all__ = (
    "AppliedChange",
    "ChangeKind",
    "ChangeRecord",
    "CorrectionRecord",
    "FeedbackRecord",
    "JobRecord",
    "JobState",
    "KeyedExample",
    "NewChange",
    "NewCorrection",
    "NewProposal",
    "NewTrigger",
    "ProposalKind",
    "ProposalRecord",
    "ProposalStatus",
    "StoredAnswer",
    "StoredExample",
    "TestRunRecord",
    "TriggerRecord",
    "TriggerSamples",
)


class ChangeKind(enum.StrEnum):
    """Why examples came or went."""

    TRAIN = "train"
    CORRECT = "correct"
    REJECT = "reject"
    FORGET = "forget"
    SELECT = "select"
    EDIT = "edit"
    """An entry was changed: some of its examples went, others came."""
    IMPORT = "import"
    """A document was imported, updated or removed."""
    TRIGGER = "trigger"
    """A keyword or pattern was added or removed."""
    UNDO = "undo"
    SEED = "seed"
    ERASE = "erase"


class JobState(enum.StrEnum):
    """How a training job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The program ended while it ran; nothing of it was kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class KeyedExample:
    """A new example with the keys by which the store finds it again (`teaching.keys` makes them)."""

    example: models.NewExample
    answer: int | None
    """What the engine tells apart, signed 64 bits; `None`: do not answer this."""
    prompt_key: bytes
    """16 bytes: hash of the normalised prompt."""
    identity: bytes
    """16 bytes: hash of normalised prompt, reply, label and polarity; equal means duplicate."""
    asker_id: int | None = None
    """Whose words the prompt is, when not the author's: a corrected question stays its asker's to erase."""
    correction: bool = False
    """Whether it takes the place of a correction, and is one, too."""
    alternative: bool = False
    """Whether `answer` is the key of other replies, with which this one is given in turn. Such an example never counts as a correction,
    which would replace others."""

    @property
    def rich(self) -> bool:
        """Whether its answer has more to it than its own words: others in turn with it, or extras."""
        return self.alternative or self.example.extras is not None


@dataclasses.dataclass(frozen=True, slots=True)
class NewCorrection:
    """The record of one correction, for the log of corrections."""

    key: str
    """32 hexadecimal digits, random: the line's name in `corrections.jsonl`, whichever database wrote it."""
    asker_id: int
    prompt: str
    """What was asked."""
    question: str
    """What the better answer was taught for."""
    replaced: str | None
    """The reply that was wrong; `None` when there was none."""
    better: str


@dataclasses.dataclass(frozen=True, slots=True)
class CorrectionRecord(NewCorrection):
    """A kept correction."""

    id: int
    scope_id: int
    author_id: int
    created_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class NewChange:
    """One act of teaching, to be done whole or not at all."""

    scope_id: int
    dataset_id: int
    author_id: int
    kind: ChangeKind
    source: str
    add: tuple[KeyedExample, ...] = ()
    remove: tuple[int, ...] = ()
    """Ids of live examples of this scope."""
    correction: NewCorrection | None = None
    """If given, the added positive examples are corrections: they replace earlier ones for the same prompt, and equal examples."""
    job_id: int | None = None
    """The training job that is thereby done."""
    job_values: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    """What else is noted of that job: columns of `JobRecord`."""
    turn_id: int | None = None
    """The exchange whose reply the added positive example takes the place of."""
    approved_by: int | None = None
    """Who approved it, if its author proposed it."""
    activate: bool = False
    """Make the dataset the active one."""
    if_new: str = ""
    """If given, the key of the error with which the change is refused if it teaches nothing new: nothing is written then."""
    encoder_id: str = ""
    features: Mapping[str, bytes] = dataclasses.field(default_factory=dict[str, bytes])
    """Features of texts that `encoder_id` just made, to be cached in the same transaction: a few."""
    most_examples: int | None = None
    """Most examples that the scope may have in use afterwards; `None`: it is known that the new ones fit in."""
    document: document_records.NewDocument | None = None
    """An imported document: it takes the place of the one with the same name."""
    drop_documents: tuple[int, ...] = ()
    """Ids of documents of this scope whose passages are no longer quoted."""


@dataclasses.dataclass(frozen=True, slots=True)
class AppliedChange:
    """What a change did."""

    id: int
    added: tuple[tuple[models.Example, KeyedExample], ...]
    removed: tuple[int, ...]
    """Ids that no longer count."""
    duplicates: int = 0
    correction_id: int | None = None
    room: int | None = None
    """How many more examples fit in, if `NewChange.most_examples` was given."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A kept change."""

    id: int
    scope_id: int
    dataset_id: int
    author_id: int
    kind: ChangeKind
    source: str
    added: int
    removed: int
    undoes: int | None
    undone_by: int | None
    previous_dataset_id: int | None
    created_at: dt.datetime
    turn_id: int | None
    """The exchange whose reply it put right."""
    approved_by: int | None = None
    """Who approved it, if its author proposed it."""


@dataclasses.dataclass(frozen=True, slots=True)
class StoredExample:
    """What the engine needs of one live example."""

    id: int
    prompt: str
    answer: int | None
    positive: bool
    correction: bool
    previous: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What one live example answers to its question."""

    id: int
    prompt_key: bytes
    answer: int | None
    previous: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class JobRecord:
    """A training job, past or present."""

    id: int
    scope_id: int
    author_id: int
    source: str
    state: JobState
    change_id: int | None
    added: int
    duplicates: int
    refused: int
    score_before: float | None
    score_after: float | None
    problem: str | None
    """Key of the error that ended it."""
    created_at: dt.datetime
    finished_at: dt.datetime | None
    problem_values: Mapping[str, Any] | None = None
    """The values of that error's text: numbers and keys, never people's words."""
    undone_by: int | None = None
    """Who took back what it taught."""
    undone_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """What one person thought of a reply, or of the bot."""

    id: int
    scope_id: int
    author_id: int
    turn_id: int | None
    example_id: int | None
    vote: models.Vote | None
    text: str | None
    rating: int | None
    created_at: dt.datetime
    updated_at: dt.datetime


class ProposalKind(enum.StrEnum):
    """What is proposed."""

    CORRECTION = "correction"
    """Another answer to a question."""
    FORGET = "forget"
    """That an example no longer counts."""
    TEACH = "teach"
    """An answer to one or more new questions."""
    EDIT = "edit"
    """Another wording of an entry."""


class ProposalStatus(enum.StrEnum):
    """How a proposal stands."""

    DRAFT = "draft"
    """Its author has yet to choose what becomes of another answer to the same question."""
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """What somebody said should be answered, or forgotten."""

    channel_id: int
    """Where it was said, and is decided."""
    author_id: int
    """Who proposes it."""
    kind: ProposalKind
    question: str
    present: str
    """What is answered now; empty: that the answer is not known."""
    better: str | None = None
    """What should be answered; `None` when something is to be forgotten."""
    asker_id: int | None = None
    """Whose words the question is, when not the author's: they stay the asker's to erase."""
    credited_id: int | None = None
    """Whose words the proposed answer is, when not the author's: they are theirs to erase, too."""
    example_id: int | None = None
    """What gave the present answer."""
    turn_id: int | None = None
    """The exchange it is about, if that is kept."""
    payload: Mapping[str, Any] | None = None
    """What else is proposed, by name: further wordings, extras, origin."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRecord(NewProposal):
    """A kept proposal."""

    id: int
    scope_id: int
    message_id: int | None
    """The message with the buttons."""
    status: ProposalStatus
    decided_by: int | None
    created_at: dt.datetime
    decided_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class TestRunRecord:
    """The numbers of one test."""

    id: int
    scope_id: int
    dataset_id: int
    author_id: int
    kind: str
    metrics: Mapping[str, Any]
    created_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class TriggerSamples:
    """The texts that a trigger is tested with."""

    hit: tuple[str, ...] = ()
    """Those it must hit."""
    miss: tuple[str, ...] = ()
    """Those it must not hit."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewTrigger:
    """A keyword or pattern about to be answered."""

    kind: models.TriggerKind
    pattern: str
    reply: str
    extras: models.AnswerExtras | None = None
    language: str | None = None
    samples: TriggerSamples = dataclasses.field(default_factory=TriggerSamples)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRecord(NewTrigger):
    """A kept trigger."""

    id: int
    scope_id: int
    dataset_id: int
    author_id: int
    """Who added it; 0 if that person had it made anonymous."""
    created_at: dt.datetime
    live: bool
    """Whether it counts."""
