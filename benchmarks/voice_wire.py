"""What the voice client costs and how even its pace is, beside discord.py's voice client for sending, in the same run.

Each client is a process of its own; the stand-in's voice server and the people who listen and speak are another. So processor time is that
of one client alone: its Python, codecs, encryption, hikari (or discord.py) and websockets included. Rows:

`idle`          joined, nobody speaks: per cent of one core.
`send`          one stream of 48 kHz stereo speech-like sound, Opus encoding included: per cent of one core, above idle.
`pace_p50`, `_p99`  how far from 20 ms the time between two packets is where they arrive, by the kernel's clock (`voice_tap.py`), ms.
`bare_p99`      the same for a process that does nothing but sleep for 20 ms, at the same time: what the machine itself does to a pace.
                The two clients take turns, `--rounds` times; a machine is not equally busy from one minute to the next.
`receive_N`     N people speak at once, end-to-end encrypted, every one decoded: per cent of one core, above idle; and per speaker.
                To 48 kHz stereo, then to 16 kHz mono (`VoiceSettings.receive_rate`), which is what recognisers take.
`join`          from asking for the channel to its first audio packet at a listener (three tries, the median), ms. Two main-gateway
                dispatches, websocket with TLS, IP discovery, and the group's handshake are in it.
`resume`        from a cut websocket to its resume, ms; sound went on meanwhile.
`renew`         from a session declared invalid to the first audio packet of the new one at a listener, ms.

discord.py cannot receive. Its encoder is given the libopus that PyAV brings, at the same bit rate, so that both do the same work.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
from voice_clients import SPEECH_S, speech_like

from chatterbot import audio
from chatterbot.standin import ChannelType, Json, StandIn
from chatterbot.standin.voice.client.person import VoicePerson
from chatterbot.standin.voice.protocol import VoiceCloseCode
from chatterbot.standin.voice.server.payloads import Identify
from chatterbot.standin.voice.server.session import VoiceSession
from chatterbot.voice import opus

TAP = pathlib.Path(__file__).with_name("voice_tap.py")
CLOSING = 5
"""Silence frames at the end of a speech; discord.py sends them all at once."""
BARE = """
import json, sys, time
begin, stamps = time.monotonic(), []
while time.monotonic() - begin < float(sys.argv[1]):
    time.sleep(max(0.0, begin + 0.02 * len(stamps) - time.monotonic()))
    stamps.append(time.monotonic())
print(json.dumps(stamps))
"""
"""A program that only keeps the time."""
CLIENTS = pathlib.Path(__file__).with_name("voice_clients.py")


class Client:
    """A client's process, seen from the town."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def do(self, name: str, *arguments: Any) -> Json:
        """Give an order; its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({"do": name, "with": arguments}) + "\n").encode())
        return await self.read()

    async def read(self) -> Json:
        """Wait for an answer."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise SystemExit("the client's process ended")
        return json.loads(line)

    async def load(self, name: str, *arguments: Any) -> float:
        """Per cent of one core that this took."""
        spent = await self.do(name, *arguments)
        return 100 * spent["cpu_s"] / spent["wall_s"]


