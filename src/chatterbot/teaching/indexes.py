"""The engine's indexes as a cache of the database: loaded at a scope's first use, changed after each commit, reloaded after a failure.

The engine's key of a dataset is the dataset's id. Of each scope, the active dataset is loaded, and those that answer in single channels.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.engine import IndexedExample, ReplyEngine
from chatterbot.store import Store, StoredExample
from chatterbot.teaching import eviction, passages
from chatterbot.teaching import limits as limits_
from chatterbot.teaching.feature_cache import FeatureCache
from chatterbot.teaching.loaded import LoadedDataset, LoadedScope, distinct, indexed
from chatterbot.teaching.starter import Starter

__all__ = ("Indexes",)

_LOGGER: Final = logging.getLogger(__name__)

TIDY_EVERY_S: Final = 60.0
"""Seconds between two looks at what is in memory."""
MEASURED_AT_ONCE: Final = 100
"""Scopes whose memory is counted before others get their turn: about a millisecond."""
WORTH_RETURNING: Final = 8 << 20
"""Bytes of dropped indexes from which on the free memory is given back to the system, which takes some milliseconds."""

REPORT_EVERY: Final = 1_000
"""Texts between two lines of progress in the log while a dataset is encoded again."""


class Indexes:
    """Loads the scopes' indexes and keeps them up to date with the database.

    Parameters
    ----------
    starter
        Taught to every scope at its first contact; checked (`limits.check_example`).
    clock
        Returns the present moment in seconds.
    """

    def __init__(
        self,
        engine: ReplyEngine,
        store: Store,
        limits: limits_.Limits,
        starter: Sequence[models.NewExample] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._store = store
        self._limits = limits
        self.passages = passages.PassageIndexes(engine, store)
        """The passages of documents, loaded together with the examples."""
        self.cache = FeatureCache(engine, store, limits.encoded_at_once)
        """The features of texts: each is encoded once."""
        self._starter = Starter(store, self.cache.features, starter)
        self._scopes: collections.OrderedDict[int, LoadedScope] = collections.OrderedDict()
        self._clock = clock
        self._freed = 0  # bytes of dropped indexes that were not given back yet
        self.counts = eviction.EvictionCounts()
        """How often indexes were loaded and dropped."""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Encode in the background what is needed there; leaving stops that and forgets every scope."""
        async with self._starter.preparing():
            tidying = asyncio.create_task(self._tidy_up(), name="tidy-indexes")
            try:
                yield
            finally:
                tidying.cancel()
                tasks = [
                    tidying,
                    *(
                        each.encoding
                        for scope in self._scopes.values()
                        for each in scope.loaded.values()
                        if each.encoding is not None
                    ),
                ]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self.passages.close()
                self._scopes.clear()

    async def ready(self, scope_id: int, wanted: str | int | None = None) -> models.Dataset:
        """Return a dataset of the scope, with its index loaded; at first contact the starter examples are taught.

        Its `examples` is the number at loading time.

        Parameters
        ----------
        wanted
            Name or id of the dataset; `None`, or one that does not exist: the active one.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        return self.loaded(scope_id, wanted) or await self._load(scope_id, wanted)

    def loaded(self, scope_id: int, wanted: str | int | None = None) -> models.Dataset | None:
        """Return a dataset of a scope (see `ready`) if its index is in memory and up to date."""
        scope = self._scopes.get(scope_id)
        dataset = None if scope is None else scope.find(wanted)
        if scope is not None and dataset is not None:
            self._touch(scope_id, scope)
        return dataset

    @contextlib.asynccontextmanager
    async def writing(self, scope_id: int) -> AsyncGenerator[None, None]:
        """Hold a scope's write lock inside the block: its changes are done one after the other."""
        async with self._use(scope_id) as scope, scope.writing:
            yield

    def forget(self, scope_id: int) -> None:
        """Drop the scope's indexes; they are loaded again at the next use."""
        scope = self._scopes.get(scope_id)
        if scope is None:
            return
        for dataset_id, each in scope.loaded.items():
            if each.encoding is not None:
                each.encoding.cancel()
            self._engine.unload(dataset_id)
            self.passages.unload(dataset_id)
        scope.loaded.clear()
        scope.unknown.clear()
        scope.active = None

    async def settled(self, scope_id: int) -> None:
        """Wait until everything taught to a scope is encoded and the engine's background work is done (for tests and benchmarks)."""
        await self.ready(scope_id)
        scope = self._scopes.get(scope_id)
        for each in [] if scope is None else [*scope.loaded.values()]:
            if each.encoding is not None:
                await asyncio.wait([each.encoding])
            await self._engine.settled(each.dataset.id)
            await self.passages.settled(each.dataset.id)

    async def follow(
        self,
        scope_id: int,
        dataset_id: int,
        add: Sequence[tuple[StoredExample, bytes]],
        remove: Sequence[int],
    ) -> None:
        """Apply a committed change to the index; call it with the write lock held. It never raises: after a failure the index is reloaded."""
        scope = self._scopes.get(scope_id)
        loaded = None if scope is None else scope.loaded.get(dataset_id)
        if loaded is None:
            return  # not in memory: the change is read from the database when the dataset is loaded
        for example_id in remove:
            loaded.missing.pop(example_id, None)
        try:
            left = await self._store.answers.left_behind(scope_id, remove) if remove else []
            if left:
                known = await self.cache.features([stored.prompt for stored in left])
                new = {stored.id for stored, _ in add}
                add = [*add, *((stored, known[stored.prompt]) for stored in left if stored.id not in new)]
            await self._engine.change(
                dataset_id, add=[(indexed(stored), record) for stored, record in add], remove=remove
            )
        except Exception:
            # The change is in the database; an index without it must not answer.
            _LOGGER.exception("scope %d: a change could not be put into its index, which is loaded again", scope_id)
            self.forget(scope_id)

    async def follow_documents(self, scope_id: int) -> None:
        """Put what was done to documents into the index; as `follow`, but the passages are compared with the database."""
        scope = self._scopes.get(scope_id)
        try:
            for dataset_id in [] if scope is None else [*scope.loaded]:
                await self.passages.refresh(scope_id, dataset_id)
        except Exception:
            _LOGGER.exception(
                "scope %d: a change of documents could not be put into its index, which is loaded again", scope_id
            )
            self.forget(scope_id)

    def holds(self, scope_id: int) -> bool:
        """Tell whether anything of a scope is in memory, or is being loaded."""
        return scope_id in self._scopes

    @property
    def memory(self) -> int:
        """Bytes of all indexes in memory, as of the last look."""
        return sum(scope.memory for scope in self._scopes.values())

    def in_memory(self) -> list[int]:
        """Return the scopes of which an index is loaded."""
        return [scope_id for scope_id, scope in self._scopes.items() if scope.loaded]

    # -- inside --------------------------------------------------------------------------------------------------

    async def _load(self, scope_id: int, wanted: str | int | None) -> models.Dataset:
        async with self._use(scope_id) as scope, scope.loading:
            while (found := scope.find(wanted)) is None:
                # No change may come between reading the rows and having the index.
                async with scope.writing:
                    if wanted is None or wanted in scope.unknown:
                        dataset = await self._starter.active(scope_id)
                        scope.active = dataset.id
                    else:
                        known = await self._store.examples.datasets(scope_id)
                        dataset = next((each for each in known if wanted in {each.id, each.name}), None)
                    if dataset is None:
                        scope.unknown.add(wanted or 0)
                    elif dataset.id not in scope.loaded:
                        scope.loaded[dataset.id] = await self._fill(dataset)
                        self.counts.loaded += 1
            return found

    @contextlib.asynccontextmanager
    async def _use(self, scope_id: int) -> AsyncGenerator[LoadedScope, None]:
        scope = self._scopes.setdefault(scope_id, LoadedScope())
        self._touch(scope_id, scope)
        scope.users += 1
        try:
            yield scope
        finally:
            scope.users -= 1
            self._touch(scope_id, scope)
            self._measure(scope)
            self._make_room()

    def _touch(self, scope_id: int, scope: LoadedScope) -> None:
        scope.used_at = self._clock()
        self._scopes.move_to_end(scope_id)

    def _make_room(self) -> None:
        """Drop the indexes for which there is no room, or which nobody uses, but none that is busy or was just used."""
        for scope_id, for_room in list(eviction.unneeded(self._scopes, self._limits.indexes, self._clock())):
            self._freed += self._scopes[scope_id].memory
            self.forget(scope_id)
            del self._scopes[scope_id]
            if for_room:
                self.counts.for_room += 1
            else:
                self.counts.unused += 1

    async def _tidy_up(self) -> None:
        """Drop now and then what is not needed, and give the memory back: an index grows by what is fitted after it was loaded."""
        while True:
            await asyncio.sleep(TIDY_EVERY_S)
            for number, scope in enumerate(list(self._scopes.values())):
                self._measure(scope)
                if number % MEASURED_AT_ONCE == MEASURED_AT_ONCE - 1:
                    await asyncio.sleep(0)
            self._make_room()
            if self._freed >= WORTH_RETURNING:
                self._freed = 0
                await self._engine.return_memory()

    def _measure(self, scope: LoadedScope) -> None:
        for dataset_id, each in scope.loaded.items():
            each.memory = self._engine.memory(dataset_id)

    async def _fill(self, dataset: models.Dataset) -> LoadedDataset:
        stored = await self._store.examples.live_indexed(dataset.scope_id, dataset.id)
        stored = await asyncio.to_thread(distinct, stored)
        texts = await asyncio.to_thread(lambda: list({example.prompt: None for example in stored}))
        known = await self.cache.known(texts)
        if 0 < len(texts) - len(known) <= self._limits.encoded_inline:
            known = await self.cache.features(texts)
            await self.cache.forget_other_encoders()

        def split() -> tuple[list[IndexedExample], list[bytes], dict[int, StoredExample]]:
            present = [example for example in stored if example.prompt in known]
            missing = {example.id: example for example in stored if example.prompt not in known}
            return [indexed(example) for example in present], [known[example.prompt] for example in present], missing

        # There may be 100,000: in a worker thread, so that other scopes are answered meanwhile.
        present, records, missing = await asyncio.to_thread(split)
        loaded = LoadedDataset(dataset, missing)
        starter = await self._store.examples.starter(dataset.scope_id, dataset.id)
        await self._engine.load(dataset.id, present, records, starter)
        await self.passages.load(dataset.scope_id, dataset.id)
        if missing:
            loaded.encoding = asyncio.create_task(self._encode_missing(loaded), name=f"encode-dataset-{dataset.id}")
        return loaded

    async def _encode_missing(self, loaded: LoadedDataset) -> None:
        """Encode texts that the cache lacks (the encoder was changed), in batches; each batch is in use as soon as it is ready."""
        dataset, total = loaded.dataset, len(loaded.missing)
        _LOGGER.info(
            "scope %d, dataset %d: %d of its texts are encoded again; until then it answers from the rest",
            dataset.scope_id,
            dataset.id,
            total,
        )
        done = 0
        try:
            while loaded.missing:
                part = list(loaded.missing.values())[: self._limits.encoded_at_once]
                known = await self.cache.features([example.prompt for example in part])
                async with self.writing(dataset.scope_id):
                    ready = [example for example in part if loaded.missing.pop(example.id, None) is not None]
                    await self._engine.change(
                        dataset.id, add=[(indexed(example), known[example.prompt]) for example in ready]
                    )
                done += len(part)
                if done // REPORT_EVERY != (done - len(part)) // REPORT_EVERY:
                    _LOGGER.info(
                        "scope %d, dataset %d: %d of %d texts encoded", dataset.scope_id, dataset.id, done, total
                    )
            await self.cache.forget_other_encoders()
        except errors.ChatterbotError as error:
            _LOGGER.warning(
                "scope %d, dataset %d: encoding stopped at %d of %d texts: %s; its next use tries again",
                dataset.scope_id,
                dataset.id,
                done,
                total,
                error,
            )
            self.forget(dataset.scope_id)
