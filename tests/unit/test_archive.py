"""Dated, verified copies of a folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import pathlib
import zipfile
from typing import BinaryIO, Self

import pytest

from chatterbot import archive, errors, files
from chatterbot.files import handles

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 22, 21, 42, 43, tzinfo=dt.timezone(dt.timedelta(hours=2)))


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "data"


@pytest.fixture
def mine(root: pathlib.Path) -> files.GuildFiles:
    return files.DataFolder(root).guild(1)


async def test_an_archive_holds_the_folder_and_its_manifest(mine: files.GuildFiles) -> None:
    contents = {"datasets/faq.jsonl": b"a" * 3000, "datasets/sub/вопросы.txt": "да".encode(), "datasets/empty.txt": b""}
    for path, content in contents.items():
        await mine.write(path, content)
    receipt = await archive.pack(mine, "./datasets/", NOW)
    assert receipt.path == "archives/datasets-20261122-194243.zip"
    data = await mine.read(receipt.path)
    assert (receipt.bytes, receipt.files) == (len(data), 3)
    assert receipt.sha256 == hashlib.sha256(data).hexdigest()
    assert len(data) < 3000
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        manifest = json.loads(packed.read("MANIFEST.json"))
        assert (manifest["format"], manifest["directory"], manifest["created"]) == (
            *(1, "datasets"),
            "2026-11-22T19:42:43+00:00",
        )
        assert {item["path"]: item["sha256"] for item in manifest["files"]} == {
            path: hashlib.sha256(content).hexdigest() for path, content in contents.items()
        }
        assert {item["path"]: packed.read(item["path"]) for item in manifest["files"]} == contents


@pytest.mark.parametrize("written", ["a///b", "./a/./b//", "a/.///.///b", " a/b/ "])
async def test_names_in_it_do_not_depend_on_how_the_folder_was_written(mine: files.GuildFiles, written: str) -> None:
    await mine.write("a/b/faq.jsonl", b"1")
    receipt = await archive.pack(mine, written, NOW)
    assert receipt.path == "archives/b-20261122-194243.zip"
    with zipfile.ZipFile(io.BytesIO(await mine.read(receipt.path))) as packed:
        assert packed.namelist() == ["b/faq.jsonl", "MANIFEST.json"]
        assert json.loads(packed.read("MANIFEST.json"))["directory"] == "a/b"


@pytest.mark.parametrize("written", ["", ".", "././.", ".//."])
async def test_the_whole_folder_may_be_written_in_any_way(mine: files.GuildFiles, written: str) -> None:
    await mine.write("faq.jsonl", b"1")
    await mine.write("archives/old.zip", b"2")
    receipt = await archive.pack(mine, written, NOW)
    with zipfile.ZipFile(io.BytesIO(await mine.read(receipt.path))) as packed:
        assert packed.namelist() == ["everything/faq.jsonl", "MANIFEST.json"]


async def test_two_archives_in_one_second_are_two_files(mine: files.GuildFiles) -> None:
    await mine.write("a/x.txt", b"1")
    first, second = await archive.pack(mine, "a", NOW), await archive.pack(mine, "a", NOW)
    assert [first.path, second.path] == ["archives/a-20261122-194243.zip", "archives/a-20261122-194243-2.zip"]


async def test_the_whole_folder_leaves_earlier_archives_out(mine: files.GuildFiles) -> None:
    await mine.write("a/x.txt", b"1")
    await archive.pack(mine, "", NOW)
    receipt = await archive.pack(mine, "", NOW)
    assert (receipt.path, receipt.files) == ("archives/everything-20261122-194243-2.zip", 1)
    assert (await archive.pack(mine, ".", NOW)).path == "archives/everything-20261122-194243-3.zip"


async def test_shared_files_can_be_archived_into_the_own_folder(mine: files.GuildFiles, root: pathlib.Path) -> None:
    folder = root / "shared" / "english"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("hello")
    os.utime(folder / "a.yml", (0, 0))  # 1970: older than a zip can say
    receipt = await archive.pack(mine, "shared/english", NOW)
    with zipfile.ZipFile(io.BytesIO(await mine.read(receipt.path))) as packed:
        assert packed.namelist() == ["english/a.yml", "MANIFEST.json"]
        assert packed.getinfo("english/a.yml").date_time == (1980, 1, 1, 0, 0, 0)


async def test_a_folder_called_as_the_manifest_does_not_collide(mine: files.GuildFiles) -> None:
    await mine.write("manifest.json/x.txt", b"1")
    receipt = await archive.pack(mine, "manifest.json", NOW)
    with zipfile.ZipFile(io.BytesIO(await mine.read(receipt.path))) as packed:
        assert packed.namelist() == ["files/x.txt", "MANIFEST.json"]


async def test_a_long_name_still_makes_a_file_name(mine: files.GuildFiles) -> None:
    name = "я" * 120
    await mine.write(f"{name}/x.txt", b"1")
    receipt = await archive.pack(mine, name, NOW)
    assert await mine.read(receipt.path)


@pytest.mark.parametrize(("path", "name"), [("datasets/faq.jsonl", "faq"), ("faq.jsonl", "faq"), ("plain", "plain")])
async def test_one_file_can_be_archived(mine: files.GuildFiles, path: str, name: str) -> None:
    await mine.write(path, b"one")
    await mine.write("datasets/other.txt", b"not this")
    receipt = await archive.pack(mine, path, NOW)
    assert receipt.files == 1
    assert receipt.path.startswith(f"archives/{name}-")
    with zipfile.ZipFile(io.BytesIO(await mine.read(receipt.path))) as packed:
        assert [info.filename for info in packed.infolist()][-1] == archive.MANIFEST
        assert packed.read(packed.infolist()[0]) == b"one"


async def test_a_path_that_cannot_be_archived_is_refused_with_the_reason(
    mine: files.GuildFiles, root: pathlib.Path
) -> None:
    (root / "guilds" / "1" / "empty").mkdir(parents=True)
    await mine.write("a.txt", b"1")
    for path, key in {
        "empty": "error-folder-empty",
        "missing": "error-path-missing",
        "../2": "error-path-outside",
    }.items():
        with pytest.raises(errors.UserError) as caught:
            await archive.pack(mine, path, NOW)
        assert caught.value.key == key
    assert [entry.path for entry in await mine.entries()] == ["a.txt", "empty"]  # not even the archives' folder


async def test_a_full_store_refuses_and_keeps_nothing(root: pathlib.Path) -> None:
    small = files.DataFolder(root, files.FileLimits(max_stored=2000)).guild(1)
    await small.write("a/x.txt", b"1" * 1500)
    with pytest.raises(errors.RefusedError) as caught:
        await archive.pack(small, "a", NOW)
    assert caught.value.key == "error-storage-full"
    assert [entry.path for entry in await small.entries({"file"})] == ["a/x.txt"]


async def test_a_folder_beyond_the_limit_is_refused_before_it_is_read(
    mine: files.GuildFiles, root: pathlib.Path
) -> None:
    await mine.write("a/x.txt", b"")
    os.truncate(root / "guilds" / "1" / "a" / "x.txt", 600 << 20)  # sparse: takes no room
    with pytest.raises(errors.InvalidInputError) as caught:
        await archive.pack(mine, "a", NOW)
    assert caught.value.key == "error-archive-too-large"


async def test_an_archive_that_does_not_read_back_gets_no_name(root: pathlib.Path) -> None:
    class Forgetful(handles.DescriptorFolder):
        """A disk that loses what is written: every byte reads back as another."""

        def create(self, name: str) -> BinaryIO:
            return _Lossy(super().create(name))  # pyright: ignore[reportReturnType] - quacks well enough for zipfile

    mine = files.DataFolder(root, open_root=Forgetful.root).guild(1)
    target = root / "guilds" / "1" / "a" / "x.txt"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"hello" * 100)
    with pytest.raises(errors.ServiceError):
        await archive.pack(mine, "a", NOW)
    assert [entry.path for entry in await mine.entries({"file"})] == ["a/x.txt"]


class _Lossy:
    """Passes everything on, but one byte comes back changed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int = -1) -> bytes:
        at = self._file.tell()
        data = bytearray(self._file.read(size))
        if at <= 45 < at + len(data):  # inside the first member's compressed data
            data[45 - at] ^= 0xFF
        return bytes(data)
