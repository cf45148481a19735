"""What can be chosen with /settings, and the catalogue keys of its names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatterbot.preferences import AnswerMode, CallMode, ChoiceMode, TeacherMode

__all__ = (
    "ANSWERS_IN",
    "CALLS",
    "CHOICES",
    "DEFAULT",
    "LANGUAGE_NAMES",
    "STRICTNESS",
    "STRICTNESS_NAMES",
    "TEACHERS",
    "level_of",
)

DEFAULT: Final = "default"
"""The choice that leaves a decision to the operator of the bot."""
STRICTNESS: Final[Mapping[str, float | None]] = {
    "relaxed": 0.01,
    DEFAULT: None,
    "strict": 0.08,
    "very-strict": 0.2,
}
"""Levels by name: the share of right answers that may be lost to avoid wrong ones; `None`: as the operator set it (0.03). What each level does to
right and wrong answers is measured in `benchmarks/RESULTS.md` (`engine_quality.py --strictness`)."""
STRICTNESS_NAMES: Final[Mapping[str, str]] = {
    "relaxed": "choice-settings-strictness-relaxed",
    DEFAULT: "choice-settings-strictness-default",
    "strict": "choice-settings-strictness-strict",
    "very-strict": "choice-settings-strictness-very-strict",
}
ANSWERS_IN: Final[Mapping[AnswerMode, str]] = {
    AnswerMode.ADDRESSED: "choice-settings-answers_in-addressed",
    AnswerMode.CHANNELS: "choice-settings-answers_in-channels",
    AnswerMode.EVERYWHERE: "choice-settings-answers_in-everywhere",
}
CALLS: Final[Mapping[CallMode, str]] = {
    CallMode.NEVER: "choice-settings-calls-never",
    CallMode.PRESENT: "choice-settings-calls-present",
    CallMode.COME: "choice-settings-calls-come",
}
TEACHERS: Final[Mapping[TeacherMode, str]] = {
    TeacherMode.AUTO: "choice-settings-teachers-auto",
    TeacherMode.EVERYONE: "choice-settings-teachers-everyone",
    TeacherMode.TEACHERS: "choice-settings-teachers-teachers",
    TeacherMode.MANAGERS: "choice-settings-teachers-managers",
}
CHOICES: Final[Mapping[ChoiceMode, str]] = {
    ChoiceMode.OFF: "choice-settings-choices-off",
    ChoiceMode.ASK: "choice-settings-choices-ask",
    ChoiceMode.VOTES: "choice-settings-choices-votes",
}
LANGUAGE_NAMES: Final[Mapping[str, str]] = {"en": "English", "ru": "Русский"}
"""Names of languages in the language itself; one without an entry is shown by its code."""


def level_of(strictness: float | None) -> str:
    """Return the named level nearest to a strictness."""
    if strictness is None:
        return DEFAULT
    named = {level: value for level, value in STRICTNESS.items() if value is not None}
    return min(named, key=lambda level: abs(named[level] - strictness))
