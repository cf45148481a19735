"""Encoded texts are a cache: a damaged record costs one encoding and no answer."""

from __future__ import annotations

import pathlib

import pytest
import sqlalchemy as sa
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot.store import tables
from chatterbot.teaching import Limits, TrainSource

pytestmark = pytest.mark.unit

QUESTION = "where is the tea"


async def damage(world: worlds.World) -> None:
    async with world.store._database.write() as connection:
        await connection.execute(sa.update(tables.features).values(features=b"1234567"))


@pytest.mark.parametrize("inline", [0, 100], ids=["encoded in the background", "encoded before the answer"])
async def test_a_damaged_record_is_made_again_when_a_scope_is_loaded(
    tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture, inline: int
) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await world.teach((QUESTION, "In the kitchen."))
        await damage(world)
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), bounds=Limits(encoded_inline=inline)) as world:
        await world.ask(QUESTION)
        await world.teaching.indexes.settled(HOME)
        assert (await world.ask(QUESTION)).text == "In the kitchen."
        kept = await world.store.features.get(world.engine.encoder_id, [QUESTION])
        assert world.engine.are_whole(list(kept.values())) == [True]
    assert "encoded again" in caplog.text
    assert QUESTION not in caplog.text


async def test_a_damaged_record_is_made_again_when_its_text_is_taught_again(world: worlds.World) -> None:
    await world.teach((QUESTION, "In the kitchen."))
    await damage(world)
    await world.teach((QUESTION, "On the shelf."))
    assert (await world.ask(QUESTION)).text == "On the shelf."
    await damage(world)
    await world.train(TrainSource.of_text("\n".join(f"{QUESTION} {number} => {number}" for number in range(20))))
    await damage(world)
    await world.train(TrainSource.of_text("\n".join(f"{QUESTION} {number} => no {number}" for number in range(20))))
    assert (await world.ask(f"{QUESTION} 7")).text == "no 7"
