"""Discord's rules for embeds, and embeds as Discord stores them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

from chatterbot.standin.protocol import MAX_EMBED_TOTAL, MAX_EMBEDS, Json
from chatterbot.standin.rules import urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatterbot.standin.errors import FormErrors

TEXT_LIMITS: Final = {"title": 256, "description": 4096}
"""Longest texts of an embed, in characters."""
FIELDS: Final = 25
FIELD_LIMITS: Final = {"name": 256, "value": 1024}
PART_TEXTS: Final = {"footer": ("text", 2048), "author": ("name", 256)}
"""The required text of a part, and its longest length in characters."""
MAX_COLOR: Final = 0xFFFFFF
PICTURES: Final = ("image", "thumbnail")
SHOWN: Final = ("title", "description", "fields", "author", "footer", "image", "thumbnail")
"""Parts of which an embed needs at least one; a colour, an address or a time alone show nothing."""
TAKEN: Final = (*SHOWN, "url", "color", "timestamp")
"""Fields that a bot can set; ``type``, ``provider`` and ``video`` are ignored, as Discord sets them."""
PICTURE_EXTRAS: Final = ("width", "height", "content_type")


def check(embeds: object, form: FormErrors) -> None:
    """Check a message's embeds; errors are added to ``form``.

    Limits count texts without white space around them, which Discord takes away.
    """
    listed = form.objects(("embeds",), embeds)
    form.length(("embeds",), listed, 0, MAX_EMBEDS)
    total = sum(_check_one(embed, ("embeds", index), form) for index, embed in enumerate(listed))
    if total > MAX_EMBED_TOTAL:
        form.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TOTAL}")


def _check_one(embed: Json, path: tuple[str | int, ...], form: FormErrors) -> int:
    """Check one embed and return the length of its texts."""
    total = 0
    for key, limit in TEXT_LIMITS.items():
        form.length((*path, key), text := _trimmed(embed.get(key)), 0, limit)
        total += _length(text)
    fields = form.objects((*path, "fields"), embed.get("fields"))
    form.length((*path, "fields"), fields, 0, FIELDS)
    for number, field in enumerate(fields):
        place = (*path, "fields", number)
        total += sum(_check_text(field, key, limit, place, form) for key, limit in FIELD_LIMITS.items())
        form.boolean((*place, "inline"), field.get("inline"))
    for part, (key, limit) in PART_TEXTS.items():
        if embed.get(part):
            total += _check_text(embed[part], key, limit, (*path, part), form)
            urls.check(embed[part].get("icon_url"), (*path, part, "icon_url"), form, schemes=urls.PICTURES)
    urls.check(embed.get("url"), (*path, "url"), form)
    urls.check((embed.get("author") or {}).get("url"), (*path, "author", "url"), form)
    for part in PICTURES:
        if embed.get(part):
            if not embed[part].get("url"):
                form.required((*path, part, "url"))
            urls.check(embed[part].get("url"), (*path, part, "url"), form, schemes=urls.PICTURES)
    color = embed.get("color")
    if color is not None and not (isinstance(color, int) and 0 <= color <= MAX_COLOR):
        form.add((*path, "color"), "NUMBER_TYPE_MAX", f"int value should be between 0 and {MAX_COLOR}.")
    time = embed.get("timestamp")
    if time is not None and moment(time) is None:
        form.add((*path, "timestamp"), "DATETIME_TYPE_PARSE", f"Could not parse {time}. Should be ISO8601.")
    if not any(_trimmed(embed.get(key)) for key in SHOWN):
        # Discord names the description, whatever the embed lacks.
        form.required((*path, "description"))
    return total


def _check_text(part: Json, key: str, limit: int, path: tuple[str | int, ...], form: FormErrors) -> int:
    """Check a required text and return its length."""
    text = _trimmed(part.get(key))
    if text is None or text == "":
        form.required((*path, key))
    else:
        form.length((*path, key), text, 1, limit)
    return _length(text)


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _length(text: object) -> int:
    return len(text) if isinstance(text, str) else 0


def moment(time: object) -> dt.datetime | None:
    """Return a time written in ISO 8601, in UTC if it names no zone; `None` for anything else, such as a number."""
    if not isinstance(time, str) or len(time) <= len("2026-01-0"):
        return None
    try:
        found = dt.datetime.fromisoformat(time)
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def stored(embeds: list[Json] | None, attachments: Iterable[Json]) -> list[Json]:
    """Return embeds as Discord stores them.

    Texts have no white space around them, fields tell whether they are ``inline``, times are in UTC, and pictures named
    ``attachment://`` have the link, the size and the type of the file sent with the message.
    """
    files = {attachment["filename"]: attachment for attachment in attachments}
    return [_stored(embed, files) for embed in json.loads(json.dumps(embeds or []))]


def _stored(embed: Json, files: dict[str, Json]) -> Json:
    built: Json = {"type": "rich"}
    built |= {key: _trimmed(embed[key]) for key in TAKEN if embed.get(key) not in (None, "", [])}
    if "fields" in built:
        built["fields"] = [
            {"name": field["name"].strip(), "value": field["value"].strip(), "inline": bool(field.get("inline"))}
            for field in built["fields"]
        ]
    if (time := moment(built.get("timestamp"))) is not None:
        built["timestamp"] = time.isoformat()
    for part, (key, _) in PART_TEXTS.items():
        if part in built:
            built[part] = _part(built[part], key, files)
    for part in PICTURES:
        if part in built:
            built[part] = _picture(built[part]["url"], files)
    return built


def _part(part: Json, key: str, files: dict[str, Json]) -> Json:
    built: Json = {key: part[key].strip()}
    if part.get("url"):
        built["url"] = part["url"]
    if part.get("icon_url"):
        picture = _picture(part["icon_url"], files)
        built |= {"icon_url": picture["url"], "proxy_icon_url": picture["proxy_url"]}
    return built


def _picture(url: str, files: dict[str, Json]) -> Json:
    attachment: dict[str, Any] | None = files.get(urls.attachment_name(url) or "")
    if attachment is None:
        return {"url": url, "proxy_url": url}
    picture: Json = {"url": attachment["url"], "proxy_url": attachment["proxy_url"]}
    return picture | {key: attachment[key] for key in PICTURE_EXTRAS if key in attachment}
