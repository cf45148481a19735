"""`chatterbot check --deep`: beside a running bot it only looks; it repairs when the bot is stopped."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3

import pytest
from tests.protocol.test_cli_process import FAST, run

from chatterbot import lock

pytestmark = pytest.mark.protocol


def test_looks_beside_a_running_bot_and_repairs_when_it_is_stopped(tmp_path: pathlib.Path) -> None:
    (tmp_path / "faq.csv").write_text("prompt,reply\nкогда мы играем?,В пятницу 🎲\n", "utf-8")
    assert "nothing to check" in run(tmp_path, "check", *FAST, "--deep").stderr
    assert "--repair belongs to --deep" in run(tmp_path, "check", *FAST, "--repair").stderr
    assert run(tmp_path, "train", *FAST, "faq.csv").returncode == 0
    whole = run(tmp_path, "check", *FAST, "--deep")
    assert whole.returncode == 0, whole.stdout
    assert {line.split()[0] for line in whole.stdout.splitlines()} == {"ok"}
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "chatterbot.sqlite3")) as connection, connection:
        connection.execute("UPDATE examples SET folded = 'of something else' WHERE prompt LIKE '%играем%'")
    with lock.held(tmp_path / "data"):
        found = run(tmp_path, "check", *FAST, "--deep")
        assert found.returncode == 1
        assert found.stdout.startswith("warn data folder: the bot is using this data folder")
        assert "FAIL keys: 1 example is found by other words than they have" in found.stdout
        assert "chatterbot check --deep --repair" in found.stdout
        assert "is in use by another chatterbot" in run(tmp_path, "check", *FAST, "--deep", "--repair").stderr
    mended = run(tmp_path, "check", *FAST, "--deep", "--repair")
    assert mended.returncode == 0, mended.stdout
    assert "mend keys: 1 example is found by other words than they have: made anew" in mended.stdout
    assert run(tmp_path, "check", *FAST, "--deep").stdout == whole.stdout
