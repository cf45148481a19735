"""Select menus below messages: of choices, users, roles and channels.

See https://docs.discord.com/developers/components/reference, "String Select" and the sections after it.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Final

import hikari

__all__ = ("CHOICES_IN_A_MENU", "Choice", "Menu", "MenuKind", "row")

CHOICES_IN_A_MENU: Final = 25
"""Discord's limit."""
_LONGEST_CHOICE: Final = 100
"""Characters of a choice's label, value and description (Discord's limits)."""
_LONGEST_PLACEHOLDER: Final = 150
"""Characters of a menu's placeholder (Discord's limit)."""


class MenuKind(enum.Enum):
    """What a menu lists."""

    CHOICES = "choice"
    """Its own choices."""
    USERS = "user"
    ROLES = "role"
    CHANNELS = "channel"


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a menu."""

    label: str
    value: str
    """At most 100 characters (Discord's limit); `InteractionContext.values` returns it."""
    description: str = ""
    emoji: str | None = None
    chosen: bool = False
    """Whether it is chosen at first."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A select menu; it takes a row of its own."""

    verb: str
    """What it does: the name given to `Loader.menu`."""
    placeholder: str
    choices: Sequence[Choice] = ()
    """Of `MenuKind.CHOICES`: 1 to 25."""
    argument: str = ""
    kind: MenuKind = MenuKind.CHOICES
    fewest: int = 1
    """How many have to be chosen at least; 0: none is an answer, too."""
    most: int = 1
    chosen: Sequence[int] = ()
    """Ids that are chosen at first, in menus of users, roles and channels."""
    channel_types: Sequence[hikari.ChannelType] = ()
    """In menus of channels: the types that are listed; empty: all."""
    disabled: bool = False


_TYPES: Final[Mapping[MenuKind, hikari.ComponentType]] = {
    MenuKind.USERS: hikari.ComponentType.USER_SELECT_MENU,
    MenuKind.ROLES: hikari.ComponentType.ROLE_SELECT_MENU,
    MenuKind.CHANNELS: hikari.ComponentType.CHANNEL_SELECT_MENU,
}


class _Listing(hikari.impl.SelectMenuBuilder):
    """A menu of users, roles or channels in which some are chosen at first, which hikari's builders do not say."""

    def __init__(self, kind: hikari.ComponentType, more: Mapping[str, Any], **common: Any) -> None:
        super().__init__(type=kind, **common)
        self._more = more

    def build(self) -> tuple[MutableMapping[str, Any], Sequence[hikari.files.Resource[hikari.files.AsyncReader]]]:
        """Return the menu as Discord takes it."""
        payload, attachments = super().build()
        payload.update(self._more)
        return payload, attachments


def row(menu: Menu, custom_id: str) -> hikari.api.MessageActionRowBuilder:
    """Return the row that holds a menu."""
    built = hikari.impl.MessageActionRowBuilder()
    common: dict[str, Any] = {
        "placeholder": menu.placeholder[:_LONGEST_PLACEHOLDER] or hikari.UNDEFINED,
        "min_values": menu.fewest,
        "max_values": menu.most,
        "is_disabled": menu.disabled,
    }
    if menu.kind is MenuKind.CHOICES:
        listed = built.add_text_menu(custom_id, **common)
        for choice in menu.choices:
            listed.add_option(
                choice.label[:_LONGEST_CHOICE],
                choice.value,
                description=choice.description[:_LONGEST_CHOICE] or hikari.UNDEFINED,
                emoji=choice.emoji or hikari.UNDEFINED,
                is_default=choice.chosen,
            )
        return built
    more: dict[str, Any] = {}
    if menu.chosen:
        more["default_values"] = [{"id": str(each), "type": menu.kind.value} for each in menu.chosen]
    if menu.channel_types:
        more["channel_types"] = [int(each) for each in menu.channel_types]
    built.add_component(_Listing(_TYPES[menu.kind], more, custom_id=custom_id, **common))
    return built
