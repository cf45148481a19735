"""The decoding process: its rights, and that it always ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from tests import sounds

from chatterbot import errors
from chatterbot.speech import types
from chatterbot.speech.codecs import decoding

pytest.importorskip("av", reason="PyAV decodes")
pytestmark = pytest.mark.protocol


@pytest_asyncio.fixture
async def reader() -> AsyncGenerator[decoding.SoundReader]:
    async with decoding.SoundReader.open() as opened:
        yield opened
    assert not decoding_processes()  # (an empty list where there is no /proc)


def decoding_processes() -> list[int]:
    """Return the ids of running decoding processes that this process started."""
    found: list[int] = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            line = (folder / "cmdline").read_bytes()
            if int(parent) == os.getpid() and state != "Z" and b"decoding_process" in line:
                found.append(int(folder.name))
    return found


async def refused(reader: decoding.SoundReader, data: bytes) -> errors.UserError:
    with pytest.raises(errors.UserError) as caught:
        await reader.read(data, "voice.ogg")
    return caught.value


@pytest.mark.parametrize("name", ["ogg opus", "mp3", "m4a", "wav"])
async def test_a_file_is_decoded(reader: decoding.SoundReader, name: str) -> None:
    sound = await reader.read(sounds.encoded(name, 1.0), "voice.ogg")
    assert sound.duration_s == pytest.approx(1.0, abs=0.1)
    assert sound.samples.dtype == np.float32
    assert 0.2 < float(np.abs(sound.samples).max()) < 0.5
    assert sound.codec
    assert sound.container


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "error-audio-broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "error-audio-not-audio"),
        (b"Just a text\n", "error-audio-not-audio"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "error-audio-not-audio"),
        (b"OggS" + bytes(500), "error-audio-broken"),
        (sounds.wav(np.zeros(16_000, np.float32)), "error-audio-silent"),
        (sounds.wav(sounds.tone(1.0, level=0.0003)), "error-audio-silent"),
    ],
)
async def test_a_file_without_sound_is_refused_with_its_name(
    reader: decoding.SoundReader, data: bytes, key: str
) -> None:
    error = await refused(reader, data)
    assert error.key == key
    assert error.params["name"] == "voice.ogg"


async def test_a_refusal_states_the_limit() -> None:
    limits = decoding.DecodingLimits(max_bytes=100_000, max_duration_s=2.0)
    async with decoding.SoundReader.open(limits) as reader:
        large = await refused(reader, bytes(100_001))
        assert (large.key, large.params["size"], large.params["limit"]) == ("error-audio-too-large", 100_001, 100_000)
        long = await refused(reader, sounds.wav(sounds.tone(3.0)))
        assert (long.key, long.params["limit"]) == ("error-audio-too-long", 2.0)
        assert (await reader.read(sounds.wav(sounds.tone(1.9)))).duration_s == pytest.approx(1.9)


async def test_stereo_whose_channels_cancel_each_other_is_decoded(reader: decoding.SoundReader) -> None:
    tone = sounds.tone(1.0, 48_000)
    for data in (
        sounds.multitrack(np.stack([tone, -tone], 1)),
        sounds.multitrack(np.stack([tone, -tone], 1), muxer="wav", codec="pcm_s16le"),
    ):
        sound = await reader.read(data)
        assert 0.2 < float(np.abs(sound.samples).max()) < 0.5
        assert sound.duration_s == pytest.approx(1.0, abs=0.1)


async def test_the_chosen_one_of_the_audible_tracks_is_decoded() -> None:
    quiet, loud = sounds.tone(3.0, 48_000, hertz=500.0, level=0.1), sounds.tone(3.0, 48_000, hertz=2_000.0)
    silent = np.zeros((3 * 48_000, 2), np.float32)

    def hertz(sound: types.DecodedSound) -> float:
        return float(np.abs(np.fft.rfft(sound.samples)).argmax() * 16_000 / len(sound.samples))

    async def first(tracks: Sequence[NDArray[np.float32]]) -> int:
        assert len(tracks) == 2
        return 0

    async with decoding.SoundReader.open() as reader:
        assert hertz(await reader.read(sounds.multitrack(silent, quiet))) == pytest.approx(500, abs=5)
        assert hertz(await reader.read(sounds.multitrack(quiet, silent, loud))) == pytest.approx(2_000, abs=5)
        assert hertz(await reader.read(sounds.multitrack(quiet, silent, loud), "", first)) == pytest.approx(500, abs=5)
        assert (await refused(reader, sounds.multitrack(silent, silent))).key == "error-audio-silent"
    # Together the tracks are longer than the limit: the chosen one is decoded again, whole.
    async with decoding.SoundReader.open(decoding.DecodingLimits(max_duration_s=4.0)) as reader:
        whole = await reader.read(sounds.multitrack(quiet, silent, loud, muxer="matroska"), "", first)
        assert (hertz(whole), whole.duration_s) == (pytest.approx(500, abs=5), pytest.approx(3.0, abs=0.1))


async def test_a_process_is_kept_ready_and_used_once(reader: decoding.SoundReader) -> None:
    await reader.prepare()
    await reader.prepare()
    first = decoding_processes()
    assert len(first) == 1
    await reader.read(sounds.wav(sounds.tone(0.2)))
    second = decoding_processes()
    assert len(second) == 1
    assert first != second


async def test_many_requests_at_once_start_only_one_ready_process(reader: decoding.SoundReader) -> None:
    await asyncio.gather(*(reader.prepare() for _ in range(5)))
    assert len(decoding_processes()) == 1


@pytest.mark.parametrize("answer", ["[]", "{}", "?", '{"bytes": "many"}', '{"bytes": 0}', '{"refused": 1, "bytes": 0}'])
async def test_a_malformed_answer_of_the_process_is_rejected(
    reader: decoding.SoundReader, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import sys; sys.stdin.buffer.read(4); a={answer.encode()!r}; sys.stdout.buffer.write(len(a).to_bytes(4, 'big') + a)"

    async def start(_: decoding.SoundReader) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=pipe, stdout=pipe)

    monkeypatch.setattr(decoding.SoundReader, "_start", start)
    assert (await refused(reader, sounds.wav(sounds.tone(0.2)))).key == "error-audio-broken"


async def test_a_ready_process_that_has_ended_is_replaced(reader: decoding.SoundReader) -> None:
    await reader.prepare()
    os.kill(decoding_processes()[0], 9)
    assert (await reader.read(sounds.wav(sounds.tone(0.2)))).duration_s == pytest.approx(0.2)


async def test_a_long_recording_is_decoded_where_the_operator_allows_it() -> None:
    limits = decoding.DecodingLimits(max_bytes=50 << 20, max_duration_s=1_300)
    async with decoding.SoundReader.open(limits) as reader:
        long = sounds.wav(np.tile(sounds.tone(1.0), 1_200))
        assert (await reader.read(long)).duration_s == pytest.approx(1_200)


class Scripted(decoding.SoundReader):
    """A reader that starts another program in place of the decoding process."""

    program = ""

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            self.program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )


TAKEN_OVER = """
import os
answer = b'{{"container": "x", "codec": "x", "cut": false, "bytes": 6, "tracks": {tracks}}}'
os.write(1, len(answer).to_bytes(4, 'big') + answer + bytes(6))
"""


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.buffer.read(10); sys.exit(3)",
        "import os; os.write(1, b'\\xff' * 100)",
        "import os; os.write(1, (30).to_bytes(4, 'big') + b'{\"bytes\": 99999999999, \"codec\":1}')",
        "import os; os.write(1, (12).to_bytes(4, 'big') + b'{\"bytes\": 9}')",
        TAKEN_OVER.format(tracks="[]"),
        TAKEN_OVER.format(tracks='[{"codec": "x", "channels": 3, "bytes": 6}]'),
        TAKEN_OVER.format(tracks='[{"codec": "x", "channels": 1, "bytes": 8}]'),
        TAKEN_OVER.format(
            tracks='[{"codec": "x", "channels": 2, "bytes": 3}, {"codec": "x", "channels": 2, "bytes": 3}]'
        ),
        TAKEN_OVER.format(tracks='[{"codec": "x", "channels": true, "bytes": 6}, 5]'),
    ],
)
async def test_a_crash_counts_as_a_broken_file(program: str) -> None:
    async with Scripted.open() as reader:
        reader.program = program
        assert (await refused(reader, bytes(300_000))).key == "error-audio-broken"


async def test_a_file_that_takes_too_long_is_refused() -> None:
    async with Scripted.open(decoding.DecodingLimits(time_limit_s=0.3, max_duration_s=1)) as reader:
        reader.program = "import time; time.sleep(60)"
        assert (await refused(reader, b"x")).key == "error-audio-took-too-long"


async def test_cancelling_ends_the_process() -> None:
    async with Scripted.open() as reader:
        reader.program = (
            "import sys; sys.stdin.buffer.read(10); print('decoding_process', flush=True); input(); input()"
        )
        processes: list[asyncio.subprocess.Process] = []
        started = asyncio.Event()
        start = reader._start

        async def remembering() -> asyncio.subprocess.Process:
            processes.append(await start())
            started.set()
            return processes[-1]

        reader._start = remembering
        reading = asyncio.create_task(reader.read(b"x"))
        await started.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert processes[0].returncode is not None


async def test_too_many_files_are_refused() -> None:
    async with Scripted.open(
        decoding.DecodingLimits(at_once=1, waiting=1, time_limit_s=0.3, max_duration_s=1)
    ) as reader:
        reader.program = "import time; time.sleep(60)"
        results = await asyncio.gather(*(reader.read(b"x") for _ in range(4)), return_exceptions=True)
        keys = [result.key for result in results if isinstance(result, errors.UserError)]
        assert sorted(keys) == ["error-audio-busy"] * 2 + ["error-audio-took-too-long"] * 2


async def test_files_decoded_at_once_do_not_mix(reader: decoding.SoundReader) -> None:
    lengths = [0.2, 0.4, 0.6, 0.8, 1.0]
    heard = await asyncio.gather(*(reader.read(sounds.wav(sounds.tone(seconds))) for seconds in lengths))
    assert [sound.duration_s for sound in heard] == pytest.approx(lengths)


LIMITED = """
import os, socket, subprocess, sys
from chatterbot.speech.codecs import decoding_process
decoding_process._preload()
decoding_process._drop_privileges(5.0, 1 << 30)
def refused(name, function):
    try:
        function()
    except (OSError, MemoryError, ValueError):
        print(name, "refused")
    else:
        print(name, "allowed")
refused("file", lambda: open("/etc/passwd", "rb"))
refused("socket", lambda: socket.socket())
refused("process", lambda: subprocess.run(["true"]))
refused("pipe", os.pipe)
refused("memory", lambda: bytearray(2 << 30))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are checked on Linux")
def test_the_process_can_do_nothing_but_decode() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == [
        word for name in ("file", "socket", "process", "pipe", "memory") for word in (name, "refused")
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are checked on Linux")
def test_the_kernel_kills_a_process_that_computes_too_long() -> None:
    program = (
        "from chatterbot.speech.codecs import decoding_process as d\nd._drop_privileges(1.0, 1 << 30)\nwhile True: pass"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=30)
    assert done.returncode < 0


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
async def test_the_process_does_not_get_the_bots_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTERBOT_DISCORD__TOKEN", "secret")
    async with decoding.SoundReader.open() as reader:
        await reader.prepare()
        environment = await asyncio.to_thread(pathlib.Path(f"/proc/{decoding_processes()[0]}/environ").read_bytes)
    assert b"secret" not in environment
    assert environment
