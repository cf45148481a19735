"""Reading the body of a request in the three forms that Discord takes: JSON, a form, and a form with files."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import TYPE_CHECKING, Any, Final

from chatterbot.standin import errors
from chatterbot.standin.rules import Upload

if TYPE_CHECKING:
    from aiohttp import web

    from chatterbot.standin.protocol import Json

FILE_PART: Final = re.compile(r"files\[\d+\]")
JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
FILES_TYPE: Final = "multipart/form-data"
TYPES: Final = (JSON_TYPE, FORM_TYPE, FILES_TYPE)
PAYLOAD: Final = "payload_json"
"""The part of a form that holds all other fields as JSON."""
BOOLEANS: Final = frozenset(
    {
        "archived",
        "available",
        "enforce_nonce",
        "hoist",
        "invitable",
        "locked",
        "mentionable",
        "mute",
        "deaf",
        "nsfw",
        "suppress",
        "temporary",
        "tts",
        "unique",
    }
)
"""Fields of forms that are true or false; in a form every value is a text."""
INTEGERS: Final = frozenset(
    {
        "auto_archive_duration",
        "bitrate",
        "color",
        "default_auto_archive_duration",
        "delete_message_days",
        "delete_message_seconds",
        "flags",
        "max_age",
        "max_uses",
        "position",
        "rate_limit_per_user",
        "type",
        "user_limit",
    }
)
"""Fields of forms that are integers."""


async def read(request: web.Request, uploads: dict[str, Upload]) -> tuple[Any, int]:
    """Read the body of a request.

    Parameters
    ----------
    uploads
        Files of the request are added to it, by the name of their part.

    Returns
    -------
    tuple
        The fields, as if they had come as JSON; `None` without a body. And the size of the request's body in bytes.

    Raises
    ------
    ApiError
        Code 50109 for JSON that cannot be read, 50035 for a content type that Discord does not take.
    """
    if request.content_type == FILES_TYPE:
        return await _read_parts(request, uploads)
    raw = await request.read()
    if not raw:
        return None, 0
    if request.content_type == FORM_TYPE:
        pairs = urllib.parse.parse_qsl(raw.decode(errors="replace"), keep_blank_values=True)
        return _fields(pairs), len(raw)
    if request.content_type != JSON_TYPE:
        message = f'Expected "Content-Type" header to be one of {TYPES}.'
        errors.form_error((), "CONTENT_TYPE_INVALID", message)
    return _load(raw), len(raw)


async def _read_parts(request: web.Request, uploads: dict[str, Upload]) -> tuple[Any, int]:
    pairs: list[tuple[str, str]] = []
    size = 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        name = getattr(part, "name", None) or ""
        data = bytes(await part.read()) if hasattr(part, "read") else b""  # pyright: ignore[reportAttributeAccessIssue]  # nested readers do not occur
        size += len(data)
        filename: str | None = getattr(part, "filename", None)
        if filename is not None or FILE_PART.fullmatch(name):
            uploads[name] = Upload(filename or "file", part.headers.get("Content-Type"), data)
        else:
            pairs.append((name, data.decode(errors="replace")))
    return _fields(pairs), max(size, request.content_length or 0)


def _fields(pairs: list[tuple[str, str]]) -> Any:
    """Return the fields of a form: a repeated name becomes a list, and texts get the type that their field has in JSON."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    if PAYLOAD in grouped:
        return _load(grouped[PAYLOAD][0])
    fields: Json = {}
    for name, values in grouped.items():
        typed = [_typed(name, value) for value in values]
        fields[name] = typed[0] if len(typed) == 1 else typed
    return fields


def _typed(name: str, value: str) -> Any:
    if name in BOOLEANS and value.lower() in ("true", "1", "false", "0"):
        return value.lower() in ("true", "1")
    if name in INTEGERS and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    return value


def _load(raw: str | bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        errors.refuse(50109)
