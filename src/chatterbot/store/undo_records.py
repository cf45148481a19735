"""What an undo takes and gives: frozen dataclasses, as those of `store.records`."""

from __future__ import annotations

import dataclasses

from chatterbot.store.records import ChangeKind

__all__ = ("AppliedUndo", "MovedExamples", "NewUndo")


@dataclasses.dataclass(frozen=True, slots=True)
class NewUndo:
    """One change to be taken back."""

    scope_id: int
    author_id: int
    change_id: int
    kind: ChangeKind = ChangeKind.UNDO
    """`ChangeKind.FORGET`, if a correction is taken back because somebody forgets its answer."""
    forget: tuple[int, ...] = ()
    """Live examples of this scope that must not count afterwards, even if other changes teach them, too."""
    approved_by: int | None = None
    """Who approved it, if its author proposed it."""


@dataclasses.dataclass(frozen=True, slots=True)
class MovedExamples:
    """What an undo changed in one dataset, by ids."""

    dataset_id: int
    removed: tuple[int, ...]
    """What no longer counts."""
    restored: tuple[int, ...]
    """What counts again."""
    shares: bool
    """Whether among what counts again are replies of one answer: others may say the same to the engine."""


@dataclasses.dataclass(frozen=True, slots=True)
class AppliedUndo:
    """What an undo did."""

    id: int
    change_id: int
    """The change that was taken back."""
    moved: tuple[MovedExamples, ...]
    fewer: int
    """Examples that no longer count."""
    more: int
    """Examples that count again."""
    turned: tuple[int, ...] = ()
    """Changes that no longer stand, or stand again."""
    activated: bool = False
    """Whether another dataset is active now."""
