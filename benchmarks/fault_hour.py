"""Faults every few seconds: whether every question is answered once and only once, and every confirmed change is kept.

``chatterbot run`` in a process of its own, which is started again whenever it ends, as a supervisor does, against the stand-in of Discord. People in
several servers ask what was taught, teach (``!teach``) and correct (context menu) all the time. Meanwhile, one after the other and at random: the gateway's
socket is dropped, its session ended, Discord answers 429 or 500 (before or after doing what was asked), connections are cut, the
database is killed and started again (SQLite: held by somebody else for a while), its disk is full for seconds, or the bot is killed (``kill -9``).

The stand-in counts the answers: messages of the bot that refer to the question. Needs root on Linux, for the small disks (tmpfs).

Columns: `faults` of each kind; `asked` messages that need an answer; `unanswered` after everything had calmed down, `twice` those that were answered
more than once; `right` the expected answer (or receipt), `sorry` another one, such as that something does not work just now; `worst_s` until an answer;
`confirmed` changes, of which `lost` are missing in the database by SQL of our own; `log_wrong` lines of ``corrections.jsonl``;
`deep_status` of ``chatterbot check --deep`` at the end; `ended` how often the process ended by itself, by its exit status.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, Final

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import kill_checks
from bot_process import table
from fault_supervisor import Supervisor
from tests import postgres

from chatterbot.standin import Actor, Fault, Json, StandIn

SERVERS: Final = 8
FAULT_EVERY_S: Final = (2.0, 6.0)
ASKED_A_SECOND: Final = 2.0
TEACH_SHARE: Final = 0.15
CORRECT_EVERY_S: Final = 5.0
CALM_S: Final = 90.0
"""Seconds after the last fault in which everything has to be answered."""
DISK_MB: Final = {"sqlite": 64, "postgres": 400}
"""Size of the disk that runs full."""
POSTS: Final = "/channels/*/messages"


@dataclasses.dataclass(slots=True)
class Asked:
    """A message that needs an answer."""

    message: Json
    expected: str
    at: float
    lesson: tuple[str, str] | None = None
    """What it teaches: question and answer."""
    answers: list[str] = dataclasses.field(default_factory=list[str])
    waited_s: float = 0.0


class People:
    """Those who ask, teach and correct, and what came of it."""

    def __init__(self, discord: StandIn, chance: random.Random) -> None:
        self.discord, self.chance = discord, chance
        self.asked: dict[str, Asked] = {}
        self.known: list[list[tuple[str, str]]] = [[] for _ in range(SERVERS)]
        self.corrected: set[str] = set()
        guilds = [discord.guild(f"Server {number}") for number in range(SERVERS)]
        self.members: list[Actor] = [discord.owner(discord.channel(guild)) for guild in guilds]
        self._lessons = 0

    async def go_on(self) -> None:
        """Ask, and now and then teach, until cancelled."""
        while True:
            server = self.chance.randrange(SERVERS)
            if not self.known[server] or self.chance.random() < TEACH_SHARE:
                await self.teach(server)
            else:
                await self.ask(server)
            await asyncio.sleep(self.chance.expovariate(ASKED_A_SECOND))

    async def teach(self, server: int) -> None:
        """Teach by a text command."""
        self._lessons += 1
        lesson = f"what is thing number {self._lessons} about?", f"It is about {self._lessons * 7}."
        await self._say(server, f"!teach {lesson[0]} => {lesson[1]}", "✅", lesson)

    async def ask(self, server: int) -> None:
        """Ask what somebody was told that the bot knows."""
        question, answer = self.chance.choice(self.known[server])
        await self._say(server, question, answer)

    async def _say(self, server: int, text: str, expected: str, lesson: tuple[str, str] | None = None) -> None:
        message = await self.members[server].say(f"<@{self.discord.bot['id']}> {text}")
        self.asked[message["id"]] = Asked(message, expected, time.perf_counter(), lesson)

    async def note_answers(self) -> None:
        """Count the answers as Discord saw them."""
        where = {member.channel["id"]: server for server, member in enumerate(self.members)}
        async with self.discord.subscribe(1_000_000) as events:
            async for event in events:
                about = event.data.get("message_reference") if event.kind == "message_created" else None
                if not about or (asked := self.asked.get(about["message_id"])) is None:
                    continue
                asked.answers.append(event.data["content"])
                asked.waited_s = time.perf_counter() - asked.at
                if asked.lesson is not None and event.data["content"].startswith(asked.expected):
                    self.known[where[event.data["channel_id"]]].append(asked.lesson)

    async def correct(self) -> None:
        """Correct answers by the context menu until cancelled; what goes wrong is tried no further, as people do."""
        number = 0
        while True:
            await asyncio.sleep(CORRECT_EVERY_S)
            number += 1
            with contextlib.suppress(Exception):  # whatever is broken just now; only what was confirmed counts
                server = self.chance.randrange(SERVERS)
                question = f"what is wrong with number {number}?"
                member, better = self.members[server], f"Better {number}."
                message = await member.say(f"<@{self.discord.bot['id']}> {question}")
                self.asked[message["id"]] = Asked(message, "", time.perf_counter())
                reply = await self.discord.wait_reply(message, timeout_s=5)
                form = await member.click(reply, "teach")
                done = await (await form.submit(answer=better)).finished()
                if (done.content or "").startswith("✅"):
                    self.corrected.add(better)

    @property
    def waiting(self) -> list[Asked]:
        """What was not answered yet."""
        return [asked for asked in self.asked.values() if not asked.answers]


class Faults:
    """What goes wrong."""

    def __init__(
        self, discord: StandIn, supervisor: Supervisor, disk: pathlib.Path, url: str, server: postgres.OwnServer | None
    ) -> None:
        self.discord, self.supervisor, self.disk, self.url, self.server = discord, supervisor, disk, url, server
        self.counted: collections.Counter[str] = collections.Counter()
        self.kinds: dict[str, Callable[[random.Random], Awaitable[None]]] = {
            "socket dropped": self._drop,
            "session ended": self._invalidate,
            "429": self._limited,
            "500": self._broken,
            "500 after it was done": self._broken_after,
            "connection cut": self._cut,
            "database restarted": self._database,
            "disk full": self._full,
            "bot killed": self._kill,
        }

    async def go_on(self, chance: random.Random) -> None:
        """Let something go wrong every few seconds until cancelled."""
        while True:
            await asyncio.sleep(chance.uniform(*FAULT_EVERY_S))
            kind = chance.choice(list(self.kinds))
            await self.kinds[kind](chance)
            self.counted[kind] += 1

    async def _drop(self, _: random.Random) -> None:
        self.discord.gateway.drop()

    async def _invalidate(self, _: random.Random) -> None:
        await self.discord.gateway.invalidate(resumable=False)

    async def _limited(self, chance: random.Random) -> None:
        self.discord.faults.rate_limit("*", POSTS, chance.uniform(0.2, 2.0), times=chance.randint(1, 3))

    async def _broken(self, chance: random.Random) -> None:
        self.discord.faults.add(Fault("*", POSTS, 500, times=chance.randint(1, 3)))

    async def _broken_after(self, chance: random.Random) -> None:
        self.discord.faults.add(Fault("POST", POSTS, 500, times=chance.randint(1, 2), after=True))

    async def _cut(self, chance: random.Random) -> None:
        self.discord.faults.add(Fault("POST", POSTS, cut=True, times=chance.randint(1, 2), after=chance.random() < 0.5))

    async def _database(self, chance: random.Random) -> None:
        if self.server is not None:
            await asyncio.to_thread(self.server.kill)
            await asyncio.sleep(chance.uniform(0, 2))
            await asyncio.to_thread(self.server.start)
            return
        await asyncio.to_thread(_hold, self.url.partition(":///")[2], chance.uniform(0.5, 4))

    async def _full(self, chance: random.Random) -> None:
        ballast = self.disk / "ballast"
        await asyncio.to_thread(_fill, ballast)
        await asyncio.sleep(chance.uniform(1, 4))
        ballast.unlink()
        if self.server is not None and not await asyncio.to_thread(self.server.answers):
            await asyncio.to_thread(self.server.kill)
            await asyncio.to_thread(self.server.start)

    async def _kill(self, _: random.Random) -> None:
        self.supervisor.kill()


def _hold(path: str, seconds: float) -> None:
    """Hold SQLite's file, so that nobody else can write."""
    import sqlite3  # noqa: PLC0415 - only here

    with contextlib.closing(sqlite3.connect(path, timeout=5)) as connection, contextlib.suppress(sqlite3.Error):
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.rollback()


