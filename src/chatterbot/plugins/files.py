"""/getfile: hands out a file of the community's own folder."""

from __future__ import annotations

from typing import Final

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.discord import (
    AccessLevel,
    CommandIds,
    Context,
    InteractionContext,
    Loader,
    TextContext,
    autocomplete,
    completion,
    formatting,
    permissions,
)
from chatterbot.files import DataFolder

__all__ = ("loader",)

loader = Loader()

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a file that are held in memory to be sent, even where Discord would take more."""


@completion
async def files_there(context: lightbulb.AutocompleteContext[str], folder: DataFolder) -> list[tuple[str, str]]:
    """Files that match what was typed."""
    return await autocomplete.paths(context, folder, {"file"})


@loader.command
class GetFile(
    lightbulb.SlashCommand,
    name="command-getfile",
    description="command-getfile-about",
    localize=True,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
    hooks=[permissions.managers],
):
    """Hand out a file."""

    path = lightbulb.string("option-getfile-path", "option-getfile-path-about", localize=True, autocomplete=files_there)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, context: InteractionContext, folder: DataFolder) -> None:
        await hand_out(context, folder, self.path)


@loader.text_command("command-getfile", permission=AccessLevel.MANAGER)
async def getfile_text(context: TextContext, folder: DataFolder, commands: CommandIds) -> None:
    """Refuse in a channel: everybody there would get the file."""
    if context.guild_id is not None:
        raise errors.RefusedError("error-private-command", command=commands.mention("getfile", context.guild_id))
    await hand_out(context, folder, context.arguments)


async def hand_out(context: Context, folder: DataFolder, path: str) -> None:
    """Answer with the file, if it is there and not too large to be sent."""
    if not path.strip():
        raise errors.InvalidInputError("error-path-needed")
    await context.defer()
    data = await folder.guild(context.scope_id).read(path, max_bytes=min(context.upload_limit, LARGEST))
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    await context.answer(
        context.translate(
            "getfile-here", path=formatting.code(path), size=formatting.size(context.translate, len(data))
        ),
        files=[hikari.Bytes(data, name)],
    )
