"""Messages over REST: permissions, limits, mentions, replies, files, reactions, deletion."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelType, Intent, Permission

pytestmark = pytest.mark.protocol


async def post(raw: Raw, town: Town, **body: Any) -> tuple[int, Any]:
    return await raw.call("POST", f"/channels/{town.general['id']}/messages", body)


def paths(error: Any) -> set[str]:
    """Flatten the tree of a form error: ``place CODE``."""

    def walk(node: Any, place: str) -> set[str]:
        found = {f"{place} {entry['code']}" for entry in node.get("_errors", ())}
        for key, inner in node.items():
            if key != "_errors":
                found |= walk(inner, f"{place}/{key}".lstrip("/"))
        return found

    assert error["code"] == 50035
    return walk(error["errors"], "")


def rows(*buttons: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": 1, "components": list(buttons)}]


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


@pytest.mark.parametrize(
    ("denied", "code"),
    [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013)],
)
async def test_sending_needs_permission(town: Town, raw: Raw, denied: Permission, code: int) -> None:
    town.discord.overwrite(town.general, town.discord.bot, deny=denied)
    status, error = await post(raw, town, content="hi")
    assert (status, error["code"]) == (403, code)


async def test_everyones_overwrite_and_a_role_above_it(town: Town, raw: Raw) -> None:
    town.discord.overwrite(town.general, town.guild["roles"][0], deny=Permission.SEND_MESSAGES)
    assert (await post(raw, town, content="hi"))[0] == 403
    town.discord.overwrite(town.general, town.guild["roles"][1], allow=Permission.SEND_MESSAGES)
    assert (await post(raw, town, content="hi"))[0] == 200
    town.discord.overwrite(town.general, town.guild["roles"][1])
    town.discord.permit_bot(town.guild, Permission.ADMINISTRATOR)
    assert (await post(raw, town, content="hi"))[0] == 200


async def test_files_and_embeds_need_permission(town: Town, raw: Raw) -> None:
    denied = Permission.ATTACH_FILES | Permission.EMBED_LINKS
    town.discord.overwrite(town.general, town.discord.bot, deny=denied)
    status, error = await post(raw, town, content="hi", embeds=[{"title": "t"}])
    assert (status, error["code"]) == (403, 50013)
    form = aiohttp.FormData()
    form.add_field("files[0]", b"x", filename="a.txt")
    status, error = await raw.call("POST", f"/channels/{town.general['id']}/messages", data=form)
    assert (status, error["code"]) == (403, 50013)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 50006),
        ({"content": "   "}, 50006),
        ({"flags": 8192, "content": "x"}, 50159),
        ({"flags": 8192}, 50160),
    ],
)
async def test_empty_messages_are_refused(town: Town, raw: Raw, body: dict[str, Any], code: int) -> None:
    status, error = await post(raw, town, **body)
    assert (status, error["code"]) == (400, code)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"content": "x" * 2001}, "content BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{}] * 11, "content": "x"}, "embeds BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds/0/title BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 4096}] * 2}, "embeds MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "embeds/0/fields/0/name BASE_TYPE_REQUIRED"),
        ({"embeds": [{"url": "ftp://x"}]}, "embeds/0/url URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"color": -1}]}, "embeds/0/color NUMBER_TYPE_MAX"),
        ({"components": rows(button(label="x" * 81))}, "components/0/components/0/label BASE_TYPE_MAX_LENGTH"),
        ({"components": rows(button(custom_id=None))}, "components/0/components/0/custom_id BASE_TYPE_REQUIRED"),
        ({"components": rows(button(label=None))}, "components/0/components/0 BUTTON_COMPONENT_MISSING_LABEL"),
        (
            {"components": rows(button(), button())},
            "components/0/components/1/custom_id COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            {"components": rows(*(button(custom_id=str(n)) for n in range(6)))},
            "components/0/components BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [row for n in range(6) for row in rows(button(custom_id=str(n)))]},
            "components BASE_TYPE_MAX_LENGTH",
        ),
        ({"components": [button()]}, "components/0/type BASE_TYPE_CHOICES"),
        (
            {"components": rows({"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "1"}] * 2})},
            "components/0/components/0/options/1/value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            {"components": rows({"type": 3, "custom_id": "m", "options": []})},
            "components/0/components/0/options BASE_TYPE_REQUIRED",
        ),
        ({"flags": 1 << 15, "content": "x"}, "content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
        ({"content": "x", "attachments": [{"id": 3}]}, "attachments/0 ATTACHMENT_NOT_FOUND"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference REPLIES_UNKNOWN_MESSAGE"),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions/parse/0 BASE_TYPE_CHOICES"),
        ({"content": "x", "enforce_nonce": True}, "nonce BASE_TYPE_REQUIRED"),
    ],
)
async def test_form_errors_name_their_places(town: Town, raw: Raw, body: dict[str, Any], place: str) -> None:
    status, error = await post(raw, town, **body)
    assert status == 400
    assert place in paths(error)


async def test_components_v2_mention_by_their_texts(town: Town, raw: Raw) -> None:
    parts = [{"type": 10, "content": f"<@{town.ann.id}>"}]
    _, message = await post(raw, town, flags=1 << 15, components=parts)
    assert [user["id"] for user in message["mentions"]] == [town.ann.id]


async def test_the_chat_of_a_voice_channel_needs_the_permission_to_connect(town: Town, raw: Raw) -> None:
    lounge = town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)
    path = f"/channels/{lounge['id']}/messages"
    assert (await raw.call("POST", path, {"content": "x"}))[0] == 200
    town.discord.overwrite(lounge, town.discord.bot, deny=Permission.CONNECT)
    assert (await raw.call("POST", path, {"content": "x"}))[1]["code"] == 50001


async def test_components_v2_have_their_own_layout(town: Town, raw: Raw) -> None:
    text = {"type": 10, "content": "words"}
    section = {"type": 9, "components": [text], "accessory": button()}
    status, message = await post(raw, town, flags=1 << 15, components=[{"type": 17, "components": [section, text]}])
    assert status == 200
    ids = [message["components"][0]["id"], message["components"][0]["components"][0]["id"]]
    assert ids == [1, 2]
    status, error = await post(raw, town, flags=1 << 15, components=[text] * 41)
    assert "components BASE_TYPE_MAX_LENGTH" in paths(error)


@pytest.mark.parametrize(
    ("allowed", "mentions", "roles", "everyone"),
    [
        (None, ["Ann"], ["open"], False),
        ({"parse": []}, [], [], False),
        ({"parse": ["users"]}, ["Ann"], [], False),
        ({"parse": ["everyone"]}, [], [], False),
        ({"users": ["Ann"], "roles": ["open"]}, ["Ann"], ["open"], False),
        ({"users": ["Bob"]}, [], [], False),
    ],
)
async def test_mentions_follow_text_permission_and_allowance(
    town: Town,
    raw: Raw,
    *,
    allowed: dict[str, Any] | None,
    mentions: list[str],
    roles: list[str],
    everyone: bool,
) -> None:
    town.discord.permit_everyone(town.guild, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    bob = town.discord.user("Bob", town.general)
    open_role = town.discord.role(town.guild, "open", mentionable=True)
    closed_role = town.discord.role(town.guild, "closed")
    names = {"Ann": town.ann.id, "Bob": bob.id, "open": open_role["id"]}
    if allowed is not None:
        allowed = {key: [names.get(value, value) for value in values] for key, values in allowed.items()}
    content = f"<@{town.ann.id}> `<@{bob.id}>` <@&{open_role['id']}> <@&{closed_role['id']}> @everyone"
    body = {"content": content} | ({} if allowed is None else {"allowed_mentions": allowed})
    _, message = await post(raw, town, **body)
    assert [user["id"] for user in message["mentions"]] == [names[name] for name in mentions]
    assert message["mention_roles"] == [names[name] for name in roles]
    assert message["mention_everyone"] is everyone


async def test_everyone_is_mentioned_only_with_the_permission(town: Town, raw: Raw) -> None:
    assert (await post(raw, town, content="@here"))[1]["mention_everyone"] is True
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.MENTION_EVERYONE)
    assert (await post(raw, town, content="@here"))[1]["mention_everyone"] is False


async def test_replies_ping_unless_told_not_to(town: Town, raw: Raw) -> None:
    asked = await town.ann.say("hello")
    reference = {"message_id": asked["id"]}
    _, message = await post(raw, town, content="x", message_reference=reference)
    assert [user["id"] for user in message["mentions"]] == [town.ann.id]
    assert (message["type"], message["referenced_message"]["content"]) == (19, "hello")
    _, message = await post(raw, town, content="x", message_reference=reference, allowed_mentions={"parse": []})
    assert message["mentions"] == []
    lenient = {"message_id": "1", "fail_if_not_exists": False}
    status, message = await post(raw, town, content="x", message_reference=lenient)
    assert (status, "referenced_message" in message) == (200, False)
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert (await post(raw, town, content="x", message_reference=reference))[1]["code"] == 160002


async def test_an_enforced_nonce_posts_once(town: Town, raw: Raw) -> None:
    first = (await post(raw, town, content="x", nonce="n1", enforce_nonce=True))[1]
    again = (await post(raw, town, content="x", nonce="n1", enforce_nonce=True))[1]
    other = (await post(raw, town, content="x", nonce="n2", enforce_nonce=True))[1]
    assert first["id"] == again["id"] != other["id"]
    assert len(town.discord.messages(town.general)) == 2
    town.discord.clock.advance(301)
    assert (await post(raw, town, content="x", nonce="n1", enforce_nonce=True))[1]["id"] != first["id"]


async def test_files_come_with_names_and_stay_on_edit_only_if_listed(town: Town, raw: Raw) -> None:
    form = aiohttp.FormData()
    declared = {"content": "x", "attachments": [{"id": 0, "filename": "b.txt", "description": "d"}]}
    form.add_field("payload_json", json.dumps(declared), content_type="application/json")
    form.add_field("files[0]", b"one", filename="a.txt")
    form.add_field("files[1]", b"two", filename="c.ogg")
    status, message = await raw.call("POST", f"/channels/{town.general['id']}/messages", data=form)
    files = message["attachments"]
    assert (status, [f["filename"] for f in files]) == (200, ["b.txt", "c.ogg"])
    assert (files[0]["description"], files[1]["content_type"], files[1]["size"]) == ("d", "audio/ogg", 3)
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    assert len((await raw.call("PATCH", path, {"content": "y"}))[1]["attachments"]) == 2
    kept = (await raw.call("PATCH", path, {"attachments": [{"id": files[1]["id"]}]}))[1]["attachments"]
    assert [f["filename"] for f in kept] == ["c.ogg"]


async def test_too_large_files_are_refused(town: Town, raw: Raw) -> None:
    town.discord.upload_limit = 10
    form = aiohttp.FormData()
    form.add_field("files[0]", bytes(11), filename="a.bin")
    status, error = await raw.call("POST", f"/channels/{town.general['id']}/messages", data=form)
    assert (status, error["code"]) == (413, 40005)
    assert town.discord.messages(town.general) == []


async def test_only_own_messages_can_be_edited_and_deleted(town: Town, raw: Raw) -> None:
    theirs = await town.ann.say("mine")
    path = f"/channels/{town.general['id']}/messages/{theirs['id']}"
    assert (await raw.call("PATCH", path, {"content": "x"}))[1]["code"] == 50005
    assert (await raw.call("DELETE", path))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_MESSAGES)
    assert (await raw.call("DELETE", path))[0] == 204
    assert (await raw.call("GET", path))[1]["code"] == 10008
    dm = await town.ann.dm().say("private")
    assert (await raw.call("DELETE", f"/channels/{dm['channel_id']}/messages/{dm['id']}"))[1]["code"] == 50003


async def test_edits_keep_fields_that_are_not_sent(town: Town, raw: Raw) -> None:
    _, message = await post(raw, town, content="x", embeds=[{"title": "t"}], components=rows(button()))
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    _, edited = await raw.call("PATCH", path, {"content": None, "components": []})
    assert (edited["content"], edited["embeds"][0]["title"], edited["components"]) == ("", "t", [])
    assert edited["edited_timestamp"] is not None
    assert (await raw.call("PATCH", path, {"embeds": []}))[1]["code"] == 50006


async def test_pages_of_messages(town: Town, raw: Raw) -> None:
    said = [await town.ann.say(str(number)) for number in range(6)]
    path = f"/channels/{town.general['id']}/messages"

    async def contents(query: str) -> list[str]:
        return [message["content"] for message in (await raw.call("GET", path + query))[1]]

    assert await contents("?limit=2") == ["5", "4"]
    assert await contents(f"?before={said[3]['id']}&limit=2") == ["2", "1"]
    assert await contents(f"?after={said[1]['id']}&limit=2") == ["3", "2"]
    assert await contents(f"?around={said[3]['id']}&limit=3") == ["4", "3", "2"]
    assert (await raw.call("GET", path + "?limit=101"))[1]["code"] == 50035
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert await contents("") == []
    assert (await raw.call("GET", f"{path}/{said[0]['id']}"))[1]["code"] == 50013


async def test_bulk_deletion_removes_recent_messages_only(town: Town, raw: Raw) -> None:
    said = [(await town.ann.say(str(number)))["id"] for number in range(3)]
    path = f"/channels/{town.general['id']}/messages/bulk-delete"
    assert (await raw.call("POST", path, {"messages": said}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_MESSAGES)
    assert (await raw.call("POST", path, {"messages": said[:1]}))[1]["code"] == 50016
    assert (await raw.call("POST", path, {"messages": said[:2]}))[0] == 204
    assert [message["content"] for message in town.discord.messages(town.general)] == ["2"]
    newer = (await town.ann.say("3"))["id"]
    town.discord.clock.advance(15 * 86_400)
    assert (await raw.call("POST", path, {"messages": [said[2], newer]}))[1]["code"] == 50034


async def test_reactions_are_counted_and_removed(town: Town, raw: Raw) -> None:
    message = await town.ann.say("x")
    path = f"/channels/{town.general['id']}/messages/{message['id']}/reactions/%F0%9F%91%8D"
    assert (await raw.call("PUT", path + "/@me"))[0] == 204
    await town.ann.react(message, "👍")
    assert [(r["count"], r["me"], r["emoji"]["name"]) for r in message["reactions"]] == [(2, True, "👍")]
    assert [user["id"] for user in (await raw.call("GET", path))[1]] == [town.discord.app_id, town.ann.id]
    assert (await raw.call("DELETE", f"{path}/{town.ann.id}"))[1]["code"] == 50013
    assert (await raw.call("DELETE", path + "/@me"))[0] == 204
    await town.ann.unreact(message, "👍")
    await town.ann.unreact(message, "👍")  # again: nothing happens
    assert message["reactions"] == []
    assert (await raw.call("PUT", path.replace("%F0%9F%91%8D", "thumbs") + "/@me"))[1]["code"] == 10014
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.ADD_REACTIONS)
    assert (await raw.call("PUT", path + "/@me"))[1]["code"] == 50013


async def test_direct_messages_can_be_closed(town: Town, raw: Raw) -> None:
    _, channel = await raw.call("POST", "/users/@me/channels", {"recipient_id": town.ann.id})
    path = f"/channels/{channel['id']}/messages"
    assert (await raw.call("POST", path, {"content": "hi"}))[0] == 200
    town.ann.close_dms()
    assert (await raw.call("POST", path, {"content": "hi"}))[1]["code"] == 50007


async def test_unknown_ids_are_refused_with_their_codes(town: Town, raw: Raw) -> None:
    assert (await raw.call("GET", "/channels/1"))[1]["code"] == 10003
    assert (await raw.call("GET", "/guilds/1"))[1]["code"] == 10004
    assert (await raw.call("GET", "/users/1"))[1]["code"] == 10013
    assert (await raw.call("GET", f"/guilds/{town.guild['id']}/members/1"))[1]["code"] == 10013
    category = town.discord.channel(town.guild, "folder", ChannelType.CATEGORY)
    assert (await raw.call("POST", f"/channels/{category['id']}/messages", {"content": "x"}))[1]["code"] == 50008


async def test_unsupported_requests_get_501_and_are_listed(town: Town, raw: Raw) -> None:
    status, _ = await post(raw, town, poll={"question": {"text": "?"}})
    assert status == 501
    assert town.discord.problems.pop() == ("POST messages", "the stand-in does not know poll")


async def test_roles_and_members(town: Town, raw: Raw) -> None:
    guild = f"/guilds/{town.guild['id']}"
    role = town.discord.role(town.guild, "Teacher")
    member = f"{guild}/members/{town.ann.id}"
    assert (await raw.call("PUT", f"{member}/roles/{role['id']}"))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_ROLES)
    assert (await raw.call("PUT", f"{member}/roles/{role['id']}"))[1]["code"] == 50013  # it stands above the bot's
    role["position"] = 0
    assert (await raw.call("PUT", f"{member}/roles/{role['id']}"))[0] == 204
    assert (await raw.call("GET", member))[1]["roles"] == [role["id"]]
    assert [r["name"] for r in (await raw.call("GET", guild + "/roles"))[1]] == ["@everyone", "standin-bot", "Teacher"]
    assert (await raw.call("GET", guild + "/members?limit=10"))[1]["code"] == 50001
    town.discord.application.privileged_intents |= Intent.GUILD_MEMBERS
    assert len((await raw.call("GET", guild + "/members?limit=10"))[1]) == 3
    assert [m["user"]["id"] for m in (await raw.call("GET", guild + "/members/search?query=an&limit=5"))[1]] == [
        town.ann.id
    ]
