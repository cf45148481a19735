"""What people think: 👍 and 👎 under every answer, and /feedback."""

from __future__ import annotations

import lightbulb

from chatterbot import models
from chatterbot.discord import Context, InteractionContext, Loader, TextContext, TurnLookup, replies
from chatterbot.teaching import Teaching

__all__ = ()

loader = Loader()


@loader.button(replies.VOTE_UP)
async def on_vote_up(context: InteractionContext, turns: TurnLookup, teaching: Teaching) -> None:
    """👍: one vote a person; the last one counts."""
    turn = await turns.of_id(context, int(context.message.id))
    await teaching.feedback(context.scope_id, context.author_id, vote=models.Vote.UP, turn=turn)
    await context.answer(context.translate("feedback-up"))


@loader.button(replies.VOTE_DOWN)
async def on_vote_down(context: InteractionContext, turns: TurnLookup, teaching: Teaching) -> None:
    """👎: one vote a person, and what could be done about it."""
    turn = await turns.of_id(context, int(context.message.id))
    await teaching.feedback(context.scope_id, context.author_id, vote=models.Vote.DOWN, turn=turn)
    await context.answer(
        context.translate("feedback-down"), buttons=replies.offers(context.translate, int(context.message.id))
    )


async def feedback(context: Context, teaching: Teaching, text: str, rating: int | None = None) -> None:
    """Keep what a person thinks of the bot."""
    await teaching.feedback(context.scope_id, context.author_id, text=text, rating=rating)
    await context.answer(context.translate("feedback-thanks"))


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
    async def invoke(self, _: lightbulb.Context, context: Context, teaching: Teaching) -> None:
        await feedback(context, teaching, self.text, self.rating)


@loader.text_command("command-feedback")
async def feedback_text(context: TextContext, teaching: Teaching) -> None:
    """``!feedback words``."""
    await feedback(context, teaching, context.arguments)
