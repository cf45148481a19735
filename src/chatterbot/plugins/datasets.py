"""/select_dataset, /archive, /export: what the bot answers from, kept safe and handed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.archive import ArchiveReceipt
from chatterbot.discord import (
    AccessLevel,
    CommandIds,
    Context,
    InteractionContext,
    Languages,
    Loader,
    TextContext,
    autocomplete,
    completion,
    components,
    formatting,
    permissions,
)
from chatterbot.files import DataFolder
from chatterbot.plugins import _refusals
from chatterbot.teaching import Teaching, TrainProgress

__all__ = ("loader",)

loader = Loader()

STAGES: Final[Mapping[str, str]] = {
    "reading": "train-stage-reading",
    "archiving": "dataset-stage-archiving",
    "encoding": "train-stage-encoding",
    "teaching": "train-stage-teaching",
}
"""Catalogue keys of a selection's stages."""


@completion
async def datasets_and_paths(
    context: lightbulb.AutocompleteContext[str], teaching: Teaching, folder: DataFolder, languages: Languages
) -> list[tuple[str, str]]:
    """Datasets there are, the active one marked; then files and folders to make one of."""
    if not autocomplete.manager_only(context):
        return []
    translate = languages.of_locale(str(context.interaction.locale))
    prefix = autocomplete.typed(context).casefold()
    choices: dict[str, str] = {}
    for dataset in await teaching.datasets(autocomplete.scope_of(context)):
        if prefix in dataset.name.casefold() and len(dataset.name) <= autocomplete.CHOICE_LENGTH:
            choice = translate("dataset-choice", name=dataset.name, examples=dataset.examples)
            choices[dataset.name] = translate("dataset-choice-active", choice=choice) if dataset.active else choice
    for label, path in await autocomplete.paths(context, folder, {"file", "folder"}, datasets_only=True):
        choices.setdefault(path, label)
    return [(label, value) for value, label in choices.items()]


@completion
async def folders(context: lightbulb.AutocompleteContext[str], folder: DataFolder) -> list[tuple[str, str]]:
    """Folders that match what was typed."""
    return await autocomplete.paths(context, folder, {"folder"})


# -- choosing ----------------------------------------------------------------------------------------------------------


@loader.command
class SelectDataset(
    lightbulb.SlashCommand,
    name="command-select_dataset",
    description="command-select_dataset-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Choose what the bot answers from."""

    path = lightbulb.string(
        "option-select_dataset-path",
        "option-select_dataset-path-about",
        localize=True,
        autocomplete=datasets_and_paths,
    )
    positive = lightbulb.boolean(
        "option-select_dataset-positive", "option-select_dataset-positive-about", localize=True, default=True
    )

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, context: InteractionContext, teaching: Teaching, commands: CommandIds
    ) -> None:
        await select(context, teaching, commands, self.path, positive=self.positive)


@loader.text_command("command-select_dataset", permission=AccessLevel.MANAGER)
async def select_text(context: TextContext, teaching: Teaching, commands: CommandIds) -> None:
    """The same, as a message: the path is what follows."""
    await select(context, teaching, commands, context.arguments)


@loader.button("dataset-select", permission=AccessLevel.MANAGER)
async def select_again(context: InteractionContext, teaching: Teaching, commands: CommandIds) -> None:
    """Go back to the dataset the button names."""
    await select(context, teaching, commands, context.argument)


async def select(
    context: Context, teaching: Teaching, commands: CommandIds, path: str, *, positive: bool = True
) -> None:
    """Choose, archive, and say both."""
    if not path.strip():
        raise errors.InvalidInputError("error-path-needed")
    translate = context.translate
    await context.defer()
    path = path.strip()
    async with context.progress() as shower:

        def follow(progress: TrainProgress) -> None:
            first = translate("dataset-progress", name=formatting.code(path), stage=translate(STAGES[progress.stage]))
            shower.show(f"{first}\n{formatting.bar(translate, progress.done, progress.total)}".rstrip())

        done = await teaching.select_dataset(
            context.scope_id, context.author_id, path, positive=positive, progress=follow
        )
    name = formatting.code(done.dataset.name)
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
        command = commands.mention("select_dataset", context.guild_id)
        lines.append(translate("dataset-back", command=command, name=formatting.code(back)))
        if components.fits("dataset-select", back):
            label = translate("dataset-back-button", name=back)
            buttons.append(components.Button("dataset-select", label=label, argument=back, emoji="↩️"))
    await context.revise("\n".join(lines), files=_refusals.file(translate, done.refused), buttons=buttons)


