"""Tests with a discord.py client, to show that the stand-in behaves like Discord and not only as hikari expects."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest

from chatterbot.standin import Fault

if TYPE_CHECKING:
    import discord
    from tests.standin.town import Town

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.usefixtures("witness"),
    pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning"),
]


class Witness:
    """A discord.py client with commands and handlers."""

    def __init__(self) -> None:
        import discord

        intents = discord.Intents.default()
        intents.message_content = True
        self.client = discord.Client(intents=intents, guild_ready_timeout=0.05)  # seconds to wait for more guilds
        self.tree = discord.app_commands.CommandTree(self.client)
        self.ready = asyncio.Event()
        self.said: list[discord.Message] = []
        self.threads: list[discord.Thread] = []
        _add_commands(self.tree)
        self.client.event(self.on_ready)
        self.client.event(self.on_interaction)
        self.client.event(self.on_message)
        self.client.event(self.on_thread_create)

    async def on_ready(self) -> None:
        await self.tree.sync()
        self.ready.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type.name == "component":
            await interaction.response.edit_message(content="clicked", view=None)

    async def on_message(self, message: discord.Message) -> None:
        import discord

        self.said.append(message)
        if not message.author.bot:
            await message.channel.typing()
            await message.reply(f"hi {message.author.name}", file=discord.File(io.BytesIO(b"wav"), "hi.wav"))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self.threads.append(thread)


def _add_commands(tree: Any) -> None:
    import discord

    class Asking(discord.ui.Modal, title="Ask"):
        text: Any = discord.ui.TextInput(label="Your text", custom_id="text")

        async def on_submit(self, interaction: Any, /) -> None:
            await interaction.response.send_message(f"wrote {self.text.value}", ephemeral=True)

    class Form(discord.ui.Modal, title="Form"):
        text: Any = discord.ui.Label(text="Text", component=discord.ui.TextInput(custom_id="text"))
        kind: Any = discord.ui.Label(
            text="Kind",
            component=discord.ui.RadioGroup(
                custom_id="kind", options=[discord.RadioGroupOption(label=n, value=n) for n in "ab"]
            ),
        )
        days: Any = discord.ui.Label(
            text="Days",
            component=discord.ui.CheckboxGroup(
                custom_id="days", options=[discord.CheckboxGroupOption(label=n, value=n) for n in "xyz"]
            ),
        )
        sure: Any = discord.ui.Label(text="Sure", component=discord.ui.Checkbox(custom_id="sure"))
        who: Any = discord.ui.Label(text="Who", component=discord.ui.UserSelect(custom_id="who"))

        async def on_submit(self, interaction: Any, /) -> None:
            parts = [part.component for part in (self.text, self.kind, self.days, self.sure, self.who)]
            text, kind, days, sure, who = parts
            told = f"{text.value} {kind.value} {days.values} {sure.value} {[user.name for user in who.values]}"
            await interaction.response.send_message(told)

    class Layout(discord.ui.LayoutView):
        box: Any = discord.ui.Container(
            discord.ui.Section(discord.ui.TextDisplay("words"), accessory=discord.ui.Thumbnail("attachment://a.png")),
            discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", spoiler=True)),
            discord.ui.Separator(),
            accent_color=5,
        )

    async def layout(interaction: Any) -> None:
        picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02"
        await interaction.response.send_message(view=Layout(), file=discord.File(io.BytesIO(picture), "a.png"))
        (box,) = (await interaction.original_response()).components
        section, gallery, _ = box.children
        (item,) = gallery.items
        sizes = [(media.width, media.height) for media in (section.accessory.media, item.media)]
        await interaction.followup.send(f"{sizes} {item.spoiler} {box.accent_color.value} {item.media.content_type}")

    async def form(interaction: Any) -> None:
        await interaction.response.send_modal(Form())

    async def train(interaction: Any, name: str, steps: int = 3, data: Any = None) -> None:
        await interaction.response.defer()
        blob = await data.read() if data else b""
        view: Any = discord.ui.View()
        view.add_item(discord.ui.Button(label="Go", custom_id="go"))
        files = [discord.File(io.BytesIO(blob), "out.bin")]
        await interaction.edit_original_response(content=f"{name} {steps} {len(blob)}", attachments=files, view=view)
        await interaction.followup.send("more", ephemeral=True)

    async def complete(_: Any, current: str) -> list[Any]:
        return [discord.app_commands.Choice(name=f"got {current}", value="v")]

    async def transcribe(interaction: Any, message: Any) -> None:
        await interaction.response.send_message(f"heard {message.content} {len(message.attachments)}")

    async def ask(interaction: Any) -> None:
        await interaction.response.send_modal(Asking())

    train.__annotations__ = {"interaction": discord.Interaction, "name": str, "steps": int, "data": discord.Attachment}
    complete.__annotations__ = {"_": discord.Interaction, "current": str}
    transcribe.__annotations__ = {"interaction": discord.Interaction, "message": discord.Message}
    for plain in (ask, form, layout):
        plain.__annotations__ = {"interaction": discord.Interaction}
    command = tree.command(name="train", description="Train a voice.")(train)
    command.autocomplete("name")(complete)
    tree.context_menu(name="Transcribe")(transcribe)
    tree.command(name="ask", description="Opens a modal.")(ask)
    tree.command(name="form", description="Opens a modal with labels.")(form)
    tree.command(name="layout", description="Sends a layout.")(layout)


@pytest.fixture
async def witness(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Witness]:
    pytest.importorskip("discord")
    import discord.gateway
    import discord.http
    import yarl

    # discord.py has no setting for its addresses, so these two constants are patched: the only patch in these tests.
    monkeypatch.setattr(discord.http.Route, "BASE", town.discord.rest_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(town.discord.gateway_url))
    witness = Witness()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(witness.client.start(town.discord.token))
        await asyncio.wait_for(witness.ready.wait(), 10)
        yield witness
        await witness.client.close()


async def test_slash_attachment_followup_and_button(town: Town) -> None:
    used = await town.ann.slash("train", name="x", steps=2, data=("a.wav", b"12345"))
    await (await used.finished()).followed_up()
    assert (used.kind, used.content, used.files) == ("deferred", "x 2 5", {"out.bin": b"12345"})
    assert [message["content"] for message in used.followups] == ["more"]
    assert used.message is not None
    assert (await town.ann.click(used.message, "Go")).content == "clicked"


async def test_autocomplete_context_menu_and_modal(town: Town) -> None:
    assert await town.ann.complete("train", "name", "q") == [{"name": "got q", "value": "v"}]
    message = await town.ann.say("words", files=[("a.ogg", b"x")])
    assert (await town.ann.context("Transcribe", message)).content == "heard words 1"
    answer = await (await town.ann.slash("ask")).submit(text="hey")
    assert (answer.content, answer.ephemeral) == ("wrote hey", True)


async def test_a_modal_with_labels(town: Town) -> None:
    opened = await town.ann.slash("form")
    answer = await opened.submit(text="t", kind="b", days=["x", "z"], sure=True, who=[town.ann])
    assert answer.content == "t b ['x', 'z'] True ['ann']"


async def test_a_layout_with_media(town: Town) -> None:
    used = await (await town.ann.slash("layout")).followed_up()
    (told,) = used.followups
    assert told["content"] == "[(3, 2), (3, 2)] True 5 image/png"
    assert told["type"] == 19


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


@pytest.mark.parametrize("fault", ["rate limit", "server error"])
async def test_failed_requests_are_repeated(town: Town, fault: str) -> None:
    """Check repeated requests; slow after the server error because of discord.py's back-off of 1 s."""
    if fault == "rate limit":
        met = town.discord.faults.rate_limit("POST", "/channels/*/messages", 0.05)
    else:
        met = town.discord.faults.add(Fault("POST", "/channels/*/messages", 500))
    assert await town.discord.wait_reply(await town.ann.say("hello"), 10)
    assert met.hits == 1


