"""/train: teaches from text, a file or a folder, shows its progress, and answers with a receipt and a button to undo.

The receipt comes as soon as what was taught is in use; the change of the score follows in one edit.
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

from chatterbot import errors, files
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    attachments,
    autocomplete,
    components,
    formatting,
    options,
    pasted,
    sending,
)
from chatterbot.plugins import _careful, _conflicts, _finetune_offer, _refusals
from chatterbot.plugins._finetune_offer import TARGETS, TrainTarget
from chatterbot.teaching import Policy, TrainProgress, TrainReceipt, TrainSource

__all__ = ("loader", "receipt_text")

_log = logging.getLogger(__name__)

loader = Loader[Container]()

SEPARATOR: Final = ";;"
"""Between two pairs in a one-line option, which cannot hold a line break."""
QUICK_S: Final = 0.1
"""Seconds a job may take without its progress being shown: people could not read it, and the receipt would have to wait for the edit."""
EDITABLE_S: Final = 14 * 60
"""Seconds after which the message says that it is not updated any more: Discord allows edits for 15 minutes."""
STAGES: Final[Mapping[str, str]] = {
    "waiting": "train-stage-waiting",
    "reading": "train-stage-reading",
    "encoding": "train-stage-encoding",
    "teaching": "train-stage-teaching",
}
"""Catalogue keys of a job's stages."""
SIGNS: Final[Mapping[bool, str]] = {True: "+", False: "-"}
"""Whether answers to give (True) or to avoid are taught: the first character of the form's and of the button's argument."""
POLICIES: Final[Mapping[Policy, str]] = {
    Policy.KEEP: "train-conflicts-keep",
    Policy.REPLACE: "train-conflicts-replace",
    Policy.LEAVE: "train-conflicts-leave",
}
"""Catalogue keys of what can be chosen for answers that differ."""
TEXT_FILE: Final = "your-text.txt"
"""Name of the file in which a refused text is sent back to its author; the button reads it from there."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainOptions:
    """The options of /train."""

    text: str | None = None
    file: hikari.Attachment | None = None
    directory: str | None = None
    positive: bool = True
    skip_bad: bool = False
    conflicts: Policy = Policy.KEEP
    target: TrainTarget = TrainTarget.BOT


@dataclasses.dataclass(frozen=True, slots=True)
class WantedTraining:
    """What a person wants taught, and how."""

    source: TrainSource
    again: str
    """Argument of the button "Teach the good lines"; empty: there is no such button."""
    skip_bad: bool
    """Whether lines that cannot be read are skipped."""
    policy: Policy
    """What becomes of answers that differ."""
    sent_as: str = ""
    """The name of a file as it was sent; empty: the source was not sent."""


async def _paths(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the folders and files that match what was typed."""
    return await autocomplete.paths(request, services.files, {"file", "folder"}, datasets_only=True)


@loader.command(
    "train",
    section=HelpSection.TEACH,
    position=3,
    access=AccessLevel.MANAGER,
    options=[
        options.text("text", free=True),
        options.attachment("file"),
        options.text("directory", autocomplete=_paths),
        options.boolean("positive"),
        options.boolean("skip_bad"),
        options.choice("conflicts", POLICIES, words="train-conflicts-words"),
        options.choice("target", TARGETS, words="train-target-words"),
    ],
    former_names=["обучить"],
)
async def train(context: Context, services: Container, wanted: TrainOptions) -> None:
    """Teach from what is given, or from a form if nothing is; or offer to train a language model."""
    text, file, directory = wanted.text, wanted.file, wanted.directory
    positive, skip_bad, conflicts = wanted.positive, wanted.skip_bad, wanted.conflicts
    if wanted.target is TrainTarget.MODEL:
        if wanted != TrainOptions(target=TrainTarget.MODEL):
            raise errors.InvalidInputError("error-finetune-target")
        await _finetune_offer.offer(context, services)
        return
    given = [value for value in (text, file, directory) if value is not None]
    if len(given) > 1:
        raise errors.InvalidInputError("error-train-one-source")
    if not given and isinstance(context, InteractionContext):
        await _ask(context, positive=positive, skip_bad=skip_bad, policy=conflicts)
        return
    if not given:
        command = services.command_ids.mention("train", context.guild_id)
        raise errors.InvalidInputError("error-train-nothing", command=command)
    await context.defer()
    if file is not None:
        training = await _uploaded(context, services, file, positive=positive, skip_bad=skip_bad, policy=conflicts)
    elif directory is not None:
        training = _path(directory, positive=positive, skip_bad=skip_bad, policy=conflicts)
    else:
        training = _text(text or "", positive=positive, skip_bad=skip_bad, policy=conflicts)
    await _train(context, services, training)


