"""Simulated users in voice channels: they join, speak, hear and leave as users of Discord do."""

from __future__ import annotations

import asyncio
import collections
import contextlib
from typing import TYPE_CHECKING, TypeVar

import aiohttp

from chatterbot import audio
from chatterbot.standin.errors import NoAnswerError, SetupError
from chatterbot.standin.voice.client import heard, sources
from chatterbot.standin.voice.client.heard import CLOSING_SILENCES, HeardSound, HeardStream
from chatterbot.standin.voice.client.live import LiveStream
from chatterbot.standin.voice.client.microphone import Microphone
from chatterbot.standin.voice.client.peer import Peer
from chatterbot.standin.voice.protocol import SILENCE, SpeakingFlag, VoiceCloseCode

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Sequence

    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.client.peer import PeerOptions
    from chatterbot.standin.voice.server import VoiceServer, VoiceStates

T = TypeVar("T")

CONNECT_S = 10.0
"""Seconds to wait until a user is in the call, or ready to speak; enough for a busy machine."""
HEAR_S = 10.0
"""Seconds to wait for speech, unless a test sets another time."""
QUIET_S = 0.4
"""Seconds without sound after which a speaker has stopped, even without the closing silence."""
RESUMES = 3
"""Attempts to resume a session before a new one is requested."""
NO_RESUME = frozenset({1000, 4001, 4002, 4003, 4004, 4005, 4006, 4009, 4011, 4012, 4014, 4016, 4017, 4020, 4021, 4022})
"""Close codes after which a session cannot be resumed."""
AGAIN = frozenset({VoiceCloseCode.SESSION_INVALID, VoiceCloseCode.SESSION_TIMEOUT})
"""Close codes after which the client requests a new session."""


