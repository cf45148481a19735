"""The parts of which the sections of /settings are made. The custom ids of menus and buttons say all that a press needs."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import Translator, components
from chatterbot.plugins import _settings_shown
from chatterbot.plugins import _settings_words as words
from chatterbot.plugins._settings_choices import DEFAULT, STRICTNESS_NAMES, level_of
from chatterbot.preferences import ChannelOverride

__all__ = (
    "ANSWERED",
    "MINUTES",
    "MOST_LINES",
    "NO",
    "PICK",
    "PLACES",
    "PRESS",
    "UNSET",
    "WRITTEN",
    "YES",
    "channel_line",
    "channel_menu",
    "choice_menu",
    "choice_of",
    "cycle",
    "dataset_menu",
    "known_channels",
    "known_roles",
    "listed",
    "mark",
    "one",
    "option",
    "place_name",
    "strictness_menu",
    "switch",
    "values_of",
    "word_of",
)

PICK: Final = "settings-pick"
"""A menu that changes something; argument: the field, for some with a colon and more."""
PRESS: Final = "settings-press"
"""A button that changes something; argument: the field, a colon, the value; of a place: ``place:<id>:<field>:<value>``."""

YES: Final = "yes"
NO: Final = "no"
UNSET: Final = "-"
"""The value that takes a setting of a place back to the server's."""

WRITTEN: Final = (hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS)
"""Channels in which the bot can post."""
ANSWERED: Final = (*WRITTEN, hikari.ChannelType.GUILD_FORUM, hikari.ChannelType.GUILD_VOICE)
"""Channels in which everything can be answered."""
PLACES: Final = (*ANSWERED, hikari.ChannelType.GUILD_CATEGORY)
"""Channels and categories that can have settings of their own."""
CHANNELS: Final[Mapping[str, Sequence[hikari.ChannelType]]] = {"channels": ANSWERED, "place": PLACES}
"""The types of channels that are offered for a field; for others those in which the bot can post."""
MINUTES: Final = (0, 15, 60, 360, 1440, 10_080)
"""Times between two pings of the helpers' role that are offered; 0: every question pings."""
LINES_LENGTH: Final = 1600
"""Most characters of a section's lines: with its title, they fit into a message."""
MOST_LINES: Final = 20
"""Places that are listed in the message: there is no room for more."""


