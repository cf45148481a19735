"""Sound as the parts exchange it: frames of samples, their rates, and changing one rate into another.

This is all that `speech` and `voice` share. Nothing in this module reads or writes a file or a socket.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = (
    "DISCORD_CHANNELS",
    "DISCORD_FRAME_S",
    "DISCORD_FRAME_SAMPLES",
    "DISCORD_RATE",
    "SPEECH_RATE",
    "AudioFrame",
    "Framer",
    "Resampler",
)

SPEECH_RATE: Final = 16_000
"""Samples a second that speech recognisers and voice detectors take (Whisper, Silero)."""
DISCORD_RATE: Final = 48_000
"""Samples a second of Discord's voice (Opus, full band)."""
DISCORD_CHANNELS: Final = 2
"""Channels of Discord's voice: stereo, interleaved."""
DISCORD_FRAME_S: Final = 0.02
"""Seconds of sound in one packet of Discord's voice."""
DISCORD_FRAME_SAMPLES: Final = 960
"""Samples of each channel in one packet: `DISCORD_RATE` times `DISCORD_FRAME_S`."""
_FULL_SCALE: Final = 32_768.0
"""The int16 value of a sample of 1.0; the largest possible one is one less."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class AudioFrame:
    """A piece of sound.

    Parameters
    ----------
    samples
        int16, shape (samples, channels), interleaved in memory (C-contiguous).
    rate
        Samples a second.
    """

    samples: NDArray[np.int16]
    rate: int

    @classmethod
    def from_bytes(cls, pcm: bytes | bytearray | memoryview, rate: int, channels: int = 1) -> AudioFrame:
        """Return a frame of signed 16-bit little-endian interleaved samples; the bytes are shared, not copied.

        Raises
        ------
        ValueError
            If the bytes do not make whole samples of every channel.
        """
        return cls(np.frombuffer(pcm, dtype="<i2").reshape(-1, channels), rate)

    @classmethod
    def from_floats(cls, samples: NDArray[np.floating[Any]], rate: int) -> AudioFrame:
        """Return a frame of samples in [-1, 1], shape (n,) or (n, channels); larger ones are clipped, NaN becomes silence."""
        scaled = np.nan_to_num(samples, nan=0.0) * _FULL_SCALE
        clipped = np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1)
        return cls(np.ascontiguousarray(clipped.astype(np.int16).reshape(len(samples), -1)), rate)

    @classmethod
    def silence(cls, seconds: float, rate: int = DISCORD_RATE, channels: int = DISCORD_CHANNELS) -> AudioFrame:
        """Return that many seconds of silence."""
        return cls(np.zeros((round(seconds * rate), channels), np.int16), rate)

    @property
    def channels(self) -> int:
        """The number of channels."""
        return int(self.samples.shape[1])

    @property
    def duration_s(self) -> float:
        """How long the sound is, in seconds."""
        return len(self.samples) / self.rate

    def __len__(self) -> int:
        """Return the number of samples of each channel."""
        return len(self.samples)

    def to_bytes(self) -> bytes:
        """Return the samples as signed 16-bit little-endian, interleaved."""
        return self.samples.astype("<i2", copy=False).tobytes()

    def to_floats(self) -> NDArray[np.float32]:
        """Return the mean of the channels as float32 in [-1, 1), shape (samples,)."""
        if self.channels == 1:
            return self.samples[:, 0].astype(np.float32) / np.float32(_FULL_SCALE)
        return self.samples.mean(axis=1, dtype=np.float32) / np.float32(_FULL_SCALE)


class Resampler:
    """Converts a stream of frames to another rate and number of channels.

    Use one object for one stream: the filter keeps the end of each frame, so that no clicks are heard between frames.
    The level stays: mono becomes stereo with the same samples in both channels, as in Discord's clients, and stereo becomes
    mono as the mean of both. (FFmpeg's own conversion of mono to stereo would make each channel 3 dB quieter.)

    Parameters
    ----------
    rate
        Samples a second of the result.
    channels
        Channels of the result, 1 or 2.

    Raises
    ------
    ImportError
        If PyAV is not installed (extra ``speech`` or ``voice``).
    """

    def __init__(self, rate: int, channels: int) -> None:
        import av  # noqa: PLC0415 - optional: text alone works without it

        self._av = av
        self._rate = rate
        self._channels = channels
        self._resampler: Any = None
        self._resampled_channels = channels
        """Channels of what FFmpeg returns: one of them becomes two afterwards."""

    def push(self, frame: AudioFrame) -> AudioFrame:
        """Convert a frame and return what is ready; the filter keeps a fraction of a millisecond for the next call."""
        if not len(frame):
            return self._joined([])  # FFmpeg's filters take no empty frames
        if frame.rate == self._rate and frame.channels <= self._channels and self._resampler is None:
            return AudioFrame(self._widened(frame.samples), frame.rate) if frame.channels < self._channels else frame
        if self._resampler is None:
            self._resampled_channels = min(frame.channels, self._channels)
            self._resampler = self._av.AudioResampler("s16", _layout(self._resampled_channels), self._rate)
        samples = np.ascontiguousarray(frame.samples).reshape(1, -1)
        packed = self._av.AudioFrame.from_ndarray(samples, format="s16", layout=_layout(frame.channels))
        packed.sample_rate = frame.rate
        return self._joined(self._resampler.resample(packed))

    def flush(self) -> AudioFrame:
        """Return what is still in the filter; the next frame begins a new stream."""
        if self._resampler is None:
            return self._joined([])
        rest = self._resampler.resample(None)
        self._resampler = None
        return self._joined(rest)

    def _joined(self, frames: list[Any]) -> AudioFrame:
        if not frames:
            return AudioFrame(np.zeros((0, self._channels), np.int16), self._rate)
        parts = [frame.to_ndarray().reshape(-1, self._resampled_channels) for frame in frames]
        return AudioFrame(self._widened(parts[0] if len(parts) == 1 else np.concatenate(parts)), self._rate)

    def _widened(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return mono samples in every channel of the result; others unchanged."""
        return samples if samples.shape[1] == self._channels else np.repeat(samples, self._channels, axis=1)


def _layout(channels: int) -> str:
    """Return FFmpeg's name of a layout of one or two channels."""
    return "mono" if channels == 1 else "stereo"


class Framer:
    """Cuts a stream of pieces of any size into frames of one size.

    Parameters
    ----------
    samples
        Samples of each channel in a frame.
    """

    def __init__(self, samples: int = DISCORD_FRAME_SAMPLES) -> None:
        self._size = samples
        self._rest: AudioFrame | None = None

    def push(self, piece: AudioFrame) -> list[AudioFrame]:
        """Add a piece and return the frames that are complete.

        Raises
        ------
        ValueError
            If the piece has another rate or number of channels than the samples that wait.
        """
        if (self._rest is None or not len(self._rest)) and len(piece) == self._size:
            return [piece]
        if self._rest is not None and len(self._rest):
            if (self._rest.rate, self._rest.channels) != (piece.rate, piece.channels):
                raise ValueError("the stream changed its rate or channels")
            piece = AudioFrame(np.concatenate((self._rest.samples, piece.samples)), piece.rate)
        whole = len(piece) // self._size * self._size
        self._rest = AudioFrame(piece.samples[whole:], piece.rate)
        return [
            AudioFrame(piece.samples[start : start + self._size], piece.rate) for start in range(0, whole, self._size)
        ]

    def flush(self) -> AudioFrame | None:
        """Return the last frame, filled up with silence; `None` if no samples wait."""
        rest, self._rest = self._rest, None
        if rest is None or not len(rest):
            return None
        padding = np.zeros((self._size - len(rest), rest.channels), np.int16)
        return AudioFrame(np.concatenate((rest.samples, padding)), rest.rate)
