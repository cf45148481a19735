"""The buttons of "Did you mean ...?": the person chooses what they asked, and may have their wording remembered."""

from __future__ import annotations

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components, formatting, replies
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import ProposalKind

__all__ = ()

loader = Loader[Container]()

REMEMBER = "remember"
"""On a private message to the person who chose; argument: the reply's message id."""


@loader.button(replies.SUGGESTION)
async def on_choose(context: InteractionContext, services: Container) -> None:
    """Put the chosen answer in the place of the question, and offer to remember the wording."""
    turn = await services.turns.of_id(context, int(context.message.id))
    if turn.author_id != context.author_id:
        raise errors.RefusedError("error-only-asker")
    await context.defer()
    chosen = await services.conversation.choose(turn, context.number)
    rich = await services.rich_answers.prepare(
        context.scope_id, chosen.channel_id, chosen.reply.text, chosen.reply.extras
    )
    shown = await replies.edit(services.bot.rest, chosen, chosen.reply.text, rich=rich)
    translate = context.translate
    if not shown:
        await context.answer(translate("error-reply-gone"))
    elif await services.access.may(AccessLevel.PROPOSER, context):
        button = components.Button(REMEMBER, translate("button-remember"), str(context.message.id), emoji="💡")
        question = formatting.quoted(chosen.prompt, 200)
        await context.answer(translate("suggestion-remember", question=question), buttons=[button])
    else:
        await context.answer(translate("suggestion-done"))


@loader.button(REMEMBER, access=AccessLevel.PROPOSER)
async def on_remember(context: InteractionContext, services: Container) -> None:
    """Teach that the person's wording has the chosen answer, or propose it."""
    turn = await services.turns.of_id(context, context.number)
    shown = await services.conversation.present(turn)
    if turn.author_id != context.author_id or not turn.reply.text or shown != turn.reply.text:  # corrected meanwhile
        raise errors.NotFoundError("error-suggestion-gone")
    example = (await services.conversation.explain(context.scope_id, turn)).example
    credited = None if example is None else models.credited(example, context.author_id)
    if not await services.access.may(AccessLevel.TEACHER, context):
        await context.defer()
        posted = await services.proposals.propose(_wanted(context, turn, credited))
        await context.answer(context.translate("proposal-waits", link=posted.link))
        return
    label = None if example is None else example.label
    wording = models.NewExample(turn.prompt, None if label else turn.reply.text, label, credited_id=credited)
    taught = await services.teaching.teach(context.scope_id, context.author_id, [wording], source="chat", turn=turn)
    if not taught.added:
        raise errors.InvalidInputError("error-taught-already")
    translate = context.translate
    question, answer = formatting.quoted(turn.prompt, 200), formatting.quoted(turn.reply.text, 300)
    learned = translate("learned-pair", question=question, answer=answer)
    await context.replace(
        f"{translate('teach-done')}\n{learned}", buttons=replies.undo_button(translate, taught.change_id)
    )


def _wanted(context: InteractionContext, turn: models.Turn, credited_id: int | None) -> ProposedChange:
    return ProposedChange(
        guild_id=context.scope_id,
        channel_id=turn.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.TEACH,
        question=turn.prompt,
        present="",
        better=turn.reply.text,
        turn=turn,
        credited_id=credited_id,
        source=CHAT,
    )
