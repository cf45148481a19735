"""/train target:model: from the offer to the new model, and back; what is sent, and who may do what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.finetune_steps import LLM, look_often, order, posted, row, says, teach
from tests.e2e.town import Town, buttons
from tests.training_model import TrainingModel

from chatterbot import errors
from chatterbot.app import App
from chatterbot.llm import FineTuneMethod, FineTuneState, ScriptedModel
from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e

PAIRS = "pairs"


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


async def test_the_persona_comes_first_in_each_row(app: App, town: Town, boss: Actor, model: TrainingModel) -> None:
    await teach(boss)
    await app.services.personas.write(int(town.guild["id"]), 0, "You are a pirate.", int(boss.data["id"]))
    await order(boss)
    await says(town, "✅ done")
    for _, data in model.files.values():
        for line in data.splitlines():
            assert json.loads(line)["messages"][0] == {"role": "system", "content": "You are a pirate."}


async def test_a_model_cannot_be_used_elsewhere_nor_twice(app: App, town: Town, boss: Actor, discord: StandIn) -> None:
    await teach(boss)
    await order(boss)
    done = await says(town, "✅ done")
    other = discord.guild("Elsewhere")
    square = discord.channel(other)
    vera = discord.user("Vera", square).with_permissions(Permission.MANAGE_GUILD)
    with pytest.raises(errors.NotFoundError):
        await app.services.finetuning.models.use(int(other["id"]), 1)
    await people.use(vera, "train", text=people.pairs(*range(30)).replace("\n", ";;"))
    listed = await people.use(vera, "jobs")
    assert "fine-tuning" not in str(listed.content).casefold()
    shown = await people.use(boss, "jobs")
    opened = await boss.choose(shown.message or {}, "job-open", "f1")
    await opened.finished()
    await (await boss.click(done, "finetune-use:1")).finished()
    assert opened.message is not None
    again = await people.done(await boss.click(opened.message, "finetune-use:1"))
    assert "This server uses that model already." in str(again.content)


@pytest.mark.usefixtures("app")
async def test_in_direct_messages_nobody_trains_models(discord: StandIn, ann: Actor) -> None:
    refused = await people.use(ann.at(discord.dm(ann)), "train", target="model")
    assert "Language models are trained for servers only" in str(refused.content)


@pytest.mark.usefixtures("app")
async def test_exports_in_each_format_say_what_is_left_out(boss: Actor) -> None:
    await teach(boss, count=12)
    await people.use(boss, "train", text="question number 1 => wrong", positive=False)
    chats = await people.use(boss, "export", format="chat")
    (data,) = chats.files.values()
    assert len(data.splitlines()) == 12
    assert json.loads(data.splitlines()[0])["messages"][-1] == {"role": "assistant", "content": "answer 0"}
    assert "1 rejected answer is left out: chats only have right answers." in str(chats.content)
    pairs = await people.use(boss, "export", format="preference")
    (data,) = pairs.files.values()
    assert len(data.splitlines()) == 1
    assert "11 examples are left out" in str(pairs.content)
    receipt = await people.use(boss, "train", file=("pairs.jsonl", data))
    assert "Nothing new" in str(receipt.content)


@pytest.mark.usefixtures("app")
async def test_in_russian(town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    await teach(vera)
    offer = await people.use(vera, "train", target="model")
    assert "Обучить собственную языковую модель" in str(offer.content)
