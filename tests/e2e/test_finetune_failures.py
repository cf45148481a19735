"""Fine-tuning jobs that meet restarts, failures, limits and erasures: none is ordered twice, and each end is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.e2e import people
from tests.e2e.finetune_steps import LLM, look_often, order, says, teach
from tests.e2e.town import Town, buttons, log_says
from tests.training_model import TrainingModel

from chatterbot import errors, finetune_messages
from chatterbot.app import App
from chatterbot.datasets import ExportFormat
from chatterbot.llm import FineTuneState
from chatterbot.standin import Actor, Fault, Permission, StandIn
from chatterbot.store import FineTuneStatus

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    look_often(monkeypatch)


@pytest.fixture
def model() -> TrainingModel:
    return TrainingModel()


@pytest.fixture
async def app(town: Town, model: TrainingModel) -> AsyncIterator[App]:
    async with town.running(model=model, llm=LLM) as running:
        yield running


async def test_a_job_is_followed_across_a_restart(town: Town, boss: Actor, model: TrainingModel) -> None:
    model.states = (FineTuneState.RUNNING,)
    async with town.running(model=model, llm=LLM):
        await teach(boss)
        await order(boss)
        await says(town, "⏳ training")
    model.ways["ftjob-1"] = [FineTuneState.SUCCEEDED]
    async with town.running(model=model, llm=LLM):
        done = await says(town, "✅ done")
        assert buttons(done) == ["finetune-use:1"]
    assert (len(model.orders), len(model.files)) == (1, 2)


async def test_a_job_cut_off_before_it_was_created_is_closed_and_told_and_never_ordered_again(
    town: Town, boss: Actor, model: TrainingModel
) -> None:
    model.gates["upload"] = asyncio.Event()
    async with town.running(model=model, llm=LLM):
        await teach(boss)
        await order(boss)
        await says(town, "📤 sending the files")
    model.gates.clear()
    async with town.running(model=model, llm=LLM) as app:
        told = await says(town, "❌ failed")
        assert "I do not order it a second time" in told["content"]
        assert model.orders == []
        (record,) = await app.services.store.finetunes.listed(int(town.guild["id"]), 5)
        assert (record.state, record.remote_id) == (FineTuneStatus.FAILED, None)
        await order(boss)
        await says(town, "✅ done")


@pytest.mark.usefixtures("app")
async def test_what_the_server_says_of_a_failure_does_nothing(town: Town, boss: Actor, model: TrainingModel) -> None:
    model.states = (FineTuneState.FAILED,)
    model.problem = "@everyone **bad** line 3 <@1> [x](https://evil.example)\n# Heading " + "y" * 500
    await teach(boss)
    await order(boss)
    failed = await says(town, "❌ failed")
    assert "The server says: “@everyone \\*\\*bad\\*\\* line 3 \\<@1\\>" in failed["content"]
    assert "\n# Heading" not in failed["content"]
    assert len(failed["content"]) < 700
    assert failed["mentions"] == []
    assert not failed["mention_everyone"]
    opened = await people.use(boss, "jobs")
    assert opened.message is not None
    shown = await boss.choose(opened.message, "job-open", "f1")
    await shown.finished()
    assert shown.message is not None
    assert "The server says" in shown.message["content"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (errors.ModelFault.KEY, "The server does not accept the operator's key for this."),
        (errors.ModelFault.QUOTA, "has no credit left"),
        (errors.ModelFault.UNREACHABLE, "so the job was not created"),
    ],
)
async def test_a_job_that_cannot_be_created_says_why(
    town: Town, boss: Actor, model: TrainingModel, fault: errors.ModelFault, sentence: str
) -> None:
    model.faults["fine_tune"] = [fault]
    await teach(boss)
    await order(boss)
    assert sentence in (await says(town, "❌ failed"))["content"]


@pytest.mark.usefixtures("app")
async def test_cancelling_while_the_files_are_sent_creates_nothing(
    town: Town, boss: Actor, model: TrainingModel
) -> None:
    model.gates["upload"] = asyncio.Event()
    await teach(boss)
    await order(boss)
    sending = await says(town, "📤 sending the files")
    told = await people.done(await boss.click(sending, "finetune-cancel:1"))
    assert told.content == "Fine-tuning job 1 is cancelled."
    await says(town, "⏹️ cancelled")
    assert model.orders == []


async def test_a_day_has_a_limit(app: App, town: Town, boss: Actor, model: TrainingModel) -> None:
    await teach(boss)
    scope, author = int(town.guild["id"]), int(boss.data["id"])
    for _ in range(2):
        record = await app.services.finetuning.order(scope, author, ExportFormat.CHAT)
        async for _ in app.services.finetuning.changes(record):
            pass
    with pytest.raises(errors.RefusedError) as refused:
        await app.services.finetuning.order(scope, author, ExportFormat.CHAT)
    assert refused.value.key == "error-finetune-limit"
    assert len(model.orders) == 2


async def test_an_erased_persons_words_are_not_sent(app: App, town: Town, boss: Actor, model: TrainingModel) -> None:
    model.gates["upload"] = asyncio.Event()
    await teach(boss)
    await order(boss)
    await says(town, "📤 sending the files")
    await app.services.privacy.erase(int(town.ann.data["id"]), None, keep_taught=False)
    model.gates["upload"].set()
    assert "Somebody's data was erased" in (await says(town, "❌ failed"))["content"]
    assert model.orders == []


async def test_an_end_that_discord_did_not_take_is_told_after_a_restart(
    town: Town, boss: Actor, model: TrainingModel, discord: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetune_messages, "RETRIES_S", ())
    model.states = (FineTuneState.RUNNING,)
    async with town.running(model=model, llm=LLM):
        await teach(boss)
        await order(boss)
        running = await says(town, "⏳ training")
        discord.faults.add(Fault("PATCH", "/channels/*/messages/*", 409, times=100))
        async with log_says("its message could not be changed"):
            model.ways["ftjob-1"] = [FineTuneState.SUCCEEDED]
    assert "⏳" in town.now(running)["content"]
    discord.faults.clear()
    async with town.running(model=model, llm=LLM):
        await says(town, "✅ done")


async def test_what_a_server_said_goes_with_an_erasure(app: App, town: Town, boss: Actor, model: TrainingModel) -> None:
    model.states, model.problem = (FineTuneState.FAILED,), "line 1: question number 0"
    await teach(boss)
    await order(boss)
    await says(town, "❌ failed")
    scope = int(town.guild["id"])
    async with asyncio.timeout(5):
        while not (await app.services.store.finetunes.listed(scope, 1))[0].told:  # noqa: ASYNC110 - storing tells nobody
            await asyncio.sleep(0)
    await app.services.privacy.erase(int(boss.data["id"]), scope, keep_taught=False)
    (record,) = await app.services.store.finetunes.listed(scope, 1)
    assert (record.problem, record.author_id) == (None, 0)


@pytest.mark.usefixtures("app")
async def test_where_the_bot_may_not_write_the_list_shows_the_job(town: Town, boss: Actor) -> None:
    await teach(boss)
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_MESSAGES)
    ordered = await order(boss)
    assert "I may not write in this channel" in str(ordered.content)
