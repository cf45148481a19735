"""End-to-end encryption of a simulated user with davey (OpenMLS), another implementation than the bot's libdave."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from chatterbot.standin.voice.packets import dave_nonce
from chatterbot.standin.voice.protocol import SILENCE

PLAIN_GRACE_S = 10.0
"""Seconds after a change of version in which unencrypted frames are still accepted."""


class PeerEncryption:
    """A client's part of DAVE, without sending and receiving its messages.

    Parameters
    ----------
    user_id, channel_id
        The user's id, and the channel's, which is also the MLS group's.

    Raises
    ------
    ImportError
        If `davey` is not installed (extra ``playground``).
    """

    def __init__(self, user_id: int, channel_id: int) -> None:
        import davey  # noqa: PLC0415 - optional: only users with sound need it

        self._davey: Any = davey
        self._user_id = user_id
        self._channel_id = channel_id
        self._session: Any = None
        self._sender: bytes | None = None
        self._changed_at = float("-inf")
        self.version = 0

    @property
    def ready(self) -> bool:
        """Whether frames can be sent: unencrypted in version 0, otherwise once there is a group."""
        return self.version == 0 or (self._session is not None and bool(self._session.ready))

    @property
    def privacy_code(self) -> str | None:
        """The thirty digits of the voice privacy code, the same for all users in the call."""
        return self._session.voice_privacy_code if self._session is not None and self.version else None

    def begin(self, version: int) -> bytes:
        """Begin a group with only this client; return the key package to send."""
        self._become(version)
        if self._session is None:
            self._session = self._davey.DaveSession(version, self._user_id, self._channel_id)
        else:
            self._session.reinit(version, self._user_id, self._channel_id)
        if self._sender is not None:
            self._session.set_external_sender(self._sender)
        return bytes(self._session.get_serialized_key_package())

    def external_sender(self, package: bytes) -> None:
        """Handle op 25, also before there is a session; one that comes while there is a group is ignored."""
        if self._session is None:
            self._sender = package
            return
        with contextlib.suppress(ValueError):
            self._session.set_external_sender(package)
            self._sender = package

    def proposals(self, body: bytes, users: set[int]) -> bytes | None:
        """Handle op 27; return the body of op 28 if there is something to commit.

        Proposals that do not fit are ignored: the server made them before it knew that this client began a new group.
        """
        kinds = self._davey.ProposalsOperationType
        kind = kinds.append if body[0] == 0 else kinds.revoke
        try:
            answer = self._session.process_proposals(kind, body[1:], list(users))
        except ValueError:
            return None
        return None if answer is None else bytes(answer.commit) + bytes(answer.welcome or b"")

    def commit(self, body: bytes) -> None:
        """Handle op 29; raise `ValueError` if it cannot be processed."""
        self._session.process_commit(body)

    def welcome(self, body: bytes) -> None:
        """Handle op 30; raise `ValueError` if it cannot be processed."""
        self._session.process_welcome(body)

    def execute(self, version: int) -> None:
        """Switch to a version: op 22, or a transition that is executed at once."""
        self._become(version)

    def _become(self, version: int) -> None:
        if version != self.version:
            self._changed_at = asyncio.get_running_loop().time()
        self.version = version

    def encrypt(self, frame: bytes) -> bytes | None:
        """Return the encrypted frame, `None` if it must not be sent now."""
        if self.version == 0:
            return frame
        if self._session is None or not self._session.ready:
            return None
        return bytes(self._session.encrypt_opus(frame))

    def decrypt(self, user_id: int, frame: bytes) -> bytes | None:
        """Return the decrypted frame, `None` if it cannot be decrypted, or is unencrypted although it should not be."""
        if frame == SILENCE:
            return frame
        if dave_nonce(frame) is None:
            recent = asyncio.get_running_loop().time() - self._changed_at < PLAIN_GRACE_S
            return frame if self.version == 0 or recent else None
        if self._session is None:
            return None
        try:
            return bytes(self._session.decrypt(user_id, self._davey.MediaType.audio, frame))
        except ValueError:
            return None
