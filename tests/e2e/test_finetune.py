"""/train target:model: from the offer to the new model, with restarts, failures and second thoughts on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons
from tests.training_model import TrainingModel

from chatterbot import errors
from chatterbot.app import App
from chatterbot.datasets import ExportFormat
from chatterbot.finetuning import following
from chatterbot.llm import FineTuneMethod, FineTuneState, ScriptedModel
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn
from chatterbot.store import FineTuneStatus

pytestmark = pytest.mark.e2e

LLM = {"fine_tune_model": "base-model", "model": "chat-model"}
CHATS, PAIRS = "Train with", "pairs"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are looked at all the time."""
    monkeypatch.setattr(following, "FIRST_S", 0.01)
    monkeypatch.setattr(following, "MOST_S", 0.01)
    monkeypatch.setattr(following, "FAILED_S", 0.01)


@pytest.fixture
def model() -> TrainingModel:
    return TrainingModel()


@pytest.fixture
async def app(town: Town, model: TrainingModel) -> AsyncIterator[App]:
    async with town.running(model=model, llm=LLM) as running:
        yield running


async def teach(boss: Actor, *, count: int = 30) -> None:
    await people.use(boss, "train", text=people.pairs(*range(count)).replace("\n", ";;"))


def row(message: Json | None, label: str) -> Json:
    """The button with a text on it."""
    assert message is not None
    return next(b for r in message["components"] for b in r["components"] if label in b.get("label", ""))


async def order(boss: Actor, label: str = "answers") -> Interaction:
    """Ask for a job, and press the button that has this on it."""
    offer = await people.use(boss, "train", target="model")
    assert offer.message is not None, offer.content
    return await people.done(await boss.click(offer.message, row(offer.message, label)["custom_id"]))


def posted(town: Town) -> Json:
    """The message that shows how the job stands."""
    return next(m for m in reversed(town.discord.messages(town.general)) if "Fine-tuning job" in m["content"])


async def says(town: Town, text: str, timeout_s: float = 10) -> Json:
    """Wait until that message says something."""
    async with asyncio.timeout(timeout_s):
        while True:
            found = [m for m in town.discord.messages(town.general) if "Fine-tuning job" in m["content"]]
            if found and text in found[-1]["content"]:
                return found[-1]
            await asyncio.sleep(0)


async def test_a_job_from_the_offer_to_the_new_model_and_back(
    app: App, town: Town, boss: Actor, model: TrainingModel
) -> None:
    await teach(boss)
    offer = await people.use(boss, "train", target="model")
    assert offer.ephemeral
    assert "The job starts from `base-model`" in str(offer.content)
    assert "Nothing is sent before you press a button." in str(offer.content)
    assert row(offer.message, PAIRS)["disabled"]
    assert model.files == {}
    assert offer.message is not None
    ordered = await people.done(await boss.click(offer.message, row(offer.message, "answers")["custom_id"]))
    assert str(ordered.content).startswith("🧪 Fine-tuning job 1 is ordered. How it stands: https://discord.com/")

    done = await says(town, "✅ done")
    assert "The new model: `ft:base:town:1`. Only this server can use it." in done["content"]
    assert "1,234 tokens trained" in done["content"]
    assert len([m for m in town.discord.messages(town.general) if "Fine-tuning job" in m["content"]]) == 1
    (training, training_data), (held, held_data) = model.files.values()
    assert (training, held) == ("chatterbot-1.jsonl", "chatterbot-1-held-out.jsonl")
    rows, back = (len(data.splitlines()) for data in (training_data, held_data))
    assert (rows + back, 1 <= back <= 7) == (30, True)
    (sent,) = model.orders
    assert (sent.model, sent.training_file, sent.validation_file) == ("base-model", "file-1", "file-2")
    assert sent.method is FineTuneMethod.SUPERVISED

    scope = int(town.guild["id"])
    assert await app.services.finetuning.models.allowed_models(scope) == ("scripted", "ft:base:town:1")
    assert await app.services.finetuning.models.allowed_models(scope + 1) == ("scripted",)
    used = await boss.click(done, "finetune-use:1")
    await used.finished()
    assert "this server uses `ft:base:town:1` from now on (before: the operator's model)" in town.now(done)["content"]
    assert (await app.services.preferences.get(scope)).model_name == "ft:base:town:1"
    (undo,) = buttons(town.now(done))
    await (await boss.click(town.now(done), undo)).finished()
    assert (await app.services.preferences.get(scope)).model_name is None
    assert buttons(town.now(done)) == ["finetune-use:1"]


