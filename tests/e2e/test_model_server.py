"""The language model's server as the whole bot sees it: /status says how it is, and nothing waits for it."""

from __future__ import annotations

import asyncio
import logging
import sys

import pytest
from tests import llm_server
from tests.e2e.town import Town, fields, log_says
from tests.llm_server import LlmFault, ServedAnswer

from chatterbot import errors, model_services
from chatterbot.app import App
from chatterbot.llm import ChatMessage, ChatRequest, ChatRole
from chatterbot.standin import Actor

pytestmark = pytest.mark.e2e

KEY = "sk-loopback-0123456789abcdef"


async def ask(app: App) -> str:
    """Ask the bot's model, as an answer does."""
    assert app.services.model is not None
    request = ChatRequest([ChatMessage(ChatRole.USER, "hello?")])
    try:
        return "".join([chunk.text async for chunk in app.services.model.chat(request)])
    except errors.ModelError as error:
        return error.fault.value


async def test_status_says_up_and_down_and_since_when(town: Town, ann: Actor) -> None:
    vera = town.discord.user("Vera", town.general, locale="ru")
    async with llm_server.running(KEY) as server:
        async with log_says("language model does not answer"), town.running(llm=server.options()) as app:
            up = await (await ann.slash("status")).finished()
            assert up.embeds[0]["description"] == "Everything works."
            assert fields(up)["Language model"].startswith(f"`{llm_server.MODEL}`: answers, since <t:")
            assert await ask(app) == "Hello! How can I help you?"
            server.key = "sk-a-new-one-0123456789"
            assert await ask(app) == "key"
            down = await (await ann.slash("status")).finished()
            assert "the language model (I answer only" in down.embeds[0]["description"]
            assert fields(down)["Language model"].endswith(":R>: its server doesn't take the key")
            russian = await (await vera.slash("status")).finished()
            assert fields(russian)["Языковая модель"].endswith(":R>: её сервер не принимает ключ")
            server.key = KEY
            assert await ask(app) == "Hello! How can I help you?"
            assert "answers, since" in fields(await (await ann.slash("status")).finished())["Language model"]
        assert all(KEY not in record.getMessage() for record in town.logged)


async def test_a_server_that_hangs_holds_nothing_up(town: Town, ann: Actor) -> None:
    """The bot starts, answers what it was taught and stops while the server says nothing."""
    async with llm_server.running() as server:
        server.script = lambda _asked: ServedAnswer("late", fault=LlmFault.NO_RESPONSE)
        async with town.running(llm=server.options()) as app:
            await town.teach(ann, "when is the game?", "On Friday.")
            waiting = asyncio.create_task(ask(app))
            asked = await server.asked()
            assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday."
            waiting.cancel()
        await asked.ended.wait()
        assert asked.hung_up
        assert len(server.chats) == 1  # the taught answer did not ask it


async def test_without_the_extra_the_bot_runs_and_says_so(
    town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(model_services, "missing_for_model", lambda: "openai")
    with caplog.at_level(logging.WARNING, "chatterbot.model_services"):
        async with town.running(llm={"model": "gpt-4o-mini"}) as app:
            assert app.services.model is None
            assert fields(await (await ann.slash("status")).finished())["Language model"] == "not installed"
    (line,) = [record.getMessage() for record in caplog.records if record.name == "chatterbot.model_services"]
    assert line == "no language model is asked: openai is not installed (extra `llm`)"


async def test_without_a_model_nothing_of_it_is_loaded(town: Town, ann: Actor) -> None:
    client = "chatterbot.llm.openai_api"
    kept = {name: module for name, module in sys.modules.items() if name.startswith(client)}
    for name in kept:
        del sys.modules[name]
    try:
        async with town.running() as app:
            assert app.services.model_health is None
            assert "Language model" not in fields(await (await ann.slash("status")).finished())
        assert client not in sys.modules
    finally:
        sys.modules.update(kept)