# -- what to teach -----------------------------------------------------------------------------------------------------


async def _ask(context: InteractionContext, *, positive: bool, skip_bad: bool, policy: Policy) -> None:
    translate = context.translate
    field = components.Field(
        "text", translate("train-form-label"), placeholder=translate("train-form-placeholder"), long=True
    )
    title = translate("train-form-title" if positive else "train-form-title-negative")
    await context.ask("train", title, [field], f"{_argument(positive, policy)}{'s' if skip_bad else ''}")


@loader.form("train", access=AccessLevel.MANAGER)
async def typed(context: InteractionContext, services: Container) -> None:
    """Teach what was typed into the form."""
    await context.defer()
    positive, policy, rest = _read_argument(context.argument)
    wanted = _text(context.field("text"), positive=positive, skip_bad=rest == "s", policy=policy)
    await _train(context, services, wanted)


def _argument(positive: bool, policy: Policy) -> str:
    """Return the beginning of a form's or button's argument: ``+``, or with another policy than to keep all answers ``+replace:``."""
    return SIGNS[positive] if policy is Policy.KEEP else f"{SIGNS[positive]}{policy.value}:"


def _read_argument(argument: str) -> tuple[bool, Policy, str]:
    """Return what `_argument` wrote, and the rest: no path has a colon in it."""
    positive, rest = not argument.startswith(SIGNS[False]), argument[1:]
    policy, colon, after = rest.partition(":")
    return (positive, Policy(policy), after) if colon and policy in set(Policy) else (positive, Policy.KEEP, rest)


def _text(text: str, *, positive: bool, skip_bad: bool, policy: Policy) -> WantedTraining:
    lines = re.sub(rf"[ \t]*{SEPARATOR}[ \t]*", "\n", pasted.unwrapped(text))
    source = TrainSource.of_text(lines, positive=positive)
    return WantedTraining(source, _argument(positive, policy), skip_bad, policy)


def _path(path: str, *, positive: bool, skip_bad: bool, policy: Policy) -> WantedTraining:
    path = path.strip()
    again = f"{_argument(positive, policy)}{path}"
    again = again if components.fits("train-good", again) else ""
    return WantedTraining(TrainSource.of_path(path, positive=positive), again, skip_bad, policy)


async def _uploaded(
    context: Context,
    services: Container,
    attachment: hikari.Attachment,
    *,
    positive: bool,
    skip_bad: bool,
    policy: Policy,
) -> WantedTraining:
    """Keep a file that was sent in ``uploads/`` and teach from there, so that it can be read again."""
    path = files.upload_path(attachment.filename, dt.datetime.now(dt.UTC))
    async with services.transfers.request(Requester(context.scope_id, context.author_id)):
        data = await attachments.read(attachment, services.options.uploads.max_bytes)
        kept = await services.teaching.keep_upload(context.scope_id, context.author_id, path, data)
    wanted = _path(kept, positive=positive, skip_bad=skip_bad, policy=policy)
    return dataclasses.replace(wanted, sent_as=attachment.title or attachment.filename)


# -- teaching ----------------------------------------------------------------------------------------------------------


