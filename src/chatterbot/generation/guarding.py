"""`guarded`: what may be shown on Discord of a text that a language model writes.

The model is treated as hostile: it says what somebody wrote into a question, a document or a name. `characters.py` takes out what cannot
be seen, `addresses.py` judges addresses, and `markup_pass.py` leaves of Discord's markup what is harmless.
"""

from __future__ import annotations

import re
from typing import Final

from chatterbot.generation.addresses import OMITTED
from chatterbot.generation.characters import visible
from chatterbot.generation.markup_pass import MarkupPass

__all__ = ("guarded",)

REPEATS: Final = 40
"""The same words so often in a row end a text: a model that does that does not find out by itself."""
LONGEST_PERIOD: Final = 12
"""Words that may repeat together."""

_LAST_WORD: Final = frozenset(map(chr, range(0x21, 0x7F)))
_SECRET: Final = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    r"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}"  # a bot's token
    r"|mfa\.[A-Za-z0-9_-]{20,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"
    r"|(?:sk|pk|rk)-[A-Za-z0-9_-]{20,}"
    r"|(?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abprs]|hf)[_-][A-Za-z0-9_-]{20,}"
    r"|AKIA[A-Z0-9]{16})"
)
"""Texts whose shape says that they open something."""
_WORD: Final = re.compile(r"\S+")


def guarded(text: str, *, final: bool, limit: int) -> str:
    """Return what may be shown on Discord of a model's text.

    Parameters
    ----------
    text
        The whole text so far.
    final
        Whether nothing more comes. Otherwise the last word and what is not whole (a link, a mention, a heading) are held back, and the
        result is a beginning of every later one, except for marks at its end that close what is open, such as a code block.
    limit
        Most characters of the result, at least 100; a longer one ends with "…".
    """
    shown = visible(text, final=final).lstrip()
    end = len(shown)
    while not final and end and shown[end - 1] in _LAST_WORD:
        end -= 1
    shown = _SECRET.sub(OMITTED, shown[:end])
    until = _repeats_from(shown)
    return MarkupPass(shown[:until], final=final or until < len(shown), limit=limit, cut=until < len(shown)).result()


def _repeats_from(text: str) -> int:
    """Return where a text begins to say the same again and again; its length, if it does not."""
    found = [*_WORD.finditer(text)] if len(text) > 4 * REPEATS else []
    same = [0] * (LONGEST_PERIOD + 1)
    for place, word in enumerate(found):
        for period in range(1, min(place, LONGEST_PERIOD) + 1):
            repeated = found[place - period][0] == word[0] and word.end() < len(text)
            same[period] = same[period] + 1 if repeated else 0
            if same[period] >= REPEATS * period:
                return word.end()
    return len(text)