@pytest.mark.usefixtures("app")
async def test_progress_is_one_message_with_steps_and_the_expected_end(
    town: Town, boss: Actor, model: TrainingModel
) -> None:
    model.states = (FineTuneState.RUNNING,)
    await teach(boss)
    await order(boss)
    running = await says(town, "⏳ training")
    assert "3 of 9" in running["content"]
    assert "Expected to end <t:1893456000:R>" in running["content"]
    assert buttons(running) == ["finetune-cancel:1"]
    model.faults["fine_tune_job"] = [errors.ModelFault.SERVER] * 3
    await says(town, "The server does not answer at the moment")
    while "does not answer" in posted(town)["content"]:  # noqa: ASYNC110 - an edit tells nobody
        await asyncio.sleep(0)
    again = await people.use(boss, "train", target="model")
    assert again.message is not None
    refused = await boss.click(again.message, row(again.message, "answers")["custom_id"])
    await refused.finished()
    assert "Fine-tuning job 1 is not over yet" in str(refused.content or refused.followups[-1]["content"])
    assert len(model.orders) == 1


@pytest.mark.usefixtures("app")
async def test_a_job_is_cancelled_in_its_message_and_in_the_list(
    town: Town, boss: Actor, ann: Actor, model: TrainingModel
) -> None:
    model.states = (FineTuneState.RUNNING,)
    await teach(boss)
    await order(boss)
    running = await says(town, "⏳ training")
    refused = await ann.click(running, "finetune-cancel:1")
    await refused.finished()
    assert model.cancelled == []
    listed = await people.use(boss, "jobs")
    assert "**Fine-tuning jobs:**\n- 🧪 **1** · ⏳ training · `base-model`" in str(listed.content)
    assert "**Training jobs**" in str(listed.content)
    assert listed.message is not None
    stopped = await people.done(await boss.click(listed.message, "Cancel fine-tuning 1"))
    assert stopped.content == "Fine-tuning job 1 is cancelled."
    over = await says(town, "⏹️ cancelled")
    assert (model.cancelled, buttons(over)) == (["ftjob-1"], [])
    late = await people.done(await boss.click(listed.message, "Cancel fine-tuning 1"))
    assert late.content == "Fine-tuning job 1 is already over."


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
        assert (record.state, record.remote_id, record.told) == (FineTuneStatus.FAILED, None, True)
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
async def test_few_examples_and_other_options_are_refused_before_anything_is_sent(
    boss: Actor, model: TrainingModel
) -> None:
    await teach(boss, count=9)
    offer = await people.use(boss, "train", target="model")
    assert "at least 10 different questions with answers, and there are 9" in str(offer.content)
    assert row(offer.message, "answers")["disabled"]
    refused = await people.use(boss, "train", target="model", text="a => b")
    assert (
        refused.content
        == "With `target: model` I train from everything I was taught here: leave the other options out."
    )
    refused = await people.use(boss, "train", target="model", positive=False)
    assert (
        refused.content
        == "With `target: model` I train from everything I was taught here: leave the other options out."
    )
    assert model.calls == {}


@pytest.mark.parametrize("llm", [{"model": "chat-model"}, {}])
async def test_without_a_model_to_start_from_it_says_so(town: Town, boss: Actor, llm: dict[str, Any]) -> None:
    async with town.running(model=ScriptedModel(lambda _: "") if llm else None):
        told = await people.use(boss, "train", target="model")
        assert str(told.content).startswith("Language models cannot be trained here: the operator has to set")


@pytest.mark.usefixtures("app")
async def test_pairs_come_from_corrections(town: Town, boss: Actor, model: TrainingModel) -> None:
    await teach(boss, count=12)
    wrong = ";;".join(f"question number {number} => wrong {number}" for number in range(12))
    await people.use(boss, "train", text=wrong, positive=False)
    await order(boss, PAIRS)
    await says(town, "✅ done")
    ((_, data),) = model.files.values()
    first = json.loads(data.splitlines()[0])
    assert first["input"]["messages"] == [{"role": "user", "content": "question number 0"}]
    assert first["non_preferred_output"] == [{"role": "assistant", "content": "wrong 0"}]
    assert model.orders[0].method is FineTuneMethod.PREFERENCE


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


@pytest.mark.usefixtures("app")
async def test_in_russian(town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    await teach(vera)
    offer = await people.use(vera, "train", target="model")
    assert "Обучить собственную языковую модель" in str(offer.content)
