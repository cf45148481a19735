"""/train: teaches from text, a file or a folder, shows how far it is, and gives a receipt that can be undone.

The receipt comes as soon as what was taught is in use; what it did to the score follows in one edit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import Final

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.files import DataFolder
from chatterbot.plugins import completing, components, conflicts, loading, permissions, refusals, shown, uploads
from chatterbot.plugins.permissions import Permission
from chatterbot.plugins.registration import CommandIds
from chatterbot.plugins.requests import InteractionRequest, Request, TextRequest
from chatterbot.plugins.words import Words
from chatterbot.settings import Settings
from chatterbot.teaching import Teaching, TrainProgress, TrainReceipt, TrainSource

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = loading.Loader()

SEPARATOR: Final = ";;"
"""Between two pairs in a one-line option, which cannot hold a line break."""
QUICK_S: Final = 0.1
"""Seconds a job may take before its progress is shown: nobody could read that, and the receipt would wait for the edit."""
EDITABLE_S: Final = 14 * 60
"""Seconds after which the message says that it will not change any more: Discord's limit is 15 minutes."""
STAGES: Final[Mapping[str, str]] = {
    "waiting": "train-stage-waiting",
    "reading": "train-stage-reading",
    "encoding": "train-stage-encoding",
    "teaching": "train-stage-teaching",
}
"""Catalogue keys of a job's stages."""
PATH_PREFIXES: Final[Mapping[bool, str]] = {True: "+", False: "-"}
"""Polarity of what "Teach the good lines" teaches, in its button's argument before the path."""
TEXT_FILE: Final = "your-text.txt"
"""Name of the attachment that gives a refused text back to its author; its button reads it from there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants taught."""

    source: TrainSource
    again: str
    """Argument of the "Teach the good lines" button; empty: it cannot be offered."""


@loading.completion
async def paths(context: lightbulb.AutocompleteContext[str], folder: DataFolder) -> list[tuple[str, str]]:
    """Folders and files that match what was typed."""
    return await completing.paths(context, folder, {"file", "folder"}, datasets_only=True)


@loader.command
class Train(
    lightbulb.SlashCommand,
    name="command-train",
    description="command-train-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Teach."""

    text = lightbulb.string("option-train-text", "option-train-text-about", localize=True, default=None)
    file = lightbulb.attachment("option-train-file", "option-train-file-about", localize=True, default=None)
    directory = lightbulb.string(
        "option-train-directory", "option-train-directory-about", localize=True, default=None, autocomplete=paths
    )
    positive = lightbulb.boolean("option-train-positive", "option-train-positive-about", localize=True, default=True)
    skip_bad = lightbulb.boolean("option-train-skip_bad", "option-train-skip_bad-about", localize=True, default=False)

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        request: InteractionRequest,
        teaching: Teaching,
        settings: Settings,
    ) -> None:
        given = [value for value in (self.text, self.file, self.directory) if value is not None]
        if len(given) > 1:
            raise errors.InvalidInputError("error-train-one-source")
        if not given:
            await _ask(request, positive=self.positive, skip_bad=self.skip_bad)
            return
        await request.defer()
        if self.file is not None:
            wanted = await _uploaded(request, teaching, settings, self.file, positive=self.positive)
        elif self.directory is not None:
            wanted = _path(self.directory, positive=self.positive)
        else:
            wanted = _text(self.text or "", positive=self.positive)
        await train(request, teaching, wanted, skip_bad=self.skip_bad)


@loader.text_command("command-train", permission=Permission.MANAGER)
async def train_text(request: TextRequest, teaching: Teaching, settings: Settings, commands: CommandIds) -> None:
    """The same, as a message: with a file, or ``question => answer`` lines after the command's name."""
    attached = request.message.attachments
    if len(attached) + bool(request.arguments) > 1:
        raise errors.InvalidInputError("error-train-one-source")
    if not attached and not request.arguments:
        raise errors.InvalidInputError("error-train-nothing", command=commands.mention("train", request.guild_id))
    await request.defer()
    if attached:
        wanted = await _uploaded(request, teaching, settings, attached[0], positive=True)
    else:
        wanted = _text(request.arguments, positive=True)
    await train(request, teaching, wanted, skip_bad=False)


# -- what to teach -----------------------------------------------------------------------------------------------------


