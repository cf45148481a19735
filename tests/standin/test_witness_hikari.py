"""Tests with a hikari bot (lightbulb, yuyo), which works on the stand-in as on Discord."""

from __future__ import annotations

import hikari
import pytest
from tests.standin import openapi
from tests.standin.fake_bot import SmallBot, settled
from tests.standin.town import Town

from chatterbot.standin import ChannelType, Fault, NoAnswer, SetupError

pytestmark = [pytest.mark.protocol, pytest.mark.usefixtures("bot")]


async def test_slash_with_attachment_is_deferred_and_answered_with_a_file(town: Town) -> None:
    used = await town.ann.slash("train", name="alpha", steps=4, fast=True, data=("x.wav", b"12345"))
    assert used.kind == "deferred"
    await used.finished()
    assert (used.content, used.files, used.ephemeral) == ("alpha 4 True 5", {"out.bin": b"54321"}, False)


async def test_autocomplete_suggests(town: Town) -> None:
    assert await town.ann.complete("train", "name", "be") == [{"name": "beta", "value": "beta"}]


async def test_ephemeral_answer_edit_and_followup_reach_only_their_user(town: Town) -> None:
    used = await (await town.ann.slash("quick")).followed_up()
    await used.wait(lambda i: i.content == "second")
    assert used.ephemeral
    assert used.files == {"a.txt": b"abc"}
    assert [message["content"] for message in town.ann.messages()] == ["second", "followup"]
    assert town.discord.user("Bob", town.general).messages() == []
    assert "MESSAGE_CREATE" not in [event.name for event in town.discord.gateway.sent]


async def test_message_and_user_commands(town: Town) -> None:
    voice_message = await town.ann.attach_voice(b"OggS", duration=2.5)
    assert (await town.ann.context("Transcribe", voice_message)).content == "heard None [4]"
    assert (await town.ann.context("Greet", town.discord.user("Bob", town.general))).content == "hail bob"


async def test_modal_is_filled_in_and_answered(town: Town) -> None:
    opened = await town.ann.slash("ask")
    assert opened.modal is not None
    assert opened.modal["title"] == "Ask"
    with pytest.raises(SetupError, match="no field"):
        await opened.submit(text="a", words="x")
    with pytest.raises(SetupError, match="required"):
        await opened.submit()
    assert (await opened.submit(text="words")).content == "you wrote words (42)"


async def test_buttons_and_menus(town: Town) -> None:
    shown = await town.ann.slash("show")
    assert shown.message is not None
    picked = await town.ann.choose(shown.message, "Pick", "Two")
    assert (picked.kind, picked.content, picked.ephemeral) == ("message", "picked 2", True)
    clicked = await town.ann.click(shown.message, "Again")
    assert (clicked.kind, shown.content) == ("update", "clicked 7")
    with pytest.raises(SetupError, match="no component"):
        await town.ann.click(shown.message, "Never")


async def test_a_paginator_turns_its_pages(town: Town) -> None:
    shown = await town.ann.slash("pages")
    assert shown.content == "one"
    assert shown.message is not None
    await town.ann.click(shown.message, "▶️")
    assert shown.content == "two"


async def test_messages_get_replies_in_channels_and_dms(town: Town) -> None:
    for asking in (town.ann, town.ann.dm()):
        reply = await town.discord.wait_reply(await asking.say("hello bot"))
        assert (reply["content"], [file["filename"] for file in reply["attachments"]]) == ("hi ann", ["hi.wav"])
    assert (await town.ann.dm().slash("quick")).ephemeral


async def test_errors_reach_the_user_and_a_missing_answer_the_test(town: Town) -> None:
    assert (await town.ann.slash("fails")).content == "sorry: boom"
    town.discord.ack_deadline = 0.05
    with pytest.raises(NoAnswer, match="did not respond"):
        await town.ann.slash("silent")


