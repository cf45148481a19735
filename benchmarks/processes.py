"""Several processes of one bot: many servers over 4 processes on one PostgreSQL, of which one is killed.

Every process is ``chatterbot run`` with ``--shards auto/4`` against one stand-in of Discord, with words only (no encoder: four of them do
not fit into two cores). All servers are taught one answer each, by a fifth process, and asked in turn, so many questions a second, over
and over. Then one process is killed (``kill -9``), and either started again at once, as a supervisor does (``restarted``), or a further
process that waits takes its shards when its lease has expired (``waiting``).

Columns: `ready_s` from the start of all processes until the last is ready; `live_ms` from the end of teaching in one process until another
one, which had the server in memory, gives the answer (median and worst of 30); `p50_ms` and `p99_ms` of the questions while all run;
`outage_s` from the kill until the first question that was asked in a server of the killed process is answered; `behind_s` until the last
question that was asked meanwhile is; `others_p99_ms` of the servers of the other processes in that time; `lost` questions never answered,
`twice` those answered more than once; `rss_mb` of a process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from typing import Any, Final

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bot_process import Bot, milliseconds, running_bot, table
from tests import postgres

from chatterbot import models, settings
from chatterbot.services import services
from chatterbot.standin import Actor, Json, StandIn

PROCESSES: Final = 4
SHARDS: Final = 16
QUESTION: Final = "when is the game?"
LIVE: Final = 30
"""Servers that are taught something new while the bot runs."""
AFTER_S: Final = 20.0
"""Seconds for which is asked on after the kill, beyond the lease."""
WAIT_S: Final = 60.0
"""Seconds after which a question counts as lost."""


@dataclasses.dataclass(slots=True)
class Asked:
    """A question, and when it was answered."""

    guild: int
    message: Json
    at: float
    answered: list[float] = dataclasses.field(default_factory=list[float])


class Town:
    """Many servers with a member each, who ask in turn."""

    def __init__(self, discord: StandIn, servers: int) -> None:
        self.discord = discord
        self.asked: dict[str, Asked] = {}
        self.guilds: list[int] = []
        self._members: list[Actor] = []
        for number in range(servers):
            discord.clock.advance(0.001)  # the shard depends on the millisecond in which a server is made
            guild = discord.guild(f"Server {number}")
            self.guilds.append(int(guild["id"]))
            self._members.append(discord.user("Ann", discord.channel(guild)))

    async def ask(self, number: int, question: str = QUESTION) -> Asked:
        """Ask in a server."""
        began = time.perf_counter()
        message = await self._members[number].say(f"<@{self.discord.bot['id']}> {question}")
        asked = self.asked[message["id"]] = Asked(self.guilds[number], message, began)
        return asked

    async def ask_in_turn(self, rate: float) -> None:
        """Ask so many questions a second, in one server after the other."""
        due, number = time.perf_counter(), 0
        while True:
            await self.ask(number % len(self.guilds))
            number, due = number + 7, due + 1 / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    async def note_answers(self) -> None:
        """Note when each question is answered."""
        async with self.discord.subscribe() as events:
            async for event in events:
                about = event.data.get("message_reference") if event.kind == "message_created" else None
                if about and (asked := self.asked.get(about["message_id"])) is not None:
                    asked.answered.append(time.perf_counter())

    async def answer_to(self, asked: Asked) -> str:
        """Return the bot's answer."""
        return (await self.discord.wait_reply(asked.message, timeout_s=WAIT_S))["content"]


def options(url: str, lease: int) -> list[str]:
    """Return the settings of a process."""
    chosen = {
        "database.url": url,
        "database.lease": lease,
        "engine.encoder": "none",
        "teaching.starter": "false",
        "speech.hear": "false",
        "speech.speak": "false",
    }
    return [part for name, value in chosen.items() for part in ("--set", f"{name}={value}")]


@contextlib.asynccontextmanager
async def taught(url: str, folder: pathlib.Path) -> AsyncGenerator[Any]:
    """Teach as a process that answers nobody."""
    given = settings.Settings.model_validate(
        {
            "files": {"data": folder},
            "database": {"url": url},
            "teaching": {"starter": False},
            "engine": {"encoder": "none"},
        }
    )
    async with services(given) as parts:
        yield parts.teaching


