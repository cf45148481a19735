"""What hearing and speaking are told of what was taught."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot.calls import vocabulary

pytestmark = pytest.mark.unit


async def test_vocabulary_follows_what_is_taught_and_undone(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worlds.opened(tmp_path) as world:
        known = vocabulary.Vocabulary(world.store.examples, world.teaching)
        await world.teach(("where is the tea", "In the kitchen."))
        assert (await known.of(HOME)).answers == ("In the kitchen.",)
        change = await world.teach(("where is the cake", "In the pantry."))
        assert (await known.of(HOME)).answers == ("In the kitchen.",)  # fresh enough
        monkeypatch.setattr(vocabulary, "FRESH_S", -1.0)
        assert (await known.of(HOME)).answers == ("In the pantry.", "In the kitchen.")
        await world.teaching.undo(HOME, worlds.ADA, change)
        assert (await known.of(HOME)).answers == ("In the kitchen.",)


async def test_an_unchanged_vocabulary_is_not_read_again(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "FRESH_S", -1.0)
    async with worlds.opened(tmp_path) as world:
        known = vocabulary.Vocabulary(world.store.examples, world.teaching)
        await world.teach(("where is the tea", "In the kitchen."))
        first = await known.of(HOME)
        await world.teach(("where is the tea", "Not here."), scope_id=HOME + 1)
        assert await known.of(HOME) is first


async def test_the_vocabulary_of_a_large_dataset_is_empty(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "MOST_EXAMPLES", 1)
    async with worlds.opened(tmp_path) as world:
        await world.ask("hello")  # loaded while it was small
        await world.teach(("one", "1"), ("two", "2"))
        assert (
            await vocabulary.Vocabulary(world.store.examples, world.teaching).of(HOME) == vocabulary.GuildVocabulary()
        )
