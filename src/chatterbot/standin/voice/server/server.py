"""The voice server: its calls, sessions and faults, and the record of what clients did wrong."""

from __future__ import annotations

import asyncio
import os
import random
from typing import TYPE_CHECKING, Any, Protocol, Self

from aiohttp import web

from chatterbot.standin.errors import SetupError
from chatterbot.standin.protocol import ChannelType
from chatterbot.standin.voice.protocol import VoiceCloseCode, VoiceOpcode
from chatterbot.standin.voice.server import tls
from chatterbot.standin.voice.server.call import ServerCall
from chatterbot.standin.voice.server.gateway import HEARTBEAT_MS, VoiceConnection, VoiceGateway
from chatterbot.standin.voice.server.media import ForwardingUnit, MediaCounters
from chatterbot.standin.voice.server.session import VoiceSession

if TYPE_CHECKING:
    import ssl

    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.server import payloads
    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.voice.server.states import VoiceStates
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

RESUME_WINDOW_S = 60.0
"""Seconds for which a session without a websocket is kept. Discord names no number."""
FIRST_SSRC = 1000
MOST_PROBLEMS = 20
"""Most problems recorded for one client; a wrong stream of sound causes fifty a second."""
KEY_BYTES = 32


class VoiceClient(Protocol):
    """The voice client of a simulated user."""

    user: Json
    guild_id: str

    async def leave(self) -> None:
        """Leave the channel."""
        ...

    def cut_off(self, *, moved: bool) -> None:
        """React to the main gateway's news that the user was moved, or is no longer in a channel."""
        ...


