"""Write out abbreviations without a number or with one after them: "e.g.", "Dr. Lee", "т. е.", "и т. д.", "на стр. 5", "в 2020 г."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chatterbot.speech.tts import figures

__all__ = ("write_out",)

_EN_LAST: Final[Mapping[str, str]] = {"etc": "et cetera"}
"""Abbreviations that a sentence may end with."""
_EN_NEVER_LAST: Final[Mapping[str, str]] = {
    "e.g": "for example",
    "i.e": "that is",
    "approx": "approximately",
    "incl": "including",
    "excl": "excluding",
    "esp": "especially",
    "vs": "versus",
}
"""Abbreviations that no sentence ends with: their full stop is never the end of one."""
_EN_BEFORE_NUMBER: Final[Mapping[str, str]] = {
    "no": "number",
    "nos": "numbers",
    "p": "page",
    "pp": "pages",
    "fig": "figure",
    "figs": "figures",
    "ch": "chapter",
    "vol": "volume",
    "ver": "version",
    "max": "maximum",
    "min": "minimum",
}
"""Abbreviations with a number after them."""
_EN_TITLES: Final[Mapping[str, str]] = {"Dr": "Doctor", "Prof": "Professor"}
"""Titles before a name; voices read "Mr." and "Mrs." correctly."""

_RU_LAST: Final[Mapping[str, str]] = {
    "т.д": "так далее",
    "т.п": "тому подобное",
    "др": "другие",
    "пр": "прочее",
    "н.э": "нашей эры",
}
"""Abbreviations that a sentence may end with."""
_RU_NEVER_LAST: Final[Mapping[str, str]] = {
    "т.е": "то есть",
    "т.к": "так как",
    "т.о": "таким образом",
    "напр": "например",
    "см": "смотри",
    "ср": "сравни",
    "им": "имени",
    "тел": "телефон",
    "проф": "профессор",
    "акад": "академик",
}
"""Abbreviations that no sentence ends with: their full stop is never the end of one."""
_Cases = tuple[str, str, str, str, str]
"""The nominative, genitive, dative, accusative and locative of a word."""
_BEFORE_NUMBER: Final[Mapping[str, _Cases]] = {
    "стр": ("страница", "страницы", "странице", "страницу", "странице"),
    "гл": ("глава", "главы", "главе", "главу", "главе"),
    "рис": ("рисунок", "рисунка", "рисунку", "рисунок", "рисунке"),
    "табл": ("таблица", "таблицы", "таблице", "таблицу", "таблице"),
    "п": ("пункт", "пункта", "пункту", "пункт", "пункте"),
    "ч": ("часть", "части", "части", "часть", "части"),
    "т": ("том", "тома", "тому", "том", "томе"),
    "д": ("дом", "дома", "дому", "дом", "доме"),
    "корп": ("корпус", "корпуса", "корпусу", "корпус", "корпусе"),
    "кв": ("квартира", "квартиры", "квартире", "квартиру", "квартире"),
    "оф": ("офис", "офиса", "офису", "офис", "офисе"),
    "ок": ("около", "около", "около", "около", "около"),
    "макс": ("максимум", "максимум", "максимум", "максимум", "максимум"),
    "мин": ("минимум", "минимум", "минимум", "минимум", "минимум"),
}
"""What an abbreviation means that has a number after it."""
_BEFORE_NAME: Final[Mapping[str, _Cases]] = {
    "г": ("город", "города", "городу", "город", "городе"),
    "ул": ("улица", "улицы", "улице", "улицу", "улице"),
    "пр": ("проспект", "проспекта", "проспекту", "проспект", "проспекте"),
    "просп": ("проспект", "проспекта", "проспекту", "проспект", "проспекте"),
    "пер": ("переулок", "переулка", "переулку", "переулок", "переулке"),
    "пл": ("площадь", "площади", "площади", "площадь", "площади"),
    "пос": ("посёлок", "посёлка", "посёлку", "посёлок", "посёлке"),
    "д": ("деревня", "деревни", "деревне", "деревню", "деревне"),
    "с": ("село", "села", "селу", "село", "селе"),
    "р": ("река", "реки", "реке", "реку", "реке"),
    "оз": ("озеро", "озера", "озеру", "озеро", "озере"),
}
"""What an abbreviation means that has a name after it."""
_CENTURY: Final[_Cases] = ("век", "века", "веку", "век", "веке")
_CASE_AFTER: Final[Mapping[str, int]] = {
    **dict.fromkeys(("с", "со", "до", "от", "из", "для", "у", "около", "начала", "конца"), 1),
    **dict.fromkeys(("к", "ко", "по"), 2),
    **dict.fromkeys(("смотри", "сравни", "через", "про", "за"), 3),
    **dict.fromkeys(("на", "в", "во", "о", "об"), 4),
}
"""The number of the case after a preposition, or after a verb of `_RU_NEVER_LAST`."""


def _any(words: Mapping[str, object]) -> str:
    """Return the pattern of one of the words; after a full stop inside an abbreviation a space may follow."""
    return "|".join(re.escape(word).replace(r"\.", r"\. ?") for word in sorted(words, key=len, reverse=True))


# Each quantifier has an upper limit, so that no text makes the search slow.
_EN_ALONE: Final = re.compile(
    rf"(?<![\w.])({_any({**_EN_LAST, **_EN_NEVER_LAST})})({figures.STOP})(?!\w)", re.IGNORECASE
)
_EN_NUMBERED: Final = re.compile(rf"(?<![\w.])(?<!\d )({_any(_EN_BEFORE_NUMBER)})\. ?(?=\d|of\b)", re.IGNORECASE)
_EN_TITLED: Final = re.compile(rf"(?<![\w.])({_any(_EN_TITLES)})\. (?=[A-Z])")
_RU_ALONE: Final = re.compile(
    rf"(?<![\w.])({_any({**_RU_LAST, **_RU_NEVER_LAST})})({figures.STOP})(?!\w)( ссылка\b)?", re.IGNORECASE
)
_RU_NUMBERED: Final = re.compile(
    rf"(?<![\w.])(?:(\w{{1,7}}) )?(?<!\d )(?<!\d)({_any(_BEFORE_NUMBER)})\. ?(?=\d)", re.IGNORECASE
)
_RU_NAMED: Final = re.compile(
    # A capital "Г." is rather the initial of a name.
    rf"(?<![\w.])(?:(\w{{1,7}}) )?(?<!\d )(?<!\d)(?!Г)((?i:{_any(_BEFORE_NAME)}))\. ?(?=[А-ЯЁ][а-яё]|имени |\d{{1,4}} [А-ЯЁ]|(?<=[Уу]л\. )[а-яё])"
)
_RU_YEAR: Final = re.compile(
    rf"(?<![\w.,])(?:(\w{{1,2}}) )?((?:[12]\d{{3}}[-–—]|\d\d?\.\d\d?\.)?(?:1\d{{3}}|20\d\d)) ?(гг?)({figures.STOP})(?!\w)",
    re.IGNORECASE,
)

_RU_DECADE: Final = re.compile(rf"(?<!\w)(в )?(\d{{2,4}}-[ех]) гг({figures.STOP})(?!\w)", re.IGNORECASE)
_RU_CENTURY: Final = re.compile(rf"(?<![\w.])(?:(\w{{1,7}}) )?([IVX]{{1,5}}) в({figures.STOP})(?!\w)")


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its abbreviations written out; a full stop stays only where a sentence may end."""
    if language == "en":
        text = _EN_ALONE.sub(_en_alone, text)
        text = _EN_NUMBERED.sub(_en_numbered, text)
        return _EN_TITLED.sub(lambda match: f"{_EN_TITLES[match[1]]} ", text)
    text = _RU_ALONE.sub(_ru_alone, text)
    text = _RU_NUMBERED.sub(lambda match: _ru_declined(match, _BEFORE_NUMBER), text)
    text = _RU_NAMED.sub(lambda match: _ru_declined(match, _BEFORE_NAME), text)
    text = _RU_DECADE.sub(_ru_decade, text)
    text = _RU_CENTURY.sub(_ru_century, text)
    return _RU_YEAR.sub(_ru_year, text)