# -- archiving ---------------------------------------------------------------------------------------------------------


@loader.command
class Archive(
    lightbulb.SlashCommand,
    name="command-archive",
    description="command-archive-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Pack a folder."""

    directory = lightbulb.string(
        "option-archive-directory", "option-archive-directory-about", localize=True, autocomplete=folders
    )

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        teaching: Teaching,
        folder: DataFolder,
        commands: CommandIds,
    ) -> None:
        await archive(context, teaching, folder, commands, self.directory)


@loader.text_command("command-archive", permission=AccessLevel.MANAGER)
async def archive_text(context: TextContext, teaching: Teaching, folder: DataFolder, commands: CommandIds) -> None:
    """The same, as a message; the archive itself is handed out by /getfile only, since a channel has many readers."""
    await archive(context, teaching, folder, commands, context.arguments)


async def archive(
    context: Context, teaching: Teaching, folder: DataFolder, commands: CommandIds, directory: str
) -> None:
    """Pack, and answer with the receipt and (privately) the file, if it is not too large."""
    if not directory.strip():
        raise errors.InvalidInputError("error-path-needed")
    translate = context.translate
    await context.defer()
    receipt = await teaching.archive(context.scope_id, directory.strip())
    lines = [_archived(context, receipt)]
    files: list[hikari.Bytes] = []
    public = isinstance(context, TextContext) and context.guild_id is not None
    if public:
        lines.append(translate("archive-get", command=commands.mention("getfile", context.guild_id)))
    elif receipt.bytes > context.upload_limit:
        lines.append(translate("archive-too-large", limit=formatting.size(translate, context.upload_limit)))
    else:
        data = await folder.guild(context.scope_id).read(receipt.path, max_bytes=context.upload_limit)
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


@loader.command
class Export(
    lightbulb.SlashCommand,
    name="command-export",
    description="command-export-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Hand out the active dataset."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        teaching: Teaching,
        folder: DataFolder,
        commands: CommandIds,
    ) -> None:
        await export(context, teaching, folder, commands)


@loader.text_command("command-export", permission=AccessLevel.MANAGER)
async def export_text(context: TextContext, teaching: Teaching, folder: DataFolder, commands: CommandIds) -> None:
    """Refuse in a channel: everybody there would get the file."""
    if context.guild_id is not None:
        raise errors.RefusedError("error-private-command", command=commands.mention("export", context.guild_id))
    await export(context, teaching, folder, commands)


async def export(context: Context, teaching: Teaching, folder: DataFolder, commands: CommandIds) -> None:
    """Answer with the file; if it is too large to be sent, keep it in the data folder and say where."""
    translate = context.translate
    await context.defer()
    active = next(dataset for dataset in await teaching.datasets(context.scope_id) if dataset.active)
    name = formatting.code(active.name)
    data = await teaching.export(context.scope_id)
    if not data:
        command = commands.mention("train", context.guild_id)
        await context.answer(translate("export-empty", name=name, command=command))
        return
    command = commands.mention("train", context.guild_id)
    done = translate("export-done", name=name, examples=data.count(b"\n"), command=command)
    file = f"{_file_name(active.name)}-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.jsonl"
    if len(data) <= context.upload_limit:
        await context.answer(done, files=[hikari.Bytes(data, file, mimetype="application/x-ndjson")])
        return
    kept = await folder.guild(context.scope_id).write(f"exports/{file}", data)
    size, limit = formatting.size(translate, len(data)), formatting.size(translate, context.upload_limit)
    await context.answer(f"{done}\n{translate('export-kept', size=size, limit=limit, path=formatting.code(kept.path))}")


def _file_name(dataset: str) -> str:
    """The last part of a dataset's name, as a file may be called."""
    last = dataset.rstrip("/").rpartition("/")[2].partition(".")[0]
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in last)[:60] or "dataset"
