"""Responses other than chats as values of ours; a response that lacks what is needed is malformed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from chatterbot import errors, texts
from chatterbot.llm.interfaces import (
    FineTuneEvent,
    FineTuneJob,
    FineTuneOrder,
    FineTuneState,
    ModelInfo,
    Moderation,
)
from chatterbot.llm.openai_api.failures import malformed

__all__ = ("events", "identifier", "job", "known", "models", "moderation", "order")

LONGEST_TEXT: Final = 500
"""Characters of a sentence of the server that are kept."""
LONGEST_NAME: Final = 200
MOST_MODELS: Final = 2000
MOST_COUNTED: Final = 10**12
"""Of tokens and steps: what is more is no count, and may have so many digits that it cannot be shown."""
_ID: Final = re.compile(r"\w[\w.:-]{0,127}", re.ASCII)
"""The ids of files and jobs: they become parts of addresses, where ".." leads elsewhere."""
_STATES: Final[Mapping[str, FineTuneState]] = {
    **{state.value: state for state in FineTuneState},
    "pending": FineTuneState.QUEUED,
    "canceled": FineTuneState.CANCELLED,
    "completed": FineTuneState.SUCCEEDED,
    "error": FineTuneState.FAILED,
}
"""The states as OpenAI calls them, and others do."""


def models(page: Any) -> list[ModelInfo]:
    """Return a list of models."""
    named = [(name, raw) for raw in _items(page)[:MOST_MODELS] if (name := _name(getattr(raw, "id", None)))]
    return [
        ModelInfo(name, _name(getattr(raw, "owned_by", None)) or "", _moment(getattr(raw, "created", None)))
        for name, raw in named
    ]


def moderation(raw: Any) -> Moderation:
    """Return the result of a moderation of one text."""
    results = getattr(raw, "results", None)
    if not isinstance(results, list) or not results or not isinstance(getattr(results[0], "flagged", None), bool):
        raise malformed("no result of a moderation")
    dump = getattr(getattr(results[0], "categories", None), "model_dump", None)
    categories: Mapping[str, Any] = dump(by_alias=True, warnings=False) if dump is not None else {}
    return Moderation(results[0].flagged, tuple(str(name) for name, flagged in categories.items() if flagged is True))


def identifier(raw: Any) -> str:
    """Return the id of a file or a job."""
    if not isinstance(given := getattr(raw, "id", None), str) or not _ID.fullmatch(given):
        raise malformed("something without an id")
    return given


def known(job_id: str) -> str:
    """Return an id that is to become a part of an address.

    Raises
    ------
    errors.ModelError
        If it can be no id.
    """
    if not _ID.fullmatch(job_id):
        raise errors.ModelError("no job has this id", errors.ModelFault.REQUEST)
    return job_id


def order(order: FineTuneOrder) -> dict[str, Any]:
    """Return an order of a job as the parameters of a request."""
    method: dict[str, Any] = {"type": order.method.value}
    if order.epochs is not None:
        method[order.method.value] = {"hyperparameters": {"n_epochs": order.epochs}}
    body: dict[str, Any] = {"model": order.model, "training_file": order.training_file, "method": method}
    if order.validation_file is not None:
        body["validation_file"] = order.validation_file
    if order.suffix is not None:
        body["suffix"] = order.suffix
    return body


def job(raw: Any) -> FineTuneJob:
    """Return a job."""
    status = getattr(raw, "status", None)
    if not isinstance(status, str):
        raise malformed("a job without a state")
    problem = getattr(getattr(raw, "error", None), "message", None)
    return FineTuneJob(
        id=identifier(raw),
        state=_STATES.get(status, FineTuneState.RUNNING),  # a state of its own, such as "uploading": it goes on
        model=_name(getattr(raw, "model", None)) or "",
        result=_name(getattr(raw, "fine_tuned_model", None)),
        trained_tokens=_count(getattr(raw, "trained_tokens", None)),
        problem=_sentence(problem) if problem else None,
        finishes_at=_moment(getattr(raw, "estimated_finish", None)),
    )


def events(page: Any) -> list[FineTuneEvent]:
    """Return events of a job, newest first."""
    found: list[FineTuneEvent] = []
    for raw in _items(page):
        data = getattr(raw, "data", None)
        counts: Mapping[str, Any] = data if isinstance(data, dict) else {}
        step, steps = (_count(counts.get(name)) for name in ("step", "total_steps"))
        at = _moment(getattr(raw, "created_at", None)) or dt.datetime.fromtimestamp(0, dt.UTC)
        found.append(FineTuneEvent(identifier(raw), _sentence(getattr(raw, "message", "")), at, step, steps))
    return found


def _items(page: Any) -> list[Any]:
    if not isinstance(data := getattr(page, "data", None), list):
        raise malformed("no list")
    return data


def _count(given: object) -> int | None:
    """Return a count; `None`: it is none."""
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_COUNTED:
        return None
    return given


def _name(given: object) -> str | None:
    """Return a name that fits into a line; `None`: it is none."""
    return given if isinstance(given, str) and 0 < len(given) <= LONGEST_NAME and given.isprintable() else None


def _sentence(given: object) -> str:
    return texts.clip(" ".join(given.split()), LONGEST_TEXT) if isinstance(given, str) else ""


def _moment(given: object) -> dt.datetime | None:
    """Return a moment that is given in seconds since 1970."""
    if not isinstance(given, int | float) or isinstance(given, bool):
        return None
    try:
        return dt.datetime.fromtimestamp(given, dt.UTC) if given > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
