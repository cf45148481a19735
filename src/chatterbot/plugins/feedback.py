"""What people think: 👍 and 👎 under every answer, and /feedback."""

from __future__ import annotations

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import Context, HelpSection, InteractionContext, Loader, options, replies
from chatterbot.plugins import kept_answers

__all__ = ()

loader = Loader[Container]()


@loader.command(
    "feedback",
    section=HelpSection.TALK,
    position=9,
    options=[
        options.text("text", max_length=2000),
        options.integer("rating", min_value=1, max_value=5),
    ],
)
async def feedback(context: Context, services: Container, text: str, rating: int | None = None) -> None:
    """Keep what a person thinks of the bot."""
    await services.teaching.feedback(context.scope_id, context.author_id, text=text, rating=rating)
    await context.answer(context.translate("feedback-thanks"))


@loader.button(replies.VOTE_UP)
async def on_vote_up(context: InteractionContext, services: Container) -> None:
    """👍: one vote a person; the last one counts."""
    turn = await services.turns.of_id(context, int(context.message.id), context.message.content or "")
    await services.teaching.feedback(context.scope_id, context.author_id, vote=models.Vote.UP, turn=turn)
    translate = context.translate
    offered = await kept_answers.offer(context, services, turn)
    text = translate("feedback-up")
    await context.answer(f"{text}\n{translate('keep-offer')}" if offered else text, buttons=offered)


@loader.button(replies.VOTE_DOWN)
async def on_vote_down(context: InteractionContext, services: Container) -> None:
    """👎: one vote a person, and what could be done about it."""
    turn = await services.turns.of_id(context, int(context.message.id), context.message.content or "")
    await services.teaching.feedback(context.scope_id, context.author_id, vote=models.Vote.DOWN, turn=turn)
    await context.answer(
        context.translate("feedback-down"), buttons=replies.offers(context.translate, int(context.message.id))
    )
