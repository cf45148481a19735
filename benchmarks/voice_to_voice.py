"""From a person's last sample to the bot's first: spoken questions, answered aloud, through the stand-in's end-to-end encrypted call.

The bot is a process of its own, as an operator runs it (`chatterbot run`): Whisper base on the processor, no graphics card, no network.
The stand-in and the people are another process on the same two cores. Questions are spoken by Piper (English) and festival (Russian).

`answer`    from sending the packet with the last audible sample of the question to receiving the packet with the first audible sample of
            the answer, ms. The network's way is loopback; on Discord two ways come to it.
`stages`    where the time goes, by the bot's own /status: p50 / p95 ms.
`barge-in`  from sending the first audible sample of an interruption to receiving the last packet of sound before silence, ms.

::

    PYTHONPATH=. python benchmarks/voice_to_voice.py [--turns 100] [--interruptions 20] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import pathlib
import statistics
import sys
import tempfile
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from bot_process import running_bot
from tests.speech_model import assemble
from tests.speech_sounds import FESTIVAL_RU, Sounds, piper_model

from chatterbot import audio, models, numbers, settings
from chatterbot.services import services
from chatterbot.standin import Actor, ChannelType, Json, StandIn
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.voice import opus

LESSONS: Final = (
    ("en", "Where do we meet tonight?", "We meet in the old library."),
    ("en", "When does the game start?", "It starts at eight o'clock."),
    ("en", "Who brings the snacks?", "Bob brings them, as always."),
    ("en", "How do I join the team?", "Write your name on the list by the door."),
    ("en", "What is the password of the guest network?", "It is on the board in the kitchen."),
    ("en", "Which dungeon are we going to on Sunday?", "The frozen caves."),
    ("en", "Can I bring a friend?", "Of course, the more the merrier."),
    ("en", "Where can I find the rules?", "They are pinned in the first channel."),
    ("en", "How much does the ticket cost?", "Twelve euros, and children are free."),
    ("en", "Who is the leader of the guild?", "That is Anna, since last summer."),
    ("ru", "Когда начинается игра?", "Игра начинается в восемь вечера."),
    ("ru", "Где мы сегодня встречаемся?", "Встречаемся в старой библиотеке."),
    ("ru", "Кто принесёт еду?", "Еду принесёт Борис."),
    ("ru", "Как вступить в команду?", "Запишись у двери."),
)
STORY: Final = (
    "en",
    "Tell me a long story.",
    (
        "Once upon a time there was a little robot that lived in a big town. Every day it walked through the streets and talked to everybody "
        "it met. In the evening it wrote down what it had learned, and in the morning it began again, until it knew the whole town by heart."
    ),
)
INTERRUPTION: Final = ("en", "No wait, please tell me when does the game start?")
AUDIBLE: Final = 300
"""Of 32,768: what is louder is heard."""
QUIET_S: Final = 0.3
"""Seconds without sound after which the bot counts as silent."""


class Speech:
    """A sentence as packets, and where its sound begins and ends."""

    def __init__(self, language: str, text: str) -> None:
        resampler = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS)
        pieces = [
            resampler.push(audio.AudioFrame(samples.reshape(-1, 1), rate))
            for rate, samples in Sounds(natural=True, varied=True).pcm(text, language)
        ]
        samples = np.concatenate([piece.samples for piece in (*pieces, resampler.flush())])
        loud = np.flatnonzero(np.abs(samples).max(axis=1) > AUDIBLE)
        samples = samples[loud[0] : loud[-1] + 1]
        self.seconds = len(samples) / audio.DISCORD_RATE
        framer, encoder = audio.Framer(), opus.OpusEncoder()
        frames = framer.push(audio.AudioFrame(samples, audio.DISCORD_RATE))
        if (rest := framer.flush()) is not None:
            frames.append(rest)
        self.packets = [encoder.encode(frame) for frame in frames]
        # A microphone stays open for a moment after the last word.
        room = np.random.default_rng(1).normal(0, 8, (audio.DISCORD_FRAME_SAMPLES, 2)).astype(np.int16)
        self.after = [encoder.encode(audio.AudioFrame(room, audio.DISCORD_RATE)) for _ in range(10)]


async def speak(person: VoicePerson, speech: Speech) -> tuple[float, float]:
    """Speak; gives the moments at which the first and the last packet of sound were sent."""
    loop = asyncio.get_running_loop()
    async with person.speech(1.0, closing=True) as send:
        began = loop.time()
        await send(speech.packets)
        ended = loop.time() - audio.DISCORD_FRAME_S  # it returns when the next packet is due
        await send(speech.after)
    return began, ended


def first_sound(heard: Any, louder: int = AUDIBLE) -> float:
    """When the packet with the first audible sample arrived."""
    loud = np.flatnonzero(np.abs(heard.audio.samples.astype(np.int32)).max(axis=1) > louder)
    return heard.packets[int(loud[0]) // audio.DISCORD_FRAME_SAMPLES].at if len(loud) else float("nan")


async def silence(person: VoicePerson, since: float) -> float:
    """When the last audible packet after a moment came, once there is none for a while."""
    loop = asyncio.get_running_loop()
    while (left := person.stream_of().last_at + QUIET_S - loop.time()) > 0:  # noqa: ASYNC110 - silence tells nobody
        await asyncio.sleep(left)
    return max(since, person.stream_of().last_at)


async def turns(person: VoicePerson, spoken: Sequence[Speech], count: int) -> list[float]:
    """Ask, and be answered, so many times; seconds, NaN where no answer came."""
    found: list[float] = []
    for number in range(count):
        person.stream_of().take()
        _, ended = await speak(person, spoken[number % len(spoken)])
        try:
            found.append(first_sound(await person.hear(timeout_s=6.0)) - ended)
        except Exception as error:  # noqa: BLE001 - counted, and said
            print(f"turn {number}: {error}", file=sys.stderr)
            found.append(float("nan"))
        await asyncio.sleep(0.3 + 0.1 * (number % 5))
    return found


async def interruptions(person: VoicePerson, story: Speech, interruption: Speech, count: int) -> list[float]:
    """Ask for something long, and speak over it; seconds to silence."""
    found: list[float] = []
    for number in range(count):
        person.stream_of().take()
        await speak(person, story)
        await person.hear(seconds=1.0 + 0.13 * (number % 7), timeout_s=10.0)
        speaking = asyncio.create_task(speak(person, interruption))
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(0.25)
        found.append(await silence(person, began) - began)
        began, _ = await speaking
        with contextlib.suppress(Exception):
            await person.hear(timeout_s=5.0)
        await asyncio.sleep(0.5)
    return found


async def consent(ann: Actor, discord: StandIn, lounge: Json) -> None:
    """Allow the bot to hear."""

    def announced() -> list[Json]:
        return [m for m in discord.messages(lounge) if m["author"]["id"] == discord.app_id]

    await discord.wait_until(lambda: bool(announced()), 20.0)
    await ann.at(lounge).click(announced()[0], "hear-me")


async def status(ann: Actor) -> str:
    """What /status says of spoken answers."""
    shown = await ann.slash("status")
    await shown.wait(lambda i: i.message is not None and bool(i.message.get("embeds")), 10.0, "the status")
    fields = (shown.message or {})["embeds"][0]["fields"]
    return next((field["value"] for field in fields if field["name"] == "Spoken answers"), "")


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (nearest rank) in ms, of those that came."""
    came = sorted(one for one in seconds if not math.isnan(one))
    if not came:
        return {"count": 0, "missing": len(seconds), "p50_ms": 0.0, "p95_ms": 0.0, "most_ms": 0.0}
    return {
        "count": len(came),
        "missing": len(seconds) - len(came),
        "p50_ms": round(1000 * statistics.median(came)),
        "p95_ms": round(1000 * (numbers.quantile(came, 0.95) or 0.0)),
        "most_ms": round(1000 * came[-1]),
    }


