"""Tests that the checker finds what does not fit Discord's OpenAPI document."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.standin import openapi
from tests.standin.openapi import Checker
from tests.standin.town import Raw, Town

from chatterbot.standin import Exchange

pytestmark = pytest.mark.protocol


@pytest.fixture
def checker() -> Checker:
    checker = openapi.load()
    if checker is None:
        pytest.skip("Discord's OpenAPI document is not there (../shared/data), so nothing is judged by it")
    return checker


@pytest.fixture
async def call(town: Town, raw: Raw) -> Exchange:
    body = {"content": "x", "embeds": [{"title": "t"}], "allowed_mentions": {"parse": []}, "attachments": None}
    assert (await raw.call("POST", f"/channels/{town.general['id']}/messages", body))[0] == 200
    return town.discord.exchanges[-1]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the places of all values that are neither objects nor lists."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    return [path] if pairs is None else [place for key, inner in pairs for place in leaves(inner, (*path, key))]


def retyped(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy of a body with an object in place of a plain value."""
    copied = copy.deepcopy(value)
    node = copied
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = {"wrong": []}
    return copied


async def test_a_good_call_passes(checker: Checker, call: Exchange) -> None:
    assert checker.request(call) == []
    assert checker.response(call) == []


async def test_every_retyped_field_of_a_request_is_seen(checker: Checker, call: Exchange) -> None:
    good = call.json
    unseen: list[Any] = []
    for path in leaves(good):
        call.json = retyped(good, path)
        if not checker.request(call):
            unseen.append(path)
    assert unseen == []


async def test_every_retyped_field_of_an_answer_is_seen(checker: Checker, call: Exchange) -> None:
    good = call.response
    unseen: list[Any] = []
    for path in leaves(good):
        call.response = retyped(good, path)
        if not checker.response(call):
            unseen.append(path)
    assert unseen == []


async def test_undocumented_statuses_and_missing_fields_are_seen(checker: Checker, call: Exchange) -> None:
    call.status = 201
    assert "not documented" in checker.response(call)[0]
    call.status = 200
    del call.response["mentions"]
    assert "mentions" in checker.response(call)[0]
