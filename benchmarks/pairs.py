"""How well the engine sees a difference that matters, and how well it sees past one that does not.

`data/hard_pairs.jsonl` has pairs of questions that look alike and need different answers ("when do you open", "when do you close"),
`data/paraphrase_pairs.jsonl` pairs that want the same answer in other words. Side `a` of every pair is taught, each with an answer of
its own, side `b` is asked through `ReplyEngine.match`:

- `one`: all pairs of a language are one community. Pairs across languages belong to the language of their side `a`.
- `ten`: communities of ten pairs of one language, hard pairs and paraphrases mixed by a fixed shuffle.
- `both`: as `one`, but both sides of the hard pairs are taught. Asked are side `b` word by word and `again`, which is `b` in other words.

A hard pair is right in `one` and `ten` when `b` is declined; `a` is the share that got the answer of `a`, which is wrong, and `other` the
share that got an answer of another pair. In `both` it is right when the question gets the answer of `b`. A paraphrase is right when it gets
the answer of `a`; else it is declined or wrong. In brackets: 95 % confidence intervals (Wilson's; of the AUROC by drawing pairs anew).
AUROC: how likely a paraphrase is more confident than a hard pair; 0.5 is chance. It does not depend on any threshold.

The held part (`--part held`, the default) is for measuring only: nothing may be trained, tuned or chosen on it.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import dataclasses
import json
import pathlib
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from intervals import share_interval

from chatterbot import engine
from chatterbot.engine import evaluation

DATA: Final = pathlib.Path(__file__).parent / "data"
COMMUNITY: Final = 10
"""Pairs of a small community."""
DRAWS: Final = 1_000
"""How often pairs are drawn anew for the confidence interval of the AUROC."""
DECLINED: Final = "declined"
ACROSS: Final = "across languages"


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two questions; `number` is the answer of side `a`, `-number` that of side `b` of a hard pair."""

    number: int
    a: str
    b: str
    again: str | None
    """Side `b` of a hard pair in other words; `None`: a paraphrase."""
    language: str
    kind: str
    part: str

    @property
    def hard(self) -> bool:
        """Whether the two want different answers."""
        return self.again is not None


@dataclasses.dataclass(frozen=True)
class Asked:
    """What came of one question."""

    setting: str
    pair: Pair
    text: str
    """Which text of the pair was asked: ``"b"`` or ``"again"``."""
    given: str
    """Whose answer was given: ``"a"``, ``"b"``, ``"other"`` or ``"declined"``."""
    confidence: float


