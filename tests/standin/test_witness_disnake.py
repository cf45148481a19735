"""Tests with a disnake client: its gateway, requests and models share no code with hikari's and little with today's discord.py."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.standin import openapi
from tests.standin.fake_bot import settled

from chatterbot.standin import ChannelFlag, Fault, Permission

if TYPE_CHECKING:
    import disnake
    from tests.standin.town import Town

pytestmark = [pytest.mark.protocol, pytest.mark.usefixtures("witness")]


class Witness:
    """A disnake bot with commands and handlers."""

    def __init__(self) -> None:
        import disnake
        from disnake.ext import commands

        intents = disnake.Intents.default()
        intents.message_content = True
        self.bot = commands.InteractionBot(intents=intents, guild_ready_timeout=0.05)  # seconds to wait for more guilds
        self.ready = asyncio.Event()
        self.said: list[disnake.Message] = []
        self.threads: list[disnake.Thread] = []
        self.updates: list[disnake.Thread] = []
        _add_commands(self.bot)
        for handler in (
            self.on_ready,
            self.on_button_click,
            self.on_message,
            self.on_thread_create,
            self.on_thread_update,
        ):
            self.bot.event(handler)

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_button_click(self, interaction: disnake.MessageInteraction[Any]) -> None:
        await interaction.response.edit_message(content="clicked", components=[])

    async def on_message(self, message: disnake.Message) -> None:
        import disnake

        self.said.append(message)
        if message.content.startswith("hello"):
            async with message.channel.typing():
                file = disnake.File(io.BytesIO(b"wav"), "hi.wav")
                await message.reply(f"hi {message.author.name}", file=file)

    async def on_thread_create(self, thread: disnake.Thread) -> None:
        self.threads.append(thread)

    async def on_thread_update(self, _: disnake.Thread, after: disnake.Thread) -> None:
        self.updates.append(after)


def _add_commands(bot: Any) -> None:
    import disnake

    async def train(interaction: Any, name: str, steps: int = 3, data: Any = None) -> None:
        await interaction.response.defer()
        blob = await data.read() if data else b""
        button = disnake.ui.Button(label="Go", custom_id="go")
        file = disnake.File(io.BytesIO(blob), "out.bin")
        await interaction.edit_original_response(f"{name} {steps} {len(blob)}", file=file, components=[button])
        await interaction.followup.send("more", ephemeral=True)

    async def complete(_: Any, text: str) -> list[str]:
        return [f"got {text}"]

    async def transcribe(interaction: Any, message: Any) -> None:
        await interaction.response.send_message(f"heard {message.content} {len(message.attachments)}")

    async def ask(interaction: Any) -> None:
        field = disnake.ui.TextInput(label="Your text", custom_id="text")
        await interaction.response.send_modal(title="Ask", custom_id="asking", components=[field])
        opened = await bot.wait_for("modal_submit", check=lambda i: i.custom_id == "asking", timeout=5)
        await opened.response.send_message(f"wrote {opened.text_values['text']}", ephemeral=True)

    command = disnake.ApplicationCommandInteraction
    train.__annotations__ = {"interaction": command, "name": str, "steps": int, "data": disnake.Attachment}
    transcribe.__annotations__ = {"interaction": command, "message": disnake.Message}
    ask.__annotations__ = {"interaction": command}
    bot.slash_command(description="Train a voice.")(train).autocomplete("name")(complete)
    bot.message_command(name="Transcribe")(transcribe)
    bot.slash_command(description="Opens a modal.")(ask)


@pytest.fixture
async def witness(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Witness]:
    pytest.importorskip("disnake")
    import disnake.http

    # disnake has no setting for its address, so this constant is patched: the only patch in these tests.
    monkeypatch.setattr(disnake.http.Route, "BASE", town.discord.rest_url)
    witness = Witness()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(witness.bot.start(town.discord.token))
        await asyncio.wait_for(witness.ready.wait(), 10)
        await town.discord.wait_until(lambda: len(town.discord.commands) == 3)
        yield witness
        await witness.bot.close()


async def test_slash_attachment_followup_and_button(town: Town) -> None:
    used = await town.ann.slash("train", name="x", steps=2, data=("a.wav", b"12345"))
    await (await used.finished()).followed_up()
    assert (used.kind, used.content, used.files) == ("deferred", "x 2 5", {"out.bin": b"12345"})
    assert [message["content"] for message in used.followups] == ["more"]
    assert used.message is not None
    assert (await town.ann.click(used.message, "Go")).content == "clicked"


async def test_autocomplete_context_menu_and_modal(town: Town) -> None:
    assert await town.ann.complete("train", "name", "q") == [{"name": "got q", "value": "got q"}]
    message = await town.ann.say("words", files=[("a.ogg", b"x")])
    assert (await town.ann.context("Transcribe", message)).content == "heard words 1"
    answer = await (await town.ann.slash("ask")).submit(text="hey")
    assert (answer.content, answer.ephemeral) == ("wrote hey", True)


async def test_replies_also_in_dms(town: Town) -> None:
    for asking in (town.ann, town.ann.dm()):
        reply = await town.discord.wait_reply(await asking.say("hello"))
        assert (reply["content"], [file["filename"] for file in reply["attachments"]]) == ("hi ann", ["hi.wav"])


@pytest.mark.parametrize("cause", ["drop", "reconnect"])
async def test_lost_connections_are_resumed(town: Town, cause: str) -> None:
    town.discord.gateway.received.clear()
    if cause == "drop":
        town.discord.gateway.drop()
    else:
        await town.discord.gateway.reconnect()
    assert await town.discord.wait_reply(await town.ann.say("hello"), 10)
    assert 6 in town.discord.gateway.opcodes()
    assert 2 not in town.discord.gateway.opcodes()


async def test_a_limited_request_is_repeated(town: Town) -> None:
    met = town.discord.faults.rate_limit("POST", "/channels/*/messages", 0.05)
    assert await town.discord.wait_reply(await town.ann.say("hello"), 10)
    assert met.hits == 1


async def test_a_failed_request_is_repeated(town: Town) -> None:
    """Slow because of disnake's back-off of 1 s."""
    met = town.discord.faults.add(Fault("POST", "/channels/*/messages", 500))
    assert await town.discord.wait_reply(await town.ann.say("hello"), 10)
    assert met.hits == 1


