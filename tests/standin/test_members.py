"""Members over REST: names, roles and timeouts, and the events for them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import Intent, Json, Permission
from chatterbot.standin.world import clock

pytestmark = pytest.mark.protocol


@pytest.fixture
async def updates(town: Town, raw: Raw) -> Any:
    """Return a function that returns the GUILD_MEMBER_UPDATE events a connected bot got since its last call."""
    town.discord.application.privileged_intents |= Intent.GUILD_MEMBERS
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(intents=int(Intent.GUILDS | Intent.GUILD_MEMBERS)))
        await town.discord.wait_until(lambda: town.discord.gateway.sent)
        sent = town.discord.gateway.sent

        def take() -> list[Json]:
            found = [event.data for event in sent if event.name == "GUILD_MEMBER_UPDATE"]
            sent.clear()
            return found

        yield take


def path(town: Town, user_id: str) -> str:
    return f"/guilds/{town.guild['id']}/members/{user_id}"


def later(town: Town, seconds: float) -> str:
    return clock.iso(town.discord.clock.now() + seconds)


async def test_a_timeout_that_changes_nothing_sends_no_event(town: Town, raw: Raw, updates: Any) -> None:
    town.discord.permit_bot(town.guild, Permission.MODERATE_MEMBERS)
    here = path(town, town.ann.id)
    assert (await raw.call("PATCH", here, {"communication_disabled_until": None}))[0] == 200
    assert (await raw.call("PATCH", here, {"communication_disabled_until": later(town, -60)}))[0] == 200
    town.ann.time_out(0)
    assert updates() == []
    until = later(town, 60)
    for _ in range(2):
        status, member = await raw.call("PATCH", here, {"communication_disabled_until": until})
        assert (status, member["communication_disabled_until"]) == (200, until)
    assert [update["communication_disabled_until"] for update in updates()] == [until]
    assert not town.ann.permissions & Permission.SEND_MESSAGES
    await raw.call("PATCH", here, {"communication_disabled_until": None})
    assert [update["communication_disabled_until"] for update in updates()] == [None]
    assert town.ann.permissions & Permission.SEND_MESSAGES


async def test_other_changes_that_change_nothing_send_no_event(town: Town, raw: Raw, updates: Any) -> None:
    town.discord.permit_bot(town.guild, Permission.MANAGE_ROLES | Permission.MANAGE_NICKNAMES)
    role = town.discord.world.add_role(town.guild, "teacher", Permission(0))
    role["position"], town.guild["roles"][1]["position"] = 1, 2
    here = path(town, town.ann.id)
    for _ in range(2):
        assert (await raw.call("PUT", f"{here}/roles/{role['id']}"))[0] == 204
        assert (await raw.call("PATCH", here, {"nick": "Annie", "roles": [role["id"]]}))[0] == 200
    assert [(update["nick"], update["roles"]) for update in updates()] == [
        (None, [role["id"]]),
        ("Annie", [role["id"]]),
    ]


async def test_a_timeout_needs_the_permission_and_a_higher_role(town: Town, raw: Raw) -> None:
    body = {"communication_disabled_until": later(town, 60)}
    assert (await raw.call("PATCH", path(town, town.ann.id), body))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MODERATE_MEMBERS)
    assert (await raw.call("PATCH", path(town, town.ann.id), body))[0] == 200
    assert (await raw.call("PATCH", path(town, town.guild["owner_id"]), body))[1]["code"] == 50013
    town.ann.with_permissions(Permission(0))  # a role above the bot's
    assert (await raw.call("PATCH", path(town, town.ann.id), body))[1]["code"] == 50013
    bob = town.discord.user("Bob", town.general)
    for wrong in ("soon", later(town, 29 * 86_400)):
        status, error = await raw.call("PATCH", path(town, bob.id), {"communication_disabled_until": wrong})
        assert (status, list(error["errors"])) == (400, ["communication_disabled_until"])


async def test_the_bot_changes_its_own_name(town: Town, raw: Raw) -> None:
    status, member = await raw.call("PATCH", path(town, "@me"), {"nick": "Parrot"})
    assert (status, member["nick"], member["user"]["id"]) == (200, "Parrot", town.discord.app_id)
    assert (await raw.call("PATCH", path(town, "@me"), {"nick": ""}))[1]["nick"] is None
    assert (await raw.call("PATCH", path(town, "@me"), {"nick": "x" * 33}))[1]["code"] == 50035
    assert await raw.call("PATCH", path(town, "@me/nick"), {"nick": "Jay"}) == (200, {"nick": "Jay"})
    assert town.discord.world.members[town.guild["id"]][town.discord.app_id]["nick"] == "Jay"
    town.discord.permit_everyone(town.guild, Permission.VIEW_CHANNEL)
    assert (await raw.call("PATCH", path(town, "@me"), {"nick": "Owl"}))[1]["code"] == 50013


async def test_a_bot_reads_its_own_membership_by_its_id_only(town: Town, raw: Raw) -> None:
    assert (await raw.call("GET", path(town, "@me")))[0] == 404
    assert (await raw.call("GET", path(town, town.discord.app_id)))[1]["user"]["id"] == town.discord.app_id


async def test_everybody_has_the_default_sounds(raw: Raw, town: Town) -> None:
    status, sounds = await raw.call("GET", "/soundboard-default-sounds")
    assert status == 200
    assert {
        "name": "quack",
        "sound_id": "1",
        "volume": 1.0,
        "emoji_id": None,
        "emoji_name": "🦆",
        "available": True,
    } in (sounds)
    assert (await raw.call("GET", f"/guilds/{town.guild['id']}/soundboard-sounds"))[1] == {"items": []}
