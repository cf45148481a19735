"""How soon after teaching the engine answers as well as it ever will, and how it answers while it was taught little.

Four tables (`--only` names some of them), each row asked at once when the teaching call returns, 0.5, 2 and 10 seconds later, and once the
background fit has ended; what the engine knew at these moments is kept and asked afterwards, so that asking takes no time from fitting:

- time: a whole set taught in one change
- number: the first N examples of a set, shuffled anew for each draw, taught in one change
- burst: 50 examples, each in a change of its own, one after the other
- new: four fifths of the answers taught and settled, then the rest in one change; what is asked are the new answers' questions

Columns: taught: seconds until the teaching call returned (the texts were encoded before); at: seconds after that (`settled`: as many as it took);
cpu: seconds of processor time since the last teaching call began; t: the threshold; acc: share of test texts whose best answer is right; right /
wrong: answered so at the threshold; near: declined of the test texts of answers that were not taught; far: declined of ChatterBot's corpus (English or Russian); offered: of the questions that were
declined or answered wrongly, the share for which the right answer is offered ("Did you mean ...?").

`--before FOLDER` measures another checkout, too, in turn. `--cache` keeps feature records between runs (as `engine_quality.py` does).
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import pathlib
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import engine_quality as quality

from chatterbot import engine
from chatterbot.engine import features, index, knowledge

MOMENTS_S = (0.0, 0.5, 2.0, 10.0)
NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200)
BURST = 50
TABLES = ("time", "number", "burst", "new")
SHOTS: dict[str, int | None] = {"BANKING77": 10, "hass_en": None, "hass_ru": None}
"""Examples a label of each set; `None`: all."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """Questions as queries, with the right answer of each, or `None`."""

    queries: Sequence[features.Query]
    answers: Sequence[int | None]


class Bench:
    """One engine, and what is taught to it and asked of it."""

    def __init__(self, replies: engine.ReplyEngine, records: quality.Records, most: int) -> None:
        self.replies = replies
        self.records = records
        self.most = most
        self._key = 0
        self._began = 0.0

    async def queries(self, texts: Sequence[str]) -> list[features.Query]:
        """Make queries of texts."""
        batch = features.from_records(await self.records.of(texts), self.replies.dimensions)
        rows = index.Rows.empty(self.replies.dimensions).added(
            [engine.IndexedExample(number, text, 0) for number, text in enumerate(texts)], batch
        )
        return [rows.query(row) for row in range(len(texts))]

    def fresh(self) -> int:
        """Return the key of a dataset that holds nothing."""
        self._key += 1
        return self._key

    async def teach(self, key: int, lessons: Sequence[engine.IndexedExample]) -> float:
        """Teach in one change; return how many seconds it took."""
        records = await self.records.of([lesson.prompt for lesson in lessons])
        started, self._began = time.perf_counter(), time.process_time()
        await self.replies.change(key, add=list(zip(lessons, records, strict=True)))
        return time.perf_counter() - started

    async def moments(
        self, key: int, moments: Sequence[float], *, hurry: bool
    ) -> AsyncIterator[tuple[str, float, knowledge.Knowledge]]:
        """Give what a dataset knows now, after each of these seconds, and once its background fit has ended, by itself or in a `hurry`.

        Beside each stand the seconds of processor time since the last teaching call began.
        """
        dataset = self.replies._datasets[key]  # noqa: SLF001 - what is known at a moment is measured
        started = time.perf_counter()
        ended: list[float] = []
        if dataset.refit is not None:
            dataset.refit.add_done_callback(lambda _: ended.append(time.perf_counter() - started))
        kept = []
        for moment in moments:
            await asyncio.sleep(max(0.0, started + moment - time.perf_counter()))
            kept.append((f"{moment:g}", time.process_time() - self._began, dataset.known))
        if hurry:
            await self.replies.settled(key)
        elif dataset.refit is not None:
            await asyncio.wait([dataset.refit])
            await asyncio.sleep(0)
        kept.append((f"settled ({max(ended, default=0.0):.1f})", time.process_time() - self._began, dataset.known))
        for each in kept:
            yield each


def measured(known: knowledge.Knowledge, inside: Asked, near: Asked, far: Asked) -> dict[str, Any]:
    """Ask what was known at a moment."""
    outcomes: list[list[engine.Outcome]] = []
    offered = missed = 0
    for asked in (inside, near, far):
        found = []
        for query, answer in zip(asked.queries, asked.answers, strict=True):
            verdict = known.match(query, 5, None, None)
            best = verdict.candidates[0]
            found.append(engine.Outcome(answer, best.answer, best.confidence, verdict.threshold))
            if answer is not None and (verdict.chosen is None or verdict.chosen.answer != answer):
                missed += 1
                needed = verdict.offer_threshold
                can = verdict.chosen is None and best.answer is not None
                offered += can and any(
                    each.answer == answer and each.confidence >= needed for each in verdict.candidates
                )
        outcomes.append(found)
    known_ones, near_ones, far_ones = (engine.evaluate(found, 0) for found in outcomes)
    return {
        "t": known.match(inside.queries[0], 5, None, None).threshold,
        "acc": known_ones.accuracy,
        "right": known_ones.answered_right,
        "wrong": known_ones.answered_wrong,
        "near": near_ones.oos_recall,
        "far": far_ones.oos_recall,
        "offered": offered / missed if missed else None,
    }


async def table(bench: Bench, name: str, task: quality.Task, draws: int) -> AsyncIterator[dict[str, Any]]:
    """Give the rows of one table for one set."""
    train = quality.few(task.train, task.shots)
    labels = {label: number for number, label in enumerate(sorted({label for _, label in train}))}
    lessons = [engine.IndexedExample(number, text, labels[label]) for number, (text, label) in enumerate(train, 1)]
    test = [(text, labels[label]) for text, label in quality.spread(task.test, 2 * bench.most) if label in labels]
    test_queries = await bench.queries([text for text, _ in test])
    strangers = list(quality.spread(task.strangers, bench.most))
    far = Asked(await bench.queries(strangers), [None] * len(strangers))

    def asked(among: set[int | None]) -> tuple[Asked, Asked]:
        inside = [place for place, (_, label) in enumerate(test) if label in among]
        near = [place for place, (_, label) in enumerate(test) if label not in among]
        chosen = quality.spread(inside, bench.most)
        others = quality.spread(near, bench.most)
        return (
            Asked([test_queries[place] for place in chosen], [test[place][1] for place in chosen]),
            Asked([test_queries[place] for place in others], [None] * len(others)),
        )

    async def rows(
        key: int, taught: float, n: int, both: tuple[Asked, Asked], moments: Sequence[float] = MOMENTS_S
    ) -> AsyncIterator[dict[str, Any]]:
        async for at, cpu, known in bench.moments(key, moments, hurry=len(moments) == 1):
            yield {"n": n, "taught": taught, "at": at, "cpu": cpu, **measured(known, *both, far)}
        bench.replies.unload(key)

    if name == "time":
        key = bench.fresh()
        taught = await bench.teach(key, lessons)
        async for row in rows(key, taught, len(lessons), asked({each.answer for each in lessons})):
            yield row
    if name == "number":
        for number in (each for each in NUMBERS if each <= len(lessons)):
            many: list[list[dict[str, Any]]] = []
            for draw in range(draws):
                part = random.Random(draw).sample(lessons, number)
                key = bench.fresh()
                taught = await bench.teach(key, part)
                inside, near = asked({each.answer for each in part})
                if inside.queries:
                    many.append([row async for row in rows(key, taught, number, (inside, near), (0.0,))])
            for moment in zip(*many, strict=True):
                yield {**mean(moment), "at": moment[0]["at"].partition(" ")[0]}
    if name == "burst":
        key = bench.fresh()
        part = random.Random(0).sample(lessons, min(BURST, len(lessons)))
        took = sum([await bench.teach(key, [lesson]) for lesson in part])
        async for row in rows(key, took, len(part), asked({each.answer for each in part})):
            yield row
    if name == "new":
        key = bench.fresh()
        late = {answer for answer in labels.values() if answer % 5 == 0}
        await bench.teach(key, [each for each in lessons if each.answer not in late])
        await bench.replies.settled(key)
        part = [each for each in lessons if each.answer in late]
        taught = await bench.teach(key, part)
        inside, _ = asked({each.answer for each in part})
        async for row in rows(key, taught, len(part), (inside, Asked([], []))):
            yield row


def mean(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean of each number of rows."""
    result: dict[str, Any] = {}
    for name in rows[0]:
        values = [row[name] for row in rows if isinstance(row[name], float | int)]
        result[name] = sum(values) / len(values) if values else None
    return {**result, "n": rows[0]["n"]}


