"""The bot's voice: /say, Read aloud, spoken replies, chosen voices, and a service that is down. With espeak-ng, which is quick."""

from __future__ import annotations

import asyncio
import contextlib
import io
import pathlib
import shutil
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.e2e import people, spoken
from tests.e2e.people import recorded
from tests.e2e.town import Town, buttons
from tests.edge_service import EdgeFault, EdgeService

from chatterbot import app as app_module
from chatterbot import models
from chatterbot.app import App
from chatterbot.plugins import say
from chatterbot.standin import Actor, CommandType, Interaction, Json, Permission

av = pytest.importorskip("av", reason="the extra `speech` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

PATIENCE_S = 30.0
IS_VOICE_MESSAGE = 8192
VOICE: dict[str, Any] = {"hear": False, "speak": True, "edge": False, "espeak": True}


@contextlib.asynccontextmanager
async def speaking_bot(town: Town, **more: Any) -> AsyncGenerator[App]:
    """The bot with a voice of this machine."""
    async with town.running(speech={**VOICE, **more}) as app:
        yield app


def seconds(data: bytes) -> float:
    """How long a file sounds."""
    with av.open(io.BytesIO(data)) as file:
        assert file.format.name == "ogg"
        return sum(frame.samples for frame in file.decode(audio=0)) / 48_000


async def spoken_version(town: Town, reply: Json) -> Json:
    """The message that answers the bot's own reply: its spoken version."""

    def found(message: Json) -> bool:
        return (message.get("message_reference") or {}).get("message_id") == reply["id"]

    return await town.discord.wait_message(town.general, found, PATIENCE_S)


def sounds(town: Town, message: Json) -> bytes:
    (attachment,) = message["attachments"]
    assert attachment["content_type"] == "audio/ogg"
    return town.discord.backend.cdn.read(attachment)


async def test_say_answers_with_a_voice_message(town: Town, ann: Actor) -> None:
    async with speaking_bot(town):
        said = await people.done(await ann.slash("say", text="Hello, everybody!"), PATIENCE_S)
        assert said.message is not None
        assert not said.ephemeral
        assert 0.5 < seconds(sounds(town, said.message)) < 4
        if said.message["flags"] & IS_VOICE_MESSAGE:  # it was quick enough
            assert said.message["attachments"][0]["duration_secs"] > 0.5
        empty = await people.done(await ann.slash("say", text="***"))
        assert empty.content == "There is nothing in it that I can read aloud."


async def test_say_in_another_voice(town: Town, ann: Actor) -> None:
    async with speaking_bot(town):
        offered = await ann.complete("say", "voice", "espeak-ng", text="x")
        assert offered[0]["value"] == "espeak-ng/en"
        assert len(offered) == 25
        (german,) = [
            one for one in await ann.complete("say", "voice", "de ·", text="x") if one["value"] == "espeak-ng/de"
        ]
        said = await people.done(await ann.slash("say", text="Guten Tag.", voice=german["value"]), PATIENCE_S)
        assert said.message is not None
        assert seconds(sounds(town, said.message)) > 0.4
        unknown = await people.done(await ann.slash("say", text="hi", voice="nobody"))
        assert unknown.content == "I have no voice `nobody`. Choose one from the list."


async def test_what_takes_long_to_say_is_a_file(town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(say, "PROMPTLY_S", 0.0)
    async with speaking_bot(town):
        said = await people.done(await ann.slash("say", text="Hello!"), PATIENCE_S)
    assert said.message is not None
    assert not said.message["flags"] & IS_VOICE_MESSAGE
    assert seconds(sounds(town, said.message)) > 0.3


async def test_say_where_voice_messages_are_forbidden(town: Town, ann: Actor) -> None:
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_VOICE_MESSAGES)
    async with speaking_bot(town):
        said = await people.done(await ann.slash("say", text="Hello!"), PATIENCE_S)
        assert said.message is not None
        assert not said.message["flags"] & IS_VOICE_MESSAGE
        typed = await ann.say(f"{town.me} !say Hello again!")
        reply = await town.discord.wait_reply(typed, PATIENCE_S)
    assert not reply["flags"] & IS_VOICE_MESSAGE
    assert seconds(sounds(town, reply)) > 0.3


async def test_say_as_a_message(town: Town, ann: Actor) -> None:
    async with speaking_bot(town):
        reply = await town.discord.wait_reply(await ann.dm().say("!say Hello!"), PATIENCE_S)
        assert reply["flags"] & IS_VOICE_MESSAGE
        long = await town.discord.wait_reply(await ann.dm().say("!say " + "x" * 1500))
    assert long["content"] == "`text` can have 1,000 characters at most; yours has 1,500."


async def test_read_aloud_is_for_the_person_alone(town: Town, ann: Actor) -> None:
    async with speaking_bot(town):
        message = await ann.say(f"Good **morning**, {town.boss.mention}! Look: https://example.invalid/x")
        read = await people.done(await ann.context("Read aloud", message), PATIENCE_S)
        assert read.ephemeral
        (data,) = read.files.values()
        assert seconds(data) > 1
        nothing = await people.done(await ann.context("Read aloud", await ann.say("🎉")), PATIENCE_S)
        assert nothing.content or nothing.files  # an emoji has a name in some voices, and none in others


async def test_of_what_was_said_in_a_voice_channel_the_answer_is_read(town: Town, ann: Actor) -> None:
    async def read(message: Json) -> float:
        (data,) = (await people.done(await ann.context("Read aloud", message), PATIENCE_S)).files.values()
        return seconds(data)

    async with speaking_bot(town) as app:
        await app.services.teaching.teach(
            int(town.guild["id"]), int(ann.id), [models.NewExample("where do we meet?", "At the mill.")], source="text"
        )
        written, _ = await spoken.exchange(app, town, town.general, ann, "where do we meet?")
        assert await read(written) == await read(await ann.say("At the mill."))
        assert await read(await ann.say(written["content"])) > await read(written)  # nobody else's is cut


async def test_replies_are_spoken_where_the_server_wants_it(town: Town, ann: Actor, boss: Actor) -> None:
    async with speaking_bot(town) as app:
        await people.use(boss, "train", text="where do we meet? => At the old mill.")
        assert "✅ " in str((await people.use(boss, "settings", speak=True)).content)
        reply = await town.ask(ann, "where do we meet?")
        assert buttons(reply) == ["vote-up", "vote-down"]
        voice = await spoken_version(town, reply)
        assert voice["flags"] & IS_VOICE_MESSAGE
        assert seconds(sounds(town, voice)) > 0.5
        await recorded(app, town, 1)
        form = await ann.context("Correct this reply", voice)
        await (await form.submit(question="where do we meet?", answer="In the library.")).finished()
        assert town.now(reply)["content"] == "In the library."


async def test_a_spoken_reply_is_a_file_where_voice_messages_are_forbidden(town: Town, ann: Actor) -> None:
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_VOICE_MESSAGES)
    async with speaking_bot(town) as app:
        await app.services.preferences.change(int(town.guild["id"]), speak=True)
        voice = await spoken_version(town, await town.ask(ann, "where do we meet?"))
    assert not voice["flags"] & IS_VOICE_MESSAGE
    assert seconds(sounds(town, voice)) > 0.5


