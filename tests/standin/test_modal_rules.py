"""Modals: what Discord refuses in them, and how a user fills them in."""

from __future__ import annotations

from typing import Any

import pytest
from tests.standin.test_commands import command, put
from tests.standin.test_interactions import answer
from tests.standin.test_messages import button, paths
from tests.standin.town import Raw, Town

from chatterbot.standin import Interaction, SetupError

pytestmark = pytest.mark.protocol

OPTIONS = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
TEXT = {"type": 4, "custom_id": "text", "style": 1}
MENU = {"type": 3, "custom_id": "menu", "options": OPTIONS}
USERS = {"type": 5, "custom_id": "users"}
FILES = {"type": 19, "custom_id": "files"}
RADIO = {"type": 21, "custom_id": "radio", "options": OPTIONS}
GROUP = {"type": 22, "custom_id": "group", "options": OPTIONS}
BOX = {"type": 23, "custom_id": "box"}


def label(field: Any, **changes: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Label", "component": field} | changes


@pytest.fixture
async def used(town: Town, raw: Raw) -> Interaction:
    await put(raw, town, command())
    return await town.ann.slash("train", wait=False)


async def show(raw: Raw, used: Interaction, *parts: Any) -> tuple[int, Any]:
    return await answer(raw, used, {"type": 9, "data": {"title": "T", "custom_id": "m", "components": list(parts)}})


COMPONENT = "data/components/0/component"


@pytest.mark.parametrize(
    ("part", "place"),
    [
        (label(TEXT, label=""), "data/components/0/label BASE_TYPE_REQUIRED"),
        (label(TEXT, label="x" * 46), "data/components/0/label BASE_TYPE_BAD_LENGTH"),
        (label(TEXT, description="x" * 101), "data/components/0/description BASE_TYPE_BAD_LENGTH"),
        (label(None), f"{COMPONENT} BASE_TYPE_REQUIRED"),
        (label(button()), f"{COMPONENT}/type BASE_TYPE_CHOICES"),
        (label({"type": 10, "content": "x"}), f"{COMPONENT}/type BASE_TYPE_CHOICES"),
        (label(TEXT | {"custom_id": None}), f"{COMPONENT}/custom_id BASE_TYPE_REQUIRED"),
        (label(TEXT | {"style": 3}), f"{COMPONENT}/style BASE_TYPE_CHOICES"),
        (label(TEXT | {"placeholder": "x" * 101}), f"{COMPONENT}/placeholder BASE_TYPE_MAX_LENGTH"),
        (label(TEXT | {"value": "x" * 4001}), f"{COMPONENT}/value BASE_TYPE_MAX_LENGTH"),
        (label(TEXT | {"min_length": -1}), f"{COMPONENT}/min_length NUMBER_TYPE_MIN"),
        (label(TEXT | {"max_length": 0}), f"{COMPONENT}/max_length NUMBER_TYPE_MIN"),
        (label(TEXT | {"min_length": 9, "max_length": 8}), f"{COMPONENT}/max_length NUMBER_TYPE_MIN"),
        (label(TEXT | {"required": "yes"}), f"{COMPONENT}/required BOOLEAN_TYPE_CONVERT"),
        (label(MENU | {"disabled": True}), f"{COMPONENT}/disabled SELECT_COMPONENT_DISABLED_IN_MODAL"),
        (label(MENU | {"min_values": 0}), f"{COMPONENT}/min_values SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES"),
        (label(MENU | {"options": []}), f"{COMPONENT}/options BASE_TYPE_REQUIRED"),
        (label(MENU | {"options": [OPTIONS[0] | {"emoji": {"name": "x"}}]}), f"{COMPONENT}/options/0/emoji/name BUTTON_COMPONENT_INVALID_EMOJI"),
        (label(USERS | {"max_values": 26}), f"{COMPONENT}/max_values NUMBER_TYPE_MAX"),
        (label(FILES | {"max_values": 11}), f"{COMPONENT}/max_values NUMBER_TYPE_MAX"),
        (label(FILES | {"min_values": 0}), f"{COMPONENT}/min_values SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES"),
        (label(FILES | {"file_types": ["pdf"]}), f"{COMPONENT}/file_types BASE_TYPE_CHOICES"),
        (label(FILES | {"file_types": [".pdf"] * 11}), f"{COMPONENT}/file_types BASE_TYPE_MAX_LENGTH"),
        (label(RADIO | {"options": OPTIONS[:1]}), f"{COMPONENT}/options BASE_TYPE_BAD_LENGTH"),
        (label(RADIO | {"options": [{"label": str(n), "value": str(n)} for n in range(11)]}), f"{COMPONENT}/options BASE_TYPE_BAD_LENGTH"),
        (label(RADIO | {"options": [o | {"default": True} for o in OPTIONS]}), f"{COMPONENT}/options SELECT_COMPONENT_DEFAULTS"),
        (label(RADIO | {"options": OPTIONS[:1] * 2}), f"{COMPONENT}/options/1/value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        (label(GROUP | {"options": []}), f"{COMPONENT}/options BASE_TYPE_REQUIRED"),
        (label(GROUP | {"max_values": 3}), f"{COMPONENT}/max_values SELECT_COMPONENT_MAX_VALUES"),
        (label(GROUP | {"min_values": 0}), f"{COMPONENT}/min_values SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES"),
        (label(GROUP | {"max_values": 1, "options": [o | {"default": True} for o in OPTIONS]}), f"{COMPONENT}/options SELECT_COMPONENT_DEFAULTS"),
        (label(BOX | {"default": "yes"}), f"{COMPONENT}/default BOOLEAN_TYPE_CONVERT"),
        (label(BOX | {"id": "one"}), f"{COMPONENT}/id NUMBER_TYPE_COERCE"),
        ({"type": 10, "content": ""}, "data/components/0/content BASE_TYPE_REQUIRED"),
        ({"type": 1, "components": [RADIO]}, "data/components/0/components UNION_TYPE_CHOICES"),
        (TEXT, "data/components/0/type BASE_TYPE_CHOICES"),
        ("x", "data/components/0 MODEL_TYPE_CONVERT"),
    ],
)  # fmt: skip
async def test_wrong_parts_are_refused_with_their_place(raw: Raw, used: Interaction, part: Any, place: str) -> None:
    status, error = await show(raw, used, part)
    assert (status, place in paths(error)) == (400, True), error


async def test_at_most_five_parts(raw: Raw, used: Interaction) -> None:
    parts = [label(BOX | {"custom_id": str(number)}) for number in range(6)]
    assert "data/components BASE_TYPE_BAD_LENGTH" in paths((await show(raw, used, *parts))[1])
    assert (await show(raw, used, *parts[:5]))[0] == 204


@pytest.mark.parametrize(
    ("field", "given", "submitted"),
    [
        (TEXT, "words", {"value": "words"}),
        (TEXT | {"required": False}, None, {"value": ""}),
        (TEXT | {"value": "set"}, None, {"value": "set"}),
        (MENU, ["2"], {"values": ["2"]}),
        (MENU | {"options": [OPTIONS[0] | {"default": True}, OPTIONS[1]]}, None, {"values": ["1"]}),
        (RADIO, "1", {"value": "1"}),
        (RADIO | {"options": [OPTIONS[0], OPTIONS[1] | {"default": True}]}, None, {"value": "2"}),
        (RADIO | {"required": False}, None, {"value": None}),
        (GROUP, ["1", "2"], {"values": ["1", "2"]}),
        (GROUP | {"required": False, "min_values": 0}, None, {"values": []}),
        (BOX, True, {"value": True}),
        (BOX, None, {"value": False}),
        (BOX | {"default": True}, None, {"value": True}),
    ],
)
async def test_a_user_fills_a_field_in(
    raw: Raw, used: Interaction, field: dict[str, Any], given: Any, submitted: dict[str, Any]
) -> None:
    assert (await show(raw, used, label(field)))[0] == 204
    sent = await used.submit(wait=False, **({} if given is None else {"Label": given}))
    (part,) = sent.payload["data"]["components"]
    told = {"type": field["type"], "custom_id": field["custom_id"], "id": 2}
    assert part == {"type": 18, "id": 1, "component": told | submitted}


@pytest.mark.parametrize(
    ("field", "given"),
    [(TEXT, None), (RADIO, None), (RADIO, "3"), (GROUP, ["3"]), (GROUP, []), (GROUP | {"max_values": 1}, ["1", "2"])],
)
async def test_what_the_client_would_not_send_raises_setup_error(
    raw: Raw, used: Interaction, field: dict[str, Any], given: Any
) -> None:
    assert (await show(raw, used, label(field)))[0] == 204
    with pytest.raises(SetupError):
        await used.submit(wait=False, **({} if given is None else {"Label": given}))


async def test_chosen_users_are_resolved(town: Town, raw: Raw, used: Interaction) -> None:
    assert (await show(raw, used, label(USERS)))[0] == 204
    data = (await used.submit(Label=[town.ann], wait=False)).payload["data"]
    assert data["components"][0]["component"]["values"] == [town.ann.id]
    assert list(data["resolved"]["users"]) == list(data["resolved"]["members"]) == [town.ann.id]
