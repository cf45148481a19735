"""The settings of voice channels."""

from __future__ import annotations

from typing import Annotated

import pydantic

from chatterbot.settings.section import Section

__all__ = ("VoiceSettings",)


class VoiceSettings(Section):
    """Voice channels."""

    enabled: bool = True
    """Join voice channels when called, and say replies there (extra `voice`, and `speech` for a voice)."""
    listen: bool = True
    """Listen in voice channels to people who allow it, and answer aloud (needs `speech.hear`). Each server can turn it off in /settings."""
    mirror: bool = False
    """Post who said what, and what was answered, in the voice channel's chat, on servers that have not chosen with /settings. What is
    posted is also kept for at least a day."""
    transcripts_kept: Annotated[int, pydantic.Field(ge=0, le=30)] = 0
    """Days that spoken questions and answers are kept so that they can be corrected, on servers that have not chosen with /settings; 0 to
    30, and never longer than privacy.turns_kept. 0: they are not kept."""
    leave_after: Annotated[float, pydantic.Field(ge=0, le=86_400)] = 60.0
    """Seconds the bot stays in a voice channel after everybody else has left, 0 to 86400; somebody who only switches devices is back within
    a few seconds."""
    bitrate: Annotated[int, pydantic.Field(ge=16_000, le=384_000)] = 64_000
    """Bits per second of what the bot says in voice channels, 16000 to 384000; a channel carries 64000 unless it is set higher."""
    connect_timeout: Annotated[float, pydantic.Field(ge=1, le=60)] = 15.0
    """Seconds a connection may take to be established, 1 to 60; Discord usually takes about one."""
