"""What several parts know of Discord's markup: which signs it is made of, and where a link in a sentence ends."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("in_order", "inert", "link_in", "plain")

_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates, and what ends them (UAX 9, table 2): with them an address could be read as another one."""
_MARKUP: Final = re.compile(r"([\\`*_~|<>\[\]])")
"""What Discord would read as formatting, as a mention, or as a link with another text."""
_EMPHASIS: Final = re.compile(r"\*\*|\|\||~~|`+")
_NAMED_LINK: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\(<?[^\s()<>]{1,500}>?\)")
_EMOJI: Final = re.compile(r"<a?(:\w{2,32}:)\d{15,20}>")
_MENTION: Final = re.compile(r"<(@|#)[!&]?\d{15,20}>")
_AFTER_LINK: Final = ".,:;!?'*_~()[]{}«»“”„‘’…"
"""Characters at the end of a link that belong to the sentence around it."""


def in_order(text: str) -> str:
    """Return a text without characters that turn the direction of writing."""
    return _DIRECTIONS.sub("", text)


def inert(text: str) -> str:
    """Return a text with nothing in it that Discord reads as markup or mention."""
    return _MARKUP.sub(r"\\\1", text)


def link_in(found: str) -> str:
    """Return the link at the beginning of what was found in a sentence, without the signs at its end that belong to the sentence."""
    return found.rstrip(_AFTER_LINK)


def plain(text: str) -> str:
    """Return a text for a place that shows no markup: links by their names, emoji by theirs, and neither formatting nor ids of mentions."""
    text = _MENTION.sub(r"\1…", _EMOJI.sub(r"\1", _NAMED_LINK.sub(r"\1", text)))
    return _EMPHASIS.sub("", text)
