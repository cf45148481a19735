"""Corrections: the context menu, /correct, "Teach me", "Not this", forgetting and undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    TextContext,
    components,
    formatting,
    is_reference,
    options,
    replies,
)
from chatterbot.generation import answer_words
from chatterbot.plugins import _changes, _rejected, _teach_form
from chatterbot.plugins._teach_form import ANSWER_LENGTH
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import ProposalKind
from chatterbot.teaching import triggers

__all__ = ("recent_replies", "show", "undo")

loader = Loader[Container]()

PROPOSER: Final = AccessLevel.PROPOSER
CORRECTION: Final = "correction"
EXAMPLE: Final = "lesson"
"""Verbs of the two forms; argument: the reply's message id."""
PATIENCE_S: Final = 0.5
"""Seconds for which the list of recent replies waits for one that is being recorded: with more, typing feels slow."""
FORGET_YES: Final = "forget-yes"
FORGET_NO: Final = "forget-no"
"""Verbs of the buttons under the question whether somebody else's example is to be forgotten; argument of the first: its id."""


# -- choosing the reply -------------------------------------------------------------------------------------------------


async def recent_replies(
    request: CompletionRequest, services: Container, *, answered: bool = False
) -> list[tuple[str, str]]:
    """Return recent replies in this channel, those that hold what was typed so far; with `answered`, only those with an answer."""
    await services.queues.settled(request.channel_id, PATIENCE_S)
    typed = request.text.casefold()
    found: list[tuple[str, str]] = []
    for turn in await services.conversation.recent_turns(request.scope_id, request.channel_id):
        name = f"{formatting.isolated(turn.prompt, 45)} → {formatting.isolated(turn.reply.text, 50) or '…'}"
        if answered and not turn.reply.text:
            continue
        if turn.reply_message_id and typed in f"{turn.prompt}\n{turn.reply.text}\n{turn.reply_message_id}".casefold():
            found.append((name, str(turn.reply_message_id)))
    return found


# -- correcting --------------------------------------------------------------------------------------------------------


