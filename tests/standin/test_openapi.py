"""Tests that the checker finds what does not fit Discord's OpenAPI document."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.standin import openapi
from tests.standin.openapi import Checker
from tests.standin.test_commands import command, option, put
from tests.standin.town import Raw, Town

from chatterbot.standin import Exchange

pytestmark = pytest.mark.protocol

URL = "https://example.com/a.png"


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


V2_BODY = {
    "flags": 1 << 15,
    "tts": False,
    "components": [
        {
            "type": 17,
            "accent_color": 5,
            "spoiler": True,
            "components": [
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "t"}],
                    "accessory": {"type": 11, "media": {"url": URL}},
                },
                {"type": 12, "items": [{"media": {"url": URL}, "description": "d", "spoiler": False}]},
                {"type": 14, "divider": True, "spacing": 1},
            ],
        },
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "b", "custom_id": "b", "disabled": False, "emoji": {"name": "👍"}},
                {"type": 2, "style": 5, "label": "l", "url": URL},
            ],
        },
        {
            "type": 1,
            "components": [
                {
                    "type": 3,
                    "custom_id": "m",
                    "placeholder": "p",
                    "min_values": 0,
                    "max_values": 1,
                    "disabled": False,
                    "options": [{"label": "o", "value": "o", "description": "d", "default": True}],
                }
            ],
        },
    ],
}
EMBED_BODY = {
    "content": "x",
    "nonce": "n",
    "embeds": [
        {
            "title": "t",
            "description": "d",
            "url": URL,
            "color": 5,
            "timestamp": "2026-11-30T12:00:00Z",
            "fields": [{"name": "n", "value": "v", "inline": True}],
            "author": {"name": "a", "url": URL, "icon_url": URL},
            "footer": {"text": "f", "icon_url": URL},
            "image": {"url": URL},
            "thumbnail": {"url": URL},
        }
    ],
    "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": True},
}


@pytest.mark.parametrize("good", [V2_BODY, EMBED_BODY])
async def test_the_rules_refuse_what_the_document_refuses(
    checker: Checker, town: Town, raw: Raw, good: dict[str, Any]
) -> None:
    """So the stand-in refuses the same where the document is not present."""
    path = f"/channels/{town.general['id']}/messages"
    assert (await raw.call("POST", path, good))[0] == 200
    call = town.discord.exchanges[-1]
    assert checker.request(call) == []
    accepted: list[Any] = []
    for place in leaves(good):
        body = retyped(good, place)
        call.json = body
        if checker.request(call) and (await raw.call("POST", path, body))[0] == 200:
            accepted.append(place)
    assert accepted == []
    assert town.discord.problems == []  # each was refused by a rule, not because a rule failed


FIELDS = [
    {"type": 4, "custom_id": "t", "style": 1, "min_length": 1, "max_length": 9, "value": "v", "placeholder": "p"},
    {"type": 3, "custom_id": "m", "required": False, "options": [{"label": "o", "value": "o", "default": True}]},
    {"type": 19, "custom_id": "f", "min_values": 1, "max_values": 2, "required": True},
    {"type": 21, "custom_id": "r", "options": [{"label": n, "value": n, "description": "d"} for n in "ab"]},
    {"type": 22, "custom_id": "g", "min_values": 1, "max_values": 1, "options": [{"label": "o", "value": "o"}]},
    {"type": 23, "custom_id": "b", "default": True},
    {"type": 5, "custom_id": "u", "default_values": [{"id": "1", "type": "user"}]},
]


@pytest.mark.parametrize("field", FIELDS)
async def test_the_rules_of_modals_refuse_what_the_document_refuses(
    checker: Checker, town: Town, raw: Raw, field: dict[str, Any]
) -> None:
    await put(raw, town, command())
    part = {"type": 18, "id": 5, "label": "l", "description": "d", "component": field}
    good = {"type": 9, "data": {"title": "t", "custom_id": "m", "components": [part, {"type": 10, "content": "x"}]}}
    accepted: list[Any] = []
    for place in [(), *leaves(good["data"], ("data",))]:
        body = retyped(good, place) if place else good
        used = await town.ann.slash("train", wait=False)
        status, _ = await raw.call("POST", f"/interactions/{used.id}/{used.token}/callback", body)
        wrong = checker.request(town.discord.exchanges[-1])
        assert bool(wrong) == bool(place), (place, wrong)
        if bool(wrong) == (status == 204):
            accepted.append(place)
    assert accepted == []
    assert town.discord.problems == []


COMMAND_BODY = command(
    default_member_permissions="32",
    contexts=[0],
    integration_types=[0],
    nsfw=False,
    name_localizations={"de": "x"},
    description_localizations={"de": "x"},
    options=[
        option("t", required=True, min_length=1, max_length=9, autocomplete=False),
        option(
            "n",
            4,
            min_value=1,
            max_value=9,
            choices=[{"name": "a", "value": 1, "name_localizations": {"de": "Up to " + "x" * 90}}],
        ),
        option("c", 7, channel_types=[0], name_localizations={"de": "y"}, description_localizations={"de": "z"}),
    ],
)


async def test_the_rules_of_commands_refuse_what_the_document_refuses(checker: Checker, town: Town, raw: Raw) -> None:
    status, error = await put(raw, town, COMMAND_BODY)
    assert status == 200, error
    call = town.discord.exchanges[-1]
    assert checker.request(call) == []
    accepted: list[Any] = []
    for place in leaves(COMMAND_BODY):
        body = retyped(COMMAND_BODY, place)
        call.json = [body]
        if checker.request(call) and (await put(raw, town, body))[0] == 200:
            accepted.append(place)
    assert accepted == []
    assert town.discord.problems == []
