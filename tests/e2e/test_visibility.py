"""A reply is put right by its id or link only by people who may see it."""

from __future__ import annotations

import random

import hikari
import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.discord import channel_access
from chatterbot.standin import Actor, Json, Permission, StandIn, threads
from chatterbot.standin.protocol import ChannelType
from chatterbot.standin.world import permissions

pytestmark = pytest.mark.e2e

UNKNOWN = "I don't remember that reply: it is too old, or not a reply to a question."
ROUNDS = 30
"""Random channels tried."""


@pytest.fixture
async def council(discord: StandIn, town: Town) -> Json:
    """A role."""
    return discord.role(town.guild, "Council")


@pytest.fixture
async def hidden(discord: StandIn, town: Town, council: Json) -> Json:
    """A channel for the council, and for the bot."""
    channel = discord.channel(town.guild, "council")
    discord.overwrite(channel, town.guild, deny=Permission.VIEW_CHANNEL)
    for who in (council, discord.bot):
        discord.overwrite(channel, who, allow=Permission.VIEW_CHANNEL)
    return channel


@pytest.fixture
async def secret(app: App, town: Town, boss: Actor, council: Json, hidden: Json) -> Json:
    """A reply in the hidden channel."""
    await people.use(boss, "train", text="who is chosen? => Nobody knows.")
    member = boss.give(council).at(hidden)
    reply = await town.discord.wait_reply(await member.say(f"{town.me} who is chosen?"))
    assert reply["content"] == "Nobody knows."
    await people.recorded(app, town, 1, where=hidden)
    return reply


async def correct(who: Actor, reference: str, better: str) -> str:
    done = await (await who.slash("correct", message=reference, correction=better)).finished()
    return str(done.content)


async def test_a_reply_in_a_hidden_channel_is_as_good_as_unknown(
    town: Town, ann: Actor, boss: Actor, council: Json, secret: Json
) -> None:
    link = f"https://discord.com/channels/{town.guild['id']}/{secret['channel_id']}/{secret['id']}"
    assert await correct(ann, secret["id"], "Ann!") == UNKNOWN
    assert await correct(ann, link, "Ann!") == UNKNOWN
    # A link may name any channel: what counts is where the reply stands.
    elsewhere = f"https://discord.com/channels/{town.guild['id']}/{town.general['id']}/{secret['id']}"
    assert await correct(ann, elsewhere, "Ann!") == UNKNOWN
    said = await town.discord.wait_reply(await ann.say(f"{town.me} !correct {secret['id']} Ann!"))
    assert said["content"] == UNKNOWN
    assert (await town.ask(ann, "who is chosen?"))["content"] == "Nobody knows."

    assert (await correct(boss, link, "Bob.")).startswith("✅ Learned.")
    assert (await correct(ann.give(council), secret["id"], "Carol.")).startswith("✅ Learned.")
    said = await town.discord.wait_reply(await ann.say(f"{town.me} !correct {secret['id']} Dora."))
    assert said["content"].startswith("✅ Learned.")


@pytest.mark.parametrize("may", [Permission.ADMINISTRATOR, Permission.MANAGE_GUILD])
async def test_administrators_see_every_channel_and_managers_do_not(
    discord: StandIn, town: Town, secret: Json, may: Permission
) -> None:
    visitor = discord.user("Visitor", town.general).with_permissions(may)
    said = await correct(visitor, secret["id"], "Me!")
    assert said.startswith("✅ Learned.") if may is Permission.ADMINISTRATOR else said == UNKNOWN


@pytest.mark.parametrize("kind", [ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD])
@pytest.mark.parametrize("archived", [False, True])
async def test_a_private_thread_is_seen_by_who_is_in_it(
    app: App, town: Town, ann: Actor, boss: Actor, kind: ChannelType, *, archived: bool
) -> None:
    discord = town.discord
    thread = threads.start(discord.backend, town.general, boss.id, "meeting", kind=kind)
    threads.join(discord.backend, thread, discord.bot["id"])
    inside = boss.at(thread)
    reply = await discord.wait_reply(await inside.say(f"{town.me} who is chosen?"))
    await people.recorded(app, town, 1, where=thread)
    if archived:
        threads.change(discord.backend, thread, archived=True)
    said = await correct(ann, reply["id"], "Ann!")
    assert said == UNKNOWN if kind is ChannelType.PRIVATE_THREAD else said.startswith("✅ Learned.")
    assert (await correct(boss, reply["id"], "Bob.")).startswith("✅ Learned.")
    moderator = discord.user("Moderator", town.general).with_permissions(Permission.MANAGE_THREADS)
    assert (await correct(moderator, reply["id"], "Carol.")).startswith("✅ Learned.")


async def test_a_channel_that_is_gone_is_seen_by_nobody(app: App, discord: StandIn, ann: Actor, secret: Json) -> None:
    reference = secret["id"]
    channel = discord.backend.world.channels.pop(secret["channel_id"])
    with app.bot.stream(hikari.GuildChannelDeleteEvent, timeout=5) as deleted:
        discord.backend.dispatcher.dispatch("CHANNEL_DELETE", channel, channel["guild_id"])
        await anext(deleted)
    assert await correct(ann, reference, "Ann!") == UNKNOWN


async def test_permissions_are_those_the_stand_in_computes(
    app: App, discord: StandIn, town: Town, ann: Actor, boss: Actor
) -> None:
    """Two programs, one rule: random roles and overwrites."""
    discord.rest.limits.relax()  # the test asks for a member again and again, the bot does not
    chance = random.Random(20_261_122)
    bits = [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.CONNECT, Permission.MANAGE_THREADS]
    rest = app.bot.rest
    guild = app.bot.cache.get_guild(int(town.guild["id"]))
    assert guild is not None

    def some() -> Permission:
        return Permission(sum(bit for bit in bits if chance.random() < 0.4))

    roles = [discord.role(town.guild, f"role {number}") for number in range(3)]
    answers: set[bool] = set()
    for number in range(ROUNDS):
        channel = discord.channel(town.guild, f"channel-{number}")
        discord.overwrite(channel, discord.bot, allow=Permission.VIEW_CHANNEL)
        for role in roles:
            role["permissions"] = str(int(some()))
            ann.give(role) if chance.random() < 0.5 else ann.take(role)
        for target in (town.guild, *roles, ann, boss):
            if chance.random() < 0.6:
                discord.overwrite(channel, target, allow=some(), deny=some())
        member = discord.backend.world.member(town.guild["id"], ann.id)
        assert member is not None
        expected = permissions.compute(town.guild, member, channel, 0.0)
        found = channel_access.allowed(
            guild,
            await rest.fetch_roles(guild.id),
            await rest.fetch_member(guild.id, int(ann.id)),
            await rest.fetch_channel(int(channel["id"])),  # pyright: ignore[reportArgumentType] - a channel of a guild
        )
        sees = bool(expected & Permission.VIEW_CHANNEL)
        answers.add(sees)
        assert bool(int(found) & Permission.VIEW_CHANNEL) == sees
        if sees:
            assert int(found) & sum(bits) == int(expected) & sum(bits)
    assert answers == {True, False}
