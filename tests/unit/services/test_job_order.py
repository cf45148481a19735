"""The order of training jobs of several scopes: a manager's line does not wait for other people's files."""

from __future__ import annotations

import asyncio
import pathlib
from typing import Any

import pytest
from tests.unit.services.world import ADA, BOB, HOME, World, opened

from chatterbot import engine, errors
from chatterbot.store import JobState
from chatterbot.teaching import Limits, TrainJob, TrainSource

pytestmark = pytest.mark.unit

AWAY = 200
BOUNDS = Limits(short_job_bytes=100, encoded_at_once=10)


class Encoder:
    """Holds back the encoding of long sources until `go` is set; `began` counts their batches."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.go = asyncio.Event()
        self.began = 0
        self.at_work = asyncio.Event()
        encode = engine.ReplyEngine.features

        async def features(own: engine.ReplyEngine, texts: list[str], *rest: Any) -> list[bytes]:
            if texts[0].startswith("long"):
                self.began += 1
                self.at_work.set()
                await self.go.wait()
            return await encode(own, texts, *rest)

        patch.setattr(engine.ReplyEngine, "features", features)


def long(name: str, count: int = 40) -> TrainSource:
    return TrainSource.of_text("\n".join(f"long {name} question {number} => yes" for number in range(count)))


async def start(world: World, scope_id: int, author_id: int, source: TrainSource) -> TrainJob:
    return await world.teaching.train(scope_id, author_id, source, skip_bad=False)


async def test_a_short_job_runs_beside_the_long_jobs_of_strangers(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, bounds=BOUNDS) as world:
        encoder = Encoder(monkeypatch)
        strangers = [await start(world, person, person, long(str(person))) for person in range(1, 8)]
        await encoder.at_work.wait()
        receipt = await (await start(world, HOME, ADA, TrainSource.of_text("one line => yes"))).finished()
        assert (receipt.added, encoder.began) == (1, 1)
        encoder.go.set()
        assert [(await job.finished()).added for job in strangers] == [40] * 7


async def test_a_long_job_of_direct_messages_gives_way_to_that_of_a_server(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = Limits(short_job_bytes=100, encoded_at_once=10, running_jobs=1)
    async with opened(tmp_path, bounds=bounds) as world:
        encoder = Encoder(monkeypatch)
        stranger = await start(world, BOB, BOB, long("direct"))
        await encoder.at_work.wait()
        server = await start(world, HOME, ADA, long("server"))
        ends: list[str] = []

        async def note(job: TrainJob, name: str) -> None:
            assert (await job.finished()).added == 40
            ends.append(name)

        encoder.go.set()
        await asyncio.gather(note(stranger, "stranger"), note(server, "server"))
        assert ends == ["server", "stranger"]
        assert [job.state for job in await world.teaching.jobs(BOB)] == [JobState.DONE]


async def test_a_line_does_not_wait_for_the_long_job_of_its_own_server(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, bounds=BOUNDS) as world:
        encoder = Encoder(monkeypatch)
        file = await start(world, HOME, ADA, long("file", 400))
        await encoder.at_work.wait()
        line = await start(world, HOME, BOB, TrainSource.of_text("one line => yes"))
        encoder.go.set()
        assert (await line.finished()).added == 1
        assert world.teaching.training(HOME) == [file]
        assert (await file.finished()).added == 400


async def test_a_job_that_gave_way_can_be_stopped(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = Limits(short_job_bytes=100, encoded_at_once=10, running_jobs=1)
    async with opened(tmp_path, bounds=bounds) as world:
        encoder = Encoder(monkeypatch)
        stranger = await start(world, BOB, BOB, long("direct"))
        await encoder.at_work.wait()
        server = await start(world, HOME, ADA, long("server"))
        encoder.go.set()
        async for progress in stranger:
            if progress.stage == "waiting":
                break
        assert stranger.cancel()
        with pytest.raises(errors.RefusedError, match="error-train-cancelled"):
            await stranger.finished()
        assert (await server.finished()).added == 40
        assert (await (await start(world, AWAY, ADA, long("away"))).finished()).added == 40
        assert [job.state for job in await world.teaching.jobs(BOB)] == [JobState.CANCELLED]


async def test_a_job_that_is_stopped_leaves_nothing_of_its_own_in_the_cache(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, bounds=BOUNDS) as world:
        await world.teach(("long known question 1", "yes"))
        encoder = Encoder(monkeypatch)
        encoder.go.set()
        job = await start(world, BOB, BOB, long("known", 4000))
        async for progress in job:
            if progress.stage == "encoding" and progress.done > 10:
                break
        assert job.cancel()
        with pytest.raises(errors.RefusedError, match="error-train-cancelled"):
            await job.finished()
        texts = [f"long known question {number}" for number in range(20)]
        assert [*await world.store.features.get(world.engine.encoder_id, texts)] == ["long known question 1"]


async def test_direct_messages_have_fewer_jobs_and_cannot_fill_the_queue(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = Limits(short_job_bytes=100, open_jobs=6)
    async with opened(tmp_path, bounds=bounds) as world:
        encoder = Encoder(monkeypatch)
        for _ in range(2):
            await start(world, BOB, BOB, long("direct"))
        with pytest.raises(errors.RefusedError, match="error-train-busy "):
            await start(world, BOB, BOB, long("direct"))
        await start(world, 9, 9, long("direct"))
        with pytest.raises(errors.RefusedError, match="error-train-busy-everywhere"):
            await start(world, 10, 10, long("direct"))
        encoder.go.set()
        assert (await (await start(world, HOME, ADA, long("server"))).finished()).added == 40
