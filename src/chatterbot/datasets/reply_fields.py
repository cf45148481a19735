"""The fields of a row that are about its reply: what is sent along with it, its language, and the reply that it is given in turn with."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Final

from chatterbot import models
from chatterbot.datasets import rows, values

__all__ = ("ReplyFields", "read")

LONGEST_PATH: Final = 1024
LONGEST_LINK: Final = 512
LONGEST_LINE: Final = 256
"""Most characters of a path, of an address, and of a label or title."""
_LINK: Final = re.compile(r"https?://[^\s@]+", re.IGNORECASE)
_COLOUR: Final = re.compile(r"(?:#|0x)?([0-9a-f]{6})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_PATTERNS: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    "link": ("error-row-link", _LINK),
    "colour": ("error-row-colour", _COLOUR),
    "language": ("error-row-language", _LANGUAGE),
}
"""What the text of a field has to be, and the error if it is not."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReplyFields:
    """What a row says about its reply."""

    extras: models.AnswerExtras | None = None
    language: str | None = None
    beside: str | None = None
    """The reply that it is given in turn with."""


def read(value: Mapping[object, object], limits: values.DatasetLimits) -> ReplyFields:
    """Read the fields about a row's reply. What they name is checked once more when it is taught.

    Raises
    ------
    rows.RowError
        ``error-row-file``, ``error-row-link``, ``error-row-colour``, ``error-row-language`` with ``field`` and ``found``; those of
        `rows.text_of`
    """
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, content in value.items():
        field = rows.EXTRAS.get(name.strip().casefold()) if isinstance(name, str) else None
        if field is None or content is None or (isinstance(content, str) and not content.strip()):
            continue
        if field in found:
            raise rows.RowError("error-row-two-fields", first=names[field], second=str(name))
        names[field] = str(name)
        found[field] = _text(field, names[field], content, limits)
    if not found:
        return ReplyFields()
    if _leads_outside(found.get("file", "")):
        raise rows.RowError("error-row-file", field=names["file"], found=found["file"][:100])
    for field, (key, pattern) in _PATTERNS.items():
        if field in found and not pattern.fullmatch(found[field]):
            raise rows.RowError(key, field=names[field], found=found[field][:100])
    colour = _COLOUR.fullmatch(found["colour"]) if "colour" in found else None
    extras = models.AnswerExtras(
        file=found.get("file"),
        link=found.get("link"),
        link_label=found.get("link_label"),
        title=found.get("title"),
        colour=None if colour is None else int(colour[1], 16),
    )
    language = found.get("language")
    return ReplyFields(
        extras=None if extras == models.AnswerExtras() else extras,
        language=None if language is None else re.split(r"[-_]", language)[0].casefold(),
        beside=found.get("beside"),
    )


def _text(field: str, name: str, content: object, limits: values.DatasetLimits) -> str:
    if field == "colour" and isinstance(content, int) and not isinstance(content, bool):
        return f"{content:06x}" if 0 <= content <= 0xFFFFFF else str(content)
    longest = {"file": LONGEST_PATH, "link": LONGEST_LINK, "beside": limits.max_reply}.get(field, LONGEST_LINE)
    return rows.text_of(content, name, longest)


def _leads_outside(path: str) -> bool:
    """Tell whether a path leads out of the data folder, or to what is hidden there."""
    return bool(re.match(r"[/\\]|[A-Za-z]:", path)) or any(name.startswith(".") for name in re.split(r"[/\\]", path))
