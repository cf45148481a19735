"""What can go wrong with what people send: each has its sentence, and text keeps working. No model is needed for that."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.sounds import encoded, tone, wav

from chatterbot.app import App
from chatterbot.standin import Actor, Fault, Json, StandIn

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(  # asked, not imported: what `speech.openmp` sets counts only before the library is loaded
        any(importlib.util.find_spec(name) is None for name in ("av", "faster_whisper")),
        reason="the extra `speech` is not installed",
    ),
]

PATIENCE_S = 30.0
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@contextlib.asynccontextmanager
async def deaf(town: Town, **more: Any) -> AsyncGenerator[App]:
    """The bot, told to use a model that is not there: files are read, but not understood."""
    settings = {"hear": True, "speak": False, "model": str(town.data / "no model"), **more}
    async with town.running(speech=settings) as app:
        yield app


async def quoted(town: Town, message: Json) -> str:
    """What the bot says to a file: its reply to the message."""
    reply = await town.discord.wait_reply(message, PATIENCE_S)
    await town.discord.wait_until(lambda: not reply["content"].startswith("🎙️"), PATIENCE_S)  # it may wait for its ears
    return reply["content"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("picture.mp3", PNG, "`picture.mp3` holds no sound that I can read, whatever its name says."),
        ("words.wav", b"these are words", "`words.wav` holds no sound that I can read"),
        ("torn.ogg", encoded("ogg opus")[:300], "`torn.ogg` is damaged: I can't read the audio in it."),
        ("empty.ogg", b"", "`empty.ogg` is damaged"),
        ("silent.wav", wav(np.zeros(16_000, np.float32)), "There is nothing to hear in `silent.wav`: it is silent."),
        ("film.mp4", encoded("ac3 in mp4", video=True, sound=False), "`film.mp4` is a video without sound."),
        ("long.wav", wav(tone(61.0, 4_000), 4_000), "`long.wav` is 1 min 1 s long; I listen to 1 min at most."),
        ("large.wav", wav(tone(20.0)), "`large.wav` is 625 KiB; I listen to 600 KiB at most."),
    ],
)
async def test_each_bad_file_has_its_sentence(town: Town, ann: Actor, name: str, data: bytes, said: str) -> None:
    async with deaf(town, max_seconds=60, max_file="600 KiB"):
        told = await quoted(town, await ann.say(town.me, files=[(name, data)]))
        assert told.startswith(f"⚠️ {said}")
        assert (await town.ask(ann, "hello?"))["content"].startswith("I don't know that yet")


async def test_several_files_are_told_one_by_one_and_some_left_out(town: Town, ann: Actor) -> None:
    async with deaf(town, max_files=2):
        files = [(f"{number}.mp3", PNG) for number in range(3)]
        told = (await quoted(town, await ann.say(town.me, files=files))).split("\n")
    assert [line.split("`")[1] for line in told[:2]] == ["0.mp3", "1.mp3"]
    assert told[2] == "-# I listened to the first 2 files only."


async def test_a_large_file_is_not_even_downloaded(town: Town, ann: Actor) -> None:
    download = town.discord.faults.add(Fault("GET", "/attachments/*", 500, times=9))
    async with deaf(town, max_file="1 KiB"):
        assert "; I listen to " in await quoted(town, await ann.say(town.me, files=[("a.wav", wav(tone(1.0)))]))
        long = await ann.dm().attach_voice(encoded("ogg opus"), duration=4_000)
        assert "is 66 min 40 s long" in await quoted(town, long)
    assert download.hits == 0


async def test_what_is_not_for_the_bot_is_not_listened_to(town: Town, ann: Actor) -> None:
    download = town.discord.faults.add(Fault("GET", "/attachments/*", 500, times=9))
    async with deaf(town):
        await ann.attach_voice(encoded("ogg opus"), duration=0.5)
        await ann.say("my new song", files=[("song.mp3", encoded("mp3"))])
        reply = await town.ask(ann, "hello?")  # answered after them
        assert [m for m in town.discord.messages(town.general) if m["author"]["id"] == reply["author"]["id"]] == [reply]
    assert download.hits == 0


async def test_a_file_that_discord_does_not_hand_out(town: Town, ann: Actor) -> None:
    town.discord.faults.add(Fault("GET", "/attachments/*", 500, times=9))
    async with deaf(town):
        told = await quoted(town, await ann.say(town.me, files=[("a.wav", wav(tone(1.0)))]))
        assert told == "Something I need is not responding right now. Please try again in a moment."


async def test_without_a_model_it_says_so_and_text_keeps_working(town: Town, ann: Actor, boss: Actor) -> None:
    async with deaf(town):
        told = await quoted(
            town, await ann.dm().attach_voice(encoded("ogg opus", samples=tone(2.0, 48_000)), duration=2)
        )
        # A tone is no speech: only where the detector hears somebody is the model asked.
        assert told == "⚠️ I could not make out any words in `voice-message.ogg`."
        status = await people.use(ann, "status")
        (embed,) = status.embeds
        ears = next(field["value"] for field in embed["fields"] if field["name"] == "Speech recognition")
        assert ears.endswith("(not working right now)")
        await people.use(boss, "train", text="where do we meet? => At the old mill.")
        assert (await town.ask(ann, "where do we meet?"))["content"] == "At the old mill."


async def test_a_question_written_beside_a_recording_that_nobody_can_hear_is_answered(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    discord.faults.add(Fault("GET", "/attachments/*", 500, times=9))
    async with deaf(town):
        await people.use(boss, "train", text="where do we meet? => At the old mill.")
        asked = await ann.say(f"{town.me} where do we meet?", files=[("a.wav", wav(tone(1.0)))])
        told = await discord.wait_reply(asked)
        assert told["content"] == "Something I need is not responding right now. Please try again in a moment."
        answer = await discord.wait_message(town.general, after=told)
        assert answer["content"] == "At the old mill."


async def test_transcribe_tells_the_person_alone(town: Town, ann: Actor) -> None:
    async with deaf(town):
        message = await ann.say("listen", files=[("picture.mp3", PNG)])
        used = await people.done(await ann.context("Transcribe", message))
        assert used.ephemeral
        assert str(used.content).startswith("⚠️ `picture.mp3` holds no sound")
        nothing = await people.done(await ann.context("Transcribe", await ann.say("words")))
        assert nothing.content == "There is no recording in that message."


async def test_a_bot_without_ears_does_not_pretend(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running():
        message = await ann.say("listen", files=[("a.wav", wav(tone(1.0)))])
        used = await people.done(await ann.context("Transcribe", message))
        assert str(used.content).startswith("I can't listen to recordings here")
        reply = await discord.wait_reply(await ann.say(town.me, files=[("a.wav", wav(tone(1.0)))]))
        assert reply["content"].startswith("I can't listen to recordings here")
