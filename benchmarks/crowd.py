"""Many servers with people who ask, at moments that do not depend on the answers, and what came of each question."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import pathlib
import random
import sqlite3
import time
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from typing import Any, Final

from bot_process import examples

from chatterbot import numbers
from chatterbot.standin import Actor, Json, StandIn

__all__ = ("Asked", "Crowd", "Server", "copied", "distinct_questions", "percentiles", "text_only")

SECTIONS: Final = ("datasets", "changes", "examples")


@dataclasses.dataclass(slots=True)
class Asked:
    """A question, when it was due, and when it was answered."""

    server: int
    message: Json
    due: float
    answered: list[float] = dataclasses.field(default_factory=list[float])

    @property
    def waited_s(self) -> float:
        """Seconds from when it was due until the first answer: who asks late because the machine is busy waits as well."""
        return self.answered[0] - self.due


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """A server, and who asks where: each person stays in one channel."""

    id: int
    people: Sequence[Actor]


class Crowd:
    """Servers of a stand-in, and their questions."""

    def __init__(self, discord: StandIn) -> None:
        self.discord = discord
        self.servers: list[Server] = []
        self.asked: dict[str, Asked] = {}
        self.late_s: list[float] = []
        """How late each question was asked, for want of processor time."""
        self._answered = asyncio.Event()

    def add(self, people: int, channels: int = 1) -> int:
        """Make a server; return its number."""
        number = len(self.servers)
        self.discord.clock.advance(0.001)  # the shard depends on the millisecond in which a server is made
        guild = self.discord.guild(f"Server {number}")
        places = [self.discord.channel(guild, f"channel-{each}") for each in range(channels)]
        asking = [self.discord.user(f"Person {number} {each}", places[each % channels]) for each in range(people)]
        self.servers.append(Server(int(guild["id"]), asking))
        return number

    async def ask(self, server: int, question: str, due: float, person: int = 0) -> Asked:
        """Ask in a server."""
        people = self.servers[server].people
        message = await people[person % len(people)].say(f"<@{self.discord.bot['id']}> {question}")
        asked = self.asked[message["id"]] = Asked(server, message, due)
        return asked

    @contextlib.asynccontextmanager
    async def noting(self) -> AsyncGenerator[None]:
        """Note the answers that come inside the block."""
        listening = asyncio.Event()

        async def note() -> None:
            async with self.discord.subscribe() as events:
                listening.set()
                async for event in events:
                    about = event.data.get("message_reference") if event.kind == "message_created" else None
                    if about and (asked := self.asked.get(about["message_id"])) is not None:
                        asked.answered.append(time.perf_counter())
                        self._answered.set()

        task = asyncio.create_task(note(), name="note-answers")
        await listening.wait()
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def ask_steadily(self, rate: float, seconds: float, what: Iterator[tuple[int, str, int]]) -> None:
        """Ask `rate` questions a second; `what` gives server, question and person of each. A late one does not make the others late."""
        began = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self.late_s.append(max(0.0, time.perf_counter() - due))
            server, question, person = next(what)
            await self.ask(server, question, due, person)

    async def all_answered(self, patience_s: float) -> None:
        """Wait until every question has an answer, or nothing was answered for so long."""
        while any(not one.answered for one in self.asked.values()):
            self._answered.clear()
            try:
                async with asyncio.timeout(patience_s):
                    await self._answered.wait()
            except TimeoutError:
                return


def percentiles(asked: Iterable[Asked]) -> dict[str, float]:
    """Return p50, p95 and p99 of the answered ones in ms, and how many were lost or answered twice."""
    whole = list(asked)
    waited = [one.waited_s * 1000 for one in whole if one.answered]
    return {
        "asked": len(whole),
        **{f"p{share}": round(numbers.quantile(waited, share / 100) or 0.0, 1) for share in (50, 95, 99)},
        "lost": sum(not one.answered for one in whole),
        "twice": sum(len(one.answered) > 1 for one in whole),
    }


def distinct_questions(size: int, seed: int) -> Iterator[str]:
    """Yield questions about `examples(size)`, each with a slip of its own, so that none was encoded before."""
    chance = random.Random(seed)
    taught = [question for question, _ in examples(size)]
    for number in itertools.count():
        said = taught[chance.randrange(size)]
        lost = chance.randrange(len(said))
        yield f"{said[:lost]}{said[lost + 1 :]} {_word(number + seed * 1_000_003)}"


def _word(number: int) -> str:
    """Return a word of letters for a number."""
    word = ""
    while number:
        number, rest = divmod(number, 20)
        word += "bcdfghklmnprstvwxzjq"[rest] + "aeiou"[rest % 5]
    return word or "ba"


def copied(folder: pathlib.Path, source: int, scopes: Sequence[int]) -> None:
    """Give servers what the server `source` was taught, row by row (SQLite)."""
    shifted = {
        "datasets": ("id",),
        "changes": ("id", "dataset_id"),
        "examples": ("dataset_id", "added_by"),
    }
    with sqlite3.connect(next(folder.glob("*.sqlite3"))) as connection:
        for name in SECTIONS:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]

            def told(column: str, name: str = name) -> str:
                if column == "scope_id":
                    return ":scope"
                if name == "examples" and column == "id":
                    return "NULL"
                return f"{column} + :step" if column in shifted[name] else column

            statement = (
                f"INSERT INTO {name} SELECT {', '.join(map(told, columns))} FROM {name} WHERE scope_id = :source"
            )
            steps: list[dict[str, Any]] = [
                {"step": step, "scope": scope, "source": source} for step, scope in enumerate(scopes, 1)
            ]
            connection.executemany(statement, steps)


def text_only(encoder: str = "auto") -> list[str]:
    """Return the settings of a bot that answers text only."""
    chosen = {
        "engine.encoder": encoder,
        "teaching.starter": "false",
        "speech.hear": "false",
        "speech.speak": "false",
    }
    return [part for name, value in chosen.items() for part in ("--set", f"{name}={value}")]
