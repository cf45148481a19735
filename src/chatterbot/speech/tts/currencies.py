"""Names, signs and codes of currencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ("ABBREVIATIONS", "CODES", "NAMES", "SIGNS")

_Forms = tuple[str, ...]

_CENT: Final = ("cent", "cents")
_RU_CENT: Final = ("цент", "цента", "центов")

NAMES: Final[Mapping[str, Mapping[str, tuple[_Forms, _Forms]]]] = {
    "en": {
        "$": (("dollar", "dollars"), _CENT),
        "US$": (("US dollar", "US dollars"), _CENT),
        "CA$": (("Canadian dollar", "Canadian dollars"), _CENT),
        "AU$": (("Australian dollar", "Australian dollars"), _CENT),
        "NZ$": (("New Zealand dollar", "New Zealand dollars"), _CENT),
        "HK$": (("Hong Kong dollar", "Hong Kong dollars"), _CENT),
        "R$": (("real", "reais"), ("centavo", "centavos")),
        "¢": (_CENT, ()),
        "€": (("euro", "euros"), _CENT),
        "£": (("pound", "pounds"), ("penny", "pence")),
        "₽": (("ruble", "rubles"), ("kopeck", "kopecks")),
        "₴": (("hryvnia", "hryvnias"), ("kopiyka", "kopiykas")),
        "¥": (("yen", "yen"), ("sen", "sen")),
        "CN¥": (("yuan", "yuan"), ("fen", "fen")),
        "₸": (("tenge", "tenge"), ("tiyn", "tiyn")),
        "₹": (("rupee", "rupees"), ("paisa", "paise")),
        "₩": (("won", "won"), ()),
        "₺": (("lira", "lira"), ("kurush", "kurush")),
        "₪": (("shekel", "shekels"), ("agora", "agorot")),
        "₿": (("bitcoin", "bitcoins"), ()),
        "CHF": (("Swiss franc", "Swiss francs"), ("centime", "centimes")),
        "PLN": (("zloty", "zlotys"), ("grosz", "groszy")),
        "BYN": (("Belarusian ruble", "Belarusian rubles"), ("kopeck", "kopecks")),
    },
    "ru": {
        "$": (("доллар", "доллара", "долларов"), _RU_CENT),
        "US$": (("доллар США", "доллара США", "долларов США"), _RU_CENT),
        "CA$": (("канадский доллар", "канадских доллара", "канадских долларов"), _RU_CENT),
        "AU$": (("австралийский доллар", "австралийских доллара", "австралийских долларов"), _RU_CENT),
        "NZ$": (("новозеландский доллар", "новозеландских доллара", "новозеландских долларов"), _RU_CENT),
        "HK$": (("гонконгский доллар", "гонконгских доллара", "гонконгских долларов"), _RU_CENT),
        "R$": (("реал", "реала", "реалов"), ("сентаво", "сентаво", "сентаво")),
        "¢": (_RU_CENT, ()),
        "€": (("евро", "евро", "евро"), _RU_CENT),
        "£": (("фунт", "фунта", "фунтов"), ("пенс", "пенса", "пенсов")),
        "₽": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
        "₴": (("гривна", "гривны", "гривен"), ("копейка", "копейки", "копеек")),
        "¥": (("иена", "иены", "иен"), ("сен", "сена", "сен")),
        "CN¥": (("юань", "юаня", "юаней"), ("фынь", "фыня", "фыней")),
        "₸": (("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов")),
        "₹": (("рупия", "рупии", "рупий"), ("пайса", "пайсы", "пайс")),
        "₩": (("вона", "воны", "вон"), ()),
        "₺": (("лира", "лиры", "лир"), ("куруш", "куруша", "курушей")),
        "₪": (("шекель", "шекеля", "шекелей"), ("агора", "агоры", "агор")),
        "₿": (("биткоин", "биткоина", "биткоинов"), ()),
        "CHF": (("швейцарский франк", "швейцарских франка", "швейцарских франков"), ("сантим", "сантима", "сантимов")),
        "PLN": (("злотый", "злотых", "злотых"), ("грош", "гроша", "грошей")),
        "BYN": (
            ("белорусский рубль", "белорусских рубля", "белорусских рублей"),
            ("копейка", "копейки", "копеек"),
        ),
    },
}
"""The names of each currency's unit and of its hundredth part; no second name if hundredths are not said."""
CODES: Final[Mapping[str, str]] = {
    "USD": "US$",
    "usd": "US$",
    "CAD": "CA$",
    "AUD": "AU$",
    "NZD": "NZ$",
    "HKD": "HK$",
    "BRL": "R$",
    "EUR": "€",
    "eur": "€",
    "GBP": "£",
    "gbp": "£",
    "RUB": "₽",
    "RUR": "₽",
    "rub": "₽",
    "UAH": "₴",
    "JPY": "¥",
    "CNY": "CN¥",
    "KZT": "₸",
    "INR": "₹",
    "KRW": "₩",
    "TRY": "₺",
    "ILS": "₪",
    "BTC": "₿",
    "CHF": "CHF",
    "PLN": "PLN",
    "zł": "PLN",
    "BYN": "BYN",
}
"""The sign for each code of ISO 4217, and for other names that are used like a code."""
SIGNS: Final[Mapping[str, str]] = {"C$": "CA$", "A$": "AU$", "US $": "US$"} | {
    sign: sign for sign in NAMES["en"] if not sign.isalpha()
}
"""The key of `NAMES` for each sign."""
ABBREVIATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {},
    "ru": {"руб": "₽", "р": "₽", "долл": "$", "грн": "₴", "тг": "₸"},
}
"""The sign for each abbreviation after a number, with a full stop or without."""
