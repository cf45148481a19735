"""The process that decodes one untrusted file and ends, because libav is written in C and security holes in it must be expected.

It is started by `decoding.SoundReader`, reads one request from stdin and writes one answer to stdout (`decoding` describes the format).
Before it reads a byte of the file it drops all rights that it does not need: it cannot open a file or an address (no file descriptors are
left), write to disk, start a process, or take more memory or processor time than its limits. Its imports take about 0.1 s and 35 MB.
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
"""Samples a second of the output: `audio.SPEECH_RATE`, which is not used here because it would import numpy."""
SAMPLE_BYTES: Final = 2
"""Bytes of a sample: signed 16 bits."""
LOWEST_RATE: Final = 2_000
"""Lowest rate in samples a second; sound with a lower one grows too much when it is resampled to 16 kHz, and contains no speech."""
HIGHEST_RATE: Final = 768_000
"""Highest rate in samples a second that recorders offer."""
GUESS_FACTOR: Final = 10
"""Factor by which libav's estimate of a duration may be wrong: MP3 has 32 to 320 kbit/s."""
PACKETS_PER_SECOND: Final = 2_000
"""Packets that a second of sound may have. Opus' shortest frames make 400; libav cuts PCM into 4 KiB, which makes 1,500 a second with
8 channels of 192 kHz."""
SPARE_PACKETS: Final = 10_000
"""Packets allowed in addition: tags and pictures in the stream, and broken packets without sound."""
MAX_TRACKS: Final = 8
"""Sound tracks of a file that are decoded at most; screen recorders write up to six."""
IDLE_S: Final = 60.0
"""Seconds to wait for a file before the process ends, so that one is kept ready only where files do come."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this process
    """Raised with the reason why a file cannot be decoded: a message key and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def decode(data: bytes, max_duration_s: float, track: int | None = None) -> tuple[dict[str, object], bytearray]:
    """Decode a file's sound tracks.

    Parameters
    ----------
    data
        The whole file.
    max_duration_s
        Seconds of sound at most.
    track
        Number of the only track to decode. `None`: all, at most `MAX_TRACKS`, the one that players choose first; several tracks are cut
        so that together they have at most `max_duration_s`.

    Returns
    -------
        ``{"container", "codec", "cut", "tracks"}`` (see `decoding`), and each track's 16 kHz signed 16-bit little-endian samples, one
        after the other; a track with more than one channel has two, interleaved.

    Raises
    ------
    Refusal
        If the file has no sound, cannot be decoded, or exceeds the limits.
    """
    import av.error  # noqa: PLC0415 - optional: text alone works without it

    kind = containers.sniff(data)
    if kind is None:
        raise Refusal("error-audio-not-audio")
    if kind.demuxer not in containers.TAGGED:
        data = data[containers.tags_end(data) :]
    options = {
        # libav also enforces these lists, so that a file cannot make it open an address, a nested container, or an unlisted decoder.
        "protocol_whitelist": "none",
        "format_whitelist": kind.demuxer,
        "codec_whitelist": ",".join(sorted(containers.CODECS)),
    }
    try:
        with av.open(io.BytesIO(data), "r", kind.demuxer, options, metadata_errors="ignore") as container:
            streams = _audio_streams(container)
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
    described = [{"codec": one.codec, "channels": one.channels, "bytes": len(one.pcm)} for one in tracks]
    answer: dict[str, object] = {
        "container": kind.name,
        "codec": tracks[0].codec,
        "cut": any(one.cut for one in tracks),
        "tracks": described,
    }
    pcm = tracks[0].pcm
    for one in tracks[1:]:
        pcm += one.pcm
        one.pcm.clear()
    return answer, pcm


def _audio_streams(container: Any) -> list[Any]:
    """Return the streams of sound that can be decoded: first the one that players choose, then the others in the file's order."""
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
    ][:MAX_TRACKS]
    if not streams:
        raise Refusal("error-audio-broken", reason="codec")
    for stream in streams:
        # More threads are one more risk, and speech is decoded 200 times faster than real time anyway.
        stream.codec_context.thread_count = 1
    return streams


def _is_picture(stream: Any) -> bool:
    """Tell whether a video stream is a cover picture, which libav presents as a video of one frame."""
    import av.stream  # noqa: PLC0415 - as in `decode`

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


