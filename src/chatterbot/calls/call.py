"""The bot in one guild's voice channel: it stays connected, says one thing after the other, and leaves when it is alone."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import enum
import logging
from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Final

from chatterbot import errors
from chatterbot.aio import Signal
from chatterbot.calls.origins import CallOrigin
from chatterbot.dialogue import SpeechHandle

if TYPE_CHECKING:  # loaded at the first call: most bots are in no voice channel when they start
    from chatterbot.voice import DiscordVoiceConnection, Playback

__all__ = ("CallEnvironment", "VoiceCall")

_log = logging.getLogger(__name__)

WAITING: Final = 16
"""Texts that may wait to be said: a quarter of an hour of speech."""
WAITING_OF_ONE: Final = 4
"""Texts of one person among them: others do not have to wait until a single person has nothing more to be said."""
REJOINS: Final = 5
"""How often in a row the bot tries to rejoin a channel after losing its connection."""
PAUSE_S: Final = 1.0
"""Seconds before the second of these tries; each further one waits twice as long, in all half a minute."""
STABLE_S: Final = 60.0
"""Seconds that a connection has to last until earlier failures do not count any more."""
TALK_AGAIN_S: Final = 30.0
"""Seconds until a dialogue that failed is started again; each time twice as long."""
TALK_AGAIN_MAX_S: Final = 900.0
"""The longest such wait, in seconds."""
GATEWAY_S: Final = 120.0
"""Seconds without the main gateway after which the channel is given up; usually it is back sooner."""


@dataclasses.dataclass(frozen=True, slots=True)
class CallEnvironment:
    """What a call needs to know and to do outside of itself; called at the moment it matters."""

    connect: Callable[[int], Awaitable[DiscordVoiceConnection]]
    """Join a channel of the guild; raises `errors.VoiceError`."""
    people: Callable[[int], int]
    """Return how many people are in a channel."""
    online: Callable[[], bool]
    """Tell whether the main gateway is connected."""
    may_come: Callable[[int], bool]
    """Tell whether the bot may be in a channel."""
    leave_after_s: float
    """Seconds to stay in the channel alone."""
    talk: Callable[[VoiceCall], Awaitable[None]]
    """Listen and answer, if that is wanted here, until cancelled."""
    heard: Callable[[], bool] = lambda: True
    """Tell whether people hear the bot where it is; on a stage only speakers are heard."""
    ask_to_speak: Callable[[VoiceCall], Awaitable[None]] | None = None
    """Ask to speak, if the bot is in a stage's audience."""
    follow_stage: Callable[[VoiceCall], Awaitable[None]] | None = None
    """Ask again at each arrival on a stage, and tell what becomes of it, until cancelled."""


class _End(enum.Enum):
    """Why a call ended."""

    ALONE = "nobody was left in it"
    EXPELLED = "a person disconnected the bot"
    LOST = "the connection was lost for good"


