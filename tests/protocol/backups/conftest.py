"""The databases that are backed up."""

from __future__ import annotations

import pathlib
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests import postgres
from tests.unit.services import world as worlds


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> AsyncGenerator[str, None]:
    """Address of an empty database, of one kind and of the other."""
    if request.param == "sqlite":
        yield worlds.on_disk(tmp_path)
        return
    async with postgres.database(request.getfixturevalue("postgres_server")) as address:
        yield address
