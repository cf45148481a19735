"""One process at a time on a data folder."""

from __future__ import annotations

import os
import pathlib

import pytest

from chatterbot import errors, lock

pytestmark = pytest.mark.unit


def test_a_second_process_is_refused_and_told_which_one_holds_the_lock(tmp_path: pathlib.Path) -> None:
    with (
        lock.held(tmp_path),
        pytest.raises(errors.SettingsError, match=rf"in use by another chatterbot \(process {os.getpid()}\)"),
        lock.held(tmp_path),
    ):
        pytest.fail("both hold it")


def test_the_lock_is_free_again_after_the_block_and_after_an_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ZeroDivisionError), lock.held(tmp_path):
        raise ZeroDivisionError
    with lock.held(tmp_path):
        assert (tmp_path / lock.FILE).is_file()


def test_a_file_left_behind_by_a_crash_is_no_obstacle(tmp_path: pathlib.Path) -> None:
    (tmp_path / lock.FILE).write_text("99999999\nand more\n")
    with lock.held(tmp_path):
        assert (tmp_path / lock.FILE).read_text() == f"{os.getpid()}\n"


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.SettingsError, match="cannot be written"), lock.held(tmp_path / "missing"):
        pytest.fail("held in a folder that is not there")


def test_processes_that_share_a_folder_keep_out_one_that_does_not(tmp_path: pathlib.Path) -> None:
    with (
        lock.held(tmp_path, shared=True),
        lock.held(tmp_path, shared=True),
        pytest.raises(errors.SettingsError, match="in use by another chatterbot"),
        lock.held(tmp_path),
    ):
        pytest.fail("it has the folder")
    with lock.held(tmp_path), pytest.raises(errors.SettingsError), lock.held(tmp_path, shared=True):
        pytest.fail("it has the folder")


def test_each_process_has_a_place_and_finds_it_again(tmp_path: pathlib.Path) -> None:
    with lock.place(tmp_path) as first, lock.place(tmp_path) as second:
        assert len({first, second, ""}) == 3
    with lock.place(tmp_path) as again:
        assert again == first
    (tmp_path / "process-1.lock").write_text("damaged")
    with lock.place(tmp_path) as new:
        assert new not in {first, "damaged", ""}
