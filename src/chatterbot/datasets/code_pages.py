"""Which code page a text is in: a detector's ranking, held against what the letters would say.

Nobody can tell a code page for sure, and wrong letters taught are worse than a file refused. So the detector's favourite is taken
only if its words can be words of some language, and if no other reading of the same bytes is nearly as likely.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Final

from chatterbot.datasets import alphabets

__all__ = ("decoded",)

_CANDIDATES: Final = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "koi8-r", "koi8-u"),
    *("mac-roman", "mac-cyrillic", "mac-greek", "mac-iceland", "mac-latin2", "mac-turkish"),
    *("cp437", "cp737", "cp775", "cp850", "cp852", "cp857", "cp860", "cp861", "cp862", "cp863", "cp866", "cp1125"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 15, 16)),
    *("big5hkscs", "cp932", "cp949", "euc_jis_2004", "gb18030"),
)
"""Code pages of Windows, the Mac, DOS and older Unix, by the detector's names, which Python's codecs know, too."""
_SAMPLE: Final = 1 << 14
"""Bytes that are judged (16 KiB), from the lines that are not ASCII: more changes no verdict, and costs time."""
_LINE: Final = 1 << 10
"""Bytes taken of one line."""
_JUDGED: Final = 12
"""Of the detector's candidates, the best ones that are looked at."""
_CLEAR: Final = (1.5, 1.25, 1.15, 1.08)
"""Times the favourite must be likelier than the next reading, by the number of different letters that speak for it (the last: of
four and more). Measured on 299 texts of one row to five, in 33 languages and their everyday code pages: 33 are refused, none is wrong;
of 960 in code pages hardly any file is in, 275 are refused and 5 are wrong."""
_FOREIGN: Final = 3
"""Weight of a letter the language does not have, as `alphabets.ALPHABETS` counts: a rare one weighs 1."""
_RARE: Final = 10
"""Different letters for each of which a text may have another rare one: names, words of another language."""
_DOUBT: Final = 0.7
"""What a candidate's likelihood is multiplied by for each rare letter."""

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_LINE_END: Final = re.compile(rb"[\r\n]")
_PLACE_TO_CUT: Final = re.compile(rb"[\t -/](?=[\x00-\x7f])")
"""Signs that are no part of a letter in any code page."""
_LONGEST: Final = 4
"""Bytes of the longest letter (GB18030)."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_APART: Final = frozenset("'’‘´`ʼ-‐‑–—./:;,&@+_*~!?()[]\"“”„«»…·#%=<>|\\^{}‚‹›•\u00ad\u200b\u200c\u200d\u200e\u200f")
"""Signs that may stand between two letters of one word, or of two without a space between them."""
_TYPED: Final = frozenset("‘’“”–—…€£°©®™«»·•\u00a0éïçöüáíóÉÏÇÖÜÁÍÓ")
"""What word processors and borrowed words put into English texts: the code pages of Windows have most of it in one place."""
_ENGLISH: Final = re.compile(r"[A-Za-z]’(?:t|re|ve|ll)\b|(?:^|\s)“[^“”]{1,200}”(?:\s|$|[.,;:!?])", re.MULTILINE)
"""Signs of that kind where English has them, and no letter of another code page could be."""
_AT_DIGIT: Final = re.compile(r"\d[^\W\d_ªº]|[^\W\d_ªº]\d")
_DRAWN: Final = re.compile(
    r"[\u2500-\u259f˙ˇ˛˘˝ˆ˜]|[¢£¤¥¦§¨¯°±²³´µ¶¸¹¼½¾][^\W\d_]|[^\W\d_][¡¿¢¤¥¦¨¯±´¶¸¼½¾€]|€[^\W\d_]|(?:^|\s)\xa0[^\W\d_]"
)
"""Lines of DOS's tables, accents without a letter, and signs that stand at no word."""
_LONG: Final = frozenset({"greek", "cyrillic", "hebrew", "arabic", "thai"})
"""Scripts in which some word of a text has three letters or more: else they are Latin letters with accents, misread."""
_SYLLABLES: Final = frozenset({"ideographs", "hangul"})
"""Scripts of thousands of letters, of which any two bytes may be one: some of them must speak for it."""
_FEW_SYLLABLES: Final = 3
"""Different syllables below which they speak for nothing."""
_PLACED: Final = frozenset({"latin", "greek", "cyrillic"})
"""Scripts with small and capital letters, and spaces between words."""


