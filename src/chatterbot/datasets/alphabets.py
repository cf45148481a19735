"""Which letters beyond ASCII the languages write, to judge whether decoded text can be right."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

__all__ = ("ALPHABETS", "WITH_ALPHABET", "script")

_LETTERS: Final = (
    # Latin script: the usual letters, then those of rare and borrowed words.
    ("àâçèéêëîïôùûœ", "æüÿñöäáíó"),  # French
    ("äöüß", "éèàñçô"),  # German
    ("áéíñóúü", "çàèºª"),  # Spanish
    ("ãáâàçéêíóôõú", "üèªº"),  # Portuguese
    ("àèéìòù", "îóúçöü"),  # Italian
    ("àçèéíïòóúü", "ñ"),  # Catalan
    ("éëïöü", "èêáíóúçàäñ"),  # Dutch
    ("åäö", "éèàüçñ"),  # Swedish
    ("æøå", "éèêóòôöäüçñ"),  # Danish, Norwegian
    ("äö", "åšžéü"),  # Finnish
    ("áðéíóúýþæö", "üç"),  # Icelandic
    ("éï", "èêçñöüáíó"),  # English
    ("áéíóú", ""),  # Irish
    ("ëç", ""),  # Albanian
    ("äõöü", "šžé"),  # Estonian
    ("ąćęłńóśźż", "éöüä"),  # Polish
    ("áčďéěíňóřšťúůýž", "öüä"),  # Czech
    ("áäčďéíľňóôšťúýž", "ŕĺöü"),  # Slovak
    ("áéíóöőúüű", "ä"),  # Hungarian
    ("ăâîşţșț", "éöüáó"),  # Romanian
    ("čćđšž", "éöü"),  # Croatian, Bosnian, Serbian, Slovene
    ("çğıöşüi̇", "âîûé"),  # Turkish (a small dotted i is what lower() makes of the capital one)
    ("ąčęėįšųūž", ""),  # Lithuanian
    ("āčēģīķļņšūž", "ō"),  # Latvian
    # Cyrillic script
    ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", ""),  # Russian
    ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", ""),  # Ukrainian
    ("абвгдеёжзійклмнопрстуўфхцчшыьэюя", ""),  # Belarusian
    ("абвгдежзийклмнопрстуфхцчшщъьюя", "ѝ"),  # Bulgarian
    ("абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ", ""),  # Serbian, Macedonian
    # Other scripts
    ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ", "ϊϋΐΰ"),  # Greek
    ("אבגדהוזחטיךכלםמןנסעףפץצקרשת", ""),  # Hebrew
    ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "پچژگکی"),  # Arabic, Persian
)

ALPHABETS: Final[tuple[Mapping[str, int], ...]] = tuple(
    {**dict.fromkeys(rare, 1), **dict.fromkeys(usual, 0)} for usual, rare in _LETTERS
)
"""For each language (or group of them) its letters: 0 for a usual one, 1 for a rare one."""

_SCRIPTS: Final = (
    ("latin", ((0x0000, 0x0250), (0x1E00, 0x1F00))),
    ("greek", ((0x0370, 0x0400), (0x1F00, 0x2000))),
    ("cyrillic", ((0x0400, 0x0530),)),
    ("hebrew", ((0x0590, 0x0600),)),
    ("arabic", ((0x0600, 0x0780),)),
    ("thai", ((0x0E00, 0x0E80),)),
    ("hangul", ((0xAC00, 0xD7B0),)),
    ("ideographs", ((0x3005, 0x3008), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))),
)
"""Unicode's ranges of the scripts that code pages hold (kana count as ideographs: they stand in one text)."""

WITH_ALPHABET: Final = frozenset({"latin", "greek", "cyrillic", "hebrew", "arabic"})
"""Scripts whose letters `ALPHABETS` names."""


@functools.lru_cache(maxsize=4096)
def script(letter: str) -> str:
    """Return the script of a letter; empty where no code page has it."""
    point = ord(letter)
    return next(
        (name for name, ranges in _SCRIPTS if any(first <= point < end for first, end in ranges)),
        "",
    )
