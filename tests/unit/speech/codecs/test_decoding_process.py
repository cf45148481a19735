"""The decoding of files, tested without its process: formats, false headers, and thousands of damaged files."""

from __future__ import annotations

import functools
import struct
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import sounds

pytest.importorskip("av", reason="PyAV decodes")

from chatterbot.speech.codecs import decoding_process

pytestmark = pytest.mark.unit

SECOND = 2 * 16_000
"""Bytes in a second of what is given."""
KEYS = {"error-audio-broken", "error-audio-not-audio", "error-audio-no-sound", "error-audio-too-long"}


def refusal(data: bytes, limit_s: float = 10.0) -> decoding_process.Refusal:
    with pytest.raises(decoding_process.Refusal) as caught:
        decoding_process.decode(data, limit_s)
    return caught.value


def outcome(data: bytes, limit_s: float) -> str | int:
    """Return the bytes of sound, or the key of the refusal; any other result is an error."""
    try:
        return len(decoding_process.decode(data, limit_s)[1])
    except decoding_process.Refusal as refused:
        return refused.key


@functools.cache
def small(name: str) -> bytes:
    return sounds.encoded(name, 0.2)


@pytest.mark.parametrize("name", sounds.CONTAINERS)
def test_each_format_is_decoded_to_the_original_sound(name: str) -> None:
    rate = sounds.CONTAINERS[name][2]
    said, pcm = decoding_process.decode(sounds.encoded(name, samples=sounds.tone(1.0, rate, hertz=500.0)), 10.0)
    heard = np.frombuffer(pcm, "<i2").astype(float)
    assert len(heard) / 16_000 == pytest.approx(1.0, abs=0.12)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * 16_000 / len(heard) == pytest.approx(500.0, abs=4.0)
    assert said["codec"]


@pytest.mark.parametrize("name", ["m4a", "matroska", "webm", "avi"])
def test_a_video_is_decoded_or_refused_without_sound(name: str) -> None:
    assert decoding_process.decode(sounds.encoded(name, 1.0, video=True), 10.0)[1]
    assert refusal(sounds.encoded(name, 1.0, video=True, sound=False)).key == "error-audio-no-sound"


@pytest.mark.parametrize("name", [name for name in sounds.CONTAINERS if name not in {"mp3", "adts", "amr"}])
def test_a_declared_duration_is_refused_before_decoding(name: str) -> None:
    refused = refusal(sounds.encoded(name, 3.0), 1.0)
    assert refused.key == "error-audio-too-long"
    assert refused.params["seconds"] == pytest.approx(3.0, abs=0.2)
    assert refused.params["limit"] == 1.0


@pytest.mark.parametrize("name", ["mp3", "adts", "amr"])
def test_a_file_without_a_declared_duration_is_limited_while_decoding(name: str) -> None:
    assert refusal(sounds.encoded(name, 4.0), 1.0).key == "error-audio-too-long"


def test_a_false_duration_is_detected_while_decoding() -> None:
    flac = bytearray(sounds.encoded("flac", 5.0))
    # STREAMINFO: 36 bits of sample count end at byte 26 (RFC 9639, 8.2); "0.1 s".
    flac[21] &= 0xF0
    flac[22:26] = struct.pack(">I", 4_410)
    assert refusal(bytes(flac), 2.0).key == "error-audio-too-long"


@pytest.mark.parametrize(
    "frame", [b"\x7c", b"\x44" + bytes(5), b"\x04" + bytes(12)], ids=["none", "comfort noise", "4.75 kbit/s"]
)
def test_hours_of_silence_in_a_small_file_are_refused(frame: bytes) -> None:
    """AMR frames of 20 ms (RFC 4867, 5.3): ten hours of silence in 1.8 MB."""
    began = time.process_time()
    assert refusal(b"#!AMR\n" + frame * (36_000 * 50), 60.0).key == "error-audio-too-long"
    assert refusal(b"#!AMR\n" + frame * (90 * 50), 60.0).key in {"error-audio-too-long", "error-audio-broken"}
    assert time.process_time() - began < 5.0


def test_an_absurd_sampling_rate_is_refused() -> None:
    slow = bytearray(sounds.wav(sounds.tone(1.0)))
    slow[24:32] = struct.pack("<II", 1, 2)  # one sample a second: 16,000 seconds
    assert refusal(bytes(slow), 1e9).key == "error-audio-broken"


def test_an_absurd_number_of_channels_is_refused() -> None:
    many = bytearray(sounds.wav(sounds.tone(1.0)))
    many[22:24] = struct.pack("<H", 65_535)
    assert refusal(bytes(many)).key == "error-audio-broken"


def test_packets_without_sound_count_against_the_limit() -> None:
    # Ogg pages can hold empty packets by the hundred thousand.
    page = b"OggS\0\0" + bytes(8) + b"\1\0\0\0" + bytes(8) + b"\xff" + bytes(255)
    refusal(sounds.encoded("ogg opus", 0.1)[:200] + page * 20_000, 5.0)


