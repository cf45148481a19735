"""Discord's rules for the body of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import MAX_CONTENT, MAX_FILES, Json, MessageFlag
from chatterbot.standin.rules import embeds, layout, mentions, voice_messages
from chatterbot.standin.rules.components import ComponentCheck
from chatterbot.standin.world.cdn import safe_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from chatterbot.standin.rules.upload import Upload

NONCE_LIMIT = 25
DESCRIPTION_LIMIT = 1024
"""Longest description (alternative text) of an attachment."""
LARGEST_FLAGS = 2**31 - 1


def check(
    body: Json, uploads: Mapping[str, Upload], *, previous: Json | None = None, emojis: Collection[str] = ()
) -> None:
    """Check the body of a message.

    Parameters
    ----------
    body
        The body as sent: ``content``, ``embeds``, ``components``, ``attachments``, ``allowed_mentions``, ``flags``.
    uploads
        Files sent with it, by the name of their part.
    previous
        The existing message if it is being edited: fields that were not sent keep their values.
    emojis
        Ids of the custom emoji that the bot can use.

    Raises
    ------
    ApiError
        Code 50035 with all errors and their places; 50006 for an empty message; 50159 to 50161 for voice messages.
    """
    form = errors.FormErrors()
    form.integer(("flags",), body.get("flags"), 0, LARGEST_FLAGS)
    form.boolean(("tts",), body.get("tts"))
    form.check()
    flags: int = (body.get("flags") or 0) | (previous["flags"] if previous else 0)
    v2 = bool(flags & MessageFlag.IS_COMPONENTS_V2)
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        form.add(("content",), "BASE_TYPE_BAD_TYPE", "Must be a string.")
    else:
        form.length(("content",), content, 0, MAX_CONTENT)
    embeds.check(body.get("embeds"), form)
    files = _file_names(body, uploads, previous)
    layout.check_message(body.get("components"), ComponentCheck(form, emojis, files), v2=v2)
    mentions.validate(body.get("allowed_mentions"), form)
    _check_attachments(body, uploads, previous, form)
    if body.get("enforce_nonce") and body.get("nonce") is None:
        form.required(("nonce",))
    nonce = body.get("nonce")
    form.length(("nonce",), str(nonce) if isinstance(nonce, int) else nonce, 0, NONCE_LIMIT)
    if v2:
        layout.check_legacy(body, previous, form)
    form.check()
    if flags & MessageFlag.IS_VOICE_MESSAGE:
        voice_messages.check(body, uploads)
    elif _is_empty(body, uploads, previous, v2=v2):
        errors.refuse(50006)


def _is_empty(body: Json, uploads: Mapping[str, Upload], previous: Json | None, *, v2: bool) -> bool:
    if not v2 and (uploads or body.get("sticker_ids") or body.get("poll")):
        return False
    # With the flag IS_COMPONENTS_V2 a message shows its components only, and files only where a component refers to them.
    for field in ("components",) if v2 else ("content", "embeds", "components", "attachments"):
        value = body.get(field) if previous is None or field in body else previous[field]
        if isinstance(value, str):
            value = value.strip()
        if value:
            return False
    return True


def _file_names(body: Json, uploads: Mapping[str, Upload], previous: Json | None) -> set[str]:
    """Return the names of the files that the message will have."""
    declared: list[Json] = [item for item in body.get("attachments") or [] if isinstance(item, dict)]
    kept = {str(item.get("id")) for item in declared} if body.get("attachments") is not None else None
    names = {a["filename"] for a in (previous or {}).get("attachments", ()) if kept is None or a["id"] in kept}
    told = {f"files[{item.get('id')}]": item.get("filename") for item in declared}
    return names | {safe_name(told.get(part) or upload.filename) for part, upload in uploads.items()}


def _check_attachments(
    body: Json, uploads: Mapping[str, Upload], previous: Json | None, form: errors.FormErrors
) -> None:
    declared = form.objects(("attachments",), body.get("attachments"))
    kept = {attachment["id"] for attachment in previous["attachments"]} if previous else set[str]()
    for index, attachment in enumerate(declared):
        key = str(attachment.get("id"))
        form.length(("attachments", index, "description"), attachment.get("description"), 0, DESCRIPTION_LIMIT)
        if key not in kept and f"files[{key}]" not in uploads:
            message = f"Attachment data for {key} not found"
            form.add(("attachments", index), "ATTACHMENT_NOT_FOUND", message)
    if len(uploads) > MAX_FILES or len(declared) > MAX_FILES:
        form.add(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")
