"""The stand-in as a whole: its server on the loopback, its world, and the users in it."""

from __future__ import annotations

import contextlib
import importlib.util
from typing import TYPE_CHECKING, Self

from aiohttp import web

from chatterbot.standin import forums
from chatterbot.standin.actions.builder import Builder
from chatterbot.standin.actions.interaction_responses import InteractionResponses
from chatterbot.standin.actions.interaction_view import View
from chatterbot.standin.actions.messages import Chat
from chatterbot.standin.backend import Backend
from chatterbot.standin.errors import SetupError
from chatterbot.standin.gateway.gateway import GatewayServer
from chatterbot.standin.options import StandInOptions
from chatterbot.standin.people.actor import Actor
from chatterbot.standin.protocol import LOCALES, ChannelFlag, ChannelType, Json
from chatterbot.standin.rest.exchange import ExchangeCheck
from chatterbot.standin.rest.ratelimits import RateLimits
from chatterbot.standin.rest.server import PREFIX, Rest
from chatterbot.standin.rules import Commands
from chatterbot.standin.voice.server import VoiceFaults, VoiceServer, VoiceStates
from chatterbot.standin.world import permissions
from chatterbot.standin.world.application import Application
from chatterbot.standin.world.cdn import Cdn
from chatterbot.standin.world.clock import Ids, WorldClock
from chatterbot.standin.world.dispatch import BoundedLog, Dispatcher
from chatterbot.standin.world.events import SUBSCRIPTION_LIMIT, EventSubscription, WorldEvents
from chatterbot.standin.world.faults import Faults
from chatterbot.standin.world.permissions import Permission
from chatterbot.standin.world.world import World

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Sequence

    from chatterbot.standin.actions.interactions import Interaction
    from chatterbot.standin.rest.exchange import Exchange

MAX_BODY = 128 * 1024 * 1024
"""Largest request the server reads, in bytes: ten files and their encoding."""
NO_VOICE_SERVER = "127.0.0.1:1"
"""Endpoint that is announced if there is no voice server: nothing listens there."""
VOICE_LIBRARIES = ("cryptography", "nacl")
"""Libraries of the voice server: certificates and signatures, and the second mode of transport encryption."""
WAIT_S = 5.0
"""Seconds a test waits for a condition, unless it sets another time."""
PEOPLE_LIBRARIES = ("av", "davey")
"""More libraries for users with sound: Opus, and their own end-to-end encryption."""