async def test_it_sees_a_post_of_a_forum_and_its_messages(town: Town, witness: Witness) -> None:
    forum = town.discord.forum(town.guild, "help", ["Bug", "Solved"])
    post = await town.ann.at(forum).start_post("How?", "please", tags=["Bug"])
    await town.ann.at(post).say("anyone?")
    await settled(lambda: len(witness.said) == 2)
    (thread,) = witness.threads
    assert (thread.id, thread.name, thread.owner_id) == (int(post["id"]), "How?", int(town.ann.id))
    assert [tag.name for tag in thread.applied_tags] == ["Bug"]
    assert [(m.id == thread.id, m.content, m.position) for m in witness.said] == [
        (True, "please", 0),
        (False, "anyone?", 1),
    ]
    assert {m.channel for m in witness.said} == {thread}
    first = await thread.fetch_message(thread.id)
    assert first.content == "please"
    assert [m.content async for m in thread.history()] == ["anyone?", "please"]
    await thread.join()
    assert town.discord.app_id in town.discord.world.thread_members[post["id"]]
    await thread.send("I know")
    await settled(lambda: thread.me is not None)
    members = await thread.fetch_members()
    assert {member.id for member in members} == {int(town.ann.id), int(town.discord.app_id)}


async def test_it_starts_changes_and_lists_posts(town: Town, witness: Witness) -> None:
    import disnake

    forum = town.discord.forum(town.guild, "help", ["Bug", "Solved"], require_tag=True)
    town.discord.permit_bot(town.guild, Permission.MANAGE_THREADS)
    channel: Any = await witness.bot.fetch_channel(int(forum["id"]))
    assert isinstance(channel, disnake.ForumChannel)
    assert channel.flags.require_tag
    with pytest.raises(disnake.HTTPException) as refused:
        await channel.create_thread(name="No tag", content="x")
    assert refused.value.code == 40067
    bug, solved = channel.available_tags
    file = disnake.File(io.BytesIO(b"text"), "a.txt")
    thread, message = await channel.create_thread(name="Found", content="it", file=file, applied_tags=[bug])
    assert (message.id, message.attachments[0].filename) == (thread.id, "a.txt")
    await thread.edit(applied_tags=[bug, solved], pinned=True)
    await settled(lambda: any(update.is_pinned() for update in witness.updates))
    assert town.discord.world.channels[str(thread.id)]["flags"] == ChannelFlag.PINNED
    await thread.edit(archived=True)
    assert [archived.name async for archived in channel.archived_threads()] == ["Found"]
    (guild,) = witness.bot.guilds
    assert await guild.active_threads() == []
    await thread.delete()


async def test_a_thread_from_a_message_and_a_timeout(town: Town, witness: Witness) -> None:
    town.discord.permit_bot(town.guild, Permission.MODERATE_MEMBERS | Permission.MANAGE_NICKNAMES)
    await town.ann.say("shall we?")
    await settled(lambda: witness.said)
    thread = await witness.said[0].create_thread(name="about it")
    assert (await thread.send("gladly")).position == 1
    member = await thread.guild.fetch_member(int(town.ann.id))
    await member.timeout(duration=None)
    await member.timeout(duration=dt.timedelta(minutes=1))
    assert not town.ann.permissions & Permission.SEND_MESSAGES
    await thread.guild.me.edit(nick="Parrot")
    assert (await witness.bot.fetch_default_soundboard_sounds())[0].name == "quack"


async def test_all_its_requests_and_events_are_those_of_discord(town: Town) -> None:
    """Which requests it makes, and that the events it got are those of Discord's OpenAPI document, where that is present."""
    await town.discord.wait_reply(await town.ann.say("hello"))
    assert town.discord.unrouted == []
    checker = openapi.load()
    if checker is not None:
        said = [event.data for event in town.discord.gateway.sent if event.name == "MESSAGE_CREATE"]
        assert [problem for message in said for problem in checker.component("MessageResponse", message)] == []
