"""Run one voice connection: sessions, resumes, moves and retries, until it is closed or cannot be kept.

All it knows of Discord's main gateway is a `Place`, which is updated from there, and a function that requests a new session.
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
"""Seconds to wait for the second of the two dispatches of a move; they come within milliseconds, in either order."""
QUEUED_EVENTS: Final = 256
"""Events that may wait for one consumer."""
THREADS: Final = 2
"""Threads of the executor: one encodes, one decodes."""
_LOGGER: Final = logging.getLogger(__name__)


class DriverState(enum.Enum):
    """The state of a connection."""

    CONNECTING = enum.auto()
    CONNECTED = enum.auto()
    RECONNECTING = enum.auto()
    CLOSED = enum.auto()


class _PlaceChangedError(Exception):
    """Raised when the main gateway reports another channel, another server, or that the bot was removed."""


class Driver:
    """Runs one connection; make it inside the event loop, then call `run` in a task.

    Parameters
    ----------
    info
        The first server to connect to.
    options
        Time limits and numbers of attempts.
    rejoin
        Leaves the channel with this id and joins it again, so that Discord sends a new session; raises `VoiceError` if it cannot.
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
        """Why the connection ended by itself; `None` while it is open, and after a regular close."""
        self.settled = asyncio.Event()
        """Set when the connection works for the first time, or has ended."""
        self._wire_session: call.WireSession | None = None
        self._gateway: gateway.GatewayConnection | None = None
        self._resumes = 0  # attempts since the connection was last stable
        self._renewals = 0
        self._last_remedy: Remedy | None = None
        self._served_since: float | None = None

    @property
    def info(self) -> place.ConnectionInfo:
        """What the current session was opened with."""
        return self._info

    @property
    def privacy_code(self) -> str | None:
        """30 digits that are the same for everybody in the call; `None` without end-to-end encryption."""
        return self._wire_session.dave.privacy_code if self._wire_session is not None else None

    @property
    def latency_s(self) -> float | None:
        """Seconds between the websocket's last heartbeat and its answer."""
        return self._gateway.latency_s if self._gateway is not None else None

    async def run(self) -> None:
        """Connect and stay connected, until cancelled or until all attempts have failed (see `reason`)."""
        try:
            async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
                workers = (
                    group.create_task(self.receiver.run(), name="voice:playout"),
                    group.create_task(self.sender.run(), name="voice:pacer"),
                )
                try:
                    await self._run_sessions(http)
                finally:
                    for worker in workers:
                        worker.cancel()
        except* errors.VoiceError as group:
            self.reason = next(leaf for leaf in _leaves(group) if isinstance(leaf, errors.VoiceError))
            _LOGGER.warning("guild %s: the voice connection ended: %s", self._info.guild_id, self.reason)
        finally:
            self.state = DriverState.CLOSED
            self.receiver.frames.end()
            self.events.end()
            self.settled.set()
            self._clock.close()
            self._executor.shutdown(cancel_futures=True)  # waits for one or two frames at most

    async def _run_sessions(self, http: aiohttp.ClientSession) -> None:
        """Run one session after the other; raise the reason when there is no further one."""
        while True:
            self.place.mark_used()
            self._info = await self._next_place(await self._run_session(http))

    # One session.

    async def _run_session(self, http: aiohttp.ClientSession) -> _Ending:
        """Open a session and keep it with resumes as long as possible; return how it ended."""
        async with call.WireSession(
            self._info,
            options=self._options,
            count=self.counters,
            receiver=self.receiver,
            emit=self.events.put,
            changed=self.sender.wake,
        ) as current:
            self._wire_session = self.sender.outlet = current
            try:
                ending = await self._run_websocket(http, current, resume=False)
                while ending.remedy is Remedy.RESUME:
                    if not current.established or self._resumes >= self._options.resume_attempts:
                        return dataclasses.replace(ending, remedy=Remedy.RENEW)
                    self._reconnecting(ending.code, resume=True)
                    if await self._pause(self._resumes):
                        return dataclasses.replace(ending, remedy=Remedy.AWAIT_MOVE)
                    self._resumes += 1
                    ending = await self._run_websocket(http, current, resume=True)
                return ending
            finally:
                self._wire_session = self.sender.outlet = None

    async def _run_websocket(self, http: aiohttp.ClientSession, current: call.WireSession, *, resume: bool) -> _Ending:
        """Run one websocket; return how it ended."""
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
                group.create_task(self._watch_place(), name="voice:place")
        except (ExceptionGroup, gateway.ClosedError, errors.VoiceError) as error:
            ending = _ending(error)
            if ending is None:
                raise
        else:
            raise AssertionError("a websocket ends by raising")
        finally:
            self._gateway = None
        self._reset_failures()
        _LOGGER.info("guild %s: voice websocket closed: %s; %s", self._info.guild_id, ending.cause, ending.remedy.value)
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
        self.sender.wake()

    async def _watch_place(self) -> None:
        """Raise `_PlaceChangedError` when the main gateway reports another channel or server."""
        await self.place.until(lambda: self.place.info() != self._info)
        await asyncio.sleep(SETTLE_S)
        raise _PlaceChangedError

    # Between sessions.

    async def _next_place(self, ending: _Ending) -> place.ConnectionInfo:
        """Return where to connect next.

        Raises
        ------
        VoiceError
            If the connection has to end.
        """
        repeated = ending.remedy is Remedy.RENEW_ONCE and self._last_remedy is Remedy.RENEW_ONCE
        if ending.remedy is Remedy.STOP or repeated:
            raise ending.cause
        self._last_remedy = ending.remedy
        self._reconnecting(ending.code, resume=False)
        if ending.remedy is Remedy.AWAIT_MOVE:
            info = await self._wait_for_move(ending)
            if info is not None:
                if info.channel_id != self._info.channel_id:
                    self.events.put(events.Moved(info.channel_id))
                return info
        return await self._renew(ending.cause)

    async def _wait_for_move(self, ending: _Ending) -> place.ConnectionInfo | None:
        """Wait until the new server is known; return `None` if it is not named in time, so that a new session must be requested."""
        place, old = self.place, self._info
        if ending.code is not None:  # closed by the server; the main gateway's dispatch may come later
            await place.until(lambda: place.info() != old, self._options.move_patience_s)
            if place.info() == old:
                raise ending.cause
        same_channel = place.channel_id == old.channel_id
        patience = self._options.server_patience_s if same_channel else self._options.move_patience_s
        await place.until(lambda: place.left or place.info() is not None, patience)
        if place.left:
            raise ending.cause
        return place.info()

    async def _renew(self, cause: errors.VoiceError) -> place.ConnectionInfo:
        """Request a new session, with a pause before each attempt but the first."""
        place = self.place
        while self._renewals < self._options.reconnect_attempts:
            await asyncio.sleep(self._delay_s(self._renewals))
            self._renewals += 1
            self._resumes = 0
            channel_id = place.channel_id
            if channel_id is None:
                raise cause
            place.expect_rejoin()
            try:
                await self._rejoin(channel_id)
            except errors.VoiceError as error:
                _LOGGER.warning(
                    "guild %s: a new voice session could not be requested (attempt %d of %d): %s",
                    self._info.guild_id,
                    self._renewals,
                    self._options.reconnect_attempts,
                    error,
                )
                continue
            await place.until(lambda: place.left or place.info() is not None, self._options.answer_timeout_s)
            if place.left:
                raise cause
            info = place.info()
            if info is not None:
                return info
        raise cause

    def _reconnecting(self, code: int | None, *, resume: bool) -> None:
        if self.state is DriverState.CONNECTED:
            self.state = DriverState.RECONNECTING
            self.events.put(events.Reconnecting(code, resume))

    def _reset_failures(self) -> None:
        """Forget earlier failures if the connection has worked long enough."""
        since, self._served_since = self._served_since, None
        if since is not None and asyncio.get_running_loop().time() - since >= self._options.stable_after_s:
            self._resumes = self._renewals = 0

    async def _pause(self, failures: int) -> bool:
        """Wait before another resume; return whether the main gateway reported another place in the meantime."""
        delay = self._delay_s(failures)
        return delay > 0 and await self.place.until(lambda: self.place.info() != self._info, delay)

    def _delay_s(self, failures: int) -> float:
        """Return the seconds before the next attempt; they grow with the number of failures."""
        if not failures:
            return 0.0
        seconds = min(self._options.backoff_max_s, self._options.backoff_s * 2 ** (failures - 1))
        return seconds * random.uniform(0.5, 1.0)  # so that the clients of a failed server do not all come back at once


