"""Makes the records of many texts: texts of about the same length together, on two cores while nobody asks anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from chatterbot.engine import workers as workers_

__all__ = ("CHUNK_TEXTS", "made")

CHUNK_TEXTS = 16
"""Texts encoded at a time: about 0.1 s, after which a query or a cancellation gets its turn."""


async def made(
    workers: workers_.Workers,
    make: Callable[[Sequence[str]], list[bytes]],
    texts: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> list[bytes]:
    """Return what `make` makes of texts, in their order; `progress` is called with the number of texts done.

    Raises
    ------
    EncoderError
        The encoder failed on a text, or the engine is closing.
    """
    records: dict[int, bytes] = {}
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    waiting = [order[start : start + CHUNK_TEXTS] for start in range(0, len(order), CHUNK_TEXTS)]
    running: dict[asyncio.Task[list[bytes]], list[int]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers.at_once():
                chunk = waiting.pop()  # the longest first: what is left at the end is quick
                running[asyncio.create_task(workers.long(make, [texts[place] for place in chunk]))] = chunk
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                records |= zip(running.pop(task), task.result(), strict=True)
            if progress is not None:
                progress(len(records))
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return [records[place] for place in range(len(texts))]
