"""Every setting, with its unit, default and reason: ``chatterbot.toml`` < ``.env`` < environment < arguments.

Only this package reads configuration from files and the environment; the other parts receive their values as arguments. `schema`
defines the settings, `sources` reads their values, `problems` words what is wrong with one.
"""

from __future__ import annotations

from chatterbot.settings.llm import ModerationMode
from chatterbot.settings.schema import (
    DatabaseSettings,
    DiscordSettings,
    EngineSettings,
    FilesSettings,
    LimitsSettings,
    LlmSettings,
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
    "LimitsSettings",
    "LlmSettings",
    "LogFormat",
    "LogLevel",
    "LogSettings",
    "ModerationMode",
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
