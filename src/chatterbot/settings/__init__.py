"""Every setting, with its unit, default and reason: ``chatterbot.toml`` < ``.env`` < environment < arguments.

This package is the one place that reads files and the environment for configuration; parts receive their own section as an
argument. `schema` says what there is, `sources` where values come from, `problems` what to tell a person about a wrong one.
"""

from __future__ import annotations

from chatterbot.settings.schema import (
    DatabaseSettings,
    DiscordSettings,
    EngineSettings,
    FilesSettings,
    LogFormat,
    LogLevel,
    LogSettings,
    PlaygroundSettings,
    PrivacySettings,
    RunMode,
    Settings,
    SpeechSettings,
    TeachingSettings,
    VoiceSettings,
    leaves,
    shipped_config,
)
from chatterbot.settings.sources import Sourced, load
from chatterbot.settings.speech import named

__all__ = (
    "DatabaseSettings",
    "DiscordSettings",
    "EngineSettings",
    "FilesSettings",
    "LogFormat",
    "LogLevel",
    "LogSettings",
    "PlaygroundSettings",
    "PrivacySettings",
    "RunMode",
    "Settings",
    "Sourced",
    "SpeechSettings",
    "TeachingSettings",
    "VoiceSettings",
    "leaves",
    "load",
    "named",
    "shipped_config",
)
