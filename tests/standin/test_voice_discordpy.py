"""discord.py's own voice client joins a call of the stand-in: a witness that knows nothing of it. It can only speak."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.standin.fake_bot import settled
from tests.standin.town import Town
from tests.standin.voices import meet, sounds_like, tone

from chatterbot import audio
from chatterbot.standin import ChannelType, Json

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning"),
    # Its reader thread closes the socket it was given a moment after the client is gone.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture
async def witness(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    pytest.importorskip("discord")
    pytest.importorskip("davey")
    import discord.gateway
    import discord.http
    import yarl

    monkeypatch.setattr(discord.http.Route, "BASE", town.discord.rest_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(town.discord.gateway_url))
    connector = aiohttp.TCPConnector(ssl=town.discord.voice_ssl_context)
    client = discord.Client(intents=discord.Intents.default(), guild_ready_timeout=0.05, connector=connector)
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    client.event(on_ready)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.start(town.discord.token))
        await asyncio.wait_for(ready.wait(), 10)
        yield client
        await client.close()


def frames(hertz: float) -> list[audio.AudioFrame]:
    stereo = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS).push(tone(hertz, 0.6))
    return audio.Framer().push(stereo)


def source(hertz: float) -> Any:
    """Opus packets of a tone, so that the system's libopus is not needed."""
    import discord

    from chatterbot.voice.opus import OpusEncoder

    encoder = OpusEncoder()
    packets = [encoder.encode(frame) for frame in frames(hertz)]

    class Packets(discord.AudioSource):
        def read(self) -> bytes:
            return packets.pop(0) if packets else b""

        def is_opus(self) -> bool:
            return True

    return Packets()


@pytest.mark.parametrize("kind", [ChannelType.VOICE, ChannelType.STAGE])
async def test_it_speaks_and_is_heard(town: Town, witness: Any, kind: ChannelType) -> None:
    server = town.discord.voice_server
    lounge: Json = town.discord.channel(town.guild, "Lounge", kind)
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    voice = await witness.get_guild(int(town.guild["id"])).fetch_channel(int(lounge["id"]))
    voice = await voice.connect(timeout=5, reconnect=False, self_deaf=False)
    await server.wait_settled(lounge, 3)
    town.discord.voice.change(town.guild["id"], town.discord.app_id, suppress=False)
    if kind is ChannelType.VOICE:
        await town.discord.wait_until(lambda: ann.privacy_code == bob.privacy_code is not None)
        await settled(lambda: voice._connection.can_encrypt)
        assert voice._connection.dave_session.voice_privacy_code == ann.privacy_code
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    voice.play(source(440), after=lambda _: loop.call_soon_threadsafe(done.set))
    for person in (ann, bob):
        heard = await person.hear(seconds=0.6)
        assert sounds_like(heard, 440)
        assert heard.lost == 0
    await asyncio.wait_for(done.wait(), 5)
    await voice.disconnect(force=True)
    await server.wait_settled(lounge, 2)


async def test_it_follows_when_others_come_and_go(town: Town, witness: Any) -> None:
    server = town.discord.voice_server
    lounge = town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)
    voice = await witness.get_guild(int(town.guild["id"])).fetch_channel(int(lounge["id"]))
    voice = await voice.connect(timeout=5, reconnect=False, self_deaf=False)
    ann = await town.ann.join_voice(lounge)
    bob = await town.discord.user("Bob", town.general).join_voice(lounge)
    await server.wait_settled(lounge, 3)
    await ann.leave()
    await server.wait_settled(lounge, 2)
    await bob.leave()
    await server.wait_settled(lounge, 1)
    cid = await town.discord.user("Cid", town.general).join_voice(lounge)
    await server.wait_settled(lounge, 2)
    voice.play(source(550))
    assert sounds_like(await cid.hear(seconds=0.5), 550)
    await voice.disconnect(force=True)
    await server.wait_settled(lounge, 1)
