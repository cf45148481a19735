"""What a user's client sends when they press a button or choose from a menu."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from chatterbot.standin.people.client import refuse
from chatterbot.standin.protocol import SELECTS, ButtonStyle, ComponentType
from chatterbot.standin.rules import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatterbot.standin.people.client import Client
    from chatterbot.standin.protocol import Json


def press(message: Json, which: str) -> Json:
    """Return the interaction's data for pressing a button, found by label, emoji or ``custom_id``."""
    button = components.find(message, which)
    if button["type"] != ComponentType.BUTTON or button["style"] >= ButtonStyle.LINK or button.get("disabled"):
        refuse(f"{which!r} cannot be clicked")
    return {"id": button["id"], "component_type": button["type"], "custom_id": button["custom_id"]}


def choose(client: Client, message: Json, which: str, values: Sequence[Any]) -> Json:
    """Return the interaction's data for choosing from a menu, found by placeholder or ``custom_id``.

    Parameters
    ----------
    values
        Values or labels of the menu's options; users, roles and channels in menus of those.
    """
    menu = components.find(message, which)
    if menu["type"] not in SELECTS or menu.get("disabled"):
        refuse(f"{which!r} is no menu to choose from")
    if not menu["min_values"] <= len(values) <= menu["max_values"]:
        refuse(f"{which!r} takes {menu['min_values']} to {menu['max_values']} values")
    data: Json = {"id": menu["id"], "component_type": menu["type"], "custom_id": menu["custom_id"]}
    if menu["type"] != ComponentType.STRING_SELECT:
        return data | resolved(client, values)
    by_name = {o["label"]: o["value"] for o in menu["options"]} | {o["value"]: o["value"] for o in menu["options"]}
    if bad := [value for value in values if value not in by_name]:
        refuse(f"{bad} is not among {list(by_name)}")
    return data | {"values": [by_name[value] for value in values]}


def resolved(client: Client, values: Sequence[Any]) -> Json:
    """Return the ids of chosen users, roles and channels as ``values``, and the objects as ``resolved``."""
    resolved: dict[str, Json] = collections.defaultdict(dict)
    chosen: list[Json] = [getattr(value, "data", value) for value in values]
    for item in chosen:
        if "username" in item:
            client.resolve_user(item, resolved)
        elif "permissions" in item:
            resolved["roles"][item["id"]] = item
        else:
            client.resolve_channel(item, resolved)
    return {"values": [item["id"] for item in chosen], "resolved": dict(resolved)}
