"""What members propose: the buttons under a proposal and its receipt, and /proposals, the list of all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chatterbot import errors, proposals
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    channel_access,
    components,
    formatting,
)
from chatterbot.plugins import corrections
from chatterbot.store import ProposalRecord

__all__ = ("loader",)

loader = Loader[Container]()

PAGE: Final = 10
"""Proposals in a message: each line has at most about 150 characters."""
PAGE_VERB: Final = "proposals-page"
"""Argument: the number of proposals before the page."""
OPEN: Final = "proposals-open"


# -- deciding ----------------------------------------------------------------------------------------------------------


@loader.button(proposals.APPROVE, access=AccessLevel.TEACHER)
async def on_approve(context: InteractionContext, services: Container) -> None:
    """Approve the proposal."""
    await services.proposals.approve(context)


@loader.button(proposals.DECLINE, access=AccessLevel.TEACHER)
async def on_decline(context: InteractionContext, services: Container) -> None:
    """Decline the proposal."""
    await services.proposals.decline(context)


@loader.button(proposals.UNDO, access=AccessLevel.TEACHER)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Undo what an approved proposal changed, whoever proposed it."""
    await corrections.undo(context, services, any_author=True)


# -- the list ----------------------------------------------------------------------------------------------------------


@loader.command("proposals", section=HelpSection.TEACH, position=9, access=AccessLevel.TEACHER)
async def list_proposals(context: Context, services: Container) -> None:
    """Answer with what waits to be decided, the oldest first."""
    text, shown = await _page(context, services, 0)
    await context.answer(text, buttons=shown)


@loader.button(PAGE_VERB, access=AccessLevel.TEACHER)
async def on_page(context: InteractionContext, services: Container) -> None:
    """Show another page of the list."""
    text, shown = await _page(context, services, context.number)
    await context.replace(text, buttons=shown)


@loader.menu(OPEN, access=AccessLevel.TEACHER)
async def on_open(context: InteractionContext, services: Container) -> None:
    """Show one proposal whole, with the buttons to decide."""
    kept = await services.proposals.pending(context.scope_id, components.number(context.values[0]))
    if not await channel_access.sees(services.bot, context, kept.channel_id):
        raise errors.NotFoundError("error-proposal-unknown")
    text, files, buttons = await services.proposals.shown(context.translate, kept)
    await context.answer(text, files=files, buttons=buttons)


async def _visible(context: Context, services: Container) -> list[ProposalRecord]:
    """Return what waits in channels that the person may see."""
    found = await services.proposals.waiting(context.scope_id)
    channels = {kept.channel_id for kept in found}
    seen = {each for each in channels if await channel_access.sees(services.bot, context, each)}
    return [kept for kept in found if kept.channel_id in seen]


async def _page(context: Context, services: Container, start: int) -> tuple[str, list[components.Component]]:
    """Return a page of the list, with a menu to open a proposal and the buttons to turn pages."""
    translate = context.translate
    every = await _visible(context, services)
    if not every:
        return translate("proposals-none"), []
    count = len(every)
    start = start if start < count else 0  # they were decided meanwhile
    found = every[start : start + PAGE]
    lines = [translate("proposals-title", count=count)]
    lines += [f"{start + place}. {_line(translate, kept)}" for place, kept in enumerate(found, 1)]
    shown: list[components.Component] = [
        components.Menu(verb=OPEN, placeholder=translate("proposals-choose"), choices=_choices(found, start))
    ]
    if count > PAGE:
        shown += [
            components.Button(
                PAGE_VERB, translate("proposals-earlier"), str(max(0, start - PAGE)), "◀️", disabled=start == 0
            ),
            components.Button(
                PAGE_VERB, translate("proposals-later"), str(start + PAGE), "▶️", disabled=start + PAGE >= count
            ),
        ]
    return "\n".join(lines), shown


def _line(translate: Translator, kept: ProposalRecord) -> str:
    shown = proposals.line(translate, proposals.of_record(kept, None))
    return f"{shown} · {formatting.time(kept.created_at)}"


def _choices(found: Sequence[ProposalRecord], start: int) -> list[components.Choice]:
    return [
        components.Choice(f"{start + place}. {formatting.isolated(kept.question, 80) or '…'}", str(kept.id))
        for place, kept in enumerate(found, 1)
    ]
