"""Files and folders that only the user the bot runs as may read: in them stand people's own words.

Modes are set on what is opened, not left to the process's umask. Windows has no such bits: there everything is as the folder's owner
set it up.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import stat
from typing import Final

__all__ = ("FILE_MODE", "FOLDER_MODE", "create", "make_folder", "opener", "tighten")

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""What everybody but the owner may do."""
_LOOK: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""A link is not followed, and a pipe that somebody put there is not waited for."""


def make_folder(path: pathlib.Path) -> None:
    """Make a folder, and those above it as the system makes them; one that is there is closed to others if it is ours.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    _tighten_one(path)


def create(path: pathlib.Path) -> None:
    """Make an empty file, for a library that would make it readable by others; one that is there is closed to them if it is ours.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    # One that is there is not opened: closing it would give up the locks that SQLite holds on it in this process.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), FILE_MODE))
    _tighten_one(path)


def opener(path: str, flags: int) -> int:
    """Open a file for `open` (its parameter ``opener``); a new one is ours alone."""
    return os.open(path, flags, FILE_MODE)


def tighten(folder: pathlib.Path) -> int:
    """Close a folder and everything in it to others; links are not followed.

    Returns
    -------
    int
        How many files and folders stay open to others, because they are somebody else's.
    """
    if os.name == "nt":
        return 0
    left = 0 if _tighten_one(folder) else 1
    for root, folders, files in os.walk(folder):
        left += sum(not _tighten_one(pathlib.Path(root, name)) for name in (*folders, *files))
    return left


def _tighten_one(path: pathlib.Path) -> bool:
    """Take from others what they may do with a file or folder; `False` if that cannot be done."""
    if os.name == "nt":
        return True
    try:
        state = path.lstat()
        if not state.st_mode & OTHERS or not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            return True
        descriptor = os.open(path, _LOOK)
    except OSError:
        return not path.exists()  # deleted meanwhile, or a link by now: it is nothing of ours
    try:
        # What is open is changed, whatever has that name by now.
        with contextlib.suppress(PermissionError):
            os.fchmod(descriptor, stat.S_IMODE(os.fstat(descriptor).st_mode) & ~OTHERS)
        return not os.fstat(descriptor).st_mode & OTHERS
    finally:
        os.close(descriptor)
