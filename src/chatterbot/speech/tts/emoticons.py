"""Remove emoticons, and keep the words that look like them: "XP", "x3", "XO", "Adobe XD", "section x)"."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("leave_out", "without_shrugs")

# After each quantifier comes a letter that it does not match, so that the search takes linear time.
_EMOTICON: Final = re.compile(
    r"(?<!\S)(?:[:;=]['’]?-?[()DPpOo3/\\|*]+|>?:['’]?-?[()xXsScC$]+|[(][:;=]|[xX]-[()DP]+|x[Dd]+|xP|X[Dd]{2,}|[хХ][дДD]+"
    r"|</?3+|\^[._]*\^|[тТTt]_[тТTt]|[oOоО0]_[oOоО0]|[-><]_+[-><]|ಠ_ಠ|¯\\_\(ツ\)_/¯)(?![^\s.,!?])"
)
"""What is always an emoticon."""
_SHRUG: Final = re.compile(r"¯[\\_]{1,4}\(ツ\)[\\_]{0,3}/¯")
"""The shrug with any of the backslashes that it needs in Markdown."""
_LAST: Final = re.compile(r"([^\s]{0,40}) ?(?<!\S)(?:XD|Xd|[xX][)(]+)(?= ?[.!?]{0,5} ?(?:\n|$))")
"""What is an emoticon only at the end of a line: elsewhere it may be a word or the mark of a list item. One group: the word before."""
_NAME: Final = re.compile(r"(?:(?![A-ZА-ЯЁ])\w)*[A-ZА-ЯЁ](?:(?![a-zа-яё])\w)*[a-zа-яё]\w*|.*\d")
"""A name or a number: "XD" after it is a part of it."""


def leave_out(text: str) -> str:
    """Return the text without its emoticons."""
    return _LAST.sub(_last, _EMOTICON.sub("", text))


def without_shrugs(text: str) -> str:
    """Return a text in which backslashes still stand for themselves without its shrugs."""
    return _SHRUG.sub(" ", text)


def _last(match: re.Match[str]) -> str:
    line = match.string.rfind("\n", 0, match.start()) + 1
    is_mark = match[0].endswith(")") and match.string.count("(", line, match.end()) >= match.string.count(
        ")", line, match.end()
    )
    return match[0] if is_mark or _NAME.fullmatch(match[1]) else match[1]
