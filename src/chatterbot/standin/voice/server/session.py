"""The session of one identified client of the voice server: its state, and the messages kept for a resume."""

from __future__ import annotations

import collections
import json
from typing import TYPE_CHECKING, Protocol

from chatterbot.standin.voice.protocol import SEQUENCES, VoiceOpcode, later

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.server.states import VoiceGrant

BUFFERED = 256
"""Numbered messages kept for a resume; Discord names no number."""


class SessionOutlet(Protocol):
    """The websocket that a session's messages are sent to."""

    def send(self, message: str | bytes) -> None:
        """Queue one message."""
        ...

    def end(self, code: int, reason: str = "") -> None:
        """Close with a code, after the queued messages."""
        ...


class VoiceSession:
    """A client's session, which outlives its websockets.

    Parameters
    ----------
    grant
        What the client got over the main gateway and has identified with.
    ssrc
        The SSRC of its sound.
    max_dave
        The highest DAVE version it supports; 0 without encryption.
    server
        Address and port that it sends its sound to.
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
        self.joined = False
        """Whether op 4 was sent; from then on the client is in the call."""
        self.speaking: int | None = None
        """The bits of its last op 5."""
        self.discovered: tuple[str, int] | None = None
        """Address and port that its IP discovery came from."""
        self.keys_given = 0
        """Number of epochs it has entered: each gives it a new key, and its DAVE nonce restarts."""
        self.packages_due = 0
        """Key packages that were requested from it and that it has not sent."""
        self.transitions: set[int] = set()
        """Ids of the transitions that were announced to it."""
        self._sequence = -1
        self._buffer: collections.deque[tuple[int, str | bytes]] = collections.deque(maxlen=BUFFERED)

    def __repr__(self) -> str:
        """Return a text with the user's name."""
        return f"<VoiceSession {self.name}>"

    @property
    def sequence(self) -> int:
        """Sequence number of the last numbered message; -1 before the first."""
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
        """Drop kept messages up to a sequence number; return whether that number was sent at all."""
        if sequence == -1:
            return True
        if self._sequence == -1 or later(sequence, self._sequence):
            return False
        while self._buffer and not later(self._buffer[0][0], sequence):
            self._buffer.popleft()
        return True

    def missed(self, sequence: int) -> list[str | bytes] | None:
        """Return the messages after a sequence number; `None` if some of them are no longer kept, or the number was never sent."""
        if sequence != -1 and (self._sequence == -1 or later(sequence, self._sequence)):
            return None
        first = (sequence + 1) % SEQUENCES if sequence != -1 else 0
        missing = (self._sequence - first + 1) % SEQUENCES if self._sequence != -1 else 0
        kept = [message for number, message in self._buffer if sequence == -1 or later(number, sequence)]
        return kept if len(kept) == missing else None

    def forget(self) -> None:
        """Delete the messages kept for a resume, as happens on a server whose buffer is full."""
        self._buffer.clear()

    def detach(self, outlet: SessionOutlet) -> bool:
        """Detach a websocket; return whether it was the current one."""
        if self.outlet is not outlet:
            return False
        self.outlet = None
        return True
