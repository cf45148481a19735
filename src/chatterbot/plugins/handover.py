"""Hands a question that the bot cannot answer over to people ("Ask a person"), and brings the answer back."""

from __future__ import annotations

import contextlib

import hikari

from chatterbot import errors
from chatterbot import handover as handovers
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components, formatting, replies, sending
from chatterbot.handover import cards
from chatterbot.plugins import _changes
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import HandoverRecord, HandoverStatus, ProposalKind

__all__ = ("loader",)

loader = Loader[Container]()


# -- who asked -------------------------------------------------------------------------------------------------------


@loader.button(handovers.ASK)
async def on_ask(context: InteractionContext, services: Container) -> None:
    """Hand the question over."""
    turn = await services.turns.of_id(context, int(context.message.id))
    if turn.author_id != context.author_id:
        raise errors.RefusedError("error-only-asker")
    if await services.conversation.present(turn):
        raise errors.RefusedError("error-handover-answered")
    await context.defer()
    record = await services.handovers.ask(turn, await services.preferences.get(context.scope_id))
    await context.answer(context.translate("handover-asked"), buttons=cards.asked_buttons(context.translate, record))
    await _swap(context, services, record, handovers.ASK, *cards.asked_buttons(context.translate, record))


@loader.button(handovers.WITHDRAW)
async def on_withdraw(context: InteractionContext, services: Container) -> None:
    """Take the question back."""
    record = await services.handovers.kept.get(context.scope_id, context.number)
    if record is None or (record.asker_id == context.author_id and not record.waits):
        raise errors.NotFoundError("error-handover-gone" if record is None else "error-handover-decided")
    if record.asker_id != context.author_id:
        raise errors.RefusedError("error-only-asker")
    await context.defer()
    await services.handovers.withdraw(record)
    await context.answer(context.translate("handover-withdrawn"))
    await _swap(context, services, record, handovers.WITHDRAW, handovers.ask_button(context.translate))


async def _swap(
    context: InteractionContext, services: Container, record: HandoverRecord, verb: str, *instead: components.Button
) -> None:
    """Put other buttons in the place of one under the bot's reply; the others stay."""
    message: hikari.PartialMessage = context.message
    # What was done stands in the person's own message; that the reply shows it, too, is only a help.
    with contextlib.suppress(hikari.NotFoundError, hikari.ForbiddenError):
        if message.id != record.reply_message_id:
            message = await services.bot.rest.fetch_message(record.channel_id, record.reply_message_id)
        shown: list[components.Button] = []
        rows = [row for row in message.components or () if isinstance(row, hikari.ActionRowComponent)]
        for part in (part for row in rows for part in row.components):
            if not isinstance(part, hikari.ButtonComponent) or part.custom_id is None:
                continue
            name, argument = components.split_custom_id(part.custom_id)
            if name == verb:
                shown += instead
                continue
            style = hikari.ButtonStyle.PRIMARY if name == replies.TEACH else hikari.ButtonStyle.SECONDARY
            emoji = None if part.emoji is None else str(part.emoji)
            shown.append(components.Button(name, part.label or "", argument, emoji=emoji, style=style))
        await services.bot.rest.edit_message(
            record.channel_id,
            record.reply_message_id,
            components=components.rows(*shown),
            **sending.NO_MENTIONS,
        )


# -- who helps -------------------------------------------------------------------------------------------------------


@loader.button(handovers.TAKE)
async def on_take(context: InteractionContext, services: Container) -> None:
    """Say that one is writing an answer."""
    await context.defer()
    await services.handovers.take(context.scope_id, int(context.message.id), context.author_id)
    await context.answer(context.translate("handover-taken"))


@loader.button(handovers.GIVE_BACK)
async def on_give_back(context: InteractionContext, services: Container) -> None:
    """Leave the question to others again."""
    await context.defer()
    await services.handovers.give_back(context.scope_id, int(context.message.id))
    await context.answer(context.translate("handover-given-back"))


@loader.button(handovers.ANSWER)
async def on_answer(context: InteractionContext, services: Container) -> None:
    """Open the form of the answer, and say on the card who is writing."""
    translate, card_id = context.translate, int(context.message.id)
    (first, *_) = await services.handovers.waiting_on(context.scope_id, card_id)
    await context.ask(
        handovers.ANSWER,
        translate("handover-form-title"),
        [
            components.Field(
                "answer",
                translate("handover-form-answer"),
                placeholder=formatting.isolated(first.question, 100),
                long=True,
                max_length=cards.LONGEST_ANSWER,
            )
        ],
    )
    if first.status is HandoverStatus.OPEN:
        await services.handovers.take(context.scope_id, card_id, context.author_id)


@loader.form(handovers.ANSWER)
async def on_answered(context: InteractionContext, services: Container) -> None:
    """Send the answer to who asked."""
    answer = context.field("answer")
    if not answer:
        raise errors.InvalidInputError("error-handover-empty")
    await context.defer()
    await _decide(context, services, answer, declined=False)


@loader.button(handovers.DECLINE)
async def on_decline(context: InteractionContext, services: Container) -> None:
    """Open the form of the reason."""
    translate = context.translate
    await services.handovers.waiting_on(context.scope_id, int(context.message.id))
    await context.ask(
        handovers.DECLINE,
        translate("handover-form-decline-title"),
        [components.Field("reason", translate("handover-form-reason"), long=True, max_length=cards.LONGEST_REASON)],
    )


@loader.form(handovers.DECLINE)
async def on_declined(context: InteractionContext, services: Container) -> None:
    """Tell who asked why there will be no answer."""
    reason = context.field("reason")
    if not reason:
        raise errors.InvalidInputError("error-handover-empty")
    await context.defer()
    await _decide(context, services, reason, declined=True)


async def _decide(context: InteractionContext, services: Container, words: str, *, declined: bool) -> None:
    card_id = int(context.message.id)
    try:
        waiting = await services.handovers.waiting_on(context.scope_id, card_id)
        reached = await services.handovers.decide(
            context.scope_id, card_id, context.author_id, words, declined=declined
        )
    except errors.UserError:
        # Somebody else was quicker: what was written is not lost.
        await context.answer(context.translate("handover-too-late", text=formatting.clipped(words, 900)))
        return
    await context.answer(context.translate("handover-sent" if reached else "handover-unreachable"))
    for record in waiting:  # what has its answer cannot be taken back any more
        await _swap(context, services, record, handovers.WITHDRAW)


@loader.button(handovers.TEACH, access=AccessLevel.PROPOSER)
async def on_teach(context: InteractionContext, services: Container) -> None:
    """Teach the helper's answer, credited to the helper, or propose it; the reply that did not know it then shows it."""
    card_id = int(context.message.id)
    found = await services.handovers.on_card(context.scope_id, card_id)
    answered = {HandoverStatus.ANSWERED, HandoverStatus.UNREACHABLE}
    record = next((each for each in found if each.status in answered and each.answer), None)
    if record is None:
        raise errors.NotFoundError("error-handover-gone")
    turn = await services.store.turns.by_message(context.scope_id, record.reply_message_id)
    if turn is not None and await services.conversation.present(turn):
        raise errors.InvalidInputError("error-taught-already")
    change = ProposedChange(
        guild_id=context.scope_id,
        channel_id=context.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.TEACH,
        question=record.question,
        present="",
        better=record.answer,
        turn=turn,
        asker_id=record.asker_id,
        credited_id=record.helper_id,
        origin=cards.link(record),
        source=CHAT,
    )
    await _changes.submit(context, services, change)
    await services.handovers.redraw(context.scope_id, card_id)
