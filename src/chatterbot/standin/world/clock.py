"""The clock, which tests can move, and the generator of snowflakes and tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import time

from chatterbot.standin import protocol


class WorldClock:
    """The stand-in's wall clock.

    Parameters
    ----------
    frozen_at
        POSIX time, in seconds, at which the clock stands still: ids, times and signatures are then the same in every
        run. Without it the clock follows the machine's clock.
    """

    def __init__(self, frozen_at: float | None = None) -> None:
        self._frozen_at = frozen_at
        self._ahead = 0.0

    def now(self) -> float:
        """Return the POSIX time in seconds."""
        return (time.time() if self._frozen_at is None else self._frozen_at) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward, so that interactions and links expire and timeouts end."""
        self._ahead += seconds

    def iso(self) -> str:
        """Return the current time as Discord writes it: ISO 8601, UTC, microseconds."""
        return iso(self.now())


def iso(moment: float) -> str:
    """Return a POSIX time as Discord writes it: ISO 8601, UTC, microseconds."""
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="microseconds")


class Ids:
    """Makes ids: snowflakes that only increase, and tokens that are the same for the same seed and clock."""

    def __init__(self, clock: WorldClock, seed: str) -> None:
        self._clock = clock
        self._seed = seed
        self._last = 0
        self._tokens = 0

    def snowflake(self) -> str:
        """Return the next snowflake; its upper bits hold the time in milliseconds since 2015, as in Discord's."""
        moment = (int(self._clock.now() * 1000) - protocol.EPOCH_MS) << 22
        self._last = max(moment, self._last + 1)
        return str(self._last)

    def token(self, length: int = 64) -> str:
        """Return a text of hexadecimal digits that is never hit by accident. It is not secret: it depends only on the seed."""
        text = ""
        while len(text) < length:
            self._tokens += 1
            text += hashlib.sha256(f"{self._seed}:{self._tokens}".encode()).hexdigest()
        return text[:length]


def created_at(snowflake: str) -> float:
    """Return when a snowflake was made, as POSIX time in seconds."""
    return ((int(snowflake) >> 22) + protocol.EPOCH_MS) / 1000
