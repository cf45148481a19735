"""Moves, mutes, stages and status lines over REST, as the bot asks for them through hikari."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import hikari
import pytest
from tests.standin.fake_voice_bot import Caller
from tests.standin.town import Raw, Town

from chatterbot.standin import ChannelType, Json, Permission

pytestmark = pytest.mark.protocol


@pytest.fixture
async def lounge(town: Town) -> Json:
    return town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)


@pytest.fixture
async def rest(town: Town) -> AsyncIterator[Any]:
    async with Caller(town).running() as caller:
        yield caller.app.rest


def here(town: Town, user: str) -> str | None:
    state = town.discord.voice.state(town.guild["id"], user)
    return state["channel_id"] if state is not None else None


async def test_moving_needs_the_permission_to_move(town: Town, rest: Any, lounge: Json) -> None:
    attic = town.discord.channel(town.guild, "Attic", ChannelType.VOICE)
    guild, ann = int(town.guild["id"]), int(town.ann.id)
    with pytest.raises(hikari.BadRequestError, match="not connected to voice"):
        await rest.edit_member(guild, ann, voice_channel=int(attic["id"]))
    await town.ann.join_voice(lounge, sound=False)
    with pytest.raises(hikari.ForbiddenError):
        await rest.edit_member(guild, ann, voice_channel=int(attic["id"]))
    town.discord.permit_bot(town.guild, Permission.MOVE_MEMBERS)
    await rest.edit_member(guild, ann, voice_channel=int(attic["id"]))
    assert here(town, town.ann.id) == attic["id"]
    await rest.edit_member(guild, ann, voice_channel=None)
    assert here(town, town.ann.id) is None


async def test_muting_a_member_needs_the_permission_to_mute(town: Town, rest: Any, lounge: Json) -> None:
    await town.ann.join_voice(lounge, sound=False)
    guild, ann = int(town.guild["id"]), int(town.ann.id)
    for name, needed in (("mute", Permission.MUTE_MEMBERS), ("deaf", Permission.DEAFEN_MEMBERS)):
        with pytest.raises(hikari.ForbiddenError):
            await rest.edit_member(guild, ann, **{name: True})
        town.discord.permit_bot(town.guild, needed)
        await rest.edit_member(guild, ann, **{name: True})
        state = town.discord.voice.state(town.guild["id"], town.ann.id)
        assert state is not None
        assert state[name] is True


async def test_a_stage_hears_whom_a_moderator_lets_speak(town: Town, raw: Raw) -> None:
    stage = town.discord.channel(town.guild, "Stage", ChannelType.STAGE)
    base, ann = f"/guilds/{town.guild['id']}/voice-states", town.ann.id
    assert (await raw.call("PATCH", f"{base}/{ann}", {"suppress": False}))[1]["code"] == 10065
    await town.ann.join_voice(stage, sound=False)
    assert (await raw.call("PATCH", f"{base}/{ann}", {"suppress": False}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MUTE_MEMBERS)
    assert (await raw.call("PATCH", f"{base}/{ann}", {"suppress": False, "channel_id": stage["id"]}))[0] == 204
    state = town.discord.voice.state(town.guild["id"], ann)
    assert state is not None
    assert state["suppress"] is False


async def test_the_bot_asks_to_speak_on_a_stage(town: Town, rest: Any) -> None:
    stage = town.discord.channel(town.guild, "Stage", ChannelType.STAGE)
    guild, bot = town.guild["id"], town.discord.app_id
    town.discord.voice.put(bot, guild, stage["id"])
    with pytest.raises(hikari.ForbiddenError):
        await rest.edit_my_voice_state(int(guild), int(stage["id"]), suppress=False)
    await rest.edit_my_voice_state(int(guild), int(stage["id"]), request_to_speak=True)
    state = town.discord.voice.state(guild, bot)
    assert state is not None
    assert state["request_to_speak_timestamp"] is not None
    town.discord.permit_bot(town.guild, Permission.MUTE_MEMBERS)
    await rest.edit_my_voice_state(int(guild), int(stage["id"]), suppress=False)
    state = town.discord.voice.state(guild, bot)
    assert state is not None
    assert state["suppress"] is False


async def test_requests_to_speak_follow_the_rules_of_stages(town: Town, raw: Raw) -> None:
    stage = town.discord.channel(town.guild, "Stage", ChannelType.STAGE)
    guild, bot, ann = town.guild["id"], town.discord.app_id, town.ann.id
    mine, hers = f"/guilds/{guild}/voice-states/@me", f"/guilds/{guild}/voice-states/{ann}"
    town.discord.voice.put(bot, guild, stage["id"])
    await town.ann.join_voice(stage, sound=False)
    now = dt.datetime.now(dt.UTC)

    def asked(user: str) -> object:
        state = town.discord.voice.state(guild, user)
        assert state is not None
        return state["request_to_speak_timestamp"]

    for moment in ((now - dt.timedelta(minutes=5)).isoformat(), "soon"):
        body = {"request_to_speak_timestamp": moment}
        assert (await raw.call("PATCH", mine, body))[1]["code"] == 50035
    town.discord.overwrite(stage, town.discord.bot, deny=Permission.REQUEST_TO_SPEAK)
    assert (await raw.call("PATCH", mine, {"request_to_speak_timestamp": now.isoformat()}))[1]["code"] == 50013
    assert asked(bot) is None
    assert (await raw.call("PATCH", mine, {"request_to_speak_timestamp": None}))[0] == 204, "taking it back is free"
    assert (await raw.call("PATCH", mine, {"suppress": True}))[0] == 204, "so is the audience"
    town.discord.overwrite(stage, town.discord.bot, allow=Permission.REQUEST_TO_SPEAK)
    later = (now + dt.timedelta(hours=1)).isoformat()
    assert (await raw.call("PATCH", mine, {"request_to_speak_timestamp": later}))[0] == 204
    assert asked(bot) == later
    assert (await raw.call("PATCH", hers, {"suppress": True}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MUTE_MEMBERS)
    assert (await raw.call("PATCH", hers, {"suppress": False}))[0] == 204
    assert asked(ann) is not None, "people are marked as asked"
    assert (await raw.call("PATCH", hers, {"suppress": True}))[0] == 204
    assert asked(ann) is None
    assert (await raw.call("PATCH", mine, {"suppress": False}))[0] == 204
    assert (await raw.call("PATCH", mine, {"suppress": True}))[0] == 204
    assert asked(bot) is None, "the request is over with that"
    town.discord.voice.move(guild, bot, None)
    town.discord.voice.put(bot, guild, stage["id"])
    state = town.discord.voice.state(guild, bot)
    assert state is not None
    assert state["suppress"] is True, "moderators, too, come into the audience"


async def test_stages_are_opened_and_closed_by_their_moderators(town: Town, raw: Raw, rest: Any, lounge: Json) -> None:
    stage = town.discord.channel(town.guild, "Stage", ChannelType.STAGE)
    path, body = f"/stage-instances/{stage['id']}", {"channel_id": stage["id"], "topic": "Owls"}
    assert (await raw.call("GET", path))[1]["code"] == 10067
    assert (await raw.call("POST", "/stage-instances", body))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS)
    assert (await raw.call("POST", "/stage-instances", body | {"channel_id": lounge["id"]}))[1]["code"] == 50024
    assert (await raw.call("POST", "/stage-instances", body | {"topic": "x" * 121}))[1]["code"] == 50035
    assert (await raw.call("POST", "/stage-instances", body | {"privacy_level": 1}))[1]["code"] == 50035
    opened = await rest.create_stage_instance(int(stage["id"]), topic="Owls")
    assert (opened.topic, opened.channel_id) == ("Owls", int(stage["id"]))
    assert (await raw.call("POST", "/stage-instances", body))[1]["code"] == 150006
    assert (await rest.edit_stage_instance(int(stage["id"]), topic="Eagles")).topic == "Eagles"
    assert (await rest.fetch_stage_instance(int(stage["id"]))).topic == "Eagles"
    await rest.delete_stage_instance(int(stage["id"]))
    assert (await raw.call("DELETE", path))[1]["code"] == 10067


async def test_voice_channels_are_no_stages(town: Town, raw: Raw, lounge: Json) -> None:
    await town.ann.join_voice(lounge, sound=False)
    path = f"/guilds/{town.guild['id']}/voice-states/{town.ann.id}"
    assert (await raw.call("PATCH", path, {"suppress": True}))[1]["code"] == 50024


async def test_the_status_of_a_voice_channel(town: Town, raw: Raw, lounge: Json) -> None:
    path = f"/channels/{lounge['id']}/voice-status"
    assert (await raw.call("PUT", path, {"status": "listening"}))[1]["code"] == 50013
    town.discord.permit_bot(town.guild, Permission.SET_VOICE_CHANNEL_STATUS)
    assert (await raw.call("PUT", path, {"status": "listening"}))[1]["code"] == 50013  # the bot is not in it
    town.discord.voice.put(town.discord.app_id, town.guild["id"], lounge["id"])
    assert (await raw.call("PUT", path, {"status": "listening"}))[0] == 204
    assert town.discord.voice.statuses == {lounge["id"]: "listening"}
    assert (await raw.call("PUT", path, {"status": "x" * 501}))[1]["code"] == 50035
    assert (await raw.call("PUT", path, {"status": None}))[0] == 204
    assert not town.discord.voice.statuses
    assert (await raw.call("PUT", f"/channels/{town.general['id']}/voice-status", {}))[1]["code"] == 50024


async def test_leaving_the_guild_leaves_its_call(town: Town, lounge: Json) -> None:
    ann = await town.ann.join_voice(lounge)
    town.ann.leave()
    await town.discord.wait_until(lambda: not town.discord.voice_server.calls)
    assert ann.channel_id is None
