"""The client's rules of DAVE 1 around `dave.py`, Discord's own library: the group, its keys, and when each is used.

Pure in the sense that matters: messages go in, messages to be sent come out, nothing waits. The rules, one a row:

==================  ===================================================================================================================
from the gateway    answer
==================  ===================================================================================================================
op 4, version > 0   a new group of one; its key package (op 26)
op 25               kept, and given to the group, now or when there is one
op 27               a commit (op 28), if the proposals make one
op 29, op 30        the new epoch is prepared (op 23); what is not for us is ignored; what fails: op 31, a new group, op 26
op 21               prepared (op 23); version 0 lets plain frames in; transition 0 is executed at once and not answered
op 22               our own frames use the prepared keys from now on; an unknown number is ignored
op 24, epoch 1      a new group of the given version, op 26; other epochs need nothing in version 1
op 11, op 13        who may be in the group
==================  ===================================================================================================================

Key packages are made then and only then: each new one voids the one before. Source: the DAVE protocol whitepaper 1.1 and libdave.
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
"""The highest version of the protocol this client speaks."""
MAX_PENDING: Final = 16
"""Prepared transitions that are remembered; Discord has one or two open at a time."""
PRIVACY_CODE_DIGITS: Final = 30
"""Length of the privacy code that Discord's clients show, in groups of `PRIVACY_CODE_GROUP`."""
PRIVACY_CODE_GROUP: Final = 5
OLD_KEYS_S: Final = 10.0
"""Seconds that frames of the epoch before are still opened (whitepaper, "Sender Key Transitions")."""
_SSRC: Final = 0
"""libdave asks which stream a frame belongs to; within one session there is one."""
_LOGGER: Final = logging.getLogger(__name__)
_LIBRARY_LOG: Final = logging.getLogger("dave")
"""Where libdave writes two lines of ERROR for each frame it cannot open, fifty times a second around every transition; they are counted
here instead. Whoever wants them sets the level of that logger."""

Reply = messages.Text | messages.Binary


@dataclasses.dataclass(frozen=True, slots=True)
class _Prepared:
    """What op 22 will put in force."""

    version: int
    own_ratchet: Any
    epoch: int | None
    privacy_code: str | None


