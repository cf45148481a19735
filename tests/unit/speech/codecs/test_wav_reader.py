"""WAV read from pipes, whose headers state a wrong length."""

from __future__ import annotations

import contextlib
import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.speech.tts.program import WavReader

pytestmark = pytest.mark.unit

SAMPLES = np.arange(-500, 500, dtype=np.int16)


def wav(*, channels: int = 1, rate: int = 16_000, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((channels, width, rate, 0, "NONE", ""))
        writer.writeframes(SAMPLES.tobytes())
    return file.getvalue()


def read(data: bytes, size: int, rate: int | None = None) -> tuple[list[int], set[int]]:
    reader = WavReader(rate)
    frames = [reader.push(data[start : start + size]) for start in range(0, len(data), size)]
    found = [frame for frame in frames if frame is not None]
    return [int(sample) for frame in found for sample in frame.samples[:, 0]], {frame.rate for frame in found}


@given(size=st.integers(1, 3_000))
def test_wav_is_read_in_portions_of_any_size(size: int) -> None:
    assert read(wav(), size) == ([*SAMPLES], {16_000})


@pytest.mark.parametrize("length", [0, 2, 0x7FFFF000, 0xFFFFFFFF])
def test_a_wrong_length_in_the_header_is_ignored(length: int) -> None:
    """espeak-ng writes 0x7ffff000 to a pipe, festival 2."""
    data = wav()
    data = data[:40] + struct.pack("<I", length) + data[44:]
    assert read(data, 1_000)[0] == [*SAMPLES]


def test_other_chunks_are_skipped() -> None:
    data = wav()
    assert read(data[:36] + b"LIST" + struct.pack("<I", 5) + b"abcde\0" + data[36:], 7)[0] == [*SAMPLES]


def test_stereo_is_mixed_to_mono() -> None:
    samples, _ = read(wav(channels=2), 999)
    assert len(samples) == len(SAMPLES) // 2
    assert samples[1] in (int(SAMPLES[2:4].mean()), int(SAMPLES[2:4].mean()) + 1)


def test_raw_samples_without_a_header_are_read() -> None:
    assert read(SAMPLES.tobytes(), 333, 8_000) == ([*SAMPLES], {8_000})


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfb\x90d" * 100,
        b"RIFF\0\0\0\0AVI LIST" + bytes(100),
        wav(width=1),
        wav(rate=100),
        b"RIFF\0\0\0\0WAVEdata" + bytes(100),
        b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xff" + bytes(100),
        b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0" + bytes(100),
        b"usage: program [options]\n",
    ],
)
def test_other_bytes_than_wav_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        read(data, 64)


@given(data=st.binary(max_size=200))
def test_any_bytes_give_sound_or_a_value_error(data: bytes) -> None:
    with contextlib.suppress(ValueError):  # and nothing else
        read(b"RIFF\0\0\0\0WAVE" + data, 50)
