"""`Privacy`: what is stored about a person, its erasure, and the end of what is kept for a time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Protocol

from chatterbot.aio import shielded
from chatterbot.files import DataFolder
from chatterbot.store import ErasedRows, Store

__all__ = ("ErasureReceipt", "ExampleHolder", "PreferenceHolder", "Privacy", "PrivacyReport")

_log = logging.getLogger(__name__)

TURNS_KEPT: Final = dt.timedelta(days=14)
"""How long an exchange is kept unless the operator says otherwise: long enough to come back to a wrong reply after a holiday."""
DECIDED_KEPT: Final = dt.timedelta(minutes=15)
"""How long a decided proposal is kept at least: whoever presses a button that their client still shows hears that somebody was faster."""


Rewrite = Callable[[Callable[[dict[str, Any]], dict[str, Any] | None]], Coroutine[Any, Any, int]]
"""Replaces the log of corrections, line by line; `None` drops a line. Gives the number of lines changed."""


class ExampleHolder(Protocol):
    """What holds taught examples outside the database (`teaching.Teaching`)."""

    async def erasing(
        self, user_id: int, scope_id: int | None, erase: Callable[[Rewrite], Coroutine[Any, Any, ErasedRows]]
    ) -> ErasedRows:
        """Stop what the person has under way, and run an erasure while nothing is written to the log of corrections.

        It is given the way to rewrite that log.
        """
        ...

    async def erased(self, scope_id: int, dataset_id: int, example_ids: Sequence[int]) -> None:
        """Take erased examples out of the index."""
        ...

    async def left(self, scope_id: int) -> None:
        """Let go of a scope that is no more."""
        ...


class PreferenceHolder(Protocol):
    """What remembers preferences (`preferences.Preferences`)."""

    async def forget(self, scope_id: int) -> None:
        """Let go of a scope's preferences."""
        ...


Told = Callable[[int, int | None], Coroutine[Any, Any, None]]
"""Told that a person was erased from a scope, or (`None`) from everywhere."""


@dataclasses.dataclass(frozen=True, slots=True)
class PrivacyReport:
    """What is stored about a person."""

    counts: Mapping[str, int]
    """Rows by kind: turns, feedback, examples, corrections, proposals, consents, changes, jobs, test_runs, uploads (files they sent)."""

    @property
    def total(self) -> int:
        """Of all kinds."""
        return sum(self.counts.values())


@dataclasses.dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """A person was erased, and nothing of them was found afterwards."""

    counts: Mapping[str, int]
    """Rows deleted or made nobody's, by kind."""
    log_lines: int
    """Lines of the log of corrections that were removed or changed."""
    kept_taught: bool
    files: int
    """Files deleted: those they had sent, and all in their own folder where their own scope goes."""


class Privacy:
    """What concerns persons."""

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

    def subscribe(self, told: Told) -> None:
        """Tell of every erasure, before its receipt: for what is remembered of a person outside of this part. It may not raise."""
        self._told.append(told)

    async def stored_about(self, user_id: int, scope_id: int | None) -> PrivacyReport:
        """Count what is stored about a person in a scope, or (`None`) everywhere."""
        return PrivacyReport(await self._store.privacy.count(user_id, scope_id))

    async def erase(self, user_id: int, scope_id: int | None, *, keep_taught: bool) -> ErasureReceipt:
        """Erase a person from a scope, or (`None`) from everywhere: database, files they sent, log of corrections, index.

        Parameters
        ----------
        keep_taught
            Leave what they taught, as nobody's. The files they sent go all the same: what was taught from them is in the database.

        Raises
        ------
        errors.StoreError
            If the database or the log cannot be changed, or a trace would be left; then nothing is changed but files.
        errors.ServiceError, errors.UserError
            If a file cannot be deleted; then nothing else is changed.
        """
        return await shielded(self._erase(user_id, scope_id, keep_taught=keep_taught))

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
        for scope, dataset_id, ids in rows.live:
            await self._taught.erased(scope, dataset_id, ids)
        if own is not None:
            await self._taught.left(user_id)
            await self._preferences.forget(user_id)
        for told in self._told:
            await told(user_id, scope_id)
        return ErasureReceipt(rows.counts, changed, keep_taught, files)

    async def _delete(self, uploads: Sequence[tuple[int, str]], *, own: int | None) -> int:
        """Delete files by scope and path, and everything in the person's own folder (if given)."""
        deleted = 0
        for scope, path in uploads:
            deleted += await self._folder.guild(scope).remove(path)
        return deleted if own is None else deleted + await self._folder.guild(own).clear()

    async def purge_expired(self) -> int:
        """Delete exchanges and proposals that were kept long enough, and what a killed process left half-written.

        Returns
        -------
        int
            How many exchanges.
        """
        if swept := await self._folder.sweep():
            _log.info("%d temporary files of a process that was killed are deleted", swept)
        now = self._now()
        before = now - self._turns_kept
        await self._store.proposals.purge(before, now - DECIDED_KEPT)
        return await self._store.turns.purge(before)


def _without(
    line: dict[str, Any], user_id: int, scope_id: int | None, replies: frozenset[str], *, keep_taught: bool
) -> dict[str, Any] | None:
    """A line of the log without a person; `None` where nothing of it may stay."""
    if scope_id is not None and line.get("scope_id") != scope_id:
        return line
    named = [name for name in ("author_id", "asker_id") if line.get(name) == user_id]
    if not keep_taught and (named or line.get("scope_id") == user_id):
        return None
    if line.get("replaced") in replies:
        line = {**line, "replaced": None}
    return {**line, **dict.fromkeys(named, 0)}
