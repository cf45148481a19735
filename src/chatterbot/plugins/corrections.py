"""Putting a reply right: the context menu, /correct, "Teach me", "Not this", forgetting and undoing."""

from __future__ import annotations

from typing import Final

import hikari
import lightbulb

from chatterbot import errors, models, texts
from chatterbot.conversation import Conversation
from chatterbot.discord import (
    AccessLevel,
    Context,
    InteractionContext,
    Loader,
    MessageQueues,
    TextContext,
    Translator,
    TurnLookup,
    completion,
    components,
    is_reference,
    permissions,
    replies,
)
from chatterbot.teaching import Correction, Teaching

__all__ = ("receipt", "undo")

loader = Loader()

TEACHER: Final = AccessLevel.TEACHER
CORRECTION: Final = "correction"
LESSON: Final = "lesson"
"""Verbs of the two forms; argument: the reply's message id."""
ANSWER_LENGTH: Final = 4000
"""Characters of an answer (`teaching.Limits.reply_chars`; also Discord's limit for a field)."""
PATIENCE_S: Final = 0.5
"""Seconds the list of recent replies waits for one that is just being recorded: longer, and typing feels slow."""
TAUGHT_IN_CHAT: Final = "chat"
"""Source of what is taught with "Teach me"."""


# -- choosing the reply -------------------------------------------------------------------------------------------------


async def recent_replies(
    context: lightbulb.AutocompleteContext[str], conversation: Conversation, lanes: MessageQueues
) -> list[tuple[str, str]]:
    """Recent replies in this channel, those that hold what was typed so far."""
    interaction = context.interaction
    scope_id = int(interaction.guild_id or interaction.user.id)
    await lanes.settled(int(interaction.channel_id), PATIENCE_S)
    typed = str(context.focused.value or "").casefold()
    found: list[tuple[str, str]] = []
    for turn in await conversation.recent_turns(scope_id, int(interaction.channel_id)):
        name = f"{texts.clip(turn.prompt, 45)} → {texts.clip(turn.reply.text, 50) or '…'}"
        if turn.reply_message_id and typed in f"{turn.prompt}\n{turn.reply.text}\n{turn.reply_message_id}".casefold():
            found.append((name, str(turn.reply_message_id)))
    return found


# -- correcting --------------------------------------------------------------------------------------------------------


async def ask_correction(context: InteractionContext, conversation: Conversation, turn: models.Turn) -> None:
    """Open the form with the question and the present answer filled in."""
    translate = context.translate
    present = await conversation.present(turn)
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
                present,
                placeholder=translate("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(turn.reply_message_id),
    )


async def correct(
    context: Context,
    rest: hikari.api.RESTClient,
    teaching: Teaching,
    turn: models.Turn,
    better: str,
    *,
    question: str | None = None,
) -> None:
    """Teach the better answer, put it in the place of the reply, and say what changed."""
    await context.defer()
    correction = await teaching.correct(context.scope_id, context.author_id, turn, better, question)
    edited = await replies.edit(rest, turn, correction.example.reply or better)
    await context.answer(
        receipt(context.translate, correction, edited=edited),
        buttons=replies.undo_button(context.translate, correction.change_id, turn.reply_message_id if edited else None),
    )


def receipt(translate: Translator, correction: Correction, *, edited: bool) -> str:
    """What a correction did, in a few lines."""
    lines = [
        translate("correct-done"),
        translate(
            "learned-pair",
            question=texts.clip(correction.example.prompt, 200),
            answer=texts.clip(correction.example.reply or "", 300),
        ),
    ]
    if correction.instead:
        lines.append(translate("correct-instead", answer=texts.clip(correction.instead, 200)))
    if not edited:
        lines.append(translate("correct-not-edited"))
    return "\n".join(lines)


@loader.command
class CorrectThisReply(lightbulb.MessageCommand, name="menu-correct", localize=True, hooks=[permissions.teachers]):
    """Context menu of a reply."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        conversation: Conversation,
        turns: TurnLookup,
        bot: hikari.GatewayBot,
    ) -> None:
        await ask_correction(context, conversation, await turns.of_target(context, self.target, bot))


@loader.button(replies.CORRECT, permission=TEACHER)
async def on_correct(context: InteractionContext, conversation: Conversation, turns: TurnLookup) -> None:
    """Correct, on a private message about a reply."""
    await ask_correction(context, conversation, await turns.of_id(context, int(context.argument)))


@loader.form(CORRECTION, permission=TEACHER)
async def on_correction(
    context: InteractionContext, turns: TurnLookup, teaching: Teaching, rest: hikari.api.RESTClient
) -> None:
    """The correction form was sent."""
    turn = await turns.of_id(context, int(context.argument))
    await correct(context, rest, teaching, turn, context.fields["answer"], question=context.fields["question"])


@loader.command
class Correct(
    lightbulb.SlashCommand,
    name="command-correct",
    description="command-correct-about",
    localize=True,
    hooks=[permissions.teachers],
):
    """Correct a reply by its id or link."""

    message = lightbulb.string(
        "option-correct-message",
        "option-correct-message-about",
        localize=True,
        autocomplete=completion(recent_replies),
    )
    correction = lightbulb.string(
        "option-correct-correction", "option-correct-correction-about", localize=True, max_length=ANSWER_LENGTH
    )

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: Context,
        turns: TurnLookup,
        teaching: Teaching,
        bot: hikari.GatewayBot,
    ) -> None:
        turn = await turns.of_reference(context, self.message, bot)
        await correct(context, bot.rest, teaching, turn, self.correction)


@loader.text_command("command-correct", permission=TEACHER)
async def correct_text(context: TextContext, turns: TurnLookup, teaching: Teaching, bot: hikari.GatewayBot) -> None:
    """``!correct better answer`` as a reply to the bot's message, or ``!correct <id or link> better answer``."""
    reference, _, better = context.arguments.partition(" ")
    replied = context.message.referenced_message
    if is_reference(reference):
        turn = await turns.of_reference(context, reference, bot)
    elif replied is not None:
        better = context.arguments
        turn = await turns.of_id(context, int(replied.id), replied.content or "")
    else:
        raise errors.InvalidInputError("error-correct-usage")
    await correct(context, bot.rest, teaching, turn, better)


