from __future__ import annotations

import pathlib
from collections.abc import AsyncGenerator

import pytest_asyncio
from tests.unit.services import world as worlds


@pytest_asyncio.fixture
async def world(tmp_path: pathlib.Path) -> AsyncGenerator[worlds.World, None]:
    async with worlds.opened(tmp_path) as opened:
        yield opened
