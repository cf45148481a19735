"""How a plugin registers what it does: commands, context-menu commands, buttons, forms and listeners.

::

    loader = Loader[Container]()

    @loader.command("feedback", section=HelpSection.TALK, options=[options.text("text")])   # /feedback and !feedback
    async def feedback(context: Context, services: Container, text: str) -> None: ...

    @loader.message_command("why")                    # in the context menu of messages
    async def why(context: InteractionContext, services: Container, message: hikari.Message) -> None: ...

    @loader.button("vote-up")                         # buttons with the custom id "vote-up" or "vote-up:argument"
    async def vote(context: InteractionContext, services: Container) -> None: ...

    @loader.menu("section")                           # select menus with the custom id "section" or "section:argument"
    async def section(context: InteractionContext, services: Container) -> None: ...

    @loader.form("correction")                        # submitted forms
    async def correction(context: InteractionContext, services: Container) -> None: ...

Every handler gets the context and the services, and may simply raise errors: the person is told.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import hikari
import lightbulb
import yuyo

from chatterbot import errors
from chatterbot.discord import channel_access, commands, components, error_messages, slash_commands
from chatterbot.discord.arguments import ArgumentParser, Written
from chatterbot.discord.command_sync import CommandIds
from chatterbot.discord.commands import LAST, BotCommand, HelpSection, MessageCommand, Offer
from chatterbot.discord.context import Context, InteractionContext
from chatterbot.discord.error_counts import ErrorCounts
from chatterbot.discord.localization import Languages
from chatterbot.discord.options import Option
from chatterbot.discord.permissions import AccessControl, AccessLevel
from chatterbot.discord.registry import CommandRegistry, TextRunner
from chatterbot.discord.signatures import Handler
from chatterbot.discord.text_context import TextContext

__all__ = ("Host", "Loader")

P = ParamSpec("P")
ContextT = TypeVar("ContextT", bound=Context)
EventT = TypeVar("EventT", bound=hikari.Event)
ServicesT = TypeVar("ServicesT")

Act = Coroutine[Any, Any, None]
Interactive = Callable[[InteractionContext, ServicesT], Act]
"""The handler of a button or a form."""
MessageHandler = Callable[[InteractionContext, ServicesT, hikari.Message], Act]
Listener = Callable[[EventT, ServicesT], Act]
Follower = Callable[[InteractionContext], Act]
"""What is done after an answer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Host(Generic[ServicesT]):
    """What plugins are loaded into: the libraries' clients, and the services that handlers get."""

    bot: hikari.GatewayBot
    client: lightbulb.Client
    buttons: yuyo.ComponentClient
    forms: yuyo.ModalClient
    verbs: set[str]
    """The verbs of all buttons and forms."""
    commands: CommandRegistry
    command_ids: CommandIds
    languages: Languages
    access: AccessControl
    services: ServicesT
    failures: ErrorCounts
    followers: list[Follower] = dataclasses.field(default_factory=list["Follower"])
    """What is done after each answer to a command, a button, a menu or a form."""

    async def run(self, act: Callable[[], Awaitable[None]], context: Context, access: AccessLevel) -> None:
        """Check that the person may, act, and turn errors into an answer."""
        try:
            await self.access.check(access, context)
            await act()
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            self.failures.note(error)
            await error_messages.tell(context, error)
        if isinstance(context, InteractionContext) and context.takes_more:
            for follow in self.followers:
                await _follow(follow, context)


