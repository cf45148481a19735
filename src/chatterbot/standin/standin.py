"""The stand-in as a whole: one server on the loopback, the world behind it, the people in it."""

from __future__ import annotations

import contextlib
import importlib.util
from typing import TYPE_CHECKING, Self

from aiohttp import web

from chatterbot.standin.actions.builder import Builder
from chatterbot.standin.actions.interaction_responses import InteractionResponses
from chatterbot.standin.actions.interaction_view import ACKNOWLEDGE_S, TOKEN_S, View
from chatterbot.standin.actions.messages import Chat
from chatterbot.standin.backend import Backend
from chatterbot.standin.errors import SetupError
from chatterbot.standin.gateway.gateway import GatewayServer
from chatterbot.standin.people.actor import Actor
from chatterbot.standin.protocol import LOCALES, ChannelType, Intent, Json
from chatterbot.standin.rest.exchange import ExchangeCheck
from chatterbot.standin.rest.server import PREFIX, Rest
from chatterbot.standin.rules.commands import Commands
from chatterbot.standin.voice.server import VoiceFaults, VoiceServer, VoiceStates
from chatterbot.standin.watched import WatchedStandIn
from chatterbot.standin.world import permissions
from chatterbot.standin.world.application import Application
from chatterbot.standin.world.cdn import Cdn
from chatterbot.standin.world.clock import Ids, WorldClock
from chatterbot.standin.world.dispatch import BoundedLog, Dispatcher
from chatterbot.standin.world.events import WorldEvents
from chatterbot.standin.world.faults import Faults
from chatterbot.standin.world.permissions import Permission
from chatterbot.standin.world.world import World

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Largest file without a subscription, in bytes: 10 MiB since January 2025."""
MAX_BODY = 128 * 1024 * 1024
"""Largest request the server reads, in bytes: ten files and their wrapping."""
NO_VOICE_SERVER = "127.0.0.1:1"
"""Voice endpoint nobody answers at."""
VOICE_LIBRARIES = ("cryptography", "nacl")
"""What the voice server needs: certificates and signatures, and the second mode of transport encryption."""


PEOPLE_LIBRARIES = ("av", "davey")
"""What people with sound need besides: Opus, and an end-to-end encryption of their own."""


class StandIn(WatchedStandIn):
    """A Discord on the loopback.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes a free one.
    name
        The bot's name.
    latency
        Seconds by which every REST answer and every gateway frame is late.
    ack_deadline
        Seconds a bot has for the first answer to an interaction.
    token_lifetime
        Seconds an interaction's token works.
    upload_limit
        Largest file, in bytes, for users and the bot.
    privileged_intents
        Privileged intents switched on for the application. The default allows reading message content.
    voice
        Whether there is a voice server; by default where its libraries are installed (extra ``voice``).
    check
        Judges all REST traffic, by Discord's API description for instance; what it finds is in `problems`.
    strict
        Whether a request the checker refuses is answered with 400, as on Discord.
    clock
        Time; a frozen one makes identities repeat.
    seed
        Seed of tokens and signatures.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        name: str = "standin-bot",
        latency: float = 0.0,
        ack_deadline: float = ACKNOWLEDGE_S,
        token_lifetime: float = TOKEN_S,
        upload_limit: int = UPLOAD_LIMIT,
        privileged_intents: Intent = Intent.MESSAGE_CONTENT,
        voice: bool | None = None,
        check: ExchangeCheck | None = None,
        strict: bool = True,
        clock: WorldClock | None = None,
        seed: str = "stand-in",
    ) -> None:
        self.host = host
        self.port = port
        self.clock = clock or WorldClock()
        self.world = World(self.clock, Ids(self.clock, seed), name)
        self.application = Application(self.world, privileged_intents)
        self.faults = Faults(self.clock)
        self.changes = WorldEvents()
        self.problems: BoundedLog[tuple[str, str]] = BoundedLog()
        """What is wrong with the traffic: where, and what."""
        dispatcher = Dispatcher(self.world)
        self.cdn = Cdn(self.world, self.faults, lambda: self.base)
        voice_faults = VoiceFaults()
        self.voice = VoiceStates(self.world, dispatcher, self.changes, NO_VOICE_SERVER, voice_faults)
        self._with_voice = voice if voice is not None else all(importlib.util.find_spec(n) for n in VOICE_LIBRARIES)
        self.voice_server = VoiceServer(
            world=self.world,
            states=self.voice,
            changes=self.changes,
            problems=self.problems,
            faults=voice_faults,
            host=host,
            seed=seed,
        )
        self.gateway = GatewayServer(
            world=self.world,
            application=self.application,
            dispatcher=dispatcher,
            voice=self.voice,
            changes=self.changes,
            problems=self.problems,
        )
        chat = Chat(
            world=self.world,
            application=self.application,
            cdn=self.cdn,
            dispatcher=dispatcher,
            changes=self.changes,
            upload_limit=upload_limit,
        )
        self._view = View(self.cdn, self.changes, self.transcript, ack_deadline, token_lifetime)
        answers = InteractionResponses(self.world, chat, self.changes, self._view)
        self.backend = Backend(
            world=self.world,
            application=self.application,
            cdn=self.cdn,
            changes=self.changes,
            dispatcher=dispatcher,
            chat=chat,
            commands=Commands(self.world, self.changes),
            builder=Builder(self.world, dispatcher, self.voice),
            voice=self.voice,
            voice_server=self.voice_server,
            gateway=self.gateway,
            view=self._view,
            answers=answers,
            problems=self.problems,
        )
        self.rest = Rest(self.backend, self.faults, strict=strict)
        self.check = check
        self.latency = latency
        self._runner: web.AppRunner | None = None
        self._exits = contextlib.AsyncExitStack()

    # -- lifetime

    async def __aenter__(self) -> Self:
        """Start to listen."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._only_here])
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{folder}/{{channel}}/{{id}}/{{name}}", self.cdn.handle)
        app.router.add_route("*", PREFIX + "/{tail:.*}", self.rest.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://{self.host}:{self.port}/gateway"
        if self._with_voice:
            await self._exits.enter_async_context(self.voice_server)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Cut all connections and stop."""
        await self._exits.aclose()
        self.gateway.drop()
        self.changes.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _only_here(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer under our own address only: a page whose name was made to lead here gets nothing, not even a file."""
        if request.host not in {f"{name}:{self.port}" for name in (self.host, "localhost")}:
            return web.Response(status=421, text="421: Misdirected Request")
        return await handler(request)

    def keep(self, entries: int) -> None:
        """Keep fewer entries of every log than usual: for a stand-in that runs for days."""
        for log in (self.rest.calls, self.rest.unrouted, self.problems, self.gateway.received, self.gateway.sent):
            log.limit = entries

    # -- addresses and settings

    @property
    def base(self) -> str:
        """Address of the server, where files are, too."""
        return f"http://{self.host}:{self.port}"

    @property
    def rest_url(self) -> str:
        """Address of the REST API: all a bot has to be told, besides `token`."""
        return self.base + PREFIX

    @property
    def gateway_url(self) -> str:
        """Address of the gateway; bots learn it over REST."""
        return self.gateway.url

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.application.token

    @property
    def bot(self) -> Json:
        """The bot's user."""
        return self.world.bot

    @property
    def latency(self) -> float:
        """Seconds by which every answer and every event is late."""
        return self.rest.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self.rest.latency = self.gateway.latency = seconds

    @property
    def ack_deadline(self) -> float:
        """Seconds a bot has for its first answer."""
        return self._view.acknowledge_s

    @ack_deadline.setter
    def ack_deadline(self, seconds: float) -> None:
        self._view.acknowledge_s = seconds

    @property
    def upload_limit(self) -> int:
        """Largest file, in bytes, for users and the bot."""
        return self.backend.chat.upload_limit

    @upload_limit.setter
    def upload_limit(self, size: int) -> None:
        self.backend.chat.upload_limit = size

    @property
    def check(self) -> ExchangeCheck | None:
        """Judge of the traffic."""
        return self.rest.check

    @check.setter
    def check(self, check: ExchangeCheck | None) -> None:
        self.rest.check = check

    @property
    def has_sound(self) -> bool:
        """Whether people can join voice channels with microphone and ear; else with ``sound=False`` only."""
        return self._with_voice and all(importlib.util.find_spec(name) for name in PEOPLE_LIBRARIES)

    @property
    def voice_ssl_context(self) -> ssl.SSLContext:
        """A TLS context for clients that trusts the voice server, and nothing else."""
        return self.voice_server.client_context()

    @property
    def voice_ca(self) -> str:
        """The certificate authority of the voice server, PEM: for clients that want it in a file."""
        return self.voice_server.authority

    # -- the world

    def guild(
        self, name: str = "Town", *, owner: Actor | None = None, bot_permissions: Permission = permissions.NONE
    ) -> Json:
        """Make a guild with the bot in it; ``bot_permissions`` are those of the bot's own role."""
        return self.backend.builder.guild(name, owner.data if owner else self.world.owner, bot_permissions)

    def channel(self, guild: Json, name: str = "general", kind: int = ChannelType.TEXT, *, user_limit: int = 0) -> Json:
        """Make a channel in a guild; a voice channel may have a limit of people."""
        channel = self.backend.builder.channel(guild, name, kind)
        if user_limit:
            channel["user_limit"] = user_limit
        return channel

    def dm(self, user: Json | Actor) -> Json:
        """Find or make the direct message channel of a user and the bot."""
        return self.world.dm(user.data if isinstance(user, Actor) else user)

    def user(self, name: str, channel: Json, *, locale: str | None = None) -> Actor:
        """Find or make a user, who joins the channel's guild and acts in that channel.

        The language of the user's client is kept; at first it is ``en-US``.
        """
        data = self.world.user_named(name) or self.world.add_user(name)
        if locale is not None:
            if locale not in LOCALES:
                message = f"Discord has no language {locale!r}"
                raise SetupError(message)
            self.world.locales[data["id"]] = locale
        return Actor(self.backend, data, channel, self.world.locales.get(data["id"], "en-US")).at(channel)

    def owner(self, guild_channel: Json) -> Actor:
        """Give the guild's owner, acting in one of its channels."""
        guild = self.world.guild_of(guild_channel)
        if guild is None:
            message = "direct messages have no owner"
            raise SetupError(message)
        owner = self.world.users[guild["owner_id"]]
        return self.user(owner["username"], guild_channel)

    def role(
        self,
        guild: Json,
        name: str = "role",
        allowed: Permission = permissions.NONE,
        *,
        mentionable: bool = False,
    ) -> Json:
        """Make a role; give it to an actor with `Actor.give`."""
        return self.backend.builder.role(guild["id"], name, allowed, mentionable=mentionable)

    def overwrite(
        self,
        channel: Json,
        target: Json | Actor,
        *,
        allow: Permission = permissions.NONE,
        deny: Permission = permissions.NONE,
    ) -> None:
        """Allow or deny something in one channel to a role, a user, or (with a guild) to everyone there."""
        self.backend.builder.overwrite(channel, target.data if isinstance(target, Actor) else target, allow, deny)

    def permit_bot(self, guild: Json, allowed: Permission) -> None:
        """Set the permissions of the bot's own role."""
        role = next(role for role in guild["roles"] if role.get("tags", {}).get("bot_id") == self.app_id)
        self.backend.builder.change_role(guild["id"], role, allowed)

    def permit_everyone(self, guild: Json, allowed: Permission) -> None:
        """Set the permissions of ``@everyone``."""
        self.backend.builder.change_role(guild["id"], guild["roles"][0], allowed)
