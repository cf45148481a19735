"""What a scope was taught, as hearing and speaking want it: names and terms to expect, and answers to have ready."""

from __future__ import annotations

import asyncio
import bisect
import collections
import dataclasses
import time
from collections.abc import Sequence
from typing import Final

from chatterbot import folding, models
from chatterbot.speech.stt import choose_terms
from chatterbot.store import ExampleStore
from chatterbot.teaching import Teaching

__all__ = ("GuildVocabulary", "Vocabulary")

MOST_EXAMPLES: Final = 20_000
"""Examples that are read through: 0.2 s of a worker. Of a larger set nothing is looked up; everything works without."""
MOST_ANSWERS: Final = 200
"""Answers, the latest first: an hour of speech, made in some minutes of one core."""
FRESH_S: Final = 60.0
"""Seconds for which what was read counts, whatever is taught meanwhile: a lesson is not worth another reading at once."""
MOST_SCOPES: Final = 200
"""Scopes kept in memory, some 20 KiB each."""


@dataclasses.dataclass(frozen=True, slots=True)
class GuildVocabulary:
    """What was read of a scope's active dataset."""

    terms: tuple[str, ...] = ()
    """Names and terms, for the recogniser."""
    answers: tuple[str, ...] = ()
    """Texts of answers, the latest first, each once."""
    questions: tuple[str, ...] = ()
    """What is answered, as `_plain` writes it, in alphabetical order."""

    def begins_longer(self, text: str) -> bool:
        """Whether a question begins with these words, and has more of them."""
        beginning = _plain(text) + " "
        place = bisect.bisect_left(self.questions, beginning)
        return place < len(self.questions) and self.questions[place].startswith(beginning)


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    known: GuildVocabulary
    version: tuple[int, ...]
    """Of what was read: the dataset, and what `ExampleStore.version` said before."""
    read_at: float


class Vocabulary:
    """Reads a scope's examples when first asked, and again when they have changed."""

    def __init__(self, examples: ExampleStore, teaching: Teaching) -> None:
        self._examples = examples
        self._teaching = teaching
        self._entries: collections.OrderedDict[int, _Entry] = collections.OrderedDict()

    async def of(self, scope_id: int) -> GuildVocabulary:
        """Give what is known of a scope.

        Raises
        ------
        errors.ServiceError
            If the database is out of reach.
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
    return GuildVocabulary(choose_terms(texts), tuple(answers)[:MOST_ANSWERS], tuple(sorted(questions)))


def _plain(text: str) -> str:
    """Small letters and digits, one blank between words: as alike as what was written and what was heard can be."""
    return " ".join(folding.words(text))
