"""The buttons of fine-tuning: order a job, cancel it, use its model, and the former one again. /train offers the first one."""

from __future__ import annotations

from typing import Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.datasets import ExportFormat
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components, formatting
from chatterbot.finetune_messages import CANCEL, USE, job_buttons, job_text
from chatterbot.finetuning import model_mark
from chatterbot.plugins._finetune_offer import NO, START

__all__ = ("loader",)

loader = Loader[Container]()

FORMER: Final = "finetune-former"
"""Argument: the job's id, and behind a point the mark of the model that was used before."""


@loader.button(START, access=AccessLevel.MANAGER)
async def start(context: InteractionContext, services: Container) -> None:
    """Order a job, and post the message that shows how it stands."""
    if context.guild_id is None:
        raise errors.RefusedError("error-finetune-direct")
    form = context.argument
    if form not in {ExportFormat.CHAT.value, ExportFormat.PREFERENCE.value}:
        raise errors.NotFoundError("error-button-broken")
    async with context.deferring(replace=True):
        record = await services.finetuning.order(context.scope_id, context.author_id, ExportFormat(form))
        message = await services.finetune_messages.post(record, context.channel_id)
    translate = context.translate
    job = str(record.id)
    if message is None:
        command = services.command_ids.mention("jobs", context.guild_id)
        await context.replace(translate("finetune-ordered-unseen", job=job, command=command))
        return
    link = formatting.message_link(context.guild_id, context.channel_id, message.id)
    await context.replace(translate("finetune-ordered", job=job, link=link))


@loader.button(NO, access=AccessLevel.MANAGER)
async def decline(context: InteractionContext, services: Container) -> None:
    """Send nothing."""
    await context.replace(context.translate("finetune-declined"))


@loader.button(CANCEL, access=AccessLevel.MANAGER)
async def cancel(context: InteractionContext, services: Container) -> None:
    """Cancel a job; its message then says so."""
    async with context.deferring():
        record = await services.finetuning.cancel(context.scope_id, context.number)
    key = "finetune-cancelled" if record.state.over else "finetune-cancelling"
    await context.answer(context.translate(key, job=str(record.id)))


@loader.button(USE, access=AccessLevel.MANAGER)
async def use(context: InteractionContext, services: Container) -> None:
    """Let the server use the job's model; its message then says so, with a button for the former one."""
    translate = context.translate
    switch = await services.finetuning.models.use(context.scope_id, context.number)
    if switch.before == switch.after:  # a second message of the same job
        raise errors.RefusedError("error-finetune-used")
    argument = f"{context.number}.{model_mark(switch.before)}"
    text = await _text(context, services, context.number)
    undo = components.Button(FORMER, translate("finetune-former-button"), argument, emoji="↩️")
    before = translate("finetune-default") if switch.before is None else formatting.code(switch.before)
    person = formatting.person(translate, context.author_id)
    told = translate("finetune-used", person=person, name=formatting.code(switch.after or ""), before=before)
    await context.replace(f"{text}\n{told}", buttons=[undo])


@loader.button(FORMER, access=AccessLevel.MANAGER)
async def use_former(context: InteractionContext, services: Container) -> None:
    """Let the server use the model again that it had before."""
    job, _, mark = context.argument.partition(".")
    number, translate = components.number(job), context.translate
    switch = await services.finetuning.models.use_former(context.scope_id, number, mark)
    text = await _text(context, services, number)
    name = translate("finetune-default") if switch.after is None else formatting.code(switch.after)
    told = translate("finetune-former", person=formatting.person(translate, context.author_id), name=name)
    record = await services.store.finetunes.get(context.scope_id, number)
    buttons = [] if record is None else job_buttons(translate, record, switch.after)
    await context.replace(f"{text}\n{told}", buttons=buttons)


async def _text(context: InteractionContext, services: Container, number: int) -> str:
    record = await services.store.finetunes.get(context.scope_id, number)
    if record is None:
        raise errors.NotFoundError("error-finetune-no-model")
    return job_text(context.translate, services.finetuning.progress(record))
