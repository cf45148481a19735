"""The bot in one guild's voice channel: stays connected, says one thing after the other, and goes when nobody is left."""

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
from chatterbot.dialogue import SpeechHandle

if TYPE_CHECKING:  # loaded at the first call: most bots are in no voice channel when they start
    from chatterbot.voice import DiscordVoiceConnection, Playback

__all__ = ("CallEnvironment", "VoiceCall")

_log = logging.getLogger(__name__)

WAITING: Final = 16
"""Things that wait to be said at most: a quarter of an hour of talking."""
REJOINS: Final = 5
"""How often in a row the bot tries to come back into a channel that it has lost."""
PAUSE_S: Final = 1.0
"""Seconds before the second of these tries; each further one waits twice as long, half a minute in all."""
STABLE_S: Final = 60.0
"""Seconds a connection has to last for earlier failures to be forgotten."""
TALK_AGAIN_S: Final = 30.0
"""Seconds until a dialogue that broke is begun anew; each time twice as long."""
TALK_AGAIN_MAX_S: Final = 900.0
"""The same at most."""
GATEWAY_S: Final = 120.0
"""Seconds that the main gateway may be away until the channel is given up: Discord itself comes back sooner."""


@dataclasses.dataclass(frozen=True, slots=True)
class CallEnvironment:
    """What a call sees of the world; each is asked when it matters."""

    connect: Callable[[int], Awaitable[DiscordVoiceConnection]]
    """Joins a channel of the guild; raises `errors.VoiceError`."""
    people: Callable[[int], int]
    """How many people are in a channel."""
    online: Callable[[], bool]
    """Whether the main gateway is there."""
    may_come: Callable[[int], bool]
    """Whether the bot may be in a channel."""
    leave_after_s: float
    """How long to stay alone."""
    talk: Callable[[VoiceCall], Awaitable[None]]
    """Listens and answers, if that is wanted here; until cancelled."""


class _End(enum.Enum):
    """Why a call is over."""

    ALONE = "nobody was left"
    EXPELLED = "somebody took the bot out of the channel"
    LOST = "the connection was lost for good"


