"""An ONNX encoder from a model hub: a hub on loopback, the hub's own client, and a model that runs."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import pathlib
from collections.abc import AsyncGenerator, Iterator

import pytest
from aiohttp import web
from tests import tiny_onnx

from chatterbot import errors
from chatterbot.engine import encoders

pytest.importorskip("huggingface_hub", reason="the extra `onnx` is not installed")
pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
pytest.importorskip("tokenizers", reason="the extra `onnx` is not installed")
pytestmark = pytest.mark.protocol

SOURCE = "somebody/some-model"
COMMIT = "5" * 40
NOWHERE = "http://127.0.0.1:1"


class Hub:
    """Hands out one repository, as far as the client asks."""

    def __init__(self) -> None:
        self.files = {"README.md": b"words", "tokenizer.json": tiny_onnx.tokenizer()}
        self.lost: set[str] = set()
        """Files that are listed, but cannot be had."""
        self.sent: list[str] = []
        self.url = ""

    async def info(self, _: web.Request) -> web.Response:
        siblings = [{"rfilename": name} for name in self.files]
        return web.json_response({"id": SOURCE, "modelId": SOURCE, "sha": COMMIT, "siblings": siblings, "tags": []})

    async def tree(self, _: web.Request) -> web.Response:
        return web.json_response(
            [{"type": "file", "path": name, "size": len(data), "oid": "1" * 40} for name, data in self.files.items()]
        )

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        data = self.files.get(name)
        if data is None or name in self.lost:
            return web.Response(status=404, headers={"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{hashlib.sha1(data).hexdigest()}"'}
        if request.method == "GET":
            self.sent.append(name)
            return web.Response(body=data, headers=headers)
        return web.Response(headers=headers | {"Content-Length": str(len(data))})


@pytest.fixture
async def hub() -> AsyncGenerator[Hub]:
    peer = Hub()
    app = web.Application()
    app.router.add_get(f"/api/models/{SOURCE}", peer.info)
    app.router.add_get(f"/api/models/{SOURCE}/revision/{{revision}}", peer.info)
    app.router.add_get(f"/api/models/{SOURCE}/tree/{{revision}}", peer.tree)
    app.router.add_route("*", f"/{SOURCE}/resolve/{{revision}}/{{file:.+}}", peer.file)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield peer
    await runner.cleanup()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Leave the hub client's log as it was."""
    log = logging.getLogger("huggingface_hub")
    level = log.level
    yield
    log.setLevel(level)


async def load(cache: pathlib.Path, endpoint: str) -> encoders.Onnx:
    return await asyncio.to_thread(encoders.Onnx, SOURCE, cache_dir=cache, endpoint=endpoint)


MODEL, _ = tiny_onnx.model()


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        (["onnx/model_quantized.onnx", "onnx/model.onnx"], "onnx/model_quantized.onnx"),
        (["onnx/model.onnx", "onnx/model_qint8_avx512_vnni.onnx", "onnx/model_O4.onnx"], "onnx/model_qint8_avx512_vnni.onnx"),
        (["onnx/model.onnx", "model.safetensors"], "onnx/model.onnx"),
        (["model.onnx", "onnx/model.onnx"], "model.onnx"),
    ],
)  # fmt: skip
async def test_the_best_model_there_is_fetched_alone(
    hub: Hub, tmp_path: pathlib.Path, offered: list[str], taken: str
) -> None:
    hub.files |= dict.fromkeys(offered, MODEL)
    encoder = await load(tmp_path, hub.url)
    assert hub.sent == ["tokenizer.json", taken]
    open_shop, shop, cat = encoder.encode(["open shop", "shop", "cat"])
    assert open_shop @ shop == pytest.approx(0.5**0.5)
    assert open_shop @ cat == 0
    assert encoder.dimensions == len(tiny_onnx.WORDS)


async def test_a_model_that_was_fetched_needs_no_hub(hub: Hub, tmp_path: pathlib.Path) -> None:
    hub.files["onnx/model.onnx"] = MODEL
    first = await load(tmp_path, hub.url)
    again = await load(tmp_path, NOWHERE)
    assert again.id == first.id


async def test_weights_in_a_file_of_their_own_come_along(hub: Hub, tmp_path: pathlib.Path) -> None:
    model, weights = tiny_onnx.model("model.onnx_data")
    hub.files |= {"onnx/model.onnx": model, "onnx/model.onnx_data": weights, "onnx/model_fp16.onnx_data": b"another's"}
    encoder = await load(tmp_path, hub.url)
    assert hub.sent == ["tokenizer.json", "onnx/model.onnx_data", "onnx/model.onnx"]
    assert encoder.encode(["cat"])[0].tolist() == [0, 0, 0, 1]


async def test_a_download_that_was_cut_off_is_finished(hub: Hub, tmp_path: pathlib.Path) -> None:
    model, weights = tiny_onnx.model("model.onnx_data")
    hub.files |= {"onnx/model.onnx": model, "onnx/model.onnx_data": weights}
    for lost in ("onnx/model.onnx", "onnx/model.onnx_data"):
        hub.lost = {lost}
        with pytest.raises(errors.EncoderError):
            await load(tmp_path, hub.url)
    hub.lost.clear()
    await load(tmp_path, hub.url)


async def test_a_repository_without_a_model_says_so(hub: Hub, tmp_path: pathlib.Path) -> None:
    hub.files["model.safetensors"] = b"weights"
    with pytest.raises(errors.EncoderError, match=rf"{SOURCE}.*none of model_quantized\.onnx, .*model\.onnx"):
        await load(tmp_path, hub.url)
    assert hub.sent == []


async def test_a_hub_that_is_away_leaves_the_bot_with_another_encoder(
    tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "ENDPOINT", NOWHERE)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    encoder, why = await asyncio.to_thread(encoders.load, f"onnx:{SOURCE}", "", tmp_path)
    assert why in {"encoder-unavailable", "encoder-missing"}
    assert not isinstance(encoder, encoders.Onnx)
    assert SOURCE in caplog.text
