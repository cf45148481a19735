"""Discord's rules for the components of a message: action rows, and the layout of messages with the flag IS_COMPONENTS_V2.

From the component reference of Discord's documentation, and its OpenAPI document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatterbot.standin.protocol import MAX_ROWS, MAX_V2_COMPONENTS, MAX_V2_TEXT, ComponentType, Json
from chatterbot.standin.rules import urls
from chatterbot.standin.rules.components import check_button, check_row, kind_of, walk

if TYPE_CHECKING:
    from chatterbot.standin.errors import FormErrors
    from chatterbot.standin.rules.components import ComponentCheck, Path

SECTION_TEXTS: Final = 3
GALLERY_ITEMS: Final = 10
DESCRIPTION: Final = 1024
"""Longest description (alternative text) of a media item, in characters."""
MAX_COLOR: Final = 0xFFFFFF
SPACINGS: Final = (1, 2)
V2_TOP: Final = frozenset({1, 9, 10, 12, 13, 14, 17})
"""Component types allowed at the top level of a message with the flag IS_COMPONENTS_V2."""
CONTAINER_PARTS: Final = V2_TOP - {17}
ACCESSORIES: Final = frozenset({2, 11})
LEGACY: Final = ("content", "embeds", "poll", "sticker_ids")
"""Fields that a message with the flag IS_COMPONENTS_V2 must not have."""


def check_message(components: object, check: ComponentCheck, *, v2: bool) -> None:
    """Check the components of a message, with the flag IS_COMPONENTS_V2 or without; errors are added to ``check.form``."""
    form = check.form
    listed = form.objects(("components",), components)
    if not v2:
        form.length(("components",), listed, 0, MAX_ROWS)
    for index, component in enumerate(listed):
        _check_one(component, ("components", index), check, V2_TOP if v2 else frozenset({1}))
    if v2 and not form.tree.get("components"):  # what has a wrong shape cannot be counted
        everything = list(walk(listed))
        if len(everything) > MAX_V2_COMPONENTS:
            form.add(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_V2_COMPONENTS} or fewer in length.")
        if sum(len(text) for c in everything if isinstance(text := c.get("content"), str)) > MAX_V2_TEXT:
            message = f"The total text must be {MAX_V2_TEXT} or fewer in length."
            form.add(("components",), "COMPONENT_MAX_TOTAL_TEXT", message)


def check_legacy(body: Json, previous: Json | None, form: FormErrors) -> None:
    """Check that a message with the flag IS_COMPONENTS_V2 has no text, embeds, stickers or poll, also none left from before an edit."""
    for field in LEGACY:
        if body.get(field) or (previous is not None and field not in body and previous.get(field)):
            message = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.add((field,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def check_text(text: Json, path: Path, form: FormErrors) -> None:
    """Check a text display, of a message or a modal."""
    content = text.get("content")
    if not content:
        form.required((*path, "content"))
    else:
        form.length((*path, "content"), content, 1, MAX_V2_TEXT)


def _check_one(component: Json, path: Path, check: ComponentCheck, allowed: frozenset[int]) -> None:
    form, kind = check.form, kind_of(component)
    if kind not in allowed:
        form.add(
            (*path, "type"), "BASE_TYPE_CHOICES", f'Value of field "type" must be one of {tuple(sorted(allowed))}.'
        )
        return
    check.numbered(component, path)
    match kind:
        case ComponentType.ACTION_ROW:
            check_row(component, path, check)
        case ComponentType.BUTTON:
            check_button(component, path, check)
        case ComponentType.SECTION:
            _check_section(component, path, check)
        case ComponentType.TEXT_DISPLAY:
            check_text(component, path, form)
        case ComponentType.THUMBNAIL:
            _check_media(component, path, check)
        case ComponentType.MEDIA_GALLERY:
            items = form.objects((*path, "items"), component.get("items"))
            form.length((*path, "items"), items, 1, GALLERY_ITEMS)
            for index, item in enumerate(items):
                _check_media(item, (*path, "items", index), check)
        case ComponentType.FILE:
            form.boolean((*path, "spoiler"), component.get("spoiler"))
            _check_url(component.get("file"), (*path, "file"), check, urls.FILES)
        case ComponentType.SEPARATOR:
            form.boolean((*path, "divider"), component.get("divider"))
            if component.get("spacing") not in (None, *SPACINGS):
                form.add((*path, "spacing"), "BASE_TYPE_CHOICES", f"Value must be one of {SPACINGS}.")
        case _:
            _check_container(component, path, check)


def _check_section(section: Json, path: Path, check: ComponentCheck) -> None:
    texts = check.form.objects((*path, "components"), section.get("components"))
    check.form.length((*path, "components"), texts, 1, SECTION_TEXTS)
    for index, text in enumerate(texts):
        _check_one(text, (*path, "components", index), check, frozenset({10}))
    if isinstance(section.get("accessory"), dict):
        _check_one(section["accessory"], (*path, "accessory"), check, ACCESSORIES)
    else:
        check.form.required((*path, "accessory"))


def _check_container(container: Json, path: Path, check: ComponentCheck) -> None:
    parts = check.form.objects((*path, "components"), container.get("components"))
    check.form.length((*path, "components"), parts, 1, MAX_V2_COMPONENTS)
    check.form.integer((*path, "accent_color"), container.get("accent_color"), 0, MAX_COLOR)
    check.form.boolean((*path, "spoiler"), container.get("spoiler"))
    for index, part in enumerate(parts):
        _check_one(part, (*path, "components", index), check, CONTAINER_PARTS)


def _check_media(item: Json, path: Path, check: ComponentCheck) -> None:
    """Check a thumbnail or an item of a gallery."""
    check.form.length((*path, "description"), item.get("description"), 1, DESCRIPTION)
    check.form.boolean((*path, "spoiler"), item.get("spoiler"))
    _check_url(item.get("media"), (*path, "media"), check, urls.PICTURES)


def _check_url(media: object, path: Path, check: ComponentCheck, schemes: tuple[str, ...]) -> None:
    if not isinstance(media, dict) or not media.get("url"):
        check.form.required((*path, "url"))
        return
    urls.check(media["url"], (*path, "url"), check.form, schemes=schemes)
    name = urls.attachment_name(media["url"])
    if name is not None and name not in check.files:
        message = "The referenced attachment was not found"
        check.form.add((*path, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message)
