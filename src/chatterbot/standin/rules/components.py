"""Discord's rules for buttons and menus, and the lookup of a component by its visible text."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import MAX_CHOICES, SELECTS, ButtonStyle, ComponentType, Json
from chatterbot.standin.rules import emoji, urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Path = tuple[str | int, ...]

CUSTOM_ID = 100
"""Longest ``custom_id``, in characters."""
BUTTON_LABEL = 80
BUTTON_URL = 512
OPTION_TEXT = 100
PLACEHOLDER = 150
ROW_BUTTONS = 5
LARGEST_ID = 2**31 - 1
"""Largest ``id`` of a component: a signed integer of 32 bits."""


@dataclasses.dataclass(frozen=True, slots=True)
class ComponentCheck:
    """The check of one message's or modal's components: what it may refer to, what it has seen, and the errors."""

    form: errors.FormErrors
    emojis: Collection[str] = ()
    """Ids of the custom emoji that the bot can use."""
    files: Collection[str] = ()
    """Names of the files that ``attachment://`` may name."""
    custom_ids: set[str] = dataclasses.field(default_factory=set[str])
    ids: set[int] = dataclasses.field(default_factory=set[int])

    def numbered(self, component: Json, path: Path) -> None:
        """Check a component's ``id``: an integer that no other component has; 0 counts as not set."""
        number = component.get("id")
        self.form.integer((*path, "id"), number, 0, LARGEST_ID)
        if not isinstance(number, int) or number == 0:
            return
        if number in self.ids:
            self.form.add((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        self.ids.add(number)

    def named(self, component: Json, path: Path) -> None:
        """Check a component's ``custom_id``, which no other component has."""
        custom_id = component.get("custom_id")
        if not custom_id:
            self.form.required((*path, "custom_id"))
            return
        self.form.length((*path, "custom_id"), custom_id, 1, CUSTOM_ID)
        if not isinstance(custom_id, str):
            return
        if custom_id in self.custom_ids:
            message = "Component custom id cannot be duplicated"
            self.form.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        self.custom_ids.add(custom_id)


def kind_of(component: Json) -> int | None:
    """Return a component's type; `None` if it is no integer."""
    kind = component.get("type")
    return kind if isinstance(kind, int) else None


def walk(components: list[Json]) -> Iterator[Json]:
    """Return all components including nested ones, depth first."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def check_row(row: Json, path: Path, check: ComponentCheck) -> None:
    """Check an action row of a message: up to five buttons, or one menu."""
    children = check.form.objects((*path, "components"), row.get("components"))
    kinds = {kind_of(child) for child in children}
    if not children or kinds == {ComponentType.BUTTON}:
        check.form.length((*path, "components"), children, 1, ROW_BUTTONS)
    elif not kinds <= SELECTS:
        check.form.add((*path, "components"), "UNION_TYPE_CHOICES", "A row holds buttons or one select menu.")
    elif len(children) > 1:
        check.form.add(
            (*path, "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for index, child in enumerate(children):
        place = (*path, "components", index)
        check.numbered(child, place)
        if kind_of(child) == ComponentType.BUTTON:
            check_button(child, place, check)
        elif kind_of(child) in SELECTS:
            check.form.boolean((*place, "disabled"), child.get("disabled"))
            check.named(child, place)
            check_select(child, place, check)


def check_button(button: Json, path: Path, check: ComponentCheck) -> None:
    """Check a button, except its ``id``."""
    form, style = check.form, button.get("style")
    if style not in ButtonStyle.__members__.values():
        form.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    form.length((*path, "label"), button.get("label"), 0, BUTTON_LABEL)
    form.boolean((*path, "disabled"), button.get("disabled"))
    emoji.check(button.get("emoji"), (*path, "emoji"), form, check.emojis)
    if style == ButtonStyle.LINK:
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            form.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
        if not button.get("url"):
            form.required((*path, "url"))
        urls.check(button.get("url"), (*path, "url"), form, schemes=urls.BUTTONS, longest=BUTTON_URL)
    elif style == ButtonStyle.PREMIUM:
        _check_premium(button, path, form)
    else:
        if button.get("url"):
            message = "A url is only for link buttons"
            form.add((*path, "url"), "BUTTON_COMPONENT_INVALID_URL", message)
        check.named(button, path)
    if style != ButtonStyle.PREMIUM and not button.get("label") and not button.get("emoji"):
        form.add(path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji")


def _check_premium(button: Json, path: Path, form: errors.FormErrors) -> None:
    """Check a premium button: it has a ``sku_id`` and neither custom id, label, link nor emoji."""
    if not button.get("sku_id"):
        form.required((*path, "sku_id"))
    for key in ("custom_id", "label", "url", "emoji"):
        if button.get(key):
            form.add((*path, key), "BUTTON_COMPONENT_PREMIUM_FIELD", f"A premium button has no {key}")


def check_select(select: Json, path: Path, check: ComponentCheck) -> None:
    """Check a select menu, except its ``id`` and ``custom_id``."""
    form = check.form
    form.length((*path, "placeholder"), select.get("placeholder"), 0, PLACEHOLDER)
    high = check_range(select, path, form, MAX_CHOICES)
    if select.get("type") != ComponentType.STRING_SELECT:
        _check_default_values(select, path, form, high)
        return
    options = check_options(select, path, form, (1, MAX_CHOICES))
    for index, option in enumerate(options):
        emoji.check(option.get("emoji"), (*path, "options", index, "emoji"), form, check.emojis)
    if options and high > len(options):
        form.add((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES", "max_values exceeds the number of options")
    if sum(bool(option.get("default")) for option in options) > high:
        form.add((*path, "options"), "SELECT_COMPONENT_DEFAULTS", "More default options than max_values")


def check_range(component: Json, path: Path, form: errors.FormErrors, most: int) -> int:
    """Check ``min_values`` and ``max_values``, both 1 if they are not set; return ``max_values``."""
    low, high = component.get("min_values"), component.get("max_values")
    form.integer((*path, "min_values"), low, 0, most)
    form.integer((*path, "max_values"), high, 1, most)
    low = low if isinstance(low, int) else 1
    high = high if isinstance(high, int) else 1
    if low > high:
        form.add((*path, "max_values"), "NUMBER_TYPE_MIN", "max_values must be at least min_values")
    return high


def check_options(component: Json, path: Path, form: errors.FormErrors, limits: tuple[int, int]) -> list[Json]:
    """Check the options of a menu or group, except their emoji, and return them; ``limits`` are their least and most number."""
    options = form.objects((*path, "options"), component.get("options"))
    form.length((*path, "options"), options, *limits)
    values: set[str] = set()
    for index, option in enumerate(options):
        place = (*path, "options", index)
        for key in ("label", "value"):
            if not option.get(key):
                form.required((*place, key))
            form.length((*place, key), option.get(key) or None, 1, OPTION_TEXT)
        form.length((*place, "description"), option.get("description"), 0, OPTION_TEXT)
        form.boolean((*place, "default"), option.get("default"))
        value = option.get("value")
        if isinstance(value, str) and value in values:
            message = "The specified option value is already used"
            form.add((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        if isinstance(value, str) and value:
            values.add(value)
    return options


def _check_default_values(select: Json, path: Path, form: errors.FormErrors, most: int) -> None:
    defaults = form.objects((*path, "default_values"), select.get("default_values"))
    form.length((*path, "default_values"), defaults, 0, most)
    kinds = {
        ComponentType.USER_SELECT: ("user",),
        ComponentType.ROLE_SELECT: ("role",),
        ComponentType.CHANNEL_SELECT: ("channel",),
    }.get(select["type"], ("user", "role"))
    for index, default in enumerate(defaults):
        place = (*path, "default_values", index)
        form.snowflake((*place, "id"), default.get("id"))
        if default.get("type") not in kinds:
            form.add((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {kinds}.")


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
