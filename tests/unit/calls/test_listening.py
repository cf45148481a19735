"""Who is listened to in a call, on a scripted connection: moves, wishes that change, people who leave or take back their consent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import pytest
from tests.unit.services.world import HOME, MEMORY

from chatterbot import errors
from chatterbot.aio import Signal
from chatterbot.audio import AudioFrame
from chatterbot.calls import listening
from chatterbot.calls.abilities import Hearing, Speaking
from chatterbot.calls.consents import Consents
from chatterbot.calls.listening import CallListener
from chatterbot.calls.origins import CallArrival, CallOrigin
from chatterbot.preferences import Preferences, TalkMode
from chatterbot.store import Store
from chatterbot.voice.broadcast import Broadcast, Subscription
from chatterbot.voice.events import Reconnected, SpeakerFrame, VoiceEvent

pytestmark = pytest.mark.unit

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
        self.introduced = False
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


@pytest.fixture
async def scene() -> AsyncGenerator[Scene]:
    async with Store.open(MEMORY) as store:
        yield Scene(store)


async def test_people_who_agreed_are_heard_and_the_announcement_comes_once(scene: Scene) -> None:
    async with scene.running():
        await until(lambda: scene.posted and scene.prepared)
        assert scene.connection.deaf is False
        scene.connection.speak(ANN)
        scene.connection.speak(99)
        await until(lambda: scene.session.heard)
        assert scene.session.heard == [ANN]
        assert scene.connection.listens_to(ANN)
        assert not scene.connection.listens_to(99)
    assert scene.posted == [LOUNGE]
    assert not scene.connection.listens_to(ANN), "nobody is, once nothing listens"
    assert scene.call.may_speak()


async def test_a_moved_bot_announces_itself_and_forgets_people_left_behind(scene: Scene) -> None:
    async with scene.running():
        await until(lambda: scene.posted)
        scene.connection.speak(ANN)
        scene.connection.speak(BOB)
        await until(lambda: len(scene.session.heard) == 2)
        scene.here = {LOUNGE: [BOB], ATTIC: [ANN]}
        scene.call.channel_id = scene.connection.channel_id = ATTIC
        scene.call.notice()
        await until(lambda: scene.session.forgotten)
        assert scene.posted == [LOUNGE], "the old call's privacy code is none of the new one's"
        scene.connection.happens.put(Reconnected(resumed=False))
        await until(lambda: len(scene.posted) == 2)
    assert scene.posted == [LOUNGE, ATTIC]
    assert scene.session.forgotten == scene.forgotten == [BOB]


async def test_a_person_who_leaves_is_forgotten(scene: Scene) -> None:
    async with scene.running():
        scene.connection.speak(ANN)
        await until(lambda: scene.posted)
        scene.connection.speak(ANN)
        await until(lambda: scene.session.people)
        scene.here[LOUNGE] = [BOB]
        scene.call.notice()
        await until(lambda: scene.forgotten)
    assert scene.forgotten == [ANN]


async def test_waiting_sound_of_a_person_who_took_consent_back_is_dropped(scene: Scene) -> None:
    async with scene.running():
        await until(lambda: scene.posted)
        scene.connection.speak(ANN)
        await until(lambda: scene.session.heard)
        for _ in range(10):
            scene.connection.speak(ANN)
        await scene.consents.revoke(HOME, ANN)
        scene.connection.speak(BOB)
        await until(lambda: BOB in scene.session.heard)
    assert scene.session.heard.count(ANN) <= 11
    assert ANN in scene.session.forgotten
    assert ANN not in scene.session.heard[scene.session.heard.index(BOB) :]
    assert ANN not in scene.session.people


async def test_changed_settings_take_effect_at_once_even_while_the_code_is_awaited(scene: Scene) -> None:
    scene.connection.privacy_code = None  # type: ignore[assignment]  # it never comes
    async with scene.running():
        await until(lambda: scene.connection.deaf is False)
        scene.connection.speak(ANN)
        await until(lambda: scene.session.heard)
        await scene.preferences.change(HOME, talk=TalkMode.NEVER)
        await until(lambda: scene.connection.deaf is True)
        assert not scene.connection.listens_to(ANN)
        await until(lambda: scene.session.forgotten)
        scene.connection.speak(ANN)
        await scene.preferences.change(HOME, talk=TalkMode.CALLED)
        await until(lambda: scene.connection.deaf is False)
        assert scene.listening.chosen.talk is TalkMode.CALLED
    assert scene.session.forgotten == [ANN]


async def test_a_new_connection_is_listened_to_after_the_old_one(scene: Scene) -> None:
    async with scene.running():
        await until(lambda: scene.posted)
        first = scene.connection
        first.lose()
        scene.call.connection = None
        scene.call.notice()
        scene.call.connection = Connection(LOUNGE)
        scene.call.notice()
        await until(lambda: scene.connection.deaf is False)
        scene.connection.speak(ANN)
        await until(lambda: scene.session.heard)
        assert not first.listens_to(ANN)
    assert scene.posted == [LOUNGE], "nothing new is said where nothing is new"


async def test_settings_that_cannot_be_read_are_read_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "AGAIN_S", 0.0)
    get, failures = scene.preferences.get, 3

    async def sometimes(scope_id: int) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            assert not scene.connection.listens_to(ANN)
            raise errors.StoreError("away")
        return await get(scope_id)

    monkeypatch.setattr(scene.preferences, "get", sometimes)
    async with scene.running() as task:
        await until(lambda: scene.connection.deaf is False)
        assert scene.connection.listens_to(ANN)
        assert not task.done()


async def test_a_failed_dialogue_ends_the_listening_at_once(scene: Scene) -> None:
    async with scene.running() as task:
        await until(lambda: scene.posted)
        noticed = scene.call.noticed
        scene.session.crash.set()
        await until(task.done)
        with pytest.raises(ExceptionGroup, match="unhandled errors"):
            await task
    assert not scene.connection.listens_to(ANN)
    assert scene.call.may_speak()
    assert scene.call.noticed > noticed, "what waits to be said may be said now"


async def test_a_model_that_loads_is_awaited_deaf_and_its_arrival_is_said_once(scene: Scene) -> None:
    scene.abilities.state = Hearing.LOADING
    async with scene.running():
        await until(lambda: scene.posted)
        assert scene.connection.deaf is True
        assert scene.said == ["hearing-loading"]
        scene.connection.speak(ANN)
        scene.abilities.become(Hearing.DOWN)
        await until(lambda: len(scene.said) == 2)
        assert scene.connection.deaf is True
        scene.abilities.become(Hearing.ON)
        await until(lambda: scene.connection.deaf is False and len(scene.said) == 3)
        scene.connection.speak(BOB)
        await until(lambda: scene.session.heard)
    assert scene.said == ["hearing-loading", "hearing-down", "listen-ready"]
    assert scene.session.heard == [BOB], "what was said before is not heard"


async def test_a_failure_of_a_moment_deafens_but_is_not_told(scene: Scene) -> None:
    async with scene.running():
        await until(lambda: scene.posted)
        scene.abilities.become(Hearing.DOWN)
        await until(lambda: scene.connection.deaf is True)
        scene.abilities.become(Hearing.ON)
        await until(lambda: scene.connection.deaf is False)
    assert scene.said == ["listen-here"]


async def test_a_failure_that_lasts_is_told_and_so_is_its_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MOMENT_S", 0.0)
    async with scene.running():
        await until(lambda: scene.posted)
        scene.abilities.become(Hearing.DOWN)
        await until(lambda: len(scene.said) == 2)
        scene.abilities.become(Hearing.ON)
        await until(lambda: len(scene.said) == 3)
    assert scene.said == ["listen-here", "hearing-down", "listen-ready"]


async def test_where_the_server_does_not_want_it_nothing_is_said_of_the_model(scene: Scene) -> None:
    await scene.preferences.change(HOME, talk=TalkMode.NEVER)
    scene.abilities.state = Hearing.LOADING
    async with scene.running():
        await until(lambda: scene.connection.deaf is True)
        scene.abilities.become(Hearing.ON)
        for _ in range(20):
            await asyncio.sleep(0)
        assert scene.connection.deaf is True
    assert scene.said == []


async def test_after_a_restart_it_is_said_that_the_bot_is_back_in_place_of_the_announcement(scene: Scene) -> None:
    scene.call.origin = CallOrigin(arrival=CallArrival.RETURNED)
    async with scene.running():
        await until(lambda: scene.posted)
        assert scene.call.introduced
        await until(lambda: scene.connection.deaf is False)
        scene.connection.speak(ANN)
        await until(lambda: scene.session.heard)
        scene.call.channel_id = scene.connection.channel_id = ATTIC
        scene.connection.happens.put(Reconnected(resumed=False))
        await until(lambda: len(scene.posted) == 2)
    assert scene.said == ["voice-returned", "listen-here"], "elsewhere it introduces itself as ever"
    assert scene.posted == [LOUNGE, ATTIC]


async def test_after_many_restarts_nothing_is_said_not_even_that_the_model_loads(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOMENT_S", 0.0)
    scene.call.origin = CallOrigin(arrival=CallArrival.RETURNED_QUIETLY)
    scene.abilities.state = Hearing.LOADING
    async with scene.running():
        await until(lambda: scene.call.introduced and scene.connection.deaf is True)
        scene.abilities.become(Hearing.ON)
        await until(lambda: scene.connection.deaf is False)
        assert scene.said == []
        scene.abilities.become(Hearing.DOWN)
        await until(lambda: scene.said)
    assert scene.said == ["hearing-down"], "what is wrong is said"
