"""Discord's rules for modals (labels with their fields, rows with a text input, texts), and filling one in as a user does.

From the component reference of Discord's documentation, and its OpenAPI document.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from chatterbot.standin import errors
from chatterbot.standin.protocol import SELECTS, ComponentType, Json
from chatterbot.standin.rules import components
from chatterbot.standin.rules.layout import check_text
from chatterbot.standin.rules.upload import check_file_types

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from chatterbot.standin.rules.components import ComponentCheck, Path

MAX_PARTS: Final = 5
MAX_TITLE: Final = 45
MAX_LABEL: Final = 45
MAX_DESCRIPTION: Final = 100
MAX_CUSTOM_ID: Final = 100
MAX_TEXT: Final = 4000
"""Longest text of a text input, in characters."""
MAX_PLACEHOLDER: Final = 100
MAX_UPLOADS: Final = 10
TEXT_STYLES: Final = (1, 2)
RADIO_OPTIONS: Final = (2, 10)
"""Least and most options of a radio group."""
CHECKBOX_OPTIONS: Final = (1, 10)
LABELLED: Final = SELECTS | {4, 19, 21, 22, 23}
"""Component types that a label can hold."""


def check(modal: Json, emojis: Collection[str] = ()) -> None:
    """Check a modal as a bot sends it.

    Parameters
    ----------
    emojis
        Ids of the custom emoji that the bot can use in the options of menus.

    Raises
    ------
    ApiError
        Code 50035 with all errors.
    """
    form = errors.FormErrors()
    for key, limit in (("title", MAX_TITLE), ("custom_id", MAX_CUSTOM_ID)):
        if not modal.get(key):
            form.required(("data", key))
        form.length(("data", key), modal.get(key) or None, 1, limit)
    parts = form.objects(("data", "components"), modal.get("components"))
    form.length(("data", "components"), parts, 1, MAX_PARTS)
    checking = components.ComponentCheck(form, emojis)
    for index, part in enumerate(parts):
        path: Path = ("data", "components", index)
        checking.numbered(part, path)
        match components.kind_of(part):
            case ComponentType.ACTION_ROW:
                _check_row(part, path, checking)
            case ComponentType.LABEL:
                _check_label(part, path, checking)
            case ComponentType.TEXT_DISPLAY:
                check_text(part, path, form)
            case _:
                form.add((*path, "type"), "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')
    form.check()


def _check_row(row: Json, path: Path, check: ComponentCheck) -> None:
    """Check an action row, which Discord still takes in modals: it holds one text input, with a label of its own."""
    inner = check.form.objects((*path, "components"), row.get("components"))
    if len(inner) != 1 or components.kind_of(inner[0]) != ComponentType.TEXT_INPUT:
        check.form.add((*path, "components"), "UNION_TYPE_CHOICES", "A modal's row holds one text input.")
        return
    place = (*path, "components", 0)
    _check_words(inner[0], "label", place, check.form, MAX_LABEL)
    _check_field(inner[0], place, check)


def _check_label(label: Json, path: Path, check: ComponentCheck) -> None:
    _check_words(label, "label", path, check.form, MAX_LABEL)
    check.form.length((*path, "description"), label.get("description"), 1, MAX_DESCRIPTION)
    field, place = label.get("component"), (*path, "component")
    if not isinstance(field, dict):
        check.form.required(place)
    elif components.kind_of(field) not in LABELLED:
        message = f'Value of field "type" must be one of {tuple(sorted(LABELLED))}.'
        check.form.add((*place, "type"), "BASE_TYPE_CHOICES", message)
    else:
        _check_field(field, place, check)


def _check_words(part: Json, key: str, path: Path, form: errors.FormErrors, limit: int) -> None:
    """Check a required text."""
    if not part.get(key):
        form.required((*path, key))
    else:
        form.length((*path, key), part[key], 1, limit)


def _check_field(field: Json, path: Path, check: ComponentCheck) -> None:
    form = check.form
    check.numbered(field, path)
    check.named(field, path)
    form.boolean((*path, "required"), field.get("required"))
    match field["type"]:
        case ComponentType.TEXT_INPUT:
            _check_text_input(field, path, form)
        case ComponentType.FILE_UPLOAD:
            components.check_range(field, path, form, MAX_UPLOADS)
            check_file_types(field.get("file_types"), (*path, "file_types"), form)
            _check_none_needed(field, path, form)
        case ComponentType.RADIO_GROUP:
            options = components.check_options(field, path, form, RADIO_OPTIONS)
            _check_defaults(options, 1, path, form)
        case ComponentType.CHECKBOX_GROUP:
            options = components.check_options(field, path, form, CHECKBOX_OPTIONS)
            components.check_range(field, path, form, CHECKBOX_OPTIONS[1])
            limit = field.get("max_values")
            most = limit if isinstance(limit, int) else len(options)  # without a limit all may be chosen
            if options and most > len(options):
                message = "max_values exceeds the number of options"
                form.add((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES", message)
            _check_defaults(options, most, path, form)
            _check_none_needed(field, path, form)
        case ComponentType.CHECKBOX:
            form.boolean((*path, "default"), field.get("default"))
        case _:
            components.check_select(field, path, check)
            if field.get("disabled"):
                message = "Select menus cannot be disabled in a modal"
                form.add((*path, "disabled"), "SELECT_COMPONENT_DISABLED_IN_MODAL", message)
            _check_none_needed(field, path, form)


def _check_text_input(field: Json, path: Path, form: errors.FormErrors) -> None:
    if field.get("style") not in TEXT_STYLES:
        form.add((*path, "style"), "BASE_TYPE_CHOICES", f"Value must be one of {TEXT_STYLES}.")
    form.length((*path, "value"), field.get("value"), 0, MAX_TEXT)
    form.length((*path, "placeholder"), field.get("placeholder"), 0, MAX_PLACEHOLDER)
    least, most = field.get("min_length"), field.get("max_length")
    form.integer((*path, "min_length"), least, 0, MAX_TEXT)
    form.integer((*path, "max_length"), most, 1, MAX_TEXT)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        form.add((*path, "max_length"), "NUMBER_TYPE_MIN", "max_length must be at least min_length")
    value = field.get("value")
    low, high = least if isinstance(least, int) else 0, most if isinstance(most, int) else MAX_TEXT
    if value and isinstance(value, str) and not low <= len(value) <= high:
        message = "The value does not fit min_length and max_length."
        form.add((*path, "value"), "TEXT_INPUT_VALUE_LENGTH", message)


def _check_none_needed(field: Json, path: Path, form: errors.FormErrors) -> None:
    """Check that a field which needs no value is not ``required``, which it is unless that is set to false."""
    if field.get("min_values") == 0 and field.get("required") is not False:
        message = "Select menus marked as required cannot have a min_values of 0"
        form.add((*path, "min_values"), "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", message)


def _check_defaults(options: list[Json], most: int, path: Path, form: errors.FormErrors) -> None:
    if sum(bool(option.get("default")) for option in options) > most:
        form.add((*path, "options"), "SELECT_COMPONENT_DEFAULTS", f"Only {most} options can be set at first")


def fill_in(
    modal: Json,
    values: Mapping[str, Any],
    store: Callable[[Any], Json],
    resolve: Callable[[Sequence[Any]], Json] | None = None,
) -> Json:
    """Return the data of a modal's submission; fields that are not named keep the value the bot set.

    Parameters
    ----------
    values
        By a field's ``custom_id`` or label: a text; a list of values for menus and groups of checkboxes; one value for a
        radio group; true or false for a checkbox; a list of ``(name, bytes)`` for files.
    store
        Stores one such file and returns its attachment object.
    resolve
        Returns ``values`` and ``resolved`` for what was chosen in menus of users, roles and channels.

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
    resolved: dict[str, Json] = {}
    for part in modal["components"]:
        if part["type"] == ComponentType.TEXT_DISPLAY:
            parts.append({"type": int(ComponentType.TEXT_DISPLAY), "id": next(ids)})
            continue
        labelled = part["type"] == ComponentType.LABEL
        field: Json = part["component"] if labelled else part["components"][0]
        names = (field["custom_id"], field.get("label"), part.get("label"))
        key = next((name for name in names if name in left), None)
        given = left.pop(key) if key is not None else None
        row: Json = {"type": part["type"], "id": next(ids)}
        item: Json = {"type": field["type"], "custom_id": field["custom_id"], "id": next(ids)}
        item |= _answered(field, given, store, resolve, resolved)
        parts.append(row | ({"component": item} if labelled else {"components": [item]}))
    if left:
        message = f"the modal has no field {sorted(left)}"
        raise errors.SetupError(message)
    submitted: Json = {"custom_id": modal["custom_id"], "components": parts}
    return submitted | ({"resolved": resolved} if resolved else {})


