"""Teaching on purpose: /teach, "Teach from this message", and "Mark as solution" in help threads."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    components,
    options,
)
from chatterbot.plugins import _changes, _source_messages
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import ProposalKind

__all__ = ("loader",)

loader = Loader[Container]()

TEACH: Final = "teach-form"
FROM: Final = "teach-from"
SOLUTION: Final = "solution"
"""Verbs of the forms; argument of the last two: the id of the message that is the answer, in the same channel."""
ARROW: Final = "=>"
"""Between a question and its answer, where they are written in one text."""
ANSWER_LENGTH: Final = 4000
"""Characters of an answer (`teaching.Limits.reply_chars`; also Discord's limit for a field)."""


# -- /teach ------------------------------------------------------------------------------------------------------------


@loader.command(
    "teach",
    section=HelpSection.TEACH,
    position=2,
    access=AccessLevel.PROPOSER,
    options=[
        options.text("question", max_length=models.LONGEST_PROMPT),
        options.text("answer", max_length=ANSWER_LENGTH, free=True),
    ],
)
async def teach(context: Context, services: Container, question: str | None = None, answer: str | None = None) -> None:
    """Teach a question and an answer, or open a form for what is missing."""
    if question is None and answer is not None and ARROW in answer:
        question, _, answer = answer.partition(ARROW)
    if question and answer:
        await _changes.submit(context, services, _change(context, question, answer))
    elif isinstance(context, InteractionContext):
        await _ask(context, TEACH, "teach-form-title", questions=question or "", answer=answer or "")
    else:
        raise errors.InvalidInputError("error-teach-usage")


@loader.form(TEACH, access=AccessLevel.PROPOSER)
async def on_teach(context: InteractionContext, services: Container) -> None:
    """Teach what the form says, or propose it."""
    await _changes.submit(context, services, _change(context, context.field("questions"), context.field("answer")))


async def _ask(
    context: InteractionContext, verb: str, title: str, *, questions: str = "", answer: str = "", argument: str = ""
) -> None:
    translate = context.translate
    question = components.Field(
        "questions",
        translate("teach-form-questions"),
        questions,
        placeholder=translate("teach-form-questions-hint"),
        long=True,
    )
    reply = components.Field(
        "answer",
        translate("teach-form-answer"),
        answer,
        placeholder=translate("correct-form-answer-hint"),
        long=True,
        max_length=ANSWER_LENGTH,
    )
    await context.ask(verb, translate(title), [question, reply], argument)


def _lines(text: str) -> list[str]:
    """Return the wordings that were typed, one a line, each once.

    Raises
    ------
    errors.InvalidInputError
        ``error-prompt-empty``
    """
    found = [*dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())]
    if not found:
        raise errors.InvalidInputError("error-prompt-empty")
    return found


def _change(
    context: Context,
    questions: str,
    answer: str,
    *,
    asked: _source_messages.SourceMessage | None = None,
    credited_id: int | None = None,
    origin: str | None = None,
) -> ProposedChange:
    """Return what somebody wants taught as a change; `asked` is the message of the question, if there is one."""
    question, *wordings = _lines(questions)
    asker_id = None if asked is None or asked.text not in {question, *wordings} else asked.author_id
    return ProposedChange(
        guild_id=context.scope_id,
        channel_id=context.channel_id,
        author_id=context.author_id,
        kind=ProposalKind.TEACH,
        question=question,
        wordings=tuple(wordings),
        present="",
        better=answer,
        asker_id=None if asker_id == context.author_id else asker_id,
        credited_id=None if credited_id == context.author_id else credited_id,
        origin=origin,
        source=CHAT,
    )


# -- from a message ----------------------------------------------------------------------------------------------------


@loader.message_command("teach-from", access=AccessLevel.PROPOSER)
async def teach_from(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Open the form with a message as the answer, and what it answers as the question."""
    answer = _answer(services, message)
    asked = await _source_messages.question_of(context, services, message)
    await _ask(
        context,
        FROM,
        "teach-from-title",
        questions=asked.lines,
        answer=answer[:ANSWER_LENGTH],
        argument=str(message.id),
    )


@loader.form(FROM, access=AccessLevel.PROPOSER)
async def on_teach_from(context: InteractionContext, services: Container) -> None:
    """Teach what the form says, credited to the message's author."""
    await context.defer()
    message = await _source_messages.fetch(context, services, context.number)
    asked = await _source_messages.question_of(context, services, message)
    await _submit(context, services, message, asked)


def _answer(services: Container, message: hikari.Message) -> str:
    """Return the words of a message that is to become an answer.

    Raises
    ------
    errors.InvalidInputError
        ``error-teach-own``: the bot wrote it; ``error-teach-wordless``: it has no words.
    """
    me = services.bot.get_me()
    if me is not None and message.author.id == me.id:
        raise errors.InvalidInputError("error-teach-own")
    answer = _source_messages.words(services, message)
    if not answer:
        raise errors.InvalidInputError("error-teach-wordless")
    return answer


async def _submit(
    context: InteractionContext, services: Container, message: hikari.Message, asked: _source_messages.SourceMessage
) -> None:
    change = _change(
        context,
        context.field("questions"),
        context.field("answer"),
        asked=asked,
        credited_id=_source_messages.credited(message),
        origin=_source_messages.link(context, message),
    )
    await _changes.submit(context, services, change)


# -- the solution of a thread ------------------------------------------------------------------------------------------


@loader.message_command("solution", access=AccessLevel.PROPOSER)
async def mark_solution(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Propose a message as the answer to its thread's first post; a teacher rewords and teaches it at once."""
    asked = await _first_post(context, services, message)
    answer = _answer(services, message)
    if await services.access.may(AccessLevel.TEACHER, context):
        shown, argument = answer[:ANSWER_LENGTH], str(message.id)
        await _ask(context, SOLUTION, "solution-title", questions=asked.lines, answer=shown, argument=argument)
        return
    credited_id, origin = _source_messages.credited(message), _source_messages.link(context, message)
    change = _change(context, asked.lines, answer, asked=asked, credited_id=credited_id, origin=origin)
    await _changes.submit(context, services, change)


@loader.form(SOLUTION, access=AccessLevel.PROPOSER)
async def on_solution(context: InteractionContext, services: Container) -> None:
    """Teach the solution that the form says, credited to its author."""
    await context.defer()
    message = await _source_messages.fetch(context, services, context.number)
    await _submit(context, services, message, await _first_post(context, services, message))


async def _first_post(
    context: InteractionContext, services: Container, message: hikari.Message
) -> _source_messages.SourceMessage:
    """Return what the thread of a message asks.

    Raises
    ------
    errors.RefusedError
        ``error-solution-thread``: it is in no thread; ``error-solution-question``: it is the question itself.
    """
    found = await _source_messages.first_post(context, services)
    if found is None:
        raise errors.RefusedError("error-solution-thread")
    first, asked = found
    if first is not None and first.id == message.id:
        raise errors.RefusedError("error-solution-question")
    return asked