class Loader(Generic[ServicesT]):
    """Keeps what a plugin declares until the bot loads it.

    `ServicesT` is what handlers get as their second argument.
    """

    def __init__(self) -> None:
        self._declared: list[Callable[[Host[ServicesT]], None]] = []

    def load(self, host: Host[ServicesT]) -> None:
        """Register everything with the libraries' clients. Once, for the life of the program."""
        for register in self._declared:
            register(host)

    def command(
        self,
        name: str,
        *,
        section: HelpSection,
        position: int = LAST,
        access: AccessLevel = AccessLevel.EVERYONE,
        options: Sequence[Option] = (),
        direct_only: bool = False,
        former_names: Sequence[str] = (),
        offered: Offer | None = None,
    ) -> Callable[
        [Callable[Concatenate[ContextT, ServicesT, P], Act]], Callable[Concatenate[ContextT, ServicesT, P], Act]
    ]:
        """Declare a slash command and the text command of the same name, with one handler for both.

        The handler is ``async (context, services, ...)``; its further parameters are the options, by name, or one frozen dataclass of them.
        A default makes an option optional. A handler that asks for an `InteractionContext` has no text command.

        Parameters
        ----------
        name
            Of the catalogue keys: ``command-<name>``, ``command-<name>-about``, ``option-<name>-<option>``.
        section, position
            Where /help lists it.
        access
            Who may use it. Discord hides commands of managers from others.
        options
            What can be given; a text command takes the same ones (`arguments`). There its free text is the option declared `free`, or the
            only option, or the only required text.
        direct_only
            Whether the text command works in direct messages only.
        former_names
            Names that the text command had before, in any language, and under which it can still be written.
        offered
            Tells whether the command can do anything for this person and place; /help does not name it otherwise.

        Raises
        ------
        TypeError
            If the options are not the handler's parameters, or the declaration is wrong in another way.
        """

        def decorate(
            handler: Callable[Concatenate[ContextT, ServicesT, P], Act],
        ) -> Callable[Concatenate[ContextT, ServicesT, P], Act]:
            command = commands.declare(
                handler,
                name,
                place=(section, position),
                access=access,
                options=options,
                direct_only=direct_only,
                former_names=former_names,
                offered=offered,
            )
            self._declared.append(functools.partial(_register_command, command))
            return handler

        return decorate

    def message_command(
        self, name: str, *, access: AccessLevel = AccessLevel.EVERYONE, offered: Offer | None = None
    ) -> Callable[[MessageHandler[ServicesT]], MessageHandler[ServicesT]]:
        """Declare a command in the context menu of messages; ``menu-<name>`` is the catalogue key of its name. For `offered` see `command`."""

        def decorate(handler: MessageHandler[ServicesT]) -> MessageHandler[ServicesT]:
            command = MessageCommand(name=name, handler=handler, access=access, offered=offered)
            self._declared.append(functools.partial(_register_message_command, command))
            return handler

        return decorate

    def button(
        self, verb: str, *, access: AccessLevel = AccessLevel.EVERYONE
    ) -> Callable[[Interactive[ServicesT]], Interactive[ServicesT]]:
        """Answer clicks on `components.Button(verb)`: also on those sent before a restart."""

        def decorate(handler: Interactive[ServicesT]) -> Interactive[ServicesT]:
            def register(host: Host[ServicesT]) -> None:
                host.verbs.add(verb)
                answer = _answerer(host, handler, access)
                host.buttons.register_executor(yuyo.components.SingleExecutor(verb, answer), timeout=None)

            self._declared.append(register)
            return handler

        return decorate

    def menu(
        self, verb: str, *, access: AccessLevel = AccessLevel.EVERYONE
    ) -> Callable[[Interactive[ServicesT]], Interactive[ServicesT]]:
        """Answer choices made in `components.Menu(verb=...)`; `InteractionContext.values` says which."""
        return self.button(verb, access=access)

    def form(
        self, verb: str, *, access: AccessLevel = AccessLevel.EVERYONE
    ) -> Callable[[Interactive[ServicesT]], Interactive[ServicesT]]:
        """Receive forms opened with `InteractionContext.ask(verb, ...)`."""

        def decorate(handler: Interactive[ServicesT]) -> Interactive[ServicesT]:
            def register(host: Host[ServicesT]) -> None:
                host.verbs.add(verb)
                host.forms.register_modal(verb, _Form(_answerer(host, handler, access)), timeout=None)

            self._declared.append(register)
            return handler

        return decorate

    def follower(self, handler: Interactive[ServicesT]) -> Interactive[ServicesT]:
        """Call the handler after each answer to a command, a button, a menu or a form; what it raises is only logged."""
        self._declared.append(lambda host: host.followers.append(lambda context: handler(context, host.services)))
        return handler

    def listener(
        self, event_type: type[EventT]
    ) -> Callable[[Listener[EventT, ServicesT]], Listener[EventT, ServicesT]]:
        """Listen to an event of Discord's; what the listener raises is only logged."""

        def decorate(handler: Listener[EventT, ServicesT]) -> Listener[EventT, ServicesT]:
            def register(host: Host[ServicesT]) -> None:
                async def listen(event: EventT) -> None:
                    await handler(event, host.services)

                host.bot.subscribe(event_type, listen)

            self._declared.append(register)
            return handler

        return decorate


