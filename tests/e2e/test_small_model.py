"""A real small model in the whole bot: its words are not judged; that they are shown, explained, corrected and stopped is."""

from __future__ import annotations

import asyncio

import pytest
from tests import small_model
from tests.e2e import people
from tests.e2e.model_steps import answer_messages, whole
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(small_model.missing() is not None, reason=f"{small_model.missing()} is not installed"),
]

PATIENT = {"first_token_timeout": 400, "token_timeout": 60, "max_tokens": 24, "temperature": 0}


async def recorded(app: App, guild: int, message_id: int) -> models.Turn:
    """Wait until an answer is recorded, which is done after it was sent."""
    async with asyncio.timeout(20):
        while True:
            if (turn := await app.services.store.turns.by_message(guild, message_id)) is not None:
                return turn


async def test_a_real_model_answers_is_explained_corrected_and_stopped(town: Town, ann: Actor) -> None:
    async with small_model.running() as served:
        llm = {"base_url": served.url, "model": small_model.NAME, **PATIENT}
        async with town.running(llm=llm) as app:
            guild = int(town.guild["id"])
            await app.services.preferences.change(guild, model="open")
            question = "Tell me something about the sea."
            await ann.say(f"{town.me} {question}")
            await served.counts("finished", 1)
            (answer,) = await whole(town)
            turn = await recorded(app, guild, int(answer["id"]))
            assert (composed := turn.reply.composed) is not None
            assert composed.model == small_model.NAME
            assert min(composed.prompt_tokens, composed.completion_tokens) > 5  # as the server counted them
            assert turn.reply.source in {models.ReplySource.GENERAL, models.ReplySource.COMPOSED}
            why = await people.done(await ann.context("Why this reply?", answer))
            assert small_model.NAME in str(why.embeds)
            form = await ann.context("Correct this reply", answer)
            await people.done(await form.submit(answer="It is deep."))
            assert (await town.ask(ann, question))["content"] == "It is deep."
            assert (await served.counts())["finished"] == 1  # what was corrected needs no model
            asked = await ann.say(f"{town.me} Why do dragons guard gold?")
            async with asyncio.timeout(60):
                await served.counts("running", 1)
            await ann.delete(asked)
            async with asyncio.timeout(60):
                await served.counts("cancelled", 1)
            assert len(answer_messages(town)) == 2
