"""Time jumps in the tests of dialogues: they wait by the loop's clock, and for nothing outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from tests.virtual_time import VirtualTimeLoop

__all__ = ("pytest_asyncio_loop_factories",)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Give the loop these tests run on."""
    return {"virtual time": VirtualTimeLoop}
