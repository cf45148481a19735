"""What monitors read of the running bot: true numbers, no words, and nothing that the dashboard or an alert asks for is missing."""

from __future__ import annotations

import io
import json
import logging
import re
import socket

import aiohttp
import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.source import ROOT

from chatterbot import logs, models, request_ids
from chatterbot.standin import Actor

pytest.importorskip("prometheus_client", reason="prometheus-client is not installed (extra `metrics`)")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

QUESTION, ANSWER = "when is the secret game?", "On Friday 🎲"
NAME = re.compile(r"\bchatterbot_[a-z_]+")
DEPLOYED = sorted(path for path in (ROOT / "deploy" / "observability").iterdir() if path.is_file())
NOT_HERE = frozenset({"chatterbot_hearing_up", "chatterbot_voice_up", "chatterbot_model_up"})
"""There only where the bot hears, speaks and has a language model."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


def values(text: str) -> dict[str, float]:
    """Metrics with their labels, and their values."""
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in text.splitlines() if line[0] != "#")
    }


async def test_what_happened_is_counted_and_nothing_that_was_said(town: Town, ann: Actor, boss: Actor) -> None:
    port = free_port()
    async with town.running(metrics={"port": port}) as app:
        await town.teach(boss, QUESTION, ANSWER)
        assert (await town.ask(ann, QUESTION))["content"] == ANSWER
        await town.ask(ann, "something that nobody taught")
        await people.recorded(app, town, 3)
        await people.use(ann, "status")
        status, text = await get(port, "/metrics")
        assert status == 200
        found = values(text)
        assert found['chatterbot_replies_total{source="taught"}'] == 1
        assert found['chatterbot_replies_total{source="unknown"}'] == 2
        assert found["chatterbot_reply_seconds_count"] == found['chatterbot_reply_seconds_bucket{le="+Inf"}'] == 3
        assert found['chatterbot_reply_seconds_bucket{le="60.0"}'] == 3
        assert 0 < found["chatterbot_reply_seconds_sum"] < 30
        assert (
            found["chatterbot_guilds"]
            == found["chatterbot_ready"]
            == found['chatterbot_shard_connected{shard="0"}']
            == 1
        )
        assert found["chatterbot_examples_loaded"] == found["chatterbot_scopes_loaded"] == 1
        assert found["chatterbot_draining"] == found["chatterbot_messages_waiting"] == found["chatterbot_calls"] == 0
        assert found["process_resident_memory_bytes"] > 1e7
        secrets = [QUESTION, ANSWER, "secret", "nobody", *(who.name for who in (ann, boss)), town.guild["name"]]
        secrets += [str(town.guild["id"]), str(town.general["id"]), ann.id, boss.id, town.discord.bot["id"]]
        assert [word for word in map(str, secrets) if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)] == []
        names = {re.sub(r"\{.*", "", name) for name in found}
        for path in DEPLOYED:
            wanted = set(NAME.findall(path.read_text("utf-8")))
            assert wanted - names - NOT_HERE == set(), path.name
            assert len(wanted) > 5
        documented = set(NAME.findall((ROOT / "docs" / "observability.md").read_text("utf-8")))
        bare = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in names if name.startswith("chatterbot_")}
        assert bare - documented == {"chatterbot_build_info"}
        assert documented - bare == NOT_HERE


async def test_whether_it_is_ready(town: Town) -> None:
    port = free_port()
    async with town.running(metrics={"port": port}) as app:
        assert await get(port, "/healthz") == (200, "ok\n")
        status, text = await get(port, "/readyz")
        assert (status, "false" in text) == (200, False)
        app.container.inflight.ready.clear()
        status, text = await get(port, "/readyz")
        assert (status, '"ready": false' in text) == (503, True)
        app.container.inflight.ready.set()
        await app.bot.shards[0].close()
        status, text = await get(port, "/readyz")
        assert (status, '"discord": false' in text) == (503, True)
        assert (await get(port, "/healthz"))[0] == 200


async def test_lines_of_one_request_have_one_id(town: Town, ann: Actor, boss: Actor) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonFormatter(logs.Redactor()))
    log = logging.getLogger("chatterbot")
    log.addHandler(handler)
    try:
        async with town.running() as app:
            choose = app.container.conversation.reply
            asked: list[str] = []

            async def reply(prompt: models.Prompt) -> models.Reply:
                asked.append(request_ids.current())
                log.warning("one")
                log.warning("two")
                return await choose(prompt)

            app.container.conversation.reply = reply
            for who in (ann, boss):
                await town.ask(who, QUESTION)
            log.warning("outside")
    finally:
        log.removeHandler(handler)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    told = [line["request"] for line in lines if line["message"] in {"one", "two"}]
    assert told == [asked[0], asked[0], asked[1], asked[1]]
    assert asked[0] != asked[1]
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in asked)
    assert "request" not in next(line for line in lines if line["message"] == "outside")
    assert request_ids.current() == ""