class StandIn:
    """A Discord on the loopback; an async context, which starts and stops its server.

    Parameters
    ----------
    options
        How it is set up.
    check
        Checks all REST traffic, for example against Discord's OpenAPI document; the errors it finds are in `problems`.
    clock
        The clock; a frozen one makes ids repeat.
    """

    def __init__(
        self,
        options: StandInOptions | None = None,
        *,
        check: ExchangeCheck | None = None,
        clock: WorldClock | None = None,
    ) -> None:
        options = options or StandInOptions()
        self.host = options.host
        self.port = options.port
        self.clock = clock or WorldClock()
        self.world = World(self.clock, Ids(self.clock, options.seed), options.name)
        self.application = Application(self.world, options.privileged_intents)
        self.faults = Faults(self.clock)
        self.events = WorldEvents()
        self.problems: BoundedLog[tuple[str, str]] = BoundedLog()
        """Errors found in the traffic: pairs of the place and the error."""
        dispatcher = Dispatcher(self.world)
        self.cdn = Cdn(self.world, self.faults, lambda: self.base)
        voice_faults = VoiceFaults()
        self.voice = VoiceStates(self.world, dispatcher, self.events, NO_VOICE_SERVER, voice_faults)
        self._with_voice = (
            options.voice if options.voice is not None else all(importlib.util.find_spec(n) for n in VOICE_LIBRARIES)
        )
        self.voice_server = VoiceServer(
            world=self.world,
            states=self.voice,
            events=self.events,
            problems=self.problems,
            faults=voice_faults,
            host=options.host,
            seed=options.seed,
        )
        self.gateway = GatewayServer(
            world=self.world,
            application=self.application,
            dispatcher=dispatcher,
            voice=self.voice,
            events=self.events,
            problems=self.problems,
        )
        chat = Chat(
            world=self.world,
            application=self.application,
            cdn=self.cdn,
            dispatcher=dispatcher,
            events=self.events,
            upload_limit=options.upload_limit,
        )
        self._view = View(self.cdn, self.events, self.transcript, options.ack_deadline, options.token_lifetime)
        responses = InteractionResponses(self.world, chat, self.events, self._view)
        self.backend = Backend(
            world=self.world,
            application=self.application,
            cdn=self.cdn,
            events=self.events,
            dispatcher=dispatcher,
            chat=chat,
            commands=Commands(self.world, self.events),
            builder=Builder(self.world, dispatcher, self.voice),
            voice=self.voice,
            voice_server=self.voice_server,
            gateway=self.gateway,
            view=self._view,
            responses=responses,
            problems=self.problems,
        )
        self.rest = Rest(
            self.backend,
            self.faults,
            strict=options.strict,
            request_limit=options.request_limit,
            limits=RateLimits(self.clock, usual=options.rate_limits),
        )
        self.check = check
        self.latency = options.latency
        self._runner: web.AppRunner | None = None
        self._exits = contextlib.AsyncExitStack()

    # -- lifetime

    async def __aenter__(self) -> Self:
        """Start the server."""
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
        """Cut all connections and stop the server."""
        await self._exits.aclose()
        self.gateway.drop()
        self.events.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _only_here(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse requests for other host names: a web page whose host name resolves to this address must get nothing."""
        if request.host not in {f"{name}:{self.port}" for name in (self.host, "localhost")}:
            return web.Response(status=421, text="421: Misdirected Request")
        return await handler(request)

    def keep(self, entries: int) -> None:
        """Keep at most ``entries`` entries in each log, for a stand-in that runs for days."""
        for log in (self.rest.exchanges, self.rest.unrouted, self.problems, self.gateway.received, self.gateway.sent):
            log.limit = entries

    # -- addresses and settings

    @property
    def base(self) -> str:
        """Address of the server; links to files begin with it."""
        return f"http://{self.host}:{self.port}"

    @property
    def rest_url(self) -> str:
        """Address of the REST API: besides `token` the only setting a bot needs."""
        return self.base + PREFIX

    @property
    def gateway_url(self) -> str:
        """Address of the gateway, which bots get over REST."""
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
        """Seconds by which every REST answer and every gateway frame is delayed."""
        return self.rest.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self.rest.latency = self.gateway.latency = seconds

    @property
    def ack_deadline(self) -> float:
        """Seconds a bot has for its first answer to an interaction."""
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
        """The checker of REST traffic."""
        return self.rest.check

    @check.setter
    def check(self, check: ExchangeCheck | None) -> None:
        self.rest.check = check

    @property
    def has_sound(self) -> bool:
        """Whether users can join voice channels with sound; otherwise only with ``sound=False``."""
        return self._with_voice and all(importlib.util.find_spec(name) for name in PEOPLE_LIBRARIES)

    @property
    def voice_ssl_context(self) -> ssl.SSLContext:
        """A TLS context for clients that trusts only the voice server."""
        return self.voice_server.client_context()

    @property
    def voice_ca(self) -> str:
        """The voice server's certificate authority as PEM, for clients that need it in a file."""
        return self.voice_server.authority

    # -- the world

    def guild(
        self, name: str = "Town", *, owner: Actor | None = None, bot_permissions: Permission = permissions.NONE
    ) -> Json:
        """Make a guild with the bot in it; ``bot_permissions`` are the permissions of the bot's own role."""
        return self.backend.builder.guild(name, owner.data if owner else self.world.owner, bot_permissions)

    def channel(self, guild: Json, name: str = "general", kind: int = ChannelType.TEXT, *, user_limit: int = 0) -> Json:
        """Make a channel in a guild; ``user_limit`` is the most users in a voice channel, 0 for no limit."""
        channel = self.backend.builder.channel(guild, name, kind)
        if user_limit:
            channel["user_limit"] = user_limit
        return channel

    def forum(self, guild: Json, name: str = "help", tags: Sequence[str] = (), *, require_tag: bool = False) -> Json:
        """Make a forum with tags of these names; ``require_tag``: each post needs one."""
        channel = self.world.add_channel(guild, name, ChannelType.FORUM)
        channel["available_tags"] = forums.make_tags(self.world, channel, [{"name": tag} for tag in tags])
        channel["flags"] = int(ChannelFlag.REQUIRE_TAG) if require_tag else 0
        self.backend.dispatcher.dispatch("CHANNEL_CREATE", channel, guild["id"])
        return channel

    def dm(self, user: Json | Actor) -> Json:
        """Return the direct message channel of a user and the bot; make it if necessary."""
        return self.world.dm(user.data if isinstance(user, Actor) else user)

    def user(self, name: str, channel: Json, *, locale: str | None = None) -> Actor:
        """Return a user who acts in a channel; make the user, and let them join the channel's guild, if necessary.

        The locale of the user's client stays until it is set again; at first it is ``en-US``.
        """
        data = self.world.user_named(name) or self.world.add_user(name)
        if locale is not None:
            if locale not in LOCALES:
                message = f"Discord has no language {locale!r}"
                raise SetupError(message)
            self.world.locales[data["id"]] = locale
        return Actor(self.backend, data, channel, self.world.locales.get(data["id"], "en-US")).at(channel)

    def owner(self, guild_channel: Json) -> Actor:
        """Return the guild's owner as an actor in one of its channels."""
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
        """Make a role; `Actor.give` adds it to a user."""
        return self.backend.builder.role(guild["id"], name, allowed, mentionable=mentionable)

    def overwrite(
        self,
        channel: Json,
        target: Json | Actor,
        *,
        allow: Permission = permissions.NONE,
        deny: Permission = permissions.NONE,
    ) -> None:
        """Set which permissions one channel allows or denies to a role, a user, or (with a guild as target) everyone."""
        self.backend.builder.overwrite(channel, target.data if isinstance(target, Actor) else target, allow, deny)

    def permit_bot(self, guild: Json, allowed: Permission) -> None:
        """Set the permissions of the bot's own role."""
        role = next(role for role in guild["roles"] if role.get("tags", {}).get("bot_id") == self.app_id)
        self.backend.builder.change_role(guild["id"], role, allowed)

    def permit_everyone(self, guild: Json, allowed: Permission) -> None:
        """Set the permissions of ``@everyone``."""
        self.backend.builder.change_role(guild["id"], guild["roles"][0], allowed)

    # -- what has happened

    @property
    def app_id(self) -> str:
        """Id of the application, which is also the id of the bot's user."""
        return self.world.app_id

    def messages(self, channel: Json) -> list[Json]:
        """Return a channel's messages, oldest first; ephemeral ones are in `Actor.messages`."""
        return list(self.world.messages[channel["id"]].values())

    @property
    def commands(self) -> list[Json]:
        """The registered global commands."""
        return self.backend.commands.all()

    def guild_commands(self, guild: Json) -> list[Json]:
        """Return the commands registered for one guild."""
        return self.backend.commands.all(guild["id"])

    @property
    def interactions(self) -> list[Interaction]:
        """All interactions, oldest first."""
        return self.backend.responses.all()

    @property
    def exchanges(self) -> list[Exchange]:
        """All REST requests with their answers, oldest first."""
        return self.rest.exchanges

    @property
    def unrouted(self) -> list[tuple[str, str]]:
        """Method and path of REST requests for which there is no route; they got 404."""
        return self.rest.unrouted

    def transcript(self, last: int = 10) -> str:
        """Return a text with the latest REST requests, one per line."""
        return self.rest.transcript(last)

    def subscribe(self, limit: int = SUBSCRIPTION_LIMIT) -> EventSubscription:
        """Return a subscription to the world's events: a context, read with ``async for``."""
        return self.events.subscribe(limit)

    async def wait_message(
        self,
        channel: Json,
        predicate: Callable[[Json], object] = lambda _: True,
        timeout_s: float = WAIT_S,
        *,
        by_bot: bool = True,
        after: Json | None = None,
    ) -> Json:
        """Wait for a message in a channel; return the newest that fits, which may have been there before.

        Parameters
        ----------
        after
            Only messages after this one fit.
        """
        least = int(after["id"]) if after is not None else 0

        def find() -> list[Json]:
            return [
                message
                for message in self.messages(channel)
                if int(message["id"]) > least
                and (not by_bot or message["author"]["id"] == self.app_id)
                and predicate(message)
            ]

        def words() -> str:
            written = [(m["author"]["username"], m["content"]) for m in self.messages(channel)[-5:]]
            return f"no such message within {timeout_s} s; latest: {written}; traffic:\n{self.transcript()}"

        return (await self.events.wait_for(find, timeout_s, words))[-1]

    async def wait_reply(self, message: Json, timeout_s: float = WAIT_S) -> Json:
        """Wait for the bot's reply to a message and return it."""

        def answers(candidate: Json) -> bool:
            return candidate.get("message_reference", {}).get("message_id") == message["id"]

        return await self.wait_message(self.world.channels[message["channel_id"]], answers, timeout_s)

    async def wait_until(self, predicate: Callable[[], object], timeout_s: float = WAIT_S) -> None:
        """Wait until a condition is true; it is checked after every event and every REST request."""
        await self.events.wait_for(
            predicate, timeout_s, lambda: f"the condition is not true after {timeout_s} s:\n{self.transcript()}"
        )

    async def wait_ready(self, timeout_s: float = 10.0) -> None:
        """Wait until a client is connected to the gateway."""
        await self.gateway.wait_ready(timeout_s)