async def _ask(request: InteractionRequest, *, positive: bool, skip_bad: bool) -> None:
    words = request.words
    field = components.Field("text", words("train-form-label"), placeholder=words("train-form-placeholder"), long=True)
    title = words("train-form-title" if positive else "train-form-title-negative")
    await request.ask("train", title, [field], f"{PATH_PREFIXES[positive]}{'s' if skip_bad else ''}")


@loader.form("train", permission=Permission.MANAGER)
async def typed(request: InteractionRequest, teaching: Teaching) -> None:
    """Teach what was typed into the form."""
    await request.defer()
    wanted = _text(request.fields["text"], positive=not request.argument.startswith(PATH_PREFIXES[False]))
    await train(request, teaching, wanted, skip_bad=request.argument.endswith("s"))


def _text(text: str, *, positive: bool) -> Wanted:
    lines = re.sub(rf"[ \t]*{SEPARATOR}[ \t]*", "\n", text)
    return Wanted(TrainSource.of_text(lines, positive=positive), PATH_PREFIXES[positive])


def _path(path: str, *, positive: bool) -> Wanted:
    path = path.strip()
    again = f"{PATH_PREFIXES[positive]}{path}"
    return Wanted(TrainSource.of_path(path, positive=positive), again if components.fits("train-good", again) else "")


async def _uploaded(
    request: Request, teaching: Teaching, settings: Settings, attachment: hikari.Attachment, *, positive: bool
) -> Wanted:
    """Keep a file that was sent under ``uploads/``, and teach from there: so it can be read again."""
    data = await uploads.read(attachment, settings.files.max_upload)
    path = uploads.path(attachment.filename, dt.datetime.now(dt.UTC))
    kept = await teaching.keep_upload(request.scope_id, request.author_id, path, data)
    return _path(kept, positive=positive)


# -- teaching ----------------------------------------------------------------------------------------------------------


async def train(request: Request, teaching: Teaching, wanted: Wanted, *, skip_bad: bool) -> None:
    """Start the job, follow it, and answer with its receipt. `request` has been deferred."""
    words = request.words
    job = await teaching.train(request.scope_id, request.author_id, wanted.source, skip_bad=skip_bad)
    began = time.monotonic()
    cancel = components.Button("job-cancel", label=words("job-cancel-button"), argument=str(job.id))

    def late() -> bool:
        return isinstance(request, InteractionRequest) and time.monotonic() - began > EDITABLE_S

    try:
        if not await job.ends_within(QUICK_S):
            await request.revise(_progress(words, job.id, job.progress), buttons=[cancel])
            async with request.progress(cancel) as shower:
                async for progress in job:
                    shower.show(words("train-late", job=str(job.id)) if late() else _progress(words, job.id, progress))
                await job.finished()  # what went wrong takes the place of the progress
        receipt = await job.finished()
    except errors.InvalidInputError as error:
        if error.key != "error-train-refused":
            raise
        await _refused(request, wanted, error)
        return
    checking = receipt.scorable and not late()  # later, an edit would be a second message
    try:
        await _show(request, wanted.source, receipt, checking=checking)
    except (hikari.NotFoundError, hikari.UnauthorizedError) as error:
        _log.info("the receipt of job %d came too late to be shown; /jobs has it: %s", job.id, error)
        checking = False
    if checking:
        await _check(request, teaching, wanted.source, receipt)
    elif receipt.scorable:
        await teaching.scored(request.scope_id, receipt)  # for the job's record


async def _check(request: Request, teaching: Teaching, source: TrainSource, receipt: TrainReceipt) -> None:
    """Put the scores into the receipt, or take the promise of them away; a receipt whose change was undone stays as Undo left it."""
    checked = receipt
    try:
        checked = await teaching.scored(request.scope_id, receipt)
    finally:  # also when the bot is shut down meanwhile
        try:
            if await teaching.stands(request.scope_id, receipt):
                await _show(request, source, checked)
        except (
            hikari.HikariError,
            errors.StoreError,
        ) as error:  # dismissed, or Discord is away: what was taught has been said
            _log.info("the scores of job %d could not be shown: %s", receipt.job_id, error)