async def live(town: Town, teaching: Any) -> list[float]:
    """Measure how long after the end of teaching another process gives the answer."""
    found: list[float] = []
    for number in range(LIVE):
        question, answer = f"what is new today, number {number}?", f"Number {number}."
        await town.answer_to(await town.ask(number, question))  # the server is in memory by now
        await teaching.teach(town.guilds[number], 1, [models.NewExample(question, answer)], source="text")
        began = time.perf_counter()
        while await town.answer_to(await town.ask(number, question)) != answer:
            if time.perf_counter() - began > WAIT_S:
                raise RuntimeError("it is not known")
        found.append(time.perf_counter() - began)
    return found


async def measure(servers: int, rate: float, lease: int, mode: str, seconds: float) -> dict[str, Any]:
    """Run the processes, kill one, and return a row."""
    with postgres.server() as address, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bots").mkdir()
        async with postgres.database(address) as url, StandIn() as discord, contextlib.AsyncExitStack() as stack:
            discord.gateway.recommended_shards = SHARDS
            discord.gateway.session_start_limit.max_concurrency = SHARDS
            town = Town(discord, servers)
            teaching = await stack.enter_async_context(taught(url, folder / "teacher"))
            for guild in town.guilds:
                await teaching.teach(guild, 1, [models.NewExample(QUESTION, f"On day {guild % 30}.")], source="text")

            def process() -> contextlib.AbstractAsyncContextManager[Bot]:
                chosen = ("--shards", f"auto/{PROCESSES}", *options(url, lease))
                return running_bot(discord, folder / "bots", *chosen)

            began = time.perf_counter()
            bots = [await stack.enter_async_context(process()) for _ in range(PROCESSES)]
            ready = time.perf_counter() - began
            noting = asyncio.create_task(town.note_answers())
            times = await live(town, teaching)
            town.asked.clear()
            following = asyncio.create_task(stack.enter_async_context(process())) if mode == "waiting" else None
            asking = asyncio.create_task(town.ask_in_turn(rate))
            await asyncio.sleep(seconds)
            killed = bots[0]
            memory = [bot.memory_mb()[0] for bot in bots]
            before = [one.answered[0] - one.at for one in town.asked.values() if one.answered]
            killed.process.kill()
            moment = time.perf_counter()
            if following is None:
                following = asyncio.create_task(stack.enter_async_context(process()))
            await following
            await asyncio.sleep(AFTER_S)
            asking.cancel()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WAIT_S):
                    while any(not one.answered for one in town.asked.values()):  # noqa: ASYNC110 - a look a fifth of a second
                        await asyncio.sleep(0.2)
            noting.cancel()
            # The killed process had the first shards: it was the first that was ready.
            mine = {guild for guild in town.guilds if (guild >> 22) % SHARDS < SHARDS // PROCESSES}
            later = [one for one in town.asked.values() if one.at >= moment]
            hit = [one for one in later if one.guild in mine and one.answered]
            others = [one.answered[0] - one.at for one in later if one.guild not in mine and one.answered]
            first = min(one.answered[0] for one in hit) - moment
            waited = [one for one in hit if one.at < moment + first]
    return {
        "killed": mode,
        "servers": servers,
        "asked": len(town.asked),
        "ready_s": ready,
        "live_ms": statistics.median(times) * 1000,
        "live_worst_ms": max(times) * 1000,
        **milliseconds(before),
        "outage_s": first,
        "behind_s": max((one.answered[0] for one in waited), default=moment) - moment,
        "others_p99_ms": milliseconds(others)["p99_ms"],
        "lost": sum(not one.answered for one in town.asked.values()),
        "twice": sum(len(one.answered) > 1 for one in town.asked.values()),
        "rss_mb": statistics.mean(memory),
    }


def main() -> None:
    """Measure both ways in which the shards of a killed process are answered again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", type=int, default=2_500)
    parser.add_argument("--rate", type=float, default=5.0, help="questions a second, over all servers")
    parser.add_argument("--seconds", type=float, default=30.0, help="for which is asked before the kill")
    parser.add_argument("--lease", type=int, default=15, help="seconds of the lease")
    parser.add_argument("--mode", choices=("restarted", "waiting"), action="append", help="default: both")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [
        asyncio.run(measure(given.servers, given.rate, given.lease, mode, given.seconds))
        for mode in given.mode or ("restarted", "waiting")
    ]
    print(json.dumps({"cores": os.cpu_count(), "rows": rows}) if given.json else table(rows))


if __name__ == "__main__":
    main()