async def test_it_sees_starts_and_lists_the_posts_of_a_forum(town: Town, witness: Witness) -> None:
    import discord

    forum = town.discord.forum(town.guild, "help", ["Bug", "Solved"], require_tag=True)
    post = await town.ann.at(forum).start_post("How?", "please", tags=["Bug"])
    reply = await town.discord.wait_message(post)
    assert (reply["content"], reply["position"]) == ("hi ann", 1)
    (seen,) = witness.threads
    assert (seen.id, seen.name, [tag.name for tag in seen.applied_tags]) == (int(post["id"]), "How?", ["Bug"])
    first = witness.said[0]
    assert (first.id, first.channel, first.content, first.position) == (seen.id, seen, "please", 0)
    assert seen.starter_message == first
    channel: Any = witness.client.get_channel(int(forum["id"]))
    assert isinstance(channel, discord.ForumChannel)
    with pytest.raises(discord.HTTPException) as refused:
        await channel.create_thread(name="No tag", content="x")
    assert refused.value.code == 40067
    file = discord.File(io.BytesIO(b"text"), "a.txt")
    made = await channel.create_thread(name="Found", content="it", file=file, applied_tags=[channel.available_tags[1]])
    assert (made.message.id, made.message.attachments[0].filename) == (made.thread.id, "a.txt")
    await made.thread.edit(archived=True)
    assert [thread.name async for thread in channel.archived_threads()] == ["Found"]
    (guild,) = witness.client.guilds
    assert [thread.id for thread in await guild.active_threads()] == [seen.id]
    assert {member.id for member in await seen.fetch_members()} == {int(town.ann.id), int(town.discord.app_id)}
    assert (await witness.client.fetch_soundboard_default_sounds())[0].name == "quack"


async def test_every_request_of_discord_py_has_a_route(town: Town) -> None:
    assert town.discord.unrouted == []
