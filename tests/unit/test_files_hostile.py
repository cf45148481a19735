"""No path, however made, leads out of a community's folder."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import os
import pathlib
import socket
import stat
import unicodedata
import zipfile
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatterbot import archive, errors, files
from chatterbot.files import handles

pytestmark = pytest.mark.unit

SECRET = b"SECRET"
NOW = dt.datetime(2026, 11, 22, 19, 42, 43, tzinfo=dt.UTC)


T = TypeVar("T")


@dataclasses.dataclass
class World:
    """A data folder full of traps: everything a person may read starts with OK, everything else says SECRET."""

    top: pathlib.Path

    @property
    def root(self) -> pathlib.Path:
        return self.top / "data"

    @property
    def own(self) -> pathlib.Path:
        return self.root / "guilds" / "1"

    @property
    def trees(self) -> tuple[files.GuildTree, files.GuildTree]:
        """The same folder by both means."""
        descriptors, paths = (
            files.GuildTree(self.root, 1, files.FileLimits(), open_root)
            for open_root in (handles.open_root, handles.PathFolder.root)
        )
        return descriptors, paths

    def attempt(self, call: Callable[[], T]) -> T | None:
        """Do something that may be refused; a refusal tells nothing about the machine."""
        try:
            return call()
        except errors.UserError as error:
            refusal = str(error)
        assert str(self.top) not in refusal
        return None

    def outside(self) -> dict[str, object]:
        """Everything beyond the own folder, to compare before and after."""
        found: dict[str, object] = {}
        for folder, folders, names in os.walk(self.top):
            if pathlib.Path(folder) == self.own:
                folders.clear()
                continue
            for name in names:
                path = pathlib.Path(folder, name)
                regular = stat.S_ISREG(path.lstat().st_mode)
                found[str(path)] = path.read_bytes() if regular else path.lstat().st_mode
            found[folder] = tuple(sorted(folders))
        return found


def build(top: pathlib.Path) -> World:
    world = World(top)
    own = world.own
    for path, content in {
        top / "secret.txt": SECRET,
        world.root / "chatterbot.sqlite3": SECRET,
        world.root / "corrections.jsonl": SECRET,
        world.root / "guilds" / "2" / "private.txt": SECRET,
        world.root / "shared" / "english" / "a.yml": b"OK",
        world.root / "shared" / ".env": SECRET,
        own / "datasets" / "faq.jsonl": b"OK",
        own / ".hidden": SECRET,
        own / "e\u0301.txt": b"OK",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for link, target in {
        own / "link-file": top / "secret.txt",
        own / "link-folder": top,
        own / "link-guild": pathlib.Path("../2"),
        own / "link-inside": own / "datasets",
        own / "link-root": pathlib.Path("/"),
        own / "link-zero": pathlib.Path("/dev/zero"),
        own / "datasets" / "up": pathlib.Path(".."),
        own / "loop": own / "loop",
        own / "loop-a": own / "loop-b",
        own / "loop-b": own / "loop-a",
        world.root / "shared" / "link": world.root,
    }.items():
        link.symlink_to(target)
    if hasattr(os, "mkfifo"):
        os.mkfifo(own / "fifo")
    with contextlib.suppress(OSError):  # only root may, and not in every container
        os.mknod(own / "zero", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as unix:  # the path may be too long for a socket
        unix.bind(str(own / "socket"))
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"))


REAL = ("datasets", "faq.jsonl", "shared", "english", "a.yml", "e\u0301.txt", "\u00e9.txt", "archives")
TRAPS = (
    *("link-file", "link-folder", "link-guild", "link-inside", "link-root", "link-zero", "up", "loop", "loop-a"),
    *("fifo", "zero", "socket", ".hidden", "link", ".env", "secret.txt", "private.txt", "chatterbot.sqlite3"),
    *("corrections.jsonl", "guilds", "1", "2", "data", "etc", "passwd", "dev"),
)
TRICKS = (
    *(
        "..",
        ".",
        "",
        "...",
        "....",
        "..;",
        "..%00",
        "%2e%2e",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "..\\..",
        "\\",
        "\\\\?\\C:\\x",
    ),
    *(
        "C:",
        "c:\\windows",
        "\\\\server\\share",
        "//server",
        "~",
        "~root",
        "$HOME",
        "file://",
        "\0",
        "a\0.txt",
        "\n",
        "\r\n",
        "\x1b[2J",
        "\x7f",
    ),
    *(
        "\u2024\u2024",
        "\u2025",
        "\uff0e\uff0e",
        "\uff0f",
        "\u2215",
        "\u29f8",
        "\uff3c",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\udc2e\udc2e",
        "\udcff",
    ),
    *(
        "datasets.",
        "datasets ",
        " datasets",
        "DATASETS",
        "Shared",
        "ſhared",
        "con",
        "NUL",
        "aux.txt",
        "x:y",
        "x::$DATA",
        "x" * 255,
        "x" * 5000,
        "я" * 200,
    ),
)
SEPARATORS = ("/", "/", "/", "//", "\\", "\uff0f", "%2f", "/./", "/../", "")
piece = st.one_of(st.sampled_from(REAL), st.sampled_from(REAL + TRAPS), st.sampled_from(TRICKS), st.text(max_size=8))


@st.composite
def hostile_paths(draw: st.DrawFn) -> str:
    parts = draw(st.lists(piece, max_size=6))
    path = draw(st.sampled_from(("", "", "", "/", "./", "../", "shared/", "shared/../")))
    for part in parts:
        path += part + draw(st.sampled_from(SEPARATORS))
    if draw(st.booleans()):
        path = path.rstrip("/")
    form = draw(st.sampled_from((None, None, "NFC", "NFD", "NFKC", "NFKD")))
    return unicodedata.normalize(form, path) if form else path


def many(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many(1000)
@given(path=hostile_paths())
def test_read_stays_inside(world: World, path: str) -> None:
    for tree in world.trees:
        content = world.attempt(functools.partial(tree.read, path, 1 << 16))
        assert content is None or content.startswith(b"OK")


@many(600)
@given(path=hostile_paths())
def test_open_folder_stays_inside(world: World, path: str) -> None:
    for tree in world.trees:
        for entry in world.attempt(functools.partial(tree.open_folder, path)) or ():
            assert tree.read(entry.path, 1 << 16).startswith(b"OK")


@many(300)
@given(prefix=hostile_paths())
def test_entries_stay_inside_and_can_be_opened(world: World, prefix: str) -> None:
    for tree in world.trees:
        for entry in tree.entries({"file", "folder"}, prefix, 25):
            if entry.is_folder:
                tree.open_folder(entry.path)
            else:
                assert tree.read(entry.path, 1 << 16).startswith(b"OK")


@many(400)
@given(path=hostile_paths())
def test_write_stays_inside(world: World, path: str) -> None:
    before = world.outside()
    for tree in world.trees:
        entry = world.attempt(functools.partial(tree.write, path, lambda file: file.write(b"OK new"), 6))
        assert entry is None or tree.read(entry.path, 100) == b"OK new"
    assert world.outside() == before


@many(300)
@given(path=hostile_paths())
def test_pack_stays_inside(world: World, path: str) -> None:
    before = world.outside()
    for tree in world.trees:
        receipt = world.attempt(functools.partial(archive.pack_blocking, tree, path, NOW))
        if receipt is not None:
            zipped = world.own / receipt.path
            with zipfile.ZipFile(zipped) as packed:
                assert not any(SECRET in packed.read(name) for name in packed.namelist())
            zipped.unlink()  # or the hundredth archive of one second is refused
    assert world.outside() == before
