"""How loud the bot's voices are in a call, after EBU R 128 (ITU-R BS.1770-4): made, sent through Opus, and as people hear them.

Each voice of this machine says the same sentences. `made` is what the engine makes, through Opus as it is sent; `heard` what a person in the
stand-in's encrypted call receives from the bot, a process of its own. Integrated loudness in LUFS of all sentences together (mono counts as
both channels), the sentences' least and most, and the true peak in dBTP. `first` is the first sentence that the bot ever said with that
voice.

::

    PYTHONPATH=. python benchmarks/loudness.py [--people FOLDER] [--json]

With `--people`, recordings of people (a folder with ``manifest.jsonl``, see `human_speech.py`) through Opus, for comparison: the
percentiles of their loudness.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import pathlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

import human_recordings
import numpy as np
from bot_process import running_bot
from numpy.typing import NDArray
from tests.speech_sounds import FESTIVAL_RU, piper_model

from chatterbot import audio
from chatterbot.speech.tts import loudness, piper, program
from chatterbot.speech.tts.voices import Synthesizer, VoiceInfo
from chatterbot.standin import Actor, ChannelType, StandIn
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.voice import opus

SENTENCES: Final = {
    "en": (
        "We meet in the old library at seven.",
        "Yes?",
        "Write your name on the list by the door, and bring a friend.",
        "I don't know that yet.",
        "Twelve euros, and children are free.",
    ),
    "ru": (
        "Встречаемся в старой библиотеке в семь часов.",
        "Да?",
        "Запишись у двери и приведи с собой друга.",
        "Этого я пока не знаю.",
        "Двенадцать евро, а дети бесплатно.",
    ),
}


def through_opus(frames: Iterable[audio.AudioFrame]) -> NDArray[np.int16]:
    """Return sound as it is heard in a call: 48 kHz stereo, encoded and decoded."""
    resampler, framer = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS), audio.Framer()
    encoder, decoder = opus.OpusEncoder(), opus.OpusDecoder()
    whole: list[audio.AudioFrame] = []
    for frame in frames:
        whole += framer.push(resampler.push(frame))
    whole += framer.push(resampler.flush())
    if (rest := framer.flush()) is not None:
        whole.append(rest)
    return np.concatenate([decoder.decode(encoder.encode(frame)).samples for frame in whole])


def described(sounds: Sequence[NDArray[np.int16]]) -> dict[str, float]:
    """Return the loudness and the true peak of some sounds."""
    each = [loudness.integrated(sound, audio.DISCORD_RATE) for sound in sounds]
    return {
        "lufs": round(loudness.integrated(np.concatenate(sounds), audio.DISCORD_RATE), 1),
        "least": round(min(each), 1),
        "most": round(max(each), 1),
        "first": round(each[0], 1),
        "peak": round(max(map(loudness.true_peak, sounds)), 1),
    }


async def made(engine: Synthesizer, voice: VoiceInfo, language: str) -> dict[str, float]:
    """Return how loud an engine is by itself."""
    sounds: list[NDArray[np.int16]] = []
    for text in SENTENCES[language]:
        async with contextlib.aclosing(engine.speak(text, voice, 1.0)) as frames:
            sounds.append(await asyncio.to_thread(through_opus, [frame async for frame in frames]))
    return described(sounds)


async def heard(ann: Actor, person: VoicePerson, voice: VoiceInfo, language: str) -> dict[str, float]:
    """Return how loud the bot is in the call with a voice that it never used before."""
    sounds: list[NDArray[np.int16]] = []
    for text in SENTENCES[language]:
        person.stream_of().take()
        await ann.slash("say", text=text, voice=voice.id)
        sounds.append((await person.hear(timeout_s=30.0)).audio.samples)
    return described(sounds)


async def voices_of_this_machine(stack: contextlib.AsyncExitStack) -> list[tuple[Synthesizer, VoiceInfo, str]]:
    """Return the local voices, each with its language."""
    found: list[tuple[Synthesizer, VoiceInfo, str]] = []
    if (model := piper_model()) is not None:
        engine = await stack.enter_async_context(piper.PiperVoices.open({"en": model}))
        found.append((engine, engine.voices()[0], "en"))
    if shutil.which(FESTIVAL_RU[0]):
        festival = program.ProgramVoices(program.ProgramOptions("text2wave", FESTIVAL_RU, ("ru",)))
        found.append((festival, festival.voices()[0], "ru"))
    if (espeak := await program.espeak_ng()) is not None:
        for language in SENTENCES:
            voice = next(voice for voice in espeak.voices() if voice.language == language)
            found.append((espeak, voice, language))
    return found


async def run(people: pathlib.Path | None, folder: pathlib.Path) -> dict[str, Any]:
    """Measure all of it."""
    rows: dict[str, Any] = {}
    async with contextlib.AsyncExitStack() as stack:
        engines = await voices_of_this_machine(stack)
        for engine, voice, language in engines:
            rows[voice.id] = {"made": await made(engine, voice, language)}
        discord = await stack.enter_async_context(StandIn())
        guild = discord.guild("Town")
        general = discord.channel(guild)
        lounge = discord.channel(guild, "Lounge", ChannelType.VOICE)
        ann = discord.user("Ann", general)
        authority = folder / "authority.pem"
        authority.write_text(discord.voice_ca, encoding="ascii")
        options = {
            "discord.voice_ca": str(authority),
            "speech.hear": "false",
            "speech.edge": "false",
            "speech.piper": json.dumps([f"en={piper_model()}"] if piper_model() else []),
            "speech.programs": json.dumps([f"ru={FESTIVAL_RU[0]} -eval '{FESTIVAL_RU[2]}'"]),
        }
        chosen = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        (folder / "data").mkdir()
        await stack.enter_async_context(running_bot(discord, folder / "data", *chosen))
        person = await ann.join_voice(lounge)
        await ann.slash("join")
        await discord.voice_server.wait_settled(lounge, 2, 30)
        for _, voice, language in engines:
            rows[voice.id]["heard"] = await heard(ann, person, voice, language)
    if people is not None:
        rows["people"] = await asyncio.to_thread(recordings, people)
    return rows


def recordings(folder: pathlib.Path) -> dict[str, Any]:
    """Return the percentiles of people's loudness, by the kind of recording."""
    kinds: dict[str, list[float]] = {}
    for one in human_recordings.read(folder):
        if one.language is not None:
            sound = through_opus(
                [audio.AudioFrame(human_recordings.decoded(one).reshape(-1, 1), human_recordings.RATE)]
            )
            kinds.setdefault(one.kind, []).append(loudness.integrated(sound, audio.DISCORD_RATE))
    return {
        kind: {
            "n": len(found),
            **{f"p{share}": round(float(np.percentile(found, share)), 1) for share in (5, 25, 50, 75, 95)},
        }
        for kind, found in kinds.items()
    }


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(chosen.people, pathlib.Path(folder)))
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print("| voice | | LUFS | sentences | the first one | true peak, dBTP |\n|---|---|---|---|---|---|")
    for name, row in found.items():
        for what in ("made", "heard"):
            if (one := row.get(what)) is not None:
                print(
                    f"| {name} | {what} | {one['lufs']} | {one['least']} to {one['most']} | {one['first']} | {one['peak']} |"
                )
    for kind, row in found.get("people", {}).items():
        print(f"people, {kind}: {row}")


if __name__ == "__main__":
    main()
