"""Asking a person what they meant: one question at a time, rarely, and never twice in a row."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Final

from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.agreement import Agreement, understand
from chatterbot.dialogue.interfaces import Assistant, SpokenExchange, SpokenSuggestion
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.pending_turn import PendingTurn

__all__ = ("AskedBack", "AskingBack")

MOST_ASKED: Final = 2
"""Suggestions about which a person is asked, one after the other."""


@dataclasses.dataclass(slots=True, eq=False, repr=False)
class AskedBack:
    """What a person was asked, until they answer.

    Parameters
    ----------
    exchange
        Their question.
    pending
        The turn in reply to which they were asked last.
    asked
        About how many suggestions they were asked.
    """

    exchange: SpokenExchange
    pending: PendingTurn
    asked: int = 1

    @property
    def heard(self) -> bool:
        """Whether the person heard the question, or its beginning."""
        return self.pending.speech is not None and self.pending.speech.begun

    def meant(self, agreement: Agreement) -> SpokenSuggestion | None:
        """Return the suggestion that a person agrees to; `None`: none of those they were asked about."""
        place = {Agreement.YES: self.asked - 1, Agreement.FIRST: 0, Agreement.SECOND: 1}.get(agreement)
        return self.exchange.suggestions[place] if place is not None and place < self.asked else None

    @property
    def next(self) -> SpokenSuggestion | None:
        """The suggestion to ask about next; `None`: none is left."""
        further = self.exchange.suggestions[self.asked : MOST_ASKED]
        return further[0] if further else None


class AskingBack:
    """Who was asked what they meant in one call.

    Parameters
    ----------
    assistant
        Knows what may be meant.
    options
        How often a person is asked.
    """

    def __init__(self, assistant: Assistant, options: DialogueOptions) -> None:
        self._assistant = assistant
        self._options = options
        self._open: dict[int, AskedBack] = {}
        self._asked_at: dict[int, float] = {}
        self._in_a_row: set[int] = set()
        """Who was asked when the bot last had no answer for them."""

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered."""
        return {*self._open, *self._asked_at}

    def forget(self, user_id: int) -> None:
        """Remember nothing of a person."""
        self._open.pop(user_id, None)
        self._asked_at.pop(user_id, None)
        self._in_a_row.discard(user_id)

    def answered(self, user_id: int) -> None:
        """Note that a person got an answer: the next time there is none, they may be asked again."""
        self._in_a_row.discard(user_id)

    def drop(self, user_id: int) -> None:
        """Wait no longer for what a person meant: they speak of something else."""
        asked = self._open.pop(user_id, None)
        if asked is not None and not asked.heard:
            self._asked_at.pop(user_id, None)
            self._in_a_row.discard(user_id)

    async def look_up(self, exchange: SpokenExchange) -> None:
        """Look up what a person may have meant, if they certainly spoke to the bot and may be asked."""
        if exchange.why in {AddressReason.ALONE, AddressReason.CALLED} and self._may_ask(exchange.user_id):
            exchange.suggestions = await self._assistant.choices.suggestions(exchange)

    def begin(self, pending: PendingTurn, exchange: SpokenExchange) -> str:
        """Return the question to ask about an exchange without an answer, and wait for what the person says; empty: none is asked."""
        user_id = exchange.user_id
        if not exchange.suggestions or not self._may_ask(user_id):
            self._in_a_row.discard(user_id)
            return ""
        self._open[user_id] = AskedBack(exchange, pending)
        self._asked_at[user_id] = asyncio.get_running_loop().time()
        self._in_a_row.add(user_id)
        return self._assistant.choices.question(exchange.suggestions[0], exchange.language, another=False)

    def understand(self, user_id: int, said: str, *, follows_up: bool) -> Agreement | None:
        """Return what a person says to the question they were asked; `None`: they were asked none lately, or say something else.

        Parameters
        ----------
        follows_up
            Whether it follows soon upon what they heard of the bot.
        """
        asked = self._open.get(user_id)
        return understand(said) if asked is not None and asked.heard and follows_up else None

    def take(self, user_id: int) -> AskedBack | None:
        """Return what a person was asked, and wait for it no longer."""
        return self._open.pop(user_id, None)

    def another(self, asked: AskedBack, suggestion: SpokenSuggestion, pending: PendingTurn) -> str:
        """Return the question about the next suggestion, and wait again."""
        self._open[asked.exchange.user_id] = AskedBack(asked.exchange, pending, asked.asked + 1)
        return self._assistant.choices.question(suggestion, asked.exchange.language, another=True)

    def _may_ask(self, user_id: int) -> bool:
        now, before = asyncio.get_running_loop().time(), self._asked_at.get(user_id)
        rested = before is None or now - before >= self._options.ask_back_every_s
        return rested and user_id not in self._in_a_row
