"""`OpenAiModel`: a `LanguageModel` on a server that speaks OpenAI's protocol, through the `openai` library."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncGenerator, Awaitable
from typing import Any, Final, Self, TypeVar

import httpx2
import openai

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm.interfaces import (
    ChatChunk,
    ChatRequest,
    FineTuneEvent,
    FineTuneJob,
    FineTuneOrder,
    ModelInfo,
    Moderation,
)
from chatterbot.llm.openai_api import answers
from chatterbot.llm.openai_api.dialect import MOST_CHANGES, Dialect
from chatterbot.llm.openai_api.failures import FOREIGN, malformed, translated
from chatterbot.llm.openai_api.reading import AnswerReader
from chatterbot.llm.openai_api.transport import CarefulTransport
from chatterbot.llm.options import LlmOptions

__all__ = ("OpenAiModel",)

T = TypeVar("T")

_TALKATIVE: Final = ("openai", "httpx2", "httpcore2")
"""Libraries whose lines tell of requests; one of them sets its level by an environment variable when it is imported."""
_AGAIN: Final = frozenset({ModelFault.UNREACHABLE, ModelFault.SERVER, ModelFault.RATE_LIMITED})
"""Faults that may be gone in a moment."""
_LEFT_S: Final = 1.0
"""Seconds that must be left for the second attempt."""
_AFTER_END_S: Final = 1.0
"""Seconds for the count of tokens, once the answer is whole."""
LONGEST_ANSWER_S: Final = 600.0
"""Seconds that an answer may take in any case."""
SECONDS_A_TOKEN: Final = 1.0
"""Seconds that one with more tokens may take for each: a server that writes slower than that holds a place for nothing."""
_MOST_DIALECTS: Final = 64
_KEY: Final = re.compile(r"[\x21-\x7e]+")
_ANYTHING: Final = "none"
"""A key that stands for none."""


class OpenAiModel:
    """A model on a server; make one with `open`, not with the constructor."""

    def __init__(self, client: openai.AsyncOpenAI, options: LlmOptions) -> None:
        self._client = client
        self._options = options
        self._dialects: dict[str, Dialect] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: LlmOptions) -> AsyncGenerator[Self]:
        """Open the client; leaving closes its connections.

        Raises
        ------
        errors.SettingsError
            If the address or the key cannot be used.
        """
        if options.api_key is not None and not _KEY.fullmatch(options.api_key):
            raise errors.SettingsError(
                "llm.api_key: contains a space, a line break or a letter that no key has; copy it again"
            )
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        timeout = httpx2.Timeout(None, connect=options.connect_s)
        transport = CarefulTransport(httpx2.AsyncHTTPTransport(trust_env=False), _ANYTHING)
        async with httpx2.AsyncClient(
            transport=transport, timeout=timeout, follow_redirects=False, trust_env=False
        ) as http:
            try:
                client = openai.AsyncOpenAI(
                    api_key=options.api_key or _ANYTHING,
                    base_url=options.base_url,
                    max_retries=0,
                    timeout=timeout,
                    http_client=http,
                )
            except (httpx2.InvalidURL, ValueError):
                raise errors.SettingsError("llm.base_url: is no address of a server; correct it") from None
            yield cls(client, options)

    @property
    def name(self) -> str:
        """The model that answers where a request names none."""
        return self._options.model

    @property
    def sees_images(self) -> bool:
        """Whether images may go along."""
        return self._options.sees_images

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        """Stream the answer to a chat; closing the generator closes the connection at once.

        A request that failed before a word of the answer came is sent a second time if that may help and there is time for it.
        """
        deadline = asyncio.get_running_loop().time() + self._options.first_token_s
        delivered = False
        try:
            async with contextlib.aclosing(self._attempt(request, deadline)) as chunks:
                async for chunk in chunks:
                    delivered = delivered or bool(chunk.text)
                    yield chunk
        except errors.ModelError as error:
            wait_s = self._options.retry_s if error.retry_after_s is None else error.retry_after_s
            left_s = deadline - asyncio.get_running_loop().time()
            if (
                delivered
                or error.fault not in _AGAIN
                or wait_s + min(_LEFT_S, self._options.first_token_s / 2) > left_s
            ):
                raise
        else:
            return
        await asyncio.sleep(wait_s)
        async with contextlib.aclosing(self._attempt(request, deadline)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _attempt(self, request: ChatRequest, deadline: float) -> AsyncGenerator[ChatChunk]:
        most = request.max_tokens or self._options.max_tokens
        reader = AnswerReader(most)
        stream = await self._begin(request, deadline)
        latest = deadline + max(LONGEST_ANSWER_S, most * SECONDS_A_TOKEN)
        try:
            until = deadline
            while not reader.full:
                seconds = self._options.token_s if reader.delivered else self._options.first_token_s
                try:
                    raw = await _in_time(anext(stream, None), until, seconds)
                except errors.ModelError:
                    if not reader.finished:
                        raise
                    break  # the answer is whole; only its count is missing
                if raw is None:
                    break
                finished = reader.finished
                chunk = reader.add(raw)
                if chunk is not None:
                    yield chunk
                if finished:
                    continue  # whatever still comes, it is not waited for longer
                if reader.finished:
                    until = asyncio.get_running_loop().time() + _AFTER_END_S
                elif chunk is not None:
                    until = min(asyncio.get_running_loop().time() + self._options.token_s, latest)
            for chunk in reader.end():
                yield chunk
            if (problem := reader.problem()) is not None:
                raise problem
        finally:
            await stream.close()

    async def _begin(self, request: ChatRequest, deadline: float) -> openai.AsyncStream[Any]:
        """Send a chat, and return the stream of its answer; what the server does not take is left out and remembered."""
        model = request.model or self._options.model
        dialect = known = self._dialects.get(model) or Dialect.first(self._options)
        for _ in range(MOST_CHANGES):
            body = dialect.body(request, self._options)
            try:
                async with asyncio.timeout_at(deadline):
                    stream: openai.AsyncStream[Any] = await self._client.chat.completions.create(**body, stream=True)
            except FOREIGN as error:
                if (other := dialect.without(error)) is None:
                    raise translated(error, seconds=self._options.first_token_s) from None
                dialect = other
                continue
            if dialect != known and len(self._dialects) < _MOST_DIALECTS:
                self._dialects[model] = dialect
            kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "text/event-stream":
                await stream.close()
                raise malformed("a page in place of an answer" if kind == "text/html" else "no stream of events")
            return stream
        raise errors.ModelError("the server does not take the request", ModelFault.REQUEST)

    async def models(self) -> list[ModelInfo]:
        """Return the models that the server offers."""
        page = await self._ask(self._client.models.list())
        return answers.models(page)

    async def moderate(self, text: str) -> Moderation:
        """Return what the server's moderation says about a text."""
        return answers.moderation(await self._ask(self._client.moderations.create(input=text)))

    async def upload(self, name: str, data: bytes) -> str:
        """Send a file for fine-tuning and return its id."""
        request = self._client.files.create(file=(name, data), purpose="fine-tune")
        return answers.identifier(await self._ask(request, self._options.upload_s))

    async def fine_tune(self, order: FineTuneOrder) -> FineTuneJob:
        """Create a fine-tuning job."""
        request = self._client.fine_tuning.jobs.create(**answers.order(order))
        return answers.job(await self._ask(request))

    async def fine_tune_job(self, job_id: str) -> FineTuneJob:
        """Return a job as it is now."""
        return answers.job(await self._ask(self._client.fine_tuning.jobs.retrieve(answers.known(job_id))))

    async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
        """Return a job's latest events, newest first."""
        request = self._client.fine_tuning.jobs.list_events(answers.known(job_id), limit=most)
        return answers.events(await self._ask(request))[:most]

    async def cancel_fine_tune(self, job_id: str) -> FineTuneJob:
        """Cancel a job and return it."""
        return answers.job(await self._ask(self._client.fine_tuning.jobs.cancel(answers.known(job_id))))

    async def _ask(self, work: Awaitable[T], seconds: float | None = None) -> T:
        seconds = seconds or self._options.request_s
        return await _in_time(work, asyncio.get_running_loop().time() + seconds, seconds)


async def _in_time(work: Awaitable[T], deadline: float, seconds: float) -> T:
    try:
        async with asyncio.timeout_at(deadline):
            return await work
    except FOREIGN as error:
        raise translated(error, seconds=seconds) from None
