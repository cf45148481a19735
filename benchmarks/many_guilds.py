"""What many servers cost one process: memory, and how long a question waits where the server's examples are not in memory.

`--guilds` servers of `--examples` examples each stand in the database (one is taught through /train's job; the others are copies of its rows,
with the same texts). Then `--questions` questions are asked one after the other, of servers drawn by Zipf's law (the second asks half as much as the first, and so on), or
of each server once with ``--once``. A process of its own for each row: `--bounds` are MB of `limits.index_memory`, and 0 stands for no bound.

Columns: `guilds` that asked; `loaded`, `rss_mb`, `peak_mb`, `index_mb` at the end (`index_mb` is the bot's own count); `loads`, `evictions`; in ms
`there_p50`, `there_p99` of a question to a server that is in memory, `first_p50`, `first_p99` to one that is not; `right` the share answered right.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from typing import Any

from bot_process import examples, seed, table

from chatterbot import models, settings
from chatterbot.services import services

MEGABYTE = 1 << 20
NO_BOUND = 1 << 40
COLUMNS = (
    *("bound_mb", "asked", "guilds", "loaded", "rss_mb", "peak_mb", "index_mb", "loads", "evictions"),
    *("there_p50", "there_p99", "first_p50", "first_p99", "right"),
)


def copied(database: pathlib.Path, guilds: int) -> None:
    """Give the servers 2 to `guilds` what server 1 was taught."""
    with sqlite3.connect(database) as connection:
        for table_name, offsets in (
            ("datasets", {"id": 1, "scope_id": 1}),
            ("changes", {"id": 1, "scope_id": 1, "dataset_id": 1}),
            ("examples", {"id": None, "scope_id": 1, "dataset_id": 1, "added_by": 1}),
        ):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table_name})")]
            chosen = [
                "NULL" if (step := offsets.get(column, 0)) is None else f"{column} + :step" if step else column
                for column in columns
            ]
            told = f"INSERT INTO {table_name} SELECT {', '.join(chosen)} FROM {table_name} WHERE scope_id = 1"
            connection.executemany(told, ({"step": step} for step in range(1, guilds)))


def memory_mb(name: str) -> float:
    told = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(rf"{name}:\s+(\d+)", told)[0]) * 1024 / MEGABYTE


def _given(folder: pathlib.Path, bound_mb: int) -> settings.Settings:
    return settings.Settings.model_validate(
        {
            "files": {"data": folder},
            "teaching": {"starter": False},
            "limits": {"index_memory": bound_mb * MEGABYTE or NO_BOUND},
        }
    )


def _share(values: list[float], share: float) -> float | str:
    if not values:
        return ""
    return round(1000 * sorted(values)[min(int(share * len(values)), len(values) - 1)], 2)


async def measure(folder: pathlib.Path, bound_mb: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """Ask the servers of a database."""
    chance = random.Random(7)
    guilds = list(range(1, arguments.guilds + 1))
    chance.shuffle(guilds)
    if arguments.once:
        asked = guilds[: arguments.questions]
    else:
        asked = chance.choices(guilds, [1 / (rank + 1) for rank in range(len(guilds))], k=arguments.questions)
    taught = examples(arguments.examples)
    there: list[float] = []
    first: list[float] = []
    right = 0
    async with services(_given(folder, bound_mb)) as parts:
        indexes = parts.teaching.indexes
        for number, guild in enumerate(asked):
            question, answer = taught[number % len(taught)]
            loaded = indexes.loaded(guild) is not None
            lost = chance.randrange(len(question))  # a text that was just asked would not be encoded again
            mistyped = question[:lost] + question[lost + 1 :]
            prompt = models.Prompt(mistyped, author_id=1, scope_id=guild, channel_id=guild)
            began = time.perf_counter()
            reply = await parts.conversation.reply(prompt)
            (there if loaded else first).append(time.perf_counter() - began)
            right += reply.text == answer.strip()
        gc.collect()
        return {
            "bound_mb": bound_mb or "none",
            "asked": len(asked),
            "guilds": len(set(asked)),
            "loaded": len(indexes.in_memory()),
            "rss_mb": round(memory_mb("VmRSS")),
            "peak_mb": round(memory_mb("VmHWM")),
            "index_mb": round(indexes.memory / MEGABYTE, 1),
            "loads": indexes.counts.loaded,
            "evictions": indexes.counts.for_room,
            "there_p50": _share(there, 0.5),
            "there_p99": _share(there, 0.99),
            "first_p50": _share(first, 0.5),
            "first_p99": _share(first, 0.99),
            "right": round(right / len(asked), 3),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--guilds", type=int, default=10_000)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--questions", type=int, default=5_000)
    parser.add_argument("--once", action="store_true", help="ask each server once, in random order")
    parser.add_argument("--bounds", type=int, nargs="+", default=[0, 512, 128], metavar="MB")
    parser.add_argument("--folder", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.folder:
        print(json.dumps(asyncio.run(measure(arguments.folder, arguments.bounds[0], arguments))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        asyncio.run(seed(folder, 1, arguments.examples, "auto"))
        began = time.perf_counter()
        copied(next(folder.glob("*.sqlite3")), arguments.guilds)
        prepared = time.perf_counter() - began
        rows: list[dict[str, Any]] = []
        for bound in arguments.bounds:
            words = ["--folder", name, "--bounds", str(bound), *(["--once"] if arguments.once else [])]
            words += [f"--{each}={getattr(arguments, each)}" for each in ("guilds", "examples", "questions")]
            done = subprocess.run([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, check=True)
            rows.append(json.loads(done.stdout.splitlines()[-1]))
    if arguments.json:
        about = {"guilds": arguments.guilds, "examples": arguments.examples, "prepared_s": round(prepared, 1)}
        print(json.dumps(about | {"rows": rows}))
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
