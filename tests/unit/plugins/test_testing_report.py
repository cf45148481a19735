"""The report of /test: what its text says, its pictures show and describe; and what it says of few questions."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from chatterbot import models, pictures
from chatterbot.catalogue import Catalogue
from chatterbot.discord import attachments
from chatterbot.discord.localization import Translator
from chatterbot.engine import Outcome, evaluate
from chatterbot.plugins import _testing_report
from chatterbot.teaching import Confused, Judgement, TestReport, TestRow

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
DATASET = models.Dataset(1, 1, "default", active=True, examples=100)
LONG = "`*_~|<@1> [x](https://example.org/a_very_long_path) שלום 店 \u202e" * 100
JUDGED = {
    Judgement.RIGHT: ("a", "a", 0.8),
    Judgement.WRONG: ("a", "b", 0.7),
    Judgement.DECLINED: ("a", "b", 0.2),
    Judgement.DECLINED_RIGHTLY: (None, None, 0.9),
    Judgement.ANSWERED_WRONGLY: (None, "b", 0.6),
}


def words(language: str) -> Translator:
    return Translator(CATALOGUE, language)


def report(
    counts: dict[Judgement, int],
    *,
    kind: str = "cross-validation",
    text: str = "a question",
    confusions: Sequence[Confused] = (),
    previous: dict[str, float | None] | None = None,
    alone: int = 0,
) -> TestReport:
    rows: list[TestRow] = []
    for judgement, count in counts.items():
        expected, given, confidence = JUDGED[judgement]
        row = TestRow("example 1", text, expected, given, confidence, expected == given, judgement)
        rows += [row] * count
    keys = {None: None, "a": 1, "b": 2}
    outcomes = [Outcome(keys[row.expected], keys[row.given], row.confidence) for row in rows]
    evaluation = evaluate(outcomes, 0.5)
    difference = {
        name: getattr(evaluation, name) - value
        for name, value in (previous or {}).items()
        if value is not None and getattr(evaluation, name) is not None
    }
    return TestReport(7, kind, DATASET, evaluation, tuple(rows), tuple(confusions), previous, difference, alone)


MIXED = {
    Judgement.RIGHT: 30,
    Judgement.WRONG: 5,
    Judgement.DECLINED: 10,
    Judgement.DECLINED_RIGHTLY: 8,
    Judgement.ANSWERED_WRONGLY: 2,
}
CONFUSED = [Confused("a", "b", 15, 5, "a question"), Confused(None, "b", 2, 2, "how is the weather?")]


def scores(of: TestReport) -> pictures.ScorePicture:
    (picture,) = (
        each.picture
        for each in _testing_report.described(words("en"), of)
        if isinstance(each.picture, pictures.ScorePicture)
    )
    return picture


def test_few_questions_are_counted_and_not_given_in_percent() -> None:
    few = report(
        {Judgement.RIGHT: 6, Judgement.WRONG: 1, Judgement.DECLINED: 2, Judgement.DECLINED_RIGHTLY: 3}, alone=4
    )
    lines = _testing_report.text(words("en"), few).split("\n")
    assert lines[0] == "**Self-test of `default`**: 12 questions, each left out once and then asked."
    assert lines[1].startswith("-# Left out once: I was asked each question as if I had never been taught it")
    assert lines[2].startswith("-# 4 more questions cannot be asked like this")
    assert lines[3] == (
        "🎯 9 questions, too few for a percentage: **6** answered correctly, **1** wrongly, and to **2** I said “I don't know”."
    )
    assert lines[4] == "🤐 Off-topic questions left unanswered: **3** of 3"
    assert "%" not in "\n".join(lines)


@pytest.mark.parametrize(
    ("count", "percent"),
    [(49, False), (50, True)],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_percentages_begin_with_fifty_questions(count: int, percent: bool, language: str) -> None:
    text = _testing_report.text(words(language), report({Judgement.RIGHT: count}))
    assert ("%" in text) is percent


def test_given_cases_are_measured_in_percent_however_few() -> None:
    text = _testing_report.text(words("en"), report({Judgement.RIGHT: 1, Judgement.WRONG: 1}, kind="file:a.jsonl"))
    assert "🎯 Best answer was right: **50%**" in text
    assert "Left out once" not in text


@pytest.mark.parametrize(
    ("before", "end"),
    [
        (0.1, "a larger share answered correctly than in the last test of this kind"),
        (0.9, "a smaller share answered correctly than in the last test of this kind"),
        (0.5, "same result as the last test of this kind"),
    ],
)
def test_few_questions_are_compared_in_words(before: float, end: str) -> None:
    few = report({Judgement.RIGHT: 5, Judgement.WRONG: 5}, previous={"answered_right": before})
    assert _testing_report.text(words("en"), few).endswith(end)


def test_a_low_result_says_why() -> None:
    rows = [
        TestRow(
            f"example {n}",
            f"question {n}",
            f"answer {n // 2}",
            "other",
            0.3,
            correct=False,
            judgement=Judgement.DECLINED,
        )
        for n in range(60)
    ]
    evaluation = evaluate([Outcome(n // 2, -1, 0.3) for n in range(60)], 0.5)
    low = TestReport(1, "cross-validation", DATASET, evaluation, tuple(rows), (), None, {})
    assert "An answer has 2 questions on average" in _testing_report.text(words("en"), low)
    assert "on average" not in _testing_report.text(words("en"), report({Judgement.RIGHT: 60}))


def test_the_pictures_show_the_figures_of_the_text() -> None:
    mixed = report(MIXED, confusions=CONFUSED)
    text = _testing_report.text(words("en"), mixed)
    assert "✅ Answered correctly: **66.7%**" in text  # 30 of 45
    assert "❌ Answered wrongly: **11.1%**" in text
    assert "🤐 Off-topic questions left unanswered: **80%**" in text
    picture = scores(mixed)
    assert [(group.name, sum(group.given), sum(group.held_back)) for group in picture.groups] == [
        ("Best answer right: 30, of these 30 answered", 30, 0),
        ("Best answer wrong: 15, of these 5 answered", 5, 10),
        ("Off-topic: 10, of these 2 answered", 2, 8),
    ]
    assert [group.outcome for group in picture.groups] == [
        pictures.AnswerResult.RIGHT,
        pictures.AnswerResult.WRONG,
        pictures.AnswerResult.WRONG,
    ]
    edge = round(picture.threshold * len(picture.groups[0].given))
    for group in picture.groups:
        assert not any(group.given[: edge - 1])
        assert not any(group.held_back[edge + 1 :]), "what was not answered stands before the line"
    (pairs,) = (
        each.picture
        for each in _testing_report.described(words("en"), mixed)
        if isinstance(each.picture, pictures.PairPicture)
    )
    assert [(pair.question, pair.expected, pair.answered, pair.given, pair.held_back) for pair in pairs.pairs] == [
        ("a question", "a", "b", 5, 10),
        ("how is the weather?", "(no answer)", "b", 2, 0),
    ]
    assert "- `a` → `b` × 15 (10 not said): `a question`" in text
    assert "- `(no answer)` → `b` × 2: `how is the weather?`" in text


def test_without_mistakes_only_the_scores_are_drawn() -> None:
    (only,) = _testing_report.described(words("en"), report({Judgement.RIGHT: 60}))
    assert isinstance(only.picture, pictures.ScorePicture)
    assert [group.name for group in only.picture.groups] == ["Best answer right: 60, of these 60 answered"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pictures_are_described_in_the_language_of_the_reader(language: str) -> None:
    first, second = _testing_report.described(words(language), report(MIXED, confusions=CONFUSED))
    expected = {
        "en": (
            "Bar chart “Most often confused”. 1. “a question”: found “b”, right is “a”; 15 times, of these 5 answered.",
            "Bar chart “How sure the bot was” by Confidence: Best answer right: 30, of these 30 answered;",
        ),
        "ru": (
            "Столбцы «Чаще всего путаю». 1. «a question»: найден ответ «b», верный — «a»; раз: 15, из них дан: 5.",
            "Столбцы «Насколько бот был уверен», ось — Уверенность. Лучший ответ верный: 30, из них дан: 30;",
        ),
    }[language]
    assert first.words.startswith(expected[0])
    assert second.words.startswith(expected[1])
    assert "0,5" in second.words if language == "ru" else "0.5" in second.words


def test_the_description_is_sent_with_the_picture() -> None:
    wanted = _testing_report.described(words("en"), report(MIXED, confusions=CONFUSED))
    embeds = _testing_report.embeds([b"one", b"two"], wanted)
    assert [embed.image.resource.filename for embed in embeds if embed.image] == ["test-1.png", "test-2.png"]
    names = [{"id": n, "filename": embed.image.resource.filename} for n, embed in enumerate(embeds) if embed.image]
    for payload in ({"attachments": names}, {"type": 4, "data": {"attachments": names}}):
        sent = json.loads(attachments.dumps(payload))
        listed = sent.get("data", sent)["attachments"]
        assert [each["description"] for each in listed] == [each.words for each in wanted]
        assert [each["filename"] for each in listed] == ["test-1.png", "test-2.png"]


def test_a_long_description_is_cut_to_what_discord_takes() -> None:
    file = attachments.described(b"", "a.png", LONG, mimetype="image/png")
    sent = json.loads(attachments.dumps({"attachments": [{"id": 0, "filename": file.filename}]}))
    assert len(sent["attachments"][0]["description"]) <= 1024
    plain: object = {"attachments": [{"id": 0, "filename": "b.png"}], "data": None}
    assert json.loads(attachments.dumps(plain)) == plain
    assert attachments.dumps([1, "é"]) == b'[1,"\\u00e9"]'


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("few", [True, False])
def test_the_longest_report_fits_into_a_message(language: str, few: bool) -> None:
    confusions = [Confused(LONG, LONG, 10_000, 5_000, LONG)] * 9
    counts = dict.fromkeys(MIXED, 9 if few else 2_000)
    longest = report(
        counts, text=LONG, confusions=confusions, previous={"answered_right": 0.123, "accuracy": 0.1}, alone=99_999
    )
    text = _testing_report.text(words(language), longest)
    assert len(text) <= 2000, len(text)
    assert text.count("`") == 2 + 5 * 6, "no text of a person ends its code"
    assert "\u202e" not in text
