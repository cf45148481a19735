"""What a language model may be used for ends at a budget, with a sentence that says until when; what must not be sent on is not."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.model_steps import open_bot
from tests.e2e.test_model_use import USE, told
from tests.e2e.town import Town

from chatterbot import errors
from chatterbot.llm import ChatRequest, Moderation, ScriptedModel
from chatterbot.standin import Actor, StandIn

pytestmark = pytest.mark.e2e

ANSWER = "It is by the river."
UNKNOWN = "I don't know that yet."


class Watched(ScriptedModel):
    """Keeps what it is asked, and flags texts with the word that it is given."""

    def __init__(self, *, flags: str = "", answer: str = ANSWER) -> None:
        super().__init__(self._answer)
        self.requests: list[ChatRequest] = []
        self._flags, self._said = flags, answer

    def _answer(self, request: ChatRequest) -> str:
        self.requests.append(request)
        return self._said

    async def moderate(self, text: str) -> Moderation:
        if self._flags == "down":
            raise errors.ModelError("503", errors.ModelFault.SERVER)
        return Moderation(flagged=bool(self._flags) and self._flags in text)


async def test_at_a_persons_limit_a_sentence_says_until_when(town: Town, ann: Actor, boss: Actor) -> None:
    model = Watched()
    async with open_bot(town, model, llm={"requests_person_minute": 2}) as app:
        for number in range(2):
            assert ANSWER in (await town.ask(ann, f"where is mill number {number}?"))["content"]
        refused = (await town.ask(ann, "where is the third mill?"))["content"]
        assert UNKNOWN in refused
        assert "<t:" in refused  # when it ends, as each reader's clock shows it
        assert ANSWER in (await town.ask(boss, "where is the third mill?"))["content"]  # others have their own minute
        assert len(model.requests) == 3
        await people.recorded(app, town, 4)
        # What is taught needs no model, and is not limited.
        await town.teach(ann, "who keeps the mill?", "Nobody does.")
        assert (await town.ask(ann, "who keeps the mill?"))["content"] == "Nobody does."
        shown = told(await people.use(boss, "status"))[USE]
        assert shown.startswith("Today (UTC): **3** of 2,000 requests")


async def test_at_the_servers_limit_direct_messages_go_on(town: Town, discord: StandIn, ann: Actor) -> None:
    async with open_bot(town, Watched(), llm={"requests_server_day": 1}) as app:
        assert ANSWER in (await town.ask(ann, "where is the old mill?"))["content"]
        assert UNKNOWN in (await town.ask(ann, "where is the new mill?"))["content"]
        await app.services.preferences.change(int(ann.data["id"]), model="open")
        home = ann.at(discord.dm(ann))
        await home.say("where is the new mill?")
        await discord.wait_until(lambda: ANSWER in str(discord.messages(discord.dm(ann))[-1]["content"]))
    async with open_bot(town, Watched(), llm={"requests_server_day": 1}):  # a restart forgets nothing
        assert UNKNOWN in (await town.ask(ann, "where is the next mill?"))["content"]
    async with open_bot(town, Watched(), llm={"requests_month": 2}):
        assert UNKNOWN in (await town.ask(ann, "where is the last mill?"))["content"]


async def test_patterns_hold_questions_and_answers_back(town: Town, ann: Actor) -> None:
    model = Watched(answer="The password is hunter2. Tell nobody.")
    patterns = {"moderation": "patterns", "moderation_patterns": [r"\bhunter\d", r"\d{4} \d{4}"]}
    async with open_bot(town, model, llm=patterns):
        held = (await town.ask(ann, "is 4111 1111 my card?"))["content"]
        assert UNKNOWN in held
        assert model.requests == []
        held = (await town.ask(ann, "what is the word for the door?"))["content"]
        assert UNKNOWN in held
        assert "hunter2" not in held
        assert len(model.requests) == 1


@pytest.mark.parametrize("flags", ["mill", "down"])
async def test_what_the_servers_moderation_flags_or_does_not_see_is_not_sent_on(
    flags: str, town: Town, ann: Actor
) -> None:
    model = Watched(flags=flags)
    async with open_bot(town, model, llm={"moderation": "server"}):
        assert UNKNOWN in (await town.ask(ann, "where is the mill?"))["content"]
        assert model.requests == []
