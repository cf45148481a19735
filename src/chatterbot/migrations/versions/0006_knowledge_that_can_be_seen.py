"""Exact undo, answers with more than words, triggers, documents, use, unanswered questions, and handing over to people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatterbot.migrations import searching

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _columns()
    _searching()
    _effects()
    _triggers()
    _documents()
    _drafts()
    _counts()
    _people()


def _columns() -> None:
    op.add_column("examples", sa.Column("extras", sa.JSON(), nullable=True))
    op.add_column("examples", sa.Column("language", sa.String(length=16), nullable=True))
    op.add_column("examples", sa.Column("origin", sa.Text(), nullable=True))
    op.add_column("examples", sa.Column("credited_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_examples_credited_id",
        "examples",
        ["credited_id"],
        sqlite_where=sa.text("credited_id IS NOT NULL"),
        postgresql_where=sa.text("credited_id IS NOT NULL"),
    )
    op.add_column("examples", sa.Column("rich", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_examples_rich",
        "examples",
        ["scope_id", "dataset_id"],
        sqlite_where=sa.text("rich IS NOT NULL"),
        postgresql_where=sa.text("rich IS NOT NULL"),
    )
    op.add_column("turns", sa.Column("trigger_id", sa.BigInteger(), nullable=True))
    op.add_column("changes", sa.Column("approved_by", sa.BigInteger(), nullable=True))
    op.add_column("jobs", sa.Column("problem_values", sa.JSON(), nullable=True))
    op.add_column("proposals", sa.Column("payload", sa.JSON(), nullable=True))
    op.add_column("turns", sa.Column("dataset_id", sa.BigInteger(), nullable=True))
    op.add_column("proposals", sa.Column("credited_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_proposals_scope_id", "proposals", ["scope_id", "status", "id"])


def _searching() -> None:
    op.add_column("examples", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    searching.fill()
    op.drop_index("ix_examples_live_answer", "examples")
    entry = ["scope_id", "dataset_id", "answer", "positive"]
    _partial("ix_examples_live_answer", "examples", [*entry, "id"], "removed_by IS NULL")
    _partial("ix_examples_removed_answer", "examples", entry, "removed_by IS NOT NULL")
    _partial("ix_feedback_example_id", "feedback", ["scope_id", "example_id", "vote"], "example_id IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _effects() -> None:
    op.create_table(
        "effects",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        _reference("change_id", nullable=False),
        _reference("example_id", nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_effects_change_id_changes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["example_id"], ["examples.id"], name=op.f("fk_effects_example_id_examples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("change_id", "example_id", "act", name=op.f("pk_effects")),
    )
    op.create_index("ix_effects_example_id", "effects", ["example_id"])
    op.execute(
        "INSERT INTO effects (scope_id, change_id, example_id, act) "
        "SELECT scope_id, removed_by, id, 'removed' FROM examples WHERE removed_by IN "
        "(SELECT id FROM changes WHERE kind <> 'undo')"  # what an undo removed follows from what it undoes
    )
    op.create_index(
        "ix_examples_removed",
        "examples",
        ["scope_id", "dataset_id", "prompt_key"],
        sqlite_where=sa.text("removed_by IS NOT NULL"),
        postgresql_where=sa.text("removed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_changes_undoes",
        "changes",
        ["undoes"],
        sqlite_where=sa.text("undoes IS NOT NULL"),
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )


def _triggers() -> None:
    op.create_table(
        "triggers",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        _reference("dataset_id", nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("extras", sa.JSON(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("samples", sa.JSON(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_changed("triggers"),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_triggers_dataset_id_datasets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triggers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_triggers_scope_id_dataset_id", "triggers", ["scope_id", "dataset_id", "id"])
    op.create_index("ix_triggers_author_id", "triggers", ["author_id"])
    op.create_index("ix_triggers_added_by", "triggers", ["added_by"])
    _removed_by("triggers")


def _documents() -> None:
    op.create_table(
        "documents",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        _reference("dataset_id", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_changed("documents"),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_documents_dataset_id_datasets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_documents_scope_id_dataset_id", "documents", ["scope_id", "dataset_id", "id"])
    op.create_index("ix_documents_author_id", "documents", ["author_id"])
    op.create_index("ix_documents_added_by", "documents", ["added_by"])
    _removed_by("documents")
    op.create_table(
        "passages",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        _reference("dataset_id", nullable=False),
        _reference("document_id", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("text_key", sa.LargeBinary(length=32), nullable=False),
        *_changed("passages"),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_passages_dataset_id_datasets")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_passages_document_id_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passages_scope_id_dataset_id", "passages", ["scope_id", "dataset_id", "id"])
    op.create_index("ix_passages_document_id", "passages", ["document_id"])
    op.create_index("ix_passages_added_by", "passages", ["added_by"])
    _removed_by("passages")


def _drafts() -> None:
    op.add_column("turns", sa.Column("passage_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "drafts",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_scope_id", "drafts", ["scope_id", "id"])
    op.create_index("ix_drafts_author_id", "drafts", ["author_id", "scope_id"])


def _counts() -> None:
    op.create_table(
        "uses",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        _reference("example_id", nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["example_id"], ["examples.id"], name=op.f("fk_uses_example_id_examples"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("example_id", name=op.f("pk_uses")),
    )
    op.create_table(
        "daily_counts",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "day", "what", name=op.f("pk_daily_counts")),
    )
    op.create_table(
        "chores",
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "name", name=op.f("pk_chores")),
    )
    # Days before this version are counted as far as their exchanges are kept.
    op.execute(
        "INSERT INTO daily_counts (scope_id, day, what, count) "
        "SELECT scope_id, DATE(created_at), CASE WHEN reply_source = 'unknown' THEN 'declined' ELSE 'answered' END, COUNT(*) "
        "FROM turns GROUP BY 1, 2, 3"
    )


def _people() -> None:
    op.create_table(
        "dismissals",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("prompt_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissals")),
        sa.UniqueConstraint("scope_id", "prompt_key", name=op.f("uq_dismissals_scope_id_prompt_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dismissals_author_id", "dismissals", ["author_id", "scope_id"])
    op.create_table(
        "handovers",
        _id(),
        sa.Column("scope_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("prompt_message_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_message_id", sa.BigInteger(), nullable=True),
        sa.Column("card_channel_id", sa.BigInteger(), nullable=False),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("helper_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handovers_scope_id", "handovers", ["scope_id", "id"])
    op.create_index("ix_handovers_asker_id", "handovers", ["asker_id", "scope_id"])
    op.create_index("ix_handovers_helper_id", "handovers", ["helper_id", "scope_id"])


def _id() -> sa.Column[int]:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", key, autoincrement=True, nullable=False)


def _reference(name: str, *, nullable: bool) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _changed(table: str) -> tuple[sa.Column[int] | sa.Column[bool] | sa.ForeignKeyConstraint, ...]:
    """Return the columns that say which change added a row, which removed it, and whether it counts."""
    return (
        _reference("added_by", nullable=False),
        _reference("removed_by", nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["changes.id"], name=op.f(f"fk_{table}_added_by_changes")),
        sa.ForeignKeyConstraint(["removed_by"], ["changes.id"], name=op.f(f"fk_{table}_removed_by_changes")),
    )


def _removed_by(table: str) -> None:
    where = sa.text("removed_by IS NOT NULL")
    op.create_index(f"ix_{table}_removed_by", table, ["removed_by"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in (
        "handovers",
        "dismissals",
        "chores",
        "daily_counts",
        "uses",
        "drafts",
        "passages",
        "documents",
        "triggers",
    ):
        op.drop_table(table)
    op.drop_index("ix_changes_undoes", "changes")
    op.drop_index("ix_examples_removed", "examples")
    with op.batch_alter_table("turns", table_kwargs={"sqlite_autoincrement": True}) as turns:
        turns.drop_column("passage_id")
    op.drop_table("effects")
    op.drop_index("ix_examples_rich", "examples")
    op.drop_index("ix_proposals_scope_id", "proposals")
    op.drop_index("ix_feedback_example_id", "feedback")
    for index in ("ix_examples_removed_answer", "ix_examples_live_answer", "ix_examples_credited_id"):
        op.drop_index(index, "examples")
    _partial("ix_examples_live_answer", "examples", ["scope_id", "dataset_id", "answer", "id"], "removed_by IS NULL")
    with op.batch_alter_table("proposals", table_kwargs={"sqlite_autoincrement": True}) as proposals:
        proposals.drop_column("credited_id")
        proposals.drop_column("payload")
    with op.batch_alter_table("turns", table_kwargs={"sqlite_autoincrement": True}) as turns:
        turns.drop_column("trigger_id")
        turns.drop_column("dataset_id")
    with op.batch_alter_table("jobs", table_kwargs={"sqlite_autoincrement": True}) as jobs:
        jobs.drop_column("problem_values")
    with op.batch_alter_table("changes", table_kwargs={"sqlite_autoincrement": True}) as changes:
        changes.drop_column("approved_by")
    with op.batch_alter_table("examples", table_kwargs={"sqlite_autoincrement": True}) as examples:
        for column in ("rich", "folded", "credited_id", "origin", "language", "extras"):
            examples.drop_column(column)
