"""YAML: rows, and ChatterBot's corpus."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit

CORPUS = """
categories:
- greetings
conversations:
- - Hello
  - Hi there!
  - How are you?
- - Is it 12:30 already?
  - Yes
- - "null"
  - No
- - What is 2 + 2?
  - 4
"""


def read(text: str) -> datasets.ParsedDataset:
    return datasets.read(text.encode(), "x.yml")


def test_the_corpus_format_keeps_words_as_words() -> None:
    parsed = read(CORPUS)
    assert parsed.refused == ()
    assert parsed.examples == (
        models.NewExample("Hello", "Hi there!"),
        models.NewExample("Hi there!", "How are you?", previous="Hello"),
        models.NewExample("Is it 12:30 already?", "Yes"),
        models.NewExample("null", "No"),
        models.NewExample("What is 2 + 2?", "4"),
    )


def test_bad_lines_of_a_conversation_are_refused_where_they_stand() -> None:
    parsed = read("conversations:\n- - Hello\n  - note: this was no text\n  - Bye\n- - Alone\n- - Q\n  -\n- Q\n")
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (3, "error-row-yaml-colon", {"field": "reply"}),
        (5, "error-row-no-exchange", {}),
        (7, "error-row-not-text", {"field": "reply", "found": "null"}),
        (8, "error-row-not-a-row", {"found": "text"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- prompt: q\n  reply: a\n",
        "examples:\n- question: q\n  answer: a\n",
        "prompt: q\nreply: a\n",
        "- [q, a]\n",
        "- - q\n  - a\n",
        '- {"prompt": "q", "reply": "a"}\n',
        "---\n- prompt: q\n  reply: >\n    a\n...\n",
        "- messages:\n  - {role: user, content: q}\n  - {role: assistant, content: a}\n",
    ],
)
def test_rows_of_every_shape(text: str) -> None:
    assert read(text).examples == (models.NewExample("q", "a"),)


def test_null_and_flags_in_rows() -> None:
    parsed = read(
        "- {text: q, label: null}\n- {text: q, label: ~}\n- {text: q, label: 'null'}\n- {prompt: q, reply: a, positive: false}\n"
    )
    assert parsed.examples == (
        models.NewExample("q"),
        models.NewExample("q"),
        models.NewExample("q", label="null"),
        models.NewExample("q", "a", positive=False),
    )


def test_several_documents_are_one_dataset() -> None:
    assert len(read("- [q, a]\n---\n- [q, a]\n").examples) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("- &a q\n- b\n", 1, 3, "no-alias"),
        ("- q\n- *a\n", 2, 3, "no-alias"),
        ("- q\n- !!python/object/apply:os.system [echo]\n", 2, 3, "no-tag"),
        ("- !!str q\n", 1, 3, "no-tag"),
        ("- ? [a]\n  : b\n", 1, 5, "name"),
        ("[" * 100, 1, 34, "less-nesting"),
        ("- a\n- b: c: d\n", 2, 7, "yaml"),
        ("- a\n- 'open\n\n", 2, 3, "yaml"),
        ("- [a, b\n- c\n", 1, 3, "yaml"),
        ("- a\n\t- b\n", 2, 1, "yaml"),
    ],
)
def test_a_malformed_file_says_where_and_what_was_expected(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(text)
    params = caught.value.params
    assert caught.value.key == "error-dataset-malformed"
    assert (params["file"], params["line"], params["column"], params["expected"]) == ("x.yml", line, column, expected)
    assert bool(params["problem"]) == (expected == "yaml")
