"""The client's side of DAVE 1 with `dave.py`, Discord's own library: the group, its keys, and when each key is used.

The methods take messages and return the messages to send; none of them waits or does input or output. The rules, one in each row:

==================  ===================================================================================================================
from the gateway    answer
==================  ===================================================================================================================
op 4, version > 0   a new group of one; its key package (op 26)
op 25               kept, and passed to the group, now or when there is one
op 27               a commit (op 28), if the proposals make one
op 29, op 30        the new epoch is prepared (op 23); a commit of another group is ignored; after a failure: op 31, a new group, op 26
op 21               prepared (op 23); version 0 accepts plain frames; transition 0 is executed at once and not answered
op 22               our own frames use the prepared keys from now on; an unknown number is ignored
op 24, epoch 1      a new group of the given version, op 26; other epochs need nothing in version 1
op 11, op 13        who may be in the group
==================  ===================================================================================================================

Key packages are made in these cases only, because each new one invalidates the one before. Source: the DAVE protocol whitepaper 1.1 and
libdave.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable
from typing import Any, Final

from chatterbot.voice import counters, messages, opus
from chatterbot.voice.dave import frames

__all__ = ("DAVE_VERSION", "DaveSession")

DAVE_VERSION: Final = 1
"""The highest version of the protocol that this client supports."""
MAX_PENDING: Final = 16
"""Prepared transitions that are kept at most; Discord has one or two open at a time."""
PRIVACY_CODE_DIGITS: Final = 30
"""Length of the privacy code that Discord's clients show, in groups of `PRIVACY_CODE_GROUP`."""
PRIVACY_CODE_GROUP: Final = 5
OLD_KEYS_S: Final = 10.0
"""Seconds for which frames of the previous epoch are still decrypted (whitepaper, "Sender Key Transitions")."""
_SSRC: Final = 0
"""libdave needs the number of the stream of a frame; one session has only one stream."""
_LOGGER: Final = logging.getLogger(__name__)
_LIBRARY_LOG: Final = logging.getLogger("dave")
"""libdave logs two lines of level ERROR for each frame that it cannot decrypt, fifty times a second around every transition. Here those
frames are counted instead; to see the lines, set the level of this logger."""

Reply = messages.Text | messages.Binary


@dataclasses.dataclass(frozen=True, slots=True)
class _Prepared:
    """What takes effect with op 22."""

    version: int
    own_ratchet: Any
    epoch: int | None
    privacy_code: str | None


