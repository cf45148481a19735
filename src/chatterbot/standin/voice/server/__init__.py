"""The voice server: its gateway, its media, and the server side of end-to-end encryption."""

from __future__ import annotations

from chatterbot.standin.voice.server.faults import VoiceFaults
from chatterbot.standin.voice.server.server import VoiceServer
from chatterbot.standin.voice.server.stages import GUILD_ONLY
from chatterbot.standin.voice.server.states import VoiceGrant, VoiceStates

__all__ = ("GUILD_ONLY", "VoiceFaults", "VoiceGrant", "VoiceServer", "VoiceStates")