async def ask_correction(context: InteractionContext, services: Container, turn: models.Turn) -> None:
    """Open the form with the question and the present answer filled in."""
    translate = context.translate
    present = await services.conversation.present(turn)
    await context.ask(
        CORRECTION,
        translate("correct-form-title"),
        [
            components.Field(
                "question", translate("correct-form-question"), turn.prompt, long=True, max_length=models.LONGEST_PROMPT
            ),
            components.Field(
                "answer",
                translate("correct-form-answer"),
                present[:ANSWER_LENGTH],
                placeholder=translate("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(turn.reply_message_id),
    )


async def _correct(
    context: Context, services: Container, turn: models.Turn, better: str, *, question: str | None = None
) -> None:
    """Teach the better answer and put it in the place of the reply, or propose that."""
    if turn.reply.source is models.ReplySource.TRIGGER:
        await _correct_trigger(context, services, turn, better)
        return
    present = await services.conversation.present(turn)
    change = ProposedChange(
        guild_id=context.scope_id,
        channel_id=turn.channel_id,
        author_id=context.author_id,
        question=turn.prompt if question is None else question,
        present=present,
        better=better,
        turn=turn,
        source=CHAT,
    )
    await _changes.submit(context, services, change)


async def _correct_trigger(context: Context, services: Container, turn: models.Turn, better: str) -> None:
    """Let the trigger that gave a reply give a better one: teaching the question would change nothing, as the trigger comes first."""
    await context.defer()
    if not await services.access.may(AccessLevel.TEACHER, context):
        raise errors.RefusedError("error-trigger-correct")
    changed = await triggers.correct(services.teaching.changes, context.scope_id, context.author_id, turn, better)
    trigger, translate = changed.trigger, context.translate
    rich = await services.rich_answers.prepare(turn.scope_id, turn.channel_id, trigger.reply, trigger.extras)
    edited = await replies.edit(services.bot.rest, turn, trigger.reply, rich=rich)
    lines = [
        translate("trigger-corrected", pattern=formatting.code(trigger.pattern)),
        formatting.quoted(trigger.reply, 300),
        translate("correct-instead", answer=formatting.quoted(turn.reply.text, 200)),
    ]
    if not edited:
        lines.append(translate("correct-not-edited"))
    message_id = turn.reply_message_id if edited else None
    await context.answer("\n".join(lines), buttons=replies.undo_button(translate, changed.change_id, message_id))


async def show(
    services: Container, turn: models.Turn, text: str, buttons: Sequence[components.Component] | None = None
) -> bool:
    """Put a reply's present text in its message, with what goes along with it. Return whether that was possible."""
    extras = await services.conversation.extras(turn)
    rich = await services.rich_answers.prepare(turn.scope_id, turn.channel_id, text, extras)
    return await replies.edit(services.bot.rest, turn, text, buttons, rich=rich)


@loader.message_command("correct", access=PROPOSER)
async def correct_this_reply(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Open the form about the reply whose context menu it is."""
    await ask_correction(context, services, await services.turns.of_target(context, message))


@loader.button(replies.CORRECT, access=PROPOSER)
async def on_correct(context: InteractionContext, services: Container) -> None:
    """Open the form, from "Correct" on a private message about a reply."""
    await ask_correction(context, services, await services.turns.of_id(context, context.number))


@loader.form(CORRECTION, access=PROPOSER)
async def on_correction(context: InteractionContext, services: Container) -> None:
    """Teach what the correction form says."""
    turn = await services.turns.of_id(context, context.number)
    await _correct(context, services, turn, context.field("answer"), question=context.field("question"))


@loader.command(
    "correct",
    section=HelpSection.TEACH,
    position=1,
    access=PROPOSER,
    options=[
        options.text("message", autocomplete=recent_replies, recognise=is_reference),
        options.text("correction", max_length=ANSWER_LENGTH, free=True),
    ],
    former_names=["исправить"],
)
async def correct(context: Context, services: Container, message: str, correction: str) -> None:
    """Correct a reply by its id or link, or the one that the text command is a reply to."""
    replied = context.message.referenced_message if isinstance(context, TextContext) else None
    if isinstance(context, TextContext) and not (correction and (message or replied)):
        raise errors.InvalidInputError("error-correct-usage")
    if message or replied is None:
        turn = await services.turns.of_reference(context, message)
    else:
        turn = await services.turns.of_id(context, int(replied.id), replied.content or "")
    await _correct(context, services, turn, correction)


# -- teaching what it does not know ------------------------------------------------------------------------------------


@loader.button(replies.TEACH, access=PROPOSER)
async def on_teach(context: InteractionContext, services: Container) -> None:
    """Open the form, from "Teach me" under "I don't know that yet"."""
    translate = context.translate
    turn = await services.turns.of_id(context, int(context.message.id))
    await context.ask(
        EXAMPLE,
        translate("teach-form-title"),
        _teach_form.fields(translate, turn, "teach-form-answer"),
        str(context.message.id),
    )


@loader.form(EXAMPLE, access=PROPOSER)
async def on_example(context: InteractionContext, services: Container) -> None:
    """Teach what the form says, and turn "I don't know that yet" into the answer."""
    turn = await services.turns.of_id(context, context.number)
    await _changes.submit(context, services, _teach_form.change_of(context, turn))


# -- not this, forget, undo --------------------------------------------------------------------------------------------


@loader.button(replies.REJECT, access=PROPOSER)
async def on_reject(context: InteractionContext, services: Container) -> None:
    """Stop giving this answer to this question ("Not this"), and say what is answered from now on."""
    turn = await services.turns.of_id(context, context.number)
    await context.defer()
    change = ProposedChange(
        guild_id=context.scope_id,
        channel_id=turn.channel_id,
        author_id=context.author_id,
        question=turn.prompt,
        present=await services.conversation.present(turn),
        turn=turn,
        source=CHAT,
    )
    if not await _changes.is_direct(context, services, change):
        await _propose(context, services, change)
        return
    rejected = await services.teaching.reject(context.scope_id, context.author_id, turn)
    translate = context.translate
    question = formatting.quoted(turn.prompt, 200)
    answer = formatting.quoted(models.spoken(rejected.example), 300)
    lines = [translate("reject-done", question=question, answer=answer)]
    lines += [translate("reject-twin", answer=formatting.quoted(models.spoken(twin), 300)) for twin in rejected.twins]
    lines.append(await _rejected.would_say(context, services, turn))
    lines.append(translate("reject-reply-stays", correct=translate("button-correct")))
    await context.answer(
        "\n".join(lines),
        buttons=[
            replies.correct_button(translate, context.number),
            *replies.undo_button(translate, rejected.change_id),
        ],
    )


async def _propose(context: InteractionContext, services: Container, change: ProposedChange) -> None:
    posted = await services.proposals.propose(change)
    await context.answer(context.translate("proposal-waits", link=posted.link))


@loader.button(replies.FORGET, access=PROPOSER)
async def on_forget(context: InteractionContext, services: Container) -> None:
    """Forget the example that gave a reply; that of somebody else only after a second press."""
    example = await services.teaching.example(context.scope_id, context.number)
    if not await services.store.examples.is_live(context.scope_id, example.id):
        raise errors.NotFoundError("error-example-unknown", example_id=example.id)
    if not await _changes.is_direct(context, services, _forgetting(context, example)):
        await context.defer()
        await _propose(context, services, _forgetting(context, example))
    elif example.author_id == context.author_id:
        async with context.deferring():
            text, buttons = await _forget(context, services, example.id)
        await context.answer(text, buttons=buttons)
    else:
        translate, argument = context.translate, str(example.id)
        lines = [
            translate("forget-ask", person=formatting.person(translate, example.author_id)),
            translate("learned-pair", **_pair(example)),
        ]
        buttons = [
            components.Button(
                FORGET_YES, translate("button-forget-yes"), argument, style=hikari.ButtonStyle.DANGER, emoji="🗑️"
            ),
            components.Button(FORGET_NO, translate("button-forget-no")),
        ]
        await context.answer("\n".join(lines), buttons=buttons)


@loader.button(FORGET_YES, access=PROPOSER)
async def on_forget_yes(context: InteractionContext, services: Container) -> None:
    """Forget somebody else's example, as the person is sure."""
    example = await services.teaching.example(context.scope_id, context.number)
    if not await _changes.is_direct(context, services, _forgetting(context, example)):  # no longer a teacher
        await services.access.check(AccessLevel.TEACHER, context)
    async with context.deferring(replace=True):
        text, buttons = await _forget(context, services, example.id)
    await context.replace(text, buttons=buttons)


@loader.button(FORGET_NO)
async def on_forget_no(context: InteractionContext, services: Container) -> None:
    """Keep somebody else's example."""
    await context.replace(context.translate("forget-kept"))


def _forgetting(context: Context, example: models.Example) -> ProposedChange:
    return ProposedChange(
        guild_id=context.scope_id,
        channel_id=context.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.FORGET,
        question=example.prompt,
        present=models.spoken(example),
        example_id=example.id,
        source=CHAT,
    )


async def _forget(
    context: InteractionContext, services: Container, example_id: int
) -> tuple[str, list[components.Button]]:
    forgotten = await services.teaching.forget(context.scope_id, context.author_id, example_id)
    text = context.translate("forget-done", **_pair(forgotten.example))
    return text, replies.undo_button(context.translate, forgotten.change_id)


def _pair(example: models.Example) -> dict[str, str]:
    question, answer = formatting.quoted(example.prompt, 200), formatting.quoted(models.spoken(example), 300)
    return {"question": question, "answer": answer}


@loader.button(replies.UNDO)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Undo, under a receipt: what a person taught themselves, they may always take back."""
    change_id = components.number(context.argument.partition(":")[0])
    change = await services.store.history.change(context.scope_id, change_id)
    if change is not None and not await services.access.may_revise(context, change.author_id, change.approved_by):
        await services.access.check(AccessLevel.TEACHER, context)
    await undo(context, services, any_author=context.is_manager)


async def undo(context: InteractionContext, services: Container, *, any_author: bool) -> None:
    """Take back the change that the button's argument names; a reply that was edited along with it says again what it said before.

    Parameters
    ----------
    any_author
        Whether the person may also take back what others taught.
    """
    change_id, _, message_id = context.argument.partition(":")
    async with context.deferring(replace=True):
        undone = await services.teaching.undo(
            context.scope_id, context.author_id, components.number(change_id), any_author=any_author
        )
    if message_id:
        try:
            turn = await services.turns.of_id(context, components.number(message_id))
        except errors.NotFoundError:
            pass  # too old to be known: its text stays as it is
        else:
            translate = context.translate
            before = await services.conversation.present(turn)
            if before == answer_words(turn.reply):
                before = turn.reply.text  # with its sources
            buttons = replies.votes() if before else replies.teach_button(translate)
            await show(services, turn, before or translate("chat-unknown"), buttons)
    await context.replace(context.translate("undo-done", removed=undone.removed, restored=undone.restored))
