"""/getfile: sends a file from the community's folder."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import errors
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    Loader,
    autocomplete,
    formatting,
    options,
)

__all__ = ("loader",)

loader = Loader[Container]()

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a file that are loaded into memory to be sent, even if Discord would take more."""


async def _files(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the files that match what was typed."""
    return await autocomplete.paths(request, services.files, {"file"})


@loader.command(
    "getfile",
    section=HelpSection.DATA,
    position=4,
    access=AccessLevel.MANAGER,
    options=[options.text("path", autocomplete=_files)],
    direct_only=True,
)
async def getfile(context: Context, services: Container, path: str) -> None:
    """Answer with the file, if it is there and not too large to be sent."""
    if not path.strip():
        raise errors.InvalidInputError("error-path-needed")
    await context.defer()
    largest = min(context.upload_limit, LARGEST)
    async with services.transfers.request(Requester(context.scope_id, context.author_id)):
        data = await services.files.guild(context.scope_id).read(path, max_bytes=largest)
        shown = formatting.own_name(path.strip().removeprefix("./"))
        name = shown.replace("\\", "/").rstrip("/").rpartition("/")[2]
        await context.answer(
            context.translate(
                "getfile-here", path=formatting.code(shown), size=formatting.size(context.translate, len(data))
            ),
            files=[hikari.Bytes(data, name)],
        )