async def _train(context: Context, services: Container, wanted: WantedTraining) -> None:
    """Start the job, follow it, and answer with its receipt; `context` has been deferred."""
    translate = context.translate
    job = await services.teaching.train(
        context.scope_id, context.author_id, wanted.source, skip_bad=wanted.skip_bad, policy=wanted.policy
    )
    began = time.monotonic()
    cancel = components.Button("job-cancel", label=translate("job-cancel-button"), argument=str(job.id))

    def late() -> bool:
        return isinstance(context, InteractionContext) and time.monotonic() - began > EDITABLE_S

    try:
        if not await job.ends_within(QUICK_S):
            await context.revise(_progress(translate, job.id, job.progress), buttons=[cancel])
            async with context.progress(cancel) as shower:
                async for progress in job:
                    shower.show(
                        translate("train-late", job=str(job.id)) if late() else _progress(translate, job.id, progress)
                    )
                await job.finished()  # raises here, so that the error takes the place of the progress
        receipt = await job.finished()
    except errors.InvalidInputError as error:
        if error.key != "error-train-refused":
            raise
        await _refused(context, wanted, error)
        return
    checking = receipt.scorable and not late()  # later, an edit would be a second message
    careful = wanted.source.positive and await _careful.is_due(services, context.scope_id, receipt)
    try:
        await _show(context, wanted, receipt, checking=checking, careful=careful)
    except (hikari.NotFoundError, hikari.UnauthorizedError) as error:
        _log.info("job %d: the receipt could not be shown any more, /jobs lists it: %s", job.id, error)
        checking = False
    if checking:
        await _check(context, services, wanted, receipt)
    elif receipt.scorable:
        await services.teaching.scored(context.scope_id, receipt)  # for the job's record


async def _check(context: Context, services: Container, wanted: WantedTraining, receipt: TrainReceipt) -> None:
    """Add the scores to the receipt, or remove the note that they follow; a receipt whose change was undone is left alone."""
    checked = receipt
    try:
        checked = await services.teaching.scored(context.scope_id, receipt)
    finally:  # also when the bot is shut down meanwhile
        try:
            if await services.teaching.stands(context.scope_id, receipt):
                await _show(context, wanted, checked)
        except (
            hikari.HikariError,
            errors.StoreError,
        ) as error:  # dismissed, or Discord is away: what was taught has been said
            _log.info("job %d: the scores could not be shown: %s", receipt.job_id, error)


async def _show(
    context: Context, wanted: WantedTraining, receipt: TrainReceipt, *, checking: bool = False, careful: bool = False
) -> None:
    translate = context.translate
    await context.revise(
        receipt_text(translate, wanted, receipt, checking=checking, careful=careful),
        files=_refusals.file(translate, receipt.refused),
        buttons=[_conflicts.undo(translate, receipt.change_id), *_conflicts.buttons(translate, receipt, wanted.policy)]
        if receipt.added or receipt.replaced
        else (),
    )


def _progress(translate: Translator, job_id: int, progress: TrainProgress) -> str:
    stage = translate(STAGES[progress.stage])
    first = translate("train-progress", job=str(job_id), stage=stage)
    bar = formatting.bar(translate, progress.done, progress.total)
    return f"{first}\n{bar}" if bar else first


def receipt_text(
    translate: Translator, wanted: WantedTraining, receipt: TrainReceipt, *, checking: bool, careful: bool = False
) -> str:
    """Return the receipt of a job, within the length of a message.

    While `checking`, it says that the scores follow; if `careful`, that the bot is, while it knows so little.
    """
    name = _name(translate, wanted)
    if not receipt.added:
        lines = [translate("train-nothing-left" if receipt.left else "train-nothing-new", source=name)]
    elif wanted.source.positive:
        lines = [translate("train-done", added=receipt.added, source=name)]
    else:
        lines = [translate("train-done-negative", added=receipt.added, source=name)]
    if receipt.added and receipt.duplicates:
        lines.append(translate("train-duplicates", count=receipt.duplicates))
    if receipt.refused:
        lines.append(translate("train-left-out", count=len(receipt.refused)))
        lines += _refusals.lines(translate, receipt.refused)
    lines += _conflicts.lines(translate, receipt, wanted.policy)
    footer = translate("train-footer", job=str(receipt.job_id), seconds=receipt.seconds)
    scores = [translate("train-checking")] if checking else _scores(translate, receipt)
    if careful:
        scores.append(_careful.told(translate, receipt))
    told = "\n".join([*lines, *scores, footer])
    # A score without its meaning would frighten: where there is no room for both, neither is told, and /test tells them.
    return told if len(told) <= sending.LONGEST_MESSAGE else "\n".join([*lines, footer])


