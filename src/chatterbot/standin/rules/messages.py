"""Discord's rules for the body of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chatterbot.standin import errors
from chatterbot.standin.protocol import MAX_CONTENT, MAX_EMBED_TOTAL, MAX_EMBEDS, MAX_FILES, Json, MessageFlag
from chatterbot.standin.rules import components, mentions, voice_messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.rules.upload import Upload

EMBED_LIMITS = {"title": 256, "description": 4096}
"""Longest texts of an embed, in characters."""
EMBED_FIELDS = 25
FIELD_LIMITS = {"name": 256, "value": 1024}
FOOTER_LIMIT = 2048
AUTHOR_LIMIT = 256
MAX_COLOR = 0xFFFFFF
NONCE_LIMIT = 25
DESCRIPTION_LIMIT = 1024
"""Longest description (alternative text) of an attachment."""
URL = re.compile(r"(https?|attachment)://\S+")


def check(body: Json, uploads: Mapping[str, Upload], *, previous: Json | None = None) -> None:
    """Check the body of a message.

    Parameters
    ----------
    body
        The body as sent: ``content``, ``embeds``, ``components``, ``attachments``, ``allowed_mentions``, ``flags``.
    uploads
        Files sent with it, by the name of their part.
    previous
        The existing message if it is being edited: fields that were not sent keep their values.

    Raises
    ------
    ApiError
        Code 50035 with all errors and their places; 50006 for an empty message; 50159 to 50161 for voice messages.
    """
    form = errors.FormErrors()
    flags = body.get("flags") if previous is None else previous["flags"] | (body.get("flags") or 0)
    v2 = bool((flags or 0) & MessageFlag.IS_COMPONENTS_V2)
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        form.add(("content",), "BASE_TYPE_BAD_TYPE", "Must be a string.")
    else:
        form.length(("content",), content, 0, MAX_CONTENT)
    _check_embeds(body.get("embeds") or [], form)
    components.check_message(body.get("components") or [], form, v2=v2)
    mentions.validate(body.get("allowed_mentions"), form)
    _check_attachments(body.get("attachments"), uploads, previous, form)
    if body.get("enforce_nonce") and body.get("nonce") is None:
        form.required(("nonce",))
    form.length(("nonce",), str(body.get("nonce") or ""), 0, NONCE_LIMIT)
    if v2:
        for field in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(field):
                message = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.add((field,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    form.check()
    if (flags or 0) & MessageFlag.IS_VOICE_MESSAGE:
        voice_messages.check(body, uploads)
    elif _is_empty(body, uploads, previous):
        errors.refuse(50006)


def _is_empty(body: Json, uploads: Mapping[str, Upload], previous: Json | None) -> bool:
    if uploads or body.get("sticker_ids") or body.get("poll"):
        return False
    for field in ("content", "embeds", "components", "attachments"):
        value = body.get(field) if previous is None or field in body else previous[field]
        if isinstance(value, str):
            value = value.strip()
        if value:
            return False
    return True


def _check_attachments(
    declared: list[Json] | None, uploads: Mapping[str, Upload], previous: Json | None, form: errors.FormErrors
) -> None:
    kept = {attachment["id"] for attachment in previous["attachments"]} if previous else set[str]()
    for index, attachment in enumerate(declared or []):
        key = str(attachment.get("id"))
        form.length(("attachments", index, "description"), attachment.get("description"), 0, DESCRIPTION_LIMIT)
        if key not in kept and f"files[{key}]" not in uploads:
            message = f"Attachment data for {key} not found"
            form.add(("attachments", index), "ATTACHMENT_NOT_FOUND", message)
    if len(uploads) > MAX_FILES or len(declared or ()) > MAX_FILES:
        form.add(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")


def _check_embeds(embeds: list[Json], form: errors.FormErrors) -> None:
    form.length(("embeds",), embeds, 0, MAX_EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        path = ("embeds", index)
        for key, limit in EMBED_LIMITS.items():
            form.length((*path, key), embed.get(key), 0, limit)
            total += len(embed.get(key) or "")
        fields: list[Json] = embed.get("fields") or []
        form.length((*path, "fields"), fields, 0, EMBED_FIELDS)
        for number, field in enumerate(fields):
            for key, limit in FIELD_LIMITS.items():
                text = field.get(key)
                place = (*path, "fields", number, key)
                if not isinstance(text, str) or not text.strip():
                    form.required(place)
                else:
                    form.length(place, text, 1, limit)
                    total += len(text)
        total += _check_part(embed, "footer", "text", FOOTER_LIMIT, path=path, form=form)
        total += _check_part(embed, "author", "name", AUTHOR_LIMIT, path=path, form=form)
        color = embed.get("color")
        if color is not None and not (isinstance(color, int) and 0 <= color <= MAX_COLOR):
            form.add((*path, "color"), "NUMBER_TYPE_MAX", f"int value should be between 0 and {MAX_COLOR}.")
        for place, url in _urls(embed):
            if not URL.fullmatch(str(url)):
                message = f'Scheme "{str(url).partition(":")[0]}" is not supported.'
                form.add((*path, *place), "URL_TYPE_INVALID_SCHEME", message)
    if total > MAX_EMBED_TOTAL:
        form.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TOTAL}")


def _check_part(
    embed: Json, part: str, key: str, limit: int, *, path: tuple[str | int, ...], form: errors.FormErrors
) -> int:
    if not embed.get(part):
        return 0
    text = embed[part].get(key)
    if not text:
        form.required((*path, part, key))
        return 0
    form.length((*path, part, key), text, 1, limit)
    return len(text)


def _urls(embed: Json) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    if embed.get("url"):
        found.append((("url",), embed["url"]))
    pictures = [part for part in ("image", "thumbnail") if embed.get(part)]
    found.extend(((part, "url"), embed[part].get("url")) for part in pictures)
    for part in ("author", "footer"):
        icon = (embed.get(part) or {}).get("icon_url")
        if icon:
            found.append(((part, "icon_url"), icon))
    return found
