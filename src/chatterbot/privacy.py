"""`Privacy`: counts and erases what is stored about a person, and deletes what has been kept long enough."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Protocol

from chatterbot.aio import shielded
from chatterbot.files import DataFolder
from chatterbot.store import ErasedRows, Store

__all__ = ("ErasureReceipt", "ExampleHolder", "PreferenceHolder", "Privacy", "PrivacyReport")

_log = logging.getLogger(__name__)

TURNS_KEPT: Final = dt.timedelta(days=14)
"""How long an exchange is kept unless the operator chose another time: a wrong reply can still be corrected after a holiday."""
DECIDED_KEPT: Final = dt.timedelta(minutes=15)
"""How long a decided proposal is kept at least: a person whose client still shows its buttons is told that it is decided."""


Rewrite = Callable[[Callable[[dict[str, Any]], dict[str, Any] | None]], Coroutine[Any, Any, int]]
"""Replaces each line of the log of corrections by what the given function returns (`None`: the line is removed); returns how many changed."""


class ExampleHolder(Protocol):
    """Holds taught examples outside the database: in the index and the log of corrections (`teaching.Teaching.eraser` does)."""

    async def erasing(
        self, user_id: int, scope_id: int | None, erase: Callable[[Rewrite], Coroutine[Any, Any, ErasedRows]]
    ) -> ErasedRows:
        """Stop the person's running work, then run an erasure while nothing is written to the log of corrections.

        `erase` gets the function that rewrites that log. `scope_id` is `None` for an erasure from all scopes.
        """
        ...

    async def erased(self, scope_id: int, dataset_id: int, example_ids: Sequence[int]) -> None:
        """Take erased examples out of the index."""
        ...

    async def reload(self, scope_id: int) -> None:
        """Forget the index of a scope: its next use reads it anew, or is a first contact, if the scope no longer exists."""
        ...


class PreferenceHolder(Protocol):
    """Keeps preferences in memory (`preferences.Preferences` does)."""

    async def forget(self, scope_id: int) -> None:
        """Forget a scope's preferences."""
        ...


Told = Callable[[int, int | None], Coroutine[Any, Any, None]]
"""Called with the id of a person who was erased, and of the scope; `None`: from everywhere."""


Together = Callable[[int, int | None], contextlib.AbstractAsyncContextManager[None]]
"""Called with the id of a person who is about to be erased, and of the scope."""


@contextlib.asynccontextmanager
async def _alone(_user_id: int, _scope_id: int | None) -> AsyncGenerator[None]:
    yield


@dataclasses.dataclass(frozen=True, slots=True)
class PrivacyReport:
    """What is stored about a person."""

    counts: Mapping[str, int]
    """Number of rows of each kind: the tables of `store.privacy.NAMING`; `uploads` are files they sent."""

    @property
    def total(self) -> int:
        """The number of rows of all kinds."""
        return sum(self.counts.values())


@dataclasses.dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """What an erasure did; after it, a search found nothing about the person any more."""

    counts: Mapping[str, int]
    """Number of rows of each kind that were deleted or made anonymous."""
    log_lines: int
    """Lines of the log of corrections that were removed or changed."""
    files: int
    """Number of files deleted: those they had sent, and all in their own folder if their own scope was erased."""


