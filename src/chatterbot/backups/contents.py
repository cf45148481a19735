"""What a backup holds: which files, and the manifest that says what they were."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Iterator
from typing import Final

import pydantic

__all__ = ("DATABASE", "FILES", "FORMAT", "KEPT", "MANIFEST", "BackupManifest", "FileSum", "files_below", "is_safe")

FORMAT: Final = 1
DATABASE: Final = "database.sqlite3"
MANIFEST: Final = "manifest.json"
FILES: Final = "files"
KEPT: Final = ("corrections.jsonl", "guilds", "shared")
"""What of the data folder is kept. The rest can be made again (models, spoken answers), or belongs to another bot (the playground's)."""

_PART: Final = re.compile(r"[^/\\\0]+")


class FileSum(pydantic.BaseModel, frozen=True):
    """A file's size in bytes and the SHA-256 of its contents, in hexadecimal."""

    size: int = pydantic.Field(ge=0)
    sha256: str = pydantic.Field(pattern=r"^[0-9a-f]{64}$")


class BackupManifest(pydantic.BaseModel, frozen=True):
    """What a backup holds, written after everything else: a backup without it was cut off."""

    format: int
    program: str
    """Version of the program that made it."""
    revision: str
    """The newest migration of its database."""
    created: pydantic.AwareDatetime
    files: dict[str, FileSum]


def files_below(folder: pathlib.Path) -> Iterator[str]:
    """Yield the files of a data folder that are kept, as relative paths with slashes; links are not followed."""
    for kept in KEPT:
        top = folder / kept
        if top.is_symlink():
            continue
        if top.is_file():
            yield kept
        for parent, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                path = pathlib.Path(parent, name)
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(folder).as_posix()


def is_safe(name: str) -> bool:
    """Tell whether a name in a backup stays inside of what may be restored."""
    if name in {DATABASE, MANIFEST}:
        return True
    parts = name.split("/")
    inside = len(parts) > 1 and parts[0] == FILES and parts[1] in KEPT
    return inside and all(_PART.fullmatch(part) and part not in {".", ".."} and ":" not in part for part in parts)
