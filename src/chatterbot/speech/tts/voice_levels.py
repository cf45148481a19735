"""One level for all voices: what each of them needs is learned from its own sound, and kept.

A voice's loudness is measured over its latest minute (`loudness`), and a gain brings it to the target. The gain is one for the whole piece,
so that the voice's own emphasis stays, and it is known before the first sound: it is kept in a file beside the cached sounds. Of a voice
that was never heard, the first second is measured before it goes out.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import logging
import math
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Final, cast

import numpy as np

from chatterbot import audio
from chatterbot.speech.tts import limiter, loudness

__all__ = ("TARGET_LUFS", "VoiceLevels")

_log = logging.getLogger(__name__)

TARGET_LUFS: Final = -18.0
"""Loudness of every voice as it is sent: mono in both channels. AES TD1008 recommends it for streamed speech. People in calls are near it:
RFC 7874 wants 2,600 of 32,767 as the level of speech in WebRTC, which is -20 LUFS, and half of our recordings of people lie between -23
and -17. Voices alone in a room are louder (Google's Assistant -16, Amazon's Alexa -14)."""
MOST_CHANGE_DB: Final = 20.0
"""A voice is changed by so much at most: what is still too quiet then is rather noise than a voice."""
MEMORY_S: Final = 60.0
"""Seconds of a voice's sound that count."""
ENOUGH_S: Final = 10.0
"""Seconds from which on sound out of the cache teaches nothing more."""
FIRST_S: Final = 1.2
"""Seconds of an unknown voice that are measured before it is heard; some begin with half a second of silence."""
PATIENCE_S: Final = 0.3
"""Seconds after its first sound in which they must have come; else less is measured."""
MOST_VOICES: Final = 500
"""Voices that are remembered; the one that was measured longest ago is forgotten first."""
SAVED_AGAIN_DB: Final = 0.2
"""Change of a voice's level from which the file is written again."""
_FILE: Final = "levels.json"
_MOST_BYTES: Final = 256 * 1024
_SLICE_S: Final = 0.5
"""Seconds of sound that one job of the executor brings to its level: the first of a long sentence must not wait for its end."""


