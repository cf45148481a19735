"""Forum channels over REST and the gateway: posts, their tags and pins, and what is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.standin import openapi
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelFlag, ChannelType, Json, Permission, SetupError

pytestmark = pytest.mark.protocol


@pytest.fixture
def forum(town: Town) -> Json:
    return town.discord.forum(town.guild, "help", ["Bug", "Solved"])


@pytest.fixture
async def checked(town: Town) -> AsyncIterator[Raw]:
    """A raw client whose traffic is checked against Discord's OpenAPI document, if that is present."""
    async with aiohttp.ClientSession() as session:
        yield Raw(town.discord, session)


def tags_of(forum: Json, *names: str) -> list[str]:
    return [tag["id"] for tag in forum["available_tags"] if tag["name"] in names]


def posting(forum: Json) -> str:
    return f"/channels/{forum['id']}/threads"


async def start(raw: Raw, forum: Json, name: str = "How?", **body: Any) -> tuple[int, Any]:
    return await raw.call("POST", posting(forum), {"name": name, "message": {"content": "like this"}, **body})


async def test_the_first_message_of_a_post_has_the_id_of_its_thread(town: Town, checked: Raw, forum: Json) -> None:
    tags = tags_of(forum, "Bug")
    status, post = await start(checked, forum, applied_tags=tags, auto_archive_duration=60, rate_limit_per_user=5)
    assert (status, post["type"], post["parent_id"]) == (201, ChannelType.PUBLIC_THREAD, forum["id"])
    assert (post["applied_tags"], post["rate_limit_per_user"]) == (tags, 5)
    assert post["thread_metadata"]["auto_archive_duration"] == 60
    assert post["member"]["user_id"] == town.discord.app_id
    message = post["message"]
    assert (message["id"], message["channel_id"], message["content"]) == (post["id"], post["id"], "like this")
    assert (message["position"], post["message_count"]) == (0, 0)
    assert (await checked.call("GET", f"/channels/{post['id']}"))[1]["name"] == "How?"
    assert (await checked.call("GET", f"/channels/{post['id']}/messages/{post['id']}"))[1]["content"] == "like this"
    assert (await checked.call("GET", f"/channels/{forum['id']}"))[1]["last_message_id"] == post["id"]


async def test_a_bot_is_told_of_the_post_before_its_message(town: Town, raw: Raw, forum: Json) -> None:
    checker = openapi.load()
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        while (await socket.receive_json())["t"] != "GUILD_CREATE":
            pass
        thread = await town.ann.at(forum).start_post("How?", "please", tags=["Bug"])
        created, said = await socket.receive_json(), await socket.receive_json()
    assert (created["t"], said["t"]) == ("THREAD_CREATE", "MESSAGE_CREATE")
    assert created["d"]["newly_created"] is True
    assert (created["d"]["applied_tags"], created["d"]["owner_id"]) == (tags_of(forum, "Bug"), town.ann.id)
    assert (said["d"]["id"], said["d"]["content"], said["d"]["position"]) == (thread["id"], "please", 0)
    if checker is not None:
        assert checker.component("ThreadResponse", created["d"]) == []
        assert checker.component("MessageResponse", said["d"]) == []


async def test_messages_of_a_thread_have_their_position(town: Town, checked: Raw, forum: Json) -> None:
    post = await town.ann.at(forum).start_post("How?", "please")
    for number in (1, 2):
        said = (await checked.call("POST", f"/channels/{post['id']}/messages", {"content": "so"}))[1]
        assert said["position"] == number
    assert (post["message_count"], post["total_message_sent"]) == (2, 2)
    await town.ann.at(post).delete(await town.ann.at(post).say("oops"))
    assert (post["message_count"], post["total_message_sent"]) == (2, 3)
    plans = await town.ann.start_thread("plans")
    assert [(await town.ann.at(plans).say("x"))["position"] for _ in range(2)] == [0, 1]
    answer = await town.ann.start_thread("answers", await town.ann.say("who?"))
    assert [(await town.ann.at(answer).say("x"))["position"] for _ in range(2)] == [1, 2]
    assert "position" not in await town.ann.say("x")


async def test_a_post_may_have_files_and_embeds(town: Town, checked: Raw, forum: Json) -> None:
    data = aiohttp.FormData()
    message = {"embeds": [{"title": "Look"}], "attachments": [{"id": 0, "filename": "a.txt"}]}
    data.add_field("payload_json", json.dumps({"name": "Files", "message": message}))
    data.add_field("files[0]", b"text", filename="a.txt", content_type="text/plain")
    status, post = await checked.call("POST", posting(forum), data=data)
    assert status == 201
    assert [file["filename"] for file in post["message"]["attachments"]] == ["a.txt"]
    assert post["message"]["embeds"][0]["title"] == "Look"
    for missing, body in (
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}),
        (Permission.SEND_MESSAGES, {"content": "x"}),
    ):
        town.discord.overwrite(forum, town.discord.bot, deny=missing)
        assert (await start(checked, forum, message=body))[1]["code"] == 50013


