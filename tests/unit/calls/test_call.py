"""A call on a scripted connection: what is said when, and what it does about a connection that is lost."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
from tests.unit.calls.call_world import ANN, BOB, LOUNGE, World, line, running, until

from chatterbot import errors
from chatterbot.calls import call as calls_call
from chatterbot.calls.call import WAITING, CallEnvironment, VoiceCall
from chatterbot.calls.manager import CallManager
from chatterbot.speech.tts.word_timing import WordTiming
from chatterbot.voice.options import VoiceOptions
from chatterbot.voice.playback import PlaybackResult

pytestmark = pytest.mark.unit


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_call, "PAUSE_S", 0.0)
    monkeypatch.setattr(calls_call, "TALK_AGAIN_S", 0.0)


async def test_texts_are_said_in_turn_with_only_the_latest_answer_to_each_person(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    for said in (
        line(ANN, "first"),
        line(BOB, "for bob"),
        line(ANN, "a command", is_answer=False),
        line(ANN, "in place of the first"),
    ):
        assert call.say(said)
    async with running(call):
        for number, text in enumerate(("in place of the first", "for bob", "a command"), 1):
            await until(lambda number=number: world.connections and len(world.connection.played) == number)
            assert world.connection.played[-1].text == text
            if number == 1:
                assert call.say(line(ANN, "has begun already, so comes last"))
            world.connection.played[-1].end.set_result(PlaybackResult(1.0, interrupted=False))
        await until(lambda: len(world.connection.played) == 4)


async def test_a_call_that_is_held_back_begins_to_speak_only_when_it_is_quiet(world: World) -> None:
    call, quiet = VoiceCall(5, LOUNGE, world.surroundings()), False
    async with running(call):
        await until(call.joined.done)
        with call.holding_back(lambda: quiet):
            call.say(line(ANN, "hello"))
            call.notice()
            for _ in range(5):
                await asyncio.sleep(0)
            assert not world.connection.played
            quiet = True
            call.notice()
            await until(lambda: world.connection.played)
            quiet = False
            call.say(line(BOB, "hello"))
            world.connection.played[0].end.set_result(PlaybackResult(1.0, interrupted=False))
            await until(lambda: call.saying is None)
            assert len(world.connection.played) == 1
        await until(lambda: len(world.connection.played) == 2)


async def test_a_call_refuses_texts_when_too_many_wait(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    assert all(call.say(line(user, "hello")) for user in range(WAITING))
    assert not call.say(line(WAITING, "too much"))
    assert call.say(line(0, "in place of another"))


async def test_one_person_does_not_take_all_that_may_wait_in_a_call(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    assert [call.say(line(ANN, f"text {number}", is_answer=False)) for number in range(5)] == [True] * 4 + [False]
    assert call.say(line(BOB, "hello"))


async def test_a_text_that_cannot_be_spoken_does_not_stop_the_next(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    call.say(line(ANN, "unspeakable"))
    call.say(line(BOB, "hello"))
    async with running(call):
        await until(lambda: world.connections and world.connection.played)
        assert world.connection.played[0].text == "hello"
    assert "error-speech-nothing-to-say" in caplog.text


async def test_a_text_interrupted_by_a_lost_connection_is_said_again_once(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    call.say(line(ANN, "hello"))
    async with running(call):
        for number in (1, 2):
            await until(lambda number=number: len(world.connections) == number and world.connection.played)
            assert world.connection.played[0].text == "hello"
            world.connection.lose()
        await until(lambda: len(world.connections) == 3)
        call.say(line(BOB, "something else"))
        await until(lambda: world.connection.played)
        assert world.connection.played[0].text == "something else"


async def test_the_spoken_part_of_a_text_is_known_however_it_ends(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    broken, stopped, left = (line(user, str(user)) for user in (1, 2, 3))
    for said in (broken, stopped, left):
        call.say(said)
    async with running(call):
        await until(lambda: world.connections and world.connection.played)
        world.connection.played[0].send(1.5)
        assert broken.begun
        world.connection.played[0].end.set_exception(errors.TextToSpeechError("the voice failed"))
        await until(lambda: len(world.connection.played) == 2)
        world.connection.played[1].send(0.5)
        call.give_up()
        await until(lambda: len(world.connection.played) == 3)
        world.connection.played[2].send(2.5)
    assert [(said.position_s, said.interrupted) for said in (broken, stopped, left)] == [
        (1.5, True),
        (0.5, True),
        (2.5, True),
    ]


async def test_the_part_spoken_before_a_lost_connection_is_counted(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    said = line(ANN, "hello")
    said.timing = WordTiming()
    said.timing.begin(["one two three four"])
    said.timing.add(0, 4.0)
    said.timing.end(0)
    call.say(said)
    async with running(call):
        await until(lambda: world.connections and world.connection.played)
        world.connection.played[0].send(2.0)
        assert said.heard == "one two"
        world.refusals = 1000
        world.connection.lose()
        await until(lambda: world.attempts > 1)
        assert not said.is_over, "it may be said again"
    assert said.is_over
    assert (said.heard, said.interrupted) == ("one two", True)


async def test_a_text_paused_when_the_connection_is_lost_comes_back_paused(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    call.say(line(ANN, "hello"))
    async with running(call):
        await until(lambda: world.connections and world.connection.played)
        call.pause()
        assert world.connection.played[0].paused
        world.connection.lose()
        await until(lambda: len(world.connections) == 2 and world.connection.played)
        assert world.connection.played[0].paused, "somebody still speaks"
        call.resume()
        assert not world.connection.played[0].paused
        world.connection.played[0].end.set_result(PlaybackResult(1.0, interrupted=False))
        call.say(line(ANN, "more"))
        await until(lambda: len(world.connection.played) == 2)
        assert not world.connection.played[1].paused


@pytest.mark.parametrize("error", [errors.StoreError("locked"), RuntimeError("a bug")])
async def test_a_failed_dialogue_is_started_again_and_texts_are_spoken_meanwhile(
    world: World, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    world.talks = [error, error]
    call = VoiceCall(5, LOUNGE, world.surroundings())
    call.say(line(ANN, "hello"))
    async with running(call) as task:
        await until(lambda: world.talking == 3)
        await until(lambda: world.connections and world.connection.played)
        assert not task.done()
    assert ("Traceback" in caplog.text) is isinstance(error, RuntimeError)


async def test_a_call_ends_after_several_failed_rejoins(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call) as task:
        await until(call.joined.done)
        world.refusals = 1000
        world.connection.lose()
        await until(task.done)
    assert world.attempts == 1 + calls_call.REJOINS


async def test_a_call_ends_after_several_short_connections(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call) as task:
        for number in range(1, calls_call.REJOINS + 2):
            await until(lambda number=number: len(world.connections) == number)
            world.connection.lose()
        await until(task.done)


@pytest.mark.parametrize("why", ["taken out", "nobody there", "main gateway away"])
async def test_a_call_does_not_rejoin_where_it_may_not_or_was_removed(
    world: World, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_call, "GATEWAY_S", 0.01)
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call) as task:
        await until(call.joined.done)
        match why:
            case "taken out":
                call.placed(None)
            case "nobody there":
                world.welcome = False
            case _:
                world.online = False
        world.connection.lose()
        await until(task.done)
    assert world.attempts == 1


async def test_a_call_that_reconnects_itself_does_not_end(world: World) -> None:
    """To get a new session the client leaves and joins: two voice states, and only the last one counts."""
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call):
        await until(call.joined.done)
        call.placed(None)
        call.placed(LOUNGE)
        world.connection.lose()
        await until(lambda: len(world.connections) == 2)


async def test_a_moved_call_rejoins_the_channel_it_was_moved_to(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call):
        await until(call.joined.done)
        call.placed(8)
        world.connection.lose()
        await until(lambda: len(world.connections) == 2)
        assert world.connection.channel_id == call.channel_id == 8


async def test_a_join_that_fails_raises_its_reason(world: World) -> None:
    world.refusals = 1
    call = VoiceCall(5, LOUNGE, world.surroundings())
    async with running(call) as task:
        with pytest.raises(errors.VoiceError, match="refused"):
            await call.joined
        await until(task.done)
    assert world.attempts == 1


async def test_a_call_without_people_ends_after_a_while(world: World) -> None:
    call = VoiceCall(5, LOUNGE, world.surroundings(leave_after_s=0.02))
    async with running(call) as task:
        await until(call.joined.done)
        world.people = 0
        call.notice()
        await until(task.done)
    assert not world.connection.is_alive


class Everywhere:
    """Rooms that anybody may enter."""

    def check(self, guild_id: int, channel_id: int) -> None:
        pass


class ScriptedCalls(CallManager):
    """All calls, of a world without Discord."""

    def __init__(self, world: World) -> None:
        nobody: Any = None
        super().__init__(nobody, available=True, options=VoiceOptions(), leave_after_s=60.0)
        self._world = world
        self._open = True
        self.rooms: Any = Everywhere()
        self.told: list[str] = []
        teller: Any = self
        self._notices = teller

    async def tell(self, call: VoiceCall, key: str) -> None:
        del call
        self.told.append(key)

    def begin(self, guild_id: int) -> VoiceCall:
        return self._begin(guild_id, LOUNGE)

    def _surroundings(self, guild_id: int) -> CallEnvironment:
        return self._world.surroundings()


async def test_leaving_twice_still_leaves_in_order(world: World) -> None:
    before = asyncio.all_tasks()
    calls = ScriptedCalls(world)
    call = calls.begin(1)
    await until(call.joined.done)
    world.connection.may_leave.clear()
    first = asyncio.create_task(calls.leave(1))
    await world.connection.leaving.wait()
    second = asyncio.create_task(calls.leave(1))
    for _ in range(10):  # turns of the loop in which it could go wrong
        await asyncio.sleep(0)
    assert not first.done(), "it is still on its way out"
    world.connection.may_leave.set()
    assert await asyncio.gather(first, second) == [LOUNGE, LOUNGE]
    assert not world.connection.is_alive
    assert calls.get(1) is None
    await until(lambda: asyncio.all_tasks() == before)


async def test_leaving_before_the_call_begins_ends_the_join(world: World) -> None:
    calls = ScriptedCalls(world)
    call = calls.begin(1)
    await calls.leave(1)
    assert call.joined.cancelled()
    assert world.attempts == 0


async def test_a_join_after_a_failed_one_is_tried_at_once(world: World) -> None:
    calls = ScriptedCalls(world)
    world.refusals = 2
    for _ in range(2):
        with pytest.raises(errors.VoiceError, match="refused"):
            await calls.join(1, LOUNGE)
    await calls.join(1, LOUNGE)
    assert world.attempts == 3
    await calls.leave(1)


async def test_only_a_call_that_is_lost_for_good_is_told(world: World) -> None:
    calls = ScriptedCalls(world)
    await calls.join(1, LOUNGE)
    await calls.leave(1)
    call = await calls.join(1, LOUNGE)
    call.placed(None)
    world.connection.lose()
    await until(lambda: calls.get(1) is None)
    assert calls.told == [], "people know that they sent it away"
    await calls.join(1, LOUNGE)
    world.welcome = False  # the channel is full, or the permission is gone
    world.connection.lose()
    await until(lambda: calls.get(1) is None)
    assert calls.told == ["voice-lost"]


async def test_where_nobody_hears_it_nothing_is_said(world: World) -> None:
    heard = True
    surroundings = dataclasses.replace(world.surroundings(), heard=lambda: heard)
    call = VoiceCall(5, LOUNGE, surroundings)
    async with running(call):
        call.say(line(ANN, "first"))
        await until(lambda: world.connections and world.connection.played)
        call.say(line(BOB, "second"))
        heard = False
        call.placed(LOUNGE)
        await until(lambda: call.saying is None)
        call.say(line(BOB, "third"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert [playback.text for playback in world.connection.played] == ["first"]
        heard = True
        call.placed(LOUNGE)
        await until(lambda: len(world.connection.played) == 2)
        assert world.connection.played[1].text == "third", "the second would come too late"
        assert call.arrivals == 1
