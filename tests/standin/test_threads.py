"""Threads and pins over REST."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelType, MessageFlag, Permission, threads

pytestmark = pytest.mark.protocol


async def message(town: Town) -> Any:
    return await town.ann.say("shall we talk about it?")


async def test_a_thread_lives_under_its_message(town: Town) -> None:
    """With Discord's API description as the judge, where it is present."""
    asked = await message(town)
    async with aiohttp.ClientSession() as session:
        raw = Raw(town.discord, session)
        path = f"/channels/{town.general['id']}/messages/{asked['id']}/threads"
        status, thread = await raw.call("POST", path, {"name": "about it", "auto_archive_duration": 60})
        assert (status, thread["id"], thread["type"]) == (201, asked["id"], ChannelType.PUBLIC_THREAD)
        assert thread["member"]["user_id"] == town.discord.bot["id"]
        assert (await raw.call("GET", f"/channels/{thread['id']}"))[1]["parent_id"] == town.general["id"]
        shown = (await raw.call("GET", f"/channels/{town.general['id']}/messages/{asked['id']}"))[1]
        assert shown["thread"]["name"] == "about it"
        status, said = await raw.call("POST", f"/channels/{thread['id']}/messages", {"content": "gladly"})
        assert (status, said["channel_id"]) == (200, thread["id"])
        active = (await raw.call("GET", f"/guilds/{town.guild['id']}/threads/active"))[1]
        assert [found["message_count"] for found in active["threads"]] == [1]
        channels = (await raw.call("GET", f"/guilds/{town.guild['id']}/channels"))[1]
        assert [channel["id"] for channel in channels] == [town.general["id"]]


async def test_who_speaks_in_a_thread_is_in_it(town: Town) -> None:
    asked = await message(town)
    async with aiohttp.ClientSession() as session:
        raw = Raw(town.discord, session)
        path = f"/channels/{town.general['id']}/messages/{asked['id']}/threads"
        thread = (await raw.call("POST", path, {"name": "about it"}))[1]
        members = f"/channels/{thread['id']}/thread-members"
        await town.ann.at(town.discord.world.channels[thread["id"]]).say("here I am")
        found = (await raw.call("GET", members))[1]
        assert {entry["user_id"] for entry in found} == {town.discord.bot["id"], town.ann.id}
        assert (await raw.call("DELETE", f"{members}/@me"))[0] == 204
        assert (await raw.call("PUT", f"{members}/@me"))[0] == 204
        assert (await raw.call("GET", f"{members}/@me"))[1]["user_id"] == town.discord.bot["id"]
        assert (await raw.call("GET", f"{members}/{town.ann.id}"))[1]["user_id"] == town.ann.id


async def test_a_thread_is_joined_with_post_too(town: Town, raw: Raw) -> None:
    """As nextcord does: Discord accepts both, its documentation has PUT only."""
    members = f"/channels/{(await town.ann.start_thread('plans'))['id']}/thread-members"
    assert (await raw.call("POST", f"{members}/@me"))[0] == 204
    assert (await raw.call("POST", f"{members}/{town.discord.user('Bob', town.general).id}"))[0] == 204
    assert len((await raw.call("GET", members))[1]) == 3


async def test_archived_and_locked_threads(town: Town, raw: Raw) -> None:
    thread = (await raw.call("POST", f"/channels/{town.general['id']}/threads", {"name": "plans", "type": 11}))[1]
    (created,) = [m for m in town.discord.messages(town.general) if m["type"] == 18]
    assert created["content"] == "plans"
    here = f"/channels/{thread['id']}"
    changed = (await raw.call("PATCH", here, {"archived": True}))[1]
    assert changed["thread_metadata"]["archived"]
    assert (await raw.call("PATCH", here, {"name": "other plans"}))[1]["code"] == 50083
    assert (await raw.call("PUT", f"{here}/thread-members/@me"))[1]["code"] == 50083
    archived = (await raw.call("GET", f"/channels/{town.general['id']}/threads/archived/public"))[1]
    assert [found["id"] for found in archived["threads"]] == [thread["id"]]
    assert (await raw.call("POST", f"{here}/messages", {"content": "still here"}))[0] == 200  # which opens it
    assert not (await raw.call("GET", here))[1]["thread_metadata"]["archived"]
    assert (await raw.call("PATCH", here, {"locked": True}))[1]["code"] == 50013  # for those who manage threads
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    assert (await raw.call("PATCH", here, {"locked": True}))[0] == 200
    assert (await raw.call("POST", f"{here}/messages", {"content": "too late"}))[1]["code"] == 160005
    assert (await raw.call("DELETE", here))[0] == 200
    assert (await raw.call("GET", here))[1]["code"] == 10003


