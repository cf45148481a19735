"""The process that decodes one stranger's file and ends: libav is C that has had, and will have, holes.

It is started by `decoding.SoundReader`, reads one request from stdin and writes one answer to stdout (`decoding` gives the format). Before it
sees a byte of the file it gives up everything it does not need: it cannot open another file or address (no descriptors left), write to
disk, start a process, take more memory or processor time than its limits say. What it imports is what it costs: about 0.1 s and 35 MB.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import sys
from typing import Any, BinaryIO, Final

from chatterbot.speech.codecs import containers

__all__ = ("Refusal", "decode", "main")

RATE: Final = 16_000
"""Samples a second to give (`audio.SPEECH_RATE`, which costs the import of numpy)."""
SAMPLE_BYTES: Final = 2
"""Signed 16 bit."""
LOWEST_RATE: Final = 2_000
"""Samples a second; what claims less blows up when it is brought to 16 kHz and carries no speech."""
HIGHEST_RATE: Final = 768_000
"""Samples a second: the highest that recorders offer."""
GUESS_FACTOR: Final = 10
"""How far off libav's guess of a duration may be: MP3 has 32 to 320 kbit/s."""
PACKETS_PER_SECOND: Final = 2_000
"""Packets that a second of sound may take. Opus' shortest frames make 400; libav cuts PCM into 4 KiB, 1,500 a second at 8 channels of 192 kHz."""
SPARE_PACKETS: Final = 10_000
"""Packets allowed beside that: tags and pictures in the stream, broken ones that give nothing."""
MOST_TRACKS: Final = 8
"""Tracks of sound that are looked at; recorders of screens write up to six."""
IDLE_S: Final = 60.0
"""Seconds to wait for a file before ending: a process is kept ready only where files come."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this process
    """Why a file gives no sound: a message key and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def decode(data: bytes, max_duration_s: float, track: int | None = None) -> tuple[dict[str, object], bytearray]:
    """Decode a file's sound.

    Parameters
    ----------
    track
        Number of the one track to decode; `None`: all (`MOST_TRACKS` at most, the one that players take first), and of several only as
        much of each that they are no longer than `max_duration_s` together.

    Returns
    -------
        ``{"container", "codec", "cut", "tracks"}`` (see `decoding`), and each track's 16 kHz signed 16-bit little-endian samples, one
        after the other; a track with more than one channel has two, interleaved.

    Raises
    ------
    Refusal
        If there is no sound to be had within the limits.
    """
    import av.error  # noqa: PLC0415 - optional: text alone works without it

    kind = containers.sniff(data)
    if kind is None:
        raise Refusal("error-audio-not-audio")
    if kind.demuxer not in containers.TAGGED:
        data = data[containers.tags_end(data) :]
    options = {
        # Told to libav too, so that a file cannot make it open an address, another container inside, or an unlisted decoder.
        "protocol_whitelist": "none",
        "format_whitelist": kind.demuxer,
        "codec_whitelist": ",".join(sorted(containers.CODECS)),
    }
    try:
        with av.open(io.BytesIO(data), "r", kind.demuxer, options, metadata_errors="ignore") as container:
            streams = _sounds_of(container)
            if track is not None:
                streams = [streams[track]]
            if container.duration is not None:
                declared_s = container.duration / av.time_base
                if declared_s > max_duration_s * (1 if kind.duration_is_known else GUESS_FACTOR):
                    raise Refusal("error-audio-too-long", seconds=declared_s, limit=max_duration_s)
            tracks = [_Track(stream, max_duration_s, len(streams)) for stream in streams]
            _read(container, tracks, max_duration_s)
    except (av.error.FFmpegError, ValueError, IndexError, OverflowError, MemoryError) as error:
        raise Refusal("error-audio-broken", reason=type(error).__name__) from error
    if not any(one.pcm for one in tracks):
        raise Refusal("error-audio-broken", reason="no samples")
    told = [{"codec": one.codec, "channels": one.channels, "bytes": len(one.pcm)} for one in tracks]
    answer: dict[str, object] = {
        "container": kind.name,
        "codec": tracks[0].codec,
        "cut": any(one.cut for one in tracks),
        "tracks": told,
    }
    pcm = tracks[0].pcm
    for one in tracks[1:]:
        pcm += one.pcm
        one.pcm.clear()
    return answer, pcm


def _sounds_of(container: Any) -> list[Any]:
    """Return the streams of sound that can be decoded: first the one that players take, then the others in the file's order."""
    best = container.streams.best("audio")
    if best is None:
        if any(not _is_picture(stream) for stream in container.streams.video):
            raise Refusal("error-audio-no-sound")
        raise Refusal("error-audio-broken", reason="no stream")
    streams = [best, *(stream for stream in container.streams.audio if stream.index != best.index)]
    streams = [
        stream
        for stream in streams
        if stream.codec_context is not None and stream.codec_context.name in containers.CODECS
    ][:MOST_TRACKS]
    if not streams:
        raise Refusal("error-audio-broken", reason="codec")
    for stream in streams:
        # No threads: they would be one thing more to go wrong, and speech decodes 200 times faster than it sounds.
        stream.codec_context.thread_count = 1
    return streams


def _is_picture(stream: Any) -> bool:
    """Tell whether a stream of pictures is a cover, which libav hands out as a film of one picture."""
    import av.stream  # noqa: PLC0415 - as in `decode`

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


