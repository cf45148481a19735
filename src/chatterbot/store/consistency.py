"""Reads the whole database in parts, so that it can be compared with what follows from it; writes what can be made anew.

Nothing here is asked by a person, so no method names one scope; what is read is compared in this process and never shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
import sqlalchemy.exc as sa_exc

from chatterbot.store import features, tables, text_search
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database

__all__ = ("ConsistencyStore", "DerivedKeys", "FeatureRow", "KeyedRow", "PassageRow", "folded")

T = TypeVar("T")

ROWS: Final = 2_000
"""Rows read at a time: some megabytes, and a tenth of a second in which nobody else writes."""

_EXAMPLES: Final = tables.examples
_FEATURES: Final = tables.features
_PASSAGES: Final = tables.passages


@dataclasses.dataclass(frozen=True, slots=True)
class DerivedKeys:
    """What of an example's row follows from its words."""

    prompt_key: bytes
    identity: bytes
    answer: int | None
    folded: str


@dataclasses.dataclass(frozen=True, slots=True)
class KeyedRow:
    """An example's words, and what its row keeps of them."""

    id: int
    prompt: str
    reply: str | None
    label: str | None
    positive: bool
    keys: DerivedKeys


@dataclasses.dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage's words, and the key under which it is encoded."""

    id: int
    heading: str
    title: str
    text: str
    text_key: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class FeatureRow:
    """An encoded text."""

    encoder_id: str
    text_key: bytes
    features: bytes


def folded(prompt: str, reply: str | None, label: str | None) -> str:
    """Return the text in which an example's words are looked for."""
    return text_search.searched(prompt, reply, label)


