"""Many simulated users join and leave at random while they speak, with injected faults of server and network."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import random
from collections.abc import AsyncIterator, Callable, Sequence

from tests.standin.fake_bot import settled
from tests.standin.fake_voice_bot import Caller, Recorder, pieces
from tests.standin.town import Town
from tests.standin.voices import PITCHES, tone

from chatterbot import audio
from chatterbot.standin import ChannelType, Json, NoAnswer
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.voice.connection import DiscordVoiceConnection

TRANSITION_S = 0.5
"""Seconds after which a transition is executed; Discord waits 2 s, with the same effect."""
HELD_S = 0.7
"""Seconds for which op 22 is sometimes held back."""
NAMES = ("Ann", "Bob", "Cid", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon")
STAYING = 2
"""How many of the users stay and speak all the time, as the bot does."""


@dataclasses.dataclass
class Report:
    """What happened during a run."""

    joins: int = 0
    leaves: int = 0
    failed_joins: int = 0
    """Joins that took too long, because of faults or a busy machine."""
    faults: list[str] = dataclasses.field(default_factory=list[str])
    gaps: dict[str, float] = dataclasses.field(default_factory=dict[str, float])
    """Longest silence, in seconds, that each staying user heard from each other one."""


async def endless(hertz: float) -> AsyncIterator[audio.AudioFrame]:
    """Yield an endless tone."""
    piece = tone(hertz, 1.0)
    while True:
        yield piece


def longest(arrivals: Sequence[float], begin: float, end: float) -> float:
    """Return the longest time without sound between two moments, in seconds."""
    times = [begin, *(at for at in arrivals if begin < at < end), end]
    return max(later - earlier for earlier, later in itertools.pairwise(times))


class Crowd:
    """The simulated users and the bot; a random number generator decides what they do.

    Parameters
    ----------
    faults
        Whether faults are injected.
    """

    def __init__(self, town: Town, caller: Caller, seed: int, *, faults: bool) -> None:
        self.town = town
        self.caller = caller
        self.report = Report()
        self._faults = faults
        self._rng = random.Random(seed)
        self._lounge: Json = town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)
        self._stop = asyncio.Event()

    async def run(self, seconds: float) -> DiscordVoiceConnection:
        """Run the crowd; afterwards the staying users are in the call, and it has settled."""
        discord, server = self.town.discord, self.town.discord.voice_server
        connection = await self.caller.join(self._lounge)
        server.call(self._lounge).encryption.transition_s = TRANSITION_S
        staying = [await discord.user(name, self.town.general).join_voice(self._lounge) for name in NAMES[:STAYING]]
        await server.wait_settled(self._lounge, 1 + STAYING)
        loop = asyncio.get_running_loop()
        async with Recorder(connection) as recorder:
            async with asyncio.TaskGroup() as tasks:
                playing = connection.play(endless(440))
                speaking = [
                    tasks.create_task(person.speak(itertools.repeat(tone(pitch, 1.0))))
                    for person, pitch in zip(staying, PITCHES, strict=False)
                ]
                first = [*(int(person.user["id"]) for person in staying)]
                await recorder.until(lambda: all(recorder.arrivals.get(user) for user in first))
                begin = loop.time() + 0.1
                for index, name in enumerate(NAMES[STAYING:], start=STAYING):
                    tasks.create_task(self._visitor(name, PITCHES[index]))
                if self._faults:
                    tasks.create_task(self._inject_faults())
                loop.call_later(seconds, self._stop.set)
                await self._stop.wait()
                end = loop.time()
                for person in staying:
                    for other in (discord.bot, *(p.user for p in staying if p is not person)):
                        ear = person.stream_of(other["id"])
                        times = [packet.at for packet in ear.take()]
                        name = f"{person.user['username']} of {other['username']}"
                        self.report.gaps[name] = longest(times, begin, end)
                    times = recorder.arrivals[int(person.user["id"])]
                    self.report.gaps[f"bot of {person.user['username']}"] = longest(times, begin, end)
                playing.interrupt()
                for task in speaking:
                    task.cancel()
            server.release_transitions()
            await server.wait_settled(self._lounge, 1 + STAYING, timeout_s=15)
        await self._check_sound(connection, staying)
        return connection

    async def _check_sound(self, connection: DiscordVoiceConnection, staying: list[VoicePerson]) -> None:
        await settled(lambda: len({connection.privacy_code, *(person.privacy_code for person in staying)}) == 1)
        async with Recorder(connection) as recorder:
            for person in staying:
                playing = connection.play(pieces(tone(440, 0.3)))
                await person.hear()
                await playing.wait()
                before = recorder.seconds(person.user)
                await person.speak(tone(880, 0.3))
                user = person.user
                await recorder.until(lambda user=user, before=before: recorder.seconds(user) > before)
        for person in staying:
            await person.leave()

    async def _pause(self, least: float, most: float) -> None:
        try:
            async with asyncio.timeout(self._rng.uniform(least, most)):
                await self._stop.wait()
        except TimeoutError:
            return

    async def _visitor(self, name: str, pitch: float) -> None:
        actor = self.town.discord.user(name, self.town.general)
        await self._pause(0.0, 1.0)
        while not self._stop.is_set():
            try:
                person = await actor.join_voice(self._lounge)
            except NoAnswer:
                self.report.failed_joins += 1
                continue
            self.report.joins += 1
            with contextlib.suppress(NoAnswer):  # the keys may be late because of another client's faults
                await person.speak(tone(pitch, self._rng.uniform(0.2, 1.5)))
            await self._pause(0.0, 0.5)
            await person.leave()
            self.report.leaves += 1
            await self._pause(0.5, 2.5)

    async def _inject_faults(self) -> None:
        server = self.town.discord.voice_server
        faults = server.faults
        faults.datagrams.loss, faults.datagrams.duplicate, faults.datagrams.reorder = 0.02, 0.02, 0.05

        def somebody(*, visiting: bool = False) -> Json:
            users = [self.town.discord.world.users[user] for _, user in sorted(server.sessions)]
            staying = {self.town.discord.bot["username"], *(name.lower() for name in NAMES[:STAYING])}
            return self._rng.choice([user for user in users if not visiting or user["username"] not in staying])

        def count(name: str) -> None:
            setattr(faults, name, getattr(faults, name) + 1)

        def hold() -> None:
            faults.hold_execute = True
            asyncio.get_running_loop().call_later(HELD_S, server.release_transitions)

        acts: dict[str, Callable[[], None]] = {
            "drop": lambda: server.drop(user=somebody()),
            "crash": lambda: server.close(4015, user=somebody()),
            "session lost": lambda: server.close(4006, user=somebody(visiting=True)),
            "commit damaged": lambda: count("damage_commits"),
            "welcome damaged": lambda: count("damage_welcomes"),
            "transition zero": lambda: count("transition_zero"),
            "sender repeated": lambda: count("repeated_senders"),
            "discovery lost": lambda: count("lose_discoveries"),
            "op 22 held": hold,
            "heartbeat asked": server.ask_heartbeat,
        }
        while not self._stop.is_set():
            await self._pause(0.2, 0.8)
            name = self._rng.choice(sorted(acts))
            if len(server.sessions) > STAYING + 1:  # otherwise no visitor is there
                self.report.faults.append(name)
                acts[name]()
        for name in ("damage_commits", "damage_welcomes", "transition_zero", "repeated_senders"):
            setattr(faults, name, 0)
        faults.lose_discoveries = 0
        faults.datagrams.loss = faults.datagrams.duplicate = faults.datagrams.reorder = 0.0
