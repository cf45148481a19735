"""The clients that `voice_wire` measures, each in a process of its own: it obeys lines of JSON and answers what each took."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes.util
import io
import json
import pathlib
import ssl
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import av
import discord
import discord.gateway
import discord.http
import hikari
import numpy as np
import yarl

from chatterbot import audio
from chatterbot.standin import Json
from chatterbot.voice import events
from chatterbot.voice.connection import DiscordVoiceConnection
from chatterbot.voice.options import VoiceOptions

BITRATE = 64_000
SPEECH_S = 4.0
"""Seconds of sound that are repeated."""


def speech_like(seconds: float) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Harmonics that glide, and hiss, in syllables: work for an encoder like that of a voice; 48 kHz stereo."""
    generator = np.random.default_rng(7)
    time_s = np.arange(round(seconds * audio.DISCORD_RATE)) / audio.DISCORD_RATE
    pitch = 140 + 30 * np.sin(2 * np.pi * 0.7 * time_s)
    phase = 2 * np.pi * np.cumsum(pitch) / audio.DISCORD_RATE
    voiced = sum(np.sin(number * phase) / number for number in range(1, 25))
    syllable = np.clip(np.sin(2 * np.pi * 2.2 * time_s), 0, 1)
    mono = 0.2 * syllable * voiced + 0.03 * generator.standard_normal(len(time_s)) * (1 - syllable) * syllable
    samples = (np.clip(mono, -1, 1) * 32_767).astype(np.int16)
    return np.stack([samples, samples], axis=1)


class Ours:
    """The client of this project, on hikari."""

    def __init__(self, order: Json) -> None:
        self._order = order
        self._bot = hikari.GatewayBot(
            order["token"],
            rest_url=order["rest_url"],
            banner=None,
            logs=None,
            suppress_optimization_warning=True,
            intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES,
        )
        self._connection: DiscordVoiceConnection | None = None

    async def start(self) -> None:
        """Connect to the main gateway."""
        await self._bot.start(check_for_updates=False)

    async def join(self, rate: int = audio.DISCORD_RATE, channels: int = audio.DISCORD_CHANNELS) -> None:
        """Join the voice channel; what is heard is decoded to that."""
        order = self._order
        options = VoiceOptions(receive_rate=rate, receive_channels=channels)
        tls = ssl.create_default_context(cafile=order["ca"])
        guild, channel = int(order["guild"]), int(order["channel"])
        self._connection = await DiscordVoiceConnection.connect(self._bot, guild, channel, options=options, tls=tls)

    async def play(self, seconds: float) -> None:
        """Say something for so many seconds; return at its end."""
        assert self._connection is not None
        await self._connection.play(self._pieces(seconds)).wait()

    @staticmethod
    async def _pieces(seconds: float) -> AsyncIterator[audio.AudioFrame]:
        sound = audio.AudioFrame(speech_like(SPEECH_S), audio.DISCORD_RATE)
        while seconds > 0:
            piece = round(min(seconds, SPEECH_S) * audio.DISCORD_RATE)
            yield audio.AudioFrame(sound.samples[:piece], audio.DISCORD_RATE)
            seconds -= SPEECH_S

    async def listen(self, seconds: float) -> Json:
        """Hear everybody for so many seconds; how many frames came."""
        assert self._connection is not None
        frames = lost = 0
        with contextlib.suppress(TimeoutError):
            async with self._connection.receive() as heard, asyncio.timeout(seconds):
                async for frame in heard:
                    frames += 1
                    lost += frame.lost
        return {"frames": frames, "lost": lost, "dropped": self._connection.counters.consumer_dropped}

    async def reconnected(self) -> Json:
        """Wait for the next reconnect; when it began and ended, in seconds of the system's monotonic clock."""
        assert self._connection is not None
        began = 0.0
        async for event in self._connection.events():
            if isinstance(event, events.Reconnecting):
                began = time.monotonic()
            if isinstance(event, events.Reconnected):
                return {"began": began, "ended": time.monotonic()}
        raise AssertionError("the connection ended")

    async def leave(self) -> None:
        """Leave the voice channel."""
        assert self._connection is not None
        await self._connection.disconnect()

    async def close(self) -> None:
        """End everything."""
        await self._bot.close()


class DiscordPy:
    """discord.py, for sending."""

    def __init__(self, order: Json) -> None:
        self._order = order
        discord.http.Route.BASE = order["rest_url"]
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(order["gateway_url"])
        discord.opus.load_opus(_libopus())
        self._client: Any = None
        self._voice: Any = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect to the main gateway."""
        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=self._order["ca"]))
        self._client = discord.Client(intents=discord.Intents.default(), guild_ready_timeout=0.05, connector=connector)
        ready = asyncio.Event()

        async def on_ready() -> None:
            ready.set()

        self._client.event(on_ready)
        self._task = asyncio.create_task(self._client.start(self._order["token"]))
        await ready.wait()

    async def join(self) -> None:
        """Join the voice channel."""
        guild = self._client.get_guild(int(self._order["guild"]))
        channel = await guild.fetch_channel(int(self._order["channel"]))
        self._voice = await channel.connect(timeout=5, self_deaf=False)

    async def play(self, seconds: float) -> None:
        """Say something for so many seconds; return at its end."""
        while not self._voice._connection.can_encrypt:  # noqa: ASYNC110, SLF001 - it tells nobody
            await asyncio.sleep(0.005)
        samples = speech_like(SPEECH_S)
        whole = np.concatenate([samples] * (int(seconds // SPEECH_S) + 1))[: round(seconds * audio.DISCORD_RATE)]
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._voice.play(
            discord.PCMAudio(io.BytesIO(whole.tobytes())),
            after=lambda _: loop.call_soon_threadsafe(done.set),
            application="voip",
            bitrate=BITRATE // 1_000,
            fec=True,
            expected_packet_loss=0.1,
        )
        await done.wait()

    async def leave(self) -> None:
        """Leave the voice channel."""
        await self._voice.disconnect(force=True)

    async def close(self) -> None:
        """End everything."""
        await self._client.close()
        if self._task is not None:
            await self._task


def _libopus() -> str:
    """The libopus that PyAV brings, so that both clients encode with the same; else the system's."""
    folder = pathlib.Path(av.__file__).parents[1] / "av.libs"
    bundled = next(folder.glob("libopus-*"), None)
    found = str(bundled) if bundled is not None else ctypes.util.find_library("opus")
    if found is None:
        raise SystemExit("no libopus for discord.py")
    return found


async def serve(order: Json) -> None:
    """Obey lines of JSON; answer each with what it took."""
    client: Any = Ours(order) if order["client"] == "ours" else DiscordPy(order)
    await client.start()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print(json.dumps({"ready": True}), flush=True)
    while line := await reader.readline():
        command = json.loads(line)
        name, arguments = command["do"], command["with"]
        wall, cpu = time.monotonic(), time.process_time()
        if name == "idle":
            result = await asyncio.sleep(*arguments)
        elif name == "quit":
            break
        else:
            result = await getattr(client, name)(*arguments)
        spent = {"wall_s": time.monotonic() - wall, "cpu_s": time.process_time() - cpu, "began": wall}
        print(json.dumps(spent | (result or {})), flush=True)
    await client.close()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