class VoiceServer:
    """A voice server on the loopback: websocket over TLS, and UDP.

    Parameters
    ----------
    states
        The voice states, and the grants with which clients identify.
    problems
        The stand-in's list of problems: pairs of the client and what it did wrong.
    host
        The address to listen on.
    seed
        Seed of everything random: padding, the order of messages, network faults.
    """

    def __init__(
        self,
        *,
        world: World,
        states: VoiceStates,
        events: WorldEvents,
        problems: list[tuple[str, str]],
        faults: VoiceFaults,
        host: str,
        seed: str,
    ) -> None:
        self.faults = faults
        self.problems = problems
        self.heartbeat_ms = HEARTBEAT_MS
        self.resume_window_s = RESUME_WINDOW_S
        self.dave_required = True
        """Whether clients without end-to-end encryption are refused (4017), as on Discord since March 2026."""
        self.calls: dict[str, ServerCall] = {}
        """Calls by channel."""
        self.sessions: dict[tuple[str, str], VoiceSession] = {}
        """Sessions by guild and user."""
        self.people: set[VoiceClient] = set()
        """The voice clients of simulated users."""
        self._world = world
        self._states = states
        self._events = events
        self._host = host
        self._rng = random.Random(seed)
        self._gateway = VoiceGateway(self)
        self._media = ForwardingUnit(faults, self, self.report, self._rng)
        self._runner: web.AppRunner | None = None
        self._certificates: tls.Certificates | None = None
        self._next_ssrc = FIRST_SSRC
        self._noted: dict[str, int] = {}
        self._forgetting: dict[VoiceSession, asyncio.TimerHandle] = {}

    # -- lifetime

    async def __aenter__(self) -> Self:
        """Start the server; from now on VOICE_SERVER_UPDATE names this server."""
        self._certificates = await asyncio.to_thread(tls.issue, self._host)
        app = web.Application()
        app.router.add_get("/", self._gateway.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, 0, ssl_context=self._certificates.server).start()
        await self._media.open(local=(self._host, 0))
        self._states.endpoint = f"{self._host}:{self._runner.addresses[0][1]}"
        self._states.listeners.append(self)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Make all simulated users leave, and stop the server."""
        await asyncio.gather(*(person.leave() for person in list(self.people)))
        for connection in list(self._gateway.connections):
            connection.drop()
        for call in self.calls.values():
            call.encryption.close()
        for timer in self._forgetting.values():
            timer.cancel()
        self._states.listeners.remove(self)
        if self._runner is not None:
            await self._runner.cleanup()
        self._media.close_socket()

    # -- what tests use

    @property
    def counters(self) -> MediaCounters:
        """The counters of the forwarding unit."""
        return self._media.counters

    @property
    def authority(self) -> str:
        """The certificate authority's certificate as PEM, which clients must trust."""
        if self._certificates is None:
            raise SetupError("the voice server is not running")
        return self._certificates.authority

    def client_context(self) -> ssl.SSLContext:
        """Return a TLS context for clients that trusts only this server."""
        if self._certificates is None:
            raise SetupError("the voice server is not running")
        return self._certificates.client()

    def call(self, channel: Json) -> ServerCall:
        """Return the call in a channel."""
        if channel["id"] not in self.calls:
            raise SetupError(f"nobody is in {channel.get('name')}")
        return self.calls[channel["id"]]

    def session(self, channel: Json, user: Json) -> VoiceSession:
        """Return a user's session in a channel."""
        found = self.sessions.get((channel["guild_id"], user["id"]))
        if found is None or found.grant.channel_id != channel["id"]:
            raise SetupError(f"{user['username']} is not in {channel.get('name')}")
        return found

    def is_settled(self, channel: Json, people: int) -> bool:
        """Tell whether that many clients are in a call, and no change of the encryption is pending."""
        call = self.calls.get(channel["id"])
        return (len(call.joined_sessions()) if call is not None else 0) == people and (call is None or call.settled)

    async def wait_settled(self, channel: Json, people: int, timeout_s: float = 5.0) -> None:
        """Wait until that many clients are in a call, and no change of the encryption is pending."""
        await self._events.wait_for(
            lambda: self.is_settled(channel, people),
            timeout_s,
            lambda: f"the call has not settled with {people} clients: {self.calls.get(channel['id'])!r}",
        )

    def close(self, code: int, *, user: Json | None = None, reason: str = "") -> None:
        """Close all websockets, or one user's, with a code."""
        for connection in self._connections(user):
            connection.end(code, reason)

    def drop(self, *, user: Json | None = None) -> None:
        """Cut all websockets, or one user's, without a close frame."""
        for connection in self._connections(user):
            connection.drop()

    def ask_heartbeat(self) -> None:
        """Ask all clients for a heartbeat at once."""
        for connection in self._connections(None):
            connection.send_op(VoiceOpcode.HEARTBEAT, None)

    def release_transitions(self) -> None:
        """Send every op 22 that was held back."""
        self.faults.hold_execute = False
        for call in self.calls.values():
            call.encryption.release()

    def _connections(self, user: Json | None) -> list[VoiceConnection]:
        return [
            connection
            for connection in self._gateway.connections
            if user is None or (connection.session is not None and connection.session.grant.user_id == user["id"])
        ]

    def client(self, guild_id: str, user_id: str) -> VoiceClient | None:
        """Return the voice client of a simulated user, if there is one."""
        return next((p for p in self.people if (p.guild_id, p.user["id"]) == (guild_id, user_id)), None)

    # -- for the voice gateway

    def report(self, client: str | None, text: str) -> None:
        """Record what a client did wrong, with its name if it is known."""
        where = f"voice {client}" if client is not None else "voice"
        self._noted[where] = self._noted.get(where, 0) + 1
        if self._noted[where] <= MOST_PROBLEMS:
            self.problems.append((where, text))
        self.changed()

    def changed(self) -> None:
        """Let all waiters check their conditions again."""
        self._events.notify()

    def identify(self, wanted: payloads.Identify) -> VoiceSession | VoiceCloseCode:
        """Return a new session for a client, or the close code that refuses it."""
        grant = self._states.find_grant(wanted.server_id, wanted.user_id)
        if grant is None or grant.session_id != wanted.session_id:
            return VoiceCloseCode.SESSION_INVALID
        if grant.token != wanted.token:
            return VoiceCloseCode.AUTHENTICATION_FAILED
        channel = self._world.channels[grant.channel_id]
        encrypted = channel["type"] != ChannelType.STAGE
        if encrypted and self.dave_required and not wanted.max_dave:
            return VoiceCloseCode.DAVE_REQUIRED
        if (old := self.sessions.get((grant.guild_id, grant.user_id))) is not None:
            outlet = old.outlet
            self.end(old)
            if outlet is not None:
                outlet.end(VoiceCloseCode.SESSION_INVALID, "connected anew")
        name = self._world.users[grant.user_id]["username"]
        session = VoiceSession(grant, name, self._next_ssrc, wanted.max_dave, self._media.address)
        self._next_ssrc += 1
        self.sessions[grant.guild_id, grant.user_id] = session
        self._media.streams[session.ssrc] = session
        if grant.channel_id not in self.calls:
            self.calls[grant.channel_id] = ServerCall(
                int(grant.channel_id),
                encrypted=encrypted,
                faults=self.faults,
                report=self.report,
                rng=self._rng,
            )
        self.calls[grant.channel_id].enter(session)
        self.counters.identified += 1
        return session

    def call_of(self, session: VoiceSession) -> ServerCall | None:
        """Return the call of a session, `None` once the session has ended."""
        call = self.calls.get(session.grant.channel_id)
        return call if call is not None and call.sessions.get(session.user_id) is session else None

    def find(self, wanted: payloads.Resume) -> VoiceSession | None:
        """Return the session to resume, if it is still kept."""
        for session in self.sessions.values():
            grant = session.grant
            if (grant.guild_id, grant.session_id, grant.token) == (wanted.server_id, wanted.session_id, wanted.token):
                if (timer := self._forgetting.pop(session, None)) is not None:
                    timer.cancel()
                self.counters.resumed += 1
                return session
        return None

    def select(self, session: VoiceSession, mode: str) -> None:
        """Send the client a key and add it to the call."""
        call = self.call_of(session)
        if call is None:
            return
        session.mode, key = mode, os.urandom(KEY_BYTES)
        self._media.open_stream(session, mode, key)
        description: dict[str, Any] = {
            "mode": mode,
            "secret_key": list(key),
            "audio_codec": "opus",
            "video_codec": "H264",
            "media_session_id": os.urandom(16).hex(),
        }
        call.send_description(session, description)

    def lost(self, session: VoiceSession) -> None:
        """Keep a session that has lost its websocket until the resume window ends."""
        loop = asyncio.get_running_loop()
        self._forgetting[session] = loop.call_later(self.resume_window_s, self.end, session)

    def end(self, session: VoiceSession) -> None:
        """End a session for good."""
        if (timer := self._forgetting.pop(session, None)) is not None:
            timer.cancel()
        session.outlet = None
        self._media.end_stream(session)
        key = (session.grant.guild_id, session.grant.user_id)
        if self.sessions.get(key) is session:
            del self.sessions[key]
        call = self.call_of(session)
        if call is not None:
            call.leave(session)
            if not call.sessions and self.calls.get(session.grant.channel_id) is call:
                del self.calls[session.grant.channel_id]
        self.changed()

    # -- for the voice states and the forwarding unit

    def left(self, guild_id: str, user_id: str, *, moved: bool) -> None:
        """End the session of a user who has left a voice channel."""
        session = self.sessions.get((guild_id, user_id))
        if session is not None:
            outlet = session.outlet
            self.end(session)
            if outlet is not None:
                outlet.end(VoiceCloseCode.DISCONNECTED, "Disconnected.")
        for person in list(self.people):
            if (person.guild_id, person.user["id"]) == (guild_id, user_id):
                person.cut_off(moved=moved)

    def connected(self, guild_id: str, user_id: str) -> bool:
        """Tell whether a user has a session on this server."""
        return (guild_id, user_id) in self.sessions

    def may_speak(self, session: VoiceSession) -> bool:
        """Tell whether a client's sound is forwarded."""
        state = self._states.state(session.grant.guild_id, session.grant.user_id)
        return state is not None and not (state["mute"] or state["self_mute"] or state["suppress"])

    def may_hear(self, session: VoiceSession) -> bool:
        """Tell whether sound is forwarded to a client."""
        state = self._states.state(session.grant.guild_id, session.grant.user_id)
        return state is not None and not (state["deaf"] or state["self_deaf"])
