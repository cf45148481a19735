"""The tables, as SQLAlchemy Core: one place that says what is kept.

Plain Core instead of the ORM: rows become the program's own frozen dataclasses, and 100,000 of them are read per scope. Only types and
clauses that SQLite and PostgreSQL share are used here; what is particular to SQLite stands in `store.sqlite`.

Partial indexes name their condition once, as SQLite's: ``postgresql_where`` beside it would load SQLAlchemy's PostgreSQL dialect at every
start (49 ms, 2 MB) for a server that most do not have. The migrations make them on both, and a test on PostgreSQL compares the conditions.

History is kept by *changes*: every example names the change that added it and, once it no longer counts, the change that
removed it. An example without a remover is *live*.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from chatterbot.store.call_tables import calls
from chatterbot.store.choice_tables import choices
from chatterbot.store.knowledge_tables import (
    chores,
    daily_counts,
    dismissals,
    documents,
    drafts,
    effects,
    handovers,
    passages,
    triggers,
    uses,
)
from chatterbot.store.model_tables import finetunes, fresh_starts, model_use, personas, withheld
from chatterbot.store.schema import (
    NUMBERED,
    AnswerExtrasJson,
    ComposedJson,
    UtcDateTime,
    id_column,
    metadata,
    reference,
)

__all__ = (
    "calls",
    "changes",
    "choices",
    "chores",
    "consents",
    "corrections",
    "daily_counts",
    "datasets",
    "dismissals",
    "documents",
    "drafts",
    "effects",
    "examples",
    "features",
    "feedback",
    "finetunes",
    "fresh_starts",
    "handovers",
    "jobs",
    "metadata",
    "model_use",
    "passages",
    "personas",
    "preferences",
    "proposals",
    "test_runs",
    "triggers",
    "turns",
    "uploads",
    "uses",
    "withheld",
)

datasets: Final = sa.Table(
    "datasets",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("scope_id", "name"),
    **NUMBERED,
)
sa.Index("uq_datasets_active", datasets.c.scope_id, unique=True, sqlite_where=datasets.c.active)

changes: Final = sa.Table(
    "changes",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("removed", sa.Integer, nullable=False),
    reference("undoes", "changes.id", nullable=True),
    reference("undone_by", "changes.id", nullable=True),
    reference("previous_dataset_id", "datasets.id", nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column(
        "turn_id", sa.BigInteger
    ),  # the exchange whose reply it put right; outlives the turn, and is never used again
    sa.Column("approved_by", sa.BigInteger),  # who approved it, when its author proposed it
    sa.Index("ix_changes_scope_id", "scope_id", "id"),
    **NUMBERED,
)
_of_turn: Final = changes.c.turn_id.is_not(None)
sa.Index("ix_changes_turn_id", changes.c.scope_id, changes.c.turn_id, changes.c.id, sqlite_where=_of_turn)
_undoing: Final = changes.c.undoes.is_not(None)
sa.Index("ix_changes_undoes", changes.c.undoes, sqlite_where=_undoing)

examples: Final = sa.Table(
    "examples",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("reply", sa.Text),
    sa.Column("label", sa.Text),
    sa.Column("positive", sa.Boolean, nullable=False),
    sa.Column("correction", sa.Boolean, nullable=False),
    sa.Column("previous", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("asker_id", sa.BigInteger),  # whose words the prompt is, when not the author's: a corrected question
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("answer", sa.BigInteger),  # what the engine tells apart; NULL: "do not answer this"
    sa.Column("prompt_key", sa.LargeBinary(16), nullable=False),  # hash of the normalised prompt
    sa.Column(
        "identity", sa.LargeBinary(16), nullable=False
    ),  # hash of prompt, reply, label, positive: finds duplicates
    reference("added_by", "changes.id"),
    reference("removed_by", "changes.id", nullable=True),
    sa.Column("extras", AnswerExtrasJson),  # what goes along with the reply: a file, a link, an embed
    sa.Column("language", sa.String(16)),  # of the reply, such as "ru"; NULL: not known
    sa.Column("origin", sa.Text),  # the link of the message or page that the reply was taken from
    sa.Column("credited_id", sa.BigInteger),  # whose words the reply is, when not the author's
    # Prompt, reply and label as words are looked for in them (`text_search.searched`).
    sa.Column("folded", sa.Text, nullable=False, server_default=""),
    # Whether there is more to its answer than its reply: others given in turn with it, or extras. True or NULL, so that one condition of
    # the index holds on both databases.
    sa.Column("rich", sa.Boolean),
    **NUMBERED,
)
_rich: Final = examples.c.rich.is_not(None)
sa.Index("ix_examples_rich", examples.c.scope_id, examples.c.dataset_id, sqlite_where=_rich)
_live: Final = examples.c.removed_by.is_(None)
sa.Index(
    "uq_examples_live",
    examples.c.scope_id,
    examples.c.dataset_id,
    examples.c.prompt_key,
    examples.c.identity,
    unique=True,
    sqlite_where=_live,
)
sa.Index(
    "ix_examples_live_answer",
    examples.c.scope_id,
    examples.c.dataset_id,
    examples.c.answer,
    examples.c.positive,
    examples.c.id,
    sqlite_where=_live,
)
sa.Index("ix_examples_added_by", examples.c.added_by)
# Partial, for undo alone: as a whole it would tempt SQLite to walk through everything live, of every scope.
_removed: Final = examples.c.removed_by.is_not(None)
sa.Index("ix_examples_removed_by", examples.c.removed_by, sqlite_where=_removed)
sa.Index(
    "ix_examples_removed",
    examples.c.scope_id,
    examples.c.dataset_id,
    examples.c.prompt_key,
    sqlite_where=_removed,
)
sa.Index(
    "ix_examples_removed_answer",
    examples.c.scope_id,
    examples.c.dataset_id,
    examples.c.answer,
    examples.c.positive,
    sqlite_where=_removed,
)
sa.Index(
    "ix_examples_live",
    examples.c.scope_id,
    examples.c.dataset_id,
    examples.c.id,
    sqlite_where=_live,
)
sa.Index("ix_examples_author_id", examples.c.author_id)
sa.Index("ix_examples_asker_id", examples.c.asker_id)
_credited: Final = examples.c.credited_id.is_not(None)
sa.Index("ix_examples_credited_id", examples.c.credited_id, sqlite_where=_credited)

features: Final = sa.Table(
    "features",
    metadata,
    sa.Column("encoder_id", sa.String(200), primary_key=True),
    sa.Column("text_key", sa.LargeBinary(32), primary_key=True),  # SHA-256 of the text
    sa.Column("features", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=True,
)
"""Encoded texts, by content and not by scope: encoding costs 15 ms a text, and a vector tells nobody who taught it."""

corrections: Final = sa.Table(
    "corrections",
    metadata,
    id_column(),
    sa.Column("key", sa.String(32), nullable=False, unique=True),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("change_id", "changes.id"),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("asker_id", sa.BigInteger, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("replaced", sa.Text),
    sa.Column("better", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_corrections_scope_id", "scope_id", "id"),
    **NUMBERED,
)

turns: Final = sa.Table(
    "turns",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("reply_source", sa.String(16), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("threshold", sa.Float, nullable=False),
    sa.Column("example_id", sa.BigInteger),
    sa.Column("runner_up_id", sa.BigInteger),
    sa.Column("runner_up_confidence", sa.Float),
    sa.Column("dataset_id", sa.BigInteger),  # of a place with a dataset of its own; NULL: the active one
    sa.Column("passage_id", sa.BigInteger),  # the passage that was quoted
    sa.Column("composed", ComposedJson),  # how a language model made the reply
    sa.Column("prompt_message_id", sa.BigInteger),
    sa.Column("reply_message_id", sa.BigInteger),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("trigger_id", sa.BigInteger),  # the trigger that gave the reply; outlives it
    sa.Column("expires_at", UtcDateTime),  # NULL: as long as the operator keeps exchanges
    sa.UniqueConstraint("scope_id", "reply_message_id"),
    sa.Index("ix_turns_scope_id_channel_id", "scope_id", "channel_id", "id"),
    sa.Index("ix_turns_created_at", "created_at"),
    sa.Index("ix_turns_author_id", "author_id"),
    **NUMBERED,
)
sa.Index("ix_turns_expires_at", turns.c.expires_at, sqlite_where=turns.c.expires_at.is_not(None))

feedback: Final = sa.Table(
    "feedback",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    reference("turn_id", "turns.id", nullable=True, ondelete="SET NULL"),
    sa.Column("example_id", sa.BigInteger),  # outlives the turn: which teaching people liked
    sa.Column("vote", sa.SmallInteger),
    sa.Column("text", sa.Text),
    sa.Column("rating", sa.SmallInteger),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("turn_id", "author_id"),
    sa.Index("ix_feedback_scope_id", "scope_id", "id"),
    sa.Index("ix_feedback_author_id", "author_id"),
    **NUMBERED,
)
_of_example: Final = feedback.c.example_id.is_not(None)
sa.Index(
    "ix_feedback_example_id",
    feedback.c.scope_id,
    feedback.c.example_id,
    feedback.c.vote,
    sqlite_where=_of_example,
)

jobs: Final = sa.Table(
    "jobs",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    reference("change_id", "changes.id", nullable=True),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("duplicates", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("score_before", sa.Float),
    sa.Column("score_after", sa.Float),
    sa.Column("problem", sa.String(200)),  # the key of the error that ended it
    sa.Column("problem_values", sa.JSON(none_as_null=True)),  # its numbers and keys: never people's words
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Index("ix_jobs_scope_id", "scope_id", "id"),
    **NUMBERED,
)

test_runs: Final = sa.Table(
    "test_runs",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(80), nullable=False),
    sa.Column("metrics", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_test_runs_scope_id_dataset_id_kind", "scope_id", "dataset_id", "kind", "id"),
    **NUMBERED,
)

uploads: Final = sa.Table(
    "uploads",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_uploads_author_id", "author_id", "scope_id"),
    **NUMBERED,
)
"""Who sent which file of the data folder, so that it can go with them."""

proposals: Final = sa.Table(
    "proposals",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("asker_id", sa.BigInteger),  # whose words the question is, when not the author's
    sa.Column("credited_id", sa.BigInteger),  # whose words the proposed answer is, when not the author's
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("present", sa.Text, nullable=False),
    sa.Column("better", sa.Text),
    sa.Column("payload", sa.JSON(none_as_null=True)),  # what else is proposed: further wordings, extras, origin
    sa.Column("example_id", sa.BigInteger),  # what gave the present answer
    sa.Column("turn_id", sa.BigInteger),  # the exchange it is about; outlives the turn, and is never used again
    sa.Column("message_id", sa.BigInteger),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Index("ix_proposals_author_id", "author_id", "scope_id"),
    sa.Index("ix_proposals_asker_id", "asker_id", "scope_id"),
    sa.Index("ix_proposals_scope_id", "scope_id", "status", "id"),
    **NUMBERED,
)
"""What somebody said should be answered, or forgotten, until somebody who may teach decides."""

preferences: Final = sa.Table(
    "preferences",
    metadata,
    sa.Column("scope_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("values", sa.JSON, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)

consents: Final = sa.Table(
    "consents",
    metadata,
    sa.Column("scope_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("purpose", sa.String(32), primary_key=True),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)
