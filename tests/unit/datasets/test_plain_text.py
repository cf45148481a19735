"""Plain text, as people type it."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors, models

pytestmark = pytest.mark.unit


def read(text: str) -> datasets.ParsedDataset:
    return datasets.read(text.encode(), "x.txt")


def test_the_first_arrow_of_a_line_parts_question_and_answer() -> None:
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


TWO = (models.NewExample("When?", "On Friday."), models.NewExample("Who leads?", "Bob."))


@pytest.mark.parametrize(
    "text",
    [
        "Q1: When?\nA1: On Friday.\n\nQ2: Who leads?\nA2: Bob.\n",
        "Q1. When?\nA1. On Friday.\nQ2. Who leads?\nA2. Bob.",
        "Q 1) When?\nA 1) On Friday.\nQ 2) Who leads?\nA 2) Bob.",
        "Q. When?\nA. On Friday.\n\nQ. Who leads?\nA. Bob.",
        "**Q: When?**\nA: On Friday.\n\n**Q: Who leads?**\nA: Bob.",
        "**Q:** When?\n**A:** On Friday.\n\n__Q2.__ Who leads?\n__A2.__ Bob.",
        "**Question**: When?\n*Answer*: On Friday.\n**Question**: Who leads?\n*Answer:* Bob.",
        "- Q: When?\n- A: On Friday.\n\n## Q: Who leads?\nA: Bob.",
        "Q: When?\nA: On Friday.\n---\nQ: Who leads?\nA: Bob.\n\n=====\n",
        "Q：When?\nA：On Friday.\nQ：Who leads?\nA：Bob.",
        "Q: When? A: On Friday.\nQ: Who leads? A: Bob.",
        "Q1: When? A1: On Friday.\n\nВопрос 2: Who leads? Ответ 2: Bob.",
        "Q #1: When?\nA #1: On Friday.\nВопрос №2: Who leads?\nОтвет № 2: Bob.",
        "Question no. 1: When? Answer no. 1: On Friday.\nFrage Nr. 2: Who leads?\nAntwort Nr. 2: Bob.",
        "1. Q: When?\n   A: On Friday.\n2) **Q:** Who leads?\n   **A:** Bob.",
        "Frage: When?\nAntwort: On Friday.\nPregunta 2: Who leads?\nRespuesta 2: Bob.",
        "When? → On Friday.\nWho leads? -> Bob.",
        "When? ==> On Friday.\nWho leads? --> Bob.",
        "When?→On Friday.\nWho leads?=>Bob.",
        "# FAQ\n\n## When?\nOn Friday.\n\n## Who leads?\n\nBob.\n",
        "## 1. When? ##\nOn Friday.\n### **Who leads?**\nBob.",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_questions_and_answers_marked_in_many_ways(text: str, end: str) -> None:
    assert datasets.read(text.replace("\n", end).encode(), "faq.txt") == datasets.ParsedDataset(TWO, ())
    assert datasets.read(text.encode(), "faq.md").examples == TWO


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Q1: a\nA2: b", [(2, "error-row-answer-without-question"), (1, "error-row-question-without-answer")]),
        ("Q: a A: b A: c", [(1, "error-row-question-without-answer")]),
        ("Q: a A: b Q: c A: d", [(1, "error-row-question-without-answer")]),
        ("Open settings → Privacy → off", [(1, "error-row-several-arrows")]),
        ("a -> b → c", [(1, "error-row-several-arrows")]),
        ("use p->x here", [(1, "error-row-no-arrow")]),
        ("a <=> b", [(1, "error-row-no-arrow")]),
        ("Q: a\nA: On\n\n- Friday\n- Saturday\n", [(1, "error-row-answer-goes-on")]),
        ("Q: a A: b\n\nmore\n\nand more", [(1, "error-row-answer-goes-on")]),
        ("# About\nThis is no question.", [(2, "error-row-no-arrow")]),
        ("# FAQ\nwelcome\n## a?\n", [(2, "error-row-text-without-question"), (3, "error-row-question-without-answer")]),
    ],
)
def test_what_may_mean_two_things_is_refused(text: str, refused: list[tuple[int, str]]) -> None:
    parsed = read(text)
    assert parsed.examples == ()
    assert [(row.line, row.reason_key) for row in parsed.refused] == refused


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("В. Иванов => админ", "В. Иванов", "админ"),
        ("what is a -> b => c", "what is a -> b", "c"),
        ("a <=> b => c => d", "a <=> b", "c => d"),
        ("Q: vitamin A: is it a fat?\nA: No.", "vitamin A: is it a fat?", "No."),
        ("Q: a\nA: first\nB. second", "a", "first\nB. second"),
        ("Q: a\nA: x\nQ. no mark here", "a", "x\nQ. no mark here"),
        ("Q: a\nA: b\n\n# a comment\n# Q: commented out\n", "a", "b"),
        ("**Q: When** is it?\nA: *now*", "**When** is it?", "*now*"),
    ],
)
def test_signs_in_a_text_stay_there(text: str, question: str, answer: str) -> None:
    assert read(text) == datasets.ParsedDataset((models.NewExample(question, answer),), ())


def test_a_section_is_taken_whole_with_its_lists_and_code() -> None:
    text = "## When?\nOn\n\n- Friday\n\n```\n# no heading?\n```\n## Who?\nBob\n"
    parsed = datasets.read(text.encode(), "help.markdown")
    assert parsed.examples == (
        models.NewExample("When?", "On\n\n- Friday\n\n```\n# no heading?\n```"),
        models.NewExample("Who?", "Bob"),
    )
    assert not datasets.is_supported("help.md")  # in a folder, it is about the files


def test_a_code_block_in_an_answer_belongs_to_it_whatever_it_holds() -> None:
    code = "```js\n// Q: no question\n\nconst f = x => x + 1\n# When?\n```"
    expected = (models.NewExample("How?", f"Like this:\n{code}"), models.NewExample("Who?", "Bob"))
    text = f"Q: How?\nA: Like this:\n{code}\n\nQ: Who?\nA: Bob\n"
    assert read(text) == datasets.ParsedDataset(expected, ())
    assert read(text.replace("Like this:\n", "")).examples[0].reply == code
    sections = f"## How?\nLike this:\n{code}\n## Who?\nBob\n"
    assert read(sections) == datasets.ParsedDataset(expected, ())
    open_ended = read("Q: How?\nA: ```\nx\n\nQ: Who?\nA: Bob\n")  # nobody closed it, so it hides nothing
    assert open_ended.examples == (models.NewExample("How?", "```\nx"), models.NewExample("Who?", "Bob"))


@pytest.mark.parametrize(
    "text",
    [
        "[01.02.24, 10:15:32] Ann: When -> where?\n[01.02.24, 10:16:00] Bob: At 9\n",
        "\u200e[2/1/24, 10:15:32\u202fPM] Ann: When?\n\u200e[2/1/24, 10:16:00\u202fPM] Bob: At 9\n",
        "12/31/23, 10:15 PM - Ann: Q: When?\n12/31/23, 10:16 PM - Bob: A: At 9\n",
        "Guild: Town\n\n[01-Feb-24 10:15 AM] ann\nWhen?\n\n[01-Feb-24 10:16 AM] bob\nAt 9\n",
        "[10:15] <ann> When?\n[10:16] <bob> At 9\n",
    ],
)
def test_what_people_said_to_each_other_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(errors.InvalidInputError) as raised:
        datasets.read(text.encode(), "chat.txt")
    assert raised.value.key == "error-dataset-chat-export"


def test_dates_in_questions_make_no_chat_export() -> None:
    text = "01.02.2024 10:00 => Yoga\n02.02.2024 10:00 - hall => Chess\n[10:00] => Tea\n"
    assert len(read(text).examples) == 3


@pytest.mark.parametrize("text", ["\u200b => a", "q => \u2060\ufeff", "\u3164 => a"])
def test_what_nobody_can_see_is_empty(text: str) -> None:
    assert [row.reason_key for row in read(text).refused] == ["error-row-empty"]
