"""Descriptions of pictures: small frozen values, made in the bot and sent to the drawing process as JSON.

One colour has one meaning in all pictures: `AnswerResult`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from chatterbot import texts

__all__ = (
    "AnswerResult",
    "BarPicture",
    "BarRow",
    "DayPicture",
    "PairBar",
    "PairPicture",
    "PairWords",
    "Picture",
    "ScoreGroup",
    "ScorePicture",
    "ScoreWords",
    "UsageWords",
    "bar_picture",
    "day_picture",
    "from_json",
    "pair_picture",
    "score_picture",
    "to_json",
)

PAIRS: Final = 5
"""Most pairs in one picture: each has a question and two answers, and has to be read when Discord shows the picture 400 pixels wide."""

LABEL_COLUMNS: Final = 58
"""Most columns of one label; a longer one ends in an ellipsis. Chinese, Japanese and Korean characters and emoji take two."""

BARS: Final = 8
"""Most rows of a bar picture: each has a line of text and a bar."""

DAY_BARS: Final = 45
"""Most bars of a day picture; with more days each bar is a week."""

SCORE_BINS: Final = 25
"""Bars over the scores from 0 to 1: each is 0.04 wide, about the smallest difference that matters for a threshold."""


class AnswerResult(enum.StrEnum):
    """What became of a question; each has its colour."""

    RIGHT = "right"
    """Answered right; also the colour of the right answer's text."""
    WRONG = "wrong"
    """Answered wrongly, or answered although it is off-topic; also the colour of the wrong answer's text."""
    SILENT = "silent"
    """Left unanswered: the best answer was not certain enough, or there was none."""


@dataclasses.dataclass(frozen=True, slots=True)
class PairWords:
    """The texts of a picture of confused answers, in the reader's language."""

    title: str
    expected: str
    """Stands before the right answer."""
    answered: str
    """Stands before the answer given in its place."""
    legend: Mapping[str, str]
    """Names of the bars' colours, by outcome."""
    note: str
    """Says that characters were left out; drawn only where that happened."""


@dataclasses.dataclass(frozen=True, slots=True)
class PairBar:
    """Two answers that were confused."""

    question: str
    """One of the questions."""
    expected: str
    answered: str
    given: int
    """How often the wrong answer was given."""
    held_back: int
    """How often it was the best one, but not certain enough to be given."""


@dataclasses.dataclass(frozen=True, slots=True)
class PairPicture:
    """The answers confused most often, as bars, each with one of its questions."""

    words: PairWords
    pairs: tuple[PairBar, ...]
    """At most `PAIRS`, the most frequent first."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScoreGroup:
    """The scores of one kind of question."""

    name: str
    """In the reader's language."""
    outcome: AnswerResult
    """What became of those that were answered; the others were left unanswered (`AnswerResult.SILENT`)."""
    given: tuple[int, ...]
    """Questions that were answered, in each of `SCORE_BINS` equal bins over [0, 1]."""
    held_back: tuple[int, ...]
    """Questions left unanswered, in each bin."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScoreWords:
    """The texts of a score picture, in the reader's language."""

    title: str
    axis: str
    """Label of the axis of the scores."""
    threshold: str
    """Label of the threshold's line."""
    legend: Mapping[str, str]
    """Names of the bars' colours, by outcome; those that no bar has are left out."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScorePicture:
    """The distribution of the scores of each kind of question, and the threshold that an answer has to reach."""

    words: ScoreWords
    groups: tuple[ScoreGroup, ...]
    threshold: float
    """In [0, 1]; from it on the bot answers."""


@dataclasses.dataclass(frozen=True, slots=True)
class UsageWords:
    """The texts of a day picture or a bar picture, in the reader's language."""

    title: str
    legend: Mapping[str, str]
    """Names of the bars' colours, by outcome; those that no bar has are left out."""


@dataclasses.dataclass(frozen=True, slots=True)
class DayPicture:
    """What became of the questions of each day, or of each week, as stacked bars."""

    words: UsageWords
    labels: tuple[str, ...]
    """The day of each bar, such as 30.11."""
    counts: Mapping[str, tuple[int, ...]]
    """Questions of each bar, by outcome; they are stacked."""


@dataclasses.dataclass(frozen=True, slots=True)
class BarRow:
    """One question with numbers."""

    text: str
    counts: Mapping[str, int]
    """By outcome; they are put end to end."""


@dataclasses.dataclass(frozen=True, slots=True)
class BarPicture:
    """Questions, each with a bar."""

    words: UsageWords
    rows: tuple[BarRow, ...]
    """At most `BARS`."""


Picture: TypeAlias = PairPicture | ScorePicture | DayPicture | BarPicture
DayCounts: TypeAlias = tuple[dt.date, Mapping[AnswerResult, int]]


