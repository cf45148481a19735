"""The public entry: hikari's `VoiceConnection`, connected to the driver by a `Place`. No other module of this package uses hikari."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final, Self

import hikari
from hikari import snowflakes
from hikari.api import voice as voice_api

from chatterbot import aio, audio, errors
from chatterbot.voice import broadcast, counters, driver, events, place, playback
from chatterbot.voice.options import VoiceOptions

__all__ = ("DiscordVoiceConnection",)

LEAVE_S: Final = 5.0
"""Seconds for the main gateway to accept the message that the bot leaves."""
_LOGGER: Final = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class _HikariParent:
    """The parts of hikari that a connection belongs to.

    Parameters
    ----------
    bot
        The application.
    owner
        The component that made the connection.
    on_close
        Called when the connection has ended, so that hikari forgets it.
    shard_id
        The shard of the guild.
    """

    bot: hikari.GatewayBotAware
    owner: voice_api.VoiceComponent
    on_close: Callable[[DiscordVoiceConnection], Awaitable[None]]
    shard_id: int


class DiscordVoiceConnection(voice_api.VoiceConnection):
    """A bot in a voice channel: it receives each speaker, speaks, and stays connected.

    Made by hikari::

        connection = await bot.voice.connect_to(guild, channel, DiscordVoiceConnection, options=VoiceOptions(), listens_to=consented)

    ``options``, ``ssl`` (a context with the authority of the server, for a loopback endpoint), ``listens_to``, ``deafened`` (hikari keeps
    its own ``deaf`` to itself) and ``bot`` (to use another application than the component's own) are the keyword arguments of this class;
    ``timeout`` is hikari's, for the two dispatches.

    Use `connect`, which also translates hikari's errors.
    """

    def __init__(
        self,
        info: place.ConnectionInfo,
        parent: _HikariParent,
        *,
        options: VoiceOptions,
        tls: ssl.SSLContext | None,
        deaf: bool = False,
    ) -> None:
        self._bot = parent.bot
        self._deaf = deaf
        self._parent = parent
        self._options = options
        self._driver = driver.Driver(info, options, self._rejoin, tls)
        self._task: asyncio.Task[None] | None = None
        self._listening = False
        self._registered = False
        self._latest: hikari.VoiceEvent | None = None

    # Joining and leaving.

    @classmethod
    async def connect(
        cls,
        bot: hikari.GatewayBotAware,
        guild_id: int,
        channel_id: int,
        *,
        options: VoiceOptions | None = None,
        tls: ssl.SSLContext | None = None,
        listens_to: Callable[[int], bool] | None = None,
        deaf: bool = False,
    ) -> Self:
        """Join a channel and return as soon as sound can be sent and received.

        Parameters
        ----------
        bot
            The application.
        guild_id, channel_id
            The voice channel.
        options
            Time limits and formats; `None`: the defaults.
        tls
            For the websocket, for a loopback endpoint; `None`: the system's certificates.
        listens_to
            See the property of that name.
        deaf
            Whether to receive no sound, and to be shown as deafened: Discord then sends no sound at all.

        Raises
        ------
        HandshakeTimeoutError
            If Discord does not answer; at the stage ``voice state`` this means that the channel is full, or that the bot may not join it.
        VoiceError
            If the connection cannot be made, or the guild already has one.
        """
        options = options or VoiceOptions()
        timeout = max(1, round(options.answer_timeout_s))
        try:
            return await bot.voice.connect_to(
                guild_id,
                channel_id,
                cls,
                deaf=deaf,
                deafened=deaf,
                timeout=timeout,
                options=options,
                ssl=tls,
                listens_to=listens_to,
                bot=bot,
            )
        except hikari.VoiceError as error:
            if isinstance(error.__cause__, TimeoutError):
                with contextlib.suppress(hikari.HikariError, TimeoutError):
                    await _leave(bot, guild_id)
                raise errors.HandshakeTimeoutError("voice state", timeout) from error
            raise errors.VoiceError(str(error)) from error
        except (hikari.HikariError, AssertionError) as error:  # hikari asserts that the first server is named
            raise errors.VoiceError(f"hikari could not join: {error!r}") from error

    @classmethod
    async def initialize(  # noqa: PLR0917 - hikari's signature
        cls,
        channel_id: snowflakes.Snowflake,
        endpoint: str,
        guild_id: snowflakes.Snowflake,
        on_close: Callable[[Self], Awaitable[None]],
        owner: voice_api.VoiceComponent,
        session_id: str,
        shard_id: int,
        token: str,
        user_id: snowflakes.Snowflake,
        **kwargs: Any,
    ) -> Self:
        """Make a connection (called by hikari); the keyword arguments are those described at the class.

        Raises
        ------
        HandshakeTimeoutError
            If the connection is not established within `VoiceOptions.connect_timeout_s`.
        VoiceError
            If Discord refused it.
        """
        options: VoiceOptions = kwargs.get("options") or VoiceOptions()
        bot: hikari.GatewayBotAware = kwargs.get("bot") or owner._app  # type: ignore[attr-defined]  # noqa: SLF001 - hikari has no public name for the application
        info = place.ConnectionInfo(int(guild_id), int(channel_id), int(user_id), session_id, token, endpoint)
        parent = _HikariParent(bot, owner, on_close, shard_id)  # type: ignore[arg-type] - hikari calls it with this object only
        self = cls(
            info,
            parent,
            options=options,
            tls=kwargs.get("ssl"),
            deaf=bool(kwargs.get("deafened")),
        )
        if kwargs.get("listens_to") is not None:
            self.listens_to = kwargs["listens_to"]
        await self._open()
        return self

    async def _open(self) -> None:
        # hikari passes events to a connection only after this method; a move before that must not be missed.
        self._subscribe()
        self._task = asyncio.create_task(self._run(), name=f"voice:{self.guild_id}")
        try:
            async with asyncio.timeout(self._options.connect_timeout_s):
                await self._driver.settled.wait()
        except BaseException as error:
            await self._stop()
            if isinstance(error, TimeoutError):
                raise errors.HandshakeTimeoutError("connect", self._options.connect_timeout_s) from None
            raise
        if self._driver.state is driver.DriverState.CLOSED:
            await self._stop()
            raise self._driver.reason or errors.VoiceError("the voice connection ended at once")
        self._registered = True

    async def disconnect(self) -> None:
        """Leave the channel; return when all tasks of the connection have ended."""
        await self._stop()

    async def join(self) -> None:
        """Wait for the end of the connection, whatever its cause."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        """Run the connection's main task; all others are in its task group."""
        try:
            await self._driver.run()
        except Exception:
            _LOGGER.exception("guild %s: the voice connection ended because of a bug", self.guild_id)
        finally:
            self._unsubscribe()
            if self._registered:
                self._registered = False
                # Shielded from cancellation, or hikari would keep this connection for ever.
                await aio.shielded(self._unregister())

    async def _unregister(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_S):
                await self._parent.on_close(self)
        except (hikari.HikariError, TimeoutError) as error:
            _LOGGER.info(
                "guild %s: Discord could not be told that the bot leaves the voice channel: %r", self.guild_id, error
            )

    async def _rejoin(self, channel_id: int) -> None:
        """Leave and join again, so that Discord sends a new session."""
        try:
            await _leave(self._bot, self.guild_id)
            shard = self._bot.shards[self._parent.shard_id]
            await shard.update_voice_state(self.guild_id, channel_id, self_deaf=self._deaf, self_mute=False)
        except (hikari.HikariError, KeyError, TimeoutError) as error:
            raise errors.VoiceError(f"the main gateway cannot be reached: {error!r}") from error

    async def deafen(self, *, deaf: bool) -> None:
        """Deafen or undeafen the bot; without effect if it is so already. Discord sends no sound to a deafened bot, and shows it as such.

        Raises
        ------
        VoiceError
            If the main gateway cannot be reached; the change is then made the next time the channel is joined.
        """
        if deaf == self._deaf:
            return
        self._deaf = deaf
        try:
            shard = self._bot.shards[self._parent.shard_id]
            async with asyncio.timeout(LEAVE_S):
                await shard.update_voice_state(self.guild_id, self.channel_id, self_deaf=deaf, self_mute=False)
        except (hikari.HikariError, KeyError, TimeoutError) as error:
            raise errors.VoiceError(f"the main gateway cannot be reached: {error!r}") from error

    # The main gateway's events.

    async def notify(self, event: hikari.VoiceEvent) -> None:
        """Take one of the guild's voice events (called by hikari)."""
        self._unsubscribe()
        self._apply(event)

    def _apply(self, event: hikari.VoiceEvent) -> None:
        if event.guild_id != self.guild_id or event is self._latest:
            return  # the first event after `_open` comes twice, from our listener and from hikari; a leave must not count twice
        self._latest = event
        if isinstance(event, hikari.VoiceServerUpdateEvent):
            self._driver.place.on_voice_server(event.endpoint, event.token)
        elif isinstance(event, hikari.VoiceStateUpdateEvent) and event.state.user_id == self._driver.info.user_id:
            channel_id = event.state.channel_id
            self._driver.place.on_voice_state(None if channel_id is None else int(channel_id), event.state.session_id)

    def _subscribe(self) -> None:
        self._bot.event_manager.subscribe(hikari.VoiceEvent, self._on_event)
        self._listening = True

    def _unsubscribe(self) -> None:
        if self._listening:
            self._listening = False
            self._bot.event_manager.unsubscribe(hikari.VoiceEvent, self._on_event)

    async def _on_event(self, event: hikari.VoiceEvent) -> None:
        self._apply(event)

    # Sound.

    def receive(self) -> broadcast.Subscription[events.SpeakerFrame]:
        """Subscribe to the sound from now on: frames of 20 ms of every speaker that `listens_to` allows.

        Returns
        -------
        Subscription
            An asynchronous iterator, which ends with the connection. Close it to unsubscribe. If the consumer is too slow, the oldest
            frames are dropped and counted.
        """
        return self._driver.receiver.frames.subscribe()

    def events(self) -> broadcast.Subscription[events.VoiceEvent]:
        """Subscribe to the events of the channel from now on; returns an asynchronous iterator, as `receive`."""
        return self._driver.events.subscribe()

    def play(self, frames: AsyncIterator[audio.AudioFrame]) -> playback.Playback:
        """Play sound, after all playbacks that were started before.

        Parameters
        ----------
        frames
            Sound of any rate, in frames of any length; it is read half a second ahead.

        Raises
        ------
        VoiceError
            If the connection is closed.
        """
        return self._driver.sender.play(frames)

    @property
    def listens_to(self) -> Callable[[int], bool]:
        """The function that tells whether the sound of a user id may be decrypted and decoded; called for each packet.

        By default everybody's may.
        """
        return self._driver.receiver.listens_to

    @listens_to.setter
    def listens_to(self, allowed: Callable[[int], bool]) -> None:
        self._driver.receiver.listens_to = allowed

    # The state of the connection.

    @property
    def privacy_code(self) -> str | None:
        """30 digits that are the same for everybody in the call; `None` while sound is not end-to-end encrypted."""
        return self._driver.privacy_code

    @property
    def counters(self) -> counters.VoiceCounters:
        """The counters since the connection was made."""
        return self._driver.counters

    @property
    def latency_s(self) -> float | None:
        """Seconds between the last heartbeat and its answer; `None` before the first."""
        return self._driver.latency_s

    @property
    def state(self) -> driver.DriverState:
        """Whether it is connecting, connected, reconnecting or closed."""
        return self._driver.state

    @property
    def reason(self) -> errors.VoiceError | None:
        """Why the connection ended by itself; `None` otherwise."""
        return self._driver.reason

    @property
    def channel_id(self) -> snowflakes.Snowflake:
        """The channel that the bot is in, or was in last."""
        return snowflakes.Snowflake(self._driver.place.channel_id or self._driver.info.channel_id)

    @property
    def guild_id(self) -> snowflakes.Snowflake:
        """The guild of the channel."""
        return snowflakes.Snowflake(self._driver.info.guild_id)

    @property
    def is_alive(self) -> bool:
        """Whether the connection is not closed."""
        return self._driver.state is not driver.DriverState.CLOSED

    @property
    def shard_id(self) -> int:
        """The shard of the guild."""
        return self._parent.shard_id

    @property
    def owner(self) -> voice_api.VoiceComponent:
        """Hikari's component that made this connection."""
        return self._parent.owner


async def _leave(bot: hikari.GatewayBotAware, guild_id: int) -> None:
    shard = bot.shards[snowflakes.calculate_shard_id(bot, guild_id)]
    async with asyncio.timeout(LEAVE_S):
        await shard.update_voice_state(guild_id, None)
