"""The real process ends in order, in time and without an abort, also while native code runs in it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator

import numpy as np
import pytest
from tests import recordings
from tests.sounds import wav

from chatterbot.standin import Actor, StandIn

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.timeout(180),
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM"),
]
HAS_SPEECH = all(importlib.util.find_spec(name) is not None for name in ("av", "faster_whisper"))
needs_speech = pytest.mark.skipif(not HAS_SPEECH, reason="the extra `speech` is not installed")

STOPPED_S = 20
"""Seconds until a process that got SIGTERM has ended."""
SILENCE = wav(np.zeros(32_000, np.float32))


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith("CHATTERBOT_")}
    return {**kept, "PYTHONIOENCODING": "utf-8", **more}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, timeout=60, check=False
    )


# -- transcribe --------------------------------------------------------------------------------------------------------


@needs_speech
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("silent.wav", SILENCE, "it is silent."),
        ("notes.txt", b"no sound at all", "holds no sound that I can read"),
        ("empty.ogg", b"", "is damaged: I can't read the audio in it."),
    ],
)
def test_transcribe_of_a_refused_file_ends_with_2_while_the_model_loads(
    speech_model: pathlib.Path, tmp_path: pathlib.Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-m", "chatterbot", "transcribe", name, "--set", f"speech.model={speech_model}"]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 2, done.stderr
        # On a busy machine a line of the log may say that loading the model takes long.
        (told,) = [line for line in done.stderr.splitlines() if line.startswith("chatterbot: ")]
        assert f"`{name}`" in told
        assert sentence in told


# -- the bot -----------------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def bot(
    discord: StandIn, folder: pathlib.Path, model: pathlib.Path
) -> AsyncGenerator[asyncio.subprocess.Process, None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chatterbot", "run"),
        env=environment(
            CHATTERBOT_DISCORD__TOKEN=discord.token,
            CHATTERBOT_DISCORD__REST_URL=discord.rest_url,
            CHATTERBOT_ENGINE__ENCODER="none",
            CHATTERBOT_SPEECH__MODEL=str(model),
            CHATTERBOT_SPEECH__EDGE="false",
            CHATTERBOT_FILES__DATA=str(folder / "data"),
            CHATTERBOT_TEACHING__STARTER="false",
        ),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def stopped(process: asyncio.subprocess.Process) -> str:
    """Send SIGTERM, and return what the process writes until it has ended, in time."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(STOPPED_S):
        output, _ = await process.communicate()
    return output.decode()


def assert_in_order(process: asyncio.subprocess.Process, output: str) -> None:
    assert process.returncode == 0, output
    assert output.rstrip().endswith("Stopped."), output
    assert "Traceback" not in output
    assert "terminate called" not in output


async def registered(discord: StandIn) -> None:
    await discord.wait_until(lambda: any(command["name"] == "hi" for command in discord.commands), 60)


@contextlib.asynccontextmanager
async def guild() -> AsyncGenerator[tuple[StandIn, Actor], None]:
    async with StandIn() as discord:
        yield discord, discord.user("Ann", discord.channel(discord.guild("Town")))


@needs_speech
@pytest.mark.parametrize("attempt", range(3))
async def test_sigterm_while_the_model_loads_ends_the_bot_in_order(
    speech_model: pathlib.Path, tmp_path: pathlib.Path, attempt: int
) -> None:
    del attempt
    async with guild() as (discord, _), bot(discord, tmp_path, speech_model) as process:
        await registered(discord)
        assert_in_order(process, await stopped(process))


@needs_speech
async def test_sigterm_at_the_first_line_of_the_log_ends_the_bot_in_order(
    speech_model: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    async with guild() as (discord, _), bot(discord, tmp_path, speech_model) as process:
        assert process.stdout is not None
        await process.stdout.readline()
        assert_in_order(process, await stopped(process))


@needs_speech
async def test_sigterm_while_a_recording_is_recognised_ends_the_bot_in_order(
    speech_model: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    long = wav(np.tile(recordings.samples("en-weather"), 60))
    async with guild() as (discord, ann), bot(discord, tmp_path, speech_model) as process:
        await registered(discord)
        sent = await ann.say(f"<@{discord.bot['id']}>", files=[("long.wav", long)])
        reply = await discord.wait_reply(sent, 60)
        assert reply["content"].startswith("🎙️")  # its progress: it is being recognised
        assert_in_order(process, await stopped(process))


# -- what cannot be closed in time -------------------------------------------------------------------------------------

STUCK = """
import asyncio, logging, os, signal, threading
from chatterbot.cli import deadline, process
logging.basicConfig(level="INFO")
deadline.CLOSE_S = 0.2

async def work():
    call = asyncio.create_task(asyncio.to_thread(threading.Event().wait, 100))
    os.kill(os.getpid(), signal.SIGTERM)
    await call
    return 0

process.run_async(work(), service={service})
"""


@pytest.mark.parametrize(("service", "status"), [(True, 0), (False, 130)])
def test_a_call_that_is_stuck_after_a_signal_does_not_keep_the_process_alive(service: bool, status: int) -> None:
    done = run(STUCK.format(service=service))
    assert done.returncode == status, done.stderr
    assert "the process was ended with work still running. Stopped." in done.stderr


def test_a_thread_left_at_the_end_does_not_keep_the_process_alive_nor_lose_output() -> None:
    done = run(
        "import threading\nfrom chatterbot.cli import deadline\ndeadline.EXIT_S = 0.2\n"
        "threading.Thread(target=threading.Event().wait, args=(100,)).start()\n"
        "print('the answer')\ndeadline.end_process(2)"
    )
    assert (done.returncode, done.stdout) == (2, "the answer\n")


def test_a_process_without_other_threads_ends_at_once() -> None:
    done = run("from chatterbot.cli import deadline\ndeadline.EXIT_S = 1e6\ndeadline.end_process(3)")
    assert (done.returncode, done.stderr) == (3, "")
