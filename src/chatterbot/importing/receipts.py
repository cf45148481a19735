"""What came of an import."""

from __future__ import annotations

import dataclasses

from chatterbot.documents.values import DocumentNote
from chatterbot.teaching import TrainReceipt

__all__ = ("ImportReceipt",)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportReceipt(TrainReceipt):
    """The result of an import; what it brought is in use."""

    name: str
    title: str
    removed: int
    """Examples of the document's former version that are no longer in it."""
    passages_added: int
    """Passages that are new, or differ from the former version."""
    passages_kept: int
    passages_removed: int
    unusable: int
    """Examples that could not be used: too long, empty."""
    updated: bool
    """Whether an earlier version of the document was imported."""
    notes: tuple[DocumentNote, ...] = ()
