"""An answer on its way: as server-sent events, or in one piece; and what goes wrong with it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

from aiohttp import web
from tests.llm_server.answers import LlmFault, ServedAnswer, counted, pieces_of
from tests.llm_server.asked import ServedRequest, prompt_tokens

__all__ = ("AnswerWriter",)

SSE: Final = "text/event-stream; charset=utf-8"
HUGE_CHARACTERS: Final = 1_000_000
SLICE_BYTES: Final = 37
"""Of each packet of the fault CRLF: no divisor of anything, so that lines and letters are cut."""


class AnswerWriter:
    """Writes one answer.

    Parameters
    ----------
    http, asked
        The request.
    answer
        What is answered.
    word_s
        Seconds before each piece, if the answer says none.
    go_on
        What faults wait for that hold an answer back.
    """

    def __init__(
        self, http: web.Request, asked: ServedRequest, answer: ServedAnswer, word_s: float, go_on: asyncio.Event
    ) -> None:
        self._http = http
        self._asked = asked
        self._answer = answer
        self._word_s = word_s if answer.word_s is None else answer.word_s
        self._go_on = go_on
        self._id = f"chatcmpl-{id(asked):x}"
        self._created = int(time.time())

    async def whole(self, headers: Mapping[str, str]) -> web.StreamResponse:
        """Answer in one piece."""
        if (failed := await self._before_headers()) is not None:
            return failed
        pieces, finish = self._pieces()
        await asyncio.sleep(self._word_s * len(pieces))  # as long as a model writes
        message: dict[str, Any] = {
            "role": "assistant",
            "content": None if self._answer.refusal else "".join(pieces),
            "refusal": self._answer.refusal or None,
            "annotations": [],
        }
        if self._answer.reasoning:
            message["reasoning_content"] = self._answer.reasoning
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        body = {
            "id": self._id,
            "object": "chat.completion",
            "created": self._created,
            "model": self._asked.body["model"],
            "choices": [choice],
            "usage": self._usage(len(pieces)),
            "system_fingerprint": None,
        }
        if self._answer.fault is LlmFault.MALFORMED:
            return web.Response(text=json.dumps(body)[:-20], content_type="application/json", headers=headers)
        self._asked.sent = len(pieces)
        return web.json_response(body, headers=headers)

    async def stream(self, headers: Mapping[str, str]) -> web.StreamResponse:
        """Answer in server-sent events."""
        if (failed := await self._before_headers()) is not None:
            return failed
        response = web.StreamResponse(headers={**headers, "Content-Type": SSE, "Cache-Control": "no-cache"})
        await response.prepare(self._http)
        fault = self._answer.fault
        if fault is LlmFault.CRLF:
            parts = [part async for part in self._events()]
            data = b"".join(parts).replace(b"\n", b"\r\n")
            for start in range(0, len(data), SLICE_BYTES):
                await response.write(data[start : start + SLICE_BYTES])
        else:
            async for part in self._events():
                await response.write(part)
        if fault is LlmFault.CUT:
            self._abort()
        elif fault is LlmFault.LINGERS:
            await self._go_on.wait()
        return response

    async def _before_headers(self) -> web.StreamResponse | None:
        match self._answer.fault:
            case LlmFault.NO_RESPONSE:
                await self._go_on.wait()
            case LlmFault.NOT_SSE:
                return web.Response(text="<html><body>Please sign in</body></html>", content_type="text/html")
            case LlmFault.CUT_AT_ONCE:
                self._abort()
                return web.Response()
            case _:
                pass
        return None

    def _abort(self) -> None:
        if self._http.transport is not None:
            self._http.transport.abort()

    def _pieces(self) -> tuple[list[str], str]:
        """Return as many pieces as the request allows, and why the answer ends there."""
        body = self._asked.body
        most = body.get("max_completion_tokens") or body.get("max_tokens")
        pieces = list(pieces_of(self._answer))
        if most is not None and len(pieces) > most:
            return pieces[:most], "length"
        return pieces, self._answer.finish

    def _usage(self, completion: int) -> dict[str, Any]:
        asked, answered = self._answer.usage or (prompt_tokens(self._asked.body), completion)
        return {
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "total_tokens": asked + answered,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": counted(self._answer.reasoning)},
        }

    def _chunk(self, delta: Mapping[str, Any] | None, finish: str | None = None, usage: Any = None) -> bytes:
        """Return a chunk; without a delta it has no choices."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        body: dict[str, Any] = {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._asked.body["model"],
            "service_tier": "default",
            "system_fingerprint": "fp_loopback",
            "choices": [] if delta is None else [choice],
        }
        if self._counts:
            body["usage"] = usage
        return _event(json.dumps(body, ensure_ascii=False))

    @property
    def _counts(self) -> bool:
        wanted = (self._asked.body.get("stream_options") or {}).get("include_usage", False)
        return wanted and self._answer.fault is not LlmFault.NO_USAGE

    async def _events(self) -> AsyncIterator[bytes]:
        answer, fault = self._answer, self._answer.fault
        yield self._chunk({"role": "assistant", "content": "", "refusal": None})
        if fault in {LlmFault.SLOW_FIRST, LlmFault.ONLY_COMMENTS}:
            if fault is LlmFault.ONLY_COMMENTS:
                for _ in range(3):
                    yield b": still thinking\n\n"
            await self._go_on.wait()
        pieces, finish = self._pieces()
        deltas = itertools.chain(self._thoughts(), self._words(pieces))
        for number, delta in enumerate(deltas):
            if fault is not None and number == answer.after:
                async for part in self._fault(fault):
                    yield part
                if fault in _ENDING:
                    return
            await asyncio.sleep(self._word_s)  # as long as a model writes
            if fault is LlmFault.COMMENTS:
                yield b": keep-alive\n\n:\n\n"
                yield self._chunk({})
            yield self._chunk({**delta, **answer.extra})
            self._asked.sent += 1
            self._asked.times.append(asyncio.get_running_loop().time())
        if fault in _ENDING and self._asked.sent <= answer.after:
            async for part in self._fault(fault):  # the answer was shorter than the place of the fault
                yield part
            return
        if fault is not LlmFault.NO_FINISH:
            yield self._chunk({}, finish)
        if self._counts:
            yield self._chunk(None, usage=self._usage(len(pieces)))
        if fault is not LlmFault.NO_DONE:
            yield _event("[DONE]")

    def _thoughts(self) -> Iterator[dict[str, Any]]:
        for piece in pieces_of(ServedAnswer(self._answer.reasoning)):
            yield {"reasoning_content": piece}

    def _words(self, pieces: list[str]) -> Iterator[dict[str, Any]]:
        for piece in pieces_of(ServedAnswer(self._answer.refusal)):
            yield {"refusal": piece}
        for piece in pieces:
            yield {"content": piece}

    async def _fault(self, fault: LlmFault) -> AsyncIterator[bytes]:
        match fault:
            case LlmFault.STALL:
                await self._go_on.wait()
            case LlmFault.MALFORMED:
                yield b'data: {"id": "chatcmpl-1", "choices": [{"delta": {"content": "half a chu\n\n'
            case LlmFault.WRONG_SHAPE:
                yield _event('{"choices": "none", "id": 7}')
            case LlmFault.ERROR_CHUNK:
                error = {"message": "The server had an error: out of memory.", "type": "server_error", "code": None}
                yield _event(json.dumps({"error": {**error, "param": None}}))
            case LlmFault.NOT_UTF8:
                yield b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n'
            case LlmFault.HUGE:
                yield self._chunk({"content": "a" * HUGE_CHARACTERS})
            case LlmFault.ENDLESS_LINE:
                yield b"data: "
                while True:
                    yield b"a" * 2**20
            case _:
                pass


_ENDING: Final = frozenset(
    {
        LlmFault.CUT,
        LlmFault.ENDS_EARLY,
        LlmFault.MALFORMED,
        LlmFault.WRONG_SHAPE,
        LlmFault.ERROR_CHUNK,
        LlmFault.NOT_UTF8,
        LlmFault.ENDLESS_LINE,
    }
)
"""Faults after which nothing more is sent."""


def _event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
