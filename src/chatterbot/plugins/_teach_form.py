"""The form that teaches the question of an exchange, and the change that it asks for."""

from __future__ import annotations

from typing import Final

from chatterbot import models
from chatterbot.discord import InteractionContext, Translator, components
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import ProposalKind

__all__ = ("ANSWER_LENGTH", "change_of", "fields")

ANSWER_LENGTH: Final = 4000
"""Characters of an answer (`teaching.Limits.reply_chars`; also Discord's limit for a field)."""


def fields(translate: Translator, turn: models.Turn, answer_label: str, answer: str = "") -> list[components.Field]:
    """Return the fields for the question, which the exchange gives, and for its answer.

    Parameters
    ----------
    answer_label
        Key of what stands above the answer.
    answer
        What the answer is at first.
    """
    question = components.Field(
        "question", translate("correct-form-question"), turn.prompt, long=True, max_length=models.LONGEST_PROMPT
    )
    hint = translate("correct-form-answer-hint")
    return [
        question,
        components.Field("answer", translate(answer_label), answer, hint, long=True, max_length=ANSWER_LENGTH),
    ]


def change_of(context: InteractionContext, turn: models.Turn) -> ProposedChange:
    """Return the change that a submitted form asks for."""
    question = context.field("question")
    return ProposedChange(
        guild_id=context.scope_id,
        channel_id=turn.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.TEACH,
        question=question,
        present="",
        better=context.field("answer"),
        turn=turn,
        asker_id=turn.author_id if question == turn.prompt.strip() else None,
        source=CHAT,
    )
