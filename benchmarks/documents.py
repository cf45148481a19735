"""How well and how fast questions are answered from documents.

Quality: two collections of documents (``benchmarks/documents_data``, English and Russian, three documents each) are read as Markdown files are
imported, and asked questions whose answers stand in them. `first`, `three`: the passage with the answer is the first, or among the first three.
`answered`, `wrong`: questions answered from the right passage and from another one at the default strictness; `quoted`: of those answered, how
often the answer is in what is quoted. `strangers`: share of questions that no passage answers and that are answered all the same; `near` are
about the same subjects, `far` are banking (English) and smart-home (Russian) questions. Everything about the third document and every second
stranger was kept back when the weights of the confidence were fitted (``--fit``); the table says the numbers for these alone.
Beside ours: BM25 over whole words, and the encoder's cosine with one vector a passage, for which the best threshold is taken afterwards (the one
that answers no more strangers than ours).

Import: a page is 300 words; times are processor time of one core, for the parsing process and for the encoder.

Speed: an index of 1,000 and of 100,000 passages of three windows and 80 terms each, made at random with words as frequent as in texts; a question has seven words, the three
most frequent among them. `cpu` is processor time, which other work on the machine does not change.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import dataclasses
import json
import math
import pathlib
import re
import resource
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chatterbot.documents.limits import ParseLimits
from chatterbot.documents.reading import DocumentReader
from chatterbot.documents.values import SourceFile
from chatterbot.engine import EngineOptions, IndexedPassage, ReplyEngine, sentence_spans, text, window_spans
from chatterbot.engine.passages import confidence, index, records

DATA = pathlib.Path(__file__).parent / "documents_data"
FAR = {"en": ("banking77_test.jsonl", 60), "ru": ("hass_ru_test.jsonl", 2)}
"""File of questions about other subjects, and which share of them is asked."""
DOCUMENTS_FITTED = 2
"""The first documents of each language, on whose questions the weights were fitted."""
K1, B = 1.2, 0.75


@dataclasses.dataclass(slots=True)
class Collection:
    """The documents of one language, and what is asked."""

    passages: list[IndexedPassage]
    questions: list[tuple[str, str]]
    """With a part of the answer's sentence."""
    document: list[int]
    """Which document answers each question."""
    near: list[str]
    far: list[str]
    pages: float
    read_s: float


async def collection(language: str, shared: pathlib.Path) -> Collection:
    """Read the documents as an import reads them."""
    source = (DATA / f"{language}.md").read_text("utf-8")
    parts = ["# " + part for part in source.removeprefix("# ").split("\n# ")]
    reader, began = DocumentReader(ParseLimits()), _children_s()
    passages: list[IndexedPassage] = []
    for part in parts:
        parsed = await reader.read(SourceFile("document.md", part.encode()))
        for passage in parsed.passages:
            heading = passage.headings[-1] if passage.headings else parsed.title
            passages.append(IndexedPassage(len(passages), heading, passage.text))
    read_s = _children_s() - began
    questions = [tuple(line.split("\t")) for line in (DATA / f"{language}.tsv").read_text("utf-8").splitlines()]
    for question, answer in questions:
        if sum(answer in passage.text for passage in passages) != 1:
            raise ValueError(f"{question!r}: not one passage holds {answer!r}")
    name, step = FAR[language]
    file = shared / name
    far = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()[::step]] if file.is_file() else []
    return Collection(
        passages,
        [(question, answer) for question, answer in questions],
        [next(number for number, part in enumerate(parts) if answer in part) for _, answer in questions],
        (DATA / f"{language}_strangers.txt").read_text("utf-8").splitlines(),
        far,
        pages=len(source.split()) / 300,
        read_s=read_s,
    )


