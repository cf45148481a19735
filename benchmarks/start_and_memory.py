"""How long the bot takes to start, and how much memory it needs idle, with few and with many examples.

``chatterbot run`` as a process of its own against the stand-in of Discord on the loopback; so the network's and Discord's time is left
out. Columns: `ready_s` from the start of the process until all commands are registered and every event is answered (median of
`--starts`), and `ready_cpu_s` the processor time of it, which other work on the machine disturbs less (the least of them); `first_answer_s` the first question in a server after that, which loads the server's examples; `rss_mb` resident memory after
the background refit, when nothing happens; `peak_mb` its highest value until then; `train_s` the job that taught the examples, with
their encoding left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import pathlib
import statistics
import tempfile
import time
from typing import Any

from bot_process import questions, running_bot, seed, table

from chatterbot.standin import StandIn


async def measure(size: int, starts: int, encoder: str) -> dict[str, Any]:
    without = ("teaching.starter", "speech.hear", "speech.speak")
    options = ("--set", f"engine.encoder={encoder}", *(part for name in without for part in ("--set", f"{name}=false")))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        async with StandIn() as discord:
            guild = discord.guild("Town")
            general = discord.channel(guild)
            ann = discord.user("Ann", general)
            train = await seed(folder, int(guild["id"]), size, encoder) if size else 0.0
            ready: list[float] = []
            worked: list[float] = []
            for _ in range(starts - 1):
                async with running_bot(discord, folder, *options) as bot:
                    ready.append(bot.seconds_to_ready)
                    worked.append(bot.processor_s())
            async with running_bot(discord, folder, *options) as bot:
                ready.append(bot.seconds_to_ready)
                worked.append(bot.processor_s())
                began = time.perf_counter()
                asked = await ann.say(f"<@{discord.bot['id']}> {questions(1, size or 1)[0]}")
                await discord.wait_reply(asked, timeout_s=120)
                first = time.perf_counter() - began
                await bot.idle()
                now, peak = bot.memory_mb()
    return {
        "examples": size,
        "ready_s": statistics.median(ready),
        "ready_cpu_s": min(worked),
        "first_answer_s": first,
        "rss_mb": now,
        "peak_mb": peak,
        "train_s": train,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[0, 1_000, 100_000], metavar="N")
    parser.add_argument("--starts", type=int, default=3, help="starts to take the median of (default: 3)")
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [asyncio.run(measure(size, arguments.starts, arguments.encoder)) for size in arguments.sizes]
    print(json.dumps(rows, indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
