"""The starter examples are encoded before anybody asks."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import Callable, Sequence

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import HOME

from chatterbot import errors, models
from chatterbot.engine import EngineOptions, ReplyEngine

pytestmark = pytest.mark.unit

STARTER = [models.NewExample(f"question number {number}", f"answer {number}") for number in range(20)]
PROMPTS = [example.prompt for example in STARTER]


def preparation() -> asyncio.Task[object]:
    """The task that encodes them."""
    return next(task for task in asyncio.all_tasks() if task.get_name() == "encode-starter")


class Gate:
    """Stands before the encoder: counts what comes, and lets it through once it is open."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        self.encoded: list[str] = []
        encode = ReplyEngine.features

        async def features(
            engine: ReplyEngine, texts: Sequence[str], progress: Callable[[int], None] | None = None
        ) -> list[bytes]:
            self.reached.set()
            await self.open.wait()
            self.encoded += texts
            return await encode(engine, texts, progress)

        monkeypatch.setattr(ReplyEngine, "features", features)


async def test_the_first_contact_finds_the_starter_examples_encoded(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    gate.open.set()
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), starter=STARTER) as world:
        await asyncio.wait([preparation()])
        assert gate.encoded == PROMPTS
        assert len(await world.store.features.get(world.engine.encoder_id, PROMPTS)) == len(PROMPTS)
        assert (await world.ask("question number 7")).text == "answer 7"
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), starter=STARTER) as world:
        assert (await world.ask("question number 8", scope_id=HOME + 1)).text == "answer 8"
    assert gate.encoded == PROMPTS  # neither at the first contact nor after the restart


async def test_a_contact_during_the_encoding_waits_and_encodes_nothing_twice(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), starter=STARTER) as world:
        await gate.reached.wait()
        first, second = (
            asyncio.ensure_future(world.ask("question number 3")),
            asyncio.ensure_future(world.ask("question number 4", scope_id=HOME + 1)),
        )
        gate.open.set()
        assert ((await first).text, (await second).text) == ("answer 3", "answer 4")
    assert gate.encoded == PROMPTS


async def test_encoding_the_starter_examples_stops_with_the_bot(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    tasks: list[asyncio.Task[object]] = []

    async def run() -> None:
        async with worlds.opened(tmp_path, starter=STARTER):
            await gate.reached.wait()
            tasks.append(preparation())
            raise KeyError("whatever ends the bot leaves as it is")

    with pytest.raises(KeyError):
        await run()
    assert [task.cancelled() for task in tasks] == [True]
    assert not gate.encoded


async def test_an_encoder_that_fails_is_asked_again_at_the_first_contact(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    encode = ReplyEngine.features

    async def fail(*_: object) -> list[bytes]:
        raise errors.EncoderError("out of order")

    monkeypatch.setattr(ReplyEngine, "features", fail)
    async with worlds.opened(tmp_path, starter=STARTER, engine_settings=EngineOptions(encoder="none")) as world:
        await asyncio.wait([preparation()])
        assert "out of order" in caplog.text
        with pytest.raises(errors.EncoderError):
            await world.ask("question number 3")
        monkeypatch.setattr(ReplyEngine, "features", encode)
        assert (await world.ask("question number 3")).text == "answer 3"
