"""The life of one voice connection: sessions, resumes, moves and retries, until it is closed or given up.

It knows nothing of Discord's main gateway but a `Place` that is told the news, and a way to ask for a fresh session.
"""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import aiohttp

from chatterbot import errors
from chatterbot.voice import broadcast, call, closing, counters, events, gateway, place, receiver, sender, timer
from chatterbot.voice import options as voice_options
from chatterbot.voice.closing import Remedy

__all__ = ("Driver", "DriverState")

SETTLE_S: Final = 0.25
"""Seconds to wait after the first of a move's two dispatches for the second; they come within milliseconds, in either order."""
QUEUED_EVENTS: Final = 256
"""Events that wait for one consumer at most."""
THREADS: Final = 2
"""One encodes, one decodes."""
_LOGGER: Final = logging.getLogger(__name__)


class DriverState(enum.Enum):
    """What a connection is doing."""

    CONNECTING = enum.auto()
    CONNECTED = enum.auto()
    RECONNECTING = enum.auto()
    CLOSED = enum.auto()


class _NewsError(Exception):
    """The main gateway says that the bot is somewhere else, or that the server changes."""


class Driver:
    """Runs one connection; make it inside the event loop, then `run` it in a task.

    Parameters
    ----------
    info
        Where to begin.
    options
        Times and numbers.
    rejoin
        Leaves the channel and joins it again, so that Discord names a fresh session; raises `VoiceError` if it cannot ask.
    tls
        For the websocket; `None` for the system's certificates.
    """

    def __init__(
        self,
        info: place.ConnectionInfo,
        options: voice_options.VoiceOptions,
        rejoin: Callable[[int], Awaitable[None]],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._options = options
        self._rejoin = rejoin
        self._tls = tls
        self._info = info
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="voice")
        self.counters = counters.VoiceCounters()
        self.place = place.Place(info)
        self.events: broadcast.Broadcast[events.VoiceEvent] = broadcast.Broadcast(QUEUED_EVENTS)
        self.receiver = receiver.Receiver(options, self.counters, self._executor, self.events.put)
        self._clock = timer.PreciseClock()
        self.sender = sender.Sender(options, self.counters, self._executor, self._clock)
        self.state = DriverState.CONNECTING
        self.reason: errors.VoiceError | None = None
        """Why the connection ended by itself; `None` while it lives, and after an ordered close."""
        self.settled = asyncio.Event()
        """Set once the connection works for the first time, or has ended."""
        self._call: call.WireSession | None = None
        self._gateway: gateway.GatewayConnection | None = None
        self._resumes = 0  # attempts since the connection was last stable
        self._renewals = 0
        self._last_remedy: Remedy | None = None
        self._served_since: float | None = None

    @property
    def info(self) -> place.ConnectionInfo:
        """What the present session was opened with."""
        return self._info

    @property
    def privacy_code(self) -> str | None:
        """30 digits that everybody in the call shares; `None` without end-to-end encryption."""
        return self._call.dave.privacy_code if self._call is not None else None

    @property
    def latency_s(self) -> float | None:
        """Seconds that the websocket's last heartbeat took."""
        return self._gateway.latency_s if self._gateway is not None else None

    async def run(self) -> None:
        """Connect, and stay connected, until cancelled or until nothing more can be done (see `reason`)."""
        try:
            async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
                helpers = (
                    group.create_task(self.receiver.run(), name="voice:playout"),
                    group.create_task(self.sender.run(), name="voice:pacer"),
                )
                try:
                    await self._stay(http)
                finally:
                    for helper in helpers:
                        helper.cancel()
        except* errors.VoiceError as group:
            self.reason = next(leaf for leaf in _leaves(group) if isinstance(leaf, errors.VoiceError))
            _LOGGER.warning("the voice connection of guild %s ended: %s", self._info.guild_id, self.reason)
        finally:
            self.state = DriverState.CLOSED
            self.receiver.frames.end()
            self.events.end()
            self.settled.set()
            self._clock.close()
            self._executor.shutdown(cancel_futures=True)  # waits for a frame or two at most

    async def _stay(self, http: aiohttp.ClientSession) -> None:
        """Session after session; ends by raising why there is no further one."""
        while True:
            self.place.used()
            self._info = await self._next(await self._session(http))

    # One session.

    async def _session(self, http: aiohttp.ClientSession) -> _Ending:
        """Open a session and keep it as long as resumes can; how it ended."""
        async with call.WireSession(
            self._info,
            options=self._options,
            count=self.counters,
            receiver=self.receiver,
            emit=self.events.put,
            changed=self.sender.notice,
        ) as current:
            self._call = self.sender.outlet = current
            try:
                ending = await self._websocket(http, current, resume=False)
                while ending.remedy is Remedy.RESUME:
                    if not current.established or self._resumes >= self._options.resume_attempts:
                        return dataclasses.replace(ending, remedy=Remedy.RENEW)
                    self._reconnecting(ending.code, resume=True)
                    if await self._pause(self._resumes):
                        return dataclasses.replace(ending, remedy=Remedy.AWAIT_MOVE)
                    self._resumes += 1
                    ending = await self._websocket(http, current, resume=True)
                return ending
            finally:
                self._call = self.sender.outlet = None

    async def _websocket(self, http: aiohttp.ClientSession, current: call.WireSession, *, resume: bool) -> _Ending:
        """Live on one websocket; how it ended."""
        try:
            async with (
                gateway.GatewayConnection.connect(
                    http, self._info.endpoint, self._tls, self._options, current.sequence
                ) as self._gateway,
                asyncio.TaskGroup() as group,
            ):
                session = current.serve(self._gateway, resume=resume, in_service=lambda: self._in_service(resume))
                group.create_task(self._gateway.run(current.handle), name="voice:gateway")
                group.create_task(session, name="voice:session")
                group.create_task(self._watch(), name="voice:news")
        except (ExceptionGroup, gateway.ClosedError, errors.VoiceError) as error:
            ending = _ending(error)
            if ending is None:
                raise
        else:
            raise AssertionError("a websocket ends by raising")
        finally:
            self._gateway = None
        self._forgive()
        _LOGGER.info("voice websocket of guild %s: %s; %s", self._info.guild_id, ending.cause, ending.remedy.value)
        return ending

    def _in_service(self, resumed: bool) -> None:
        self._served_since = asyncio.get_running_loop().time()
        self._last_remedy = None
        if self.state is DriverState.RECONNECTING:
            if resumed:
                self.counters.resumes += 1
            else:
                self.counters.reconnects += 1
            self.events.put(events.Reconnected(resumed))
        self.state = DriverState.CONNECTED
        self.settled.set()
        self.sender.notice()

    async def _watch(self) -> None:
        """End the websocket when the main gateway tells of another place."""
        await self.place.until(lambda: self.place.info() != self._info)
        await asyncio.sleep(SETTLE_S)
        raise _NewsError

    # Between sessions.

    async def _next(self, ending: _Ending) -> place.ConnectionInfo:
        """Find out where to connect next.

        Raises
        ------
        VoiceError
            If there is no next.
        """
        twice = ending.remedy is Remedy.RENEW_ONCE and self._last_remedy is Remedy.RENEW_ONCE
        if ending.remedy is Remedy.STOP or twice:
            raise ending.cause
        self._last_remedy = ending.remedy
        self._reconnecting(ending.code, resume=False)
        if ending.remedy is Remedy.AWAIT_MOVE:
            info = await self._moved(ending)
            if info is not None:
                if info.channel_id != self._info.channel_id:
                    self.events.put(events.Moved(info.channel_id))
                return info
        return await self._renew(ending.cause)

    async def _moved(self, ending: _Ending) -> place.ConnectionInfo | None:
        """Wait for the rest of the news; `None` if they do not come, so that a new session must be asked for."""
        news, old = self.place, self._info
        if ending.code is not None:  # closed by the server; the main gateway's word may still be on its way
            await news.until(lambda: news.info() != old, self._options.move_patience_s)
            if news.info() == old:
                raise ending.cause
        same_channel = news.channel_id == old.channel_id
        patience = self._options.server_patience_s if same_channel else self._options.move_patience_s
        await news.until(lambda: news.gone or news.info() is not None, patience)
        if news.gone:
            raise ending.cause
        return news.info()

    async def _renew(self, cause: errors.VoiceError) -> place.ConnectionInfo:
        """Ask for a new session, with a pause before each attempt but the first."""
        news = self.place
        while self._renewals < self._options.reconnect_attempts:
            await asyncio.sleep(self._delay_s(self._renewals))
            self._renewals += 1
            self._resumes = 0
            channel_id = news.channel_id
            if channel_id is None:
                raise cause
            news.rejoining()
            try:
                await self._rejoin(channel_id)
            except errors.VoiceError as error:
                _LOGGER.warning("could not ask for a new voice session: %s", error)
                continue
            await news.until(lambda: news.gone or news.info() is not None, self._options.answer_timeout_s)
            if news.gone:
                raise cause
            info = news.info()
            if info is not None:
                return info
        raise cause

    def _reconnecting(self, code: int | None, *, resume: bool) -> None:
        if self.state is DriverState.CONNECTED:
            self.state = DriverState.RECONNECTING
            self.events.put(events.Reconnecting(code, resume))

    def _forgive(self) -> None:
        """After enough time of service, earlier failures count no more."""
        since, self._served_since = self._served_since, None
        if since is not None and asyncio.get_running_loop().time() - since >= self._options.stable_after_s:
            self._resumes = self._renewals = 0

    async def _pause(self, failures: int) -> bool:
        """Wait before another resume; True if news of another place came meanwhile."""
        delay = self._delay_s(failures)
        return delay > 0 and await self.place.until(lambda: self.place.info() != self._info, delay)

    def _delay_s(self, failures: int) -> float:
        """Seconds before the next attempt, the more the more have failed."""
        if not failures:
            return 0.0
        seconds = min(self._options.backoff_max_s, self._options.backoff_s * 2 ** (failures - 1))
        return seconds * random.uniform(0.5, 1.0)  # so that the clients of a fallen server do not come back all at once


