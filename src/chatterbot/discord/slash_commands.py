"""Makes lightbulb's commands of declared ones. Lightbulb tells them to Discord and reads their options; all else is ours."""

from __future__ import annotations

import logging
import types
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

import hikari
import lightbulb

from chatterbot.discord import error_messages
from chatterbot.discord.autocomplete import CHOICE_LENGTH, CHOICES, Completion, CompletionRequest
from chatterbot.discord.commands import BotCommand, MessageCommand
from chatterbot.discord.context import InteractionContext, manages
from chatterbot.discord.localization import Languages
from chatterbot.discord.options import Option
from chatterbot.discord.permissions import AccessLevel

__all__ = ("Answer", "message_command", "slash_command", "tell_failures")

_log = logging.getLogger(__name__)

Answer = Callable[[InteractionContext, Mapping[str, object]], Coroutine[Any, Any, None]]
"""Called with the options a person gave, by name; never raises."""
BaseT = TypeVar("BaseT", lightbulb.SlashCommand, lightbulb.MessageCommand)


def slash_command(
    command: BotCommand, languages: Languages, services: object, answer: Answer
) -> type[lightbulb.SlashCommand]:
    """Return a slash command for lightbulb. `services` is what autocompletes get."""
    attributes = {option.name: f"option_{option.name}" for option in command.options}

    async def invoke(self: lightbulb.SlashCommand, given: lightbulb.Context) -> None:
        found = ((option, getattr(self, attributes[option.name])) for option in command.options)
        values = {option.name: option.read(value) for option, value in found if value is not None}
        await answer(_context(given, languages), values)

    body: dict[str, object] = {
        attributes[option.name]: _option(command, option, languages, services) for option in command.options
    }
    return _command(lightbulb.SlashCommand, command, {**body, "invoke": lightbulb.invoke(invoke)})


def message_command(command: MessageCommand, languages: Languages, answer: Answer) -> type[lightbulb.MessageCommand]:
    """Return a context-menu command for lightbulb; the message is its only option."""

    async def invoke(self: lightbulb.MessageCommand, given: lightbulb.Context) -> None:
        await answer(_context(given, languages), {"message": self.target})

    return _command(lightbulb.MessageCommand, command, {"invoke": lightbulb.invoke(invoke)})


def tell_failures(client: lightbulb.Client, languages: Languages) -> None:
    """Tell people when lightbulb itself fails at a command of theirs; what a handler raises never comes here."""

    @client.error_handler
    async def failed(error: lightbulb.exceptions.ExecutionPipelineFailedException) -> bool:
        await error_messages.tell(_context(error.context, languages), (error.causes or [error])[0])
        return True


def _context(given: lightbulb.Context, languages: Languages) -> InteractionContext:
    return InteractionContext(given.interaction, languages.of_locale(str(given.interaction.locale)))


def _command(base: type[BaseT], command: BotCommand | MessageCommand, body: Mapping[str, object]) -> type[BaseT]:
    """Make the class lightbulb wants. A command of managers is hidden from others; that they may not use it is checked again."""
    keywords: dict[str, Any] = {"name": command.key, "localize": True}
    if isinstance(command, BotCommand):
        keywords["description"] = f"{command.key}-about"
    if command.access is AccessLevel.MANAGER:
        keywords["default_member_permissions"] = hikari.Permissions.MANAGE_GUILD
    return types.new_class(command.name, (base,), keywords, lambda namespace: namespace.update(body))


def _option(command: BotCommand, option: Option, languages: Languages, services: object) -> lightbulb.Option[Any, Any]:
    key = f"option-{command.name}-{option.name}"
    complete = option.autocomplete
    choices = [lightbulb.Choice(name, value, localize=True) for value, name in option.choices.items()]
    data = lightbulb.OptionData[Any, Any](
        type=option.type,
        name=key,
        description=f"{key}-about",
        localize=True,
        default=hikari.UNDEFINED if option.name in command.signature.required else None,
        choices=choices or hikari.UNDEFINED,
        channel_types=option.channel_types or hikari.UNDEFINED,
        min_value=_given(option.min_value),
        max_value=_given(option.max_value),
        max_length=_given(option.max_length),
        autocomplete=complete is not None,
        autocomplete_provider=hikari.UNDEFINED if complete is None else _provider(complete, languages, services),
    )
    return lightbulb.Option(data, None)


def _given(limit: int | None) -> hikari.UndefinedOr[int]:
    return hikari.UNDEFINED if limit is None else limit


def _provider(
    complete: Completion, languages: Languages, services: object
) -> Callable[[lightbulb.AutocompleteContext[str]], Coroutine[Any, Any, None]]:
    """Return what lightbulb calls while a person types.

    Lightbulb only logs an error in it and leaves the person waiting; this answers with no choices. Names and values are cut to Discord's
    limit, and so is the list; of equal names, which Discord refuses, the first stays.
    """

    async def provide(context: lightbulb.AutocompleteContext[str]) -> None:
        interaction = context.interaction
        request = CompletionRequest(
            text=str(context.focused.value or ""),
            scope_id=int(interaction.guild_id or interaction.user.id),
            channel_id=int(interaction.channel_id),
            is_manager=manages(interaction.member, interaction.guild_id),
            translate=languages.of_locale(str(interaction.locale)),
        )
        try:
            choices = await complete(request, services)
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            error_messages.report(error, "an error in an autocomplete")
            choices = []
        unique: dict[str, str] = {}
        for name, value in choices:
            unique.setdefault(name[:CHOICE_LENGTH], value[:CHOICE_LENGTH])
        try:
            await context.respond(list(unique.items())[:CHOICES])
        except hikari.HikariError as error:  # the person typed on, or is gone
            _log.info("an autocomplete could not be answered: %s", error)

    return provide
