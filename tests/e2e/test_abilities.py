"""What the bot says of what it can do: hearing and speaking in voice channels, and /status, while parts are slow, missing or broken."""

from __future__ import annotations

import asyncio
import importlib.util
import pathlib
import shutil
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from tests.e2e import people
from tests.e2e.town import Town, buttons, fields
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, room, said
from tests.edge_service import EdgeFault, EdgeService

from chatterbot import errors
from chatterbot.calls import listening, transcription
from chatterbot.speech.stt import local, model_hub, whisper
from chatterbot.standin import Actor, ChannelType, Interaction, Json, Permission, StandIn

LIBRARIES = ("av", "dave", "davey", "nacl", "cryptography", "faster_whisper")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(  # asked, not imported: what `speech.openmp` sets counts only before the library is loaded
        any(importlib.util.find_spec(name) is None for name in LIBRARIES),
        reason="the extras `speech` and `voice` are not installed",
    ),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]
MEET = "where do we meet?"


class SlowModel:
    """A speech model that arrives, or turns out to be missing, when the test says so."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.missing = False

    def find(self, *_: object, cancelled: Callable[[], bool], **__: object) -> pathlib.Path:
        while not self.decided.wait(0.01):
            if cancelled():
                raise errors.SpeechToTextError("the bot is being stopped")
        if self.missing:
            raise errors.SpeechToTextError("it is neither in /srv/secret/place nor can it be downloaded")
        return pathlib.Path("model")

    def arrive(self) -> None:
        self.missing = False
        self.decided.set()

    def fail(self) -> None:
        self.missing = True
        self.decided.set()


class EmptyWhisper:
    """A model that understands nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def warm_up(self, **_: object) -> None:
        pass

    def recognise(self, *_: object, **__: object) -> whisper.WhisperResult:
        return whisper.WhisperResult("", "en", -0.1, 0.99)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> SlowModel:
    slow = SlowModel()
    monkeypatch.setattr(model_hub, "find", slow.find)
    monkeypatch.setattr(whisper, "Whisper", EmptyWhisper)
    monkeypatch.setattr(local, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(local, "_LONGEST_PAUSE_S", 0.05)
    monkeypatch.setattr(listening, "MOMENT_S", 0.05)
    monkeypatch.setattr(transcription, "PROMPTLY_S", 0.05)
    return slow


@pytest.fixture
def lounge(town: Town) -> Json:
    """A voice channel, made before the bot starts."""
    return room(town)


def posted(town: Town, lounge: Json) -> list[str]:
    """What the bot wrote in the voice channel's chat, oldest first."""
    return [m["content"] for m in town.discord.messages(lounge) if m["author"]["id"] == town.discord.app_id]


def is_deaf(town: Town) -> bool | None:
    """Whether the bot has deafened itself, by Discord's word."""
    state = town.discord.voice.state(town.guild["id"], town.discord.app_id)
    return None if state is None else state["self_deaf"]


def moderated(discord: StandIn, town: Town, **fields: bool) -> None:
    """Mute or deafen the bot as a moderator does: on the server, not by itself."""
    me = (town.guild["id"], discord.app_id)
    discord.backend.builder.change_member(*me, **fields)
    discord.voice.change(*me, **fields)


def top(status: Interaction) -> str:
    """The first line of /status."""
    return str(status.embeds[0]["description"])


def hears(**more: Any) -> dict[str, Any]:
    return {"speech": {"hear": True, "model": "/srv/models/whisper-base", **more}}


async def test_while_the_model_loads_it_is_deaf_and_says_so_until_it_hears(
    town: Town, discord: StandIn, ann: Actor, lounge: Json, model: SlowModel
) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    async with bot_with_a_voice(town, **hears()):
        early = await people.use(ann, "status")
        assert top(early) == "⏳ Still loading: speech recognition. Everything else works."
        assert fields(early)["Speech recognition"] == "whisper-base, still loading", "no folder is named"
        await ann.join_voice(lounge)
        joined = said(await people.use(ann, "join"))
        assert joined.startswith(f"🔊 I am in <#{lounge['id']}>.")
        assert "🙉 I can't hear yet: speech recognition is still loading." in joined
        assert "I hear people who allow it" not in joined
        await discord.wait_until(lambda: len(posted(town, lounge)) == 1)
        assert is_deaf(town) is True
        announced = discord.messages(lounge)[-1]
        assert announced["content"].startswith("🙉 I can't hear yet: speech recognition is still loading.")
        assert "I am listening" not in announced["content"]
        assert buttons(announced) == ["hear-me", "hear-me-not", "call-code"]
        pressed = await vera.at(lounge).click(announced, "hear-me")
        assert pressed.ephemeral
        assert said(pressed).startswith("👂 Теперь я слышу вас в голосовых каналах этого сервера — как только")
        assert "🙉 Я пока не слышу: распознавание речи ещё загружается." in said(pressed)
        assert "Звук я не храню." in said(pressed)
        assert pressed.message is not None
        (row,) = pressed.message["components"]
        assert [button["label"] for button in row["components"]] == ["Не слушать меня"]
        shown = said(await people.use(ann, "listen"))
        assert "🙉 I can't hear yet" in shown
        again = said(await people.use(ann, "join"))
        assert again.startswith("I am already in")
        assert "🙉 I can't hear yet" in again
        model.arrive()
        await discord.wait_until(lambda: len(posted(town, lounge)) == 2)
        assert is_deaf(town) is False
        assert posted(town, lounge)[1].startswith(f"👂 **I can hear now in <#{lounge['id']}>**")
        assert "can't hear" not in said(await people.use(ann, "listen", on=True))
        after = await people.use(ann, "status")
        assert top(after) == "Everything works."
        assert fields(after)["Speech recognition"] == "whisper-base"
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]
        assert len(posted(town, lounge)) == 2, "it is said once"


