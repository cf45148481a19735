"""JSON Lines and JSON documents."""

from __future__ import annotations

import json

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit

GOOD = '{"prompt": "q", "reply": "a"}'
EXAMPLE = models.NewExample("q", "a")


def read(text: str, name: str) -> datasets.ParsedDataset:
    return datasets.read(text.encode(), name)


def malformed(text: str, name: str = "x.json") -> dict[str, object]:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(text, name)
    assert caught.value.key == "error-dataset-malformed"
    assert caught.value.params.pop("file") == name
    return caught.value.params


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_and_bad_ones_refused(end: str) -> None:
    lines = (
        GOOD,
        "",
        '{"prompt": "q" "reply": "a"}',
        "   ",
        '{"prompt": ""',
        GOOD,
        "5 6",
        '{"prompt": "q", "reply": ""}',
    )
    parsed = read(end.join(lines), "x.jsonl")
    assert parsed.examples == (EXAMPLE, EXAMPLE)
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (3, "error-row-not-json", {"column": 16, "expected": "comma"}),
        (5, "error-row-not-json", {"column": 14, "expected": "comma"}),
        (7, "error-row-not-json", {"column": 3, "expected": "end"}),
        (8, "error-row-empty", {"field": "reply"}),
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\u000b"])
def test_only_line_feeds_end_a_line(separator: str) -> None:
    text = json.dumps({"prompt": f"a{separator}b", "reply": "a"}, ensure_ascii=False) + "\n" + GOOD
    assert read(text, "x.jsonl").examples == (models.NewExample(f"a{separator}b", "a"), EXAMPLE)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"[{GOOD}, {GOOD}]", 2),
        (f"[\n{GOOD}\n]\n", 1),
        (GOOD, 1),
        (f'{{"examples": [{GOOD}, {GOOD}]}}', 2),
        (f'{{"data": [{GOOD}], "version": 1}}', 1),
        ('{"conversations": [["q", "a", "b"], ["q", "a"]]}', 3),
        ('[["q", "a"]]', 1),
        (f"{GOOD}\n{GOOD}\n", 2),  # JSON Lines under a .json name
    ],
)
def test_documents_of_every_shape(text: str, count: int) -> None:
    parsed = read(text, "x.json")
    assert len(parsed.examples) == count
    assert parsed.examples[0] == EXAMPLE
    assert parsed.refused == ()


@pytest.mark.parametrize("text", [f"[\n{GOOD},\n{GOOD}\n]", f"[{GOOD},\n {GOOD}]", f"[{GOOD}\n]"])
def test_a_document_under_a_jsonl_name_is_read_as_one(text: str) -> None:
    assert set(read(text, "x.jsonl").examples) == {EXAMPLE}
    assert read(text, "x.jsonl").refused == ()


def test_pasted_json_without_a_name_is_recognised() -> None:
    assert read(GOOD + "\n" + GOOD, "text").examples == (EXAMPLE, EXAMPLE)
    assert read(f" [{GOOD}]", "").examples == (EXAMPLE,)


def test_rows_of_a_document_know_their_lines() -> None:
    parsed = read(f'[\n{GOOD},\n\n  {{"prompt": "",\n "reply": "a"}}, {{"prompt": "q"}},\n{GOOD}, 5]', "x.json")
    assert [(line.line, line.reason_key) for line in parsed.refused] == [
        (4, "error-row-empty"),
        (5, "error-row-no-reply"),
        (6, "error-row-not-a-row"),
    ]


def test_a_conversation_carries_what_was_said_before() -> None:
    parsed = read('{"conversations": [["a", "b", "c", ""], ["alone"]]}', "x.json")
    assert parsed.examples == (models.NewExample("a", "b"), models.NewExample("b", "c", previous="a"))
    assert [line.reason_key for line in parsed.refused] == ["error-row-empty", "error-row-no-exchange"]


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        (f"[{GOOD}\n{GOOD}]", 2, 1, "comma"),
        (f"[{GOOD},\n]", 2, 1, "value"),
        (f"[{GOOD}", 1, len(GOOD) + 2, "comma"),
        (f"[{GOOD}] x", 1, len(GOOD) + 4, "end"),
        ('{"prompt" "q"}', 1, 11, "colon"),
        ("{'prompt': 'q'}", 1, 2, "name"),
        ('{"prompt":\n "q}', 2, 2, "quote"),
        ('{"prompt":\n "q\n"}', 2, 4, "no-line-break"),
        ('{"prompt": "\\x"}', 1, 13, "escape"),
        ("nope", 1, 1, "value"),
        ("[NaN]", 1, 2, "number"),
        ("[" + "9" * 5000 + "]", 1, 2, "number"),
        ("[" * 100_000, 1, 2, "less-nesting"),
    ],
)
def test_a_malformed_document_says_where_and_what_was_expected(
    text: str, line: int, column: int, expected: str
) -> None:
    assert malformed(text) == {"line": line, "column": column, "expected": expected}


@pytest.mark.parametrize("text", ["[1,2,3,4]", "[[],[]]", '{"a":{"b":{"c":{}}}}'])
def test_a_document_of_more_brackets_braces_and_commas_than_allowed_is_too_complex(text: str) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(text.encode(), "x.json", limits=datasets.DatasetLimits(max_marks=3))
    assert (caught.value.key, caught.value.params) == ("error-dataset-too-complex", {"file": "x.json", "limit": 3})


@pytest.mark.parametrize("name", ["faq", "questions", "вопросы", "Q&A"])
def test_a_list_of_rows_may_have_any_name(name: str) -> None:
    document = {"title": "Our FAQ", "tags": ["a"], name: [{"question": "When?", "answer": "At 9"}]}
    expected = datasets.ParsedDataset((models.NewExample("When?", "At 9"),), ())
    assert datasets.read(json.dumps(document).encode(), "faq.json") == expected
    yaml = f'title: Our FAQ\ntags: [a]\n"{name}":\n- question: When?\n  answer: At 9\n'
    assert datasets.read(yaml.encode(), "faq.yml") == expected


def test_of_two_lists_of_rows_none_is_chosen() -> None:
    row = {"question": "When?", "answer": "At 9"}
    parsed = datasets.read(json.dumps({"new": [row], "old": [row]}).encode(), "faq.json")
    assert [line.reason_key for line in parsed.refused] == ["error-row-no-prompt"]


@pytest.mark.parametrize("name", ["examples", "faq"])
def test_a_row_of_a_named_list_is_refused_where_it_stands(name: str) -> None:
    text = f'{{"note": "[1]", "{name}": [\n{GOOD},\n\n{{"prompt": "q"}},\n{{"reply": "a"}}\n], "more": {{}}}}'
    parsed = read(text, "x.json")
    assert parsed.examples == (EXAMPLE,)
    assert [(line.line, line.reason_key) for line in parsed.refused] == [
        (4, "error-row-no-reply"),
        (5, "error-row-no-prompt"),
    ]
