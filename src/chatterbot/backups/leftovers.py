"""What a backup or restoration that was killed left behind is removed by the next one, and when the bot starts.

It may be a copy of the whole database, with words that are erased from the bot meanwhile. Whoever works in such a place holds a lock on it,
which the system releases when the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Generator
from typing import Final

__all__ = ("BACKUP", "RESTORED", "claim", "remove", "tidy", "workplace")

BACKUP: Final = ".backup-"
RESTORED: Final = ".restored-"
"""How the folders are called in which a backup is put together, and in which one is unpacked."""


@contextlib.contextmanager
def workplace(data: pathlib.Path, prefix: str) -> Generator[pathlib.Path]:
    """Make a folder below the data folder for the block.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix=prefix, dir=data) as place, _opened(pathlib.Path(place)) as descriptor:
        claim(descriptor)
        yield pathlib.Path(place)


def tidy(data: pathlib.Path) -> None:
    """Remove the folders of those that were killed from a data folder. Blocks."""
    for prefix in (BACKUP, RESTORED):
        remove(data, f"{prefix}*")


def remove(folder: pathlib.Path, pattern: str) -> None:
    """Remove the files and folders of a pattern at which nobody works; what cannot be removed stays. Blocks."""
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError), _opened(path) as descriptor:
            if not claim(descriptor):
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@contextlib.contextmanager
def _opened(path: pathlib.Path) -> Generator[int]:
    if sys.platform == "win32" and path.is_dir():  # no folder can be opened there
        yield -1
        return
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def claim(descriptor: int) -> bool:
        """Lock a place. `False`: it cannot be known whether somebody works there."""
        del descriptor
        return False

else:
    import fcntl

    def claim(descriptor: int) -> bool:
        """Lock a place until it is closed. `False`: somebody works there, or the file system has no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
