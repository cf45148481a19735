"""Against words that nobody said: Whisper answers silence, music and noise with subtitles it was trained on.

The first guard is the voice activity detector: without speech the recogniser is not asked. The numbers below separate 54 spoken sentences
(English and Russian, synthetic voices through Opus) from 28 recognitions of 14 noises; on speech ``no_speech`` was at most 0.21 and
``avg_logprob`` at least -1.0, on noise 0.47 to 0.85 and -0.8 to -2.7. faster-whisper's own rule (0.6 and -1.0) lets "EXPLOSION" through.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Final

__all__ = ("LEAST_SPEECH_S", "confidence", "echoes", "loops", "most_tokens", "most_tokens_live", "once", "was_said")

LEAST_SPEECH_S: Final = 0.16
"""Seconds of speech that the detector must have seen: five frames, as long as "no"."""
NO_SPEECH: Final = 0.4
"""Probability of nobody speaking above which nothing was said."""
DOUBTED: Final = -0.8
"""Mean log-probability below which a glossary may have misled the recogniser, and it is asked again without."""
LOGPROB: Final = -1.2
"""Mean log-probability of a token below which the words are guesses."""
DOUBTFUL_NO_SPEECH: Final = 0.3
"""Above this, the words must be likelier than `DOUBTFUL_LOGPROB`."""
DOUBTFUL_LOGPROB: Final = -0.8
COMPRESSION: Final = 2.4
"""Bytes by deflated bytes above which a text is a loop (Whisper's own limit); prose has 1 to 1.8."""
TOKENS_SPARE: Final = 16
TOKENS_PER_S: Final = 14
"""Tokens that a transcript may have: 16, and 14 for each second; the fastest of 54 test sentences, English or Russian, has 6 a second."""
TOKENS_SPARE_LIVE: Final = 12
TOKENS_PER_S_LIVE: Final = 9
MOST_TOKENS: Final = 224
"""Whisper's own limit for thirty seconds: half its context."""

CREDITS: Final = re.compile(
    r"(?:редактор субтитров|субтитры (?:сделал|делал|создавал|подогнал)|корректор [а-я]\.|dimatorzok|amara\.org|"
    r"subtitles by the|transcription by castingwords|продолжение следует\W*$)",
    re.IGNORECASE,
)
"""Lines of subtitles' authors that nobody says to a bot."""


def was_said(text: str, *, no_speech: float, avg_logprob: float | None) -> bool:
    """Whether a recogniser's words were spoken, by its own probabilities (`avg_logprob` is `None` where a server does not tell)."""
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text) or CREDITS.match(text):
        return False
    if no_speech > NO_SPEECH:
        return False
    if avg_logprob is None:
        return True
    return avg_logprob >= LOGPROB and (no_speech <= DOUBTFUL_NO_SPEECH or avg_logprob >= DOUBTFUL_LOGPROB)


def confidence(avg_logprob: float) -> float:
    """Give ``exp(avg_logprob)``: the geometric mean of the probabilities of a transcript's tokens, in [0, 1].

    It rises with the log-probability and nothing else. Clear speech has 0.7 to 0.95; below 0.45 about every third word is wrong.
    """
    return math.exp(min(0.0, avg_logprob))


def most_tokens(seconds: float) -> int:
    """Tokens after which a transcript of so many seconds is cut off, and taken for a loop."""
    return min(MOST_TOKENS, int(TOKENS_SPARE + TOKENS_PER_S * seconds))


def most_tokens_live(seconds: float) -> int:
    """Give the same for a turn of a live conversation, where a loop shall be left sooner: 12, and 9 for each second."""
    return min(MOST_TOKENS, int(TOKENS_SPARE_LIVE + TOKENS_PER_S_LIVE * seconds))


def once(text: str) -> str:
    """Give a text that says one phrase several times, the last time perhaps broken off, as that phrase once; any other as it is.

    A single word has to be there three times: "no no" is said, and "bye bye".
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
    """Whether a word is the expected one; the last may be broken off."""
    return word == expected or (last and bool(word) and expected.startswith(word))


def loops(text: str) -> bool:
    """Whether a text says the same thing over and over.

    Either it deflates too well, or it is one phrase of two words and more, repeated, the last time perhaps broken off ("Who are you? Who
    are you? Who are"). Somebody may really have said it twice: then a second look costs time, and confirms it.
    """
    raw = text.encode()
    if raw and len(raw) / len(zlib.compress(raw)) > COMPRESSION:
        return True
    words = _words(text)
    return any(
        all(word == words[index % period] for index, word in enumerate(words))
        for period in range(2, len(words) // 2 + 1)
    )


def echoes(text: str, glossary: Sequence[str]) -> bool:
    """Whether a text is the glossary read back: three or more of its words and none of anybody else's."""
    words, known = _words(text), {word for term in glossary for word in _words(term)}
    return len(words) >= 3 and known.issuperset(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
