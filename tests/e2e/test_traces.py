"""One message, one trace: its steps reach a collector by OpenTelemetry's own protocol, under the id that is in the log."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import pathlib
import re
import sys
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from aiohttp import web
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot import errors, logs, models, spans
from chatterbot.conversation import Conversation
from chatterbot.observability import TraceExport, headers_of, tracing
from chatterbot.standin import Actor

pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed (extra `traces`)")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

QUESTION, ANSWER = "when is the secret game?", "On Friday 🎲"


class Receiver:
    """A collector: what it was sent, decoded by OpenTelemetry's own messages."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.headers: list[str | None] = []
        self.raw = b""
        self.came = asyncio.Event()
        self.port = 0
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

        body = await request.read()
        self.headers.append(request.headers.get("x-key"))
        if self.status == 200:
            sent = trace_service_pb2.ExportTraceServiceRequest.FromString(body)
            self.raw += body
            self.spans += [each for one in sent.resource_spans for scope in one.scope_spans for each in scope.spans]
        self.came.set()
        return web.Response(status=self.status)


@contextlib.asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    receiver, application = Receiver(), web.Application()
    application.router.add_post("/v1/traces", receiver.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        receiver.port = runner.addresses[0][1]
        yield receiver
    finally:
        await runner.cleanup()


def source_of(reply: Any) -> str:
    """The only attribute of a reply."""
    ((key, value),) = ((each.key, each.value.string_value) for each in reply.attributes)
    assert key == "source"
    return str(value)


async def test_a_message_is_one_trace_under_the_id_of_its_log_lines(
    town: Town, ann: Actor, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Conversation.reply

    async def reply(self: Conversation, prompt: models.Prompt) -> models.Reply:
        logging.getLogger("chatterbot.conversation").warning("asked")
        return await answer(self, prompt)

    monkeypatch.setattr(Conversation, "reply", reply)
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.JsonFormatter(logs.Redactor()))
    logger = logging.getLogger("chatterbot")
    logger.addHandler(handler)
    try:
        async with receiving() as receiver:
            endpoint = f"http://127.0.0.1:{receiver.port}/v1/traces"
            async with town.running(traces={"endpoint": endpoint, "headers": "x-key=abc"}) as app:
                await town.teach(boss, QUESTION, ANSWER)
                assert (await town.ask(ann, QUESTION))["content"] == ANSWER
                await people.recorded(app, town, 1)
    finally:
        logger.removeHandler(handler)
    # What was waiting is sent before the bot has ended.
    assert set(receiver.headers) == {"abc"}
    traces: dict[bytes, dict[str, Any]] = {}
    for each in receiver.spans:
        traces.setdefault(each.trace_id, {})[each.name] = each
    message = next(one for one in traces.values() if "reply" in one and source_of(one["reply"]) == "taught")
    assert {"message", "queue", "reply", "match", "send", "database_read"} <= set(message)
    by_id = {each.span_id: each for each in message.values()}
    assert not message["message"].parent_span_id
    assert by_id[message["reply"].parent_span_id].name == "message"
    assert by_id[message["match"].parent_span_id].name == "reply"
    whole, sent = message["message"], message["send"]
    assert whole.start_time_unix_nano <= sent.start_time_unix_nano < sent.end_time_unix_nano
    assert sent.end_time_unix_nano <= whole.end_time_unix_nano + 1_000_000
    asked = {json.loads(line).get("request") for line in lines.getvalue().splitlines()}
    assert message["message"].trace_id.hex() in asked
    assert any("interaction" in one for one in traces.values()), "the lesson was a command"
    secrets = [QUESTION, ANSWER, "secret", ann.name, boss.name, town.guild["name"], ann.id, str(town.guild["id"])]
    assert [word for word in secrets if word.encode() in receiver.raw] == []


async def test_a_collector_that_is_away_or_refuses_costs_nobody_anything(
    town: Town, ann: Actor, boss: Actor, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "TIMEOUT_S", 0.5)
    async with town.running(traces={"endpoint": "http://127.0.0.1:9/v1/traces"}):
        await town.teach(boss, QUESTION, ANSWER)
        assert (await town.ask(ann, QUESTION))["content"] == ANSWER
    assert all(each.name.startswith("opentelemetry.") for each in logged)
    logged.clear()


class Never:
    def random(self) -> float:
        return 0.5


async def test_a_share_is_traced_and_what_is_too_much_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "MOST_WAITING", 2)
    async with receiving() as receiver:
        endpoint = f"http://127.0.0.1:{receiver.port}/v1/traces"
        async with TraceExport.open(endpoint, {}, 0.4, "1", Never()) as export:  # type: ignore[arg-type]
            assert not export.wants()
        async with TraceExport.open(endpoint, {}, 0.6, "1", Never()) as export:  # type: ignore[arg-type]
            assert export.wants()
            for number in range(5):
                with spans.trace("message", f"{number + 1:032x}", export):
                    pass
            assert export.counts.dropped == 3
        assert {int.from_bytes(each.trace_id) for each in receiver.spans} == {1, 2}


@pytest.mark.parametrize("written", ["abc", "=b", "a=", "a=b, c"])
def test_headers_that_cannot_be_read_are_refused_without_telling_them(written: str) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        headers_of(written)
    assert written not in str(refused.value)
    assert headers_of(" a = b ,c=d=e") == {"a": "b", "c": "d=e"}
    assert headers_of("") == {}


async def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk", None)
    with pytest.raises(errors.SettingsError, match=r"chatterbot-discord\[traces\]"):
        async with TraceExport.open("http://127.0.0.1:9/", {}, 1, "1", Never()):  # type: ignore[arg-type]
            pass


def test_nothing_of_it_is_imported_where_it_is_off() -> None:
    source = pathlib.Path(tracing.__file__).read_text("utf-8")
    assert not re.search(r"^(from|import) (opentelemetry|requests)", source, re.MULTILINE)
