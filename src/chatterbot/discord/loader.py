"""How a plugin registers what it does.

::

    loader = loading.Loader()

    @loader.command                                   # lightbulb's: slash and context-menu commands
    class Archive(lightbulb.SlashCommand, name="command-archive", ...): ...

    @loader.button("archive-again")                   # buttons with the custom id "archive-again" or "archive-again:argument"
    async def again(request: InteractionRequest, teaching: Teaching) -> None: ...

    @loader.form("archive-name")                      # submitted forms
    async def named(request: InteractionRequest, teaching: Teaching) -> None: ...

    @loader.text_command("command-archive")           # "!archive ..." and its name in every language
    async def archive_text(request: TextRequest, teaching: Teaching) -> None: ...

After the request, a callback's parameters are services, injected by their type. Errors may simply be raised.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, TypeVar

import hikari
import lightbulb
import yuyo
from lightbulb import loaders

from chatterbot.discord import components, error_messages, permissions
from chatterbot.discord.context import Context, InteractionContext
from chatterbot.discord.localization import Languages
from chatterbot.discord.permissions import AccessLevel
from chatterbot.preferences import Preferences

__all__ = ("Callback", "Loader", "TextCommand", "TextCommands", "run")

Callback = Callable[..., Coroutine[Any, Any, None]]
"""``async (request, *services)``."""
CallbackT = TypeVar("CallbackT", bound=Callback)

_log = logging.getLogger(__name__)

_AUTOCOMPLETE_LIMIT: Final = 25
"""Choices Discord shows at most."""
_CHOICE_LENGTH: Final = 100
"""Characters in a choice's name and in its value (Discord's limit)."""
_FORMER_NAMES: Final[Mapping[str, str]] = {
    "command-correct": "исправить",
    "command-select_dataset": "выбрать_набор",
    "command-export": "выгрузить",
    "command-listen": "слушай",
    "command-say": "скажи",
    "command-test": "проверить",
    "command-train": "обучить",
    "command-join": "зайди",
    "command-leave": "выйди",
}
"""Names that text commands had before; people who know them can still write them. Discord renames slash commands for everybody."""


@dataclasses.dataclass(frozen=True, slots=True)
class TextCommand:
    """A command people can also write as a message."""

    key: str
    """Catalogue key of its name."""
    callback: Callback
    permission: AccessLevel


class TextCommands:
    """The text commands, by their names in every language (lower case)."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._commands: dict[str, TextCommand] = {}

    def add(self, command: TextCommand) -> None:
        """Register a command under its name in every language, and under its former name; English wins a clash."""
        names = [*reversed(self._languages.everywhere(command.key).values())]
        if command.key in _FORMER_NAMES:
            names.append(_FORMER_NAMES[command.key])
        for name in names:
            self._commands.setdefault(name.casefold(), command)

    def find(self, text: str) -> tuple[TextCommand, str] | None:
        """The command `text` begins with, and the rest of it."""
        name, *rest = text.split(maxsplit=1) or [""]
        command = self._commands.get(name.casefold())
        return None if command is None else (command, rest[0].strip() if rest else "")

    @property
    def all(self) -> Mapping[str, TextCommand]:
        """Every name with its command."""
        return self._commands


async def run(
    client: lightbulb.Client, callback: Callback, context: Context, permission: AccessLevel, preferences: Preferences
) -> None:
    """Check the permission, inject the services, call, and turn errors into words."""
    async with client.di.enter_context(lightbulb.di.Contexts.DEFAULT):
        try:
            await permissions.check(permission, context, preferences)
            await callback(context)
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            await error_messages.tell(context, error)


