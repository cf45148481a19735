"""Whether an utterance is for the bot: by its name, and by who is there and what was said before."""

from __future__ import annotations

import dataclasses
import enum
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from chatterbot.dialogue import backchannels, common_words, phonetics, tokens

__all__ = ("AddressContext", "AddressReason", "Called", "WakeNames", "why")

SHORT: Final = 3
"""Letters of a name up to which it has to be heard exactly: "bot" is one sound away from "bought", "but", "boat"."""
_LENIENT: Final = ((8, 0.2), (5, 0.16), (4, 0.125))
"""Number of sounds from which a name may be misheard, and by which share of them (see `phonetics.distance`)."""
_ORDINARY_WORDS: Final = 0.5
"""Factor of that share for several common words ("chatter but"); only a long name may be misheard as them."""
_SPLIT: Final = 2
"""Additional words into which a recogniser may cut a name: "chat er bot"."""
_GREETINGS_MOST: Final = 3
"""Greeting words before a name at most: "well okay hey"."""
_LONGER: Final = 4
"""Letters by which a word may be longer or shorter than the name at most; other words are not compared."""
_STEM: Final = 3
"""Letters that are left of a Russian name without its ending, at least."""
_VOCATIVE: Final = 4
"""Letters of a name without its last vowel by which it is called ("Алис!"), at least: without "я", "Вася" is the word "вас"."""

_ENDINGS: Final = (
    "ами",
    "ями",
    "ою",
    "ею",
    "ой",
    "ей",
    "ом",
    "ем",
    "ах",
    "ям",
    "ам",
    "а",
    "я",
    "ы",
    "и",
    "у",
    "ю",
    "е",
    "о",
    "й",
    "ь",
)
"""Case endings of Russian names, the longest first."""
_OPEN: Final = frozenset("аяоеиыйьaoаi")
"""Letters at the end of a name that a case ending replaces, in either script."""

_ATTENTION: Final[Mapping[str, str]] = {
    "en": "hey, ok, okay, yo, oh, listen, so, well, um, uh, please, alright, all right, excuse me, hey there, and, but, now, dear",
    "ru": "эй, слушай, слышь, ну, а, так, окей, ок, ладно, послушай, алло, ой, скажи ка, слушай ка, будь добр, дорогой, и, но, уважаемый, э",
    "uk": "гей, слухай, агов, ну",
    "de": "hör mal, he, du, na, ach",
    "fr": "hé, dis, écoute, eh",
    "es": "oye, eh, escucha",
    "it": "ehi, senti, ascolta",
    "pt": "ei, escuta, olha",
    "pl": "hej, słuchaj, ej",
    "ja": "ねえ, おい",
    "zh": "喂, 嘿",
}
"""Words that ask for attention; dropped with the name."""
_HELLO: Final[Mapping[str, str]] = {
    "en": "hello, hi, hiya, good morning, good evening, good afternoon, good night, bye, goodbye, thanks, thank you",
    "ru": "привет, здравствуй, здравствуйте, здорово, приветик, доброе утро, добрый день, добрый вечер, пока, спасибо, хай, приветствую",
    "uk": "привіт, вітаю, добрий день, дякую",
    "de": "hallo, guten tag, guten morgen, guten abend, danke",
    "fr": "bonjour, salut, bonsoir, merci",
    "es": "hola, buenos días, buenas tardes, gracias",
    "it": "ciao, buongiorno, salve, grazie",
    "pt": "olá, oi, bom dia, obrigado",
    "pl": "cześć, witaj, dzień dobry, dzięki",
    "tr": "merhaba, selam",
    "ja": "こんにちは, もしもし",
    "ko": "안녕, 안녕하세요",
    "zh": "你好",
}
"""Greetings; dropped with the name if something follows, otherwise they are what was said."""
_GREETED: Final = tokens.phrases(*_ATTENTION.values(), *_HELLO.values())
_HELLOS: Final = tokens.phrases(*_HELLO.values())
_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts without spaces between words, by the first word of their letters' Unicode names."""


