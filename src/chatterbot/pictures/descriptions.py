"""Descriptions of pictures: small frozen values, made in the bot and sent to the drawing process as JSON."""

from __future__ import annotations

import collections
import dataclasses
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from chatterbot import texts

__all__ = (
    "ConfusionPicture",
    "ConfusionWords",
    "Picture",
    "ScoreGroup",
    "ScorePicture",
    "ScoreWords",
    "confusion_picture",
    "from_json",
    "score_picture",
    "to_json",
)

MATRIX_LABELS: Final = 8
"""Most labels in one matrix: more cannot be read when Discord shows the picture 400 pixels wide in an embed."""

LABEL_LENGTH: Final = 18
"""Most characters of one label; a longer one ends in an ellipsis."""

SCORE_BINS: Final = 25
"""Bars over the scores from 0 to 1: each is 0.04 wide, about the smallest difference that matters for a threshold."""


@dataclasses.dataclass(frozen=True, slots=True)
class ConfusionWords:
    """The texts of a confusion matrix, in the reader's language."""

    title: str
    expected: str
    """Label of the rows."""
    answered: str
    """Label of the columns."""


@dataclasses.dataclass(frozen=True, slots=True)
class ConfusionPicture:
    """A confusion matrix of the labels that were confused most often."""

    words: ConfusionWords
    labels: tuple[str, ...]
    """The labels of the rows and of the columns, at most `MATRIX_LABELS`."""
    counts: tuple[tuple[int, ...], ...]
    """`counts[row][column]`: tests that expected `labels[row]` and got `labels[column]`."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScoreGroup:
    """The scores of one kind of outcome."""

    name: str
    """In the reader's language."""
    counts: tuple[int, ...]
    """Tests in each of `SCORE_BINS` equal bins over [0, 1]."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScoreWords:
    """The texts of a score picture, in the reader's language."""

    title: str
    axis: str
    """Label of the axis of the scores."""
    threshold: str
    """Label of the threshold's line."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScorePicture:
    """The distribution of the scores of each kind of outcome, and the threshold that an answer has to reach."""

    words: ScoreWords
    groups: tuple[ScoreGroup, ...]
    threshold: float
    """In [0, 1]; from it on the bot answers."""


Picture: TypeAlias = ConfusionPicture | ScorePicture


def confusion_picture(pairs: Iterable[tuple[str, str]], words: ConfusionWords) -> ConfusionPicture | None:
    """Return the matrix of `pairs` (expected, answered) for the labels confused most often; `None` if nothing was confused."""
    counts = collections.Counter(pairs)
    confused: collections.Counter[str] = collections.Counter()
    for (expected, answered), count in counts.items():
        if expected != answered:
            confused[expected] += count
            confused[answered] += count
    if not confused:
        return None
    labels = sorted(
        label for label, _ in sorted(confused.items(), key=lambda item: (-item[1], item[0]))[:MATRIX_LABELS]
    )
    return ConfusionPicture(
        words=words,
        labels=tuple(_label(label) for label in labels),
        counts=tuple(tuple(counts[row, column] for column in labels) for row in labels),
    )


def score_picture(scores: Mapping[str, Sequence[float]], threshold: float, words: ScoreWords) -> ScorePicture | None:
    """Return the distribution of `scores` (for each kind of outcome, by its name, the scores in [0, 1]); `None` if there are none."""
    groups: list[ScoreGroup] = []
    for name, values in scores.items():
        counts = [0] * SCORE_BINS
        for value in values:
            counts[min(max(int(value * SCORE_BINS), 0), SCORE_BINS - 1)] += 1
        if values:
            groups.append(ScoreGroup(_label(name, LABEL_LENGTH * 2), tuple(counts)))
    return ScorePicture(words, tuple(groups), min(max(threshold, 0.0), 1.0)) if groups else None


def _label(text: str, length: int = LABEL_LENGTH) -> str:
    """Return `text` on one line, without control characters, with at most `length` characters."""
    return texts.clip("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text), length)


def to_json(picture: Picture) -> dict[str, Any]:
    """Return `picture` as plain values for JSON, with its `kind`."""
    return {"kind": "confusion" if isinstance(picture, ConfusionPicture) else "scores"} | dataclasses.asdict(picture)


def from_json(value: Mapping[str, Any]) -> Picture:
    """Return the picture that `to_json` turned into plain values."""
    if value["kind"] == "confusion":
        return ConfusionPicture(
            words=ConfusionWords(**value["words"]),
            labels=tuple(value["labels"]),
            counts=tuple(tuple(row) for row in value["counts"]),
        )
    return ScorePicture(
        words=ScoreWords(**value["words"]),
        groups=tuple(ScoreGroup(group["name"], tuple(group["counts"])) for group in value["groups"]),
        threshold=value["threshold"],
    )
