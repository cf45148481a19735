"""The bot in one guild's voice channel: stays connected, says one thing after the other, and goes when nobody is left."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import enum
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, Final

from chatterbot import errors
from chatterbot.audio import AudioFrame
from chatterbot.voice.news import News

if TYPE_CHECKING:  # loaded at the first call: most bots are in no voice channel when they start
    from chatterbot.voice.connection import DiscordVoiceConnection
    from chatterbot.voice.playback import Playback

__all__ = ("Call", "Line", "Surroundings")

_log = logging.getLogger(__name__)

WAITING: Final = 16
"""Things that wait to be said at most: a quarter of an hour of talking."""
REJOINS: Final = 5
"""How often in a row the bot tries to come back into a channel that it has lost."""
PAUSE_S: Final = 1.0
"""Seconds before the second of these tries; each further one waits twice as long, half a minute in all."""
STABLE_S: Final = 60.0
"""Seconds a connection has to last for earlier failures to be forgotten."""
GATEWAY_S: Final = 120.0
"""Seconds that the main gateway may be away until the channel is given up: Discord itself comes back sooner."""

Sound = Callable[[], AsyncGenerator[AudioFrame]]
"""Begins to make the sound of a text."""


@dataclasses.dataclass(slots=True, eq=False)
class Line:
    """Something to be said."""

    user_id: int
    """To whom, or for whom."""
    sound: Sound
    is_answer: bool = True
    """Whether the next answer to the same person takes its place, as long as it has not begun."""
    again: bool = False
    """Whether it was cut off once already because the connection was lost."""


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
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


class _End(enum.Enum):
    """Why a call is over."""

    ALONE = "nobody was left"
    EXPELLED = "somebody took the bot out of the channel"
    LOST = "the connection was lost for good"


class Call:
    """Begins with `run` in a task, and lives until it is cancelled or over.

    Parameters
    ----------
    guild_id, channel_id
        Where.
    world
        What it needs to know.
    """

    def __init__(self, guild_id: int, channel_id: int, world: Surroundings) -> None:
        self.guild_id = guild_id
        self._channel_id = channel_id
        self._world = world
        self._lines: collections.deque[Line] = collections.deque()
        self._connection: DiscordVoiceConnection | None = None
        self._news = News()
        self._expelled = False
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once the bot is in the channel; its exception says why it never was."""

    @property
    def channel_id(self) -> int:
        """The channel, also after somebody moved the bot."""
        return self._channel_id

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

    def say(self, line: Line) -> bool:
        """Say something after what waits already, or in place of what the same person waits for; False if too much waits."""
        for place, waiting in enumerate(self._lines):
            if line.is_answer and waiting.is_answer and waiting.user_id == line.user_id:
                self._lines[place] = line
                return True
        if len(self._lines) >= WAITING:
            return False
        self._lines.append(line)
        self._news.tell()
        return True

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
            for name, duty in (("stay", self._stay()), ("watch", self._leave_when_alone()), ("speak", self._speak()))
        ]
        try:
            await asyncio.wait(duties, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for duty in reversed(duties):  # falls silent before it goes
                duty.cancel()
                await asyncio.wait([duty])
            if not self.joined.done():
                self.joined.cancel()
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

    # Speaking.

    async def _speak(self) -> _End:
        while True:
            await self._news.until(lambda: self.connected and bool(self._lines))
            line, connection = self._lines.popleft(), self._connection
            if connection is not None and await self._cut_off(connection, line) and not line.again:
                line.again = True
                self._lines.appendleft(line)

    async def _cut_off(self, connection: DiscordVoiceConnection, line: Line) -> bool:
        """Say something to its end; True if the connection was lost in the middle."""
        playback: Playback | None = None
        try:
            playback = connection.play(line.sound())
            result = await playback.wait()
        except errors.VoiceError:
            return True
        except errors.ChatterbotError as error:
            _log.warning("something was not said in guild %d: %s", self.guild_id, error)
            return False
        except Exception:  # noqa: BLE001 - one text's bug must not silence all others
            _log.exception("something was not said in guild %d", self.guild_id)
            return False
        finally:
            if playback is not None:
                playback.interrupt()
        if result.interrupted and connection.is_alive:
            _log.info("guild %d: nobody could hear what was said after %.1f s", self.guild_id, result.position_s)
        return result.interrupted and not connection.is_alive
