"""How many jobs may be ordered, and why one could not be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

from chatterbot import errors, models
from chatterbot.store import FineTuneStatus, FineTuneStore

__all__ = ("FineTuneOptions", "check_limits", "problem_of")

DAY: Final = dt.timedelta(days=1)
MONTH: Final = dt.timedelta(days=30)


@dataclasses.dataclass(frozen=True, slots=True)
class FineTuneOptions:
    """What the operator set."""

    model: str = ""
    """The model that jobs start from; empty: nobody can fine-tune."""
    allowed_models: tuple[str, ...] = ()
    """Models that every scope may choose, beside the operator's own one."""
    most_a_day: int = 2
    """Most jobs that a scope orders in 24 hours."""
    most_a_month: int = 50
    """Most jobs that all scopes together order in 30 days."""


async def check_limits(jobs: FineTuneStore, options: FineTuneOptions, scope_id: int) -> None:
    """Refuse a job where one is under way, or too many were ordered; the command line, which is the operator's, orders any number.

    Raises
    ------
    errors.RefusedError
        ``error-finetune-running(job)``, ``error-finetune-limit(limit)``, ``error-finetune-limit-all(limit)``
    """
    newest = await jobs.listed(scope_id, 1)
    if newest and not newest[0].state.over:
        raise errors.RefusedError("error-finetune-running", job=str(newest[0].id))
    if scope_id == models.LOCAL_SCOPE:
        return
    now = dt.datetime.now(dt.UTC)
    latest = await jobs.listed(scope_id, 10 * options.most_a_day, since=now - DAY)
    # A job that failed before it was created costs nothing; one that was cancelled then was sent in part.
    if sum(job.remote_id is not None or job.state is FineTuneStatus.CANCELLED for job in latest) >= options.most_a_day:
        raise errors.RefusedError("error-finetune-limit", limit=options.most_a_day)
    if await jobs.created_since(now - MONTH) >= options.most_a_month:
        raise errors.RefusedError("error-finetune-limit-all", limit=options.most_a_month)


_PROBLEMS: Final = {
    errors.ModelFault.KEY: "finetune-problem-key",
    errors.ModelFault.QUOTA: "finetune-problem-quota",
    errors.ModelFault.MODEL: "finetune-problem-model",
    errors.ModelFault.REQUEST: "finetune-problem-refused",
    errors.ModelFault.REFUSED: "finetune-problem-refused",
}
"""Catalogue keys of why a job could not be ordered; other faults pass."""


def problem_of(error: errors.ServiceError) -> str:
    """Return the catalogue key of why a job could not be ordered."""
    fault = error.fault if isinstance(error, errors.ModelError) else errors.ModelFault.SERVER
    return _PROBLEMS.get(fault, "finetune-problem-server")