async def measure(arguments: argparse.Namespace) -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder=arguments.encoder)) as replies:
        bench = Bench(replies, quality.Records(replies, arguments.cache), arguments.most)
        tasks = {task.name: task for task in reversed(quality.tasks(arguments.data)) if task.name in SHOTS}
        for name in arguments.only.split(","):
            for set_name, shots in SHOTS.items():
                task = dataclasses.replace(tasks[set_name], shots=shots)
                async for row in table(bench, name, task, arguments.draws):
                    print(json.dumps({"table": name, "set": set_name, "code": arguments.measure, **row}), flush=True)


def shown(rows: Sequence[dict[str, Any]]) -> str:
    cells = [
        [f"{v:.3f}" if isinstance(v, float) else "-" if v is None else str(v) for v in row.values()] for row in rows
    ]
    head = [list(rows[0]), ["---"] * len(rows[0])] if rows else []
    return "\n".join(f"| {' | '.join(row)} |" for row in [*head, *cells])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, default=quality.DATA, help="folder of the .jsonl files")
    parser.add_argument("--encoder", default="auto", help="encoder setting (default: %(default)s)")
    parser.add_argument("--only", default=",".join(TABLES), help="tables (default: %(default)s)")
    parser.add_argument("--draws", type=int, default=10, help="draws of each number of examples (default: %(default)s)")
    parser.add_argument("--most", type=int, default=200, help="most questions of a kind (default: %(default)s)")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps feature records between runs")
    parser.add_argument("--before", type=pathlib.Path, help="another checkout that is measured, too")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"no data in {arguments.data}; name its folder with --data")
    if arguments.measure:
        asyncio.run(measure(arguments))
        return
    here = pathlib.Path(__file__).resolve().parents[1]
    codes = [*([("before", arguments.before.resolve())] if arguments.before else []), ("now", here)]
    rows: list[dict[str, Any]] = []
    for only in arguments.only.split(","):
        for code, folder in codes:
            again = [sys.executable, __file__, "--measure", code, "--only", only, "--data", str(arguments.data)]
            again += ["--encoder", arguments.encoder, "--draws", str(arguments.draws), "--most", str(arguments.most)]
            again += ["--cache", str(arguments.cache.resolve())] if arguments.cache else []
            environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
            done = subprocess.run(again, check=True, env=environment, capture_output=True, text=True)
            rows += map(json.loads, done.stdout.splitlines())
            if arguments.json:
                print(done.stdout, end="", flush=True)
    if not arguments.json:
        print(shown(rows))


if __name__ == "__main__":
    main()
