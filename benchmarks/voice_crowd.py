"""Ten people come and go in the stand-in's voice channel for as long as it is told, under faults; memory must stay flat.

The long form of `tests/standin/test_voice_crowd.py`::

    python benchmarks/voice_crowd.py --minutes 10 --seed 1
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from tests.standin.crowd import Crowd
from tests.standin.fake_voice_bot import Caller
from tests.standin.town import Town

from chatterbot.standin import StandIn

ROUND_S = 20.0
"""Seconds of one round; after each the call comes to rest and memory is read."""


def resident_mib() -> float:
    """Read the process's resident memory, in MiB; 0 where the system does not tell."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def run(minutes: float, seed: int) -> None:
    async with StandIn() as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        town = Town(discord, guild, general, discord.user("Ann", general), [])
        async with Caller(town).running() as caller:
            for number in range(max(1, round(minutes * 60 / ROUND_S))):
                begin, used = time.monotonic(), time.process_time()
                crowd = Crowd(town, caller, seed + number, faults=True)
                connection = await crowd.run(ROUND_S)
                encryption = connection.counters
                await connection.disconnect()
                gc.collect()
                report = crowd.report
                print(
                    f"round {number}: {report.joins} joins, {encryption.epochs} epochs, {len(report.faults)} faults, "
                    f"longest gap {max(report.gaps.values()):.2f} s, "
                    f"{(time.process_time() - used) / (time.monotonic() - begin):.0%} of a core, "
                    f"{resident_mib():.0f} MiB, {len(asyncio.all_tasks())} tasks, {len(discord.problems)} problems"
                )
        for problem in discord.problems:
            print("  ", *problem)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long, in minutes of real time")
    parser.add_argument("--seed", type=int, default=1, help="decides who does what")
    arguments = parser.parse_args()
    logging.getLogger("dave").setLevel(logging.CRITICAL)  # libdave tells of every frame whose key is gone
    asyncio.run(run(arguments.minutes, arguments.seed))


if __name__ == "__main__":
    main()
