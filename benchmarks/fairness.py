"""How much one server that floods the bot costs the others: their waiting times, without and with the flood, in turn.

The real bot as a process of its own and the stand-in of Discord in this one, on the same cores. `--calm` servers ask distinct questions
(each has to be encoded) at moments that do not depend on the answers, `--rate` a second together. The flooding server has `--people` people
in eight channels; each asks the next distinct question as soon as the last one was answered, or after a second. Discord answers each request after
`--latency` ms, as it does where the bot really runs. Columns: ms of the calm servers' questions, from when they were
due; `lost` of them; `flood_s` what the flooding server is answered a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any, Final

from bot_process import Bot, running_bot, seed, table
from crowd import Crowd, copied, distinct_questions, percentiles, text_only

from chatterbot.standin import StandIn

CHANNELS: Final = 8
IMPATIENT_S: Final = 1.0
PATIENCE_S: Final = 10.0
"""Seconds without any answer after which the rest counts as lost."""


async def _flood(crowd: Crowd, server: int, people: int, size: int) -> None:
    """Ask without end, each person one question after the other."""

    async def one(person: int) -> None:
        for question in distinct_questions(size, 100 + person):
            asked = await crowd.ask(server, question, time.perf_counter(), person)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IMPATIENT_S):
                    await crowd.discord.wait_reply(asked.message, timeout_s=IMPATIENT_S * 2)

    async with asyncio.TaskGroup() as group:
        for person in range(people):
            group.create_task(one(person))


async def _phase(
    crowd: Crowd, calm: list[int], flooding: int | None, arguments: argparse.Namespace, number: int
) -> dict[str, Any]:
    """Measure the calm servers for a while."""
    questions = distinct_questions(arguments.examples, number)

    def what() -> Iterator[tuple[int, str, int]]:
        place = 0
        while True:
            yield calm[place % len(calm)], next(questions), 0
            place += 1

    crowd.asked.clear()
    async with crowd.noting():
        flood = (
            None
            if flooding is None
            else asyncio.create_task(_flood(crowd, flooding, arguments.people, arguments.examples))
        )
        await asyncio.sleep(1.0 if flood else 0.0)  # until the flood is under way
        began = time.perf_counter()
        await crowd.ask_steadily(arguments.rate, arguments.seconds, what())
        took = time.perf_counter() - began
        if flood is not None:
            flood.cancel()
            await asyncio.wait([flood])
        await crowd.all_answered(PATIENCE_S)
    mine = [one for one in crowd.asked.values() if one.server != flooding]
    others = sum(
        bool(one.answered) and began <= one.answered[0] <= began + took
        for one in crowd.asked.values()
        if one.server == flooding
    )
    return {"state": "calm" if flooding is None else "flood", **percentiles(mine), "flood_s": round(others / took, 1)}


async def _warm(crowd: Crowd, servers: list[int], bot: Bot, size: int) -> None:
    """Load every server's examples."""
    for server, question in zip(servers, distinct_questions(size, 9), strict=False):
        asked = await crowd.ask(server, question, time.perf_counter())
        await crowd.discord.wait_reply(asked.message, timeout_s=60)
    await bot.idle()


async def measure(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with StandIn() as discord:
            discord.rest.latency = arguments.latency / 1000
            crowd = Crowd(discord)
            calm = [crowd.add(1) for _ in range(arguments.calm)]
            flooding = crowd.add(arguments.people, CHANNELS)
            scopes = [server.id for server in crowd.servers]
            await seed(folder, scopes[0], arguments.examples, arguments.encoder)
            copied(folder, scopes[0], scopes[1:])
            async with running_bot(discord, folder, *text_only(arguments.encoder)) as bot:
                await _warm(crowd, [*calm, flooding], bot, arguments.examples)
                rows: list[dict[str, Any]] = []
                for number in range(arguments.rounds):
                    rows.append(await _phase(crowd, calm, None, arguments, 10 + number))
                    rows.append(await _phase(crowd, calm, flooding, arguments, 50 + number))
                return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calm", type=int, default=20, help="servers that ask now and then (default: %(default)s)")
    parser.add_argument(
        "--rate", type=float, default=10.0, help="questions a second of them together (default: %(default)s)"
    )
    parser.add_argument("--people", type=int, default=40, help="people who flood (default: %(default)s)")
    parser.add_argument("--examples", type=int, default=200, help="of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="calm and flood in turn so often (default: %(default)s)")
    parser.add_argument(
        "--latency",
        type=float,
        default=25.0,
        metavar="MS",
        help="until Discord answers a request (default: %(default)s)",
    )
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = asyncio.run(measure(arguments))
    added = [flood["p95"] / calm["p95"] - 1 for calm, flood in zip(rows[::2], rows[1::2], strict=True)]
    if arguments.json:
        print(json.dumps({"cores": os.cpu_count(), "added_p95": round(statistics.median(added), 3), "rows": rows}))
    else:
        print(table(rows))
        print(f"p95 grows by {statistics.median(added):.0%}")


if __name__ == "__main__":
    main()
