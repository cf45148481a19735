"""Tests that the voice server refuses what Discord refuses, and records what a client did wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.standin.town import Town
from tests.standin.voices import meet, tone

from chatterbot.standin import ChannelType, Json
from chatterbot.standin.voice.client.peer import Peer
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.standin.voice.client.sources import encode
from chatterbot.standin.voice.protocol import SILENCE, VoiceOpcode
from chatterbot.voice.crypto import TransportCipher

pytestmark = pytest.mark.protocol


@pytest.fixture
def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


class RawVoice:
    """A raw websocket to the voice server that can send wrong messages."""

    def __init__(self, town: Town, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.town = town
        self.socket = socket

    def identity(self) -> Json:
        grant = self.town.discord.voice.grant(self.town.guild["id"], self.town.ann.id)
        return {
            "server_id": grant.guild_id,
            "user_id": grant.user_id,
            "session_id": grant.session_id,
            "token": grant.token,
            "max_dave_protocol_version": 1,
        }

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, **changes: Any) -> Json:
        await self.send(0, self.identity() | changes)
        return await self.receive(VoiceOpcode.READY)

    async def described(self) -> Json:
        """Connect until op 4; the UDP address is invented, so no sound arrives."""
        ready = await self.identify()
        session = next(iter(self.town.discord.voice_server.sessions.values()))
        session.discovered = ("127.0.0.1", 9)
        way = {"address": "127.0.0.1", "port": 9, "mode": "aead_aes256_gcm_rtpsize"}
        await self.send(1, {"protocol": "udp", "data": way})
        await self.receive(VoiceOpcode.SESSION_DESCRIPTION)
        return ready

    async def receive(self, op: int) -> Json:
        async with asyncio.timeout(5):
            async for message in self.socket:
                if message.type is aiohttp.WSMsgType.TEXT and (data := json.loads(message.data))["op"] == op:
                    return data
        raise AssertionError(f"no op {op}, but {self.socket.close_code}; {self.town.discord.problems}")

    async def closed(self) -> int | None:
        async with asyncio.timeout(5):
            async for _ in self.socket:
                pass
        return self.socket.close_code


@contextlib.asynccontextmanager
async def connected(town: Town, lounge: Json, query: str = "v=8") -> AsyncGenerator[RawVoice]:
    await town.ann.join_voice(lounge, sound=False)
    context = town.discord.voice_ssl_context
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"wss://{town.discord.voice.endpoint}/?{query}", ssl=context) as socket,
    ):
        yield RawVoice(town, socket)


@pytest.fixture
async def raw(town: Town, lounge: Json) -> AsyncIterator[RawVoice]:
    async with connected(town, lounge) as voice:
        yield voice


BAD_IDENTITIES = [
    ({"token": "wrong"}, 4004, "authentication failed"),
    ({"session_id": "wrong"}, 4006, None),
    ({"server_id": "1"}, 4006, None),
    ({"server_id": 1}, 4002, "server_id"),
    ({"user_id": None}, 4002, "user_id"),
    ({"max_dave_protocol_version": 0}, 4017, "dave required"),
    ({"max_dave_protocol_version": "1"}, 4002, "max_dave_protocol_version"),
]


@pytest.mark.parametrize(("changes", "code", "text"), BAD_IDENTITIES)
async def test_a_wrong_identify_is_refused(
    town: Town, raw: RawVoice, changes: Json, code: int, text: str | None
) -> None:
    await raw.send(0, raw.identity() | changes)
    assert await raw.closed() == code
    if text is not None:
        assert text in town.discord.problems.pop()[1]


async def test_another_version_is_refused(town: Town, lounge: Json) -> None:
    async with connected(town, lounge, "v=4") as raw:
        assert await raw.closed() == 4020
    assert "version 4" in town.discord.problems.pop()[1]


@pytest.mark.parametrize(
    ("message", "code", "text"),
    [
        ('{"op": 1, "d": {}}', 4003, "op 1 before identifying"),
        ("{", 4002, "no JSON"),
        ('{"op": 3}', 4002, "no object"),
        ('{"op": "3", "d": 1}', 4002, "no object"),
        ('{"op": 3, "d": {"t": 1}}', 4002, "seq_ack"),
        ('{"op": 3, "d": {"t": 1.5, "seq_ack": -1}}', 4002, "`t`"),
        ('{"op": 3, "d": 12}', 4002, "no object"),
        (b"\x1a\x00", 4003, "binary message before op 4"),
    ],
)
async def test_wrong_first_messages_close_the_connection(
    town: Town, raw: RawVoice, message: str | bytes, code: int, text: str
) -> None:
    assert (await raw.receive(VoiceOpcode.HELLO))["d"] == {"v": 8, "heartbeat_interval": 13750}
    if isinstance(message, bytes):
        await raw.socket.send_bytes(message)
    else:
        await raw.socket.send_str(message)
    assert await raw.closed() == code
    assert text in town.discord.problems.pop()[1]


@pytest.mark.parametrize(
    ("op", "data", "code", "text"),
    [
        (0, {}, 4005, "Already"),
        (7, {}, 4005, "Already"),
        (99, {}, 4001, "unknown opcode 99"),
        (5, {"speaking": 1, "delay": 0, "ssrc": 1000}, 4003, "op 5 before op 4"),
        (1, {"protocol": "webrtc", "data": {"address": "", "port": 1, "mode": "x"}}, 4012, "protocol"),
        (1, {"protocol": "udp", "data": {"address": "", "port": 1, "mode": "xsalsa20_poly1305"}}, 4016, "mode"),
        (1, {"protocol": "udp", "data": {"address": "", "mode": "xsalsa20_poly1305"}}, 4002, "port"),
    ],
)
async def test_messages_in_the_wrong_order_are_refused(
    town: Town, raw: RawVoice, *, op: int, data: Json, code: int, text: str
) -> None:
    await raw.identify()
    await raw.send(op, data)
    assert await raw.closed() == code
    assert text in town.discord.problems.pop()[1]


@pytest.mark.parametrize(
    ("op", "data", "code", "text"),
    [
        (5, {"speaking": 1, "delay": 0, "ssrc": 1}, 4002, "ssrc"),
        (5, {"speaking": True, "delay": 0, "ssrc": 1000}, 4002, "speaking"),
        (5, {"speaking": 8, "delay": 0, "ssrc": 1000}, 4002, "speaking"),
        (5, {"speaking": 1, "ssrc": 1000}, 4002, "delay"),
        (23, {}, 4002, "transition_id"),
        (23, {"transition_id": 5}, None, "transition 5 did not have to be confirmed"),
        (31, {"transition_id": 5}, None, "transition 5 was never announced"),
        (
            1,
            {"protocol": "udp", "data": {"address": "", "port": 1, "mode": "aead_aes256_gcm_rtpsize"}},
            None,
            "already",
        ),
        (3, {"t": 1, "seq_ack": 500}, None, "message 500, which was not sent yet"),
    ],
)
async def test_wrong_json_messages_in_a_call_are_refused(
    town: Town, raw: RawVoice, *, op: int, data: Json, code: int | None, text: str
) -> None:
    await raw.described()
    await raw.send(op, data)
    if code is not None:
        assert await raw.closed() == code
    await town.discord.wait_until(lambda: town.discord.problems)
    assert text in town.discord.problems.pop()[1]


@pytest.mark.parametrize(
    ("message", "code", "text"),
    [
        (b"\x1a" + bytes(40), 4020, "op 26"),
        (b"\x1c\x00\xc9" + bytes(40), None, "op 28: a commit begins with"),
        (b"\x1d", 4001, "binary message of opcode 1d"),
        (b"", 4001, "none"),
    ],
)
async def test_wrong_binary_messages_in_a_call_are_refused(
    town: Town, raw: RawVoice, message: bytes, code: int | None, text: str
) -> None:
    await raw.described()
    await raw.socket.send_bytes(message)
    if code is not None:
        assert await raw.closed() == code
    await town.discord.wait_until(lambda: town.discord.problems)
    assert text in town.discord.problems.pop()[1]


async def test_a_silent_client_is_disconnected(town: Town, raw: RawVoice) -> None:
    town.discord.voice_server.heartbeat_ms = 50
    await raw.identify()
    assert await raw.closed() == 4009
    assert town.discord.problems.pop()[1] == "Session timed out."


async def test_the_address_must_have_been_discovered(town: Town, raw: RawVoice) -> None:
    await raw.identify()
    way = {"address": "10.0.0.1", "port": 9, "mode": "aead_aes256_gcm_rtpsize"}
    await raw.send(1, {"protocol": "udp", "data": way})
    await raw.receive(VoiceOpcode.SESSION_DESCRIPTION)
    assert town.discord.problems.pop()[1] == "op 1: before IP discovery"


async def test_a_resume_gives_what_was_missed_or_ends(town: Town, lounge: Json, raw: RawVoice) -> None:
    identity = raw.identity()
    await raw.described()
    bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    session = next(iter(town.discord.voice_server.sessions.values()))
    newest = session.sequence
    town.discord.voice_server.drop(user=town.ann.data)
    resume = {key: identity[key] for key in ("server_id", "session_id")}
    resume["token"] = town.discord.voice.find_grant(town.guild["id"], town.ann.id).token  # type: ignore[union-attr]  # joined
    async with connected(town, lounge) as again:
        await again.send(7, resume | {"seq_ack": newest - 1})
        message = await asyncio.wait_for(again.socket.receive(), 5)  # hello
        missed = await asyncio.wait_for(again.socket.receive(), 5)
        await again.receive(VoiceOpcode.RESUMED)
    assert json.loads(message.data)["op"] == VoiceOpcode.HELLO
    assert missed.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)
    async with connected(town, lounge) as again:
        await again.send(7, resume | {"seq_ack": newest + 100})
        assert await again.closed() == 4006
    await bob.leave()


# -- sound


async def sending(person: VoicePerson) -> tuple[Peer, list[bytes]]:
    """Return a user's client that can send wrong packets, and a few valid frames."""
    await person.wait_ready()
    peer = person.peer
    assert peer is not None
    return peer, await asyncio.to_thread(next, encode(tone(440, 0.1)))


