"""The files for asynchronous code: every call runs in a worker thread."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import pathlib
from collections.abc import Callable, Collection

from chatterbot import errors
from chatterbot.files import handles, space, tree

__all__ = ("DataFolder", "GuildFiles")


class GuildFiles:
    """The files that one community (or person) can see: its own folder, and ``shared/`` read-only.

    If a call is cancelled, its thread still ends by itself: what it read is dropped, a write is done completely or not at all.
    """

    def __init__(self, blocking: tree.GuildTree) -> None:
        self.blocking = blocking
        """The same files for code that already runs in a worker thread."""

    async def entries(
        self, kinds: Collection[str] = tree.KINDS, prefix: str = "", limit: int = 25
    ) -> list[tree.FileEntry]:
        """Return the files and folders that a person may name, best matches first.

        Parameters
        ----------
        kinds
            ``file``, ``folder`` or both.
        prefix
            What the person has typed; upper and lower case are the same. Paths that start with it come first, then names that
            start with it, then paths that contain it.
        limit
            How many at most; by default as many as Discord's autocomplete shows.
        """
        return await asyncio.to_thread(self.blocking.entries, kinds, prefix, limit)

    async def read(self, path: str, max_bytes: int | None = None) -> bytes:
        """Return the content of a file of at most `max_bytes` (default: `FileLimits.max_file`).

        Raises
        ------
        UserError
            ``error-path-outside``, ``error-path-bad-name``, ``error-path-too-long``, ``error-path-missing``,
            ``error-path-link``, ``error-path-not-a-file``, ``error-path-not-a-folder`` (a part of the path is a file),
            ``error-path-closed`` (no permission), ``error-file-too-large``.
        ServiceError
            The disk failed.
        """
        limit = self.blocking.limits.max_file if max_bytes is None else max_bytes
        return await asyncio.to_thread(self.blocking.read, path, limit)

    async def size(self, path: str) -> int | None:
        """Return the size of a file in bytes; `None` if there is no such file, or it may not be read."""

        def look() -> int:
            with self.blocking.open_file(path) as (_, entry):
                return entry.size

        try:
            return await asyncio.to_thread(look)
        except errors.ChatterbotError:
            return None

    async def open_folder(self, path: str) -> list[tree.FileEntry]:
        """Return all files below a folder, at any depth, sorted by path; hidden files and links are left out.

        Raises
        ------
        UserError
            As `read`, and ``error-folder-too-many``.
        """
        return await asyncio.to_thread(self.blocking.open_folder, path)

    async def write(self, path: str, data: bytes, *, replace: bool = True) -> tree.FileEntry:
        """Create or replace a file in one durable step (temporary file, fsync, rename); missing folders are made.

        Without `replace`, an existing file raises `FileExistsError`.

        Raises
        ------
        UserError
            As `read`, and ``error-path-read-only`` (below ``shared/``), ``error-storage-full``.
        ServiceError
            The disk failed or is full.
        """
        return await asyncio.to_thread(
            self.blocking.write, path, lambda file: file.write(data), len(data), replace=replace
        )

    async def remove(self, path: str) -> bool:
        """Delete a file of the own folder; return `False` if there is none.

        Raises
        ------
        UserError
            As `read`, but not for a missing file; ``error-path-read-only`` (below ``shared/``).
        ServiceError
            The disk failed.
        """
        return await asyncio.to_thread(self.blocking.remove, path)

    async def clear(self) -> int:
        """Delete every file of the own folder and return how many there were. Raises what `remove` raises."""
        return await asyncio.to_thread(self.blocking.clear)


class DataFolder:
    """The operator's data folder: ``guilds/<scope_id>/`` for each community and ``shared/`` for all.

    Parameters
    ----------
    root
        The folder; made at the first write. It may be a link itself; links below it are never followed.
    limits
        How much each community may store and list.
    max_stored_direct
        All files of one person's direct messages together, in bytes; `None`: as many as of a community.
    open_root
        Opens the folder; by default in the safest way of this system.
    """

    def __init__(
        self,
        root: pathlib.Path,
        limits: tree.FileLimits | None = None,
        *,
        max_stored_direct: int | None = None,
        open_root: Callable[[pathlib.Path], handles.OpenFolder] = handles.open_root,
    ) -> None:
        self._root = root
        self._limits = limits or tree.FileLimits()
        stored = self._limits.max_stored if max_stored_direct is None else max_stored_direct
        self._direct_limits = dataclasses.replace(self._limits, max_stored=min(stored, self._limits.max_stored))
        self._open_root = open_root
        self._writes = space.Space()
        self._started = dt.datetime.now(dt.UTC)

    def guild(self, scope_id: int, *, is_direct: bool = False) -> GuildFiles:
        """Return the files of a scope; folders are made only when something is written.

        Parameters
        ----------
        is_direct
            Whether the scope is the direct messages of a person, who may store less.
        """
        limits = self._direct_limits if is_direct else self._limits
        return GuildFiles(tree.GuildTree(self._root, scope_id, limits, self._open_root, self._writes))

    async def sweep(self) -> int:
        """Delete temporary files that a killed process left, and return how many.

        Only files with our temporary names that are older than this object are deleted. One process uses a data folder at a time (`lock`),
        so no other one is writing them.
        """
        return await asyncio.to_thread(self._sweep)

    def _sweep(self) -> int:
        try:
            with self._open_root(self._root) as root, root.folder("guilds") as guilds:
                scopes = [found.name for found in guilds.scan() if found.kind is handles.EntryKind.FOLDER]
        except OSError:  # nothing was written yet, or the folder cannot be opened: then a write says so
            return 0
        numbers = [int(name) for name in scopes if name.isascii() and name.isdigit()]
        return sum(self.guild(number).blocking.sweep(self._started) for number in numbers)