class VoicePerson:
    """A simulated user in a voice channel, who speaks and hears.

    Parameters
    ----------
    server, states
        The voice server to connect to, and the voice states, which act as this user's main gateway.
    user
        The user object.
    bot_id
        The user that `hear` listens to by default.
    """

    def __init__(
        self,
        server: VoiceServer,
        states: VoiceStates,
        *,
        user: Json,
        guild_id: str,
        bot_id: str,
        settings: PeerOptions,
    ) -> None:
        self.user = user
        self.guild_id = guild_id
        self.settings = settings
        self.received: dict[int, HeardStream] = collections.defaultdict(HeardStream)
        """The packets received, by speaker."""
        self.resumed = 0
        self.reconnected = 0
        self._server = server
        self._states = states
        self._bot_id = bot_id
        self._context = server.client_context()
        self.peer: Peer | None = None
        """The current voice session."""
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._leaving = False
        self._moved = False
        self._microphone: Microphone | None = None
        self._live_streams: set[LiveStream] = set()
        self._code: int | None = None
        """The close code of the last session."""

    def __repr__(self) -> str:
        """Return a text with the user's name."""
        return f"<VoicePerson {self.user['username']}>"

    # -- joining and leaving

    async def join(self) -> None:
        """Connect to the call of the channel the user is in.

        Raises
        ------
        NoAnswerError
            If the client is not in the call within 10 s.
        """
        self._server.people.add(self)
        self._task = asyncio.create_task(self._live(), name=f"stand-in person {self.user['username']}")
        self._task.add_done_callback(self._ended)
        try:
            await self._wait_for(lambda: self.peer is not None and self.peer.joined.is_set(), CONNECT_S, "joined")
        except BaseException:
            await self.leave()
            raise

    async def leave(self) -> None:
        """Leave the channel."""
        self._leaving = True
        self._server.people.discard(self)
        if self.peer is not None:
            await self.peer.close()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
                await self._task
            self._task = None
        if self._states.state(self.guild_id, self.user["id"]) is not None:
            self._states.put(self.user["id"], self.guild_id, None)

    @property
    def present(self) -> bool:
        """Whether this client is in a call: it has not left and was not disconnected."""
        return self in self._server.people

    async def wait_ended(self) -> None:
        """Wait until this client is no longer in a call, for any reason."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def _ended(self, _: asyncio.Task[None]) -> None:
        for stream in self._live_streams:
            stream.close()
        self._changed.set()

    def cut_off(self, *, moved: bool) -> None:
        """React to the main gateway's news that the user was moved, or is no longer in a channel."""
        if moved:
            self._moved = True
        elif not self._leaving:
            self._leaving = True
            self._server.people.discard(self)

    async def _live(self) -> None:
        async with aiohttp.ClientSession() as http:
            while not self._leaving:
                self._moved = False
                grant = self._states.grant(self.guild_id, self.user["id"])
                peer = self.peer = Peer(grant, self._states.endpoint, self._context, self.settings, self)
                try:
                    self._code = await self._serve(peer, http)
                finally:
                    peer.close_media()
                    self._changed.set()
                if not self._moved and self._code in NO_RESUME - AGAIN:
                    return
                self.reconnected += 1

    async def _serve(self, peer: Peer, http: aiohttp.ClientSession) -> int | None:
        """Run a session, with resumes; return the close code it ended with."""
        code = await peer.run(http, resume=False)
        tries = 0
        while not (self._leaving or self._moved or code in NO_RESUME) and tries < RESUMES:
            if not peer.joined.is_set():
                return code  # an unfinished handshake cannot be resumed; it begins again
            tries += 1
            self.resumed += 1
            with contextlib.suppress(aiohttp.ClientError):
                code = await peer.run(http, resume=True)
        return code

    # -- speaking

    @property
    def channel_id(self) -> str | None:
        """The voice channel the user is in."""
        state = self._states.state(self.guild_id, self.user["id"])
        return state["channel_id"] if state is not None else None

    @property
    def muted(self) -> bool:
        """Whether the user has muted themselves."""
        state = self._states.state(self.guild_id, self.user["id"])
        return state is not None and state["self_mute"]

    def mute(self, *, muted: bool = True) -> None:
        """Mute or unmute oneself."""
        self._states.change(self.guild_id, self.user["id"], self_mute=muted)

    @property
    def ready(self) -> bool:
        """Whether the user can speak now; a user who is alone in an encrypted call cannot."""
        peer = self.peer
        return peer is not None and peer.joined.is_set() and peer.identified and peer.encryption.ready

    async def wait_ready(self, timeout_s: float = CONNECT_S) -> None:
        """Wait until the user can speak."""
        await self._wait_for(lambda: self.ready, timeout_s, "became ready to speak")

    @property
    def privacy_code(self) -> str | None:
        """The thirty digits of the voice privacy code, the same for all users in the call."""
        return self.peer.encryption.privacy_code if self.peer is not None else None

    @property
    def unsent(self) -> int:
        """Frames that were not sent because there was no key."""
        return self.peer.unsent if self.peer is not None else 0

    async def speak(
        self, what: sources.Source | Iterable[audio.AudioFrame], *, speed: float = 1.0, closing: bool = True
    ) -> float:
        """Wait until the user can speak, speak to the end, and return the length of the sound in seconds.

        Parameters
        ----------
        what
            Sound of any rate, the bytes or the path of a WAV file, or frames one after the other.
        speed
            How many times faster than real time the packets are sent.
        closing
            Whether five frames of silence end the speech, as clients do; without them it is as if those packets were lost.
        """
        await self.wait_ready()
        encoded, said = sources.encode(what), 0
        async with self.speech(speed, closing=closing) as send:
            batch = await asyncio.to_thread(next, encoded, None)
            while batch is not None:
                said += len(batch)
                async with asyncio.TaskGroup() as tasks:  # the next batch is encoded while this one is spoken
                    coming = tasks.create_task(asyncio.to_thread(next, encoded, None))
                    await send(batch)
                batch = coming.result()
        return said * audio.DISCORD_FRAME_S

    async def send_packets(self, packets: Sequence[bytes], *, speed: float = 1.0, closing: bool = True) -> None:
        """Send Opus packets of 20 ms in real time, or faster by ``speed``."""
        async with self.speech(speed, closing=closing) as send:
            await send(packets)

    @contextlib.asynccontextmanager
    async def speech(
        self, speed: float, *, closing: bool
    ) -> AsyncGenerator[Callable[[Sequence[bytes]], Awaitable[None]]]:
        """Begin to speak; return a function that sends packets in real time; leaving the context ends the speech as clients do."""
        if self.peer is None:
            raise SetupError(f"{self.user['username']} is in no call")
        await self.peer.speaking(SpeakingFlag.MICROPHONE)
        loop = asyncio.get_running_loop()
        due = loop.time()

        async def send(packets: Sequence[bytes]) -> None:
            nonlocal due
            for packet in packets:
                peer = self.peer
                if peer is not None and (self.muted or not peer.send_frame(packet)):
                    peer.pass_time(1)
                due += audio.DISCORD_FRAME_S / speed
                await asyncio.sleep(max(0.0, due - loop.time()))

        yield send
        if closing:
            await send([SILENCE] * CLOSING_SILENCES)
        await self.peer.speaking(0)

    @contextlib.asynccontextmanager
    async def microphone(self) -> AsyncGenerator[Microphone]:
        """Open a live microphone; sound pushed into it is sent while it contains speech (voice activation)."""
        live = Microphone(self)
        running = asyncio.create_task(live.run(), name=f"stand-in microphone of {self.user['username']}")
        self._microphone = live
        try:
            yield live
        finally:
            self._microphone = None
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    # -- hearing

    @contextlib.contextmanager
    def listen(self) -> Generator[LiveStream]:
        """Return a live stream of all speakers' sound from now on; `hear` still returns the same sound."""
        stream = LiveStream()
        self._live_streams.add(stream)
        try:
            yield stream
        finally:
            self._live_streams.discard(stream)
            stream.close()

    @property
    def speaking(self) -> frozenset[str]:
        """The ids of the users who are speaking now, including this one if the live microphone is open."""
        return self._speaking()[0]

    def _speaking(self) -> tuple[frozenset[str], float | None]:
        found, left = heard.speaking(self.received, asyncio.get_running_loop().time())
        if self._microphone is not None and self._microphone.speaking and not self.muted:
            found.add(self.user["id"])
        return frozenset(found), left

    async def speakers(self) -> AsyncGenerator[frozenset[str]]:
        """Yield the ids of the speaking users, now and at each change, until the user is no longer in a call."""
        told: frozenset[str] | None = None
        while self._task is not None and not self._task.done():
            speaking, left = self._speaking()
            if speaking != told:
                told = speaking
                yield speaking
                continue
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()

    def heard(self, user_id: int, stream: int, sequence: int, timestamp: int, frame: bytes | None) -> None:
        """Handle a received packet."""
        self.received[user_id].add(stream, sequence, timestamp, frame)
        for live in self._live_streams:
            live.add(user_id, stream, sequence, frame)
        self.notify()

    def notify(self) -> None:
        """Wake all waiters, because something has changed."""
        self._changed.set()
        self._server.changed()

    def stream_of(self, user_id: str | None = None) -> HeardStream:
        """Return the packets received from a user, by default from the bot."""
        return self.received[int(user_id if user_id is not None else self._bot_id)]

    async def hear(
        self,
        user_id: str | None = None,
        *,
        seconds: float | None = None,
        quiet_s: float = QUIET_S,
        timeout_s: float = HEAR_S,
    ) -> HeardSound:
        """Wait until a user, by default the bot, has stopped speaking; return all sound since the last call.

        Parameters
        ----------
        seconds
            Wait for this many seconds of sound instead of the end of the speech.
        quiet_s
            Seconds without sound that count as the end.
        timeout_s
            Seconds within which the speech must begin, and within which the sound of ``seconds`` must come.

        Raises
        ------
        NoAnswerError
            If no sound comes, or less than ``seconds``.
        """
        stream = self.stream_of(user_id)
        if seconds is not None:
            enough = seconds
            await self._wait_for(lambda: stream.seconds >= enough, timeout_s, f"heard {seconds} s")
        else:
            await self._wait_for(lambda: stream.audible, timeout_s, "heard anything")
            loop = asyncio.get_running_loop()
            while not stream.ended and (left := stream.last_at + quiet_s - loop.time()) > 0:
                with contextlib.suppress(TimeoutError):
                    self._changed.clear()
                    await asyncio.wait_for(self._changed.wait(), left)
        return await asyncio.to_thread(heard.decode, stream.take())

    async def _wait_for(self, predicate: Callable[[], T], timeout_s: float, what: str) -> T:
        try:
            async with asyncio.timeout(timeout_s):
                while not (result := predicate()):
                    if self._task is not None and self._task.done():
                        self._task.result()
                        break
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            result = None
        if result:
            return result
        counts = {user: (stream.count, stream.undecryptable) for user, stream in self.received.items()}
        raise NoAnswerError(
            f"{self.user['username']} has not {what} within {timeout_s} s; heard and not decrypted: {counts}; "
            f"closed with {self._code}, resumed {self.resumed} and reconnected {self.reconnected} times; "
            f"latest problems: {self._server.problems[-3:]}"
        )
