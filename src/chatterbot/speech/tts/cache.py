"""Keeps spoken pieces on disk, so that what the bot says often starts at once and needs no service.

A file is a digest and Ogg Opus: a tenth of the samples' size, and its first sound is decoded in about a millisecond. Files are
written beside and moved into place, so a crash leaves the old or the new one; one that is damaged or is no plain file is dropped.
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
"""Bytes of the BLAKE2b digest before the sound: enough against damage."""
_MOST_BYTES: Final = 2 * 1024 * 1024
"""Of one file; a piece of 280 characters takes some 120 KiB."""
_FORMAT: Final = "1"
"""Part of every name: another number when files of older versions cannot be read any more."""
_FIRST_S: Final = 0.2
"""Seconds of sound decoded before the first frame is given."""
_NEXT_S: Final = 2.0
"""Seconds of sound in each later frame."""


@dataclasses.dataclass(frozen=True, slots=True)
class SpeechKey:
    """What a kept sound is the sound of."""

    voice: str
    """`VoiceInfo.id`, which names the engine, too."""
    rate: float
    text: str

    @property
    def name(self) -> str:
        """The file's: of a text nothing can be read off the folder's listing."""
        content = "\0".join((_FORMAT, self.voice, f"{self.rate:.3f}", self.text))
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest() + _SUFFIX


class SpeechCache:
    """The kept sounds, the least recently used given up first.

    Use `open`; the constructor is for it alone.
    """

    def __init__(self, folder: Path, limit: int, executor: Executor, sizes: dict[str, int]) -> None:
        self._folder = folder
        self._limit = limit
        self._executor = executor
        self._sizes = collections.OrderedDict(sizes)  # by name, the least recently used first
        self._total = sum(sizes.values())

    @classmethod
    async def open(cls, folder: Path, limit: int, executor: Executor) -> SpeechCache:
        """Read the folder's listing (it is made if need be) and give up what is over the limit.

        Parameters
        ----------
        folder
            Of this cache alone: what is in it may be deleted.
        limit
            Bytes in all.
        executor
            Reads, writes, encodes and decodes.

        Raises
        ------
        OSError
            If the folder cannot be made or read.
        """
        sizes = await asyncio.get_running_loop().run_in_executor(executor, _listed, folder)
        cache = cls(folder, limit, executor, sizes)
        await cache._shrink()
        return cache

    def __contains__(self, key: SpeechKey) -> bool:
        """Whether it is kept, as far as is known without looking at the disk."""
        return key.name in self._sizes

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._total

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._sizes)

    async def get(self, key: SpeechKey) -> AsyncGenerator[audio.AudioFrame]:
        """Give a kept sound; nothing if it is not there or not whole."""
        name = key.name
        if name not in self._sizes:
            return
        loop = asyncio.get_running_loop()
        try:
            pieces = await loop.run_in_executor(self._executor, _read, self._folder / name)
            self._touched(name)
            while (frame := await loop.run_in_executor(self._executor, _following, pieces)) is not None:
                yield frame
        except (OSError, ValueError) as error:
            _log.warning("a kept sound is dropped: %s", error)
            await self._drop(name)

    async def put(self, key: SpeechKey, frames: Sequence[audio.AudioFrame]) -> None:
        """Keep a whole sound; a disk that does not take it is no reason not to speak."""
        name = key.name
        try:
            size = await asyncio.get_running_loop().run_in_executor(
                self._executor, _write, self._folder / name, tuple(frames)
            )
        except (OSError, ValueError, errors.TextToSpeechError) as error:
            _log.warning("a sound is not kept: %s", error)
            return
        self._total += size - self._sizes.pop(name, 0)
        self._sizes[name] = size
        await self._shrink()

    def _touched(self, name: str) -> None:
        if name in self._sizes:
            self._sizes.move_to_end(name)

    async def _shrink(self) -> None:
        while self._total > self._limit and self._sizes:
            await self._drop(next(iter(self._sizes)))

    async def _drop(self, name: str) -> None:
        self._total -= self._sizes.pop(name, 0)
        await asyncio.get_running_loop().run_in_executor(self._executor, _delete, self._folder / name)


def _listed(folder: Path) -> dict[str, int]:
    """Sizes by name, the least recently used first; what a crash left unfinished is deleted."""
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
    """Check a file and begin to decode it."""
    # O_NONBLOCK: opening a named pipe that somebody put here would wait for ever.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or not _DIGEST < state.st_size <= _MOST_BYTES:
            raise ValueError(f"{path.name} is no kept sound")
        content = file.read(_MOST_BYTES)
    digest, ogg = content[:_DIGEST], content[_DIGEST:]
    if hashlib.blake2b(ogg, digest_size=_DIGEST).digest() != digest:
        raise ValueError(f"{path.name} is damaged")
    with contextlib.suppress(OSError):
        os.utime(path)  # the order of use survives a restart
    return _decoded(ogg, path.name)


def _following(pieces: Iterator[audio.AudioFrame]) -> audio.AudioFrame | None:
    return next(pieces, None)


def _decoded(ogg: bytes, name: str) -> Iterator[audio.AudioFrame]:
    """Decode step by step: a short first frame, longer ones behind."""
    import av  # noqa: PLC0415 - optional: there is no sound to keep without it
    from av.error import FFmpegError  # noqa: PLC0415 - as above

    try:
        with av.open(io.BytesIO(ogg), "r", format="ogg") as container:
            waiting: list[np.ndarray[Any, np.dtype[Any]]] = []
            wanted = _FIRST_S
            for frame in container.decode(audio=0):
                waiting.append(frame.to_ndarray().mean(axis=0))
                if sum(map(len, waiting)) >= wanted * frame.sample_rate:
                    yield audio.AudioFrame.from_floats(np.concatenate(waiting), frame.sample_rate)
                    waiting, wanted = [], _NEXT_S
            if waiting:
                yield audio.AudioFrame.from_floats(np.concatenate(waiting), audio.DISCORD_RATE)
    except FFmpegError as error:
        raise ValueError(f"{name} cannot be decoded: {error}") from error


def _write(path: Path, frames: Sequence[audio.AudioFrame]) -> int:
    """Encode and move into place; bytes written."""
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
    """Delete a file or a link; a folder of that name is left, since no cache makes one."""
    with contextlib.suppress(OSError):
        path.unlink()
