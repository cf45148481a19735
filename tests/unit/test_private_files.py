"""Only the bot's own user can read what the bot stores, whatever the umask."""

from __future__ import annotations

import os
import pathlib
import stat
from collections.abc import Iterator

import pytest

from chatterbot import private_files

pytestmark = [pytest.mark.unit, pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")]


@pytest.fixture(params=[0o000, 0o022, 0o077], autouse=True)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set each umask, and restore the process's own at the end."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_new_files_and_folders_are_closed_to_others(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "above" / "data"
    private_files.make_folder(folder)
    private_files.create(folder / "made")
    with open(folder / "opened", "ab", opener=private_files.opener) as file:
        file.write(b"words")
    assert [mode(folder), mode(folder / "made"), mode(folder / "opened")] == [0o700, 0o600, 0o600]


def test_open_files_and_folders_are_closed(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "data"
    (folder / "guilds" / "1").mkdir(parents=True)
    for name in ("chatterbot.sqlite3", "guilds/1/a.txt", "program"):
        (folder / name).write_bytes(b"words")
        (folder / name).chmod(0o666)
    (folder / "program").chmod(0o755)
    for path in (folder, folder / "guilds", folder / "guilds" / "1"):
        path.chmod(0o775)
    private_files.create(folder / "chatterbot.sqlite3")
    private_files.make_folder(folder)
    assert [mode(folder), mode(folder / "chatterbot.sqlite3")] == [0o700, 0o600]
    assert (folder / "chatterbot.sqlite3").read_bytes() == b"words"
    assert private_files.tighten(folder) == 0
    assert {mode(path) for path in folder.rglob("*") if path.is_dir()} == {0o700}
    assert {mode(path) for path in folder.rglob("*") if path.is_file()} == {0o600, 0o700}
    assert mode(folder / "program") == 0o700


def test_the_target_of_a_link_keeps_its_mode(tmp_path: pathlib.Path) -> None:
    folder, outside = tmp_path / "data", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "file").write_bytes(b"")
    outside.chmod(0o755)
    (outside / "file").chmod(0o644)
    (folder / "link").symlink_to(outside)
    (folder / "file").symlink_to(outside / "file")
    os.mkfifo(folder / "pipe")
    assert private_files.tighten(folder) == 0
    assert [mode(outside), mode(outside / "file")] == [0o755, 0o644]
    assert private_files.tighten(folder / "none") == 0
