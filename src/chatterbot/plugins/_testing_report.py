"""The report of a test, in words and pictures.

The pictures show the figures of the text: the pairs of answers that it names, and how many questions of each kind were answered. Each has a
description in words, for people who do not see it.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import pictures
from chatterbot.discord import Translator, attachments, formatting
from chatterbot.teaching import Confused, Judgement, TestReport, TestRow, triggers

__all__ = ("Described", "described", "embeds", "of_triggers", "text")

CONFUSIONS_SHOWN: Final = 5
"""Confusions named in the message, as many as in the picture; the file of mistakes shows all."""
ANSWER_LENGTH: Final = 40
"""Most characters of an answer in a confusion."""
QUESTION_LENGTH: Final = 50
"""Most characters of a question in a confusion."""
TOLD_LENGTH: Final = 50
"""Most characters of a question or an answer in the description of a picture."""
LOW: Final = 0.8
"""Share of right best answers below which a reason is looked for."""
FEW_WORDINGS: Final = 5
"""Questions of an answer, on average, below which more of them are the first thing that helps."""
COLOUR: Final = 0x56B4E9
"""Colour of the embeds around the pictures: the blue of the pictures."""
LEGEND: Final[Mapping[pictures.AnswerResult, str]] = {
    pictures.AnswerResult.RIGHT: "test-picture-right",
    pictures.AnswerResult.WRONG: "test-picture-wrong",
    pictures.AnswerResult.SILENT: "test-picture-silent",
}
"""Catalogue keys of the names of the colours."""
_ANSWERED: Final = frozenset({Judgement.RIGHT, Judgement.WRONG, Judgement.ANSWERED_WRONGLY})


def text(translate: Translator, report: TestReport) -> str:
    """Return the figures, the confusions, and what changed since the last test of this kind."""
    lines = [_title(translate, report)]
    if report.is_self_test:
        lines.append(translate("test-left-out-once"))
        if report.alone:
            lines.append(translate("test-alone", count=report.alone))
    lines += _counts(translate, report) if report.few else _figures(translate, report)
    lines += _reason(translate, report)
    if report.confusions:
        lines.append(translate("test-confusions"))
        lines += [_confused(translate, each) for each in report.confusions[:CONFUSIONS_SHOWN]]
        lines.append(translate("test-confusions-meaning"))
    lines.append(_compared(translate, report))
    return "\n".join(lines)


def _title(translate: Translator, report: TestReport) -> str:
    name = formatting.code(formatting.own_name(report.dataset.name))
    return translate(
        "test-title-own" if report.is_self_test else "test-title-cases", name=name, rows=report.evaluation.rows
    )


def _counts(translate: Translator, report: TestReport) -> list[str]:
    """Return the result of a few questions: one of them would change a percentage by several points."""
    judged = collections.Counter(row.judgement for row in report.rows)
    right, wrong, declined = (judged[each] for each in (Judgement.RIGHT, Judgement.WRONG, Judgement.DECLINED))
    lines: list[str] = []
    if right + wrong + declined:
        lines.append(translate("test-few", count=right + wrong + declined, right=right, wrong=wrong, declined=declined))
    silent, answered = judged[Judgement.DECLINED_RIGHTLY], judged[Judgement.ANSWERED_WRONGLY]
    if silent + answered:
        lines.append(translate("test-few-off-topic", count=silent + answered, silent=silent))
    return lines


def _figures(translate: Translator, report: TestReport) -> list[str]:
    measured = report.evaluation
    lines: list[str] = []
    if measured.accuracy is not None:
        lines += [
            _figure(translate, "test-accuracy", report, "accuracy"),
            _figure(translate, "test-right", report, "answered_right"),
            _figure(translate, "test-wrong", report, "answered_wrong"),
            _figure(translate, "test-abstained", report, "abstained"),
        ]
    if measured.oos_recall is not None:
        lines.append(_figure(translate, "test-oos-recall", report, "oos_recall"))
        if measured.oos_precision is not None:
            lines.append(_figure(translate, "test-oos-precision", report, "oos_precision"))
    return lines


def _reason(translate: Translator, report: TestReport) -> list[str]:
    """Return why a self-test's result is low: an answer with few questions has hardly any left when one is left out."""
    accuracy = report.evaluation.accuracy
    asked = [row for row in report.rows if row.expected is not None]
    if not report.is_self_test or accuracy is None or accuracy >= LOW:
        return []
    wordings = len(asked) / len({row.expected for row in asked})
    return [translate("test-few-wordings", wordings=wordings)] if wordings < FEW_WORDINGS else []


def _figure(translate: Translator, key: str, report: TestReport, metric: str) -> str:
    """Return one figure, with its change since the last test."""
    value: float | None = getattr(report.evaluation, metric)
    before = None if report.previous is None else report.previous.get(metric)
    change = formatting.difference(translate, before, value)
    line = translate(key, value=formatting.share(translate, value))
    return f"{line} ({change})" if change else line


def _confused(translate: Translator, confused: Confused) -> str:
    silence = translate("test-silence")
    return translate(
        "test-confusion",
        expected=formatting.code(confused.expected or silence, ANSWER_LENGTH),
        given=formatting.code(confused.given or silence, ANSWER_LENGTH),
        count=confused.count,
        held=confused.count - confused.answered,
        question=formatting.code(confused.question, QUESTION_LENGTH),
    )


