"""A server that means harm, or is broken beyond any protocol: it neither holds the program up nor makes up numbers and addresses."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from tests.protocol.llm.chats import Heard, hear

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm import FineTuneOrder, FinishReason, LlmOptions, TokenUsage, open_model
from chatterbot.llm.openai_api import model as client

pytestmark = pytest.mark.protocol

STREAM = "text/event-stream"
Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serving(serve: Serve) -> AsyncGenerator[LlmOptions]:
    """Run a server that writes what it likes; yields the options of a client with little patience."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError), contextlib.closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            await serve(writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield LlmOptions(
            model="m", base_url=f"http://{host}:{port}/v1", first_token_s=2, token_s=1, request_s=2, retry_s=0.01
        )


def response(body: bytes, *, status: str = "200 OK", kind: str = STREAM, **headers: str) -> bytes:
    """Return a whole response."""
    lines = {
        "Content-Type": kind,
        "Connection": "close",
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    return (
        "\r\n".join([f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in lines.items()), "", ""]).encode()
        + body
    )


def event(body: object) -> bytes:
    """Return an event of a stream."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def word(text: str | None, finish: str | None = None, **more: Any) -> bytes:
    """Return a chunk of an answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}], **more})


def always(data: bytes) -> Serve:
    """Return what sends a whole response."""

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return serve


async def heard_from(serve: Serve) -> Heard:
    """Ask a server."""
    async with asyncio.timeout(10), serving(serve) as options, open_model(options) as model:
        return await hear(model)


async def test_a_stream_that_never_ends_after_the_answer_is_left() -> None:
    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(response(word("Hello.") + word(None, "stop")))
        while True:
            writer.write(event({"choices": []}))
            await writer.drain()
            await asyncio.sleep(0.05)  # as evenly as a server writes

    heard = await heard_from(serve)
    assert (heard.text, heard.finish, heard.error) == ("Hello.", FinishReason.STOP, None)


async def test_an_answer_word_by_word_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_ANSWER_S", 0.3)
    monkeypatch.setattr(client, "SECONDS_A_TOKEN", 0.0)

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(response(b""))
        while True:
            writer.write(word("on "))
            await writer.drain()
            await asyncio.sleep(0.05)  # as evenly as a server writes

    heard = await heard_from(serve)
    assert heard.error is not None
    assert (heard.text[:3], heard.error.fault) == ("on ", ModelFault.TIMEOUT)


MANY = b",".join([b"{}"] * 300_000)


@pytest.mark.parametrize(
    "body",
    [
        b'data: {"choices":[' + MANY + b"]}\n\n",
        b'data: {"choices":[' + MANY.replace(b",", b",\ndata: ") + b"]}\n\n",
        b'data: {"choices":[' + MANY.replace(b",", b",\r\ndata: ") + b"]}\r\n\r\n",
    ],
    ids=["one line", "many lines", "many lines, ending otherwise"],
)
async def test_an_event_of_a_million_objects_is_not_read(body: bytes) -> None:
    """To read it takes half a minute, in which the program does nothing else."""
    heard = await heard_from(always(response(body)))
    assert heard.error is not None
    assert heard.error.fault is ModelFault.MALFORMED
    assert "too large" in str(heard.error)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_events_are_told_apart_wherever_they_are_cut(end: str) -> None:
    """What is too much for one event is not too much for a thousand."""
    chunks = b"".join(word("a, ", junk=[0] * 100) for _ in range(400)).replace(b"\n", end.encode())

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(response(b""))
        for start in range(0, len(chunks), 997):
            writer.write(chunks[start : start + 997])
            await writer.drain()
            await asyncio.sleep(0)
        writer.write(word(None, "stop"))
        await writer.drain()

    heard = await heard_from(serve)
    assert (heard.text, heard.error) == ("a, " * 400, None)


async def test_a_list_of_a_million_models_is_not_read() -> None:
    body = b'{"data":[\n' + MANY.replace(b",", b",\n") + b"]}"
    async with serving(always(response(body, kind="application/json"))) as options, open_model(options) as model:
        with pytest.raises(errors.ModelError, match="too large"):
            await model.models()


@pytest.mark.parametrize(
    "asked", ["1e300", "9" * 300, "Fri, 31 Dec 9999 23:59:59 GMT", f"Fri, 31 Dec 1999 23:59:59 +{'9' * 30}"]
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_a_wait_that_no_clock_has_is_not_taken_over(status: str, asked: str) -> None:
    heard = await heard_from(always(response(b"{}", status=status, kind="application/json", Retry_After=asked)))
    assert heard.error is not None
    assert heard.error.fault in {ModelFault.RATE_LIMITED, ModelFault.SERVER}
    assert (heard.error.retry_after_s or 0) <= 24 * 3600


@pytest.mark.parametrize(
    ("counts", "usage"),
    [
        ({"prompt_tokens": 10**40, "completion_tokens": -5}, None),
        ({"prompt_tokens": True, "completion_tokens": 1e30}, None),
        ({"prompt_tokens": 2**62, "completion_tokens": 7}, TokenUsage(0, 7)),
        ({"prompt_tokens": 12, "completion_tokens": 7}, TokenUsage(12, 7)),
    ],
)
async def test_tokens_that_no_model_has_are_not_counted(counts: Mapping[str, Any], usage: TokenUsage | None) -> None:
    heard = await heard_from(always(response(word("Hello.") + word(None, "stop", usage=counts))))
    assert (heard.text, heard.usage) == ("Hello.", usage)


@pytest.mark.parametrize("given", ["..", ".", "../files", "a/b", "-", "", "a" * 200, "a\n", None, ["a"]])
async def test_an_id_that_leads_elsewhere_is_none(given: object) -> None:
    body = json.dumps({"id": given, "status": "queued"}).encode()
    async with serving(always(response(body, kind="application/json"))) as options, open_model(options) as model:
        with pytest.raises(errors.ModelError, match="without an id"):
            await model.fine_tune(FineTuneOrder("m", "file-1"))
        if isinstance(given, str):
            with pytest.raises(errors.ModelError, match="no job has this id"):
                await model.fine_tune_job(given)


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        ({"step": -(10**12), "total_steps": 10}, (None, 10)),
        ({"step": 3, "total_steps": -10}, (3, None)),
        ({"step": 10**400, "total_steps": 10**4000}, (None, None)),
        ({"step": True, "total_steps": "10"}, (None, None)),
        ([3, 10], (None, None)),
        ({"step": 3, "total_steps": 10}, (3, 10)),
    ],
)
async def test_steps_that_nobody_counts_are_none(data: object, steps: tuple[int | None, int | None]) -> None:
    """A bar of them would take all memory."""
    body = json.dumps({"data": [{"id": "event-1", "message": "A step.", "created_at": 1, "data": data}]}).encode()
    async with serving(always(response(body, kind="application/json"))) as options, open_model(options) as model:
        (found,) = await model.fine_tune_events("job-1")
    assert (found.step, found.steps) == steps


@pytest.mark.parametrize("tokens", [10**400, -1, 1e30, "many"])
async def test_trained_tokens_that_nobody_counts_are_none(tokens: object) -> None:
    job = {"id": "job-1", "status": "running", "trained_tokens": tokens, "estimated_finish": 10**300}
    body = json.dumps(job).encode()
    async with serving(always(response(body, kind="application/json"))) as options, open_model(options) as model:
        found = await model.fine_tune_job("job-1")
    assert (found.trained_tokens, found.finishes_at) == (None, None)
