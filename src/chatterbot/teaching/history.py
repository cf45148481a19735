"""`History`: what was changed, by whom and when; and undoing many changes at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.store import ChangeRecord, ChangeWords, HistoryFilter, NewUndo, UndoCandidate
from chatterbot.teaching import changing

__all__ = ("BulkUndone", "History", "HistoryEntry")

AT_ONCE: Final = 50
"""Changes undone in one transaction: some milliseconds each, and other scopes write in between."""
LONGEST_CHAIN: Final = 20
"""Undos of undos that are followed to the change that they are about; after more, a list shows an undo in its place."""


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A change, as it is shown."""

    change: ChangeRecord
    words: ChangeWords
    undone: ChangeRecord | None = None
    """The change that it took back; of an undo that was undone, and so on, the first one: what somebody taught, say."""
    undone_words: ChangeWords | None = None
    again: bool = False
    """Whether it did again what `undone` had done: it took back an undo."""
    undoer: ChangeRecord | None = None
    """The change that took it back."""


@dataclasses.dataclass(frozen=True, slots=True)
class BulkUndone:
    """Many changes were undone, or done again."""

    changes: int
    fewer: int
    """Examples that no longer count."""
    more: int
    """Examples that count again."""
    first: int
    last: int
    """The range of the changes that did it; those of the scope in it are all of this act."""


class History:
    """The changes of each scope.

    Parameters
    ----------
    undone
        Called with the scope and the id of each change that is undone.
    """

    def __init__(self, changes: changing.Changes, undone: Callable[[int, int], None]) -> None:
        self._changes = changes
        self._store = changes.store.history
        self._undone = undone

    async def page(
        self, scope_id: int, wanted: HistoryFilter, number: int, size: int
    ) -> tuple[list[HistoryEntry], bool]:
        """Return a page of changes, newest first, and whether there are more.

        Parameters
        ----------
        number
            The page's number, from 0.
        """
        found = await self._store.page(scope_id, wanted, number * size, size + 1)
        return await self._entries(scope_id, found[:size], 1), len(found) > size

    async def entry(self, scope_id: int, change_id: int, examples: int) -> HistoryEntry:
        """Return one change with its first examples.

        Raises
        ------
        errors.NotFoundError
            ``error-change-unknown(change_id)``
        """
        change = await self._store.change(scope_id, change_id)
        if change is None:
            raise errors.NotFoundError("error-change-unknown", change_id=change_id)
        return (await self._entries(scope_id, [change], examples))[0]

    async def after(self, scope_id: int, change_id: int, limit: int) -> list[HistoryEntry]:
        """Return the changes after one, oldest first; of more than `limit` the latest."""
        return await self._entries(scope_id, await self._store.after(scope_id, change_id, limit), 1)

    async def _entries(self, scope_id: int, changes: Sequence[ChangeRecord], examples: int) -> list[HistoryEntry]:
        known = await self._known(scope_id, changes)
        undone = {change.id: _undone(change, known) for change in changes}
        firsts = [first for first, _ in undone.values() if first is not None]
        words = await self._store.words(scope_id, [*changes, *firsts], examples)
        entries: list[HistoryEntry] = []
        for change in changes:
            first, again = undone[change.id]
            undoer = known.get(change.undone_by or 0)
            told = None if first is None else words[first.id]
            entries.append(HistoryEntry(change, words[change.id], first, told, again, undoer))
        return entries

    async def _known(self, scope_id: int, changes: Sequence[ChangeRecord]) -> dict[int, ChangeRecord]:
        """Return changes with those that undid them, what they undid, and what that undid."""
        known = {change.id: change for change in changes}
        wanted = {change.undone_by for change in changes} | {change.undoes for change in changes}
        for _ in range(LONGEST_CHAIN):
            missing = {other for other in wanted if other is not None and other not in known}
            if not missing:
                break
            found = await self._store.by_id(scope_id, missing)
            known |= found
            wanted = {change.undoes for change in found.values()}
        return known

    # -- many at once ----------------------------------------------------------------------------------------------

    async def count(self, scope_id: int, wanted: HistoryFilter) -> tuple[int, int]:
        """Return how many changes `undo_all` would undo now, and the newest change of the scope, up to which it would."""
        newest = next((change.id for change in await self._store.changes(scope_id, 1)), 0)
        return _count(await self._store.candidates(scope_id, wanted, newest)), newest

    async def undo_all(self, scope_id: int, author_id: int, wanted: HistoryFilter, up_to: int) -> BulkUndone:
        """Undo changes, the newest first, each by a change of its own, so that what counts is as if they had not been done.

        Parameters
        ----------
        up_to
            The newest change that is undone: what came after the question was asked is not.

        Raises
        ------
        errors.RefusedError
            ``error-history-nothing``, if none of them stands (any more)
        """
        began = self._changes.erasures.moment()
        async with self._changes.writing(scope_id):
            candidates = await self._store.candidates(scope_id, wanted, up_to)
            return await self._undo(scope_id, author_id, [candidate.id for candidate in candidates], began)

    async def undo_range(self, scope_id: int, author_id: int, first: int, last: int) -> BulkUndone:
        """Do again what a bulk undo undid (`BulkUndone.first`, `last`); raises ``error-history-nothing`` as `undo_all` does."""
        began = self._changes.erasures.moment()
        async with self._changes.writing(scope_id):
            undone = await self._store.between(scope_id, first, last)
            return await self._undo(scope_id, author_id, [change.id for change in undone], began)

    async def _undo(self, scope_id: int, author_id: int, change_ids: Sequence[int], began: int) -> BulkUndone:
        done: list[int] = []
        fewer = more = 0
        for start in range(0, len(change_ids), AT_ONCE):
            part = [NewUndo(scope_id, author_id, change_id) for change_id in change_ids[start : start + AT_ONCE]]
            for applied in await self._changes.undo_locked(part, began):
                done.append(applied.id)
                fewer += applied.fewer
                more += applied.more
                self._undone(scope_id, applied.change_id)
        if not done:
            raise errors.RefusedError("error-history-nothing")
        return BulkUndone(len(done), fewer, more, done[0], done[-1])


def _undone(change: ChangeRecord, known: Mapping[int, ChangeRecord]) -> tuple[ChangeRecord | None, bool]:
    """Return what a change took back, through all undos of undos, and whether it did that again."""
    first, again = known.get(change.undoes or 0), False
    while first is not None and first.undoes is not None and first.undoes in known:
        first, again = known[first.undoes], not again
    return first, again


def _count(candidates: Sequence[UndoCandidate]) -> int:
    """Return how many of some changes are undone, the newest first: undoing an undo lets what it undid stand again."""
    stands = {candidate.id: candidate.stands for candidate in candidates}
    count = 0
    for candidate in candidates:
        if stands[candidate.id]:
            count += 1
            if candidate.undoes in stands:
                stands[candidate.undoes] = True
    return count
