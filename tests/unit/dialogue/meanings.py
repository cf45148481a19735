"""What people in the scripted call may mean, for the scenes in which the bot asks them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from chatterbot import models
from chatterbot.dialogue.interfaces import SpokenExchange, SpokenSuggestion

__all__ = ("Choices",)


@dataclasses.dataclass
class Choices:
    """What may be meant by which question, by the taught questions; each has the answer that the assistant knows."""

    answers: Mapping[str, str]
    near: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    gone: set[str] = dataclasses.field(default_factory=set)
    none: list[str] = dataclasses.field(default_factory=list)
    looked_up: list[str] = dataclasses.field(default_factory=list)

    async def suggestions(self, exchange: SpokenExchange) -> Sequence[SpokenSuggestion]:
        self.looked_up.append(exchange.asked)
        return [SpokenSuggestion(number, each) for number, each in enumerate(self.near.get(exchange.asked, ()))]

    def question(self, suggestion: SpokenSuggestion, language: str, *, another: bool) -> str:
        return f"{'or' if another else 'mean'} {suggestion.question}"

    async def meant(self, exchange: SpokenExchange, suggestion: SpokenSuggestion) -> models.Reply | None:
        if suggestion.question in self.gone:
            return None
        text = self.answers[suggestion.question]
        return models.Reply(text, models.ReplySource.TAUGHT, 0.4, 0.5, example_id=suggestion.example_id)

    async def none_meant(self, exchange: SpokenExchange) -> None:
        self.none.append(exchange.asked)
