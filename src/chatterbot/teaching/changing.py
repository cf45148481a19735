"""How a change is done: prepared, committed, made live; one after the other in each scope."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from chatterbot import erasures, errors, models
from chatterbot.aio import shielded
from chatterbot.engine import ReplyEngine
from chatterbot.store import AppliedChange, ChangeKind, CorrectionRecord, NewChange, NewCorrection, Store, StoredExample
from chatterbot.teaching import correction_log, indexes, keys, limits

__all__ = ("DEFAULT_DATASET", "NOBODY", "Changes")

_LOGGER: Final = logging.getLogger(__name__)

DEFAULT_DATASET: Final = "default"
"""The dataset of a scope that has chosen no other: what is taught by hand."""

FEW: Final = 8
"""Texts of a change whose features are cached in the change's own transaction."""

NOBODY: Final = 0
"""Author of what the program itself teaches."""


class Changes:
    """Scopes made ready, and changes done to them.

    Parameters
    ----------
    log
        The file of corrections.
    starter
        Taught to every scope at its first contact.
    """

    def __init__(
        self,
        engine: ReplyEngine,
        store: Store,
        log: correction_log.CorrectionLog,
        starter: Sequence[models.NewExample],
        bounds: limits.Limits,
    ) -> None:
        self.engine = engine
        self.store = store
        self.log = log
        self.limits = bounds
        self.indexes = indexes.Indexes(engine, store, bounds)
        self.erasures = erasures.Erasures()
        self._starter = tuple(limits.check_example(example, bounds) for example in starter)
        self._preparing: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def preparing(self) -> AsyncGenerator[None]:
        """Have the starter examples encoded meanwhile, behind everything else: a scope's first contact then finds them in the cache.

        What is not done at the end is given up; the texts that are ready stay cached.
        """
        if not self._starter:
            yield
            return
        self._preparing = asyncio.create_task(self._prepare(), name="encode-starter")
        try:
            yield
        finally:
            self._preparing.cancel()
            await asyncio.wait([self._preparing])

    async def _prepare(self) -> None:
        try:
            await self._encode_starter()
        except errors.ServiceError as error:  # the first contact tries again, and says so to whom it concerns
            _LOGGER.warning("the starter examples are not encoded yet: %s", error)

    async def _encode_starter(self) -> None:
        await self.indexes.features([example.prompt for example in self._starter])

    async def ready(self, scope_id: int) -> models.Dataset:
        """Give the scope's active dataset, with its index loaded; at first contact the starter examples are taught.

        Its `examples` is the number at loading time.
        """
        return self.indexes.loaded(scope_id) or await self.indexes.load(scope_id, lambda: self._active(scope_id))

    async def _active(self, scope_id: int) -> models.Dataset:
        active = await self.store.examples.active(scope_id)
        if active is not None:
            return active
        # Cached now, so that loading finds them; the same texts for every scope. If they are being encoded already, not once more.
        if self._preparing is not None:
            await asyncio.wait([self._preparing])
        await self._encode_starter()

        def seed(dataset_id: int) -> NewChange:
            examples = tuple(keys.keyed(example) for example in self._starter)
            return NewChange(scope_id, dataset_id, NOBODY, ChangeKind.SEED, "starter", add=examples)

        return await self.store.examples.open_dataset(scope_id, DEFAULT_DATASET, seed if self._starter else None)

    @contextlib.asynccontextmanager
    async def writing(self, scope_id: int) -> AsyncGenerator[models.Dataset]:
        """Hold the scope's write lock; gives the active dataset, which does not change meanwhile."""
        while True:
            await self.ready(scope_id)
            async with self.indexes.writing(scope_id):
                dataset = self.indexes.loaded(scope_id)
                if dataset is not None:
                    yield dataset
                    return

    async def commit(self, change: NewChange) -> AppliedChange:
        """Do a change under the scope's write lock, to the dataset that is active then: another may have been selected meanwhile.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``, if the author, or somebody whose words these are, was erased since this was called.
        """
        began = self.erasures.moment()
        if len(change.add) > FEW:
            await self.indexes.features([keyed.example.prompt for keyed in change.add])  # not while others wait
        async with self.writing(change.scope_id) as dataset:
            return await self.commit_locked(dataclasses.replace(change, dataset_id=dataset.id), began)

    async def commit_locked(self, change: NewChange, began: int | None = None) -> AppliedChange:
        """Do a change: features, database, log of corrections, index. Hold the scope's write lock; a cancellation waits for the end.

        Parameters
        ----------
        began
            The moment (`Erasures.moment`) at which the work on it began; `None`: just now.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``; see `commit`.
        """
        began = self.erasures.moment() if began is None else began
        texts = [keyed.example.prompt for keyed in change.add]
        if len(texts) > FEW:
            known = await self.indexes.features(texts)
        else:  # one transaction instead of two: somebody waits for a correction
            known, made = await self.indexes.encoded(texts)
            change = dataclasses.replace(change, encoder_id=self.engine.encoder_id, features=made)
        try:
            return await shielded(self._commit(change, known, began))
        except errors.RefusedError:
            await self.store.features.drop(texts)  # what was cached on the way
            raise

    async def _commit(self, change: NewChange, features: dict[str, bytes], began: int) -> AppliedChange:
        async with self.erasures.writing(began, change.scope_id, *_people(change)):
            return await self._write(change, features)

    async def _write(self, change: NewChange, features: dict[str, bytes]) -> AppliedChange:
        if change.correction is None:
            applied = await self.store.examples.apply(change)
            await self._follow(change, applied, features)
            return applied
        async with self.log.writing:
            applied = await self.store.examples.apply(change)
            # Neither ever fails; the line and the index do not wait for each other, the receipt waits for both.
            await asyncio.gather(
                self.log.append(_record(change, change.correction, applied)), self._follow(change, applied, features)
            )
        return applied

    async def _follow(self, change: NewChange, applied: AppliedChange, features: dict[str, bytes]) -> None:
        add = [
            (
                StoredExample(
                    stored.id, stored.prompt, keyed.answer, stored.positive, stored.correction, stored.previous
                ),
                features[stored.prompt],
            )
            for stored, keyed in applied.added
        ]
        await self.indexes.follow(change.scope_id, change.dataset_id, add, applied.removed)


def _people(change: NewChange) -> set[int]:
    """Whom a change names: its author, and those whose words it teaches."""
    askers = {keyed.asker_id for keyed in change.add} | ({change.correction.asker_id} if change.correction else set())
    return {change.author_id} | {asker for asker in askers if asker is not None}


def _record(change: NewChange, correction: NewCorrection, applied: AppliedChange) -> CorrectionRecord:
    created: dt.datetime = applied.added[0][0].created_at
    return CorrectionRecord(
        key=correction.key,
        asker_id=correction.asker_id,
        prompt=correction.prompt,
        question=correction.question,
        replaced=correction.replaced,
        better=correction.better,
        id=applied.correction_id or 0,
        scope_id=change.scope_id,
        author_id=change.author_id,
        created_at=created,
    )