def mark(ids: Iterable[int]) -> str:
    """Return a short mark of a set of ids: a menu carries it, so that a press on a menu that shows an older set is noticed."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:12]


def known_channels(services: Container, ids: Iterable[int]) -> list[int]:
    """Return the channels that exist, in order: Discord takes no menu that shows another one as chosen."""
    return sorted(each for each in ids if services.bot.cache.get_guild_channel(each) is not None)


def known_roles(services: Container, ids: Iterable[int]) -> list[int]:
    """Return the roles that exist, in order."""
    return sorted(each for each in ids if services.bot.cache.get_role(each) is not None)


def choice_of(translate: Translator, field: str, value: str) -> str:
    """Return the label of a choice, with what it is about: a menu in which something is chosen shows its placeholder no more."""
    return translate("settings-choice", what=translate(words.WHATS[field]), value=value)


def listed(lines: Iterable[str]) -> str:
    """Return a text with one line for each of these, as far as they fit into the message of a section."""
    shown: list[str] = []
    room = LINES_LENGTH
    for line in lines:
        room -= len(line) + 3
        if room < 0:
            return "\n".join([*shown, "…"])
        shown.append(f"• {line}")
    return "\n".join(shown)


def one(value: int | None) -> list[int]:
    """Return the id in a list, or none."""
    return [] if value is None else [value]


def option(label: str, argument: str, *, chosen: bool) -> components.Button:
    """Return one of several buttons of which one is chosen."""
    style = hikari.ButtonStyle.PRIMARY if chosen else hikari.ButtonStyle.SECONDARY
    return components.Button(PRESS, label, argument, emoji="✅" if chosen else None, style=style)


def switch(translate: Translator, field: str, *, on: bool) -> components.Button:
    """Return the button that turns something on or off; it says which."""
    label = translate(words.PRESSES[f"{field}-{'off' if on else 'on'}"])
    return components.Button(PRESS, label, f"{field}:{NO if on else YES}")


def choice_menu(translate: Translator, field: str, names: Iterable[tuple[str, str]], chosen: str) -> components.Menu:
    """Return the menu of the values of a field."""
    return components.Menu(
        verb=PICK,
        argument=field,
        placeholder=translate(words.PICKS[field]),
        choices=[
            components.Choice(choice_of(translate, field, translate(key)), str(value), chosen=value == chosen)
            for value, key in names
        ],
    )


def strictness_menu(translate: Translator, field: str, value: float | None, *, own: bool = True) -> components.Menu:
    """Return the menu of the levels; of a place without a level of its own, that it has none is what is chosen."""
    level = level_of(value) if own else None
    choices = [
        components.Choice(choice_of(translate, "strictness", translate(key)), name, chosen=name == level)
        for name, key in STRICTNESS_NAMES.items()
        if name != DEFAULT or not field.startswith("place")
    ]
    if field.startswith("place"):
        unset = choice_of(translate, "strictness", translate("settings-as-server"))
        choices.insert(0, components.Choice(unset, UNSET, chosen=not own))
    return components.Menu(
        verb=PICK, argument=field, placeholder=translate("settings-pick-strictness"), choices=choices
    )


def channel_menu(
    translate: Translator,
    services: Container,
    field: str,
    chosen: Iterable[int],
    *,
    fewest: int = 0,
    most: int = 1,
) -> components.Menu:
    """Return the menu of channels of a field."""
    ids = [*chosen]
    return components.Menu(
        verb=PICK,
        argument=f"{field}:{mark(ids)}" if most > 1 else field,
        kind=components.MenuKind.CHANNELS,
        placeholder=translate(words.PICKS[field]),
        fewest=fewest,
        most=most,
        chosen=known_channels(services, ids)[:most],
        channel_types=CHANNELS.get(field, WRITTEN),
    )


def cycle(translate: Translator, place: int, field: str, value: bool | None) -> components.Button:
    """Return the button that shows a value of a place and goes to the next one."""
    following = {None: YES, True: NO, False: UNSET}[value]
    return components.Button(
        PRESS, translate(words.VALUES[f"{field}-{word_of(value)}"]), f"place:{place}:{field}:{following}", emoji="🔁"
    )


def word_of(value: bool | None) -> str:
    """Return the name of a value that is chosen, refused or left to the server."""
    return {None: "unset", True: YES, False: NO}[value]


def dataset_menu(
    translate: Translator, place: int, chosen: str | None, known: Sequence[models.Dataset]
) -> components.Menu:
    """Return the menu of the datasets that can answer in a place."""
    named = functools.partial(choice_of, translate, "dataset")
    first = sorted(known, key=lambda each: (each.name != chosen, each.name))[: components.CHOICES_IN_A_MENU - 1]
    return components.Menu(
        verb=PICK,
        argument=f"dataset:{place}",
        placeholder=translate("settings-pick-dataset"),
        choices=[
            components.Choice(named(translate("settings-as-server")), UNSET, chosen=chosen is None),
            *(components.Choice(named(each.name), str(each.id), chosen=each.name == chosen) for each in first),
        ],
    )


def channel_line(translate: Translator, key: str, none: str, channel: int | None) -> str:
    """Return the line that says what a channel is for, or that there is none."""
    return translate(none) if channel is None else translate(key, channel=f"<#{channel}>")


def place_name(translate: Translator, services: Container, place: int) -> str:
    """Return how a place is named; it may be deleted by now."""
    known = services.bot.cache.get_guild_channel(place) is not None
    return f"<#{place}>" if known else translate("settings-place-gone")


def values_of(
    translate: Translator, override: ChannelOverride, known: Sequence[models.Dataset], further: Sequence[str] = ()
) -> str:
    """Return what holds in a place, in words, and further values that are in words already."""
    found: list[str] = []
    if override.answers is not None:
        found.append(translate(words.VALUES[f"answers-{word_of(override.answers)}"]))
    if override.voice is not None:
        found.append(translate(words.VALUES[f"voice-{word_of(override.voice)}"]))
    if override.dataset is not None:
        exists = any(each.name == override.dataset for each in known)
        key = "settings-place-dataset" if exists else "settings-place-dataset-gone"
        found.append(translate(key, name=_settings_shown.dataset_name(override.dataset)))
    if override.strictness is not None:
        level = translate(STRICTNESS_NAMES[level_of(override.strictness)])
        found.append(translate("settings-strictness", level=level))
    return "; ".join([*found, *further]) or translate("settings-as-server")
