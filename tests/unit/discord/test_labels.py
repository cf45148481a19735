"""Forms with labels: built for Discord, and read back through hikari."""

from __future__ import annotations

from typing import Any

import hikari
import pytest

from chatterbot.discord import components, labels

pytestmark = pytest.mark.unit


def test_a_form_has_a_label_around_each_field() -> None:
    title, built = components.form(
        "T" * 50,
        [
            components.Field("answer", "L" * 50, "value", "hint", long=True, max_length=300),
            components.Field("why", "Why?", required=False),
        ],
    )
    assert title == "T" * 45
    answer, why = (builder.build()[0] for builder in built)
    assert (answer["type"], answer["label"]) == (18, "L" * 45)
    assert answer["component"] == {
        "type": 4,
        "style": hikari.TextInputStyle.PARAGRAPH,
        "custom_id": "answer",
        "placeholder": "hint",
        "value": "value",
        "required": True,
        "min_length": 1,
        "max_length": 300,
    }
    assert (why["label"], why["component"]["required"], why["component"]["min_length"]) == ("Why?", False, 0)
    assert all(builder.type == 18 and builder.id is hikari.UNDEFINED for builder in built)


def test_labels_are_read_as_rows_and_other_parts_stay() -> None:
    row = {"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "a", "value": "x"}]}
    label = {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "b", "value": "y"}}
    payload: dict[str, Any] = {"id": "5", "data": {"custom_id": "m", "components": [row, label, {"type": 10, "id": 6}]}}
    read = labels.rows_for_labels(payload)
    assert read["data"]["components"] == [
        row,
        {"type": 1, "id": 3, "components": [label["component"]]},
        {"type": 10, "id": 6},
    ]
    assert payload["data"]["components"][1] is label
    assert (read["id"], read["data"]["custom_id"]) == ("5", "m")