class VoiceCall:
    """One call. It begins with `run` in a task, and ends when that is cancelled or over.

    Parameters
    ----------
    environment
        What it needs to know and to do outside of itself.
    origin
        How it came about.
    """

    def __init__(
        self, guild_id: int, channel_id: int, environment: CallEnvironment, origin: CallOrigin | None = None
    ) -> None:
        self.guild_id = guild_id
        self.origin = origin or CallOrigin()
        self.arrivals = 0
        """How often the bot came into a channel; also when it came back after a moment outside."""
        self.announces = False
        """Whether it announces itself in the chat of each channel it comes into."""
        self._outside = True
        self.introduced = False
        """Whether what the bot says when it comes is said in the chat, or is not to be said."""
        self._channel_id = channel_id
        self._environment = environment
        self._waiting: collections.deque[SpeechHandle] = collections.deque()
        self._saying: SpeechHandle | None = None
        self._playback: Playback | None = None
        self._paused = False
        self._quiet: Callable[[], bool] | None = None
        """Tells whether nobody is speaking, during `holding_back`."""
        self._connection: DiscordVoiceConnection | None = None
        self._changed = Signal()
        self._expelled = False
        self.lost = False
        """Whether the call ended because the connection was lost for good."""
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the bot is in the channel; its exception says why it could not join."""

    @property
    def channel_id(self) -> int:
        """The channel; another one after the bot was moved."""
        return self._channel_id

    @property
    def entered(self) -> bool:
        """Whether the bot has been in the channel."""
        return self.joined.done() and not self.failed

    def forget_caller(self, user_id: int) -> None:
        """Forget who called the bot, if it was this person: their data was erased."""
        if self.origin.author_id == user_id:
            self.origin = dataclasses.replace(self.origin, author_id=0)

    @property
    def failed(self) -> bool:
        """Whether the bot could not join, so that the call is about to end."""
        return self.joined.done() and (self.joined.cancelled() or self.joined.exception() is not None)

    @property
    def connection(self) -> DiscordVoiceConnection | None:
        """The connection; `None` while there is none."""
        return self._connection

    @property
    def connected(self) -> bool:
        """Whether there is a connection; it may be reconnecting at the moment."""
        return self._connection is not None and self._connection.is_alive

    @property
    def whole(self) -> bool:
        """Whether the connection works, and is not reconnecting."""
        return self._connection is not None and self._connection.state.name == "CONNECTED"

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait until a change in the call makes the condition true; return False if none did in time."""
        return await self._changed.until(condition, timeout_s)

    # What is said (`dialogue.interfaces.AudioOutput`).

    @property
    def saying(self) -> SpeechHandle | None:
        """What is being said, paused or not; `None`: nothing."""
        return self._saying

    def say(self, saying: SpeechHandle) -> bool:
        """Say something after what waits already, or in place of an answer to the same person that waits; return False if too much waits."""
        for place, waiting in enumerate(self._waiting):
            if saying.is_answer and waiting.is_answer and waiting.user_id == saying.user_id:
                self._waiting[place] = saying
                waiting.end()
                return True
        own = sum(waiting.user_id == saying.user_id for waiting in self._waiting)
        if len(self._waiting) >= WAITING or own >= WAITING_OF_ONE:
            return False
        self._waiting.append(saying)
        self._changed.tell()
        return True

    @contextlib.contextmanager
    def holding_back(self, quiet: Callable[[], bool]) -> Generator[None]:
        """Begin to say something only while `quiet()` is true, during the block: nobody is talked over.

        Call `notice` whenever its answer changes.
        """
        self._quiet = quiet
        try:
            yield
        finally:
            self._quiet = None
            self.notice()

    def _may_begin(self) -> bool:
        return self._environment.heard() and (self._quiet is None or self._quiet())

    def withdraw(self, saying: SpeechHandle) -> None:
        """Do not say it after all; if it has begun, it ends at once."""
        if saying is self._saying:
            self.give_up()
        elif saying in self._waiting:
            self._waiting.remove(saying)
            saying.end()

    def pause(self) -> None:
        """Pause within 20 ms, and keep the position."""
        self._paused = True
        if self._playback is not None:
            self._playback.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._paused = False
        if self._playback is not None:
            self._playback.resume()

    def give_up(self) -> None:
        """End what is being said, for good."""
        if self._saying is not None:
            self._saying.forbid_restart()  # should the connection be lost at this moment
        if self._playback is not None:
            self._playback.interrupt()

    # Events of the main gateway.

    def notice(self) -> None:
        """Check all conditions again: a person joined or left, or the main gateway did."""
        self._changed.tell()

    def placed(self, channel_id: int | None) -> None:
        """Take over the channel of the bot's own voice state, `None`: it is in none any more. Where nobody hears it, it falls silent."""
        self._expelled = channel_id is None
        if channel_id is not None and (self._outside or channel_id != self._channel_id):
            self.arrivals += 1
        self._outside = channel_id is None
        if channel_id is not None:
            self._channel_id = channel_id
            if not self._environment.heard():
                self._hush()
        self.notice()

    def _hush(self) -> None:
        """End what is being said, and drop what waits: it would come too late."""
        self.give_up()
        for saying in self._waiting:
            saying.end()
        self._waiting.clear()

    async def forgotten(self) -> None:
        """Reconnect: Discord does not know any more that the bot is in a channel."""
        if self._connection is not None:
            await self._connection.disconnect()

    # From joining to leaving.

    async def run(self) -> None:
        """Join the channel and stay until cancelled or over."""
        duties = [
            asyncio.create_task(duty, name=f"call {self.guild_id}: {name}")
            for name, duty in (
                ("stay", self._stay()),
                ("watch", self._leave_when_alone()),
                ("speak", self._speak()),
                ("talk", self._talk()),
                ("stage", self._stand()),
            )
        ]
        try:
            await asyncio.wait(duties, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for duty in reversed(duties):  # stop speaking before leaving
                duty.cancel()
                await asyncio.wait([duty])
            if not self.joined.done():
                self.joined.cancel()
            for saying in (*self._waiting, *((self._saying,) if self._saying else ())):
                saying.end()
            self._waiting.clear()
        for duty in duties:
            if not duty.cancelled():
                self.lost = self.entered and duty.result() is _End.LOST
                _log.info("guild %d: left the voice channel: %s", self.guild_id, duty.result().value)

    async def _stay(self) -> _End:
        """Connect, and connect again whenever the connection is lost."""
        failures, clock = 0, asyncio.get_running_loop().time
        while True:
            connection, since = await self._enter(), clock()
            if connection is not None:
                try:
                    await connection.join()
                finally:
                    self._connection = None
                    await connection.disconnect()
                if self._expelled:
                    return _End.EXPELLED
                if clock() - since >= STABLE_S:
                    failures = 0
                _log.info(
                    "guild %d: the voice connection was lost, joining again: %s", self.guild_id, connection.reason
                )
            if self.joined.exception() is not None:
                return _End.LOST
            if failures >= REJOINS or not await self._changed.until(self._environment.online, GATEWAY_S):
                return _End.LOST
            if failures:
                await asyncio.sleep(PAUSE_S * 2 ** (failures - 1))
            failures += 1
            if not self._environment.may_come(self._channel_id):
                return _End.LOST

    async def _stand(self) -> _End:
        """Follow how the bot stands on stages; a bug there does not end the call."""
        if (follow := self._environment.follow_stage) is not None:
            try:
                await follow(self)
            except Exception:  # noqa: BLE001 - see above
                _log.exception("guild %d: it is not followed any more how the bot stands on stages", self.guild_id)
        return await asyncio.get_running_loop().create_future()

    async def _enter(self) -> DiscordVoiceConnection | None:
        self._expelled = False
        try:
            self._connection = await self._environment.connect(self._channel_id)
        except errors.VoiceError as error:
            _log.warning("guild %d: voice channel %d could not be joined: %s", self.guild_id, self._channel_id, error)
            if not self.joined.done():
                self.joined.set_exception(error)
            return None
        if not self.joined.done():
            if (ask := self._environment.ask_to_speak) is not None:
                await ask(self)
            self.joined.set_result(None)
        self.notice()
        return self._connection

    async def _leave_when_alone(self) -> _End:
        while True:
            await self._changed.until(lambda: self.joined.done() and not self._environment.people(self.channel_id))
            if not await self._changed.until(
                lambda: self._environment.people(self.channel_id) > 0, self._environment.leave_after_s
            ):
                return _End.ALONE

    # Speaking and listening.

    async def _talk(self) -> _End:
        """Listen and answer; if that fails, the call goes on and speaks written answers."""
        pause_s = TALK_AGAIN_S
        while True:
            try:
                await self._environment.talk(self)
                return await asyncio.get_running_loop().create_future()
            except errors.ChatterbotError as error:
                _log.warning("guild %d: not listening, trying again in %.0f s: %s", self.guild_id, pause_s, error)
            except Exception:  # noqa: BLE001 - a bug there must not end the call
                _log.exception(
                    "guild %d: the dialogue failed by a bug; until the next try in %.0f s only written answers are spoken",
                    self.guild_id,
                    pause_s,
                )
            await asyncio.sleep(pause_s)
            pause_s = min(TALK_AGAIN_MAX_S, pause_s * 2)

    async def _speak(self) -> _End:
        clock = asyncio.get_running_loop().time
        while True:
            await self._changed.until(lambda: self.connected and bool(self._waiting) and self._may_begin())
            saying, connection = self._waiting.popleft(), self._connection
            if saying.good_until is not None and clock() > saying.good_until:
                saying.end()
            elif connection is not None and await self._lost_while_saying(connection, saying):
                self._waiting.appendleft(saying)

    async def _lost_while_saying(self, connection: DiscordVoiceConnection, saying: SpeechHandle) -> bool:
        """Say something to its end; return True if it is to be said again, because the connection was lost in the middle for the first time."""
        playback: Playback | None = None
        interrupted, lost = True, False
        self._saying = saying
        try:
            playback = self._playback = connection.play(saying.sound())
            playback.on_first_sent = saying.begin
            saying.follow(lambda: playback.position_s)
            if self._paused:
                playback.pause()
            interrupted = (await playback.wait()).interrupted
            lost = interrupted and not connection.is_alive
            if interrupted and not lost:
                _log.debug("guild %d: speech was interrupted after %.1f s", self.guild_id, playback.position_s)
        except errors.VoiceError:
            lost = True
        except errors.ChatterbotError as error:
            _log.warning("guild %d: a text could not be spoken: %s", self.guild_id, error)
        except Exception:  # noqa: BLE001 - a bug with one text must not silence all others
            _log.exception("guild %d: a text could not be spoken, by a bug", self.guild_id)
        finally:
            if playback is not None:
                playback.interrupt()
            self._saying = self._playback = None
            position_s = 0.0 if playback is None else playback.position_s
            again = lost and saying.may_restart
            if again:
                saying.cut_off(position_s)
            else:
                saying.end(position_s, interrupted=interrupted)
        return again