async def test_a_missing_model_is_looked_for_again_until_it_is_there(
    town: Town, discord: StandIn, ann: Actor, lounge: Json, model: SlowModel
) -> None:
    model.fail()
    async with bot_with_a_voice(town, **hears()) as app:
        assert app.speech.transcriber is not None
        recogniser = app.speech.transcriber.recogniser
        await discord.wait_until(lambda: recogniser.problem is not None)
        await ann.join_voice(lounge)
        joined = said(await people.use(ann, "join"))
        assert "🙉 I can't hear right now: speech recognition is not working." in joined
        assert is_deaf(town) is True
        await discord.wait_until(lambda: len(posted(town, lounge)) == 1)
        status = await people.use(ann, "status")
        assert top(status) == "⚠️ Not working right now: speech recognition. Everything else works."
        assert "/srv" not in str(status.embeds)
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET], "what is written is answered"
        model.arrive()
        await discord.wait_until(lambda: is_deaf(town) is False)
        await discord.wait_until(lambda: len(posted(town, lounge)) == 2)
        assert "I can hear now" in posted(town, lounge)[1]
        assert top(await people.use(ann, "status")) == "Everything works."


async def test_a_bot_that_was_deafened_by_a_moderator_says_so(
    town: Town, discord: StandIn, ann: Actor, lounge: Json, model: SlowModel
) -> None:
    model.arrive()
    async with bot_with_a_voice(town, **hears()):
        await ann.join_voice(lounge)
        assert "👂 I hear people who allow it" in said(await people.use(ann, "join"))
        await discord.wait_until(lambda: len(posted(town, lounge)) == 1)
        assert is_deaf(town) is False
        moderated(discord, town, deaf=True)
        await discord.wait_until(lambda: len(posted(town, lounge)) == 2)
        assert posted(town, lounge)[1] == (
            "🙉 I can't hear: I am deafened on this server. Somebody has to undeafen me first."
        )
        assert is_deaf(town) is True
        assert "hearing in the voice channel" in top(await people.use(ann, "status"))
        moderated(discord, town, deaf=False)
        await discord.wait_until(lambda: len(posted(town, lounge)) == 3)
        assert is_deaf(town) is False
        moderated(discord, town, mute=True)
        muted = said(await people.use(ann, "join"))
        assert "🔇 Nobody hears me: I am muted on this server." in muted
        spoken = await people.use(ann, "say", text="Hello.")
        assert spoken.message is not None
        assert [file["filename"] for file in spoken.message["attachments"]] == ["voice-message.ogg"]
        status = await people.use(ann, "status")
        assert "speaking in the voice channel (nobody hears me there)" in top(status)
        assert "🔇 Nobody hears me" in fields(status)["Voice channel"]


