"""Write addresses as people say them: "help at example.com", "play точка example точка com", "10 dot 0 dot 0 dot 5, port 8080"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ("read_out",)

_EMAIL: Final = re.compile(
    r"(?<![\w.+%-])([\w.+%-]{1,64})@((?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?![\w@-])"
)
"""Name and domain, with the length limits of RFC 5321 (4.5.3.1), so that no text makes the search slow."""
_IP: Final = re.compile(r"(?<![\w.:])(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?(?![\w:]|\.\d)")
_HOST: Final = re.compile(
    r"(?<![\w@./:-])((?:[^\W_][\w-]{0,62}\.){1,5}[^\W\d_][^\W_]{1,23}|localhost)(?::(\d{2,5}))?(?![\w@/:-]|\.\w)",
    re.IGNORECASE,
)
"""A name with dots and without a path: of a server, or of a file."""
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"@": "at", ".": "dot", "_": "underscore", "-": "dash", "+": "plus", ":": "port"},
    "ru": {"@": "собака", ".": "точка", "_": "подчёркивание", "-": "дефис", "+": "плюс", ":": "порт"},
}
_SIGN: Final = re.compile(r"[._+-]")


def read_out(text: str, language: str) -> str:
    """Return a text with its addresses of people and servers as words; a text in a language that this module does not know is returned unchanged.

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

    def ip(match: re.Match[str]) -> str:
        return match[1].replace(".", f" {words['.']} ") + port(match)

    def host(match: re.Match[str]) -> str:
        # A Cyrillic "и.о" is an abbreviation rather than a name.
        keep = language == "en" or not match[1].isascii()
        return (match[1] if keep else match[1].replace(".", f" {words['.']} ")) + port(match)

    def port(match: re.Match[str]) -> str:
        if match[2] is None:
            return ""
        more = match.string[match.end() : match.end() + 2].lstrip()
        return f", {words[':']} {match[2]}" + ("," if more[:1].isalpha() else "")

    return _HOST.sub(host, _IP.sub(ip, _EMAIL.sub(said, text)))