async def _follow(follow: Follower, context: InteractionContext) -> None:
    try:
        await follow(context)
    except Exception as error:  # noqa: BLE001 - the person has their answer
        error_messages.explain(error, context.translate, context.scope_id)


def _register_command(command: BotCommand, host: Host[Any]) -> None:
    async def answer(context: InteractionContext, values: Mapping[str, object]) -> None:
        await host.run(lambda: _call(command, host, context, values), context, command.access)

    host.client.register(slash_commands.slash_command(command, host.languages, host.services, answer))
    host.commands.add(command, _text_runner(command, host) if command.written else None)


def _text_runner(command: BotCommand, host: Host[Any]) -> TextRunner:
    parser = ArgumentParser(command.name, command.options, command.signature.required, host.languages)

    async def run(context: TextContext) -> None:
        async def act() -> None:
            if command.direct_only and context.guild_id is not None:
                mentioned = host.command_ids.mention(command.name, context.guild_id)
                raise errors.RefusedError("error-private-command", command=mentioned)
            written = Written(
                context.arguments,
                context.command,
                context.message.attachments,
                context.translate,
                functools.partial(channel_access.named, host.bot, context.guild_id),
            )
            await _call(command, host, context, parser.parse(written))

        await host.run(act, context, command.access)

    return run


async def _call(command: BotCommand, host: Host[Any], context: Context, values: Mapping[str, object]) -> None:
    await command.handler(context, host.services, **command.signature.bind(values))


def _register_message_command(command: MessageCommand, host: Host[Any]) -> None:
    async def answer(context: InteractionContext, values: Mapping[str, object]) -> None:
        await host.run(lambda: command.handler(context, host.services, **values), context, command.access)

    host.client.register(slash_commands.message_command(command, host.languages, answer))
    host.commands.add_message_command(command)


def _answerer(
    host: Host[Any], handler: Handler, access: AccessLevel
) -> Callable[[yuyo.ComponentContext | yuyo.ModalContext], Act]:
    async def answer(event: yuyo.ComponentContext | yuyo.ModalContext) -> None:
        interaction = event.interaction
        _, argument = components.split_custom_id(interaction.custom_id)
        context = InteractionContext(interaction, host.languages.of_locale(str(interaction.locale)), argument)

        async def act() -> None:
            if isinstance(interaction, hikari.ComponentInteraction) and not _has(
                interaction.message, interaction.custom_id
            ):
                raise errors.NotFoundError("error-button-broken")  # somebody made the click up
            await handler(context, host.services)

        await host.run(act, context, access)

    return answer


def _has(message: hikari.Message, custom_id: str) -> bool:
    """Tell whether a message really has the button (or menu) that is said to have been used on it."""
    shown = (part for row in message.components for part in getattr(row, "components", ()))
    return any(getattr(part, "custom_id", None) == custom_id for part in shown)


class _Form(yuyo.modals.AbstractModal):
    """A form as yuyo wants it."""

    def __init__(self, answer: Callable[[yuyo.ModalContext], Act]) -> None:
        self._answer = answer

    async def execute(self, ctx: yuyo.ModalContext, /) -> None:
        await self._answer(ctx)