@pytest.mark.parametrize("sections", [{}, {"voice": {"listen": False}, **hears()}])
async def test_a_bot_that_is_not_set_up_to_hear_says_so_in_every_step(
    town: Town, ann: Actor, lounge: Json, model: SlowModel, sections: dict[str, Any]
) -> None:
    model.arrive()
    reason = "🙉 I can't hear anybody in voice channels: the bot's owner has not set that up."
    async with bot_with_a_voice(town, **sections):
        await ann.join_voice(lounge)
        assert reason in said(await people.use(ann, "join"))
        assert is_deaf(town) is True
        granted = said(await people.use(ann, "listen", on=True))
        assert reason in granted
        assert "as soon as I can hear at all" in granted
        assert reason in said(await people.use(ann, "listen"))
        assert top(await people.use(ann, "status")) == "Everything works.", "what is not set up is not out of order"
        assert posted(town, lounge) == [], "nobody is asked for a consent that means nothing"


async def test_a_dialogue_that_cannot_begin_leaves_the_bot_deaf(
    town: Town, ann: Actor, lounge: Json, model: SlowModel, tmp_path: pathlib.Path
) -> None:
    model.arrive()
    (tmp_path / "turns.onnx").write_text("this is no model")
    async with bot_with_a_voice(town, **hears(turn_model=str(tmp_path / "turns.onnx"))):
        await ann.join_voice(lounge)
        assert "🙉 I can't hear right now" in said(await people.use(ann, "join"))
        await town.discord.wait_until(lambda: is_deaf(town) is True)
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]


async def test_settings_of_listening_say_that_it_cannot(town: Town, boss: Actor) -> None:
    async with bot_with_a_voice(town):
        changed = said(await people.use(boss, "settings", listening="called"))
        assert changed.endswith("the bot's owner has not set that up. I deafen myself there, so please write to me.")


async def test_a_server_that_does_not_want_it_is_told_so(
    town: Town, ann: Actor, boss: Actor, lounge: Json, model: SlowModel
) -> None:
    model.arrive()
    async with bot_with_a_voice(town, **hears()):
        await people.use(boss, "settings", listening="never")
        await ann.join_voice(lounge)
        assert "🙉 I am not listening: people who manage this server have turned that off." in said(
            await people.use(ann, "join")
        )
        assert is_deaf(town) is True
        assert "**Aloud**" not in said(await people.use(ann, "instruction"))
        await people.use(boss, "settings", listening="fitting")
        assert "**Aloud**" in said(await people.use(ann, "instruction"))


async def test_the_announcement_is_in_the_language_the_server_chose_on_discord(
    town: Town, discord: StandIn, ann: Actor, lounge: Json, model: SlowModel
) -> None:
    town.guild["preferred_locale"] = "ru"
    model.arrive()
    async with bot_with_a_voice(town, **hears()):
        await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.wait_until(lambda: len(posted(town, lounge)) == 1)
        assert posted(town, lounge)[0].startswith("👂 **Я слушаю в")
        (row,) = discord.messages(lounge)[-1]["components"]
        assert row["components"][0]["label"] == "Разрешить слушать меня"


