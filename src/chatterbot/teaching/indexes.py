"""The engine's indexes as a cache of the database: loaded when a scope is first used, changed after each commit, reloaded when in doubt.

The engine knows datasets by key; the key is the dataset's id. Each scope has its active dataset loaded and no other.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any, Final

from chatterbot import errors, models
from chatterbot.engine import IndexedExample, LexicalOnly, ReplyEngine
from chatterbot.store import Store, StoredExample
from chatterbot.teaching import limits as limits_

__all__ = ("Indexes",)

_LOGGER: Final = logging.getLogger(__name__)

QUICK_S: Final = 0.5
"""If a handful of texts is encoded quicker than this, the next handful is twice as large, in seconds."""

REPORT_EVERY: Final = 1_000
"""Texts between two lines of progress in the log while a dataset is encoded anew."""


@dataclasses.dataclass(slots=True)
class _Scope:
    """What is known of one scope while it is in memory."""

    loading: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    writing: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    users: int = 0
    dataset: models.Dataset | None = None
    """The active dataset, if its index is loaded and right."""
    missing: dict[int, StoredExample] = dataclasses.field(default_factory=dict[int, StoredExample])
    """Live lessons that are not in the index yet: their texts are being encoded."""
    encoding: asyncio.Task[None] | None = None


class Indexes:
    """Which scopes are loaded, and how they follow the database."""

    def __init__(self, engine: ReplyEngine, store: Store, limits: limits_.Limits) -> None:
        self._engine = engine
        self._store = store
        self._limits = limits
        self._scopes: collections.OrderedDict[int, _Scope] = collections.OrderedDict()
        self._tidy = False

    async def close(self) -> None:
        """Stop what runs in the background."""
        tasks = [scope.encoding for scope in self._scopes.values() if scope.encoding is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._scopes.clear()

    def loaded(self, scope_id: int) -> models.Dataset | None:
        """The active dataset of a scope, if it is in memory and right; the way every message takes."""
        scope = self._scopes.get(scope_id)
        if scope is None or scope.dataset is None:
            return None
        self._scopes.move_to_end(scope_id)
        return scope.dataset

    async def load(self, scope_id: int, find: Callable[[], Coroutine[Any, Any, models.Dataset]]) -> models.Dataset:
        """Load a scope unless it is; `find` gives its active dataset from the database."""
        async with self._use(scope_id) as scope, scope.loading:
            if scope.dataset is None:
                # No change may slip in between reading the rows and having the index.
                async with scope.writing:
                    dataset = await find()
                    await self._fill(scope, dataset)
                    scope.dataset = dataset
            return scope.dataset

    @contextlib.asynccontextmanager
    async def writing(self, scope_id: int) -> AsyncGenerator[None, None]:
        """Hold a scope's write lock: its changes are done one after the other."""
        async with self._use(scope_id) as scope, scope.writing:
            yield

    def forget(self, scope_id: int) -> None:
        """Let the scope's index be loaded again at its next use."""
        scope = self._scopes.get(scope_id)
        if scope is None or scope.dataset is None:
            return
        if scope.encoding is not None:
            scope.encoding.cancel()
        self._engine.unload(scope.dataset.id)
        scope.missing.clear()
        scope.dataset = None

    async def complete(self, scope_id: int) -> None:
        """Wait until texts that are encoded in the background are in the index."""
        scope = self._scopes.get(scope_id)
        if scope is not None and scope.encoding is not None:
            await asyncio.wait([scope.encoding])

    async def follow(
        self,
        scope_id: int,
        dataset_id: int,
        add: Sequence[tuple[StoredExample, bytes]],
        remove: Sequence[int],
    ) -> None:
        """Bring the index to what was just committed; call it under the write lock. Never fails: in doubt the index is loaded anew."""
        scope = self._scopes.get(scope_id)
        if scope is None or scope.dataset is None or scope.dataset.id != dataset_id:
            return  # not in memory: it will be read from the database when it is needed
        for example_id in remove:
            scope.missing.pop(example_id, None)
        try:
            await self._engine.change(
                dataset_id, add=[(_lesson(stored), record) for stored, record in add], remove=remove
            )
        except Exception:
            # What was taught is in the database. An index that does not know it must not answer.
            _LOGGER.exception("the index of scope %d did not take a change; it is loaded anew", scope_id)
            self.forget(scope_id)

    async def features(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> dict[str, bytes]:
        """Features of texts: from the cache, the rest encoded and cached handful by handful (a crash costs one)."""
        wanted = list(dict.fromkeys(texts))
        known = await self._cached(wanted)
        missing = [text for text in wanted if text not in known]
        done = len(known)
        if progress is not None:
            progress(done, len(wanted))
        at_once = self._limits.encoded_at_once
        start = 0
        while start < len(missing):
            part = missing[start : start + at_once]
            began = time.monotonic()
            made = dict(zip(part, await self._engine.features(part), strict=True))
            if time.monotonic() - began < QUICK_S:
                at_once *= 2  # an encoder this quick (words only) would spend its time on transactions
            await self._store.features.put(self._engine.encoder_id, made)
            known |= made
            start += len(part)
            done += len(part)
            if progress is not None:
                progress(done, len(wanted))
        return known

    async def encoded(self, texts: Sequence[str]) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Features of a few texts, and those of them that are not cached yet."""
        known = await self._cached(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        made = dict(zip(missing, await self._engine.features(missing), strict=True)) if missing else {}
        return known | made, made

    async def _cached(self, texts: Sequence[str]) -> dict[str, bytes]:
        """Features of texts from the cache; a damaged record is dropped, so that its text is encoded anew."""
        known = await self._store.features.get(self._engine.encoder_id, texts)
        whole = await asyncio.to_thread(self._engine.are_whole, list(known.values())) if known else []
        damaged = [text for text, fine in zip(known, whole, strict=True) if not fine]
        if damaged:
            await self._store.features.drop(damaged)
            _LOGGER.warning("%d records of encoded texts were damaged; these texts are encoded anew", len(damaged))
        for text in damaged:
            del known[text]
        return known

    # -- inside --------------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _use(self, scope_id: int) -> AsyncGenerator[_Scope, None]:
        scope = self._scopes.setdefault(scope_id, _Scope())
        self._scopes.move_to_end(scope_id)
        scope.users += 1
        try:
            yield scope
        finally:
            scope.users -= 1
            self._make_room()

    def _make_room(self) -> None:
        """Let go of the scopes used longest ago, but of none in use."""
        excess = len(self._scopes) - self._limits.loaded_scopes
        for scope_id in [key for key, scope in self._scopes.items() if not scope.users][: max(0, excess)]:
            self.forget(scope_id)
            del self._scopes[scope_id]

    async def _fill(self, scope: _Scope, dataset: models.Dataset) -> None:
        stored = await self._store.examples.live_indexed(dataset.scope_id, dataset.id)
        texts = await asyncio.to_thread(lambda: list({lesson.prompt: None for lesson in stored}))
        known = await self._cached(texts)
        if 0 < len(texts) - len(known) <= self._limits.encoded_inline:
            known = await self.features(texts)
            await self._forget_other_encoders()

        def split() -> tuple[list[IndexedExample], list[bytes], dict[int, StoredExample]]:
            present = [lesson for lesson in stored if lesson.prompt in known]
            missing = {lesson.id: lesson for lesson in stored if lesson.prompt not in known}
            return [_lesson(lesson) for lesson in present], [known[lesson.prompt] for lesson in present], missing

        # There may be 100,000: in a thread, so that other scopes are answered meanwhile.
        lessons, records, scope.missing = await asyncio.to_thread(split)
        await self._engine.load(dataset.id, lessons, records)
        if scope.missing:
            scope.encoding = asyncio.create_task(
                self._encode_missing(scope, dataset), name=f"encode-dataset-{dataset.id}"
            )

    async def _forget_other_encoders(self) -> None:
        """Drop what an encoder before this one made: once, when texts had to be encoded anew and are.

        Not where this one only stands in for another that could not be loaded, and not for words alone, which somebody may be
        trying out: encoding 100,000 texts again takes half an hour.
        """
        stands_in = self._engine.degraded is not None or self._engine.encoder_id.startswith(LexicalOnly.id)
        if self._tidy or stands_in:
            return
        self._tidy = True
        try:
            dropped = await self._store.features.forget_other_encoders([self._engine.encoder_id])
        except errors.StoreError as error:  # a cache: the next start tries again
            _LOGGER.warning("what another encoder made is still there: %s", error)
            return
        if dropped:
            _LOGGER.info("the encoder was changed: %d encoded texts of another one are dropped", dropped)

    async def _encode_missing(self, scope: _Scope, dataset: models.Dataset) -> None:
        """Encode what the cache lacks (the encoder was changed), handful by handful, each live as soon as it is ready."""
        total = len(scope.missing)
        _LOGGER.info(
            "dataset %d: %d of its texts are encoded anew; meanwhile it answers from the rest", dataset.id, total
        )
        done = 0
        try:
            while scope.missing:
                part = list(scope.missing.values())[: self._limits.encoded_at_once]
                known = await self.features([lesson.prompt for lesson in part])
                async with scope.writing:
                    ready = [lesson for lesson in part if scope.missing.pop(lesson.id, None) is not None]
                    await self._engine.change(
                        dataset.id, add=[(_lesson(lesson), known[lesson.prompt]) for lesson in ready]
                    )
                done += len(part)
                if done // REPORT_EVERY != (done - len(part)) // REPORT_EVERY:
                    _LOGGER.info("dataset %d: %d of %d texts encoded", dataset.id, done, total)
            await self._forget_other_encoders()
        except errors.ChatterbotError as error:
            _LOGGER.warning("dataset %d: encoding stopped at %d of %d texts: %s", dataset.id, done, total, error)
            self.forget(dataset.scope_id)


def _lesson(stored: StoredExample) -> IndexedExample:
    return IndexedExample(
        example_id=stored.id,
        prompt=stored.prompt,
        answer=stored.answer,
        positive=stored.positive,
        correction=stored.correction,
        previous=stored.previous,
    )