@dataclasses.dataclass(frozen=True, slots=True)
class Called:
    """A call of the bot by its name.

    Parameters
    ----------
    name
        The name, as it was given.
    rest
        The other words, as they were written. The name stays where the sentence needs it ("what is chatterbot").
    first
        Whether the name stood at the beginning, or after greetings.
    """

    name: str
    rest: str
    first: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Name:
    """A name, and everything by which it may be recognised."""

    given: str
    parts: tokens.Phrase
    letters: str
    sound: str
    stems: tuple[str, ...]
    """Its letters without the ending that a case replaces, if it has one."""
    stem_sounds: tuple[str, ...]
    exact: bool
    """Whether it is short, or a common word: no other word is taken for it."""
    ordinary: bool
    unspaced: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a name was found: the words from `start` to before `end`, and how far they sound from the name."""

    name: _Name
    start: int
    end: int
    cost: float


class WakeNames:
    """The names of the bot.

    Parameters
    ----------
    names
        As people write them, in any script; empty ones are ignored.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(name for given in names if (name := _name(given)) is not None)

    @property
    def given(self) -> tuple[str, ...]:
        """The names as they were given; a recogniser that knows them (`Utterance.glossary`) misses few."""
        return tuple(name.given for name in self._names)

    def find(self, text: str) -> Called | None:
        """Find a name in a transcript: at its beginning or end also if it is misheard, elsewhere only exactly; `None`: there is none."""
        text = text[: tokens.MAX_LETTERS]
        found = tokens.words(text)
        if not found or not self._names:
            return None
        greeted = _greeted(found)
        if (place := self._nearest(found, greeted, at_start=True)) is not None:
            return Called(place.name.given, _after(text, found, place), first=True)
        if (place := self._nearest(found, greeted, at_start=False, text=text)) is not None:
            return Called(place.name.given, _before(text, found, place), first=False)
        if (place := self._within(found)) is not None:
            return Called(place.name.given, _around(text, found, place), first=False)
        return self._unspaced(text)

    def _nearest(
        self, found: Sequence[tokens.Token], greeted: set[int], *, at_start: bool, text: str = ""
    ) -> _Place | None:
        """Return the likeliest name at the beginning, after any of the greetings, or at the end."""
        places: list[_Place] = []
        for name in self._names:
            for size in range(1, len(name.parts) + _SPLIT + 1):
                for start in greeted if at_start else {len(found) - size}:
                    end = start + size
                    if start < 0 or end > len(found):
                        continue
                    heard = [word.text for word in found[start:end]]
                    if not at_start and name.ordinary and not _set_off(text, found, start):
                        continue
                    if _is_exactly(name, heard):
                        places.append(_Place(name, start, end, 0.0))
                    elif (cost := _cost(name, heard)) is not None:
                        places.append(_Place(name, start, end, cost))
        return min(places, key=lambda place: (place.cost, place.start, place.end), default=None)

    def _within(self, found: Sequence[tokens.Token]) -> _Place | None:
        for start in range(len(found)):
            for name in self._names:
                for size in range(1, len(name.parts) + _SPLIT + 1):
                    heard = [word.text for word in found[start : start + size]]
                    if not name.ordinary and len(heard) == size and _is_exactly(name, heard):
                        return _Place(name, start, start + size, 0.0)
        return None

    def _unspaced(self, text: str) -> Called | None:
        for name in self._names:
            if not name.unspaced or (start := text.casefold().find(name.letters)) < 0:
                continue
            before, after = text[:start], text[start + len(name.letters) :]
            first = not tokens.words(before)
            rest = after if first else before if not tokens.words(after) else text
            return Called(name.given, rest.strip(" ,、，.。!！"), first)
        return None


def _name(given: str) -> _Name | None:
    parts = tokens.folded(given)
    letters = "".join(parts)
    if not letters:
        return None
    is_ordinary = len(parts) == 1 and letters in common_words.WORDS
    stems = (letters[:-1],) if len(letters) > _STEM and letters[-1] in _OPEN else ()
    return _Name(
        given,
        parts,
        letters,
        "".join(map(phonetics.spelled, parts)),
        stems,
        tuple(map(phonetics.spelled, stems)),
        exact=len(letters) <= SHORT or is_ordinary,
        ordinary=is_ordinary,
        unspaced=any(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in letters),
    )


def _is_exactly(name: _Name, heard: Sequence[str]) -> bool:
    """Tell whether these words are the name: in its letters, in another script, or in another grammatical case."""
    letters = "".join(heard)
    if letters == name.letters:
        return True
    if name.ordinary or abs(len(letters) - len(name.letters)) > _LONGER:
        return False
    if len(heard) > len(name.parts) and all(word in common_words.WORDS for word in heard):
        return False  # "was a" sounds like "Вася"
    foreign = _is_cyrillic(letters) != _is_cyrillic(name.letters)
    sound = _spelled(heard)
    if foreign and sound == name.sound:
        return True
    if len(name.letters) <= SHORT:
        return False
    if len(name.stems) == 1 and letters == name.stems[0] and len(letters) >= _VOCATIVE and _is_cyrillic(letters):
        return True
    for stem in _stems(letters):
        if stem in name.stems or (stem == name.letters and stem[-1] not in _OPEN):
            return True
        if foreign and phonetics.spelled(stem) in (name.sound, *name.stem_sounds):
            return True
    return False


