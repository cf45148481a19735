"""One call: who is in it, and what they are told of each other."""

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
    """The people in one voice channel, as the voice server sees them.

    Parameters
    ----------
    channel_id
        The channel; the group of its encryption has the same id.
    encrypted
        Whether the call is end-to-end encrypted if everybody can; stage channels are not.
    report
        Notes what clients do wrong.
    chance
        Shuffles what comes in no certain order.
    """

    def __init__(
        self, channel_id: int, *, encrypted: bool, faults: VoiceFaults, report: Report, chance: random.Random
    ) -> None:
        self.channel_id = channel_id
        self.sessions: dict[int, VoiceSession] = {}
        """By user."""
        self.encryption = Encryption(channel_id, self.sessions, allowed=encrypted, faults=faults, report=report)
        self._faults = faults
        self._chance = chance

    def __repr__(self) -> str:
        """Tell who is there, and how far the encryption has come."""
        people = {session.name: session.described for session in self.sessions.values()}
        return f"<Call {people} {self.encryption!r}>"

    @property
    def settled(self) -> bool:
        """Whether nobody is on the way in or out, and every change has been executed."""
        return all(session.described for session in self.sessions.values()) and self.encryption.settled

    def present(self, but: VoiceSession | None = None) -> list[VoiceSession]:
        """List the sessions that are in the call."""
        return [session for session in self.sessions.values() if session.described and session is not but]

    def enter(self, session: VoiceSession) -> None:
        """Take somebody in who has identified; they count for the version of the encryption at once."""
        self.sessions[session.user_id] = session
        self.encryption.entered()

    def describe(self, session: VoiceSession, description: dict[str, object]) -> None:
        """Send op 4 and all that comes with it; now the client is one of the call."""
        version, sender = self.encryption.target, self.encryption.sender_for(session)
        if self._faults.early_sender and sender is not None:
            session.send_binary(VoiceOpcode.EXTERNAL_SENDER, sender)
            sender = None
        session.send(VoiceOpcode.SESSION_DESCRIPTION, description | {"dave_protocol_version": version})
        session.described = True
        if version:
            session.packages_due += 1
        others = self.present(but=session)
        self._greet(session, others, sender)
        for other in others:
            other.send(VoiceOpcode.CLIENTS_CONNECT, {"user_ids": [str(session.user_id)]})
            self._introduce(other, session)

    def _greet(self, session: VoiceSession, others: list[VoiceSession], sender: bytes | None) -> None:
        """Tell a newcomer about the call, in an order nobody may count on."""
        steps: list[Callable[[], None]] = [functools.partial(self._introduce, session, other) for other in others]
        if others:
            ids = [str(other.user_id) for other in others]
            steps.append(lambda: session.send(VoiceOpcode.CLIENTS_CONNECT, {"user_ids": ids}))
        if sender is not None:
            steps.append(lambda: session.send_binary(VoiceOpcode.EXTERNAL_SENDER, sender))
        self._chance.shuffle(steps)
        for step in steps:
            step()

    def _introduce(self, to: VoiceSession, whom: VoiceSession) -> None:
        user = str(whom.user_id)
        to.send(VoiceOpcode.CLIENT_FLAGS, {"user_id": user, "flags": 0})
        to.send(VoiceOpcode.CLIENT_PLATFORM, {"user_id": user, "platform": 0})
        if whom.speaking is not None:
            to.send(VoiceOpcode.SPEAKING, {"user_id": user, "ssrc": whom.ssrc, "speaking": whom.speaking})

    def speak(self, session: VoiceSession, bits: int) -> None:
        """Pass on op 5."""
        session.speaking = bits
        data = {"user_id": str(session.user_id), "ssrc": session.ssrc, "speaking": bits}

        def tell() -> None:
            for other in self.present(but=session):
                other.send(VoiceOpcode.SPEAKING, data)

        if self._faults.late_speaking_s > 0:
            asyncio.get_running_loop().call_later(self._faults.late_speaking_s, tell)
        else:
            tell()

    def leave(self, session: VoiceSession) -> None:
        """Let somebody go."""
        if self.sessions.get(session.user_id) is not session:
            return
        del self.sessions[session.user_id]
        described, session.described = session.described, False
        if described:
            for other in self.present():
                other.send(VoiceOpcode.CLIENT_DISCONNECT, {"user_id": str(session.user_id)})
        self.encryption.left(session)