class DaveSession:
    """One session's end-to-end encryption.

    Parameters
    ----------
    user_id
        The bot.
    channel_id
        The voice channel; it names the group.
    count
        Where epochs, refused frames and recoveries are counted.

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
        self._group_version = 0  # of the group being set up or in use; `version` follows when a transition is executed
        self._plain_expected = False  # a downgrade was announced: others may already send plain frames
        self.version = 0
        """Version in force; 0 means that frames travel without end-to-end encryption."""
        self.epoch: int | None = None
        """The group's epoch, where it is known."""
        self.privacy_code: str | None = None
        """30 digits that all members of the group share."""

    @property
    def can_send(self) -> bool:
        """Whether a frame may leave: encrypted, or plain because the call is plain."""
        return self.version == 0 or bool(self._encryptor.has_key_ratchet())

    # The gateway's messages, in the order of their opcodes.

    def described(self, version: int) -> list[Reply]:
        """Op 4: the call's version is known."""
        self.version = version
        return self._begin(version) if version > 0 else []

    def joined(self, user_ids: Iterable[int]) -> None:
        """Op 11: these may be in the group."""
        self._recognised.update(user_ids)

    def left(self, user_id: int) -> None:
        """Op 13: this one may not, and is not heard any more."""
        if user_id != self._user_id:
            self._recognised.discard(user_id)
            self._decryptors.pop(user_id, None)

    def prepare_transition(self, transition_id: int, version: int) -> list[Reply]:
        """Op 21: another version, or a new start of this one, is about to be used."""
        if version == 0:
            self._let_plain_in()
        return self._prepare(transition_id, version, None)

    def execute_transition(self, transition_id: int) -> bool:
        """Op 22: use what was prepared; whether anything changed."""
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
            self._let_plain_in()
        if prepared.own_ratchet is not None:
            self._counters.epochs += 1
        return True

    def prepare_epoch(self, epoch: int, version: int) -> list[Reply]:
        """Op 24: a group is made anew (epoch 1), or only its version changes."""
        return self._begin(version) if epoch == 1 and version > 0 else []

    def external_sender(self, payload: bytes) -> None:
        """Op 25: who may propose members; libdave keeps it across new groups, whenever it comes."""
        self._guarded(self._session.set_external_sender, payload)

    def proposals(self, payload: bytes) -> list[Reply]:
        """Op 27: members are to be added or removed."""
        commit = self._guarded(self._session.process_proposals, payload, self._names)
        return [messages.Binary(messages.Op.MLS_COMMIT_WELCOME, commit)] if commit else []

    def announced_commit(self, payload: bytes) -> list[Reply]:
        """Op 29: somebody's commit won."""
        transition_id, commit = int.from_bytes(payload[:2], "big"), payload[2:]
        result = self._guarded(self._session.process_commit, commit)
        if result is self._dave.RejectType.ignored:
            return []
        if not isinstance(result, dict):
            return self._recover(transition_id)
        return self._prepare(transition_id, self._group_version, _epoch_after(commit))

    def welcome(self, payload: bytes) -> list[Reply]:
        """Op 30: the bot was taken into the group."""
        transition_id, welcome = int.from_bytes(payload[:2], "big"), payload[2:]
        if self._guarded(self._session.process_welcome, welcome, self._names) is None:
            return self._recover(transition_id)
        return self._prepare(transition_id, self._group_version, None)

    # Frames.

    def encrypt(self, frame: bytes) -> bytes | None:
        """Make an Opus packet ready to leave; `None` if it must not leave now."""
        if self.version == 0:
            return frame
        if not self._encryptor.has_key_ratchet():
            return None
        return self._encryptor.encrypt(self._dave.MediaType.audio, _SSRC, frame) or None

    def decrypt(self, user_id: int, frame: bytes) -> bytes | None:
        """Open a speaker's frame as it arrives (old keys vanish after 10 s); `None` if it cannot be opened."""
        if frame == opus.SILENCE:
            return frame  # the one frame that clients may send plain
        decryptor = self._decryptors.get(user_id) or self._new_decryptor(user_id)
        if decryptor is None:
            plain = (self.version == 0 or self._plain_expected) and not frames.is_protocol_frame(frame)
            return frame if plain else self._refused()
        opened = self._guarded(decryptor.decrypt, self._dave.MediaType.audio, frame)
        return opened or self._refused()

    @property
    def decryptors(self) -> int:
        """How many speakers there are keys for."""
        return len(self._decryptors)

    def _refused(self) -> None:
        self._counters.decrypt_failures += 1

    # The steps that several messages share.

    @property
    def _names(self) -> set[str]:
        return {str(user_id) for user_id in self._recognised}

    def _begin(self, version: int) -> list[Reply]:
        """A new group of one, and the key package that others add us with."""
        self._group_version = version
        self._session.init(version, self._channel_id, str(self._user_id), self._key)
        package = self._session.get_marshalled_key_package()
        return [messages.Binary(messages.Op.MLS_KEY_PACKAGE, package)] if package else []

    def _recover(self, transition_id: int) -> list[Reply]:
        """Tell that a commit or welcome is of no use; the server removes us and adds us again."""
        self._counters.invalid_commits += 1
        invalid = messages.Text(messages.Op.MLS_INVALID_COMMIT_WELCOME, {"transition_id": transition_id})
        return [invalid, *self._begin(self._group_version or DAVE_VERSION)]

    def _prepare(self, transition_id: int, version: int, epoch: int | None) -> list[Reply]:
        """Be able to hear with the new keys, and keep the own new key for later."""
        own = code = None
        if version > 0:
            self._plain_expected = False
        if version > 0 and self._session.has_established_group():
            for user_id in self._recognised - {self._user_id}:
                self._give_keys(self._decryptors.get(user_id), user_id)
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
        """Keys for somebody who was not yet recognised when the epoch began."""
        if user_id not in self._recognised or not self._session.has_established_group():
            return None
        return self._give_keys(None, user_id)

    def _give_keys(self, decryptor: Any, user_id: int) -> Any:
        ratchet = self._guarded(self._session.get_key_ratchet, str(user_id))
        if ratchet is None:
            return decryptor
        if decryptor is None:
            decryptor = self._decryptors[user_id] = self._dave.Decryptor()
            if self.version == 0 or self._plain_expected:
                decryptor.transition_to_passthrough_mode(True)
        decryptor.transition_to_key_ratchet(ratchet, OLD_KEYS_S)
        if not self._plain_expected:
            decryptor.transition_to_passthrough_mode(False, OLD_KEYS_S)  # plain frames on their way still get in
        return decryptor

    def _let_plain_in(self) -> None:
        """A downgrade: others send plain frames as soon as they are ready for it."""
        self._plain_expected = True
        for decryptor in self._decryptors.values():
            decryptor.transition_to_passthrough_mode(True)

    def _read_privacy_code(self) -> str | None:
        authenticator = self._session.get_last_epoch_authenticator()
        if not authenticator:
            return None
        return self._dave.generate_displayable_code(authenticator, PRIVACY_CODE_DIGITS, PRIVACY_CODE_GROUP)

    def _guarded(self, function: Any, *arguments: Any) -> Any:
        """Call the library; should it raise where it means to return nothing, that counts as nothing."""
        if b"" in arguments:  # dave.py 1.1.0: an empty op 25 ends the process (found by a property test)
            return None
        try:
            return function(*arguments)
        except Exception as error:  # noqa: BLE001 - a foreign library fed with foreign bytes; none of them may end the connection
            _LOGGER.warning("the encryption library failed: %s", error)
            return None

    @staticmethod
    def _note_failure(where: str, why: str) -> None:
        _LOGGER.info("the group's handshake failed in %s: %s", where, why)


def _epoch_after(commit: bytes) -> int | None:
    """The epoch that a commit leads to: ``u16 version | u16 wire format | vec group id | u64 epoch | ...`` (RFC 9420 section 6)."""
    if len(commit) < 5 or commit[4] >= 0x40:  # a longer group id than 63 bytes is none of Discord's
        return None
    start = 5 + commit[4]
    epoch = commit[start : start + 8]
    return int.from_bytes(epoch, "big") + 1 if len(epoch) == 8 else None
