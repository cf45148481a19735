"""Fixtures that tests of several protocols share: databases, and the playground's server."""

from __future__ import annotations

import pathlib
from collections.abc import AsyncGenerator, AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from tests import databases
from tests.protocol.playground_stage import Stage

from chatterbot import catalogue
from chatterbot.playground.server import Playground
from chatterbot.playground.town import Town


@pytest.fixture(scope="module")
def texts() -> catalogue.Catalogue:
    """Return all texts, read once."""
    return catalogue.Catalogue.load()


@pytest.fixture
async def stage(texts: catalogue.Catalogue) -> AsyncIterator[Stage]:
    """Yield a playground that listens on a free port."""
    async with Town() as town:
        playground = Playground("127.0.0.1", 0, town, texts)
        jar = aiohttp.CookieJar(unsafe=True)  # keeps cookies of IP addresses, as browsers do
        async with (
            playground.listening(),
            aiohttp.ClientSession(cookie_jar=jar) as browser,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as stranger,
        ):
            yield Stage(town, playground, browser, stranger)


@pytest_asyncio.fixture(params=databases.KINDS)
async def url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> AsyncGenerator[str, None]:
    """Address of an empty database, of one kind and of the other."""
    async with databases.either(request, tmp_path) as address:
        yield address
