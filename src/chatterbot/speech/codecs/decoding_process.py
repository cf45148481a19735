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
IDLE_S: Final = 60.0
"""Seconds to wait for a file before the process ends, so that one is kept ready only where files do come."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this process
    """Raised with the reason why a file cannot be decoded: a message key and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def decode(data: bytes, max_duration_s: float) -> tuple[dict[str, object], bytearray]:
    """Decode a file's best audio stream.

    Parameters
    ----------
    data
        The whole file.
    max_duration_s
        Seconds of sound at most.

    Returns
    -------
        ``{"container": ..., "codec": ...}`` and 16 kHz mono signed 16-bit little-endian samples.

    Raises
    ------
    Refusal
        If the file has no sound, cannot be decoded, or exceeds the limits.
    """
    import av.error  # noqa: PLC0415 - optional: text alone works without it

    kind = containers.sniff(data)
    if kind is None:
        raise Refusal("error-audio-not-audio")
    options = {
        # libav also enforces these lists, so that a file cannot make it open an address, a nested container, or an unlisted decoder.
        "protocol_whitelist": "none",
        "format_whitelist": kind.demuxer,
        "codec_whitelist": ",".join(sorted(containers.CODECS)),
    }
    try:
        with av.open(io.BytesIO(data), "r", kind.demuxer, options, metadata_errors="ignore") as container:
            stream = _audio_stream(container)
            codec = str(stream.codec_context.name)
            if container.duration is not None:
                declared_s = container.duration / av.time_base
                if declared_s > max_duration_s * (1 if kind.duration_is_known else GUESS_FACTOR):
                    raise Refusal("error-audio-too-long", seconds=declared_s, limit=max_duration_s)
            pcm = _samples(container, stream, max_duration_s)
    except (av.error.FFmpegError, ValueError, IndexError, OverflowError, MemoryError) as error:
        raise Refusal("error-audio-broken", reason=type(error).__name__) from error
    if not pcm:
        raise Refusal("error-audio-broken", reason="no samples")
    return {"container": kind.name, "codec": codec}, pcm


def _audio_stream(container: Any) -> Any:
    stream = container.streams.best("audio")
    if stream is None:
        if container.streams.video:
            raise Refusal("error-audio-no-sound")
        raise Refusal("error-audio-broken", reason="no stream")
    context = stream.codec_context
    if context is None or context.name not in containers.CODECS:
        raise Refusal("error-audio-broken", reason="codec")
    context.thread_count = (
        1  # more threads are one more risk, and speech is decoded 200 times faster than real time anyway
    )
    return stream


def _samples(container: Any, stream: Any, max_duration_s: float) -> bytearray:
    """Decode packet by packet; a broken packet is skipped, as players do, and the limits are checked at each packet."""
    import av.error  # noqa: PLC0415 - as in `decode`

    resampler: Any = None
    format_before: tuple[object, ...] = ()
    pcm = bytearray()
    most_packets = int(PACKETS_PER_SECOND * max_duration_s) + SPARE_PACKETS
    most_bytes = int(max_duration_s * RATE) * SAMPLE_BYTES

    def keep(resampled: list[Any]) -> None:
        for piece in resampled:
            pcm.extend(memoryview(piece.planes[0])[: piece.samples * SAMPLE_BYTES])
        if len(pcm) > most_bytes + RATE * SAMPLE_BYTES:  # a second more is allowed, because encoders add padding
            raise Refusal("error-audio-too-long", seconds=len(pcm) / SAMPLE_BYTES / RATE, limit=max_duration_s)

    packets = container.demux(stream)
    for count in range(most_packets + 1):
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            break  # the file is truncated or damaged from here on: keep what was decoded so far
        if packet is None:
            break
        if count == most_packets:
            raise Refusal("error-audio-too-long", seconds=len(pcm) / SAMPLE_BYTES / RATE, limit=max_duration_s)
        frames: list[Any] = []
        with contextlib.suppress(av.error.FFmpegError):
            frames = packet.decode()
        for frame in frames:
            if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE:
                raise Refusal("error-audio-broken", reason="sampling rate")
            if frame.samples / frame.sample_rate > max_duration_s:
                raise Refusal("error-audio-too-long", seconds=frame.samples / frame.sample_rate, limit=max_duration_s)
            format_now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if (
                format_now != format_before
            ):  # the rate or the channels change within some files (chained Ogg, AAC with SBR)
                if resampler is not None:
                    keep(resampler.resample(None))
                resampler, format_before = av.AudioResampler("s16", "mono", RATE), format_now
            frame.pts = None  # gaps and jumps in time stamps are ignored
            keep(resampler.resample(frame))
    if resampler is not None:
        keep(resampler.resample(None))
    return pcm


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
        answer, pcm = decode(data, request["max_duration_s"])
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
