"""How many messages a second the bot answers: each of many servers asks, faster and faster, and every answer is counted.

Bot processes (``chatterbot run``) on the same cores as the stand-in of Discord, which is this process: `--processes` 0 is one process on SQLite, any
other number so many on one PostgreSQL, each with its share of the shards. `--guilds` servers were taught `--examples` answers each. Questions come at
moments that do not depend on the answers, and waiting counts from then, so that a bot that is behind cannot hide it. A share `--distinct` of them is
worded as nobody did before, and has to be encoded; the others are in words that were taught, as most questions of a community are.

Each rate runs for `--seconds`, until it is too much: p99 above a second, a question lost, or answered twice. Columns: `rate` asked and `answered` a
second; ms from when a question was due; `lost`, `twice`; `late_p99` of the asking itself: where that is large, this process was too slow, not the bot;
`rss_mb` of all bot processes together.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import random
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from typing import Any, Final

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bot_process import Bot, examples, running_bot, table
from crowd import Crowd, distinct_questions, percentiles, text_only
from tests import postgres

from chatterbot import models, numbers, settings
from chatterbot.services import services
from chatterbot.standin import StandIn

SHARDS: Final = 16
TOO_SLOW_MS: Final = 1000.0
PATIENCE_S: Final = 10.0
"""Seconds without any answer after which the rest counts as lost."""


@contextlib.asynccontextmanager
async def _database(processes: int) -> AsyncGenerator[str | None]:
    """Give the address of a fresh PostgreSQL database; `None` for SQLite."""
    if not processes:
        yield None
        return
    with postgres.server() as address:
        async with postgres.database(address) as url:
            yield url


async def _teach(crowd: Crowd, folder: pathlib.Path, url: str | None, arguments: argparse.Namespace) -> None:
    given: dict[str, Any] = {
        "files": {"data": folder},
        "teaching": {"starter": False},
        "engine": {"encoder": arguments.encoder},
    }
    if url is not None:
        given["database"] = {"url": url}
    lessons = [models.NewExample(question, answer) for question, answer in examples(arguments.examples)]
    async with services(settings.Settings.model_validate(given)) as parts:
        for server in crowd.servers:
            await parts.teaching.teach(server.id, 1, lessons, source="text")


def _questions(crowd: Crowd, arguments: argparse.Namespace, seed: int) -> Iterator[tuple[int, str, int]]:
    chance = random.Random(seed)
    taught = [question for question, _ in examples(arguments.examples)]
    new = distinct_questions(arguments.examples, seed)
    while True:
        server = chance.randrange(len(crowd.servers))
        yield (
            server,
            next(new) if chance.random() < arguments.distinct else chance.choice(taught),
            chance.randrange(arguments.people),
        )


async def _rate(crowd: Crowd, rate: float, arguments: argparse.Namespace, bots: list[Bot]) -> dict[str, Any]:
    crowd.asked.clear()
    crowd.late_s.clear()
    async with crowd.noting():
        began = time.perf_counter()
        await crowd.ask_steadily(rate, arguments.seconds, _questions(crowd, arguments, int(rate)))
        await crowd.all_answered(PATIENCE_S)
        took = max((one.answered[0] for one in crowd.asked.values() if one.answered), default=began) - began
    found = percentiles(crowd.asked.values())
    return {
        "processes": arguments.processes or "1, SQLite",
        "rate": rate,
        "answered": round((found["asked"] - found["lost"]) / took, 1) if took else 0,
        **found,
        "late_p99": round((numbers.quantile(crowd.late_s, 0.99) or 0.0) * 1000, 1),
        "rss_mb": round(sum(bot.memory_mb()[0] for bot in bots)),
    }


async def measure(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with _database(arguments.processes) as url, StandIn() as discord, contextlib.AsyncExitStack() as stack:
            discord.gateway.recommended_shards = SHARDS
            discord.gateway.session_start_limit.max_concurrency = SHARDS
            crowd = Crowd(discord)
            for _ in range(arguments.guilds):
                crowd.add(arguments.people)
            await _teach(crowd, folder, url, arguments)
            bots: list[Bot] = []
            for _ in range(arguments.processes or 1):
                more = [] if url is None else ["--set", f"database.url={url}"]
                if arguments.processes > 1:
                    more += ["--shards", f"auto/{arguments.processes}"]
                bots.append(
                    await stack.enter_async_context(running_bot(discord, folder, *more, *text_only(arguments.encoder)))
                )
            async with crowd.noting():  # each server's examples are read once
                await crowd.ask_steadily(
                    20, len(crowd.servers) / 20, ((n, "hello there", 0) for n in range(len(crowd.servers)))
                )
                await crowd.all_answered(PATIENCE_S)
            for bot in bots:
                await bot.idle()
            rows: list[dict[str, Any]] = []
            for rate in arguments.rates:
                rows.append(await _rate(crowd, rate, arguments, bots))
                print(rows[-1], file=sys.stderr, flush=True)
                if rows[-1]["p99"] > TOO_SLOW_MS or rows[-1]["lost"] or rows[-1]["twice"]:
                    break
            return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--guilds", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=3, help="who ask, of each server (default: %(default)s)")
    parser.add_argument("--examples", type=int, default=20, help="of each server (default: %(default)s)")
    parser.add_argument("--rates", type=float, nargs="+", default=[25, 50, 75, 100, 150, 200, 300, 500])
    parser.add_argument("--seconds", type=float, default=20.0, help="of each rate (default: %(default)s)")
    parser.add_argument("--distinct", type=float, default=0.3, help="share of new wordings (default: %(default)s)")
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = asyncio.run(measure(arguments))
    print(json.dumps({"cores": os.cpu_count(), "rows": rows}) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
