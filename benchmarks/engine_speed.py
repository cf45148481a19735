"""How fast and how big the engine is at 1,000, 20,000 and 100,000 examples (ten examples an answer), each size in processes of its own.

Encoding 100,000 texts takes 25 minutes, so only the parts of sentences are encoded: an example is an opening, a subject and an ending
from fixed lists (and a number that makes it one of a kind); its text is real to the lexical half, and its meaning vector is the sum of its
parts' real vectors and noise. Many examples share two of three parts: neighbours are closer together than in what people teach, which makes
the coarse search harder, not easier. The queries are new sentences of the same kind and go through the real encoder.

Columns (times in ms, memory in MB): `match` the whole of `ReplyEngine.match`; `encoder` the encoder alone for the same texts, asked in turn;
`rest` everything but the encoder; `busy` match while the background refit runs; `add` one lesson live, its features given; `remove` one example;
`load_s` from stored records; `settle_s` head and calibration, in the background; `rss` after loading, `peak` highest at any time, of the whole
process (Python, numpy, encoder and index; the records given to `load` included in the peak); `recall` of the ten nearest against an exact
search in float32.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import pathlib
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from chatterbot import engine
from chatterbot.engine import encoders, features, index, reference_texts, text

OPENINGS = [
    "how do I",
    "can you please",
    "why did my friend",
    "when will they",
    "I really want to",
    "please never",
    "somebody should",
    "где можно",
    "как мне",
    "почему нельзя",
    "я хочу",
    "когда мы будем",
    "подскажи как",
    "не надо",
    "кто умеет",
    "is it possible to",
    "do we have to",
    "let us",
    "зачем вам",
    "давай",
]
SUBJECTS = [
    "open the door",
    "fix my computer",
    "cook fish soup",
    "learn a language",
    "buy cheap tickets",
    "play the new game",
    "join the voice channel",
    "change my nickname",
    "win the tournament",
    "find the map",
    "починить велосипед",
    "выучить язык",
    "сварить борщ",
    "купить билет",
    "поиграть в шахматы",
    "сменить ник",
    "найти карту",
    "зайти в канал",
    "победить босса",
    "написать письмо",
    "draw a picture",
    "record a video",
    "reset the password",
    "invite a guest",
    "delete the message",
    "read the rules",
    "заказать пиццу",
    "посмотреть фильм",
    "скачать песню",
    "удалить сообщение",
]
ENDINGS = [
    "before the evening",
    "in our old house",
    "with a broken phone",
    "for my little sister",
    "without any money",
    "after the update",
    "on the main server",
    "next winter",
    "как вчера",
    "без интернета",
    "в новой квартире",
    "после обновления",
    "до конца недели",
    "вместе с друзьями",
    "на главном сервере",
    "за пять минут",
    "by train",
    "during the storm",
    "near the river",
    "с самого утра",
    "под дождём",
    "at midnight",
    "like a professional",
    "в последний раз",
]
PER_ANSWER = 10
NOISE = 0.35
"""Length of the noise added to a unit vector: spreads texts of equal parts to a cosine of .9 like paraphrases with typos."""


def sentence(chance: random.Random, number: int) -> tuple[str, tuple[str, str, str]]:
    parts = (chance.choice(OPENINGS), chance.choice(SUBJECTS), chance.choice(ENDINGS))
    return f"{' '.join(parts)} {number % 997}", parts


def generate(size: int, queries: int, target: pathlib.Path) -> None:
    """Write records, answers, queries and the exact ten nearest examples of the queries."""
    encoder, _ = encoders.load("auto", "", None)
    mean = reference_texts.load(encoder, None).mean
    pieces = [*OPENINGS, *SUBJECTS, *ENDINGS]
    known = (
        dict(zip(pieces, reference_texts.centre(encoder.encode(pieces), mean), strict=True))
        if encoder.dimensions
        else {}
    )
    chance, noise = random.Random(1), np.random.default_rng(1)
    made = [sentence(chance, number) for number in range(size)]
    vectors = np.zeros((size, encoder.dimensions), np.float32)
    records: list[bytes] = []
    for start in range(0, size, 1_000):
        part = made[start : start + 1_000]
        if encoder.dimensions:
            sums = np.stack([known[a] + known[b] + known[c] for _, (a, b, c) in part])
            sums /= np.linalg.norm(sums, axis=1, keepdims=True)
            sums += noise.normal(0, NOISE / encoder.dimensions**0.5, sums.shape).astype(np.float32)
            vectors[start : start + 1_000] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        batch, _ = features.make([text.normalise(each) for each, _ in part], vectors[start : start + 1_000])
        records += batch.records()
    asked = [sentence(chance, chance.randrange(10_000))[0] for _ in range(queries)]
    rows = index.Rows.empty(encoder.dimensions).added(
        lessons_of([each for each, _ in made]), features.from_records(records, encoder.dimensions)
    )
    nearest: list[list[int]] = []
    for each in asked[:100]:
        query = features.query(text.normalise(each), reference_texts.centre(encoder.encode([each]), mean)[0])
        every = np.arange(size)
        words = index.overlap(query.features, query.norm, rows.text, rows.norm, every)
        weight = features.SEMANTIC_WEIGHT if encoder.dimensions else 0.0
        scores = weight * (vectors @ query.semantic) + (1 - weight) * words if encoder.dimensions else words
        foreign = (rows.script[:size] != query.script) & (rows.script[:size] != 0)
        if encoder.dimensions:
            scores = np.where(foreign, index.FOREIGN_SCRIPT_FACTOR * (vectors @ query.semantic), scores)
        nearest.append(np.argsort(-scores)[:10].tolist())
    target.write_bytes(pickle.dumps(([each for each, _ in made], records, asked, nearest)))


def lessons_of(texts: list[str]) -> list[engine.IndexedExample]:
    return [engine.IndexedExample(number, each, number // PER_ANSWER) for number, each in enumerate(texts)]


def memory(field: str) -> float:
    """Give a field of /proc/self/status in MB; nan where there is no such file."""
    try:
        lines = pathlib.Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


async def measure(source: pathlib.Path) -> dict[str, Any]:
    row: dict[str, Any] = {}
    async with engine.ReplyEngine.open(engine.EngineOptions(refit_delay_s=3600)) as replies:
        await replies.match(0, "warm up")
        row["rss_empty"] = memory("VmRSS")
        texts, records, asked, nearest = await asyncio.to_thread(lambda: pickle.loads(source.read_bytes()))
        lessons = lessons_of(texts)
        del texts
        row["examples"] = len(lessons)
        started = time.perf_counter()
        await replies.load(1, lessons, records)
        row["load_s"] = time.perf_counter() - started
        del lessons, records
        gc.collect()
        row["rss"] = memory("VmRSS")

        async def timed(call: Callable[[str], Any], each: str) -> float:
            start = time.perf_counter()
            await call(each)
            return (time.perf_counter() - start) * 1e3

        settling = asyncio.create_task(replies.settled(1))
        started = time.perf_counter()
        busy: list[float] = []
        for each in asked:
            if settling.done():
                break
            busy.append(await timed(lambda t: replies.match(1, t), each))
            await asyncio.sleep(0.02)  # a query every 30 to 40 ms: the refit must get its turns too
        await settling
        row["settle_s"] = time.perf_counter() - started
        whole, alone, added, removed = [], [], [], []
        encode = replies._encoder.encode  # noqa: SLF001 - the encoder alone is timed
        for each in asked:
            whole.append(await timed(lambda t: replies.match(1, t), each))
            start = time.perf_counter()
            await asyncio.to_thread(encode, [each])
            alone.append((time.perf_counter() - start) * 1e3)
        known = replies._datasets[1].known  # noqa: SLF001 - everything but the encoder is timed
        found: list[float] = []
        rest: list[float] = []
        mean = replies._ordinary.mean  # noqa: SLF001 - as above
        for place, each in enumerate(asked):
            vector = reference_texts.centre(encode([each]), mean)[0]
            start = time.perf_counter()
            query = features.query(text.normalise(text.clean(each, 500)), vector)
            known.match(query, 5, None, None)
            rest.append((time.perf_counter() - start) * 1e3)
            if place < len(nearest):
                ten = known.taught.ids[known.taught.search(query).rows[:10]].tolist()
                found.append(len(set(ten) & set(nearest[place])) / 10)
        del known
        for number, each in enumerate(asked[:50]):
            [record] = await replies.features([each])
            lesson = engine.IndexedExample(10_000_000 + number, each, 1)
            start = time.perf_counter()
            await replies.change(1, add=[(lesson, record)])
            added.append((time.perf_counter() - start) * 1e3)
            start = time.perf_counter()
            await replies.change(1, remove=[10_000_000 + number])
            removed.append((time.perf_counter() - start) * 1e3)
        for name, values in (
            ("match", whole),
            ("encoder", alone),
            ("rest", rest),
            ("busy", busy),
            ("add", added),
            ("remove", removed),
        ):
            row[f"{name}_p50"], row[f"{name}_p99"] = (
                float(np.percentile(values, q)) if values else float("nan") for q in (50, 99)
            )
        row["recall"] = float(np.mean(found)) if found else 1.0
        row["rss_end"], row["peak"] = memory("VmRSS"), memory("VmHWM")
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", default="1000,20000,100000", help="numbers of examples (default: %(default)s)")
    parser.add_argument("--queries", type=int, default=300, help="queries a size (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of tables")
    parser.add_argument("--generate", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.generate:
        generate(int(arguments.generate[0]), arguments.queries, pathlib.Path(arguments.generate[1]))
        return
    if arguments.measure:
        print(json.dumps(asyncio.run(measure(pathlib.Path(arguments.measure)))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes.split(","):
            file = pathlib.Path(folder) / "examples.pickle"
            again = [sys.executable, __file__, "--queries", str(arguments.queries)]
            subprocess.run([*again, "--generate", size, str(file)], check=True)
            done = subprocess.run([*again, "--measure", str(file)], check=True, capture_output=True, text=True)
            row = json.loads(done.stdout)
            print(
                json.dumps(row)
                if arguments.json
                else "\n".join(f"{name:>12} {value:10.2f}" for name, value in row.items()) + "\n",
                flush=True,
            )


if __name__ == "__main__":
    main()
