"""What is done again and again goes on after a failure."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot import app, errors

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("error", [errors.StoreError("busy"), errors.RefusedError("error-busy")])
async def test_a_failure_is_logged_and_tried_again(
    error: errors.ChatterbotError, caplog: pytest.LogCaptureFixture
) -> None:
    tries = 0
    again = asyncio.Event()

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise error
        again.set()

    async with app._every(0.0, work), asyncio.timeout(5):
        await again.wait()
    assert str(error) in caplog.text
