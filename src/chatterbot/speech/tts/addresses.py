"""Write e-mail addresses as people say them: "help at example.com", "help собака example точка com"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ("read_out",)

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])([\w.+%-]{1,64})@((?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?![\w@-])"
)
"""Name and domain, with the length limits of RFC 5321 (4.5.3.1), so that no text makes the search slow."""
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"@": "at", ".": "dot", "_": "underscore", "-": "dash", "+": "plus"},
    "ru": {"@": "собака", ".": "точка", "_": "подчёркивание", "-": "дефис", "+": "плюс"},
}
_SIGN: Final = re.compile(r"[._+-]")


def read_out(text: str, language: str) -> str:
    """Return a text with its e-mail addresses as words; a text in a language that this module does not know is returned unchanged.

    English domains keep their dots: every voice says "dot" there and reads the domain without a pause.
    """
    words = _SAID.get(language)
    if words is None:
        return text

    def said(match: re.Match[str]) -> str:
        name, domain = match.groups()
        name = _SIGN.sub(lambda sign: f" {words[sign[0]]} ", name)
        if language != "en":
            domain = _SIGN.sub(lambda sign: f" {words[sign[0]]} ", domain)
        return f"{name} {words['@']} {domain}"

    return _EMAIL.sub(said, text)
