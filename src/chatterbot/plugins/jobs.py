"""/jobs: what was taught, by whom and when, and what is under way, with buttons to stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    components,
    formatting,
)
from chatterbot.store import JobRecord, JobState

__all__ = ("loader",)

loader = Loader[Container]()

SHOWN: Final = 10
"""Jobs in the list: each has at most about 190 characters, so all fit into one message."""
SOURCE_LENGTH: Final = 32
"""Most characters of a job's source in the list."""
STATES: Final[Mapping[JobState, str]] = {
    JobState.QUEUED: "jobs-queued",
    JobState.RUNNING: "jobs-running",
    JobState.DONE: "jobs-done",
    JobState.FAILED: "jobs-failed",
    JobState.CANCELLED: "jobs-cancelled",
    JobState.INTERRUPTED: "jobs-interrupted",
}
"""Catalogue keys of a job's states."""
OPEN: Final = frozenset({JobState.QUEUED, JobState.RUNNING})


@loader.command("jobs", section=HelpSection.TEACH, position=3, access=AccessLevel.MANAGER)
async def jobs(context: Context, services: Container) -> None:
    """Answer with the latest jobs."""
    text, buttons = _list(context.translate, await services.teaching.jobs(context.scope_id, SHOWN))
    command = services.command_ids.mention("train", context.guild_id)
    await context.answer(text or context.translate("jobs-none", command=command), buttons=buttons)


def _list(translate: Translator, records: Sequence[JobRecord]) -> tuple[str, list[components.Button]]:
    if not records:
        return "", []
    lines = [translate("jobs-title"), *(_line(translate, job) for job in records)]
    buttons = [
        components.Button("job-cancel", label=translate("jobs-cancel-button", job=str(job.id)), argument=str(job.id))
        for job in records
        if job.state in OPEN
    ]
    return "\n".join(lines), buttons[: components.BUTTONS_IN_A_ROW]


def _line(translate: Translator, job: JobRecord) -> str:
    source = (
        translate("jobs-source-text")
        if job.source == "text"
        else formatting.code(formatting.own_name(job.source), SOURCE_LENGTH)
    )
    state = translate(STATES[job.state])
    if job.undone_at is not None:
        undone_by = formatting.person(translate, job.undone_by or 0)
        state = translate("jobs-undone", person=undone_by, when=formatting.time(job.undone_at))
    parts = [
        f"**{job.id}**",
        state,
        source,
        formatting.person(translate, job.author_id),
        formatting.time(job.finished_at or job.created_at),
    ]
    if job.state is JobState.DONE and job.undone_at is None:
        parts.append(translate("jobs-counts", added=job.added, duplicates=job.duplicates, refused=job.refused))
        if job.score_after is not None:
            before = formatting.share(translate, job.score_before)
            parts.append(translate("jobs-score", before=before, after=formatting.share(translate, job.score_after)))
    return "- " + " · ".join(parts)


@loader.button("job-cancel", access=AccessLevel.MANAGER)
async def cancel(context: InteractionContext, services: Container) -> None:
    """Stop a job that waits or runs; the message of /train then shows that it has stopped."""
    number = context.number
    job = next((job for job in services.teaching.training(context.scope_id) if job.id == number), None)
    if job is None or not job.cancel():
        raise errors.NotFoundError("error-job-over", job=str(number))
    await context.answer(context.translate("job-stopping", job=str(number)))
