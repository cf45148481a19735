"""Which of the replies of an answer is given: one in the asker's language, in turn, and never one twice running in a channel."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Sequence
from typing import Final, Protocol

from chatterbot import models
from chatterbot.engine import AnswerCandidate
from chatterbot.speech.tts import detect_language
from chatterbot.store import AnswerReply, Store, barring_key

__all__ = ("AnswerChooser", "ChosenReply", "GuildLanguages")

LOOKED_AT: Final = 10
"""Exchanges of a channel in which the reply given last is looked for after a restart."""
MOST_REMEMBERED: Final = 10_000
"""Answers of channels of which is remembered which reply was given last, about 200 bytes each."""
FEWEST_LETTERS: Final = 4
"""Letters that a question needs to show a language: "ok" is said in many."""


class GuildLanguages(Protocol):
    """Knows the language that a scope chose (`preferences.Preferences` does)."""

    async def language(self, scope_id: int) -> str | None:
        """Return its code; `None`: it chose none."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class ChosenReply:
    """The reply to give."""

    text: str
    example_id: int
    """The example that has it."""
    extras: models.AnswerExtras | None
    answer: int | None
    """The answer's key, if it has other replies, too."""


class AnswerChooser:
    """Chooses among the replies of an answer."""

    def __init__(self, store: Store, languages: GuildLanguages) -> None:
        self._store = store
        self._languages = languages
        # By key: the words belong to those who taught them, and go when they are erased.
        self._given: collections.OrderedDict[tuple[int, int, int], int] = collections.OrderedDict()

    async def choose(
        self, prompt: models.Prompt, dataset_id: int, candidate: AnswerCandidate, barred: Collection[int] = ()
    ) -> ChosenReply | None:
        """Return the reply to give; `None` if the answer has none (any more), or none that may be given to this question.

        Parameters
        ----------
        candidate
            The answer that meaning chose.
        barred
            Keys of replies that must not be given to this question (`store.barring_key`).
        """
        if candidate.answer is None:
            return None
        nearest = candidate.example_id
        replies = await self._store.answers.replies(prompt.scope_id, dataset_id, nearest, candidate.answer)
        allowed = [each for each in replies if not barred or barring_key(each.text) not in barred]
        if not allowed:
            return None
        chosen, several = allowed[0], len(replies) > 1
        if len(allowed) > 1:
            spoken = await self._in_language(prompt, allowed)
            chosen = await self._next(prompt, candidate.answer, spoken)
        return ChosenReply(
            chosen.text, chosen.example_for(nearest), chosen.extras, candidate.answer if several else None
        )

    def given(self, scope_id: int, channel_id: int, reply: models.Reply) -> None:
        """Note that a reply was given in a channel."""
        if reply.answer is None:
            return
        place = scope_id, channel_id, reply.answer
        self._given[place] = barring_key(reply.text)
        self._given.move_to_end(place)
        if len(self._given) > MOST_REMEMBERED:
            self._given.popitem(last=False)

    async def _in_language(self, prompt: models.Prompt, replies: Sequence[AnswerReply]) -> Sequence[AnswerReply]:
        """Return the replies in the asker's language; if there are none, those in the guild's; if there are none either, all."""
        written = [each.language or detect_language(each.text) for each in replies]
        if len(set(written)) < 2:
            return replies
        guild = await self._languages.language(prompt.scope_id)
        likely = [] if guild is None else [guild]
        clear = sum(letter.isalpha() for letter in prompt.text) >= FEWEST_LETTERS
        for language in (detect_language(prompt.text, likely) if clear else None, guild):
            found = [each for each, own in zip(replies, written, strict=True) if own and own == _plain(language)]
            if found:
                return found
        return replies

    async def _next(self, prompt: models.Prompt, answer: int, replies: Sequence[AnswerReply]) -> AnswerReply:
        """Return the reply after the one that was given last in this channel; the latest taught comes first."""
        keys = [barring_key(each.text) for each in replies]
        last = self._given.get((prompt.scope_id, prompt.channel_id, answer))
        if last is None:
            turns = await self._store.turns.recent(prompt.scope_id, prompt.channel_id, LOOKED_AT)
            given = (barring_key(turn.reply.text) for turn in turns)
            last = next((key for key in given if key in keys), None)
        return replies[(keys.index(last) + 1) % len(replies)] if last in keys else replies[0]


def _plain(language: str | None) -> str | None:
    """Return a language's code without its country."""
    return None if language is None else language.partition("-")[0].casefold()
