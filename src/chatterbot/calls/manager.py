"""All voice calls of the bot, one a guild: it joins, leaves, and speaks to people where they are."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import ssl
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final, Protocol

import hikari
from hikari import snowflakes

from chatterbot import audio, errors
from chatterbot.aio import Signal
from chatterbot.calls.abilities import Hearing, Speaking
from chatterbot.calls.call import CallEnvironment, VoiceCall
from chatterbot.calls.channels import VoiceChannels
from chatterbot.calls.consents import nobody
from chatterbot.calls.join_pace import JoinPace
from chatterbot.calls.notices import CallNotices
from chatterbot.calls.origins import CallOrigin
from chatterbot.calls.register import CallRegister
from chatterbot.calls.stages import CallStages
from chatterbot.dialogue import Sound, SpeechHandle
from chatterbot.voice import VoiceOptions

if TYPE_CHECKING:
    from chatterbot.voice import DiscordVoiceConnection

__all__ = ("CallManager",)

_log = logging.getLogger(__name__)

LEAVE_S: Final = 5.0
"""Seconds to tell the main gateway that the bot does not join after all."""


class CallDialogue(Protocol):
    """Listens and answers in a call (`CallSessions`)."""

    @property
    def available(self) -> bool:
        """Whether the bot is set up to listen in calls."""
        ...

    async def hearing(self, guild_id: int) -> Hearing:
        """Return whether the bot hears people in this guild's calls, and if not, why."""
        ...

    def speaking(self, guild_id: int) -> Speaking:
        """Return whether people in this guild's calls hear the bot, and if not, why."""
        ...

    async def check(self) -> None:
        """Find out whether what nobody has used yet works; takes a few seconds at most."""
        ...

    async def talk(self, call: VoiceCall) -> None:
        """Listen and answer until cancelled."""
        ...


