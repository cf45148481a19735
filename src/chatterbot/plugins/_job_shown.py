"""A training job in words: one line of the list of /jobs, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import errors, models
from chatterbot.discord import Translator, error_messages, formatting
from chatterbot.store import JobRecord, JobState

__all__ = ("EXAMPLES", "OPEN", "details", "line", "name")

SOURCE_LENGTH: Final = 32
"""Most characters of a job's source in the list."""
EXAMPLES: Final = 5
"""Examples shown of a job."""
LENGTHS: Final = (90, 130)
"""Characters shown of a question and of an answer: with them a job has less than a message's 2000."""
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


def line(translate: Translator, job: JobRecord) -> str:
    """Return a job on one line."""
    parts = [
        f"**{job.id}**",
        _state(translate, job),
        _source(translate, job, SOURCE_LENGTH),
        formatting.person(translate, job.author_id),
        formatting.time(job.finished_at or job.created_at),
    ]
    if job.state is JobState.DONE and job.undone_at is None:
        parts += _numbers(translate, job)
    return "- " + " · ".join(parts)


def name(translate: Translator, job: JobRecord) -> str:
    """Return a job as a choice of a menu names it."""
    source = translate("jobs-source-text") if job.source == "text" else formatting.own_name(job.source)
    return formatting.isolated(f"{job.id} · {source}", 100)


def details(translate: Translator, job: JobRecord, examples: Sequence[models.Example], in_use: int) -> str:
    """Return all that is known of a job: what it taught, or why it taught nothing.

    Parameters
    ----------
    examples
        The first examples it taught.
    in_use
        How many of all its examples still count.
    """
    finished = job.finished_at
    head = f"**{translate('job-title', job=str(job.id))}** · {_state(translate, job)} · {_source(translate, job, 80)}"
    about = [formatting.person(translate, job.author_id), formatting.time(finished or job.created_at)]
    if finished is not None:
        seconds = (finished - job.created_at).total_seconds()
        about.append(translate("job-took", time=formatting.duration(translate, seconds)))
    lines = [head, " · ".join(about)]
    if job.state is JobState.DONE:
        lines.append(" · ".join(_numbers(translate, job)))
    if job.problem is not None and job.state not in OPEN:
        error = errors.UserError(job.problem, **dict(job.problem_values or {}))
        lines.append(f"> {error_messages.explain(error, translate)}".replace("\n", "\n> "))
    if examples:
        lines.append(translate("job-examples", count=job.added, used=in_use))
        lines += [f"- {_pair(translate, example)}" for example in examples]
        if job.added > len(examples):
            lines.append(translate("entry-more", count=job.added - len(examples)))
    return "\n".join(lines)


def _pair(translate: Translator, example: models.Example) -> str:
    question, answer = formatting.quoted(example.prompt, LENGTHS[0]), models.spoken(example)
    if not answer:
        return translate("knowledge-line-silent", question=question)
    key = "learned-pair" if example.positive else "knowledge-line-veto"
    return translate(key, question=question, answer=formatting.quoted(answer, LENGTHS[1]))


def _state(translate: Translator, job: JobRecord) -> str:
    if job.undone_at is None:
        return translate(STATES[job.state])
    undone_by = formatting.person(translate, job.undone_by or 0)
    return translate("jobs-undone", person=undone_by, when=formatting.time(job.undone_at))


def _source(translate: Translator, job: JobRecord, length: int) -> str:
    if job.source == "text":
        return translate("jobs-source-text")
    return formatting.code(formatting.own_name(job.source), length)


def _numbers(translate: Translator, job: JobRecord) -> list[str]:
    parts = [translate("jobs-counts", added=job.added, duplicates=job.duplicates, refused=job.refused)]
    if job.score_after is not None:
        before = formatting.share(translate, job.score_before)
        parts.append(translate("jobs-score", before=before, after=formatting.share(translate, job.score_after)))
    return parts
