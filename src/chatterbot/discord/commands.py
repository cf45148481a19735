"""A command, declared once: its options, who may use it, where /help lists it, and how it is written as a text message."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot.discord import signatures
from chatterbot.discord.context import Context, InteractionContext, TextContext
from chatterbot.discord.options import Option
from chatterbot.discord.permissions import AccessLevel
from chatterbot.discord.signatures import Handler, Signature

__all__ = ("LAST", "BotCommand", "HelpSection", "MessageCommand", "Parser", "no_arguments")


class HelpSection(enum.Enum):
    """The headings of /help, in their order; the values are catalogue keys."""

    TALK = "help-section-talk"
    TEACH = "help-section-teach"
    DATA = "help-section-data"
    SETTINGS = "help-section-settings"


LAST: Final = 1000
"""The position of commands that name none: at the end of their section, in alphabetical order."""

Parser = Callable[[TextContext, Any], Mapping[str, object]]
"""``(context, services) -> {option: value}``: reads the options out of a text command; raises `errors.UserError` where it cannot."""


def no_arguments(_context: TextContext, _services: object) -> Mapping[str, object]:
    """Read nothing: what stands after the text command's name is left alone."""
    return {}


def _whole_text(option: str) -> Parser:
    """Return a parser that takes all that stands after the text command's name."""

    def parse(context: TextContext, _services: object) -> Mapping[str, object]:
        return {option: context.arguments}

    return parse


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BotCommand:
    """A slash command and the text command of the same name."""

    name: str
    """``command-<name>`` and ``command-<name>-about`` are the catalogue keys of its name and description."""
    handler: Handler
    signature: Signature
    section: HelpSection
    position: int
    access: AccessLevel
    options: tuple[Option, ...]
    parse: Parser | None
    """Reads a text command; `None`: there is none."""
    direct_only: bool
    """Whether the text command is refused in channels, where everybody would read the answer."""

    @property
    def key(self) -> str:
        """The catalogue key of its name."""
        return f"command-{self.name}"


def declare(
    handler: Handler,
    name: str,
    *,
    section: HelpSection,
    position: int,
    access: AccessLevel,
    options: Sequence[Option],
    parse: Parser | None,
    direct_only: bool,
) -> BotCommand:
    """Return a command, if the declaration is in order; for the parameters see `Loader.command`.

    Raises
    ------
    TypeError
        If it is not; the message says which command and why.
    """
    where = f"/{name}"
    if not isinstance(section, HelpSection):  # pyright: ignore[reportUnnecessaryIsInstance] - declarations are checked at run time, too
        raise TypeError(f"{where}: the section has to be one of HelpSection")
    signature = signatures.read(handler, options, where=where)
    if signature.context not in {Context, InteractionContext}:
        raise TypeError(f"{where}: the context of a command is a Context or an InteractionContext")
    if signature.context is Context:
        parse = parse or _default_parser(options, signature, where)
    elif parse is not None or direct_only:
        raise TypeError(f"{where}: there is no text command to be parsed where the handler needs an InteractionContext")
    return BotCommand(
        name=name,
        handler=handler,
        signature=signature,
        section=section,
        position=position,
        access=access,
        options=tuple(options),
        parse=parse,
        direct_only=direct_only,
    )


def _default_parser(options: Sequence[Option], signature: Signature, where: str) -> Parser:
    if not options:
        return no_arguments
    required = [option for option in options if option.name in signature.required]
    if len(required) == 1 and required[0].kind is str:
        return _whole_text(required[0].name)
    raise TypeError(f"{where}: say with parse= how the text command gives these options")


_MESSAGE: Final = Option(name="message", type=hikari.OptionType.STRING, kind=hikari.Message)
"""What the handler of a context-menu command takes, as if it were an option."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessageCommand:
    """A command in the context menu of a message."""

    name: str
    """``menu-<name>`` is the catalogue key of its name."""
    handler: Handler
    """``async (context, services, message: hikari.Message)``"""
    access: AccessLevel

    def __post_init__(self) -> None:
        signatures.read(self.handler, [_MESSAGE], where=f"menu-{self.name}")

    @property
    def key(self) -> str:
        """The catalogue key of its name."""
        return f"menu-{self.name}"
