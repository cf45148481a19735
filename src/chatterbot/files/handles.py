"""Open folders: paths are walked one name at a time, and never through a link.

`DescriptorFolder` is used on POSIX: every step is ``openat(parent, name, O_NOFOLLOW)``, so a folder that is replaced by a
link between two steps cannot lead outside; the file that was opened is checked (``fstat``), not its path a second time.

`PathFolder` is the fallback where Python has no ``dir_fd`` (Windows). It refuses links and junctions by checking before it
opens, and compares the identity and the real path of what it opened afterwards. A race of microseconds remains; only a
user of the host who can change the data folder anyway could use it, as nobody on Discord can create a link.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import errno
import os
import pathlib
import stat
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Protocol, Self, cast

from chatterbot import private_files

__all__ = ("DescriptorFolder", "EntryKind", "Found", "OpenFolder", "PathFolder", "open_root")

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_READ_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
# O_NONBLOCK: opening a FIFO must not wait for its writer. O_NOCTTY: a terminal must not become the process's own.
_READ_FILE = (
    os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)
_CREATE_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NOFOLLOW | getattr(os, "O_BINARY", 0)

_REPARSE_POINT = 0x400
"""FILE_ATTRIBUTE_REPARSE_POINT: links, junctions and mount points on Windows."""


class EntryKind(enum.Enum):
    """What a name in a folder is."""

    FILE = enum.auto()
    FOLDER = enum.auto()
    LINK = enum.auto()
    OTHER = enum.auto()
    """A device, FIFO or socket."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One entry of a folder."""

    name: str
    kind: EntryKind
    size: int
    """In bytes."""
    modified: float
    """Seconds since the epoch."""