async def test_a_thread_that_cannot_be_made(town: Town, raw: Raw) -> None:
    asked = await message(town)
    path = f"/channels/{town.general['id']}/messages/{asked['id']}/threads"
    assert (await raw.call("POST", path, {}))[1]["errors"].keys() == {"name"}
    wrong = {"name": "x" * 101, "auto_archive_duration": 61}
    assert (await raw.call("POST", path, wrong))[1]["errors"].keys() == {"name", "auto_archive_duration"}
    assert (await raw.call("POST", path, {"name": "one"}))[0] == 201
    assert (await raw.call("POST", path, {"name": "two"}))[1]["code"] == 160004
    inside = f"/channels/{asked['id']}/threads"
    assert (await raw.call("POST", inside, {"name": "deeper", "type": 11}))[1]["code"] == 50024
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.CREATE_PUBLIC_THREADS)
    assert (await raw.call("POST", path, {"name": "three"}))[1]["code"] == 50013


async def test_writing_in_threads_is_a_permission_of_its_own(town: Town, raw: Raw) -> None:
    thread = (await raw.call("POST", f"/channels/{town.general['id']}/threads", {"name": "plans", "type": 11}))[1]
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_MESSAGES)
    assert (await raw.call("POST", f"/channels/{town.general['id']}/messages", {"content": "hi"}))[1]["code"] == 50013
    assert (await raw.call("POST", f"/channels/{thread['id']}/messages", {"content": "hi"}))[0] == 200
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    assert (await raw.call("POST", f"/channels/{thread['id']}/messages", {"content": "hi"}))[1]["code"] == 50013


async def test_a_private_thread_is_for_its_members(town: Town, raw: Raw) -> None:
    thread = (await raw.call("POST", f"/channels/{town.general['id']}/threads", {"name": "secret"}))[1]
    assert thread["type"] == ChannelType.PRIVATE_THREAD
    inside = town.ann.at(town.discord.world.channels[thread["id"]])
    assert not inside.permissions
    assert (await raw.call("PUT", f"/channels/{thread['id']}/thread-members/{town.ann.id}"))[0] == 204
    assert inside.permissions & Permission.VIEW_CHANNEL


