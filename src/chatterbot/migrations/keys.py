"""New keys for what was taught, after the normal form of texts has changed."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from chatterbot.engine import normalise

__all__ = ("renew",)

ROWS: Final = 5_000
"""Examples read at a time."""

EXAMPLES: Final = sa.table(
    "examples",
    sa.column("id", sa.BigInteger),
    sa.column("scope_id", sa.BigInteger),
    sa.column("dataset_id", sa.BigInteger),
    sa.column("prompt", sa.Text),
    sa.column("reply", sa.Text),
    sa.column("label", sa.Text),
    sa.column("positive", sa.Boolean),
    sa.column("answer", sa.BigInteger),
    sa.column("prompt_key", sa.LargeBinary(16)),
    sa.column("identity", sa.LargeBinary(16)),
    sa.column("added_by", sa.BigInteger),
    sa.column("removed_by", sa.BigInteger),
)
UNIQUE: Final = ("scope_id", "dataset_id", "prompt_key", "identity")


def renew() -> None:
    """Make the keys of all examples anew, as `engine.normalise` makes them today; of live examples that are the same then, the latest counts."""
    connection = op.get_bind()
    # While the keys are half old and half new, two may be the same that will not be in the end.
    op.drop_index("uq_examples_live", "examples")
    for rows in _parts(connection):
        changed = [new for row in rows if (new := _keys(row)) is not None]
        if changed:
            connection.execute(
                sa.update(EXAMPLES)
                .where(EXAMPLES.c.id == sa.bindparam("example"))
                .values(
                    answer=sa.bindparam("new_answer", type_=sa.BigInteger),
                    prompt_key=sa.bindparam("new_prompt_key", type_=sa.LargeBinary),
                    identity=sa.bindparam("new_identity", type_=sa.LargeBinary),
                ),
                changed,
            )
    _leave_one_of_equals(connection)
    op.create_index(
        "uq_examples_live",
        "examples",
        list(UNIQUE),
        unique=True,
        sqlite_where=sa.text("removed_by IS NULL"),
        postgresql_where=sa.text("removed_by IS NULL"),
    )


def _parts(connection: sa.Connection) -> Iterator[Sequence[sa.Row[Any]]]:
    last = 0
    query = sa.select(EXAMPLES).order_by(EXAMPLES.c.id).limit(ROWS)
    while rows := connection.execute(query.where(EXAMPLES.c.id > last)).all():
        yield rows
        last = rows[-1].id


def _keys(row: sa.Row[Any]) -> Mapping[str, object] | None:
    """Return the keys of an example, made as `teaching.keys` makes them; `None` where they stay."""
    normal = normalise(row.prompt)
    label = None if row.label is None else normalise(row.label)
    prompt_key = _hash(normal)
    identity = _hash(normal, row.reply, label, "+" if row.positive else "-")
    answer = row.answer
    if label is not None:
        answer = int.from_bytes(_hash("label", label)[:8], "little", signed=True)
        answer = 0 if answer == -(2**63) else answer
    if (prompt_key, identity, answer) == (bytes(row.prompt_key), bytes(row.identity), row.answer):
        return None
    return {"example": row.id, "new_answer": answer, "new_prompt_key": prompt_key, "new_identity": identity}


def _leave_one_of_equals(connection: sa.Connection) -> None:
    """Let the latest of equal live examples count; when what taught it is undone, the one before counts again."""
    columns = [EXAMPLES.c[name] for name in UNIQUE]
    live = EXAMPLES.c.removed_by.is_(None)
    twice = sa.select(*columns).where(live).group_by(*columns).having(sa.func.count() > 1)
    for key in connection.execute(twice).all():
        same = [column == value for column, value in zip(columns, key, strict=True)]
        found = connection.execute(sa.select(EXAMPLES).where(live, *same).order_by(EXAMPLES.c.id)).all()
        for earlier, later in itertools.pairwise(found):
            connection.execute(sa.update(EXAMPLES).where(EXAMPLES.c.id == earlier.id).values(removed_by=later.added_by))


def _hash(*parts: str | None) -> bytes:
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        state.update(b"-" if part is None else b"%d:" % len(data))
        state.update(data)
    return state.digest()
