"""Where something that was taught comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatterbot.discord import Translator, formatting

__all__ = ("name", "words")

_SOURCES: Final[Mapping[str, str]] = {
    "correction": "why-source-correction",
    "rejection": "why-source-correction",
    "chat": "why-source-chat",
    "text": "why-source-text",
    "voice": "why-source-voice",
    "starter": "why-source-starter",
}
"""Catalogue keys of an example's sources; any other source is a file's path and is shown as it is."""


def words(translate: Translator, source: str) -> str:
    """Return where an example comes from, as it ends a sentence: ``with a command``."""
    key = _SOURCES.get(source)
    if key is not None:
        return translate(key)
    return translate("why-source-file", path=formatting.code(formatting.own_name(source)))


def name(translate: Translator, source: str) -> str:
    """Return the name of a source without markup, for a list of choices."""
    key = _SOURCES.get(source)
    return formatting.own_name(source) if key is None else translate(key)
