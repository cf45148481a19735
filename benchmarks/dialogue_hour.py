"""An hour of four people talking, in some minutes: the real dialogue in a scripted call whose time jumps; nothing may grow or stick.

What `talk_hour.py` does in real time with real voices, for the dialogue alone: listeners, turns, joining, interruptions, answers. Words are
levels of sound, the recogniser reads them off, and takes a quarter of a second. Each ten minutes are one line: memory, tasks, of how many
people anything is remembered, exchanges. At the end everybody is silent, one asks, and must be answered.

::

    PYTHONPATH=. python benchmarks/dialogue_hour.py [--minutes 60] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import pathlib
import random
import re
import time
from typing import Final

from tests.unit.dialogue.world import Call, Partner
from tests.virtual_time import VirtualTimeLoop

from chatterbot.dialogue.latency import Stage
from chatterbot.dialogue.options import DialogueOptions

ANSWERS: Final = {
    "where do we meet": "In the old library at six of course",
    "what do we play": "Chess",
    "who brings the snacks": "Bob brings them as always and nobody else does",
    "where do we meet on sunday": "In the big tent",
}
SAID: Final = (
    *(f"chatterbot {question}" for question in ANSWERS),
    *ANSWERS,
    "where do ...0.4 we meet",
    "did you see the game yesterday",
    "I think ...0.5 that it was ...0.5 great",
    "mhm",
    "okay",
    "#0.3",
    "no no tell me something else please",
    "stop",
    "chatterbot",
    "blah blah blah blah blah blah",
)
PEOPLE: Final = 4
STRETCH_S: Final = 600.0


async def talk(call: Call, user_id: int, until: float, chance: random.Random) -> None:
    """Say something now and then, whoever else speaks."""
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        await asyncio.sleep(chance.expovariate(1 / 8))
        await call.say(user_id, chance.choice(SAID), word_s=chance.uniform(0.15, 0.35))
        if chance.random() < 0.02 and call.session is not None:
            call.session.forget(user_id)  # left, and came back


def resident_mb() -> float:
    """Resident memory (Linux only)."""
    told = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", told)[0]) / 1000


async def run(minutes: int, seed: int) -> None:
    """Run all of it."""
    loop, chance = asyncio.get_running_loop(), random.Random(seed)
    partner = Partner(dict(ANSWERS), present=PEOPLE)
    call = Call(partner, DialogueOptions(), recognising_s=0.25)
    async with call.open():
        if call.session is None:
            raise RuntimeError("no session")
        session = call.session
        end, used = loop.time() + 60.0 * minutes, time.process_time()
        while loop.time() < end:
            until = min(end, loop.time() + STRETCH_S)
            async with asyncio.TaskGroup() as people:
                for user_id in range(1, PEOPLE + 1):
                    people.create_task(talk(call, user_id, until, random.Random(chance.random())))
            gc.collect()
            spent, used = time.process_time() - used, time.process_time()
            print(
                f"{loop.time() / 60:.0f} min: {len(partner.exchanges)} exchanges, {resident_mb():.0f} MB resident, "
                f"{len(asyncio.all_tasks())} tasks, {len(session.people)} remembered, "
                f"{1000 * spent / STRETCH_S:.0f} ms of processor time a second of the call",
                flush=True,
            )
            partner.exchanges.clear()
            partner.previous.clear()
            call.log.clear()
            call.recogniser.heard.clear()
        await asyncio.sleep(30.0)
        await call.say(1, "chatterbot what do we play")
        await asyncio.sleep(5.0)
        if "bot: Chess" not in call.happened:
            raise SystemExit(f"asked after all that, it does not answer: {call.happened}")
        stopped = call.times.quantile(Stage.BARGE_IN, 0.95) or 0.0
        print(
            f"asked after all that, it answers; {session.state.value}; interrupted, silent within {1000 * stopped:.0f} ms (p95)"
        )


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(run(chosen.minutes, chosen.seed))


if __name__ == "__main__":
    main()
