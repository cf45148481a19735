"""A fine-tuning job in Discord: one message that says how it stands, edited until it is over, also after a restart."""

from __future__ import annotations

import asyncio
import collections
import logging
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import Languages, Translator, components, formatting, sending
from chatterbot.finetuning import FineTuneProgress, FineTuning
from chatterbot.preferences import Preferences
from chatterbot.store import FineTuneRecord, FineTuneStatus, FineTuneStore

__all__ = ("CANCEL", "STATUS_WORDS", "USE", "FineTuneMessages", "job_buttons", "job_line", "job_text")

_log = logging.getLogger(__name__)

CANCEL: Final = "finetune-cancel"
USE: Final = "finetune-use"
"""The buttons' verbs; their argument is the job's id."""
LINE_LENGTH: Final = 70
"""Most characters shown of a model's name in the list of jobs."""
NAME_LENGTH: Final = 100
"""Most characters shown of a model's name, which is the server's text."""
PROBLEM_LENGTH: Final = 200
"""Most characters shown of what the server says."""
REFUSED: Final = (hikari.ForbiddenError, hikari.NotFoundError, hikari.BadRequestError)
"""What Discord says when a message cannot be written or changed there, now and later."""
RETRIES_S: Final = (5.0, 30.0, 120.0)
"""Seconds until the end of a job is told again after Discord failed; the next start of the program tries it once more."""
STATUS_WORDS: Final[Mapping[FineTuneStatus, str]] = {
    FineTuneStatus.PREPARING: "finetune-state-preparing",
    FineTuneStatus.VALIDATING: "finetune-state-validating",
    FineTuneStatus.QUEUED: "finetune-state-queued",
    FineTuneStatus.RUNNING: "finetune-state-running",
    FineTuneStatus.PAUSED: "finetune-state-paused",
    FineTuneStatus.SUCCEEDED: "finetune-state-succeeded",
    FineTuneStatus.FAILED: "finetune-state-failed",
    FineTuneStatus.CANCELLED: "finetune-state-cancelled",
}
"""Catalogue keys of a job's states."""


def job_text(translate: Translator, progress: FineTuneProgress) -> str:
    """Return how a job stands, in words."""
    record = progress.record
    model = formatting.code(record.model, NAME_LENGTH)
    title = translate("finetune-title", job=str(record.id), model=model)
    lines = [f"{title} · {translate(STATUS_WORDS[record.state])}"]
    if not record.state.over:
        if bar := formatting.bar(translate, min(progress.step or 0, progress.steps or 0), progress.steps or 0):
            lines.append(bar)
        if progress.finishes_at is not None:
            lines.append(translate("finetune-finishes", when=formatting.time(progress.finishes_at)))
    if record.trained_tokens:
        lines.append(translate("finetune-tokens", count=record.trained_tokens))
    if record.state is FineTuneStatus.SUCCEEDED:
        lines.append(translate("finetune-result", name=formatting.code(record.result or "", NAME_LENGTH)))
    if record.problem_key:
        lines.append(translate(record.problem_key))
    elif record.problem:
        lines.append(translate("finetune-server-says", words=formatting.quoted(record.problem, PROBLEM_LENGTH)))
    if not progress.reachable and not record.state.over:
        lines.append(translate("finetune-unreachable"))
    return "\n".join([*lines, _footer(translate, record)])


def job_line(translate: Translator, record: FineTuneRecord) -> str:
    """Return a job on one line."""
    parts = [
        f"🧪 **{record.id}**",
        translate(STATUS_WORDS[record.state]),
        formatting.code(record.result or record.model, LINE_LENGTH),
        formatting.person(translate, record.author_id),
        formatting.time(record.finished_at or record.created_at),
    ]
    return "- " + " · ".join(parts)