class VoiceCall:
    """Begins with `run` in a task, and lives until it is cancelled or over.

    Parameters
    ----------
    guild_id, channel_id
        Where.
    world
        What it needs to know.
    """

    def __init__(self, guild_id: int, channel_id: int, world: CallEnvironment) -> None:
        self.guild_id = guild_id
        self._channel_id = channel_id
        self._world = world
        self._waiting: collections.deque[SpeechHandle] = collections.deque()
        self._saying: SpeechHandle | None = None
        self._playback: Playback | None = None
        self._paused = False
        self._quiet: Callable[[], bool] | None = None
        """Whether nobody is speaking, where that is known (`holding_back`)."""
        self._connection: DiscordVoiceConnection | None = None
        self._news = Signal()
        self._expelled = False
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once the bot is in the channel; its exception says why it never was."""

    @property
    def channel_id(self) -> int:
        """The channel, also after somebody moved the bot."""
        return self._channel_id

    @property
    def failed(self) -> bool:
        """Whether it never came to be, and is about to be over."""
        return self.joined.done() and (self.joined.cancelled() or self.joined.exception() is not None)

    @property
    def connection(self) -> DiscordVoiceConnection | None:
        """The connection; `None` while there is none."""
        return self._connection

    @property
    def connected(self) -> bool:
        """Whether there is a connection, perhaps one that is just being mended."""
        return self._connection is not None and self._connection.is_alive

    @property
    def whole(self) -> bool:
        """Whether the connection works, and is not being mended."""
        return self._connection is not None and self._connection.state.name == "CONNECTED"

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait for news of the call that make it true; False if none did in time."""
        return await self._news.until(condition, timeout_s)

    # What is said (`dialogue.seams.Floor`).

    @property
    def saying(self) -> SpeechHandle | None:
        """What is being said, paused or not; `None`: nothing."""
        return self._saying

    def say(self, saying: SpeechHandle) -> bool:
        """Say something after what waits already, or in place of what the same person waits for; False if too much waits."""
        for place, waiting in enumerate(self._waiting):
            if saying.is_answer and waiting.is_answer and waiting.user_id == saying.user_id:
                self._waiting[place] = saying
                waiting.end()
                return True
        if len(self._waiting) >= WAITING:
            return False
        self._waiting.append(saying)
        self._news.tell()
        return True

    @contextlib.contextmanager
    def holding_back(self, quiet: Callable[[], bool]) -> Generator[None]:
        """During the block, begin to say something only while `quiet()` is true: nobody is talked over.

        Call `notice` whenever its answer changes.
        """
        self._quiet = quiet
        try:
            yield
        finally:
            self._quiet = None
            self.notice()

    def _may_begin(self) -> bool:
        return self._quiet is None or self._quiet()

    def withdraw(self, saying: SpeechHandle) -> None:
        """Do not say it after all; what has begun ends at once."""
        if saying is self._saying:
            self.give_up()
        elif saying in self._waiting:
            self._waiting.remove(saying)
            saying.end()

    def pause(self) -> None:
        """Fall silent within 20 ms, keeping the place."""
        self._paused = True
        if self._playback is not None:
            self._playback.pause()

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        if self._playback is not None:
            self._playback.resume()

    def give_up(self) -> None:
        """End what is being said, for good."""
        if self._saying is not None:
            self._saying.forbid_restart()  # should the connection be lost at this moment
        if self._playback is not None:
            self._playback.interrupt()

    # What the main gateway tells.

    def notice(self) -> None:
        """Look again: somebody came or went, or the main gateway did."""
        self._news.tell()

    def placed(self, channel_id: int | None) -> None:
        """The bot's own voice state: Discord says where it is."""
        self._expelled = channel_id is None
        if channel_id is not None:
            self._channel_id = channel_id
        self.notice()

    async def forgotten(self) -> None:
        """Discord has begun anew and does not know that the bot is in a channel: come back."""
        if self._connection is not None:
            await self._connection.disconnect()

    # Its life.

    async def run(self) -> None:
        """Be in the channel until cancelled or over."""
        duties = [
            asyncio.create_task(duty, name=f"call {self.guild_id}: {name}")
            for name, duty in (
                ("stay", self._stay()),
                ("watch", self._leave_when_alone()),
                ("speak", self._speak()),
                ("talk", self._talk()),
            )
        ]
        try:
            await asyncio.wait(duties, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for duty in reversed(duties):  # falls silent before it goes
                duty.cancel()
                await asyncio.wait([duty])
            if not self.joined.done():
                self.joined.cancel()
            for saying in (*self._waiting, *((self._saying,) if self._saying else ())):
                saying.end()
            self._waiting.clear()
        for duty in duties:
            if not duty.cancelled():
                _log.info("left the voice channel of guild %d: %s", self.guild_id, duty.result().value)

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
                _log.info("the voice connection of guild %d is lost: %s", self.guild_id, connection.reason)
            if self.joined.exception() is not None:
                return _End.LOST
            if failures >= REJOINS or not await self._news.until(self._world.online, GATEWAY_S):
                return _End.LOST
            if failures:
                await asyncio.sleep(PAUSE_S * 2 ** (failures - 1))
            failures += 1
            if not self._world.may_come(self._channel_id):
                return _End.LOST

    async def _enter(self) -> DiscordVoiceConnection | None:
        self._expelled = False
        try:
            self._connection = await self._world.connect(self._channel_id)
        except errors.VoiceError as error:
            _log.warning("guild %d: voice channel %d could not be joined: %s", self.guild_id, self._channel_id, error)
            if not self.joined.done():
                self.joined.set_exception(error)
            return None
        if not self.joined.done():
            self.joined.set_result(None)
        self.notice()
        return self._connection

    async def _leave_when_alone(self) -> _End:
        while True:
            await self._news.until(lambda: self.joined.done() and not self._world.people(self.channel_id))
            if not await self._news.until(lambda: self._world.people(self.channel_id) > 0, self._world.leave_after_s):
                return _End.ALONE

    # Speaking and listening.

    async def _talk(self) -> _End:
        """Listen and answer; whatever happens there, what is written is still said."""
        pause_s = TALK_AGAIN_S
        while True:
            try:
                await self._world.talk(self)
                return await asyncio.get_running_loop().create_future()
            except errors.ChatterbotError as error:
                _log.warning("guild %d is not listened to: %s", self.guild_id, error)
            except Exception:  # noqa: BLE001 - a bug there must not end the call
                _log.exception("the dialogue in guild %d broke; until it works again only text is read", self.guild_id)
            await asyncio.sleep(pause_s)
            pause_s = min(TALK_AGAIN_MAX_S, pause_s * 2)

    async def _speak(self) -> _End:
        clock = asyncio.get_running_loop().time
        while True:
            await self._news.until(lambda: self.connected and bool(self._waiting) and self._may_begin())
            saying, connection = self._waiting.popleft(), self._connection
            if saying.good_until is not None and clock() > saying.good_until:
                saying.end()
            elif connection is not None and await self._cut_off(connection, saying):
                self._waiting.appendleft(saying)

    async def _cut_off(self, connection: DiscordVoiceConnection, saying: SpeechHandle) -> bool:
        """Say something to its end; True if the connection was lost in the middle for the first time: it is to be said again."""
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
                _log.debug("guild %d: what was said was stopped after %.1f s", self.guild_id, playback.position_s)
        except errors.VoiceError:
            lost = True
        except errors.ChatterbotError as error:
            _log.warning("something was not said in guild %d: %s", self.guild_id, error)
        except Exception:  # noqa: BLE001 - one text's bug must not silence all others
            _log.exception("something was not said in guild %d", self.guild_id)
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