def _cost(name: _Name, heard: Sequence[str]) -> float | None:
    """Return how far from the name these words sound; `None`: too far, or they mean something of their own."""
    if name.exact or name.unspaced or (len(heard) == 1 and heard[0] in common_words.WORDS):
        return None
    letters = "".join(heard)
    if abs(len(letters) - len(name.letters)) > _LONGER:
        return None
    share = next((share for least, share in _LENIENT if len(name.sound) >= least), None)
    if share is None:
        return None
    if all(word in common_words.WORDS for word in heard):
        if len(name.sound) < _LENIENT[0][0]:
            return None
        share *= _ORDINARY_WORDS
    limit = share * len(name.sound)
    costs = [phonetics.distance(_spelled(heard), name.sound, limit)]
    for stem in _stems(letters):
        sound = phonetics.spelled(stem)
        costs += [phonetics.distance(sound, own, limit) for own in (name.stem_sounds or (name.sound,))]
    best = min(costs)
    return best if best <= limit else None


def _spelled(heard: Sequence[str]) -> str:
    sound = "".join(map(phonetics.spelled, heard))
    return "".join(letter for index, letter in enumerate(sound) if index == 0 or letter != sound[index - 1])


def _stems(letters: str) -> Iterator[str]:
    """Return what a Russian word may be without its case ending."""
    if _is_cyrillic(letters):
        for ending in _ENDINGS:
            if letters.endswith(ending) and len(letters) - len(ending) >= _STEM:
                yield letters[: -len(ending)]


def _is_cyrillic(letters: str) -> bool:
    return unicodedata.name(letters[0], "").startswith("CYRILLIC")


def _greeted(found: Sequence[tokens.Token]) -> set[int]:
    """Return the places at which a name may begin: the first word, and after each greeting."""
    said = [word.text for word in found]
    places, place = {0}, 0
    for _ in range(_GREETINGS_MOST):
        length = tokens.longest(said, place, _GREETED)
        if not length:
            break
        place += length
        places.add(place)
    return places


def _set_off(text: str, found: Sequence[tokens.Token], start: int) -> bool:
    """Tell whether a comma stands before a word: only this sign of the recogniser's helps with a name that is a common word."""
    return start == 0 or "," in text[found[start - 1].end : found[start].start]


def _after(text: str, found: Sequence[tokens.Token], place: _Place) -> str:
    rest = text[found[place.end - 1].end :].strip(" ,.!?:;…-–—")
    if not tokens.words(rest):
        hellos = [word.text for word in found[: place.start]]
        for start in range(len(hellos)):
            if tokens.longest(hellos, start, _HELLOS):
                return text[found[start].start : found[place.start - 1].end]
        return ""
    return text[found[place.end - 1].end :].lstrip(" ,.!?:;…-–—").rstrip()


def _before(text: str, found: Sequence[tokens.Token], place: _Place) -> str:
    if place.start == 0:
        return ""
    rest, mark = text[: found[place.start - 1].end], text[found[-1].end :].strip()
    if "," not in text[len(rest) : found[place.start].start] and backchannels.trails_off(rest):
        return text.strip()
    return rest + mark


def _around(text: str, found: Sequence[tokens.Token], place: _Place) -> str:
    """Return the text without the name if commas set it off; otherwise the sentence may need it."""
    before = text[found[place.start - 1].end : found[place.start].start] if place.start else ","
    after = text[found[place.end - 1].end : found[place.end].start] if place.end < len(found) else ","
    if "," in before and "," in after:
        return f"{text[: found[place.start - 1].end]} {text[found[place.end].start :]}".strip()
    return text.strip()


class AddressReason(enum.Enum):
    """Why an utterance is taken as meant for the bot."""

    ALONE = "alone"
    """The person is alone with the bot."""
    CALLED = "called"
    """It was called by its name."""
    FOLLOW_UP = "follow-up"
    """It follows an answer to the same person."""
    TAUGHT = "taught"
    """It is certainly a question that was taught."""


@dataclasses.dataclass(frozen=True, slots=True)
class AddressContext:
    """What is known when a person has said something.

    Parameters
    ----------
    people
        How many are in the channel, the bot not counted.
    called
        Whether the bot was called by its name.
    follows_up
        Whether the same person was answered a moment ago.
    confidence
        Of the best answer, in [0, 1].
    bar
        Confidence from which a question is answered though nobody called the bot.
    only_called
        Whether the guild does not want that.
    """

    people: int
    called: bool
    follows_up: bool
    confidence: float
    bar: float
    only_called: bool


def why(context: AddressContext) -> AddressReason | None:
    """Return why an utterance is taken as meant for the bot; `None`: people are talking to each other."""
    if context.people <= 1:
        return AddressReason.ALONE
    if context.called:
        return AddressReason.CALLED
    if context.follows_up:
        return AddressReason.FOLLOW_UP
    return AddressReason.TAUGHT if not context.only_called and context.confidence >= context.bar else None
