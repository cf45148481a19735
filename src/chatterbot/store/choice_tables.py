"""The table of what people chose when the bot asked what they meant."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from chatterbot.store.schema import UtcDateTime, metadata

__all__ = ("choices",)

choices: Final = sa.Table(
    "choices",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("question_key", sa.LargeBinary(16), nullable=False),  # a hash of the question, folded
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("dataset_id", sa.BigInteger, nullable=False),
    sa.Column("answer", sa.BigInteger),  # the key of the answer that was meant; NULL: none of those offered
    sa.Column("spoken", sa.Boolean, nullable=False),
    sa.Column("proposal_id", sa.BigInteger),  # outlives the proposal, and is never used again
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.PrimaryKeyConstraint("scope_id", "question_key", "author_id"),
    sa.Index("ix_choices_author_id", "author_id", "scope_id"),
    sa.Index("ix_choices_proposal_id", "scope_id", "proposal_id"),
)
"""One vote of a person for each question they asked: what they meant by it. No words are kept, only hashes."""