def _en_alone(match: re.Match[str]) -> str:
    word = match[1].lower().replace(" ", "")
    if not match[2] and match[1] not in ("approx", "e.g", "etc", "i.e", "vs"):
        return match[0]
    said = _EN_LAST.get(word) or _EN_NEVER_LAST[word]
    return _as_begun(match[1], said) + (figures.stop(match, 2) if word in _EN_LAST else "")


def _en_numbered(match: re.Match[str]) -> str:
    before = match.string[: match.start()]
    if (
        match[1] == "No"
        and match.string[match.end()].isdigit()
        and not (before.endswith(" ") and before[-2:-1].isalnum())
    ):
        return match[0]  # an answer: "No. 5 people came."
    if match.string.startswith("of", match.end()) and match[1].lower() not in ("no", "nos"):
        return match[0]
    return _as_begun(match[1], _EN_BEFORE_NUMBER[match[1].lower()]) + " "


def _ru_alone(match: re.Match[str]) -> str:
    word = match[1].lower().replace(" ", "")
    link = match[3] or ""
    # Without "и" before it, the ending of "другие" depends on a word that follows.
    if not match[2] or (
        word in ("др", "пр") and match.string[max(0, match.start() - 2) : match.start()].lower() != "и "
    ):
        return match[0]
    said = _as_begun(match[1], _RU_LAST.get(word) or _RU_NEVER_LAST[word])
    if link and word in ("см", "ср"):
        return f"{said} ссылку"
    return said + (figures.stop(match, 2) if word in _RU_LAST else "") + link


def _ru_declined(match: re.Match[str], forms: Mapping[str, _Cases]) -> str:
    said = forms[match[2].lower()][_CASE_AFTER.get((match[1] or "").lower(), 0)]
    return (f"{match[1]} " if match[1] else "") + _as_begun(match[2], said) + " "


def _ru_year(match: re.Match[str]) -> str:
    if not match[4]:
        return match[0]  # "2000 г": grams
    before = f"{match[1]} " if match[1] else ""
    is_locative = before.lower() in ("в ", "к ")
    said = ("годах" if is_locative else "годов") if match[3].lower() == "гг" else "году" if is_locative else "года"
    return f"{before}{match[2]} {said}{figures.stop(match, 4)}"


def _ru_decade(match: re.Match[str]) -> str:
    before, decade = match[1] or "", match[2]
    said = "годы" if decade.endswith("е") else "годах" if before else "годов"
    return f"{before}{decade} {said}{figures.stop(match, 3)}"


def _ru_century(match: re.Match[str]) -> str:
    if not match[3]:
        return match[0]  # the preposition: "глава V в книге"
    before = f"{match[1]} " if match[1] else ""
    return f"{before}{match[2]} {_CENTURY[_CASE_AFTER.get(before.strip().lower(), 0)]}{figures.stop(match, 3)}"


def _as_begun(written: str, said: str) -> str:
    """Return `said`, with a capital letter if the abbreviation has one."""
    return said[0].upper() + said[1:] if written[0].isupper() else said
