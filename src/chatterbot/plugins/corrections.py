"""Putting a reply right: the context menu, /correct, "Teach me", "Not this", forgetting and undoing."""

from __future__ import annotations

from typing import Final

import hikari
import lightbulb

from chatterbot import errors, models
from chatterbot.conversation import Conversation
from chatterbot.discord import components, permissions, replies
from chatterbot.discord.context import Context, InteractionContext, TextContext
from chatterbot.discord.loader import Loader, completion
from chatterbot.discord.localization import Translator
from chatterbot.discord.message_queue import MessageQueues
from chatterbot.discord.permissions import AccessLevel
from chatterbot.discord.turn_lookup import TurnLookup, is_reference
from chatterbot.teaching import Correction, Teaching

__all__ = ("receipt", "undo")

loader = Loader()

TEACHER: Final = AccessLevel.TEACHER
CORRECTION: Final = "correction"
LESSON: Final = "lesson"
"""Verbs of the two forms; argument: the reply's message id."""
QUESTION_LENGTH: Final = 2000
"""Characters of a question (`teaching.Limits.prompt_chars`)."""
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
        name = f"{replies.clip(turn.prompt, 45)} → {replies.clip(turn.reply.text, 50) or '…'}"
        if turn.reply_message_id and typed in f"{turn.prompt}\n{turn.reply.text}\n{turn.reply_message_id}".casefold():
            found.append((name, str(turn.reply_message_id)))
    return found


# -- correcting --------------------------------------------------------------------------------------------------------