def decoded(data: bytes) -> str | None:
    """Return the text in the code page that makes sense of it; `None`: none does, or more than one.

    Parameters
    ----------
    data
        Text that is neither ASCII nor UTF-8.
    """
    import chardet  # noqa: PLC0415 - its tables cost 0.2 s and 20 MB, and nearly every file is UTF-8

    sample = _sample(data)
    ranking = chardet.detect_all(sample, include_encodings=_CANDIDATES, ignore_threshold=True, compat_names=False)
    readings: dict[str, tuple[float, str]] = {}
    """By the text they give: what only differs in its name is no doubt."""
    typed, doubtful = False, 0.0
    for found in ranking[:_JUDGED]:
        encoding = found["encoding"]
        if encoding is None or (text := _text(sample, encoding)) is None:
            continue  # it takes it for no text at all, or it cannot be that page
        if encoding == "cp1252" and _is_typed(text):
            if _ENGLISH.search(text):
                return _whole(data, encoding)
            typed = True
        weight = _weight(text)
        if weight is None and _is_short(text):
            doubtful = max(doubtful, found["confidence"])
        if weight is not None and text not in readings:
            readings[text] = (found["confidence"] * _DOUBT**weight, encoding)
    if not readings:
        return None
    best, *others = sorted(readings, key=lambda text: readings[text], reverse=True)
    likely, encoding = readings[best]
    letters = {letter for letter in best.lower() if letter.isalpha() and not letter.isascii()}
    next_likely = max(readings[others[0]][0] if others else 0.0, doubtful)
    if not letters or likely < next_likely * _CLEAR[min(len(letters), len(_CLEAR)) - 1]:
        return None
    if typed and encoding != "cp1252":
        return None  # the "í" of a Mac is the apostrophe of Windows
    return _whole(data, encoding)


def _whole(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_typed(text: str) -> bool:
    return all(sign.isascii() or sign in _TYPED for sign in set(text))


def _sample(data: bytes) -> bytes:
    """Return lines that are not ASCII, some `_SAMPLE` bytes; searches the data once, however long its lines are.

    A line is cut where no letter of any code page is cut in two; where there is no such place, the sample ends in it.
    """
    parts: list[bytes] = []
    size, position = 0, 0
    while size < _SAMPLE and (found := _HIGH.search(data, position)):
        before = max(data.rfind(b"\n", position, found.start()), data.rfind(b"\r", position, found.start())) + 1
        start = max(position, before, found.start() - _LINE)
        place = _PLACE_TO_CUT.search(data, found.start(), start + 2 * _LINE)
        end = min(len(data), start + 2 * _LINE)
        line_end = _LINE_END.search(data, found.start(), end)
        if line_end is not None:
            position = line_end.end()
        elif end == len(data) or place is None:
            parts.append(data[start:end])
            break
        else:
            position = place.end()
        parts.append(data[start:position])
        size += position - start
    return b"\n".join(parts)


def _text(sample: bytes, encoding: str) -> str | None:
    """Decode the sample; its last letter may be cut in two."""
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - _LONGEST:
            return None
        return sample[: error.start].decode(encoding)


def _weight(text: str) -> int | None:
    """Return how unusual the letters of a text are, 0 for not at all; `None` where its words cannot be words."""
    letters: Counter[str] = Counter()
    longest: dict[str, int] = {}
    syllables: set[str] = set()
    for word in set(_WORD.findall(text)):
        if word.isascii():
            continue
        scripts = {alphabets.script(letter) for letter in word}
        if len(scripts) > 1 or "" in scripts:
            return None
        (script,) = scripts
        longest[script] = max(longest.get(script, 0), len(word))
        if script in _PLACED and any(a.islower() and b.isupper() for a, b in itertools.pairwise(word)):
            return None
        if script in _SYLLABLES:
            syllables.update(word)
        if script in alphabets.WITH_ALPHABET:
            letters.update(letter for letter in word.lower() if not letter.isascii())
    if any(length < 3 for script, length in longest.items() if script in _LONG):
        return None
    if any(_misplaced(*three) for three in zip(text, text[1:], text[2:], strict=False)):
        return None
    if 0 < len(syllables) < _FEW_SYLLABLES:
        return None
    if longest and max(longest.values()) < 3 and not longest.keys() - _PLACED:
        return None  # of words as short as these nothing can be told
    if any("\x80" <= sign <= "\x9f" or unicodedata.category(sign) in {"Co", "Cn"} for sign in set(text)):
        return None
    weight = sum(1 for two in _AT_DIGIT.findall(text) if not two.isascii()) + _FOREIGN * len(_DRAWN.findall(text))
    weight += min((_foreign(letters, alphabet) for alphabet in alphabets.ALPHABETS), default=0)
    return weight if weight <= 1 + len(letters) // _RARE else None


def _is_short(text: str) -> bool:
    """Tell whether a text may be in a script of syllables, and has too few of them to tell: "你好" in another code page is Thai."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    syllables = {letter for word in words for letter in word}
    return 0 < len(syllables) < _FEW_SYLLABLES and {alphabets.script(letter) for letter in syllables} <= _SYLLABLES


def _misplaced(before: str, sign: str, after: str) -> bool:
    """Tell whether a sign stands in the middle of a word where no language has one."""
    return (
        not sign.isascii()
        and not sign.isalnum()
        and not sign.isspace()
        and sign not in _APART
        and not unicodedata.combining(sign)
        and before.isalpha()
        and after.isalpha()
        and alphabets.script(before) in _PLACED
        and alphabets.script(after) in _PLACED
    )


def _foreign(letters: Counter[str], alphabet: Mapping[str, int]) -> int:
    return sum(alphabet.get(letter, _FOREIGN) for letter in letters)
