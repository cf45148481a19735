"""`chatterbot migrate-store`: a taught bot goes on answering from another database, and nothing is mixed up or overwritten."""

from __future__ import annotations

import json
import pathlib
import re

import pytest
from tests import postgres
from tests.protocol.test_cli_process import FAST, run

from chatterbot import lock

pytestmark = pytest.mark.protocol


@pytest.mark.asyncio
async def test_the_bot_answers_from_postgresql_and_from_a_file_again(
    tmp_path: pathlib.Path, postgres_server: str
) -> None:
    (tmp_path / "faq.csv").write_text("prompt,reply\nкогда мы играем?,В пятницу 🎲\n", "utf-8")
    assert run(tmp_path, "train", *FAST, "faq.csv").returncode == 0
    async with postgres.database(postgres_server) as address:
        there = ("--set", f"database.url={address}")
        moved = run(tmp_path, "migrate-store", *FAST, *there, "data/chatterbot.sqlite3", "configured")
        assert moved.returncode == 0, moved.stderr
        assert "copied and compared: " in moved.stdout
        assert "postgresql+asyncpg://" in moved.stdout
        assert re.search(r"^ +\d+  examples$", moved.stderr, re.MULTILINE), moved.stderr
        assert "В пятницу 🎲" in run(tmp_path, "export", *FAST, *there).stdout
        again = run(tmp_path, "migrate-store", *FAST, "data/chatterbot.sqlite3", address)
        assert again.returncode == 2
        assert "the target is not empty" in again.stderr
        assert run(tmp_path, "train", *FAST, *there, "faq.csv").returncode == 0  # numbers go on, nothing collides
        back = run(tmp_path, "migrate-store", *FAST, "--json", address, "back.sqlite3")
        assert json.loads(back.stdout)["tables"]["jobs"] == 2
    here = ("--set", "database.url=sqlite+aiosqlite:///back.sqlite3")
    assert "В пятницу 🎲" in run(tmp_path, "export", *FAST, *here).stdout


def test_what_cannot_be_copied_is_said_and_nothing_is_made(tmp_path: pathlib.Path) -> None:
    (tmp_path / "data").mkdir()

    def refused(*words: str) -> str:
        done = run(tmp_path, "migrate-store", *FAST, *words)
        assert done.returncode == 2, done.stderr
        return done.stderr

    assert "holds no database of chatterbot" in refused("no.sqlite3", "new.sqlite3")
    assert "are the same database" in refused("a.sqlite3", str(tmp_path / "a.sqlite3"))
    assert "database.url" in refused("nonsense://x", "new.sqlite3")
    with lock.held(tmp_path / "data"):
        assert "is in use by another chatterbot" in refused("configured", "new.sqlite3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
