"""Who sent which file, and which change put which reply right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_uploads_author_id", "uploads", ["author_id", "scope_id"])
    op.add_column("changes", sa.Column("turn_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_changes_turn_id",
        "changes",
        ["scope_id", "turn_id", "id"],
        sqlite_where=sa.text("turn_id IS NOT NULL"),
        postgresql_where=sa.text("turn_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_changes_turn_id", "changes")
    with op.batch_alter_table("changes", table_kwargs={"sqlite_autoincrement": True}) as changes:
        changes.drop_column("turn_id")
    op.drop_table("uploads")
