"""A command's declaration: what is refused when a plugin is imported, and what one declaration yields."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import pkgutil
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, cast

import hikari
import lightbulb
import pytest

from chatterbot import plugins
from chatterbot.catalogue import Catalogue
from chatterbot.discord import (
    DEFAULT_LOCALE,
    AccessLevel,
    CommandRegistry,
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Languages,
    Loader,
    TextContext,
    commands,
    options,
    slash_commands,
    written_in,
)
from chatterbot.discord.arguments import ArgumentParser, Written
from chatterbot.discord.commands import BotCommand
from chatterbot.discord.options import Option
from chatterbot.discord.registry import TextRunner
from chatterbot.preferences import Preferences
from chatterbot.store import Store

pytestmark = pytest.mark.unit

Handler = Callable[..., Coroutine[Any, Any, None]]


class Services:
    """What the handlers of these tests get."""


class Mood(enum.StrEnum):
    CALM = "calm"
    MERRY = "merry"


@dataclasses.dataclass(frozen=True)
class Wishes:
    mood: Mood | None = None
    names: str | None = None


def declare(
    handler: Handler,
    *given: Option,
    access: AccessLevel = AccessLevel.EVERYONE,
    direct_only: bool = False,
) -> BotCommand:
    return commands.declare(
        handler,
        "dance",
        place=(HelpSection.TALK, 1),
        access=access,
        options=given,
        direct_only=direct_only,
    )


async def plain(context: Context, services: Services) -> None: ...


async def with_text(context: Context, services: Services, text: str) -> None: ...


async def with_two(context: Context, services: Services, text: str, rating: int | None = None) -> None: ...


async def with_choice(context: Context, services: Services, mood: Mood = Mood.CALM) -> None: ...


async def with_number(context: Context, services: Services, rating: int) -> None: ...


async def with_two_texts(context: Context, services: Services, a: str = "", b: str = "") -> None: ...


async def with_wishes(context: Context, services: Services, wishes: Wishes) -> None: ...


async def with_form(context: InteractionContext, services: Services) -> None: ...


async def without_services(context: Context) -> None: ...


async def without_context(text: str, services: Services) -> None: ...


async def as_text_only(context: TextContext, services: Services) -> None: ...


async def not_none(context: Context, services: Services, rating: int = None) -> None: ...  # type: ignore[assignment]  # noqa: RUF013 - the mistake in question


def not_async(context: Context, services: Services) -> None: ...


# -- what is refused


@pytest.mark.parametrize(
    ("handler", "given", "message"),
    [
        (plain, [options.text("text")], r"/dance: the option 'text' is no parameter of plain"),
        (with_text, [], r"/dance: with_text takes 'text', which is not among the options"),
        (with_text, [options.integer("text")], r"/dance: with_text has to take 'text' as int"),
        (with_text, [options.text("text"), options.text("text")], r"/dance: the option 'text' is declared twice"),
        (with_two, [options.integer("rating"), options.text("text")], r"'text' is required and has to come before"),
        (not_none, [options.integer("rating")], r"/dance: not_none has to take 'rating' as int \| None"),
        (with_choice, [options.text("mood")], r"/dance: with_choice has to take 'mood' as str"),
        (with_wishes, [options.text("names")], r"/dance: Wishes takes 'mood', which is not among the options"),
        (
            with_number,
            [options.integer("rating")],
            r"/dance: a text command may leave out 'rating'; only a text can be",
        ),
        (
            with_two_texts,
            [options.text("a", free=True), options.text("b", free=True)],
            r"only one option can be the free",
        ),
        (with_two_texts, [options.text("a", recognise=bool), options.text("b")], r"no free text in which an option"),
        (without_services, [], r"without_services has to begin with \(context: Context, services: Container\)"),
        (without_context, [], r"without_context has to begin with \(context: Context, services: Container\)"),
        (as_text_only, [], r"/dance: the context of a command is a Context or an InteractionContext"),
        (not_async, [], r"/dance: not_async has to be an async function"),
    ],
)
def test_a_wrong_declaration_fails_at_import_and_says_why(
    handler: Handler, given: Sequence[Option], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        declare(handler, *given)


def test_a_command_without_a_section_is_a_type_error() -> None:
    declare_it: Any = Loader[Services]().command
    with pytest.raises(TypeError, match="section"):
        declare_it("dance")(plain)
    with pytest.raises(TypeError, match="section has to be one of HelpSection"):
        declare_it("dance", section="help-section-talk")(plain)


def test_a_handler_that_needs_an_interaction_has_no_text_command() -> None:
    assert not declare(with_form).written
    with pytest.raises(TypeError, match="there is no text command where the handler"):
        declare(with_form, direct_only=True)


def test_a_context_menu_command_takes_the_message() -> None:
    loader = Loader[Services]()
    wrong: Any = with_text
    with pytest.raises(TypeError, match="menu-dance: the option 'message' is no parameter of with_text"):
        loader.message_command("dance")(wrong)


# -- what a declaration yields


def parsed(command: BotCommand, text: str) -> Mapping[str, object]:
    preferences: Any = None
    parser = ArgumentParser(
        command.name, command.options, command.signature.required, NoNames(Catalogue.load(), preferences, "en")
    )
    unused: Any = None
    return parser.parse(Written(text, "!dance", (), unused, unused))


class NoNames(Languages):
    """Knows no names: the commands of these tests are in no catalogue."""

    def everywhere(self, key: str) -> dict[str, str]:
        return {}


def test_a_text_command_without_options_reads_nothing() -> None:
    assert parsed(declare(plain), "please") == {}


def test_the_one_required_text_takes_the_whole_rest_of_a_text_command() -> None:
    command = declare(with_two, options.text("text"), options.integer("rating"))
    assert parsed(command, "very  nice\n5") == {"text": "very  nice\n5"}
    assert command.signature.bind({"text": "nice"}) == {"text": "nice"}  # the rating keeps its default


def test_options_can_be_gathered_in_a_dataclass() -> None:
    command = declare(
        with_wishes,
        options.choice("mood", {Mood.CALM: "a", Mood.MERRY: "b"}),
        options.text("names"),
    )
    assert command.signature.bind({"mood": Mood.MERRY}) == {"wishes": Wishes(mood=Mood.MERRY)}


async def answer(context: InteractionContext, values: Mapping[str, object]) -> None:
    raise NotImplementedError


async def suggest(request: CompletionRequest, services: Services) -> list[tuple[str, str]]:
    raise NotImplementedError


def texts(key: str) -> Mapping[hikari.Locale, str]:
    return {DEFAULT_LOCALE: key[-32:], hikari.Locale.RU: f"ru-{key}"[:32]}


async def test_the_slash_command_has_texts_in_every_language_limits_and_choices() -> None:
    async def handler(
        context: Context, services: Services, text: str, rating: int = 3, mood: Mood | None = None
    ) -> None: ...

    command = declare(
        handler,
        options.text("text", max_length=100, autocomplete=suggest),
        options.integer("rating", min_value=1, max_value=5),
        options.choice("mood", {Mood.CALM: "choice-calm"}),
        access=AccessLevel.MANAGER,
    )
    languages: Any = None
    slash = slash_commands.slash_command(command, languages, Services(), answer)
    built = await slash.as_command_builder(DEFAULT_LOCALE, texts)
    assert isinstance(built, hikari.api.SlashCommandBuilder)
    assert (built.name, built.description) == ("command-dance", "command-dance-about")
    assert built.name_localizations[hikari.Locale.RU] == "ru-command-dance"
    assert built.default_member_permissions == hikari.Permissions.MANAGE_GUILD
    text, rating, mood = built.options
    assert (text.name, text.is_required, text.max_length, text.autocomplete) == (
        "option-dance-text",
        True,
        100,
        True,
    )
    assert (rating.type, rating.is_required, rating.min_value, rating.max_value) == (
        hikari.OptionType.INTEGER,
        False,
        1,
        5,
    )
    assert [(choice.name, choice.value) for choice in mood.choices or ()] == [("choice-calm", "calm")]


def test_only_commands_of_managers_are_hidden() -> None:
    languages: Any = None
    for access in (AccessLevel.EVERYONE, AccessLevel.TEACHER):
        slash = slash_commands.slash_command(declare(plain, access=access), languages, None, answer)
        assert slash._command_data.default_member_permissions is hikari.UNDEFINED
        assert slash._command_data.type is hikari.CommandType.SLASH


def test_what_discord_sends_becomes_what_the_handler_takes() -> None:
    channel = type("Channel", (), {"id": hikari.Snowflake(7)})()
    assert options.channel("channel").read(channel) == 7
    assert options.choice("mood", {Mood.CALM: "a"}).read("calm") is Mood.CALM
    assert options.text("text").read("calm") == "calm"


class Failure:
    """Stands for lightbulb's error, and for the interaction it is about: keeps what is answered."""

    def __init__(self, *causes: Exception) -> None:
        self.causes = causes
        self.context = self.interaction = self
        self.user = type("User", (), {"id": hikari.Snowflake(1)})()
        self.channel_id, self.guild_id, self.locale = 2, None, "ru"
        self.answered: list[Any] = []

    async def create_initial_response(self, _: object, **said: Any) -> None:
        self.answered.append(said["content"])