async def test_a_bot_that_was_moved_to_a_stage_or_may_not_speak_any_more_says_so(
    town: Town, discord: StandIn, ann: Actor, lounge: Json
) -> None:
    stage = room(town, "Stage", ChannelType.STAGE)
    discord.overwrite(stage, discord.bot, deny=Permission.REQUEST_TO_SPEAK)
    async with bot_with_a_voice(town):
        await ann.join_voice(lounge)
        await people.use(ann, "join")
        me = (town.guild["id"], discord.app_id)
        discord.voice.change(*me, suppress=True)
        assert "🔇 Nobody hears me: I need the permission Speak in this channel." in said(await people.use(ann, "join"))
        discord.voice.change(*me, suppress=False)
        assert "🔇" not in said(await people.use(ann, "join"))
        discord.voice.move(*me, stage["id"])
        status = await people.use(ann, "status")
        assert "🔇 Nobody hears me: on this stage I am in the audience." in fields(status)["Voice channel"]
        assert "speaking in the voice channel" in top(status)


async def test_after_a_failed_voice_status_says_which_one_and_what_spoke(town: Town, ann: Actor) -> None:
    async with bot_with_a_voice(town, speech={"programs": ["en=false"]}):
        fresh = await people.use(ann, "status")
        assert top(fresh) == "Everything works."
        assert fields(fresh)["Voices"] == "false\nespeak-ng\nhas not spoken since I started"
        await people.use(ann, "say", text="Hello there.")
        once = await people.use(ann, "status")
        assert top(once) == (
            "⚠️ Not working right now: some of my voices (others speak instead). Everything else works."
        )
        assert fields(once)["Voices"] == "false (failed when last used)\nespeak-ng\nspoke last with `espeak-ng/en`"
        await people.use(ann, "say", text="Hello again.")
        assert fields(await people.use(ann, "status"))["Voices"].startswith("false (not working right now)\n")


async def test_without_a_voice_that_works_join_says_that_nobody_hears_it(town: Town, ann: Actor, lounge: Json) -> None:
    async with bot_with_a_voice(town, speech={"programs": ["en=false"], "espeak": False}):
        for text in ("One.", "Two."):
            assert said(await people.use(ann, "say", text=text)).startswith("I can't speak right now")
        await ann.join_voice(lounge)
        joined = said(await people.use(ann, "join"))
        assert joined.startswith(f"🔇 I am in <#{lounge['id']}>.\n🔇 I can't speak right now: none of my voices")
        status = await people.use(ann, "status")
        assert top(status) == "⚠️ Not working right now: speaking. Everything else works."


async def test_online_voices_that_nobody_used_yet_are_tried_before_join_promises_them(
    town: Town, ann: Actor, lounge: Json, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "certificates").mkdir()
    async with EdgeService.open(tmp_path / "certificates") as service:
        service.fault = EdgeFault.DOWN
        speech = {"edge": True, "espeak": False}
        async with bot_with_a_voice(town, speech=speech, connector=service.connector):
            await ann.join_voice(lounge)
            joined = said(await people.use(ann, "join"))
            assert "🔇 I can't speak right now: none of my voices is working." in joined
            assert "I also say it aloud" not in joined
            assert fields(await people.use(ann, "status"))["Voices"].startswith("edge (not working right now)\n")


async def test_after_a_failed_write_status_says_so_until_one_succeeds(
    town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town.running() as app:
        assert top(await people.use(ann, "status")) == "Everything works."
        database = app.services.store._database
        failed = "Everything works."
        async with asyncio.timeout(20):
            # What the bot deletes at its start may be a write that succeeds in between.
            while failed == "Everything works.":
                with pytest.raises(errors.StoreError):
                    await database.writing(
                        lambda connection: connection.execute(sa.text("INSERT INTO nowhere VALUES (1)"))
                    )
                failed = top(await people.use(ann, "status"))
        assert failed.startswith("⚠️ Not working right now: my memory (")
        await town.teach(ann, "when?", "At seven.")
        assert top(await people.use(ann, "status")) == "Everything works."

        async def broken(_: int) -> Any:
            raise errors.StoreError("the database is out of reach: /srv/secret/place")

        monkeypatch.setattr(app.services.teaching, "datasets", broken)
        unreadable = await people.use(ann, "status")
        assert top(unreadable).startswith("⚠️ Not working right now: my memory (")
        assert fields(unreadable)["I know"] == "can't be read right now"
        assert "/srv" not in str(unreadable.embeds)
