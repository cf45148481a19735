"""Encoded files, decoded by FFmpeg's libraries, contain the original sound."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from chatterbot import errors
from chatterbot.audio import AudioFrame
from chatterbot.speech.codecs import encoding
from chatterbot.speech.codecs.encoding import OutputFormat

av = pytest.importorskip("av", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.unit

RATE = 22_050
"""What Piper's voices speak at."""


def tone(seconds: float, rate: int = RATE, *, hertz: float = 440.0, loudness: float = 0.3) -> NDArray[np.float32]:
    return (loudness * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def frames(sound: NDArray[np.float32], rate: int = RATE, size: int = 1000) -> list[AudioFrame]:
    return [AudioFrame.from_floats(sound[start : start + size], rate) for start in range(0, len(sound), size)]


def decoded(data: bytes) -> tuple[Any, NDArray[np.float32]]:
    """Return the first stream, and its samples in [-1, 1]."""
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.audio[0]
        parts = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    samples = np.concatenate(parts)
    scale = 32_768 if samples.dtype == np.int16 else 1
    return stream, samples.astype(np.float32) / np.float32(scale)


def pitch(samples: NDArray[np.float32], rate: int) -> float:
    """Return the strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


@pytest.mark.parametrize("seconds", [0.05, 0.9, 3.0, 12.34])
def test_a_voice_message_is_ogg_opus_of_the_given_length(seconds: float) -> None:
    made = encoding.voice_message(frames(tone(seconds)))
    stream, samples = decoded(made.ogg)
    assert made.ogg.startswith(b"OggS")
    assert (stream.codec_context.name, stream.rate, stream.layout.name) == ("opus", 48_000, "mono")
    assert made.duration_s == pytest.approx(seconds, abs=0.002)
    assert len(samples) / stream.rate == pytest.approx(seconds, abs=0.021)  # whole frames of 20 ms at most
    assert 1 <= len(base64.b64decode(made.waveform, validate=True)) <= 256


@pytest.mark.parametrize("container", OutputFormat)
@pytest.mark.parametrize("channels", [1, 2])
def test_an_encoded_sound_is_decoded_to_the_original(container: OutputFormat, channels: int) -> None:
    mono = tone(2.0)
    stereo = [
        AudioFrame.from_floats(np.repeat(frame.to_floats()[:, None], channels, axis=1), RATE) for frame in frames(mono)
    ]
    stream, samples = decoded(encoding.encode(stereo, container))
    assert stream.channels == 1
    assert len(samples) / stream.rate == pytest.approx(2.0, abs=0.06)
    middle = samples[stream.rate // 2 : stream.rate * 3 // 2]
    assert pitch(middle, stream.rate) == pytest.approx(440, abs=2)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_a_wav_file_can_be_read_by_the_standard_library() -> None:
    sound = tone(0.5)
    with wave.open(io.BytesIO(encoding.encode(frames(sound), OutputFormat.WAV))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        written = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert np.array_equal(written, AudioFrame.from_floats(sound, RATE).samples[:, 0])


def test_a_long_file_has_no_clicks() -> None:
    _, samples = decoded(encoding.encode(frames(tone(4.0, 48_000), 48_000), OutputFormat.OGG))
    inner = samples[4_800:-4_800]
    assert np.abs(np.diff(inner)).max() < 0.03  # the tone itself: 0.3 times 2 pi 440 / 48,000 = 0.017


@pytest.mark.parametrize(("seconds", "points"), [(0.01, 1), (0.25, 2), (5.0, 50), (25.65, 256), (300.0, 256)])
def test_the_waveform_has_a_point_each_tenth_of_a_second_and_at_most_256(seconds: float, points: int) -> None:
    sound = AudioFrame.from_floats(tone(seconds, 8_000), 8_000)
    assert len(base64.b64decode(encoding.waveform(sound), validate=True)) == points


def test_the_waveform_shows_where_it_is_loud() -> None:
    sound = np.concatenate((np.zeros(8_000), tone(1.0, 8_000, loudness=0.02), tone(1.0, 8_000, loudness=0.3)))
    drawn = np.frombuffer(base64.b64decode(encoding.waveform(AudioFrame.from_floats(sound, 8_000))), np.uint8)
    silent, quiet, loud = drawn[:10], drawn[10:20], drawn[20:30]
    assert silent.max() == 0
    assert 30 < quiet.min() <= quiet.max() < 100
    assert loud.min() > 200


@pytest.mark.parametrize("nothing", [[], [AudioFrame(np.zeros((0, 1), np.int16), RATE)]])
@pytest.mark.parametrize("container", OutputFormat)
def test_encoding_without_sound_is_an_error(nothing: list[AudioFrame], container: OutputFormat) -> None:
    with pytest.raises(errors.TextToSpeechError):
        encoding.encode(nothing, container)
