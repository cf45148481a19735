"""Encode sound as WAV, Ogg Opus and MP3 files, and as Discord's voice messages.

A voice message is Ogg Opus, 48 kHz mono, together with its duration and a waveform, which shows its loudness over time
(Discord's documentation, "Voice Messages" and "Attachment Object": at most one byte for each 100 ms, and at most 256 bytes).
The functions have no side effects and run on the calling thread: 10 s of sound take some 50 ms of one core.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import io
import struct
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import errors
from chatterbot.audio import DISCORD_RATE, AudioFrame, Resampler

__all__ = ("OutputFormat", "VoiceMessage", "encode", "voice_message", "waveform")

OPUS_BIT_RATE: Final = 48_000
"""Bits a second: RFC 7587 (section 3.1.1) calls 28 to 40 kbit/s transparent for full-band speech; a minute is then 360 KiB."""
MP3_BIT_RATE: Final = 96_000
"""Bits a second: mono speech without audible loss, for players that know no newer format."""
MP3_RATE: Final = 44_100
"""Samples a second that every MP3 player supports."""
POINT_S: Final = 0.1
"""Seconds of sound that one byte of the waveform stands for, at least (Discord's documentation)."""
MOST_POINTS: Final = 256
"""Bytes of a waveform at most (Discord's documentation)."""
LOUD: Final = 0.25
"""Root mean square that gets the full height in the waveform: speech at full level; louder points are cut off there."""
_WAV_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""RIFF header, ``fmt`` chunk of PCM, and the head of the ``data`` chunk (Microsoft, Multimedia Programming Interface 1.0)."""
_PIECE_S: Final = 1.0
"""Seconds of sound passed to the encoder at a time."""


class OutputFormat(enum.StrEnum):
    """File formats, by their file name extensions."""

    WAV = "wav"
    OGG = "ogg"
    MP3 = "mp3"


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceMessage:
    """A voice message in the form that Discord's API expects."""

    ogg: bytes
    """Ogg Opus, 48 kHz mono."""
    duration_s: float
    waveform: str
    """Loudness over time: base64 of 1 to 256 bytes."""


def voice_message(frames: Iterable[AudioFrame]) -> VoiceMessage:
    """Make a voice message from a stream of frames with the same rate and number of channels.

    Raises
    ------
    errors.TextToSpeechError
        If there is no sound in it.
    """
    sound = _join(frames, DISCORD_RATE)
    return VoiceMessage(
        ogg=_compress(sound, "ogg", "libopus", OPUS_BIT_RATE, {"application": "voip"}),
        duration_s=round(sound.duration_s, 3),
        waveform=waveform(sound),
    )


def encode(frames: Iterable[AudioFrame], container: OutputFormat) -> bytes:
    """Encode a stream of frames with the same rate and number of channels as a mono file.

    Raises
    ------
    errors.TextToSpeechError
        If there is no sound in it.
    """
    match container:
        case OutputFormat.WAV:
            return _to_wav(_join(frames, None))
        case OutputFormat.OGG:
            return voice_message(frames).ogg
        case OutputFormat.MP3:
            return _compress(_join(frames, MP3_RATE), "mp3", "libmp3lame", MP3_BIT_RATE, {})


def waveform(sound: AudioFrame) -> str:
    """Return the loudness of a sound over time: base64 of one byte for each 100 ms or more, at most 256 bytes.

    Each byte is the square root of the root mean square, so that quiet speech is visible, too.
    """
    samples = sound.to_floats()
    points = max(1, min(MOST_POINTS, int(sound.duration_s / POINT_S)))
    edges = np.linspace(0, len(samples), points + 1).astype(np.intp)
    sums = np.concatenate(([0.0], np.cumsum(np.square(samples, dtype=np.float64))))
    sizes = np.maximum(np.diff(edges), 1)
    loudness = np.sqrt(np.diff(sums[edges]).clip(0) / sizes)
    heights: NDArray[np.uint8] = np.round(255 * np.sqrt(np.minimum(loudness / LOUD, 1.0))).astype(np.uint8)
    return base64.b64encode(heights.tobytes()).decode()


def _join(frames: Iterable[AudioFrame], rate: int | None) -> AudioFrame:
    """Join all frames into one, mono, at `rate` (`None`: their own rate)."""
    resampler: Resampler | None = None
    parts: list[NDArray[np.int16]] = []
    for frame in frames:
        if not len(frame):
            continue  # an empty frame may have any rate
        rate = rate or frame.rate
        resampler = resampler or Resampler(rate, 1)
        parts.append(resampler.push(frame).samples)
    if resampler is not None:
        parts.append(resampler.flush().samples)
    sound = np.concatenate(parts) if parts else np.zeros((0, 1), np.int16)
    if rate is None or not len(sound):
        raise errors.TextToSpeechError("nothing was spoken", retryable=False)
    return AudioFrame(sound, rate)


def _to_wav(sound: AudioFrame) -> bytes:
    pcm = sound.to_bytes()
    width = 2 * sound.channels
    header = _WAV_HEADER.pack(
        *(b"RIFF", _WAV_HEADER.size - 8 + len(pcm), b"WAVE"),
        *(b"fmt ", 16, 1, sound.channels, sound.rate, sound.rate * width, width, 16),
        *(b"data", len(pcm)),
    )
    return header + pcm


def _compress(sound: AudioFrame, container: str, codec: str, bit_rate: int, options: Mapping[str, str]) -> bytes:
    import av  # noqa: PLC0415 - optional: text alone works without it

    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=sound.rate, options=dict(options))
        stream.layout = "mono"
        stream.bit_rate = bit_rate
        step = round(_PIECE_S * sound.rate)
        for start in range(0, len(sound), step):
            piece = sound.samples[start : start + step].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="s16", layout="mono")
            frame.sample_rate = sound.rate
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()