class ConsistencyStore:
    """Reads and mends the database as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a function of a connection that reads: those of `store.links` and `store.integrity`."""
        return await self._database.reading(work)

    async def mend(self, work: Callable[[sa.Connection], T]) -> T:
        """Run a function of a connection as one transaction that writes."""
        return await self._database.writing(work)

    async def examples(self) -> AsyncIterator[list[KeyedRow]]:
        """Yield every example that was ever taught and not erased, in parts."""
        columns = [
            _EXAMPLES.c[name]
            for name in ("id", "prompt", "reply", "label", "positive", "prompt_key", "identity", "answer", "folded")
        ]
        async for rows in self._parts(sa.select(*columns), _EXAMPLES.c.id):
            yield [
                KeyedRow(
                    row.id,
                    row.prompt,
                    row.reply,
                    row.label,
                    bool(row.positive),
                    DerivedKeys(bytes(row.prompt_key), bytes(row.identity), row.answer, row.folded),
                )
                for row in rows
            ]

    async def set_keys(self, found: Sequence[tuple[int, DerivedKeys]]) -> int:
        """Set what follows from examples' words; return how many could not be set, because an equal example counts already."""

        def write(connection: sa.Connection) -> int:
            failed = 0
            for example_id, keys in found:
                update = sa.update(_EXAMPLES).where(_EXAMPLES.c.id == example_id).values(**dataclasses.asdict(keys))
                try:
                    with connection.begin_nested():
                        connection.execute(update)
                except sa_exc.IntegrityError:
                    failed += 1
            return failed

        return await self._database.writing(write)

    async def passages(self) -> AsyncIterator[list[PassageRow]]:
        """Yield every passage of every document, in parts."""
        documents = tables.documents
        query = sa.select(
            _PASSAGES.c.id, _PASSAGES.c.heading, documents.c.title, _PASSAGES.c.text, _PASSAGES.c.text_key
        ).join(documents, documents.c.id == _PASSAGES.c.document_id)
        async for rows in self._parts(query, _PASSAGES.c.id):
            yield [PassageRow(row.id, row.heading, row.title, row.text, bytes(row.text_key)) for row in rows]

    async def set_passage_keys(self, found: Sequence[tuple[int, bytes]]) -> None:
        """Set the keys under which passages are encoded."""

        def write(connection: sa.Connection) -> None:
            for passage_id, key in found:
                connection.execute(sa.update(_PASSAGES).where(_PASSAGES.c.id == passage_id).values(text_key=key))

        await self._database.writing(write)

    async def encoded_keys(self) -> set[bytes]:
        """Return the keys of all texts whose features may be kept: what was taught, what was asked, passages. 32 bytes a text."""
        found: set[bytes] = set()
        for table in (_EXAMPLES, tables.turns):
            async for rows in self._parts(sa.select(table.c.id, table.c.prompt), table.c.id):
                found.update(features.text_key(row.prompt) for row in rows)
        async for rows in self._parts(sa.select(_PASSAGES.c.id, _PASSAGES.c.text_key), _PASSAGES.c.id):
            found.update(bytes(row.text_key) for row in rows)
        return found

    async def has_cut_off_jobs(self) -> bool:
        """Tell whether a job was cut off, stopped or failed: what it had encoded stays for when it is done again."""
        query = sa.select(
            sa.exists(sa.select(tables.jobs.c.id).where(tables.jobs.c.state.not_in(("done", "queued", "running"))))
        )
        return bool(await self._database.reading(lambda connection: connection.scalar(query)))

    async def features(self) -> AsyncIterator[list[FeatureRow]]:
        """Yield all encoded texts, in parts."""
        place = sa.tuple_(_FEATURES.c.encoder_id, _FEATURES.c.text_key)
        # A damaged row may hold a text, which cannot be read as one.
        record = sa.cast(_FEATURES.c.features, sa.LargeBinary).label("features")
        columns = (_FEATURES.c.encoder_id, _FEATURES.c.text_key, record)
        query = sa.select(*columns).order_by(_FEATURES.c.encoder_id, _FEATURES.c.text_key).limit(ROWS)
        last: tuple[str, bytes] | None = None
        while True:
            part = query if last is None else query.where(place > sa.tuple_(*map(sa.literal, last)))
            rows = await self._database.reading(lambda connection, part=part: connection.execute(part).all())
            if not rows:
                return
            last = rows[-1].encoder_id, bytes(rows[-1].text_key)
            yield [FeatureRow(row.encoder_id, bytes(row.text_key), bytes(row.features)) for row in rows]

    async def drop_features(self, found: Iterable[FeatureRow]) -> None:
        """Delete encoded texts: what is needed is encoded again."""
        by_encoder: dict[str, list[bytes]] = {}
        for row in found:
            by_encoder.setdefault(row.encoder_id, []).append(row.text_key)

        def write(connection: sa.Connection) -> None:
            for encoder_id, keys in by_encoder.items():
                for part in chunks(keys):
                    mine = (_FEATURES.c.encoder_id == encoder_id, _FEATURES.c.text_key.in_(part))
                    connection.execute(sa.delete(_FEATURES).where(*mine))

        await self._database.writing(write)

    async def datasets(self) -> list[tuple[int, int]]:
        """Return the scope and id of every set of examples."""
        table = tables.datasets
        query = sa.select(table.c.scope_id, table.c.id).order_by(table.c.id)
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return [(row.scope_id, row.id) for row in rows]

    async def uploads(self) -> set[tuple[int, str]]:
        """Return the files that people sent, as the database names them: scope and path in its folder."""
        table = tables.uploads
        query = sa.select(table.c.scope_id, table.c.path).distinct()
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {(row.scope_id, row.path) for row in rows}

    async def files_of_answers(self) -> set[tuple[int, str]]:
        """Return the files that answers and triggers in use send along: scope and path in its folder."""
        found: set[tuple[int, str]] = set()
        in_use: Collection[tuple[sa.Table, sa.ColumnElement[bool]]] = (
            (_EXAMPLES, _EXAMPLES.c.removed_by.is_(None) & _EXAMPLES.c.rich.is_not(None)),
            (tables.triggers, tables.triggers.c.live),
        )
        for table, condition in in_use:
            query = sa.select(table.c.id, table.c.scope_id, table.c.extras).where(condition)
            async for rows in self._parts(query, table.c.id):
                named = ((row.scope_id, row.extras.file) for row in rows if row.extras is not None)
                found.update((scope_id, file) for scope_id, file in named if file)
        return found

    async def _parts(self, query: sa.Select[*tuple[Any, ...]], key: sa.Column[Any]) -> AsyncIterator[Sequence[Any]]:
        """Yield the rows of a query in the order of a key, some at a time, so that others can write in between."""
        query, last = query.order_by(key).limit(ROWS), 0
        while True:
            part = query.where(key > last)
            rows = await self._database.reading(lambda connection, part=part: connection.execute(part).all())
            if not rows:
                return
            last = rows[-1].id
            yield rows
