"""Asking aloud what a person meant: the taught questions near theirs, and what is learned from a yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from chatterbot import errors, markup, models, texts
from chatterbot.calls.services import CallServices
from chatterbot.dialogue import SpokenExchange, SpokenSuggestion
from chatterbot.discord import AccessLevel, Translator
from chatterbot.preferences import GuildPreferences, TeacherMode
from chatterbot.proposals import ChosenAnswer

__all__ = ("CallChoices",)

LONGEST_QUESTION: Final = 90
"""Most characters of a taught question that are said: about six seconds. Of a longer one its first words are."""


class CallChoices:
    """What people in one call may mean (`dialogue.interfaces.SpokenChoices`).

    Parameters
    ----------
    prompt
        Makes a prompt of a person's words, by their id.
    words
        Returns the texts in a language.
    chosen
        Returns what the server wants.
    """

    def __init__(
        self,
        services: CallServices,
        *,
        prompt: Callable[[int, str], models.Prompt],
        words: Callable[[str], Translator],
        chosen: Callable[[], GuildPreferences],
    ) -> None:
        self._services = services
        self._prompt = prompt
        self._words = words
        self._chosen = chosen

    async def suggestions(self, exchange: SpokenExchange) -> Sequence[SpokenSuggestion]:
        """Return what a person may have meant, nearest first."""
        prompt = self._prompt(exchange.user_id, exchange.asked)
        found = await self._services.conversation.suggestions(prompt, exchange.reply)
        spoken = ((each.id, _spoken(each.prompt)) for each in found)
        return [SpokenSuggestion(example_id, question) for example_id, question in spoken if question]

    def question(self, suggestion: SpokenSuggestion, language: str, *, another: bool) -> str:
        """Return the words that ask whether the person means that."""
        translate = self._words(language)
        return translate("talk-or-mean" if another else "talk-did-you-mean", question=suggestion.question)

    async def meant(self, exchange: SpokenExchange, suggestion: SpokenSuggestion) -> models.Reply | None:
        """Return the answer to what the person meant."""
        prompt = self._prompt(exchange.user_id, exchange.asked)
        try:
            return await self._services.conversation.meant(prompt, exchange.reply, suggestion.example_id)
        except errors.NotFoundError:
            return None

    async def none_meant(self, exchange: SpokenExchange) -> None:
        """Take note that the person meant nothing of it, where what is said may be kept."""
        if isinstance(exchange.reference, models.Turn) and self._chosen().transcripts_kept:
            await self._services.choices.none_meant(exchange.reference)

    async def learn(self, exchange: SpokenExchange) -> None:
        """Learn from what a person agreed to, where what is said may be kept: a proposal for teachers quotes it."""
        chosen = self._chosen()
        if exchange.instead is None or not chosen.transcripts_kept:
            return
        prompt = self._prompt(exchange.user_id, exchange.asked)
        answer = ChosenAnswer(
            guild_id=prompt.scope_id,
            channel_id=exchange.place or prompt.channel_id,
            author_id=exchange.user_id,
            question=exchange.asked,
            reply=exchange.reply,
            turn=exchange.reference if isinstance(exchange.reference, models.Turn) else None,
            spoken=True,
        )
        managers_only = chosen.teachers is TeacherMode.MANAGERS
        await self._services.choices.chose(answer, AccessLevel.EVERYONE if managers_only else AccessLevel.PROPOSER)


def _spoken(question: str) -> str:
    """Return a taught question as it is said; empty if there is nothing to say. A voice raises itself at a question mark."""
    line = texts.one_line(markup.in_order(markup.plain(question)))
    if texts.is_blank(line) or not any(each.isalnum() for each in line):
        return ""
    if len(line) > LONGEST_QUESTION:
        return f"{texts.clip(line, LONGEST_QUESTION, whole_words=True).rstrip(' …,.;:')}?"
    return line if line.endswith(("?", "？", "؟")) else f"{line.rstrip('.,;:!')}?"
