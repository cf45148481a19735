"""Lists, moderation, files and fine-tuning jobs through the client."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from tests import llm_server
from tests.llm_server import LlmServer

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm import (
    FineTuneMethod,
    FineTuneOrder,
    FineTuneState,
    LanguageModel,
    LlmOptions,
    Moderation,
    open_model,
)

pytestmark = pytest.mark.protocol

BASE = "gpt-4o-mini-2024-07-18"
SUPERVISED = {"messages": [{"role": "user", "content": "Где?"}, {"role": "assistant", "content": "В сейфе."}]}


def jsonl(count: int) -> bytes:
    return "\n".join([json.dumps(SUPERVISED, ensure_ascii=False)] * count).encode()


async def test_the_models_of_a_server(model: LanguageModel) -> None:
    first, second = await model.models()
    assert (first.name, first.owner, second.name) == (llm_server.MODEL, "loopback", BASE)
    assert first.created_at is not None
    assert first.created_at.year == 2023


async def test_moderation_names_its_categories(server: LlmServer, model: LanguageModel) -> None:
    server.flags = lambda text: ["self-harm", "hate/threatening"] if "bad" in text else ()
    assert await model.moderate("all is well") == Moderation(flagged=False)
    assert await model.moderate("bad words") == Moderation(True, ("hate/threatening", "self-harm"))


async def test_a_job_from_its_file_to_its_model(server: LlmServer, model: LanguageModel) -> None:
    file = await model.upload("train.jsonl", jsonl(12))
    assert server.tuning.files[file] == jsonl(12)
    job = await model.fine_tune(FineTuneOrder(BASE, file, suffix="faq", epochs=3))
    assert (job.state, job.model, job.result) == (FineTuneState.VALIDATING, BASE, None)
    served = server.tuning.jobs[job.id]
    assert (served.epochs, served.suffix, served.method) == (3, "faq", "supervised")
    served.advance()
    served.advance()
    served.train(4, 9)
    running = await model.fine_tune_job(job.id)
    assert (running.state, running.state.over, running.finishes_at is not None) == (FineTuneState.RUNNING, False, True)
    newest, *older = await model.fine_tune_events(job.id, most=3)
    assert (newest.step, newest.steps, newest.text) == (4, 9, "Step 4/9: training loss=1.00")
    assert [event.step for event in older] == [None, None]
    served.advance()
    done = await model.fine_tune_job(job.id)
    assert (done.state, done.result, done.trained_tokens) == (FineTuneState.SUCCEEDED, served.fine_tuned_model, 4321)


async def test_a_job_that_fails_and_one_that_is_cancelled(server: LlmServer, model: LanguageModel) -> None:
    file = await model.upload("train.jsonl", jsonl(3))
    failed = await model.fine_tune(FineTuneOrder(BASE, file))
    server.tuning.jobs[failed.id].advance()
    failed = await model.fine_tune_job(failed.id)
    assert failed.state is FineTuneState.FAILED
    assert failed.problem is not None
    assert "at least 10" in failed.problem
    pair: dict[str, Any] = {
        "input": {"messages": SUPERVISED["messages"][:1]},
        "preferred_output": SUPERVISED["messages"][1:],
        "non_preferred_output": [{"role": "assistant", "content": "Не знаю."}],
    }
    pairs = await model.upload("pairs.jsonl", "\n".join([json.dumps(pair)] * 10).encode())
    job = await model.fine_tune(FineTuneOrder(BASE, pairs, pairs, FineTuneMethod.PREFERENCE))
    assert server.tuning.jobs[job.id].advance() == "queued"
    assert (await model.cancel_fine_tune(job.id)).state is FineTuneState.CANCELLED
    with pytest.raises(errors.ModelError) as again:
        await model.cancel_fine_tune(job.id)
    assert again.value.fault is ModelFault.REQUEST


@pytest.mark.parametrize("job_id", ["", "../../files", "ftjob 1", "ftjob-1/cancel?x=1", "x" * 200, "ftjob-ключ"])
async def test_what_is_no_id_is_not_asked_for(server: LlmServer, model: LanguageModel, job_id: str) -> None:
    for ask in (model.fine_tune_job, model.cancel_fine_tune, model.fine_tune_events):
        with pytest.raises(errors.ModelError) as refused:
            await ask(job_id)
        assert refused.value.fault is ModelFault.REQUEST
    assert server.requests == []


async def test_failures_of_other_requests(server: LlmServer, model: LanguageModel) -> None:
    with pytest.raises(errors.ModelError) as unknown:
        await model.fine_tune_job("ftjob-none")
    assert unknown.value.fault is ModelFault.REQUEST
    with pytest.raises(errors.ModelError) as format_:
        await model.upload("train.txt", b"{}")
    assert format_.value.fault is ModelFault.REQUEST
    server.down = llm_server.failing(503)
    with pytest.raises(errors.ModelError) as down:
        await model.models()
    assert down.value.fault is ModelFault.SERVER


ODD: list[object] = [
    [],
    {},
    {"data": {}},
    {"data": [{}, 5]},
    {"id": 7},
    {"results": []},
    {"id": "../x", "status": "running"},
    "text",
    5,
]


@pytest.mark.parametrize("body", ODD)
async def test_odd_responses_are_refused(body: object) -> None:
    async def answer(_http: web.Request) -> web.Response:
        return web.json_response(body)

    app = web.Application()
    app.router.add_route("*", "/v1/{rest:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        async with open_model(LlmOptions(model="x", base_url=url)) as model:
            found = await asyncio.gather(
                model.moderate("x"),
                model.upload("x.jsonl", b"{}"),
                model.fine_tune_job("ftjob-1"),
                model.fine_tune(FineTuneOrder("x", "y")),
                model.models(),
                model.fine_tune_events("ftjob-1"),
                return_exceptions=True,
            )
            faults = [one.fault if isinstance(one, errors.ModelError) else one for one in found]
            assert set(faults[:4]) == {ModelFault.MALFORMED}
            assert all(one in ([], ModelFault.MALFORMED) for one in faults[4:])
    finally:
        await runner.cleanup()


async def test_a_packed_response_is_not_unpacked() -> None:
    """It was not asked for, and could unpack to any size."""

    async def answer(http: web.Request) -> web.Response:
        assert http.headers["accept-encoding"] == "identity"
        response = web.json_response({"object": "list", "data": [{"id": "x" * 5_000}]})
        response.enable_compression(web.ContentCoding.gzip)
        return response

    app = web.Application()
    app.router.add_get("/v1/models", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        async with open_model(LlmOptions(model="x", base_url=url)) as model:
            with pytest.raises(errors.ModelError, match="packed") as refused:
                await model.models()
            assert refused.value.fault is ModelFault.MALFORMED
    finally:
        await runner.cleanup()


async def test_a_server_that_takes_the_connection_and_says_nothing() -> None:
    async def ignore(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    writers: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(ignore, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    async with listening, open_model(LlmOptions(model="x", base_url=url, request_s=0.1)) as model:
        with pytest.raises(errors.ModelError, match=r"within 0\.1 s") as nothing:
            await model.models()
        assert nothing.value.fault is ModelFault.TIMEOUT
        for writer in writers:
            writer.close()