def _answered(
    field: Json,
    given: Any,
    store: Callable[[Any], Json],
    resolve: Callable[[Sequence[Any]], Json] | None,
    resolved: dict[str, Json],
) -> Json:
    """Return the value of one field as it is submitted; what it refers to is added to ``resolved``."""
    match field["type"]:
        case ComponentType.TEXT_INPUT:
            return {"value": _text(field, given)}
        case ComponentType.CHECKBOX:
            return {"value": bool(field.get("default") if given is None else given)}
        case ComponentType.RADIO_GROUP:
            return {"value": _chosen(field, given)}
        case ComponentType.FILE_UPLOAD:
            files = [store(file) for file in _several(field, given, 1)]
            for file in files:
                resolved.setdefault("attachments", {})[file["id"]] = file
            return {"values": [file["id"] for file in files]}
        case ComponentType.STRING_SELECT | ComponentType.CHECKBOX_GROUP:
            most = len(field["options"]) if field["type"] == ComponentType.CHECKBOX_GROUP else 1
            preset = [option["value"] for option in field["options"] if option.get("default")]
            chosen = _several(field, preset if given is None else given, most)
            _check_values(field, chosen)
            return {"values": chosen}
        case _:
            chosen = _several(field, given, 1)
            if resolve is None:
                return {"values": chosen}
            found = resolve(chosen)
            for kind, objects in found["resolved"].items():
                resolved.setdefault(kind, {}).update(objects)
            return {"values": found["values"]}


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


def _chosen(field: Json, given: Any) -> str | None:
    preset = next((option["value"] for option in field["options"] if option.get("default")), None)
    value = preset if given is None else given
    if value is None and field.get("required", True):
        message = f"{field['custom_id']} is required"
        raise errors.SetupError(message)
    if value is not None:
        _check_values(field, [value])
    return value


def _several(field: Json, given: Any, default_most: int) -> list[Any]:
    chosen: list[Any] = list(given or ())
    low, high = field.get("min_values"), field.get("max_values")
    low, high = 1 if low is None else low, default_most if high is None else high
    if not (not chosen and not field.get("required", True)) and not low <= len(chosen) <= high:
        message = f"{field['custom_id']}: needs {low} to {high} values, not {len(chosen)}"
        raise errors.SetupError(message)
    return chosen


def _check_values(field: Json, values: list[Any]) -> None:
    offered = [option["value"] for option in field["options"]]
    if bad := [value for value in values if value not in offered]:
        message = f"{field['custom_id']}: {bad} is not among {offered}"
        raise errors.SetupError(message)
