"""Episodes for the verifier: small communities drawn from public sets of questions, asked what they were taught and what they were not.

An episode takes a set, a quarter to all of its labels, and a few to all examples of each. It is asked questions about these labels, about
the labels left out (near strangers), questions of the set that no label answers, questions of other sets and small talk (far strangers).
"""

from __future__ import annotations

import collections
import dataclasses
import json
import pathlib
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import question_sets

from chatterbot.engine import clues, encoders, examples, features, index, ranking, reference_texts, text
from chatterbot.engine import head as heads
from chatterbot.engine import options as options_

CANDIDATES: Final = 3
"""Candidates of a question that are looked at."""
MOST_TAUGHT, MOST_ASKED, MOST_STRANGE = 1_000, 330, 150
"""Texts of a set that are used."""
RATIOS: Final = (0.25, 0.5, 0.75, 1.0)
SHOTS: Final = (1, 2, 3, 5, 5, 10, 10, 20, None, None, None)

TAUGHT, NEAR, STRANGE, FAR, CHAT = range(5)
"""Kinds of questions."""

Text = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class EpisodeSet:
    """A set of questions that episodes are drawn from; `strangers` are real questions that no label answers."""

    name: str
    language: str
    train: Sequence[Text]
    test: Sequence[Text]
    strangers: Sequence[str] = ()

    @property
    def family(self) -> str:
        """Sets of one family have the same texts in other languages, or the same labels: they are left out together."""
        return question_sets.family(self.name)


@dataclasses.dataclass(frozen=True)
class Asked:
    """What came of the questions: clues (n, 3, c), whether each candidate is right, there is one, its former confidence, and the kind."""

    clues: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    there: npt.NDArray[np.bool_]
    before: npt.NDArray[np.float32]
    kind: npt.NDArray[np.int64]
    family: npt.NDArray[np.str_]


def lines(path: pathlib.Path) -> list[Text]:
    """Read the texts and labels of a file; none where there is no file."""
    if not path.is_file():
        return []
    found = question_sets.read(path.parent, path.stem)
    return [(question, label) for question, label in found if question and question.strip()]


def read(folder: pathlib.Path, name: str, language: str) -> EpisodeSet | None:
    """Read a set; `None` where the folder does not have it."""
    train, test = lines(folder / f"{name}_train.jsonl"), lines(folder / f"{name}_test.jsonl")
    if not train:
        return None
    chance = random.Random(name)
    test += lines(folder / f"{name}_val.jsonl")
    chance.shuffle(train)
    chance.shuffle(test)
    strangers = [question for question, _ in lines(folder / f"{name}_strangers.jsonl")]
    random.Random(1).shuffle(strangers)
    return EpisodeSet(name, language, train[:MOST_TAUGHT], test[:MOST_ASKED], strangers[:MOST_STRANGE])


def read_pairs(folder: pathlib.Path, language: str) -> EpisodeSet | None:
    """Read the pairs for tuning: each first text is a label, and what differs is a question without one (its label begins with ``-``)."""
    train: list[Text] = []
    test: list[Text] = []
    for name in ("hard_pairs", "paraphrase_pairs"):
        path = folder / f"{name}.jsonl"
        rows = map(json.loads, path.read_text("utf-8").splitlines()) if path.is_file() else ()
        for number, row in enumerate(row for row in rows if row["part"] == "tune" and row["language"] == language):
            label = f"{name}{number}"
            train.append((row["a"], label))
            other = label if name == "paraphrase_pairs" else f"-{label}"
            test += [(row[key], other) for key in ("b", "again") if row.get(key)]
    return EpisodeSet(f"pairs_{language}", language, train, test) if train else None


