"""Every option of every slash command can be given by the text command of the same name, in every language."""

from __future__ import annotations

import importlib
import pathlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import hikari
import pytest

from chatterbot import plugins
from chatterbot.catalogue import Catalogue
from chatterbot.discord import CommandRegistry, HelpSection, Languages, Loader, Translator
from chatterbot.discord.arguments import ArgumentParser, Written
from chatterbot.discord.commands import BotCommand
from chatterbot.discord.options import Option
from chatterbot.preferences import Preferences

pytestmark = pytest.mark.unit

TEXTS: Final = Catalogue.load()
LANGUAGES: Final = Languages(TEXTS, cast("Preferences", None), "en")
README: Final = pathlib.Path(__file__).parents[3] / "README.md"
CHANNEL: Final = 10**17
PERSON: Final = 10**17 + 1


class Host:
    """Stands for what plugins are loaded into: keeps the commands, and takes all else."""

    def __init__(self) -> None:
        self.commands = CommandRegistry(LANGUAGES)
        self.languages, self.services = LANGUAGES, None
        self.client = self.bot = self.buttons = self.forms = self
        self.verbs: set[str] = set()
        self.followers: list[Any] = []

    def register(self, *_: object) -> None: ...

    def subscribe(self, *_: object) -> None: ...

    def register_executor(self, *_: object, **__: object) -> None: ...

    def register_modal(self, *_: object, **__: object) -> None: ...


class File:
    """Stands for an attachment."""

    filename = "faq.csv"


FILE: Final = File()


def declared() -> list[BotCommand]:
    """Return every command of the bot."""
    host: Any = Host()
    for found in pkgutil.iter_modules(plugins.__path__):
        loader = getattr(importlib.import_module(f"{plugins.__name__}.{found.name}"), "loader", None)
        if isinstance(loader, Loader):
            loader.load(host)
    return [command for section in HelpSection for command in host.commands.listed(section)]


SLASH_ONLY: Final = frozenset({"insights", "unanswered"})
"""They show questions from channels that not everybody sees, and the answer to a text command is seen by everybody. The README names them."""
COMMANDS: Final = {command.name: command for command in declared()}
OPTIONS: Final = [
    (command.name, option.name) for command in COMMANDS.values() for option in command.options if command.written
]


def parse(command: BotCommand, text: str, *, files: bool = False) -> Mapping[str, object]:
    parser = ArgumentParser(command.name, command.options, command.signature.required, LANGUAGES)
    attached: Any = [FILE] if files else []

    def find_channel(name: str, _types: object) -> int | None:
        return int(name) if name == str(CHANNEL) else None

    return parser.parse(Written(text, f"!{command.name}", attached, Translator(TEXTS, "en"), find_channel))


def values(option: Option) -> Iterator[tuple[str, object]]:
    """Return what can be written for an option, with the value the slash command would give."""
    if option.choices:
        for value, key in option.choices.items():
            yield value, option.read(value)
            for code in TEXTS.languages:
                yield TEXTS.text(code, key), option.read(value)
                for part in TEXTS.text(code, option.words).split(";") if option.words else ():
                    named, _, words = part.partition(":")
                    for word in words.split(","):
                        yield word.strip(), option.read(named.strip())
        return
    match option.type:
        case hikari.OptionType.BOOLEAN:
            yield from (("yes", True), ("no", False), ("да", True), ("нет", False), ("True", True), ("False", False))
        case hikari.OptionType.INTEGER:
            for number in {option.min_value, option.max_value} - {None}:
                yield str(number), number
        case hikari.OptionType.CHANNEL:
            yield f"<#{CHANNEL}>", CHANNEL
        case hikari.OptionType.USER:
            yield f"<@{PERSON}>", PERSON
        case _:
            yield "something", "something"


def test_the_commands_without_a_text_command_are_known() -> None:
    assert {name for name, command in COMMANDS.items() if not command.written} == SLASH_ONLY


@pytest.mark.parametrize(("command_name", "option_name"), OPTIONS)
def test_every_option_of_every_slash_command_can_be_given_by_its_text_command(
    command_name: str, option_name: str
) -> None:
    command = COMMANDS[command_name]
    option = next(one for one in command.options if one.name == option_name)
    if option.type is hikari.OptionType.ATTACHMENT:
        assert parse(command, "", files=True)[option_name] is FILE
        return
    for code in TEXTS.languages:
        name = TEXTS.text(code, f"option-{command_name}-{option_name}")
        for written, wanted in values(option):
            for text in (
                f"{name}: {written}",
                f"{name}={written}",
                f"{name.upper()} : {written}",
                f"{name}:\n{written}",
            ):
                assert parse(command, text)[option_name] == wanted, text


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.name)
def test_all_options_of_a_command_can_be_given_together(command: BotCommand) -> None:
    wanted: dict[str, object] = {}
    parts: list[str] = []
    free: list[str] = []
    for option in command.options:
        if option.type is hikari.OptionType.ATTACHMENT:
            wanted[option.name] = FILE
            continue
        written, value = next(values(option))
        name = TEXTS.text("ru", f"option-{command.name}-{option.name}")
        named_free = option.free or (option.name in command.signature.required and not option.autocomplete)
        (free if named_free else parts).append(f"{name}: {written}")
        wanted[option.name] = value
    assert parse(command, "\n".join([*parts, *free]), files=True) == wanted


def test_the_readme_shows_how_options_are_written_in_a_text_command() -> None:
    shown = README.read_text(encoding="utf-8")
    for command, text in re.findall(r"`!(\w+) ([^`]+)`", shown):
        found = next(one for one in COMMANDS.values() if command in LANGUAGES.everywhere(one.key).values())
        assert parse(found, text), f"!{command} {text}"
    assert "`!settings teachers: managers`" in shown
