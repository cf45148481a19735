"""One call: its sessions, and the messages they get about each other."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from chatterbot.standin.voice.protocol import VoiceOpcode
from chatterbot.standin.voice.server.encryption import Encryption
from chatterbot.standin.voice.server.transitions import Report

if TYPE_CHECKING:
    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.voice.server.session import VoiceSession


class ServerCall:
    """The voice server's state of one voice channel.

    Parameters
    ----------
    channel_id
        The channel; the MLS group of its encryption has the same id.
    encrypted
        Whether the call is end-to-end encrypted if all clients support it; stage channels are not.
    report
        Records what clients do wrong.
    rng
        Source of randomness for messages whose order is not defined.
    """

    def __init__(
        self, channel_id: int, *, encrypted: bool, faults: VoiceFaults, report: Report, rng: random.Random
    ) -> None:
        self.channel_id = channel_id
        self.sessions: dict[int, VoiceSession] = {}
        """Sessions by user."""
        self.encryption = Encryption(channel_id, self.sessions, allowed=encrypted, faults=faults, report=report)
        self._faults = faults
        self._rng = rng

    def __repr__(self) -> str:
        """Return a text with the sessions and the state of the encryption."""
        people = {session.name: session.joined for session in self.sessions.values()}
        return f"<Call {people} {self.encryption!r}>"

    @property
    def settled(self) -> bool:
        """Whether nobody is joining or leaving, and every change of the encryption has been executed."""
        return all(session.joined for session in self.sessions.values()) and self.encryption.settled

    def joined_sessions(self, but: VoiceSession | None = None) -> list[VoiceSession]:
        """Return the sessions that have joined the call, except ``but``."""
        return [session for session in self.sessions.values() if session.joined and session is not but]

    def enter(self, session: VoiceSession) -> None:
        """Add the session of a client that has identified; it counts for the version of the encryption at once."""
        self.sessions[session.user_id] = session
        self.encryption.session_added()

    def send_description(self, session: VoiceSession, description: dict[str, object]) -> None:
        """Send op 4 and all messages that follow it; from then on the client is in the call."""
        version, sender = self.encryption.target, self.encryption.sender_for(session)
        if self._faults.early_sender and sender is not None:
            session.send_binary(VoiceOpcode.EXTERNAL_SENDER, sender)
            sender = None
        session.send(VoiceOpcode.SESSION_DESCRIPTION, description | {"dave_protocol_version": version})
        session.joined = True
        if version:
            session.packages_due += 1
        others = self.joined_sessions(but=session)
        self._announce_call(session, others, sender)
        for other in others:
            other.send(VoiceOpcode.CLIENTS_CONNECT, {"user_ids": [str(session.user_id)]})
            self._announce_client(other, session)

    def _announce_call(self, session: VoiceSession, others: list[VoiceSession], sender: bytes | None) -> None:
        """Send a new client the messages about the call, in random order: clients must not rely on one."""
        steps: list[Callable[[], None]] = [functools.partial(self._announce_client, session, other) for other in others]
        if others:
            ids = [str(other.user_id) for other in others]
            steps.append(lambda: session.send(VoiceOpcode.CLIENTS_CONNECT, {"user_ids": ids}))
        if sender is not None:
            steps.append(lambda: session.send_binary(VoiceOpcode.EXTERNAL_SENDER, sender))
        self._rng.shuffle(steps)
        for step in steps:
            step()

    def _announce_client(self, to: VoiceSession, whom: VoiceSession) -> None:
        user = str(whom.user_id)
        to.send(VoiceOpcode.CLIENT_FLAGS, {"user_id": user, "flags": 0})
        to.send(VoiceOpcode.CLIENT_PLATFORM, {"user_id": user, "platform": 0})
        if whom.speaking is not None:
            to.send(VoiceOpcode.SPEAKING, {"user_id": user, "ssrc": whom.ssrc, "speaking": whom.speaking})

    def speak(self, session: VoiceSession, bits: int) -> None:
        """Record op 5 of a client and send it to the others."""
        session.speaking = bits
        data = {"user_id": str(session.user_id), "ssrc": session.ssrc, "speaking": bits}

        def tell() -> None:
            for other in self.joined_sessions(but=session):
                other.send(VoiceOpcode.SPEAKING, data)

        if self._faults.late_speaking_s > 0:
            asyncio.get_running_loop().call_later(self._faults.late_speaking_s, tell)
        else:
            tell()

    def leave(self, session: VoiceSession) -> None:
        """Remove a session and tell the other clients."""
        if self.sessions.get(session.user_id) is not session:
            return
        del self.sessions[session.user_id]
        joined, session.joined = session.joined, False
        if joined:
            for other in self.joined_sessions():
                other.send(VoiceOpcode.CLIENT_DISCONNECT, {"user_id": str(session.user_id)})
        self.encryption.session_removed(session)