class DaveSession:
    """One session's end-to-end encryption.

    Parameters
    ----------
    user_id
        The bot's user.
    channel_id
        The voice channel; its id is the id of the group.
    count
        The counters, for epochs, rejected frames and recoveries.

    Raises
    ------
    ImportError
        If dave.py is not installed (extra ``voice``).
    """

    def __init__(self, user_id: int, channel_id: int, count: counters.VoiceCounters) -> None:
        import dave  # noqa: PLC0415 - optional: text alone works without it

        if _LIBRARY_LOG.level == logging.NOTSET:
            _LIBRARY_LOG.setLevel(logging.CRITICAL)
        self._dave = dave
        self._user_id = user_id
        self._channel_id = channel_id
        self._counters = count
        self._session = dave.Session(self._note_failure)
        self._key = dave.SignatureKeyPair.generate(DAVE_VERSION)
        self._encryptor = dave.Encryptor()
        self._encryptor.assign_ssrc_to_codec(_SSRC, dave.Codec.opus)
        self._decryptors: dict[int, Any] = {}
        self._recognised: set[int] = {user_id}
        self._prepared: dict[int, _Prepared] = {}
        self._group_version = 0  # of the group being set up or in use; `version` changes when a transition is executed
        self._plain_expected = False  # a downgrade was announced: others may already send plain frames
        self.version = 0
        """The version in use; 0 means that frames are sent without end-to-end encryption."""
        self.epoch: int | None = None
        """The group's epoch, if it is known."""
        self.privacy_code: str | None = None
        """30 digits that are the same for all members of the group."""

    @property
    def can_send(self) -> bool:
        """Whether a frame may be sent: encrypted, or plain in an unencrypted call."""
        return self.version == 0 or bool(self._encryptor.has_key_ratchet())

    # The gateway's messages, in the order of their opcodes.

    def begin_call(self, version: int) -> list[Reply]:
        """Handle op 4, which states the call's version."""
        self.version = version
        return self._new_group(version) if version > 0 else []

    def joined(self, user_ids: Iterable[int]) -> None:
        """Handle op 11: these users may be in the group."""
        self._recognised.update(user_ids)

    def left(self, user_id: int) -> None:
        """Handle op 13: this user may no longer be in the group, and their frames are no longer decrypted."""
        if user_id != self._user_id:
            self._recognised.discard(user_id)
            self._decryptors.pop(user_id, None)

    def prepare_transition(self, transition_id: int, version: int) -> list[Reply]:
        """Handle op 21: another version, or a new start of this one, will be used soon."""
        if version == 0:
            self._accept_plain()
        return self._prepare(transition_id, version, None)

    def execute_transition(self, transition_id: int) -> bool:
        """Handle op 22: use what was prepared; return whether anything changed."""
        prepared = self._prepared.pop(transition_id, None)
        if prepared is None:
            return False
        self.version = prepared.version
        self.epoch = prepared.epoch
        self.privacy_code = prepared.privacy_code
        self._encryptor.set_key_ratchet(prepared.own_ratchet)
        if prepared.version == 0:
            self._group_version = 0
            self._session.reset()
            self._accept_plain()
        if prepared.own_ratchet is not None:
            self._counters.epochs += 1
        return True

    def prepare_epoch(self, epoch: int, version: int) -> list[Reply]:
        """Handle op 24: a new group is made (epoch 1), or only the version changes."""
        return self._new_group(version) if epoch == 1 and version > 0 else []

    def external_sender(self, payload: bytes) -> None:
        """Handle op 25: the sender that may propose members; libdave keeps it for later groups, too."""
        self._call_library(self._session.set_external_sender, payload)

    def proposals(self, payload: bytes) -> list[Reply]:
        """Handle op 27: proposals to add or remove members."""
        commit = self._call_library(self._session.process_proposals, payload, self._member_ids)
        return [messages.Binary(messages.Op.MLS_COMMIT_WELCOME, commit)] if commit else []

    def announced_commit(self, payload: bytes) -> list[Reply]:
        """Handle op 29: the commit that the server chose."""
        transition_id, commit = int.from_bytes(payload[:2], "big"), payload[2:]
        result = self._call_library(self._session.process_commit, commit)
        if result is self._dave.RejectType.ignored:
            return []
        if not isinstance(result, dict):
            return self._recover(transition_id)
        return self._prepare(transition_id, self._group_version, _epoch_after(commit))

    def welcome(self, payload: bytes) -> list[Reply]:
        """Handle op 30: the bot was added to the group."""
        transition_id, welcome = int.from_bytes(payload[:2], "big"), payload[2:]
        if self._call_library(self._session.process_welcome, welcome, self._member_ids) is None:
            return self._recover(transition_id)
        return self._prepare(transition_id, self._group_version, None)

    # Frames.

    def encrypt(self, frame: bytes) -> bytes | None:
        """Return an Opus packet as it may be sent, encrypted if needed; `None` if it must not be sent now."""
        if self.version == 0:
            return frame
        if not self._encryptor.has_key_ratchet():
            return None
        return self._encryptor.encrypt(self._dave.MediaType.audio, _SSRC, frame) or None

    def decrypt(self, user_id: int, frame: bytes) -> bytes | None:
        """Decrypt a speaker's frame; `None` if that fails. Call it when the frame arrives, because old keys are dropped after 10 s."""
        if frame == opus.SILENCE:
            return frame  # the only frame that clients may always send plain
        decryptor = self._decryptors.get(user_id) or self._new_decryptor(user_id)
        if decryptor is None:
            plain = (self.version == 0 or self._plain_expected) and not frames.is_protocol_frame(frame)
            return frame if plain else self._refused()
        opened = self._call_library(decryptor.decrypt, self._dave.MediaType.audio, frame)
        return opened or self._refused()

    def _refused(self) -> None:
        self._counters.decrypt_failures += 1

    # The steps that several messages share.

    @property
    def _member_ids(self) -> set[str]:
        return {str(user_id) for user_id in self._recognised}

    def _new_group(self, version: int) -> list[Reply]:
        """Begin a new group of one member, and return the key package with which others add the bot."""
        self._group_version = version
        self._session.init(version, self._channel_id, str(self._user_id), self._key)
        package = self._session.get_marshalled_key_package()
        return [messages.Binary(messages.Op.MLS_KEY_PACKAGE, package)] if package else []

    def _recover(self, transition_id: int) -> list[Reply]:
        """Report that a commit or welcome cannot be used; the server then removes the bot and adds it again."""
        self._counters.invalid_commits += 1
        invalid = messages.Text(messages.Op.MLS_INVALID_COMMIT_WELCOME, {"transition_id": transition_id})
        return [invalid, *self._new_group(self._group_version or DAVE_VERSION)]

    def _prepare(self, transition_id: int, version: int, epoch: int | None) -> list[Reply]:
        """Use the new keys for decryption from now on, and keep the own new key until the transition is executed."""
        own = code = None
        if version > 0:
            self._plain_expected = False
        if version > 0 and self._session.has_established_group():
            for user_id in self._recognised - {self._user_id}:
                self._set_keys(self._decryptors.get(user_id), user_id)
            own = self._session.get_key_ratchet(str(self._user_id))
            code = self._read_privacy_code()
        while len(self._prepared) >= MAX_PENDING:
            self._prepared.pop(next(iter(self._prepared)))
        self._prepared[transition_id] = _Prepared(version, own, epoch, code)
        if transition_id == 0:
            self.execute_transition(0)
            return []
        return [messages.Text(messages.Op.DAVE_TRANSITION_READY, {"transition_id": transition_id})]

    def _new_decryptor(self, user_id: int) -> Any:
        """Make a decryptor for a user who was not yet announced when the epoch began."""
        if user_id not in self._recognised or not self._session.has_established_group():
            return None
        return self._set_keys(None, user_id)

    def _set_keys(self, decryptor: Any, user_id: int) -> Any:
        ratchet = self._call_library(self._session.get_key_ratchet, str(user_id))
        if ratchet is None:
            return decryptor
        if decryptor is None:
            decryptor = self._decryptors[user_id] = self._dave.Decryptor()
            if self.version == 0 or self._plain_expected:
                decryptor.transition_to_passthrough_mode(True)
        decryptor.transition_to_key_ratchet(ratchet, OLD_KEYS_S)
        if not self._plain_expected:
            decryptor.transition_to_passthrough_mode(
                False, OLD_KEYS_S
            )  # plain frames that are under way are still accepted
        return decryptor

    def _accept_plain(self) -> None:
        """Accept plain frames: after a downgrade was announced, others send them as soon as they are ready."""
        self._plain_expected = True
        for decryptor in self._decryptors.values():
            decryptor.transition_to_passthrough_mode(True)

    def _read_privacy_code(self) -> str | None:
        authenticator = self._session.get_last_epoch_authenticator()
        if not authenticator:
            return None
        return self._dave.generate_displayable_code(authenticator, PRIVACY_CODE_DIGITS, PRIVACY_CODE_GROUP)

    def _call_library(self, function: Any, *arguments: Any) -> Any:
        """Call the library; return `None` if it raises."""
        if b"" in arguments:  # dave.py 1.1.0: an empty op 25 ends the process (found by a property test)
            return None
        try:
            return function(*arguments)
        except Exception as error:  # noqa: BLE001 - a third-party library with untrusted input; no error of it may end the connection
            _LOGGER.warning("channel %s: the library of the end-to-end encryption failed: %s", self._channel_id, error)
            return None

    @staticmethod
    def _note_failure(where: str, why: str) -> None:
        _LOGGER.info("the end-to-end encryption's handshake failed in %s: %s", where, why)


def _epoch_after(commit: bytes) -> int | None:
    """Return the epoch after a commit, ``u16 version | u16 wire format | vec group id | u64 epoch | ...`` (RFC 9420 section 6)."""
    if len(commit) < 5 or commit[4] >= 0x40:  # Discord's group ids are never longer than 63 bytes
        return None
    start = 5 + commit[4]
    epoch = commit[start : start + 8]
    return int.from_bytes(epoch, "big") + 1 if len(epoch) == 8 else None
