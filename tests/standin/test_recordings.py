"""Tests that recordings of browsers become voice messages like those of Discord's clients."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest

from chatterbot.standin import SetupError
from chatterbot.standin.people import recordings

av = pytest.importorskip("av", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.unit


def recorded(container: str, codec: str, seconds: float) -> bytes:
    """A tone after a second of silence, as a browser records it."""
    rate = 48_000
    tone = 0.5 * np.sin(2 * np.pi * 330 * np.arange(round((seconds - 1) * rate)) / rate)
    samples = np.concatenate((np.zeros(rate), tone)).astype(np.float32)
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=rate)
        stream.layout = "mono"
        for start in range(0, len(samples), rate):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + rate], format="fltp", layout="mono")
            frame.sample_rate = rate
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(("container", "codec"), [("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac")])
def test_what_browsers_record_becomes_ogg_opus(container: str, codec: str) -> None:
    made = recordings.voice_message(recorded(container, codec, 3.0))
    with av.open(io.BytesIO(made.ogg)) as file:
        stream: Any = file.streams.audio[0]
        assert (file.format.name, stream.codec_context.name, stream.rate) == ("ogg", "opus", 48_000)
    assert made.duration_s == pytest.approx(3.0, abs=0.1)
    points = base64.b64decode(made.waveform)
    assert len(points) == pytest.approx(30, abs=1)
    assert max(points[1:9]) < 10
    assert min(points[12:28]) > 100


def test_a_long_recording_has_a_waveform_of_256_points() -> None:
    assert len(base64.b64decode(recordings.voice_message(recorded("webm", "libopus", 40.0)).waveform)) == 256


@pytest.mark.parametrize("data", [b"", b"OggS", b"no sound at all", bytes(10_000)])
def test_a_file_without_sound_is_refused(data: bytes) -> None:
    with pytest.raises(SetupError):
        recordings.voice_message(data)