def _children_s() -> float:
    """Return the processor time of the parsing processes so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclasses.dataclass(slots=True)
class Asked:
    """What came of one question."""

    question: str
    right: list[bool]
    """Whether each of the best three passages holds the answer."""
    sure: float
    """Of the best one."""
    threshold: float = 0.0
    features: tuple[float, float, float] = (0, 0, 0)
    quoted: bool = False


def first(asked: Sequence[Asked]) -> float:
    """Share with the right passage first."""
    return float(np.mean([each.right[0] for each in asked]))


def three(asked: Sequence[Asked]) -> float:
    """Share with the right passage among the first three."""
    return float(np.mean([any(each.right) for each in asked]))


async def ours(engine: ReplyEngine, key: int, made: Collection) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """Ask everything."""
    return (
        [await ask(engine, key, made, question, answer) for question, answer in made.questions],
        [await ask(engine, key, made, question) for question in made.near],
        [await ask(engine, key, made, question) for question in made.far],
    )


async def ask(engine: ReplyEngine, key: int, made: Collection, question: str, answer: str = "") -> Asked:
    """Ask one question."""
    verdict = await engine.passages.match(key, question)
    if not verdict.hits:
        return Asked(question, [False], 0.0, verdict.threshold)
    right = [bool(answer) and answer in made.passages[hit.passage_id].text for hit in verdict.hits]
    best = verdict.hits[0]
    logit = math.log(max(best.confidence, 1e-9) / max(1 - best.confidence, 1e-9))
    background = (
        logit - confidence.OFFSET - confidence.MEANING * best.meaning - confidence.COVERAGE * best.coverage
    ) / confidence.BACKGROUND
    quoted = right[0] and answer in await quotation(engine, question, made.passages[best.passage_id], best)
    features = best.meaning, best.coverage, background
    return Asked(question, right, best.confidence, verdict.threshold, features, quoted)


async def quotation(engine: ReplyEngine, question: str, passage: IndexedPassage, hit: index.PassageHit) -> str:
    """Return what is quoted, as `citations` chooses it."""
    start, end = window_spans(passage.text)[hit.window]
    whole = passage.text[start:end]
    parts = sentence_spans(whole)
    near = await engine.passages.sentences(question, passage.heading, [whole[a:b] for a, b in parts])
    kept = [place for place, cosine in enumerate(near) if cosine >= max(near) - 0.12]
    return whole[parts[kept[0]][0] : parts[kept[-1]][1]]


def ranked(made: Collection, scores: npt.NDArray[np.float64], answers: Sequence[str]) -> list[Asked]:
    """Return what another method found, from its scores (questions, passages)."""
    found: list[Asked] = []
    for row, answer in zip(scores, answers, strict=True):
        best = np.argsort(-row, kind="stable")[:3]
        right = [bool(answer) and answer in made.passages[each].text for each in best]
        found.append(Asked("", right, float(row[best[0]])))
    return found


def bm25(made: Collection, questions: Sequence[str]) -> npt.NDArray[np.float64]:
    """Score every passage for every question by BM25 over whole words."""
    words = re.compile(r"\w+")
    held = [collections.Counter(words.findall(f"{each.heading} {each.text}".lower())) for each in made.passages]
    frequency = collections.Counter(word for each in held for word in each)
    lengths = np.array([sum(each.values()) for each in held])
    scores = np.zeros((len(questions), len(held)))
    for row, question in enumerate(questions):
        for word in set(words.findall(question.lower())):
            weight = math.log(1 + (len(held) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            count = np.array([each[word] for each in held])
            scores[row] += weight * count * (K1 + 1) / (count + K1 * (1 - B + B * lengths / lengths.mean()))
    return scores


def cosines(encoder: Any, made: Collection, questions: Sequence[str]) -> npt.NDArray[np.float64]:
    """Score every passage for every question by the encoder's cosine, one vector a passage."""
    whole = [text.clean(f"{each.heading}. {each.text}", 2_000) for each in made.passages]
    asked = encoder.encode([text.clean(question, 500) for question in questions])
    return (asked @ encoder.encode_passages(whole).T).astype(np.float64)


