"""A clock that wakes with a precision of a tenth of a millisecond, where the system supports it.

An event loop waits in whole milliseconds, rounded up (epoll's unit), so frames paced by it are sent up to a millisecond late and unevenly:
the median is half a millisecond. Linux' timerfd is a timer in nanoseconds that the loop can watch like a socket.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from typing import Any, Final

from chatterbot.voice import pacer

__all__ = ("PreciseClock",)

_MONOTONIC: Final = 1
"""Linux' number of the clock that `time.monotonic` reads (CLOCK_MONOTONIC)."""
_SECOND_NS: Final = 1_000_000_000
_EXPIRATIONS: Final = 8
"""Bytes that a read of the timer returns."""


class _Timespec(ctypes.Structure):
    """C's `timespec`."""

    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Itimerspec(ctypes.Structure):
    """C's `itimerspec`."""

    _fields_ = (("interval", _Timespec), ("first", _Timespec))


class PreciseClock(pacer.LoopClock):
    """The event loop's clock with a precise timer of its own, for one sleeping task at a time; without such a timer it uses the loop's.

    The timer is opened at the first sleep; call `close` at the end.
    """

    def __init__(self) -> None:
        self._timer: _Timer | None = None
        self._opened = False

    async def sleep_until(self, moment: float) -> None:
        """Sleep until a moment; if it is already past, let other tasks run once."""
        if not self._opened:
            self._opened = True
            self._timer = _Timer.open()
        delay_s = moment - self.now()
        if self._timer is None or delay_s <= 0:
            await super().sleep_until(moment)
        else:
            await self._timer.sleep(delay_s)

    def close(self) -> None:
        """Close the timer."""
        timer, self._timer, self._opened = self._timer, None, False
        if timer is not None:
            timer.close()


class _Timer:
    """One timerfd, watched by the running event loop."""

    def __init__(self, library: Any, descriptor: int) -> None:
        self._library = library
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._sleeper: asyncio.Future[None] | None = None
        self._loop.add_reader(descriptor, self._expired)

    @classmethod
    def open(cls) -> _Timer | None:
        """Make a timer; `None` if the system has none, or the loop cannot watch it."""
        if sys.platform != "linux":
            return None
        library: Any = ctypes.CDLL(None)
        try:
            descriptor: int = library.timerfd_create(_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC)
        except AttributeError:
            return None
        if descriptor < 0:
            return None
        try:
            return cls(library, descriptor)
        except NotImplementedError:
            os.close(descriptor)
            return None

    async def sleep(self, seconds: float) -> None:
        self._sleeper = self._loop.create_future()
        first = _Timespec(*divmod(max(1, round(seconds * _SECOND_NS)), _SECOND_NS))  # zero would disarm the timer
        setting = _Itimerspec(_Timespec(0, 0), first)
        if self._library.timerfd_settime(self._descriptor, 0, ctypes.byref(setting), None) < 0:
            await asyncio.sleep(seconds)
            return
        await self._sleeper

    def close(self) -> None:
        self._loop.remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _expired(self) -> None:
        try:
            os.read(self._descriptor, _EXPIRATIONS)
        except BlockingIOError:  # it was set again in the meantime
            return
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)
