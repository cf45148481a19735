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
IDLE_S: Final = 60.0
"""Seconds to wait for a file before ending: a process is kept ready only where files come."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this process
    """Why a file gives no sound: a message key and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def decode(data: bytes, max_duration_s: float) -> tuple[dict[str, object], bytearray]:
    """Decode a file's best stream of sound.

    Returns
    -------
        ``{"container": ..., "codec": ...}`` and 16 kHz mono signed 16-bit little-endian samples.

    Raises
    ------
    Refusal
        If there is no sound to be had within the limits.
    """
    import av.error  # noqa: PLC0415 - optional: text alone works without it

    kind = containers.sniff(data)
    if kind is None:
        raise Refusal("error-audio-not-audio")
    options = {
        # Told to libav too, so that a file cannot make it open an address, another container inside, or an unlisted decoder.
        "protocol_whitelist": "none",
        "format_whitelist": kind.demuxer,
        "codec_whitelist": ",".join(sorted(containers.CODECS)),
    }
    try:
        with av.open(io.BytesIO(data), "r", kind.demuxer, options, metadata_errors="ignore") as container:
            stream = _sound_of(container)
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


def _sound_of(container: Any) -> Any:
    stream = container.streams.best("audio")
    if stream is None:
        if container.streams.video:
            raise Refusal("error-audio-no-sound")
        raise Refusal("error-audio-broken", reason="no stream")
    context = stream.codec_context
    if context is None or context.name not in containers.CODECS:
        raise Refusal("error-audio-broken", reason="codec")
    context.thread_count = (
        1  # no threads: they would be one thing more to go wrong, and speech decodes 200 times faster than it sounds
    )
    return stream


def _samples(container: Any, stream: Any, max_duration_s: float) -> bytearray:
    """Decode packet by packet; a broken packet is left out, as players do, and the limits hold at each."""
    import av.error  # noqa: PLC0415 - as in `decode`

    resampler: Any = None
    shape: tuple[object, ...] = ()
    pcm = bytearray()
    most_packets = int(PACKETS_PER_SECOND * max_duration_s) + SPARE_PACKETS
    most_bytes = int(max_duration_s * RATE) * SAMPLE_BYTES

    def keep(resampled: list[Any]) -> None:
        for piece in resampled:
            pcm.extend(memoryview(piece.planes[0])[: piece.samples * SAMPLE_BYTES])
        if len(pcm) > most_bytes + RATE * SAMPLE_BYTES:  # a second of grace: encoders pad
            raise Refusal("error-audio-too-long", seconds=len(pcm) / SAMPLE_BYTES / RATE, limit=max_duration_s)

    packets = container.demux(stream)
    for count in range(most_packets + 1):
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            break  # the file ends in the middle, or in nonsense: what was read so far is what there is
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
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            if now != shape:  # the rate or the channels change within some files (chained Ogg, AAC with SBR)
                if resampler is not None:
                    keep(resampler.resample(None))
                resampler, shape = av.AudioResampler("s16", "mono", RATE), now
            frame.pts = None  # a gap in time stamps is no sound, and a jump back no error
            keep(resampler.resample(frame))
    if resampler is not None:
        keep(resampler.resample(None))
    return pcm


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
