"""What the store takes and gives of documents: frozen dataclasses."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

__all__ = (
    "DocumentRecord",
    "DraftRecord",
    "NewDocument",
    "NewDraft",
    "NewPassage",
    "PassageRecord",
    "StoredPassage",
)


@dataclasses.dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage about to be kept."""

    heading: str
    """The headings it stands below, joined; empty: none."""
    text: str
    url: str | None
    """Address of its place, if the document has one."""
    text_key: bytes
    """32 bytes: hash of what is encoded."""


@dataclasses.dataclass(frozen=True, slots=True)
class NewDocument:
    """A document about to be kept."""

    name: str
    """Its address or file name: importing it again updates it."""
    title: str
    kind: str
    url: str | None
    digest: bytes
    """SHA-256 of its bytes."""
    passages: tuple[NewPassage, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentRecord:
    """An imported document."""

    id: int
    scope_id: int
    dataset_id: int
    name: str
    title: str
    kind: str
    url: str | None
    digest: bytes
    author_id: int
    """Who imported it; 0 if that person had it made anonymous."""
    created_at: dt.datetime
    live: bool
    passages: int = 0
    """How many of its passages are quoted."""
    examples: int = 0
    """How many examples in use come from it."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with its document."""

    id: int
    scope_id: int
    heading: str
    text: str
    url: str | None
    live: bool
    document: DocumentRecord


@dataclasses.dataclass(frozen=True, slots=True)
class StoredPassage:
    """What the engine needs of a passage."""

    id: int
    heading: str
    title: str
    """Of its document."""
    text: str
    text_key: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class NewDraft:
    """A document that was read, before somebody has looked at what was found."""

    name: str
    title: str
    kind: str
    url: str | None
    digest: bytes
    content: Mapping[str, Any]
    """The pairs and passages, as JSON."""


@dataclasses.dataclass(frozen=True, slots=True)
class DraftRecord:
    """A kept draft."""

    id: int
    scope_id: int
    author_id: int
    name: str
    title: str
    kind: str
    url: str | None
    digest: bytes
    content: Mapping[str, Any]
    left_out: tuple[int, ...]
    """Places of the pairs that are not wanted."""
    created_at: dt.datetime
