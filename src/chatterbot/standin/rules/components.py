"""Discord's rules for message components, their numbering, and the lookup of a component by its visible text."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import (
    MAX_CHOICES,
    MAX_ROWS,
    MAX_V2_COMPONENTS,
    MAX_V2_TEXT,
    SELECTS,
    ButtonStyle,
    ComponentType,
    Json,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

CUSTOM_ID = 100
"""Longest ``custom_id``, in characters."""
BUTTON_LABEL = 80
OPTION_TEXT = 100
PLACEHOLDER = 150
ROW_BUTTONS = 5
SECTION_TEXTS = 3
V2_TOP = frozenset({1, 9, 10, 12, 13, 14, 17})
"""Component types allowed at the top level of a message with the flag IS_COMPONENTS_V2."""
CONTAINER_PARTS = V2_TOP - {17}


def walk(components: list[Json]) -> Iterator[Json]:
    """Return all components including nested ones, depth first."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if component.get("accessory"):
            yield from walk([component["accessory"]])


def check_message(components: list[Json], form: errors.FormErrors, *, v2: bool) -> None:
    """Check the components of a message; errors are added to ``form``."""
    seen: set[str] = set()
    if not v2:
        form.length(("components",), components, 0, MAX_ROWS)
    for index, component in enumerate(components):
        path: Path = ("components", index)
        kind = component.get("type")
        if kind not in (V2_TOP if v2 else {ComponentType.ACTION_ROW}):
            allowed = sorted(V2_TOP) if v2 else [1]
            form.add((*path, "type"), "BASE_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.')
            continue
        _check(component, path, form, seen)
    if v2:
        everything = list(walk(components))
        if len(everything) > MAX_V2_COMPONENTS:
            form.add(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_V2_COMPONENTS} or fewer in length.")
        if sum(len(c.get("content") or "") for c in everything) > MAX_V2_TEXT:
            message = f"The total text must be {MAX_V2_TEXT} or fewer in length."
            form.add(("components",), "COMPONENT_MAX_TOTAL_TEXT", message)


def _check(component: Json, path: Path, form: errors.FormErrors, seen: set[str]) -> None:
    match component.get("type"):
        case ComponentType.ACTION_ROW:
            _check_row(component, path, form, seen)
        case ComponentType.SECTION:
            form.length((*path, "components"), component.get("components") or [], 1, SECTION_TEXTS)
            if component.get("accessory"):
                _check(component["accessory"], (*path, "accessory"), form, seen)
            else:
                form.required((*path, "accessory"))
        case ComponentType.TEXT_DISPLAY:
            form.length((*path, "content"), component.get("content") or "", 1, MAX_V2_TEXT)
        case ComponentType.CONTAINER:
            for index, part in enumerate(component.get("components") or []):
                place = (*path, "components", index)
                if part.get("type") not in CONTAINER_PARTS:
                    form.add((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(CONTAINER_PARTS)}.")
                else:
                    _check(part, place, form, seen)
        case ComponentType.BUTTON:
            _check_button(component, path, form, seen)
        case _:
            pass


def _check_row(row: Json, path: Path, form: errors.FormErrors, seen: set[str]) -> None:
    children: list[Json] = row.get("components") or []
    kinds = {child.get("type") for child in children}
    if not children or kinds == {ComponentType.BUTTON}:
        form.length((*path, "components"), children, 1, ROW_BUTTONS)
    elif not kinds <= SELECTS:
        form.add((*path, "components"), "UNION_TYPE_CHOICES", "A row holds buttons or one select menu.")
    elif len(children) > 1:
        form.add(
            (*path, "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for index, child in enumerate(children):
        place = (*path, "components", index)
        if child.get("type") == ComponentType.BUTTON:
            _check_button(child, place, form, seen)
        elif child.get("type") in SELECTS:
            check_select(child, place, form)
            _check_custom_id(child, place, form, seen)


def _check_custom_id(component: Json, path: Path, form: errors.FormErrors, seen: set[str]) -> None:
    custom_id = component.get("custom_id")
    if not custom_id:
        form.required((*path, "custom_id"))
        return
    form.length((*path, "custom_id"), custom_id, 1, CUSTOM_ID)
    if custom_id in seen:
        form.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    seen.add(custom_id)


def _check_button(button: Json, path: Path, form: errors.FormErrors, seen: set[str]) -> None:
    style = button.get("style")
    if style not in ButtonStyle.__members__.values():
        form.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    form.length((*path, "label"), button.get("label"), 0, BUTTON_LABEL)
    if style == ButtonStyle.LINK:
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            form.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
        if not button.get("url"):
            form.required((*path, "url"))
    elif style != ButtonStyle.PREMIUM:
        if button.get("url"):
            message = "A url is only for link buttons"
            form.add((*path, "url"), "BUTTON_COMPONENT_INVALID_URL", message)
        _check_custom_id(button, path, form, seen)
    if style != ButtonStyle.PREMIUM and not button.get("label") and not button.get("emoji"):
        form.add(path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji")


def check_select(select: Json, path: Path, form: errors.FormErrors) -> None:
    """Check a select menu, except its ``custom_id``; errors are added to ``form``."""
    form.length((*path, "placeholder"), select.get("placeholder"), 0, PLACEHOLDER)
    low, high = select.get("min_values"), select.get("max_values")
    low, high = 1 if low is None else low, 1 if high is None else high
    if not 0 <= low <= MAX_CHOICES:
        form.add((*path, "min_values"), "NUMBER_TYPE_MAX", "int value should be between 0 and 25.")
    if not max(1, low) <= high <= MAX_CHOICES:
        form.add((*path, "max_values"), "NUMBER_TYPE_MIN", "int value should be at least min_values, and at most 25.")
    if select.get("type") != ComponentType.STRING_SELECT:
        return
    options: list[Json] = select.get("options") or []
    form.length((*path, "options"), options, 1, MAX_CHOICES)
    values: set[str] = set()
    for index, option in enumerate(options):
        place = (*path, "options", index)
        for key in ("label", "value"):
            if not option.get(key):
                form.required((*place, key))
            form.length((*place, key), option.get(key), 1, OPTION_TEXT)
        form.length((*place, "description"), option.get("description"), 0, OPTION_TEXT)
        if option.get("value") in values:
            message = "The specified option value is already used"
            form.add((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        values.add(option.get("value") or "")
    if options and high > len(options):
        form.add((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES", "max_values exceeds the number of options")
    if sum(bool(option.get("default")) for option in options) > high:
        form.add((*path, "options"), "SELECT_COMPONENT_DEFAULTS", "More default options than max_values")


def numbered(components: list[Json] | None) -> list[Json]:
    """Return a copy of components as Discord stores them: each has an integer ``id``, select menus have their defaults."""
    copies: list[Json] = json.loads(json.dumps(components or []))
    taken = {component.get("id") for component in walk(copies)}
    ids = (number for number in itertools.count(1) if number not in taken)
    for component in walk(copies):
        if not component.get("id"):
            component["id"] = next(ids)
        if component["type"] in SELECTS:
            for key, default in (("min_values", 1), ("max_values", 1), ("disabled", False)):
                component.setdefault(key, default)
        for key in [key for key, value in component.items() if value is None]:
            del component[key]
    return copies


def find(message: Json, which: str) -> Json:
    """Return a button or menu by its visible text (label, emoji, placeholder) or by its ``custom_id``.

    Raises
    ------
    SetupError
        If the message shows no such component.
    """
    shown = [c for c in walk(message["components"]) if c["type"] == ComponentType.BUTTON or c["type"] in SELECTS]
    for component in shown:
        if which in _names(component):
            return component
    choices = [next((name for name in _names(component) if name), "?") for component in shown]
    message_text = f"the message has no component {which!r}; it has {choices}"
    raise errors.SetupError(message_text)


def _names(component: Json) -> list[str | None]:
    emoji = (component.get("emoji") or {}).get("name")
    return [component.get("label"), emoji, component.get("placeholder"), component.get("custom_id")]
