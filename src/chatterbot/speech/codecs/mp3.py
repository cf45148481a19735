"""Decode MP3 as its bytes arrive: the first frame already gives sound."""

from __future__ import annotations

from typing import Any

import numpy as np

from chatterbot import audio

__all__ = ("Mp3Decoder",)


class Mp3Decoder:
    """Decodes one stream of MP3 frames, in portions of any size.

    Raises
    ------
    ImportError
        If PyAV is not installed (extra ``speech``).
    """

    def __init__(self) -> None:
        import av  # noqa: PLC0415 - optional: text alone works without it
        from av.error import FFmpegError  # noqa: PLC0415 - as above

        self._error = FFmpegError
        self._codec: Any = av.CodecContext.create("mp3", "r")

    def push(self, data: bytes) -> list[audio.AudioFrame]:
        """Take more bytes and return the sound of the frames that are complete now, mono.

        Raises
        ------
        ValueError
            If the bytes are not MP3.
        """
        return self._decode(data)

    def flush(self) -> list[audio.AudioFrame]:
        """End the stream and return the sound of its last frames."""
        return self._decode(b"")

    def _decode(self, data: bytes) -> list[audio.AudioFrame]:
        try:
            return [
                found
                for packet in self._codec.parse(data)
                for frame in self._codec.decode(packet)
                if len(found := _mono(frame.to_ndarray(), frame.sample_rate))
            ]
        except self._error as error:
            raise ValueError(f"no MP3: {error}") from error


def _mono(planes: np.ndarray[Any, np.dtype[Any]], rate: int) -> audio.AudioFrame:
    """Return the mean over the channels of a planar frame of shape (channels, samples)."""
    if planes.dtype == np.int16:
        planes = planes.astype(np.float32) / 32_768
    return audio.AudioFrame.from_floats(planes.mean(axis=0), rate)
