"""The shapes of a row, each read the same from every format."""

from __future__ import annotations

import json

import pytest

from chatterbot import datasets, models

pytestmark = pytest.mark.unit


def one(row: object, *, positive: bool = True) -> models.NewExample:
    parsed = datasets.read(json.dumps(row).encode(), "x.jsonl", positive=positive)
    assert parsed.refused == ()
    (example,) = parsed.examples
    return example


def refusal(row: object, *, positive: bool = True) -> tuple[str, dict[str, object]]:
    parsed = datasets.read(json.dumps(row).encode(), "x.jsonl", positive=positive)
    assert parsed.examples == ()
    (line,) = parsed.refused
    assert line.line == 1
    return line.reason_key, dict(line.params)


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "q", "reply": "a"},
        {"prompt": "q", "response": "a"},
        {"question": "q", "answer": "a"},
        {"input": "q", "expected": "a"},
        {"input": "q", "output": "a"},
        {"Prompt": " q ", "COMPLETION": "\na"},
        {"вопрос": "q", "Ответ": "a"},
        ["q", "a"],
        {"prompt": "q", "reply": "a", "label": None},
        {"prompt": "q", "reply": "a", "label": "oos"},
        {"prompt": "q", "reply": "a", "id": 7, "tags": ["x"]},
        {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]},
    ],
)
def test_a_question_and_its_answer(row: object) -> None:
    assert one(row) == models.NewExample("q", "a")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"text": "q", "label": "greet"}, models.NewExample("q", label="greet")),
        ({"text": "q", "label": "greet", "reply": "a"}, models.NewExample("q", "a", "greet")),
        ({"text": "q", "label": None}, models.NewExample("q")),
        ({"text": "q", "label": "OOS"}, models.NewExample("q")),
        ({"prompt": "q", "reply": None}, models.NewExample("q")),
        ({"prompt": "q", "reply": "a", "positive": False}, models.NewExample("q", "a", positive=False)),
        ({"text": "q", "label": "l", "positive": "нет"}, models.NewExample("q", label="l", positive=False)),
        ({"prompt": "q", "reply": "a", "positive": True}, models.NewExample("q", "a")),
        ({"prompt": "q", "reply": "a", "previous": "p"}, models.NewExample("q", "a", previous="p")),
    ],
)
def test_labels_silence_negatives_and_context(row: object, expected: models.NewExample) -> None:
    assert one(row) == expected


@pytest.mark.parametrize(
    ("row", "key", "params"),
    [
        ({"reply": "a"}, "error-row-no-prompt", {"found": "reply"}),
        ({}, "error-row-no-prompt", {"found": ""}),
        ({"prompt": "q", "repyl": "a"}, "error-row-no-reply", {"found": "prompt, repyl"}),
        ({"prompt": "q", "text": "q", "reply": "a"}, "error-row-two-fields", {"first": "prompt", "second": "text"}),
        ({"prompt": 5, "reply": "a"}, "error-row-not-text", {"field": "prompt", "found": "number"}),
        ({"prompt": None, "reply": "a"}, "error-row-not-text", {"field": "prompt", "found": "null"}),
        ({"question": "q", "answer": [5]}, "error-row-not-text", {"field": "answer", "found": "number"}),
        ({"question": "q", "answer": {}}, "error-row-not-text", {"field": "answer", "found": "object"}),
        ({"text": "q", "label": True}, "error-row-not-text", {"field": "label", "found": "flag"}),
        ({"prompt": " \n", "reply": "a"}, "error-row-empty", {"field": "prompt"}),
        ({"prompt": "q", "reply": ""}, "error-row-empty", {"field": "reply"}),
        (
            {"prompt": "q" * 2001, "reply": "a"},
            "error-row-too-long",
            {"field": "prompt", "length": 2001, "limit": 2000},
        ),
        ({"prompt": "q", "reply": "a" * 4001}, "error-row-too-long", {"field": "reply", "length": 4001, "limit": 4000}),
        ({"text": "q", "label": "l" * 201}, "error-row-too-long", {"field": "label", "length": 201, "limit": 200}),
        ({"prompt": "q\0", "reply": "a"}, "error-row-bad-character", {"field": "prompt"}),
        ({"prompt": "q", "reply": "\ud800"}, "error-row-bad-character", {"field": "reply"}),
        ({"prompt": "q", "reply": None, "positive": False}, "error-row-negative-without-reply", {}),
        (
            {"prompt": "q", "reply": "a", "positive": "maybe"},
            "error-row-not-a-flag",
            {"field": "positive", "found": "maybe"},
        ),
        (["q"], "error-row-columns", {"found": 1, "expected": 2}),
        ("q", "error-row-not-a-row", {"found": "text"}),
        (None, "error-row-not-a-row", {"found": "null"}),
    ],
)
def test_a_bad_row_says_what_is_wrong(row: object, key: str, params: dict[str, object]) -> None:
    assert refusal(row) == (key, params)


