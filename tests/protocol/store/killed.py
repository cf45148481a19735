"""The child of `test_kill`: trains and corrects without end, and says after each what was acknowledged."""

from __future__ import annotations

import asyncio
import itertools
import pathlib
from multiprocessing.connection import Connection

from tests.unit.services import world as worlds

from chatterbot import models
from chatterbot.teaching import Limits, TrainSource

BATCH = 5
"""Examples in one training job: a half-done one would show."""

UNSCORED = Limits(scored_examples=1_000_000)
"""Scores would take most of the child's time, and write nothing."""


def lines(number: int) -> str:
    return "\n".join(f"question {number} part {part} => answer {number}" for part in range(BATCH))


async def work(root: pathlib.Path, first: int, parent: Connection) -> None:
    async with worlds.opened(root, worlds.on_disk(root), bounds=UNSCORED) as world:
        parent.send({"kind": "ready"})
        for number in itertools.count(first):
            receipt = await world.train(TrainSource.of_text(lines(number)))
            parent.send({"kind": "train", "number": number, "job": receipt.job_id})
            turn = await world.say(f"question {number} part 0", message_id=number)
            for attempt in range(3):
                better = f"better {number} {attempt}"
                await world.teaching.correct(worlds.HOME, worlds.BOB, turn, better)
                parent.send({"kind": "correct", "better": better})
            aside = models.NewExample(f"aside {number}", "aside")
            await world.teaching.teach(worlds.HOME, worlds.ADA, [aside], source="text")
            parent.send({"kind": "teach", "number": number})


def main(root: pathlib.Path, first: int, parent: Connection) -> None:
    asyncio.run(work(root, first, parent))
