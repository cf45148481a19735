"""Encodes the sound that simulated users speak to Opus packets."""

from __future__ import annotations

import io
import pathlib
import wave
from typing import TYPE_CHECKING

from chatterbot import audio
from chatterbot.standin.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Source = audio.AudioFrame | bytes | pathlib.Path
"""Sound of any rate, or the bytes or the path of a WAV file."""


def encode(what: Source | Iterable[audio.AudioFrame]) -> Iterator[list[bytes]]:
    """Yield batches of Opus packets, about one second each. Takes processor time: get each batch in a worker thread."""
    from chatterbot.voice import OpusEncoder  # noqa: PLC0415 - optional: needs PyAV

    if isinstance(what, (bytes, pathlib.Path)):
        what = _read_wav(what)
    pieces = [what] if isinstance(what, audio.AudioFrame) else what
    resampler = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS)
    framer, encoder = audio.Framer(), OpusEncoder()
    for piece in pieces:
        for start in range(0, len(piece), piece.rate):
            second = audio.AudioFrame(piece.samples[start : start + piece.rate], piece.rate)
            yield [encoder.encode(frame) for frame in framer.push(resampler.push(second))]
    rest = framer.push(resampler.flush())
    if (last := framer.flush()) is not None:
        rest.append(last)
    if rest:
        yield [encoder.encode(frame) for frame in rest]


def _read_wav(source: bytes | pathlib.Path) -> audio.AudioFrame:
    with wave.open(io.BytesIO(source) if isinstance(source, bytes) else str(source)) as file:
        if file.getsampwidth() != 2:
            raise SetupError(f"samples of {file.getsampwidth()} bytes; only 16-bit WAV is supported")
        return audio.AudioFrame.from_bytes(file.readframes(file.getnframes()), file.getframerate(), file.getnchannels())
