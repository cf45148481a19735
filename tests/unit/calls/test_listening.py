"""Who is listened to in a call, on a scripted connection: moves, wishes that change, people who leave or take back their consent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.unit.calls.listening_scene import ANN, ATTIC, BOB, LOUNGE, Connection, Scene, until
from tests.unit.services.world import HOME, MEMORY

from chatterbot import errors
from chatterbot.calls import listening
from chatterbot.calls.abilities import Hearing
from chatterbot.calls.origins import CallArrival, CallOrigin
from chatterbot.preferences import TalkMode
from chatterbot.store import Store
from chatterbot.voice.events import Reconnected

pytestmark = pytest.mark.unit


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
