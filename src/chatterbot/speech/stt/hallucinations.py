"""Detect hallucinations, words that nobody said: on silence, music and noise Whisper returns subtitles from its training data.

The first filter is the voice activity detector: without speech the recogniser is not called. The limits below were chosen on 170 recordings
of people and 21 noises through Opus, each recognised with and without a glossary. Neither of Whisper's two numbers is enough alone: correct
words had a ``no_speech`` of up to 0.66, and an ``avg_logprob`` down to -1.05; noises had 0.28 to 0.92, and with it -1.38 or less, but for the
names of sounds in capital letters ("СПОКОЙНАЯ МУЗЫКА", -0.73). faster-whisper's own rule (0.6 and -1.0) lets "EXPLOSION" through.
"""

from __future__ import annotations

import enum
import itertools
import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Final

__all__ = (
    "MIN_SPEECH_S",
    "Belief",
    "collapse_repeats",
    "confidence",
    "is_repetitive",
    "is_speech",
    "judge",
    "max_tokens",
    "max_tokens_live",
    "repeats_glossary",
)

MIN_SPEECH_S: Final = 0.16
"""Seconds of speech that the voice activity detector must have found: five frames, the length of the word "no"."""
NO_SPEECH: Final = 0.5
"""Whisper's probability that nobody speaks, above which words are believed only from `CERTAIN_LOGPROB` on, if their probabilities are known."""
CERTAIN_LOGPROB: Final = -0.7
SPOKEN: Final = 0.6
"""Probability that nobody speaks, up to which somebody probably said something, though the words are not believed: most noises have more."""
DOUBTED: Final = -0.8
"""Mean log-probability below which the glossary may have misled the recogniser; it is then run again without the glossary."""
LOGPROB: Final = -1.2
"""Mean log-probability of a token below which the words are guesses and the text is dropped."""
DOUBTFUL_NO_SPEECH: Final = 0.3
"""Probability that nobody speaks, above which the mean log-probability must be at least `DOUBTFUL_LOGPROB`."""
DOUBTFUL_LOGPROB: Final = -0.85
SLOW_S: Final = 1.6
"""Seconds of sound from which on one or two words of the glossary may be all that a longer sentence left."""
SLOW_LETTERS_PER_S: Final = 5.5
"""Letters a second below which they are; a name alone has 7 to 15, the silence around it counted."""
COMPRESSION: Final = 2.4
"""Ratio of a text's bytes to its deflated bytes above which the text is a loop (Whisper's own limit); prose has 1 to 1.8."""
TOKENS_SPARE: Final = 16
TOKENS_PER_S: Final = 14
"""A transcript may have 16 tokens, and 14 more for each second; the fastest of 54 test sentences, English or Russian, has 6 a second."""
TOKENS_SPARE_LIVE: Final = 12
TOKENS_PER_S_LIVE: Final = 9
MAX_TOKENS: Final = 224
"""Whisper's own limit for thirty seconds: half its context."""

CREDITS: Final = re.compile(
    r"(?:редактор субтитров|субтитры (?:сделал|делал|создавал|подогнал)|корректор [а-я]\.|dimatorzok|amara\.org|"
    r"subtitles by the|transcription by castingwords|(?:продолжение следует|спасибо за просмотр|подписывайтесь на (?:наш )?канал|"
    r"thank(?:s| you) for watching|please subscribe)\W*$)",
    re.IGNORECASE,
)
"""Credit lines of subtitle authors, and what videos end with; nobody says them to a bot."""
SOUND_NAME_LETTERS: Final = 5
"""Letters of a word in capitals, from which on a text of capitals names a sound, as subtitles do; people spell shorter ones (NBS, FAQ)."""


class Belief(enum.Enum):
    """How far a recogniser's text is believed."""

    SPOKEN = "spoken"
    """It was said."""
    UNCLEAR = "unclear"
    """Something was probably said, but not certainly this."""
    NOISE = "noise"
    """Nobody said it."""