def _compared(translate: Translator, report: TestReport) -> str:
    run = str(report.run_id)
    if report.previous is None:
        return translate("test-first", run=run)
    if not any(round(abs(change), 3) for change in report.difference.values()):
        return translate("test-unchanged", run=run)
    if not report.few:
        return translate("test-compared", run=run)
    more = report.difference.get("answered_right", 0.0)
    return translate(
        "test-compared-better" if more > 0 else "test-compared-worse" if more < 0 else "test-other", run=run
    )


def of_triggers(translate: Translator, tested: Sequence[triggers.TestedSample]) -> list[str]:
    """Return the lines about the sample texts of triggers."""
    failed = [each for each in tested if not each.passed]
    lines = [translate("test-triggers", count=len(tested), passed=len(tested) - len(failed))]
    for each in failed[:CONFUSIONS_SHOWN]:
        pattern = formatting.code(each.trigger.pattern, QUESTION_LENGTH)
        text = formatting.code(each.text, QUESTION_LENGTH)
        if each.taken_by is not None:
            other = formatting.code(each.taken_by.pattern, QUESTION_LENGTH)
            lines.append(translate("test-trigger-taken", pattern=pattern, text=text, other=other))
        else:
            lines.append(
                translate("test-trigger-missed" if each.must_hit else "test-trigger-hit", pattern=pattern, text=text)
            )
    return lines


# -- pictures ----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Described:
    """A picture to draw, and what it shows in words."""

    picture: pictures.Picture
    words: str


def described(translate: Translator, report: TestReport) -> list[Described]:
    """Return the pictures to draw: the confusions, and the distribution of the scores."""
    legend = {outcome.value: translate(key) for outcome, key in LEGEND.items()}
    return [*_pairs(translate, report, legend), *_scores(translate, report, legend)]


def _pairs(translate: Translator, report: TestReport, legend: dict[str, str]) -> list[Described]:
    silence = translate("test-silence")
    shown = report.confusions[:CONFUSIONS_SHOWN]
    title = translate("test-picture-confusions")
    picture = pictures.pair_picture(
        [
            pictures.PairBar(
                each.question,
                each.expected or silence,
                each.given or silence,
                each.answered,
                each.count - each.answered,
            )
            for each in shown
        ],
        pictures.PairWords(
            title=title,
            expected=translate("test-picture-expected"),
            answered=translate("test-picture-answered"),
            legend=legend,
            note=translate("test-picture-note"),
        ),
    )
    if picture is None:
        return []
    told = [
        translate(
            "test-described-pair",
            number=number,
            question=formatting.isolated(each.question, TOLD_LENGTH),
            expected=formatting.isolated(each.expected or silence, TOLD_LENGTH),
            given=formatting.isolated(each.given or silence, TOLD_LENGTH),
            count=each.count,
            answered=each.answered,
        )
        for number, each in enumerate(shown, 1)
    ]
    return [Described(picture, " ".join([translate("test-described-confusions", title=title), *told]))]


def _scores(translate: Translator, report: TestReport, legend: dict[str, str]) -> list[Described]:
    """Describe the scores of right and wrong best answers, and of off-topic questions; the names say how many were answered."""
    kinds = (
        (
            "test-scores-right",
            pictures.AnswerResult.RIGHT,
            [row for row in report.rows if _in_scope(row) and row.correct],
        ),
        (
            "test-scores-wrong",
            pictures.AnswerResult.WRONG,
            [row for row in report.rows if _in_scope(row) and not row.correct],
        ),
        ("test-scores-silent", pictures.AnswerResult.WRONG, [row for row in report.rows if not _in_scope(row)]),
    )
    groups = [
        (
            translate(key, count=len(rows), answered=sum(row.judgement in _ANSWERED for row in rows)),
            outcome,
            # Where "do not answer" won, no answer was certain at all: as `engine.evaluate` counts it.
            [(0.0 if row.given is None else row.confidence, row.judgement in _ANSWERED) for row in rows],
        )
        for key, outcome, rows in kinds
    ]
    threshold = translate("test-picture-threshold", value=report.evaluation.threshold)
    title = translate("test-picture-scores")
    axis = translate("test-picture-confidence")
    picture = pictures.score_picture(
        groups,
        report.evaluation.threshold,
        pictures.ScoreWords(title=title, axis=axis, threshold=threshold, legend=legend),
    )
    if picture is None:
        return []
    names = "; ".join(name for name, _, scores in groups if scores)
    return [
        Described(
            picture, translate("test-described-scores", title=title, axis=axis, threshold=threshold, groups=names)
        )
    ]


def _in_scope(row: TestRow) -> bool:
    return row.expected is not None


def embeds(drawn: Sequence[bytes], wanted: Sequence[Described]) -> list[hikari.Embed]:
    """Return one embed for each picture, with its description: as attachments side by side Discord would crop them."""
    return [
        hikari.Embed(color=COLOUR).set_image(
            attachments.described(picture, f"test-{number}.png", each.words, mimetype="image/png")
        )
        for number, (picture, each) in enumerate(zip(drawn, wanted, strict=False), 1)
    ]
