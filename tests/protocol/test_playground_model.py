"""The switch of the language model: every page shows how it stands, whoever turned it, and there is none without a model."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.protocol.playground_stage import Stage, ask, greet

from chatterbot import llm, services
from chatterbot.cli.model_switch import PreferenceSwitch
from chatterbot.preferences import ModelMode
from chatterbot.settings import Settings

pytestmark = pytest.mark.protocol


@pytest.fixture
async def parts(tmp_path: pathlib.Path) -> AsyncIterator[services.Services]:
    """The services with the scripted model."""
    values = {"files": {"data": tmp_path}, "engine": {"encoder": "none"}, "teaching": {"starter": False}}
    async with services.services(Settings.model_validate(values), model=llm.demo_model()) as opened:
        yield opened


async def next_state(socket: aiohttp.ClientWebSocketResponse) -> Any:
    """Wait until the page is told of the switch."""
    async with asyncio.timeout(10):
        while (message := await socket.receive_json())["type"] != "model":
            pass
    return message["model"]


async def test_all_pages_show_the_switch_however_it_is_turned(stage: Stage, parts: services.Services) -> None:
    town, playground = stage.town, stage.playground
    guild, ann = int(town.guild["id"]), int(town.people[0].id)
    await stage.enter()
    async with stage.socket() as first, stage.socket() as second:
        assert (await greet(first))["model"] is None
        await greet(second)
        refused = await ask(first, type="model", on=True)
        assert (refused["type"], refused["text"]) == ("failed", "there is no language model")
        async with playground.model.connected(PreferenceSwitch.of(parts), playground.model_changed):
            off = {"name": "scripted-demo", "host": None, "on": False}
            assert await next_state(first) == await next_state(second) == off
            assert (await ask(first, type="model", on=True))["type"] == "done"
            assert await next_state(second) == off | {"on": True}
            for scope in (guild, ann):
                assert (await parts.preferences.get(scope)).model is ModelMode.GROUNDED
            await parts.preferences.change(guild, model=ModelMode.OFF)  # as /settings does
            assert await next_state(second) == off
            async with stage.socket() as third:
                assert (await greet(third))["model"] == off
            for wrong in ({}, {"on": "yes"}, {"on": True, "mode": "open"}):
                assert (await ask(first, type="model", **wrong))["reason"] == "invalid"
        assert await next_state(second) is None


async def test_only_a_new_playground_begins_with_the_model_off(parts: services.Services) -> None:
    switch = PreferenceSwitch.of(parts)
    assert switch is not None
    assert not await switch.is_on(5)
    await switch.turn([5, 6], on=True)
    assert await switch.is_on(5)  # it is not switched off again
    assert (await parts.preferences.get(6)).model is ModelMode.GROUNDED


async def test_a_configured_model_is_named_with_its_server(stage: Stage, parts: services.Services) -> None:
    await stage.enter()
    switch = PreferenceSwitch(parts, "größer-🦙", "llm.example.org")
    async with stage.playground.model.connected(switch, stage.playground.model_changed), stage.socket() as socket:
        shown = {"name": "größer-🦙", "host": "llm.example.org", "on": False}
        assert (await greet(socket))["model"] == shown
    page = await (await stage.browser.get(f"{stage.origin}/texts/en.json")).json()
    assert "{name}, on {host}." in page["model-real"]


async def test_without_a_model_there_is_no_switch(tmp_path: pathlib.Path, stage: Stage) -> None:
    values = {"files": {"data": tmp_path}, "engine": {"encoder": "none"}, "teaching": {"starter": False}}
    async with contextlib.AsyncExitStack() as stack:
        parts = await stack.enter_async_context(services.services(Settings.model_validate(values)))
        assert PreferenceSwitch.of(parts) is None
        await stack.enter_async_context(stage.playground.model.connected(None, stage.playground.model_changed))
        assert stage.playground.model.shown is None