class _Door(loaders.Loadable):
    """A button, form or text command waiting to be registered with the client that loads the plugin."""

    def __init__(self, kind: str, name: str, callback: Callback, permission: AccessLevel) -> None:
        self._kind = kind
        self._name = name
        self._callback = lightbulb.di.with_di(callback)
        self._permission = permission

    async def load(self, client: lightbulb.Client) -> None:
        async with client.di.enter_context(lightbulb.di.Contexts.DEFAULT) as container:
            if self._kind == "text":
                (await container.get(TextCommands)).add(TextCommand(self._name, self._callback, self._permission))
                return
            languages, preferences = await container.get(Languages), await container.get(Preferences)
            if self._kind == "button":
                buttons = await container.get(yuyo.ComponentClient)
                answer = self._answerer(client, languages, preferences)
                buttons.register_executor(yuyo.components.SingleExecutor(self._name, answer), timeout=None)
            else:
                forms = await container.get(yuyo.ModalClient)
                forms.register_modal(self._name, _Form(self._answerer(client, languages, preferences)), timeout=None)

    async def unload(self, client: lightbulb.Client) -> None:
        """Plugins are loaded once, for the life of the program."""

    def _answerer(
        self, client: lightbulb.Client, languages: Languages, preferences: Preferences
    ) -> Callable[[yuyo.ComponentContext | yuyo.ModalContext], Coroutine[Any, Any, None]]:
        async def answer(event: yuyo.ComponentContext | yuyo.ModalContext) -> None:
            interaction = event.interaction
            _, argument = components.split_custom_id(interaction.custom_id)
            context = InteractionContext(interaction, languages.of_locale(str(interaction.locale)), argument)
            await run(client, self._callback, context, self._permission, preferences)

        return answer


class _Form(yuyo.modals.AbstractModal):
    """Yuyo's face of a form."""

    def __init__(self, answer: Callable[[yuyo.ModalContext], Coroutine[Any, Any, None]]) -> None:
        self._answer = answer

    async def execute(self, ctx: yuyo.ModalContext, /) -> None:
        await self._answer(ctx)


class Loader(lightbulb.Loader):
    """Lightbulb's loader, with buttons, forms and text commands."""

    def button(self, verb: str, *, permission: AccessLevel = AccessLevel.EVERYONE) -> Callable[[CallbackT], CallbackT]:
        """Answer clicks on `components.Button(verb)`: also on those sent before a restart."""
        return self._door("button", verb, permission)

    def form(self, verb: str, *, permission: AccessLevel = AccessLevel.EVERYONE) -> Callable[[CallbackT], CallbackT]:
        """Receive forms opened with `InteractionContext.ask(verb, ...)`."""
        return self._door("form", verb, permission)

    def text_command(
        self, key: str, *, permission: AccessLevel = AccessLevel.EVERYONE
    ) -> Callable[[CallbackT], CallbackT]:
        """Answer messages that begin with the prefix (or a mention of the bot) and the name `key` has in any language."""
        return self._door("text", key, permission)

    def _door(self, kind: str, name: str, permission: AccessLevel) -> Callable[[CallbackT], CallbackT]:
        def decorate(callback: CallbackT) -> CallbackT:
            self.add(_Door(kind, name, callback, permission))
            return callback

        return decorate


Completion = Callable[..., Coroutine[Any, Any, Sequence[tuple[str, str]]]]


def completion(callback: Completion) -> Callable[[lightbulb.AutocompleteContext[str]], Coroutine[Any, Any, None]]:
    """Make an autocomplete provider of ``async (context, *services) -> [(name, value), ...]``.

    Lightbulb only logs an error in one and leaves the person waiting; this answers with no choices.
    Names and values are cut to Discord's 100 characters, the list to 25; of equal names, which Discord refuses, the first stays.
    """
    injected = lightbulb.di.with_di(callback)

    async def provide(context: lightbulb.AutocompleteContext[str]) -> None:
        try:
            choices = await injected(context)
        except Exception as error:  # noqa: BLE001 - as above
            error_messages.report(error, "an error in an autocomplete")
            choices = []
        unique: dict[str, str] = {}
        for name, value in choices:
            unique.setdefault(name[:_CHOICE_LENGTH], value[:_CHOICE_LENGTH])
        try:
            await context.respond(list(unique.items())[:_AUTOCOMPLETE_LIMIT])
        except hikari.HikariError as error:  # the person typed on, or is gone
            _log.info("an autocomplete could not be answered: %s", error)

    return provide
