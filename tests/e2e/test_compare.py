"""/test compare:model: engine, model, fine-tuned model and both together, on questions that none of them has learned."""

from __future__ import annotations

import asyncio
import json
import re
import struct
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot import errors, pictures
from chatterbot.app import App
from chatterbot.llm import ChatChunk, ChatRequest, ScriptedModel
from chatterbot.standin import Actor, Interaction, Permission, StandIn
from chatterbot.store import FineTuneStatus, NewFineTune

pytestmark = pytest.mark.e2e

PLACES = ("bank", "mill", "church", "harbour")
LLM = {"model": "chat-model", "requests_person_minute": 1000, "tokens_person_minute": 10_000_000}


def lessons(count: int = 12) -> bytes:
    """Questions that are alike, with an answer for each place; and some that must not be answered."""
    rows = [
        {"text": f"where do I find the {place}, way number {n}", "label": place}
        for place in PLACES
        for n in range(count)
    ]
    rows += [{"text": f"completely unrelated nonsense {n * 7919}", "label": None} for n in range(24)]
    return "\n".join(json.dumps(row) for row in rows).encode()


def oracle(request: ChatRequest) -> str:
    """Choose the taught answer that names the place of the question."""
    text = request.messages[-1].text
    asked = text.rpartition("QUESTION")[2]
    place = next((each for each in PLACES if each in asked), None)
    found = re.search(rf"\[(\d+)\] Taught answer to:\n[^\n]*\nis:\n\| {place}\n", text)
    return f"USE {found[1]}" if found else "NONE"


def wrong(request: ChatRequest) -> str:
    """Choose the first taught answer, whatever is asked."""
    return "USE 1" if "[1]" in request.messages[-1].text else "NONE"


def by_model(scripts: dict[str | None, Callable[[ChatRequest], str]]) -> Callable[[ChatRequest], str]:
    return lambda request: scripts[request.model](request)


async def offered(boss: Actor, **options: str) -> Interaction:
    offer = await people.use(boss, "test", compare="model", **options)
    assert offer.message is not None, offer.content
    return offer


async def compared(boss: Actor, **options: str) -> Interaction:
    offer = await offered(boss, **options)
    (start,) = buttons(offer.message)
    assert offer.message is not None
    return await people.done(await boss.click(offer.message, start))


def figures(interaction: Interaction) -> dict[str, tuple[int, int, int]]:
    """Right, wrong and unanswered, by who answers."""
    found: dict[str, tuple[int, int, int]] = {}
    for line in str(interaction.content).splitlines():
        if told := re.match(r"(.+): \*\*(\d+)\*\* right, (\d+) wrong, (\d+) unanswered", line):
            found[told[1].partition(" ")[2]] = int(told[2]), int(told[3]), int(told[4])
    return found


async def trained(app: App, scope_id: int, name: str) -> None:
    """Have a model that was fine-tuned there."""
    (dataset, *_) = await app.services.teaching.datasets(scope_id)
    jobs = app.services.store.finetunes
    job_id = await jobs.add(
        NewFineTune(
            scope_id=scope_id,
            dataset_id=dataset.id,
            author_id=1,
            method="supervised",
            model="base",
            examples=40,
            held_out=4,
        )
    )
    await jobs.note(scope_id, job_id, state=FineTuneStatus.SUCCEEDED, result=name, remote_id="x")


