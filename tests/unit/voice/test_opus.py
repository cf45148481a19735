"""Opus: what goes in comes out, what is lost is guessed, what is no Opus is refused and harms nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatterbot import audio, errors
from chatterbot.voice import opus

pytestmark = pytest.mark.unit


def tone(frames: int, hertz: float = 440.0) -> list[audio.AudioFrame]:
    time = np.arange(frames * 960) / 48_000
    samples = (np.sin(2 * np.pi * hertz * time) * 8_000).astype(np.int16)
    stereo = np.stack([samples, samples], axis=1)
    return [audio.AudioFrame(stereo[start : start + 960], 48_000) for start in range(0, len(stereo), 960)]


def loudest_hertz(frames: list[audio.AudioFrame]) -> float:
    mono = np.concatenate([frame.to_floats() for frame in frames])
    return float(np.argmax(np.abs(np.fft.rfft(mono))) * 48_000 / len(mono))


def test_a_tone_survives() -> None:
    encoder, decoder = opus.Encoder(), opus.Decoder()
    sent = tone(50)
    heard = [decoder.decode(encoder.encode(frame)) for frame in sent]
    assert {(len(frame), frame.channels, frame.rate) for frame in heard} == {(960, 2, 48_000)}
    assert loudest_hertz(heard) == pytest.approx(440, abs=1)
    levels = [float(np.sqrt(np.mean(frame.to_floats() ** 2))) for frame in heard[5:]]
    assert np.mean(levels) == pytest.approx(8_000 / 32_768 / np.sqrt(2), rel=0.1)


def test_each_frame_gives_its_packet_at_once() -> None:
    encoder = opus.Encoder()
    packets = [encoder.encode(frame) for frame in tone(10)]
    assert all(opus.samples_in(packet) == 960 for packet in packets)


@pytest.mark.parametrize("frame", [audio.AudioFrame.silence(0.01), audio.AudioFrame.silence(0.02, 48_000, 1)])
def test_only_discords_frame_is_encoded(frame: audio.AudioFrame) -> None:
    with pytest.raises(ValueError, match="Discord's frame"):
        opus.Encoder().encode(frame)


def test_a_lost_frame_continues_the_sound_and_fades() -> None:
    encoder, decoder = opus.Encoder(), opus.Decoder()
    for frame in tone(20):
        decoder.decode(encoder.encode(frame))
    guesses = [decoder.conceal() for _ in range(8)]
    levels = [float(np.abs(guess.to_floats()).max()) for guess in guesses]
    assert {len(guess) for guess in guesses} == {960}
    assert levels[0] > 0.1
    assert loudest_hertz(guesses[:1]) == pytest.approx(440, abs=50)
    assert levels[-1] < levels[0] / 4


def test_concealment_before_any_packet_is_silence() -> None:
    guess = opus.Decoder().conceal()
    assert len(guess) == 960
    assert not guess.samples.any()


def test_discords_silence_is_silent() -> None:
    assert opus.samples_in(opus.SILENCE) == 960
    assert np.abs(opus.Decoder().decode(opus.SILENCE).samples).max() <= 1


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"\x00x", 480),  # SILK, 10 ms
        (b"\x18x", 2_880),  # SILK, 60 ms
        (b"\x60x", 480),  # hybrid, 10 ms
        (b"\x78x", 960),  # hybrid, 20 ms
        (b"\x80x", 120),  # CELT, 2.5 ms
        (b"\xf8x", 960),  # CELT, 20 ms
        (b"\xf9xx", 1_920),  # two frames of equal size
        (b"\xfb\x06" + bytes(6), 5_760),  # six frames: 120 ms, the longest
        (b"\xfb\x07" + bytes(7), None),  # 140 ms: forbidden
        (b"\xfb\x00", None),  # no frames
        (b"\xfb", None),  # the count is missing
        (b"", None),
    ],
)
def test_the_first_byte_tells_the_length(packet: bytes, samples: int | None) -> None:
    assert opus.samples_in(packet) == samples


def test_an_empty_packet_does_not_end_the_decoder() -> None:
    decoder = opus.Decoder()
    with pytest.raises(errors.VoiceError):
        decoder.decode(b"")
    assert len(decoder.decode(opus.SILENCE)) == 960


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200))
def test_hostile_packets_raise_one_error_and_leave_a_working_decoder(packet: bytes) -> None:
    decoder = opus.Decoder()
    try:
        frame = decoder.decode(packet)
    except errors.VoiceError:
        pass
    else:
        assert len(frame) == opus.samples_in(packet)
    assert len(decoder.decode(opus.SILENCE)) == 960