async def test_a_failure_of_lightbulb_is_told_in_the_persons_language(caplog: pytest.LogCaptureFixture) -> None:
    handlers: list[Any] = []
    client: Any = type("Client", (), {"error_handler": staticmethod(handlers.append)})()
    async with Store.open("sqlite+aiosqlite:///:memory:") as store:
        slash_commands.tell_failures(client, Languages(Catalogue.load(), Preferences(store), "en"))
        failure = Failure(ValueError("no option resolved"))
        assert await handlers[0](failure)
    (told,) = failure.answered
    assert written_in(told) == "ru"
    assert "no option resolved" in caplog.text


# -- the registry


@pytest.fixture
async def registry() -> CommandRegistry:
    async with Store.open("sqlite+aiosqlite:///:memory:") as store:
        return CommandRegistry(Languages(Catalogue.load(), Preferences(store), "en"))


def named(name: str, position: int = commands.LAST) -> BotCommand:
    return dataclasses.replace(declare(plain), name=name, position=position)


def test_help_lists_a_section_by_position_then_by_name(registry: CommandRegistry) -> None:
    for name, position in (("status", commands.LAST), ("hi", 2), ("feedback", commands.LAST), ("help", 1)):
        registry.add(named(name, position), None)
    assert [command.name for command in registry.listed(HelpSection.TALK)] == ["help", "hi", "feedback", "status"]
    assert not registry.listed(HelpSection.DATA)