def unevenness(stamps: list[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How far from 20 ms each interval is, in ms."""
    return np.abs(np.diff(stamps) * 1_000 - 20)


async def bare(seconds: float) -> float:
    """The 99th percentile of a process that only sleeps, in ms."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BARE, str(seconds), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return float(np.percentile(unevenness(json.loads(output)), 99))


class Tap:
    """A process between the bot and the voice server, that notes when packets come."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self._port = port

    @classmethod
    @contextlib.asynccontextmanager
    async def before(cls, discord: StandIn) -> AsyncGenerator[Tap]:
        """Put one before the server, for sessions of the bot that begin from now on."""
        server = discord.voice_server
        host, port = server._media.address  # noqa: SLF001 - whoever else asks gets it by op 2
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(TAP), host, str(port)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 22,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        tap = cls(process, int(await process.stdout.readline()))
        identify = server.identify

        def through(wanted: Identify) -> VoiceSession | VoiceCloseCode:
            session = identify(wanted)
            if isinstance(session, VoiceSession) and wanted.user_id == discord.app_id:
                session.server = (host, tap._port)
            return session

        server.identify = through
        try:
            yield tap
        finally:
            server.identify = identify
            process.stdin.close()
            await process.wait()

    async def stamps(self) -> list[float]:
        """When packets came since the last time, in seconds of the system's clock."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return json.loads(await self._process.stdout.readline())


class Town:
    """A guild with a voice channel."""

    def __init__(self, discord: StandIn, authority: pathlib.Path) -> None:
        self.discord = discord
        self.guild = discord.guild("Town")
        self.general = discord.channel(self.guild)
        self.lounge = discord.channel(self.guild, "Lounge", ChannelType.VOICE)
        self._authority = authority

    @contextlib.asynccontextmanager
    async def client(self, kind: str) -> AsyncGenerator[Client]:
        """Run a client's process."""
        order = {
            "client": kind,
            "token": self.discord.token,
            "rest_url": self.discord.rest_url,
            "gateway_url": self.discord.gateway_url,
            "ca": str(self._authority),
            "guild": self.guild["id"],
            "channel": self.lounge["id"],
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", str(CLIENTS), json.dumps(order)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        client = Client(process)
        await client.read()
        try:
            yield client
        finally:
            assert process.stdin is not None
            process.stdin.write(b'{"do": "quit", "with": []}\n')
            await asyncio.wait_for(process.wait(), 20)

    async def person(self, name: str, *, deaf: bool) -> VoicePerson:
        """Let somebody join."""
        actor = self.discord.user(name, self.general)
        person = await actor.join_voice(self.lounge)
        if deaf:  # people who do not listen spare the server the sending of everything to everybody
            self.discord.voice.change(self.guild["id"], actor.id, self_deaf=True)
        return person

    async def settled(self, people: int) -> None:
        """Wait until that many are there, and share keys."""
        await self.discord.voice_server.wait_settled(self.lounge, people, 30)


async def first_packet(listener: VoicePerson, since: float) -> float:
    """When the first packet after a moment came, in seconds of the system's monotonic clock."""
    while True:
        heard = await listener.hear(seconds=0.02, timeout_s=20)
        later = [moment for moment in heard.arrivals if moment > since]
        if later:
            return later[0]


async def sending(town: Town, tap: Tap, kind: str, seconds: float, *, recover: bool) -> Json:
    async with town.client(kind) as client:
        listener = await town.person(f"Listener of {kind}", deaf=False)
        joins: list[float] = []
        for _ in range(3):
            began = (await client.do("join"))["began"]
            playing = asyncio.create_task(client.do("play", 0.5))
            joins.append(1_000 * (await first_packet(listener, began) - began))
            await playing
            await client.do("leave")
            await town.settled(1)
            with contextlib.suppress(Exception):
                await listener.hear(timeout_s=0.1)
        await client.do("join")
        await town.settled(2)
        idle = await client.load("idle", 3)
        await tap.stamps()
        lonely = asyncio.create_task(bare(seconds))
        send = await client.load("play", seconds)
        floor = await lonely
        gaps = unevenness((await tap.stamps())[:-CLOSING])
        with contextlib.suppress(Exception):
            await listener.hear(timeout_s=0.1)
        result: Json = {
            "client": kind,
            "idle_%": round(idle, 2),
            "send_%": round(send - idle, 2),
            "pace_p50_ms": round(float(np.median(gaps)), 3),
            "pace_p99_ms": round(float(np.percentile(gaps, 99)), 3),
            "bare_p99_ms": round(floor, 3),
            "join_ms": round(statistics.median(joins)),
        }
        if recover:
            result |= await recovering(town, client, listener)
        await client.do("leave")
        await listener.leave()
        await town.settled(0)
        return result


async def recovering(town: Town, client: Client, listener: VoicePerson) -> Json:
    """Times to come back from a cut websocket, and from an invalid session."""
    reconnect = asyncio.create_task(client.do("reconnected"))
    await asyncio.sleep(0.2)
    cut = time.monotonic()
    town.discord.voice_server.drop(user=town.discord.bot)
    resumed = (await reconnect)["ended"] - cut
    playing = asyncio.create_task(client.do("play", 5))
    await first_packet(listener, time.monotonic())
    await asyncio.sleep(0.5)
    cut = time.monotonic()
    town.discord.voice_server.close(4006, user=town.discord.bot)
    await town.discord.wait_until(lambda: not town.discord.voice_server.is_settled(town.lounge, 2))
    await town.settled(2)
    renewed = await first_packet(listener, cut + 0.02) - cut
    await playing
    return {"resume_ms": round(1_000 * resumed), "renew_ms": round(1_000 * renewed)}


async def receiving(town: Town, counts: list[int], seconds: float, rate: int, channels: int) -> list[Json]:
    """People speak at once; the highest number comes last."""
    rows: list[Json] = []
    people: list[VoicePerson] = []
    async with town.client("ours") as client:
        await client.do("join", rate, channels)
        idle = await client.load("idle", 3)
        encoder, sound = opus.OpusEncoder(), audio.AudioFrame(speech_like(SPEECH_S), audio.DISCORD_RATE)
        packets = [encoder.encode(frame) for frame in audio.Framer().push(sound)] * (int(seconds / SPEECH_S) + 1)
        packets = packets[: round(seconds / audio.DISCORD_FRAME_S)]
        for count in counts:
            while len(people) < count:
                people.append(await town.person(f"Speaker {len(people)}", deaf=True))
                await town.settled(1 + len(people))
            async with asyncio.TaskGroup() as group:
                spent = group.create_task(client.do("listen", seconds))
                for person in people:
                    group.create_task(person.send_packets(packets))
            got = spent.result()
            load = 100 * got["cpu_s"] / got["wall_s"] - idle
            rows.append(
                {
                    "speakers": count,
                    "to": f"{rate} Hz, {channels}",
                    "receive_%": round(load, 2),
                    "each_%": round(load / count, 3),
                    "heard_s_each": round(got["frames"] * audio.DISCORD_FRAME_S / count, 2),
                    "lost": got["lost"],
                    "dropped": got["dropped"],
                }
            )
        await client.do("leave")
    for person in people:
        await person.leave()
    await town.settled(0)
    return rows


async def measure(seconds: float, counts: list[int], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn() as discord:
            authority = pathlib.Path(folder) / "authority.pem"
            authority.write_text(discord.voice_ca)
            town = Town(discord, authority)
            async with Tap.before(discord) as tap:
                for number in range(rounds):
                    for kind in ("ours", "discordpy"):
                        recover = kind == "ours" and not number
                        print(json.dumps(await sending(town, tap, kind, seconds, recover=recover)), flush=True)
            for rate, channels in ((audio.DISCORD_RATE, audio.DISCORD_CHANNELS), (audio.SPEECH_RATE, 1)):
                for row in await receiving(town, counts, seconds, rate, channels):
                    print(json.dumps(row), flush=True)
            if discord.problems:
                print("problems:", discord.problems[:5])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each measurement lasts")
    parser.add_argument("--speakers", type=int, nargs="*", default=[1, 5, 25])
    parser.add_argument("--rounds", type=int, default=3, help="how often the two clients send in turn")
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.seconds, arguments.speakers, arguments.rounds))


if __name__ == "__main__":
    main()
