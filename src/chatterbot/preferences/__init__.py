"""The settings that each scope has chosen with /settings: `Preferences` reads and changes them, `GuildPreferences` holds them."""

from __future__ import annotations

from chatterbot.preferences.choices import (
    DAYS_OF_MIRROR,
    LONGEST_MODEL,
    LONGEST_NAME,
    MOST_CHANNELS,
    MOST_DAYS,
    MOST_MINUTES,
    MOST_NAMES,
    MOST_OVERRIDES,
    MOST_ROLES,
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
from chatterbot.preferences.places import calls_at, model_at, override_at, strictness_at
from chatterbot.preferences.service import Preferences

__all__ = (
    "DAYS_OF_MIRROR",
    "LONGEST_MODEL",
    "LONGEST_NAME",
    "MOST_CHANNELS",
    "MOST_DAYS",
    "MOST_MINUTES",
    "MOST_NAMES",
    "MOST_OVERRIDES",
    "MOST_ROLES",
    "SHORTEST_NAME",
    "AnswerMode",
    "CallMode",
    "ChannelOverride",
    "ChoiceMode",
    "GuildPreferences",
    "ModelMode",
    "Preferences",
    "TalkMode",
    "TeacherMode",
    "calls_at",
    "model_at",
    "override_at",
    "strictness_at",
)
