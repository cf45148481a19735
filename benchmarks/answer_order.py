"""What a language model that chooses among taught answers is worth, by how well it chooses: labelled questions, half of them not taught.

The order of answers is that of `Conversation`: a taught answer that is sure is given; where it is not, a chooser sees the nearest
examples (`generation.evidence`) and takes one or declines; in the mode ``taught`` it is only asked where something is nearly sure, in the
mode ``grounded`` always. A third of the labels of each set are not taught: their questions are near (same subject, same wording), and
every answer to them is wrong. Of the others, a few examples of each label are taught, and the test split is asked.

The chooser follows a script. ``engine`` is none at all. ``oracle`` takes the right answer whenever it is among those offered, and
declines otherwise. ``85/10`` takes the right one in 85 of 100 cases in which it is offered (in the other 15 another one of those offered,
or declines if there is no other), and takes one of them in 10 of 100 cases in which it should decline. Shares are expected values, so the
script's chance adds no noise: what differs between two runs is which labels and examples are drawn (``--draws``).

``right``, ``wrong`` and ``declined`` are shares of the questions whose answer was taught; ``false`` is the share of the others that got an
answer; ``asked`` is the share of all questions that went to the chooser; ``offered`` the share of the taught questions among these in which
it was offered the right answer. ``gain`` is right minus wrong minus false answers, in points of a hundred, against the engine alone, with
as many questions that were taught as that were not.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from chatterbot import engine
from chatterbot.generation.evidence import FAR, LIKELY, MOST_EXAMPLES

DATA = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "engine"
UNTAUGHT: Final = 1 / 3
"""Share of the labels that are not taught."""
SETS: Final = (("banking77", 5), ("banking77", 10), ("hass_en", 5), ("hass_de", 5), ("hass_ru", 5))
"""Names of the files, and how many examples of a label are taught."""

Text = tuple[str, str]
"""A text and its label."""


@dataclasses.dataclass(frozen=True)
class Chooser:
    """How a chooser errs."""

    name: str
    right: float
    """How often it takes the right answer when it is offered."""
    rash: float
    """How often it takes one when it should decline."""


CHOOSERS: Final = (
    Chooser("oracle", 1.0, 0.0),
    *(Chooser(f"{right}/{rash}", right / 100, rash / 100) for right in (95, 85, 70) for rash in (0, 10, 30)),
)


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the engine said about a question."""

    expected: int | None
    """`None`: its answer was not taught."""
    given: int | None
    """The answer that is sure."""
    nearly: bool
    """Whether something is near enough for the mode ``taught``."""
    likely: Sequence[int]
    """Answers that the chooser is offered there."""
    distant: Sequence[int]
    """The same in the mode ``grounded``."""

    def offered(self, mode: str) -> Sequence[int] | None:
        """Return what the chooser is offered; `None`: it is not asked."""
        if self.given is not None or (mode == "taught" and not self.nearly):
            return None
        return (self.likely if mode == "taught" else self.distant) or None