async def test_a_forum_has_no_messages_of_its_own(town: Town, raw: Raw, forum: Json) -> None:
    messages = f"/channels/{forum['id']}/messages"
    assert (await raw.call("POST", messages, {"content": "x"}))[1]["code"] == 50008
    assert (await raw.call("GET", messages))[1]["code"] == 50008
    assert (await raw.call("POST", f"/channels/{forum['id']}/typing"))[1]["code"] == 50008
    with pytest.raises(SetupError, match="start_post"):
        await town.ann.at(forum).say("x")
    with pytest.raises(SetupError, match="forums only"):
        await town.ann.start_post("x", "y")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"message": None}, {"message"}),
        ({"name": ""}, {"name"}),
        ({"name": "x" * 101, "auto_archive_duration": 61}, {"name", "auto_archive_duration"}),
        ({"rate_limit_per_user": 21_601}, {"rate_limit_per_user"}),
        ({"applied_tags": ["1", "2", "3", "4", "5", "6"]}, {"applied_tags"}),
    ],
)
async def test_a_post_of_the_wrong_form_is_refused(raw: Raw, town: Town, forum: Json, body: Json, fields: Any) -> None:
    status, error = await start(raw, forum, **body)
    assert (status, error["code"], error["errors"].keys()) == (400, 50035, fields)
    assert not town.discord.world.thread_members


async def test_a_post_without_content_is_refused(raw: Raw, forum: Json) -> None:
    assert (await start(raw, forum, message={"content": ""}))[1]["code"] == 50006


