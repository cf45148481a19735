"""A command, declared once: its options, who may use it, where /help lists it, and whether it can be written as a text message."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Sequence
from typing import Any, Final

import hikari

from chatterbot.discord import signatures
from chatterbot.discord.arguments import free_option
from chatterbot.discord.context import Context, InteractionContext
from chatterbot.discord.options import Option
from chatterbot.discord.permissions import AccessLevel
from chatterbot.discord.signatures import Handler, Signature

__all__ = ("LAST", "BotCommand", "HelpSection", "MessageCommand", "Offer")


class HelpSection(enum.Enum):
    """The headings of /help, in their order; the values are catalogue keys."""

    TALK = "help-section-talk"
    TEACH = "help-section-teach"
    DATA = "help-section-data"
    SETTINGS = "help-section-settings"


LAST: Final = 1000
"""The position of commands that name none: at the end of their section, in alphabetical order."""

Offer = Callable[[Context, Any], bool]
"""``(context, services) -> bool``: tells whether a command can do anything here, so that /help names it."""


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
    written: bool
    """Whether there is a text command of the same name."""
    direct_only: bool
    """Whether the text command is refused in channels, where everybody would read the answer."""
    former_names: tuple[str, ...]
    """Names that the text command had before, in any language; people who know them can still write them."""
    offered: Offer | None
    """Whether /help names it; `None`: always."""

    @property
    def key(self) -> str:
        """The catalogue key of its name."""
        return f"command-{self.name}"


def declare(
    handler: Handler,
    name: str,
    *,
    place: tuple[HelpSection, int],
    access: AccessLevel,
    options: Sequence[Option],
    direct_only: bool = False,
    former_names: Sequence[str] = (),
    offered: Offer | None = None,
) -> BotCommand:
    """Return a command, if the declaration is in order; for the parameters see `Loader.command`, `place` is section and position.

    Raises
    ------
    TypeError
        If it is not; the message says which command and why.
    """
    where = f"/{name}"
    section, position = place
    if not isinstance(section, HelpSection):  # pyright: ignore[reportUnnecessaryIsInstance] - declarations are checked at run time, too
        raise TypeError(f"{where}: the section has to be one of HelpSection")
    signature = signatures.read(handler, options, where=where)
    if signature.context not in {Context, InteractionContext}:
        raise TypeError(f"{where}: the context of a command is a Context or an InteractionContext")
    written = signature.context is Context
    if not written and (direct_only or former_names):
        raise TypeError(f"{where}: there is no text command where the handler needs an InteractionContext")
    if written:
        _check_text_command(options, signature, where)
    return BotCommand(
        name=name,
        handler=handler,
        signature=signature,
        section=section,
        position=position,
        access=access,
        options=tuple(options),
        written=written,
        direct_only=direct_only,
        former_names=tuple(former_names),
        offered=offered,
    )


def _check_text_command(options: Sequence[Option], signature: Signature, where: str) -> None:
    """Raise unless a text command can give the options."""
    if sum(option.free for option in options) > 1:
        raise TypeError(f"{where}: only one option can be the free text of a text command")
    if wrong := [one.name for one in options if one.name in signature.required and one.kind is not str]:
        raise TypeError(f"{where}: a text command may leave out {wrong[0]!r}; only a text can be required")
    if free_option(options, signature.required) is None and any(option.recognise for option in options):
        raise TypeError(f"{where}: there is no free text in which an option could be recognised")


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
    offered: Offer | None = None
    """Whether /help names it; `None`: always."""

    def __post_init__(self) -> None:
        signatures.read(self.handler, [_MESSAGE], where=f"menu-{self.name}")

    @property
    def key(self) -> str:
        """The catalogue key of its name."""
        return f"menu-{self.name}"