def _scores(translate: Translator, receipt: TrainReceipt) -> list[str]:
    """Return the scores with what they mean, and why they may have fallen; nothing if there are none."""
    before, after = receipt.score_before, receipt.score_after
    if after is None:
        return []
    shown = formatting.share(translate, after)
    change = formatting.difference(translate, before, after)
    if before is None:
        lines = [translate("train-score-first", after=shown)]
    elif change:
        lines = [translate("train-score", before=formatting.share(translate, before), after=shown, change=change)]
    else:
        lines = [translate("train-score-same", after=shown)]
    lines.append(translate("train-score-meaning"))
    if before is not None and change and after < before:
        lines.append(translate("train-score-fell"))
    return lines


def _name(translate: Translator, wanted: WantedTraining) -> str:
    """Return what was taught from, in words: a file that was sent by its own name."""
    name = wanted.source.name
    return translate("train-your-text") if name == "text" else formatting.code(wanted.sent_as or files.own_name(name))


async def _refused(context: Context, wanted: WantedTraining, error: errors.UserError) -> None:
    """Say which lines were refused, and offer to teach the others."""
    translate = context.translate
    refused = _refusals.of(error)
    lines = [translate("train-refused", count=len(refused), source=_name(translate, wanted))]
    some = bool(error.params.get("good"))
    lines += [*_refusals.lines(translate, refused), translate("train-refused-advice" if some else "train-refused-none")]
    attached: list[hikari.Bytes] = _refusals.file(translate, refused)
    data = wanted.source.data
    if data is not None:
        attached.append(hikari.Bytes(data, TEXT_FILE, mimetype="text/plain"))
    buttons: Sequence[components.Component] = ()
    if wanted.again and some:
        label = translate("train-good-button")
        buttons = [components.Button("train-good", label=label, argument=wanted.again)]
    await context.revise("\n".join(lines), files=attached, buttons=buttons)


@loader.button("train-good", access=AccessLevel.MANAGER)
async def teach_good_lines(context: InteractionContext, services: Container) -> None:
    """Teach the readable lines of a file in the data folder, or of the text attached to the message."""
    positive, policy, path = _read_argument(context.argument)
    await context.defer()
    if path:
        wanted = _path(path, positive=positive, skip_bad=True, policy=policy)
    else:
        attached = next((file for file in context.message.attachments if file.filename == TEXT_FILE), None)
        if attached is None:
            raise errors.NotFoundError("error-train-text-gone")
        async with services.transfers.request(Requester(context.scope_id, context.author_id)):
            data = await attachments.read(attached, services.options.uploads.max_bytes)
        text = data.decode("utf-8", errors="replace")
        wanted = _text(text, positive=positive, skip_bad=True, policy=policy)
    await _train(context, services, wanted)


@loader.button("train-undo", access=AccessLevel.MANAGER)
async def undo(context: InteractionContext, services: Container) -> None:
    """Take back what a job taught, and first a choice made between its answers."""
    removed = restored = 0
    async with context.deferring(replace=True):
        for change in context.argument.split(","):
            undone = await services.teaching.undo(
                context.scope_id, context.author_id, components.number(change), any_author=True
            )
            removed, restored = removed + undone.removed, restored + undone.restored
    text = context.translate("train-undone", removed=removed, restored=restored)
    await context.replace(f"~~{_first_line(context.message.content)}~~\n{text}")


def _first_line(content: str | None) -> str:
    return (content or "").partition("\n")[0].replace("*", "").replace("~", "")
