"""The names of files that people send: each is kept with the time in front of its own name, and shown by its own name."""

from __future__ import annotations

import datetime as dt
import pathlib
import re
from typing import Final

__all__ = ("own_name", "upload_path")

FOLDER: Final = "uploads"
NAME_LENGTH: Final = 48
"""Most characters kept of a file's own name, the ending included: with date and folder it then fits into a button's id."""
_KEPT: Final = re.compile(rf"{FOLDER}/\d{{8}}-\d{{6}}-(?P<name>[^/]+)")


def upload_path(filename: str, now: dt.datetime) -> str:
    """Return where to keep a file: ``uploads/<date>-<time>-<name>``, the name in letters, digits and underscores."""
    name = pathlib.PurePosixPath(filename.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    clean = re.sub(r"[\W_]+", "_", stem)[: NAME_LENGTH - len(ending) - 1].strip("_") or "file"
    tail = re.sub(r"\W+", "", ending)[:8]
    return f"{FOLDER}/{now:%Y%m%d-%H%M%S}-{clean}{f'.{tail}' if tail else ''}"


def own_name(path: str) -> str:
    """Return the own name of a file that was sent, without the folder and the time in front of it; another path stays as it is."""
    kept = _KEPT.fullmatch(path)
    return path if kept is None else kept["name"]
