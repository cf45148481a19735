"""Decode untrusted sound files within limits on time and memory.

A request to `decoding_process` is the length of a JSON header (four bytes, big-endian), the header
``{"size", "max_duration_s", "cpu_s", "memory", "track"}``, and the file. The answer is the length of a JSON header, the header
``{"container", "codec", "cut", "tracks", "bytes"}`` or ``{"refused", "params", "bytes": 0}``, and signed 16-bit samples of 16 kHz, track
after track; ``tracks`` has one ``{"codec", "channels", "bytes"}`` for each.

Several tracks of one file share the duration that one recording may have, so that such a file needs no more memory than others. If they
are longer (``"cut"``), the track that is chosen is decoded a second time, alone and whole.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import json
import os
import pathlib
import sys
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors, processes
from chatterbot.speech import types
from chatterbot.speech.codecs import decoding_process, tracks

__all__ = ("DecodingLimits", "SoundReader")

_SECRET_PREFIX: Final = "CHATTERBOT_"  # noqa: S105 - the prefix of variable names, no secret itself
"""Prefix of the environment variables that are hidden from the decoding process: among them is the bot's token."""
_PROGRAM_BYTES: Final = 768 << 20
"""Address space of Python and libav's libraries (about 300 MB), a demuxer's index and a decoder's tables."""
_SAMPLE_BYTES: Final = 2
"""Bytes of a sample: signed 16 bits."""
_FRAME_BYTES: Final = 2 * _SAMPLE_BYTES
"""Bytes of a sample of each of two channels."""
_HEADER_BYTES: Final = 4
_MOST_HEADER: Final = 4_096
"""Bytes of an answer's header at most; real ones have a hundred."""


@dataclasses.dataclass(frozen=True, slots=True)
class DecodingLimits:
    """The limits on size, length and time of one file.

    Parameters
    ----------
    max_bytes
        Size of the file in bytes.
    max_duration_s
        Length of the sound in seconds, both as the file declares it and as it is counted while decoding. Ten minutes take about 2 s of one
        core to decode.
    time_limit_s
        Seconds until the decoding process is killed, its start (0.1 s) included; a tenth of `max_duration_s` is added.
    cpu_s
        Seconds of processor time, enforced by the kernel (POSIX), so that good files do not fail on a busy machine; a fiftieth of
        `max_duration_s` is added.
    at_once
        Files decoded at the same time, each in a process of its own.
    waiting
        Files that may wait for their turn.
    """

    max_bytes: int = 25 * 1024 * 1024
    max_duration_s: float = 600.0
    time_limit_s: float = 20.0
    cpu_s: float = 5.0
    at_once: int = 2
    waiting: int = 16

    @property
    def total_time_s(self) -> float:
        """Seconds that a file may take in all."""
        return self.time_limit_s + self.max_duration_s / 10

    @property
    def total_cpu_s(self) -> float:
        """Seconds of processor time that a file may take in all."""
        return self.cpu_s + self.max_duration_s / 50

    def memory_bytes(self, size: int) -> int:
        """Return the address space, in bytes, for a file of `size` bytes.

        It holds the program, the file twice, and its sound three times (a growing array is copied).
        """
        return _PROGRAM_BYTES + 2 * size + 3 * int(self.max_duration_s * audio.SPEECH_RATE * _FRAME_BYTES)