class CallManager:
    """The voice calls the bot is in.

    Parameters
    ----------
    bot
        The client to connect with.
    available
        Whether voice channels are switched on and their libraries installed.
    options
        The options of each connection.
    leave_after_s
        Seconds to stay in a channel after the last person has left it.
    register
        The record of the calls, by which the bot finds back after a restart; `None`: it does not.
    stages
        What it does in stage channels; `None`: it sits in the audience.
    notices
        Tells in the chat that a call is lost; `None`: that is only logged.
    tls
        Whom to trust as the voice server; `None`: as the system does.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        *,
        available: bool,
        options: VoiceOptions,
        leave_after_s: float,
        register: CallRegister | None = None,
        stages: CallStages | None = None,
        notices: CallNotices | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.available = available
        self.register = register
        self._stages = stages
        self._notices = notices
        self.rooms = VoiceChannels(bot)
        self.guilds = Signal()
        """Told when Discord has sent a guild with all that is in it."""
        self._bot = bot
        self._options = options
        self._leave_after_s = leave_after_s
        self._tls = tls
        self._talker: CallDialogue | None = None
        self._leaving: set[asyncio.Task[int | None]] = set()
        self._calls: dict[int, VoiceCall] = {}
        self._tasks: dict[VoiceCall, asyncio.Task[None]] = {}
        self._pace = JoinPace()
        self._open = False

    @contextlib.asynccontextmanager
    async def running(self, talker: CallDialogue | None = None) -> AsyncGenerator[None]:
        """Follow what happens in voice channels during the block; at its end leave every channel.

        Parameters
        ----------
        talker
            `None`: the bot does not listen; it only speaks its written answers to people in its channel.
        """
        self._talker = talker
        listeners = (
            (hikari.VoiceStateUpdateEvent, self._state_changed),
            (hikari.GuildAvailableEvent, self._guild_available),
            (hikari.GuildLeaveEvent, self._guild_left),
            (hikari.ShardReadyEvent, self._shard_back),
            (hikari.ShardResumedEvent, self._shard_back),
        )
        for event, listener in listeners:
            self._bot.event_manager.subscribe(event, listener)
        self._open = True
        try:
            yield
        finally:
            self._open = False
            for event, listener in listeners:
                self._bot.event_manager.unsubscribe(event, listener)
            await asyncio.gather(*self._leaving, *(self._end(call) for call in [*self._tasks]))

    # Joining and leaving.

    @property
    def count(self) -> int:
        """How many calls there are."""
        return len(self._calls)

    def get(self, guild_id: int | None) -> VoiceCall | None:
        """Return the call of a guild, `None` if there is none."""
        return None if guild_id is None else self._calls.get(guild_id)

    async def join(self, guild_id: int, channel_id: int, origin: CallOrigin | None = None) -> VoiceCall:
        """Join a channel, leaving any other in that guild; return the call when the bot is there.

        Parameters
        ----------
        origin
            How it came about; a call that is going on keeps its own.

        Raises
        ------
        errors.UserError
            If it cannot; see `VoiceChannels.check`. ``error-voice-sent-away(channel)`` if it was told to leave before it was there.
        errors.VoiceError
            If the connection cannot be made.
        """
        if not self._open:
            raise errors.VoiceError("the program is about to stop")
        self.rooms.check(guild_id, channel_id)
        while (call := self._calls.get(guild_id)) is not None and (call.channel_id != channel_id or call.failed):
            await self._end(call)
        call = call or self._begin(guild_id, channel_id, origin)
        task = self._tasks.get(call)
        try:
            await asyncio.shield(call.joined)
        except asyncio.CancelledError:
            if not call.joined.cancelled():
                raise
            if not self._open or (task is not None and not task.cancelling()):
                raise errors.VoiceError("the program stops, or the call ended by a bug") from None
            raise errors.RefusedError("error-voice-sent-away", channel=f"<#{channel_id}>") from None
        if self.register is not None:
            await self.register.written(call)
        return call

    async def leave(self, guild_id: int) -> int | None:
        """Leave the guild's channel, or do not return to it; return which one it was, `None` if the bot was in none."""
        call = self._calls.get(guild_id)
        if call is None:
            if self.register is not None:
                await self.register.end(guild_id)
            return None
        await self._end(call)
        if self.register is not None and not call.entered:
            await self.register.end(guild_id)  # of before the restart, if it was about to return
        return call.channel_id

    def go(self, guild_id: int) -> None:
        """Leave the guild's channel soon, without waiting: for use inside the call itself, which could not wait for its own end."""
        task = asyncio.create_task(self.leave(guild_id), name=f"leave {guild_id}")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _begin(self, guild_id: int, channel_id: int, origin: CallOrigin | None = None) -> VoiceCall:
        call = self._calls[guild_id] = VoiceCall(guild_id, channel_id, self._surroundings(guild_id), origin)
        task = self._tasks[call] = asyncio.create_task(self._live(call), name=f"call {guild_id}")
        task.add_done_callback(lambda _: self._over(call))
        return call

    async def _live(self, call: VoiceCall) -> None:
        register = self.register
        try:
            async with register.keeping(call, lambda: not self._open) if register else contextlib.nullcontext():
                await call.run()
            if call.lost and self._open and self._notices is not None:
                await self._notices.tell(call, "voice-lost")
        except Exception:  # noqa: BLE001 - nothing awaits this task: a bug in one guild's call must at least be logged
            _log.exception("guild %d: the voice call ended by a bug; /join starts a new one", call.guild_id)

    def _over(self, call: VoiceCall) -> None:
        self._tasks.pop(call, None)
        if not call.joined.done():  # told to leave before it began to run
            call.joined.cancel()
        if self._calls.get(call.guild_id) is call:
            del self._calls[call.guild_id]

    async def _end(self, call: VoiceCall) -> None:
        task = self._tasks.get(call)
        if task is not None:
            if not task.cancelling():  # a second time would interrupt its leaving, and leave the connection open
                task.cancel()
            await asyncio.wait((task,))
            self._over(call)  # the task's callback runs only later

    def _surroundings(self, guild_id: int) -> CallEnvironment:
        def may_come(channel_id: int) -> bool:
            try:
                self.rooms.check(guild_id, channel_id)
            except errors.UserError:
                return False
            return True

        def online() -> bool:
            shard = self._bot.shards.get(snowflakes.calculate_shard_id(self._bot, guild_id))
            return shard is not None and shard.is_connected

        return CallEnvironment(
            connect=lambda channel_id: self._connect(guild_id, channel_id),
            people=lambda channel_id: len(self.rooms.people(guild_id, channel_id)),
            online=online,
            may_come=may_come,
            leave_after_s=self._leave_after_s,
            talk=self._talk,
            heard=lambda: not self.rooms.is_suppressed(guild_id),
            ask_to_speak=self._stages and self._stages.ask,
            follow_stage=self._stages and self._stages.follow,
        )

    async def ask_to_speak(self, guild_id: int) -> None:
        """Ask to speak again, where the bot is in a stage's audience and somebody wants to hear it."""
        if (call := self._calls.get(guild_id)) is not None and self._stages is not None:
            await self._stages.ask(call)

    async def _talk(self, call: VoiceCall) -> None:
        if self._talker is not None:
            await self._talker.talk(call)

    @property
    def may_listen(self) -> bool:
        """Whether the bot is set up to listen in calls, whatever works at the moment."""
        return self.available and self._talker is not None and self._talker.available

    async def hearing(self, guild_id: int) -> Hearing:
        """Return whether the bot hears people in this guild's calls, and if not, why."""
        if self._talker is None or not self.available:
            return Hearing.OFF
        try:
            return await self._talker.hearing(guild_id)
        except errors.ServiceError as error:
            _log.warning("guild %d: not listening for now: its settings cannot be read: %s", guild_id, error)
            return Hearing.UNKNOWN

    def speaking(self, guild_id: int) -> Speaking:
        """Return whether people in this guild's calls hear the bot, and if not, why."""
        return Speaking.OFF if self._talker is None or not self.available else self._talker.speaking(guild_id)

    async def _connect(self, guild_id: int, channel_id: int) -> DiscordVoiceConnection:
        client = await asyncio.to_thread(_client)
        if self._talker is not None:
            await self._talker.check()  # so that what is said of hearing and speaking is true
        listens = await self.hearing(guild_id) is Hearing.ON
        await self._pace.turn(snowflakes.calculate_shard_id(self._bot, guild_id))
        try:
            return await client.connect(
                self._bot,
                guild_id,
                channel_id,
                # Speech recognition needs 16 kHz mono, and decoding to that costs half as much.
                options=dataclasses.replace(self._options, receive_rate=audio.SPEECH_RATE, receive_channels=1),
                tls=self._tls,
                listens_to=nobody,  # until it is known who allowed it
                deaf=not listens,  # then no sound reaches the bot, and everybody sees that it is deafened
            )
        except asyncio.CancelledError:
            with contextlib.suppress(hikari.HikariError, TimeoutError):
                async with asyncio.timeout(LEAVE_S):
                    await self._bot.update_voice_state(guild_id, None)
            raise

    def say(self, guild_id: int, user_id: int, sound: Sound, *, come: bool, is_answer: bool) -> int | None:
        """Speak to a person in the voice channel they are in.

        Parameters
        ----------
        sound
            Called when it is its turn; makes the sound.
        come
            Whether to join them first, if the bot is in no channel of the guild.
        is_answer
            Whether it replaces an answer to the same person that has not begun.

        Returns
        -------
        int | None
            The channel; `None` if it will not be said: the person is in no channel, or not where the bot is, the bot is muted, or too
            much waits.
        """
        place = self.rooms.of(guild_id, user_id)
        if place is None or not self._open or not self.available:
            return None
        if self.rooms.is_muted(guild_id) or self.rooms.is_suppressed(guild_id):
            return None  # nobody would hear it
        call = self._calls.get(guild_id)
        if (call is None or call.failed) and come:
            try:
                self.rooms.check(guild_id, place)
            except errors.UserError as error:
                _log.debug("guild %d: not joining channel %d: %s", guild_id, place, error)
                return None
            call = self._begin(guild_id, place, CallOrigin(by_itself=True))
        if (
            call is None
            or call.failed
            or call.channel_id != place
            or not call.say(SpeechHandle(user_id, sound, is_answer=is_answer))
        ):
            return None
        return place

    async def forget(self, user_id: int, guild_id: int | None) -> None:
        """Forget that a person called the bot, in a guild or (`None`) everywhere: their data was erased."""
        for call in self._calls.values():
            if guild_id in {None, call.guild_id}:
                call.forget_caller(user_id)

    # Events of Discord.

    async def _state_changed(self, event: hikari.VoiceStateUpdateEvent) -> None:
        call = self._calls.get(int(event.guild_id))
        if call is None:
            return
        me = self._bot.get_me()
        if me is not None and event.state.user_id == me.id:
            call.placed(None if event.state.channel_id is None else int(event.state.channel_id))
        else:
            call.notice()

    async def _guild_available(self, event: hikari.GuildAvailableEvent) -> None:
        call, me, cache = self._calls.get(int(event.guild_id)), self._bot.get_me(), self._bot.cache
        if not event.voice_states and isinstance(cache, hikari.api.MutableCache):
            cache.clear_voice_states_for_guild(
                event.guild_id
            )  # hikari 2.6 keeps the old states if the guild has none now
        self.guilds.tell()
        if call is None:
            return
        if me is not None and me.id not in event.voice_states:
            await call.forgotten()
        call.notice()

    async def _guild_left(self, event: hikari.GuildLeaveEvent) -> None:
        await self.leave(int(event.guild_id))

    async def _shard_back(self, _: hikari.ShardReadyEvent | hikari.ShardResumedEvent) -> None:
        for call in self._calls.values():
            call.notice()


def _client() -> type[DiscordVoiceConnection]:
    """Load the voice client. At the first call, in a thread, since it takes as long as a few replies."""
    from chatterbot.voice import DiscordVoiceConnection  # noqa: PLC0415 - see above

    return DiscordVoiceConnection
