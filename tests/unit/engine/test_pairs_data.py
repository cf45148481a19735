"""The pairs of questions that the engine is measured with are well-formed."""

from __future__ import annotations

import collections
import json
import pathlib

import pytest

from chatterbot import engine

pytestmark = pytest.mark.unit

DATA = pathlib.Path(__file__).parents[3] / "benchmarks" / "data"
HARD_KINDS = {
    *(
        "antonym",
        "negation",
        "without",
        "number",
        "name",
        "sign",
        "question_word",
        "role",
        "time",
        "object",
        "scope",
        "unit",
    ),
    *("direction", "condition", "degree"),
}
PARAPHRASE_KINDS = {
    *(
        "word_order",
        "one_word",
        "small_words",
        "synonym",
        "length",
        "politeness",
        "typo",
        "slang",
        "statement",
        "rewording",
    ),
    "cross_language",
}
SIDES = {"hard_pairs": ("a", "b", "again"), "paraphrase_pairs": ("a", "b")}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """The pairs of a file."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def is_cyrillic(text: str) -> bool:
    """Whether most words are written in Cyrillic letters: names and versions are not always."""
    words = [word for word in engine.normalise(text).split() if any(map(str.isalpha, word))]
    return 2 * sum(any("а" <= char <= "я" for char in word) for word in words) > len(words)


@pytest.mark.parametrize(("name", "kinds"), [("hard_pairs", HARD_KINDS), ("paraphrase_pairs", PARAPHRASE_KINDS)])
def test_there_are_enough_of_each(name: str, kinds: set[str]) -> None:
    rows = read(name)
    assert {row["kind"] for row in rows} == kinds
    for row in rows:
        assert list(row) == [*SIDES[name], "language", "kind", "part"]
    languages = collections.Counter(row["language"] for row in rows)
    assert set(languages) == {"en", "ru", "en-ru", "ru-en"}
    assert languages["en"] >= 160
    assert languages["ru"] >= 160
    assert languages["en-ru"] + languages["ru-en"] >= 20
    counts = collections.Counter((row["kind"], row["language"]) for row in rows)
    assert min(counts[kind, language] for kind in kinds - {"cross_language"} for language in ("en", "ru")) >= 10


@pytest.mark.parametrize("name", SIDES)
def test_three_of_five_are_held_of_each_kind(name: str) -> None:
    rows = read(name)
    held = collections.Counter((row["kind"], row["language"]) for row in rows if row["part"] == "held")
    tune = collections.Counter((row["kind"], row["language"]) for row in rows if row["part"] == "tune")
    assert held.total() + tune.total() == len(rows)
    assert 0.55 <= held.total() / len(rows) <= 0.7
    assert all(tune[group] >= 3 for group in held if "-" not in group[1])


def test_no_question_stands_twice() -> None:
    """Neither in a pair, nor in two pairs, nor in both files."""
    texts = [engine.normalise(row[side]) for name, sides in SIDES.items() for row in read(name) for side in sides]
    assert [text for text, count in collections.Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("name", SIDES)
def test_letters_are_those_of_the_language(name: str) -> None:
    for row in read(name):
        first, last = row["language"][:2], row["language"][-2:]
        for side in SIDES[name]:
            assert is_cyrillic(row[side]) == ((first if side == "a" else last) == "ru"), row[side]
