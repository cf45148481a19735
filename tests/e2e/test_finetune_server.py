"""Fine-tuning with the real client, on a loopback server that checks files and orders as the real service does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from tests import llm_server
from tests.e2e import people
from tests.e2e.finetune_steps import look_often, order, says, teach
from tests.e2e.town import Town, buttons
from tests.llm_server import LlmServer, TuningJob

from chatterbot.llm import LanguageModel, LlmOptions, open_model
from chatterbot.standin import Actor

pytestmark = pytest.mark.e2e

BASE = "gpt-4o-mini-2024-07-18"
LLM = {"model": llm_server.MODEL, "fine_tune_model": BASE}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    look_often(monkeypatch)


@pytest.fixture
async def server() -> AsyncIterator[LlmServer]:
    async with llm_server.running("sk-loopback-0123456789abcdef") as running:
        yield running


@pytest.fixture
async def model(server: LlmServer) -> AsyncIterator[LanguageModel]:
    options = LlmOptions(model=llm_server.MODEL, base_url=server.url, api_key=server.key, retry_s=0.01)
    async with open_model(options) as opened:
        yield opened


async def created(server: LlmServer) -> TuningJob:
    """Wait for the job."""
    async with asyncio.timeout(10):
        while not server.tuning.jobs:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0)
    (job,) = server.tuning.jobs.values()
    return job


async def test_from_the_order_to_an_answer_of_the_new_model(
    town: Town, boss: Actor, server: LlmServer, model: LanguageModel
) -> None:
    async with town.running(model=model, llm=LLM) as app:
        await teach(boss)
        await order(boss)
        job = await created(server)
        assert (job.model, job.method, job.problem) == (BASE, "supervised", None)
        assert job.suffix == "chatterbot-1"
        assert {job.training_file, job.validation_file} == server.tuning.files.keys()
        await says(town, "🔎 the server checks the files")
        job.advance()
        await says(town, "🕒 waiting on the server")
        job.advance()
        await says(town, "Expected to end <t:")
        job.train(4, 12)
        await says(town, "4 of 12")
        server.down = llm_server.failing()
        await says(town, "The server does not answer at the moment")
        server.down = None
        job.succeed()
        done = await says(town, "✅ done")
        assert job.fine_tuned_model is not None
        assert f"The new model: `{job.fine_tuned_model}`" in done["content"]
        await (await boss.click(done, "finetune-use:1")).finished()
        assert (await app.services.preferences.get(int(town.guild["id"]))).model_name == job.fine_tuned_model
        await app.services.preferences.change(int(town.guild["id"]), model="open")
        server.script = lambda asked: f"I am {asked.body['model']}."
        await town.ask(boss, "what is the weather in Rome?")
        assert server.chats[-1].body["model"] == job.fine_tuned_model


async def test_a_job_that_fails_or_is_cancelled_there_is_told(
    town: Town, boss: Actor, server: LlmServer, model: LanguageModel
) -> None:
    async with town.running(model=model, llm=LLM):
        await teach(boss)
        await order(boss)
        job = await created(server)
        job.fail("The job failed due to an invalid training file. **Line 3**")
        failed = await says(town, "❌ failed")
        assert (
            "The server says: “The job failed due to an invalid training file. \\*\\*Line 3\\*\\*" in failed["content"]
        )
        server.tuning.jobs.clear()
        await order(boss)
        job = await created(server)
        running = await says(town, "🔎 the server checks the files")
        (cancel,) = buttons(running)
        told = await people.done(await boss.click(running, cancel))
        assert told.content == "Fine-tuning job 2 is cancelled."
        assert job.status == "cancelled"


async def test_a_model_that_cannot_be_trained_and_a_job_that_is_gone(
    town: Town, boss: Actor, server: LlmServer, model: LanguageModel
) -> None:
    async with town.running(model=model, llm={**LLM, "fine_tune_model": "no-such-model"}):
        await teach(boss)
        await order(boss)
        failed = await says(town, "❌ failed")
        assert re.search("does not know the model to start from|does not accept the job", failed["content"])
    async with town.running(model=model, llm=LLM):
        await order(boss)
        await created(server)
        await says(town, "🔎 the server checks the files")
        server.tuning.jobs.clear()
        assert "The server does not know this job any more." in (await says(town, "❌ failed"))["content"]