def test_text_commands_are_found_in_every_language_and_any_case(registry: CommandRegistry) -> None:
    runners: list[TextRunner] = []
    for name in ("hi", "help"):

        async def run(_: TextContext) -> None: ...

        runners.append(run)
        registry.add(named(name), run)
    assert registry.find("hi there  you ") == (runners[0], "there  you")
    assert registry.find("ПРИВЕТ") == (runners[0], "")
    assert registry.find("Help\nme") == (runners[1], "me")
    for written in (
        " help",
        "help\u00a0me",
        "HELP\u3000me",
        "help: me",
        "\n help\tme",
        "help?",
        "help!",
        "help.",
        "help`me`",
    ):
        assert (registry.find(written) or [None])[0] is runners[1], written
    for written in ("help-me", "help.com", "help/me", "helpful", "...help"):
        assert registry.find(written) is None, written
    assert registry.find("dance") is None
    assert registry.find("") is None


def test_a_former_name_runs_the_same_text_command(registry: CommandRegistry) -> None:
    async def run(_: TextContext) -> None: ...

    registry.add(dataclasses.replace(named("hi"), former_names=("здравствуй", "select_me")), run)
    assert registry.find("Здравствуй") == (run, "")
    assert registry.find("select-me x") == (run, "x")


# -- the bot's own commands


class Host:
    """Stands for what plugins are loaded into: keeps the commands, and takes all else."""

    def __init__(self, registry: CommandRegistry) -> None:
        self.commands = registry
        self.registered: list[type[lightbulb.SlashCommand | lightbulb.MessageCommand]] = []
        self.languages = Languages(Catalogue.load(), Preferences(cast("Store", None)), "en")
        self.services = None
        self.client = self.bot = self.buttons = self.forms = self
        self.verbs: set[str] = set()
        self.followers: list[Any] = []

    def register(self, command: type[lightbulb.SlashCommand | lightbulb.MessageCommand]) -> None:
        self.registered.append(command)

    def subscribe(self, *_: object) -> None: ...

    def register_executor(self, *_: object, **__: object) -> None: ...

    def register_modal(self, *_: object, **__: object) -> None: ...


def test_every_command_is_called_in_english_as_the_code_calls_it_and_has_a_place(registry: CommandRegistry) -> None:
    host: Any = Host(registry)
    for found in pkgutil.iter_modules(plugins.__path__):
        loader = getattr(importlib.import_module(f"{plugins.__name__}.{found.name}"), "loader", None)
        if isinstance(loader, Loader):
            loader.load(host)
    words = Catalogue.load()
    listed = [command for section in HelpSection for command in registry.listed(section)]
    assert len(listed) + len(registry.message_commands) == len(host.registered)
    for command in listed:
        assert words.text("en", command.key) == command.name
    places = [(command.section, command.position) for command in listed if command.position != commands.LAST]
    assert len(set(places)) == len(places)