async def test_voice_states_reach_the_cache(town: Town, bot: SmallBot) -> None:
    lounge = town.discord.channel(town.guild, "Lounge", ChannelType.VOICE)
    await town.ann.join_voice(lounge, sound=False)
    await town.ann.slash("voice join", channel=lounge)
    guild_id, bot_id = int(town.guild["id"]), int(town.discord.app_id)
    await settled(lambda: bot.app.cache.get_voice_state(guild_id, bot_id))
    state = bot.app.cache.get_voice_state(guild_id, bot_id)
    assert state is not None
    assert state.channel_id == int(lounge["id"])
    assert town.discord.voice.grants[town.guild["id"]].session_id == state.session_id


async def test_new_guilds_channels_and_members_show_while_it_runs(town: Town, bot: SmallBot) -> None:
    village = town.discord.guild("Village")
    square = town.discord.channel(village, "square")
    reply = await town.discord.wait_reply(await town.discord.user("Cid", square).say("hello"))
    assert reply["content"] == "hi cid"
    assert bot.app.cache.get_guild_channel(int(square["id"])) is not None


async def test_it_sees_the_posts_of_a_forum(town: Town, bot: SmallBot) -> None:
    seen: list[hikari.Event] = []
    for kind in (hikari.GuildThreadCreateEvent, hikari.GuildMessageCreateEvent, hikari.GuildThreadUpdateEvent):

        async def note(event: hikari.Event) -> None:
            seen.append(event)

        bot.app.listen(kind)(note)
    forum = town.discord.forum(town.guild, "help", ["Bug", "Solved"])
    post = await town.ann.at(forum).start_post("How?", "please", tags=["Bug"])
    await settled(lambda: len(seen) == 2)
    created, said = seen
    assert isinstance(created, hikari.GuildThreadCreateEvent)
    assert isinstance(created.thread, hikari.GuildPublicThread)
    assert isinstance(said, hikari.GuildMessageCreateEvent)
    assert (created.thread.name, created.thread.owner_id) == ("How?", int(town.ann.id))
    assert [str(tag) for tag in created.thread.applied_tag_ids] == [forum["available_tags"][0]["id"]]
    assert (said.message_id, said.content) == (created.thread_id, "please")
    assert bot.app.cache.get_thread(int(post["id"])) is not None
    channel = await bot.app.rest.fetch_channel(int(forum["id"]))
    assert isinstance(channel, hikari.GuildForumChannel)
    assert [tag.name for tag in channel.available_tags] == ["Bug", "Solved"]


async def test_it_starts_lists_and_closes_posts(town: Town, bot: SmallBot) -> None:
    rest, forum = bot.app.rest, town.discord.forum(town.guild, "help", ["Bug"], require_tag=True)
    with pytest.raises(hikari.BadRequestError, match="tag is required"):
        await rest.create_forum_post(int(forum["id"]), "No tag", "x")
    tag = hikari.Snowflake(forum["available_tags"][0]["id"])
    files = [hikari.Bytes(b"text", "a.txt")]
    post = await rest.create_forum_post(int(forum["id"]), "Found", "it", attachments=files, tags=[tag])
    (message,) = [m async for m in rest.fetch_messages(post)]
    assert (message.id, message.content, message.attachments[0].filename) == (post.id, "it", "a.txt")
    active = await rest.fetch_active_threads(int(town.guild["id"]))
    assert [thread.id for thread in active] == [post.id]
    await rest.edit_channel(post, archived=True)
    archived = rest.fetch_public_archived_threads(int(forum["id"]))
    assert [thread.name async for thread in archived] == ["Found"]


async def test_restart_registers_nothing_anew_and_keeps_identities(town: Town) -> None:
    before = {command["name"]: command["id"] for command in town.discord.commands}
    town.discord.exchanges.clear()
    async with town.running():
        assert [call.method for call in town.discord.exchanges if "commands" in call.route] == ["GET"]
        assert {command["name"]: command["id"] for command in town.discord.commands} == before


