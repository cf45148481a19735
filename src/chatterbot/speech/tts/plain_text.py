"""Text for programs of which nothing is known: without signs at which some of them fall silent, such as dashes and quotation marks."""

from __future__ import annotations

import re
from typing import Final

from chatterbot.speech.tts import russian_numbers

__all__ = ("plain",)

_DASH: Final = re.compile(r"([,;:.!?])?(?: [-–—―] | ?[—―] ?)")
_QUOTES: Final = re.compile(r"[«»“”„‟‹›\"]")
_SLASH: Final = re.compile(r"(?<=[а-яё])/(?=[а-яё])", re.IGNORECASE)
_AT_THE_START: Final = re.compile(r"^[\s—―–]+")


def plain(text: str, language: str) -> str:
    """Return a text that was made speakable before, in letters and simple punctuation; Russian numbers become words."""
    text = _DASH.sub(lambda match: f"{match[1] or ','} ", _QUOTES.sub("", _AT_THE_START.sub("", text)))
    if language != "ru":
        return text
    return _SLASH.sub(" слэш ", russian_numbers.in_words(text))
