"""The settings of voice channels."""

from __future__ import annotations

from typing import Annotated

import pydantic

from chatterbot.settings.section import Section

__all__ = ("VoiceSettings",)


class VoiceSettings(Section):
    """Voice channels."""

    enabled: bool = True
    """Join voice channels when called, and speak replies there (extra `voice`, and `speech` for a voice)."""
    listen: bool = True
    """Listen in voice channels to those who allow it, and answer aloud (needs `speech.hear`). Each server can switch it off in /settings."""
    mirror: bool = False
    """In servers that have not chosen with /settings: write into the voice channel's chat who said what, and what was answered. These
    exchanges are also kept, for a day at least."""
    transcripts_kept: Annotated[int, pydantic.Field(ge=0, le=30)] = 0
    """Days that spoken questions and answers are kept in servers that have not chosen with /settings, so that they can be corrected; 0 to
    30, and never longer than privacy.turns_kept. 0: they are not kept."""
    leave_after: Annotated[float, pydantic.Field(ge=0, le=86_400)] = 60.0
    """Seconds the bot stays in a voice channel that everybody else has left, 0 to 86400; a person who only changes the device is back
    within a few seconds."""
    bitrate: Annotated[int, pydantic.Field(ge=16_000, le=384_000)] = 64_000
    """Bits a second of its voice there, 16000 to 384000; voice channels carry 64000 unless the server is boosted."""
    connect_timeout: Annotated[float, pydantic.Field(ge=1, le=60)] = 15.0
    """Most seconds until a connection is established, 1 to 60; Discord takes about one."""
