"""How well questions are grouped by meaning (`chatterbot.engine.grouping`), and how long 10,000 of them take.

Each row groups one set of labelled questions in three ways and compares the groups with the labels:

- ARI: adjusted Rand index (Hubert and Arabie 1985): 1 as labelled, 0 as good as chance. Without grouping it is 0 by definition
- right: share of the pairs in one group that belong together; found: share of the pairs that belong together that are in one group
- single: the same with single-link clustering at the cut that is best for it on the first halves

Sets: questions of communities in English and Russian (in this folder; also with both languages of a question under one label, and among
questions that nothing else is like), BANKING77 and Home Assistant where `../shared` has them. A label belongs to the first or the second
half of its set by a hash of its name. `--choose` tries cuts on the first halves; the rows are about the second halves, which no choice
has seen.

The time is that of 10,000 feature records: real ones where there are enough, otherwise with random changes of the words and the meaning.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import hashlib
import json
import pathlib
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import threadpoolctl
import unanswered_questions
from engine_quality import DATA, Records, read, with_typos

from chatterbot import engine
from chatterbot.engine import features, grouping, text

MANY = 10_000
CORES = 2
MOST = 3_000
"""Most questions of one set whose quality is measured."""
CUTS = [step / 100 for step in range(30, 76, 5)]
Labels = npt.NDArray[np.intp]


@dataclasses.dataclass(frozen=True)
class LabelledQuestions:
    """One row of the table."""

    name: str
    questions: Sequence[str]
    labels: Sequence[str]

    def half(self, second: bool) -> LabelledQuestions:
        """Keep the questions whose labels belong to one half."""
        kept = [
            (question, label)
            for question, label in zip(self.questions, self.labels, strict=True)
            if hashlib.sha256(f"{label}".encode()).digest()[0] % 2 == int(second)
        ]
        kept = kept if len(kept) <= MOST else random.Random(0).sample(kept, MOST)
        return LabelledQuestions(self.name, [one for one, _ in kept], [label for _, label in kept])


def sets(data: pathlib.Path) -> list[LabelledQuestions]:
    """Return every set there is."""
    english, russian, both = [], [], []
    for topic in unanswered_questions.TOPICS:
        english += [(question, topic[0]) for question in topic[:3]]
        russian += [(question, topic[0]) for question in topic[3:]]
        both += [(question, topic[0]) for question in topic]
    alone = [(question, question) for question in unanswered_questions.ALONE]
    found = {
        "communities, English": english,
        "communities, Russian": russian,
        "communities, both and others": [*both, *alone],
    }
    if data.is_dir():
        found["BANKING77"] = read(data, "banking77_test")
        for language in ("en", "ru", "de"):
            found[f"Home Assistant {language}"] = read(data, f"hass_{language}_train")
    return [
        LabelledQuestions(name, [one for one, _ in rows], [label for _, label in rows]) for name, rows in found.items()
    ]


def agreement(groups: Labels, labels: Sequence[str]) -> dict[str, float]:
    """Compare groups with labels."""
    names = np.unique(np.asarray(labels), return_inverse=True)[1]
    table = np.zeros((groups.max() + 1, names.max() + 1), np.int64)
    np.add.at(table, (groups, names), 1)

    def pairs(counts: npt.NDArray[np.int64]) -> int:
        return int((counts * (counts - 1) // 2).sum())

    both, grouped, labelled = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    chance = grouped * labelled / max(1, pairs(np.array([len(groups)])))
    best = (grouped + labelled) / 2
    return {
        "ari": 1.0 if best == chance else (both - chance) / (best - chance),
        "right": both / grouped if grouped else 1.0,
        "found": both / labelled if labelled else 1.0,
    }


def single_link(batch: features.FeatureBatch, cut: float) -> Labels:
    """Group by single-link clustering: whoever is connected by similarities of at least the cut is in one group."""
    vectors = grouping.vectors(batch)
    owner = np.arange(len(batch))

    def root(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = int(owner[place])
        return place

    for start in range(0, len(batch), 512):
        similar = vectors[start : start + 512] @ vectors.T
        for row, column in np.argwhere(similar >= cut):
            one, other = root(int(row) + start), root(int(column))
            owner[max(one, other)] = min(one, other)
    roots = np.array([root(place) for place in range(len(batch))])
    return np.unique(roots, return_inverse=True)[1]


def many(batch: features.FeatureBatch, questions: Sequence[str]) -> tuple[features.FeatureBatch, str]:
    """Return features of `MANY` distinct questions."""
    chance = np.random.default_rng(0)
    dimensions = batch.semantic.shape[1]
    real = batch.semantic.astype(np.float32) * batch.scale[:, None]
    picked = np.arange(MANY) % len(questions)
    vectors = real[picked]
    if dimensions:
        vectors += chance.normal(0, 0.25 / np.sqrt(dimensions), vectors.shape).astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)[:, None]
    normals = [
        text.normalise(with_typos(questions[place], number)) + f" {number}"
        for number, place in enumerate(picked.tolist())
    ]
    return features.make(normals, vectors)[0], f"{len(questions)} questions, changed at random"


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the .jsonl files")
    parser.add_argument("--encoder", default="auto", help="the engine's encoder setting (default: %(default)s)")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps feature records between runs")
    parser.add_argument("--choose", action="store_true", help="try cuts on the first halves and print each")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    arguments = parser.parse_args()
    found = sets(arguments.data)
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder=arguments.encoder)) as replies:
        records = Records(replies, arguments.cache)
        dimensions = replies.dimensions

        async def batch(questions: Sequence[str]) -> features.FeatureBatch:
            return features.from_records(await records.of(questions), dimensions)

        first = [(one, await batch(one.questions)) for one in (each.half(False) for each in found)]
        second = [(one, await batch(one.questions)) for one in (each.half(True) for each in found)]
        sample = [f"{one} {number}" for number, one in enumerate(second[0][0].questions[:32])]
        began = time.perf_counter()
        await replies.features(sample)
        encode_ms = (time.perf_counter() - began) / len(sample) * 1000

        def mean(cluster: Callable[[features.FeatureBatch, float], Labels], cut: float) -> float:
            return float(np.mean([agreement(cluster(rows, cut), one.labels)["ari"] for one, rows in first]))

        def average(rows: features.FeatureBatch, cut: float) -> Labels:
            return grouping.group(rows, cut=cut)

        single = {cut: mean(single_link, cut) for cut in CUTS}
        single_cut = max(single, key=lambda cut: single[cut])
        result: dict[str, Any] = {"encoder": replies.description, "sets": []}
        if arguments.choose:
            result["choice"] = {
                "single_link": single,
                "average_link": {cut: mean(average, cut) for cut in CUTS},
                "foreign": {cut: mean(lambda rows, cut: grouping.group(rows, foreign_cut=cut), cut) for cut in CUTS},
            }
        for one, rows in second:
            ours, other = (
                agreement(grouping.group(rows), one.labels),
                agreement(single_link(rows, single_cut), one.labels),
            )
            result["sets"].append(
                {"set": one.name, "n": len(one.questions), "labels": len(set(one.labels))}
                | {"ari": ours["ari"], "ari_single": other["ari"], "ari_none": 0.0}
                | {"right": ours["right"], "found": ours["found"]}
                | {"right_single": other["right"], "found_single": other["found"]}
            )
        whole, what = many(*max(((rows, one.questions) for one, rows in second), key=lambda each: len(each[1])))
        with threadpoolctl.threadpool_limits(CORES):
            times: list[float] = []
            for _ in range(3):
                began = time.perf_counter()
                grouping.group(whole)
                times.append(time.perf_counter() - began)
        began = time.perf_counter()
        with threadpoolctl.threadpool_limits(1):
            grouping.group(whole)
        result |= {
            "questions": MANY,
            "made_of": what,
            "seconds": sorted(times)[1],
            "seconds_one_core": time.perf_counter() - began,
            "encode_ms": encode_ms,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "single_cut": single_cut,
        }
    if arguments.json:
        print(json.dumps(result))
        return
    columns = list(result["sets"][0])
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for row in result["sets"]:
        print(
            "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row.values()) + " |"
        )
    for name in set(result) - {"sets"}:
        print(f"{name}: {json.dumps(result[name])}", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