def compared(name: str, asked: list[Asked], strangers: list[Asked], share: float | None) -> dict[str, Any]:
    """Return a row of the table; with `share`, at the threshold that answers no more of the strangers."""
    threshold = asked[0].threshold
    if share is not None:
        ordered = sorted((each.sure for each in strangers), reverse=True)
        threshold = ordered[min(int(share * len(ordered)), len(ordered) - 1)]
    answered = [each for each in asked if each.sure > threshold]
    return {
        "method": name,
        "questions": len(asked),
        "first": round(first(asked), 3),
        "three": round(three(asked), 3),
        "answered": round(sum(each.right[0] for each in answered) / len(asked), 3),
        "wrong": round(sum(not each.right[0] for each in answered) / len(asked), 3),
        "strangers": round(float(np.mean([each.sure > threshold for each in strangers])), 3) if strangers else None,
    }


def fit(rows: list[tuple[float, float, float]], right: list[bool]) -> tuple[list[float], float]:
    """Return the weights and the offset of a logistic function, by Newton's method with a small penalty."""
    values = np.array(rows)
    mean, spread = values.mean(0), values.std(0)
    inputs = np.c_[(values - mean) / spread, np.ones(len(values))]
    weights, wanted = np.zeros(inputs.shape[1]), np.array(right, float)
    penalty = np.array([0.5] * values.shape[1] + [0.0])
    for _ in range(100):
        sure = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (sure - wanted) + penalty * weights
        weights -= np.linalg.solve((inputs.T * (sure * (1 - sure))) @ inputs + np.diag(penalty + 1e-9), slope)
    scaled = weights[:-1] / spread
    return [round(each, 2) for each in scaled.tolist()], round(float(weights[-1] - (scaled * mean).sum()), 2)


async def quality(shared: pathlib.Path, *, fitting: bool) -> dict[str, Any]:
    """Measure both languages, and both together in one dataset."""
    results: dict[str, Any] = {"rows": []}
    rows: list[tuple[float, float, float]] = []
    right: list[bool] = []
    async with ReplyEngine.open(EngineOptions()) as engine:
        encoder = engine.passages._encoder  # noqa: SLF001 - the plain method uses the same encoder
        for key, language in enumerate(("en", "ru")):
            made = await collection(language, shared)
            began = time.process_time()
            features = [await engine.passages.features(each) for each in made.passages]
            encoded_s = time.process_time() - began
            await engine.passages.load(key, range(len(features)), features)
            await engine.passages.settled(key)
            asked, near, far = await ours(engine, key, made)
            strangers = near + far
            held = [place for place, document in enumerate(made.document) if document >= DOCUMENTS_FITTED]
            for place, each in enumerate(asked):
                if place not in set(held):
                    rows.append(each.features)
                    right.append(each.right[0])
            rows += [each.features for each in strangers[::2]]
            right += [False] * len(strangers[::2])
            everything = [question for question, _ in made.questions] + made.near + made.far
            answers = [answer for _, answer in made.questions] + [""] * len(strangers)
            for title, chosen, others in (
                (f"{language}, kept back", held, list(range(1, len(strangers), 2))),
                (f"{language}, all", list(range(len(asked))), list(range(len(strangers)))),
            ):
                own = [asked[place] for place in chosen]
                row = compared(f"{title}: ours", own, [strangers[place] for place in others], None)
                quoted = [each.quoted for each in own if each.right[0] and each.sure >= each.threshold]
                row["quoted"] = round(float(np.mean(quoted)), 3)
                results["rows"].append(row)
                for name, scores in (("BM25", bm25(made, everything)), ("cosine", cosines(encoder, made, everything))):
                    plain = ranked(made, scores, answers)
                    found, strange = plain[: len(asked)], plain[len(asked) :]
                    results["rows"].append(
                        compared(
                            f"{title}: {name}",
                            [found[place] for place in chosen],
                            [strange[place] for place in others],
                            row["strangers"],
                        )
                    )
            results[language] = {
                "passages": len(made.passages),
                "pages": round(made.pages, 1),
                "near_strangers_answered": sum(each.sure >= each.threshold for each in near),
                "near_strangers": len(near),
                "far_strangers_answered": sum(each.sure >= each.threshold for each in far),
                "far_strangers": len(far),
                "read_s": round(made.read_s, 2),
                "encoded_s": round(encoded_s, 2),
                "pages_a_second": round(made.pages / (made.read_s + encoded_s), 2),
            }
    if fitting:
        results["fit"] = fit(rows, right)
    return results


