"""disnake's own voice client joins a call of the stand-in. It can only speak: with XChaCha20-Poly1305, and with libdave like the bot."""

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

pytestmark = pytest.mark.protocol


@pytest.fixture
async def witness(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    pytest.importorskip("disnake")
    pytest.importorskip("dave")
    pytest.importorskip("nacl")
    import disnake.http

    monkeypatch.setattr(disnake.http.Route, "BASE", town.discord.rest_url)
    connector = aiohttp.TCPConnector(ssl=town.discord.voice_ssl_context)
    client = disnake.Client(intents=disnake.Intents.default(), guild_ready_timeout=0.05, connector=connector)
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    client.event(on_ready)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.start(town.discord.token))
        await asyncio.wait_for(ready.wait(), 10)
        yield client
        await client.close()


def source(hertz: float) -> Any:
    """Opus packets of a tone, so that the system's libopus is not needed."""
    import disnake

    from chatterbot.voice.opus import OpusEncoder

    encoder = OpusEncoder()
    stereo = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS).push(tone(hertz, 0.6))
    packets = [encoder.encode(frame) for frame in audio.Framer().push(stereo)]

    class Packets(disnake.AudioSource):
        def read(self) -> bytes:
            return packets.pop(0) if packets else b""

        def is_opus(self) -> bool:
            return True

    return Packets()


async def joined(witness: Any, lounge: Json) -> Any:
    channel = await witness.fetch_channel(int(lounge["id"]))
    return await channel.connect(timeout=5, reconnect=False)


@pytest.mark.parametrize("kind", [ChannelType.VOICE, ChannelType.STAGE])
async def test_it_speaks_and_is_heard(town: Town, witness: Any, kind: ChannelType) -> None:
    server = town.discord.voice_server
    lounge = town.discord.channel(town.guild, "Lounge", kind)
    ann, bob = await meet(town, lounge, ["Ann", "Bob"])
    voice = await joined(witness, lounge)
    await server.wait_settled(lounge, 3)
    own = server.session(lounge, town.discord.bot)
    await settled(lambda: own.speaking is not None)  # op 5, without which its first packet would be dropped
    town.discord.voice.change(town.guild["id"], town.discord.app_id, suppress=False)
    if kind is ChannelType.VOICE:
        await town.discord.wait_until(lambda: ann.privacy_code == bob.privacy_code is not None)
        await settled(voice.dave.can_encrypt)
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
    voice = await joined(witness, lounge)
    ann = await town.ann.join_voice(lounge)
    await server.wait_settled(lounge, 2)
    await ann.leave()
    await server.wait_settled(lounge, 1)
    cid = await town.discord.user("Cid", town.general).join_voice(lounge)
    await server.wait_settled(lounge, 2)
    await settled(voice.dave.can_encrypt)
    voice.play(source(550))
    assert sounds_like(await cid.hear(seconds=0.5), 550)
    await voice.disconnect(force=True)
    await server.wait_settled(lounge, 1)
