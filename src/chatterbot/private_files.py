"""Files and folders that only the bot's own user can read, because they contain what people wrote.

Permission bits are set on the opened file or folder and do not depend on the process's umask. Windows has no such bits: there the
permissions of the data folder apply.
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
"""Permission bits of everybody but the owner."""
_LOOK: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Links are not followed, and opening a named pipe does not wait for a writer."""


def make_folder(path: pathlib.Path) -> None:
    """Make a folder for the bot's user alone, or close an existing one to other users if it is the bot's.

    Missing parent folders get the system's usual permissions.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    _tighten_one(path)


def create(path: pathlib.Path) -> None:
    """Make an empty file for the bot's user alone, or close an existing one to other users if it is the bot's.

    This is for libraries that would themselves make a file that others can read.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    # An existing file is not opened: closing it would release the locks that SQLite holds on it in this process.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), FILE_MODE))
    _tighten_one(path)


def opener(path: str, flags: int) -> int:
    """Open a file for the built-in `open` (its parameter ``opener``); a new file is for the bot's user alone."""
    return os.open(path, flags, FILE_MODE)


def tighten(folder: pathlib.Path) -> int:
    """Close a folder and everything in it to other users; links are not followed.

    Returns
    -------
    int
        Number of files and folders that stay open to others, because they belong to another user.
    """
    if os.name == "nt":
        return 0
    left = 0 if _tighten_one(folder) else 1
    for root, folders, files in os.walk(folder):
        left += sum(not _tighten_one(pathlib.Path(root, name)) for name in (*folders, *files))
    return left


def _tighten_one(path: pathlib.Path) -> bool:
    """Close one file or folder to other users; return `False` if that is not possible."""
    if os.name == "nt":
        return True
    try:
        state = path.lstat()
        if not state.st_mode & OTHERS or not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            return True
        descriptor = os.open(path, _LOOK)
    except OSError:
        return not path.exists()  # deleted or replaced by a link in the meantime: not the bot's file any more
    try:
        # The opened file is changed, even if another file has its name by now.
        with contextlib.suppress(PermissionError):
            os.fchmod(descriptor, stat.S_IMODE(os.fstat(descriptor).st_mode) & ~OTHERS)
        return not os.fstat(descriptor).st_mode & OTHERS
    finally:
        os.close(descriptor)
