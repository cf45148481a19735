"""The options of a slash command, as a plugin declares them.

Their names and descriptions stand in the catalogues: ``option-<command>-<option>`` and ``option-<command>-<option>-about``. Whether an option
is required, and what it is when left out, is said by the handler's parameter of the same name.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from typing import Any

import hikari

from chatterbot.discord.autocomplete import Completion

__all__ = ("Option", "attachment", "boolean", "channel", "choice", "integer", "text", "user")


def _as_it_is(value: Any) -> Any:
    return value


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a slash command. Made by the functions below."""

    name: str
    """The name of the handler's parameter."""
    type: hikari.OptionType
    kind: type
    """What the handler gets."""
    read: Callable[[Any], Any] = _as_it_is
    """Make a `kind` of what Discord sends."""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """What may be chosen, with the catalogue keys of the names; empty: anything."""
    words: str = ""
    """The catalogue key of short words for the choices in a text command, ``value: word, word; value: word``; empty: there are none."""
    channel_types: tuple[hikari.ChannelType, ...] = ()
    missing: str = "error-option-channel"
    """The catalogue key of the error, with ``name``, where a text command names a channel that does not exist."""
    min_value: int | None = None
    max_value: int | None = None
    max_length: int | None = None
    """Characters."""
    autocomplete: Completion | None = None
    """Suggests values while a person types. A text with suggestions names something, and loses quotation marks around it in a text command."""
    free: bool = False
    """Whether what a text command holds after its options, without a name, is the value. At most one option of a command."""
    recognise: Callable[[str], bool] | None = None
    """Tells whether the first word of that free text is this option's value instead: a link, an id."""


def text(
    name: str,
    *,
    max_length: int | None = None,
    autocomplete: Completion | None = None,
    free: bool = False,
    recognise: Callable[[str], bool] | None = None,
) -> Option:
    """Return an option for a line of text, of at most `max_length` characters; the handler gets a `str`.

    For `free` and `recognise` see `Option`.
    """
    return Option(
        name=name,
        type=hikari.OptionType.STRING,
        kind=str,
        max_length=max_length,
        autocomplete=autocomplete,
        free=free,
        recognise=recognise,
    )


def choice(name: str, values: Mapping[Any, str], *, words: str = "") -> Option:
    """Return an option with fixed choices: the values (members of one `enum.StrEnum`, or `str`) and their catalogue keys.

    For `words` see `Option`.
    """
    kind = type(next(iter(values)))
    return Option(
        name=name,
        type=hikari.OptionType.STRING,
        kind=kind,
        read=kind,
        choices={value.value if isinstance(value, enum.Enum) else value: key for value, key in values.items()},
        words=words,
    )


def integer(name: str, *, min_value: int | None = None, max_value: int | None = None) -> Option:
    """Return an option for a whole number, both limits included; the handler gets an `int`."""
    return Option(name=name, type=hikari.OptionType.INTEGER, kind=int, min_value=min_value, max_value=max_value)


def boolean(name: str) -> Option:
    """Return an option for yes or no; the handler gets a `bool`."""
    return Option(name=name, type=hikari.OptionType.BOOLEAN, kind=bool)


def channel(name: str, *types: hikari.ChannelType, missing: str = "error-option-channel") -> Option:
    """Return an option for a channel of one of these types; the handler gets its id, an `int`. For `missing` see `Option`."""
    return Option(
        name=name,
        type=hikari.OptionType.CHANNEL,
        kind=int,
        read=lambda given: int(given.id),
        channel_types=types,
        missing=missing,
    )


def user(name: str) -> Option:
    """Return an option for a person; the handler gets their id, an `int`."""
    return Option(name=name, type=hikari.OptionType.USER, kind=int, read=lambda given: int(given.id))


def attachment(name: str) -> Option:
    """Return an option for a file; the handler gets a `hikari.Attachment`."""
    return Option(name=name, type=hikari.OptionType.ATTACHMENT, kind=hikari.Attachment)
