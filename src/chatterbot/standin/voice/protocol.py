"""Numbers of Discord's voice protocol, version 8 (https://discord.com/developers/docs/topics/voice-connections)."""

from __future__ import annotations

import enum
from typing import Final

VERSION: Final = "8"
GCM: Final = "aead_aes256_gcm_rtpsize"
XCHACHA: Final = "aead_xchacha20_poly1305_rtpsize"
MODES: Final = (GCM, XCHACHA)
"""Modes of transport encryption, the preferred one first. Discord offers the first if its server's CPU supports it."""
DAVE_VERSION: Final = 1
OPUS_PAYLOAD: Final = 0x78
"""RTP payload type of Opus: 120."""
SILENCE: Final = b"\xf8\xff\xfe"
"""Opus packet of silence: five of them end a stretch of speech."""
SEQUENCES: Final = 1 << 16
"""Sequence numbers of the voice gateway and of RTP count modulo this."""
HALF: Final = SEQUENCES // 2


class VoiceOpcode(enum.IntEnum):
    """Opcodes of the voice gateway."""

    IDENTIFY = 0
    SELECT_PROTOCOL = 1
    READY = 2
    HEARTBEAT = 3
    SESSION_DESCRIPTION = 4
    SPEAKING = 5
    HEARTBEAT_ACK = 6
    RESUME = 7
    HELLO = 8
    RESUMED = 9
    CLIENTS_CONNECT = 11
    VIDEO = 12
    CLIENT_DISCONNECT = 13
    MEDIA_SINK_WANTS = 15
    VOICE_BACKEND_VERSION = 16
    CLIENT_FLAGS = 18
    CLIENT_PLATFORM = 20
    PREPARE_TRANSITION = 21
    EXECUTE_TRANSITION = 22
    TRANSITION_READY = 23
    PREPARE_EPOCH = 24
    EXTERNAL_SENDER = 25
    KEY_PACKAGE = 26
    PROPOSALS = 27
    COMMIT_WELCOME = 28
    ANNOUNCE_COMMIT = 29
    WELCOME = 30
    INVALID_COMMIT = 31


BINARY: Final = frozenset({VoiceOpcode.KEY_PACKAGE, VoiceOpcode.COMMIT_WELCOME})
"""Opcodes that clients send as binary messages; all others are JSON."""


class VoiceCloseCode(enum.IntEnum):
    """Close codes of the voice gateway."""

    NORMAL = 1000
    GOING_AWAY = 1001
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    SESSION_INVALID = 4006
    SESSION_TIMEOUT = 4009
    SERVER_NOT_FOUND = 4011
    UNKNOWN_PROTOCOL = 4012
    DISCONNECTED = 4014
    SERVER_CRASHED = 4015
    UNKNOWN_MODE = 4016
    DAVE_REQUIRED = 4017
    BAD_REQUEST = 4020
    RATE_LIMITED = 4021
    CALL_TERMINATED = 4022


RESUMABLE: Final = frozenset({VoiceCloseCode.SERVER_CRASHED, 4013})
"""Close codes of the server after which a client may resume."""
LEAVING: Final = frozenset({VoiceCloseCode.NORMAL, VoiceCloseCode.GOING_AWAY, VoiceCloseCode.DISCONNECTED})
"""Close codes of a client that end its session; discord.py sends 4014 when it moves."""


class SpeakingFlag(enum.IntFlag):
    """Bits of op 5 (Speaking)."""

    MICROPHONE = 1 << 0
    SOUNDSHARE = 1 << 1
    PRIORITY = 1 << 2


def later(one: int, other: int) -> bool:
    """Tell whether a 16-bit number comes after another, modulo 2**16 (RFC 1982)."""
    return 0 < (one - other) % SEQUENCES < HALF