@dataclasses.dataclass(frozen=True, slots=True)
class _Ending:
    """How a websocket or a session ended: what to do next, why, and the server's close code if there was one."""

    remedy: Remedy
    cause: errors.VoiceError
    code: int | None = None


def _ending(error: Exception) -> _Ending | None:
    """Return how a websocket ended, from the exceptions of its tasks; `None` if one of them is a bug."""
    leaves = list(_leaves(error))
    if not all(isinstance(leaf, _PlaceChangedError | gateway.ClosedError | errors.VoiceError) for leaf in leaves):
        return None
    for leaf in leaves:
        if isinstance(leaf, errors.EncryptionError):
            return _Ending(Remedy.STOP, leaf)
    for leaf in leaves:
        if isinstance(leaf, _PlaceChangedError):
            return _Ending(Remedy.AWAIT_MOVE, errors.VoiceError("taken out of the channel"))
    for leaf in leaves:
        if isinstance(leaf, gateway.ClosedError):
            remedy = closing.remedy_for(leaf.code)
            why = leaf.why or closing.MEANINGS.get(leaf.code or 0, "")
            cause = errors.VoiceGatewayError(leaf.code, can_resume=remedy is Remedy.RESUME, why=why)
            return _Ending(remedy, cause, leaf.code)
    return _Ending(Remedy.RESUME, next(leaf for leaf in leaves if isinstance(leaf, errors.VoiceError)))


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield every single exception in nested exception groups."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error
