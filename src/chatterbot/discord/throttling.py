"""Waiting for Discord's rate limits without stopping the event loop.

Where a bucket's window is over by the clock, but no answer of Discord has said so yet, hikari 2.6 counts the requests that wait as limited, with
a time to sleep below zero: it then asks the clock again and again, without a pause, for up to a whole window. Nothing else in the bot happens
meanwhile: no heartbeat, no other channel's answer, no sound. hikari makes its buckets itself, so the method is replaced on its class.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

import hikari.impl.buckets

__all__ = ("mend",)

SHORTEST_S: Final = 0.02
"""Seconds between two looks at a window that is over: an answer of Discord may open the next one at any moment."""


async def _throttle(self: hikari.impl.buckets.RESTBucket) -> None:
    """Let waiting requests go, oldest first, as the limit allows; in the place of `WindowedBurstRateLimiter.throttle`."""
    while self.queue:
        now = time.time()
        if self.is_rate_limited(now):
            await asyncio.sleep(max(self.move_at - now, SHORTEST_S))
        while self.remaining > 0 and self.queue:
            self.remaining -= 1
            self.queue.pop(0).set_result(None)
    self.throttle_task = None


def mend() -> None:
    """Have every bucket wait in this way; doing it again changes nothing."""
    hikari.impl.buckets.RESTBucket.throttle = _throttle
