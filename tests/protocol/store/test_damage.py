"""A database that is damaged, or missing beside the files of an earlier one, is refused with one sentence."""

from __future__ import annotations

import pathlib
import sqlite3
from collections.abc import Callable

import pytest
from tests.unit.services import world as worlds

from chatterbot import errors, services
from chatterbot.settings import Settings
from chatterbot.store import Database, Store

pytestmark = pytest.mark.protocol


def settings(folder: pathlib.Path, **database: object) -> Settings:
    """Return settings of a bot without speech that keeps everything in one folder."""
    return Settings.model_validate(
        {"files": {"data": folder}, "engine": {"encoder": "none"}, "teaching": {"starter": False}, "database": database}
    )


async def filled(folder: pathlib.Path) -> pathlib.Path:
    """Make a database with 2,000 examples; return its file."""
    async with worlds.opened(folder, worlds.on_disk(folder)) as world:
        for start in range(0, 2000, 50):
            await world.teach(*((f"question {number}", f"answer {number}") for number in range(start, start + 50)))
    return folder / "chatterbot.sqlite3"


def zero_the_middle(content: bytes) -> bytes:
    size = len(content) // 4096 * 2048
    return content[:size] + bytes(40 * 4096) + content[size + 40 * 4096 :]


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda content: b"no database at all " + content[19:], id="another header"),
        pytest.param(lambda content: content[: len(content) // 2], id="half of it"),
        pytest.param(lambda content: content[:100] + b"\xff" * 4000 + content[4100:], id="the first page"),
        pytest.param(zero_the_middle, id="the middle"),
    ],
)
async def test_a_damaged_file_is_refused_with_what_to_do(
    tmp_path: pathlib.Path, harm: Callable[[bytes], bytes]
) -> None:
    file = await filled(tmp_path)
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(errors.StoreError) as refused:
        async with Store.open(worlds.on_disk(tmp_path)):
            pass
    told = str(refused.value)
    assert "\n" not in told
    assert "is damaged" in told
    assert "last backup" in told
    assert f"sqlite3 {file} .recover" in told
    assert not refused.value.retryable


@pytest.mark.parametrize("empty_file", [False, True])
@pytest.mark.parametrize("kept", ["corrections.jsonl", "guilds/5/uploads/a.txt"])
async def test_an_empty_database_beside_the_files_of_another_is_refused(
    tmp_path: pathlib.Path, kept: str, *, empty_file: bool
) -> None:
    (tmp_path / kept).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / kept).write_text("{}\n")
    file = tmp_path / "chatterbot.sqlite3"
    if empty_file:
        file.touch()
    for _ in range(2):  # the refusal itself makes no database
        with pytest.raises(errors.SettingsError, match="start_empty=true") as refused:
            async with services.services(settings(tmp_path)):
                pass
        assert "\n" not in str(refused.value)
        assert file.exists() is empty_file
    async with services.services(settings(tmp_path, start_empty=True)):
        pass
    async with services.services(settings(tmp_path)) as parts:
        assert await parts.store.check() == []


async def test_a_database_without_tables_counts_as_missing(tmp_path: pathlib.Path) -> None:
    connection = sqlite3.connect(tmp_path / "chatterbot.sqlite3")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    with pytest.raises(errors.SettingsError, match="missing"):
        async with Database.open(worlds.on_disk(tmp_path), if_empty="it is missing"):
            pass


async def test_a_first_start_is_not_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "guilds" / "5").mkdir(parents=True)
    (tmp_path / "guilds" / "5" / "faq.txt").write_text("a => b")  # put there by the operator
    (tmp_path / "corrections.jsonl").touch()
    async with services.services(settings(tmp_path)):
        pass
    (tmp_path / "corrections.jsonl").write_text("{}\n")
    async with services.services(settings(tmp_path, url=worlds.MEMORY)):
        pass