def pair_picture(pairs: Sequence[PairBar], words: PairWords) -> PairPicture | None:
    """Return the picture of the first `PAIRS` of `pairs`, which are in order; `None` if there are none."""
    shown = tuple(
        dataclasses.replace(
            pair, question=_label(pair.question), expected=_label(pair.expected), answered=_label(pair.answered)
        )
        for pair in pairs[:PAIRS]
    )
    return PairPicture(words, shown) if shown else None


def score_picture(
    groups: Sequence[tuple[str, AnswerResult, Sequence[tuple[float, bool]]]], threshold: float, words: ScoreWords
) -> ScorePicture | None:
    """Return the distribution of scores; `None` if there are none.

    Parameters
    ----------
    groups
        For each kind of question its name, what became of those answered, and each question's score in [0, 1] and whether it was answered.
    """
    drawn: list[ScoreGroup] = []
    for name, outcome, scores in groups:
        given, held_back = [0] * SCORE_BINS, [0] * SCORE_BINS
        for score, answered in scores:
            (given if answered else held_back)[min(max(int(score * SCORE_BINS), 0), SCORE_BINS - 1)] += 1
        if scores:
            drawn.append(ScoreGroup(_label(name), outcome, tuple(given), tuple(held_back)))
    return ScorePicture(words, tuple(drawn), min(max(threshold, 0.0), 1.0)) if drawn else None


def day_picture(days: Sequence[DayCounts], words: UsageWords, date_format: str) -> DayPicture | None:
    """Return what became of the questions of each day; with more than `DAY_BARS` days of each week. `None` without any question.

    Parameters
    ----------
    days
        In order, without gaps.
    date_format
        How a day is written, as in `datetime.date.strftime`.
    """
    bars = _weeks(days) if len(days) > DAY_BARS else [[day] for day in days]
    counts = {
        outcome.value: tuple(sum(found.get(outcome, 0) for _, found in bar) for bar in bars) for outcome in AnswerResult
    }
    if not any(map(any, counts.values())):
        return None
    return DayPicture(words, tuple(bar[0][0].strftime(date_format) for bar in bars), counts)


def _weeks(days: Sequence[DayCounts]) -> list[Sequence[DayCounts]]:
    """Return days in weeks, the last of which is whole."""
    first = len(days) % 7
    return [*([days[:first]] if first else []), *(days[start : start + 7] for start in range(first, len(days), 7))]


def bar_picture(rows: Sequence[tuple[str, Mapping[AnswerResult, int]]], words: UsageWords) -> BarPicture | None:
    """Return the picture of the first `BARS` of `rows`, which are in order; `None` if there are none."""
    shown = tuple(
        BarRow(_label(text), {outcome.value: count for outcome, count in counts.items()})
        for text, counts in rows[:BARS]
        if sum(counts.values())
    )
    return BarPicture(words, shown) if shown else None


def _label(text: str) -> str:
    """Return `text` on one line, without control characters, at most `LABEL_COLUMNS` wide."""
    line = texts.one_line("".join(c if unicodedata.category(c)[0] != "C" or c in "\u200c\u200d" else " " for c in text))
    columns = 0
    for place, character in enumerate(line):
        columns += (
            0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        )
        if columns > LABEL_COLUMNS:
            return line[: place - 1].rstrip() + "…"
    return line


_KINDS: Final[Mapping[type, str]] = {
    PairPicture: "pairs",
    ScorePicture: "scores",
    DayPicture: "days",
    BarPicture: "bars",
}


def to_json(picture: Picture) -> dict[str, Any]:
    """Return `picture` as plain values for JSON, with its `kind`."""
    return {"kind": _KINDS[type(picture)]} | dataclasses.asdict(picture)


def from_json(value: Mapping[str, Any]) -> Picture:
    """Return the picture that `to_json` turned into plain values."""
    if value["kind"] == "days":
        counts = {outcome: tuple(each) for outcome, each in value["counts"].items()}
        return DayPicture(UsageWords(**value["words"]), tuple(value["labels"]), counts)
    if value["kind"] == "bars":
        return BarPicture(UsageWords(**value["words"]), tuple(BarRow(**row) for row in value["rows"]))
    if value["kind"] == "pairs":
        return PairPicture(PairWords(**value["words"]), tuple(PairBar(**pair) for pair in value["pairs"]))
    return ScorePicture(
        words=ScoreWords(**value["words"]),
        groups=tuple(
            ScoreGroup(group["name"], AnswerResult(group["outcome"]), tuple(group["given"]), tuple(group["held_back"]))
            for group in value["groups"]
        ),
        threshold=value["threshold"],
    )
