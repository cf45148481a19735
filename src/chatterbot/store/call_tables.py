"""The table of the voice calls the bot is in."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from chatterbot.store.schema import UtcDateTime, metadata

__all__ = ("calls",)

calls: Final = sa.Table(
    "calls",
    metadata,
    sa.Column("scope_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),  # the voice channel
    sa.Column("text_channel_id", sa.BigInteger),  # where the bot was called; NULL: it came by itself
    sa.Column("author_id", sa.BigInteger),  # who called it; 0: a person whose data was erased
    sa.Column("by_itself", sa.Boolean, nullable=False),  # it came to speak a reply, and nobody called it
    sa.Column("created_at", UtcDateTime, nullable=False),  # when it came, before all restarts
    sa.Column("seen_at", UtcDateTime, nullable=False),  # when it was in the call last
    sa.Column("returns", sa.Integer, nullable=False),  # restarts since the call last went well for a while
    sa.Column("told_at", UtcDateTime),  # when the bot last said that it was restarted
    sa.PrimaryKeyConstraint("scope_id"),
    sa.Index("ix_calls_author_id", "author_id", "scope_id"),
)
"""The call of each guild, while the bot is in it: what is left here at a start are the calls to return to."""
