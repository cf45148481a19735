"""Images downloaded from a server on loopback, as a language model is given them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from chatterbot.discord import ImageLimits, ImageReader, model_images
from chatterbot.discord.model_images import ImageOmission, ImageSource

pytestmark = pytest.mark.protocol

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
FILES = {
    "png": PNG,
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(40),
    "gif": b"GIF89a" + bytes(40),
    "webp": b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "program": b"MZ\x90\0",
    "empty": b"",
    "large": PNG + bytes(2000),
}
HOST = "127.0.0.1"


@pytest_asyncio.fixture
async def site() -> AsyncIterator[str]:
    """A server of files; one of them leads elsewhere, one never ends."""
    ended = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "moved":
            return web.Response(status=302, headers={"Location": "/png"})
        if name == "slow":
            await ended.wait()
        found = FILES.get(name)
        return web.Response(status=404) if found is None else web.Response(body=found)

    app = web.Application()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield f"http://{HOST}:{runner.addresses[0][1]}"
    ended.set()
    await runner.cleanup()


def reader(**limits: int) -> ImageReader:
    bounds = {"most": 10, "largest": 1000} | limits
    return ImageReader(ImageLimits(bounds["most"], bounds["largest"], frozenset({HOST})))


async def test_the_kind_is_known_by_the_first_bytes(site: str) -> None:
    found = await reader().read([ImageSource(f"{site}/{name}") for name in FILES if name != "large"])
    assert [image.media_type for image in found.images] == ["image/png", "image/jpeg", "image/gif", "image/webp"]
    assert dict(found.left_out) == {ImageOmission.KIND: 3}
    assert found.images[0].data == PNG


async def test_limits_hold_whatever_is_announced(site: str) -> None:
    announced = [
        ImageSource(f"{site}/png", size=1001),
        ImageSource(f"{site}/large", size=10),
        ImageSource(f"{site}/png"),
    ]
    found = await reader().read(announced)
    assert (len(found.images), dict(found.left_out)) == (1, {ImageOmission.LARGE: 2})
    found = await reader(most=2).read([ImageSource(f"{site}/png")] * 5)
    assert (len(found.images), dict(found.left_out)) == (2, {ImageOmission.MANY: 3})


async def test_only_discords_own_files_are_downloaded(site: str) -> None:
    elsewhere = [f"{site}/moved", f"{site}/missing", site.replace(HOST, "localhost") + "/png", "http://127.0.0.1:1/png"]
    found = await reader().read([ImageSource(address) for address in elsewhere])
    assert (found.images, dict(found.left_out)) == ((), {ImageOmission.GONE: 4})


async def test_a_slow_download_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_images, "DOWNLOAD_S", 0.05)
    found = await reader().read([ImageSource(f"{site}/slow"), ImageSource(f"{site}/png")])
    assert dict(found.left_out) == {ImageOmission.GONE: 1}
    assert len(found.images) == 1
