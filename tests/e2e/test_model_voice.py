"""A language model answers in a voice channel: real voices, real Whisper, and a model that writes what the test wants."""

from __future__ import annotations

import pathlib
import shutil

import pytest
from tests.e2e import people
from tests.e2e.talk_scenes import Scene, natural, scene
from tests.e2e.town import Town, buttons, fields
from tests.speech_sounds import FESTIVAL_RU, piper_model
from tests.stepped_model import SteppedModel

from chatterbot import errors
from chatterbot.standin import Actor, Json, StandIn

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed"),
]

WHO = "Who built the town hall?"
GENERAL = "-# From the model's general knowledge, not from what was taught here."


@pytest.fixture
def model() -> SteppedModel:
    return SteppedModel()


async def posted(discord: StandIn, here: Scene, count: int) -> Json:
    """The latest message, once there are so many beside the announcement."""
    await discord.wait_until(lambda: len(here.posted()) == count + 1, 20.0)
    return here.posted()[-1]


async def test_it_is_said_while_it_is_written_and_can_be_read_and_corrected(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path, model: SteppedModel
) -> None:
    async with scene(
        town, ann, speech=natural(speech_model), llm=model, model="open", mirror=True, transcripts_kept=1
    ) as here:
        await here.say(0, "Where do we meet?")
        assert "library" in await here.answer()
        assert model.chats == [], "what was taught needs no model"
        await here.say(0, WHO)
        chat = await model.asked()
        assert "library" in chat.request.messages[-1].text, "it is told what was said before"
        chat.write("The town hall was built by **two brothers**. It has ")
        assert "brothers" in await here.answer()
        assert not chat.closed.is_set(), "it is still writing"
        chat.end("a golden roof.")
        assert "roof" in await here.answer()
        message = await posted(discord, here, 2)
        question, answer = message["content"].split("\n", 1)
        assert question.startswith(f"> 🎙️ <@{ann.id}>: ")
        assert answer == f"The town hall was built by **two brothers**. It has a golden roof.\n{GENERAL}"
        assert buttons(message) == ["vote-up", "vote-down"]
        why = await people.done(await ann.at(here.lounge).context("Why this reply?", message))
        assert "scripted" in str(fields(why)), "the model's name"
        form = await town.boss.at(here.lounge).context("Correct this reply", message)
        await people.done(await form.submit(answer="It was built by the mayor."))
        assert here.posted()[-1]["content"] == f"{question}\nIt was built by the mayor."
        assert (await town.ask(ann, WHO))["content"] == "It was built by the mayor."
        assert len(model.chats) == 1, "what was corrected needs no model"


async def test_speaking_over_it_ends_the_request(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path, model: SteppedModel
) -> None:
    async with scene(
        town, ann, speech=natural(speech_model), llm=model, model="open", mirror=True, transcripts_kept=1
    ) as here:
        await here.say(0, WHO)
        chat = await model.asked()
        chat.write(
            "Once upon a time there were two brothers who wanted to build a very large house by the river. They "
        )
        await here.voices[0].hear(seconds=0.8)
        assert not chat.closed.is_set()
        await here.say(0, "No, wait. Where do we meet?")
        await discord.wait_until(chat.closed.is_set, 20.0)
        assert not chat.finished
        assert await here.told("library")
        messages = here.posted()[1:3]
        assert len(messages) == 2
        assert "This is not the whole answer" in messages[0]["content"]
        assert "two brothers" in messages[0]["content"]


async def test_a_model_that_is_away_and_one_that_breaks_off_are_told(
    town: Town, ann: Actor, speech_model: pathlib.Path, model: SteppedModel
) -> None:
    async with scene(town, ann, speech=natural(speech_model), llm=model, model="open") as here:
        await here.say(0, WHO)
        (await model.asked()).fail(errors.ModelFault.UNREACHABLE)
        assert await here.told("reached")
        limits = here.app.services.store.memory_limits
        await limits.put_objection(int(town.guild["id"]), int(ann.id), objects=True)
        await here.say(0, WHO)
        chat = await model.asked()
        assert "EARLIER MESSAGES" not in chat.request.messages[-1].text, "who objects is left out"
        chat.write("It was built by two brothers. And then ")
        chat.fail(errors.ModelFault.TIMEOUT)
        assert await here.told("broke off")
        await limits.put_objection(int(town.guild["id"]), int(ann.id), objects=False)
        await people.use(ann.at(here.lounge), "forget", what="conversation")
        await here.say(0, WHO)
        chat = await model.asked()
        assert "EARLIER MESSAGES" not in chat.request.messages[-1].text, "they started afresh"
        chat.end()


async def test_who_takes_consent_back_ends_the_request(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path, model: SteppedModel
) -> None:
    async with scene(town, ann, speech=natural(speech_model), llm=model, model="open", mirror=True) as here:
        assert "a language model may answer" in here.posted()[0]["content"], "people know before they agree"
        await here.say(0, WHO)
        chat = await model.asked()
        await people.use(ann, "listen", on=False)
        await discord.wait_until(chat.closed.is_set)
        assert len(here.posted()) == 1
        assert not chat.finished


@pytest.mark.skipif(shutil.which(FESTIVAL_RU[0]) is None, reason="no natural Russian voice is installed")
async def test_in_russian(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path, model: SteppedModel
) -> None:
    async with scene(
        town, ann, speech=natural(speech_model), llm=model, model="open", mirror=True, transcripts_kept=1
    ) as here:
        await here.say(0, "Кто построил большой мост?", "ru")
        chat = await model.asked()
        assert "Answer in Russian." in chat.request.messages[0].text
        chat.write("Игра начинается вечером в большом саду. А потом ")
        assert "сад" in await here.answer()
        chat.end("игра начинается вечером в городском театре.")
        assert "театр" in await here.answer()
        message = await posted(discord, here, 1)
        assert message["content"].endswith("\n-# Из общих знаний модели, а не из того, чему меня учили здесь.")
