from __future__ import annotations

import pathlib
from collections.abc import AsyncGenerator

import pytest_asyncio
from tests.unit.services import world as worlds


@pytest_asyncio.fixture
async def world(tmp_path: pathlib.Path, database_url: str) -> AsyncGenerator[worlds.World, None]:
    async with worlds.opened(tmp_path, database_url or worlds.MEMORY) as opened:
        yield opened
