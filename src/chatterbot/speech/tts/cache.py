"""Keep the sound of spoken texts on disk, so that frequent answers start at once and need no service.

A file contains a digest and Ogg Opus: a tenth of the samples' size, and its first sound is decoded in about a millisecond. Files are
written under another name and moved into place, so a crash leaves the old or the new file; a damaged or irregular file is deleted.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import hashlib
import io
import logging
import os
import stat
import tempfile
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Final

import numpy as np

from chatterbot import audio, errors, private_files
from chatterbot.speech.codecs import encoding

__all__ = ("SpeechCache", "SpeechKey")

_log = logging.getLogger(__name__)

_SUFFIX: Final = ".speech"
_UNFINISHED: Final = ".part"
_DIGEST: Final = 16
"""Bytes of the BLAKE2b digest before the sound: enough to detect damage."""
_MOST_BYTES: Final = 2 * 1024 * 1024
"""Size limit of one file; a piece of 280 characters takes some 120 KiB."""
_FORMAT: Final = "1"
"""Version of the file format, part of every file's name; it changes when older files can no longer be read."""
_FIRST_S: Final = 0.2
"""Seconds of sound decoded for the first frame."""
_NEXT_S: Final = 2.0
"""Seconds of sound in each later frame."""


@dataclasses.dataclass(frozen=True, slots=True)
class SpeechKey:
    """What identifies a cached sound."""

    voice: str
    """`VoiceInfo.id`, which contains the engine's name."""
    rate: float
    text: str

    @property
    def name(self) -> str:
        """The file's name: a hash, so that a listing of the folder reveals no text."""
        content = "\0".join((_FORMAT, self.voice, f"{self.rate:.3f}", self.text))
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest() + _SUFFIX


class SpeechCache:
    """The cached sounds; when the cache is full, the least recently used is deleted first.

    Make one with `open`, not with the constructor.
    """

    def __init__(self, folder: Path, limit: int, executor: Executor, sizes: dict[str, int]) -> None:
        self._folder = folder
        self._limit = limit
        self._executor = executor
        self._sizes = collections.OrderedDict(sizes)  # by name, the least recently used first
        self._total = sum(sizes.values())

    @classmethod
    async def open(cls, folder: Path, limit: int, executor: Executor) -> SpeechCache:
        """Read the folder's listing (the folder is made if needed) and delete what is over the limit.

        Parameters
        ----------
        folder
            A folder for this cache alone: its files may be deleted.
        limit
            Size of all files together, in bytes.
        executor
            Runs the reading, writing, encoding and decoding.

        Raises
        ------
        OSError
            If the folder cannot be made or read.
        """
        sizes = await asyncio.get_running_loop().run_in_executor(executor, _list_files, folder)
        cache = cls(folder, limit, executor, sizes)
        await cache._shrink()
        return cache

    def __contains__(self, key: SpeechKey) -> bool:
        """Tell whether a sound is cached, as far as is known without reading the disk."""
        return key.name in self._sizes

    @property
    def size(self) -> int:
        """The size of all files together, in bytes."""
        return self._total

    def __len__(self) -> int:
        """Return the number of cached sounds."""
        return len(self._sizes)

    async def get(self, key: SpeechKey) -> AsyncGenerator[audio.AudioFrame]:
        """Yield the frames of a cached sound; none if it is missing or damaged."""
        name = key.name
        if name not in self._sizes:
            return
        loop = asyncio.get_running_loop()
        try:
            pieces = await loop.run_in_executor(self._executor, _read, self._folder / name)
            self._touch(name)
            while (frame := await loop.run_in_executor(self._executor, _next_frame, pieces)) is not None:
                yield frame
        except (OSError, ValueError) as error:
            _log.warning("a cached sound cannot be read and is dropped: %s", error)
            await self._drop(name)

    async def put(self, key: SpeechKey, frames: Sequence[audio.AudioFrame]) -> None:
        """Store a complete sound; if it cannot be written, only a warning is logged, since speaking works without the cache."""
        name = key.name
        try:
            size = await asyncio.get_running_loop().run_in_executor(
                self._executor, _write, self._folder / name, tuple(frames)
            )
        except (OSError, ValueError, errors.TextToSpeechError) as error:
            _log.warning("a sound is not kept in the cache (is the disk full or read-only?): %s", error)
            return
        self._total += size - self._sizes.pop(name, 0)
        self._sizes[name] = size
        await self._shrink()

    def _touch(self, name: str) -> None:
        if name in self._sizes:
            self._sizes.move_to_end(name)

    async def _shrink(self) -> None:
        while self._total > self._limit and self._sizes:
            await self._drop(next(iter(self._sizes)))

    async def _drop(self, name: str) -> None:
        self._total -= self._sizes.pop(name, 0)
        await asyncio.get_running_loop().run_in_executor(self._executor, _delete, self._folder / name)


