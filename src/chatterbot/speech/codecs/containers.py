"""Detect the format of an untrusted file by its first bytes, and list the formats and codecs that are decoded.

Only the names in this module ever reach libav. It is told the demuxer and does not detect it itself, because its own detection includes
playlists (HLS, DASH, concat, SDP) that open other files and addresses, and hundreds of formats that nobody sends and few people test.
This module and `decoding_process` import as little as possible: both run in a process of their own that is started for each file.
"""

from __future__ import annotations

import dataclasses
from typing import Final

__all__ = ("CODECS", "ID3_HEADER_BYTES", "TAGGED", "ContainerFormat", "sniff", "tags_end")


@dataclasses.dataclass(frozen=True, slots=True)
class ContainerFormat:
    """A file format.

    Parameters
    ----------
    name
        The name that people know.
    demuxer
        libavformat's short name of the demuxer that reads it.
    duration_is_known
        Whether the file states its duration. If it does not (a plain stream of MP3 or AAC frames), libav estimates it from the bit rate of
        the first frames and the size, and may be wrong by a factor of ten.
    """

    name: str
    demuxer: str
    duration_is_known: bool = True


_MOV: Final = "mov,mp4,m4a,3gp,3g2,mj2"
_MATROSKA: Final = "matroska,webm"
_ASF_GUID: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
"""Header object of Microsoft's ASF (WMA, WMV), [MS-ASF] 2.2."""

CODECS: Final = frozenset(
    {
        "aac",
        "ac3",
        "adpcm_ima_qt",
        "adpcm_ima_wav",
        "adpcm_ms",
        "alac",
        "amrnb",
        "amrwb",
        "eac3",
        "flac",
        "gsm",
        "gsm_ms",
        "libopencore_amrnb",
        "libopencore_amrwb",
        "libopus",
        "mp1",
        "mp1float",
        "mp2",
        "mp2float",
        "mp3",
        "mp3float",
        "opus",
        "pcm_alaw",
        "pcm_f32be",
        "pcm_f32le",
        "pcm_f64be",
        "pcm_f64le",
        "pcm_mulaw",
        "pcm_s16be",
        "pcm_s16le",
        "pcm_s24be",
        "pcm_s24le",
        "pcm_s32be",
        "pcm_s32le",
        "pcm_s8",
        "pcm_u8",
        "speex",
        "vorbis",
        "wavpack",
        "wmapro",
        "wmav1",
        "wmav2",
        "wmavoice",
    }
)
"""libavcodec's decoders that are allowed for a file: the formats that phones, browsers, recorders and Discord write."""

ID3_HEADER_BYTES: Final = 10
"""Size of the header of an ID3v2 tag before the sound; it ends with the tag's size in four 7-bit bytes (id3.org, ID3v2.4 structure, 3.1)."""
_MAX_TAGS: Final = 4
"""ID3 tags that are skipped at most; some tools write two, one of them empty."""


def sniff(data: bytes | memoryview) -> ContainerFormat | None:
    """Return the format of a file; `None` if it is not decoded here.

    Parameters
    ----------
    data
        The whole file, or at least its beginning up to the end of the ID3 tags.
    """
    end = tags_end(data)
    head = bytes(memoryview(data)[end : end + 64])
    if end:
        # After a tag any format may come. A tag that claims to be longer than the file is left to the MP3 demuxer.
        return _by_magic(head) or _MP3
    return _by_magic(head)


def tags_end(data: bytes | memoryview) -> int:
    """Return the length in bytes of the ID3 tags at the beginning of a file; a tag may claim to be longer than the file."""
    end = 0
    view = memoryview(data)
    for _ in range(_MAX_TAGS):
        head = bytes(view[end : end + ID3_HEADER_BYTES])
        if head[:3] != b"ID3" or len(head) < ID3_HEADER_BYTES:
            break
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        end += ID3_HEADER_BYTES + size + (ID3_HEADER_BYTES if head[5] & 0x10 else 0)
    return end


_FLAC: Final = ContainerFormat("FLAC", "flac")
_AAC: Final = ContainerFormat("AAC", "aac", duration_is_known=False)
_MP3: Final = ContainerFormat("MP3", "mp3", duration_is_known=False)
TAGGED: Final = frozenset(kind.demuxer for kind in (_FLAC, _AAC, _MP3))
"""Demuxers that read an ID3 tag themselves; for the others it is removed first."""


def _by_magic(head: bytes) -> ContainerFormat | None:
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return ContainerFormat("WAV", "wav")
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return ContainerFormat("AVI", "avi")
    if head[:4] == b"OggS":
        return ContainerFormat("Ogg", "ogg")
    if head[:4] == b"fLaC":
        return _FLAC
    # ISO base media (MP4, M4A, MOV, 3GP) begins with a box: 32 bits of size, then its type; old QuickTime files have no `ftyp`.
    if head[4:8] == b"ftyp" or head[4:8] in {b"moov", b"mdat", b"wide"}:
        return ContainerFormat("MP4", _MOV)
    if head[:4] == b"\x1a\x45\xdf\xa3":  # EBML
        return ContainerFormat("WebM", _MATROSKA)
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return ContainerFormat("AIFF", "aiff")
    if head[:4] == b"caff":
        return ContainerFormat("CAF", "caf")
    if head[:5] == b"#!AMR":
        return ContainerFormat("AMR", "amr", duration_is_known=False)
    if head[:4] == b".snd":
        return ContainerFormat("AU", "au")
    if head[:4] == b"wvpk":
        return ContainerFormat("WavPack", "wv")
    if head[:16] == _ASF_GUID:
        return ContainerFormat("WMA", "asf")
    if _is_adts(head):
        return _AAC
    if _is_mpeg_audio(head):
        return _MP3
    return None


def _is_adts(head: bytes) -> bool:
    """Tell whether an ADTS frame begins: twelve ones, layer 0, a real sampling rate (ISO/IEC 14496-3, 1.A.2)."""
    return len(head) >= 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 0xF <= 12


def _is_mpeg_audio(head: bytes) -> bool:
    """Tell whether a frame of MPEG audio begins: eleven ones, then no reserved value of version, layer, bit rate and sampling rate."""
    return (
        len(head) >= 4
        and head[0] == 0xFF
        and head[1] & 0xE0 == 0xE0
        and head[1] >> 3 & 0x3 != 1
        and head[1] >> 1 & 0x3 != 0
        and head[2] >> 4 != 0xF
        and head[2] >> 2 & 0x3 != 3
    )