async def test_channels_are_changed_by_who_manages_channels(town: Town, raw: Raw) -> None:
    here = f"/channels/{town.general['id']}"
    for method in ("PATCH", "DELETE"):
        assert (await raw.call(method, here, {"name": "x"}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_CHANNELS)
    town.discord.gateway.sent.clear()
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        await town.discord.wait_until(lambda: town.discord.gateway.sent)
        changed = (await raw.call("PATCH", here, {"name": "The Room", "topic": "t", "rate_limit_per_user": 10}))[1]
        assert (changed["name"], changed["topic"], changed["rate_limit_per_user"]) == ("the-room", "t", 10)
        await raw.call("PATCH", here, {"topic": "t"})  # which changes nothing
        assert (await raw.call("PATCH", here, {"rate_limit_per_user": 21_601}))[1]["code"] == 50035
        thread = await town.ann.start_thread("plans")
        assert (await raw.call("DELETE", here))[0] == 200
    assert thread["id"] not in town.discord.world.channels
    names = [event.name for event in town.discord.gateway.sent]
    assert names == [
        "READY",
        "GUILD_CREATE",
        "CHANNEL_UPDATE",
        "THREAD_CREATE",
        "MESSAGE_CREATE",
        "THREAD_DELETE",
        "CHANNEL_DELETE",
    ]


async def test_a_bot_is_told_of_the_threads_it_may_see(town: Town, raw: Raw) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        while (await socket.receive_json())["t"] != "GUILD_CREATE":
            pass
        thread = await town.ann.start_thread("plans", await town.ann.say("x"))
        frames = [await socket.receive_json() for _ in range(3)]
        assert [frame["t"] for frame in frames] == ["MESSAGE_CREATE", "THREAD_CREATE", "MESSAGE_UPDATE"]
        assert (frames[2]["d"]["flags"], frames[2]["d"]["edited_timestamp"]) == (MessageFlag.HAS_THREAD, None)
        await town.discord.user("Bob", town.general).at(thread).say("in")  # whose joining needs the members intent
        assert (await socket.receive_json())["t"] == "MESSAGE_CREATE"
        assert (await raw.call("PUT", f"/channels/{thread['id']}/thread-members/@me"))[0] == 204
        members = await socket.receive_json()
        assert [entry["user_id"] for entry in members["d"]["added_members"]] == [town.discord.app_id]
        assert (members["t"], members["d"]["member_count"]) == ("THREAD_MEMBERS_UPDATE", 3)
        assert (await raw.call("DELETE", f"/channels/{thread['id']}/thread-members/@me"))[0] == 204
        left = await socket.receive_json()
        assert left["d"]["removed_member_ids"] == [town.discord.app_id]
    async with raw.socket() as socket:  # a new session gets the threads with the guild
        await raw.call("PUT", f"/channels/{thread['id']}/thread-members/@me")
        await socket.send_json(raw.identify())
        while (frame := await socket.receive_json())["t"] != "GUILD_CREATE":
            pass
        assert [t["member"]["user_id"] for t in frame["d"]["threads"]] == [town.discord.app_id]


async def test_a_bot_that_is_added_to_a_private_thread_is_told_of_it(town: Town, raw: Raw) -> None:
    private = threads.start(town.discord.backend, town.general, town.ann.id, "secret", kind=ChannelType.PRIVATE_THREAD)
    async with raw.socket() as socket:
        await socket.send_json(raw.identify())
        while (frame := await socket.receive_json())["t"] != "GUILD_CREATE":
            pass
        assert frame["d"]["threads"] == []
        await town.ann.at(private).say("psst")
        threads.join(town.discord.backend, private, town.discord.app_id)
        created, members = await socket.receive_json(), await socket.receive_json()
    assert (created["t"], created["d"]["member"]["user_id"]) == ("THREAD_CREATE", town.discord.app_id)
    assert "newly_created" not in created["d"]
    assert (members["t"], members["d"]["member_count"]) == ("THREAD_MEMBERS_UPDATE", 2)


async def test_members_of_a_thread_are_listed_with_their_member_objects(town: Town) -> None:
    thread = await town.ann.start_thread("plans")
    await town.discord.user("Bob", town.general).at(thread).say("in")
    async with aiohttp.ClientSession() as session:
        raw = Raw(town.discord, session)
        members = f"/channels/{thread['id']}/thread-members"
        plain = (await raw.call("GET", members))[1]
        assert [("member" in entry) for entry in plain] == [False, False]
        page = (await raw.call("GET", f"{members}?with_member=true&limit=1"))[1]
        assert [entry["member"]["user"]["id"] for entry in page] == [town.ann.id]
        page = (await raw.call("GET", f"{members}?with_member=1&after={town.ann.id}"))[1]
        assert [entry["member"]["user"]["username"] for entry in page] == ["bob"]
        one = (await raw.call("GET", f"{members}/{town.ann.id}?with_member=true"))[1]
        assert one["member"]["user"]["id"] == town.ann.id


async def test_archived_private_threads_are_for_their_members_and_moderators(town: Town, raw: Raw) -> None:
    here = f"/channels/{town.general['id']}/threads"
    private = (await raw.call("POST", here, {"name": "secret", "type": None}))[1]
    assert private["type"] == ChannelType.PRIVATE_THREAD
    await raw.call("PATCH", f"/channels/{private['id']}", {"archived": True})
    assert (await raw.call("GET", f"{here}/archived/private"))[1]["code"] == 50013
    joined = f"/channels/{town.general['id']}/users/@me/threads/archived/private"
    assert [t["name"] for t in (await raw.call("GET", joined))[1]["threads"]] == ["secret"]
    assert (await raw.call("GET", f"{joined}?before={private['id']}"))[1]["threads"] == []
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    assert [t["name"] for t in (await raw.call("GET", f"{here}/archived/private"))[1]["threads"]] == ["secret"]
    assert (await raw.call("GET", f"{here}/archived/public"))[1]["threads"] == []


async def test_messages_are_pinned(town: Town) -> None:
    first, second = await message(town), await message(town)
    town.discord.permit_bot(town.guild, Permission.PIN_MESSAGES)
    pins = f"/channels/{town.general['id']}/messages/pins"
    async with aiohttp.ClientSession() as session:
        raw = Raw(town.discord, session)
        for each in (first, second, first):
            assert (await raw.call("PUT", f"{pins}/{each['id']}"))[0] == 204
        listed = (await raw.call("GET", pins))[1]
        assert [item["message"]["id"] for item in listed["items"]] == [second["id"], first["id"]]
        assert all(item["message"]["pinned"] for item in listed["items"])
        assert (await raw.call("GET", f"{pins}?limit=1"))[1]["has_more"]
        assert [m["type"] for m in town.discord.messages(town.general)] == [0, 0, 6, 6]
        assert (await raw.call("DELETE", f"{pins}/{second['id']}"))[0] == 204
        older = (await raw.call("GET", f"/channels/{town.general['id']}/pins"))[1]
        assert [found["id"] for found in older] == [first["id"]]


async def test_pinning_needs_permission(town: Town, raw: Raw) -> None:
    asked = await message(town)
    pins = f"/channels/{town.general['id']}/messages/pins"
    town.discord.overwrite(town.general, town.discord.bot, deny=Permission.PIN_MESSAGES)
    assert (await raw.call("PUT", f"{pins}/{asked['id']}"))[1]["code"] == 50013
    town.discord.overwrite(town.general, town.discord.bot, allow=Permission.PIN_MESSAGES)
    assert (await raw.call("PUT", f"{pins}/1"))[1]["code"] == 10008
