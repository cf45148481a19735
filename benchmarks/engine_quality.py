"""How well the engine answers: BANKING77, Home Assistant intents in three languages, and asking in a language it was not taught in.

Every row teaches a training split (all of it, or the first N examples of each label after a fixed shuffle), waits for the background
fit, asks the test split through `ReplyEngine.match` and prints:

- acc: share of test texts whose best answer is right, without a threshold; typo: the same with about 10 % of the letters edited
- AUROC: of the confidence, test texts against out-of-scope texts
- t: the engine's own threshold, from training data only; in-ok / in-wrong: test texts answered right / wrong at it
- oosR / oosP: recall and precision of declining out-of-scope texts
- learn: seconds from stored feature records to a fitted head and a calibrated threshold

`--draws N` gives N rows for each set of a few examples a label, each drawn anew: one draw of 5 differs from another by 3 points.
`--strictness 0.01,0.03,0.08,0.2` gives a row for each level instead: the same answers, held against the threshold of that level.

`--near-strangers` measures something else, and has options of its own (`near_strangers`): what happens to questions from the same domain
that nobody taught.

Out of scope are the prompts of ChatterBot's corpus: the Russian one for sets asked in Russian, else the English one. Every question goes
through the encoder, so a full run takes half an hour; `--cache` keeps the feature records of what is taught, `--most` limits what is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import random
import sys
import time
from collections.abc import Sequence
from typing import Any

import near_strangers
from held_out import Text, few
from question_sets import DATA, Records, read, spread

from chatterbot import engine
from chatterbot.engine import calibration


@dataclasses.dataclass(frozen=True)
class Task:
    """One row of the table."""

    name: str
    train: Sequence[Text]
    test: Sequence[Text]
    strangers: Sequence[str]
    shots: int | None = None
    draw: int = 0


def tasks(data: pathlib.Path) -> list[Task]:
    chat = {
        language: list(dict.fromkeys(text for text, _ in read(data, f"chatterbot_{name}")))
        for language, name in (("en", "english"), ("ru", "russian"))
    }
    banking = (read(data, "banking77_train"), read(data, "banking77_test"))
    hass = {
        language: (read(data, f"hass_{language}_train"), read(data, f"hass_{language}_test"))
        for language in ("ru", "en", "de")
    }
    strange = {"en": chat["en"], "de": chat["en"], "ru": chat["ru"]}
    rows = [Task("BANKING77", *banking, chat["en"], shots) for shots in (None, 10, 5)]
    rows += [
        Task(f"hass_{lang}", *hass[lang], strange[lang], shots)
        for lang in ("ru", "en", "de")
        for shots in (None, 10, 5, 2)
    ]
    rows += [
        Task(
            f"taught {one}, asked {other}",
            hass[one][0],
            [*hass[other][1], *read(data, f"hass_{other}_val")] + (list(hass[other][0]) if other == "ru" else []),
            strange[other],
        )
        for one, other in (("en", "ru"), ("ru", "en"))
    ]
    return rows


def with_typos(text: str, seed: int) -> str:
    """Edit about 10 % of the characters: leave out, double up or replace."""
    chance = random.Random(f"{seed}{text}")
    letters = "абвгдежзиклмнопрст" if any("а" <= char <= "я" for char in text.lower()) else "abcdefghijklmnoprst"
    edits = {
        "out": lambda _: "",
        "in": lambda char: char + chance.choice(letters),
        "other": lambda _: chance.choice(letters),
    }
    return "".join(
        edits[chance.choice(["out", "in", "other"])](char) if chance.random() < 0.1 else char for char in text
    )


async def measure(
    replies: engine.ReplyEngine, records: Records, task: Task, levels: Sequence[float | None], *, most: int, typos: bool
) -> list[dict[str, Any]]:
    """Measure a set at each level of strictness (`None`: the engine's own)."""
    taught = few(task.train, task.shots, task.draw)
    labels = {label: number for number, label in enumerate(sorted({label for _, label in taught}))}
    lessons = [engine.IndexedExample(number, text, labels[label]) for number, (text, label) in enumerate(taught)]
    features = await records.of([lesson.prompt for lesson in lessons])
    started = time.perf_counter()
    await replies.load(1, lessons, features)
    await replies.settled(1)
    learned = time.perf_counter() - started

    async def ask(text: str, expected: int | None) -> tuple[engine.Outcome, bool]:
        verdict = await replies.match(1, text)
        best = verdict.candidates[0]
        foreign = verdict.threshold != replies.threshold(1)  # an answer in another script has a threshold of its own
        return engine.Outcome(expected, best.answer, best.confidence, verdict.threshold), foreign

    def at(level: float | None, asked: Sequence[tuple[engine.Outcome, bool]]) -> list[engine.Outcome]:
        if level is None:
            return [outcome for outcome, _ in asked]
        ordinary = replies.threshold(1, level)
        foreign = min(ordinary, calibration.uncalibrated(level))
        return [dataclasses.replace(row, threshold=foreign if other else ordinary) for row, other in asked]

    known = spread([(text, labels[label]) for text, label in task.test if label in labels], most)
    outcomes = [await ask(text, label) for text, label in known]
    outcomes += [await ask(text, None) for text in spread(task.strangers, most)]
    edited = [await ask(with_typos(text, 0), label) for text, label in known] if typos else []
    results = [(level, engine.evaluate(at(level, outcomes), replies.threshold(1, level))) for level in levels]
    return [
        {
            "set": task.name,
            "shots": task.shots or "all",
            "draw": task.draw,
            "n": len(taught),
            **({} if level is None else {"strictness": level}),
            "acc": result.accuracy,
            "typo": engine.evaluate(at(None, edited), 0).accuracy,
            "auroc": result.auroc,
            "t": result.threshold,
            "in_ok": result.answered_right,
            "in_wrong": result.answered_wrong,
            "oos_recall": result.oos_recall,
            "oos_precision": result.oos_precision,
            "learn_s": learned,
        }
        for level, result in results
    ]


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the .jsonl files")
    parser.add_argument(
        "--encoders", default="auto,none", help="comma-separated encoder settings (default: %(default)s)"
    )
    parser.add_argument("--only", default="", help="only sets whose name begins so")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps feature records between runs")
    parser.add_argument(
        "--no-typos", action="store_true", help="leave out the typo column (it has to encode every test text again)"
    )
    parser.add_argument(
        "--most", type=int, default=1_000, help="most test texts and most strangers a set (default: %(default)s)"
    )
    parser.add_argument("--strictness", default="", help="comma-separated levels in (0, 1): a row for each (see above)")
    parser.add_argument("--draws", type=int, default=1, help="draws of each few-examples set (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    parser.add_argument(
        "--near-strangers", action="store_true", help="measure questions that sound like what was taught"
    )
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"no data in {arguments.data}; name its folder with --data")
    levels = [float(level) for level in arguments.strictness.split(",") if level] or [None]
    titled = False
    for name in arguments.encoders.split(","):
        async with engine.ReplyEngine.open(engine.EngineOptions(encoder=name)) as replies:
            records = Records(replies, arguments.cache)
            chosen = [task for task in tasks(arguments.data) if task.name.startswith(arguments.only)]
            for task in (dataclasses.replace(one, draw=draw) for one in chosen for draw in range(arguments.draws)):
                if task.draw and task.shots is None:
                    continue
                rows = await measure(replies, records, task, levels, most=arguments.most, typos=not arguments.no_typos)
                for row in ({"encoder": replies.description, **row} for row in rows):
                    if not arguments.json and not titled:
                        print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
                        titled = True
                    cells = [f"{v:.3f}" if isinstance(v, float) else "-" if v is None else str(v) for v in row.values()]
                    print(json.dumps(row) if arguments.json else f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    if "--near-strangers" in sys.argv[1:]:
        near_strangers.main([word for word in sys.argv[1:] if word != "--near-strangers"])
    else:
        asyncio.run(main())
