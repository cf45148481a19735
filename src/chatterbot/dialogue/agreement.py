"""What people say when the bot asks whether they mean something: yes, no, the first or the other one.

The tables of all languages are put together, as in `backchannels`. Only a whole utterance of such words counts: "no, when do you close?" is
another question.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Mapping
from typing import Final

from chatterbot.dialogue import tokens

__all__ = ("Agreement", "understand")

MOST_WORDS: Final = 8
"""Words of such an utterance at most."""


class Agreement(enum.Enum):
    """What a person says to the bot's question."""

    YES = "yes"
    NO = "no"
    """Neither this one; also "the other one"."""
    FIRST = "first"
    """The one that was asked about first."""
    SECOND = "second"


_WORDS: Final[Mapping[Agreement, Mapping[str, str]]] = {
    Agreement.YES: {
        "en": (
            "yes, yeah, yep, yup, yea, ya, sure, right, correct, exactly, of course, okay, ok, indeed, i do, i did, that's it, that is it, "
            "that's right, that is right, that one, this one, that's the one, that is the one, uh huh, mhm, mm hmm, mm hm, aha, "
            "yes i do, that's what i mean, that is what i mean, that's what i meant, i mean that, precisely, definitely"
        ),
        "ru": (
            "да, ага, угу, ну да, дада, конечно, верно, точно, именно, вот именно, правильно, так, это, именно это, вот это, да это, "
            "это самое, оно, оно самое, его, про это, об этом, я про это, именно так, так и есть, в точку, разумеется, хорошо, ладно, "
            "окей, ок, имею, имел, имела, имею в виду это, это я и имел в виду, это я и имела в виду"
        ),
        "uk": "так, ага, угу, звісно, саме так, саме це, вірно, точно, добре",
        "de": "ja, jaja, genau, richtig, stimmt, klar, das meine ich, das meinte ich, ja genau",
        "fr": "oui, ouais, exactement, c'est ça, voilà, bien sûr",
        "es": "sí, claro, exacto, eso, eso es, eso mismo, vale",
        "it": "sì, certo, esatto, giusto, proprio quello",
        "pt": "sim, claro, exato, isso, isso mesmo",
        "pl": "tak, dokładnie, właśnie, zgadza się, no tak",
        "nl": "precies, klopt",
        "cs": "ano, přesně",
        "tr": "evet, doğru",
        "ja": "はい, うん, ええ, そう, そうです",
        "ko": "네, 예, 응, 맞아",
        "zh": "对, 是, 是的, 嗯",
    },
    Agreement.NO: {
        "en": (
            "no, nope, nah, neither, none, none of them, none of these, not that, not that one, not this, not this one, no i don't, i don't, "
            "the other, the other one, another, another one, something else, not really, wrong, not quite, that's not it, that is not it, "
            "that's not what i mean, that is not what i mean, that's not what i meant, next, the next one"
        ),
        "ru": (
            "нет, неа, не это, не то, не совсем, не про это, не об этом, другое, другой, другая, про другое, о другом, что то другое, "
            "ничего из этого, ни то ни другое, ни то ни это, неверно, неправильно, не так, не его, это не то, дальше, следующее, следующий"
        ),
        "uk": "ні, не це, не те, інше, інший, щось інше",
        "de": "nein, nee, nicht das, das andere, etwas anderes, was anderes, falsch",
        "fr": "non, pas ça, l'autre, autre chose",
        "es": "eso no, el otro, la otra, otra cosa",
        "it": "non quello, l'altro, l'altra, un'altra cosa",
        "pt": "não, o outro, a outra, outra coisa",
        "pl": "nie, nie to, inne, coś innego",
        "nl": "nee",
        "tr": "hayır",
        "ja": "いいえ, いや, 違う, 違います",
        "ko": "아니, 아니요, 아니오",
        "zh": "不, 不是, 没有",
    },
    Agreement.FIRST: {
        "en": "first, the first, the first one, first one, number one, the former",
        "ru": "первое, первый, первая, первую, первого, то первое, номер один, про первое",
        "de": "das erste, die erste, der erste",
        "fr": "le premier, la première",
        "es": "el primero, la primera",
    },
    Agreement.SECOND: {
        "en": "second, the second, the second one, second one, number two, the latter",
        "ru": "второе, второй, вторая, вторую, второго, номер два, про второе",
        "de": "das zweite, die zweite, der zweite",
        "fr": "le deuxième, la deuxième, le second",
        "es": "el segundo, la segunda",
    },
}
"""Phrases, with commas between them."""
_POLITE: Final = tokens.phrases(
    "please, thanks, thank you, sorry, well, oh, ah, um, uh, er, i mean, actually, bot",
    "пожалуйста, спасибо, ну, ой, а, э, эм, извини, извините, прости, простите, скорее, вообще то, бот",
    "bitte, danke, merci, s'il vous plaît, s'il te plaît, gracias, por favor, grazie, obrigado, proszę, dziękuję",
)
"""What may stand around them."""
_PHRASES: Final = {which: tokens.phrases(*lists.values()) for which, lists in _WORDS.items()}
_KNOWN: Final = _POLITE.union(*_PHRASES.values())


def understand(text: str) -> Agreement | None:
    """Return what a transcript says to the bot's question; `None`: something else, or nothing clear ("yes, no").

    Which one is meant counts more than the no before it: "no, the second one".
    """
    found = [word for word, _ in itertools.groupby(tokens.folded(text))]
    if len(found) > MOST_WORDS:
        return None
    said: set[Agreement] = set()
    place = 0
    while place < len(found):
        length = tokens.longest(found, place, _KNOWN)
        if not length:
            return None
        phrase = tuple(found[place : place + length])
        said |= {which for which, phrases in _PHRASES.items() if phrase in phrases}
        place += length
    for which in (Agreement.FIRST, Agreement.SECOND):
        if which in said:
            return which if {Agreement.FIRST, Agreement.SECOND} - said else None
    return next(iter(said)) if len(said) == 1 else None