# -- teaching what it does not know ------------------------------------------------------------------------------------


@loader.button(replies.TEACH, permission=TEACHER)
async def on_teach(context: InteractionContext, turns: TurnLookup) -> None:
    """Teach me, under "I don't know that yet"."""
    translate = context.translate
    turn = await turns.of_id(context, int(context.message.id))
    await context.ask(
        LESSON,
        translate("teach-form-title"),
        [
            components.Field(
                "question", translate("correct-form-question"), turn.prompt, long=True, max_length=models.LONGEST_PROMPT
            ),
            components.Field(
                "answer",
                translate("teach-form-answer"),
                placeholder=translate("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(context.message.id),
    )


@loader.form(LESSON, permission=TEACHER)
async def on_lesson(
    context: InteractionContext, turns: TurnLookup, teaching: Teaching, rest: hikari.api.RESTClient
) -> None:
    """The lesson form was sent: teach, and turn "I don't know that yet" into the answer."""
    turn = await turns.of_id(context, int(context.argument))
    await context.defer()
    question, answer = context.fields["question"], context.fields["answer"]
    taught = await teaching.teach(
        context.scope_id, context.author_id, [models.NewExample(question, answer)], source=TAUGHT_IN_CHAT, turn=turn
    )
    if not taught.added:
        raise errors.InvalidInputError("error-taught-already")
    edited = await replies.edit(rest, turn, answer)
    learned = context.translate("learned-pair", question=texts.clip(question, 200), answer=texts.clip(answer, 300))
    await context.answer(
        f"{context.translate('teach-done')}\n{learned}",
        buttons=replies.undo_button(context.translate, taught.change_id, turn.reply_message_id if edited else None),
    )


# -- not this, forget, undo --------------------------------------------------------------------------------------------


@loader.button(replies.REJECT, permission=TEACHER)
async def on_reject(
    context: InteractionContext, conversation: Conversation, turns: TurnLookup, teaching: Teaching
) -> None:
    """Not this: never give this answer to this question again; and what is said from now on."""
    turn = await turns.of_id(context, int(context.argument))
    await context.defer()
    rejected = await teaching.reject(context.scope_id, context.author_id, turn)
    translate = context.translate
    question = texts.clip(turn.prompt, 200)
    answer = texts.clip(models.spoken(rejected.example), 300)
    lines = [translate("reject-done", question=question, answer=answer)]
    lines += [translate("reject-twin", answer=texts.clip(models.spoken(twin), 300)) for twin in rejected.twins]
    now = await conversation.reply(
        models.Prompt(turn.prompt, context.author_id, context.scope_id, turn.channel_id, turn.prompt_message_id)
    )
    lines.append(
        translate("reject-now", answer=texts.clip(now.text, 300)) if now.text else translate("reject-now-unknown")
    )
    lines.append(translate("reject-reply-stays", correct=translate("button-correct")))
    await context.answer(
        "\n".join(lines),
        buttons=[
            replies.correct_button(translate, int(context.argument)),
            *replies.undo_button(translate, rejected.change_id),
        ],
    )


@loader.button(replies.FORGET, permission=TEACHER)
async def on_forget(context: InteractionContext, teaching: Teaching) -> None:
    """Forget the example that gave a reply."""
    forgotten = await teaching.forget(context.scope_id, context.author_id, int(context.argument))
    await context.answer(
        context.translate(
            "forget-done",
            question=texts.clip(forgotten.example.prompt, 200),
            answer=texts.clip(forgotten.example.reply or forgotten.example.label or "", 300),
        ),
        buttons=replies.undo_button(context.translate, forgotten.change_id),
    )


@loader.button(replies.UNDO, permission=TEACHER)
async def on_undo(
    context: InteractionContext,
    conversation: Conversation,
    turns: TurnLookup,
    teaching: Teaching,
    rest: hikari.api.RESTClient,
) -> None:
    """Undo, under a receipt."""
    await undo(context, conversation, turns, teaching, rest, any_author=context.is_manager)


async def undo(
    context: InteractionContext,
    conversation: Conversation,
    turns: TurnLookup,
    teaching: Teaching,
    rest: hikari.api.RESTClient,
    *,
    any_author: bool,
) -> None:
    """Take back the change that the button's argument names; a reply that was edited along with it says again what it said before."""
    change_id, _, message_id = context.argument.partition(":")
    undone = await teaching.undo(context.scope_id, context.author_id, int(change_id), any_author=any_author)
    if message_id:
        try:
            turn = await turns.of_id(context, int(message_id))
        except errors.NotFoundError:
            pass  # too old to be known: its text stays
        else:
            translate = context.translate
            before = await conversation.present(turn)
            await replies.edit(
                rest,
                turn,
                before or translate("chat-unknown"),
                replies.votes() if before else replies.teach_button(translate),
            )
    await context.replace(context.translate("undo-done", removed=undone.removed, restored=undone.restored))
