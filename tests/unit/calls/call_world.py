"""A scripted voice connection and the world around a call on it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

from chatterbot import errors
from chatterbot.audio import AudioFrame
from chatterbot.calls.call import CallEnvironment, VoiceCall
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.voice.playback import PlaybackResult

__all__ = ("ANN", "BOB", "LOUNGE", "Connection", "Playback", "World", "line", "running", "until")

ANN, BOB = 1, 2
LOUNGE = 7


class Playback:
    """Sound that ends when the test says so."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end: asyncio.Future[PlaybackResult] = asyncio.get_running_loop().create_future()
        self.position_s = 0.0
        self.paused = False
        self.on_first_sent: Callable[[float], None] | None = None

    def send(self, seconds: float) -> None:
        """So much of it was sent by now."""
        self.position_s = seconds
        if self.on_first_sent is not None:
            self.on_first_sent(asyncio.get_running_loop().time())

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    async def wait(self) -> PlaybackResult:
        return await asyncio.shield(self.end)

    def interrupt(self) -> None:
        if not self.end.done():
            self.end.set_result(PlaybackResult(self.position_s, interrupted=True))


class Connection:
    """A voice connection that plays nothing and is lost when the test says so."""

    def __init__(self, channel_id: int) -> None:
        self.channel_id = channel_id
        self.is_alive = True
        self.reason: errors.VoiceError | None = None
        self.played: list[Playback] = []
        self.gone = asyncio.Event()
        self.leaving = asyncio.Event()
        self.may_leave = asyncio.Event()
        self.may_leave.set()

    def play(self, frames: AsyncIterator[AudioFrame]) -> Playback:
        self.played.append(Playback(getattr(frames, "text", "?")))
        return self.played[-1]

    async def join(self) -> None:
        await self.gone.wait()

    async def disconnect(self) -> None:
        self.leaving.set()
        await self.may_leave.wait()
        self.lose()

    def lose(self) -> None:
        self.is_alive = False
        self.gone.set()
        for playback in self.played:
            playback.interrupt()


class Sound:
    """The sound of a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self) -> AsyncGenerator[AudioFrame]:
        if self.text == "unspeakable":
            raise errors.InvalidInputError("error-speech-nothing-to-say")
        return self  # type: ignore[return-value]  # the scripted connection reads the text, not the frames


class World:
    """What the call sees."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.refusals = 0
        """How many of the next connections are refused."""
        self.attempts = 0
        self.people = 1
        self.online = True
        self.welcome = True
        self.talks: list[Exception] = []
        """How the next dialogues break."""
        self.talking = 0

    async def talk(self, _: VoiceCall) -> None:
        self.talking += 1
        if self.talks:
            raise self.talks.pop(0)

    async def connect(self, channel_id: int) -> Any:
        self.attempts += 1
        if self.refusals:
            self.refusals -= 1
            raise errors.VoiceError("refused")
        self.connections.append(Connection(channel_id))
        return self.connections[-1]

    @property
    def connection(self) -> Connection:
        return self.connections[-1]

    def surroundings(self, leave_after_s: float = 60.0) -> CallEnvironment:
        return CallEnvironment(
            connect=self.connect,
            people=lambda _: self.people,
            online=lambda: self.online,
            may_come=lambda _: self.welcome,
            leave_after_s=leave_after_s,
            talk=self.talk,
        )


@contextlib.asynccontextmanager
async def running(call: VoiceCall) -> AsyncGenerator[asyncio.Task[None]]:
    task = asyncio.create_task(call.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the call tells nobody
            await asyncio.sleep(0)


def line(user_id: int, text: str, *, is_answer: bool = True) -> SpeechHandle:
    return SpeechHandle(user_id, Sound(text), is_answer=is_answer)