class OpenFolder(Protocol):
    """An open folder. All methods raise `OSError`: for a link always ``ELOOP``, for another wrong kind ``EISDIR`` or ``ENOTDIR``."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def look(self, name: str) -> Found:
        """Return what `name` is, without following a link."""
        ...

    def scan(self) -> Iterator[Found]:
        """Yield the entries, in no order; names that are deleted meanwhile are left out."""
        ...

    def folder(self, name: str, *, create: bool = False) -> Self:
        """Open the folder `name` inside this one."""
        ...

    def file(self, name: str) -> BinaryIO:
        """Open the regular file `name` for reading."""
        ...

    def create(self, name: str) -> BinaryIO:
        """Create the file `name` for writing and reading; it must not exist."""
        ...

    def publish(self, temporary: str, name: str, *, replace: bool) -> None:
        """Rename a finished file in one durable step.

        Without `replace`, an existing `name` raises `FileExistsError`.
        """
        ...

    def remove(self, name: str) -> None:
        """Delete the file `name`."""
        ...


class DescriptorFolder:
    """A folder that is held open by a file descriptor (POSIX)."""

    __slots__ = ("_fd",)

    def __init__(self, descriptor: int) -> None:
        self._fd = descriptor

    @classmethod
    def root(cls, path: pathlib.Path) -> Self:
        """Open the data folder itself: only here are links followed, because the operator chose it."""
        return cls(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)

    def look(self, name: str) -> Found:
        """Return what `name` is, without following a link."""
        return _found(name, os.stat(name, dir_fd=self._fd, follow_symlinks=False))

    def scan(self) -> Iterator[Found]:
        """Yield the entries."""
        with os.scandir(self._fd) as inside:
            for entry in inside:
                with contextlib.suppress(FileNotFoundError):
                    yield _found(entry.name, entry.stat(follow_symlinks=False))

    def folder(self, name: str, *, create: bool = False) -> Self:
        """Open a folder inside this one; with `create` it is made if it is missing."""
        if create:
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, private_files.FOLDER_MODE, dir_fd=self._fd)
                os.fsync(self._fd)
        try:
            return type(self)(os.open(name, _READ_FOLDER, dir_fd=self._fd))
        except NotADirectoryError:  # Linux raises this for links and for files
            _refuse_unless(EntryKind.FOLDER, self.look(name))
            raise

    def file(self, name: str) -> BinaryIO:
        """Open a regular file for reading."""
        # Checked before opening, because opening some devices has an effect (it rewinds a tape) ...
        _refuse_unless(EntryKind.FILE, self.look(name))
        descriptor = os.open(name, _READ_FILE, dir_fd=self._fd)
        try:
            # ... and afterwards, because the name may have been replaced meanwhile.
            _refuse_unless(EntryKind.FILE, _found(name, os.fstat(descriptor)))
            return cast("BinaryIO", os.fdopen(descriptor, "rb"))
        except BaseException:
            os.close(descriptor)
            raise

    def create(self, name: str) -> BinaryIO:
        """Create a file for writing."""
        return cast("BinaryIO", os.fdopen(os.open(name, _CREATE_FILE, private_files.FILE_MODE, dir_fd=self._fd), "w+b"))

    def publish(self, temporary: str, name: str, *, replace: bool) -> None:
        """Rename in one step."""
        if replace:
            os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
        else:
            self._publish_new(temporary, name)
        os.fsync(self._fd)

    def remove(self, name: str) -> None:
        """Delete a file."""
        os.unlink(name, dir_fd=self._fd)

    def _publish_new(self, temporary: str, name: str) -> None:
        try:
            os.link(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd, follow_symlinks=False)
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
                raise
            # A file system without hard links (exFAT, some network mounts): check, then rename; of two writers at once, the later wins.
            with contextlib.suppress(FileNotFoundError):
                self.look(name)
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name) from error
            os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
        else:
            os.unlink(temporary, dir_fd=self._fd)


class PathFolder:
    """A folder known by its path: the fallback; the module's docstring says what it cannot guarantee."""

    __slots__ = ("_path",)

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path

    @classmethod
    def root(cls, path: pathlib.Path) -> Self:
        """Open the data folder itself; everything below is compared with its real path."""
        return cls(path.resolve(strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def look(self, name: str) -> Found:
        """Return what `name` is, without following a link."""
        return _found(name, (self._path / name).lstat())

    def scan(self) -> Iterator[Found]:
        """Yield the entries."""
        self._check()
        with os.scandir(self._path) as inside:
            for entry in inside:
                with contextlib.suppress(FileNotFoundError):
                    yield _found(entry.name, (self._path / entry.name).lstat())

    def folder(self, name: str, *, create: bool = False) -> Self:
        """Open a folder inside this one; with `create` it is made if it is missing."""
        self._check()
        child = self._path / name
        if create:
            with contextlib.suppress(FileExistsError):
                child.mkdir(private_files.FOLDER_MODE)
        _refuse_unless(EntryKind.FOLDER, self.look(name))
        return type(self)(child)

    def file(self, name: str) -> BinaryIO:
        """Open a regular file for reading."""
        before = (self._path / name).lstat()
        _refuse_unless(EntryKind.FILE, _found(name, before))
        descriptor = os.open(self._path / name, _READ_FILE)
        try:
            self._check(same=os.path.samestat(before, os.fstat(descriptor)))
            return cast("BinaryIO", os.fdopen(descriptor, "rb"))
        except BaseException:
            os.close(descriptor)
            raise

    def create(self, name: str) -> BinaryIO:
        """Create a file for writing."""
        self._check()
        return cast("BinaryIO", os.fdopen(os.open(self._path / name, _CREATE_FILE, private_files.FILE_MODE), "w+b"))

    def publish(self, temporary: str, name: str, *, replace: bool) -> None:
        """Rename in one step."""
        self._check()
        if not replace:
            with contextlib.suppress(FileNotFoundError):
                self.look(name)
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
        (self._path / temporary).replace(self._path / name)

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self._path / name).unlink()

    def _check(self, *, same: bool = True) -> None:
        """Raise ``ELOOP`` if a folder of the path has become a link since it was checked, or the file is not the `same`."""
        if not same or os.path.realpath(self._path) != str(self._path):
            raise _link(self._path.name)


def open_root(path: pathlib.Path) -> DescriptorFolder | PathFolder:
    """Open the data folder itself, in the safest way of this system."""
    if {
        os.open,
        os.stat,
        os.mkdir,
        os.unlink,
        os.link,
        os.rename,
    } <= os.supports_dir_fd and os.scandir in os.supports_fd:
        return DescriptorFolder.root(path)
    return PathFolder.root(path)


def _found(name: str, status: os.stat_result) -> Found:
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_file_attributes", 0) & _REPARSE_POINT:
        kind = EntryKind.LINK
    elif stat.S_ISREG(status.st_mode):
        kind = EntryKind.FILE
    elif stat.S_ISDIR(status.st_mode):
        kind = EntryKind.FOLDER
    else:
        kind = EntryKind.OTHER
    return Found(name, kind, status.st_size, status.st_mtime)


def _refuse_unless(wanted: EntryKind, found: Found) -> None:
    if found.kind is wanted:
        return
    if found.kind is EntryKind.LINK:
        raise _link(found.name)
    code = errno.ENOTDIR if wanted is EntryKind.FOLDER else errno.EISDIR
    raise OSError(code, os.strerror(code), found.name)


def _link(name: str) -> OSError:
    return OSError(errno.ELOOP, os.strerror(errno.ELOOP), name)
