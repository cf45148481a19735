"""Decide what to do when the voice gateway closes the websocket, by its close code."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

__all__ = ("MEANINGS", "Remedy", "remedy_for")


class Remedy(enum.Enum):
    """How to go on after the websocket was closed; the values are for the log."""

    RESUME = "resuming the session on a new websocket"
    RENEW = "asking Discord for a new session"
    RENEW_ONCE = "asking Discord for a new session, unless the same happened before (the fault may be the bot's)"
    AWAIT_MOVE = "waiting to hear whether the bot was moved to another channel or removed"
    STOP = "giving up"


_TABLE: Final[Mapping[int, tuple[Remedy, str]]] = {
    4001: (Remedy.STOP, "unknown opcode"),
    4002: (Remedy.STOP, "payload could not be decoded"),
    4003: (Remedy.RENEW_ONCE, "not authenticated"),
    4004: (Remedy.RENEW_ONCE, "authentication failed"),
    4005: (Remedy.STOP, "already authenticated"),
    4006: (Remedy.RENEW, "session no longer valid"),
    4009: (Remedy.RENEW, "session timed out"),
    4011: (Remedy.RENEW_ONCE, "server not found"),
    4012: (Remedy.STOP, "unknown protocol"),
    4013: (Remedy.RESUME, "media server crashed"),
    4014: (Remedy.AWAIT_MOVE, "disconnected: kicked, moved, or the channel is gone"),
    4015: (Remedy.RESUME, "voice server crashed"),
    4016: (Remedy.STOP, "unknown encryption mode"),
    4017: (Remedy.STOP, "end-to-end encryption required"),
    4020: (Remedy.STOP, "bad request"),
    4021: (Remedy.STOP, "rate limited"),
    4022: (Remedy.AWAIT_MOVE, "call terminated"),
}
MEANINGS: Final[Mapping[int, str]] = {code: meaning for code, (_, meaning) in _TABLE.items()}
"""Discord's voice close codes in words, for the log (Discord's documentation, "Voice Close Event Codes")."""


def remedy_for(code: int | None) -> Remedy:
    """Return what to do after a close with this code; after codes that are not Discord's own (network, restart) the session is resumed.

    After an unknown code in Discord's range a new session is requested: the code may have ended the old one, so a resume would be refused.
    """
    if code is None or code < 4000:
        return Remedy.RESUME
    return _TABLE.get(code, (Remedy.RENEW, ""))[0]
