"""Rules for voice messages from Discord's documentation ("Message Types", "Attachment Object"; errors 50159 to 50162).

A message with the flag IS_VOICE_MESSAGE has one sound file and nothing else; duration and waveform are sent with the file.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.world.cdn import guess_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rules.upload import Upload

CONTENT = ("content", "embeds", "components", "sticker_ids", "poll")
"""Fields that a voice message must not have."""
WAVEFORM_CHARACTERS = 400
"""Longest waveform in characters of base64, from Discord's OpenAPI document."""
WAVEFORM_POINTS = 256
"""Most bytes of a waveform."""
LONGEST_S = 2_147_483_647
"""Largest ``duration_secs``, from Discord's OpenAPI document."""


def check(body: Json, uploads: Mapping[str, Upload]) -> None:
    """Check the body of a voice message.

    Raises
    ------
    ApiError
        Code 50159 for anything besides the sound, 50160 unless there is exactly one file of a type ``audio/...``, 50161 without
        duration or waveform, 50035 if these have the wrong form.
    """
    if any(body.get(field) for field in CONTENT):
        errors.refuse(50159)
    declared: list[Json] = body.get("attachments") or []
    if len(uploads) != 1 or len(declared) > 1 or not kind(declared, next(iter(uploads.values()))).startswith("audio/"):
        errors.refuse(50160)
    told = declared[0] if declared else {}
    duration, waveform = told.get("duration_secs"), told.get("waveform")
    if duration is None or not waveform:
        errors.refuse(50161)
    form = errors.FormErrors()
    place = ("attachments", 0)
    if isinstance(duration, bool) or not isinstance(duration, (int, float)):
        form.add((*place, "duration_secs"), "NUMBER_TYPE_COERCE", f"Value {duration!r} is not a number.")
    elif not 0 <= duration <= LONGEST_S:
        form.add((*place, "duration_secs"), "NUMBER_TYPE_MAX", f"float value should be between 0.0 and {LONGEST_S}.0.")
    if not isinstance(waveform, str):
        form.add((*place, "waveform"), "BASE_TYPE_BAD_TYPE", "Must be a string.")
    else:
        form.length((*place, "waveform"), waveform, 0, WAVEFORM_CHARACTERS)
        if not drawn(waveform):
            form.add((*place, "waveform"), "BASE64_TYPE_INVALID", "Must be base64 of 1 to 256 bytes.")
    form.check()


def kind(declared: list[Json], upload: Upload) -> str:
    """Return the content type of the file: the upload's own, otherwise the one its name implies."""
    told = (upload.content_type or "").split(";")[0].strip().lower()
    if told and told != "application/octet-stream":
        return told
    return guess_type((declared[0].get("filename") if declared else None) or upload.filename)


def drawn(waveform: str) -> bool:
    """Tell whether a waveform is base64 of 1 to 256 bytes."""
    try:
        return 1 <= len(base64.b64decode(waveform, validate=True)) <= WAVEFORM_POINTS
    except (binascii.Error, ValueError):
        return False
