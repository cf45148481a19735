"""Whether the running bot is connected, as a watcher sees it."""

from __future__ import annotations

import argparse
import asyncio
import os
import pathlib
import time

import pytest

from chatterbot import settings
from chatterbot.cli import health

pytestmark = pytest.mark.unit


def asked(folder: pathlib.Path) -> int:
    return health.health(argparse.Namespace(), settings.load(environment={}, arguments={"files.data": str(folder)}))


async def until_there(file: pathlib.Path) -> None:
    while not await asyncio.to_thread(file.exists):
        pass


async def test_it_beats_while_connected_and_no_longer(tmp_path: pathlib.Path) -> None:
    async with health.heartbeat(tmp_path, lambda: True):
        await asyncio.wait_for(until_there(tmp_path / health.FILE), 10)
        assert await asyncio.to_thread(asked, tmp_path) == 0
    assert await asyncio.to_thread(asked, tmp_path) == 1


async def test_it_does_not_beat_while_disconnected(tmp_path: pathlib.Path) -> None:
    looked = asyncio.Event()

    def connected() -> bool:
        looked.set()
        return False

    async with health.heartbeat(tmp_path, connected):
        await asyncio.wait_for(looked.wait(), 10)
    assert not (tmp_path / health.FILE).exists()


def test_an_old_beat_does_not_count(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / health.FILE
    file.touch()
    assert asked(tmp_path) == 0
    then = time.time() - health.STALE_S - 10
    os.utime(file, (then, then))
    assert asked(tmp_path) == 1
    assert "not connected for" in capsys.readouterr().err
