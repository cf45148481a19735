"""The playground's calls without a browser: sound in and out of a websocket, and what it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import yarl
from tests.protocol.test_playground_guard import Stage
from tests.standin.voices import pitch, tone

from chatterbot import catalogue, standin
from chatterbot.audio import AudioFrame, Framer
from chatterbot.playground import wire
from chatterbot.playground.server import Playground
from chatterbot.playground.town import Town
from chatterbot.standin.voice.client.person import VoicePerson

for library in ("av", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `playground` is not installed")
pytestmark = pytest.mark.protocol


@pytest.fixture(scope="module")
def texts() -> catalogue.Catalogue:
    return catalogue.Catalogue.load()


@pytest.fixture
async def stage(texts: catalogue.Catalogue) -> AsyncIterator[Stage]:
    """A playground that listens, and a browser that has opened the link."""
    async with Town() as town:
        playground = Playground("127.0.0.1", 0, town, texts)
        jar = aiohttp.CookieJar(unsafe=True)
        async with playground.listening(), aiohttp.ClientSession(cookie_jar=jar) as browser:
            stage = Stage(town, playground, browser, browser)
            await stage.enter()
            yield stage
    assert town.discord.problems == []


def lounge(stage: Stage) -> standin.Json:
    return next(channel for channel in stage.town.channels if channel["name"] == "Lounge")


def call(stage: Stage, **changes: str) -> Any:
    """Open a call as Ann's page does."""
    query = {"user": stage.town.people[0].id, "channel": lounge(stage)["id"], "language": "en"} | changes
    return stage.browser.ws_connect(
        yarl.URL(f"{stage.origin}/call").with_query(query), headers={"Origin": stage.origin}
    )


async def told(socket: aiohttp.ClientWebSocketResponse, kind: str, **fields: Any) -> dict[str, Any]:
    """Wait for a message of a kind with these fields."""
    async with asyncio.timeout(10):
        while True:
            message = await socket.receive()
            assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
            if message.type is aiohttp.WSMsgType.TEXT:
                news = json.loads(message.data)
                if news["type"] == kind and news | fields == news:
                    return news


async def joined(stage: Stage) -> VoicePerson:
    """Let Boss join, too."""
    boss = await stage.town.actor(stage.town.people[1], "en").join_voice(lounge(stage))
    await stage.town.discord.voice_server.wait_settled(lounge(stage), 2)
    return boss


async def test_sound_goes_in_and_comes_out(stage: Stage) -> None:
    ann = stage.town.people[0].id
    async with call(stage) as socket:
        assert (await told(socket, "joined"))["sound"] is True
        boss = await joined(stage)
        sound = AudioFrame(tone(440, 0.5).samples, 48_000)
        for frame in Framer().push(sound):
            await socket.send_bytes(frame.to_bytes())
        await told(socket, "speaking", users=[ann])
        assert abs(pitch((await boss.hear(ann)).audio) - 440) < 8
        await told(socket, "speaking", users=[])

        await socket.send_str('{"type": "mute", "muted": true}')
        await stage.town.discord.wait_until(lambda: stage.town.discord.voice.state(boss.guild_id, ann)["self_mute"])  # type: ignore[index]
        speaking = asyncio.create_task(boss.speak(tone(660, 0.5)))
        parts: list[bytes] = []
        while len(parts) < 25:
            message = await socket.receive(timeout=10)
            if message.type is aiohttp.WSMsgType.BINARY:
                assert int.from_bytes(message.data[: wire.SPEAKER_BYTES], "big") == int(boss.user["id"])
                assert len(message.data) == wire.SPEAKER_BYTES + wire.SOUND_BYTES
                parts.append(message.data[wire.SPEAKER_BYTES :])
        await speaking
        assert abs(pitch(AudioFrame.from_bytes(b"".join(parts), 48_000)) - 660) < 8
    await stage.town.discord.voice_server.wait_settled(lounge(stage), 1)
    assert not boss.muted


@pytest.mark.parametrize(
    "query",
    [{"user": ""}, {"channel": "../1"}, {"language": "English"}, {"more": "1"}],
    ids=lambda query: next(iter(query)),
)
async def test_a_wrong_address_is_refused(stage: Stage, query: dict[str, str]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await call(stage, **query)
    assert refused.value.status == 400


async def test_what_is_no_websocket_is_refused(stage: Stage) -> None:
    async with stage.browser.get(f"{stage.origin}/call?user=1&channel=2&language=en") as response:
        assert response.status == 400


@pytest.mark.parametrize("channel", ["text", "direct", "nowhere"])
async def test_only_voice_channels_are_joined(stage: Stage, channel: str) -> None:
    people = stage.town.people
    ids = {"text": stage.town.channels[0]["id"], "direct": people[1].dm["id"], "nowhere": "1"}
    async with call(stage, channel=ids[channel]) as socket:
        refused = await told(socket, "failed")
        assert refused["reason"] == "setup"
        assert refused["text"]
        assert (await socket.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
    assert not stage.town.discord.world.voice_states


@pytest.mark.parametrize("message", [b"", b"\0" * 1919, b"\0" * 3840, b"\0" * 5000, "", "{}", '{"type": "mute"}'])
async def test_nonsense_ends_the_call(stage: Stage, message: bytes | str) -> None:
    async with call(stage) as socket:
        await told(socket, "joined")
        await (socket.send_bytes(message) if isinstance(message, bytes) else socket.send_str(message))
        async with asyncio.timeout(10):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
    await stage.town.discord.wait_until(lambda: not stage.town.discord.world.voice_states)


async def test_a_flood_is_dropped(stage: Stage) -> None:
    frame = tone(440, 0.02).to_bytes()
    async with call(stage) as socket:
        await told(socket, "joined")
        boss = await joined(stage)
        for _ in range(1000):
            await socket.send_bytes(frame)
        assert (await boss.hear(stage.town.people[0].id)).audio.duration_s < 5
        await told(socket, "speaking", users=[])


async def test_the_end_of_the_playground_ends_the_call(texts: catalogue.Catalogue) -> None:
    async with Town() as town:
        playground = Playground("127.0.0.1", 0, town, texts)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with playground.listening():
                stage = Stage(town, playground, browser, browser)
                await stage.enter()
                socket = await call(stage)
                await told(socket, "joined")
                await told(socket, "speaking", users=[])
                reading = asyncio.create_task(socket.receive())
            assert (await reading).type is aiohttp.WSMsgType.CLOSE
            assert socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
        assert not town.discord.world.voice_states


async def test_without_the_libraries_one_is_there_without_sound(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standin.StandIn, "has_sound", False)
    async with call(stage) as socket:
        assert (await told(socket, "joined"))["sound"] is False
        assert stage.town.discord.voice.in_channel(lounge(stage)["id"]) == [stage.town.people[0].id]
        await socket.send_bytes(b"\0" * wire.SOUND_BYTES)
    await stage.town.discord.wait_until(lambda: not stage.town.discord.world.voice_states)
    assert stage.town.discord.voice_server.counters.received == 0
