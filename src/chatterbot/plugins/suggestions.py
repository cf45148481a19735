"""The buttons of "Did you mean ...?": the person chooses what they asked, and the bot learns from it what its server lets it learn."""

from __future__ import annotations

from collections.abc import Collection

import hikari

from chatterbot import errors, handover, models
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components, formatting, replies
from chatterbot.plugins import _asked_back
from chatterbot.proposals import CHAT, ChoiceLesson, ChoiceOutcome, ChosenAnswer, ProposedChange
from chatterbot.store import ProposalKind

__all__ = ()

loader = Loader[Container]()

REMEMBER = "remember"
"""On a private message to the person who chose; argument: the reply's message id."""


@loader.button(replies.SUGGESTION)
async def on_choose(context: InteractionContext, services: Container) -> None:
    """Put the chosen answer in the place of the question, and learn from the choice."""
    turn = await _asked(context, services)
    await context.defer()
    try:
        chosen = await services.conversation.choose(turn, context.number)
    except errors.NotFoundError:
        if not turn.reply.is_answer:
            await _take_away(context, services, turn)
        raise
    rich = await services.rich_answers.prepare(
        context.scope_id, chosen.channel_id, chosen.reply.text, chosen.reply.extras
    )
    shown = await replies.edit(services.bot.rest, chosen, chosen.reply.text, rich=rich)
    if not shown:
        await context.answer(context.translate("error-reply-gone"))
        return
    access = await _access(context, services)
    outcome = ChoiceOutcome(ChoiceLesson.NOTHING)
    if not services.scenes.memory.is_gone(
        chosen.prompt_message_id or 0
    ):  # who deleted their words wants nobody to keep them
        answer = ChosenAnswer(
            guild_id=context.scope_id,
            channel_id=chosen.channel_id,
            author_id=context.author_id,
            question=chosen.prompt,
            reply=chosen.reply,
            turn=chosen,
        )
        outcome = await services.choices.chose(answer, access)
    await _tell(context, chosen, outcome, may_remember=access is AccessLevel.TEACHER)


@loader.button(replies.NONE_MEANT)
async def on_none(context: InteractionContext, services: Container) -> None:
    """Say that the answer is not known: the person meant nothing of what was offered, and is not asked again."""
    turn = await _asked(context, services)
    if turn.reply.is_answer:
        raise errors.NotFoundError("error-suggestion-gone")
    await context.defer()
    await services.choices.none_meant(turn)
    text, buttons = await _unknown(context, services)
    await replies.edit(services.bot.rest, turn, text, buttons)
    await context.answer(context.translate("choice-none"))


async def _asked(context: InteractionContext, services: Container) -> models.Turn:
    """Return the exchange of the buttons' message, if the person asked the question."""
    turn = await services.turns.of_id(context, int(context.message.id))
    if turn.author_id != context.author_id:
        raise errors.RefusedError("error-only-asker")
    return turn


async def _access(context: InteractionContext, services: Container) -> AccessLevel:
    for level in (AccessLevel.TEACHER, AccessLevel.PROPOSER):
        if await services.access.may(level, context):
            return level
    return AccessLevel.EVERYONE


async def _tell(context: InteractionContext, turn: models.Turn, outcome: ChoiceOutcome, *, may_remember: bool) -> None:
    """Tell the person privately that their answer stands there now, and what is learned from their choice."""
    translate, question = context.translate, formatting.quoted(turn.prompt, 200)
    match outcome.lesson:
        case ChoiceLesson.TAUGHT:
            undo = [] if outcome.change_id is None else replies.undo_button(translate, outcome.change_id)
            await context.answer(translate("choice-learned", question=question), buttons=undo)
        case ChoiceLesson.PROPOSED:
            await context.answer(translate("choice-proposed", question=question, link=outcome.link))
        case ChoiceLesson.COUNTED:
            await context.answer(translate("choice-counted", count=outcome.people, link=outcome.link))
        case ChoiceLesson.AGREED:
            await context.answer(translate("choice-agreed", count=outcome.people, link=outcome.link))
        case ChoiceLesson.NOTHING if may_remember:
            button = components.Button(REMEMBER, translate("button-remember"), str(context.message.id), emoji="💡")
            await context.answer(translate("suggestion-remember", question=question), buttons=[button])
        case ChoiceLesson.NOTHING:
            await context.answer(translate("suggestion-done"))


@loader.listener(hikari.MessageDeleteEvent)
async def on_delete(event: hikari.MessageDeleteEvent, services: Container) -> None:
    """Delete what was asked back to a question that is deleted, as an answer goes that is still being written; answers stay."""
    await _withdraw(services, event, {int(event.message_id)})


@loader.listener(hikari.GuildBulkMessageDeleteEvent)
async def on_bulk_delete(event: hikari.GuildBulkMessageDeleteEvent, services: Container) -> None:
    """Do as for each of the deleted messages."""
    await _withdraw(services, event, frozenset(map(int, event.message_ids)))


async def _withdraw(
    services: Container,
    event: hikari.MessageDeleteEvent | hikari.GuildBulkMessageDeleteEvent,
    gone: Collection[int],
) -> None:
    """Delete the messages that ask back to questions that are gone: nobody else may choose there."""
    scope_id = _scope_of(services, event)
    if scope_id is None:
        return
    for turn in await services.conversation.recent_turns(scope_id, int(event.channel_id)):
        if turn.reply.is_answer or turn.prompt_message_id not in gone or turn.reply_message_id is None:
            continue
        await _asked_back.withdraw(services.bot.rest, int(event.channel_id), turn.reply_message_id)


def _scope_of(services: Container, event: hikari.MessageDeleteEvent | hikari.GuildBulkMessageDeleteEvent) -> int | None:
    """Return the guild of an event; of direct messages the person, if the bot has seen their channel."""
    if isinstance(event, (hikari.GuildMessageDeleteEvent, hikari.GuildBulkMessageDeleteEvent)):
        return int(event.guild_id)
    channels = services.bot.cache.get_dm_channel_ids_view()
    return next((int(person) for person, channel in channels.items() if channel == event.channel_id), None)


async def _take_away(context: InteractionContext, services: Container, turn: models.Turn) -> None:
    """Take the button away whose answer is gone; without another one it is said that the answer is not known."""
    left = [each for each in _asked_back.offered(context.message) if each != context.number]
    known = {each.id: each for each in await services.store.examples.examples(context.scope_id, left)}
    text, further = await _unknown(context, services)
    near = [known[each] for each in left if each in known]
    if near:
        text = context.translate("chat-did-you-mean", count=len(near))
        further = [*replies.suggestion_buttons(near), replies.none_button(context.translate), *further]
    await replies.edit(services.bot.rest, turn, text, further)


async def _unknown(context: InteractionContext, services: Container) -> tuple[str, list[components.Button]]:
    """Return what stands where nothing is known, and its buttons."""
    translate = context.translate
    chosen = await services.preferences.get(context.scope_id)
    may_teach = await services.access.may(AccessLevel.PROPOSER, context)
    buttons = replies.teach_button(translate) if may_teach else []
    if context.guild_id is not None and chosen.handover_channel is not None:
        buttons = [*buttons, handover.ask_button(translate)]
    return translate("chat-unknown" if may_teach else "chat-unknown-only"), buttons


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
