"""kill -9 at any moment: nothing acknowledged is lost, nothing is half-written."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import multiprocessing
import os
import pathlib
import random
import signal
import time
from typing import Any

import pytest
from tests.protocol.store import killed
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot.store import ChangeKind, JobState

pytestmark = pytest.mark.protocol

ROUNDS = 20
MOST_ACTS = 12
"""Most acts acknowledged before the child is killed, some milliseconds later: every step is hit in some round."""
LONGEST_S = 0.015
"""About as long as an act takes."""


@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="starting twenty children quickly needs fork")
async def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: pathlib.Path) -> None:
    chance = random.Random(20_261_122)
    said: list[dict[str, Any]] = []
    interrupted = 0
    for round_ in range(ROUNDS):
        first, acts, delay = 1_000 * (round_ + 1), chance.randint(0, MOST_ACTS), chance.uniform(0, LONGEST_S)
        said += await asyncio.to_thread(_killed_after, tmp_path, first, acts, delay)
        log = tmp_path / "corrections.jsonl"
        if round_ % 3 == 2 and log.exists():
            with log.open("ab") as file:  # a line that was torn before it was acknowledged
                file.write(b'{"id": "torn')
        interrupted = await _check(tmp_path, said)
    assert len([what for what in said if what["kind"] == "correct"]) > ROUNDS, "the children hardly worked"
    assert interrupted, "no job was ever hit: the test shows too little"


def _killed_after(root: pathlib.Path, first: int, acts: int, delay_s: float) -> list[dict[str, Any]]:
    """Start a child, kill it a moment after so many acknowledgements, and give all that it said."""
    context = multiprocessing.get_context("forkserver")  # imports once, then forks: twenty starts in seconds
    context.set_forkserver_preload([killed.__name__])
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=killed.main, args=(root, first, sending))
    child.start()
    sending.close()
    heard: list[dict[str, Any]] = []
    try:
        while len(heard) <= acts:  # the first one says that it is ready
            heard.append(receiving.recv())
        time.sleep(delay_s)  # the moment of death is the input of this test
    finally:
        child.kill()
        child.join()
    with contextlib.suppress(EOFError, OSError):  # what it had said before it died is heard to the end
        while True:
            heard.append(receiving.recv())
    receiving.close()
    assert heard[0] == {"kind": "ready"}
    assert child.exitcode == -signal.SIGKILL, "the child ended by itself"
    child.close()
    return heard[1:]


async def _check(root: pathlib.Path, said: list[dict[str, Any]]) -> int:
    async with worlds.opened(root, worlds.on_disk(root), bounds=killed.UNSCORED) as world:
        assert await world.store.check() == []
        dataset = await world.teaching.indexes.ready(HOME)
        live = await world.store.examples.live_examples(HOME, dataset.id)
        changes = await world.store.history.changes(HOME, 1_000_000)

        # Every change is whole: it says how much it added and removed, and that is there.
        added: collections.Counter[str] = collections.Counter(example.prompt for example in live if example.positive)
        for change in changes:
            if change.kind is ChangeKind.TRAIN and change.source == "text":
                assert change.added in {1, killed.BATCH}

        # Everything acknowledged is there.
        trained = [what["number"] for what in said if what["kind"] == "train"]
        for number in trained:
            for part in range(1, killed.BATCH):
                assert added[f"question {number} part {part}"] == 1
        assert all(added[f"aside {what['number']}"] == 1 for what in said if what["kind"] == "teach")

        # Jobs are done with a change, or were interrupted without one.
        jobs = await world.store.journal.jobs(HOME, 1_000_000)
        assert {job.state for job in jobs} <= {JobState.DONE, JobState.INTERRUPTED}
        acknowledged = {what["job"] for what in said if what["kind"] == "train"}
        for job in jobs:
            assert (job.state is JobState.DONE) == (job.change_id is not None)
            assert job.state is JobState.DONE or job.id not in acknowledged
            if job.state is JobState.DONE:
                assert job.added == killed.BATCH

        # A batch is there as a whole, or not at all. (Its first part is replaced by corrections.)
        parts: collections.Counter[str] = collections.Counter()
        for prompt in added:
            if prompt.startswith("question") and not prompt.endswith("part 0"):
                parts[prompt.split()[1]] += 1
        assert set(parts.values()) <= {killed.BATCH - 1}
        assert len(parts) == sum(job.state is JobState.DONE for job in jobs)

        # The log holds every correction once, in the order of the database, and each of its lines is whole.
        kept = [record async for found in world.store.people.corrections() for record in found]
        lines = [json.loads(line) for line in (root / "corrections.jsonl").read_bytes().splitlines()] if kept else []
        assert [line["id"] for line in lines] == [record.key for record in kept]
        betters = collections.Counter(line["better"] for line in lines)
        assert not betters or max(betters.values()) == 1
        assert {what["better"] for what in said if what["kind"] == "correct"} <= set(betters)

        # The rebuilt index answers with the latest correction of each prompt, and only one of them is live.
        latest = {record.question: record.better for record in kept}
        for question in random.Random(len(kept)).sample(sorted(latest), min(5, len(latest))):
            assert (await world.ask(question)).text == latest[question]
            assert added[question] == 1
        return sum(job.state is JobState.INTERRUPTED for job in jobs)
