"""The tables around what is taught: exact undo, triggers, documents, use, questions without an answer, and handing over to people.

Rows of triggers, documents and passages name the change that added them and the change that removed them; they count (``live``) while the
first stands and the second does not: see `store.applying.undo`.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from chatterbot.store.schema import NUMBERED, AnswerExtrasJson, UtcDateTime, id_column, metadata, reference

__all__ = (
    "chores",
    "daily_counts",
    "dismissals",
    "documents",
    "drafts",
    "effects",
    "handovers",
    "passages",
    "triggers",
    "uses",
)

effects: Final = sa.Table(
    "effects",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("change_id", "changes.id", ondelete="CASCADE"),
    reference("example_id", "examples.id", ondelete="CASCADE"),
    sa.Column("act", sa.String(16), nullable=False),  # removed, repeated
    sa.PrimaryKeyConstraint("change_id", "example_id", "act"),
    sa.Index("ix_effects_example_id", "example_id"),
)
"""What a change did to examples that were there already: it removed them, or taught them again. Undo replays it."""

triggers: Final = sa.Table(
    "triggers",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("kind", sa.String(16), nullable=False),  # keyword, pattern
    sa.Column("pattern", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("extras", AnswerExtrasJson),
    sa.Column("language", sa.String(16)),
    sa.Column("samples", sa.JSON(none_as_null=True)),  # texts that it must and must not fit, for /test
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    reference("added_by", "changes.id"),
    reference("removed_by", "changes.id", nullable=True),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Index("ix_triggers_scope_id_dataset_id", "scope_id", "dataset_id", "id"),
    sa.Index("ix_triggers_author_id", "author_id"),
    sa.Index("ix_triggers_added_by", "added_by"),
    **NUMBERED,
)
"""Keywords and patterns that are answered before meaning is looked at."""
sa.Index("ix_triggers_removed_by", triggers.c.removed_by, sqlite_where=triggers.c.removed_by.is_not(None))

documents: Final = sa.Table(
    "documents",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("name", sa.Text, nullable=False),  # its address or file name: importing it again updates it
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),  # SHA-256 of its bytes
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    reference("added_by", "changes.id"),
    reference("removed_by", "changes.id", nullable=True),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Index("ix_documents_scope_id_dataset_id", "scope_id", "dataset_id", "id"),
    sa.Index("ix_documents_author_id", "author_id"),
    sa.Index("ix_documents_added_by", "added_by"),
    **NUMBERED,
)
"""What was imported."""
sa.Index("ix_documents_removed_by", documents.c.removed_by, sqlite_where=documents.c.removed_by.is_not(None))

passages: Final = sa.Table(
    "passages",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    reference("document_id", "documents.id", ondelete="CASCADE"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("text_key", sa.LargeBinary(32), nullable=False),  # SHA-256 of what is encoded: the key of its features
    reference("added_by", "changes.id"),
    reference("removed_by", "changes.id", nullable=True),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Index("ix_passages_scope_id_dataset_id", "scope_id", "dataset_id", "id"),
    sa.Index("ix_passages_document_id", "document_id"),
    sa.Index("ix_passages_added_by", "added_by"),
    **NUMBERED,
)
"""The parts of documents that can be quoted."""
sa.Index("ix_passages_removed_by", passages.c.removed_by, sqlite_where=passages.c.removed_by.is_not(None))

drafts: Final = sa.Table(
    "drafts",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),  # the pairs and passages that were found
    sa.Column("left_out", sa.JSON, nullable=False),  # places of the pairs that are not wanted
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_drafts_scope_id", "scope_id", "id"),
    sa.Index("ix_drafts_author_id", "author_id", "scope_id"),
    **NUMBERED,
)
"""Documents that were read and wait for somebody to look at what was found."""

uses: Final = sa.Table(
    "uses",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("example_id", "examples.id", ondelete="CASCADE"),
    sa.Column("uses", sa.Integer, nullable=False),
    sa.Column("last_used_at", UtcDateTime, nullable=False),
    sa.PrimaryKeyConstraint("example_id"),
)
"""How often an example answered: kept longer than exchanges are, and says of nobody that they asked."""

daily_counts: Final = sa.Table(
    "daily_counts",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # UTC
    sa.Column("what", sa.String(24), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("scope_id", "day", "what"),
)
"""Numbers of each day, without people: kept longer than exchanges are."""

dismissals: Final = sa.Table(
    "dismissals",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("prompt_key", sa.LargeBinary(16), nullable=False),  # hash of the normalised question
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("scope_id", "prompt_key"),
    sa.Index("ix_dismissals_author_id", "author_id", "scope_id"),
    **NUMBERED,
)
"""Questions without an answer that somebody decided need none."""

handovers: Final = sa.Table(
    "handovers",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("asker_id", sa.BigInteger, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("prompt_message_id", sa.BigInteger),
    sa.Column("reply_message_id", sa.BigInteger),
    sa.Column("card_channel_id", sa.BigInteger, nullable=False),
    sa.Column("card_message_id", sa.BigInteger),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("helper_id", sa.BigInteger),
    sa.Column("answer", sa.Text),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Index("ix_handovers_scope_id", "scope_id", "id"),
    sa.Index("ix_handovers_asker_id", "asker_id", "scope_id"),
    sa.Index("ix_handovers_helper_id", "helper_id", "scope_id"),
    **NUMBERED,
)
"""Questions that were handed over to people."""

chores: Final = sa.Table(
    "chores",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(32), nullable=False),
    sa.Column("done_at", UtcDateTime, nullable=False),
    sa.PrimaryKeyConstraint("scope_id", "name"),
)
"""When something that is done once, or once in a while, was last done in a scope."""
