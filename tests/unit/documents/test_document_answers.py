"""What the parsing process says is checked, since a hostile document may have taken it over."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from tests import documents

from chatterbot.documents import limits, values
from chatterbot.documents.parsing import answers

pytestmark = pytest.mark.unit

LIMITS = limits.ParseLimits()


@pytest.mark.parametrize("name", ["handbook.md", "page.html", "chat.json"])
def test_a_document_arrives_as_it_was(name: str) -> None:
    document = documents.parsed(documents.kept(name))
    assert answers.decoded(answers.encoded(document), LIMITS) == document


def test_half_a_character_does_not_stop_a_document() -> None:
    pair = values.FoundPair(("\ud83d?",), "a")
    document = values.ParsedDocument("t", values.DocumentKind.TEXT, (pair,), ())
    assert answers.decoded(answers.encoded(document), LIMITS).examples[0].questions == ("??",)


def changed(**fields: Any) -> bytes:
    pair = values.FoundPair(("q?",), "a", origin="https://discord.com/channels/1/2/3")
    passage = values.FoundPassage(("h",), "text")
    document = values.ParsedDocument(
        "t",
        values.DocumentKind.TEXT,
        (pair,),
        (passage,),
        notes=(values.DocumentNote("document-note-chat", {"count": 1}),),
    )
    content = dataclasses.asdict(document)
    for path, value in fields.items():
        held: Any = content
        *way, last = path.split("__")
        for name in way:
            held = held[int(name) if name.isdigit() else name]
        held[last] = value
    return json.dumps(content).encode()


def test_the_sample_itself_is_taken() -> None:
    assert answers.decoded(changed(), LIMITS).title == "t"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        changed(title=5),
        changed(title="t" * 201),
        changed(kind="other"),
        changed(pages=-1),
        changed(pages=True),
        changed(examples={}),
        changed(examples=[5] * 3),
        changed(examples__0__questions=[]),
        changed(examples__0__questions=["q" * 2001]),
        changed(examples__0__answer="a" * 4001),
        changed(examples__0__answer=None),
        changed(examples__0__keyword=1),
        changed(examples__0__credited_id="5"),
        changed(examples__0__credited_id=1 << 63),
        changed(examples__0__origin="https://evil.example/"),
        changed(examples__0__place__anchor=5),
        changed(passages__0__text="a" * 4001),
        changed(passages=[{}]),
        changed(notes__0__key="command-ask"),
        changed(notes__0__params={"a": []}),
        changed(notes__0__params={"a": "x" * 301}),
        changed(notes=[5] * 21),
    ],
)
def test_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(answers.AnswerError):
        answers.decoded(body, LIMITS)


def test_more_than_the_limits_is_refused() -> None:
    with pytest.raises(answers.AnswerError):
        answers.decoded(changed(), dataclasses.replace(LIMITS, max_examples=0))


@pytest.mark.parametrize(
    "content",
    [
        {"refused": "command-x", "params": {}},
        {"refused": 5, "params": {}},
        {"refused": "error-document-x", "params": []},
    ],
)
def test_a_refusal_of_another_form_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(answers.AnswerError):
        answers.refusal(content, LIMITS)