async def run(count: int, interrupted: int, folder: pathlib.Path) -> dict[str, Any]:
    """Run all of it."""
    model = assemble(folder / "models")
    if model is None or piper_model() is None:
        raise SystemExit("needs the extra `dev`: Whisper base and a Piper voice")
    data = folder / "data"
    async with StandIn() as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        lounge = discord.channel(guild, "Lounge", ChannelType.VOICE)
        ann = discord.user("Ann", general)
        lessons = [models.NewExample(question, answer) for _, question, answer in (*LESSONS, STORY)]
        given = settings.Settings.model_validate({"files": {"data": data}, "teaching": {"starter": False}})
        async with services(given) as parts:
            await parts.teaching.teach(int(guild["id"]), 0, lessons, source="benchmark")
        authority = folder / "authority.pem"
        authority.write_text(discord.voice_ca, encoding="ascii")
        options = {
            "discord.voice_ca": str(authority),
            "teaching.starter": "false",
            "speech.model": str(model),
            "speech.edge": "false",
            "speech.piper": json.dumps([f"en={piper_model()}"]),
            "speech.programs": json.dumps([f"ru={FESTIVAL_RU[0]} -eval '{FESTIVAL_RU[2]}'"]),
        }
        chosen = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        spoken = [await asyncio.to_thread(Speech, language, question) for language, question, _ in LESSONS]
        story = await asyncio.to_thread(Speech, *STORY[:2])
        interruption = await asyncio.to_thread(Speech, *INTERRUPTION)
        async with running_bot(discord, data, *chosen) as bot:
            person = await ann.join_voice(lounge)
            await ann.slash("join")
            await discord.voice_server.wait_settled(lounge, 2, 30)
            await consent(ann, discord, lounge)
            await bot.idle()  # what was taught is spoken in advance
            await turns(person, spoken[:2], 2)  # the first ones warm up what is loaded late
            used = bot.processor_s()
            began = asyncio.get_running_loop().time()
            answered = await turns(person, spoken, count)
            load = (bot.processor_s() - used) / (asyncio.get_running_loop().time() - began)
            told = await status(ann)
            stopped = await interruptions(person, story, interruption, interrupted)
            return {
                "answer": summary(answered),
                "barge_in": summary(stopped),
                "processor": round(load, 2),
                "resident_mb": round(bot.memory_mb()[0]),
                "status": told,
            }


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--interruptions", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(chosen.turns, chosen.interruptions, pathlib.Path(folder)))
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name in ("answer", "barge_in"):
        print(f"{name}: {found[name]}")
    print(f"{found['processor']} cores while talking, {found['resident_mb']} MB resident")
    print(found["status"])


if __name__ == "__main__":
    main()
