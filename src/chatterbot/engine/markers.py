"""Words that change what is asked, found in lexical features: negations, question words, opposites and numbers.

The index keeps no texts, only their hashed features (`lexical`). All features of a word that stands in a text are features of the text,
so the word is there if all of them are: a Bloom filter (Bloom 1970) whose errors are rare, because a word has its own number besides
those of its letters. Of a stem ("включ") only the features of a beginning are asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import lexical

__all__ = ("Marked", "marked")

_NEGATIONS: Final = (
    *("not", "no", "never", "t", "dont", "cant", "cannot", "isnt", "wont", "without", "nobody", "nothing", "neither"),
    *("не", "нет", "ни", "никогда", "нельзя", "без", "никак", "никто", "ничего", "нечего"),
    *("nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "ohne", "nichts"),
    *("ne", "pas", "jamais", "sans", "rien", "nunca", "sin", "nada", "ningún", "non", "mai", "senza", "não", "sem"),
    *("niet", "geen", "zonder", "nooit", "bez", "nigdy", "inte", "ingen", "utan"),
)
"""Words that turn a question round. English "don't" is the words "don" and "t"."""

_QUESTIONS: Final[Sequence[Sequence[str]]] = (
    ("what", "whats", "что", "чего", "чем", "чему", "was", "quoi", "qué", "que", "cosa", "wat", "co", "vad"),
    (
        "who",
        "whos",
        "whom",
        "кто",
        "кого",
        "кому",
        "кем",
        "wer",
        "wen",
        "wem",
        "qui",
        "quién",
        "quien",
        "chi",
        "wie",
        "kto",
    ),
    (
        "where",
        "wheres",
        "где",
        "куда",
        "откуда",
        "wo",
        "wohin",
        "woher",
        "où",
        "dónde",
        "donde",
        "dove",
        "waar",
        "gdzie",
        "var",
    ),
    ("when", "whens", "когда", "wann", "quand", "cuándo", "cuando", "quando", "wanneer", "kiedy", "när"),
    (
        "why",
        "почему",
        "зачем",
        "отчего",
        "warum",
        "wieso",
        "weshalb",
        "pourquoi",
        "porqué",
        "perché",
        "waarom",
        "dlaczego",
        "varför",
    ),
    ("how", "hows", "как", "wie", "comment", "cómo", "como", "come", "hoe", "jak", "hur"),
    (
        "which",
        "какой",
        "какая",
        "какое",
        "какие",
        "каких",
        "каким",
        "какую",
        "welche",
        "welcher",
        "welches",
        "quel",
        "quelle",
        "cuál",
        "quale",
    ),
    ("many", "much", "сколько", "wieviel", "viele", "combien", "cuánto", "cuántos", "quanto", "hoeveel", "ile"),
    ("whose", "чей", "чья", "чье", "чьи", "wessen"),
)
"""Question words that ask for the same thing, in several languages."""

_OPPOSITES: Final[Sequence[tuple[Sequence[str], Sequence[str]]]] = (
    (("on", "включ*", "вруб*", "an", "ein", "einschalten"), ("off", "выключ*", "выруб*", "отключ*", "aus", "ausschalten")),
    (("open*", "откр*", "öffne*", "offen"), ("close*", "closing", "shut", "закр*", "schließ*", "geschlossen")),
    (("start*", "begin*", "нач*", "запус*", "beginn*"), ("stop*", "end*", "finish*", "законч*", "останов*", "прекра*", "beende*", "stopp*")),
    (("add*", "добав*", "hinzu*"), ("remove*", "delet*", "erase*", "удал*", "убер*", "убра*", "lösch*", "entfern*")),
    (("create*", "make", "созда*", "erstell*"), ("delete*", "destroy*", "remove*", "удал*", "lösch*")),
    (("enable*", "allow*", "activat*", "разреш*", "активир*", "aktivier*"), ("disable*", "forbid*", "deactivat*", "запре*", "деактив*", "deaktivier*")),
    (("with", "с", "со", "mit", "avec", "con"), ("without", "без", "ohne", "sans", "sin", "senza")),
    (("before", "до", "перед", "vor"), ("after", "после", "nach")),
    (("up", "вверх", "hoch", "rauf"), ("down", "вниз", "runter")),
    (("in", "inside", "внутр*", "войти", "вход*", "innen", "rein"), ("out", "outside", "снаруж*", "выйти", "выход*", "außen", "raus")),
    (("increas*", "raise*", "louder", "higher", "brighter", "увелич*", "повы*", "громче", "ярче", "erhöh*", "lauter", "heller"),
     ("decreas*", "reduce*", "lower*", "quieter", "dim*", "уменьш*", "пони*", "сниз*", "тише", "темнее", "senk*", "leiser", "dunkler")),
    (("more", "most", "больше", "более", "mehr"), ("less", "least", "fewer", "меньше", "менее", "weniger")),
    (("buy*", "купи*", "покуп*", "kauf*"), ("sell*", "прода*", "verkauf*")),
    (("send*", "отправ*", "посла*", "пошл*", "send*", "schick*"), ("receiv*", "получ*", "приня*", "empfang*", "erhalt*")),
    (("join*", "enter*", "вступ*", "присоедин*", "beitret*"), ("leave*", "quit*", "exit*", "покин*", "уйти", "выйти", "verlass*")),
    (("login*", "logon"), ("logout*", "logoff")),
    (("lock*", "заблок*", "запер*", "sperr*"), ("unlock*", "разблок*", "отпер*", "entsperr*")),
    (("mute*", "silence*"), ("unmute*",)),
    (("ban*", "забан*"), ("unban*", "разбан*")),
    (("show*", "покаж*", "показ*", "zeig*"), ("hide*", "скры*", "спря*", "versteck*")),
    (("first", "перв*", "erste*"), ("last", "послед*", "letzte*")),
    (("new", "нов*", "neu*"), ("old", "стар*", "alt*")),
    (("left", "слева", "лев*", "links"), ("right", "справа", "прав*", "rechts")),
    (("hot*", "warm*", "тепл*", "горяч*", "heiß*"), ("cold*", "cool*", "холод*", "kalt*")),
    (("high*", "высок*", "hoch*"), ("low*", "низк*", "niedrig*")),
    (("win*", "выигр*", "победи*", "gewinn*"), ("lose*", "lost", "проигр*", "verlier*")),
    (("good", "best", "хорош*", "лучш*", "gut*"), ("bad", "worst", "плох*", "худш*", "schlecht*")),
    (("love*", "like", "любл*", "люби*", "нрав*", "lieb*"), ("hate*", "dislike*", "ненави*", "hass*")),
    (("today", "сегодня", "heute"), ("tomorrow", "завтра", "morgen")),
    (("today", "сегодня", "heute"), ("yesterday", "вчера", "gestern")),
    (("day*", "дн*", "tag*"), ("night*", "ноч*", "nacht*")),
    (("minimum", "min", "миним*", "minim*"), ("maximum", "max", "максим*", "maxim*")),
    (("import*", "upload*", "загру*", "hochlad*"), ("export*", "download*", "скача*", "выгру*", "herunterlad*")),
    (("accept*", "approv*", "прин*", "annehm*"), ("reject*", "declin*", "refus*", "откло*", "отказ*", "ablehn*")),
    (("my", "mine", "мой", "моя", "мое", "мои", "мне", "меня", "mein*"), ("your", "yours", "твой", "твоя", "твое", "твои", "тебе", "тебя", "ваш*", "dein*", "ihr*")),
    (("increase", "deposit*", "попол*", "einzahl*"), ("withdraw*", "снять", "сня*", "вывод*", "вывест*", "abheb*")),
    (("single", "alone", "solo", "один"), ("together", "multiplayer", "вместе", "zusammen")),
)  # fmt: skip
"""Words of opposite meaning; those with * are beginnings."""

_NUMBER_WORDS: Final[Sequence[Sequence[str]]] = (
    ("one", "один", "одна", "одну", "одного", "eins", "eine", "uno", "un"),
    ("two", "два", "две", "двух", "zwei", "dos", "deux", "due"),
    ("three", "три", "трех", "drei", "tres", "trois", "tre"),
    ("four", "четыре", "vier", "cuatro", "quatre", "quattro"),
    ("five", "пять", "пяти", "fünf", "cinco", "cinq", "cinque"),
    ("six", "шесть", "sechs", "seis", "sei"),
    ("seven", "семь", "sieben", "siete", "sept", "sette"),
    ("eight", "восемь", "acht", "ocho", "huit", "otto"),
    ("nine", "девять", "neun", "nueve", "neuf", "nove"),
    ("ten", "десять", "zehn", "diez", "dix", "dieci"),
    ("hundred", "сто", "hundert", "cien", "cent", "cento"),
)


def _extracted(words: Sequence[str]) -> list[npt.NDArray[np.uint16]]:
    """Return the features of each word; all at once, because this module is loaded at every start."""
    found = lexical.extract(words)
    return np.split(found.features, np.cumsum(found.counts)[:-1])


def _features(words: Sequence[str]) -> list[npt.NDArray[np.uint16]]:
    """Return the features that a text has if it has a word, or a word with this beginning (``stem*``), for each of some words."""
    ends = [(f"{word[:-1]}x", f"{word[:-1]}q") if word.endswith("*") else (word,) for word in words]
    found = iter(_extracted([each for pair in ends for each in pair]))
    return [next(found) if len(pair) == 1 else np.intersect1d(next(found), next(found)) for pair in ends]


@dataclasses.dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Words as feature lists end to end, and the group of each."""

    flat: npt.NDArray[np.uint16]
    begins: npt.NDArray[np.intp]
    group: npt.NDArray[np.intp]
    groups: int

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]]) -> _Vocabulary:
        """Return the vocabulary of groups of words."""
        found = _features([word for words in groups for word in words])
        counts = np.array([len(each) for each in found], np.intp)
        return cls(
            np.concatenate(found),
            np.cumsum(counts) - counts,
            np.repeat(np.arange(len(groups)), [len(words) for words in groups]),
            len(groups),
        )

    def present(self, has: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Tell for texts, whose features `has` (n, DIMENSIONS) tells, which groups have a word in them: (n, groups)."""
        there = np.logical_and.reduceat(has[:, self.flat], self.begins, axis=1)
        result = np.zeros((len(has), self.groups), np.bool_)
        for number in range(len(has)):
            result[number, self.group[there[number]]] = True
        return result


def _numbers() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """Return for each beginning of a number (one digit and what follows) its features: of the digit, and of both."""
    digits = "0123456789"
    words = [f"{digit}{following}" for digit in digits for following in ["", *f"{digits}:.,%"]]
    firsts = dict(zip(digits, _features([f"{digit}*" for digit in digits]), strict=True))
    both: list[int] = []
    for word, grams, longer in zip(words, _extracted(words), _extracted([f"{word}x" for word in words]), strict=True):
        three = grams[(grams >= 1 << 14) & (grams < 2 << 14)]  # the first gram of three characters: " 5 ", " 12"
        # Of several it is the one that a longer word with the same beginning has, too.
        both.append(int(three[0] if len(word) == 1 else np.intersect1d(three, longer)[0]))
    return np.array([firsts[word[0]].item() for word in words], np.uint16), np.array(both, np.uint16)


_ASKING: Final = _Vocabulary.of(
    [
        _NEGATIONS,
        *_QUESTIONS,
        *_NUMBER_WORDS,
        *(side for pair in _OPPOSITES for side in pair),
    ]
)
_AFTER_QUESTIONS: Final = 1 + len(_QUESTIONS)
_AFTER_NUMBERS: Final = _AFTER_QUESTIONS + len(_NUMBER_WORDS)
_FIRST_DIGITS, _DIGITS = _numbers()


@dataclasses.dataclass(frozen=True, slots=True)
class Marked:
    """The marked words of n texts: negations (n,), question words (n, 9), numbers (n, m) and both sides of opposites (n, 2 p)."""

    negated: npt.NDArray[np.bool_]
    asking: npt.NDArray[np.bool_]
    numbers: npt.NDArray[np.bool_]
    sides: npt.NDArray[np.bool_]

    def differences(self) -> Mapping[str, npt.NDArray[np.float32]]:
        """Return how the first text differs from each of the others, (n - 1,) of 0 and 1 each."""
        asked, other = self.asking[0], self.asking[1:]
        one, two = self.sides[:, 0::2], self.sides[:, 1::2]
        first, second = one & ~two, two & ~one
        opposed = (first[0] & second[1:]) | (second[0] & first[1:])
        return {
            "negation": (self.negated[0] != self.negated[1:]).astype(np.float32),
            "other_question": ((asked & ~other).any(1) & (other & ~asked).any(1)).astype(np.float32),
            "question_word": (asked != other).any(1).astype(np.float32),
            "numbers": (self.numbers[0] != self.numbers[1:]).any(1).astype(np.float32),
            "opposites": opposed.any(1).astype(np.float32),
        }


def marked(texts: Sequence[npt.NDArray[np.uint16]]) -> Marked:
    """Find the marked words of texts by their lexical features."""
    has = np.zeros((len(texts), lexical.DIMENSIONS), np.bool_)
    for number, each in enumerate(texts):
        has[number, each] = True
    groups = _ASKING.present(has)
    digits = has[:, _FIRST_DIGITS] & has[:, _DIGITS]
    return Marked(
        groups[:, 0],
        groups[:, 1:_AFTER_QUESTIONS],
        np.concatenate([digits, groups[:, _AFTER_QUESTIONS:_AFTER_NUMBERS]], axis=1),
        groups[:, _AFTER_NUMBERS:],
    )
