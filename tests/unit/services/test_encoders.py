"""Another encoder: texts are encoded anew, and what the one before made is dropped."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot.engine import EngineOptions

pytestmark = pytest.mark.unit

QUESTION = "where is the tea"
WORDS, OLD = EngineOptions(encoder="none"), "an-older-encoder+1"


async def _old_features(world: worlds.World) -> bool:
    return bool(await world.store.features.get(OLD, [QUESTION]))


@pytest.mark.parametrize("standing_in", [False, True])
async def test_features_of_the_previous_encoder_are_deleted(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, *, standing_in: bool
) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), engine_settings=WORDS) as world:
        await world.teach((QUESTION, "In the kitchen."))
        await world.store.features.put(OLD, {QUESTION: b"made by another"})
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), engine_settings=WORDS) as world:
        monkeypatch.setattr(world.engine, "encoder_id", "a-newer-encoder+1")
        monkeypatch.setattr(world.engine, "degraded", "encoder-unavailable" if standing_in else None)
        assert (await world.ask(QUESTION)).text == "In the kitchen."
        await world.teaching.indexes.settled(HOME)
        assert await _old_features(world) is standing_in


async def test_the_words_only_encoder_deletes_no_features(tmp_path: pathlib.Path) -> None:
    """Somebody who tries it with words only does not lose hours of encoding."""
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), engine_settings=WORDS) as world:
        await world.teach((QUESTION, "In the kitchen."))
        await world.store.features.put(OLD, {QUESTION: b"made by another"})
        await world.store.features.forget_other_encoders([OLD])
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), engine_settings=WORDS) as world:
        assert (await world.ask(QUESTION)).text == "In the kitchen."
        assert await _old_features(world)
