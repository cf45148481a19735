"""A bot that only joins voice channels, with the project's own voice client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Self

import hikari
import numpy as np
from tests.standin.town import Town

from chatterbot import audio
from chatterbot.standin import Json
from chatterbot.voice.connection import DiscordVoiceConnection
from chatterbot.voice.events import SpeakerFrame
from chatterbot.voice.options import VoiceOptions

QUICK = VoiceOptions(backoff_s=0.05, move_patience_s=0.5, stopped_after_s=0.3)
"""Options with shorter waits than on Discord, so that tests are quick."""


async def pieces(sound: audio.AudioFrame, seconds: float = 0.1) -> AsyncIterator[audio.AudioFrame]:
    """Yield a sound in pieces, as synthesis does."""
    size = round(seconds * sound.rate)
    for start in range(0, len(sound), size):
        yield audio.AudioFrame(sound.samples[start : start + size], sound.rate)


class Recorder:
    """Records what the bot hears, by speaker, while its context is open."""

    def __init__(self, connection: DiscordVoiceConnection) -> None:
        self.frames: dict[int, list[SpeakerFrame]] = {}
        self.arrivals: dict[int, list[float]] = {}
        """When sound came that was not interpolated, in seconds of the loop's clock."""
        self._news = asyncio.Event()
        self._subscription = connection.receive()
        self._task = asyncio.create_task(self._listen(), name="recorder")

    async def _listen(self) -> None:
        async for frame in self._subscription:
            self.frames.setdefault(frame.user_id, []).append(frame)
            if not frame.lost:
                self.arrivals.setdefault(frame.user_id, []).append(asyncio.get_running_loop().time())
            self._news.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._subscription.aclose()

    def seconds(self, user: Json) -> float:
        return len(self.frames.get(int(user["id"]), ())) * audio.DISCORD_FRAME_S

    def sound(self, user: Json) -> audio.AudioFrame:
        frames = self.frames.get(int(user["id"]), [])
        empty = np.zeros((0, audio.DISCORD_CHANNELS), np.int16)
        return audio.AudioFrame(np.concatenate([empty, *(f.audio.samples for f in frames)]), audio.DISCORD_RATE)

    def lost(self, user: Json) -> int:
        return sum(frame.lost for frame in self.frames.get(int(user["id"]), ()))

    async def until(self, condition: Callable[[], object], timeout_s: float = 5.0) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            heard = {user: (len(frames), sum(f.lost for f in frames)) for user, frames in self.frames.items()}
            raise AssertionError(f"the bot heard (frames, lost) {heard}") from None


class Caller:
    """A bot that can join voice channels."""

    def __init__(self, town: Town) -> None:
        self.town = town
        intents = hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES
        self.app = hikari.GatewayBot(
            town.discord.token,
            rest_url=town.discord.rest_url,
            banner=None,
            logs=None,
            intents=intents,
            suppress_optimization_warning=True,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[Caller]:
        await self.app.start(check_for_updates=False)
        try:
            yield self
        finally:
            await self.app.close()

    async def join(self, channel: Json, settings: VoiceOptions = QUICK) -> DiscordVoiceConnection:
        return await DiscordVoiceConnection.connect(
            self.app,
            int(channel["guild_id"]),
            int(channel["id"]),
            options=settings,
            tls=self.town.discord.voice_ssl_context,
        )
