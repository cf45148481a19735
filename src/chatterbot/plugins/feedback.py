"""What people think: 👍 and 👎 under every answer, and /feedback."""

from __future__ import annotations

import lightbulb

from chatterbot import models
from chatterbot.discord import replies
from chatterbot.discord.context import Context, InteractionContext, TextContext
from chatterbot.discord.loader import Loader
from chatterbot.discord.turn_lookup import TurnLookup
from chatterbot.teaching import Teaching

__all__ = ()

loader = Loader()


@loader.button(replies.VOTE_UP)
async def on_vote_up(request: InteractionContext, turns: TurnLookup, teaching: Teaching) -> None:
    """👍: one vote a person; the last one counts."""
    turn = await turns.of_id(request, int(request.message.id))
    await teaching.feedback(request.scope_id, request.author_id, vote=models.Vote.UP, turn=turn)
    await request.answer(request.words("feedback-up"))


@loader.button(replies.VOTE_DOWN)
async def on_vote_down(request: InteractionContext, turns: TurnLookup, teaching: Teaching) -> None:
    """👎: one vote a person, and what could be done about it."""
    turn = await turns.of_id(request, int(request.message.id))
    await teaching.feedback(request.scope_id, request.author_id, vote=models.Vote.DOWN, turn=turn)
    await request.answer(request.words("feedback-down"), buttons=replies.offers(request.words, int(request.message.id)))


async def feedback(request: Context, teaching: Teaching, text: str, rating: int | None = None) -> None:
    """Keep what a person thinks of the bot."""
    await teaching.feedback(request.scope_id, request.author_id, text=text, rating=rating)
    await request.answer(request.words("feedback-thanks"))


@loader.command
class Feedback(lightbulb.SlashCommand, name="command-feedback", description="command-feedback-about", localize=True):
    """Say what you think of the bot."""

    text = lightbulb.string("option-feedback-text", "option-feedback-text-about", localize=True, max_length=2000)
    rating = lightbulb.integer(
        "option-feedback-rating",
        "option-feedback-rating-about",
        localize=True,
        min_value=1,
        max_value=5,
        default=None,
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, request: Context, teaching: Teaching) -> None:
        await feedback(request, teaching, self.text, self.rating)


@loader.text_command("command-feedback")
async def feedback_text(request: TextContext, teaching: Teaching) -> None:
    """``!feedback words``."""
    await feedback(request, teaching, request.arguments)