class Privacy:
    """Counts and erases what is stored about people.

    Parameters
    ----------
    turns_kept
        How long exchanges are kept; `purge_expired` deletes older ones.
    now
        Returns the current time; for tests.
    """

    def __init__(
        self,
        store: Store,
        taught: ExampleHolder,
        preferences: PreferenceHolder,
        folder: DataFolder,
        *,
        turns_kept: dt.timedelta = TURNS_KEPT,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._store = store
        self._taught = taught
        self._preferences = preferences
        self._folder = folder
        self._turns_kept = turns_kept
        self._now = now
        self._told: list[Told] = []
        self.together: Together = _alone
        """Surrounds each erasure, so that other processes take part in it."""

    def subscribe(self, told: Told) -> None:
        """Call `told` at every erasure, before its receipt, so that other parts forget the person, too; `told` must not raise."""
        self._told.append(told)

    async def erased_elsewhere(self, user_id: int, scope_id: int | None) -> None:
        """Let the other parts forget a person whom another process has erased from the database."""
        for told in self._told:
            await told(user_id, scope_id)

    async def stored_about(self, user_id: int, scope_id: int | None) -> PrivacyReport:
        """Count what is stored about a person in a scope, or (`None`) in all of them."""
        return PrivacyReport(await self._store.privacy.count(user_id, scope_id))

    async def erase(self, user_id: int, scope_id: int | None, *, keep_taught: bool) -> ErasureReceipt:
        """Erase a person from a scope, or (`None`) from all of them: database, files they sent, log of corrections, index.

        Parameters
        ----------
        keep_taught
            Keep what they taught, but make it anonymous. Files they sent are deleted all the same: what was taught from them is in the
            database.

        Raises
        ------
        errors.StoreError
            If the database or the log cannot be changed, or something about the person would be left; then only files were deleted.
        errors.ServiceError, errors.UserError
            If a file cannot be deleted; then nothing else was changed.
        """

        async def erase() -> ErasureReceipt:
            async with self.together(user_id, scope_id):
                return await self._erase(user_id, scope_id, keep_taught=keep_taught)

        return await shielded(erase())

    async def _erase(self, user_id: int, scope_id: int | None, *, keep_taught: bool) -> ErasureReceipt:
        changed = files = 0
        own = user_id if scope_id in {None, user_id} and not keep_taught else None

        async def erase(rewrite: Rewrite) -> ErasedRows:
            # The log first, the database last: if the program ends between the two, the next start finds corrections without a
            # line and writes them again, and the person is as if they had not asked.
            async def before_commit(rows: ErasedRows) -> None:
                nonlocal changed, files
                files = await self._delete(rows.uploads, own=own)
                changed = await rewrite(
                    lambda line: _without(line, user_id, scope_id, rows.replies, keep_taught=keep_taught)
                )

            return await self._store.privacy.erase(
                user_id, scope_id, keep_taught=keep_taught, before_commit=before_commit
            )

        rows = await self._taught.erasing(user_id, scope_id, erase)
        # Before the index, which may take seconds to build: until then a call would still hear the person, and write them down again.
        for told in self._told:
            await told(user_id, scope_id)
        for scope, dataset_id, ids in rows.live:
            await self._taught.erased(scope, dataset_id, ids)
        for scope in rows.replayed:
            await self._taught.reload(scope)
        if own is not None:
            await self._taught.reload(user_id)
            await self._preferences.forget(user_id)
        return ErasureReceipt(rows.counts, changed, files)

    async def _delete(self, uploads: Sequence[tuple[int, str]], *, own: int | None) -> int:
        """Delete files by scope and path, and all files of the person's own scope (if given); return how many."""
        deleted = 0
        for scope, path in uploads:
            deleted += await self._folder.guild(scope).remove(path)
        return deleted if own is None else deleted + await self._folder.guild(own).clear()

    async def purge_expired(self) -> int:
        """Delete exchanges and proposals that were kept long enough, and half-written files of a killed process.

        Returns
        -------
        int
            How many exchanges were deleted.
        """
        if swept := await self._folder.sweep():
            _log.info("deleted %d half-written files of a process that was killed", swept)
        now = self._now()
        before = now - self._turns_kept
        await self._store.proposals.purge(before, now - DECIDED_KEPT)
        await self._store.choices.purge(before)
        await self._store.documents.purge(before)
        await self._store.handovers.purge(before)
        await self._store.memory_limits.purge()
        # What was not answered is encoded, so that it can be grouped by meaning: that goes with the words.
        questions = await self._store.turns.expired(before)
        count = await self._store.turns.purge(before)
        await self._store.features.drop(await self._store.gaps.untaught(questions))
        return count


def _without(
    line: dict[str, Any], user_id: int, scope_id: int | None, replies: frozenset[str], *, keep_taught: bool
) -> dict[str, Any] | None:
    """Return a line of the log without a person; `None` if the whole line has to go."""
    if scope_id is not None and line.get("scope_id") != scope_id:
        return line
    named = [name for name in ("author_id", "asker_id") if line.get(name) == user_id]
    if not keep_taught and (named or line.get("scope_id") == user_id):
        return None
    if line.get("replaced") in replies:
        line = {**line, "replaced": None}
    return {**line, **dict.fromkeys(named, 0)}
