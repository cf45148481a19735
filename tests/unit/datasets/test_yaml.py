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


@pytest.mark.parametrize(
    ("question", "answer", "line", "field"),
    [
        ("who is #1 in the league?", "Blue.", 2, "prompt"),
        ("where?", "See #scores and #results", 3, "reply"),
        ("where?", "#scores", 3, "reply"),
        ("where?", "See the\n    #scores", 3, "reply"),  # the second line of the same text
        ("where?", "Here # a comment, perhaps", 3, "reply"),
    ],
)
def test_a_text_that_yaml_would_cut_at_a_hash_is_refused(question: str, answer: str, line: int, field: str) -> None:
    parsed = read(f"conversations:\n- - {question}\n  - {answer}\n- - q\n  - a\n")
    assert parsed.examples == (models.NewExample("q", "a"),)
    assert [(row.line, row.reason_key, dict(row.params)) for row in parsed.refused] == [
        (line, "error-row-yaml-comment", {"field": field})
    ]


def test_a_cut_text_in_a_row_is_refused_and_flags_may_have_comments() -> None:
    parsed = read("- question: q # one\n  answer: a\n- prompt: q\n  reply: a\n  positive: no # never\n")
    assert parsed.examples == (models.NewExample("q", "a", positive=False),)
    assert [(row.line, row.reason_key, dict(row.params)) for row in parsed.refused] == [
        (1, "error-row-yaml-comment", {"field": "question"})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# about\ncategories: # some\n- club # one\nconversations: # all\n# first\n- - q\n  - a\n  # last\n",
        "- - 'q' # quoted\n  - \"a\"   # quoted\n",
        "- # a row\n  prompt: q\n  reply: |- # a block\n    a\n",
        "- - q\n\n  # apart\n  - a\n#\n",
    ],
)
def test_comments_apart_from_what_is_said_are_comments(text: str) -> None:
    assert read(text) == datasets.ParsedDataset((models.NewExample("q", "a"),), ())
    assert read("- - a#b\n  - c # d\n").refused[0].line == 2
    assert read("- - a#b\n  - 'c # d'\n").examples == (models.NewExample("a#b", "c # d"),)


def test_a_cut_answer_is_told_once_though_it_is_the_next_question() -> None:
    parsed = read("- - q\n  - a # b\n  - c\n  - d\n")
    assert parsed.examples == (models.NewExample("c", "d"),)
    assert [(row.line, row.reason_key) for row in parsed.refused] == [(2, "error-row-yaml-comment")]
    said = read("- - q\n  - On two days: Monday\n  - c\n")
    assert [(row.line, row.reason_key) for row in said.refused] == [(2, "error-row-yaml-colon")]


def test_letters_of_every_width_do_not_shift_the_places() -> None:
    parsed = read("- - 😀 é \u3000 ﷽ e\u0301\n  - see 😀 #here\n- - q 😀\n  - a\n")
    assert [row.reason_key for row in parsed.refused] == ["error-row-yaml-comment"]
    assert parsed.examples == (models.NewExample("q 😀", "a"),)


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
