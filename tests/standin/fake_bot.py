"""A small bot on hikari, lightbulb and yuyo, to test the stand-in with a real client library."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import alluka
import hikari
import lightbulb
import yuyo

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


class SmallBot:
    """The bot, its clients, and the messages it got.

    Parameters
    ----------
    token, rest_url
        Token and REST address of the stand-in.
    """

    def __init__(self, token: str, rest_url: str) -> None:
        self.app = hikari.GatewayBot(
            token,
            rest_url=rest_url,
            banner=None,
            logs=None,
            intents=hikari.Intents.ALL_UNPRIVILEGED | hikari.Intents.MESSAGE_CONTENT,
            suppress_optimization_warning=True,
        )
        self.client = lightbulb.client_from_app(self.app)
        injector = alluka.Client()  # without their own client yuyo's clients use an API that alluka deprecates
        self.components = yuyo.ComponentClient.from_gateway_bot(self.app, alluka=injector)
        self.modals = yuyo.ModalClient.from_gateway_bot(self.app, alluka=injector)
        self.heard: list[str | None] = []
        self.failures: list[BaseException] = []
        _add_commands(self)
        _add_components(self)
        self.app.listen(hikari.MessageCreateEvent)(self._on_message)
        self.app.listen(hikari.ExceptionEvent)(self._on_failure)

    async def start(self) -> None:
        """Start; commands are registered when this returns."""
        await self.app.start(check_for_updates=False)
        await self.client.start()

    async def close(self) -> None:
        """Stop everything."""
        await self.client.stop()
        await self.app.close()

    async def _on_message(self, event: hikari.MessageCreateEvent) -> None:
        self.heard.append(event.content)
        if event.is_human and event.content and event.content.startswith("hello"):
            await self.app.rest.trigger_typing(event.channel_id)
            reply = hikari.Bytes(b"wav", "hi.wav")
            await event.message.respond(f"hi {event.author.username}", attachment=reply, reply=True)

    async def _on_failure(self, event: hikari.ExceptionEvent[hikari.Event]) -> None:
        self.failures.append(event.exception)


def _add_commands(bot: SmallBot) -> None:  # a list of commands
    client = bot.client

    async def names(ctx: lightbulb.AutocompleteContext[str]) -> None:
        typed = str(ctx.focused.value)
        await ctx.respond([name for name in ("alpha", "beta", "gamma") if name.startswith(typed)])

    @client.register
    class Train(lightbulb.SlashCommand, name="train", description="Train a voice."):
        name = lightbulb.string("name", "The name.", autocomplete=names)
        steps = lightbulb.integer("steps", "How many.", default=3, min_value=1, max_value=10)
        fast = lightbulb.boolean("fast", "Hurry.", default=False)
        data = lightbulb.attachment("data", "Audio.", default=None)

        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            await ctx.defer()
            blob = await self.data.read() if self.data else b""
            text = f"{self.name} {self.steps} {self.fast} {len(blob)}"
            await ctx.respond(text, attachment=hikari.Bytes(blob[::-1] or b"-", "out.bin"))

    @client.register
    class Quick(lightbulb.SlashCommand, name="quick", description="Answers at once, with a file."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            first = await ctx.respond("first", attachment=hikari.Bytes(b"abc", "a.txt"), ephemeral=True)
            await ctx.edit_response(first, "second")
            await ctx.respond("followup", ephemeral=True)

    group = lightbulb.Group("voice", "Voice things.")

    @group.register
    class Join(lightbulb.SlashCommand, name="join", description="Join."):
        channel = lightbulb.channel("channel", "Which.")

        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            assert ctx.guild_id is not None
            await bot.app.update_voice_state(ctx.guild_id, self.channel.id, self_deaf=True)
            await ctx.respond("joining")

    client.register(group)

    @client.register
    class Transcribe(lightbulb.MessageCommand, name="Transcribe"):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            sizes = [len(await attachment.read()) for attachment in self.target.attachments]
            await ctx.respond(f"heard {self.target.content!r} {sizes}")

    @client.register
    class Greet(lightbulb.UserCommand, name="Greet"):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            await ctx.respond(f"hail {self.target.username}")

    @client.register
    class Fails(lightbulb.SlashCommand, name="fails", description="Raises."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            message = "boom"
            raise RuntimeError(message)

    @client.register
    class Silent(lightbulb.SlashCommand, name="silent", description="Never answers."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            bot.heard.append("silent")

    @client.error_handler
    async def on_error(error: lightbulb.exceptions.ExecutionPipelineFailedException) -> bool:
        await error.context.respond(f"sorry: {error.causes[0]}", ephemeral=True)
        return True

    @client.register
    class Ask(lightbulb.SlashCommand, name="ask", description="Opens a modal."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            row = hikari.impl.ModalActionRowBuilder().add_text_input("text", "Your text", min_length=1)
            await ctx.respond_with_modal("Ask", "asked:42", component=row)

    @client.register
    class Show(lightbulb.SlashCommand, name="show", description="A panel."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            rows = [hikari.impl.MessageActionRowBuilder(), hikari.impl.MessageActionRowBuilder()]
            rows[0].add_interactive_button(hikari.ButtonStyle.PRIMARY, "again:7", label="Again")
            rows[1].add_text_menu("menu", placeholder="Pick").add_option("One", "1").add_option("Two", "2")
            await ctx.respond("panel", components=rows)

    @client.register
    class Pages(lightbulb.SlashCommand, name="pages", description="Pagination."):
        @lightbulb.invoke
        async def invoke(self, ctx: lightbulb.Context) -> None:
            pages = iter([yuyo.Page(text) for text in ("one", "two", "three")])
            paginator = yuyo.ComponentPaginator(pages, authors=[ctx.user.id])
            first = await paginator.get_next_entry()
            assert first is not None
            bot.components.register_executor(paginator)
            await ctx.respond(components=paginator.rows, **first.to_kwargs())

    assert all((Train, Quick, Join, Transcribe, Greet, Fails, Silent, Ask, Show, Pages, on_error))


def _add_components(bot: SmallBot) -> None:
    async def again(ctx: yuyo.ComponentContext) -> None:
        text = f"clicked {ctx.id_metadata}"
        await ctx.create_initial_response(text, response_type=hikari.ResponseType.MESSAGE_UPDATE)

    async def pick(ctx: yuyo.ComponentContext) -> None:
        text = f"picked {', '.join(ctx.interaction.values)}"
        await ctx.create_initial_response(text, ephemeral=True)

    async def asked(ctx: yuyo.ModalContext) -> None:
        text = ctx.interaction.components[0].components[0]
        await ctx.respond(f"you wrote {getattr(text, 'value', '')} ({ctx.id_metadata})")

    for custom_id, callback in (("again", again), ("menu", pick)):
        bot.components.register_executor(_executor(callback, custom_id), timeout=None)
    modal = yuyo.modals.as_modal(parse_signature=False)(asked)
    modal.add_text_input("Your text", custom_id="text")
    bot.modals.register_modal("asked", modal, timeout=None)


def _executor(
    callback: Callable[[yuyo.ComponentContext], Coroutine[Any, Any, None]], custom_id: str
) -> yuyo.components.SingleExecutor:
    return yuyo.components.SingleExecutor(custom_id, callback)


async def settled(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait until a condition inside the bot is true; the bot has no event to wait for."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110  # the bot under test offers nothing to await
            await asyncio.sleep(0)