def _fill(path: pathlib.Path) -> None:
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))


@contextlib.contextmanager
def small_disk(database: str) -> Generator[pathlib.Path]:
    """Mount a small disk, and take it away at the end."""
    with tempfile.TemporaryDirectory(prefix="fault-hour-") as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB[database]}m,mode=755", "tmpfs", name], check=True)
        try:
            yield pathlib.Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


async def measure(minutes: float, database: str, seed: int, log: pathlib.Path) -> dict[str, Any]:
    """Let people talk and things go wrong for so long, wait until it is calm, and return a row."""
    with contextlib.ExitStack() as stack:
        disk = stack.enter_context(small_disk(database))
        place = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fault-data-")))
        data, server = (disk if database == "sqlite" else place) / "data", None
        data.mkdir(mode=0o700)
        url = f"sqlite+aiosqlite:///{data / 'chatterbot.sqlite3'}"
        if database == "postgres":
            (disk / "pg").mkdir()
            options = "-c max_connections=40 -c max_wal_size=64MB -c wal_recycle=off -c min_wal_size=32MB"
            server = stack.enter_context(postgres.OwnServer.made(disk / "pg", options))
            url = server.address
        async with StandIn() as discord:
            supervisor = Supervisor(discord, data, url, log)
            people, faults = People(discord, random.Random(seed)), Faults(discord, supervisor, disk, url, server)
            noting = asyncio.create_task(people.note_answers())
            async with supervisor.running():
                await supervisor.ready()
                async with _beside(people.go_on(), people.correct(), faults.go_on(random.Random(seed + 1))):
                    await asyncio.sleep(minutes * 60)
                discord.faults.clear()
                calm = time.perf_counter()
                while people.waiting and time.perf_counter() - calm < CALM_S:  # noqa: ASYNC110 - twice a second
                    await asyncio.sleep(0.5)
                await asyncio.sleep(5)  # for answers that come twice
            noting.cancel()
            status = await supervisor.check_deep()
        lessons = [(asked, asked.lesson) for asked in people.asked.values() if asked.lesson is not None]
        confirmed = {lesson for asked, lesson in lessons if any(text.startswith("✅") for text in asked.answers)}
        kept = set(
            await asyncio.to_thread(
                kill_checks.rows, url, "SELECT prompt, reply FROM examples WHERE removed_by IS NULL"
            )
        )
        better = {reply for _, reply in kept}
        logged = await asyncio.to_thread(kill_checks.rows, url, "SELECT key FROM corrections ORDER BY id")
        lines = (data / "corrections.jsonl").read_bytes().splitlines() if logged else []
        every = list(people.asked.values())
        right = [asked for asked in every if any(text.startswith(asked.expected) for text in asked.answers)]
        for asked in (one for one in every if len(one.answers) != 1):
            print(len(asked.answers), asked.message["id"], asked.message["content"], asked.answers, file=sys.stderr)
    return {
        "database": database,
        "minutes": minutes,
        "seed": seed,
        "faults": sum(faults.counted.values()),
        **dict(sorted(faults.counted.items())),
        "asked": len(every),
        "unanswered": sum(not asked.answers for asked in every),
        "twice": sum(len(asked.answers) > 1 for asked in every),
        "right": len(right),
        "sorry": sum(bool(asked.answers) for asked in every) - len(right),
        "worst_s": max(asked.waited_s for asked in every),
        "confirmed": len(confirmed) + len(people.corrected),
        "lost": len(confirmed - kept) + len(people.corrected - better),
        "log_wrong": len({json.loads(line)["id"] for line in lines} ^ {key for (key,) in logged}),
        "deep_status": status,
        "ended": dict(supervisor.ended),
    }


@contextlib.asynccontextmanager
async def _beside(*works: Any) -> AsyncGenerator[None]:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            if task.done():
                task.result()  # it should not have ended
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    """Run, and print the row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=pathlib.Path, default=pathlib.Path(os.devnull), help="file for the bot's log")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    row = asyncio.run(measure(given.minutes, given.database, given.seed, given.log))
    print(json.dumps({"cores": os.cpu_count(), "rows": [row]}) if given.json else table([row]))


if __name__ == "__main__":
    main()
