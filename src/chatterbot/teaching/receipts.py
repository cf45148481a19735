"""The receipts of teaching: what was done, in numbers and examples; `change_id` is what `Teaching.undo` needs."""

from __future__ import annotations

import dataclasses
from typing import Self

from chatterbot import models
from chatterbot.store import AppliedChange

__all__ = ("Correction", "Edited", "EntryForgotten", "Forgotten", "Rejected", "Settled", "Taught", "Undone")


@dataclasses.dataclass(frozen=True, slots=True)
class Taught:
    """Examples were taught."""

    change_id: int
    added: int
    duplicates: int
    """Number of examples that were known already and are not stored again."""
    examples: tuple[models.Example, ...]
    """The added examples."""

    @classmethod
    def of(cls, applied: AppliedChange) -> Self:
        """Return the receipt of a change that taught."""
        added = tuple(example for example, _ in applied.added)
        return cls(applied.id, len(added), applied.duplicates, added)


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A reply was corrected; the better one is in use."""

    change_id: int
    correction_id: int
    example: models.Example
    """The better answer."""
    replaced: models.Example | None
    """The example that gave the reply when it was sent."""
    instead: str = ""
    """The text of the reply until now; empty if the answer was not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """A reply will not be given to its prompt again."""

    change_id: int
    example: models.Example
    """The example that gave the reply."""
    twins: tuple[models.Example, ...] = ()
    """Its translations, which will not be given to the prompt either."""


@dataclasses.dataclass(frozen=True, slots=True)
class Forgotten:
    """An example is no longer used."""

    change_id: int
    example: models.Example


@dataclasses.dataclass(frozen=True, slots=True)
class Edited:
    """An entry was changed."""

    change_id: int
    added: int
    removed: int
    example_id: int
    """An example of what the entry is now."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntryForgotten:
    """Nothing of an entry is used any longer."""

    change_id: int
    removed: int
    """How many examples it had."""
    example: models.Example
    """The one that gave the answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """A choice was made between answers that contradict each other: some are no longer used."""

    change_id: int
    removed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Undone:
    """A change was undone."""

    change_id: int
    """The change that did the undoing."""
    removed: int
    restored: int
