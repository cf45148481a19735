"""The tests of dialogues run on a loop whose time jumps: they wait by its clock, and for nothing outside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping

import pytest
import pytest_asyncio
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call, Partner
from tests.virtual_time import VirtualTimeLoop

from chatterbot.dialogue.options import DialogueOptions

__all__ = ("pytest_asyncio_loop_factories",)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Return the event loops that these tests run on."""
    return {"virtual time": VirtualTimeLoop}


@pytest.fixture
def partner() -> Partner:
    """Return an assistant that knows two answers."""
    return Partner({MEET: LIBRARY, GAME: CHESS})


@pytest_asyncio.fixture
async def call(partner: Partner) -> AsyncGenerator[Call]:
    """Return a call that is open during the test."""
    made = Call(partner, DialogueOptions(), recognising_s=0.15)
    async with made.open():
        yield made
