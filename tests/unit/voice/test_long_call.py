"""A call of days: numbers that overflow, hundreds of people who come and go, and hundreds of epochs of the encryption."""

from __future__ import annotations

import itertools

import pytest
from tests.growth import census, grown
from tests.unit.voice.dave_call import ANN_ID, FRAME, established
from tests.unit.voice.test_call import KEY, Media, describe, session

from chatterbot.voice import call, crypto, gateway, messages, rtp
from chatterbot.voice.messages import Op

pytestmark = pytest.mark.unit

OWN_SSRC = 5


def sent_headers(media: Media) -> list[rtp.Header]:
    found: list[rtp.Header] = []
    for datagram in media.sent:
        parsed = rtp.parse(datagram)
        assert parsed is not None
        found.append(parsed.header)
    return found


async def test_numbers_of_sent_packets_overflow_without_a_gap() -> None:
    made, _ = session()
    describe(made, 0)
    media = Media()
    made._media = media  # type: ignore[assignment]  # all that is asked of it is to send
    made._rtp_sequence, made._rtp_timestamp = 0xFFFF - 2, 2**32 - 960 * 2
    assert all(made.transmit(b"\x78sound") for _ in range(8))
    headers = sent_headers(media)
    assert [header.sequence for header in headers] == [65533, 65534, 65535, 0, 1, 2, 3, 4]
    steps = [(after.timestamp - before.timestamp) % 2**32 for before, after in itertools.pairwise(headers)]
    assert set(steps) == {960}
    assert max(header.timestamp for header in headers) < 2**32


async def test_the_last_nonce_of_a_key_is_used_once_and_no_further() -> None:
    cipher = crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, KEY)
    cipher._counter = 2**32 - 1
    assert cipher.seal(bytes(12), b"sound")[-4:] == b"\xff\xff\xff\xff"
    with pytest.raises(Exception, match="used up"):
        cipher.seal(bytes(12), b"sound")


async def test_numbers_of_the_gateways_messages_overflow() -> None:
    sequence = gateway.Sequence()
    taken = [sequence.accept(number & 0xFFFF) for number in range(65_500, 65_600)]
    assert all(taken)
    assert sequence.last == 65_599 & 0xFFFF
    assert not sequence.accept(65_530), "what was processed before the overflow is not processed again"


def come_and_go(made: call.WireSession, users: range) -> None:
    """Let people join, send a few packets under their own SSRC, change it, and leave."""
    for user_id in users:
        made.handle(messages.Inbound(Op.CLIENTS_CONNECT, {"user_ids": [str(user_id)]}, None))
        for ssrc in (10 * user_id, 10 * user_id + 1):
            made._receiver.take(
                rtp.Header(65_534, 2**32 - 960, ssrc), b"\xf8\xff\xfe"
            )  # before it is known whose it is
            made.handle(messages.Inbound(Op.SPEAKING, {"user_id": str(user_id), "ssrc": ssrc, "speaking": 1}, None))
            for number in range(65_535, 65_545):
                made._receiver.take(rtp.Header(number & 0xFFFF, (number * 960) % 2**32, ssrc), b"\xf8\xff\xfe")
        made.handle(messages.Inbound(Op.CLIENT_DISCONNECT, {"user_id": str(user_id)}, None))


async def test_nothing_stays_of_people_who_left_the_call() -> None:
    made, told = session()
    describe(made, 0)
    made._receiver.begin(lambda _, frame: frame)
    come_and_go(made, range(1000, 1020))
    before = census(made, made._receiver)
    assert "Receiver._owners" in before
    come_and_go(made, range(2000, 2300))
    assert grown(before, census(made, made._receiver)) == {}
    assert len(told) >= 600, "they did come and go"


async def test_nothing_stays_of_hundreds_of_epochs() -> None:
    dave = established()

    def epochs(users: range) -> None:
        for user_id in users:
            dave.enter(user_id)
            dave.turn()
            assert dave.bot_hears(user_id)
            assert dave.bot_hears(ANN_ID)
            assert dave.bot_is_heard(ANN_ID, FRAME)
            dave.leave(user_id)
            dave.turn()
            del dave.peers[user_id]

    epochs(range(200, 205))
    before = census(dave.bot)
    assert before["DaveSession._recognised"] == 2
    epochs(range(300, 340))
    assert grown(before, census(dave.bot)) == {}
    assert dave.counters.epochs >= 90
    assert dave.counters.decrypt_failures == 0
