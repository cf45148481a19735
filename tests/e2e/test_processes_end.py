"""Real processes share the servers: one is killed, one is stopped, and every question is answered all the same."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import pathlib
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, AsyncIterator

import pytest
import pytest_asyncio
from tests import postgres
from tests.e2e import bot_process
from tests.e2e.test_several_processes import servers
from tests.e2e.town import Town

from chatterbot.standin import Actor, Json, StandIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

GAME = "when is the game?"
PACE_S = 1.1
"""Seconds between two questions in a channel, where Discord allows five answers in 5 seconds."""
START_S = 60.0
"""Longest start of a process on a busy machine."""


@pytest_asyncio.fixture
async def url(postgres_server: str) -> AsyncIterator[str]:
    """Address of the database that the processes share."""
    async with postgres.database(postgres_server) as address:
        yield address


def settings(url: str, shards: str) -> dict[str, str]:
    """The settings of one process."""
    return {
        "CHATTERBOT_DATABASE__URL": url,
        "CHATTERBOT_DATABASE__LEASE": "3",
        "CHATTERBOT_DISCORD__SHARDS": shards,
        "CHATTERBOT_SPEECH__SPEAK": "false",
        "CHATTERBOT_TEACHING__STARTER": "false",
    }


@contextlib.asynccontextmanager
async def process(town: Town, url: str, shards: str) -> AsyncGenerator[Process]:
    """One process, from when it is ready; what it prints is read, so that it never waits for that."""
    async with bot_process.started(town.discord, town.data, settings(url, shards)) as running:
        reading = asyncio.create_task(ready(running))
        async with asyncio.timeout(START_S):
            await reading
        rest = asyncio.create_task(drained(running))
        try:
            yield running
        finally:
            rest.cancel()
            await asyncio.wait([rest])


async def ready(running: Process) -> None:
    """Read the log until the bot is ready."""
    assert running.stdout is not None
    lines: list[bytes] = []
    async for line in running.stdout:
        lines.append(line)
        if b"ready as" in line:
            return
    raise AssertionError(b"".join(lines).decode())


async def drained(running: Process) -> None:
    assert running.stdout is not None
    async for _ in running.stdout:
        pass


async def taught(url: str, tmp_path: pathlib.Path, guild: Json, answer: str) -> None:
    """Teach from the command line, in another process, while the bots run."""
    with (tmp_path / "faq.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["question", "answer"], [GAME, answer]])
    words = [
        "train",
        str(tmp_path / "faq.csv"),
        "--server",
        guild["id"],
        "--data",
        str(tmp_path / "own"),
        "--conflicts",
        "replace",
    ]
    done = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chatterbot", *words),
        env={
            "PATH": "",
            "PYTHONPATH": ":".join(sys.path),
            "CHATTERBOT_ENGINE__ENCODER": "none",
            **settings(url, ""),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=tmp_path,
    )
    output, _ = await done.communicate()
    assert done.returncode == 0, output.decode()


def replies(discord: StandIn, member: Actor) -> list[str]:
    """Ids of the messages that the bot replied to."""
    own = (m for m in discord.messages(member.channel) if m["author"]["id"] == discord.bot["id"])
    return [m["message_reference"]["message_id"] for m in own]


async def test_taught_by_one_process_and_answered_by_another_until_that_is_killed(
    town: Town, discord: StandIn, url: str, tmp_path: pathlib.Path
) -> None:
    (guild, member), (_, other) = servers(town, 2)
    async with process(town, url, "0/2") as first, process(town, url, "1/2"):
        assert "Friday" not in (await town.ask(member, GAME))["content"]
        await taught(url, tmp_path, guild, "On Friday.")
        assert (await town.ask(member, GAME))["content"] == "On Friday."
        first.kill()
        await first.wait()
        lost = await member.say(f"{town.me} {GAME}")
        assert "Friday" not in (await town.ask(other, GAME))["content"]  # the other process is not disturbed
        async with process(town, url, "0/2"):
            assert (await discord.wait_reply(lost, timeout_s=30))["content"] == "On Friday."
            await taught(url, tmp_path, guild, "On Saturday.")
            assert (await town.ask(member, GAME))["content"] == "On Saturday."
    assert len(replies(discord, member)) == len(set(replies(discord, member))) == 4


async def test_a_rolling_restart_loses_no_question(town: Town, discord: StandIn, url: str) -> None:
    places = servers(town, 2)
    asked: list[tuple[Actor, Json]] = []
    stopping = asyncio.Event()

    async def ask_on() -> None:
        while not stopping.is_set():
            for _, member in places:
                asked.append((member, await member.say(f"{town.me} {GAME}")))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PACE_S)

    async with contextlib.AsyncExitStack() as stack:
        running = [await stack.enter_async_context(process(town, url, f"{shard}/2")) for shard in range(2)]
        asking = asyncio.create_task(ask_on())
        for shard in range(2):
            # The next process of these shards waits for them, and has them as soon as the one before has finished.
            following = asyncio.create_task(stack.enter_async_context(process(town, url, f"{shard}/2")))
            async with asyncio.timeout(START_S):
                await discord.wait_until(lambda: len(asked) > 4)
                running[shard].send_signal(signal.SIGTERM)
                assert await running[shard].wait() == 0
                await following
        stopping.set()
        await asking
        for member, question in asked:
            await discord.wait_until(lambda m=member, q=question: q["id"] in replies(discord, m), 30)
    for _, member in places:
        answered = replies(discord, member)
        assert len(answered) == len(set(answered))
        assert set(answered) == {question["id"] for one, question in asked if one is member}
    # A process does not know how much of a channel's limit the one before has used up, and tries again when Discord says so.
    discord.exchanges[:] = [call for call in discord.exchanges if call.status != 429]
