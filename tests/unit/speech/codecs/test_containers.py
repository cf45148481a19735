"""The detection of a file's format by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import sounds

from chatterbot.speech.codecs import containers

pytestmark = pytest.mark.unit

MP3_FRAME = bytes.fromhex("fffb9064") + bytes(60)


def id3(size: int, *, footer: bool = False) -> bytes:
    sevens = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00" + (b"\x10" if footer else b"\x00") + sevens + bytes(size + (10 if footer else 0))


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (b"OggS\0\2", "ogg"),
        (b"fLaC\0\0\0\x22", "flac"),
        (b"\0\0\0\x20ftypM4A ", "mov,mp4,m4a,3gp,3g2,mj2"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov,mp4,m4a,3gp,3g2,mj2"),
        (b"\x1a\x45\xdf\xa3\x01", "matroska,webm"),
        (b"FORM\0\0\0\0AIFC", "aiff"),
        (b"caff\0\1", "caf"),
        (b"#!AMR-WB\n", "amr"),
        (b".snd\0\0\0\x18", "au"),
        (b"wvpk\0", "wv"),
        (MP3_FRAME, "mp3"),
        (id3(300) + MP3_FRAME, "mp3"),
        (id3(0) + id3(20, footer=True) + MP3_FRAME, "mp3"),
        (id3(40) + b"fLaC\0\0\0\x22", "flac"),
        (bytes.fromhex("fff15080") + bytes(60), "aac"),
        (id3(12) + bytes.fromhex("fff15080") + bytes(60), "aac"),
    ],
)
def test_the_decoded_formats_are_detected(head: bytes, demuxer: str) -> None:
    kind = containers.sniff(head)
    assert kind is not None
    assert kind.demuxer == demuxer


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"R",
        b"Hello, I am a text.\n",
        "Привет, я текст.".encode(),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"%PDF-1.7",
        b"PK\3\4",
        b"\x1f\x8b\x08",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1/x.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
        b"MThd\0\0\0\6",
        b"\x47" + bytes(187) + b"\x47",
    ],
)
def test_other_formats_are_not_detected(data: bytes) -> None:
    assert containers.sniff(data) is None


@given(st.binary(max_size=200))
def test_any_bytes_give_a_format_or_none(data: bytes) -> None:
    kind = containers.sniff(data)
    assert kind is None or kind.demuxer


@pytest.mark.parametrize("name", sounds.CONTAINERS)
def test_the_formats_of_real_files_are_detected(name: str) -> None:
    pytest.importorskip("av", reason="PyAV makes the files")
    assert containers.sniff(sounds.encoded(name, 0.1)) is not None
