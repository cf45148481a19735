"""What one person takes at once: each kind of work has its limit and its sentence, others go on, and SIGTERM is obeyed meanwhile."""

from __future__ import annotations

import asyncio
import importlib.util
import pathlib
import shutil
import signal
import sys
import wave

import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.sounds import tone, wav

from chatterbot.discord.inflight import SHARE
from chatterbot.standin import Actor, Fault, Interaction, Json, StandIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

PATIENCE_S = 30.0
needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None or importlib.util.find_spec("av") is None, reason="espeak-ng is not installed"
)
needs_whisper = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("av", "faster_whisper")),
    reason="the extra `speech` is not installed",
)


async def test_a_stranger_teaches_no_more_examples_in_direct_messages_than_the_limit(
    town: Town, ann: Actor, boss: Actor
) -> None:
    twelve = people.pairs(*range(12)).encode()
    async with town.running(limits={"examples_direct": 10}):
        refused = await people.use(ann.dm(), "train", file=("faq.txt", twelve))
        taught = await people.use(boss, "train", file=("faq.txt", twelve))
    assert (refused.content or "").startswith(
        "That is too much, so nothing was learned: I know 0 examples here, 12 would be new, and the limit is 10."
    )
    assert (taught.content or "").startswith("✅")


async def test_a_stranger_keeps_no_more_files_in_direct_messages_than_the_limit(town: Town, ann: Actor) -> None:
    data = "".join(f"question {number} => {'long ' * 600}\n" for number in range(200)).encode()
    async with town.running(limits={"files_direct": "1 MiB"}):
        first = await people.use(ann.dm(), "train", file=("one.txt", data))
        second = await people.use(ann.dm(), "train", file=("two.txt", data))
    assert (first.content or "").startswith("✅")
    assert "would exceed the limit of 1 MiB" in (second.content or "")


async def test_a_person_who_sends_many_files_at_once_gets_a_sentence(town: Town, boss: Actor) -> None:
    data = people.pairs(1, 2).encode()
    async with town.running(limits={"transfers_person": 1}) as app:
        town.discord.faults.add(Fault("GET", "/ephemeral-attachments/*", delay=2.0))
        first = await boss.slash("train", file=("one.txt", data), wait=False)
        async with asyncio.timeout(PATIENCE_S):
            while not app.container.transfers.running:  # noqa: ASYNC110 - a download that begins tells nobody
                await asyncio.sleep(0)
        second = await people.use(boss, "train", file=("two.txt", data))
        taught = await people.done(first)
    assert second.content == "I am still busy with another file of yours. Try again when it is done."
    assert (taught.content or "").startswith("✅")


async def test_the_file_of_a_test_that_is_refused_is_not_read(town: Town, ann: Actor) -> None:
    cases = ("cases.jsonl", b'{"input": "what is alpha?", "expected": "A1"}')
    async with town.running(limits={"jobs_direct": 1}):
        await people.use(ann.dm(), "train", text="what is alpha? => A1")
        slow = town.discord.faults.add(Fault("GET", "*attachments/*", delay=1.0, times=2))
        # The second is sent when the first is under way: two at once may come in either order.
        sent = [await ann.dm().slash("test", file=cases), await ann.dm().slash("test", file=cases)]
        first, refused = [(await people.done(each)).content or "" for each in sent]
    assert "1 question" in first
    assert refused.startswith("I am still busy with another test")
    assert slow.hits == 1


@needs_espeak
async def test_a_person_who_wants_much_said_gets_a_sentence_and_others_get_their_voice_message(
    town: Town, ann: Actor, boss: Actor
) -> None:
    speech = {"hear": False, "speak": True, "edge": False}
    async with town.running(speech=speech, limits={"voices": 1, "speaking_person": 2}):
        long = "many words and more of them " * 30
        wanted: list[Interaction] = [await ann.slash("say", text=f"{n} {long}", wait=False) for n in range(8)]
        other = await people.done(await boss.slash("say", text="Hello!"), PATIENCE_S)
        said = [(await people.done(each, PATIENCE_S)).content or "" for each in wanted]
    assert other.message is not None
    assert other.message["attachments"]
    refusals = [text for text in said if text]
    assert refusals
    assert {text[:25] for text in refusals} == {"I am still making 2 other"}


