"""/select_dataset, /archive, /export: choose what the bot answers from, pack it, and download it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.admission import Requester
from chatterbot.archive import ArchiveReceipt
from chatterbot.container import Container
from chatterbot.datasets import ExportFormat
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    TextContext,
    autocomplete,
    components,
    formatting,
    options,
)
from chatterbot.plugins import _finetune_offer, _refusals
from chatterbot.teaching import TrainProgress, triggers

__all__ = ("loader",)

loader = Loader[Container]()

STAGES: Final[Mapping[str, str]] = {
    "reading": "train-stage-reading",
    "archiving": "dataset-stage-archiving",
    "encoding": "train-stage-encoding",
    "teaching": "train-stage-teaching",
}
"""Catalogue keys of the stages of /select_dataset."""


EXPORT_FORMATS: Final[Mapping[ExportFormat, str]] = {
    ExportFormat.PROMPT_REPLY: "export-format-prompt-reply",
    ExportFormat.CHAT: "export-format-chat",
    ExportFormat.PREFERENCE: "export-format-preference",
}
"""Catalogue keys of the formats of /export."""


async def _datasets_and_paths(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the datasets there are, the active one marked; then files and folders to make one of."""
    if not request.is_manager:
        return []
    translate = request.translate
    prefix = request.text.casefold()
    choices: dict[str, str] = {}
    for dataset in await services.teaching.datasets(request.scope_id):
        if prefix in dataset.name.casefold() and len(dataset.name) <= autocomplete.CHOICE_LENGTH:
            choice = translate("dataset-choice", name=autocomplete.shown(dataset.name), examples=dataset.examples)
            choices[dataset.name] = translate("dataset-choice-active", choice=choice) if dataset.active else choice
    for label, path in await autocomplete.paths(request, services.files, {"file", "folder"}, datasets_only=True):
        choices.setdefault(path, label)
    return [(label, value) for value, label in choices.items()]


