"""Personas in memory and in the database: what is read is what was written last, by place, bounded, and never after an erasure."""

from __future__ import annotations

import asyncio
import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, personas
from chatterbot.personas import LONGEST_PERSONA, Personas
from chatterbot.store import personas as stored

pytestmark = pytest.mark.unit

HERE = 0


async def test_what_was_written_last_counts_at_once(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path) as world:
        spoken = Personas(world.store, world.teaching.erasures)
        assert await spoken.persona(HOME, [5, 6]) is None
        reads = [spoken.persona(HOME, [5]) for _ in range(5)]
        await asyncio.gather(*reads, spoken.write(HOME, HERE, " One.\n ", ADA), spoken.write(HOME, 6, "Six.", BOB))
        assert await spoken.persona(HOME, [5, 6]) == "Six."
        assert await spoken.persona(HOME, [5]) == "One."
        assert await spoken.persona(HOME + 1, [5, 6]) is None
        again = Personas(world.store, world.teaching.erasures)
        assert {place: each.author_id for place, each in (await again.present(HOME)).items()} == {HERE: ADA, 6: BOB}


async def test_undo_puts_back_what_was_so_before_with_its_author(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path) as world:
        spoken = Personas(world.store, world.teaching.erasures)
        first = await spoken.write(HOME, HERE, "One.", ADA)
        second = await spoken.write(HOME, HERE, "Two.", BOB)
        await spoken.write(HOME, 6, "Elsewhere.", BOB)
        with pytest.raises(errors.NotFoundError, match="error-persona-changed"):
            await spoken.undo(HOME, first.id, BOB)
        with pytest.raises(errors.NotFoundError, match="error-persona-changed"):
            await spoken.undo(HOME + 1, second.id, BOB)
        restored = await spoken.undo(HOME, second.id, BOB)
        assert (restored.text, restored.author_id, restored.created_at) == ("One.", ADA, first.created_at)
        assert (await spoken.undo(HOME, restored.id, ADA)).text == "Two."
        with pytest.raises(errors.NotFoundError, match="error-persona-none"):
            await spoken.reset(HOME, 7, ADA)


async def test_history_and_memory_are_bounded(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personas, "MOST_CACHED", 2)
    monkeypatch.setattr(stored, "KEPT", 3)
    async with worlds.opened(tmp_path) as world:
        spoken = Personas(world.store, world.teaching.erasures)
        newest = [await spoken.write(HOME, HERE, f"Number {number}.", ADA) for number in range(6)]
        assert (await world.store.privacy.count(ADA, HOME))["personas"] == 3
        undone = await spoken.undo(HOME, newest[-1].id, ADA)
        assert undone.text == "Number 4."
        for scope in range(1, 6):
            await spoken.write(scope, HERE, f"Of {scope}.", ADA)
        assert [await spoken.persona(scope, ()) for scope in range(1, 6)] == [f"Of {scope}." for scope in range(1, 6)]
        assert await spoken.persona(HOME, ()) == "Number 4."
        with pytest.raises(errors.InvalidInputError, match="error-persona-long"):
            await spoken.write(HOME, HERE, "x" * (LONGEST_PERSONA + 1), ADA)


async def test_nothing_is_written_of_somebody_who_was_erased_meanwhile(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path) as world:
        spoken = Personas(world.store, world.teaching.erasures)
        world.privacy.subscribe(spoken.forget)
        await spoken.write(HOME, HERE, "Ada's.", ADA)
        await spoken.write(HOME, 6, "Bob's.", BOB)
        async with spoken._changing:  # as if another change were under way
            late = asyncio.create_task(spoken.write(HOME, HERE, "Late.", ADA))
            await asyncio.sleep(0)
            await world.teaching.erasures.begin(ADA, HOME)
        with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
            await late
        await world.privacy.erase(ADA, HOME, keep_taught=False)
        assert {place: each.text for place, each in (await spoken.present(HOME)).items()} == {6: "Bob's."}
        await world.privacy.erase(BOB, None, keep_taught=True)
        assert {place: each.author_id for place, each in (await spoken.present(HOME)).items()} == {6: 0}
