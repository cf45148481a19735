"""Which answers count as right in a self-test, and which questions are asked in it."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, HOME

from chatterbot import datasets, errors, models
from chatterbot.engine import SelfTestRow
from chatterbot.teaching import Judgement, TrainSource, judging, keys

pytestmark = pytest.mark.unit

STARTER = [models.NewExample(f"hello number {number}", f"hi {number % 2}") for number in range(60)]


def found(
    question: str = "when do you open?",
    expected: str = "At nine.",
    given: str = "At ten.",
    nearest: str = "when do you close?",
    similarity: float = 0.8,
) -> judging.GivenAnswer:
    return judging.GivenAnswer(question, expected, given, nearest, similarity)


def taught(*answers: tuple[str, int]) -> dict[bytes, frozenset[int]]:
    return judging.by_question(answers)


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        ("At nine.", "at nine", True),
        ("At nine.", "  At   nine!  ", True),
        ("Hi!", "Hi 🙂", True),
        ("You can now.", "You can not.", False),
        ("At 9.", "At 8.", False),
        ("C++", "C#", False),
        ("On Friday at six.", "On Friday at six in the hall.", False),
    ],
)
def test_answers_are_alike_in_the_same_words_only(expected: str, given: str, same: bool) -> None:
    assert judging.alike(expected, given) is same
    assert judging.right(found(expected=expected, given=given), 1, 2, {}) is same


def test_another_answer_to_the_same_question_is_right() -> None:
    assert judging.right(found(), 1, 2, taught(("when do you open", 1), ("When do you open?", 2)))
    assert not judging.right(found(), 1, 2, taught(("when do you open", 1), ("when do you close", 2)))


def test_another_answer_to_a_paraphrase_is_right() -> None:
    known = taught(("when do you open", 1), ("opening hours", 1), ("opening hours", 2))
    assert judging.right(found(nearest="Opening hours?"), 1, 2, known)
    assert not judging.right(found(nearest="when do you close?"), 1, 2, known)


@pytest.mark.parametrize(
    ("other", "right"),
    [
        (found("когда вы открываетесь?", "В девять.", "At nine.", "when do you open?", 0.6), True),
        (
            found("когда вы открываетесь?", "В девять.", "At nine.", "when do you open?", 0.3),
            False,
        ),  # not similar enough
        (
            found("когда вы открываетесь?", "В девять.", "В десять.", "when do you open?", 0.9),
            False,
        ),  # the same language
        (found("wann öffnet ihr?", "Um neun.", "At nine.", "when do you open?", 0.9), False),  # in one script, not sure
        (
            found("когда вы открываетесь?", "10:00", "At nine.", "when do you open?", 0.9),
            False,
        ),  # no letters to compare
    ],
)
def test_the_same_answer_in_another_language_is_right(other: judging.GivenAnswer, right: bool) -> None:
    assert judging.translated(other) is right
    assert judging.right(other, 1, 2, {}) is right


async def test_several_wordings_of_an_answer_count_as_right(world: worlds.World) -> None:
    pairs = [(f"what about topic {n}", f"wording {wording} of {n}") for n in range(30) for wording in "ab"]
    await world.train(TrainSource.of_text("\n".join(f"{question} => {answer}" for question, answer in pairs)))
    report = await world.teaching.evaluate(HOME, ADA)
    assert (report.evaluation.rows, report.evaluation.accuracy, report.alone) == (60, 1.0, 0)
    assert report.confusions == ()
    row = report.rows[0]
    assert (row.expected, row.given, row.correct) == ("wording a of 0", "wording b of 0", True)


async def test_starter_examples_are_not_asked(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, starter=STARTER) as world:
        await world.ask("hello")
        with pytest.raises(errors.InvalidInputError, match="error-test-starter"):
            await world.teaching.evaluate(HOME, ADA)
        receipt = await world.train(
            TrainSource.of_text("where is tea => In the kitchen.\nwhere is the tea => In the kitchen.")
        )
        assert not receipt.scorable
        assert await world.teaching.scored(HOME, receipt) == receipt
        report = await world.teaching.evaluate(HOME, ADA)
        assert {row.text for row in report.rows} == {"where is tea", "where is the tea"}
        assert report.few


async def test_questions_whose_answer_has_no_other_question_are_counted_and_not_asked(world: worlds.World) -> None:
    await world.teach(("where is tea", "In the kitchen."), ("how are birds", "Fine."))
    with pytest.raises(errors.InvalidInputError, match="error-test-alone") as raised:
        await world.teaching.evaluate(HOME, ADA)
    assert raised.value.params["count"] == 2
    await world.teach(("where is the tea", "In the kitchen."))
    report = await world.teaching.evaluate(HOME, ADA)
    assert (report.evaluation.rows, report.alone) == (2, 1)


async def test_a_twin_of_a_question_taught_alone_is_right(world: worlds.World) -> None:
    await world.teach(("when do you open?", "At nine."), ("когда вы открываетесь?", "В девять."))
    english, russian = await world.store.examples.live_examples(HOME, 1)
    key = keys.answer_of
    rows = [
        SelfTestRow(russian.id, key("В девять.", None), key("At nine.", None), 0.7, english.id, 0.6),
        SelfTestRow(english.id, key("At nine.", None), key("В девять.", None), 0.7, russian.id, 0.2),
    ]
    tested = await judging.self_tested(world.teaching.changes, HOME, 1, rows)
    assert [row.example_id for row in tested.rows] == [russian.id]
    assert (tested.words, tested.alone, tested.accuracy) == ({russian.id: "At nine."}, 1, 1.0)


async def test_a_confusion_names_its_most_confident_question(world: worlds.World) -> None:
    await world.teach(("where is tea", "In the kitchen."), ("where are birds", "In the trees."))
    rows = b'{"input": "where is birds", "expected": "In the kitchen."}\n{"input": "where are birds", "expected": "In the kitchen."}'
    report = await world.teaching.evaluate(HOME, ADA, datasets.read_tests(rows, "a.jsonl"))
    (confused,) = report.confusions
    assert (confused.count, confused.question) == (2, "where are birds")


async def test_a_case_counts_as_right_with_another_wording(world: worlds.World) -> None:
    await world.teach(("where is tea", "In the kitchen."), ("where is tea", "Ask the cook."))
    rows = b'{"input": "where is tea?", "expected": "In the kitchen."}\n{"input": "where is tea", "expected": "ask the cook"}'
    report = await world.teaching.evaluate(HOME, ADA, datasets.read_tests(rows, "a.jsonl"))
    assert [row.judgement for row in report.rows] == [Judgement.RIGHT, Judgement.RIGHT]
    assert [row.given for row in report.rows] == ["Ask the cook.", "Ask the cook."]
