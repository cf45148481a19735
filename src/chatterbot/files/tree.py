"""One community's files, blocking: used in worker threads only (`GuildFiles` is for asynchronous code)."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import difflib
import errno
import itertools
import os
import pathlib
from collections.abc import Callable, Collection, Generator, Iterator
from typing import BinaryIO, Final

from chatterbot import errors, private_files
from chatterbot.files import handles, names, space

__all__ = ("FileEntry", "FileLimits", "GuildTree")

KINDS: Final = frozenset({"file", "folder"})

_READ_AT_ONCE = 1 << 20
"""Bytes read at a time: a file that grows while it is read is noticed after at most this many."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileLimits:
    """How much one community may store and list. Sizes in bytes."""

    max_file: int = 8 << 20
    """Largest file that the bot reads or writes: Discord's upload limit for bots was 8 MiB, and is 10 MiB now."""
    max_stored: int = 1 << 30
    """All files of one community together (1 GiB): archives add up, and all communities share the disk."""
    max_entries: int = 10_000
    """Most names read for one listing: tens of milliseconds on a slow disk, so autocomplete always answers within its 3 s."""
    max_folder_files: int = 2_000
    """Most files of a folder that is taught or archived: more are a mistake."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileEntry:
    """One file or folder a person may see."""

    path: str
    """The virtual path, which opens this entry: relative to the own folder, or below ``shared/``."""
    size: int
    """In bytes; 0 for a folder."""
    is_folder: bool
    modified: dt.datetime
    """Aware, UTC."""


class GuildTree:
    """The files of one scope below `root`.

    Parameters
    ----------
    root
        The data folder.
    scope_id
        The owner of the folder ``guilds/<scope_id>``.
    limits
        How much it may store and list.
    open_root
        Opens the data folder; tests pass the fallback.
    writes
        The writes under way: one object for all trees of a data folder.
    """

    def __init__(
        self,
        root: pathlib.Path,
        scope_id: int,
        limits: FileLimits,
        open_root: Callable[[pathlib.Path], handles.OpenFolder],
        writes: space.Space | None = None,
    ) -> None:
        self.limits = limits
        self._root = root
        self._scope_id = int(scope_id)
        self._writes = writes or space.Space()
        self._own = ("guilds", str(int(scope_id)))
        self._open_root = open_root

    def entries(self, kinds: Collection[str], prefix: str, limit: int) -> list[FileEntry]:
        """Return files and folders that match `prefix`, best matches first; see `GuildFiles.entries`."""
        wanted = prefix.strip().removeprefix("./").casefold()
        found = itertools.islice(
            itertools.chain(
                self._below(names.VirtualPath(shared=False, names=())),
                self._below(names.VirtualPath(shared=True, names=()), include_itself=True),
            ),
            self.limits.max_entries,
        )
        ranked: list[tuple[int, str, FileEntry]] = []
        for entry in found:
            if ("folder" if entry.is_folder else "file") in kinds:
                path = entry.path.casefold()
                last = path.rpartition("/")[2]
                rank = 0 if path.startswith(wanted) else 1 if last.startswith(wanted) else 2
                if rank < 2 or wanted in path:
                    ranked.append((rank, path, entry))
        ranked.sort(key=lambda item: (item[0], item[1], item[2].path))
        return [entry for _, _, entry in ranked[:limit]]

    def open_folder(self, path: str) -> list[FileEntry]:
        """Return all files below a folder, sorted by path; see `GuildFiles.open_folder`."""
        virtual = names.parse(path)
        found: list[FileEntry] = []
        with self._folder(virtual) as folder, self._translated(virtual, None, virtual, ""):
            # One more than allowed is read, to distinguish too many from just enough.
            for entry in itertools.islice(self._walk(folder, virtual), self.limits.max_entries + 1):
                found.append(entry)  # noqa: PERF402 - the generator reads the disk: a loop says so
        files = [entry for entry in found if not entry.is_folder]
        if len(found) > self.limits.max_entries or len(files) > self.limits.max_folder_files:
            raise errors.InvalidInputError(
                "error-folder-too-many", path=names.shown(path), limit=self.limits.max_folder_files
            )
        return sorted(files, key=lambda entry: entry.path)

    @contextlib.contextmanager
    def open_file(self, path: str) -> Generator[tuple[BinaryIO, FileEntry]]:
        """Open a regular file for reading; the caller limits how much is read."""
        virtual = names.parse(path)
        if not virtual.names:
            raise errors.NotFoundError("error-path-not-a-file", path=names.shown(path))
        where, name = virtual.upto(len(virtual.names) - 1), virtual.names[-1]
        with self._folder(where, asked=virtual) as folder, self._translated(virtual, folder, where, name):
            file = folder.file(name)
        with file:
            status = os.fstat(file.fileno())
            modified = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
            yield file, FileEntry(str(virtual), status.st_size, is_folder=False, modified=modified)

    def read(self, path: str, max_bytes: int) -> bytes:
        """Return the content of a file; see `GuildFiles.read`."""
        with self.open_file(path) as (file, entry), self._io():
            if entry.size <= max_bytes:
                parts: list[bytes] = []
                left = max_bytes + 1  # one byte more, to notice a file that grew
                while left > 0 and (part := file.read(min(left, _READ_AT_ONCE))):
                    parts.append(part)
                    left -= len(part)
                if left > 0:
                    return b"".join(parts)
            size = max(entry.size, max_bytes + 1)
        raise errors.InvalidInputError("error-file-too-large", path=entry.path, size=size, limit=max_bytes)

    def write(self, path: str, fill: Callable[[BinaryIO], object], size: int, *, replace: bool = True) -> FileEntry:
        """Create or replace a file in one step.

        Parameters
        ----------
        path
            The virtual path; missing folders are made.
        fill
            Writes the new content, and may read it back; if it raises, nothing changes.
        size
            Most bytes that will be written; they count for `FileLimits.max_stored`.
        replace
            Whether an existing file may be replaced; if not, it raises `FileExistsError`.
        """
        virtual = names.parse(path)
        if virtual.shared:
            raise errors.RefusedError("error-path-read-only", path=names.shown(path))
        if not virtual.names:
            raise errors.InvalidInputError("error-path-not-a-file", path=names.shown(path))
        where, name = virtual.upto(len(virtual.names) - 1), virtual.names[-1]
        with (
            self._room(size) as temporary,
            self._folder(where, asked=virtual, create=True) as folder,
            self._translated(virtual, folder, where, name),
        ):
            with contextlib.suppress(FileNotFoundError):
                if folder.look(name).kind is not handles.EntryKind.FILE:
                    raise errors.InvalidInputError("error-path-not-a-file", path=str(virtual))
                if not replace:
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
            _write_in(folder, temporary, name, fill, replace=replace)
            found = folder.look(name)
        return _entry(virtual, found)

    def remove(self, path: str) -> bool:
        """Delete a file of the own folder; return `False` if there is none. See `GuildFiles.remove`."""
        virtual = names.parse(path)
        if virtual.shared or not virtual.names:
            raise errors.RefusedError("error-path-read-only", path=names.shown(path))
        return self._remove(virtual)

    def clear(self) -> int:
        """Delete every file of the own folder, hidden ones included, and return how many there were."""
        own = names.VirtualPath(shared=False, names=())
        found = [entry for entry in self._below(own, hidden=True) if not entry.is_folder]
        return sum(self._remove(names.VirtualPath(shared=False, names=tuple(entry.path.split("/")))) for entry in found)

    def sweep(self, before: dt.datetime) -> int:
        """Delete temporary files last changed before `before`, unless they are being written; return how many."""
        own = names.VirtualPath(shared=False, names=())
        removed = 0
        for entry in list(self._below(own, hidden=True)):
            inside = tuple(entry.path.split("/"))
            dead = not entry.is_folder and space.is_temporary(inside[-1]) and entry.modified < before
            if dead and not self._writes.announces(self._scope_id, inside[-1]):
                removed += self._remove(names.VirtualPath(shared=False, names=inside))
        return removed

    def _remove(self, virtual: names.VirtualPath) -> bool:
        where, name = virtual.upto(len(virtual.names) - 1), virtual.names[-1]
        try:
            with self._folder(where, asked=virtual) as folder, self._translated(virtual, folder, where, name):
                if folder.look(name).kind is handles.EntryKind.FOLDER:
                    raise errors.InvalidInputError("error-path-not-a-file", path=str(virtual))
                folder.remove(name)
        except errors.NotFoundError:
            return False
        return True

    @contextlib.contextmanager
    def _room(self, size: int) -> Generator[str]:
        """Reserve `size` bytes for the block, or refuse; yields the temporary name to write to."""
        own = names.VirtualPath(shared=False, names=())
        with self._writes.announced(self._scope_id, size) as (temporary, writes):
            found = itertools.islice(self._below(own, hidden=True), self.limits.max_entries)
            sizes = [entry.size for entry in found if entry.path.rpartition("/")[2] not in writes]
            used = sum(sizes) + sum(writes.values()) - size
            if used + size > self.limits.max_stored or len(sizes) + len(writes) > self.limits.max_entries:
                raise errors.RefusedError("error-storage-full", used=used, size=size, limit=self.limits.max_stored)
            yield temporary

    def _below(
        self, start: names.VirtualPath, *, include_itself: bool = False, hidden: bool = False
    ) -> Iterator[FileEntry]:
        """Yield everything below a folder, or nothing if it does not exist."""
        try:
            with self._folder(start) as folder:
                if include_itself:
                    yield FileEntry(str(start), 0, is_folder=True, modified=dt.datetime.fromtimestamp(0, dt.UTC))
                yield from self._walk(folder, start, hidden=hidden)
        except (errors.UserError, OSError):  # it does not exist, or was replaced meanwhile
            return

    def _walk(
        self, folder: handles.OpenFolder, where: names.VirtualPath, *, hidden: bool = False
    ) -> Iterator[FileEntry]:
        """Yield everything below an open folder, without following links, at most `names.MAX_DEPTH` names deep."""
        inside = sorted(itertools.islice(folder.scan(), self.limits.max_entries + 1), key=lambda found: found.name)
        for found in inside:
            virtual = names.VirtualPath(where.shared, (*where.names, found.name))
            top = not where.names and not where.shared
            if not hidden and (not names.is_listed(found.name) or (top and found.name.casefold() == names.SHARED)):
                continue
            if found.kind is handles.EntryKind.FILE:
                yield _entry(virtual, found)
            elif found.kind is handles.EntryKind.FOLDER:
                yield _entry(virtual, found)
                if len(virtual.names) < names.MAX_DEPTH:
                    # If it was deleted, replaced or made inaccessible since it was listed, it is left out.
                    with contextlib.suppress(OSError), folder.folder(found.name) as child:
                        yield from self._walk(child, virtual, hidden=hidden)

    @contextlib.contextmanager
    def _folder(
        self, where: names.VirtualPath, *, asked: names.VirtualPath | None = None, create: bool = False
    ) -> Generator[handles.OpenFolder]:
        """Open a folder, name by name from the data folder on."""
        asked = asked or where
        base = (names.SHARED,) if where.shared else self._own
        with contextlib.ExitStack() as stack:
            with self._translated(asked, None, where.upto(0), ""):
                if create:
                    private_files.make_folder(self._root)
                current = stack.enter_context(self._open_root(self._root))
            for index, name in enumerate((*base, *where.names)):
                known = where.upto(max(0, index - len(base)))
                with self._translated(asked, current if index >= len(base) else None, known, name):
                    current = stack.enter_context(current.folder(name, create=create))
            yield current

    @contextlib.contextmanager
    def _translated(
        self, asked: names.VirtualPath, folder: handles.OpenFolder | None, looked: names.VirtualPath, name: str
    ) -> Generator[None]:
        """Turn errors of the system into `UserError` where the person can act on them, and into `ServiceError` otherwise."""
        try:
            yield
        except FileNotFoundError as error:
            if (
                not asked.names and not asked.shared
            ):  # nobody has put anything into the own folder, so it is not made yet
                raise errors.NotFoundError("error-folder-empty", path=".") from error
            near = _nearest(folder, name) if folder else ""
            raise errors.NotFoundError("error-path-missing", path=str(asked), looked=str(looked), near=near) from error
        except FileExistsError:
            raise
        except OSError as error:
            key = {
                errno.ELOOP: "error-path-link",
                errno.EMLINK: "error-path-link",  # what FreeBSD raises for O_NOFOLLOW
                errno.ENOTDIR: "error-path-not-a-folder",
                errno.EISDIR: "error-path-not-a-file",
                errno.ENXIO: "error-path-not-a-file",
                errno.ENAMETOOLONG: "error-path-bad-name",
                errno.EILSEQ: "error-path-bad-name",
                errno.EINVAL: "error-path-bad-name",
                errno.EACCES: "error-path-closed",
                errno.EPERM: "error-path-closed",
            }.get(error.errno or 0)
            if key is None:
                raise _broken(error) from error
            extra = {"name": names.shown(name)} if key == "error-path-bad-name" else {}
            raise errors.RefusedError(key, path=str(asked), **extra) from error

    @contextlib.contextmanager
    def _io(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise _broken(error) from error


def _write_in(
    folder: handles.OpenFolder, temporary: str, name: str, fill: Callable[[BinaryIO], object], *, replace: bool
) -> None:
    file = folder.create(temporary)
    try:
        with file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        folder.publish(temporary, name, replace=replace)
    except BaseException:
        with contextlib.suppress(OSError):
            folder.remove(temporary)
        raise


def _broken(error: OSError) -> errors.ServiceError:
    """Return the error for a full or read-only disk, or an I/O error: the person cannot correct these."""
    return errors.ServiceError(
        f"the data folder failed: {error.strerror or type(error).__name__}",
        retryable=error.errno in {errno.EMFILE, errno.ENFILE},
    )


def _entry(virtual: names.VirtualPath, found: handles.Found) -> FileEntry:
    is_folder = found.kind is handles.EntryKind.FOLDER
    modified = dt.datetime.fromtimestamp(found.modified, dt.UTC)
    return FileEntry(str(virtual), 0 if is_folder else found.size, is_folder=is_folder, modified=modified)


def _nearest(folder: handles.OpenFolder, name: str) -> str:
    """Return the listed name most similar to `name`, or an empty text: a hint for a typing mistake."""
    with contextlib.suppress(OSError):
        known = [found.name for found in itertools.islice(folder.scan(), 200) if names.is_listed(found.name)]
        return next(iter(difflib.get_close_matches(name[:200], known, n=1, cutoff=0.6)), "")
    return ""
