"""The client's side of DAVE with peers of another MLS implementation; no plain frame is ever sent in an encrypted call."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.voice.dave_call import BOT, CHANNEL, FRAME, Call, established

from chatterbot.standin.voice.server import mls
from chatterbot.voice import counters, messages, opus
from chatterbot.voice.dave import frames
from chatterbot.voice.dave.session import MAX_PENDING, DaveSession
from chatterbot.voice.messages import Op

pytestmark = pytest.mark.unit
pytest.importorskip("davey", reason="the peers are davey's")

ANN, BOB, CID = 1, 2, 3


@pytest.fixture
def call() -> Call:
    return Call()


# Beginning.


def test_an_unencrypted_call_is_plain_and_sends_no_key_package(call: Call) -> None:
    assert call.bot.begin_call(0) == []
    assert call.bot.can_send
    assert call.bot.encrypt(FRAME) == FRAME
    assert call.bot.decrypt(ANN, FRAME) == FRAME


def test_in_a_plain_call_an_encrypted_frame_is_rejected(call: Call) -> None:
    call.bot.begin_call(0)
    sealed = b"\0" * 20 + b"\0" * 8 + b"\x05\x0c\xfa\xfa"
    assert frames.is_protocol_frame(sealed)
    assert call.bot.decrypt(ANN, sealed) is None


def test_alone_in_a_group_no_frame_is_sent_and_one_key_package_is(call: Call) -> None:
    call.bring_bot()
    assert call.sent_ops() == [Op.MLS_KEY_PACKAGE]
    assert not call.bot.can_send
    assert call.bot.encrypt(FRAME) is None
    assert call.bot.encrypt(opus.SILENCE) is None
    assert call.bot.privacy_code is None


@pytest.mark.parametrize("sender", ["before", "after"])
@pytest.mark.parametrize("winner", [BOT, ANN])
def test_two_members_hear_each_other(call: Call, sender: str, winner: int) -> None:
    call.bring_bot(sender=sender)
    ann = call.enter(ANN)
    call.sent_ops()
    call.turn(winner)
    # The bot commits in any case; whoever wins, it says that it is ready, and sends no second key package.
    assert call.sent_ops() == [Op.MLS_COMMIT_WELCOME, Op.DAVE_TRANSITION_READY]
    assert call.all_hear()
    assert call.bot.privacy_code == ann.session.voice_privacy_code
    assert len(call.bot.privacy_code or "") == 30
    assert call.bot.epoch == (1 if winner == BOT else None)
    assert call.counters.epochs == 1


def test_an_external_sender_during_a_group_changes_nothing(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    call.bot.external_sender(call.group.sender.package())
    call.enter(BOB)
    call.turn()
    assert call.all_hear()


def test_own_frames_use_the_old_keys_until_the_transition_is_executed(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    number = call.turn(execute=False)
    assert not call.bot.can_send
    assert call.bot_hears(ANN)  # others may be faster
    assert call.bot.execute_transition(number)
    assert call.bot_is_heard(ANN)
    assert not call.bot.execute_transition(number)
    assert not call.bot.execute_transition(999)
    assert call.bot_is_heard(ANN)


def test_transition_zero_is_executed_at_once_and_not_answered(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.sent_ops()
    commits = dict(call.propose())
    call.accept(BOT, commits[BOT], transition_id=0)
    assert call.sent_ops() == [Op.MLS_COMMIT_WELCOME]
    assert call.all_hear()


# People come and go.


def test_members_join_and_leave_whichever_commit_wins(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    codes = {call.bot.privacy_code}
    for newcomer, winner in ((BOB, ANN), (CID, BOT), (4, BOB)):
        call.enter(newcomer)
        call.turn(winner)
        assert call.all_hear()
        codes.add(call.bot.privacy_code)
    for gone, winner in ((BOB, CID), (ANN, BOT)):
        call.leave(gone)
        call.turn(winner)
        assert call.all_hear()
        codes.add(call.bot.privacy_code)
    assert len(codes) == 6
    assert len(call.bot._decryptors) == 2
    assert call.counters.invalid_commits == 0


def test_a_user_who_rejoins_is_heard_again(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.enter(BOB)
    call.turn()
    call.leave(ANN)
    call.turn()
    call.enter(ANN)
    call.turn(BOB)
    assert call.all_hear()


def test_a_transition_that_is_overtaken_by_the_next_is_harmless(call: Call) -> None:
    """Discord may not wait for all members: two epochs are prepared before the first is executed."""
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    call.enter(BOB)
    first = call.turn(execute=False)
    call.enter(CID)
    second = call.turn(execute=False)
    assert call.bot.execute_transition(first)
    assert call.bot_is_heard(ANN)
    assert call.bot.execute_transition(second)
    assert call.all_hear()


def test_a_user_who_was_not_announced_is_not_added(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    call.enter(BOB)
    call.bot.left(BOB)  # op 11 has not come yet
    assert BOT not in dict(call.propose())


def test_a_speaker_announced_after_the_epoch_began_is_heard(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    call.bot.left(ANN)
    assert not call.bot_hears(ANN)
    call.bot.joined([ANN])
    assert call.bot_hears(ANN)


def test_a_sole_member_begins_a_new_group(call: Call) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.turn()
    call.leave(ANN)
    call.group.reset()
    call.sent_ops()
    call.from_bot(call.bot.prepare_epoch(1, 1))
    call.from_bot(call.bot.prepare_transition(0, 1))
    assert call.sent_ops() == [Op.MLS_KEY_PACKAGE]
    assert not call.bot.can_send
    assert call.bot.privacy_code is None
    call.enter(BOB)
    call.turn(BOB)
    assert call.all_hear()


# What goes wrong.


@pytest.mark.parametrize("winner", [BOT, ANN])
def test_after_a_damaged_commit_or_welcome_the_group_recovers(call: Call, winner: int) -> None:
    call.bring_bot()
    call.enter(ANN)
    call.enter(BOB)
    commits = dict(call.propose())
    call.sent_ops()
    number = call.accept(winner, commits[winner], damage_bot=True)
    assert isinstance(call.sent[0], messages.Text)
    assert call.sent[0].data == {"transition_id": number}
    assert call.sent_ops() == [Op.MLS_INVALID_COMMIT_WELCOME, Op.MLS_KEY_PACKAGE]
    assert not call.bot.execute_transition(number)
    assert not call.bot.can_send
    removed = call.group.propose_remove(BOT)
    added = call.group.propose_add(BOT)
    commits = dict(call.give(ANN, Op.MLS_PROPOSALS, b"\0" + _vector(removed.message + added.message)))
    call.give(BOB, Op.MLS_PROPOSALS, b"\0" + _vector(removed.message + added.message))
    assert call.bot.execute_transition(call.accept(ANN, commits[ANN]))
    assert call.all_hear()
    assert call.counters.invalid_commits == 1


def _vector(data: bytes) -> bytes:
    assert 64 <= len(data) < 1 << 14
    return (0x4000 | len(data)).to_bytes(2, "big") + data


def test_a_commit_of_another_group_is_ignored(call: Call) -> None:
    call.bring_bot()
    other = Call()
    other.bring_bot()
    other.enter(ANN)
    commit = dict(other.propose())[BOT]
    call.sent_ops()
    assert call.bot.announced_commit(b"\0\5" + commit) == []


@pytest.mark.parametrize("step", ["external_sender", "proposals", "announced_commit", "welcome"])
def test_random_handshake_bytes_raise_nothing_and_send_nothing_plain(step: str) -> None:
    bot = DaveSession(BOT, CHANNEL, counters.VoiceCounters())
    bot.begin_call(1)

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300))
    def attack(payload: bytes) -> None:
        getattr(bot, step)(payload)
        assert bot.encrypt(FRAME) is None

    attack()


@pytest.mark.parametrize("step", ["proposals", "announced_commit", "welcome", "external_sender"])
def test_a_truncated_message_changes_nothing(step: str) -> None:
    """A real message cut at every tenth byte; an empty one would end the process in the library."""
    call = Call()
    call.bring_bot()
    ann = call.enter(ANN)
    whole = {
        "proposals": mls.append_proposals([call.group.propose_add(ANN).message]),
        "announced_commit": b"\0\1" + bytes(ann.session.get_serialized_key_package()),
        "welcome": b"\0\1" + bytes(ann.session.get_serialized_key_package()),
        "external_sender": call.group.sender.package(),
    }[step]
    for end in range(0, len(whole), 10):
        getattr(call.bot, step)(whole[:end])
        assert call.bot.encrypt(FRAME) is None


def test_random_frames_are_rejected_and_counted() -> None:
    call = established()

    @settings(max_examples=120, deadline=None)
    @given(st.binary(max_size=120) | st.binary(max_size=120).map(lambda data: data + b"\x01\x0c\xfa\xfa"))
    def attack(frame: bytes) -> None:
        before = call.counters.decrypt_failures
        opened = call.bot.decrypt(ANN, frame)
        assert opened is None or frame == opus.SILENCE
        assert call.counters.decrypt_failures - before == (opened is None)

    attack()
    assert call.all_hear()


def test_a_plain_frame_is_rejected_and_plain_silence_is_not(call: Call) -> None:
    call = established()
    assert call.bot.decrypt(ANN, FRAME) is None
    assert call.bot.decrypt(ANN, opus.SILENCE) == opus.SILENCE


def test_a_repeated_frame_is_decrypted_only_once(call: Call) -> None:
    call = established()
    sealed = call.peers[ANN].encrypt()
    assert call.bot.decrypt(ANN, sealed) == FRAME
    assert call.bot.decrypt(ANN, sealed) is None


def test_a_frame_of_another_user_is_rejected(call: Call) -> None:
    call = established()
    call.enter(BOB)
    call.turn()
    assert call.bot.decrypt(BOB, call.peers[ANN].encrypt()) is None


# Versions.


def test_a_downgrade_and_an_upgrade_change_the_encryption(call: Call) -> None:
    call = established()
    ann = call.peers[ANN]
    call.from_bot(call.bot.prepare_transition(9, 0))
    assert call.bot.decrypt(ANN, FRAME) == FRAME  # others may be faster
    assert call.bot_hears(ANN)
    sealed = call.bot.encrypt(FRAME)
    assert sealed is not None
    assert sealed != FRAME  # not yet
    assert call.bot.execute_transition(9)
    assert call.bot.encrypt(FRAME) == FRAME
    assert (call.bot.privacy_code, call.bot.can_send) == (None, True)
    # And up again: a new group.
    call.group.reset()
    call.sent_ops()
    call.from_bot(call.bot.prepare_epoch(1, 1))
    assert call.sent_ops() == [Op.MLS_KEY_PACKAGE]
    ann.session.reinit(1, ANN, CHANNEL)
    ann.session.set_external_sender(call.group.sender.package())
    call.group.add_key_package(ANN, bytes(ann.session.get_serialized_key_package()))
    assert call.bot.encrypt(FRAME) == FRAME
    number = call.turn(execute=False)
    assert call.bot.decrypt(ANN, FRAME) == FRAME  # frames on their way
    assert call.bot.execute_transition(number)
    assert call.all_hear()
    assert call.bot.encrypt(FRAME) != FRAME


def test_after_a_downgrade_was_announced_a_newcomer_to_a_call_of_one_is_heard_plain(call: Call) -> None:
    call.bring_bot()
    call.bot.joined([ANN])
    assert call.bot.decrypt(ANN, FRAME) is None, "not before"
    call.bot.prepare_transition(9, 0)
    assert call.bot.decrypt(ANN, FRAME) == FRAME


def test_after_a_downgrade_was_announced_a_newcomer_to_a_group_is_heard_plain() -> None:
    call = established()
    call.bot.prepare_transition(9, 0)
    call.bot.joined([BOB])
    assert call.bot.decrypt(BOB, FRAME) == FRAME


def test_a_later_epoch_needs_no_new_group(call: Call) -> None:
    call = established()
    assert call.bot.prepare_epoch(2, 1) == []
    assert call.all_hear()


def test_the_number_of_prepared_transitions_is_limited(call: Call) -> None:
    call = established()
    for number in range(1, 3 * MAX_PENDING):
        call.bot.prepare_transition(number, 0)
    assert len(call.bot._prepared) <= MAX_PENDING


# The frame's format.


def test_an_encrypted_frame_has_the_format_of_the_whitepaper() -> None:
    """The sizes are those measured on two implementations, and the nonce counts up."""
    call = established()
    for number in range(1, 4):
        sealed = call.bot.encrypt(FRAME)
        assert sealed is not None
        parsed = frames.parse(sealed)
        assert parsed is not None
        assert (parsed.nonce, parsed.ranges, len(parsed.sealed)) == (number, (), len(FRAME))
        assert len(sealed) == len(FRAME) + 12
        assert frames.parse(call.peers[ANN].encrypt()) is not None
