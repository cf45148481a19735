"""The clients' JSON messages, read strictly: a field of another type is as wrong as a missing one."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, TypeVar

from chatterbot.standin.voice.protocol import SEQUENCES, SpeakingFlag

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json

T = TypeVar("T")

MAX_BYTES = 65_536
"""Largest message a client may send, in bytes; a welcome for many new members has some ten thousand."""


class PayloadError(ValueError):
    """A payload of the wrong shape (close code 4002)."""


def decode(text: str) -> tuple[int, Any]:
    """Return the opcode and the data of a JSON message."""
    try:
        message = json.loads(text)
    except ValueError:
        raise PayloadError("no JSON") from None
    if not isinstance(message, dict) or type(message.get("op")) is not int or "d" not in message:
        raise PayloadError("no object with `op` and `d`")
    return message["op"], message["d"]


def field(data: Any, name: str, kind: type[T]) -> T:
    """Return a field of an object if it has exactly this type; booleans are not numbers."""
    if not isinstance(data, dict):
        raise PayloadError("`d` is no object")
    value = data.get(name)
    if type(value) is not kind:
        raise PayloadError(f"`{name}` is {value!r} instead of {kind.__name__}")
    return value


def snowflake(data: Any, name: str) -> str:
    """Return a snowflake: a string of digits."""
    value = field(data, name, str)
    if not value.isdigit():
        raise PayloadError(f"`{name}` is {value!r} instead of a snowflake")
    return value


@dataclasses.dataclass(frozen=True, slots=True)
class Identify:
    """The data of op 0 (Identify)."""

    server_id: str
    user_id: str
    session_id: str
    token: str = dataclasses.field(repr=False)
    max_dave: int

    @classmethod
    def read(cls, data: Any) -> Identify:
        """Read op 0; ``channel_id`` belongs to version 9 and is ignored."""
        max_dave = field(data, "max_dave_protocol_version", int) if "max_dave_protocol_version" in data else 0
        return cls(
            snowflake(data, "server_id"),
            snowflake(data, "user_id"),
            field(data, "session_id", str),
            field(data, "token", str),
            max_dave,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Resume:
    """The data of op 7 (Resume)."""

    server_id: str
    session_id: str
    token: str = dataclasses.field(repr=False)
    acknowledged: int

    @classmethod
    def read(cls, data: Any) -> Resume:
        """Read op 7; version 8 requires the sequence number of the last received message."""
        return cls(
            snowflake(data, "server_id"),
            field(data, "session_id", str),
            field(data, "token", str),
            _sequence(data),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Select:
    """The data of op 1 (Select Protocol)."""

    protocol: str
    address: str
    port: int
    mode: str

    @classmethod
    def read(cls, data: Any) -> Select:
        """Read op 1."""
        way = field(data, "data", dict)
        return cls(
            field(data, "protocol", str), field(way, "address", str), field(way, "port", int), field(way, "mode", str)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Beat:
    """The data of op 3 (Heartbeat)."""

    nonce: int
    acknowledged: int

    @classmethod
    def read(cls, data: Any) -> Beat:
        """Read op 3; version 8 requires the sequence number of the last received message."""
        return cls(field(data, "t", int), _sequence(data))


def speaking(data: Json, ssrc: int) -> int:
    """Return the bits of op 5 (Speaking). The server knows the SSRC, and several clients leave it out."""
    bits = field(data, "speaking", int)
    if not 0 <= bits <= sum(SpeakingFlag):
        raise PayloadError(f"`speaking` is {bits}")
    field(data, "delay", int)
    if "ssrc" in data and (named := field(data, "ssrc", int)) != ssrc:
        raise PayloadError(f"`ssrc` is {named} instead of {ssrc}")
    return bits


def transition(data: Any) -> int:
    """Return a transition's id."""
    number = field(data, "transition_id", int)
    if not 0 <= number < SEQUENCES:
        raise PayloadError(f"`transition_id` is {number}")
    return number


def _sequence(data: Any) -> int:
    number = field(data, "seq_ack", int)
    if not -1 <= number < SEQUENCES:
        raise PayloadError(f"`seq_ack` is {number}")
    return number
