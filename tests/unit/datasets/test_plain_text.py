"""Plain text, as people type it."""

from __future__ import annotations

import pytest

from chatterbot import datasets, models

pytestmark = pytest.mark.unit


def read(text: str) -> datasets.ParsedDataset:
    return datasets.read(text.encode(), "x.txt")


def test_arrows() -> None:
    parsed = read("# comment\nq => a\n#\n\n  b=>c => d  \n#1 => first\n# old question => taken out\n")
    assert parsed.examples == (
        models.NewExample("q", "a"),
        models.NewExample("b", "c => d"),
        models.NewExample("#1", "first"),
    )
    assert parsed.refused == ()


@pytest.mark.parametrize(
    ("question", "answer"), [("Q:", "A:"), ("q :", "a:"), ("Question:", "ANSWER:"), ("В:", "О:"), ("Вопрос:", "ответ:")]
)
def test_pairs_go_on_until_an_empty_line_or_the_next_question(question: str, answer: str) -> None:
    parsed = read(f"{question} q\nmore\n{answer} a\n# two => three\n\n{question}b\n{answer}c\n{question} d\n{answer} e")
    assert parsed.examples == (
        models.NewExample("q\nmore", "a\n# two => three"),
        models.NewExample("b", "c"),
        models.NewExample("d", "e"),
    )
    assert parsed.refused == ()


def test_bad_lines_are_refused_where_they_stand() -> None:
    parsed = read("no arrow\n=> a\nq =>\nA: lost\nQ: alone\nQ: empty\nA:\n\nQ: last\n")
    assert parsed.examples == ()
    assert [(line.line, line.reason_key, dict(line.params)) for line in parsed.refused] == [
        (1, "error-row-no-arrow", {}),
        (2, "error-row-empty", {"field": "prompt"}),
        (3, "error-row-empty", {"field": "reply"}),
        (4, "error-row-answer-without-question", {}),
        (5, "error-row-question-without-answer", {}),
        (6, "error-row-empty", {"field": "reply"}),
        (9, "error-row-question-without-answer", {}),
    ]


def test_a_second_answer_belongs_to_nothing() -> None:
    parsed = read("Q: q\nA: a\nA: b\n")
    assert parsed.examples == (models.NewExample("q", "a"),)
    assert [(line.line, line.reason_key) for line in parsed.refused] == [(3, "error-row-answer-without-question")]


def test_text_pasted_without_a_file_name_is_plain_text() -> None:
    assert datasets.read("привет => да".encode(), "").examples == (models.NewExample("привет", "да"),)


def test_an_empty_line_between_a_question_and_its_answer_does_not_part_them() -> None:
    parsed = read("Q: q\n\nA: a\n\nQ: next\nA: b\n")
    assert parsed.examples == (models.NewExample("q", "a"), models.NewExample("next", "b"))
    assert parsed.refused == ()
