"""One process at a time on a data folder, or several that share a PostgreSQL database (`cluster`).

Two processes would each answer from an index that lacks what the other was taught, and each would take the other's unfinished jobs for
ones that a crash left. The operating system releases the lock when the process ends, however it ends, so no stale lock has to be removed.

The package `filelock` was considered: it adds 40 ms to the start, and all but the two `_lock` functions below would stay.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import pathlib
import re
import secrets
import sys
from collections.abc import Generator
from typing import Final

from chatterbot import errors

__all__ = ("FILE", "held", "place")

_LOGGER: Final = logging.getLogger(__name__)

FILE: Final = "running.lock"
"""The name of the lock file; its content, for people, is the id of the process that holds it."""

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
"""What operating systems answer when another process holds the lock."""


MOST_PLACES: Final = 1_000
"""Processes that may share a data folder."""


@contextlib.contextmanager
def held(folder: pathlib.Path, *, shared: bool = False) -> Generator[None]:
    """Hold the lock of a data folder inside the block.

    Parameters
    ----------
    shared
        Whether other processes may hold it, too, if they share it as well.

    Raises
    ------
    errors.SettingsError
        If another process holds it (the message names it), or the folder cannot be written to.
    """
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise errors.SettingsError(
            f"files.data: {path} cannot be written: {error.strerror}. Correct the path or its permissions."
        ) from None
    try:
        try:
            _lock(descriptor, shared=shared)
        except OSError as error:
            if error.errno in _TAKEN:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() if os.name != "nt" else ""
                raise errors.SettingsError(
                    f"files.data: {folder} is in use by another chatterbot{f' (process {holder})' if holder else ''}. "
                    "Use that one (/train, /export), stop it first, or choose another folder with --data."
                ) from None
            _LOGGER.warning(
                "%s: this file system has no locks (%s); make sure that only one chatterbot uses the folder",
                folder,
                error.strerror,
            )
        else:
            if not shared:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, b"%d\n" % os.getpid())
        yield
    finally:
        os.close(descriptor)  # releases the lock, too


@contextlib.contextmanager
def place(folder: pathlib.Path) -> Generator[str]:
    """Hold a place among the processes that share a data folder inside the block; yields its name, which is the same at each start.

    Whoever holds a place knows that every earlier process with its name has ended. The name is empty where the file system has no locks,
    so that this is not known.
    """
    for number in range(1, MOST_PLACES + 1):
        try:
            descriptor = os.open(folder / f"process-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise errors.SettingsError(f"files.data: {folder} cannot be written: {error.strerror}.") from None
        try:
            try:
                _lock(descriptor)
            except OSError as error:
                if error.errno in _TAKEN:
                    continue
                yield ""
                return
            name = os.read(descriptor, 32).decode("ascii", "replace")
            if not re.fullmatch("[0-9a-f]{32}", name):
                name = secrets.token_hex(16)
                os.ftruncate(descriptor, 0)
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.write(descriptor, name.encode())
            yield name
            return
        finally:
            os.close(descriptor)
    raise errors.SettingsError(
        f"files.data: {folder} is shared by {MOST_PLACES} processes; choose another folder with --data."
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, shared: bool = False) -> None:
        if shared:  # Windows has no shared lock of this kind
            return
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # far behind the content, so that it stays readable
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool = False) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
