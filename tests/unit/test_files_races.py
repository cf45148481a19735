"""No change of the disk, however timed, leads out of a community's folder or past a limit."""

from __future__ import annotations

import contextlib
import itertools
import os
import pathlib
import threading
import time
from collections.abc import Callable, Generator
from typing import BinaryIO

import pytest

from chatterbot import errors, files
from chatterbot.files import handles

pytestmark = pytest.mark.unit

SECRET = b"SECRET"


def guild_tree(
    root: pathlib.Path, open_root: Callable[[pathlib.Path], handles.OpenFolder] = handles.open_root
) -> files.GuildTree:
    return files.GuildTree(root, 1, files.FileLimits(), open_root)


@contextlib.contextmanager
def meanwhile(step: Callable[[], None]) -> Generator[None]:
    """Do `step` in a thread, over and over, as fast as possible."""
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            step()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="the fallback does not promise this")
def test_a_folder_swapped_for_a_link_while_reading_never_leads_outside(tmp_path: pathlib.Path) -> None:
    own = tmp_path / "guilds" / "1"
    folder, aside, link, outside = (own / "d", own / "aside", own / "link", tmp_path / "outside")
    for place, content in ((folder, b"OK"), (outside, SECRET)):
        place.mkdir(parents=True)
        (place / "x.txt").write_bytes(content)
    link.symlink_to(outside, target_is_directory=True)

    def swap() -> None:
        folder.rename(aside)
        link.rename(folder)
        folder.rename(link)
        aside.rename(folder)

    tree, refusals = guild_tree(tmp_path), set[str]()
    seen = {"read": 0, "listed": 0, "refused": 0}
    deadline = time.monotonic() + 20
    with meanwhile(swap):
        while min(seen.values()) < 100 and time.monotonic() < deadline:
            try:
                assert tree.read("d/x.txt", 100) == b"OK"
                seen["read"] += 1
                for entry in tree.open_folder("d"):
                    assert entry.size == len(b"OK")
                    seen["listed"] += 1
            except errors.UserError as error:
                refusals.add(error.key)
                seen["refused"] += 1
    assert min(seen.values()) > 0, seen
    assert refusals <= {"error-path-link", "error-path-missing", "error-path-not-a-folder"}


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="the fallback does not promise this")
def test_a_folder_swapped_for_a_link_while_writing_never_leads_outside(tmp_path: pathlib.Path) -> None:
    own = tmp_path / "guilds" / "1"
    folder, outside, trash = own / "d", tmp_path / "outside", tmp_path / "trash"
    for place in (folder, outside, trash):
        place.mkdir(parents=True)
    numbers = itertools.count()

    def swap() -> None:  # the writer makes the folder again, so any step may find something else than it expects
        with contextlib.suppress(OSError):
            folder.rename(trash / str(next(numbers)))
        with contextlib.suppress(OSError):
            folder.symlink_to(outside, target_is_directory=True)
        with contextlib.suppress(OSError):
            folder.unlink()

    seen = {"written": 0, "refused": 0}
    deadline = time.monotonic() + 20
    with meanwhile(swap):
        while min(seen.values()) < 100 and time.monotonic() < deadline:
            try:
                guild_tree(tmp_path).write("d/y.txt", lambda file: file.write(b"OK"), 2)
                seen["written"] += 1
            except errors.UserError:
                seen["refused"] += 1
    assert list(outside.iterdir()) == []
    assert min(seen.values()) > 0, seen


def test_a_file_that_grows_while_it_is_read_is_still_bounded(tmp_path: pathlib.Path) -> None:
    own = tmp_path / "guilds" / "1"
    own.mkdir(parents=True)
    log = own / "log.txt"
    log.write_bytes(b"OK")

    class Growing(files.GuildTree):
        @contextlib.contextmanager
        def open_file(self, path: str) -> Generator[tuple[BinaryIO, files.FileEntry]]:
            with super().open_file(path) as opened:
                log.write_bytes(b"x" * 1000)  # after its size was seen, before its content is read
                yield opened

    tree = Growing(tmp_path, 1, files.FileLimits(), handles.open_root)
    with pytest.raises(errors.InvalidInputError) as caught:
        tree.read("log.txt", 100)
    assert caught.value.params == {"path": "log.txt", "size": 101, "limit": 100}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_file_swapped_for_a_fifo_after_it_was_looked_at_is_refused(tmp_path: pathlib.Path) -> None:
    own = tmp_path / "guilds" / "1"
    own.mkdir(parents=True)
    file = own / "x.txt"
    file.write_bytes(b"OK")

    class Swapping(handles.DescriptorFolder):
        def look(self, name: str) -> handles.Found:
            found = super().look(name)
            file.unlink()
            os.mkfifo(file)
            return found

    tree = guild_tree(tmp_path, Swapping.root)
    with pytest.raises(errors.RefusedError) as caught:
        tree.read("x.txt", 100)
    assert caught.value.key == "error-path-not-a-file"


def test_a_file_swapped_between_look_and_opening_is_refused_by_the_fallback_too(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "guilds" / "1"
    own.mkdir(parents=True)
    (own / "x.txt").write_bytes(b"OK")
    (tmp_path / "secret.txt").write_bytes(SECRET)
    really_open = os.open

    def swapping_open(path: pathlib.Path, flags: int) -> int:
        (own / "x.txt").unlink()
        (own / "x.txt").symlink_to(tmp_path / "secret.txt")
        return really_open(path, flags & ~getattr(os, "O_NOFOLLOW", 0))  # as on a system without the flag

    tree = guild_tree(tmp_path, handles.PathFolder.root)
    monkeypatch.setattr(os, "open", swapping_open)
    with pytest.raises(errors.RefusedError) as caught:
        tree.read("x.txt", 100)
    assert caught.value.key == "error-path-link"
