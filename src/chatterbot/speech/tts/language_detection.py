"""Detect the language of a text, as far as choosing a voice needs it: by its letters, then by its commonest words.

A library would detect more languages in longer texts (py3langid: 97 languages in 0.7 MB and 30 ms a call; lingua: 100 MB), but it errs
on the three words that a bot's answer often has. Here the script alone decides most cases, and where a text has no sign of a language,
the language that the caller thinks likely is returned.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot.speech.tts import voices

__all__ = ("detect_language",)

_SAMPLE_LETTERS: Final = 600
"""Characters that are examined: enough for thirty common words."""

_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"),
    "LATIN": (
        *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sv", "da", "nb", "fi", "hu", "ro", "tr", "vi"),
        *("id", "ms", "ca", "hr", "sl", "et", "lv", "lt", "is", "sq", "az", "sw", "fil", "cy", "ga", "af", "eo", "la"),
    ),
    "GREEK": ("el",),
    "HEBREW": ("he", "yi"),
    "ARABIC": ("ar", "fa", "ur", "ps"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "CJK": ("zh", "ja"),
    "THAI": ("th",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn", "as"),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "SINHALA": ("si",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MYANMAR": ("my",),
    "ETHIOPIC": ("am",),
}
"""Languages written in each script (the first word of its letters' Unicode names), the likeliest first."""

_LETTERS: Final[Mapping[str, str]] = {
    "uk": "іїєґ",
    "be": "ўі",
    "sr": "ђћџљњј",
    "mk": "ѓќѕ",
    "kk": "әғқңөұүһі",
    "ky": "ңөү",
    "mn": "өү",
    "ru": "ыэё",
    "de": "ßäöü",
    "fr": "çœèêâëûîùà",
    "es": "ñ¿¡áíóú",
    "pt": "ãõçâêáí",
    "it": "òàùìè",
    "pl": "łąęśćżźń",
    "cs": "řůěžšč",
    "sk": "ľĺŕôäžšč",
    "sv": "åäö",
    "da": "øæå",
    "nb": "øæå",
    "fi": "äö",
    "hu": "őűáéöü",
    "ro": "țșăâî",
    "tr": "ığşçö",
    "az": "əğşı",
    "vi": "ơưđạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờợụủứừựỳ",
    "hr": "đžšć",
    "lv": "āēīūģķļņ",
    "lt": "ėįųąęšž",
    "et": "õäö",
    "is": "þðæö",
    "ca": "ŀçàèï",
    "eo": "ĉĝĥĵŝŭ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےہ",
    "ps": "ټډړښځڅ",
    "mr": "ळ",
}
"""Letters that are a sign of a language among those of its script."""

_WORDS: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and is are you of to in it that for with this what how i not your be have on can do my hello yes thanks there see or if so was he she they we "
        "an as at by but come die from has her his man me no us will",  # so that these words are no sign of another language
        "de": "der die das und ist nicht ich du ein eine zu mit auf es wie was wir sie von hallo ja nein danke",
        "fr": "le la les et est pas je tu un une des de que qui vous nous pour dans bonjour oui non merci c'est",
        "es": "el la los las y es no yo un una de que en por para con cómo qué hola sí gracias está",
        "it": "il la lo gli e è non io un una di che per con come sono ciao sì grazie questo della",
        "pt": "o a os as e é não eu um uma de que em por para com como olá sim obrigado você está",
        "nl": "de het een en is niet ik je van dat in op te met voor wat hoe hallo ja nee dank wij zijn",
        "pl": "i w nie na się to jest z do że co jak ja ty cześć tak dziękuję dla",
        "cs": "a je to v na se že jsem jak co ne ano ahoj děkuji pro s",
        "sv": "och är det att en ett jag du inte på som för med hej ja nej tack vad hur",
        "da": "og er det at en et jeg du ikke på som for med hej ja nej tak hvad hvordan",
        "nb": "og er det at en et jeg du ikke på som for med hei ja nei takk hva hvordan",
        "fi": "ja on ei se että minä sinä hei kyllä kiitos mitä miten olen ovat tämä",
        "hu": "a az és nem van egy hogy én te igen szia köszönöm mi ez",
        "ro": "și este nu eu tu un o de la în cu pentru ce cum da mulțumesc salut sunt",
        "tr": "ve bir bu ne için ben sen değil var yok evet hayır merhaba teşekkürler nasıl çok",
        "vi": "là và của tôi bạn không có một cho với này được xin chào cảm ơn",
        "id": "dan yang di ini itu tidak saya kamu untuk dengan apa bagaimana halo ya terima kasih adalah",
        "ca": "el la els les i és no jo un una de que amb per com hola sí gràcies",
        "hr": "i je u na se da ne što kako ja ti za s bok hvala",
        "ru": "и в не на я что ты это с как по он а то все она так его но да у же за бы вы нет привет спасибо меня мне для тут",
        "uk": "і в не на я що ти це з як та за до він вона але так ні привіт дякую для є все добре дуже тут було його у а мене тебе",
        "be": "і ў не на я што ты гэта з як за да ён яна але так не прывітанне дзякуй",
        "bg": "и в не на аз че ти това с как по той тя но да за съм е са здравей благодаря",
        "sr": "и у не на ја да ти то с како по он она али за је су здраво хвала",
        "mk": "и во не на јас дека ти тоа со како по тој таа но да за е се здраво благодарам",
    }.items()
}
"""The commonest words of the languages that share a script."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def detect_language(text: str, likely: Sequence[str] = ()) -> str | None:
    """Return the code of the language that a text is written in.

    Parameters
    ----------
    text
        Any text; links and other markup should be removed before.
    likely
        Languages to choose if the text gives no sign, the likeliest first; those that are not written in the text's script are ignored.

    Returns
    -------
        ISO 639-1 (else 639-3); `None` if the text has no letters and `likely` is empty.
    """
    sample = text[:_SAMPLE_LETTERS].casefold()
    likely_codes = [voices.language_of(tag) for tag in likely]
    scripts = Counter(filter(None, map(_script, sample)))
    if not scripts:
        return likely_codes[0] if likely_codes else None
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    script = "HIRAGANA" if kana and scripts["CJK"] + kana >= max(scripts.values()) else scripts.most_common(1)[0][0]
    possible = _SCRIPTS[script]
    words = Counter(_WORD.findall(sample))
    letters = Counter(sample)
    scores = {
        language: sum(words[word] for word in _WORDS.get(language, ()))
        + sum(letters[letter] for letter in _LETTERS.get(language, ()))
        for language in possible
    }
    best = max(scores.values())
    for language in likely_codes:
        if scores.get(language) == best:  # no other language has more signs than the likely one
            return language
    return max(possible, key=lambda language: scores[language])


def _script(letter: str) -> str | None:
    if letter.isascii():
        return "LATIN" if letter.isalpha() else None
    name = unicodedata.name(letter, "") if letter.isalpha() else ""
    script = name.split(" ", 1)[0]
    return script if script in _SCRIPTS else None