async def test_a_server_chooses_its_voices(town: Town, boss: Actor) -> None:
    async with speaking_bot(town):
        plain = str((await people.use(boss, "settings")).content)
        assert "• Voice messages are answered in text and **by voice**" in plain
        chosen = str((await people.use(boss, "settings", voice="espeak-ng/ru")).content)
        assert "✅ Voice for Русский: **ru · espeak-ng" in chosen
        silent = str((await people.use(boss, "settings", voice_answers=False)).content)
        assert "✅ Voice messages are answered **in text only**" in silent
        offered = await boss.complete("settings", "voice", "")
        assert offered[-1] == {"name": "Русский: the default voice", "value": "default:ru"}
        back = str((await people.use(boss, "settings", voice="default:ru")).content)
        assert "Voice for" not in back


async def test_where_nothing_speaks_it_says_so(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running():
        said = await people.done(await ann.slash("say", text="Hello!"))
        assert str(said.content).startswith("I can't speak here")
        wanted = str((await people.use(boss, "settings", speak=True)).content)
        assert "⚠️ I have no voice yet" in wanted
        assert (await ann.complete("say", "voice", "", text="x")) == []


def status(interaction: Interaction) -> str:
    (embed,) = interaction.embeds
    return next(field["value"] for field in embed["fields"] if field["name"] == "Voices")


async def test_when_the_service_is_down_another_voice_speaks(town: Town, ann: Actor, tmp_path: pathlib.Path) -> None:
    (tmp_path / "certificates").mkdir()
    async with EdgeService.open(tmp_path / "certificates") as service:
        settings = town.settings(speech={**VOICE, "edge": True})
        async with app_module.lifespan(settings, connector=service.connector):
            first = await people.done(await ann.slash("say", text="Hello from afar!"), PATIENCE_S)
            assert first.message is not None
            assert [one.text for one in service.spoken] == ["Hello from afar!"]
            assert status(await people.use(ann, "status")).startswith("edge")
            service.fault = EdgeFault.DOWN
            for text in ("One.", "Two.", "Three."):
                said = await people.done(await ann.slash("say", text=text), PATIENCE_S)
                assert said.message is not None
                assert seconds(sounds(town, said.message)) > 0.2
            assert status(await people.use(ann, "status")).startswith("edge (not working right now)\nespeak-ng")


async def test_an_answer_is_spoken_in_advance(town: Town, ann: Actor, boss: Actor, tmp_path: pathlib.Path) -> None:
    (tmp_path / "certificates").mkdir()
    async with EdgeService.open(tmp_path / "certificates") as service:
        settings = town.settings(speech={**VOICE, "edge": True})
        async with app_module.lifespan(settings, connector=service.connector) as app:
            await people.use(boss, "train", text="where do we meet? => At the old mill.\nwhen? => At seven.")
            await app.services.preferences.change(int(town.guild["id"]), speak=True)
            await spoken_version(town, await town.ask(ann, "where do we meet?"))
            async with asyncio.timeout(PATIENCE_S):
                await service.asked(2)
            assert app.speech.speaker is not None
            await app.speech.speaker.settled()
            assert sorted(one.text for one in service.spoken) == ["At seven.", "At the old mill."]
            service.fault = EdgeFault.DOWN
            voice = await spoken_version(town, await town.ask(ann, "when?"))
            assert seconds(sounds(town, voice)) > 0.3
            assert status(await people.use(ann, "status")).startswith("edge\n")  # it was not even asked


MESSAGE_COMMANDS = 15
"""Most commands in the context menu of messages that an application may have."""


async def test_discord_takes_all_menus(town: Town) -> None:
    """Of each kind of place."""
    async with speaking_bot(town):
        menus = [one["name"] for one in town.discord.commands if one["type"] == CommandType.MESSAGE]
    assert len(menus) <= MESSAGE_COMMANDS, menus
    assert {"Read aloud", "Transcribe"} <= set(menus)
