"""Sounds made on the spot, in every container that is decoded."""

from __future__ import annotations

import io
import wave
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000

CONTAINERS: Final = {
    "ogg opus": ("ogg", "libopus", 48_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "mov": ("mov", "alac", 44_100),
    "webm": ("webm", "libopus", 48_000),
    "matroska": ("matroska", "flac", 44_100),
    "wav": ("wav", "pcm_s16le", 16_000),
    "wav 24 bit": ("wav", "pcm_s24le", 96_000),
    "wav a-law": ("wav", "pcm_alaw", 8_000),
    "flac": ("flac", "flac", 44_100),
    "adts": ("adts", "aac", 24_000),
    "aiff": ("aiff", "pcm_s16be", 22_050),
    "caf": ("caf", "pcm_s16le", 48_000),
    "au": ("au", "pcm_mulaw", 8_000),
    "wavpack": ("wv", "wavpack", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "wma": ("asf", "wmav2", 44_100),
    "ac3 in mp4": ("mp4", "ac3", 48_000),
    "avi": ("avi", "libmp3lame", 44_100),
}
"""Muxer, encoder and rate."""
BIT_RATES: Final = {"libopencore_amrnb": 12_200, "wmav2": 64_000}
"""Of encoders without a usable default."""


def tone(seconds: float, rate: int = RATE, *, hertz: float = 440.0, level: float = 0.3) -> NDArray[np.float32]:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def wav(samples: NDArray[np.float32], rate: int = RATE) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    return buffer.getvalue()


def encoded(
    name: str,
    seconds: float = 0.5,
    *,
    samples: NDArray[np.float32] | None = None,
    video: bool = False,
    sound: bool = True,
) -> bytes:
    """Encode a tone (or `samples` of the container's rate), with a black film beside it if `video`."""
    import av

    muxer, codec, rate = CONTAINERS[name]
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=muxer) as container:
        film: Any = None
        if video:
            film = container.add_stream("mpeg4" if muxer != "webm" else "libvpx", rate=10)
            film.width, film.height, film.pix_fmt = 32, 32, "yuv420p"
        stream: Any = container.add_stream(codec, rate=rate) if sound else None
        if stream is not None:
            stream.layout = "mono"
            if codec in BIT_RATES:
                stream.bit_rate = BIT_RATES[codec]
        if film is not None:
            for index in range(max(1, round(seconds * 10))):
                picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                picture.pts = index
                container.mux(film.encode(picture))
            container.mux(film.encode(None))
        if stream is not None:
            pcm = tone(seconds, rate) if samples is None else samples
            resampler = av.AudioResampler(stream.format.name, "mono", rate, stream.frame_size or 1_024)
            frame = av.AudioFrame.from_ndarray((pcm * 32_767).astype(np.int16)[None], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, 0
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
    return buffer.getvalue()


def multitrack(*tracks: NDArray[np.float32], muxer: str = "mp4", codec: str = "aac", rate: int = 48_000) -> bytes:
    """Encode several sound tracks into one file; each has the shape (samples,), or (samples, 2) for stereo."""
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=muxer) as container:
        streams: list[tuple[Any, str, NDArray[np.float32]]] = []
        for samples in tracks:
            layout = "mono" if samples.ndim == 1 else "stereo"
            streams.append((container.add_stream(codec, rate=rate, layout=layout), layout, samples))
        for stream, layout, samples in streams:
            frame = av.AudioFrame.from_ndarray(samples.astype(np.float32).reshape(1, -1), format="flt", layout=layout)
            frame.sample_rate, frame.pts = rate, 0
            resampler = av.AudioResampler(stream.format.name, layout, rate, stream.frame_size or 1_024)
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
    return buffer.getvalue()
