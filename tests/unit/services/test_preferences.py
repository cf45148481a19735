"""What a scope chooses."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot import errors
from chatterbot.preferences import AnswerMode, GuildPreferences, Preferences, TalkMode, TeacherMode

pytestmark = pytest.mark.unit


async def test_what_was_chosen_survives_and_the_rest_is_default(tmp_path: pathlib.Path) -> None:
    url = worlds.on_disk(tmp_path)
    async with worlds.opened(tmp_path, url) as world:
        assert await world.preferences.get(HOME) == GuildPreferences()
        changed = await world.preferences.change(HOME, language="pt-BR", answers_in="channels", channels=[3, 1])
        assert changed == GuildPreferences(language="pt-BR", answers_in=AnswerMode.CHANNELS, channels=frozenset({1, 3}))
        changed = await world.preferences.change(
            HOME, language=None, strictness=0.1, speak=True, teachers=TeacherMode.MANAGERS
        )
        assert await world.preferences.get(HOME) == changed
        changed = await world.preferences.change(HOME, voice_answers=False, voices={"ru": "piper/irina"})
        changed = await world.preferences.change(
            HOME, talk="called", wake_names=["Robbie ", "Mr  Bot", "robbie"], mirror=True, transcripts_kept=30
        )
        assert (changed.talk, changed.wake_names) == (TalkMode.CALLED, ("robbie", "Mr Bot"))
    async with worlds.opened(tmp_path, url) as world:
        assert await world.preferences.get(HOME) == changed
        assert await world.preferences.strictness(HOME) == 0.1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "English please"),
        ("language", 3),
        ("answers_in", "sometimes"),
        ("channels", ["x"]),
        ("channels", [1.5]),
        ("channels", 3),
        ("channels", range(201)),
        ("strictness", 0),
        ("strictness", 0.5),
        ("strictness", float("nan")),
        ("strictness", "much"),
        ("speak", "yes"),
        ("voice_answers", 1),
        ("voices", "piper/irina"),
        ("voices", {"русский": "piper/irina"}),
        ("voices", {"ru": ""}),
        ("voices", {"ru": "x" * 101}),
        ("teachers", None),
        ("talk", "always"),
        ("wake_names", "Robbie"),
        ("wake_names", ["x"]),
        ("wake_names", ["x" * 33]),
        ("wake_names", [f"name {number}" for number in range(11)]),
        ("wake_names", [None]),
        ("mirror", 1),
        ("transcripts_kept", 31),
        ("transcripts_kept", -1),
        ("transcripts_kept", True),
        ("transcripts_kept", 1.0),
    ],
)
async def test_a_value_that_means_nothing_is_refused(world: worlds.World, name: str, value: Any) -> None:
    with pytest.raises(errors.InvalidInputError) as raised:
        await world.preferences.change(HOME, **{"speak": True, name: value})
    assert raised.value.key == "error-preference-value"
    assert raised.value.params["name"] == name
    assert await world.preferences.get(HOME) == GuildPreferences()


async def test_an_unusable_name_for_the_bot_is_refused(world: worlds.World) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-preference-unknown"):
        await world.preferences.change(HOME, colour="red")


async def test_what_another_version_wrote_does_no_harm(world: worlds.World) -> None:
    await world.store.people.put_preferences(HOME, {"colour": "red", "strictness": "much", "language": "ru"})
    assert await Preferences(world.store).get(HOME) == GuildPreferences(language="ru")


async def test_simultaneous_changes_are_all_kept(world: worlds.World) -> None:
    await asyncio.gather(
        world.preferences.change(HOME, language="ru"),
        world.preferences.change(HOME, speak=True),
        world.preferences.change(HOME, strictness=0.2),
    )
    assert await world.preferences.get(HOME) == GuildPreferences(language="ru", speak=True, strictness=0.2)


async def test_what_was_read_before_it_was_erased_is_not_kept(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.preferences.change(HOME, language="ru")
    fresh, people = Preferences(world.store), world.store.people
    read, go_on = asyncio.Event(), asyncio.Event()
    genuine = people.preferences

    async def slow(scope_id: int) -> Mapping[str, Any]:
        row = await genuine(scope_id)
        read.set()
        await go_on.wait()
        return row

    monkeypatch.setattr(people, "preferences", slow)
    reading = asyncio.ensure_future(fresh.get(HOME))
    await read.wait()
    await people.put_preferences(HOME, {})
    forgetting = asyncio.ensure_future(fresh.forget(HOME))
    go_on.set()
    await asyncio.gather(reading, forgetting)
    assert await fresh.get(HOME) == GuildPreferences()