class VoiceLevels:
    """The levels of all voices.

    Parameters
    ----------
    executor
        Runs the measuring, the filtering, and the reading and writing of the file.
    folder
        Where the levels are kept; `None`: nowhere.
    """

    def __init__(self, executor: Executor, folder: Path | None = None) -> None:
        self._executor = executor
        self._path = None if folder is None else folder / _FILE
        self._known: collections.OrderedDict[str, loudness.BlockEnergy] = collections.OrderedDict()
        """By voice id; the one measured last is last."""
        self._saved: dict[str, float] = {}
        """The levels in the file, in LUFS."""
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Read the file; one that is damaged is left out, and everything is learned again."""
        if self._path is None:
            return
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._executor, _read, self._path)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            _log.warning("the levels of the voices cannot be read, and are measured again: %s", error)
            return
        self._known.update(found)
        self._saved = {voice: energy.lufs for voice, energy in found.items()}

    def decibels(self, voice_id: str) -> float | None:
        """Return the gain of a voice in dB; `None` if it was never measured."""
        known = self._known.get(voice_id)
        return None if known is None else _decibels(known)

    def wants(self, voice_id: str) -> bool:
        """Tell whether more of a voice should be measured, even out of the cache."""
        known = self._known.get(voice_id)
        return known is None or known.seconds < ENOUGH_S

    async def learn(self, voice_id: str, frames: Sequence[audio.AudioFrame]) -> None:
        """Measure a whole piece of a voice, as it was made, and keep what follows."""
        heard = await self._measured(frames)
        if not heard.blocks:
            return
        self._known[voice_id] = self._known.get(voice_id, loudness.BlockEnergy()).plus(heard, MEMORY_S)
        self._known.move_to_end(voice_id)
        while len(self._known) > MOST_VOICES:
            self._known.popitem(last=False)
        if abs(self._known[voice_id].lufs - self._saved.get(voice_id, math.inf)) > SAVED_AGAIN_DB:
            await self._save()

    async def level(self, voice_id: str, sound: AsyncGenerator[audio.AudioFrame]) -> AsyncGenerator[audio.AudioFrame]:
        """Yield a piece of a voice at the target's level.

        Parameters
        ----------
        voice_id
            Whose sound it is.
        sound
            Mono, all of one rate, as the voice made it.
        """
        run, limiting = asyncio.get_running_loop().run_in_executor, None
        known = self.decibels(voice_id)
        bursts = _bursts(sound, FIRST_S if known is None else 0.0, PATIENCE_S)
        async with contextlib.aclosing(bursts):
            async for burst in bursts:
                if limiting is None:
                    decibels = _decibels(await self._measured(burst)) if known is None else known
                    limiting = limiter.Limiter(decibels, burst[0].rate)
                for part in _slices(burst):
                    yield await run(self._executor, limiting.push, part)
        if limiting is not None:
            yield await run(self._executor, limiting.flush)

    async def _measured(self, frames: Sequence[audio.AudioFrame]) -> loudness.BlockEnergy:
        return await asyncio.get_running_loop().run_in_executor(self._executor, _energies, tuple(frames))

    async def _save(self) -> None:
        if self._path is None:
            return
        async with self._writing:
            content = {voice: (energy.total, energy.blocks) for voice, energy in self._known.items()}
            self._saved = {voice: energy.lufs for voice, energy in self._known.items()}
            try:
                await asyncio.get_running_loop().run_in_executor(self._executor, _write, self._path, content)
            except OSError as error:
                _log.warning("the levels of the voices are not kept (is the disk full or read-only?): %s", error)


async def _bursts(
    sound: AsyncGenerator[audio.AudioFrame], seconds: float, patience_s: float
) -> AsyncGenerator[list[audio.AudioFrame]]:
    """Yield the first frames together, once they are so long or the patience is over, and each of the others alone."""
    loop, first, until = asyncio.get_running_loop(), list[audio.AudioFrame](), None
    coming: asyncio.Future[audio.AudioFrame | None] | None = None
    try:
        while until is None or sum(frame.duration_s for frame in first) < seconds:
            coming = coming or asyncio.ensure_future(anext(sound, None))
            left_s = None if until is None else max(0.0, until - loop.time())
            if not (await asyncio.wait((coming,), timeout=left_s))[0]:
                break
            frame, coming = coming.result(), None
            if frame is None:
                break
            first.append(frame)
            until = until or loop.time() + patience_s
        if first:
            yield first
        while (frame := await (coming or anext(sound, None))) is not None:
            coming = None
            yield [frame]
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.wait((coming,))
            if not coming.cancelled():
                coming.exception()  # raised above, or not wanted any more


def _decibels(heard: loudness.BlockEnergy) -> float:
    if not heard.blocks:
        return 0.0
    return max(-MOST_CHANGE_DB, min(MOST_CHANGE_DB, TARGET_LUFS - heard.lufs))


def _energies(frames: Sequence[audio.AudioFrame]) -> loudness.BlockEnergy:
    parts = [frame for frame in frames if len(frame)]
    if not parts:
        return loudness.BlockEnergy()
    return loudness.block_energies(np.concatenate([part.samples for part in parts]), parts[0].rate)


def _slices(frames: Sequence[audio.AudioFrame]) -> list[audio.AudioFrame]:
    found: list[audio.AudioFrame] = []
    for frame in frames:
        step = max(1, round(_SLICE_S * frame.rate))
        found += [
            audio.AudioFrame(frame.samples[start : start + step], frame.rate) for start in range(0, len(frame), step)
        ]
    return found


def _read(path: Path) -> dict[str, loudness.BlockEnergy]:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{path.name} is too large")
    read: object = json.loads(content)
    values = cast(dict[str, object], read).items() if isinstance(read, dict) else [("", read)]
    found: dict[str, loudness.BlockEnergy] = {}
    for voice, value in values:
        match value:
            case [float(total), int() | float() as blocks]:
                pass
            case _:
                raise ValueError(f"{path.name} holds no level of a voice")
        if not (math.isfinite(total) and math.isfinite(blocks) and total > 0 and blocks > 0):
            raise ValueError(f"{path.name} holds an impossible level")
        found[voice] = loudness.BlockEnergy(total, min(blocks, MEMORY_S / loudness.STEP_S))
    return found


def _write(path: Path, content: Mapping[str, tuple[float, float]]) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        try:
            json.dump(content, file)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