async def ask_correction(request: InteractionContext, conversation: Conversation, turn: models.Turn) -> None:
    """Open the form with the question and the present answer filled in."""
    words = request.words
    present = await conversation.present(turn)
    await request.ask(
        CORRECTION,
        words("correct-form-title"),
        [
            components.Field(
                "question", words("correct-form-question"), turn.prompt, long=True, max_length=QUESTION_LENGTH
            ),
            components.Field(
                "answer",
                words("correct-form-answer"),
                present,
                placeholder=words("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(turn.reply_message_id),
    )


async def correct(
    request: Context,
    rest: hikari.api.RESTClient,
    teaching: Teaching,
    turn: models.Turn,
    better: str,
    *,
    question: str | None = None,
) -> None:
    """Teach the better answer, put it in the place of the reply, and say what changed."""
    await request.defer()
    correction = await teaching.correct(request.scope_id, request.author_id, turn, better, question)
    edited = await replies.edit(rest, turn, correction.example.reply or better)
    await request.answer(
        receipt(request.words, correction, edited=edited),
        buttons=replies.undo_button(request.words, correction.change_id, turn.reply_message_id if edited else None),
    )


def receipt(words: Translator, correction: Correction, *, edited: bool) -> str:
    """What a correction did, in a few lines."""
    lines = [
        words("correct-done"),
        words(
            "learned-pair",
            question=replies.clip(correction.example.prompt, 200),
            answer=replies.clip(correction.example.reply or "", 300),
        ),
    ]
    if correction.instead:
        lines.append(words("correct-instead", answer=replies.clip(correction.instead, 200)))
    if not edited:
        lines.append(words("correct-not-edited"))
    return "\n".join(lines)


@loader.command
class CorrectThisReply(lightbulb.MessageCommand, name="menu-correct", localize=True, hooks=[permissions.teachers]):
    """Context menu of a reply."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        request: InteractionContext,
        conversation: Conversation,
        turns: TurnLookup,
        bot: hikari.GatewayBot,
    ) -> None:
        await ask_correction(request, conversation, await turns.of_target(request, self.target, bot))


@loader.button(replies.CORRECT, permission=TEACHER)
async def on_correct(request: InteractionContext, conversation: Conversation, turns: TurnLookup) -> None:
    """Correct, on a private message about a reply."""
    await ask_correction(request, conversation, await turns.of_id(request, int(request.argument)))


@loader.form(CORRECTION, permission=TEACHER)
async def on_correction(
    request: InteractionContext, turns: TurnLookup, teaching: Teaching, rest: hikari.api.RESTClient
) -> None:
    """The correction form was sent."""
    turn = await turns.of_id(request, int(request.argument))
    await correct(request, rest, teaching, turn, request.fields["answer"], question=request.fields["question"])


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
        request: Context,
        turns: TurnLookup,
        teaching: Teaching,
        bot: hikari.GatewayBot,
    ) -> None:
        turn = await turns.of_reference(request, self.message, bot)
        await correct(request, bot.rest, teaching, turn, self.correction)


@loader.text_command("command-correct", permission=TEACHER)
async def correct_text(request: TextContext, turns: TurnLookup, teaching: Teaching, bot: hikari.GatewayBot) -> None:
    """``!correct better answer`` as a reply to the bot's message, or ``!correct <id or link> better answer``."""
    reference, _, better = request.arguments.partition(" ")
    replied = request.message.referenced_message
    if is_reference(reference):
        turn = await turns.of_reference(request, reference, bot)
    elif replied is not None:
        better = request.arguments
        turn = await turns.of_id(request, int(replied.id), replied.content or "")
    else:
        raise errors.InvalidInputError("error-correct-usage")
    await correct(request, bot.rest, teaching, turn, better)


# -- teaching what it does not know ------------------------------------------------------------------------------------


@loader.button(replies.TEACH, permission=TEACHER)
async def on_teach(request: InteractionContext, turns: TurnLookup) -> None:
    """Teach me, under "I don't know that yet"."""
    words = request.words
    turn = await turns.of_id(request, int(request.message.id))
    await request.ask(
        LESSON,
        words("teach-form-title"),
        [
            components.Field(
                "question", words("correct-form-question"), turn.prompt, long=True, max_length=QUESTION_LENGTH
            ),
            components.Field(
                "answer",
                words("teach-form-answer"),
                placeholder=words("correct-form-answer-hint"),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        str(request.message.id),
    )


@loader.form(LESSON, permission=TEACHER)
async def on_lesson(
    request: InteractionContext, turns: TurnLookup, teaching: Teaching, rest: hikari.api.RESTClient
) -> None:
    """The lesson form was sent: teach, and turn "I don't know that yet" into the answer."""
    turn = await turns.of_id(request, int(request.argument))
    await request.defer()
    question, answer = request.fields["question"], request.fields["answer"]
    taught = await teaching.teach(
        request.scope_id, request.author_id, [models.NewExample(question, answer)], source=TAUGHT_IN_CHAT, turn=turn
    )
    if not taught.added:
        raise errors.InvalidInputError("error-taught-already")
    edited = await replies.edit(rest, turn, answer)
    learned = request.words("learned-pair", question=replies.clip(question, 200), answer=replies.clip(answer, 300))
    await request.answer(
        f"{request.words('teach-done')}\n{learned}",
        buttons=replies.undo_button(request.words, taught.change_id, turn.reply_message_id if edited else None),
    )


# -- not this, forget, undo --------------------------------------------------------------------------------------------


@loader.button(replies.REJECT, permission=TEACHER)
async def on_reject(
    request: InteractionContext, conversation: Conversation, turns: TurnLookup, teaching: Teaching
) -> None:
    """Not this: never give this answer to this question again; and what is said from now on."""
    turn = await turns.of_id(request, int(request.argument))
    await request.defer()
    rejected = await teaching.reject(request.scope_id, request.author_id, turn)
    words = request.words
    question = replies.clip(turn.prompt, 200)
    answer = replies.clip(models.spoken(rejected.example), 300)
    lines = [words("reject-done", question=question, answer=answer)]
    lines += [words("reject-twin", answer=replies.clip(models.spoken(twin), 300)) for twin in rejected.twins]
    now = await conversation.reply(
        models.Prompt(turn.prompt, request.author_id, request.scope_id, turn.channel_id, turn.prompt_message_id)
    )
    lines.append(words("reject-now", answer=replies.clip(now.text, 300)) if now.text else words("reject-now-unknown"))
    lines.append(words("reject-reply-stays", correct=words("button-correct")))
    await request.answer(
        "\n".join(lines),
        buttons=[
            replies.correct_button(words, int(request.argument)),
            *replies.undo_button(words, rejected.change_id),
        ],
    )


@loader.button(replies.FORGET, permission=TEACHER)
async def on_forget(request: InteractionContext, teaching: Teaching) -> None:
    """Forget the example that gave a reply."""
    forgotten = await teaching.forget(request.scope_id, request.author_id, int(request.argument))
    await request.answer(
        request.words(
            "forget-done",
            question=replies.clip(forgotten.example.prompt, 200),
            answer=replies.clip(forgotten.example.reply or forgotten.example.label or "", 300),
        ),
        buttons=replies.undo_button(request.words, forgotten.change_id),
    )


@loader.button(replies.UNDO, permission=TEACHER)
async def on_undo(
    request: InteractionContext,
    conversation: Conversation,
    turns: TurnLookup,
    teaching: Teaching,
    rest: hikari.api.RESTClient,
) -> None:
    """Undo, under a receipt."""
    await undo(request, conversation, turns, teaching, rest, any_author=request.is_manager)


async def undo(
    request: InteractionContext,
    conversation: Conversation,
    turns: TurnLookup,
    teaching: Teaching,
    rest: hikari.api.RESTClient,
    *,
    any_author: bool,
) -> None:
    """Take back the change that the button's argument names; a reply that was edited along with it says again what it said before."""
    change_id, _, message_id = request.argument.partition(":")
    undone = await teaching.undo(request.scope_id, request.author_id, int(change_id), any_author=any_author)
    if message_id:
        try:
            turn = await turns.of_id(request, int(message_id))
        except errors.NotFoundError:
            pass  # too old to be known: its text stays
        else:
            words = request.words
            before = await conversation.present(turn)
            await replies.edit(
                rest,
                turn,
                before or words("chat-unknown"),
                replies.votes() if before else replies.teach_button(words),
            )
    await request.replace(request.words("undo-done", removed=undone.removed, restored=undone.restored))
