"""`chatterbot backup` beside a running bot, through a pipe, and `chatterbot restore`."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest
from tests.protocol.test_cli_process import FAST, run

from chatterbot import lock

pytestmark = pytest.mark.protocol


def test_backed_up_beside_a_running_bot_and_restored_elsewhere(tmp_path: pathlib.Path) -> None:
    (tmp_path / "faq.csv").write_text("prompt,reply\nкогда мы играем?,В пятницу 🎲\n", "utf-8")
    assert "there is no database" in run(tmp_path, "backup", *FAST, "--to", "b").stderr
    assert run(tmp_path, "train", *FAST, "faq.csv").returncode == 0
    with lock.held(tmp_path / "data"):
        done = run(tmp_path, "backup", *FAST, "--to", "b")
    assert done.returncode == 0, done.stderr
    assert "not encrypted (set backup.recipients)" in done.stderr
    (backup,) = (tmp_path / "b").iterdir()
    with lock.held(tmp_path / "data"):
        assert "is in use by another chatterbot" in run(tmp_path, "restore", *FAST, str(backup)).stderr
    assert "exists: move it away first" in run(tmp_path, "restore", *FAST, str(backup)).stderr
    elsewhere = ("--data", "new")
    restored = run(tmp_path, "restore", *FAST, *elsewhere, str(backup))
    assert restored.returncode == 0, restored.stderr
    assert "restored: " in restored.stdout
    assert "В пятницу 🎲" in run(tmp_path, "export", *FAST, *elsewhere).stdout
    assert "name a folder" in run(tmp_path, "backup", *FAST).stderr


def test_through_a_pipe(tmp_path: pathlib.Path) -> None:
    (tmp_path / "faq.csv").write_text("prompt,reply\na,b\n", "utf-8")
    assert run(tmp_path, "train", *FAST, "faq.csv").returncode == 0
    command = [sys.executable, "-m", "chatterbot", "backup", *FAST, "--to", "-"]
    piped = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    (tmp_path / "piped.tar.gz").write_bytes(piped.stdout)
    assert run(tmp_path, "restore", *FAST, "--data", "new", "piped.tar.gz").returncode == 0
    assert run(tmp_path, "export", *FAST, "--data", "new").stdout == run(tmp_path, "export", *FAST).stdout
    with pathlib.Path("/dev/full").open("wb") as full:
        refused = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert refused.returncode == 2
    assert "standard output: the backup cannot be written: No space left on device" in refused.stderr.decode()
