"""Actors, permissions, changes and time."""

from __future__ import annotations

import asyncio

import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import NoAnswer, Permission, SetupError, StandIn, WorldClock, WorldEventKind
from chatterbot.standin.world import permissions

pytestmark = pytest.mark.protocol


async def test_everyone_in_a_new_guild(town: Town) -> None:
    held = town.ann.permissions
    assert held & Permission.SEND_MESSAGES
    assert held & Permission.SEND_VOICE_MESSAGES
    assert not held & (Permission.MANAGE_MESSAGES | Permission.ADMINISTRATOR | Permission.MANAGE_GUILD)
    assert town.discord.owner(town.general).permissions == permissions.ALL


async def test_overwrites_in_discords_order(town: Town) -> None:
    role = town.discord.role(town.guild, "r")
    town.ann.give(role)
    everyone = town.guild["roles"][0]
    town.discord.overwrite(town.general, everyone, deny=Permission.SEND_MESSAGES | Permission.ADD_REACTIONS)
    assert not town.ann.permissions & Permission.SEND_MESSAGES
    assert not town.ann.permissions & Permission.ATTACH_FILES  # implied by not being able to send
    town.discord.overwrite(town.general, role, allow=Permission.SEND_MESSAGES)
    assert town.ann.permissions & Permission.SEND_MESSAGES
    town.discord.overwrite(town.general, town.ann, deny=Permission.SEND_MESSAGES)
    assert not town.ann.permissions & Permission.SEND_MESSAGES
    town.ann.take(role)
    town.discord.overwrite(town.general, town.ann, deny=Permission.VIEW_CHANNEL)
    assert town.ann.permissions == permissions.NONE
    town.ann.with_permissions(Permission.ADMINISTRATOR)
    assert town.ann.permissions == permissions.ALL


async def test_among_roles_allowing_wins_over_denying(town: Town) -> None:
    quiet, loud = town.discord.role(town.guild, "quiet"), town.discord.role(town.guild, "loud")
    town.ann.give(quiet).give(loud)
    town.discord.overwrite(town.general, loud, allow=Permission.SEND_MESSAGES)
    town.discord.overwrite(town.general, quiet, deny=Permission.SEND_MESSAGES)
    assert town.ann.permissions & Permission.SEND_MESSAGES


async def test_timeouts_end(town: Town) -> None:
    town.ann.time_out(60)
    assert town.ann.permissions == Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    with pytest.raises(SetupError, match="SEND_MESSAGES"):
        await town.ann.say("x")
    town.discord.clock.advance(61)
    await town.ann.say("x")


async def test_what_no_user_could_do_raises_setup_error(town: Town) -> None:
    bob = town.discord.user("Bob", town.general)
    said = await town.ann.say("mine")
    for impossible in (
        bob.edit(said, "x"),
        bob.delete(said),
        bob.say(""),
        bob.say("x" * 2001),
        bob.dm().say("x", reply_to=said),
        bob.leave_voice(),
        bob.say("x", files=[("a", bytes(11 * 1024 * 1024))]),
    ):
        with pytest.raises(SetupError):
            await impossible
    with pytest.raises(SetupError):
        bob.dm().with_permissions(Permission.MANAGE_GUILD)
    assert [message["content"] for message in bob.messages()] == ["mine"]


async def test_edits_deletions_and_own_members(town: Town) -> None:
    said = await town.ann.say("a")
    await town.ann.edit(said, "b")
    assert (said["content"], said["edited_timestamp"] is not None) == ("b", True)
    await town.ann.delete(said)
    with pytest.raises(SetupError, match="gone"):
        await town.ann.react(said, "👍")
    town.ann.leave()
    assert town.discord.world.member(town.guild["id"], town.ann.id) is None
    assert town.ann.permissions == permissions.NONE


async def test_changes_reach_subscribers_with_who_sees_them(town: Town, raw: Raw) -> None:
    async with town.discord.subscribe() as changes, town.discord.subscribe(limit=1) as slow:
        said = await town.ann.say("a")
        await town.ann.react(said, "👍")
        await town.ann.unreact(said, "👍")
        await town.ann.typing()
        await raw.call("PUT", f"/applications/{town.discord.app_id}/commands", [{"name": "c", "description": "d"}])
        used = await town.ann.slash("c", wait=False)
        callback = f"/interactions/{used.id}/{used.token}/callback"
        await raw.call("POST", callback, {"type": 4, "data": {"content": "psst", "flags": 64}})
        await raw.call("PATCH", f"/webhooks/{town.discord.app_id}/{used.token}/messages/@original", {"content": "sst"})
        await town.ann.delete(said)
        changes.close()
        seen = [(change.kind, change.visible_to) async for change in changes]
    ann, all_ = town.ann.id, None
    assert seen == [
        (WorldEventKind.MESSAGE_CREATED, all_),
        (WorldEventKind.REACTION_ADDED, all_),
        (WorldEventKind.REACTION_REMOVED, all_),
        (WorldEventKind.TYPING, all_),
        (WorldEventKind.COMMANDS_REGISTERED, all_),
        (WorldEventKind.INTERACTION_CREATED, ann),
        (WorldEventKind.MESSAGE_CREATED, ann),
        (WorldEventKind.INTERACTION_ANSWERED, ann),
        (WorldEventKind.MESSAGE_UPDATED, ann),
        (WorldEventKind.MESSAGE_DELETED, all_),
    ]
    assert slow.dropped == len(seen) - 1


async def test_subscriptions_end_with_the_stand_in() -> None:
    async with StandIn() as discord:
        changes = discord.subscribe()
        reading = asyncio.ensure_future(anext(changes, None))
    assert await reading is None


async def test_a_failed_wait_names_the_latest_messages(town: Town) -> None:
    await town.ann.say("present")
    with pytest.raises(NoAnswer, match="present"):
        await town.discord.wait_message(town.general, lambda m: m["content"] == "absent", 0.01, by_bot=False)


async def test_with_a_frozen_clock_ids_and_tokens_repeat() -> None:
    async def story() -> object:
        async with StandIn(clock=WorldClock(frozen_at=1_750_000_000)) as discord:
            ann = discord.user("Ann", discord.channel(discord.guild()))
            said = await ann.say("x", files=[("a.txt", b"x")])
            return discord.token, str(said).replace(str(discord.port), "port")

    assert await story() == await story()


async def test_the_language_of_a_client_is_kept(town: Town) -> None:
    assert town.discord.user("Eve", town.general, locale="ru").locale == "ru"
    assert town.discord.user("Eve", town.general).locale == "ru"
    with pytest.raises(SetupError, match="language"):
        town.discord.user("Eve", town.general, locale="xx")


async def test_two_stand_ins_at_once_are_independent() -> None:
    async with StandIn() as one, StandIn() as two:
        assert one.port != two.port
        await one.user("Ann", one.channel(one.guild())).say("x")
        assert two.world.messages == {}