def read(part: str, data: pathlib.Path = DATA) -> list[Pair]:
    """Read the pairs of a part, or of both with ``"all"``."""
    rows: list[dict[str, str]] = []
    for name in ("hard_pairs", "paraphrase_pairs"):
        rows += [json.loads(line) for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [
        Pair(number, row["a"], row["b"], row.get("again"), row["language"], row["kind"], row["part"])
        for number, row in enumerate(rows, 1)
        if part in (row["part"], "all")
    ]


def communities(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    """Return the settings and their communities."""
    by_language: dict[str, list[Pair]] = collections.defaultdict(list)
    for pair in pairs:
        by_language[pair.language[:2]].append(pair)
    for group in by_language.values():
        yield "one", group
        yield "both", group
        shuffled = random.Random(0).sample(group, len(group))
        for start in range(0, len(group), COMMUNITY):
            yield "ten", shuffled[start : start + COMMUNITY]


async def ask(replies: engine.ReplyEngine, setting: str, community: Sequence[Pair]) -> list[Asked]:
    """Teach a community, wait for the background fit and ask."""
    taught = [(pair.a, pair.number) for pair in community]
    if setting == "both":
        taught += [(pair.b, -pair.number) for pair in community if pair.hard]
    lessons = [engine.IndexedExample(number, text, answer) for number, (text, answer) in enumerate(taught)]
    await replies.load(1, lessons, await replies.features([text for text, _ in taught]))
    await replies.settled(1)
    found: list[Asked] = []
    for pair in community:
        asked = {"b": pair.b}
        if setting == "both" and pair.again:
            asked["again"] = pair.again
        for name, text in asked.items():
            verdict = await replies.match(1, text)
            answer = None if verdict.chosen is None else verdict.chosen.answer
            given = {None: DECLINED, pair.number: "a", -pair.number: "b"}.get(answer, "other")
            confidence = verdict.candidates[0].confidence if verdict.candidates else 0.0
            found.append(Asked(setting, pair, name, given, confidence))
    return found


def separation(asked: Sequence[Asked]) -> tuple[float, float, float] | None:
    """Return the AUROC of the confidence, paraphrases against hard pairs, and its interval; `None` if one side is missing."""
    same, different = (np.array([row.confidence for row in asked if row.pair.hard is hard]) for hard in (False, True))
    found = evaluation.auroc(same, different)
    if found is None:
        return None
    chance = np.random.default_rng(0)
    drawn = [
        evaluation.auroc(chance.choice(same, len(same)), chance.choice(different, len(different))) or 0.0
        for _ in range(DRAWS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    return found, low, high


def shares(asked: Iterable[Asked]) -> dict[str, Any]:
    """Return how many questions there were, and the share of each outcome with its interval."""
    given = collections.Counter(row.given for row in asked)
    whole = given.total()
    return {
        "n": whole,
        **{name: (given[name] / whole, *share_interval(given[name], whole)) for name in ("a", "b", "other", DECLINED)},
    }


@dataclasses.dataclass(frozen=True)
class Group:
    """One row of a table: the pairs of a language (`None`: of all), of a kind (`None`: of all)."""

    language: str | None = None
    kind: str | None = None

    @property
    def name(self) -> str:
        """How the row is titled."""
        return ", ".join(filter(None, (self.kind, self.language))) or "all"

    def has(self, pair: Pair) -> bool:
        """Tell whether a pair belongs to the group."""
        language = ACROSS if "-" in pair.language else pair.language
        return self.language in (None, language) and self.kind in (None, pair.kind)


LANGUAGES: Final = (Group(), Group("en"), Group("ru"), Group(ACROSS))


def measured(asked: Sequence[Asked]) -> Iterator[dict[str, Any]]:
    """Return all rows of results."""
    for hard in (True, False):
        chosen = [row for row in asked if row.pair.hard is hard]
        kinds = dict.fromkeys(row.pair.kind for row in chosen)
        for group in [*LANGUAGES, *(Group(language, kind) for kind in kinds for language in (None, "en", "ru"))]:
            for setting, text in (("one", "b"), ("ten", "b"), ("both", "b"), ("both", "again")):
                rows = [row for row in chosen if (row.setting, row.text) == (setting, text) and group.has(row.pair)]
                if rows:
                    pairs = "hard" if hard else "paraphrase"
                    yield {"pairs": pairs, "group": group.name, "setting": setting, "asked": text, **shares(rows)}
    for setting in ("one", "ten"):
        rows = [row for row in asked if row.setting == setting]
        for group in LANGUAGES:
            found = separation([row for row in rows if group.has(row.pair)])
            if found:
                yield {"pairs": "auroc", "group": group.name, "setting": setting, "auroc": found}
        for kind in dict.fromkeys(row.pair.kind for row in rows if not row.pair.hard):
            found = separation([row for row in rows if row.pair.hard or row.pair.kind == kind])
            if found:
                yield {"pairs": "auroc", "group": f"all hard pairs and {kind}", "setting": setting, "auroc": found}


def cell(value: tuple[float, float, float] | None, *, wide: bool) -> str:
    """Write a share, with its interval where there is room."""
    if value is None:
        return "-"
    share, low, high = (f"{number:.2f}".removeprefix("0") for number in value)
    return f"{share} [{low}, {high}]" if wide else share


def tables(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write the results as Markdown."""
    columns = {
        "hard": [
            ("one: declined", "one", "b", DECLINED),
            ("a", "one", "b", "a"),
            ("other", "one", "b", "other"),
            ("ten: declined", "ten", "b", DECLINED),
            ("a", "ten", "b", "a"),
            ("other", "ten", "b", "other"),
            ("both: b", "both", "b", "b"),
            ("again: b", "both", "again", "b"),
            ("a", "both", "again", "a"),
            ("other", "both", "again", "other"),
        ],
        "paraphrase": [
            ("one: answered", "one", "b", "a"),
            ("declined", "one", "b", DECLINED),
            ("wrong", "one", "b", "other"),
            ("ten: answered", "ten", "b", "a"),
            ("declined", "ten", "b", DECLINED),
            ("wrong", "ten", "b", "other"),
        ],
    }
    for pairs, wanted in columns.items():
        yield f"| {pairs} | n | " + " | ".join(title for title, *_ in wanted) + " |"
        yield "|" + "---|" * (len(wanted) + 2)
        found = {(row["group"], row["setting"], row["asked"]): row for row in rows if row["pairs"] == pairs}
        for group in dict.fromkeys(group for group, *_ in found):
            cells = [
                cell(found[group, setting, asked][outcome], wide=":" in title)
                for title, setting, asked, outcome in wanted
            ]
            yield f"| {group} | {found[group, 'one', 'b']['n']} | " + " | ".join(cells) + " |"
        yield ""
    yield "| AUROC | one | ten |\n|---|---|---|"
    areas = {(row["group"], row["setting"]): row["auroc"] for row in rows if row["pairs"] == "auroc"}
    for group in dict.fromkeys(group for group, _ in areas):
        yield f"| {group} | " + " | ".join(cell(areas.get((group, each)), wide=True) for each in ("one", "ten")) + " |"


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--part", choices=("held", "tune", "all"), default="held", help="default: %(default)s")
    parser.add_argument("--encoder", default="auto", help="encoder setting (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of tables")
    parser.add_argument("--each", type=pathlib.Path, help="file for what came of each question, as JSON lines")
    arguments = parser.parse_args()
    asked: list[Asked] = []
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder=arguments.encoder)) as replies:
        description = replies.description
        for setting, community in communities(read(arguments.part)):
            asked += await ask(replies, setting, community)
    if arguments.each:
        with arguments.each.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(dataclasses.asdict(row), ensure_ascii=False) + "\n" for row in asked)
    rows = list(measured(asked))
    if arguments.json:
        for row in rows:
            print(json.dumps({"part": arguments.part, "encoder": description, **row}))
    else:
        print(f"part {arguments.part}, {description}\n")
        print("\n".join(tables(rows)))


if __name__ == "__main__":
    asyncio.run(main())
