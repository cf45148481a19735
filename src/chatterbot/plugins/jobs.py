"""/jobs: what was taught by training, by whom and when, in pages; beside it the jobs that train a language model.

Each job opens, and what is under way can be stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatterbot import errors, finetune_messages
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    components,
)
from chatterbot.plugins import _conflicts, _job_shown
from chatterbot.store import FineTuneRecord, JobRecord, JobState

__all__ = ("loader",)

loader = Loader[Container]()

SHOWN: Final = 10
"""Jobs in the list: each has at most about 190 characters, so all fit into one message."""
PAGE: Final = "jobs-page"
"""Argument: ``b`` and the id of the job before which the page ends, or ``a`` and that of the job after which it begins; empty: the newest."""
OPENED: Final = "job-open"
CANCEL: Final = "job-cancel"
SHOWN_BESIDE: Final = 6
"""Jobs in the list where it also has fine-tuning jobs."""
TUNED: Final = 3
"""Most fine-tuning jobs on a page: each has at most about 200 characters."""
TUNED_MARK: Final = "f"
"""Stands before the id of a fine-tuning job in the menu."""


@loader.command("jobs", section=HelpSection.TEACH, position=11, access=AccessLevel.MANAGER)
async def jobs(context: Context, services: Container) -> None:
    """Answer with the latest jobs."""
    text, shown = await _page(context, services, "")
    await context.answer(text, buttons=shown)


@loader.button(PAGE, access=AccessLevel.MANAGER)
async def turn(context: InteractionContext, services: Container) -> None:
    """Show another page, or the list again."""
    text, shown = await _page(context, services, context.argument)
    await context.replace(text, buttons=shown)


async def _page(context: Context, services: Container, place: str) -> tuple[str, list[components.Component]]:
    translate, journal = context.translate, services.store.journal
    records: Sequence[JobRecord] = ()
    if place:
        side, number = place[:1], components.number(place[1:])
        before, after = (number, None) if side == "b" else (None, number)
        records = await journal.jobs(context.scope_id, SHOWN, before=before, after=after)
    records = records or await journal.jobs(context.scope_id, SHOWN)
    newer = await journal.jobs(context.scope_id, 1, after=records[0].id) if records else []
    older = await journal.jobs(context.scope_id, 1, before=records[-1].id) if records else []
    tuned = await _finetunes(context, services, records, newer, older)
    if tuned and len(records) > SHOWN_BESIDE:
        records = records[:SHOWN_BESIDE]
        older = await journal.jobs(context.scope_id, 1, before=records[-1].id)
        tuned = await _finetunes(context, services, records, newer, older)
    if not records and not tuned:
        command = services.command_ids.mention("train", context.guild_id)
        return translate("jobs-none", command=command), []
    lines: list[str] = []
    if tuned:
        lines += [translate("jobs-finetunes"), *(finetune_messages.job_line(translate, job) for job in tuned)]
    if records:
        lines += [translate("jobs-title"), *(_job_shown.line(translate, job) for job in records)]
    stops = [*_cancels(translate, tuned), *_stops(translate, records)][: components.BUTTONS_IN_A_ROW]
    return "\n".join(lines), [_menu(translate, records, tuned), *stops, *_turns(records, newer, older)]


async def _finetunes(
    context: Context,
    services: Container,
    records: Sequence[JobRecord],
    newer: Sequence[JobRecord],
    older: Sequence[JobRecord],
) -> list[FineTuneRecord]:
    """Return the fine-tuning jobs that were ordered in the time of a page."""
    since = records[-1].created_at if older else None
    before = newer[0].created_at if newer else None
    return await services.store.finetunes.listed(context.scope_id, TUNED, since=since, before=before)


def _cancels(translate: Translator, tuned: Sequence[FineTuneRecord]) -> list[components.Component]:
    return [
        components.Button(
            finetune_messages.CANCEL, translate("jobs-finetune-cancel-button", job=str(job.id)), str(job.id)
        )
        for job in tuned
        if not job.state.over
    ]


def _menu(translate: Translator, records: Sequence[JobRecord], tuned: Sequence[FineTuneRecord]) -> components.Menu:
    choices = [
        components.Choice(translate("finetune-choice", job=str(job.id)), f"{TUNED_MARK}{job.id}") for job in tuned
    ]
    choices += [components.Choice(_job_shown.name(translate, job), str(job.id)) for job in records]
    return components.Menu(verb=OPENED, placeholder=translate("job-open-placeholder"), choices=choices)


def _stops(translate: Translator, records: Sequence[JobRecord]) -> list[components.Component]:
    buttons: list[components.Component] = [
        components.Button(CANCEL, label=translate("jobs-cancel-button", job=str(job.id)), argument=str(job.id))
        for job in records
        if job.state in _job_shown.OPEN
    ]
    return buttons


def _turns(
    records: Sequence[JobRecord], newer: Sequence[JobRecord], older: Sequence[JobRecord]
) -> list[components.Component]:
    if not records or (not newer and not older):
        return []
    return [
        components.Button(PAGE, argument=f"a{records[0].id}", emoji="◀️", disabled=not newer),
        components.Button(PAGE, argument=f"b{records[-1].id}", emoji="▶️", disabled=not older),
    ]


@loader.menu(OPENED, access=AccessLevel.MANAGER)
async def opened(context: InteractionContext, services: Container) -> None:
    """Show one job in the place of the list: what it taught, with its Undo, or why it taught nothing."""
    translate, scope_id = context.translate, context.scope_id
    if context.values[0].startswith(TUNED_MARK):
        await _opened_finetune(context, services, components.number(context.values[0].removeprefix(TUNED_MARK)))
        return
    job = await services.store.journal.job(scope_id, components.number(context.values[0]))
    if job is None:
        raise errors.NotFoundError("error-job-unknown")
    examples, in_use = (
        ([], 0)
        if job.change_id is None
        else await services.store.entries.taught_by(scope_id, job.change_id, _job_shown.EXAMPLES)
    )
    buttons: list[components.Component] = []
    if job.state is JobState.DONE and job.undone_at is None and job.change_id is not None:
        change = await services.store.history.change(scope_id, job.change_id)
        if change is not None and (change.added or change.removed):
            buttons.append(_conflicts.undo(translate, job.change_id))
    if job.state in _job_shown.OPEN:
        buttons.append(components.Button(CANCEL, label=translate("job-cancel-button"), argument=str(job.id)))
    back = components.Button(PAGE, translate("entry-back-button"), f"b{job.id + 1}", emoji="⬅️")
    await context.replace(_job_shown.details(translate, job, examples, in_use), buttons=[*buttons, back])


async def _opened_finetune(context: InteractionContext, services: Container, number: int) -> None:
    translate = context.translate
    record = await services.store.finetunes.get(context.scope_id, number)
    if record is None:
        raise errors.NotFoundError("error-job-unknown")
    used = (await services.preferences.get(context.scope_id)).model_name
    back = components.Button(PAGE, translate("entry-back-button"), emoji="⬅️")
    await context.replace(
        finetune_messages.job_text(translate, services.finetuning.progress(record)),
        buttons=[*finetune_messages.job_buttons(translate, record, used), back],
    )


@loader.button(CANCEL, access=AccessLevel.MANAGER)
async def cancel(context: InteractionContext, services: Container) -> None:
    """Stop a job that waits or runs; the message of /train then shows that it has stopped."""
    number = context.number
    job = next((job for job in services.teaching.training(context.scope_id) if job.id == number), None)
    if job is None or not job.cancel():
        raise errors.NotFoundError("error-job-over", job=str(number))
    await context.answer(context.translate("job-stopping", job=str(number)))
