"""Words after which more is likely to come, though they could end a sentence.

`backchannels.trails_off` knows the words that no sentence ends with. Here are signs that are weaker, or not in the words: what the recogniser
writes when a sentence breaks off, and numbers, which people say one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot.dialogue import backchannels, tokens

__all__ = ("ends_in_number", "is_unfinished")

_BREAKS_OFF: Final = ("...", "…", ",", "-", "–", "—")
"""How the recogniser ends a sentence that breaks off: in recordings of people after 8 of 55 pauses in free talk, and after 1 of 164 whole
utterances. (A full stop or a question mark says nothing: it sets them after most pauses.)"""

_NUMBERS: Final[Mapping[str, str]] = {
    "en": (
        "zero, oh, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, "
        "seventeen, eighteen, nineteen, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, hundred, thousand, double"
    ),
    "ru": (
        "ноль, один, одна, раз, два, две, три, четыре, пять, шесть, семь, восемь, девять, десять, одиннадцать, двенадцать, тринадцать, "
        "четырнадцать, пятнадцать, шестнадцать, семнадцать, восемнадцать, девятнадцать, двадцать, тридцать, сорок, пятьдесят, "
        "шестьдесят, семьдесят, восемьдесят, девяносто, сто, двести, триста, тысяча, тысячи"
    ),
    "uk": "нуль, один, одна, два, дві, три, чотири, п'ять, шість, сім, вісім, дев'ять, десять, двадцять, тридцять, сорок, сто, тисяча",
    "de": (
        "null, eins, zwei, zwo, drei, vier, fünf, sechs, sieben, acht, neun, zehn, elf, zwölf, zwanzig, dreißig, vierzig, fünfzig, "
        "sechzig, siebzig, achtzig, neunzig, hundert, tausend"
    ),
    "fr": "zéro, deux, trois, quatre, cinq, sept, huit, neuf, dix, onze, douze, treize, vingt, trente, quarante, cinquante, cent, mille",
    "es": "cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, veinte, treinta, cuarenta, cien, mil",
    "it": "zero, uno, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, venti, trenta, cento, mille",
    "pt": "zero, um, dois, duas, três, quatro, cinco, seis, sete, oito, nove, dez, vinte, trinta, cem, mil",
    "pl": "zero, jeden, dwa, trzy, cztery, pięć, sześć, siedem, osiem, dziewięć, dziesięć, dwadzieścia, trzydzieści, sto, tysiąc",
}
"""Numbers as they are said one after the other, with commas between them."""
_NUMBER_WORDS: Final = frozenset(word for phrase in tokens.phrases(*_NUMBERS.values()) for word in phrase)


def is_unfinished(text: str) -> bool:
    """Tell whether more is to come: the words end where no sentence ends, break off, or are nothing but numbers."""
    if backchannels.trails_off(text) or text.rstrip().endswith(_BREAKS_OFF):
        return True
    found = tokens.folded(text)
    return bool(found) and _only_numbers(found)


def ends_in_number(text: str) -> bool:
    """Tell whether the last word is a number, which may go on: "on channel twenty", "room 4"."""
    return _only_numbers(tokens.folded(text[-tokens.MAX_LETTERS :])[-1:])


def _only_numbers(found: Sequence[str]) -> bool:
    return bool(found) and all(word.isdecimal() or word in _NUMBER_WORDS for word in found)
