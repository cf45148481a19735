"""Changes that people want in text: carried out where they may, proposed where they may not, asked about where there is another answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    InteractionContext,
    Loader,
    Translator,
    components,
    formatting,
    replies,
)
from chatterbot.proposals import ChangeOutcome, ProposedChange
from chatterbot.store import ProposalKind

__all__ = ("is_direct", "loader", "receipt", "submit")

loader = Loader[Container]()

REPLACE: Final = "answers-replace"
BOTH: Final = "answers-both"
CANCEL: Final = "answers-cancel"
"""Verbs of the buttons under a question that has another answer; argument: the draft's id."""
SHOWN: Final = 3
"""Other answers that are shown."""


async def submit(context: Context, services: Container, change: ProposedChange) -> None:
    """Do what a person wants, or propose it where they may not; ask first where exactly the same question has another answer.

    Raises
    ------
    errors.UserError
        What `Proposals.propose` and `Teaching` raise; ``error-only-...``, if the person may not even propose.
    """
    await context.defer()
    change = services.proposals.checked(change)
    others = await services.proposals.other_answers(change)
    if others:
        await _ask(context, services, change, others)
    else:
        await _go_on(context, services, change)


async def is_direct(context: Context, services: Container, change: ProposedChange) -> bool:
    """Tell whether a person may do this at once: teachers may, others may change what is their own.

    Raises
    ------
    errors.RefusedError
        ``error-only-...``, if the person may not even propose it.
    """
    if await services.access.may(AccessLevel.TEACHER, context):
        return True
    await services.access.check(AccessLevel.PROPOSER, context)
    return change.kind is not ProposalKind.TEACH and await _is_own(context, services, change)


async def _is_own(context: Context, services: Container, change: ProposedChange) -> bool:
    """Tell whether a change only concerns what the person taught: the example, and any other answer to the question.

    With another question it would teach something new.
    """
    turn, store = change.turn, services.store
    example_id = change.example_id
    if turn is not None:
        shown = await store.examples.put_right(context.scope_id, turn.id)
        example_id = turn.reply.example_id if shown is None else shown.id
    example = None if example_id is None else await store.examples.example(context.scope_id, example_id)
    if example is None or (change.better is not None and change.question not in _questions(turn, example)):
        return False
    others = await services.proposals.other_answers(change)
    if any(other.author_id != context.author_id for other in others):
        return False
    approver = await services.proposals.approver(context.scope_id, example.id)
    return await services.access.may_revise(context, example.author_id, approver)


def _questions(turn: models.Turn | None, example: models.Example) -> set[str]:
    return {example.prompt} if turn is None else {example.prompt, turn.prompt}


async def _go_on(context: Context, services: Container, change: ProposedChange) -> None:
    translate = context.translate
    if not await is_direct(context, services, change):
        posted = await services.proposals.propose(change)
        await context.answer(translate("proposal-waits", link=posted.link))
        return
    outcome = await services.proposals.carry_out(change)
    change_id = outcome.change_id
    buttons = [] if change_id is None else replies.undo_button(translate, change_id, outcome.edited)
    await context.answer(receipt(translate, change, outcome), buttons=buttons)


def receipt(translate: Translator, change: ProposedChange, outcome: ChangeOutcome) -> str:
    """Return what a change did, in a few lines."""
    corrects = change.kind is ProposalKind.CORRECTION
    question, answer = formatting.quoted(change.question, 200), formatting.quoted(change.better or "", 300)
    lines = [
        translate("correct-done" if corrects else "teach-done"),
        translate("learned-pair", question=question, answer=answer),
    ]
    if change.wordings:
        lines.append(translate("teach-wordings", count=len(change.wordings)))
    if change.credited_id is not None:
        lines.append(translate("teach-credited", person=formatting.person(translate, change.credited_id)))
    if outcome.instead:
        lines.append(translate("correct-instead", answer=formatting.quoted(outcome.instead, 200)))
    if change.turn is not None and outcome.edited is None:
        lines.append(translate("correct-not-edited"))
    return "\n".join(lines)


# -- another answer to the same question -------------------------------------------------------------------------------


async def _ask(context: Context, services: Container, change: ProposedChange, others: Sequence[models.Example]) -> None:
    """Show both answers, and ask what becomes of them."""
    translate = context.translate
    known = [formatting.quoted(models.spoken(other), 200) for other in others]
    # Who decides about it has to see all that would go, the answer that is corrected included.
    corrected = [change.present] if change.kind is ProposalKind.CORRECTION else []
    dropped = tuple(answer for answer in (*corrected, *map(models.spoken, others[:-1])) if answer)
    present = models.spoken(others[-1]) or change.present
    change = dataclasses.replace(change, present=present, beside=others[-1].id, dropped=dropped)
    draft_id = str(await services.proposals.draft(change))
    lines = [
        translate("answers-differ", question=formatting.quoted(others[0].prompt, 200)),
        *(
            translate("answers-known", answer=answer) if answer else translate("answers-known-silence")
            for answer in known[-SHOWN:]
        ),
        translate("answers-new", answer=formatting.quoted(change.better or "", 300)),
        translate("answers-ask"),
    ]
    buttons = [
        components.Button(REPLACE, translate("answers-replace"), draft_id, style=hikari.ButtonStyle.PRIMARY),
        components.Button(BOTH, translate("answers-both"), draft_id),
        components.Button(CANCEL, translate("answers-cancel"), draft_id),
    ]
    await context.answer("\n".join(lines), buttons=buttons)


@loader.button(REPLACE)
async def on_replace(context: InteractionContext, services: Container) -> None:
    """Put the new answer in the place of the others."""
    change = await _chosen(context, services, "answers-replace")
    await _go_on(context, services, dataclasses.replace(change, replace=True, beside=None))


@loader.button(BOTH)
async def on_both(context: InteractionContext, services: Container) -> None:
    """Teach the new answer beside the others, to be given in turn; nothing is noted as wrong then."""
    change = await _chosen(context, services, "answers-both")
    kind = ProposalKind.TEACH if change.kind is ProposalKind.CORRECTION else change.kind
    await _go_on(context, services, dataclasses.replace(change, kind=kind, dropped=()))


@loader.button(CANCEL)
async def on_cancel(context: InteractionContext, services: Container) -> None:
    """Change nothing."""
    await services.proposals.take_draft(context.scope_id, context.number, context.author_id)
    await context.replace(context.translate("answers-cancelled"))


async def _chosen(context: InteractionContext, services: Container, key: str) -> ProposedChange:
    """Return the change that was chosen, and take the buttons away; what follows is a further message."""
    change = await services.proposals.take_draft(context.scope_id, context.number, context.author_id)
    chosen = context.translate("answers-chosen", choice=context.translate(key))
    await context.replace(f"{context.message.content or ''}\n{chosen}")
    return change
