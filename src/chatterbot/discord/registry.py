"""All commands of the running bot: found by what people write, and listed for /help."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from chatterbot.discord.commands import BotCommand, HelpSection, MessageCommand
from chatterbot.discord.context import TextContext
from chatterbot.discord.localization import Languages

__all__ = ("CommandRegistry", "TextRunner")

_FORMER_NAMES: Final[Mapping[str, str]] = {
    "correct": "исправить",
    "select_dataset": "выбрать_набор",
    "export": "выгрузить",
    "listen": "слушай",
    "say": "скажи",
    "test": "проверить",
    "train": "обучить",
    "join": "зайди",
    "leave": "выйди",
}
"""Russian names that text commands had before: people who know them can still write them. Slash commands Discord renames for everybody."""

TextRunner = Callable[[TextContext], Coroutine[Any, Any, None]]
"""Runs a text command, with its checks; never raises."""


class CommandRegistry:
    """Commands by section, context-menu commands, and text commands by their names in every language."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._commands: list[BotCommand] = []
        self._message_commands: list[MessageCommand] = []
        self._runners: dict[str, TextRunner] = {}

    def add(self, command: BotCommand, run: TextRunner | None) -> None:
        """Add a command. `run` runs it as a text command under its name in every language, and its former one; English wins a clash."""
        self._commands.append(command)
        if run is not None:
            former = _FORMER_NAMES.get(command.name)
            for name in (*reversed(self._languages.everywhere(command.key).values()), *([former] if former else ())):
                self._runners.setdefault(name.casefold(), run)

    def add_message_command(self, command: MessageCommand) -> None:
        """Add a context-menu command."""
        self._message_commands.append(command)

    def find(self, text: str) -> tuple[TextRunner, str] | None:
        """Find the text command that `text` (without the prefix) begins with; return what runs it, and the rest of the text."""
        name, *rest = text.split(maxsplit=1) or [""]
        run = self._runners.get(name.casefold())
        return None if run is None else (run, rest[0].strip() if rest else "")

    def listed(self, section: HelpSection) -> Sequence[BotCommand]:
        """Return the commands of a section of /help, in their order."""
        found = (command for command in self._commands if command.section is section)
        return sorted(found, key=lambda command: (command.position, command.name))

    @property
    def message_commands(self) -> Sequence[MessageCommand]:
        """The context-menu commands."""
        return self._message_commands