def read(data: pathlib.Path, name: str) -> list[Text]:
    rows = map(json.loads, (data / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [(row["text"], row["label"]) for row in rows]


def split(data: pathlib.Path, name: str, shots: int, draw: int) -> tuple[list[Text], list[Text], list[str]]:
    """Return what is taught, what is asked about it, and what is asked about labels that were not taught."""
    train, test = read(data, f"{name}_train"), read(data, f"{name}_test")
    chance = random.Random(f"{name} {draw}")
    labels = sorted({label for _, label in train})
    untaught = {*chance.sample(labels, max(1, round(len(labels) * UNTAUGHT)))}
    count: dict[str, int] = {}
    taught: list[Text] = []
    for text, label in chance.sample(train, len(train)):
        if label not in untaught and count.get(label, 0) < shots:
            count[label] = count.get(label, 0) + 1
            taught.append((text, label))
    asked = chance.sample(test, len(test))
    known = [(text, label) for text, label in asked if label in count]
    return taught, known, [text for text, label in asked if label in untaught]


async def ask(replies: engine.ReplyEngine, text: str, expected: int | None) -> Asked:
    verdict = await replies.match(1, text, most=MOST_EXAMPLES)
    near = [each for each in verdict.candidates if each.answer is not None]

    def above(needed: float) -> list[int]:
        return [each.answer for each in near if each.confidence >= needed and each.answer is not None]

    chosen = verdict.chosen
    return Asked(
        expected,
        None if chosen is None else chosen.answer,
        bool(above(verdict.offer_threshold)),
        above(LIKELY * verdict.threshold),
        above(FAR * verdict.threshold),
    )


async def measure(
    replies: engine.ReplyEngine, parts: tuple[list[Text], list[Text], list[str]], most: int
) -> list[Asked]:
    taught, known, strange = parts
    numbers = {label: number for number, label in enumerate(sorted({label for _, label in taught}))}
    lessons = [engine.IndexedExample(place, text, numbers[label]) for place, (text, label) in enumerate(taught)]
    await replies.load(1, lessons, await replies.features([lesson.prompt for lesson in lessons]))
    await replies.settled(1)
    asked = [await ask(replies, text, numbers[label]) for text, label in known[:most]]
    return asked + [await ask(replies, text, None) for text in strange[:most]]


def shares(asked: Sequence[Asked], mode: str, chooser: Chooser | None) -> dict[str, float]:
    """Return the expected shares of what becomes of the questions."""
    right = wrong = false = 0.0
    for one in asked:
        offered = one.offered(mode) if chooser is not None else None
        if one.given is not None or offered is None or chooser is None:
            right += one.given is not None and one.given == one.expected
            wrong += one.given is not None and one.expected not in {None, one.given}
            false += one.given is not None and one.expected is None
        elif one.expected is None:
            false += chooser.rash
        elif one.expected in offered:
            right += chooser.right
            wrong += (1 - chooser.right) if len(offered) > 1 else 0.0
        else:
            wrong += chooser.rash
    known = sum(one.expected is not None for one in asked)
    strange = len(asked) - known
    return {
        "right": right / known,
        "wrong": wrong / known,
        "declined": max(0.0, known - right - wrong) / known,
        "false": false / strange,
    }


def worth(result: dict[str, float]) -> float:
    return 100 * (result["right"] - result["wrong"] - result["false"]) / 2


def rows(name: str, asked: Sequence[Asked]) -> Iterator[dict[str, str | float]]:
    alone = shares(asked, "taught", None)
    yield {"set": name, "mode": "-", "chooser": "engine", **alone, "asked": 0.0, "offered": 0.0, "gain": 0.0}
    for mode in ("taught", "grounded"):
        offers = [(one, offered) for one in asked if (offered := one.offered(mode)) is not None]
        known = [one.expected in offered for one, offered in offers if one.expected is not None]
        for chooser in CHOOSERS:
            result = shares(asked, mode, chooser)
            yield {
                "set": name,
                "mode": mode,
                "chooser": chooser.name,
                **result,
                "asked": len(offers) / len(asked),
                "offered": sum(known) / len(known) if known else 0.0,
                "gain": worth(result) - worth(alone),
            }


def means(found: Sequence[dict[str, str | float]]) -> Iterator[dict[str, str | float]]:
    """Yield the mean of the sets for each mode and chooser."""
    for key in dict.fromkeys((row["mode"], row["chooser"]) for row in found):
        same = [row for row in found if (row["mode"], row["chooser"]) == key]
        numbers = [name for name, value in same[0].items() if isinstance(value, float)]
        yield {
            "set": "mean",
            "mode": key[0],
            "chooser": key[1],
            **{name: statistics.fmean(float(row[name]) for row in same) for name in numbers},
        }


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the .jsonl files")
    parser.add_argument("--encoder", default="auto", help="encoder setting (default: %(default)s)")
    parser.add_argument(
        "--most", type=int, default=300, help="most questions of either kind a set (default: %(default)s)"
    )
    parser.add_argument("--draws", type=int, default=1, help="draws of labels and examples (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"no data in {arguments.data}; name its folder with --data")
    found: list[dict[str, str | float]] = []
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder=arguments.encoder)) as replies:
        encoder = replies.description
        for name, shots in SETS:
            asked: list[Asked] = []
            for draw in range(arguments.draws):
                asked += await measure(replies, split(arguments.data, name, shots, draw), arguments.most)
            found += rows(f"{name}, {shots} each", asked)
    found += [*means(found)]
    if arguments.json:
        rounded = [{name: round(v, 4) if isinstance(v, float) else v for name, v in row.items()} for row in found]
        print(json.dumps({"encoder": encoder, "most": arguments.most, "draws": arguments.draws, "rows": rounded}))
        return
    print("| " + " | ".join(found[0]) + " |\n|" + "---|" * len(found[0]))
    for row in found:
        cells = [v if isinstance(v, str) else f"{v:.1f}" if name == "gain" else f"{v:.3f}" for name, v in row.items()]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    asyncio.run(main())
