"""One session's answers to the gateway: no JSON or bytes make it fail or send anything unencrypted."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.voice.clocks import ScriptedClock
from tests.unit.voice.dave_call import ANN_ID, established

from chatterbot.voice import call, counters, crypto, events, messages, place, receiver, rtp
from chatterbot.voice.messages import Op
from chatterbot.voice.options import VoiceOptions

pytestmark = pytest.mark.unit

KEY = bytes(32)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.integers(0, 2**70).map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    *("ssrc", "ip", "port", "modes", "mode", "secret_key", "dave_protocol_version", "user_id", "user_ids"),
    *("audio_ssrc", "transition_id", "protocol_version", "epoch", "speaking"),
]
DATA = JSON | st.dictionaries(st.sampled_from(FIELDS), JSON | st.integers(-1, 3), max_size=8)


def session() -> tuple[call.WireSession, list[events.VoiceEvent]]:
    told: list[events.VoiceEvent] = []
    count = counters.VoiceCounters()
    options = VoiceOptions()
    ears = receiver.Receiver(options, count, ThreadPoolExecutor(1), told.append, clock=ScriptedClock())
    info = place.ConnectionInfo(1, 77, 100, "session", "secret", "wss://a")
    made = call.WireSession(info, options=options, count=count, receiver=ears, emit=told.append, changed=lambda: None)
    return made, told


def describe(made: call.WireSession, version: int) -> None:
    made.handle(messages.Inbound(Op.READY, {"ssrc": 5, "ip": "127.0.0.1", "port": 9, "modes": ["x"]}, None))
    description = {"mode": crypto.EncryptionMode.AES256_GCM, "secret_key": [*KEY], "dave_protocol_version": version}
    made.handle(messages.Inbound(Op.SESSION_DESCRIPTION, description, None))


async def test_any_message_of_the_gateway_raises_nothing() -> None:
    made, _ = session()
    describe(made, 1)

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from([*map(int, Op), 12, 15, 99]), DATA | st.binary(max_size=60))
    def attack(op: int, data: object) -> None:
        made.handle(messages.Inbound(op, data, None))

    attack()


async def test_user_ids_beyond_64_bits_raise_nothing_when_an_epoch_begins() -> None:
    """libdave reads ids as unsigned 64-bit numbers."""
    group = established()
    for user_id in (2**64, 2**70, -1):
        group.bot.joined([user_id])
    group.enter(2)
    group.turn()
    assert group.bot_hears(ANN_ID)


async def test_any_text_frame_raises_nothing() -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=60) | JSON.map(str) | st.just("[" * 20_000))
    def attack(frame: str) -> None:
        messages.read_text(frame)

    attack()


@pytest.mark.parametrize("version", [0, 1])
async def test_any_datagram_is_counted_and_raises_nothing(version: int) -> None:
    made, told = session()
    describe(made, version)
    made.handle(messages.Inbound(Op.CLIENTS_CONNECT, {"user_ids": ["1"]}, None))
    made.handle(messages.Inbound(Op.SPEAKING, {"user_id": "1", "ssrc": 6, "speaking": 1}, None))
    cipher = crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, KEY)
    sealed = st.binary(max_size=40).map(lambda body: cipher.seal(rtp.Header(1, 2, 6, padding=True).pack(), body))
    count = made._counters

    @settings(max_examples=120, deadline=None)
    @given(st.binary(max_size=90) | st.binary(max_size=60).map(lambda data: b"\x80\x78" + data) | sealed)
    def attack(datagram: bytes) -> None:
        def total() -> int:
            return count.malformed + count.control + count.transport_failures + count.packets_received

        before = total()
        made._on_datagram(datagram)
        assert total() == before + 1

    attack()
    assert [event for event in told if isinstance(event, events.SpeakerJoined)] == [events.SpeakerJoined(1)]


class Media:
    """Records what is sent, in place of a socket."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, datagram: bytes) -> bool:
        self.sent.append(datagram)
        return True


@pytest.mark.parametrize(("version", "sent"), [(0, True), (1, False)])
async def test_a_packet_is_sent_in_a_plain_call_and_withheld_without_keys(version: int, sent: bool) -> None:
    made, _ = session()
    describe(made, version)
    media = Media()
    made._media = media  # type: ignore[assignment]  # all that is asked of it is to send
    packet = b"\x78opus of the bot"
    assert made.transmit(packet) is sent
    assert made._counters.packets_sent == len(media.sent) == sent
    for datagram in media.sent:
        parsed = rtp.parse(datagram)
        assert parsed is not None
        assert crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, KEY).open(datagram, parsed.clear_size) == packet


async def test_the_timestamp_advances_during_a_pause() -> None:
    made, _ = session()
    first = made._next_timestamp()
    assert (made._next_timestamp() - first) % 2**32 == 960
    assert made._last_sent_s is not None
    made._last_sent_s -= 1.0
    assert (made._next_timestamp() - first) % 2**32 == pytest.approx(960 + 48_000, abs=960)
    await asyncio.sleep(0)
