"""The driver with a scripted voice server: handshake, heartbeats, resume, each close code, moves, and the end after failures."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest
from tests.protocol.voice.peer import BOT, CHANNEL, GUILD, QUICK, SSRC, Peer, Socket, running

from chatterbot import errors
from chatterbot.voice import closing, events
from chatterbot.voice.driver import DriverState

pytestmark = pytest.mark.protocol


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with Peer().serving() as served:
        yield served


async def test_the_handshake_has_the_fields_that_discord_expects(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        assert run.driver.state is DriverState.CONNECTED
        socket = await peer.connection(0, 5)
        assert socket.ops() == [0, 1, 5]
        assert socket.first(0) == {
            "server_id": str(GUILD),
            "user_id": str(BOT),
            "session_id": "session",
            "token": "secret",
            "max_dave_protocol_version": 1,
        }
        data = socket.first(1)["data"]
        assert (socket.first(1)["protocol"], data["address"]) == ("udp", "127.0.0.1")
        assert data["mode"] == "aead_aes256_gcm_rtpsize"
        assert socket.first(5) == {"speaking": 0, "delay": 0, "ssrc": SSRC}
        await peer.until(lambda: peer.keepalives >= 2)
    await peer.until(lambda: socket.close_code == 1000)


async def test_a_lost_discovery_request_is_repeated(peer: Peer) -> None:
    peer.discoveries_lost = 2
    async with running(peer) as run:
        await run.settled()
        assert run.driver.state is DriverState.CONNECTED


async def test_the_second_mode_is_used_if_the_first_is_not_offered(peer: Peer) -> None:
    peer.modes = ["aead_xchacha20_poly1305_rtpsize"]
    async with running(peer) as run:
        await run.settled()
        assert peer.sockets[0].first(1)["data"]["mode"] == "aead_xchacha20_poly1305_rtpsize"


async def test_no_common_mode_ends_the_connection(peer: Peer) -> None:
    peer.modes = ["xsalsa20_poly1305"]
    async with running(peer) as run:
        assert isinstance(await run.ended(), errors.EncryptionError)
        assert len(peer.sockets) == 1


@pytest.mark.parametrize("stage", ["hello", "ready", "session description"])
async def test_an_unanswered_step_is_named_in_the_error(peer: Peer, stage: str) -> None:
    peer.silent_at = {stage}
    options = dataclasses.replace(QUICK, answer_timeout_s=0.1, reconnect_attempts=1)
    async with running(peer, options) as run:
        reason = await run.ended()
        assert isinstance(reason, errors.HandshakeTimeoutError)
        assert (reason.stage, reason.timeout_s) == (stage, 0.1)


async def test_a_server_without_udp_is_named_by_its_stage_in_the_error(peer: Peer) -> None:
    peer.discoveries_lost = 1_000
    async with running(peer, dataclasses.replace(QUICK, reconnect_attempts=0)) as run:
        reason = await run.ended()
        assert isinstance(reason, errors.HandshakeTimeoutError)
        assert reason.stage == "ip discovery"


# Heartbeats.


async def test_heartbeats_carry_the_last_number_of_both_kinds(peer: Peer) -> None:
    peer.heartbeat_ms = 200
    async with running(peer) as run:
        await run.settled()
        socket = peer.sockets[0]
        beats = lambda: [message["d"] for message in socket.received if message["op"] == 3]  # noqa: E731 - read in four lines
        assert beats()[0]["seq_ack"] == -1
        await socket.send(18, {"flags": 0}, seq=7)
        await peer.until(lambda: beats()[-1]["seq_ack"] == 7)
        await socket.send_binary(8, 25, b"no sender")
        await peer.until(lambda: beats()[-1]["seq_ack"] == 8)
        assert all(isinstance(beat["t"], int) for beat in beats())
        assert run.driver.latency_s is not None
        assert 0 <= run.driver.latency_s < 1


async def test_a_requested_heartbeat_is_sent_at_once(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        socket = peer.sockets[0]
        before = sum(message["op"] == 3 for message in socket.received)
        await socket.send(3, None)
        await peer.until(lambda: sum(message["op"] == 3 for message in socket.received) == before + 1)


async def test_an_unanswered_heartbeat_leads_to_a_resume(peer: Peer) -> None:
    peer.heartbeat_ms = 400
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].send(18, {}, seq=3)
        peer.acknowledge = False
        second = await peer.connection(1, 7)
        peer.acknowledge = True
        assert second.first(7) == {
            "server_id": str(GUILD),
            "session_id": "session",
            "token": "secret",
            "seq_ack": 3,
        }
        await run.event(events.Reconnected)
        assert peer.sockets[0].close_code not in (1000, 1001)  # either would end the session


# Resume.


async def test_a_cut_connection_is_resumed_with_the_same_session(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        peer.sockets[0].abort()
        assert await run.event(events.Reconnecting) == events.Reconnecting(1006, resume=True)
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=True)
        second = await peer.connection(1, 5)
        assert second.ops() == [7, 5]
        assert (run.driver.counters.resumes, run.driver.counters.reconnects, run.rejoins) == (1, 0, [])
        assert second.binary == []  # a key package here would void the group


@pytest.mark.parametrize("order", ["before", "after"])
async def test_replayed_messages_are_processed_once_before_or_after_resumed(peer: Peer, order: str) -> None:
    async def on_resume(socket: Socket) -> None:
        if order == "after":
            await socket.send(9, None)
        await socket.send(11, {"user_ids": ["5"]}, seq=1)  # known already
        await socket.send(11, {"user_ids": ["6"]}, seq=2)
        if order == "before":
            await socket.send(9, None)

    peer.on_resume = on_resume
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].send(11, {"user_ids": ["5"]}, seq=1)
        assert await run.event(events.SpeakerJoined) == events.SpeakerJoined(5)
        await peer.sockets[0].send(13, {"user_id": "5"})
        await run.event(events.SpeakerLeft)
        peer.sockets[0].abort()
        assert await run.event(events.SpeakerJoined) == events.SpeakerJoined(6)


async def test_after_a_refused_resume_a_new_session_is_requested(peer: Peer) -> None:
    async def on_resume(socket: Socket) -> None:
        await socket.close(4006)

    peer.on_resume = on_resume
    async with running(peer) as run:
        await run.settled()
        peer.sockets[0].abort()
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=False)
        third = await peer.connection(2, 5)
        assert third.first(0)["session_id"] == "session1"
        assert third.first(0)["token"] == "token1"
        assert run.rejoins == [CHANNEL]


async def test_after_several_unanswered_resumes_a_new_session_is_requested(peer: Peer) -> None:
    peer.silent_at = {"resumed"}
    options = dataclasses.replace(QUICK, answer_timeout_s=0.5, resume_attempts=2)
    async with running(peer, options) as run:
        await run.settled()
        peer.sockets[0].abort()
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=False)
        assert [socket.ops()[0] for socket in peer.sockets] == [0, 7, 7, 0]


async def test_a_server_that_always_closes_ends_the_connection_after_a_limited_number_of_attempts(peer: Peer) -> None:
    async def on_identify(socket: Socket) -> None:
        socket.abort()

    async with running(peer) as run:
        await run.settled()
        peer.on_identify = peer.on_resume = on_identify
        peer.sockets[0].abort()
        reason = await run.ended()
        assert isinstance(reason, errors.VoiceGatewayError)
        assert reason.code in (1006, None)
        assert len(run.rejoins) == QUICK.reconnect_attempts
        assert len(peer.sockets) == 1 + QUICK.resume_attempts + QUICK.reconnect_attempts


async def test_an_unreachable_main_gateway_is_tried_again(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        run.rejoin_fails = 2
        await peer.sockets[0].close(4006)
        await run.event(events.Reconnected)
        assert run.rejoins == [CHANNEL] * 3


# Close codes.


@pytest.mark.parametrize("code", [1001, 4013, 4015])
async def test_close_codes_after_which_the_session_is_resumed(peer: Peer, code: int) -> None:
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].close(code)
        assert await run.event(events.Reconnecting) == events.Reconnecting(code, resume=True)
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=True)
        assert run.rejoins == []


@pytest.mark.parametrize("code", [4003, 4004, 4006, 4009, 4011, 4999])
async def test_close_codes_after_which_a_new_session_is_requested(peer: Peer, code: int) -> None:
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].close(code)
        assert await run.event(events.Reconnecting) == events.Reconnecting(code, resume=False)
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=False)
        assert (await peer.connection(1, 5)).ops()[0] == 0
        assert run.rejoins == [CHANNEL]


@pytest.mark.parametrize("code", [4001, 4002, 4005, 4012, 4016, 4017, 4020, 4021])
async def test_close_codes_that_end_the_connection(peer: Peer, code: int) -> None:
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].close(code)
        reason = await run.ended()
        assert isinstance(reason, errors.VoiceGatewayError)
        assert (reason.code, reason.can_resume) == (code, False)
        assert closing.MEANINGS[code] in str(reason)
        assert (len(peer.sockets), run.rejoins) == (1, [])


@pytest.mark.parametrize("code", [4003, 4004, 4011])
async def test_close_codes_that_may_be_our_fault_are_tried_only_once(peer: Peer, code: int) -> None:
    async def on_identify(socket: Socket) -> None:
        await socket.close(code)

    peer.on_identify = on_identify
    async with running(peer) as run:
        reason = await run.ended()
        assert isinstance(reason, errors.VoiceGatewayError)
        assert (reason.code, len(peer.sockets)) == (code, 2)


async def test_a_session_that_is_invalid_every_time_ends_the_connection(peer: Peer) -> None:
    async def on_identify(socket: Socket) -> None:
        await socket.close(4006)

    peer.on_identify = on_identify
    async with running(peer) as run:
        await run.ended()
        assert len(run.rejoins) == QUICK.reconnect_attempts


async def test_old_failures_do_not_count(peer: Peer) -> None:
    async with running(peer, dataclasses.replace(QUICK, stable_after_s=0, reconnect_attempts=2)) as run:
        await run.settled()
        for number in range(5):
            await peer.sockets[number].close(4006)
            await run.event(events.Reconnected)
        assert run.driver.counters.reconnects == 5


# Moves and kicks.


@pytest.mark.parametrize("code", [4014, 4022])
async def test_a_kick_ends_the_connection(peer: Peer, code: int) -> None:
    async with running(peer) as run:
        await run.settled()
        run.driver.place.on_voice_state(None, "session")
        await peer.sockets[0].close(code)
        reason = await run.ended()
        assert reason is not None
        assert (len(peer.sockets), run.rejoins) == (1, [])


async def test_a_close_as_kicked_without_a_new_channel_ends_the_connection(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        await peer.sockets[0].close(4014)
        reason = await run.ended()
        assert isinstance(reason, errors.VoiceGatewayError)
        assert reason.code == 4014


@pytest.mark.parametrize("first", ["state", "server"])
@pytest.mark.parametrize("closed", ["before", "after", "never"])
async def test_after_a_move_the_driver_connects_to_the_new_channel(peer: Peer, first: str, closed: str) -> None:
    async with running(peer) as run:
        await run.settled()
        if closed == "before":
            await peer.sockets[0].close(4014)
        if first == "state":
            run.driver.place.on_voice_state(99, "session")
            run.driver.place.on_voice_server(peer.url, "new token")
        else:
            run.driver.place.on_voice_server(peer.url, "new token")
            run.driver.place.on_voice_state(99, "session")
        if closed == "after":
            await peer.sockets[0].close(4014)
        assert await run.event(events.Moved) == events.Moved(99)
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=False)
        second = await peer.connection(1, 5)
        assert second.first(0)["token"] == "new token"
        assert (run.driver.info.channel_id, run.rejoins, len(peer.sockets)) == (99, [], 2)


async def test_after_a_move_without_a_server_a_new_session_is_requested(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        run.driver.place.on_voice_state(99, "session")
        await run.event(events.Reconnected)
        assert run.rejoins == [99]


async def test_after_a_null_endpoint_the_new_server_is_awaited(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        run.driver.place.on_voice_server(None, "void")
        assert await run.event(events.Reconnecting) == events.Reconnecting(None, resume=False)
        run.driver.place.on_voice_server(peer.url, "another")
        assert await run.event(events.Reconnected) == events.Reconnected(resumed=False)
        assert (peer.sockets[-1].first(0)["token"], run.rejoins) == ("another", [])


async def test_if_no_new_server_comes_a_new_session_is_requested(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        run.driver.place.on_voice_server(None, "void")
        await run.event(events.Reconnected)
        assert run.rejoins == [CHANNEL]


# Messages.


async def test_unknown_and_malformed_messages_change_nothing(peer: Peer) -> None:
    async with running(peer) as run:
        await run.settled()
        socket = peer.sockets[0]
        for text in ("", "[]", "{", '{"op":"4"}', '{"op":5,"d":null}', '{"op":4,"d":{"mode":1,"secret_key":"x"}}'):
            await socket.socket.send_str(text)
        for op, data in ((14, {}), (15, None), (77, [1]), (11, {"user_ids": ["x"]}), (13, {}), (22, {}), (21, "x")):
            await socket.send(op, data)
        for binary in (b"", b"\0", b"\0\1\x63rubbish"):
            await socket.socket.send_bytes(binary)
        for number, op in enumerate((25, 27, 29, 30), start=10):
            await socket.send_binary(number, op, b"\0\1rubbish")
        await socket.send(11, {"user_ids": ["8", str(BOT)]})
        assert await run.event(events.SpeakerJoined) == events.SpeakerJoined(8)
        assert run.driver.state is DriverState.CONNECTED
        assert len(peer.sockets) == 1


async def test_speaking_is_not_announced_before_the_session_description(peer: Peer) -> None:
    """A server would close with 4003; a playback may end at any moment of a handshake."""
    identified = asyncio.Event()

    async def on_identify(socket: Socket) -> None:
        identified.set()
        await asyncio.sleep(0)
        assert run.driver.sender.outlet is not None
        run.driver.sender.outlet.speaking(True)
        await peer.ready(socket)

    async with running(peer) as run:
        await run.settled()
        peer.on_identify = on_identify
        await peer.sockets[0].close(4006)
        await identified.wait()
        second = await peer.connection(1, 5)
        assert second.ops() == [0, 1, 5]
        assert second.first(5)["speaking"] == 1
