"""What Discord refuses in messages: embeds, addresses, emoji, components, layouts, and what permissions forbid."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from tests.standin.test_messages import button, paths, post, rows
from tests.standin.town import Raw, Town

from chatterbot.standin import Permission, SetupError

pytestmark = pytest.mark.protocol

V2 = 1 << 15
TEXT: dict[str, Any] = {"type": 10, "content": "words"}
PICTURE = {"media": {"url": "https://example.com/a.png"}}


def section(**changes: Any) -> dict[str, Any]:
    return {"type": 9, "components": [TEXT], "accessory": button()} | changes


def container(*parts: Any, **changes: Any) -> dict[str, Any]:
    return {"type": 17, "components": list(parts)} | changes


def menu(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "1"}]} | changes


def link(url: Any) -> list[Any]:
    return rows({"type": 2, "style": 5, "label": "Go", "url": url})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"embeds": [{}], "content": "x"}, "embeds/0/description BASE_TYPE_REQUIRED"),
        ({"embeds": [{"color": 5}]}, "embeds/0/description BASE_TYPE_REQUIRED"),
        ({"embeds": [{"title": "  "}]}, "embeds/0/description BASE_TYPE_REQUIRED"),
        ({"embeds": [{"url": "https://example.com", "timestamp": "2026-11-30T12:00:00Z"}]}, "embeds/0/description BASE_TYPE_REQUIRED"),
        ({"embeds": ["x"]}, "embeds/0 MODEL_TYPE_CONVERT"),
        ({"embeds": [{"title": "t", "timestamp": "yesterday"}]}, "embeds/0/timestamp DATETIME_TYPE_PARSE"),
        ({"embeds": [{"title": "t", "timestamp": 1764504000}]}, "embeds/0/timestamp DATETIME_TYPE_PARSE"),
        ({"embeds": [{"title": "t", "timestamp": "2026-13-01T00:00:00Z"}]}, "embeds/0/timestamp DATETIME_TYPE_PARSE"),
        ({"embeds": [{"title": "t", "url": "attachment://a.png"}]}, "embeds/0/url URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"title": "t", "url": "example.com"}]}, "embeds/0/url URL_TYPE_INVALID_URL"),
        ({"embeds": [{"image": {"url": "https://a b.com"}}]}, "embeds/0/image/url URL_TYPE_INVALID_URL"),
        ({"embeds": [{"image": {}}]}, "embeds/0/description BASE_TYPE_REQUIRED"),
        ({"embeds": [{"image": {"url": ""}}]}, "embeds/0/image/url BASE_TYPE_REQUIRED"),
        ({"embeds": [{"author": {"name": "a", "url": "javascript:alert(1)"}}]}, "embeds/0/author/url URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"footer": {"text": "a", "icon_url": "x"}}]}, "embeds/0/footer/icon_url URL_TYPE_INVALID_URL"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v", "inline": "very"}]}]}, "embeds/0/fields/0/inline BOOLEAN_TYPE_CONVERT"),
        ({"content": "x", "tts": "loud"}, "tts BOOLEAN_TYPE_CONVERT"),
        ({"content": "x", "flags": -1}, "flags NUMBER_TYPE_MIN"),
    ],
)  # fmt: skip
async def test_embeds_are_checked(town: Town, raw: Raw, body: dict[str, Any], place: str) -> None:
    status, error = await post(raw, town, **body)
    assert (status, place in paths(error)) == (400, True), error
    assert town.discord.problems == []


@pytest.mark.parametrize(
    "embed",
    [
        {"title": "t"},
        {"footer": {"text": "f"}},
        {"author": {"name": "a"}},
        {"image": {"url": "attachment://missing.png"}},
        {"title": " " * 300 + "t", "timestamp": "2026-11-30T12:00:00.5+03:00"},
        {"thumbnail": {"url": "http://127.0.0.1:8080/x.png"}, "url": "https://пример.рф/путь"},
    ],
)
async def test_embeds_with_something_to_show_are_taken(town: Town, raw: Raw, embed: dict[str, Any]) -> None:
    assert (await post(raw, town, embeds=[embed]))[0] == 200


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.com/x?y=1#z", None),
        ("http://[::1]:80/", None),
        ("discord://-/channels/@me", None),
        ("https://" + "a" * 490 + ".com", "URL_TYPE_INVALID_URL"),
        ("https://example.com/" + "a" * 500, "BASE_TYPE_MAX_LENGTH"),
        ("example.com", "URL_TYPE_INVALID_URL"),
        ("https://", "URL_TYPE_INVALID_URL"),
        ("https://nowhere", "URL_TYPE_INVALID_URL"),
        ("https://exa mple.com", "URL_TYPE_INVALID_URL"),
        ("https://example.com:port", "URL_TYPE_INVALID_URL"),
        ("https://[::1", "URL_TYPE_INVALID_URL"),
        ("mailto:a@example.com", "URL_TYPE_INVALID_SCHEME"),
        ("attachment://a.png", "URL_TYPE_INVALID_SCHEME"),
        (5, "BASE_TYPE_BAD_TYPE"),
        ("", "BASE_TYPE_REQUIRED"),
    ],
)
async def test_link_buttons_need_an_address(town: Town, raw: Raw, url: Any, code: str | None) -> None:
    status, answer = await post(raw, town, content="x", components=link(url))
    assert status == (200 if code is None else 400)
    assert code is None or f"components/0/components/0/url {code}" in paths(answer)


@pytest.mark.parametrize(
    ("emoji", "place"),
    [
        ({"name": "👍"}, None),
        ({"name": "👍🏽"}, None),
        ({"name": "👩‍👩‍👧‍👦"}, None),
        ({"name": "🇩🇪"}, None),
        ({"name": "🏴󠁧󠁢󠁳󠁣󠁴󠁿"}, None),
        ({"name": "1️⃣"}, None),
        ({"name": "❤️"}, None),
        ({"name": "©"}, None),
        ({"name": "x"}, "name"),
        ({"name": "1"}, "name"),
        ({"name": "👍👍"}, "name"),
        ({"name": ":thumbsup:"}, "name"),
        ({"name": ""}, "name"),
        ({"id": None, "name": None}, "name"),
        ({"id": "123456789012345678", "name": "nobody"}, "id"),
        ({"id": "OWN", "name": "own"}, None),
        ({"id": "FOREIGN", "name": "foreign"}, "id"),
    ],
)
async def test_buttons_and_options_take_known_emoji_only(
    town: Town, raw: Raw, emoji: dict[str, Any], place: str | None
) -> None:
    ids = {"OWN": _emoji(town, town.guild, "own"), "FOREIGN": _emoji(town, _left_guild(town), "foreign")}
    emoji = emoji | {"id": ids.get(str(emoji.get("id")), emoji.get("id"))}
    options = [{"label": "a", "value": "1", "emoji": emoji}]
    for part, where in ((button(emoji=emoji), "emoji"), (menu(options=options), "options/0/emoji")):
        status, answer = await post(raw, town, content="x", components=rows(part))
        assert status == (200 if place is None else 400)
        wrong = f"components/0/components/0/{where}/{place} BUTTON_COMPONENT_INVALID_EMOJI"
        assert place is None or wrong in paths(answer)


def _emoji(town: Town, guild: dict[str, Any], name: str) -> str:
    guild["emojis"].append({"id": town.discord.world.ids.snowflake(), "name": name, "roles": [], "animated": False})
    return guild["emojis"][-1]["id"]


def _left_guild(town: Town) -> dict[str, Any]:
    guild = town.discord.guild("Elsewhere")
    town.discord.backend.builder.leave(guild["id"], town.discord.app_id)
    return guild


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        (rows(button(id=3), button(id=3, custom_id="b")), "components/0/components/1/id COMPONENT_ID_DUPLICATED"),
        (rows(button(id="a")), "components/0/components/0/id NUMBER_TYPE_COERCE"),
        (rows(button(disabled="yes")), "components/0/components/0/disabled BOOLEAN_TYPE_CONVERT"),
        (rows(button(custom_id="x" * 101)), "components/0/components/0/custom_id BASE_TYPE_BAD_LENGTH"),
        (rows(button()) + rows(menu(custom_id="go")), "components/1/components/0/custom_id COMPONENT_CUSTOM_ID_DUPLICATED"),
        (rows({"type": 2, "style": 6}), "components/0/components/0/sku_id BASE_TYPE_REQUIRED"),
        (rows(menu(min_values=2)), "components/0/components/0/max_values NUMBER_TYPE_MIN"),
        (rows(menu(max_values=26)), "components/0/components/0/max_values NUMBER_TYPE_MAX"),
        (rows(menu(options=[{"label": "x" * 101, "value": "1"}])), "components/0/components/0/options/0/label BASE_TYPE_BAD_LENGTH"),
        (rows({"type": 5, "custom_id": "u", "default_values": [{"id": "1", "type": "role"}]}), "components/0/components/0/default_values/0/type BASE_TYPE_CHOICES"),
        (rows({"type": 21, "custom_id": "r", "options": []}), "components/0/components UNION_TYPE_CHOICES"),
        ([TEXT], "components/0/type BASE_TYPE_CHOICES"),
    ],
)  # fmt: skip
async def test_rows_buttons_and_menus_are_checked(town: Town, raw: Raw, parts: list[Any], place: str) -> None:
    status, error = await post(raw, town, content="x", components=parts)
    assert (status, place in paths(error)) == (400, True), error


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ([TEXT] * 41, "components BASE_TYPE_MAX_LENGTH"),
        ([container(*[TEXT] * 20), container(*[TEXT] * 19)], "components BASE_TYPE_MAX_LENGTH"),
        ([{"type": 10, "content": "x" * 2001}] * 2, "components COMPONENT_MAX_TOTAL_TEXT"),
        ([{"type": 10, "content": "x" * 4001}], "components/0/content BASE_TYPE_BAD_LENGTH"),
        ([{"type": 10}], "components/0/content BASE_TYPE_REQUIRED"),
        ([section(accessory=None)], "components/0/accessory BASE_TYPE_REQUIRED"),
        ([section(accessory=TEXT)], "components/0/accessory/type BASE_TYPE_CHOICES"),
        ([section(components=[])], "components/0/components BASE_TYPE_REQUIRED"),
        ([section(components=[TEXT] * 4)], "components/0/components BASE_TYPE_BAD_LENGTH"),
        ([section(components=[button()])], "components/0/components/0/type BASE_TYPE_CHOICES"),
        ([section(accessory={"type": 11, "media": {"url": "x"}})], "components/0/accessory/media/url URL_TYPE_INVALID_URL"),
        ([section(accessory={"type": 11})], "components/0/accessory/media/url BASE_TYPE_REQUIRED"),
        ([{"type": 12, "items": []}], "components/0/items BASE_TYPE_REQUIRED"),
        ([{"type": 12, "items": [PICTURE] * 11}], "components/0/items BASE_TYPE_BAD_LENGTH"),
        ([{"type": 12, "items": [PICTURE | {"description": "x" * 1025}]}], "components/0/items/0/description BASE_TYPE_BAD_LENGTH"),
        ([{"type": 12, "items": [{"media": {"url": "attachment://no.png"}}]}], "components/0/items/0/media/url UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
        ([{"type": 13, "file": {"url": "https://example.com/a.pdf"}}], "components/0/file/url URL_TYPE_INVALID_SCHEME"),
        ([{"type": 14, "spacing": 3}], "components/0/spacing BASE_TYPE_CHOICES"),
        ([{"type": 14, "divider": "yes"}], "components/0/divider BOOLEAN_TYPE_CONVERT"),
        ([container()], "components/0/components BASE_TYPE_REQUIRED"),
        ([container(container(TEXT))], "components/0/components/0/type BASE_TYPE_CHOICES"),
        ([container(TEXT, accent_color=0x1000000)], "components/0/accent_color NUMBER_TYPE_MAX"),
        ([container(TEXT, spoiler="yes")], "components/0/spoiler BOOLEAN_TYPE_CONVERT"),
        ([button()], "components/0/type BASE_TYPE_CHOICES"),
        ([{"type": 18, "label": "l", "component": menu()}], "components/0/type BASE_TYPE_CHOICES"),
        ([container(section(), section())], "components/0/components/1/accessory/custom_id COMPONENT_CUSTOM_ID_DUPLICATED"),
        ([TEXT | {"id": 7}, container(TEXT | {"id": 7})], "components/1/components/0/id COMPONENT_ID_DUPLICATED"),
    ],
)  # fmt: skip
async def test_layouts_are_checked(town: Town, raw: Raw, parts: list[Any], place: str) -> None:
    status, error = await post(raw, town, flags=V2, components=parts)
    assert (status, place in paths(error)) == (400, True), error


async def test_a_layout_at_every_limit_is_taken(town: Town, raw: Raw) -> None:
    parts = [
        container(*[TEXT] * 31, accent_color=0xFFFFFF, spoiler=True),
        section(components=[TEXT] * 3, accessory={"type": 11} | PICTURE),
        {"type": 12, "items": [PICTURE | {"spoiler": True}] * 10},
        {"type": 14, "spacing": 2, "divider": False},
        {"type": 10, "content": "x" * (4000 - 5 * 34), "id": 0},
    ]
    status, message = await post(raw, town, flags=V2, components=parts)
    assert status == 200, message


@pytest.mark.parametrize("legacy", [{"content": "x"}, {"embeds": [{"title": "t"}]}])
async def test_a_layout_has_no_other_contents(town: Town, raw: Raw, legacy: dict[str, Any]) -> None:
    (field,) = legacy
    wrong = f"{field} MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    assert wrong in paths((await post(raw, town, flags=V2, components=[TEXT], **legacy))[1])
    _, message = await post(raw, town, **legacy)
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    assert wrong in paths((await raw.call("PATCH", path, {"flags": V2, "components": [TEXT]}))[1])
    emptied = {"content": None, "embeds": [], "flags": V2, "components": [TEXT]}
    status, edited = await raw.call("PATCH", path, emptied)
    assert (status, edited["flags"] & V2) == (200, V2)
    _, edited = await raw.call("PATCH", path, {"flags": 0, "components": [container(TEXT)]})
    assert edited["flags"] & V2  # it cannot be taken away
    assert (await raw.call("PATCH", path, {"components": []}))[1]["code"] == 50006


async def test_a_layout_without_components_is_empty(town: Town, raw: Raw) -> None:
    assert (await post(raw, town, flags=V2))[1]["code"] == 50006


FILES = {"files": True}


@pytest.mark.parametrize(
    ("denied", "body", "code"),
    [
        (Permission.EMBED_LINKS, {"embeds": [{"title": "t"}]}, 50013),
        (Permission.EMBED_LINKS, {"content": "x", "embeds": [{"title": "t"}]}, 50013),
        (Permission.EMBED_LINKS, {"content": "https://example.com", "embeds": []}, None),
        (Permission.ATTACH_FILES, FILES, 50013),
        (Permission.SEND_TTS_MESSAGES, {"content": "x", "tts": True}, 50013),
        (Permission.SEND_TTS_MESSAGES, {"content": "x", "tts": False}, None),
        (Permission.SEND_VOICE_MESSAGES, {"flags": 1 << 13}, 50173),
        (Permission.READ_MESSAGE_HISTORY, {"content": "x", "message_reference": {"message_id": "ASKED"}}, 160002),
        (Permission.MENTION_EVERYONE, {"content": "@everyone"}, None),
        (Permission.SEND_MESSAGES, {"content": "x"}, 50013),
        (Permission.VIEW_CHANNEL, {"content": "x"}, 50001),
    ],
)
async def test_contents_need_their_permission(
    town: Town, raw: Raw, denied: Permission, body: dict[str, Any], code: int | None
) -> None:
    town.discord.permit_bot(town.guild, Permission.SEND_TTS_MESSAGES)
    asked = await town.ann.say("?")
    if "message_reference" in body:
        body = body | {"message_reference": {"message_id": asked["id"]}}

    async def send() -> tuple[int, Any]:
        if body != FILES:
            return await post(raw, town, **body)
        form = aiohttp.FormData()
        form.add_field("files[0]", b"x", filename="a.txt")
        return await raw.call("POST", f"/channels/{town.general['id']}/messages", data=form)

    status, answer = await send()
    assert status == 200 or answer["code"] == 50160  # a voice message without a file
    town.discord.overwrite(town.general, town.discord.bot, deny=denied)
    status, answer = await send()
    assert (status, answer.get("code")) == ((200, None) if code is None else (status, code)), answer


async def test_an_edit_needs_the_permission_for_its_contents(town: Town, raw: Raw) -> None:
    _, message = await post(raw, town, content="x", embeds=[{"title": "t"}])
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.EMBED_LINKS)
    path = f"/channels/{town.general['id']}/messages/{message['id']}"
    assert (await raw.call("PATCH", path, {"embeds": [{"title": "u"}]}))[1]["code"] == 50013
    assert (await raw.call("PATCH", path, {"content": "y"}))[0] == 200
    assert (await raw.call("PATCH", path, {"embeds": []}))[0] == 200


async def test_spoken_messages_need_no_permission_in_private(town: Town, raw: Raw) -> None:
    path = f"/channels/{town.discord.dm(town.ann)['id']}/messages"
    status, message = await raw.call("POST", path, {"content": "x", "tts": True})
    assert (status, message["tts"]) == (200, True)


async def test_foreign_emoji_become_names_without_their_permission(town: Town, raw: Raw) -> None:
    own, other = _emoji(town, town.guild, "own"), _emoji(town, town.discord.guild("Other"), "other")
    text = f"<:own:{own}> <a:other:{other}> <:none:123456789012345678>"
    _, message = await post(raw, town, content=text)
    assert message["content"] == f"<:own:{own}> <a:other:{other}> :none:"
    code = "`<:none:123456789012345678>` ```\n<:none:123456789012345678>```"
    assert (await post(raw, town, content=code))[1]["content"] == code
    reaction = f"/channels/{town.general['id']}/messages/{message['id']}/reactions/"
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.USE_EXTERNAL_EMOJIS)
    assert (await post(raw, town, content=text))[1]["content"] == f"<:own:{own}> :other: :none:"
    assert (await raw.call("PUT", f"{reaction}other:{other}/@me"))[1]["code"] == 50013
    assert (await raw.call("PUT", f"{reaction}own:{own}/@me"))[0] == 204
    assert (await raw.call("PUT", f"{reaction}none:1/@me"))[1]["code"] == 10014
    assert (await raw.call("PUT", f"{reaction}%C3%A9/@me"))[1]["code"] == 10014


async def test_a_user_without_a_common_guild_gets_nothing(town: Town, raw: Raw) -> None:
    channel = town.discord.dm(town.ann)
    town.ann.leave()
    status, error = await raw.call("POST", f"/channels/{channel['id']}/messages", {"content": "x"})
    assert (status, error["code"]) == (403, 50278)


async def test_flags_of_others_messages_need_the_permission_to_manage_messages(town: Town, raw: Raw) -> None:
    theirs = await town.ann.say("https://example.com")
    theirs["embeds"] = [{"type": "link", "url": "https://example.com"}]
    path = f"/channels/{town.general['id']}/messages/{theirs['id']}"
    assert (await raw.call("PATCH", path, {"flags": 4}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_MESSAGES)
    for body in ({"content": "x"}, {"content": "x", "flags": 4}, {}):
        assert (await raw.call("PATCH", path, body))[1]["code"] == 50005
    assert (await raw.call("PATCH", path, {"flags": "x"}))[1]["code"] == 50035
    status, message = await raw.call("PATCH", path, {"flags": 4 | 1 << 13})
    assert (status, message["flags"], message["embeds"], message["edited_timestamp"]) == (200, 4, [], None)
    _, message = await raw.call("PATCH", path, {"flags": 0})
    assert (message["flags"], len(message["embeds"])) == (0, 1)


async def test_all_reactions_can_be_removed(town: Town, raw: Raw) -> None:
    message = await town.ann.say("x")
    for emoji in ("👍", "👎", "🎉"):
        await town.ann.react(message, emoji)
    path = f"/channels/{town.general['id']}/messages/{message['id']}/reactions"
    assert (await raw.call("DELETE", path))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_MESSAGES)
    assert (await raw.call("DELETE", f"{path}/%F0%9F%91%8E"))[0] == 204
    assert [r["emoji"]["name"] for r in message["reactions"]] == ["👍", "🎉"]
    assert (await raw.call("DELETE", path))[0] == 204
    assert message["reactions"] == []
    assert (await raw.call("GET", f"{path}/%F0%9F%91%8D"))[1] == []
    assert (await raw.call("DELETE", path))[0] == 204
    dm = await town.ann.dm().say("private")
    status, error = await raw.call("DELETE", f"/channels/{dm['channel_id']}/messages/{dm['id']}/reactions")
    assert (status, error["code"]) == (403, 50003)


async def test_slowmode_holds_for_users_but_not_for_bots(town: Town, raw: Raw) -> None:
    town.general["rate_limit_per_user"] = 10
    await town.ann.say("one")
    with pytest.raises(SetupError, match="slowmode"):
        await town.ann.say("two")
    assert [(await post(raw, town, content="x"))[0] for _ in range(2)] == [200, 200]
    bob = town.discord.user("Bob", town.general).with_permissions(Permission.MANAGE_MESSAGES)
    await bob.say("one")
    with pytest.raises(SetupError, match="slowmode"):
        await bob.say("two")
    bob.with_permissions(Permission.BYPASS_SLOWMODE)
    await bob.say("two")
    town.discord.clock.advance(10)
    await town.ann.say("two")