class _Track:
    """One stream of sound while it is decoded.

    Parameters
    ----------
    max_duration_s
        Seconds that a sound may have: beyond them the file is refused, or, with others beside it, this track is cut at its share.
    count
        Tracks in the file.
    """

    def __init__(self, stream: Any, max_duration_s: float, count: int) -> None:
        self.index: int = stream.index
        self.codec = str(stream.codec_context.name)
        self.pcm = bytearray()
        self.channels = 1
        self.cut = False
        self._limit_s = max_duration_s
        self._share_s = max_duration_s / count if count > 1 else None
        self._resampler: Any = None
        self._shape: tuple[object, ...] = ()

    @property
    def seconds(self) -> float:
        """How much of it is decoded."""
        return len(self.pcm) / (SAMPLE_BYTES * self.channels * RATE)

    def push(self, frame: Any) -> None:
        """Keep a decoded frame's sound."""
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE:
            raise Refusal("error-audio-broken", reason="sampling rate")
        if frame.samples / frame.sample_rate > self._limit_s:
            raise Refusal("error-audio-too-long", seconds=frame.samples / frame.sample_rate, limit=self._limit_s)
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if now != self._shape:  # the rate or the channels change within some files (chained Ogg, AAC with SBR)
            self._resampler, ended = self._new_resampler(frame), self._resampler
            self._shape = now
            if ended is not None:
                self._keep(ended.resample(None))
        frame.pts = None  # a gap in time stamps is no sound, and a jump back no error
        self._keep(self._resampler.resample(frame))

    def flush(self) -> None:
        """Keep what was still waiting for a next frame."""
        if self._resampler is not None and not self.cut:
            self._keep(self._resampler.resample(None))

    def _new_resampler(self, frame: Any) -> Any:
        import av  # noqa: PLC0415 - as in `decode`

        if self._resampler is None:
            # As the first frame has it: whether the mean of two channels can be heard is found out when the whole is there.
            self.channels = 1 if frame.layout.nb_channels == 1 else 2
        return av.AudioResampler("s16", "mono" if self.channels == 1 else "stereo", RATE)

    def _keep(self, resampled: list[Any]) -> None:
        for piece in resampled:
            self.pcm += memoryview(piece.planes[0])[: piece.samples * SAMPLE_BYTES * self.channels]
        if self._share_s is not None:
            self.cut = self.seconds >= self._share_s
        elif self.seconds > self._limit_s + 1:  # a second of grace: encoders pad
            raise Refusal("error-audio-too-long", seconds=self.seconds, limit=self._limit_s)


def _read(container: Any, tracks: list[_Track], max_duration_s: float) -> None:
    """Decode packet by packet; a broken packet is left out, as players do, and the limits hold at each."""
    import av.error  # noqa: PLC0415 - as in `decode`

    by_index = {track.index: track for track in tracks}
    most_packets = (int(PACKETS_PER_SECOND * max_duration_s) + SPARE_PACKETS) * len(tracks)
    packets = container.demux([container.streams[index] for index in by_index])
    for count in range(most_packets + 1):
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            break  # the file ends in the middle, or in nonsense: what was read so far is what there is
        if packet is None or all(track.cut for track in tracks):
            break
        if count == most_packets:
            seconds = max(track.seconds for track in tracks)
            raise Refusal("error-audio-too-long", seconds=seconds, limit=max_duration_s)
        track = by_index[packet.stream.index]
        if track.cut:
            continue
        frames: list[Any] = []
        with contextlib.suppress(av.error.FFmpegError):
            frames = packet.decode()
        for frame in frames:
            if not track.cut:
                track.push(frame)
    for track in tracks:
        track.flush()


def _give_up_privileges(cpu_s: float, memory: int) -> None:
    """Keep what decoding needs: memory, some seconds of processor time, stdin and stdout. Windows has no such limits."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    seconds = max(1, round(cpu_s + sum(os.times()[:2])))
    wanted = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": seconds,  # the kernel ends the process
        "RLIMIT_NOFILE": 0,  # no further file, socket or pipe
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            # macOS refuses some of them; a limit that is already lower stands.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (value, value))


def _rehearse() -> None:
    """Make libav and Python load what they load late, while files can still be opened."""
    silence = (
        b"RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x10\0\0\0" + b"\x80" * 16
    )
    with contextlib.suppress(Refusal):
        decode(silence, 1.0)
    with contextlib.suppress(Refusal):
        decode(b"OggS" + bytes(100), 1.0)


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer one request."""
    with contextlib.suppress(ImportError):
        _rehearse()
    if os.name == "posix" and not select.select([source], [], [], IDLE_S)[0]:
        return
    header = source.read(4)
    if len(header) < 4:
        return  # the bot ended
    request = json.loads(source.read(int.from_bytes(header, "big")))
    _give_up_privileges(request["cpu_s"], request["memory"])
    data = source.read(request["size"])
    pcm = bytearray()
    answer: dict[str, object]
    try:
        if len(data) < request["size"]:
            return
        answer, pcm = decode(data, request["max_duration_s"], request["track"])
    except Refusal as refusal:
        answer = {"refused": refusal.key, "params": refusal.params}
    except ImportError:
        answer = {"missing": "av"}
    answer["bytes"] = len(pcm)
    body = json.dumps(answer).encode()
    sink.write(len(body).to_bytes(4, "big") + body)
    sink.write(pcm)
    sink.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