async def test_tags_are_those_of_the_forum(town: Town, raw: Raw) -> None:
    forum = town.discord.forum(town.guild, "strict", ["Bug", "Official"], require_tag=True)
    forum["available_tags"][1]["moderated"] = True
    bug, official = (tag["id"] for tag in forum["available_tags"])
    assert (await start(raw, forum))[1]["code"] == 40067
    assert (await start(raw, forum, applied_tags=["1"]))[1]["code"] == 10087
    assert (await start(raw, forum, applied_tags=[official]))[1]["code"] == 50013
    with pytest.raises(SetupError, match="tag is required"):
        await town.ann.at(forum).start_post("x", "y")
    with pytest.raises(SetupError, match="among the forum's tags"):
        await town.ann.at(forum).start_post("x", "y", tags=["Feature"])
    _, post = await start(raw, forum, applied_tags=[bug])
    here = f"/channels/{post['id']}"
    assert (await raw.call("PATCH", here, {"applied_tags": []}))[1]["code"] == 40067
    assert (await raw.call("PATCH", here, {"applied_tags": [bug, official]}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    assert (await raw.call("PATCH", here, {"applied_tags": [bug, official]}))[1]["applied_tags"] == [bug, official]


async def test_one_post_is_pinned(town: Town, raw: Raw, forum: Json) -> None:
    one, two = [(await start(raw, forum, name))[1] for name in ("one", "two")]
    pin = {"flags": int(ChannelFlag.PINNED)}
    assert (await raw.call("PATCH", f"/channels/{one['id']}", pin))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    assert (await raw.call("PATCH", f"/channels/{one['id']}", pin))[1]["flags"] == ChannelFlag.PINNED
    assert (await raw.call("PATCH", f"/channels/{two['id']}", pin))[1]["code"] == 30047
    assert (await raw.call("PATCH", f"/channels/{one['id']}", {"flags": 0}))[1]["flags"] == 0
    assert (await raw.call("PATCH", f"/channels/{two['id']}", pin))[0] == 200
    thread = await town.ann.start_thread("plans")
    assert (await raw.call("PATCH", f"/channels/{thread['id']}", pin))[1]["code"] == 50024


async def test_posts_are_listed_as_active_or_archived(town: Town, checked: Raw, forum: Json) -> None:
    posts = [await town.ann.at(forum).start_post(name, "x") for name in ("a", "b", "c", "d")]
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    for post in posts[:3]:
        assert (await checked.call("PATCH", f"/channels/{post['id']}", {"archived": True}))[0] == 200
    active = (await checked.call("GET", f"/guilds/{town.guild['id']}/threads/active"))[1]
    assert [thread["name"] for thread in active["threads"]] == ["d"]
    archived = f"/channels/{forum['id']}/threads/archived/public"
    page = (await checked.call("GET", f"{archived}?limit=2"))[1]
    assert ([thread["name"] for thread in page["threads"]], page["has_more"]) == (["c", "b"], True)
    before = {"before": page["threads"][-1]["thread_metadata"]["archive_timestamp"]}
    rest = (await checked.call("GET", archived, params=before))[1]
    assert ([thread["name"] for thread in rest["threads"]], rest["has_more"]) == (["a"], False)
    assert (await checked.call("GET", archived, params={"before": "yesterday"}))[1]["code"] == 50035
    listed = (await checked.call("GET", f"/guilds/{town.guild['id']}/channels"))[1]
    assert [channel["type"] for channel in listed] == [ChannelType.TEXT, ChannelType.FORUM]


async def test_a_forum_is_made_and_changed(town: Town, checked: Raw) -> None:
    made = f"/guilds/{town.guild['id']}/channels"
    body = {
        "name": "Ask Here",
        "type": int(ChannelType.FORUM),
        "topic": "Be kind.",
        "available_tags": [{"name": "Bug", "emoji_name": "🐛"}],
        "default_auto_archive_duration": 1440,
        "default_thread_rate_limit_per_user": 10,
    }
    assert (await checked.call("POST", made, body))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_CHANNELS)
    status, forum = await checked.call("POST", made, body)
    assert (status, forum["name"], forum["topic"]) == (201, "ask-here", "Be kind.")
    (tag,) = forum["available_tags"]
    assert (tag["name"], tag["emoji_name"], tag["moderated"]) == ("Bug", "🐛", False)
    _, post = await start(checked, forum)
    assert (post["thread_metadata"]["auto_archive_duration"], post["rate_limit_per_user"]) == (1440, 10)
    here, tags = f"/channels/{forum['id']}", [tag, {"name": "Solved", "moderated": True}]
    changed = (await checked.call("PATCH", here, {"available_tags": tags, "flags": int(ChannelFlag.REQUIRE_TAG)}))[1]
    assert [(t["id"] == tag["id"], t["name"]) for t in changed["available_tags"]] == [(True, "Bug"), (False, "Solved")]
    assert (await start(checked, forum))[1]["code"] == 40067
    twice = {"available_tags": [{"name": "Bug"}, {"name": "bug"}]}
    assert (await checked.call("PATCH", here, twice))[1]["code"] == 40061
    moderated = {"available_tags": [{"name": "Solved", "moderated": True}], "flags": int(ChannelFlag.REQUIRE_TAG)}
    assert (await checked.call("PATCH", here, moderated))[1]["code"] == 40066
    assert (await checked.call("DELETE", here))[0] == 200
    assert (await checked.call("GET", f"/channels/{post['id']}"))[1]["code"] == 10003


async def test_tags_are_added_changed_and_removed_one_by_one(town: Town, raw: Raw, forum: Json) -> None:
    tags = f"/channels/{forum['id']}/tags"
    assert (await raw.call("POST", tags, {"name": "New"}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_CHANNELS)
    made = (await raw.call("POST", tags, {"name": "New", "emoji_name": "🆕"}))[1]
    assert [tag["name"] for tag in made["available_tags"]] == ["Bug", "Solved", "New"]
    new = made["available_tags"][2]["id"]
    changed = (await raw.call("PUT", f"{tags}/{new}", {"name": "Old"}))[1]["available_tags"][2]
    assert (changed["id"], changed["name"], changed["emoji_name"]) == (new, "Old", "🆕")
    assert len((await raw.call("DELETE", f"{tags}/{new}"))[1]["available_tags"]) == 2
    assert (await raw.call("DELETE", f"{tags}/{new}"))[1]["code"] == 10087
    assert (await raw.call("POST", tags, {"name": "bug"}))[1]["code"] == 40061
    assert (await raw.call("POST", f"/channels/{town.general['id']}/tags", {"name": "x"}))[1]["code"] == 50024


async def test_a_hidden_forum_sends_no_events(town: Town, raw: Raw, forum: Json) -> None:
    town.discord.overwrite(forum, town.discord.bot, deny=Permission.VIEW_CHANNEL)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        while (await socket.receive_json())["t"] != "GUILD_CREATE":
            pass
        await town.ann.at(forum).start_post("How?", "please")
        await town.ann.say("seen")
        assert (await socket.receive_json())["d"]["content"] == "seen"
    assert (await start(raw, forum))[1]["code"] == 50001
