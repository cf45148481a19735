"""The report of a test, in words and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import hikari

from chatterbot import pictures
from chatterbot.discord import Translator, formatting
from chatterbot.teaching import Judgement, TestReport

__all__ = ("embeds", "pictures_of", "text")

CONFUSIONS_SHOWN: Final = 5
"""Confusions named in the message; the picture shows more, the file of mistakes shows all."""
ANSWER_LENGTH: Final = 60
"""Most characters of an answer in a confusion."""
COLOUR: Final = 0x56B4E9
"""Colour of the embeds around the pictures: the blue of the pictures."""


def text(translate: Translator, report: TestReport) -> str:
    """Return the figures, the confusions, and what changed since the last test of this kind."""
    measured = report.evaluation
    lines = [_title(translate, report)]
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
    if report.confusions:
        lines.append(translate("test-confusions"))
        for confused in report.confusions[:CONFUSIONS_SHOWN]:
            lines.append(
                translate(
                    "test-confusion",
                    expected=formatting.code(confused.expected, ANSWER_LENGTH),
                    given=formatting.code(confused.given or translate("test-silence"), ANSWER_LENGTH),
                    count=confused.count,
                )
            )
    lines.append(_compared(translate, report))
    return "\n".join(lines)


def _title(translate: Translator, report: TestReport) -> str:
    name = formatting.code(report.dataset.name)
    if report.kind == "cross-validation":
        return translate("test-title-own", name=name, rows=report.evaluation.rows)
    return translate("test-title-cases", name=name, rows=report.evaluation.rows)


def _figure(translate: Translator, key: str, report: TestReport, metric: str) -> str:
    """Return one figure, with its change since the last test."""
    value: float | None = getattr(report.evaluation, metric)
    before = None if report.previous is None else report.previous.get(metric)
    change = formatting.difference(translate, before, value)
    line = translate(key, value=formatting.share(translate, value))
    return f"{line} ({change})" if change else line


def _compared(translate: Translator, report: TestReport) -> str:
    if report.previous is None:
        return translate("test-first", run=str(report.run_id))
    changed = any(round(abs(change), 3) for change in report.difference.values())
    return translate("test-compared" if changed else "test-unchanged", run=str(report.run_id))


# -- pictures ----------------------------------------------------------------------------------------------------------


def pictures_of(translate: Translator, report: TestReport) -> list[pictures.Picture]:
    """Return the pictures to draw: the confusions, and the distribution of the scores."""
    confusions = pictures.confusion_picture(
        _pairs(translate, report),
        pictures.ConfusionWords(
            title=translate("test-picture-confusions"),
            expected=translate("test-picture-expected"),
            answered=translate("test-picture-answered"),
        ),
    )
    scores = pictures.score_picture(
        _scores(translate, report),
        report.evaluation.threshold,
        pictures.ScoreWords(
            title=translate("test-picture-scores"),
            axis=translate("test-picture-confidence"),
            threshold=translate("test-picture-threshold", value=report.evaluation.threshold),
        ),
    )
    return [picture for picture in (confusions, scores) if picture is not None]


def _pairs(translate: Translator, report: TestReport) -> Iterator[tuple[str, str]]:
    """Yield pairs of the expected and the best answer, for mistakes and for right answers; one answer always has the same name."""
    silence = translate("test-silence")
    for confused in report.confusions:
        for _ in range(confused.count):
            yield confused.expected, confused.given or silence
    for row in report.rows:
        if row.judgement is Judgement.RIGHT and row.given is not None:
            yield row.given, row.given
        elif row.judgement is Judgement.ANSWERED_WRONGLY and row.given is not None:
            yield silence, row.given


def _scores(translate: Translator, report: TestReport) -> dict[str, list[float]]:
    """Return the scores of right and wrong best answers, and of questions out of scope; the names say how many there are."""
    silent = [row.confidence for row in report.rows if row.expected is None]
    right = [row.confidence for row in report.rows if row.expected is not None and row.correct]
    wrong = [row.confidence for row in report.rows if row.expected is not None and not row.correct]
    return {
        translate("test-scores-right", count=len(right)): right,
        translate("test-scores-wrong", count=len(wrong)): wrong,
        translate("test-scores-silent", count=len(silent)): silent,
    }


def embeds(drawn: Sequence[bytes]) -> list[hikari.Embed]:
    """Return one embed for each picture: as attachments side by side Discord would crop them."""
    return [
        hikari.Embed(color=COLOUR).set_image(hikari.Bytes(picture, f"test-{number}.png", mimetype="image/png"))
        for number, picture in enumerate(drawn, 1)
    ]