def _list_files(folder: Path) -> dict[str, int]:
    """Return the files' sizes by name, the least recently used first; unfinished files of a crash are deleted."""
    private_files.make_folder(folder)
    found: list[tuple[float, str, int]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_UNFINISHED):
                _delete(Path(entry.path))
            elif entry.name.endswith(_SUFFIX):
                state = entry.stat(follow_symlinks=False)
                found.append((state.st_mtime, entry.name, state.st_size))
    return {name: size for _, name, size in sorted(found)}


def _read(path: Path) -> Iterator[audio.AudioFrame]:
    """Check a file and return its frames, which are decoded one after the other."""
    # O_NONBLOCK: without it, opening a named pipe in this folder would block for ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or not _DIGEST < state.st_size <= _MOST_BYTES:
            raise ValueError(f"{path.name} is not a cached sound")
        content = file.read(_MOST_BYTES)
    digest, ogg = content[:_DIGEST], content[_DIGEST:]
    if hashlib.blake2b(ogg, digest_size=_DIGEST).digest() != digest:
        raise ValueError(f"{path.name} is damaged")
    with contextlib.suppress(OSError):
        os.utime(path)  # so that the order of use survives a restart
    return _decode(ogg, path.name)


def _next_frame(pieces: Iterator[audio.AudioFrame]) -> audio.AudioFrame | None:
    return next(pieces, None)


def _decode(ogg: bytes, name: str) -> Iterator[audio.AudioFrame]:
    """Decode step by step: a short first frame, then longer ones."""
    import av  # noqa: PLC0415 - optional: without it there is no sound to cache
    from av.error import FFmpegError  # noqa: PLC0415 - as above

    try:
        with av.open(io.BytesIO(ogg), "r", format="ogg") as container:
            pending: list[np.ndarray[Any, np.dtype[Any]]] = []
            target_s = _FIRST_S
            for frame in container.decode(audio=0):
                pending.append(frame.to_ndarray().mean(axis=0))
                if sum(map(len, pending)) >= target_s * frame.sample_rate:
                    yield audio.AudioFrame.from_floats(np.concatenate(pending), frame.sample_rate)
                    pending, target_s = [], _NEXT_S
            if pending:
                yield audio.AudioFrame.from_floats(np.concatenate(pending), audio.DISCORD_RATE)
    except FFmpegError as error:
        raise ValueError(f"{name} cannot be decoded: {error}") from error


def _write(path: Path, frames: Sequence[audio.AudioFrame]) -> int:
    """Encode a sound, write it and move it into place; return the bytes written."""
    ogg = encoding.encode(frames, encoding.OutputFormat.OGG)
    content = hashlib.blake2b(ogg, digest_size=_DIGEST).digest() + ogg
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{len(content)} bytes are too many for one piece")
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=_UNFINISHED, delete=False) as file:
        try:
            file.write(content)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            _delete(Path(file.name))
            raise
    return len(content)


def _delete(path: Path) -> None:
    """Delete a file or a link; a folder of that name is left, since the cache never makes one."""
    with contextlib.suppress(OSError):
        path.unlink()
