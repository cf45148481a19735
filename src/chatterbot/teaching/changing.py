"""How a change is done: prepared, committed, put into the index; in each scope one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Final

from chatterbot import erasures, errors, models
from chatterbot.aio import shielded
from chatterbot.engine import ReplyEngine
from chatterbot.store import (
    AppliedChange,
    AppliedUndo,
    CorrectionRecord,
    NewChange,
    NewCorrection,
    NewUndo,
    Store,
    StoredExample,
)
from chatterbot.teaching import correction_log, limits, quota
from chatterbot.teaching.indexes import Indexes

__all__ = ("FEW", "Changes")

FEW: Final = 8
"""Most texts of a change whose features are cached in the change's own transaction."""


class Changes:
    """Does changes: in each scope one after the other; scopes do not wait for each other.

    Parameters
    ----------
    log
        The file of corrections.
    """

    def __init__(
        self,
        engine: ReplyEngine,
        store: Store,
        indexes: Indexes,
        log: correction_log.CorrectionLog,
        bounds: limits.Limits,
    ) -> None:
        self.engine = engine
        self.store = store
        self.indexes = indexes
        self.log = log
        self.limits = bounds
        self.quota = quota.Quota(store, bounds)
        """Refuses what would be too much."""
        self.erasures = erasures.Erasures()
        """The latest erasures: work that began before one of them must not write."""

    @contextlib.asynccontextmanager
    async def writing(self, scope_id: int, within: int | None = None) -> AsyncGenerator[models.Dataset]:
        """Hold the scope's write lock inside the block; yields the active dataset, which stays the same meanwhile.

        Parameters
        ----------
        within
            Id of the dataset that is yielded in place of the active one, if it exists.
        """
        while True:
            await self.indexes.ready(scope_id, within)
            async with self.indexes.writing(scope_id):
                dataset = self.indexes.loaded(scope_id, within)
                if dataset is not None:
                    yield dataset
                    return

    async def commit(self, change: NewChange, within: int | None = None) -> AppliedChange:
        """Do a change under the scope's write lock, to the dataset that is active by then; another may have been selected meanwhile.

        Parameters
        ----------
        within
            As in `writing`: the dataset of a channel that has one of its own.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``, if the author, or a person whose words are taught, was erased since the call.
        """
        began = self.erasures.moment()
        if len(change.add) > FEW:
            await self.quota.check(change.scope_id, change.dataset_id, change.author_id, change.add)
            await self.indexes.cache.features(
                [keyed.example.prompt for keyed in change.add]
            )  # before the lock, so that no other change waits for the encoder
        async with self.writing(change.scope_id, within) as dataset:
            return await self.commit_locked(dataclasses.replace(change, dataset_id=dataset.id), began)

    async def commit_locked(self, change: NewChange, began: int | None = None) -> AppliedChange:
        """Do a change: features, database, log of corrections, index; a cancellation waits for the end.

        Call it with the scope's write lock held.

        Parameters
        ----------
        began
            The moment (`Erasures.moment`) at which the work for the change began; `None`: now.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``; see `commit`.
        """
        began = self.erasures.moment() if began is None else began
        texts = [keyed.example.prompt for keyed in change.add]
        if len(texts) > FEW:
            known = await self.indexes.cache.features(texts)
        else:  # one transaction instead of two: a person waits for the receipt of a correction
            known, made = await self.indexes.cache.encoded(texts)
            change = dataclasses.replace(change, encoder_id=self.engine.encoder_id, features=made)
        try:
            return await shielded(self._commit(change, known, began))
        except errors.RefusedError as error:
            if error.key == "error-erased-meanwhile":
                await self.store.features.drop(texts)  # some were cached before the refusal
            raise

    async def forget_locked(self, change: NewChange, began: int | None = None) -> tuple[int, int]:
        """Do a change that only removes examples; call it with the scope's write lock held.

        If a correction taught one of them, all of it is taken back: its vetoes go, and what it took the place of counts again, but for what
        is to be forgotten.

        Returns
        -------
        tuple[int, int]
            The change, and how many examples no longer count.
        """
        corrected = await self.store.examples.corrected_by(change.scope_id, change.remove)
        if corrected is not None:
            back = NewUndo(change.scope_id, change.author_id, corrected, change.kind, change.remove, change.approved_by)
            for taken in await self.undo_locked([back], began):
                return taken.id, taken.fewer
        applied = await self.commit_locked(change, began)
        return applied.id, len(applied.removed)

    async def undo_locked(self, undos: Sequence[NewUndo], began: int | None = None) -> list[AppliedUndo]:
        """Take changes of one scope back in one transaction, and put that into the index; a cancellation waits for the end.

        Call it with the scope's write lock held; for `began` see `commit_locked`. Changes that do not stand are left out.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``; see `commit`.
        """
        return await shielded(self._undo(undos, self.erasures.moment() if began is None else began))

    # -- inside --------------------------------------------------------------------------------------------------

    async def _commit(self, change: NewChange, features: dict[str, bytes], began: int) -> AppliedChange:
        async with self.erasures.writing(began, change.scope_id, *_people(change)):
            return await self._write(change, features)

    async def _write(self, change: NewChange, features: dict[str, bytes]) -> AppliedChange:
        if change.correction is None:
            with self._unsure(change.scope_id):
                applied = await self.quota.apply(change)
            await self._follow(change, applied, features)
            return applied
        async with self.log.writing:
            with self._unsure(change.scope_id, corrects=True):
                applied = await self.quota.apply(change)
            # Neither raises. The line and the index do not wait for each other, the receipt waits for both.
            await asyncio.gather(
                self.log.append(_record(change, change.correction, applied)), self._follow(change, applied, features)
            )
        return applied

    @contextlib.contextmanager
    def _unsure(self, scope_id: int, *, corrects: bool = False) -> Generator[None]:
        """Read a scope again where its change failed: a database that is lost in the middle of a commit may have done it all the same."""
        try:
            yield
        except errors.StoreError:
            self.indexes.forget(scope_id)
            self.quota.forget(scope_id)
            if corrects:
                self.log.may_lack()
            raise

    async def _undo(self, undos: Sequence[NewUndo], began: int) -> list[AppliedUndo]:
        scope_id = undos[0].scope_id
        async with self.erasures.writing(began, scope_id, *{back.author_id for back in undos}):
            with self._unsure(scope_id):
                done = await self.store.examples.undo(undos)
        self.quota.forget(scope_id)
        # Of examples that say the same to the engine, the index holds one: it is loaded again.
        shares = any(moved.shares for applied in done for moved in applied.moved)
        if shares or any(applied.activated for applied in done):
            self.indexes.forget(scope_id)
        else:
            await self._follow_undos(scope_id, done)
            await self.indexes.follow_documents(scope_id)
        return done

    async def _follow_undos(self, scope_id: int, done: Sequence[AppliedUndo]) -> None:
        counts: dict[int, dict[int, bool]] = {}
        for moved in (moved for applied in done for moved in applied.moved):
            rows = counts.setdefault(moved.dataset_id, {})
            rows |= dict.fromkeys(moved.removed, False) | dict.fromkeys(moved.restored, True)
        for dataset_id, rows in counts.items():
            try:
                stored = await self.store.examples.indexed(scope_id, [row for row, live in rows.items() if live])
                features = await self.indexes.cache.features([example.prompt for example in stored])
            except errors.ServiceError:
                self.indexes.forget(scope_id)  # the changes are in the database; an index without them must not answer
                return
            add = [(example, features[example.prompt]) for example in stored]
            await self.indexes.follow(scope_id, dataset_id, add, [row for row, live in rows.items() if not live])

    async def _follow(self, change: NewChange, applied: AppliedChange, features: dict[str, bytes]) -> None:
        add = {
            stored.id: StoredExample(
                stored.id, stored.prompt, keyed.answer, stored.positive, stored.correction, stored.previous
            )
            for stored, keyed in applied.added
        }
        remove = list(applied.removed)
        # Twice the same question and answer would count as two examples that agree: the latest stands for both in the index.
        again = [new.id for new, keyed in applied.added if keyed.rich or keyed.example.label is not None]
        try:
            replaced = await self.store.answers.replaced(change.scope_id, again) if again else []
        except errors.StoreError:
            self.indexes.forget(change.scope_id)  # the change is in the database; loading the index again reads it
            return
        for new, before, correction in replaced:
            if before in add:
                del add[before]
            else:
                remove.append(before)
            if correction and new in add:
                add[new] = dataclasses.replace(add[new], correction=True)
        known = [(stored, features[stored.prompt]) for stored in add.values()]
        await self.indexes.follow(change.scope_id, change.dataset_id, known, remove)
        if change.document is not None or change.drop_documents:
            await self.indexes.follow_documents(change.scope_id)


def _people(change: NewChange) -> set[int]:
    """Return the people a change names: its author, who approved it, and those whose words it teaches."""
    named = {keyed.asker_id for keyed in change.add} | {keyed.example.credited_id for keyed in change.add}
    named |= {change.author_id, change.approved_by, change.correction.asker_id if change.correction else None}
    return {person for person in named if person is not None}


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