def _footer(translate: Translator, record: FineTuneRecord) -> str:
    parts = [translate("finetune-rows", rows=record.examples, held=record.held_out)]
    if record.author_id:
        parts.append(formatting.person(translate, record.author_id))
    parts.append(formatting.time(record.created_at))
    if record.seconds is not None:
        parts.append(formatting.duration(translate, record.seconds))
    return "-# " + " · ".join(parts)


def job_buttons(translate: Translator, record: FineTuneRecord, used: str | None) -> list[components.Component]:
    """Return what can be done with a job: cancel it, or use its model; `used` is the model that the scope uses."""
    if not record.state.over:
        return [components.Button(CANCEL, translate("finetune-cancel-button"), str(record.id))]
    if record.state is FineTuneStatus.SUCCEEDED and record.result != used:
        label, style = translate("finetune-use-button"), hikari.ButtonStyle.SUCCESS
        return [components.Button(USE, label, str(record.id), style=style)]
    return []


class FineTuneMessages:
    """Shows jobs: each in one message, which is edited when the job stands otherwise than before."""

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        finetuning: FineTuning,
        jobs: FineTuneStore,
        languages: Languages,
        preferences: Preferences,
    ) -> None:
        self._rest = rest
        self._finetuning = finetuning
        self._jobs = jobs
        self._languages = languages
        self._preferences = preferences
        self._shown: dict[int, str] = {}
        """What the message of each job says."""
        self._locks: collections.defaultdict[int, asyncio.Lock] = collections.defaultdict(asyncio.Lock)

    async def post(self, record: FineTuneRecord, channel_id: int) -> hikari.Message | None:
        """Post the message of a job that was ordered just now; `None`: the bot may not write there."""
        translate = await self._languages.of_message(record.scope_id, None)
        async with self._locks[record.id]:
            text = job_text(translate, self._finetuning.progress(record))
            try:
                message = await self._rest.create_message(
                    channel_id,
                    text,
                    components=components.rows(*job_buttons(translate, record, None)),
                    nonce=f"finetune-{record.id}",
                    **sending.NO_MENTIONS,
                )
            except REFUSED as error:
                _log.info("fine-tuning job %d has no message in channel %d: %s", record.id, channel_id, error)
                return None
            await self._jobs.shown(record.scope_id, record.id, channel_id, message.id)
            self._shown[record.id] = text
        if (now := await self._jobs.get(record.scope_id, record.id)) is not None:
            await self.show(self._finetuning.progress(now))  # what happened while it was posted
        return message

    async def show(self, progress: FineTuneProgress) -> None:
        """Let a job's message say how it stands; never raises."""
        for wait in (*(RETRIES_S if progress.record.state.over else ()), None):
            try:
                async with self._locks[progress.record.id]:
                    await self._show(progress)
            except (errors.ChatterbotError, hikari.HikariError, OSError) as error:
                _log.warning("fine-tuning job %d: its message could not be changed: %s", progress.record.id, error)
            else:
                return
            if wait is not None:
                await asyncio.sleep(wait)

    async def _show(self, progress: FineTuneProgress) -> None:
        # What is told may have been read before the message was posted.
        record = await self._jobs.get(progress.record.scope_id, progress.record.id)
        if record is None:
            return
        translate = await self._languages.of_message(record.scope_id, None)
        text = job_text(translate, progress)
        if record.channel_id is not None and record.message_id is not None and self._shown.get(record.id) != text:
            used = (await self._preferences.get(record.scope_id)).model_name
            try:
                await self._rest.edit_message(
                    record.channel_id,
                    record.message_id,
                    text,
                    components=components.rows(*job_buttons(translate, progress.record, used)),
                    **sending.NO_MENTIONS,
                )
            except REFUSED as error:  # deleted, or the channel is gone: /jobs still shows it
                _log.info("fine-tuning job %d: its message cannot be changed: %s", record.id, error)
            self._shown[record.id] = text
        if progress.record.state.over:
            await self._jobs.told(record.scope_id, record.id)
            self._shown.pop(record.id, None)
            self._locks.pop(record.id, None)
