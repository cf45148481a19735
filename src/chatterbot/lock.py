"""One process at a time on a data folder.

Two would each keep an index that does not know what the other was taught, and take each other's unfinished jobs for crashed ones.
The operating system lets go of the lock when the process ends, however it ends; so there is no stale lock to clean up.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import pathlib
import sys
from collections.abc import Generator
from typing import Final

from chatterbot import errors

__all__ = ("FILE", "held")

_LOGGER: Final = logging.getLogger(__name__)

FILE: Final = "running.lock"
"""Its content, for people: the number of the process that holds it."""

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
"""What systems answer when somebody else holds the lock."""


@contextlib.contextmanager
def held(folder: pathlib.Path) -> Generator[None]:
    """Hold the folder's lock.

    Raises
    ------
    errors.SettingsError
        If another process holds it, or the folder cannot be written.
    """
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise errors.SettingsError(
            f"files.data: {path} cannot be written: {error.strerror}. Correct the path, or its permissions."
        ) from None
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _TAKEN:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() if os.name != "nt" else ""
                raise errors.SettingsError(
                    f"files.data: {folder} is in use by another chatterbot{f' (process {holder})' if holder else ''}. "
                    "Teach it there (/train, /export), stop it first, or name another folder with --data."
                ) from None
            _LOGGER.warning("%s: this file system has no locks (%s); never run two on it", folder, error.strerror)
        else:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        yield
    finally:
        os.close(descriptor)  # lets go of the lock, too


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # far behind the content, which stays readable
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
