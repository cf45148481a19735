"""An answer of a language model that people liked is kept as a taught one."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components
from chatterbot.plugins import _changes, _teach_form

__all__ = ("offer",)

loader = Loader[Container]()

KEEP: Final = "keep"
"""On the private thanks for a vote; argument: the reply's message id."""
KEPT: Final = "kept"
"""The form; argument: the same."""


async def offer(context: InteractionContext, services: Container, turn: models.Turn) -> list[components.Button]:
    """Return the button that keeps a reply, if a model wrote it and the person may teach or at least propose."""
    composed = turn.reply.composed
    if turn.reply.source not in models.WRITTEN or composed is None or composed.cut:
        return []
    if await services.store.examples.put_right(context.scope_id, turn.id) is not None:  # corrected, or kept already
        return []
    if not await services.access.may(AccessLevel.PROPOSER, context):
        return []
    label, style = context.translate("button-keep"), hikari.ButtonStyle.PRIMARY
    return [components.Button(KEEP, label, str(turn.reply_message_id), emoji="📌", style=style)]


@loader.button(KEEP, access=AccessLevel.PROPOSER)
async def on_keep(context: InteractionContext, services: Container) -> None:
    """Open the form with the question and the model's words, without the numbers of its sources."""
    translate = context.translate
    turn = await services.turns.of_id(context, context.number)
    await context.ask(
        KEPT,
        translate("keep-form-title"),
        _teach_form.fields(
            translate,
            turn,
            "keep-form-answer",
            (await services.conversation.present(turn))[: _teach_form.ANSWER_LENGTH],
        ),
        str(context.number),
    )


@loader.form(KEPT, access=AccessLevel.PROPOSER)
async def on_kept(context: InteractionContext, services: Container) -> None:
    """Teach the answer, or propose it; the message shows what is taught."""
    turn = await services.turns.of_id(context, context.number)
    await _changes.submit(context, services, _teach_form.change_of(context, turn))
