"""Finding a speech model, with a hub on loopback and the hub's own client."""

from __future__ import annotations

import asyncio
import hashlib
import pathlib
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web

from chatterbot import errors
from chatterbot.speech.stt import model_hub

pytest.importorskip("huggingface_hub", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.protocol

FILES = {
    "config.json": b"{}",
    "model.bin": bytes(range(256)) * 100_000,  # 26 MB: the client reads ten at a time
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.txt": b"a\nb\n",
    "README.md": b"not wanted",
}
COMMIT = "0" * 40


class Hub:
    """Serves one repository, as far as the client requests it."""

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.asked: list[str] = []
        self.url = ""

    async def info(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.match_info["name"] == "missing":
            return web.json_response(
                {"error": "Repository not found"}, status=404, headers={"X-Error-Code": "RepoNotFound"}
            )
        siblings = [{"rfilename": name, "size": len(data)} for name, data in self.files.items()]
        name = f"{request.match_info['owner']}/{request.match_info['name']}"
        return web.json_response(
            {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings, "private": False, "tags": []}
        )

    async def tree(self, request: web.Request) -> web.Response:
        return web.json_response(
            [{"type": "file", "path": name, "size": len(data), "oid": "1" * 40} for name, data in self.files.items()]
        )

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        self.asked.append(f"{request.method} {name}")
        data = self.files[name]
        headers = {
            "X-Repo-Commit": COMMIT,
            "ETag": f'"{hashlib.sha1(data).hexdigest()}"',
            "Content-Length": str(len(data)),
        }
        return web.Response(body=b"" if request.method == "HEAD" else data, headers=headers)


@pytest.fixture
async def hub() -> AsyncGenerator[Hub]:
    peer = Hub()
    app = web.Application()
    app.router.add_get("/api/models/{owner}/{name}/revision/{revision}", peer.info)
    app.router.add_get("/api/models/{owner}/{name}", peer.info)
    app.router.add_get("/api/models/{owner}/{name}/tree/{revision}", peer.tree)
    app.router.add_route("*", "/{owner}/{name}/resolve/{revision}/{file}", peer.file)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield peer
    await runner.cleanup()


async def find(
    name: str,
    cache: pathlib.Path,
    *,
    endpoint: str | None = "http://127.0.0.1:1",
    told: list[model_hub.Download] | None = None,
) -> pathlib.Path:
    heard: list[model_hub.Download] = told if told is not None else []
    return await asyncio.to_thread(model_hub.find, name, cache, heard.append, endpoint=endpoint)


def fill(folder: pathlib.Path) -> pathlib.Path:
    folder.mkdir(parents=True)
    for name in (*model_hub.NEEDED, "vocabulary.txt"):
        (folder / name).write_bytes(b"x")
    return folder


async def test_a_folder_with_a_model_is_returned_unchanged(tmp_path: pathlib.Path) -> None:
    folder = fill(tmp_path / "mine")
    assert await find(str(folder), tmp_path / "cache") == folder


async def test_an_incomplete_folder_is_named_in_the_error(tmp_path: pathlib.Path) -> None:
    folder = fill(tmp_path / "mine")
    (folder / "tokenizer.json").unlink()
    (folder / "vocabulary.txt").unlink()
    with pytest.raises(errors.SpeechToTextError, match=r"tokenizer\.json, vocabulary\.txt is missing") as caught:
        await find(str(folder), tmp_path)
    assert not caught.value.retryable


@pytest.mark.parametrize(("name", "placed"), [("base", "base"), ("me/my-model", "me--my-model")])
async def test_a_model_can_be_put_into_the_cache(tmp_path: pathlib.Path, name: str, placed: str) -> None:
    folder = fill(tmp_path / placed)
    assert await find(name, tmp_path) == folder


@pytest.mark.parametrize("name", ["nonsense", "a/b/c", "..", "/no/such/folder", ""])
async def test_an_invalid_name_is_refused_without_asking_the_hub(tmp_path: pathlib.Path, name: str) -> None:
    with pytest.raises(errors.SpeechToTextError, match=r"speech\.model") as caught:
        await find(name, tmp_path / "cache")
    assert not caught.value.retryable


async def test_a_model_is_downloaded_once_with_its_progress(hub: Hub, tmp_path: pathlib.Path) -> None:
    told: list[model_hub.Download] = []
    folder = await find("base", tmp_path, endpoint=hub.url, told=told)
    assert (folder / "model.bin").read_bytes() == FILES["model.bin"]
    assert not (folder / "README.md").exists()
    assert folder.is_relative_to(tmp_path)
    assert hub.asked[0].startswith("/api/models/Systran/faster-whisper-base")
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].model == "base"
    assert told[-1].done == told[-1].total == sum(len(data) for name, data in FILES.items() if name != "README.md")
    assert 2 < len(told) < 30

    hub.asked.clear()
    assert await find("base", tmp_path, endpoint=hub.url) == folder
    assert hub.asked == []


async def test_a_download_ends_when_the_bot_stops(hub: Hub, tmp_path: pathlib.Path) -> None:
    told: list[model_hub.Download] = []
    with pytest.raises(errors.SpeechToTextError, match="the bot is being stopped"):
        await asyncio.to_thread(
            model_hub.find, "base", tmp_path, told.append, cancelled=lambda: bool(told), endpoint=hub.url
        )
    assert max(one.done for one in told) < len(FILES["model.bin"])


async def test_an_unreachable_hub_is_named_in_the_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.SpeechToTextError) as caught:
        await find("base", tmp_path)
    message = str(caught.value)
    assert caught.value.retryable
    for part in ("'base'", "Systran/faster-whisper-base", str(tmp_path / "base"), "model.bin", "speech.model"):
        assert part in message


async def test_a_model_that_the_hub_lacks_is_named_in_the_error(hub: Hub, tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.SpeechToTextError, match="neither in"):
        await find("me/missing", tmp_path, endpoint=hub.url)


async def test_an_incomplete_model_on_the_hub_is_named_in_the_error(hub: Hub, tmp_path: pathlib.Path) -> None:
    del hub.files["tokenizer.json"]
    with pytest.raises(errors.SpeechToTextError, match=r"tokenizer\.json is missing"):
        await find("me/part", tmp_path, endpoint=hub.url)
