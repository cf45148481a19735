"""What people can do with their files."""

from __future__ import annotations

import asyncio
import os
import pathlib
import threading
from collections.abc import Awaitable, Callable
from typing import BinaryIO

import pytest

from chatterbot import errors, files
from chatterbot.files import handles, names

pytestmark = pytest.mark.unit

GUILD = 81384788765712384
OpenRoot = Callable[[pathlib.Path], handles.OpenFolder]


@pytest.fixture(params=[handles.DescriptorFolder.root, handles.PathFolder.root], ids=["descriptors", "paths"])
def open_root(request: pytest.FixtureRequest) -> OpenRoot:
    return request.param


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "data"


@pytest.fixture
def mine(root: pathlib.Path, open_root: OpenRoot) -> files.GuildFiles:
    return files.DataFolder(root, open_root=open_root).guild(GUILD)


def put(root: pathlib.Path, path: str, content: bytes = b"OK") -> pathlib.Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def listdir(folder: pathlib.Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


async def refused(call: Awaitable[object], key: str) -> errors.UserError:
    with pytest.raises(errors.UserError) as caught:
        await call
    assert caught.value.key == key
    return caught.value


async def test_nothing_is_created_until_something_is_written(mine: files.GuildFiles, root: pathlib.Path) -> None:
    assert await mine.entries() == []
    await refused(mine.read("faq.jsonl"), "error-path-missing")
    assert not await asyncio.to_thread(root.exists)
    await mine.write("faq.jsonl", b"{}")
    assert (root / "guilds" / str(GUILD) / "faq.jsonl").read_bytes() == b"{}"


async def test_what_was_written_is_read_and_listed(mine: files.GuildFiles) -> None:
    entry = await mine.write("datasets/вопросы/faq 😀.jsonl", b"one")
    assert (entry.path, entry.size, entry.is_folder) == ("datasets/вопросы/faq 😀.jsonl", 3, False)
    assert entry.modified.tzinfo is not None
    assert await mine.read(entry.path) == b"one"
    await mine.write(entry.path, b"two, longer")
    assert await mine.read("./" + entry.path) == b"two, longer"
    assert [found.path for found in await mine.entries()] == ["datasets", "datasets/вопросы", entry.path]
    assert [found.path for found in await mine.open_folder("datasets/")] == [entry.path]


async def test_guilds_do_not_see_each_other(root: pathlib.Path, open_root: OpenRoot) -> None:
    folder = files.DataFolder(root, open_root=open_root)
    await folder.guild(1).write("notes.txt", b"of one")
    await folder.guild(2).write("notes.txt", b"of two")
    assert await folder.guild(1).read("notes.txt") == b"of one"
    await refused(folder.guild(1).read("../2/notes.txt"), "error-path-outside")
    assert [entry.path for entry in await folder.guild(2).entries()] == ["notes.txt"]


async def test_the_shared_folder_is_readable_and_not_writable(mine: files.GuildFiles, root: pathlib.Path) -> None:
    put(root, "shared/english/greetings.yml", b"hello")
    assert await mine.read("shared/english/greetings.yml") == b"hello"
    assert await mine.read("Shared/english/greetings.yml") == b"hello"
    assert [entry.path for entry in await mine.open_folder("shared")] == ["shared/english/greetings.yml"]
    for path in ("shared/new.txt", "SHARED/new.txt", "shared", "shared/english/greetings.yml"):
        await refused(mine.write(path, b"x"), "error-path-read-only")
    assert (root / "shared/english/greetings.yml").read_bytes() == b"hello"


async def test_an_own_folder_called_shared_does_not_pretend_to_be_the_operators(
    mine: files.GuildFiles, root: pathlib.Path
) -> None:
    put(root, f"guilds/{GUILD}/Shared/x.txt")
    put(root, f"guilds/{GUILD}/a/shared/x.txt")
    assert [entry.path for entry in await mine.entries({"file"})] == ["a/shared/x.txt"]


async def test_hidden_files_and_the_bots_own_are_not_there(mine: files.GuildFiles, root: pathlib.Path) -> None:
    put(root, "chatterbot.sqlite3")
    put(root, "corrections.jsonl")
    put(root, "shared/.env")
    for path in (".hidden", ".git/config", "a/.tmp", "a/b.txt"):
        put(root, f"guilds/{GUILD}/{path}")
    assert [entry.path for entry in await mine.entries({"file"})] == ["a/b.txt"]
    for path in (".hidden", ".git/config", "a/.tmp", "shared/.env", "chatterbot.sqlite3", "shared/chatterbot.sqlite3"):
        await refused(mine.read(path), "error-path-missing")


async def test_entries_rank_what_was_typed(mine: files.GuildFiles) -> None:
    for path in ("faq.txt", "old/faq.txt", "old/my-faq.txt", "zebra.txt"):
        await mine.write(path, b"")
    assert [entry.path for entry in await mine.entries({"file"}, "FAQ")] == ["faq.txt", "old/faq.txt", "old/my-faq.txt"]
    assert [entry.path for entry in await mine.entries({"folder"})] == ["old"]
    assert [entry.path for entry in await mine.entries({"file"}, limit=2)] == ["faq.txt", "old/faq.txt"]


async def test_a_typo_gets_the_name_that_was_meant(mine: files.GuildFiles) -> None:
    await mine.write("datasets/faq.jsonl", b"")
    error = await refused(mine.read("datasets/fag.jsonl"), "error-path-missing")
    assert error.params == {"path": "datasets/fag.jsonl", "looked": "datasets", "near": "faq.jsonl"}
    error = await refused(mine.read("dataset/faq.jsonl"), "error-path-missing")
    assert error.params == {"path": "dataset/faq.jsonl", "looked": "", "near": "datasets"}


async def test_files_and_folders_are_told_apart(mine: files.GuildFiles) -> None:
    await mine.write("a/b.txt", b"")
    for path in ("a", "", "shared"):
        error = await refused(mine.read(path), "error-path-not-a-file")
        assert error.params["path"] == path
    await refused(mine.read("a/b.txt/c"), "error-path-not-a-folder")
    await refused(mine.open_folder("a/b.txt"), "error-path-not-a-folder")
    await refused(mine.write("a", b"x"), "error-path-not-a-file")
    await refused(mine.write("", b"x"), "error-path-not-a-file")
    await refused(mine.write("a/b.txt/c", b"x"), "error-path-not-a-folder")


async def test_files_larger_than_the_limits_are_refused(
    mine: files.GuildFiles, root: pathlib.Path, open_root: OpenRoot
) -> None:
    await mine.write("five.txt", b"12345")
    assert await mine.read("five.txt", 5) == b"12345"
    error = await refused(mine.read("five.txt", 4), "error-file-too-large")
    assert error.params == {"path": "five.txt", "size": 5, "limit": 4}
    small = files.DataFolder(root, files.FileLimits(max_stored=8), open_root=open_root).guild(GUILD)
    await small.write("three.txt", b"123")
    error = await refused(small.write("one.txt", b"1"), "error-storage-full")
    assert error.params == {"used": 8, "size": 1, "limit": 8}


async def test_many_small_files_are_limited_too(root: pathlib.Path, open_root: OpenRoot) -> None:
    few = files.DataFolder(root, files.FileLimits(max_entries=5, max_folder_files=3), open_root=open_root).guild(GUILD)
    for number in range(5):
        await few.write(f"{number}.txt", b"")
    await refused(few.write("6.txt", b""), "error-storage-full")
    assert len(await few.entries()) == 5
    await refused(few.open_folder(""), "error-folder-too-many")


async def test_two_writes_at_once_do_not_share_the_last_room(root: pathlib.Path, open_root: OpenRoot) -> None:
    folder = files.DataFolder(root, files.FileLimits(max_stored=10), open_root=open_root)
    keys: list[str] = []

    def while_written(file: BinaryIO) -> None:
        file.write(b"12345")
        with pytest.raises(errors.RefusedError) as caught:
            folder.guild(GUILD).blocking.write("second.txt", lambda other: other.write(b"123456"), 6)
        keys.append(caught.value.key)
        # What is being written is not counted twice: as announced, and as it lies there.
        folder.guild(GUILD).blocking.write("third.txt", lambda other: other.write(b"123"), 3)

    await asyncio.to_thread(folder.guild(GUILD).blocking.write, "first.txt", while_written, 5)
    assert keys == ["error-storage-full"]
    assert sorted(entry.path for entry in await folder.guild(GUILD).entries()) == ["first.txt", "third.txt"]
    await folder.guild(GUILD).write("fourth.txt", b"12")  # and nothing stays announced


async def test_what_a_killed_process_left_is_swept(root: pathlib.Path, open_root: OpenRoot) -> None:
    dead = put(root, f"guilds/{GUILD}/uploads/.0123456789abcdef.tmp")
    others = [put(root, f"guilds/{GUILD}/{name}") for name in (".hidden", "a.tmp", ".0123456789abcdef.tmp.txt")]
    outside = put(root, "shared/.0123456789abcdef.tmp")
    folder = files.DataFolder(root, open_root=open_root)
    fresh = put(root, f"guilds/{GUILD}/.fedcba9876543210.tmp")
    later = fresh.stat().st_mtime + 3600
    os.utime(fresh, (later, later))
    assert await folder.sweep() == 1
    assert not await asyncio.to_thread(dead.exists)
    assert all([await asyncio.to_thread(path.exists) for path in (*others, outside, fresh)])
    assert await files.DataFolder(root / "nowhere", open_root=open_root).sweep() == 0


async def test_files_are_removed(mine: files.GuildFiles, root: pathlib.Path) -> None:
    await mine.write("uploads/a.txt", b"1")
    await mine.write("b.txt", b"2")
    assert await mine.remove("uploads/a.txt")
    assert not await mine.remove("uploads/a.txt")
    assert not await mine.remove("never/there.txt")
    await refused(mine.remove("uploads"), "error-path-not-a-file")
    await refused(mine.remove("../x"), "error-path-outside")
    put(root, "shared/a.txt")
    await refused(mine.remove("shared/a.txt"), "error-path-read-only")
    put(root, f"guilds/{GUILD}/.hidden")
    assert await mine.clear() == 2
    assert await mine.entries({"file"}) == [entry for entry in await mine.entries({"file"}) if "shared" in entry.path]


async def test_links_are_not_followed(mine: files.GuildFiles, root: pathlib.Path, tmp_path: pathlib.Path) -> None:
    own = put(root, f"guilds/{GUILD}/real/faq.txt").parent.parent
    secret = put(tmp_path, "outside/secret.txt", b"SECRET")
    (own / "file").symlink_to(secret)
    (own / "folder").symlink_to(secret.parent, target_is_directory=True)
    (own / "inside").symlink_to(own / "real", target_is_directory=True)
    (own / "loop").symlink_to(own / "loop")
    (root / "shared").symlink_to(secret.parent, target_is_directory=True)
    for path in ("file", "folder/secret.txt", "inside/faq.txt", "loop", "loop/x", "shared/secret.txt"):
        await refused(mine.read(path), "error-path-link")
    for path in ("folder", "inside", "loop", "shared"):
        await refused(mine.open_folder(path), "error-path-link")
    await refused(mine.write("folder/new.txt", b"x"), "error-path-link")
    await refused(mine.write("file", b"x"), "error-path-not-a-file")
    assert [entry.path for entry in await mine.entries()] == ["real", "real/faq.txt"]
    assert await asyncio.to_thread(listdir, secret.parent) == ["secret.txt"]
    assert secret.read_bytes() == b"SECRET"


async def test_a_guild_folder_that_is_a_link_is_refused(root: pathlib.Path, open_root: OpenRoot) -> None:
    put(root, "guilds/2/notes.txt", b"SECRET")
    (root / "guilds" / "1").symlink_to("2", target_is_directory=True)
    await refused(files.DataFolder(root, open_root=open_root).guild(1).read("notes.txt"), "error-path-link")


async def test_the_operators_root_may_be_a_link(
    root: pathlib.Path, open_root: OpenRoot, tmp_path: pathlib.Path
) -> None:
    put(root, "shared/a.txt", b"hello")
    (tmp_path / "link").symlink_to(root, target_is_directory=True)
    linked = files.DataFolder(tmp_path / "link", open_root=open_root).guild(GUILD)
    assert await linked.read("shared/a.txt") == b"hello"


async def test_a_file_without_permission_is_reported_as_closed(root: pathlib.Path) -> None:
    class Closed(handles.PathFolder):
        def file(self, name: str) -> BinaryIO:
            raise PermissionError(13, "Permission denied", name)

    put(root, f"guilds/{GUILD}/closed.txt")
    await refused(files.DataFolder(root, open_root=Closed.root).guild(GUILD).read("closed.txt"), "error-path-closed")


async def test_a_failed_write_leaves_the_old_file_and_no_litter(mine: files.GuildFiles, root: pathlib.Path) -> None:
    await mine.write("a.txt", b"old")

    def fail(_: object) -> None:
        raise errors.RefusedError("error-test")

    with pytest.raises(errors.RefusedError):
        mine.blocking.write("a.txt", fail, 0)
    assert await mine.read("a.txt") == b"old"
    assert await asyncio.to_thread(listdir, root / "guilds" / str(GUILD)) == ["a.txt"]


async def test_a_disk_error_is_the_operators_not_the_persons(root: pathlib.Path) -> None:
    def broken(_: pathlib.Path) -> handles.OpenFolder:
        raise OSError(5, "Input/output error")

    guild = files.DataFolder(root, open_root=broken).guild(GUILD)
    with pytest.raises(errors.ServiceError, match="Input/output"):
        await guild.read("a.txt")


async def test_a_write_that_must_not_replace_is_refused_where_there_is_a_file(mine: files.GuildFiles) -> None:
    mine.blocking.write("a.txt", lambda file: file.write(b"1"), 1, replace=False)
    with pytest.raises(FileExistsError):
        mine.blocking.write("a.txt", lambda file: file.write(b"2"), 1, replace=False)
    assert await mine.read("a.txt") == b"1"


async def test_the_event_loop_runs_while_the_disk_is_slow(root: pathlib.Path) -> None:
    reached, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(path: pathlib.Path) -> handles.OpenFolder:
        loop.call_soon_threadsafe(reached.set)
        assert go_on.wait(30)
        return handles.open_root(path)

    put(root, "shared/a.txt", b"late")
    reading = asyncio.create_task(files.DataFolder(root, open_root=slow).guild(GUILD).read("shared/a.txt"))
    await reached.wait()  # the loop runs this while the worker is stuck
    assert not reading.done()
    go_on.set()
    assert await reading == b"late"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("../x", "error-path-outside"),
        ("a/../b", "error-path-outside"),
        ("a/..", "error-path-outside"),
        ("a\\..\\b", "error-path-outside"),
        ("shared/../..", "error-path-outside"),
        ("/etc/passwd", "error-path-outside"),
        ("\\\\server\\share\\x", "error-path-outside"),
        ("//server/share/x", "error-path-outside"),
        ("C:\\x", "error-path-outside"),
        ("c:x", "error-path-outside"),
        ("a\\b", "error-path-bad-name"),
        ("a\0b", "error-path-bad-name"),
        ("a\nb", "error-path-bad-name"),
        ("a/b:stream", "error-path-bad-name"),
        ("trailing./x", "error-path-bad-name"),
        ("trailing /x", "error-path-bad-name"),
        ("a/ leading", "error-path-bad-name"),
        ("con", "error-path-bad-name"),
        ("a/NUL.txt", "error-path-bad-name"),
        ("com¹.txt", "error-path-bad-name"),
        ("\u2024\u2024/x", "error-path-bad-name"),  # ONE DOT LEADER twice: '..' to whoever normalises
        ("\u2025/x", "error-path-bad-name"),  # TWO DOT LEADER
        ("a\uff0fb", "error-path-bad-name"),  # FULLWIDTH SOLIDUS
        ("a\uff3cb", "error-path-bad-name"),  # FULLWIDTH REVERSE SOLIDUS
        ("exe.\u202elnosj", "error-path-bad-name"),  # RIGHT-TO-LEFT OVERRIDE
        ("a\u2028b", "error-path-bad-name"),
        ("a\udcffb", "error-path-bad-name"),
        ("x" * 256, "error-path-bad-name"),
        ("я" * 128, "error-path-bad-name"),
        ("x/" * 17, "error-path-too-long"),
        ("x" * 2000, "error-path-too-long"),
        (".hidden", "error-path-missing"),
        ("...", "error-path-missing"),
        ("a/.hidden/b", "error-path-missing"),
    ],
)
def test_bad_paths_are_refused_before_the_disk_is_touched(path: str, key: str) -> None:
    with pytest.raises(errors.UserError) as caught:
        names.parse(path)
    assert caught.value.key == key
    assert all(value == names.shown(str(value)) or isinstance(value, int) for value in caught.value.params.values())


@pytest.mark.parametrize(
    "path", ["a", "a/b", "./a", "a//b", "a/", " a ", "%2e%2e", "~/x", "e\u0301.txt", "\u00e9.txt", "👩‍🚀.txt"]
)
def test_good_paths_are_kept_as_they_are(path: str) -> None:
    assert str(names.parse(path)) == path.strip().removeprefix("./").rstrip("/").replace("//", "/")