class Communities:
    """Draws episodes from sets whose texts have feature records."""

    def __init__(
        self, encoder: encoders.TextEncoder, sets: Sequence[EpisodeSet], chat: Mapping[str, Sequence[str]]
    ) -> None:
        self._encoder = encoder
        self._sets = sets
        self._chat = chat
        self._ordinary = reference_texts.load(encoder, None).rows
        self._options = options_.EngineOptions()
        self._records: dict[str, bytes] = {}

    def know(self, records: Mapping[str, bytes]) -> None:
        """Take feature records; without an encoder they are made here."""
        self._records |= records

    def episodes(self, chosen: EpisodeSet, count: int, seed: int) -> Iterator[Asked]:
        """Draw and ask `count` communities of a set."""
        for number in range(count):
            chance = random.Random(f"{seed}{chosen.name}{number}")
            taught, asked = self._drawn(chosen, RATIOS[number % len(RATIOS)], chance)
            yield self._asked(chosen, taught, asked)

    def _drawn(
        self, chosen: EpisodeSet, ratio: float, chance: random.Random
    ) -> tuple[list[tuple[str, int]], list[tuple[str, int, int]]]:
        counts = collections.Counter(label for _, label in chosen.train)
        pairs = chosen.name.startswith("pairs")
        labels = sorted(label for label in counts if counts[label] > 1 or pairs)
        inside = sorted(chance.sample(labels, min(len(labels), max(2, round(ratio * len(labels))))))
        key = {label: number for number, label in enumerate(inside)}
        shots, uneven = chance.choice(SHOTS), chance.random() < 0.5
        groups: dict[str, list[str]] = collections.defaultdict(list)
        for question, label in chance.sample(list(chosen.train), len(chosen.train)):
            groups[label].append(question)
        taught: list[tuple[str, int]] = []
        for label in inside:
            most = shots or len(groups[label])
            if uneven:
                most = max(1, round(most * chance.choice([0.3, 0.6, 1, 1])))
            taught += [(question, key[label]) for question in groups[label][:most]]
        known = {question for question, _ in taught}
        test = [(question, label) for question, label in chosen.test if question not in known]
        right = [(question, key[label], TAUGHT) for question, label in test if label in key]
        if pairs:
            near = [
                (question, -1, NEAR) for question, label in test if label.removeprefix("-") in key and label not in key
            ]
        else:
            near = [(question, -1, NEAR) for question, label in test if label in counts and label not in key]
            rest = [(question, label) for question, label in chosen.train if question not in known]
            chance.shuffle(rest)
            right += [(question, key[label], TAUGHT) for question, label in rest if label in key][
                : max(0, 60 - len(right))
            ]
            near += [(question, -1, NEAR) for question, label in rest if label not in key][: max(0, 50 - len(near))]
        strange = [(question, -1, STRANGE) for question in chosen.strangers]
        for each in (right, near, strange):
            chance.shuffle(each)
        asked = [*right[:90], *near[:60], *strange[:30], *self._far(chosen, chance)]
        return taught, [each for each in asked if each[0] not in known]

    def _far(self, chosen: EpisodeSet, chance: random.Random) -> list[tuple[str, int, int]]:
        others = [each for each in self._sets if each.family != chosen.family and not each.name.startswith("pairs")]
        same = [each for each in others if each.language == chosen.language] or others
        far = [(chance.choice(chance.choice(same).train)[0], -1, FAR) for _ in range(20)] if same else []
        chat = list(self._chat["ru" if chosen.language == "ru" else "en"])
        return far + [(question, -1, CHAT) for question in chance.sample(chat, min(15, len(chat)))]

    def _rows(self, taught: Sequence[tuple[str, int]]) -> index.Rows:
        none = np.zeros((1, 0), np.float32)
        for question, _ in taught:
            if question not in self._records and not self._encoder.dimensions:
                (self._records[question],) = features.make([text.normalise(text.clean(question, 500))], none)[
                    0
                ].records()
        batch = features.from_records([self._records[question] for question, _ in taught], self._encoder.dimensions)
        lessons = [examples.IndexedExample(number, *each) for number, each in enumerate(taught)]
        return index.Rows.empty(self._encoder.dimensions).added(lessons, batch)

    def _asked(
        self, chosen: EpisodeSet, taught: Sequence[tuple[str, int]], asked: Sequence[tuple[str, int, int]]
    ) -> Asked:
        rows, options = self._rows(taught), self._options
        used = heads.select(rows.answers[: rows.size], options.head_labels, options.head_examples, options.head_work)
        head = heads.fit(rows.inputs(used), rows.answers[used]) if len(used) else None
        queries = self._rows([(question, 0) for question, _, _ in asked])
        found = np.zeros((len(asked), CANDIDATES, len(clues.NAMES)), np.float32)
        answers = np.full((len(asked), CANDIDATES), -2, np.int64)
        before = np.zeros((len(asked), CANDIDATES), np.float32)
        for number in range(len(asked)):
            query = queries.query(number)
            matches, ordinary = rows.search(query), self._ordinary.search(query).similarity
            scored = ranking.score(query, rows, matches, head=head, ordinary=ordinary, neighbours=options.neighbours)
            each = clues.of_candidates(query, rows, matches, scored, ordinary=ordinary, most=CANDIDATES)
            found[number, : len(each)], answers[number, : len(each)] = each, scored.answers[: len(each)]
            before[number, : len(each)] = scored.confidence[: len(each)]
        expected = np.array([answer for _, answer, _ in asked])
        return Asked(
            found,
            (answers == expected[:, None]) & (expected[:, None] >= 0),
            answers != -2,
            before,
            np.array([kind for _, _, kind in asked]),
            np.full(len(asked), chosen.family),
        )


def joined(parts: Sequence[Asked]) -> Asked:
    """Put what came of several episodes together."""
    return Asked(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in dataclasses.fields(Asked))
    )
