"""Converts a browser's recording to a voice message as Discord's own clients send it.

Browsers record Opus in WebM (Chromium, Firefox) or AAC in MP4 (Safari); Discord's clients send Ogg Opus at 48 kHz with the
duration and a waveform of one point each 100 ms, at most 256.
"""

from __future__ import annotations

import base64
import dataclasses
import io
from typing import Any

import numpy as np

from chatterbot.standin.errors import SetupError

RATE = 48_000
"""Samples a second."""
POINT_S = 0.1
POINTS = 256
LONGEST_S = 20 * 60
"""Seconds of the longest voice message Discord's clients record."""
FULL = 32_768
"""An int16 sample of 1.0."""


@dataclasses.dataclass(frozen=True, slots=True)
class Recording:
    """A voice message to send: Ogg Opus, its duration in seconds, and its waveform in base64."""

    ogg: bytes
    duration_s: float
    waveform: str


def voice_message(recorded: bytes) -> Recording:
    """Return the voice message for a browser's recording. Blocks the calling thread for about 10 ms per second of sound.

    Raises
    ------
    SetupError
        If it has no sound or is too long, or PyAV (extra ``speech``) is not installed.
    """
    try:
        import av  # noqa: PLC0415 - optional: only voice messages need it
        import av.error  # noqa: PLC0415
    except ImportError:
        raise SetupError("recording needs the extra `speech`") from None
    file = io.BytesIO()
    peaks: list[int] = []
    count = 0
    try:
        with av.open(io.BytesIO(recorded)) as source, av.open(file, "w", format="ogg") as target:
            stream: Any = target.add_stream("libopus", rate=RATE)
            stream.layout, stream.bit_rate = "mono", 32_000
            resampler = av.AudioResampler("s16", "mono", RATE, round(POINT_S * RATE))
            for decoded in (*_frames(source), None):
                for frame in resampler.resample(decoded):
                    peaks.append(int(np.abs(frame.to_ndarray().astype(np.int32)).max(initial=0)))
                    count += frame.samples
                    if count > LONGEST_S * RATE:
                        raise SetupError("the recording is too long")
                    frame.pts = None
                    target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
    except (av.error.FFmpegError, IndexError) as error:
        raise SetupError(f"the recording cannot be read: {error}") from None
    if not count:
        raise SetupError("the recording is empty")
    return Recording(file.getvalue(), round(count / RATE, 3), _drawn(peaks))


def _frames(source: Any) -> Any:
    return source.decode(audio=0)


def _drawn(peaks: list[int]) -> str:
    groups = np.array_split(np.array(peaks), min(len(peaks), POINTS))
    return base64.b64encode(bytes(min(255, int(256 * group.max() / FULL)) for group in groups)).decode()
