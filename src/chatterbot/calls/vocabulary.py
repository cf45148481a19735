"""What a scope was taught, for speech: names and terms to expect in what people say, and answers to have ready as sound."""

from __future__ import annotations

import asyncio
import bisect
import collections
import dataclasses
import time
from collections.abc import Sequence
from typing import Final

from chatterbot import folding, models
from chatterbot.dialogue import COMMON_WORDS, SoundAlikes
from chatterbot.speech.stt import choose_keyterms, choose_topic_words
from chatterbot.store import ExampleStore
from chatterbot.teaching import Teaching

__all__ = ("GuildVocabulary", "Vocabulary")

MOST_EXAMPLES: Final = 20_000
"""Examples that are read: 0.2 s of a thread. Of a larger set nothing is used; all works without it, only less well."""
MOST_ANSWERS: Final = 200
"""Answers, the latest first: an hour of speech, made in a few minutes on one core."""
FRESH_S: Final = 60.0
"""Seconds for which what was read is used, even if more is taught meanwhile: one example is not worth reading all again."""
MOST_SCOPES: Final = 200
"""Scopes kept in memory, about 20 KiB each."""


@dataclasses.dataclass(frozen=True, slots=True)
class GuildVocabulary:
    """What was read of a scope's active dataset."""

    terms: tuple[str, ...] = ()
    """Names and terms, and the words that its questions are about, for the recogniser."""
    answers: tuple[str, ...] = ()
    """Texts of answers, the latest first, each once."""
    questions: tuple[str, ...] = ()
    """Questions that have an answer, as `_plain` writes them, in alphabetical order."""

    alike: SoundAlikes = dataclasses.field(default_factory=SoundAlikes, compare=False)
    """Words of its questions, by their sound."""

    def begins_longer(self, text: str) -> bool:
        """Tell whether a known question begins with these words and goes on after them."""
        beginning = _plain(text) + " "
        place = bisect.bisect_left(self.questions, beginning)
        return place < len(self.questions) and self.questions[place].startswith(beginning)


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    known: GuildVocabulary
    version: tuple[int, ...]
    """Of what was read: the dataset, and `ExampleStore.version` before the reading."""
    read_at: float
    """`time.monotonic` then."""


class Vocabulary:
    """Reads a scope's examples at the first request, and again when they have changed."""

    def __init__(self, examples: ExampleStore, teaching: Teaching) -> None:
        self._examples = examples
        self._teaching = teaching
        self._entries: collections.OrderedDict[int, _Entry] = collections.OrderedDict()

    async def of(self, scope_id: int) -> GuildVocabulary:
        """Return the vocabulary of a scope.

        Raises
        ------
        errors.ServiceError
            If the database cannot be reached.
        """
        entry, now = self._entries.get(scope_id), time.monotonic()
        if entry is not None and now - entry.read_at < FRESH_S:
            return entry.known
        dataset = await self._teaching.indexes.ready(scope_id)
        version = dataset.id, *self._examples.version(scope_id)
        if entry is not None and entry.version == version:
            known = entry.known
        elif await self._examples.count(scope_id, dataset.id) > MOST_EXAMPLES:
            known = GuildVocabulary()
        else:
            examples = await self._examples.live_examples(scope_id, dataset.id)
            known = await asyncio.to_thread(_read, examples)
        self._entries[scope_id] = _Entry(known, version, now)
        self._entries.move_to_end(scope_id)
        if len(self._entries) > MOST_SCOPES:
            self._entries.popitem(last=False)
        return known


def _read(examples: Sequence[models.Example]) -> GuildVocabulary:
    texts = [text for example in examples for text in (example.prompt, example.reply) if text]
    latest = sorted(examples, key=lambda example: example.id, reverse=True)
    answers = dict.fromkeys(example.reply for example in latest if example.positive and example.reply)
    questions = {_plain(example.prompt) for example in examples if example.positive}
    asked = [(example.prompt, example.reply) for example in examples if example.positive]
    names = choose_keyterms(texts)
    terms = dict.fromkeys((*names, *choose_topic_words(asked, COMMON_WORDS)))
    words = collections.Counter(word for question in questions for word in question.split())
    alike = SoundAlikes((word for word, _ in words.most_common()), COMMON_WORDS)
    return GuildVocabulary(tuple(terms), tuple(answers)[:MOST_ANSWERS], tuple(sorted(questions)), alike)


def _plain(text: str) -> str:
    """Return a text in small letters, without punctuation and with one blank between words: so written and spoken texts are compared."""
    return " ".join(folding.words(text))
