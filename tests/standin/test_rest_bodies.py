"""Bodies, ids and limits of REST requests."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import aiohttp
import pytest
from tests.standin import openapi
from tests.standin.test_commands import command, put
from tests.standin.test_messages import paths
from tests.standin.town import Raw, Town

from chatterbot.standin import StandIn, StandInOptions

pytestmark = pytest.mark.protocol

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def messages(town: Town) -> str:
    return f"/channels/{town.general['id']}/messages"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("content=a+b%21&tts=false&flags=4096&nonce=7", {"content": "a b!", "tts": False, "flags": 4096}),
        ("content=5&tts=0", {"content": "5", "tts": False}),
        ("payload_json=%7B%22content%22%3A%22x%22%7D&content=y", {"content": "x"}),
        ("content=%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82", {"content": "привет"}),
    ],
)
async def test_forms_are_read_by_the_types_of_their_fields(
    town: Town, raw: Raw, data: str, expected: dict[str, Any]
) -> None:
    town.discord.check = openapi.load()
    status, message = await raw.call("POST", messages(town), data=data, headers=FORM)
    assert status == 200, message
    assert {key: message[key] for key in expected} == expected


async def test_empty_forms_and_wrong_values_are_refused(town: Town, raw: Raw) -> None:
    for data, code in (("content=", 50006), ('{"content":"x"}', 50006), ("content=x&tts=loud", 50035)):
        assert (await raw.call("POST", messages(town), data=data, headers=FORM))[1]["code"] == code
    assert (await raw.call("POST", f"/channels/{town.general['id']}/typing", data=b"", headers=FORM))[0] == 204


async def test_forms_with_files_have_typed_fields_too(town: Town, raw: Raw) -> None:
    form = aiohttp.FormData({"content": "x", "tts": "false", "flags": "4096"})
    form.add_field("files[0]", b"x", filename="a.txt")
    status, message = await raw.call("POST", messages(town), data=form)
    assert (status, message["tts"], message["flags"], len(message["attachments"])) == (200, False, 4096, 1)


async def test_a_request_holds_at_most_25_mib(town: Town, raw: Raw) -> None:
    for sizes, status in (((9, 9, 6), 200), ((9, 9, 7), 413)):
        form = aiohttp.FormData({"content": "x"})
        for number, size in enumerate(sizes):
            form.add_field(f"files[{number}]", io.BytesIO(bytes(size << 20)), filename=f"{number}.bin")
        answered, body = await raw.call("POST", messages(town), data=form)
        assert answered == status
    assert body == {"code": 40005, "message": "Request entity too large"}
    assert len(town.discord.messages(town.general)) == 1
    town.discord.rest.request_limit = 100
    assert (await raw.call("POST", messages(town), {"content": "x" * 100}))[0] == 413


async def test_words_in_a_path_are_no_ids(town: Town, raw: Raw) -> None:
    guild = f"/guilds/{town.guild['id']}"
    for method, path in (
        ("PATCH", f"{guild}/members/@everybody"),
        ("GET", f"{guild}/members/@me"),
        ("DELETE", f"{messages(town)}/bulk"),
    ):
        assert await raw.call(method, path) == (404, {"message": "404: Not Found", "code": 0})
        assert town.discord.unrouted[-1] == (method, path)
    town.discord.unrouted.clear()
    status, error = await raw.call("GET", "/channels/None/messages")
    assert (status, paths(error)) == (400, {"channel_id NUMBER_TYPE_COERCE"})
    assert town.discord.unrouted == []


async def test_permissions_of_commands_are_routes_of_their_own(town: Town, raw: Raw) -> None:
    _, (made,) = await put(raw, town, command(), guild=True)
    path = f"/applications/{town.discord.app_id}/guilds/{town.guild['id']}/commands"
    town.discord.check = openapi.load()
    assert await raw.call("GET", f"{path}/permissions") == (200, [])
    assert (await raw.call("GET", f"{path}/{made['id']}/permissions"))[1]["code"] == 10066
    town.discord.check = None
    assert (await raw.call("PUT", f"{path}/{made['id']}/permissions", {"permissions": []}))[1]["code"] == 20001


@pytest.mark.parametrize("needed", ["32", 32, "0", None])
async def test_commands_take_sets_of_permissions_as_texts(town: Town, raw: Raw, needed: Any) -> None:
    town.discord.check = openapi.load()
    status, (made,) = await put(raw, town, command(default_member_permissions=needed))
    assert (status, made["default_member_permissions"]) == (200, None if needed is None else str(needed))
    assert town.discord.problems == []


@pytest.mark.parametrize("needed", ["-1", "x", "1.5", str(1 << 54), "", True])
async def test_commands_refuse_what_is_no_set_of_permissions(town: Town, raw: Raw, needed: Any) -> None:
    status, error = await put(raw, town, command(default_member_permissions=needed))
    assert (status, paths(error)) == (400, {"0/default_member_permissions BITFIELD_TYPE_CONVERT"})


async def test_messages_and_edits_are_limited_to_5_in_5_s_a_channel() -> None:
    async with StandIn(StandInOptions(rate_limits=True)) as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        guild = discord.guild()
        general, other = discord.channel(guild), discord.channel(guild, "other")

        async def post(channel: Any) -> int:
            return (await raw.call("POST", f"/channels/{channel['id']}/messages", {"content": "x"}))[0]

        assert [await post(general) for _ in range(6)] == [200] * 5 + [429]
        assert await post(other) == 200
        path = f"/channels/{general['id']}/messages/{discord.messages(general)[0]['id']}"
        edits = [(await raw.call("PATCH", path, {"content": str(number)}))[0] for number in range(6)]
        assert edits == [200] * 5 + [429]
        discord.clock.advance(5)
        assert await post(general) == 200


async def test_a_bot_has_50_requests_a_second() -> None:
    async with StandIn(StandInOptions(rate_limits=True)) as discord, aiohttp.ClientSession() as session:
        discord.rest.limits.hurry(0.1)  # 50 in 10 s, so that a slow machine sends more than 50 in that time
        raw = Raw(discord, session)
        answers = await asyncio.gather(*(raw.call("GET", "/users/@me") for _ in range(60)))
        refused = [body for status, body in answers if status == 429]
        assert len(refused) == 10
        assert all(body["global"] for body in refused)
        discord.clock.advance(10)
        assert (await raw.call("GET", "/users/@me"))[0] == 200


@pytest.mark.parametrize("relaxed", [False, True])
async def test_without_the_usual_limits_a_test_reaches_none(*, relaxed: bool) -> None:
    async with StandIn(StandInOptions(rate_limits=relaxed)) as discord, aiohttp.ClientSession() as session:
        if relaxed:
            discord.rest.limits.relax()
        path = f"/channels/{discord.channel(discord.guild())['id']}/messages"
        raw = Raw(discord, session)
        assert {(await raw.call("POST", path, {"content": "x"}))[0] for _ in range(60)} == {200}