class _Track:
    """The decoded sound of one stream.

    Parameters
    ----------
    stream
        The stream of libav.
    max_duration_s
        Seconds of sound at most. The file is refused if its only track is longer; with several tracks, each is cut at its share.
    count
        Number of tracks that are decoded.
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
        self._format: tuple[object, ...] = ()

    @property
    def seconds(self) -> float:
        """Seconds of sound decoded so far."""
        return len(self.pcm) / (SAMPLE_BYTES * self.channels * RATE)

    def push(self, frame: Any) -> None:
        """Append the sound of a decoded frame."""
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE:
            raise Refusal("error-audio-broken", reason="sampling rate")
        if frame.samples / frame.sample_rate > self._limit_s:
            raise Refusal("error-audio-too-long", seconds=frame.samples / frame.sample_rate, limit=self._limit_s)
        new_format = (frame.format.name, frame.layout.name, frame.sample_rate)
        if new_format != self._format:  # the rate or the channels change within some files (chained Ogg, AAC with SBR)
            self._resampler, ended = self._new_resampler(frame), self._resampler
            self._format = new_format
            if ended is not None:
                self._append(ended.resample(None))
        frame.pts = None  # gaps and jumps in time stamps are ignored
        self._append(self._resampler.resample(frame))

    def flush(self) -> None:
        """Append the sound that the resampler still holds."""
        if self._resampler is not None and not self.cut:
            self._append(self._resampler.resample(None))

    def _new_resampler(self, frame: Any) -> Any:
        import av  # noqa: PLC0415 - as in `decode`

        if self._resampler is None:
            # The first frame decides. Two channels are kept here: whether they cancel each other out is known only at the end.
            self.channels = 1 if frame.layout.nb_channels == 1 else 2
        return av.AudioResampler("s16", "mono" if self.channels == 1 else "stereo", RATE)

    def _append(self, resampled: list[Any]) -> None:
        for piece in resampled:
            self.pcm += memoryview(piece.planes[0])[: piece.samples * SAMPLE_BYTES * self.channels]
        if self._share_s is not None:
            self.cut = self.seconds >= self._share_s
        elif self.seconds > self._limit_s + 1:  # a second more is allowed, because encoders add padding
            raise Refusal("error-audio-too-long", seconds=self.seconds, limit=self._limit_s)


def _read(container: Any, tracks: list[_Track], max_duration_s: float) -> None:
    """Decode packet by packet; a broken packet is skipped, as players do, and the limits are checked at each packet."""
    import av.error  # noqa: PLC0415 - as in `decode`

    by_index = {track.index: track for track in tracks}
    most_packets = (int(PACKETS_PER_SECOND * max_duration_s) + SPARE_PACKETS) * len(tracks)
    packets = container.demux([container.streams[index] for index in by_index])
    for count in range(most_packets + 1):
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            break  # the file is truncated or damaged from here on: keep what was decoded so far
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


def _drop_privileges(cpu_s: float, memory: int) -> None:
    """Set the process's limits to what decoding needs: memory, some seconds of processor time, stdin and stdout. Windows has no such limits."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    seconds = max(1, round(cpu_s + sum(os.times()[:2])))
    wanted = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": seconds,  # the kernel kills the process
        "RLIMIT_NOFILE": 0,  # no further file, socket or pipe
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            # macOS refuses some of them; a limit that is already lower stays.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (value, value))


def _preload() -> None:
    """Decode two tiny files, so that libav and Python load everything they need while files can still be opened."""
    silence = (
        b"RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x10\0\0\0" + b"\x80" * 16
    )
    with contextlib.suppress(Refusal):
        decode(silence, 1.0)
    with contextlib.suppress(Refusal):
        decode(b"OggS" + bytes(100), 1.0)


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Read one request from `source` and write its answer to `sink`."""
    with contextlib.suppress(ImportError):
        _preload()
    if os.name == "posix" and not select.select([source], [], [], IDLE_S)[0]:
        return
    header = source.read(4)
    if len(header) < 4:
        return  # the bot ended
    request = json.loads(source.read(int.from_bytes(header, "big")))
    _drop_privileges(request["cpu_s"], request["memory"])
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
