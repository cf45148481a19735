"""Compares the files of the data folder with what the database says of them."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import Iterable

from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy, amount
from chatterbot.files import UPLOADS, DataFolder
from chatterbot.store import ConsistencyStore

__all__ = ("kept_files",)

GUILDS = "guilds"
"""The folder of the data folder that holds one folder for each server."""


async def kept_files(data: pathlib.Path, store: ConsistencyStore) -> CheckedPart:
    """Look for files that rows name and that are not there, and for files that people sent and that no row names.

    Nothing is repaired: a missing file may be on a disk that is not there now, and a file is never deleted.
    """
    sent, shown = await store.uploads(), await store.files_of_answers()
    folder = DataFolder(data)
    lost_sent = await _missing(folder, sent)
    lost_shown = await _missing(folder, shown)
    unnamed = await asyncio.to_thread(_unnamed, data, sent)
    found: list[Discrepancy] = []
    if lost_shown:
        sentence = (
            f"{amount(lost_shown, 'file that an answer sends', 'files that answers send')} along "
            f"{'is' if lost_shown == 1 else 'are'} not there: the answers go without them; "
            "put them back from a backup, or change the answers with /extras"
        )
        found.append(Discrepancy(sentence))
    if lost_sent:
        sentence = (
            f"{amount(lost_sent, 'file that somebody sent is', 'files that people sent are')} not there: "
            "they were deleted by hand, or the folder is not the one of this database"
        )
        found.append(Discrepancy(sentence))
    if unnamed:
        sentence = (
            f"{amount(unnamed, 'file', 'files')} in `{UPLOADS}` folders with no sender noted: "
            "an erasure of a person's data does not find them; look at them, and delete what is not needed"
        )
        found.append(Discrepancy(sentence))
    return CheckedPart(
        "files", f"{amount(len(sent | shown), 'file', 'files')} named in the database, and the folders", tuple(found)
    )


async def _missing(folder: DataFolder, named: Iterable[tuple[int, str]]) -> int:
    return sum([await folder.guild(scope_id).size(path) is None for scope_id, path in named])


def _unnamed(data: pathlib.Path, sent: set[tuple[int, str]]) -> int:
    """Return how many files are in the folders for what people send, and named by no row. Blocks."""
    number = 0
    for place in (data / GUILDS).glob("*"):
        if place.is_symlink() or not (place.name.isascii() and place.name.isdecimal()):
            continue
        uploads = place / UPLOADS
        if uploads.is_symlink() or not uploads.is_dir():
            continue
        names = (each.name for each in uploads.iterdir() if each.is_file() and not each.is_symlink())
        number += sum((int(place.name), f"{UPLOADS}/{name}") not in sent for name in names if not name.startswith("."))
    return number
