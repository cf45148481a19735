"""Empty databases of both kinds, for tests that hold on either."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import AsyncGenerator

import pytest
from tests import postgres
from tests.unit.services import world as worlds

__all__ = ("KINDS", "either")

KINDS = ("sqlite", "postgresql")


@contextlib.asynccontextmanager
async def either(request: pytest.FixtureRequest, folder: pathlib.Path) -> AsyncGenerator[str]:
    """Yield the address of an empty database of the kind that a fixture's parameter names; SQLite's is a file in `folder`."""
    if request.param == "sqlite":
        yield worlds.on_disk(folder)
        return
    async with postgres.database(request.getfixturevalue("postgres_server")) as address:
        yield address
