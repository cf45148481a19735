"""`chatterbot check` tries the language model's server, and says in plain words what is wrong and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from tests import llm_server
from tests.llm_server import LlmFault, LlmServer, RefusalError, ServedAnswer
from tests.protocol.llm.conftest import KEY

from chatterbot import settings
from chatterbot.cli.check_model import check_model

pytestmark = pytest.mark.protocol


async def found(server: LlmServer | None, **more: Any) -> list[str]:
    """Return the lines of the check."""
    llm: dict[str, Any] = {**({} if server is None else server.options()), "first_token_timeout": 1, **more}
    return [str(one) for one in await check_model(settings.Settings.model_validate({"llm": llm}))]


async def test_without_a_model_it_is_off() -> None:
    (line,) = await found(None)
    assert line.startswith("off  language model: llm.model is empty")
    assert line.endswith("and asks no model")


async def test_a_server_without_the_name_of_a_model_is_told(server: LlmServer) -> None:
    (line,) = await found(server, model="")
    assert line.endswith("and asks no model; name one, as the other settings of llm alone do nothing")
    assert server.requests == []


async def test_a_server_that_works(server: LlmServer) -> None:
    (line,) = await found(server)
    assert line.startswith(f"ok   language model: {llm_server.MODEL} at {server.url} answers, the first word after ")
    (asked,) = server.chats
    assert asked.text == "Reply with the word OK."
    assert KEY not in line


async def test_what_else_is_set_is_tried_too(server: LlmServer) -> None:
    server.script = lambda _asked: ServedAnswer("OK", fault=LlmFault.NO_USAGE)
    server.models["llama3.2:latest"] = "library"
    works, absent, moderation = await found(
        server, allowed_models=["llama3.2", "gpt-4o-mini-2024-07-18", "gone"], moderation="server"
    )
    assert "counts no tokens" in works
    assert absent == "warn language model: llm.allowed_models: the server does not list gone"
    assert moderation.startswith("ok   moderation: ")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"base_url": "http://user:sesame@127.0.0.1:9/v1"}, "Is it running, and is llm.base_url right?"),
        ({"api_key": "sk-another-key-123"}, "does not take the key (401). Set llm.api_key"),
        ({"api_key": None}, "Set llm.api_key"),
        ({"model": "gpt-9"}, "no such model (404). Correct llm.model (gpt-9); the server has: gpt-4o-mini-2024"),
        ({"max_tokens": 16_000}, "Lower llm.max_tokens"),
        ({"base_url": "/v2"}, "It usually ends in /v1"),
        ({"api_key": "sk with space"}, "llm.api_key: contains a space"),
    ],
)
async def test_a_setting_that_is_wrong(server: LlmServer, more: dict[str, Any], says: str) -> None:
    if (path := more.get("base_url", "")).startswith("/"):
        more = {"base_url": server.url.replace("/v1", path)}
    (line,) = await found(server, **more)
    assert line.startswith("FAIL language model: ")
    assert says in line
    assert not [secret for secret in ("sesame", KEY, "sk-another") if secret in line]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (llm_server.no_quota(), "Top the account up"),
        (llm_server.rate_limited(60), "Try again later"),
        (llm_server.failing(503), "The log of the server says more"),
        (ServedAnswer("<think>" + "so " * 900), "raise llm.max_tokens"),
        (ServedAnswer("x", fault=LlmFault.NOT_SSE), "OpenAI-compatible server?"),
        (ServedAnswer("x", fault=LlmFault.NO_RESPONSE), "llm.first_token_timeout"),
    ],
)
async def test_a_server_that_fails(server: LlmServer, answer: ServedAnswer | RefusalError, says: str) -> None:
    def script(_asked: llm_server.ServedRequest) -> ServedAnswer:
        if isinstance(answer, RefusalError):
            raise answer
        return answer

    server.script = script
    (line,) = await found(server)
    assert line.startswith("FAIL language model: ")
    assert says in line


async def test_a_server_without_moderation(server: LlmServer) -> None:
    def flags(_text: str) -> list[str]:
        raise RefusalError(404, "404 page not found")

    server.flags = flags
    works, moderation = await found(server, moderation="server")
    assert works.startswith("ok ")
    assert moderation.startswith("FAIL moderation: ")
    assert "llm.moderation" in moderation
