"""What people do with an entry of /knowledge: edit it, add a question or an answer, forget it, undo its last change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict

import hikari

from chatterbot import errors, folding, models, texts
from chatterbot.browsing import EntryView
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    InteractionContext,
    Loader,
    components,
    formatting,
    replies,
)
from chatterbot.plugins import _knowledge_entry
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.store import ProposalKind
from chatterbot.teaching import EntryEdit

__all__ = ("SHOW", "loader", "may_change")

loader = Loader[Container]()

SHOW: Final = "entry-show"
"""Button under a receipt; argument: an example of the entry."""
FORGET_NOW: Final = "entry-forget-now"
"""Button of the question whether to forget an entry; argument: an example, and the entry's state when it was asked."""
KEEP: Final = "entry-keep"
ANSWER_LENGTH: Final = 4_000
"""Characters of an answer (`teaching.Limits.reply_chars`; also Discord's limit for a field)."""


class _Said(TypedDict):
    """The arguments of an answer."""

    text: str
    buttons: Sequence[components.Component]


# -- who may -----------------------------------------------------------------------------------------------------------


async def may_change(context: Context, services: Container) -> bool:
    """Tell whether a person may change entries, at once or as a suggestion that waits until a teacher approves it."""
    return await services.access.may(AccessLevel.PROPOSER, context)


async def _is_direct(context: Context, services: Container) -> bool:
    """Tell whether what a person does to an entry is done at once: the one place where that is decided; otherwise it is proposed.

    Raises
    ------
    errors.RefusedError
        ``error-only-...``, if the person may not even propose it.
    """
    if await services.access.may(AccessLevel.TEACHER, context):
        return True
    await services.access.check(AccessLevel.PROPOSER, context)
    return False


async def _propose(
    context: InteractionContext,
    services: Container,
    kind: ProposalKind,
    *,
    example_id: int,
    prompts: Sequence[str],
    answer: str | None = None,
    entry_state: str | None = None,
    dropped: tuple[str, ...] = (),
) -> None:
    """Keep what a person wants until a teacher approves it, and say so."""
    lines = [line for prompt in prompts if (line := texts.one_line(prompt))]
    if not lines:
        raise errors.InvalidInputError("error-edit-no-question")
    view = await services.browsing.entry(context.scope_id, example_id)
    taught = (view.contents.replies or view.contents.examples)[-1]
    is_same = kind is ProposalKind.TEACH and answer == view.answer  # words that somebody else taught stay theirs
    posted = await services.proposals.propose(
        ProposedChange(
            guild_id=context.scope_id,
            channel_id=context.channel_id,
            author_id=context.author_id,
            kind=kind,
            question=lines[0],
            present="" if kind is ProposalKind.TEACH else view.answer,
            better=answer,
            example_id=None if kind is ProposalKind.TEACH else example_id,
            wordings=tuple(lines[1:]),
            entry_state=entry_state,
            dropped=dropped,
            credited_id=models.credited(taught, context.author_id) if is_same else None,
            source=CHAT,
        )
    )
    await context.answer(context.translate("proposal-waits", link=posted.link))


# -- editing -----------------------------------------------------------------------------------------------------------


@loader.button(_knowledge_entry.EDIT)
async def on_edit(context: InteractionContext, services: Container) -> None:
    """Open the form with an entry's questions and answer."""
    await _is_direct(context, services)
    translate = context.translate
    draft = await services.editing.draft(context.scope_id, context.number)
    label = (
        translate("entry-edit-some", shown=len(draft.prompts), count=len(draft.prompts) + draft.hidden)
        if draft.hidden
        else translate("entry-edit-questions")
    )
    await context.ask(
        _knowledge_entry.EDIT,
        translate("entry-edit-title"),
        [
            components.Field("questions", label, "\n".join(draft.prompts), long=True),
            components.Field(
                "answer",
                translate("teach-form-answer" if draft.positive else "entry-edit-veto"),
                draft.answer,
                placeholder=translate("correct-form-answer-hint"),
                required=bool(draft.answer),
                long=True,
                max_length=ANSWER_LENGTH,
            ),
        ],
        f"{context.number}:{draft.state}",
    )


