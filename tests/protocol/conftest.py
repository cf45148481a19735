"""Fixtures that the tests of the playground's server share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
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
