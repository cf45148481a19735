"""A client of Discord's voice protocol: join a channel, receive each speaker, and speak, all of it end-to-end encrypted.

It knows nothing of speech recognition, replies or commands. Start reading at `connection` (the public entry), then `driver` (the life of a
connection) and `call` (one session's answers to the gateway). `rtp`, `crypto`, `opus` and `dave.frames` are codecs without sockets or
clocks.

The public names are imported when they are first used (PEP 562): so the bot starts without loading the voice client and its libraries, and
the stand-in, which uses two of the codecs, works without hikari.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from chatterbot.voice.broadcast import Subscription
    from chatterbot.voice.connection import DiscordVoiceConnection
    from chatterbot.voice.crypto import TransportCipher
    from chatterbot.voice.events import Reconnected, SpeakerFrame
    from chatterbot.voice.options import VoiceOptions
    from chatterbot.voice.opus import OpusDecoder, OpusEncoder, samples_in
    from chatterbot.voice.playback import Playback

__all__ = (
    "DiscordVoiceConnection",
    "OpusDecoder",
    "OpusEncoder",
    "Playback",
    "Reconnected",
    "SpeakerFrame",
    "Subscription",
    "TransportCipher",
    "VoiceOptions",
    "samples_in",
)

_MODULES: Final = {
    "DiscordVoiceConnection": "connection",
    "OpusDecoder": "opus",
    "OpusEncoder": "opus",
    "Playback": "playback",
    "Reconnected": "events",
    "SpeakerFrame": "events",
    "Subscription": "broadcast",
    "TransportCipher": "crypto",
    "VoiceOptions": "options",
    "samples_in": "opus",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