@needs_whisper
async def test_a_person_who_sends_many_recordings_gets_a_sentence(town: Town, ann: Actor) -> None:
    speech = {"hear": True, "speak": False, "model": str(town.data / "no model")}
    async with town.running(speech=speech, limits={"recordings_person": 1}):
        slow = town.discord.faults.add(Fault("GET", "/attachments/*", delay=1.0))
        sound = wav(tone(1.0))
        await ann.dm().say("", files=[("one.wav", sound, "audio/wav")])
        await town.discord.wait_until(lambda: slow.hits)
        second = await ann.dm().say("", files=[("two.wav", sound, "audio/wav")])

        def refusal(message: Json) -> bool:
            return int(message["id"]) > int(second["id"]) and message["content"].startswith("I am still listening")

        await town.discord.wait_message(town.discord.dm(ann), refusal, PATIENCE_S)


def slow_voice(folder: pathlib.Path) -> pathlib.Path:
    """A program in place of a voice, which speaks for a minute."""
    sound = folder / "sound.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(32_000))
    program = folder / "slow-voice"
    program.write_text(f"#!/bin/sh\ncat '{sound}'\nexec sleep 60\n")
    program.chmod(0o755)
    return program


@needs_espeak
async def test_sigterm_is_obeyed_while_all_of_that_runs(
    town: Town, discord: StandIn, ann: Actor, boss: Actor, tmp_path: pathlib.Path
) -> None:
    voice = slow_voice(tmp_path)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "chatterbot",
        "run",
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "CHATTERBOT_DISCORD__TOKEN": discord.token,
            "CHATTERBOT_DISCORD__REST_URL": discord.rest_url,
            "CHATTERBOT_ENGINE__ENCODER": "none",
            "CHATTERBOT_SPEECH__HEAR": "false",
            "CHATTERBOT_SPEECH__EDGE": "false",
            "CHATTERBOT_SPEECH__PROGRAMS": f"en={voice}",
            "CHATTERBOT_FILES__DATA": str(town.data),
            "CHATTERBOT_TEACHING__STARTER": "false",
            "CHATTERBOT_LIMITS__EXAMPLES_DIRECT": "100000",
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=town.data.parent,
    )
    try:
        await discord.wait_until(lambda: any(c["name"] == "hi" for c in discord.commands), 30)
        assert (await ann.slash("hi")).content
        lines = "".join(f"what about {n} and {n * 7}? => number {n}\n" for n in range(30_000)).encode()
        training = [await who.slash("train", file=("many.txt", lines), wait=False) for who in (ann.dm(), boss)]
        said = [await who.slash("say", text="Hello!", wait=False) for who in (ann.dm(), ann, boss, boss)]
        for each in (*training, *said):
            await each.wait(lambda i: i.callback is not None, PATIENCE_S, "the first answer")
        process.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, output.decode()
    assert "Traceback" not in output.decode()
    assert "Stopped." in output.decode()


async def test_a_person_who_clicks_without_end_is_refused_and_others_are_answered(town: Town, boss: Actor) -> None:
    async with town.running():
        town.discord.faults.add(Fault("GET", "/ephemeral-attachments/*", delay=1.0))
        data = people.pairs(1, 2).encode()
        sent = [await boss.slash("train", file=("one.txt", data), wait=False) for _ in range(SHARE + 5)]
        hi = await people.use(town.ann, "hi")
        said = [(await people.done(each)).content or "" for each in sent]
    assert hi.content
    assert sum(text.startswith("You have too many commands and clicks under way.") for text in said) >= 5