async def _show(request: Request, source: TrainSource, receipt: TrainReceipt, *, checking: bool = False) -> None:
    words = request.words
    await request.revise(
        _receipt(words, source, receipt, checking=checking),
        files=refusals.file(words, receipt.refused),
        buttons=[conflicts.undo(words, receipt.change_id), *conflicts.buttons(words, receipt)] if receipt.added else (),
    )


def _progress(words: Words, job_id: int, progress: TrainProgress) -> str:
    stage = words(STAGES[progress.stage])
    first = words("train-progress", job=str(job_id), stage=stage)
    bar = shown.bar(words, progress.done, progress.total)
    return f"{first}\n{bar}" if bar else first


def _receipt(words: Words, source: TrainSource, receipt: TrainReceipt, *, checking: bool) -> str:
    name = _name(words, source)
    if not receipt.added:
        lines = [words("train-nothing-new", source=name)]
    elif source.positive:
        lines = [words("train-done", added=receipt.added, source=name)]
    else:
        lines = [words("train-done-negative", added=receipt.added, source=name)]
    if receipt.added and receipt.duplicates:
        lines.append(words("train-duplicates", count=receipt.duplicates))
    if receipt.refused:
        lines.append(words("train-left-out", count=len(receipt.refused)))
        lines += refusals.lines(words, receipt.refused)
    lines += conflicts.lines(words, receipt)
    if checking:
        lines.append(words("train-checking"))
    elif receipt.score_after is not None:
        after = shown.share(words, receipt.score_after)
        change = shown.difference(words, receipt.score_before, receipt.score_after)
        if receipt.score_before is None:
            lines.append(words("train-score-first", after=after))
        elif change:
            before = shown.share(words, receipt.score_before)
            lines.append(words("train-score", before=before, after=after, change=change))
        else:
            lines.append(words("train-score-same", after=after))
    lines.append(words("train-footer", job=str(receipt.job_id), seconds=receipt.seconds))
    return "\n".join(lines)


def _name(words: Words, source: TrainSource) -> str:
    return words("train-your-text") if source.name == "text" else shown.code(source.name)


async def _refused(request: Request, wanted: Wanted, error: errors.UserError) -> None:
    """Say which lines are wrong, and offer to teach the others."""
    words = request.words
    refused = refusals.of(error)
    lines = [words("train-refused", count=len(refused), source=_name(words, wanted.source))]
    some = bool(error.params.get("good"))
    lines += [*refusals.lines(words, refused), words("train-refused-advice" if some else "train-refused-none")]
    files: list[hikari.Bytes] = refusals.file(words, refused)
    data = wanted.source.data
    if data is not None:
        files.append(hikari.Bytes(data, TEXT_FILE, mimetype="text/plain"))
    buttons: Sequence[components.Button] = ()
    if wanted.again and some:
        label = words("train-good-button")
        buttons = [components.Button("train-good", label=label, argument=wanted.again)]
    await request.revise("\n".join(lines), files=files, buttons=buttons)


@loader.button("train-good", permission=Permission.MANAGER)
async def teach_good_lines(request: InteractionRequest, teaching: Teaching, settings: Settings) -> None:
    """Teach the lines that can be read, of a file in the data folder or the text attached to the message."""
    positive = not request.argument.startswith(PATH_PREFIXES[False])
    path = request.argument[1:]
    await request.defer()
    if path:
        wanted = _path(path, positive=positive)
    else:
        attached = next((file for file in request.message.attachments if file.filename == TEXT_FILE), None)
        if attached is None:
            raise errors.NotFoundError("error-train-text-gone")
        data = await uploads.read(attached, settings.files.max_upload)
        wanted = _text(data.decode("utf-8", errors="replace"), positive=positive)
    await train(request, teaching, wanted, skip_bad=True)


@loader.button("train-undo", permission=Permission.MANAGER)
async def undo(request: InteractionRequest, teaching: Teaching) -> None:
    """Take back what a job taught, and before that a choice made between its answers."""
    removed = restored = 0
    for change in request.argument.split(","):
        undone = await teaching.undo(request.scope_id, request.author_id, int(change), any_author=True)
        removed, restored = removed + undone.removed, restored + undone.restored
    text = request.words("train-undone", removed=removed, restored=restored)
    await request.replace(f"~~{_first_line(request.message.content)}~~\n{text}")


def _first_line(content: str | None) -> str:
    return (content or "").partition("\n")[0].replace("*", "").replace("~", "")
