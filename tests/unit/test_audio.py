"""Frames of sound: their bytes, rates, joints."""

from __future__ import annotations

import numpy as np
import pytest

from chatterbot.audio import DISCORD_FRAME_SAMPLES, DISCORD_RATE, SPEECH_RATE, AudioFrame, Framer, Resampler

pytestmark = pytest.mark.unit


def tone(seconds: float, rate: int, channels: int = 1, hertz: float = 440.0) -> AudioFrame:
    time = np.arange(round(seconds * rate)) / rate
    wave = 0.5 * np.sin(2 * np.pi * hertz * time)
    return AudioFrame.from_floats(np.repeat(wave[:, None], channels, axis=1), rate)


def loudest_hertz(frame: AudioFrame) -> float:
    spectrum = np.abs(np.fft.rfft(frame.to_floats()))
    return float(np.argmax(spectrum) * frame.rate / len(frame))


def decibels(frame: AudioFrame, of: AudioFrame) -> tuple[float, float]:
    """Return how much louder a sound is than another, by the root mean square and by the peak, without their first and last fifth."""
    levels: list[tuple[float, float]] = []
    for sound in (frame, of):
        middle = sound.samples[len(sound) // 5 : -len(sound) // 5].astype(float)
        levels.append((float(np.sqrt(np.mean(middle**2))), float(np.max(np.abs(middle)))))
    (rms, peak), (rms_of, peak_of) = levels
    return 20 * float(np.log10(rms / rms_of)), 20 * float(np.log10(peak / peak_of))


def resampled(frame: AudioFrame, rate: int, channels: int) -> AudioFrame:
    resampler = Resampler(rate, channels)
    parts = [resampler.push(frame).samples, resampler.flush().samples]
    return AudioFrame(np.concatenate(parts), rate)


def test_bytes_come_back_as_they_went() -> None:
    pcm = bytes(range(200))
    frame = AudioFrame.from_bytes(pcm, DISCORD_RATE, 2)
    assert (len(frame), frame.channels, frame.to_bytes()) == (50, 2, pcm)
    assert frame.duration_s == pytest.approx(50 / 48_000)


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match=r"buffer size|cannot reshape"):
        AudioFrame.from_bytes(b"\0\0\0", DISCORD_RATE)
    with pytest.raises(ValueError, match="cannot reshape"):
        AudioFrame.from_bytes(b"\0\0", DISCORD_RATE, 2)


def test_floats_beyond_one_are_clipped_and_no_number_is_silence() -> None:
    frame = AudioFrame.from_floats(np.array([2.0, -2.0, np.nan, 0.5]), SPEECH_RATE)
    assert frame.samples[:, 0].tolist() == [32_767, -32_768, 0, 16_384]


def test_resampling_in_pieces_is_resampling_at_once() -> None:
    whole = tone(1.0, DISCORD_RATE, 2)
    pieces = Framer().push(whole)
    assert len(pieces) == 50
    down = Resampler(SPEECH_RATE, 1)
    parts = [*(down.push(piece) for piece in pieces), down.flush()]
    joined = AudioFrame(np.concatenate([part.samples for part in parts]), SPEECH_RATE)
    at_once = Resampler(SPEECH_RATE, 1)
    expected = np.concatenate((at_once.push(whole).samples, at_once.flush().samples))
    assert len(joined) == len(expected) == SPEECH_RATE
    assert np.max(np.abs(joined.samples.astype(int) - expected)) <= 1
    assert loudest_hertz(joined) == pytest.approx(440, abs=1)


@pytest.mark.parametrize("rate", [SPEECH_RATE, 22_050, 24_000, 44_100, DISCORD_RATE])
def test_mono_becomes_stereo_with_the_same_level_in_both_channels(rate: int) -> None:
    mono = tone(0.5, rate)
    stereo = resampled(mono, DISCORD_RATE, 2)
    assert (stereo.channels, len(stereo)) == (2, DISCORD_RATE // 2)
    assert (stereo.samples[:, 0] == stereo.samples[:, 1]).all()
    assert decibels(stereo, mono) == pytest.approx((0, 0), abs=0.1)


@pytest.mark.parametrize("rate", [SPEECH_RATE, DISCORD_RATE])
def test_stereo_becomes_mono_as_the_mean_of_both_channels(rate: int) -> None:
    both = tone(0.5, DISCORD_RATE, 2)
    left = AudioFrame(both.samples * np.array([1, 0], np.int16), DISCORD_RATE)
    assert decibels(resampled(both, rate, 1), both) == pytest.approx((0, 0), abs=0.1)
    assert decibels(resampled(left, rate, 1), tone(0.5, DISCORD_RATE)) == pytest.approx((-6.02, -6.02), abs=0.1)


def test_a_loud_mono_sound_is_not_clipped_as_stereo() -> None:
    loudest = AudioFrame(np.array([[32_767], [-32_768]] * 480, np.int16), DISCORD_RATE)
    assert (resampled(loudest, DISCORD_RATE, 2).samples == loudest.samples).all()


def test_a_resampler_serves_again_after_its_flush() -> None:
    up = Resampler(DISCORD_RATE, 2)
    for _ in range(2):
        up.push(tone(0.1, 22_050))
        assert up.flush().channels == 2
    assert up.flush().duration_s == 0


def test_an_empty_frame_resampled_is_empty() -> None:
    up = Resampler(DISCORD_RATE, 2)
    for _ in range(2):  # at first, and in the middle of a stream
        empty = up.push(AudioFrame.silence(0, SPEECH_RATE, 1))
        assert (len(empty), empty.rate, empty.channels) == (0, DISCORD_RATE, 2)
        up.push(tone(0.1, SPEECH_RATE))


def test_a_frame_of_the_same_rate_is_returned_unchanged() -> None:
    frame = tone(0.02, SPEECH_RATE)
    assert Resampler(SPEECH_RATE, 1).push(frame) is frame


def test_framer_keeps_the_rest_and_fills_up_the_last() -> None:
    framer = Framer()
    assert framer.push(tone(0.01, DISCORD_RATE, 2)) == []
    assert [len(frame) for frame in framer.push(tone(0.035, DISCORD_RATE, 2))] == [DISCORD_FRAME_SAMPLES] * 2
    last = framer.flush()
    assert last is not None
    assert len(last) == DISCORD_FRAME_SAMPLES
    assert not last.samples[240:].any()
    assert framer.flush() is None


def test_framer_refuses_a_stream_that_changes() -> None:
    framer = Framer()
    framer.push(tone(0.01, DISCORD_RATE, 2))
    with pytest.raises(ValueError, match="changed"):
        framer.push(tone(0.01, SPEECH_RATE))
