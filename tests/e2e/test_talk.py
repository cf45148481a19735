"""Stories of spoken conversations: real voices, real Whisper, the stand-in's end-to-end encrypted call."""

from __future__ import annotations

import pathlib
import shutil

import pytest
from tests.e2e import people
from tests.e2e.talk_scenes import natural, scene
from tests.e2e.town import Town, log_says
from tests.e2e.voice_bot import LESSONS, in_channel, loud
from tests.edge_service import EdgeFault, EdgeService
from tests.speech_sounds import FESTIVAL_RU, piper_model

from chatterbot import models
from chatterbot.speech.stt import local
from chatterbot.standin import Actor, StandIn

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed"),
]

MEET = "Where do we meet?"
STORY = "Tell me a story."
WHOLE_STORY_S = 4.0
"""Less than the whole story lasts, much more than its beginning."""


async def test_a_question_is_answered_aloud(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        await here.say(0, MEET)
        assert "library" in await here.answer()
        assert len(here.posted()) == 1, "nothing but the announcement is written, as the server did not ask for more"
        stored = await here.app.services.privacy.stored_about(int(ann.id), None)
        assert stored.counts["turns"] == 0, "what is said is not kept"
        told = await people.use(ann, "status")
        fields = {field["name"]: field["value"] for field in told.embeds[0]["fields"]}
        assert fields["Spoken answers"].startswith("1 answer: ")
        assert "end of speech: " in fields["Spoken answers"]


@pytest.mark.skipif(shutil.which(FESTIVAL_RU[0]) is None, reason="no natural Russian voice is installed")
async def test_in_russian(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        lesson = models.NewExample("Когда начинается игра?", "Игра начинается вечером в большом саду.")
        await here.app.services.teaching.teach(int(town.guild["id"]), int(town.boss.id), [lesson], source="test")
        await here.say(0, "Когда начинается игра?", "ru")
        assert "сад" in await here.answer()


async def test_people_among_themselves_are_left_alone_until_it_is_called(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    bob = discord.user("Bob", town.general)
    async with scene(
        town, ann, bob, speech=natural(speech_model), talk="called", mirror=True, wake_names=["Chatterbot"]
    ) as here:
        async with log_says(": listening"):
            await here.say(0, "Did you see the football game yesterday?")
        async with log_says(": listening"):
            await here.say(1, "Yes, it was great, we won.")
        assert here.posted()[1:] == [], "nobody asked the bot"
        await here.say(1, f"Chatterbot, {MEET.lower()}")
        assert "library" in await here.answer(0)
        await discord.wait_until(lambda: len(here.posted()) == 2)
        assert here.posted()[1]["content"].startswith(f"> 🎙️ <@{bob.id}>: ")
        assert LESSONS["where do we meet?"] in here.posted()[1]["content"]


async def test_it_falls_silent_when_somebody_speaks(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        await here.interrupt(STORY, "No, wait. Where do we meet?")
        said = [await here.answer()]
        while "library" not in said[-1]:
            said.append(await here.answer())
        assert "everybody" not in " ".join(said), "the story was given up"


async def test_an_mhm_does_not_stop_it(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        beginning = await here.interrupt(STORY, "Okay.")
        assert await here.told_whole(LESSONS["tell me a story"], beginning)


async def test_nobody_is_heard_who_did_not_say_so(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    bob = discord.user("Bob", town.general)
    names = ["Chatterbot"]
    async with scene(town, ann, bob, speech=natural(speech_model), consent=False, wake_names=names) as here:
        call = here.app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        assert call.connection is not None
        await here.allow(bob)
        await here.say(0, MEET)
        assert call.connection.counters.not_listened > 20
        assert call.connection.counters.concealed == 0
        await here.say(1, f"Chatterbot, {MEET.lower()}")
        assert "library" in await here.answer(1)
        await people.use(bob, "listen", on=False)
        before = call.connection.counters.not_listened
        await here.say(1, f"Chatterbot, {MEET.lower()}")
        assert call.connection.counters.not_listened > before + 20
        assert not here.voices[1].stream_of().audible


async def test_a_correction_by_voice_waits_for_somebody_with_the_right(
    town: Town, discord: StandIn, ann: Actor, boss: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(
        town, ann, speech=natural(speech_model), teachers="managers", mirror=True, transcripts_kept=1
    ) as here:
        await here.say(0, MEET)
        await here.answer()
        await here.say(0, "No, the answer is behind the old mill.")
        await discord.wait_until(lambda: len(here.posted()) >= 3, 20.0)
        assert await here.told("approve")
        proposal = here.posted()[-1]
        assert "behind the old mill" in proposal["content"].lower()
        assert (await town.ask(ann, MEET))["content"] == LESSONS["where do we meet?"], "not before it is approved"
        refused = await ann.at(here.lounge).click(proposal, "Approve")
        assert refused.ephemeral
        await people.done(await boss.at(here.lounge).click(proposal, "Approve"))
        assert "behind the old mill" in (await town.ask(ann, MEET))["content"].lower()


async def test_a_cut_connection_costs_no_word(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        await here.say(0, STORY)
        beginning = await here.voices[0].hear(seconds=0.8)
        discord.voice_server.drop(user=discord.bot)
        assert await here.told_whole(LESSONS["tell me a story"], beginning)
        await here.say(0, MEET)  # and it still hears
        assert "library" in await here.answer()


async def test_with_the_online_voices_down_another_one_answers(
    town: Town, ann: Actor, speech_model: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "certificates").mkdir()
    async with EdgeService.open(tmp_path / "certificates") as service:
        service.fault = EdgeFault.DOWN
        speech = natural(speech_model, edge=True)
        async with scene(town, ann, speech=speech, connector=service.connector) as here:
            await here.say(0, MEET)
            assert "library" in await here.answer()


async def test_without_a_model_it_says_so_and_listens_once_the_model_is_there(
    town: Town, ann: Actor, speech_model: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_FIRST_PAUSE_S", 0.2)
    monkeypatch.setattr(local, "_LONGEST_PAUSE_S", 0.2)
    place, discord = tmp_path / "model", town.discord
    async with scene(town, ann, speech=natural(place)) as here:
        assert here.posted()[0]["content"].startswith("🙉 I can't hear")
        state = discord.voice.state(town.guild["id"], discord.app_id)
        assert state is not None
        assert state["self_deaf"]
        assert (await town.ask(ann, MEET))["content"] == LESSONS["where do we meet?"], "what is written is answered"
        assert loud(await here.voices[0].hear(timeout_s=20.0)) > 1.0, "and said"
        place.symlink_to(speech_model)
        await discord.wait_until(lambda: any("I can hear now" in m["content"] for m in here.posted()), 60.0)
        await here.say(0, MEET)
        assert "library" in await here.answer()


async def test_it_can_be_told_to_be_quiet_and_to_go(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        await here.interrupt(STORY, "Stop it, please!")
        assert loud(await here.voices[0].hear(timeout_s=20.0)) < WHOLE_STORY_S
        await here.say(0, "Please leave the channel.")
        await discord.wait_until(lambda: in_channel(town) is None, 20.0)
        assert here.posted()[-1]["content"].startswith("👋 I have left")


async def test_a_server_that_does_not_want_it_is_not_listened_to(
    town: Town, discord: StandIn, ann: Actor, boss: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        state = discord.voice.state(town.guild["id"], discord.app_id)
        assert state is not None
        assert not state["self_deaf"]
        await people.use(boss, "settings", listening="never")
        await discord.wait_until(
            lambda: (discord.voice.state(town.guild["id"], discord.app_id) or {}).get("self_deaf") is True
        )
        assert (await town.ask(ann, MEET))["content"] == LESSONS["where do we meet?"]
        assert "library" in await here.answer(), "what it writes is still said"
        await people.use(boss, "settings", listening="fitting")
        await discord.wait_until(
            lambda: (discord.voice.state(town.guild["id"], discord.app_id) or {}).get("self_deaf") is False
        )
        await here.say(0, MEET)
        assert "library" in await here.answer()


async def test_it_asks_what_is_meant_and_takes_a_yes(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model), strictness=0.2) as here:
        await here.say(0, "Where is it?")
        assert "where do we meet" in await here.answer()
        await here.say(0, "Yes, please.")
        assert "library" in await here.answer()