@dataclasses.dataclass(frozen=True, slots=True)
class _Ending:
    """How a websocket or a session ended: what follows, why, and the server's close code if there was one."""

    remedy: Remedy
    cause: errors.VoiceError
    code: int | None = None


def _ending(error: Exception) -> _Ending | None:
    """Read the reason out of what the tasks of a websocket raised; `None` if it is a bug."""
    leaves = list(_leaves(error))
    if not all(isinstance(leaf, _NewsError | gateway.ClosedError | errors.VoiceError) for leaf in leaves):
        return None
    for leaf in leaves:
        if isinstance(leaf, errors.EncryptionError):
            return _Ending(Remedy.STOP, leaf)
    for leaf in leaves:
        if isinstance(leaf, _NewsError):
            return _Ending(Remedy.AWAIT_MOVE, errors.VoiceError("taken out of the channel"))
    for leaf in leaves:
        if isinstance(leaf, gateway.ClosedError):
            remedy = closing.remedy_for(leaf.code)
            why = leaf.why or closing.MEANINGS.get(leaf.code or 0, "")
            cause = errors.VoiceGatewayError(leaf.code, can_resume=remedy is Remedy.RESUME, why=why)
            return _Ending(remedy, cause, leaf.code)
    return _Ending(Remedy.RESUME, next(leaf for leaf in leaves if isinstance(leaf, errors.VoiceError)))


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Every exception in a group of groups."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error
