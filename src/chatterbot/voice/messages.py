"""Messages of the voice gateway, version 8: the opcodes, and the two kinds of websocket frames.

Text frames are JSON, ``{"op", "d"}`` and, from the server, ``"seq"``. Binary frames contain the handshake of the encryption group:
``u8 op | payload`` from the client, ``u16 seq | u8 op | payload`` from the server. Both kinds share one sequence. Source: Discord's
documentation of voice connections, and the list of opcodes in the DAVE protocol whitepaper.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import struct
from typing import Any, Final

__all__ = ("GATEWAY_VERSION", "Binary", "Inbound", "Op", "Text", "read_binary", "read_text")

GATEWAY_VERSION: Final = 8
"""The version in the gateway's address; the first one with buffered resume."""
_BINARY_HEAD: Final = struct.Struct(">HB")


class Op(enum.IntEnum):
    """Opcodes that this client sends or understands; any other is ignored."""

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
    DAVE_PREPARE_TRANSITION = 21
    DAVE_EXECUTE_TRANSITION = 22
    DAVE_TRANSITION_READY = 23
    DAVE_PREPARE_EPOCH = 24
    MLS_EXTERNAL_SENDER = 25
    MLS_KEY_PACKAGE = 26
    MLS_PROPOSALS = 27
    MLS_COMMIT_WELCOME = 28
    MLS_ANNOUNCE_COMMIT = 29
    MLS_WELCOME = 30
    MLS_INVALID_COMMIT_WELCOME = 31


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A JSON message to the server."""

    op: Op
    data: object

    def pack(self) -> str:
        """Return the websocket frame of this message."""
        return json.dumps({"op": int(self.op), "d": self.data}, separators=(",", ":"))


@dataclasses.dataclass(frozen=True, slots=True)
class Binary:
    """A binary message to the server."""

    op: Op
    payload: bytes

    def pack(self) -> bytes:
        """Return the websocket frame of this message."""
        return bytes([self.op]) + self.payload


@dataclasses.dataclass(frozen=True, slots=True)
class Inbound:
    """A message from the server.

    Parameters
    ----------
    op
        The opcode, known or not.
    data
        The value of ``"d"`` in JSON, or the payload's bytes.
    sequence
        The message's number, if it has one.
    """

    op: int
    data: Any
    sequence: int | None


def read_text(frame: str) -> Inbound | None:
    """Read a text frame; `None` if it is not a valid message."""
    try:
        parsed: Any = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict) or type(parsed.get("op")) is not int:
        return None
    sequence = parsed.get("seq")
    return Inbound(parsed["op"], parsed.get("d"), sequence if type(sequence) is int else None)


def read_binary(frame: bytes) -> Inbound | None:
    """Read a binary frame; `None` if it is too short."""
    if len(frame) < _BINARY_HEAD.size:
        return None
    sequence, op = _BINARY_HEAD.unpack_from(frame)
    return Inbound(op, frame[_BINARY_HEAD.size :], sequence)
