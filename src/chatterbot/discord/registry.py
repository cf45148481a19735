"""All commands of the running bot: found by what people write, and listed for /help."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from chatterbot.discord.argument_values import BLANK
from chatterbot.discord.commands import BotCommand, HelpSection, MessageCommand
from chatterbot.discord.localization import Languages
from chatterbot.discord.text_context import TextContext

__all__ = ("CommandRegistry", "TextRunner")

_NAME: Final = re.compile(rf"{BLANK}*([\w-]+)(?:[:,;.!?]*(?={BLANK}|$)|(?=`))")
"""A command's name: it ends at white space of any kind, after a mark, or at a code block."""

TextRunner = Callable[[TextContext], Coroutine[Any, Any, None]]
"""Runs a text command, with its checks; never raises."""


class CommandRegistry:
    """Commands by section, context-menu commands, and text commands by their names in every language."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._commands: list[BotCommand] = []
        self._message_commands: list[MessageCommand] = []
        self._runners: dict[str, TextRunner] = {}
        self._slash_only: dict[str, BotCommand] = {}

    def add(self, command: BotCommand, run: TextRunner | None) -> None:
        """Add a command. `run` runs it as a text command under its name in every language, and its former ones; English wins a clash."""
        self._commands.append(command)
        for name in (*reversed(self._languages.everywhere(command.key).values()), *command.former_names):
            if run is not None:
                self._runners.setdefault(_plain(name), run)
            else:
                self._slash_only.setdefault(_plain(name), command)

    def add_message_command(self, command: MessageCommand) -> None:
        """Add a context-menu command."""
        self._message_commands.append(command)

    def find(self, text: str) -> tuple[TextRunner, str] | None:
        """Find the text command that `text` (without the prefix) begins with; return what runs it, and the rest of the text."""
        match = _NAME.match(text)
        run = self._runners.get(_plain(match[1])) if match else None
        return None if run is None or match is None else (run, text[match.end() :].strip())

    def slash_only(self, text: str) -> BotCommand | None:
        """Return the command that `text` (without the prefix) begins with, if it is one that cannot be written as a message."""
        match = _NAME.match(text)
        return self._slash_only.get(_plain(match[1])) if match else None

    def listed(self, section: HelpSection) -> Sequence[BotCommand]:
        """Return the commands of a section of /help, in their order."""
        found = (command for command in self._commands if command.section is section)
        return sorted(found, key=lambda command: (command.position, command.name))

    @property
    def message_commands(self) -> Sequence[MessageCommand]:
        """The context-menu commands."""
        return self._message_commands


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace("ё", "е")
