"""Select menus below messages, as Discord gets them."""

from __future__ import annotations

from typing import Any

import hikari
import pytest

from chatterbot.discord import components

pytestmark = pytest.mark.unit


def built(*shown: components.Component) -> list[dict[str, Any]]:
    return [dict(row.build()[0]) for row in components.rows(*shown)]


def test_a_menu_takes_a_row_of_its_own_between_buttons() -> None:
    menu = components.Menu(verb="section", placeholder="Which?", choices=[components.Choice("One", "1", chosen=True)])
    rows = built(components.Button("a", "A"), menu, components.Button("b", "B"), components.Button("c", "C"))
    assert [[part["type"] for part in row["components"]] for row in rows] == [[2], [3], [2, 2]]


def test_what_is_chosen_at_first_is_said_by_type() -> None:
    menu = components.Menu(
        verb="roles", placeholder="Roles", kind=components.MenuKind.ROLES, chosen=[5, 6], fewest=0, most=25
    )
    [row] = built(menu)
    [select] = row["components"]
    assert select["default_values"] == [{"id": "5", "type": "role"}, {"id": "6", "type": "role"}]
    assert (select["min_values"], select["max_values"], select["custom_id"]) == (0, 25, "roles")


def test_a_menu_of_channels_lists_the_given_types_only() -> None:
    menu = components.Menu(
        verb="log",
        placeholder="Channel",
        kind=components.MenuKind.CHANNELS,
        channel_types=[hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_FORUM],
    )
    [row] = built(menu)
    assert row["components"][0]["channel_types"] == [0, 15]


def test_long_texts_of_choices_are_cut_to_the_limits_of_discord() -> None:
    menu = components.Menu(
        verb="x", placeholder="p" * 300, choices=[components.Choice("l" * 200, "v", description="d" * 200)]
    )
    [row] = built(menu)
    [select] = row["components"]
    [option] = select["options"]
    assert (len(select["placeholder"]), len(option["label"]), len(option["description"])) == (150, 100, 100)
