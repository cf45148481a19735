"""Four people talk in a voice channel for as long as it is told, to the bot and to each other; nothing may grow, and nothing may stick.

The bot is a process of its own with Whisper base and a Piper voice, as an operator runs it; the people and the stand-in are another one.
They ask what was taught and what was not, call the bot by its name, chat with each other, cough over its answers, interrupt it, come and
go, and their connections are cut. Each minute is one line: questions asked of it by its name and those answered, memory, processor time.
The last one is a check: everybody is silent, then one asks, and must be answered.

::

    PYTHONPATH=. python benchmarks/talk_hour.py [--minutes 60] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import pathlib
import random
import sys
import tempfile
from typing import Final

from bot_process import running_bot
from tests.speech_model import assemble
from tests.speech_sounds import piper_model
from voice_to_voice import LESSONS, STORY, Speech, consent, speak, status

from chatterbot import models, settings
from chatterbot.services import services
from chatterbot.standin import Actor, ChannelType, Json, StandIn
from chatterbot.standin.voice.client.person import VoicePerson

NAME: Final = "Chatterbot"
CHATTER: Final = (
    "Did you see the match yesterday?",
    "I think the second half was amazing.",
    "My cat slept on the keyboard again.",
    "We should clean the kitchen tomorrow.",
)
BACK: Final = ("Okay.", "I see.", "Yeah.")


class Crowd:
    """The four, and what they can say."""

    def __init__(self, discord: StandIn, lounge: Json, chance: random.Random) -> None:
        self.discord = discord
        self.lounge = lounge
        self.chance = chance
        self.asked = self.answered = self.cuts = 0
        self.people: dict[str, tuple[Actor, VoicePerson]] = {}
        english = [question for language, question, _ in LESSONS if language == "en"]
        self.called = [Speech("en", f"{NAME}, {question[0].lower()}{question[1:]}") for question in english]
        self.chatter = [Speech("en", text) for text in CHATTER]
        self.back = [Speech("en", text) for text in BACK]
        self.story = Speech("en", f"{NAME}, {STORY[1][0].lower()}{STORY[1][1:]}")
        self.plain = Speech("en", LESSONS[0][1])

    async def join(self, actor: Actor) -> None:
        """Let somebody come."""
        self.people[actor.name] = (actor, await actor.join_voice(self.lounge))

    def anybody(self) -> VoicePerson:
        """Somebody who is there."""
        return self.chance.choice([person for _, person in self.people.values()])

    async def minute(self) -> None:
        """Talk for a minute."""
        loop = asyncio.get_running_loop()
        until = loop.time() + 60.0
        while loop.time() < until:
            act = self.chance.choices(
                (self.ask, self.chat, self.both, self.interrupt, self.come_and_go, self.cut), (8, 4, 2, 3, 1, 1)
            )[0]
            await act()
            await asyncio.sleep(self.chance.uniform(0.3, 2.0))

    async def ask(self) -> None:
        """Somebody asks the bot."""
        person = self.anybody()
        for _, other in self.people.values():
            other.stream_of().take()
        self.asked += 1
        await speak(person, self.chance.choice(self.called))
        with contextlib.suppress(Exception):
            await person.hear(timeout_s=8.0)
            self.answered += 1

    async def chat(self) -> None:
        """Two talk to each other."""
        for speech in self.chance.sample(self.chatter, 2):
            await speak(self.anybody(), speech)
            await asyncio.sleep(0.3)

    async def both(self) -> None:
        """Two speak at once."""
        first, second = self.chance.sample([person for _, person in self.people.values()], 2)
        await asyncio.gather(
            speak(first, self.chance.choice(self.chatter)), speak(second, self.chance.choice(self.called))
        )
        await asyncio.sleep(2.0)

    async def interrupt(self) -> None:
        """The bot tells a story, and is interrupted, or agreed with."""
        person = self.anybody()
        person.stream_of().take()
        await speak(person, self.story)
        with contextlib.suppress(Exception):
            await person.hear(seconds=1.5, timeout_s=8.0)
            await speak(self.anybody(), self.chance.choice((*self.back, *self.called)))
        await asyncio.sleep(1.0)

    async def come_and_go(self) -> None:
        """Somebody leaves, and comes back."""
        name = self.chance.choice([*self.people])
        actor, person = self.people.pop(name)
        await person.leave()
        await asyncio.sleep(1.0)
        await self.join(actor)

    async def cut(self) -> None:
        """The bot's connection is cut."""
        self.cuts += 1
        self.discord.voice_server.drop(user=self.discord.bot)


async def run(minutes: int, seed: int, folder: pathlib.Path) -> None:
    """Run all of it."""
    model = assemble(folder / "models")
    if model is None or piper_model() is None:
        raise SystemExit("needs the extra `dev`: Whisper base and a Piper voice")
    async with StandIn() as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        lounge = discord.channel(guild, "Lounge", ChannelType.VOICE)
        actors = [discord.user(name, general) for name in ("Ann", "Bob", "Cid", "Dan")]
        given = settings.Settings.model_validate({"files": {"data": folder / "data"}, "teaching": {"starter": False}})
        async with services(given) as parts:
            lessons = [models.NewExample(question, answer) for _, question, answer in (*LESSONS, STORY)]
            await parts.teaching.teach(int(guild["id"]), 0, lessons, source="benchmark")
            await parts.preferences.change(int(guild["id"]), wake_names=[NAME], mirror=True, transcripts_kept=1)
        authority = folder / "authority.pem"
        authority.write_text(discord.voice_ca, encoding="ascii")
        options = {
            "discord.voice_ca": str(authority),
            "teaching.starter": "false",
            "speech.model": str(model),
            "speech.edge": "false",
            "speech.piper": json.dumps([f"en={piper_model()}"]),
        }
        chosen = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        crowd = await asyncio.to_thread(Crowd, discord, lounge, random.Random(seed))
        async with running_bot(discord, folder / "data", *chosen) as bot:
            for actor in actors:
                await crowd.join(actor)
            await actors[0].slash("join")
            await discord.voice_server.wait_settled(lounge, len(actors) + 1, 30)
            for actor in actors:
                await consent(actor, discord, lounge)
            used = bot.processor_s()
            for minute in range(minutes):
                asked, answered = crowd.asked, crowd.answered
                await crowd.minute()
                now, spent = bot.processor_s(), bot.memory_mb()
                print(
                    f"minute {minute + 1}: {crowd.answered - answered} of {crowd.asked - asked} answered, "
                    f"{spent[0]:.0f} MB resident, {(now - used) / 60:.2f} cores, {crowd.cuts} cuts so far, "
                    f"{len(discord.problems)} problems",
                    flush=True,
                )
                used = now
            await asyncio.sleep(10.0)
            person = crowd.anybody()
            person.stream_of().take()
            await speak(person, crowd.called[0])
            await person.hear(timeout_s=10.0)
            print(f"asked after all that, it answers; {crowd.answered} of {crowd.asked} answered in all")
            print(await status(actors[0]))
            for problem in discord.problems:
                print("  ", *problem, file=sys.stderr)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(chosen.minutes, chosen.seed, pathlib.Path(folder)))


if __name__ == "__main__":
    main()
