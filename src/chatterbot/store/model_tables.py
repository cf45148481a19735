"""The tables around the language model: personas, what it may remember, how much it was used, and jobs that fine-tune one."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from chatterbot.store.schema import NUMBERED, UtcDateTime, id_column, metadata, reference

__all__ = ("finetunes", "fresh_starts", "model_use", "personas", "withheld")

personas: Final = sa.Table(
    "personas",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("place_id", sa.BigInteger, nullable=False),  # a channel or category; 0: the whole scope
    sa.Column("text", sa.Text),  # NULL: the persona was reset
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_personas_scope_id", "scope_id", "place_id", "id"),
    sa.Index("ix_personas_author_id", "author_id", "scope_id"),
    **NUMBERED,
)
"""How the model is to speak, by place; the newest row of a place counts, and older ones are kept so that a change can be undone."""

fresh_starts: Final = sa.Table(
    "fresh_starts",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),  # 0: for everybody who asks there
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.PrimaryKeyConstraint("scope_id", "channel_id", "user_id"),
    sa.Index("ix_fresh_starts_user_id", "user_id", "scope_id"),
)
"""When a conversation was started afresh: what was said before is not given to the model."""

withheld: Final = sa.Table(
    "withheld",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),  # 0: everywhere
    sa.Column("person", sa.LargeBinary(16), nullable=False),  # a hash of the person's id and the scope
    sa.Column("objects", sa.Boolean, nullable=False),
    sa.Column("erased_at", UtcDateTime),
    sa.PrimaryKeyConstraint("scope_id", "person"),
)
"""Whose messages a model does not get: of people who object to it all, of people who had their data erased those from before that.

Both have to be known after an erasure, so they are kept under a hash, and nothing else about the person is.
"""

model_use: Final = sa.Table(
    "model_use",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("day", sa.Date, nullable=False),  # UTC
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("prompt_tokens", sa.BigInteger, nullable=False),
    sa.Column("completion_tokens", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("scope_id", "day", "model"),
    sa.Index("ix_model_use_day", "day"),
)
"""Requests and tokens of each day, without people."""

finetunes: Final = sa.Table(
    "finetunes",
    metadata,
    id_column(),
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    reference("dataset_id", "datasets.id"),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("model", sa.String(200), nullable=False),  # the model it starts from
    sa.Column("examples", sa.Integer, nullable=False),
    sa.Column("held_out", sa.Integer, nullable=False),
    sa.Column("remote_id", sa.String(200)),  # the job's id on the server; NULL: it was not created yet
    sa.Column("state", sa.String(24), nullable=False),
    sa.Column("result", sa.String(200)),  # the name of the new model
    sa.Column("trained_tokens", sa.BigInteger),
    sa.Column("problem", sa.String(200)),  # the server's words
    sa.Column("problem_key", sa.String(64)),  # or a key of the catalogue
    sa.Column("channel_id", sa.BigInteger),  # the message that shows the progress
    sa.Column("message_id", sa.BigInteger),
    sa.Column("told", sa.Boolean, nullable=False),  # whether it says how the job ended
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Index("ix_finetunes_scope_id", "scope_id", "id"),
    sa.Index("ix_finetunes_author_id", "author_id", "scope_id"),
    **NUMBERED,
)
"""Jobs on a model's server that train a model from a dataset."""
