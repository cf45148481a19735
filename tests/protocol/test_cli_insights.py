"""`chatterbot insights`: for people and for programs, beside a running bot, and with wrong options."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import pathlib

import pytest
from tests.protocol.test_cli_process import FAST, run

from chatterbot import lock, models
from chatterbot.store import ModelUse, ModelUseRow, Store

pytestmark = pytest.mark.protocol


def test_insights_are_printed_for_people_and_programs_also_beside_a_running_program(tmp_path: pathlib.Path) -> None:
    (tmp_path / "data").mkdir()

    async def ask() -> None:
        async with Store.open(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'chatterbot.sqlite3'}") as store:
            unknown = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
            for scope, count in ((0, 1), (5, 2)):
                for number in range(count):
                    await store.turns.add(models.Prompt("what is a quark?", 1, scope, 2), unknown, 100 * scope + number)
                    use = ModelUse(1, number, 1_000_001, 10)
                    await store.model_use.add([ModelUseRow(scope, dt.datetime.now(dt.UTC).date(), "m", use)])

    asyncio.run(ask())
    with lock.held(tmp_path / "data"):
        done = run(tmp_path, "insights", *FAST, "--days", "2", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["server"], told["total"]["asked"], told["share_answered"], len(told["days"])) == (0, 1, 0.0, 2)
        assert json.loads(run(tmp_path, "insights", *FAST, "--server", "5", "--json").stdout)["total"]["declined"] == 2
    priced = ("--set", "llm.price_prompt=0.15")
    used = json.loads(run(tmp_path, "insights", *FAST, "--server", "5", *priced, "--json").stdout)["model"]
    assert used["total"] == {
        "requests": 2,
        "failed": 1,
        "prompt_tokens": 2_000_002,
        "completion_tokens": 20,
        "tokens": 2_000_022,
        "amount": "0.3000003",
    }
    assert ([day["requests"] for day in used["days"]], used["currency"]) == ([2], "USD")
    assert told["model"]["total"]["amount"] is None
    printed = run(tmp_path, "insights", *FAST, "--all").stdout.splitlines()
    assert "(UTC): 3 questions, 0 in as many days before" in printed[0]
    assert printed[1] == "answered   0 (0.0%)"
    assert "an estimate, 2 for each question answered" in printed[4]
    assert printed[5] == "model      3 requests, 1 failed; 3000003 + 30 tokens"
    for wrong in ("0", "367", "x", "-1"):
        assert run(tmp_path, "insights", *FAST, f"--days={wrong}").returncode == 2