@loader.form(_knowledge_entry.EDIT)
async def edited(context: InteractionContext, services: Container) -> None:
    """Put what the form says in the place of the entry."""
    direct = await _is_direct(context, services)
    example, _, state = context.argument.partition(":")
    wanted = EntryEdit(
        components.number(example), state, tuple(context.field("questions").split("\n")), context.field("answer")
    )
    await context.defer()
    if not direct:
        await services.editing.check(context.scope_id, context.author_id, wanted)
        draft = await services.editing.draft(context.scope_id, wanted.example_id)
        kept = {folding.fold(texts.one_line(prompt)) for prompt in wanted.prompts}
        await _propose(
            context,
            services,
            ProposalKind.EDIT,
            example_id=wanted.example_id,
            prompts=wanted.prompts,
            answer=wanted.answer,
            entry_state=state,
            dropped=tuple(prompt for prompt in draft.prompts if folding.fold(prompt) not in kept),
        )
        return
    done = await services.editing.edit(context.scope_id, context.author_id, wanted)
    view = await services.browsing.entry(context.scope_id, done.example_id)
    lines = [context.translate("entry-edited"), _pair(context, view)]
    lines += _knowledge_entry.counts(done.added, done.removed)
    if view.others:
        lines.append(context.translate("entry-has-others"))
    await _receipt(context, "\n".join(lines), done.change_id, done.example_id)


@loader.button(_knowledge_entry.WORDING)
async def on_wording(context: InteractionContext, services: Container) -> None:
    """Open the form for further questions with the same answer."""
    await _is_direct(context, services)
    translate = context.translate
    await services.editing.draft(context.scope_id, context.number)  # told here rather than when all is typed
    field = components.Field("questions", translate("entry-edit-questions"), long=True)
    await context.ask(_knowledge_entry.WORDING, translate("entry-wording-button"), [field], context.argument)


@loader.form(_knowledge_entry.WORDING)
async def worded(context: InteractionContext, services: Container) -> None:
    """Teach the entry's answer for the questions that were typed."""
    direct = await _is_direct(context, services)
    questions = context.field("questions").split("\n")
    await context.defer()
    if not direct:
        draft = await services.editing.draft(context.scope_id, context.number)
        await _propose(
            context, services, ProposalKind.TEACH, example_id=context.number, prompts=questions, answer=draft.answer
        )
        return
    taught = await services.editing.add_questions(context.scope_id, context.author_id, context.number, questions)
    text = context.translate(
        "entry-wordings-added", count=taught.added, question=formatting.quoted(taught.examples[0].prompt, 200)
    )
    await _receipt(context, text, taught.change_id, taught.examples[-1].id)


@loader.button(_knowledge_entry.ANSWER)
async def on_answer(context: InteractionContext, services: Container) -> None:
    """Open the form for another answer to the same questions."""
    await _is_direct(context, services)
    translate = context.translate
    await services.editing.draft(context.scope_id, context.number)
    field = components.Field("answer", translate("teach-form-answer"), long=True, max_length=ANSWER_LENGTH)
    await context.ask(_knowledge_entry.ANSWER, translate("entry-answer-button"), [field], context.argument)


@loader.form(_knowledge_entry.ANSWER)
async def answered(context: InteractionContext, services: Container) -> None:
    """Teach another answer to all questions of the entry."""
    direct = await _is_direct(context, services)
    answer = context.field("answer")
    await context.defer()
    if not direct:
        draft = await services.editing.draft(context.scope_id, context.number)
        await _propose(
            context, services, ProposalKind.TEACH, example_id=context.number, prompts=draft.prompts, answer=answer
        )
        return
    taught = await services.editing.add_answer(context.scope_id, context.author_id, context.number, answer)
    text = context.translate("entry-answer-added", count=taught.added, answer=formatting.quoted(answer, 300))
    await _receipt(context, text, taught.change_id, taught.examples[-1].id)


