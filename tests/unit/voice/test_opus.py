"""Opus: encoding and decoding, concealment of lost frames, and rejection of other bytes."""

from __future__ import annotations

import pathlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatterbot import audio, errors
from chatterbot.voice import libopus, opus

pytestmark = pytest.mark.unit

BOTH = pytest.mark.parametrize("native", [True, False], ids=["libopus", "PyAV"])
"""Decoding by libopus itself, and through PyAV where it is not found."""


def tone(frames: int, hertz: float = 440.0) -> list[audio.AudioFrame]:
    time = np.arange(frames * 960) / 48_000
    samples = (np.sin(2 * np.pi * hertz * time) * 8_000).astype(np.int16)
    stereo = np.stack([samples, samples], axis=1)
    return [audio.AudioFrame(stereo[start : start + 960], 48_000) for start in range(0, len(stereo), 960)]


def loudest_hertz(frames: list[audio.AudioFrame]) -> float:
    mono = np.concatenate([frame.to_floats() for frame in frames])
    return float(np.argmax(np.abs(np.fft.rfft(mono))) * frames[0].rate / len(mono))


def test_the_library_is_found_where_the_tests_run() -> None:
    assert libopus.load() is not None


@BOTH
def test_a_tone_is_encoded_and_decoded(native: bool) -> None:
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder(native=native)
    sent = tone(50)
    heard = [decoder.decode(encoder.encode(frame)) for frame in sent]
    assert {(len(frame), frame.channels, frame.rate) for frame in heard} == {(960, 2, 48_000)}
    assert loudest_hertz(heard) == pytest.approx(440, abs=1)
    levels = [float(np.sqrt(np.mean(frame.to_floats() ** 2))) for frame in heard[5:]]
    assert np.mean(levels) == pytest.approx(8_000 / 32_768 / np.sqrt(2), rel=0.1)


def test_each_frame_gives_one_packet_at_once() -> None:
    encoder = opus.OpusEncoder()
    packets = [encoder.encode(frame) for frame in tone(10)]
    assert all(opus.samples_in(packet) == 960 for packet in packets)


@pytest.mark.parametrize("frame", [audio.AudioFrame.silence(0.01), audio.AudioFrame.silence(0.02, 48_000, 1)])
def test_only_discords_frame_is_encoded(frame: audio.AudioFrame) -> None:
    with pytest.raises(ValueError, match="Discord's frame"):
        opus.OpusEncoder().encode(frame)


@BOTH
@pytest.mark.parametrize("rate", libopus.RATES)
@pytest.mark.parametrize("channels", [1, 2])
def test_packets_are_decoded_to_any_rate_of_opus(native: bool, rate: int, channels: int) -> None:
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder(rate, channels, native=native)
    heard = [decoder.decode(encoder.encode(frame)) for frame in tone(50)]
    heard.append(decoder.conceal())
    assert {(frame.channels, frame.rate) for frame in heard} == {(channels, rate)}
    assert sum(frame.duration_s for frame in heard) == pytest.approx(
        51 * 0.02, abs=0.003
    )  # a resampler keeps some back
    assert loudest_hertz(heard[:-1]) == pytest.approx(440, abs=2)
    levels = [float(np.sqrt(np.mean(frame.to_floats() ** 2))) for frame in heard[5:]]
    assert np.mean(levels) == pytest.approx(8_000 / 32_768 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (0, 1), (48_000, 3), (48_000, 0)])
def test_other_rates_and_channels_are_refused(rate: int, channels: int) -> None:
    with pytest.raises(ValueError, match="not decoded to"):
        opus.OpusDecoder(rate, channels)


def test_libopus_and_pyav_decode_to_the_same_sound() -> None:
    encoder = opus.OpusEncoder()
    decoders = [opus.OpusDecoder(native=native) for native in (True, False)]
    for number, frame in enumerate(tone(30)):
        packet = encoder.encode(frame)
        if number in {10, 11, 20}:
            one, other = (decoder.conceal() for decoder in decoders)
        else:
            one, other = (decoder.decode(packet) for decoder in decoders)
        assert np.abs(one.samples.astype(int) - other.samples).max() <= 1


def test_without_libopus_pyav_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libopus, "_candidates", lambda: iter(["libopus-that-is-not-there.so", pathlib.Path(__file__)]))
    assert libopus.load() is None
    assert loudest_hertz([opus.OpusDecoder().decode(opus.OpusEncoder().encode(frame)) for frame in tone(50)]) == 440


@BOTH
def test_a_lost_frame_is_recovered_from_the_next_packet(native: bool) -> None:
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder(native=native)
    rising = [tone(1, hertz)[0] for hertz in range(300, 700, 20)]
    packets = [encoder.encode(frame) for frame in rising]
    for packet in packets[:10]:
        decoder.decode(packet)
    recovered = decoder.recover(packets[11])
    if not native:
        assert recovered is None  # PyAV has no call for it
        return
    assert recovered is not None
    assert len(recovered) == 960
    whole = opus.OpusDecoder()
    *_, true = (whole.decode(packet) for packet in packets[:11])
    assert np.corrcoef(recovered.to_floats(), true.to_floats())[0, 1] > 0.9
    assert len(decoder.decode(packets[11])) == 960


@BOTH
def test_a_packet_without_a_copy_recovers_nothing(native: bool) -> None:
    decoder = opus.OpusDecoder(native=native)
    for packet in (opus.SILENCE, b"", b"\xff", opus.OpusEncoder().encode(tone(1)[0])):
        assert decoder.recover(packet) is None


@BOTH
def test_a_concealed_frame_continues_the_sound_and_fades(native: bool) -> None:
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder(native=native)
    for frame in tone(20):
        decoder.decode(encoder.encode(frame))
    guesses = [decoder.conceal() for _ in range(8)]
    levels = [float(np.abs(guess.to_floats()).max()) for guess in guesses]
    assert {len(guess) for guess in guesses} == {960}
    assert levels[0] > 0.1
    assert loudest_hertz(guesses[:1]) == pytest.approx(440, abs=50)
    assert levels[-1] < levels[0] / 4


@BOTH
def test_concealment_before_any_packet_is_silence(native: bool) -> None:
    guess = opus.OpusDecoder(native=native).conceal()
    assert len(guess) == 960
    assert not guess.samples.any()


@BOTH
def test_discords_silence_is_silent(native: bool) -> None:
    assert opus.samples_in(opus.SILENCE) == 960
    assert np.abs(opus.OpusDecoder(native=native).decode(opus.SILENCE).samples).max() <= 1


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
def test_the_first_byte_determines_the_length(packet: bytes, samples: int | None) -> None:
    assert opus.samples_in(packet) == samples


@BOTH
def test_an_empty_packet_leaves_a_working_decoder(native: bool) -> None:
    decoder = opus.OpusDecoder(native=native)
    with pytest.raises(errors.VoiceError):
        decoder.decode(b"")
    assert len(decoder.decode(opus.SILENCE)) == 960


@BOTH
@settings(max_examples=120, deadline=None)
@given(packet=st.binary(max_size=200))
def test_random_packets_raise_a_voice_error_and_leave_a_working_decoder(packet: bytes, native: bool) -> None:
    decoder = opus.OpusDecoder(native=native)
    try:
        decoder.recover(packet)
        frame = decoder.decode(packet)
    except errors.VoiceError:
        pass
    else:
        assert len(frame) == opus.samples_in(packet)
    assert len(decoder.decode(opus.SILENCE)) == 960
