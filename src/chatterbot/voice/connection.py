"""The door: hikari's `VoiceConnection`, joined to the driver by a `Place`. The only module of this package that knows hikari."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final, Self

import hikari
from hikari import snowflakes
from hikari.api import voice as voice_api

from chatterbot import audio, errors
from chatterbot.voice import broadcast, counters, driver, events, place, playback
from chatterbot.voice.options import VoiceOptions

__all__ = ("DiscordVoiceConnection",)

LEAVE_S: Final = 5.0
"""Seconds for the main gateway to take the message that we leave."""
_LOGGER: Final = logging.getLogger(__name__)


class DiscordVoiceConnection(voice_api.VoiceConnection):
    """A bot in a voice channel: hears each speaker, speaks, and stays connected.

    Made by hikari::

        connection = await bot.voice.connect_to(guild, channel, DiscordVoiceConnection, options=VoiceOptions(), listens_to=consented)

    ``options``, ``ssl`` (a context with the authority of the server, for a loopback endpoint), ``listens_to``, ``deafened`` (hikari keeps
    its own ``deaf`` to itself) and ``bot`` (where the component's own application shall not be used) are this class' keyword arguments;
    ``timeout`` is hikari's, for the two dispatches.

    Use `connect`, which also translates hikari's errors.
    """

    def __init__(
        self,
        info: place.ConnectionInfo,
        *,
        bot: hikari.GatewayBotAware,
        on_close: Callable[[DiscordVoiceConnection], Awaitable[None]],
        owner: voice_api.VoiceComponent,
        shard_id: int,
        options: VoiceOptions,
        tls: ssl.SSLContext | None,
        deaf: bool = False,
    ) -> None:
        self._bot = bot
        self._deaf = deaf
        self._on_close = on_close
        self._owner = owner
        self._shard_id = shard_id
        self._options = options
        self._driver = driver.Driver(info, options, self._rejoin, tls)
        self._task: asyncio.Task[None] | None = None
        self._listening = False
        self._registered = False
        self._latest: hikari.VoiceEvent | None = None

    # Getting in and out.

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
        """Join a channel and return once sound can pass.

        Parameters
        ----------
        deaf
            Whether to hear nothing, and to be shown so: Discord then sends no sound at all.

        Raises
        ------
        HandshakeTimeoutError
            If Discord does not answer; at the stage ``voice state`` the channel is full, or closed to the bot.
        VoiceError
            If the connection cannot be made, or there is one in this guild already.
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
        """Connect (hikari calls this); keyword arguments as the class describes them.

        Raises
        ------
        HandshakeTimeoutError
            If no connection stands within `VoiceOptions.connect_timeout_s`.
        VoiceError
            If it was refused.
        """
        options: VoiceOptions = kwargs.get("options") or VoiceOptions()
        bot: hikari.GatewayBotAware = kwargs.get("bot") or owner._app  # type: ignore[attr-defined]  # noqa: SLF001 - hikari hands the application over by no public name
        info = place.ConnectionInfo(int(guild_id), int(channel_id), int(user_id), session_id, token, endpoint)
        self = cls(
            info,
            bot=bot,
            on_close=on_close,  # type: ignore[arg-type]
            owner=owner,
            shard_id=shard_id,
            options=options,
            tls=kwargs.get("ssl"),
            deaf=bool(kwargs.get("deafened")),
        )
        if kwargs.get("listens_to") is not None:
            self.listens_to = kwargs["listens_to"]
        await self._open()
        return self

    async def _open(self) -> None:
        # hikari tells a connection of events only after this method; a move meanwhile must not be missed.
        self._listen()
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
        """Leave the channel; returns when nothing of the connection is left."""
        await self._stop()

    async def join(self) -> None:
        """Wait for the end of the connection, whoever ends it."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        """The connection's one task; all others are below it."""
        try:
            await self._driver.run()
        except Exception:
            _LOGGER.exception("the voice connection of guild %s failed", self.guild_id)
        finally:
            self._unlisten()
            if self._registered:
                self._registered = False
                # In a task that a cancellation does not reach, or hikari would believe in this connection for ever.
                await _finish(self._unregister())

    async def _unregister(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_S):
                await self._on_close(self)
        except (hikari.HikariError, TimeoutError) as error:
            _LOGGER.info("guild %s was not told that the bot leaves: %r", self.guild_id, error)

    async def _rejoin(self, channel_id: int) -> None:
        """Leave and join again: Discord names a fresh session to whoever joins."""
        try:
            await _leave(self._bot, self.guild_id)
            shard = self._bot.shards[self._shard_id]
            await shard.update_voice_state(self.guild_id, channel_id, self_deaf=self._deaf, self_mute=False)
        except (hikari.HikariError, KeyError, TimeoutError) as error:
            raise errors.VoiceError(f"the main gateway is out of reach: {error!r}") from error

    async def deafen(self, *, deaf: bool) -> None:
        """Hear nothing any more, and be shown so; or hear again. Without effect where it is so already.

        Raises
        ------
        VoiceError
            If the main gateway is out of reach; it is so from the next time the channel is joined on.
        """
        if deaf == self._deaf:
            return
        self._deaf = deaf
        try:
            shard = self._bot.shards[self._shard_id]
            async with asyncio.timeout(LEAVE_S):
                await shard.update_voice_state(self.guild_id, self.channel_id, self_deaf=deaf, self_mute=False)
        except (hikari.HikariError, KeyError, TimeoutError) as error:
            raise errors.VoiceError(f"the main gateway is out of reach: {error!r}") from error

    # The main gateway's news.

    async def notify(self, event: hikari.VoiceEvent) -> None:
        """Take in one of the guild's voice events (hikari calls this)."""
        self._unlisten()
        self._take(event)

    def _take(self, event: hikari.VoiceEvent) -> None:
        if event.guild_id != self.guild_id or event is self._latest:
            return  # the first after `_open` comes twice, from our listener and from hikari; leaving is not to be counted twice
        self._latest = event
        if isinstance(event, hikari.VoiceServerUpdateEvent):
            self._driver.place.server(event.endpoint, event.token)
        elif isinstance(event, hikari.VoiceStateUpdateEvent) and event.state.user_id == self._driver.info.user_id:
            channel_id = event.state.channel_id
            self._driver.place.state(None if channel_id is None else int(channel_id), event.state.session_id)

    def _listen(self) -> None:
        self._bot.event_manager.subscribe(hikari.VoiceEvent, self._on_event)
        self._listening = True

    def _unlisten(self) -> None:
        if self._listening:
            self._listening = False
            self._bot.event_manager.unsubscribe(hikari.VoiceEvent, self._on_event)

    async def _on_event(self, event: hikari.VoiceEvent) -> None:
        self._take(event)

    # Sound.

    def receive(self) -> broadcast.Subscription[events.SpeakerFrame]:
        """Listen from now on: frames of 20 ms of every speaker that `listens_to` allows.

        Returns
        -------
        Subscription
            An asynchronous iterator, ending with the connection. Close it to stop listening; what a slow consumer does not fetch is
            dropped, the oldest first, and counted.
        """
        return self._driver.receiver.frames.subscribe()

    def events(self) -> broadcast.Subscription[events.VoiceEvent]:
        """Hear from now on what happens in the channel; an asynchronous iterator, as with `receive`."""
        return self._driver.events.subscribe()

    def play(self, frames: AsyncIterator[audio.AudioFrame]) -> playback.Playback:
        """Say something, after whatever is being said already.

        Parameters
        ----------
        frames
            Sound of any rate, in pieces of any length; it is read half a second ahead.

        Raises
        ------
        VoiceError
            If the connection is closed.
        """
        return self._driver.sender.play(frames)

    @property
    def listens_to(self) -> Callable[[int], bool]:
        """Tells of a user id whether its sound may be decrypted and decoded; everybody's, unless set. Asked for each packet."""
        return self._driver.receiver.listens_to

    @listens_to.setter
    def listens_to(self, allowed: Callable[[int], bool]) -> None:
        self._driver.receiver.listens_to = allowed

    # What there is to know.

    @property
    def privacy_code(self) -> str | None:
        """30 digits that everybody in the call sees alike; `None` while sound is not end-to-end encrypted."""
        return self._driver.privacy_code

    @property
    def counters(self) -> counters.VoiceCounters:
        """What was counted since the connection was made."""
        return self._driver.counters

    @property
    def latency_s(self) -> float | None:
        """Seconds that the last heartbeat took to be answered."""
        return self._driver.latency_s

    @property
    def state(self) -> driver.DriverState:
        """Connecting, connected, reconnecting or closed."""
        return self._driver.state

    @property
    def reason(self) -> errors.VoiceError | None:
        """Why the connection ended by itself."""
        return self._driver.reason

    @property
    def channel_id(self) -> snowflakes.Snowflake:
        """The channel that the bot is in, or was last."""
        return snowflakes.Snowflake(self._driver.place.channel_id or self._driver.info.channel_id)

    @property
    def guild_id(self) -> snowflakes.Snowflake:
        """The guild."""
        return snowflakes.Snowflake(self._driver.info.guild_id)

    @property
    def is_alive(self) -> bool:
        """Whether the connection is not closed."""
        return self._driver.state is not driver.DriverState.CLOSED

    @property
    def shard_id(self) -> int:
        """The shard of the guild."""
        return self._shard_id

    @property
    def owner(self) -> voice_api.VoiceComponent:
        """The component of hikari that made this."""
        return self._owner


async def _leave(bot: hikari.GatewayBotAware, guild_id: int) -> None:
    shard = bot.shards[snowflakes.calculate_shard_id(bot, guild_id)]
    async with asyncio.timeout(LEAVE_S):
        await shard.update_voice_state(guild_id, None)


async def _finish(work: Any) -> None:
    """Wait for work to end even if we are cancelled meanwhile; the cancellation is passed on afterwards."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