def test_the_longest_texts_are_taken() -> None:
    assert one({"prompt": "q" * 2000, "reply": "a" * 4000, "label": "l" * 200}).reply == "a" * 4000


def test_a_negative_file_makes_every_row_negative() -> None:
    assert one({"prompt": "q", "reply": "a", "positive": True}, positive=False) == models.NewExample(
        "q", "a", positive=False
    )
    assert refusal({"text": "q", "label": None}, positive=False) == ("error-row-negative-without-reply", {})


def says(*messages: tuple[str, object]) -> dict[str, object]:
    return {"messages": [{"role": role, "content": content} for role, content in messages]}


def test_a_chat_becomes_its_exchanges_with_what_was_said_before() -> None:
    row = says(
        ("system", "You are a bot."),
        ("user", "hi"),
        ("user", "anybody?"),
        ("assistant", "hello"),
        ("tool", "{}"),
        ("assistant", None),
        ("human", [{"type": "text", "text": "and"}, {"type": "image_url", "image_url": "x"}, {"text": "now?"}]),
        ("gpt", "now"),
        ("user", "unanswered"),
    )
    parsed = datasets.read(json.dumps(row).encode(), "x.jsonl")
    assert parsed.examples == (
        models.NewExample("hi\nanybody?", "hello"),
        models.NewExample("and\nnow?", "now", previous="hello"),
    )


def test_a_chat_that_the_bot_opens_has_context_from_the_start() -> None:
    row = says(("assistant", "welcome"), ("user", "hi"), ("assistant", "hello"))
    assert one(row) == models.NewExample("hi", "hello", previous="welcome")


@pytest.mark.parametrize(
    ("row", "key", "params"),
    [
        (says(("user", "hi")), "error-row-no-exchange", {}),
        (says(), "error-row-no-exchange", {}),
        (says(("narrator", "once"), ("user", "hi")), "error-row-role", {"found": "narrator"}),
        (says(("user", 5), ("assistant", "a")), "error-row-not-text", {"field": "content", "found": "number"}),
        (
            says(("user", "q"), ("assistant", "a" * 4001)),
            "error-row-too-long",
            {"field": "content", "length": 4001, "limit": 4000},
        ),
        ({"messages": "hi"}, "error-row-not-a-list", {"field": "messages", "found": "text"}),
        ({"messages": ["hi"]}, "error-row-not-a-row", {"found": "text"}),
        ({"messages": [{"content": "hi"}]}, "error-row-role", {"found": "null"}),
        ({"messages": [{"id": 1, "from": "Ann", "text": "When?"}]}, "error-row-chat-export", {}),
    ],
)
def test_a_bad_chat_says_what_is_wrong(row: object, key: str, params: dict[str, object]) -> None:
    assert refusal(row) == (key, params)


def test_a_chat_is_taken_or_refused_as_a_whole() -> None:
    row = says(("user", "q"), ("assistant", "a"), ("user", "q"), ("assistant", "\0"))
    assert refusal(row)[0] == "error-row-bad-character"
