"""A scripted call that is listened to, with all that the listener sees of the rest of the program."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

from tests.unit.services.world import HOME

from chatterbot.aio import Signal
from chatterbot.audio import AudioFrame
from chatterbot.calls.abilities import Hearing, Speaking
from chatterbot.calls.consents import Consents
from chatterbot.calls.listening import CallListener
from chatterbot.calls.origins import CallOrigin
from chatterbot.preferences import Preferences
from chatterbot.store import Store
from chatterbot.voice.broadcast import Broadcast, Subscription
from chatterbot.voice.events import SpeakerFrame, VoiceEvent

__all__ = ("ANN", "ATTIC", "BOB", "LOUNGE", "Connection", "Scene", "until")

ANN, BOB = 11, 12
LOUNGE, ATTIC = 7, 8


class Connection:
    """Gives what the test puts in."""

    def __init__(self, channel_id: int) -> None:
        self.channel_id = channel_id
        self.privacy_code = "12345"
        self.frames: Broadcast[SpeakerFrame] = Broadcast(100)
        self.happens: Broadcast[VoiceEvent] = Broadcast(100)
        self.listens_to: Callable[[int], bool] = lambda _: False
        self.deaf: bool | None = None

    def receive(self) -> Subscription[SpeakerFrame]:
        return self.frames.subscribe()

    def events(self) -> Subscription[VoiceEvent]:
        return self.happens.subscribe()

    async def deafen(self, *, deaf: bool) -> None:
        self.deaf = deaf

    def speak(self, user_id: int) -> None:
        self.frames.put(SpeakerFrame(user_id, AudioFrame.silence(0.02, 16_000, 1)))

    def lose(self) -> None:
        self.frames.end()
        self.happens.end()


class Call:
    """As `voice_call.Call`."""

    guild_id = HOME

    def __init__(self) -> None:
        self.origin = CallOrigin()
        self.introduced = self.announces = False
        self.channel_id = LOUNGE
        self.connection: Connection | None = Connection(LOUNGE)
        self._quiet: Callable[[], bool] | None = None
        self._news = Signal()
        self.noticed = 0

    @property
    def connected(self) -> bool:
        return self.connection is not None

    @contextlib.contextmanager
    def holding_back(self, quiet: Callable[[], bool]) -> Generator[None]:
        self._quiet = quiet
        try:
            yield
        finally:
            self._quiet = None
            self.notice()

    def may_speak(self) -> bool:
        return self._quiet is None or self._quiet()

    def notice(self) -> None:
        self.noticed += 1
        self._news.tell()

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        return await self._news.until(condition, timeout_s)


class Session:
    """As `dialogue.session.VoiceSession`."""

    quiet = True
    open_microphones: frozenset[int] = frozenset()

    def __init__(self) -> None:
        self.people: set[int] = set()
        self.heard: list[int] = []
        self.forgotten: list[int] = []
        self.crash = asyncio.Event()

    async def run(self) -> None:
        await self.crash.wait()
        raise RuntimeError("a bug in the dialogue")

    async def listen(self, frames: Any) -> None:
        async for frame in frames:
            self.people.add(frame.user_id)
            self.heard.append(frame.user_id)
            while (more := frames.get_nowait()) is not None:
                self.people.add(more.user_id)
                self.heard.append(more.user_id)

    def forget(self, user_id: int) -> None:
        self.people.discard(user_id)
        self.forgotten.append(user_id)


class Abilities:
    """Can hear, or not, as the test says."""

    def __init__(self) -> None:
        self.state = Hearing.ON
        self._changed: Callable[[], object] = lambda: None

    has_model = False

    def hearing(self) -> Hearing:
        return self.state

    def speaking(self) -> Speaking:
        return Speaking.ON

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        self._changed = changed
        return lambda: None

    def become(self, state: Hearing) -> None:
        self.state = state
        self._changed()


class Scene:
    """One call that is listened to."""

    def __init__(self, store: Store) -> None:
        self.abilities = Abilities()
        self.said: list[str] = []
        self.call = Call()
        self.session = Session()
        self.preferences = Preferences(store)
        self.consents = Consents(store.people)
        self.here = {LOUNGE: [ANN, BOB], ATTIC: list[int]()}
        self.posted: list[int] = []
        self.forgotten: list[int] = []
        self.prepared = 0
        someone: Any = self
        call: Any = self.call
        self.listening = CallListener(
            call,
            rest=someone,
            preferences=self.preferences,
            consents=self.consents,
            rooms=someone,
            languages=someone,
            speaking=someone,
            abilities=self.abilities,
        )

    # What the listening sees of the rest of the program.

    def people(self, _guild_id: int, channel_id: int) -> list[int]:
        return self.here[channel_id]

    async def of_message(self, *_: object) -> Callable[..., str]:
        return lambda key, **_: key

    async def create_message(self, channel_id: int, *, content: str, **_: object) -> None:
        self.posted.append(channel_id)
        self.said.append(content.partition("\n")[0])

    async def prepare(self, *_: object) -> None:
        self.prepared += 1

    @property
    def connection(self) -> Connection:
        assert self.call.connection is not None
        return self.call.connection

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[asyncio.Task[None]]:
        for user_id in (ANN, BOB):
            await self.consents.grant(HOME, user_id)
        await self.consents.load(HOME)
        session: Any = self.session
        task = asyncio.create_task(self.listening.run(session, self.forgotten.append))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
