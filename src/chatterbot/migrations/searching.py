"""The text in which words are looked for, for what was taught before there was one."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from chatterbot import folding

__all__ = ("fill",)

ROWS: Final = 5_000
"""Examples read at a time."""

EXAMPLES: Final = sa.table(
    "examples",
    sa.column("id", sa.BigInteger),
    sa.column("prompt", sa.Text),
    sa.column("reply", sa.Text),
    sa.column("label", sa.Text),
    sa.column("folded", sa.Text),
)


def fill() -> None:
    """Fold prompt, reply and label of every example, as `store.text_search` does it."""
    connection, last = op.get_bind(), 0
    columns = [EXAMPLES.c[name] for name in ("id", "prompt", "reply", "label")]
    query = sa.select(*columns).order_by(EXAMPLES.c.id).limit(ROWS)
    update = (
        sa.update(EXAMPLES).where(EXAMPLES.c.id == sa.bindparam("example")).values(folded=sa.bindparam("new_folded"))
    )
    while rows := connection.execute(query.where(EXAMPLES.c.id > last)).all():
        last = rows[-1].id
        folded = [{"example": row.id, "new_folded": _folded(*row[1:])} for row in rows]
        connection.execute(update, folded)


def _folded(*parts: str | None) -> str:
    return "\n".join(folding.fold(part) for part in parts if part)
