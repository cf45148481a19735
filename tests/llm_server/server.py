"""`LlmServer`: a loopback server that speaks OpenAI's protocol."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from aiohttp import web
from tests.llm_server import refusals
from tests.llm_server.answers import LlmFault, ServedAnswer
from tests.llm_server.asked import ServedRequest, check_chat, prompt_tokens
from tests.llm_server.refusals import RefusalError
from tests.llm_server.streaming import AnswerWriter
from tests.llm_server.tuning import TuningShop

__all__ = ("MODEL", "LlmServer", "Script", "running")

Script = Callable[[ServedRequest], "ServedAnswer | str"]
"""Answers a chat; may raise `RefusalError`."""

MODEL: Final = "loopback-1"
CONTEXT_TOKENS: Final = 8192
CREATED: Final = 1_700_000_000
CATEGORIES: Final = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm"),
    *("self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic"),
)
LARGEST_BODY: Final = 64 * 2**20


class LlmServer:
    """A server that speaks OpenAI's protocol, and does what the test says; use `running`.

    Attributes
    ----------
    script
        Returns the answer to a chat.
    requests
        Every request that came, oldest first, also those that were refused.
    key
        The key that clients need; `None`: none.
    models
        The models there are: owner by name.
    word_s
        Seconds before each piece of an answer.
    context_tokens
        What a chat may have at most.
    refuses
        Parameters of a chat that are refused, and how.
    down
        How every request is refused; `None`: it is not.
    flags
        Returns the categories for which the moderation flags a text.
    go_on
        Lets answers go on that a fault holds back.
    redirect_to
        Where the fault REDIRECT leads.
    tuning
        Uploaded files and fine-tuning jobs.
    """

    def __init__(self, key: str | None = None) -> None:
        self.script: Script = lambda _asked: "Hello! How can I help you?"
        self.requests: list[ServedRequest] = []
        self.key = key
        self.models: dict[str, str] = {MODEL: "loopback", "gpt-4o-mini-2024-07-18": "system"}
        self.word_s = 0.0
        self.context_tokens = CONTEXT_TOKENS
        self.refuses: dict[str, RefusalError] = {}
        self.down: RefusalError | None = None
        self.flags: Callable[[str], Sequence[str]] = lambda _text: ()
        self.go_on = asyncio.Event()
        self.redirect_to = ""
        self.tuning = TuningShop(self.models)
        self.url = ""
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()

    @property
    def chats(self) -> list[ServedRequest]:
        """The requests for an answer."""
        return [one for one in self.requests if one.path.endswith("/chat/completions")]

    async def asked(self, count: int = 1) -> ServedRequest:
        """Wait until so many requests for an answer have come, and return the last one."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.chats) >= count)
        return self.chats[-1]

    def options(self) -> dict[str, Any]:
        """Return the settings of section ``llm`` that lead here."""
        found: dict[str, Any] = {"base_url": self.url, "model": MODEL}
        return found if self.key is None else {**found, "api_key": self.key}

    def application(self) -> web.Application:
        """Return the server's routes."""
        app = web.Application(client_max_size=LARGEST_BODY)
        routes: list[tuple[str, str, Callable[[web.Request, ServedRequest], Awaitable[web.StreamResponse]]]] = [
            ("POST", "/v1/chat/completions", self._chat),
            ("GET", "/v1/models", self._models),
            ("GET", "/v1/models/{id:.+}", self._model),
            ("POST", "/v1/moderations", self._moderations),
            ("POST", "/v1/files", self._upload),
            ("GET", "/v1/files/{id}", self._file),
            ("POST", "/v1/fine_tuning/jobs", self._create_job),
            ("GET", "/v1/fine_tuning/jobs", self._jobs),
            ("GET", "/v1/fine_tuning/jobs/{id}", self._job),
            ("GET", "/v1/fine_tuning/jobs/{id}/events", self._events),
            ("POST", "/v1/fine_tuning/jobs/{id}/cancel", self._cancel),
        ]
        for method, path, handle in routes:
            app.router.add_route(method, path, self._recorded(handle))
        return app

    def _recorded(
        self, handle: Callable[[web.Request, ServedRequest], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(http: web.Request) -> web.StreamResponse:
            asked = ServedRequest(http.method, http.path, {name.lower(): value for name, value in http.headers.items()})
            asked.client = None if http.transport is None else http.transport.get_extra_info("peername")
            try:
                asked.body = await _body(http)
            finally:
                self.requests.append(asked)
                async with self._changed:
                    self._changed.notify_all()
            try:
                self._admit(asked)
                return await handle(http, asked)
            except RefusalError as refusal:
                return self._refused(refusal)
            except (asyncio.CancelledError, ConnectionError):
                asked.hung_up = True
                raise
            finally:
                asked.ended.set()

        return handler

    def _admit(self, asked: ServedRequest) -> None:
        if self.key is not None:
            given = asked.headers.get("authorization", "")
            if given != f"Bearer {self.key}":
                raise refusals.wrong_key(given.removeprefix("Bearer ") or None)
        if self.down is not None:
            raise self.down

    def _headers(self) -> dict[str, str]:
        """Return the headers that the real service sends along."""
        return {
            "x-request-id": f"req_{next(self._numbers):08x}",
            "openai-processing-ms": "12",
            "openai-version": "2020-10-01",
            "x-ratelimit-limit-requests": "10000",
            "x-ratelimit-remaining-requests": "9999",
            "x-ratelimit-reset-requests": "6ms",
            "x-ratelimit-limit-tokens": "200000",
            "x-ratelimit-remaining-tokens": "199000",
            "x-ratelimit-reset-tokens": "10ms",
        }

    def _refused(self, refusal: RefusalError) -> web.Response:
        headers = {**self._headers(), **refusal.headers}
        if isinstance(refusal.body, str):
            return web.Response(status=refusal.status, text=refusal.body, content_type="text/html", headers=headers)
        return web.json_response(refusal.body, status=refusal.status, headers=headers)

    async def _chat(self, http: web.Request, asked: ServedRequest) -> web.StreamResponse:
        check_chat(asked.body)
        for name, refusal in self.refuses.items():
            if name in asked.body:
                raise refusal
        if asked.body["model"] not in self.models:
            raise refusals.no_such_model(asked.body["model"])
        wanted = asked.body.get("max_completion_tokens") or asked.body.get("max_tokens") or 0
        if (sent := prompt_tokens(asked.body)) + wanted > self.context_tokens:
            raise refusals.too_long(self.context_tokens, sent)
        answer = self.script(asked)
        if isinstance(answer, str):
            answer = ServedAnswer(answer)
        if answer.fault is LlmFault.REDIRECT:
            raise web.HTTPTemporaryRedirect(self.redirect_to)
        writer = AnswerWriter(http, asked, answer, self.word_s, self.go_on)
        return await (writer.stream if asked.body.get("stream") else writer.whole)(self._headers())

    async def _models(self, _http: web.Request, _asked: ServedRequest) -> web.Response:
        data = [_model(name, owner) for name, owner in self.models.items()]
        return web.json_response({"object": "list", "data": data}, headers=self._headers())

    async def _model(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        name = http.match_info["id"]
        if name not in self.models:
            raise refusals.no_such_model(name)
        return web.json_response(_model(name, self.models[name]), headers=self._headers())

    async def _moderations(self, _http: web.Request, asked: ServedRequest) -> web.Response:
        given = asked.body.get("input") if isinstance(asked.body, dict) else None
        texts: list[Any] = given if isinstance(given, list) else [given]
        if not all(isinstance(text, str) for text in texts):
            raise refusals.invalid("'input' must be a text or a list of texts", "input")
        results: list[Mapping[str, Any]] = []
        for text in texts:
            flagged = set(self.flags(text))
            results.append(
                {
                    "flagged": bool(flagged),
                    "categories": {name: name in flagged for name in CATEGORIES},
                    "category_scores": {name: 0.9 if name in flagged else 0.01 for name in CATEGORIES},
                    "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
                }
            )
        body = {"id": f"modr-{next(self._numbers):06}", "model": "omni-moderation-latest", "results": results}
        return web.json_response(body, headers=self._headers())

    async def _upload(self, _http: web.Request, asked: ServedRequest) -> web.Response:
        form = asked.body
        if "file" not in form or "purpose" not in form:
            raise refusals.invalid("Missing required parameter: 'file'.", "file")
        return web.json_response(self.tuning.upload(form["filename"], form["file"], form["purpose"]))

    async def _file(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        return web.json_response(self.tuning.file(http.match_info["id"]))

    async def _create_job(self, _http: web.Request, asked: ServedRequest) -> web.Response:
        return web.json_response(self.tuning.create(asked.body).as_json(), headers=self._headers())

    async def _jobs(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        jobs = [job.as_json() for job in reversed(self.tuning.jobs.values())]
        return web.json_response(_page(jobs, http))

    async def _job(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        return web.json_response(self.tuning.job(http.match_info["id"]).as_json(), headers=self._headers())

    async def _events(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        return web.json_response(_page(self.tuning.job(http.match_info["id"]).events[::-1], http))

    async def _cancel(self, http: web.Request, _asked: ServedRequest) -> web.Response:
        job = self.tuning.job(http.match_info["id"])
        job.cancel()
        return web.json_response(job.as_json())


async def _body(http: web.Request) -> Any:
    if http.content_type == "multipart/form-data":
        form = await http.post()
        found: dict[str, Any] = {}
        for name, value in form.items():
            if isinstance(value, web.FileField):
                found |= {name: value.file.read(), "filename": value.filename}
            else:
                found[name] = value
        return found
    data = await http.read()
    if not data:
        return None
    try:
        return json.loads(data) if http.content_type == "application/json" else data
    except ValueError:
        return data


def _model(name: str, owner: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": owner}


def _page(items: Sequence[Mapping[str, Any]], http: web.Request) -> dict[str, Any]:
    """Return a page of a list: ``after`` names the last item of the page before, ``limit`` its size."""
    ids = [item["id"] for item in items]
    after, limit = http.query.get("after"), int(http.query.get("limit", "20"))
    start = ids.index(after) + 1 if after in ids else 0
    return {"object": "list", "data": items[start : start + limit], "has_more": len(items) > start + limit}


@contextlib.asynccontextmanager
async def running(key: str | None = None, port: int = 0) -> AsyncGenerator[LlmServer]:
    """Listen on a port of this machine (0: a free one) until the end of the block."""
    server = LlmServer(key)
    runner = web.AppRunner(server.application(), handler_cancellation=True, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    try:
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield server
    finally:
        await runner.cleanup()