def test_a_cover_picture_does_not_make_a_file_a_video() -> None:
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364600000000600023081d02f"
        "0000000049454e44ae426082"
    )
    body = b"\0image/png\0\3\0" + picture
    frame = b"APIC" + struct.pack(">IH", len(body), 0) + body
    tag = b"ID3\3\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 0x7F]) + frame
    assert len(decoding_process.decode(tag + sounds.encoded("mp3", 0.5), 10.0)[1]) / SECOND == pytest.approx(
        0.5, abs=0.1
    )
    assert outcome(tag, 10.0) in {"error-audio-broken", "error-audio-no-sound"}


def test_a_tag_with_a_picture_before_a_recording_does_not_make_it_a_video() -> None:
    picture = b"\0image/png\0\3\0\x89PNG\r\n\x1a\n" + bytes(200)
    frame = b"APIC" + struct.pack(">IH", len(picture), 0) + picture
    tag = b"ID3\3\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 0x7F]) + frame
    for name in ("wav", "ogg opus", "m4a", "flac"):
        answer, pcm = decoding_process.decode(tag + sounds.encoded(name, 0.5), 10.0)
        assert len(pcm) / SECOND == pytest.approx(0.5, abs=0.1)
        assert answer["codec"]


def test_several_tracks_are_all_returned_and_cut_when_too_long() -> None:
    data = sounds.multitrack(
        sounds.tone(4.0, 48_000), np.zeros((4 * 48_000, 2), np.float32), muxer="matroska", codec="flac"
    )
    answer, pcm = decoding_process.decode(data, 10.0)
    assert answer["cut"] is False
    assert answer["tracks"] == [
        {"codec": "flac", "channels": 1, "bytes": pytest.approx(4 * SECOND, abs=200)},
        {"codec": "flac", "channels": 2, "bytes": pytest.approx(8 * SECOND, abs=400)},
    ]
    assert len(pcm) == pytest.approx(12 * SECOND, abs=600)
    answer, pcm = decoding_process.decode(data, 5.0)
    assert answer["cut"] is True
    assert len(pcm) < 9 * SECOND
    answer, pcm = decoding_process.decode(data, 5.0, 1)
    assert (answer["cut"], len(pcm)) == (False, pytest.approx(8 * SECOND, abs=400))
    assert refusal(data, 3.0).key == "error-audio-too-long"


def test_tracks_beyond_the_limit_are_left_out() -> None:
    data = sounds.multitrack(*[sounds.tone(0.2, 48_000)] * 12, muxer="matroska", codec="flac")
    answer, _ = decoding_process.decode(data, 10.0)
    assert isinstance(answer["tracks"], list)
    assert len(answer["tracks"]) == decoding_process.MAX_TRACKS


def test_two_chained_recordings_are_decoded_one_after_the_other() -> None:
    chained = sounds.encoded("ogg opus", 0.5) + sounds.encoded("ogg opus", 0.5)
    assert len(decoding_process.decode(chained, 10.0)[1]) / SECOND == pytest.approx(1.0, abs=0.05)


def test_a_rate_that_changes_in_the_middle_is_decoded() -> None:
    mixed = sounds.encoded("adts", 0.5) + sounds.encoded("adts", samples=sounds.tone(0.5, 24_000), seconds=0.5)
    assert len(decoding_process.decode(mixed, 10.0)[1]) / SECOND == pytest.approx(1.1, abs=0.15)


@pytest.mark.parametrize("name", ["ogg opus", "mp3", "wav", "flac", "webm"])
def test_a_truncated_file_gives_its_beginning(name: str) -> None:
    whole = sounds.encoded(name, 2.0)
    _, pcm = decoding_process.decode(whole[: len(whole) * 2 // 3], 10.0)
    assert 0.5 < len(pcm) / SECOND < 1.9


MUTATIONS = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "fill", "repeat", "drop"]), st.floats(0, 1), st.integers(0, 255)),
    min_size=1,
    max_size=8,
)


def mutated(data: bytes, changes: list[tuple[str, float, int]]) -> bytes:
    result = bytearray(data)
    for kind, where, value in changes:
        at = int(where * len(result))
        match kind:
            case "flip":
                result[at : at + 1] = bytes([value])
            case "cut":
                del result[at + 1 :]
            case "fill":
                result[at : at + 8] = bytes([value]) * 8
            case "repeat":
                result[at:at] = result[at : at + value]
            case _:
                del result[at : at + value]
    return bytes(result)


@settings(max_examples=600, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(set(sounds.CONTAINERS) - {"wav 24 bit"})), changes=MUTATIONS)
def test_damaged_files_give_sound_or_a_refusal(name: str, changes: list[tuple[str, float, int]]) -> None:
    """The result is sound within the limit or a refusal; no other exception, and not much time."""
    result = outcome(mutated(small(name), changes), 2.0)
    assert 0 < result <= 3 * SECOND if isinstance(result, int) else result in KEYS


@settings(max_examples=300, deadline=5_000)
@given(
    head=st.sampled_from(
        [b"OggS", b"RIFF\xff\0\0\0WAVE", b"fLaC", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp", b"ID3\4", b"#!AMR\n"]
    ),
    rest=st.binary(max_size=400),
)
def test_random_bytes_after_a_valid_beginning_give_sound_or_a_refusal(head: bytes, rest: bytes) -> None:
    result = outcome(head + rest, 2.0)
    assert 0 < result <= 3 * SECOND if isinstance(result, int) else result in KEYS
