"""The gateway keeps Discord's rules: handshake, close codes, intents, replay, limits, transports."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import Intent, Permission
from chatterbot.standin.gateway import connection, framing

pytestmark = pytest.mark.protocol

Socket = aiohttp.ClientWebSocketResponse


async def frames_until(socket: Socket, name: str) -> list[dict[str, Any]]:
    """Read frames up to an event."""
    frames: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["t"] != name:
            frames.append(await socket.receive_json())
    return frames


async def close_code(socket: Socket) -> int | None:
    """Read until the server closes."""
    async with asyncio.timeout(5):
        while (await socket.receive()).type not in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
            pass
    return socket.close_code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", 4002),
        ('{"d": 1}', 4002),
        ("[]", 4002),
        ('{"op": 2, "d": 5}', 4002),
        ('{"op": 99}', 4001),
        ('{"op": 0}', 4003),
        ('{"op": 3, "d": {}}', 4003),
        ('{"op": 4, "d": {}}', 4003),
        ('{"op": 1, "d": "' + "x" * 4096 + '"}', 4002),
        ('{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}', 4004),
    ],
)
async def test_wrong_frames_close_the_connection(raw: Raw, frame: str, code: int) -> None:
    async with raw.socket() as socket:
        await socket.send_str(frame)
        assert await close_code(socket) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": None}, 4002),
        ({"intents": True}, 4002),
        ({"properties": None}, 4002),
        ({"intents": 1 << 30}, 4013),
        ({"intents": -1}, 4013),
        ({"intents": int(Intent.GUILD_MEMBERS)}, 4014),
        ({"intents": int(Intent.GUILD_PRESENCES)}, 4014),
        ({"shard": [1, 1]}, 4010),
        ({"shard": [0]}, 4010),
        ({"shard": "0,1"}, 4010),
    ],
)
async def test_wrong_identifies_close_the_connection(raw: Raw, changes: dict[str, Any], code: int) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(**changes))
        assert await close_code(socket) == code


@pytest.mark.parametrize("query", ["v=9&encoding=json", "encoding=json", "v=10&encoding=etf"])
async def test_other_versions_are_refused(raw: Raw, query: str) -> None:
    async with raw.socket(query) as socket:
        assert await close_code(socket) == 4012


async def test_identifying_twice_closes(raw: Raw) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await frames_until(socket, "READY")
        await socket.send_json(raw.identify())
        assert await close_code(socket) == 4005


async def test_each_shard_gets_its_own_guilds_and_the_first_one_direct_messages(town: Town, raw: Raw) -> None:
    places = {int(town.guild["id"]) >> 22 & 1: town.guild["id"]}
    while len(places) < 2:  # the shard depends on the millisecond in which a guild is made
        town.discord.clock.advance(0.001)
        other = town.discord.guild("Other")
        places.setdefault(int(other["id"]) >> 22 & 1, other["id"])
    town.discord.gateway.recommended_shards = 2
    assert (await raw.call("GET", "/gateway/bot"))[1]["shards"] == 2
    async with raw.socket() as first, raw.socket() as second:
        for shard, socket in enumerate((first, second)):
            await socket.send_json(raw.identify(shard=[shard, 2], intents=1 | 1 << 9 | 1 << 12 | 1 << 15))
            ready = (await frames_until(socket, "READY"))[-1]["d"]
            assert {int(guild["id"]) >> 22 & 1 for guild in ready["guilds"]} == {shard}
            assert ready["shard"] == [shard, 2]
        await town.ann.dm().say("in private")
        assert (await frames_until(first, "MESSAGE_CREATE"))[-1]["d"]["content"] == "in private"
        await town.ann.say("here")
        receiver = first if places[0] == town.guild["id"] else second
        assert (await frames_until(receiver, "MESSAGE_CREATE"))[-1]["d"]["content"] == "here"
        wrong = {"guild_id": places[0], "channel_id": None, "self_mute": False, "self_deaf": False}
        await second.send_json({"op": 4, "d": wrong})
        await second.send_json({"op": 1, "d": None})
        await _acknowledged(second)
    assert [what for what, _ in town.discord.problems] == ["gateway op 4"]
    town.discord.problems.clear()


async def test_too_many_guilds_for_one_shard_need_more_shards(town: Town, raw: Raw) -> None:
    town.discord.gateway.guilds_a_shard = 0
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        assert await close_code(socket) == 4011
    empty = 1 - (int(town.guild["id"]) >> 22 & 1)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(shard=[empty, 2]))
        assert (await frames_until(socket, "READY"))[-1]["d"]["guilds"] == []


async def _acknowledged(socket: Socket) -> None:
    """Read up to the answer to a heartbeat."""
    async with asyncio.timeout(5):
        while (await socket.receive_json())["op"] != 11:
            pass


async def test_identifying_too_often_makes_the_token_invalid(town: Town, raw: Raw) -> None:
    town.discord.gateway.session_start_limit.remaining = 1
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await frames_until(socket, "READY")
    _, told = await raw.call("GET", "/gateway/bot")
    assert told["session_start_limit"]["remaining"] == 0
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        assert await close_code(socket) == 4004


async def test_identifying_too_fast_is_answered_with_an_invalid_session(town: Town, raw: Raw) -> None:
    town.discord.gateway.identify_window_s = 5.0
    await _session(raw)
    async with raw.socket() as socket:
        await socket.receive_json()
        await socket.send_json(raw.identify())
        assert await socket.receive_json() == {"op": 9, "d": False, "s": None, "t": None}
        town.discord.clock.advance(5)
        await socket.send_json(raw.identify())
        await frames_until(socket, "READY")


async def test_too_many_frames_close(raw: Raw) -> None:
    async with raw.socket() as socket:
        for _ in range(connection.MAX_CLIENT_EVENTS + 1):
            await socket.send_json({"op": 1, "d": None})
        assert await close_code(socket) == 4008


async def test_heartbeats_are_acknowledged_and_missing_ones_end_the_session(town: Town, raw: Raw) -> None:
    town.discord.gateway.heartbeat_ms = 40
    async with raw.socket() as socket:
        assert (await socket.receive_json())["d"]["heartbeat_interval"] == 40
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        assert await close_code(socket) == 4009


async def test_ready_comes_before_guilds(town: Town, raw: Raw) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        frames = await frames_until(socket, "GUILD_CREATE")
    hello, ready, guild = frames
    assert (hello["op"], ready["t"], ready["s"], guild["s"]) == (10, "READY", 1, 2)
    assert ready["d"]["guilds"] == [{"id": town.guild["id"], "unavailable": True}]
    assert [member["user"]["id"] for member in guild["d"]["members"]] == [town.discord.app_id]


async def _resume(town: Town, raw: Raw, session_id: str, seq: int) -> list[dict[str, Any]]:
    async with raw.socket() as socket:
        data = {"token": town.discord.token, "session_id": session_id, "seq": seq}
        await socket.send_json({"op": 6, "d": data})
        frames: list[dict[str, Any]] = []
        async with asyncio.timeout(5):
            while not frames or (frames[-1]["t"] != "RESUMED" and frames[-1]["op"] != 9):
                frames.append(await socket.receive_json())
        await socket.close(code=4000)
        return frames


async def _session(raw: Raw, code: int = 4000) -> str:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        frames = await frames_until(socket, "GUILD_CREATE")
        await socket.close(code=code)
    return frames[1]["d"]["session_id"]


async def test_resume_replays_what_was_then_not_what_is_now(town: Town, raw: Raw) -> None:
    session_id = await _session(raw)
    message = await town.ann.say("before")
    await town.ann.edit(message, "after")
    frames = await _resume(town, raw, session_id, 2)
    contents = [frame["d"]["content"] for frame in frames if frame["t"] in ("MESSAGE_CREATE", "MESSAGE_UPDATE")]
    assert contents == ["before", "after"]


async def test_a_session_ends_by_close_code_timeout_and_dropped_frames(town: Town, raw: Raw) -> None:
    session_id = await _session(raw, 1000)
    assert (await _resume(town, raw, session_id, 2))[-1] == {"op": 9, "d": False, "s": None, "t": None}
    session_id = await _session(raw)
    for number in range(2001):
        await town.ann.say(str(number))
    assert (await _resume(town, raw, session_id, 2))[-1]["op"] == 9
    session_id = await _session(raw)
    town.discord.clock.advance(3600)
    assert (await _resume(town, raw, session_id, 2))[-1]["op"] == 9


async def test_resuming_with_a_future_sequence_number_closes(town: Town, raw: Raw) -> None:
    session_id = await _session(raw)
    async with raw.socket() as socket:
        data = {"token": town.discord.token, "session_id": session_id, "seq": 999}
        await socket.send_json({"op": 6, "d": data})
        assert await close_code(socket) == 4007


async def test_intents_filter_events(town: Town, raw: Raw) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(intents=int(Intent.GUILDS | Intent.DIRECT_MESSAGES)))
        await frames_until(socket, "GUILD_CREATE")
        await town.ann.say("in the guild")
        await town.ann.typing()
        await town.ann.dm().say("in private")
        frames = await frames_until(socket, "MESSAGE_CREATE")
        assert [frame["d"]["content"] for frame in frames] == ["in private"]


async def test_without_the_content_intent_only_messages_to_the_bot_have_content(town: Town, raw: Raw) -> None:
    async with raw.socket() as socket:
        await socket.send_json(
            raw.identify(intents=int(Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES))
        )
        await frames_until(socket, "GUILD_CREATE")
        _, own = await raw.call("POST", f"/channels/{town.general['id']}/messages", {"content": "own"})
        own = town.discord.messages(town.general)[-1]
        await town.ann.say("secret", files=[("a.txt", b"x")])
        await town.ann.say(f"<@{town.discord.app_id}> ask")
        await town.ann.say("answer", reply_to=own)
        await town.ann.say("quiet answer", reply_to=own, ping=False)
        await town.ann.dm().say("private")
        got: list[Any] = []
        while len(got) < 6:
            got.append((await frames_until(socket, "MESSAGE_CREATE"))[-1]["d"])
    contents = [message["content"] for message in got]
    assert contents == ["own", "", f"<@{town.discord.app_id}> ask", "answer", "", "private"]
    assert got[1]["attachments"] == []
    assert got[4]["referenced_message"]["content"] == "own"


async def test_no_events_come_from_hidden_channels(town: Town, raw: Raw) -> None:
    hidden = town.discord.channel(town.guild, "hidden")
    town.discord.overwrite(hidden, town.discord.bot, deny=Permission.VIEW_CHANNEL)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await frames_until(socket, "GUILD_CREATE")
        await town.ann.at(hidden).say("unheard")
        await town.ann.say("heard")
        assert (await frames_until(socket, "MESSAGE_CREATE"))[-1]["d"]["content"] == "heard"


async def test_members_are_sent_in_chunks(town: Town, raw: Raw) -> None:
    bob = town.discord.user("Bob", town.general)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await frames_until(socket, "GUILD_CREATE")
        asked = {"guild_id": town.guild["id"], "user_ids": [bob.id, "1"], "limit": 0, "nonce": "n"}
        await socket.send_json({"op": 8, "d": asked})
        chunk = (await frames_until(socket, "GUILD_MEMBERS_CHUNK"))[-1]["d"]
        assert [member["user"]["id"] for member in chunk["members"]] == [bob.id]
        assert (chunk["not_found"], chunk["nonce"], chunk["chunk_count"]) == (["1"], "n", 1)
        await socket.send_json({"op": 8, "d": {"guild_id": town.guild["id"], "query": "bo", "limit": 5}})
        chunk = (await frames_until(socket, "GUILD_MEMBERS_CHUNK"))[-1]["d"]
        assert [member["user"]["username"] for member in chunk["members"]] == ["bob"]
        await socket.send_json({"op": 8, "d": {"guild_id": town.guild["id"], "query": "", "limit": 0}})
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
    assert "GUILD_MEMBERS intent" in town.discord.problems.pop()[1]


async def test_joining_voice_needs_the_permission_to_connect(town: Town, raw: Raw) -> None:
    lounge = town.discord.channel(town.guild, "Lounge", 2)
    closed = town.discord.channel(town.guild, "Closed", 2)
    town.discord.overwrite(closed, town.discord.bot, deny=Permission.CONNECT)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await frames_until(socket, "GUILD_CREATE")
        for channel in (closed, lounge):
            data = {"guild_id": town.guild["id"], "channel_id": channel["id"], "self_mute": False, "self_deaf": True}
            await socket.send_json({"op": 4, "d": data})
        frames = await frames_until(socket, "VOICE_SERVER_UPDATE")
        assert [frame["t"] for frame in frames] == ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]
        assert frames[0]["d"]["channel_id"] == lounge["id"]
        grant = town.discord.voice.grants[town.guild["id"]]
        assert (grant.token, grant.session_id) == (frames[1]["d"]["token"], frames[0]["d"]["session_id"])
        await socket.close(code=1000)
    await town.discord.wait_until(lambda: not town.discord.world.voice_states)


async def test_compressed_transports_carry_the_same_frames(town: Town, raw: Raw) -> None:
    for number in range(300):
        town.discord.user(f"User{number}", town.general)
    async with raw.socket("v=10&encoding=json&compress=zlib-stream") as socket:
        inflate = zlib.decompressobj()
        assert json.loads(inflate.decompress(await socket.receive_bytes()))["op"] == 10
        await socket.send_bytes(json.dumps(raw.identify()).encode())
        assert json.loads(inflate.decompress(await socket.receive_bytes()))["t"] == "READY"
    async with raw.socket() as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json(raw.identify(compress=True))
        assert json.loads(zlib.decompress(await socket.receive_bytes()))["t"] == "READY"


def test_zstd_frames_are_raw_blocks_of_one_stream() -> None:
    encoder = framing.FrameEncoder("zstd-stream")
    first, second = encoder.encode(b"a" * 200_000), encoder.encode(b"b")
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert first[:6] == framing.ZSTD_HEADER
    sizes = [int.from_bytes(first[6:9], "little") >> 3]
    rest = first[9 + sizes[0] :]
    sizes.append(int.from_bytes(rest[:3], "little") >> 3)
    assert sizes == [framing.ZSTD_BLOCK_BYTES, 200_000 - framing.ZSTD_BLOCK_BYTES]
    assert second == (1 << 3).to_bytes(3, "little") + b"b"


async def test_a_connection_can_be_greeted_with_op_7(town: Town, raw: Raw) -> None:
    town.discord.gateway.greet_with_reconnect = 1
    async with raw.socket() as socket:
        assert (await socket.receive_json())["op"] == 7
    async with raw.socket() as socket:
        assert (await socket.receive_json())["op"] == 10


async def test_latency_delays_frames_and_keeps_their_order(town: Town, raw: Raw) -> None:
    town.discord.latency = 0.02
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        frames = await frames_until(socket, "GUILD_CREATE")
        assert [frame["s"] for frame in frames] == [None, 1, 2]
