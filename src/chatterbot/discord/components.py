"""Buttons, menus and forms. Their custom ids are ``verb`` or ``verb:argument``: constant, so they work after a restart.

What a button refers to is found again by its message (a reply) or its argument (an id); nothing is kept in memory.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import labels, menus
from chatterbot.discord.menus import CHOICES_IN_A_MENU, Choice, Menu, MenuKind

__all__ = (
    "BUTTONS_IN_A_ROW",
    "CHOICES_IN_A_MENU",
    "Button",
    "Choice",
    "Component",
    "Field",
    "LinkButton",
    "Menu",
    "MenuKind",
    "custom_id",
    "fits",
    "form",
    "number",
    "rows",
    "split_custom_id",
)

BUTTONS_IN_A_ROW: Final = 5
"""Discord's limit."""
_LONGEST_ID: Final = 100
"""Characters in a custom id (Discord's limit)."""
LONGEST_LABEL: Final = 80
"""Characters on a button (Discord's limit)."""
_LONGEST_TITLE: Final = 45
"""Characters in a form's title and in a field's label (Discord's limit)."""
_LARGEST_NUMBER: Final = 2**63 - 1
"""The largest id that the database takes; Discord's are smaller, too."""
LONGEST_INPUT: Final = 4000
"""Characters in a form's field (Discord's limit)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Button:
    """One button."""

    verb: str
    """What it does: the name given to `Loader.button`."""
    label: str = ""
    argument: str = ""
    emoji: str | None = None
    style: hikari.InteractiveButtonTypesT = hikari.ButtonStyle.SECONDARY
    disabled: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address; the bot is not told when it is used."""

    label: str
    url: str


Component = Button | Menu | LinkButton
"""What can stand below a message."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One text field of a form."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    required: bool = True
    long: bool = False
    """Several lines."""
    max_length: int = LONGEST_INPUT


def custom_id(verb: str, argument: str = "") -> str:
    """Return ``verb`` or ``verb:argument``.

    Raises
    ------
    ValueError
        If it is longer than Discord takes, or the verb holds a colon.
    """
    if ":" in verb:
        raise ValueError(f"a verb holds no colon: {verb!r}")
    name = f"{verb}:{argument}" if argument else verb
    if len(name) > _LONGEST_ID:
        raise ValueError(f"a custom id has at most {_LONGEST_ID} characters: {name!r}")
    return name


def fits(verb: str, argument: str) -> bool:
    """Tell whether a button can carry `argument`: paths and names chosen by people may be longer than Discord takes."""
    return len(f"{verb}:{argument}") <= _LONGEST_ID


def split_custom_id(name: str) -> tuple[str, str]:
    """Return verb and argument (empty if there is none)."""
    verb, _, argument = name.partition(":")
    return verb, argument


def number(argument: str) -> int:
    """Return the id that a button carries.

    Raises
    ------
    errors.NotFoundError
        ``error-button-broken``, if it is none: somebody made the click up, or the button is of another version of the bot.
    """
    plain = argument.isascii() and argument.isdecimal() and len(argument) <= len(str(_LARGEST_NUMBER))
    found = int(argument) if plain else None
    if found is None or found > _LARGEST_NUMBER:
        raise errors.NotFoundError("error-button-broken")
    return found


def rows(*shown: Component) -> list[hikari.api.MessageActionRowBuilder]:
    """Return rows of at most `BUTTONS_IN_A_ROW` buttons, or of one menu, in the order given."""
    built: list[hikari.api.MessageActionRowBuilder] = []
    buttons = 0
    for each in shown:
        if isinstance(each, Menu):
            built.append(menus.row(each, custom_id(each.verb, each.argument)))
            buttons = 0
            continue
        if buttons % BUTTONS_IN_A_ROW == 0:
            built.append(hikari.impl.MessageActionRowBuilder())
        buttons += 1
        if isinstance(each, LinkButton):
            built[-1].add_link_button(each.url, label=each.label[:LONGEST_LABEL])
            continue
        built[-1].add_interactive_button(
            each.style,
            custom_id(each.verb, each.argument),
            label=each.label[:LONGEST_LABEL] or hikari.UNDEFINED,
            emoji=each.emoji or hikari.UNDEFINED,
            is_disabled=each.disabled,
        )
    return built


def form(title: str, fields: Sequence[Field]) -> tuple[str, list[labels.LabelBuilder]]:
    """Return a form's title and labelled fields, cut to Discord's limits."""
    built: list[labels.LabelBuilder] = []
    for field in fields:
        label = field.label[:_LONGEST_TITLE]
        box = hikari.impl.TextInputBuilder(
            custom_id=field.name,
            label=label,
            style=hikari.TextInputStyle.PARAGRAPH if field.long else hikari.TextInputStyle.SHORT,
            placeholder=field.placeholder[:100] or hikari.UNDEFINED,
            value=field.value[: field.max_length] or hikari.UNDEFINED,
            required=field.required,
            min_length=1 if field.required else 0,
            max_length=field.max_length,
        )
        built.append(labels.LabelBuilder(label, box))
    return title[:_LONGEST_TITLE], built
