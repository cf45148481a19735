"""Whether a preference has a value that is allowed, and how it stands in the database."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from chatterbot import errors
from chatterbot.preferences.choices import (
    LONGEST_MODEL,
    LONGEST_NAME,
    LONGEST_VOICE,
    MOST_CHANNELS,
    MOST_DAYS,
    MOST_MINUTES,
    MOST_NAMES,
    MOST_OVERRIDES,
    MOST_ROLES,
    MOST_VOICES,
    SHORTEST_NAME,
    AnswerMode,
    CallMode,
    ChannelOverride,
    ChoiceMode,
    GuildPreferences,
    ModelMode,
    TalkMode,
    TeacherMode,
)

__all__ = ("check", "from_row", "to_row")


def to_row(preferences: GuildPreferences) -> dict[str, Any]:
    """Return the preferences as a JSON object."""
    row = {field.name: getattr(preferences, field.name) for field in dataclasses.fields(preferences)}
    return {
        **row,
        "channels": sorted(preferences.channels),
        "voices": dict(preferences.voices),
        "wake_names": list(preferences.wake_names),
        "teacher_roles": sorted(preferences.teacher_roles),
        "overrides": {str(place): dataclasses.asdict(each) for place, each in preferences.overrides.items()},
    }


def from_row(row: Mapping[str, Any], defaults: GuildPreferences) -> GuildPreferences:
    """Read a row that may be of an older or newer version: unknown or invalid values count as not chosen."""
    values: dict[str, Any] = {}
    for name, value in row.items():
        try:
            values[name] = check(name, value)
        except errors.InvalidInputError:
            continue
    return dataclasses.replace(defaults, **values)


def check(name: str, value: Any) -> Any:
    """Return the value of a preference in its own type.

    Raises
    ------
    errors.InvalidInputError
        ``error-preference-unknown(name)``, ``error-preference-value(name, value)``
    """
    try:
        match name:
            case "language":
                valid = value is None or (
                    isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value)
                )
                checked: Any = value
            case "answers_in":
                checked, valid = AnswerMode(value), True
            case "calls":
                checked, valid = CallMode(value), True
            case "teachers":
                checked, valid = TeacherMode(value), True
            case "choices":
                checked, valid = ChoiceMode(value), True
            case "model":
                checked, valid = ModelMode(value), True
            case "model_name":
                checked = value
                valid = value is None or (isinstance(value, str) and 0 < len(value) <= LONGEST_MODEL)
            case "channels":
                checked = frozenset(_integers(value))
                valid = len(checked) <= MOST_CHANNELS
            case "strictness":
                checked = None if value is None else float(value)
                valid = checked is None or 0 < checked < 0.5
            case "talk":
                checked, valid = TalkMode(value), True
            case "wake_names":
                checked, valid = _names(value)
            case "transcripts_kept":
                checked, valid = value, type(value) is int and 0 <= value <= MOST_DAYS
            case "teacher_roles":
                checked = frozenset(_integers(value))
                valid = len(checked) <= MOST_ROLES
            case "log_channel" | "digest_channel" | "handover_channel" | "handover_role":
                checked, valid = value, value is None or (type(value) is int and value > 0)
            case "handover_every":
                checked, valid = value, type(value) is int and 0 <= value <= MOST_MINUTES
            case "overrides":
                checked = {int(place): _override(each) for place, each in value.items()}
                valid = len(checked) <= MOST_OVERRIDES
            case "speak" | "voice_answers" | "mirror" | "show_askers" | "documents" | "model_reads_channel":
                checked, valid = value, isinstance(value, bool)
            case "voices":
                checked = {str(language): str(voice) for language, voice in value.items()}
                valid = len(checked) <= MOST_VOICES and all(
                    re.fullmatch(r"[a-z]{2,3}", language) and 0 < len(voice) <= LONGEST_VOICE
                    for language, voice in checked.items()
                )
            case _:
                raise errors.InvalidInputError("error-preference-unknown", name=name)
    except (AttributeError, TypeError, ValueError):
        checked, valid = value, False
    if not valid:
        raise errors.InvalidInputError("error-preference-value", name=name, value=str(value)[:100])
    return checked


def _override(value: Any) -> ChannelOverride:
    """Read what holds in one place, given as `ChannelOverride` or as a mapping of its fields.

    Raises
    ------
    TypeError, ValueError
        If a field is unknown or out of range.
    """
    override = value if isinstance(value, ChannelOverride) else ChannelOverride(**value)
    if {type(override.answers), type(override.voice)} - {bool, type(None)}:
        raise TypeError(value)
    if override.dataset is not None and (type(override.dataset) is not str or not override.dataset):
        raise TypeError(value)
    strictness = None if override.strictness is None else float(override.strictness)
    if strictness is not None and not 0 < strictness < 0.5:
        raise ValueError(strictness)
    model = None if override.model is None else ModelMode(override.model)
    return dataclasses.replace(override, strictness=strictness, model=model)


def _names(value: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names without spaces around them, each once (upper and lower case are the same), and whether all are allowed."""
    if isinstance(value, str):
        raise TypeError(value)
    names = {name.casefold(): name for name in (" ".join(each.split()) for each in value)}
    fits = all(SHORTEST_NAME <= len(name) <= LONGEST_NAME for name in names.values())
    return tuple(names.values()), fits and len(names) <= MOST_NAMES


def _integers(values: Iterable[Any]) -> Iterable[int]:
    for value in values:
        if isinstance(value, bool) or int(value) != value:
            raise ValueError(value)
        yield int(value)
