"""How a language model made a reply, personas, what it may remember, its use by day, and jobs that fine-tune one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("composed", sa.JSON(), nullable=True))
    op.create_table(
        "personas",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personas")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_personas_scope_id", "personas", ["scope_id", "place_id", "id"])
    op.create_index("ix_personas_author_id", "personas", ["author_id", "scope_id"])
    op.create_table(
        "fresh_starts",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "channel_id", "user_id", name=op.f("pk_fresh_starts")),
    )
    op.create_index("ix_fresh_starts_user_id", "fresh_starts", ["user_id", "scope_id"])
    op.create_table(
        "withheld",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.LargeBinary(length=16), nullable=False),
        sa.Column("objects", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scope_id", "person", name=op.f("pk_withheld")),
    )
    op.create_table(
        "model_use",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "day", "model", name=op.f("pk_model_use")),
    )
    op.create_index("ix_model_use_day", "model_use", ["day"])
    op.create_table(
        "finetunes",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("dataset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=True),
        sa.Column("trained_tokens", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("problem_key", sa.String(length=64), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_finetunes_dataset_id_datasets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finetunes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finetunes_scope_id", "finetunes", ["scope_id", "id"])
    op.create_index("ix_finetunes_author_id", "finetunes", ["author_id", "scope_id"])


def _id() -> sa.Column[int]:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", key, autoincrement=True, nullable=False)


def downgrade() -> None:
    for table in ("finetunes", "model_use", "withheld", "fresh_starts", "personas"):
        op.drop_table(table)
    with op.batch_alter_table("turns", table_kwargs={"sqlite_autoincrement": True}) as turns:
        turns.drop_column("composed")
