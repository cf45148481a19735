"""Discord's rules for modals, and filling in a modal as a user does."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from chatterbot.standin import errors
from chatterbot.standin.protocol import SELECTS, ComponentType, Json
from chatterbot.standin.rules import components

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


MAX_PARTS = 5
MAX_TITLE = 45
MAX_LABEL = 45
MAX_CUSTOM_ID = 100
MAX_TEXT = 4000
"""Longest text of a text input, in characters."""
MAX_UPLOADS = 10
TEXT_STYLES = (1, 2)
LABELLED = SELECTS | {ComponentType.TEXT_INPUT, ComponentType.FILE_UPLOAD}


def check(modal: Json) -> None:
    """Check a modal as a bot sends it.

    Raises
    ------
    ApiError
        Code 50035 with all errors.
    """
    form = errors.FormErrors()
    for key, limit in (("title", MAX_TITLE), ("custom_id", MAX_CUSTOM_ID)):
        if not modal.get(key):
            form.required(("data", key))
        form.length(("data", key), modal.get(key), 1, limit)
    parts: list[Json] = modal.get("components") or []
    form.length(("data", "components"), parts, 1, MAX_PARTS)
    seen: set[str] = set()
    for index, part in enumerate(parts):
        path = ("data", "components", index)
        match part.get("type"):
            case ComponentType.ACTION_ROW:
                inner = part.get("components") or []
                if len(inner) != 1 or inner[0].get("type") != ComponentType.TEXT_INPUT:
                    form.add((*path, "components"), "UNION_TYPE_CHOICES", "A modal's row holds one text input.")
                    continue
                field, place = inner[0], (*path, "components", 0)
                if not field.get("label"):
                    form.required((*place, "label"))
                form.length((*place, "label"), field.get("label"), 1, MAX_LABEL)
            case ComponentType.LABEL:
                field, place = part.get("component") or {}, (*path, "component")
                form.length((*path, "label"), part.get("label") or "", 1, MAX_LABEL)
                form.length((*path, "description"), part.get("description"), 0, 100)
                if field.get("type") not in LABELLED:
                    form.add((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(LABELLED)}.")
                    continue
            case ComponentType.TEXT_DISPLAY:
                continue
            case _:
                form.add((*path, "type"), "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')
                continue
        _check_field(field, place, form, seen)
    form.check()


def _check_field(field: Json, place: tuple[str | int, ...], form: errors.FormErrors, seen: set[str]) -> None:
    custom_id = field.get("custom_id")
    if not custom_id:
        form.required((*place, "custom_id"))
    elif custom_id in seen:
        form.add((*place, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    form.length((*place, "custom_id"), custom_id, 1, MAX_CUSTOM_ID)
    seen.add(custom_id or "")
    if field["type"] in SELECTS:
        components.check_select(field, place, form)
    if field["type"] != ComponentType.TEXT_INPUT:
        return
    if field.get("style") not in TEXT_STYLES:
        form.add((*place, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    form.length((*place, "placeholder"), field.get("placeholder"), 0, 100)
    form.length((*place, "value"), field.get("value"), 0, MAX_TEXT)
    low, high = field.get("min_length") or 0, field.get("max_length") or MAX_TEXT
    if not 0 <= low <= MAX_TEXT:
        form.add((*place, "min_length"), "NUMBER_TYPE_MAX", f"int value should be between 0 and {MAX_TEXT}.")
    if not max(1, low) <= high <= MAX_TEXT:
        form.add((*place, "max_length"), "NUMBER_TYPE_MAX", f"int value should be between 1 and {MAX_TEXT}.")
    value = field.get("value")
    if value and not low <= len(value) <= high:
        form.add((*place, "value"), "TEXT_INPUT_VALUE_LENGTH", "The value does not fit min_length and max_length.")


def fill_in(modal: Json, values: Mapping[str, Any], store: Callable[[Any], Json]) -> Json:
    """Return the data of a modal's submission; fields that are not named keep the value the bot set.

    Parameters
    ----------
    values
        By a field's ``custom_id`` or label: a text, a list of values for menus, a list of ``(name, bytes)`` for files.
    store
        Stores one such file and returns its attachment object.

    Returns
    -------
    Json
        The ``data`` of the interaction.

    Raises
    ------
    SetupError
        If Discord's client would not let the user send it.
    """
    left, ids, parts = dict(values), itertools.count(1), list[Json]()
    attachments: Json = {}
    for part in modal["components"]:
        if part["type"] == ComponentType.TEXT_DISPLAY:
            parts.append({"type": int(ComponentType.TEXT_DISPLAY), "id": next(ids)})
            continue
        labelled = part["type"] == ComponentType.LABEL
        field: Json = part["component"] if labelled else part["components"][0]
        names = (field["custom_id"], field.get("label"), part.get("label"))
        key = next((name for name in names if name in left), None)
        given = left.pop(key) if key is not None else None
        item: Json = {"type": field["type"], "custom_id": field["custom_id"], "id": next(ids)}
        if field["type"] == ComponentType.TEXT_INPUT:
            item["value"] = _text(field, given)
        elif field["type"] == ComponentType.FILE_UPLOAD:
            files = [store(file) for file in _several(field, given, MAX_UPLOADS)]
            attachments |= {attachment["id"]: attachment for attachment in files}
            item["values"] = [attachment["id"] for attachment in files]
        else:
            item["values"] = _several(field, given, 1)
            _check_values(field, item["values"])
        row: Json = {"type": part["type"], "id": next(ids)}
        parts.append(row | ({"component": item} if labelled else {"components": [item]}))
    if left:
        message = f"the modal has no field {sorted(left)}"
        raise errors.SetupError(message)
    submitted: Json = {"custom_id": modal["custom_id"], "components": parts}
    return submitted | ({"resolved": {"attachments": attachments}} if attachments else {})


def _text(field: Json, given: Any) -> str:
    text = field.get("value") or "" if given is None else given
    required = field.get("required", True)
    low, high = field.get("min_length") or 0, field.get("max_length") or MAX_TEXT
    if not isinstance(text, str):
        message = f"{field['custom_id']}: a text is needed, not {text!r}"
    elif not text and required:
        message = f"{field['custom_id']} is required"
    elif text and not low <= len(text) <= high:
        message = f"{field['custom_id']}: needs {low} to {high} characters, not {len(text)}"
    else:
        return text
    raise errors.SetupError(message)


def _several(field: Json, given: Any, default_most: int) -> list[Any]:
    chosen: list[Any] = list(given or ())
    low, high = field.get("min_values", 1), field.get("max_values", default_most)
    if not (not chosen and not field.get("required", True)) and not low <= len(chosen) <= high:
        message = f"{field['custom_id']}: needs {low} to {high} values, not {len(chosen)}"
        raise errors.SetupError(message)
    return chosen


def _check_values(field: Json, values: list[Any]) -> None:
    if field["type"] != ComponentType.STRING_SELECT:
        return
    offered = [option["value"] for option in field["options"]]
    if bad := [value for value in values if value not in offered]:
        message = f"{field['custom_id']}: {bad} is not among {offered}"
        raise errors.SetupError(message)
