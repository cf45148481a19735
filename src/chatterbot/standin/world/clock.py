"""Time and identity: a clock tests can move, snowflakes, tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import time

from chatterbot.standin import protocol


class WorldClock:
    """Wall clock of the stand-in.

    Parameters
    ----------
    frozen_at
        POSIX time, in seconds, at which the clock stands still: identities, times and signatures then repeat exactly
        from run to run. Without it the clock follows the machine's.
    """

    def __init__(self, frozen_at: float | None = None) -> None:
        self._frozen_at = frozen_at
        self._ahead = 0.0

    def now(self) -> float:
        """Tell the POSIX time in seconds."""
        return (time.time() if self._frozen_at is None else self._frozen_at) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward: interactions grow old, links expire, timeouts end."""
        self._ahead += seconds

    def iso(self) -> str:
        """Tell the time as Discord writes it: ISO 8601, UTC, microseconds."""
        return iso(self.now())


def iso(moment: float) -> str:
    """Write a POSIX time as Discord does: ISO 8601, UTC, microseconds."""
    return dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="microseconds")


class Ids:
    """Makes identities: snowflakes that only grow, and tokens that repeat with the same seed and clock."""

    def __init__(self, clock: WorldClock, seed: str) -> None:
        self._clock = clock
        self._seed = seed
        self._last = 0
        self._tokens = 0

    def snowflake(self) -> str:
        """Make the next identity; its upper bits hold the time in milliseconds since 2015, as Discord's do."""
        moment = (int(self._clock.now() * 1000) - protocol.EPOCH_MS) << 22
        self._last = max(moment, self._last + 1)
        return str(self._last)

    def token(self, length: int = 64) -> str:
        """Make a text of hexadecimal digits nobody guesses by accident. It protects nothing."""
        text = ""
        while len(text) < length:
            self._tokens += 1
            text += hashlib.sha256(f"{self._seed}:{self._tokens}".encode()).hexdigest()
        return text[:length]


def created_at(snowflake: str) -> float:
    """Tell when an identity was made, as POSIX time in seconds."""
    return ((int(snowflake) >> 22) + protocol.EPOCH_MS) / 1000