def judge(text: str, *, no_speech: float, avg_logprob: float | None) -> Belief:
    """Judge by the recogniser's own probabilities whether its text was really spoken.

    Parameters
    ----------
    text
        What the recogniser returned.
    no_speech
        Its probability that nobody speaks, in [0, 1].
    avg_logprob
        Its mean natural log-probability of a token; `None` where a server does not report it.
    """
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text) or CREDITS.match(text) or names_sound(text):
        return Belief.NOISE
    doubted = Belief.UNCLEAR if no_speech <= SPOKEN else Belief.NOISE
    if avg_logprob is None:
        return doubted if no_speech > NO_SPEECH else Belief.SPOKEN
    if no_speech > NO_SPEECH:
        needed = CERTAIN_LOGPROB
    else:
        needed = DOUBTFUL_LOGPROB if no_speech > DOUBTFUL_NO_SPEECH else LOGPROB
    return Belief.SPOKEN if avg_logprob >= needed else doubted


def names_sound(text: str) -> bool:
    """Tell whether a text is all in capitals, as subtitles write the names of sounds: "MUSIC", "СТУК В ДВЕРЬ"."""
    words = re.findall(r"[^\W\d_]+", text)
    return text == text.upper() and any(len(word) >= SOUND_NAME_LETTERS and word != word.lower() for word in words)


def is_speech(text: str, *, no_speech: float, avg_logprob: float | None) -> bool:
    """Tell whether a recogniser's text was really spoken (see `judge`)."""
    return judge(text, no_speech=no_speech, avg_logprob=avg_logprob) is Belief.SPOKEN


def confidence(avg_logprob: float) -> float:
    """Return ``exp(avg_logprob)``: the geometric mean of the probabilities of a transcript's tokens, in [0, 1].

    It depends on the log-probability only. Clear speech has 0.7 to 0.95; below 0.45 about every third word is wrong.
    """
    return math.exp(min(0.0, avg_logprob))


def max_tokens(seconds: float) -> int:
    """Return the number of tokens after which a transcript of so many seconds is cut off, and counts as a loop."""
    return min(MAX_TOKENS, int(TOKENS_SPARE + TOKENS_PER_S * seconds))


def max_tokens_live(seconds: float) -> int:
    """Return the same limit for a turn of a live conversation, where a loop must end sooner: 12 tokens, and 9 for each second."""
    return min(MAX_TOKENS, int(TOKENS_SPARE_LIVE + TOKENS_PER_S_LIVE * seconds))


def collapse_repeats(text: str) -> str:
    """Return a text that repeats one phrase as that phrase once, and any other text unchanged.

    The last repetition may be incomplete. A single word counts only from three times on: people do say "no no" and "bye bye".
    """
    pieces = text.split()
    words = [one[0] if (one := _words(piece)) else "" for piece in pieces]
    for period in range(1, len(words) // 2 + 1):
        if len(words) < 3 * period and period == 1:
            continue
        if all(
            _continues(word, words[index % period], last=index == len(words) - 1) for index, word in enumerate(words)
        ):
            return " ".join(pieces[:period])
    return text


def _continues(word: str, expected: str, *, last: bool) -> bool:
    """Tell whether a word is the expected one; the last word may be incomplete."""
    return word == expected or (last and bool(word) and expected.startswith(word))


def is_repetitive(text: str) -> bool:
    """Tell whether a text says the same thing over and over.

    Either it deflates too well, or it is one phrase of at least two words, repeated, the last time perhaps incomplete ("Who are you? Who
    are you? Who are"). A person may really have said it twice: then a second recognition costs time and returns the same text.
    """
    raw = text.encode()
    if raw and len(raw) / len(zlib.compress(raw)) > COMPRESSION:
        return True
    words = _words(text)
    return any(
        all(word == words[index % period] for index, word in enumerate(words))
        for period in range(2, len(words) // 2 + 1)
    )


def repeats_glossary(text: str, glossary: Sequence[str], seconds: float | None = None) -> bool:
    """Tell whether a text only reads the glossary back: its words are three of it, two terms in their order, or too few for so many seconds.

    Backwards speech of 2.3 s was written down as "Chatterbot." with the probabilities of a name that was said (-0.58, 0.10), a tone of half
    a second that trembled like a laugh as "Chatterbot, Lumi.", the bot's two names in the order in which they were given.
    """
    words, known = _words(text), {word for term in glossary for word in _words(term)}
    if not words or not known.issuperset(words):
        return False
    terms = [_words(term) for term in glossary]
    if any(words == [*first, *second] for first, second in itertools.pairwise(terms)):
        return True
    slow = seconds is not None and seconds >= SLOW_S and sum(map(len, words)) / seconds < SLOW_LETTERS_PER_S
    return len(words) >= 3 or slow


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
