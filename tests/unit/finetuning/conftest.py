"""The tests of following jobs run on a loop whose time jumps: they wait by its clock, and for nothing outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from tests.virtual_time import VirtualTimeLoop

__all__ = ("pytest_asyncio_loop_factories",)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Return the event loops that these tests run on."""
    return {"virtual time": VirtualTimeLoop}
