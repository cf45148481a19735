"""The passages of the scopes' documents in the engine: loaded with the scope's index, changed after each import, undo and erasure.

The database is the truth: after a change, the passages that the engine has are compared with those that count, and the difference is put
right. So it does not matter which change moved them.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.citations import HEADINGS
from chatterbot.engine import IndexedPassage, ReplyEngine
from chatterbot.store import Store, StoredPassage

__all__ = ("PassageIndexes", "encoded_text", "text_key")

_LOGGER: Final = logging.getLogger(__name__)

CHUNK: Final = 16
"""Passages encoded between two writes to the cache: some seconds of work, which a crash loses."""
AT_ONCE: Final = 128
"""Passages that are encoded while a scope is loaded; if there are more, they are encoded in the background."""


def encoded_text(heading: str, title: str, text: str) -> str:
    """Return what is encoded of a passage: its nearest heading, or else the document's title, and its text."""
    return f"{heading.rpartition(HEADINGS)[2] or title}\n{text}"


def text_key(encoded: str) -> bytes:
    """Return the key under which the features of a passage are kept."""
    return hashlib.sha256(encoded.encode("utf-8", "surrogatepass")).digest()


class PassageIndexes:
    """Keeps the engine's passages up to date with the database."""

    def __init__(self, engine: ReplyEngine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._known: dict[int, set[int]] = {}
        """Ids of the passages that the engine has, by dataset."""
        self._encoding: dict[int, asyncio.Task[None]] = {}

    async def load(self, scope_id: int, dataset_id: int) -> None:
        """Put all passages of a dataset into the engine; those that are not encoded yet follow in the background if they are many.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        stored = await self._store.documents.live_stored(scope_id, dataset_id)
        known = await self._cached(stored)
        missing = [passage for passage in stored if _encoded(passage) not in known]
        if 0 < len(missing) <= AT_ONCE:
            known |= await self.features(missing)
            missing = []
        present = [passage for passage in stored if _encoded(passage) in known]
        await self._engine.passages.load(
            dataset_id, [passage.id for passage in present], [known[_encoded(passage)] for passage in present]
        )
        self._known[dataset_id] = {passage.id for passage in present}
        if missing:
            self._later(scope_id, dataset_id)

    def unload(self, dataset_id: int) -> None:
        """Forget a dataset's passages; the engine has unloaded them."""
        self._known.pop(dataset_id, None)
        task = self._encoding.pop(dataset_id, None)
        if task is not None:
            task.cancel()

    async def refresh(self, scope_id: int, dataset_id: int) -> None:
        """Put the difference to the database into the engine; nothing happens if the dataset is not loaded.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        known = self._known.get(dataset_id)
        if known is None:
            return
        live = await self._store.documents.live_ids(scope_id, dataset_id)
        gone = known - live
        if gone:
            await self._engine.passages.change(dataset_id, remove=gone)
            known -= gone
        stored = await self._store.documents.stored(scope_id, sorted(live - known))
        if len(stored) > AT_ONCE and len(await self._cached(stored)) < len(stored) - AT_ONCE:
            self._later(scope_id, dataset_id)
            return
        await self._put(dataset_id, stored)

    async def features(
        self,
        passages: Sequence[StoredPassage | IndexedPassage],
        progress: Callable[[int, int], None] | None = None,
        pause: Callable[[], Awaitable[None]] | None = None,
    ) -> dict[str, bytes]:
        """Return the features of passages by what is encoded (`encoded_text`): cached ones, the rest encoded and cached in parts.

        `progress` is called with the number of passages done and of all; `pause` is awaited before each part.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        wanted = {_encoded(passage): passage for passage in passages}
        known = await self._cached(passages)
        missing = [text for text in wanted if text not in known]
        for start in range(0, len(missing), CHUNK):
            if pause is not None:
                await pause()
            part = missing[start : start + CHUNK]
            made: dict[str, bytes] = {}
            for place, text in enumerate(part):
                if progress is not None:
                    progress(len(known) + place, len(wanted))
                heading, _, words = text.partition("\n")
                made[text] = await self._engine.passages.features(IndexedPassage(0, heading, words))
            await self._store.features.put(self._engine.passages.encoder_id, made)
            known |= made
        if progress is not None:
            progress(len(wanted), len(wanted))
        return known

    async def settled(self, dataset_id: int) -> None:
        """Wait until all passages are encoded and the threshold follows from them (for tests and benchmarks)."""
        task = self._encoding.get(dataset_id)
        if task is not None:
            await asyncio.wait([task])
        await self._engine.passages.settled(dataset_id)

    async def close(self) -> None:
        """Stop encoding."""
        tasks = list(self._encoding.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _put(self, dataset_id: int, stored: Sequence[StoredPassage]) -> None:
        features = await self.features(stored)
        known = self._known.get(dataset_id)
        if known is None:
            return  # unloaded meanwhile
        await self._engine.passages.change(
            dataset_id, add=[(passage.id, features[_encoded(passage)]) for passage in stored]
        )
        known.update(passage.id for passage in stored)

    async def _cached(self, passages: Iterable[StoredPassage | IndexedPassage]) -> dict[str, bytes]:
        """Return the cached features of passages; damaged ones are deleted, so that these passages are encoded again."""
        texts = list(dict.fromkeys(map(_encoded, passages)))
        known = await self._store.features.get(self._engine.passages.encoder_id, texts)
        damaged = [text for text, record in known.items() if not self._engine.passages.is_whole(record)]
        if damaged:
            await self._store.features.drop(damaged)
            _LOGGER.warning("the cached features of %d passages are damaged: these are encoded again", len(damaged))
        return {text: record for text, record in known.items() if text not in set(damaged)}

    def _later(self, scope_id: int, dataset_id: int) -> None:
        task = self._encoding.get(dataset_id)
        if task is None or task.done():
            self._encoding[dataset_id] = asyncio.create_task(
                self._encode_missing(scope_id, dataset_id), name=f"encode-passages-{dataset_id}"
            )

    async def _encode_missing(self, scope_id: int, dataset_id: int) -> None:
        """Encode passages that the cache lacks, in parts; each part is in use as soon as it is ready."""
        try:
            while (known := self._known.get(dataset_id)) is not None:
                live = await self._store.documents.live_ids(scope_id, dataset_id)
                if gone := known - live:  # removed while they were encoded
                    await self._engine.passages.change(dataset_id, remove=gone)
                    known -= gone
                missing = sorted(live - known)[:AT_ONCE]
                if not missing:
                    return
                await self._put(dataset_id, await self._store.documents.stored(scope_id, missing))
        except errors.ChatterbotError as error:
            _LOGGER.warning(
                "scope %d, dataset %d: encoding its passages stopped: %s; its next use tries again",
                scope_id,
                dataset_id,
                error,
            )


def _encoded(passage: StoredPassage | IndexedPassage) -> str:
    if isinstance(passage, IndexedPassage):
        return f"{passage.heading}\n{passage.text}"
    return encoded_text(passage.heading, passage.title, passage.text)