async def test_everyone_answers_the_same_questions_that_were_held_back(
    town: Town, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    genuine = pictures.bar_picture

    def bar_picture(
        rows: Sequence[tuple[str, Mapping[pictures.AnswerResult, int]]], words: pictures.UsageWords
    ) -> pictures.BarPicture | None:
        drawn.extend(name for name, _ in rows)
        return genuine(rows, words)

    monkeypatch.setattr(pictures, "bar_picture", bar_picture)
    model = ScriptedModel(by_model({"scripted": oracle, "ft:town": wrong}))
    async with town.running(model=model, llm=LLM) as app:
        await people.use(boss, "train", file=("places.jsonl", lessons()))
        await trained(app, int(town.guild["id"]), "ft:town")
        offer = await offered(boss)
        assert offer.ephemeral
        assert "of those I was taught here. They are held back" in str(offer.content)
        assert "`scripted`, `ft:town`" in str(offer.content)
        count = int(re.findall(r"\*\*(\d+) questions\*\*", str(offer.content))[0])
        assert f"at most **{2 * count} requests**" in str(offer.content)
        result = await compared(boss)
        assert result.ephemeral
        found = figures(result)
        assert [*found] == [
            "What I was taught",
            "Model",
            "Fine-tuned model",
            "Taught, else the model",
            "Taught, else the fine-tuned",
        ]
        assert drawn == [*found], "the picture has no emoji: its fonts would show […]"
        assert {sum(each) for each in found.values()} == {count}
        right, failed, _ = found["Model"]
        assert failed == 0
        assert right > found["Fine-tuned model"][0]
        assert found["Fine-tuned model"][1] > 0
        assert found["Taught, else the model"][0] >= found["What I was taught"][0]
        assert result.message is not None
        (picture,) = [file for file in result.message["attachments"] if file["filename"].endswith(".png")]
        assert picture["description"].startswith("Bar chart “Who was right: ")
        assert "Fine-tuned model: " in picture["description"]
        (data,) = result.files.values()
        assert struct.unpack(">I", data[16:20])[0] >= 800
        # What was asked does not stay learned, and nothing about it is stored.
        assert await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"])) == []


async def test_questions_of_ones_own_are_asked_and_count_in_the_budget(town: Town, boss: Actor) -> None:
    asked = [{"input": f"where is the {place}?", "expected": place} for place in PLACES]
    async with town.running(model=ScriptedModel(oracle), llm=LLM) as app:
        await people.use(boss, "train", file=("places.jsonl", lessons()))
        result = await compared(boss, data=json.dumps([*asked, {"text": "nonsense 5", "label": None}]))
        found = figures(result)
        assert found["Model"][1:] == (0, 0)
        assert "No model was fine-tuned here yet" in str(result.content)
        terms = app.services.model_terms
        assert terms is not None
        state = await terms.budgets.state(int(town.guild["id"]))
        (told,) = re.findall(r"-# (\d+) requests", str(result.content))
        assert state.today.requests == int(told) <= 5
        assert state.today.tokens > 0


async def test_a_limit_ends_it_with_what_is_there_in_russian(town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    async with town.running(model=ScriptedModel(oracle), llm={**LLM, "requests_server_day": 2}):
        await people.use(vera, "train", file=("places.jsonl", lessons()))
        result = await compared(vera)
        assert "📖🤖 Выученное, иначе модель: верно **" in str(result.content)
        assert "доля этого сервера в запросах к модели на сегодня исчерпана. Дальше можно <t:" in str(result.content)
        assert "-# 2 запроса к серверу модели" in str(result.content)


async def test_it_is_stopped_with_a_button_and_shows_what_is_there(town: Town, boss: Actor) -> None:
    waiting, began = asyncio.Event(), asyncio.Event()

    class Slow(ScriptedModel):
        """Answers three questions, and then keeps one waiting."""

        count = 0

        async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
            self.count += 1
            if self.count > 3:
                began.set()
                await waiting.wait()
            async for chunk in super().chat(request):
                yield chunk

    async with town.running(model=Slow(oracle), llm=LLM):
        await people.use(boss, "train", file=("places.jsonl", lessons()))
        offer = await offered(boss)
        assert offer.message is not None
        running = await boss.click(offer.message, "compare-start")
        await began.wait()
        await running.wait(lambda each: each.message is not None and "⏳" in str(each.content), 5, "the progress")
        second = await people.use(boss, "test", compare="model")
        assert second.message is not None
        refused = await people.done(await boss.click(second.message, "compare-start"))
        assert "A comparison is running here already." in str(refused.content)
        assert running.message is not None
        stopped = await people.done(await boss.click(running.message, "Stop"))
        assert "Stopping." in str(stopped.content)
        result = await people.done(running)
        assert "⏹️ Stopped before all questions were asked." in str(result.content)
        assert {sum(each) for each in figures(result).values()} == {3}


async def test_a_server_that_fails_ends_it(town: Town, boss: Actor) -> None:
    def fails(_: ChatRequest) -> str:
        raise errors.ModelError("down", errors.ModelFault.SERVER)

    async with town.running(model=ScriptedModel(fails), llm=LLM):
        await people.use(boss, "train", file=("places.jsonl", lessons()))
        result = await compared(boss)
        assert "the model's server does not answer" in str(result.content)


async def test_few_questions_and_no_model_are_said(town: Town, boss: Actor) -> None:
    async with town.running(model=ScriptedModel(oracle), llm=LLM):
        await people.use(boss, "train", text=people.pairs(1, 2, 3).replace("\n", ";;"))
        refused = await people.use(boss, "test", compare="model")
        assert "There are too few questions to hold some back" in str(refused.content)
    async with town.running():
        refused = await people.use(boss, "test", compare="model")
        assert "There is no language model to compare with" in str(refused.content)
