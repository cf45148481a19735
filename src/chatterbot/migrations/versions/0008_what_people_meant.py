"""What people chose when the bot asked what they meant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("question_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.BigInteger(), nullable=True),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "question_key", "author_id", name=op.f("pk_choices")),
    )
    op.create_index("ix_choices_author_id", "choices", ["author_id", "scope_id"])
    op.create_index("ix_choices_proposal_id", "choices", ["scope_id", "proposal_id"])


def downgrade() -> None:
    op.drop_table("choices")
