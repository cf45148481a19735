"""Components as Discord stores them: numbered, with the fields it fills in, and with the media they refer to."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

from chatterbot.standin.protocol import SELECTS, ComponentType, Json
from chatterbot.standin.rules import urls
from chatterbot.standin.rules.components import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEFAULTS: dict[int, Json] = {
    **{kind: {"min_values": 1, "max_values": 1, "disabled": False} for kind in SELECTS},
    ComponentType.THUMBNAIL: {"description": None, "spoiler": False},
    ComponentType.FILE: {"spoiler": False},
    ComponentType.SEPARATOR: {"divider": True, "spacing": 1},
    ComponentType.CONTAINER: {"accent_color": None, "spoiler": False},
}
"""Values of fields that a bot did not set, by the component's type."""
ITEM_DEFAULTS: Json = {"description": None, "spoiler": False}
"""The same for the items of a media gallery."""
MEDIA_KEYS = ("width", "height", "content_type")


def stored(components: list[Json] | None, attachments: Iterable[Json], new_id: Callable[[], str]) -> list[Json]:
    """Return a copy of components as Discord stores them.

    Each has an integer ``id``, counted from 1, depth first. Media items named ``attachment://`` get the link, size and type
    of the file sent with the message; those with a web address keep it, and are not fetched.

    Parameters
    ----------
    new_id
        Returns a new snowflake: the id of a media item that is no attachment.
    """
    copies: list[Json] = json.loads(json.dumps(components or []))
    files = {attachment["filename"]: attachment for attachment in attachments}
    taken = {component.get("id") for component in walk(copies)}
    ids = (number for number in itertools.count(1) if number not in taken)
    for component in walk(copies):
        if not component.get("id"):
            component["id"] = next(ids)
        _fill_in(component, DEFAULTS.get(component["type"], {}))
        match component["type"]:
            case ComponentType.MEDIA_GALLERY:
                for item in component["items"]:
                    _fill_in(item, ITEM_DEFAULTS)
                    item["media"] = _media(item["media"], files, new_id)
            case ComponentType.THUMBNAIL:
                component["media"] = _media(component["media"], files, new_id)
            case ComponentType.FILE:
                component["file"] = _media(component["file"], files, new_id)
                attachment = next((f for f in files.values() if f["id"] == component["file"]["id"]), {})
                component |= {"name": attachment.get("filename"), "size": attachment.get("size")}
            case _:
                pass
    return copies


def _fill_in(item: Json, defaults: Json) -> None:
    """Take away fields that are `None`, and add those that are missing."""
    for key in [key for key, value in item.items() if value is None]:
        del item[key]
    for key, value in defaults.items():
        item.setdefault(key, value)


def _media(media: Json, files: dict[str, Json], new_id: Callable[[], str]) -> Json:
    attachment = files.get(urls.attachment_name(media["url"]) or "")
    if attachment is None:
        known = next((file for file in files.values() if file["url"] == media["url"]), None)
        if known is None:
            return {"id": new_id(), "url": media["url"], "proxy_url": media["url"]}
        attachment = known
    built: Json = {"id": attachment["id"], "url": attachment["url"], "proxy_url": attachment["proxy_url"]}
    return built | {key: attachment.get(key) for key in MEDIA_KEYS} | {"attachment_id": attachment["id"]}