@pytest.mark.usefixtures("swift")
@pytest.mark.parametrize("cause", ["drop", "reconnect", "invalidate", "close"])
async def test_lost_connections_are_resumed_with_what_was_missed(town: Town, cause: str) -> None:
    gateway = town.discord.gateway
    gateway.received.clear()
    if cause == "drop":
        gateway.drop()
    elif cause == "reconnect":
        await gateway.reconnect()
    elif cause == "invalidate":
        await gateway.invalidate(resumable=True)
    else:
        await gateway.close(4000)
    missed = await town.ann.say("hello, did you hear?")
    assert (await town.discord.wait_reply(missed))["content"] == "hi ann"
    assert 6 in gateway.opcodes()
    assert 2 not in gateway.opcodes()


@pytest.mark.usefixtures("swift")
async def test_invalid_session_starts_anew(town: Town, bot: SmallBot) -> None:
    await town.discord.gateway.invalidate()
    await town.ann.say("hello? lost for good")
    await town.discord.wait_ready()
    assert (await town.discord.wait_reply(await town.ann.say("hello")))["content"] == "hi ann"
    assert bot.heard == ["hello", "hi ann"] or "hello? lost for good" not in bot.heard


@pytest.mark.usefixtures("swift")
async def test_a_zombie_connection_is_left_and_resumed(town: Town) -> None:
    town.discord.gateway.heartbeat_ms = 60
    town.discord.gateway.drop()  # the new connection learns the new interval
    await town.discord.wait_until(lambda: 6 in town.discord.gateway.opcodes())
    town.discord.gateway.received.clear()
    town.discord.gateway.ack_heartbeats = False
    await town.discord.wait_until(lambda: 6 in town.discord.gateway.opcodes())
    town.discord.gateway.ack_heartbeats = True
    town.discord.gateway.heartbeat_ms = (
        40_000  # a busy machine may be later than 60 ms: then the next connection is calm
    )
    assert await town.discord.wait_reply(await town.ann.say("hello"))


async def test_events_out_of_order(town: Town, bot: SmallBot) -> None:
    town.discord.gateway.hold()
    await town.ann.say("one")
    await town.ann.say("two")
    await town.discord.gateway.release([1, 0])
    await settled(lambda: len(bot.heard) == 2)
    assert bot.heard == ["two", "one"]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_rate_limits_are_waited_for(town: Town, scope: str) -> None:
    fault = town.discord.faults.rate_limit("POST", "/channels/*/messages", 0.05, scope=scope)  # pyright: ignore[reportArgumentType]  # one of the literals
    assert await town.discord.wait_reply(await town.ann.say("hello"))
    assert fault.hits == 1


async def test_a_failure_after_the_work_makes_a_second_message(town: Town) -> None:
    """Check why bots send a nonce with messages that must not come twice; slow because of hikari's back-off of 1 to 2 s."""
    fault = town.discord.faults.add(Fault("POST", "/channels/*/messages", 500, after=True))
    asked = await town.ann.say("hello")
    replies = [m for m in town.discord.messages(town.general) if m["author"]["id"] == town.discord.app_id]
    await town.discord.wait_until(
        lambda: sum(m["author"]["id"] == town.discord.app_id for m in town.discord.messages(town.general)) == 2
    )
    assert (fault.hits, replies, asked["content"]) == (1, [], "hello")


async def test_what_the_gateway_sent_fits_the_document(town: Town) -> None:
    checker = openapi.load()
    if checker is None:
        pytest.skip("Discord's OpenAPI document is not there (../shared/data)")
    checker.unlisted.clear()  # the checker is one for all tests, and discord.py joins threads by an undocumented method
    await town.ann.react(await town.ann.say("hello", files=[("a.png", b"..")]), "👍")
    await town.discord.wait_message(town.general)
    await (await town.ann.slash("train", name="x")).finished()
    problems: list[str] = []
    for event in town.discord.gateway.sent:
        if event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            problems += checker.component("MessageResponse", event.data)
        elif event.name == "GUILD_CREATE":
            problems += [p for m in event.data["members"] for p in checker.component("GuildMemberResponse", m)]
            problems += [p for r in event.data["roles"] for p in checker.component("GuildRoleResponse", r)]
            problems += [p for c in event.data["channels"] for p in checker.component("GuildChannelResponse", c)]
        elif event.name == "READY":
            problems += checker.component("UserResponse", event.data["user"])
    assert problems == []
    assert checker.unlisted == set()
