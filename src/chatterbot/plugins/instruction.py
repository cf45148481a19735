"""/instruction: the operator's text for the people who talk to the bot, one file a language."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import Sequence
from typing import Final

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, Context, HelpSection, InteractionContext, Loader, components
from chatterbot.plugins import _instruction_text, _pages
from chatterbot.plugins._instruction_text import Condition
from chatterbot.preferences import TalkMode

__all__ = ("loader", "read_instruction")

loader = Loader[Container]()

USUAL_PREFIX: Final = "!"
"""What text commands begin with in the instruction's examples."""
LARGEST: Final = 256 * 1024
"""Bytes of an instruction file that are read, about 130 pages; a larger file is surely a mistake, and is read only in part."""


def read_instruction(folders: Sequence[pathlib.Path], language: str) -> str:
    """Return the instruction in `language`, or the one without a language, from the first of `folders` that has either.

    Raises
    ------
    errors.NotFoundError
        ``error-instruction-missing(looked)``, if there is none; `looked` names the files of the first folder, without its full path, since
        everybody can read it.
    """
    names = (f"bot_instruction.{language}.md", "bot_instruction.md")
    for candidate in (folder / name for folder in folders for name in names):
        try:
            with candidate.open("rb") as file:
                text = file.read(LARGEST).decode("utf-8-sig", errors="replace").strip()
        except OSError:
            continue
        if text:
            return text
    raise errors.NotFoundError(
        "error-instruction-missing", looked=", ".join(f"`{folders[0].name}/{name}`" for name in names)
    )


async def _page(context: Context, services: Container, number: int) -> tuple[str, tuple[components.Button, ...]]:
    """Return page `number` (from 1; the nearest one, if it does not exist) and the buttons to turn pages."""
    text = await asyncio.to_thread(read_instruction, services.options.instruction_folders, context.language)
    mine = _instruction_text.for_person(text, await _met(context, services))
    cut = _pages.split(_instruction_text.for_discord(mine))
    number = min(max(number, 1), len(cut))
    if len(cut) == 1:
        return cut[0], ()
    return cut[number - 1], (
        components.Button("instruction-page", emoji="◀️", argument=str(number - 1), disabled=number == 1),
        components.Button(
            "instruction-here", label=context.translate("instruction-page", page=number, pages=len(cut)), disabled=True
        ),
        components.Button("instruction-page", emoji="▶️", argument=str(number + 1), disabled=number == len(cut)),
    )


async def _met(context: Context, services: Container) -> set[Condition]:
    """Return the conditions of parts of the instruction that are met for this person and this bot."""
    chosen = await services.preferences.get(context.scope_id)
    listens = services.calls.may_listen and chosen.talk is not TalkMode.NEVER
    met = {
        Condition.MANAGERS: context.is_manager,
        Condition.TEACHERS: await services.access.may(AccessLevel.PROPOSER, context),
        Condition.HEARING: services.hearing.transcriber is not None,
        Condition.SPEECH: services.speaking.speaker is not None,
        Condition.CALLS: context.guild_id is not None and listens,
        Condition.PREFIX: services.options.prefix == USUAL_PREFIX,
        Condition.MENTION: context.guild_id is not None and not services.options.message_content,
    }
    return {condition for condition, is_met in met.items() if is_met}


@loader.command("instruction", section=HelpSection.TALK, position=3)
async def instruction(context: Context, services: Container) -> None:
    """Answer with the first page of the instruction in the person's language."""
    text, buttons = await _page(context, services, 1)
    await context.answer(text, buttons=buttons)


@loader.button("instruction-page")
async def turn(context: InteractionContext, services: Container) -> None:
    """Turn the page. The file is read again, so that the buttons work after a restart and show its present text."""
    number = int(context.argument) if context.argument.isdecimal() else 1
    text, buttons = await _page(context, services, number)
    await context.replace(text, buttons=buttons)