def random_records(count: int, dimensions: int = 384) -> list[bytes]:
    """Return records of passages at random: three windows near one of 2,000 subjects, 90 words by their rank."""
    random = np.random.default_rng(1)
    subjects = random.normal(size=(2_000, dimensions)).astype(np.float32)
    vocabulary = random.integers(0, 1 << 32, 60_000, dtype=np.uint32)
    shares = np.cumsum(1 / np.arange(1, 60_001) ** 0.9)
    shares /= shares[-1]
    made: list[bytes] = []
    for _ in range(count):
        vectors = subjects[random.integers(0, 2_000)] + random.normal(size=(3, dimensions)).astype(np.float32) * 0.5
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        words = vocabulary[np.minimum(np.searchsorted(shares, random.random(90)), 59_999)]
        made.append(records.pack(vectors, np.unique(words)))
    return made


def speed(count: int, searches: int) -> dict[str, Any]:
    """Measure an index of so many passages; the records are made of a thousandth part when there are many, and shuffled."""
    random = np.random.default_rng(2)
    base = random_records(min(count, 5_000))
    made = [base[place % len(base)] for place in range(count)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    built = index.PassageIndex.empty(384).changed(range(count), made)
    load_s = time.perf_counter() - began
    columns = (getattr(built, field.name) for field in dataclasses.fields(built))
    size = sum(column.nbytes for column in columns) / 2**20
    began = time.perf_counter()
    built = built.changed([count], [made[0]], [0])
    change_s = time.perf_counter() - began
    common = built.terms[np.argsort(-np.diff(built.starts))[:3]]
    took: list[float] = []
    cpu: list[float] = []
    for _ in range(searches):
        place = int(random.integers(0, len(built.owner)))
        vector = built.semantic[place].astype(np.float32) * built.scale[place]
        words = random.choice(built.terms, 4, replace=False)
        asked = np.unique(np.concatenate([words, common]))
        began, worked = time.perf_counter(), time.thread_time()
        built.search(vector, asked, 0.3, 3)
        took.append((time.perf_counter() - began) * 1000)
        cpu.append((time.thread_time() - worked) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "passages": count,
        "windows": len(built.owner),
        "p50_ms": round(float(np.median(took)), 2),
        "p99_ms": round(float(np.quantile(took, 0.99)), 2),
        "cpu_p50_ms": round(float(np.median(cpu)), 2),
        "cpu_p99_ms": round(float(np.quantile(cpu, 0.99)), 2),
        "load_s": round(load_s, 2),
        "change_s": round(change_s, 2),
        "columns_mb": round(size, 1),
        "peak_mb_beside_records": round(peak - before, 1),
    }


def main() -> None:
    """Print the tables, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true", help="fit the weights of the confidence anew, too")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("../shared/data/engine"))
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--only", choices=("quality", "speed"))
    arguments = parser.parse_args()
    results: dict[str, Any] = {}
    if arguments.only != "speed":
        results["quality"] = asyncio.run(quality(arguments.data, fitting=arguments.fit))
    if arguments.only != "quality":
        results["speed"] = [speed(count, arguments.searches) for count in (1_000, 100_000)]
    if arguments.json:
        json.dump(results, sys.stdout, indent=1)
        print()
        return
    for row in results.get("quality", {}).pop("rows", []) if "quality" in results else []:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    for name, value in results.items():
        print(name, json.dumps(value))


if __name__ == "__main__":
    main()
