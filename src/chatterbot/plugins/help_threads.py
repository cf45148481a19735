"""Help threads: "Solved" below the answer to a thread's first post."""

from __future__ import annotations

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components, replies

__all__ = ("loader",)

loader = Loader[Container]()


@loader.button(replies.SOLVED)
async def on_solved(context: InteractionContext, services: Container) -> None:
    """Mark the question as solved by the answer, and count that as a 👍; for the person who asked, and for teachers."""
    turn = await services.turns.of_id(context, int(context.message.id))
    if turn.author_id != context.author_id and not await services.access.may(AccessLevel.TEACHER, context):
        raise errors.RefusedError("error-solved-who")
    await context.defer()  # editing the message may have to wait for Discord's rate limit
    await services.teaching.feedback(context.scope_id, context.author_id, vote=models.Vote.UP, turn=turn)
    translate = await services.languages.of_message(context.scope_id, turn.prompt)
    shown = [*replies.votes(), replies.solved_button(translate, disabled=True)]
    await services.bot.rest.edit_message(context.channel_id, context.message.id, components=components.rows(*shown))
    await context.answer(context.translate("solved-thanks"))