async def problem(town: Town) -> str:
    await town.discord.wait_until(lambda: town.discord.problems)
    text = town.discord.problems[0][1]
    town.discord.problems.clear()
    return text


async def test_unencrypted_sound_is_refused(town: Town, lounge: Json) -> None:
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    peer, frames = await sending(ann)
    peer.encryption.version = 0
    peer.send_frame(frames[0])
    assert await problem(town) == "media: an unencrypted frame in an end-to-end encrypted call"
    peer.send_frame(SILENCE)  # which libraries send in the clear
    peer.encryption.version = 1
    peer.send_frame(frames[1])
    await town.discord.wait_until(lambda: bob.stream_of(ann.user["id"]).count == 2)


async def test_a_nonce_is_used_once(town: Town, lounge: Json) -> None:
    ann, _ = await meet(town, lounge, ["Ann", "Bob"])
    peer, frames = await sending(ann)
    assert peer._seal is not None
    for _ in range(2):
        peer._seal._counter = 7
        peer.send_frame(frames[0])
    assert await problem(town) == "media: nonce 00000007 twice with one key"


async def test_a_dave_nonce_is_used_once(town: Town, lounge: Json) -> None:
    ann, _ = await meet(town, lounge, ["Ann", "Bob"])
    peer, frames = await sending(ann)
    encrypted = peer.encryption.encrypt(frames[0])
    assert encrypted is not None
    for _ in range(3):  # the first use, the one the present epoch's key allows, and one too many
        peer.encryption.encrypt = lambda frame: encrypted  # noqa: ARG005 - called by position
        peer.send_frame(frames[0])
    assert "with one key" in await problem(town)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"_sequence": 65_400}, "sequence number 65400 after"),
        ({"_timestamp": 2**32 - 100_000}, "timestamp 4294867296 after"),
        ({"ssrc": 77}, "unknown SSRC 77"),
        ({"_seal": None}, "a packet that cannot be decrypted with its key"),
    ],
)
async def test_packets_that_do_not_fit_their_stream_are_refused(
    town: Town, lounge: Json, change: Json, text: str
) -> None:
    ann, _ = await meet(town, lounge, ["Ann", "Bob"])
    peer, frames = await sending(ann)
    peer.send_frame(frames[0])
    for name, value in change.items():
        setattr(peer, name, value if name != "_seal" else TransportCipher("aead_aes256_gcm_rtpsize", bytes(32)))
    peer.send_frame(frames[1])
    assert text in await problem(town)


async def test_sound_needs_op_5_first(town: Town, lounge: Json) -> None:
    ann, _ = await meet(town, lounge, ["Ann", "Bob"])
    peer, frames = await sending(ann)
    town.discord.voice_server.session(lounge, ann.user).speaking = None
    peer.send_frame(frames[0])
    assert await problem(town) == "media: sound without op 5 before it"
    await town.discord.wait_until(lambda: ann.ready is False or ann._task is None or ann._task.done())


async def test_speaking_without_an_ssrc_is_accepted(town: Town, lounge: Json, raw: RawVoice) -> None:
    await raw.described()
    await raw.send(5, {"speaking": 1, "delay": 0})
    await town.discord.wait_until(lambda: town.discord.voice_server.session(lounge, town.ann.data).speaking == 1)


async def test_a_key_package_that_was_not_requested_is_a_problem(town: Town, lounge: Json) -> None:
    ann = await town.ann.join_voice(lounge)
    peer = ann.peer
    assert peer is not None
    await town.discord.wait_until(lambda: not town.discord.voice_server.session(lounge, ann.user).packages_due)
    await peer._send_binary(VoiceOpcode.KEY_PACKAGE, peer.encryption.begin(1))
    assert await problem(town) == "op 26: the server did not ask for a key package"
