"""Tests of how the benchmarks' public sets are read and split."""

from __future__ import annotations

import pathlib
import subprocess

import pytest
from benchmarks.public_sets_readers import Clone, Split, phrases, prepared, rasa, said

pytestmark = pytest.mark.unit

NLU = """version: "2.0"
nlu:
- intent: ask_hours
  examples: |
    - when do you open [today](time)?
    - when do you close [tomorrow]{"entity": "time"}
- lookup: time
  examples: |
    - yesterday
- intent: out_of_scope/other
  examples: |
    - order me a pizza
"""
MARKDOWN = """## intent:привет <!-- the label -->
- здравствуйте
* добрый [день](time) <!-- a comment -->
## synonym:day
- дня
## intent:"пока"
- до встречи
"""
PATTERNS = """{"intent_phrases": {"open": {"phrases": ["(please ){0,1}open ((the door)|(a window))"]}},
"random_phrases": {"phrases": ["nice weather"]}}"""


@pytest.fixture
def clone(tmp_path: pathlib.Path) -> Clone:
    """A repository with one commit; what lies in its folder after that does not count."""
    for name, text in (("nlu.yml", NLU), ("nlu.md", MARKDOWN), ("phrases.json", PATTERNS)):
        (tmp_path / name).write_text(text, "utf-8")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "texts"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    (tmp_path / "nlu.yml").unlink()
    return Clone(tmp_path)


def test_what_people_say_is_read_without_marks_and_comments(clone: Clone) -> None:
    read = rasa("nlu.yml", strangers=["out_of_scope"])(clone)
    assert read.train == [("when do you open today?", "ask_hours"), ("when do you close tomorrow", "ask_hours")]
    assert read.strangers == ["order me a pizza"]
    assert rasa("nlu.md")(clone).train == [
        ("здравствуйте", "привет"),
        ("добрый день", "привет"),
        ("до встречи", "пока"),
    ]


def test_a_pattern_is_all_that_it_says(clone: Clone) -> None:
    texts = ["open the door", "open a window", "please open the door", "please open a window"]
    assert phrases("phrases.json")(clone) == Split([(text, "open") for text in texts], [], ["nice weather"])
    assert phrases("phrases.json", most=2)(clone).train == [(text, "open") for text in texts[::2]]
    assert list(said("a( b){0,1}")) == ["a", "a b"]
    with pytest.raises(ValueError, match="never closed"):
        list(said("a) never closed"))


def test_what_is_taught_is_not_asked() -> None:
    split = prepared(
        Split(
            [("Hello  there", "hi"), ("hello there ", "bye"), ("so long", "bye")],
            [("HELLO there", "hi"), ("so  long, all", "bye"), ("what now", "nobody knows this label")],
            ["so long", "what else"],
        ),
        most=10,
    )
    assert split.train == [("Hello there", "hi"), ("so long", "bye")]
    assert split.test == [("so long, all", "bye")]
    assert split.strangers == ["what else"]


def test_a_set_without_a_test_part_is_split_the_same_way_each_time() -> None:
    rows = [(f"question {number}", f"label {number % 5}") for number in range(200)]
    split = prepared(Split(rows), most=1_000)
    assert split == prepared(Split(rows[:]), most=1_000)
    assert not {text for text, _ in split.train} & {text for text, _ in split.test}
    assert len(split.train) + len(split.test) == 200
    assert 25 <= len(split.test) <= 55
    assert len(prepared(Split(rows), most=20).train) == 20
