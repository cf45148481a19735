"""In the playground the bot trusts the stand-in's voice server, and comes into the Lounge."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import shutil
from collections.abc import AsyncGenerator

import pytest
from tests.e2e import people

from chatterbot import app, playground, settings
from chatterbot.playground import server, town
from chatterbot.settings import Settings

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
    pytest.mark.usefixtures("logged"),
]


async def test_the_bot_comes_into_the_lounge(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = town.Town()
    monkeypatch.setattr(server.town, "Town", lambda **_: world)
    ready: asyncio.Future[Settings] = asyncio.get_running_loop().create_future()
    given = settings.Settings.model_validate(
        {
            "files": {"data": tmp_path},
            "engine": {"encoder": "none"},
            "speech": {"hear": False, "edge": False},
            "playground": {"port": 0},
        }
    )

    @contextlib.asynccontextmanager
    async def run_bot(changed: Settings) -> AsyncGenerator[None]:
        async with app.lifespan(changed):
            ready.set_result(changed)
            yield

    serving = asyncio.create_task(playground.serve(given, run_bot, open_browser=False))
    try:
        async with asyncio.timeout(60):
            authority = pathlib.Path((await ready).discord.voice_ca)
        assert await asyncio.to_thread(authority.is_file)
        lounge = next(channel for channel in world.channels if channel["name"] == "Lounge")
        ann = world.actor(world.people[0], "en")
        voice = await ann.join_voice(lounge)
        assert f"I am in <#{lounge['id']}>" in str((await people.use(ann, "join")).content)
        await world.discord.voice_server.wait_settled(lounge, 2)
        await people.use(ann, "say", text="Hello")
        assert (await voice.hear()).packets
    finally:
        serving.cancel()
        await asyncio.wait([serving])
    assert not await asyncio.to_thread(authority.exists)
