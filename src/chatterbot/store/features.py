"""The cache of encoded texts, by encoder and content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import tables
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database

__all__ = ("FeatureStore", "put", "text_key")


def text_key(text: str) -> bytes:
    """SHA-256 of a text (lone surrogates, which Discord can send, included)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


_TABLE: Final = tables.features


def put(connection: sa.Connection, encoder_id: str, features: Mapping[str, bytes]) -> None:
    """Write the features of some texts; what is cached already stays."""
    # In one order everywhere, so that no two processes wait for each other's rows.
    by_key = dict(sorted((text_key(text), value) for text, value in features.items()))
    # Another scope, or another process, may be writing the same text.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - a start loads only the database that is used
    else:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    for part in chunks(by_key):
        query = sa.select(_TABLE.c.text_key).where(_TABLE.c.encoder_id == encoder_id, _TABLE.c.text_key.in_(part))
        present = set(connection.scalars(query).all())
        rows = [
            {"encoder_id": encoder_id, "text_key": key, "features": by_key[key]} for key in part if key not in present
        ]
        if rows:
            connection.execute(insert(_TABLE).on_conflict_do_nothing(), rows)


def _get(connection: sa.Connection, encoder_id: str, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    query = sa.select(_TABLE.c.text_key, _TABLE.c.features).where(
        _TABLE.c.encoder_id == encoder_id, _TABLE.c.text_key.in_(keys)
    )
    return [(row.text_key, row.features) for row in connection.execute(query)]


class FeatureStore:
    """Encoded texts. A cache: what is missing is encoded again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def get(self, encoder_id: str, texts: Sequence[str]) -> dict[str, bytes]:
        """Return the features of those texts that are cached."""
        found: dict[str, bytes] = {}
        for part in chunks(texts):  # a visit to the database each: there may be 100,000, and others are waiting
            by_key = {text_key(text): text for text in part}
            rows = await self._database.reading(
                lambda connection, keys=list(by_key): _get(connection, encoder_id, keys)
            )
            found |= {by_key[key]: features for key, features in rows}
        return found

    @uninterrupted
    async def put(self, encoder_id: str, features: Mapping[str, bytes]) -> None:
        """Cache the features of some texts; what is cached already stays."""
        if features:
            await self._database.writing(lambda connection: put(connection, encoder_id, features))

    @uninterrupted
    async def renew(self, former_id: str, encoder_id: str, features: Mapping[str, bytes]) -> None:
        """Put the features of some texts in the place of those made under a former id."""

        def write(connection: sa.Connection) -> None:
            put(connection, encoder_id, features)
            for part in chunks([text_key(text) for text in features]):
                former = (_TABLE.c.encoder_id == former_id, _TABLE.c.text_key.in_(part))
                connection.execute(sa.delete(_TABLE).where(*former))

        await self._database.writing(write)

    @uninterrupted
    async def drop(self, texts: Iterable[str]) -> None:
        """Delete the features of some texts, of all encoders."""
        for part in chunks(text_key(text) for text in texts):
            async with self._database.write() as connection:
                await connection.execute(sa.delete(_TABLE).where(_TABLE.c.text_key.in_(part)))

    @uninterrupted
    async def forget_other_encoders(self, encoder_ids: Iterable[str]) -> int:
        """Drop what encoders made that are not in use; returns how many texts."""
        async with self._database.write() as connection:
            result = await connection.execute(sa.delete(_TABLE).where(_TABLE.c.encoder_id.not_in(list(encoder_ids))))
        return result.rowcount