class SoundReader:
    """Decodes each file in a new process. After the first file, one process is kept ready; it ends by itself after an idle minute."""

    def __init__(self, limits: DecodingLimits) -> None:
        self.limits = limits
        self._slots = asyncio.Semaphore(limits.at_once)
        self._in_progress = 0
        self._preparing = False
        self._ready: collections.deque[asyncio.subprocess.Process] = collections.deque()
        self._closed = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, limits: DecodingLimits | None = None) -> AsyncGenerator[Self, None]:
        """Yield a reader; leaving ends the process that is kept ready."""
        reader = cls(limits or DecodingLimits())
        try:
            yield reader
        finally:
            reader._closed = True
            while reader._ready:
                await processes.end(reader._ready.popleft())

    async def prepare(self) -> None:
        """Start a process now, while the file is still on its way: it saves 0.1 s."""
        if self._ready or self._preparing or self._closed:
            return
        self._preparing = True
        try:
            with contextlib.suppress(OSError):
                process = await self._start()
                if self._closed:  # closed while the process was starting
                    await processes.end(process)
                else:
                    self._ready.append(process)
        finally:
            self._preparing = False

    async def read(
        self, data: bytes, filename: str = "", choose: tracks.TrackChoice = tracks.loudest
    ) -> types.DecodedSound:
        """Decode a file's sound to 16 kHz mono.

        Parameters
        ----------
        data
            The whole file.
        filename
            The file's name, for error messages only; the format is detected from the bytes.
        choose
            Chooses the track if more than one is not silent.

        Raises
        ------
        errors.InvalidInputError
            ``error-audio-too-large`` (size, limit), ``error-audio-too-long`` (seconds, limit), ``error-audio-not-audio`` (a picture, text,
            an unknown format), ``error-audio-no-sound`` (a video without sound), ``error-audio-broken``, ``error-audio-silent``,
            ``error-audio-took-too-long``; each with the file's name as ``name``.
        errors.RefusedError
            ``error-audio-busy``: too many files wait.
        errors.SpeechToTextError
            If this machine cannot decode: PyAV is not installed, or no process can be started.
        """
        if len(data) > self.limits.max_bytes:
            raise errors.InvalidInputError(
                "error-audio-too-large", name=filename, size=len(data), limit=self.limits.max_bytes
            )
        if not data:
            raise errors.InvalidInputError("error-audio-broken", name=filename)
        if self._in_progress >= self.limits.at_once + self.limits.waiting:
            raise errors.RefusedError("error-audio-busy")
        self._in_progress += 1
        try:
            async with self._slots:
                answer, sounds = await self._decode(data, filename, None)
                number = await _choose_track(sounds, choose)
                if answer["cut"]:
                    answer, sounds = await self._decode(data, filename, number)
                    number = 0
        finally:
            self._in_progress -= 1
        if tracks.is_silent(sounds[number]):
            raise errors.InvalidInputError("error-audio-silent", name=filename)
        codec = answer["tracks"][number]["codec"]
        return types.DecodedSound(sounds[number], container=answer["container"], codec=codec)

    async def _decode(
        self, data: bytes, filename: str, track: int | None
    ) -> tuple[dict[str, Any], list[NDArray[np.float32]]]:
        """Return the answer's header and the sound of each track; `track` is the number of the only one to decode, `None`: all."""
        answer, pcm = await self._request(data, filename, track)
        if "refused" in answer:
            params = {name: value for name, value in answer["params"].items() if name != "reason"}
            raise errors.InvalidInputError(answer["refused"], name=filename, **params)
        return answer, await asyncio.to_thread(_to_mono, answer, pcm)

    async def _request(self, data: bytes, filename: str, track: int | None) -> tuple[dict[str, Any], bytes]:
        try:
            async with asyncio.timeout(self.limits.total_time_s):
                answer = None
                # A process that was kept ready may reach its idle limit at this very moment; a new one does not.
                while answer is None and self._ready:
                    answer = await self._ask(self._ready.popleft(), data, track)
                if answer is None:
                    answer = await self._ask(await self._start(), data, track)
        except TimeoutError:
            raise errors.InvalidInputError("error-audio-took-too-long", name=filename) from None
        except OSError as error:
            raise errors.SpeechToTextError(f"the decoding process cannot be started: {error}") from error
        if answer is None:
            # It crashed, or the kernel killed it because of its memory or processor time: in any case this file is the cause.
            raise errors.InvalidInputError("error-audio-broken", name=filename)
        if "missing" in answer[0]:
            raise errors.SpeechToTextError(
                "PyAV is not installed; it is in the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]')",
                retryable=False,
            )
        await self.prepare()
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_SECRET_PREFIX)}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "chatterbot.speech.codecs.decoding_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # libav's messages about people's files
            env=environment,
            cwd=pathlib.Path(sys.executable).anchor or None,
        )

    async def _ask(
        self, process: asyncio.subprocess.Process, data: bytes, track: int | None
    ) -> tuple[dict[str, Any], bytes] | None:
        """Send a file to a decoding process; return the answer's header and samples, or `None` if the process ended without an answer."""
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        header = json.dumps(
            {
                "size": len(data),
                "max_duration_s": self.limits.max_duration_s,
                "cpu_s": self.limits.total_cpu_s,
                "memory": self.limits.memory_bytes(len(data)),
                "track": track,
            }
        ).encode()
        try:
            process.stdin.write(len(header).to_bytes(_HEADER_BYTES, "big") + header)
            process.stdin.write(data)
            await process.stdin.drain()
            length = int.from_bytes(await process.stdout.readexactly(_HEADER_BYTES), "big")
            if length > _MOST_HEADER:
                return None
            answer = json.loads(await process.stdout.readexactly(length))
            most = (self.limits.max_duration_s + 2 * decoding_process.MAX_TRACKS) * audio.SPEECH_RATE * _FRAME_BYTES
            if not _is_answer(answer) or not 0 <= answer["bytes"] <= most:
                return None
            return answer, await process.stdout.readexactly(answer["bytes"])
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, RecursionError):  # ValueError: not JSON
            return None
        finally:
            await processes.end(process)


def _is_answer(answer: Any) -> bool:
    """Tell whether a header has the format described above: a process that was taken over by a malicious file may write anything."""
    if not isinstance(answer, dict) or type(answer.get("bytes")) is not int:
        return False
    refused = answer.get("refused")
    if refused is not None:
        return str(refused).startswith("error-audio-") and isinstance(answer.get("params"), dict)
    return "missing" in answer or (
        all(isinstance(answer.get(name), str) for name in ("container", "codec"))
        and type(answer.get("cut")) is bool
        and isinstance(answer.get("tracks"), list)
        and 1 <= len(answer["tracks"]) <= decoding_process.MAX_TRACKS
        and all(_is_track(one) for one in answer["tracks"])
        and sum(one["bytes"] for one in answer["tracks"]) == answer["bytes"]
    )


def _is_track(track: Any) -> bool:
    if not isinstance(track, dict) or track.get("channels") not in (1, 2) or not isinstance(track.get("codec"), str):
        return False
    size = track.get("bytes")
    return type(size) is int and size >= 0 and size % (_SAMPLE_BYTES * track["channels"]) == 0


def _to_mono(answer: dict[str, Any], pcm: bytes) -> list[NDArray[np.float32]]:
    """Return the sound of each track of an answer: float32 in [-1, 1), shape (n,)."""
    sounds: list[NDArray[np.float32]] = []
    rest = memoryview(pcm)
    for track in answer["tracks"]:
        sounds.append(tracks.to_mono(rest[: track["bytes"]], track["channels"]))
        rest = rest[track["bytes"] :]
    return sounds


async def _choose_track(sounds: Sequence[NDArray[np.float32]], choose: tracks.TrackChoice) -> int:
    """Return the number of the track to use: the only one that is not silent, otherwise the choice of `choose`."""
    audible = [number for number, samples in enumerate(sounds) if not tracks.is_silent(samples)]
    if len(audible) < 2:
        return audible[0] if audible else 0
    return audible[await choose([sounds[number] for number in audible])]
