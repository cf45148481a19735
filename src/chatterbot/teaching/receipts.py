"""What teaching gives back: receipts that say what was done, in numbers and examples, and how to undo it."""

from __future__ import annotations

import dataclasses

from chatterbot import models

__all__ = ("Correction", "Forgotten", "Rejected", "Settled", "Taught", "Undone")


@dataclasses.dataclass(frozen=True, slots=True)
class Taught:
    """Examples were taught."""

    change_id: int
    added: int
    duplicates: int
    """Examples that were known already and not stored again."""
    examples: tuple[models.Example, ...]
    """Those added."""


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A reply was corrected; the better one is live."""

    change_id: int
    correction_id: int
    example: models.Example
    """The better answer."""
    replaced: models.Example | None
    """What gave the wrong answer first."""
    instead: str = ""
    """What the reply said until now; empty: that the answer was not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """A reply will not be given to that prompt again."""

    change_id: int
    example: models.Example
    """What gave the reply."""
    twins: tuple[models.Example, ...] = ()
    """Answers in another language that are barred with it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Forgotten:
    """An example no longer counts."""

    change_id: int
    example: models.Example


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """Of answers that contradicted each other, some no longer count."""

    change_id: int
    removed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Undone:
    """A change was taken back."""

    change_id: int
    """Of the undoing."""
    removed: int
    restored: int