async def _folders(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the folders that match what was typed."""
    return await autocomplete.paths(request, services.files, {"folder"})


# -- choosing ----------------------------------------------------------------------------------------------------------


@loader.button("dataset-select", access=AccessLevel.MANAGER)
async def select_again(context: InteractionContext, services: Container) -> None:
    """Go back to the dataset the button names."""
    await select_dataset(context, services, context.argument)


@loader.command(
    "select_dataset",
    section=HelpSection.DATA,
    position=1,
    access=AccessLevel.MANAGER,
    options=[options.text("path", autocomplete=_datasets_and_paths), options.boolean("positive")],
    former_names=["выбрать_набор"],
)
async def select_dataset(context: Context, services: Container, path: str, positive: bool = True) -> None:
    """Choose what the bot answers from, archive what it answered from before, and say both."""
    if not path.strip():
        raise errors.InvalidInputError("error-path-needed")
    translate = context.translate
    await context.defer()
    path = path.strip()
    async with context.progress() as shower:

        def follow(progress: TrainProgress) -> None:
            first = translate(
                "dataset-progress",
                name=formatting.code(formatting.own_name(path)),
                stage=translate(STAGES[progress.stage]),
            )
            shower.show(f"{first}\n{formatting.bar(translate, progress.done, progress.total)}".rstrip())

        done = await services.teaching.select_dataset(
            context.scope_id, context.author_id, path, positive=positive, progress=follow
        )
    name = formatting.code(formatting.own_name(done.dataset.name))
    same = done.previous.id == done.dataset.id
    lines = [
        translate("dataset-selected-again" if same else "dataset-selected", name=name, examples=done.dataset.examples)
    ]
    if done.added or done.refused:
        lines.append(translate("dataset-read", added=done.added))
    lines += _refusals.lines(translate, done.refused)
    if done.archive is not None:
        lines.append(_archived(context, done.archive))
    buttons: list[components.Button] = []
    if not same:
        back = done.previous.name
        command = services.command_ids.mention("select_dataset", context.guild_id)
        lines.append(translate("dataset-back", command=command, name=formatting.code(back)))
        if components.fits("dataset-select", back):
            label = translate("dataset-back-button", name=formatting.own_name(back))
            buttons.append(components.Button("dataset-select", label=label, argument=back, emoji="↩️"))
    await context.revise("\n".join(lines), files=_refusals.file(translate, done.refused), buttons=buttons)


# -- archiving ---------------------------------------------------------------------------------------------------------


@loader.command(
    "archive",
    section=HelpSection.DATA,
    position=3,
    access=AccessLevel.MANAGER,
    options=[options.text("directory", autocomplete=_folders)],
)
async def archive(context: Context, services: Container, directory: str) -> None:
    """Pack a folder, and answer with the receipt and the archive, if that is not too large.

    As a text command in a channel, which has many readers, it says how to get the archive instead.
    """
    if not directory.strip():
        raise errors.InvalidInputError("error-path-needed")
    translate = context.translate
    await context.defer()
    receipt = await services.teaching.archive(context.scope_id, context.author_id, directory.strip())
    lines = [_archived(context, receipt)]
    files: list[hikari.Bytes] = []
    public = isinstance(context, TextContext) and context.guild_id is not None
    if public:
        lines.append(translate("archive-get", command=services.command_ids.mention("getfile", context.guild_id)))
    elif receipt.bytes > context.upload_limit:
        lines.append(translate("archive-too-large", limit=formatting.size(translate, context.upload_limit)))
    else:
        data = await services.files.guild(context.scope_id).read(receipt.path, max_bytes=context.upload_limit)
        files.append(hikari.Bytes(data, receipt.path.rpartition("/")[2]))
    lines.append(translate("archive-checksum", sha256=receipt.sha256))
    await context.answer("\n".join(lines), files=files)


def _archived(context: Context, receipt: ArchiveReceipt) -> str:
    return context.translate(
        "archive-done",
        path=formatting.code(receipt.path),
        size=formatting.size(context.translate, receipt.bytes),
        files=receipt.files,
    )


# -- exporting ---------------------------------------------------------------------------------------------------------


@loader.command(
    "export",
    section=HelpSection.DATA,
    position=2,
    access=AccessLevel.MANAGER,
    direct_only=True,
    options=[options.choice("format", EXPORT_FORMATS, words="export-format-words")],
    former_names=["выгрузить"],
)
async def export(
    context: Context,
    services: Container,
    format: ExportFormat = ExportFormat.PROMPT_REPLY,  # noqa: A002 - the option's name
) -> None:
    """Answer with the active dataset as a file; if it is too large to be sent, keep it in the data folder and say where."""
    await context.defer()
    async with services.transfers.request(Requester(context.scope_id, context.author_id)):
        await _export(context, services, format)


async def _export(context: Context, services: Container, form: ExportFormat) -> None:
    translate = context.translate
    active = next(dataset for dataset in await services.teaching.datasets(context.scope_id) if dataset.active)
    name = formatting.code(formatting.own_name(active.name))
    lost: list[str] = []
    if form is ExportFormat.PROMPT_REPLY:
        data = await services.teaching.export(context.scope_id)
    else:
        written = await services.finetuning.rows(context.scope_id, form)
        data, lost = written.data, _finetune_offer.left_out(translate, written.left_out, written.reduced)
    command = services.command_ids.mention("train", context.guild_id)
    if not data and lost:
        await context.answer("\n".join([translate("export-format-empty", name=name), *lost]))
        return
    if not data:
        await context.answer(translate("export-empty", name=name, command=command))
        return
    done = translate("export-done", name=name, examples=data.count(b"\n"), command=command)
    if count := len(await triggers.listed(services.teaching.changes, context.scope_id)):
        listed = services.command_ids.mention("trigger", context.guild_id)
        done = f"{done}\n{translate('export-triggers', count=count, command=listed)}"
    done = "\n".join([done, *lost])
    file = f"{_file_name(active.name)}-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.jsonl"
    if len(data) <= context.upload_limit:
        await context.answer(done, files=[hikari.Bytes(data, file, mimetype="application/x-ndjson")])
        return
    kept = await services.files.guild(context.scope_id, is_direct=context.guild_id is None).write(
        f"exports/{file}", data
    )
    size, limit = formatting.size(translate, len(data)), formatting.size(translate, context.upload_limit)
    await context.answer(f"{done}\n{translate('export-kept', size=size, limit=limit, path=formatting.code(kept.path))}")


def _file_name(dataset: str) -> str:
    """Return the last part of a dataset's name, in characters that a file name may have."""
    last = formatting.own_name(dataset).rstrip("/").rpartition("/")[2].partition(".")[0]
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in last)[:60] or "dataset"