async def _receipt(context: InteractionContext, text: str, change_id: int, example_id: int) -> None:
    show = components.Button(SHOW, context.translate("entry-show-button"), str(example_id), emoji="📖")
    await context.answer(text, buttons=[*replies.undo_button(context.translate, change_id), show])


# -- forgetting, undoing -----------------------------------------------------------------------------------------------


@loader.button(_knowledge_entry.FORGET)
async def on_forget(context: InteractionContext, services: Container) -> None:
    """Forget an entry; of several questions, or taught by somebody else, it is asked first."""
    direct = await _is_direct(context, services)
    view = await services.browsing.entry(context.scope_id, context.number)
    if direct and view.contents.state.count == 1 and view.contents.authors == (context.author_id,):
        await context.answer(**await _forgotten(context, services, context.number, str(view.contents.state)))
        return
    translate = context.translate
    people = ", ".join(formatting.person(translate, author) for author in view.contents.authors)
    argument = f"{context.number}:{view.contents.state}"
    await context.answer(
        f"{translate('entry-forget-ask', count=view.contents.state.count, people=people)}\n{_pair(context, view)}",
        buttons=[
            components.Button(FORGET_NOW, translate("entry-forget-button"), argument, style=hikari.ButtonStyle.DANGER),
            components.Button(KEEP, translate("entry-keep-button")),
        ],
    )


@loader.button(FORGET_NOW)
async def on_forget_now(context: InteractionContext, services: Container) -> None:
    """Forget the entry that was asked about, if it is still the same; or propose it."""
    direct = await _is_direct(context, services)
    example, _, state = context.argument.partition(":")
    example_id = components.number(example)
    if direct:
        await context.replace(**await _forgotten(context, services, example_id, state))
        return
    await context.defer()
    draft = await services.editing.draft(context.scope_id, example_id)
    await _propose(
        context, services, ProposalKind.FORGET, example_id=example_id, prompts=draft.prompts, entry_state=state
    )


@loader.button(KEEP)
async def on_keep(context: InteractionContext, services: Container) -> None:
    """Leave everything as it is."""
    del services
    await context.replace(context.translate("entry-kept"))


async def _forgotten(context: InteractionContext, services: Container, example_id: int, state: str) -> _Said:
    """Forget an entry, and return the receipt."""
    done = await services.editing.forget(context.scope_id, context.author_id, example_id, state)
    translate = context.translate
    text = translate(
        "entry-forgotten",
        count=done.removed,
        question=formatting.quoted(done.example.prompt, 200),
        answer=formatting.quoted(models.spoken(done.example), 300) or "…",
    )
    return {"text": text, "buttons": replies.undo_button(translate, done.change_id)}


@loader.button(_knowledge_entry.UNDO)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Say what the last change of an entry was, with a button that undoes it: it may have concerned many others, too."""
    await services.access.check(AccessLevel.TEACHER, context)
    translate = context.translate
    view = await services.browsing.entry(context.scope_id, context.number)
    last = _knowledge_entry.last_change(view.history)
    if last is None:
        raise errors.NotFoundError("error-entry-no-change")
    if last.change.author_id != context.author_id and not context.is_manager:
        raise errors.RefusedError("error-change-not-yours")
    lines = [translate("entry-undo-ask"), f"- {_knowledge_entry.change_line(translate, last)}"]
    await context.answer("\n".join(lines), buttons=replies.undo_button(translate, last.change.id))


def _pair(context: InteractionContext, view: EntryView) -> str:
    question = formatting.quoted(view.contents.examples[0].prompt, 200)
    if not view.answer:
        return context.translate("knowledge-line-silent", question=question)
    key = "learned-pair" if view.key.positive else "knowledge-line-veto"
    return context.translate(key, question=question, answer=formatting.quoted(view.answer, 300))
