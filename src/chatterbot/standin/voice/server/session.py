"""One identified client of the voice server: what it was told, what it may ask for again, what it owes."""

from __future__ import annotations

import collections
import json
from typing import TYPE_CHECKING, Protocol

from chatterbot.standin.voice.protocol import SEQUENCES, VoiceOpcode, later

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.server.states import VoiceGrant

BUFFERED = 256
"""Numbered messages kept for a resume; Discord names no figure."""


class SessionOutlet(Protocol):
    """Where a session's messages go: a websocket."""

    def send(self, message: str | bytes) -> None:
        """Queue one message."""
        ...

    def end(self, code: int, reason: str = "") -> None:
        """Close with a code, after what is queued."""
        ...


class VoiceSession:
    """A client's session, which outlives its websockets.

    Parameters
    ----------
    grant
        What the client was handed over the main gateway, and has shown.
    ssrc
        The number its sound goes under.
    max_dave
        The highest DAVE version it knows; 0 without encryption.
    server
        Address and port for its sound.
    """

    def __init__(self, grant: VoiceGrant, name: str, ssrc: int, max_dave: int, server: tuple[str, int]) -> None:
        self.server = server
        self.grant = grant
        self.name = name
        self.user_id = int(grant.user_id)
        self.ssrc = ssrc
        self.max_dave = max_dave
        self.outlet: SessionOutlet | None = None
        self.mode: str | None = None
        self.described = False
        """Whether op 4 was sent: only then it is one of the call."""
        self.speaking: int | None = None
        """The bits of its last op 5."""
        self.discovered: tuple[str, int] | None = None
        """Address its IP discovery came from."""
        self.keys_given = 0
        """Epochs the encryption has let it into: each gives it a new key, with which its DAVE nonce begins anew."""
        self.packages_due = 0
        """Key packages it was asked for and has not sent."""
        self.transitions: set[int] = set()
        """Transitions it was told of."""
        self._sequence = -1
        self._buffer: collections.deque[tuple[int, str | bytes]] = collections.deque(maxlen=BUFFERED)

    def __repr__(self) -> str:
        """Name the user."""
        return f"<VoiceSession {self.name}>"

    @property
    def sequence(self) -> int:
        """Number of the last numbered message; -1 before the first."""
        return self._sequence

    def send(self, op: VoiceOpcode, data: object, *, numbered: bool = True) -> None:
        """Send a JSON message; numbered ones are sent again after a resume."""
        message: Json = {"op": int(op), "d": data}
        if numbered:
            message["seq"] = self._next()
        text = json.dumps(message, separators=(",", ":"))
        if numbered:
            self._buffer.append((self._sequence, text))
        if self.outlet is not None:
            self.outlet.send(text)

    def send_binary(self, op: VoiceOpcode, body: bytes) -> None:
        """Send a binary message: sequence number, opcode, body."""
        message = self._next().to_bytes(2, "big") + bytes([op]) + body
        self._buffer.append((self._sequence, message))
        if self.outlet is not None:
            self.outlet.send(message)

    def _next(self) -> int:
        self._sequence = (self._sequence + 1) % SEQUENCES
        return self._sequence

    def acknowledge(self, sequence: int) -> bool:
        """Forget messages up to a number; tells whether the number can be right."""
        if sequence == -1:
            return True
        if self._sequence == -1 or later(sequence, self._sequence):
            return False
        while self._buffer and not later(self._buffer[0][0], sequence):
            self._buffer.popleft()
        return True

    def missed(self, sequence: int) -> list[str | bytes] | None:
        """List messages after a number; nothing if some of them are no longer kept, or never were."""
        if sequence != -1 and (self._sequence == -1 or later(sequence, self._sequence)):
            return None
        first = (sequence + 1) % SEQUENCES if sequence != -1 else 0
        missing = (self._sequence - first + 1) % SEQUENCES if self._sequence != -1 else 0
        kept = [message for number, message in self._buffer if sequence == -1 or later(number, sequence)]
        return kept if len(kept) == missing else None

    def forget(self) -> None:
        """Lose what was kept for a resume, as a server does whose buffer is full."""
        self._buffer.clear()

    def detach(self, outlet: SessionOutlet) -> bool:
        """Part from a websocket; tells whether it was the present one."""
        if self.outlet is not outlet:
            return False
        self.outlet = None
        return True
