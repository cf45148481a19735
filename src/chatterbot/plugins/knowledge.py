"""/knowledge: looks through what was taught, in pages; each entry opens, and teachers change it (`_knowledge_acts`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.browsing import FIRST, EntrySearch
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    autocomplete,
    components,
    formatting,
    options,
)
from chatterbot.plugins import _knowledge_acts, _knowledge_entry, _knowledge_list, _knowledge_state, _sources
from chatterbot.plugins._knowledge_state import ListState
from chatterbot.store import EntrySelection

__all__ = ("loader",)

loader = Loader[Container]()

_NUMBERED: Final = re.compile(r"#(\d{1,18})")
"""An entry, as the suggestions name it: by one of its examples."""
MOST_IN_A_FILE: Final = 1_000
"""Questions of an entry in a file: at most 6 MB of text."""


@dataclasses.dataclass(frozen=True, slots=True)
class KnowledgeQuery:
    """What a person gave with /knowledge."""

    query: str = ""
    show: EntrySelection = EntrySelection.ALL
    teacher: int | None = None
    since: str | None = None
    label: str | None = None
    source: str | None = None


# -- suggestions -------------------------------------------------------------------------------------------------------


async def _entries(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return entries that hold the words typed so far; before that, the newest."""
    found = await services.browsing.named(request.scope_id, request.text, autocomplete.CHOICES)
    return [
        (
            f"{formatting.isolated(example.prompt, 45)} → {formatting.isolated(example.reply or example.label or '', 50) or '…'}",
            f"#{example.id}",
        )
        for example in found
    ]


async def _labels(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return labels that hold what was typed; one longer than a choice is left out."""
    found = await services.browsing.labels(request.scope_id, request.text, 2 * autocomplete.CHOICES)
    return [(label, label) for label in found if len(label) <= autocomplete.CHOICE_LENGTH]


async def _known_sources(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return where what was taught comes from."""
    typed = request.text.casefold()
    named = [
        (_sources.name(request.translate, source), source)
        for source in await services.browsing.sources(request.scope_id, 4 * autocomplete.CHOICES)
        if len(source) <= autocomplete.CHOICE_LENGTH
    ]
    return [(name, source) for name, source in named if typed in name.casefold()]


# -- the list ----------------------------------------------------------------------------------------------------------


@loader.command(
    "knowledge",
    section=HelpSection.TEACH,
    position=7,
    options=[
        options.text("query", max_length=_knowledge_state.QUERY_LENGTH, autocomplete=_entries, free=True),
        options.choice("show", _knowledge_list.SHOWN, words="knowledge-show-words"),
        options.user("teacher"),
        options.text("since", max_length=20),
        options.text("label", max_length=_knowledge_state.NAME_LENGTH, autocomplete=_labels),
        options.text("source", max_length=_knowledge_state.NAME_LENGTH, autocomplete=_known_sources),
    ],
)
async def knowledge(context: Context, services: Container, asked: KnowledgeQuery) -> None:
    """Answer with the first page of what a person looks for, or with the entry that they chose from the suggestions."""
    await context.defer()
    state = ListState(
        EntrySearch(
            text=_knowledge_state.cleaned(asked.query),
            shown=asked.show,
            label=_knowledge_state.cleaned(asked.label or "", _knowledge_state.NAME_LENGTH) or None,
            source=_knowledge_state.cleaned(asked.source or "", _knowledge_state.NAME_LENGTH) or None,
            teacher_id=asked.teacher,
            since=None if asked.since is None else _knowledge_state.day_of(asked.since, dt.datetime.now(dt.UTC)),
        )
    )
    if (chosen := _NUMBERED.fullmatch(state.search.text)) is not None:
        state = ListState(dataclasses.replace(state.search, text=""))
        embed, shown = await _opened(context, services, int(chosen[1]), state)
        await context.answer(embeds=[embed], buttons=shown)
        return
    found = await services.browsing.page(context.scope_id, state.search)
    embed, shown = _knowledge_list.message(context.translate, state, found)
    await context.answer(embeds=[embed], buttons=shown)


async def _show(context: InteractionContext, services: Container, state: ListState) -> None:
    """Put a page of a list in the place of the message."""
    found = await services.browsing.page(context.scope_id, state.search, state.position)
    embed, shown = _knowledge_list.message(context.translate, state, found)
    await context.replace(embeds=[embed], buttons=shown)


@loader.button(_knowledge_list.PAGE)
async def turn(context: InteractionContext, services: Container) -> None:
    """Show another page, the list in another way, or the list again from which an entry was opened."""
    await _show(context, services, ListState.read(context.argument, context.message))


@loader.menu(_knowledge_list.FILTER)
async def narrow(context: InteractionContext, services: Container) -> None:
    """Show other entries of the list."""
    state = ListState.read(context.argument, context.message)
    chosen = next((shown for shown in EntrySelection if shown.value in context.values), None)
    if chosen is None:
        raise errors.NotFoundError("error-button-broken")
    await _show(context, services, ListState(dataclasses.replace(state.search, shown=chosen), FIRST))


# -- an entry ----------------------------------------------------------------------------------------------------------


async def _opened(
    context: Context, services: Container, example_id: int, state: ListState
) -> tuple[hikari.Embed, list[components.Component]]:
    view = await services.browsing.entry(context.scope_id, example_id)
    may_change = await _knowledge_acts.may_change(context, services)
    may_undo = await services.access.may(AccessLevel.TEACHER, context)
    return (
        _knowledge_entry.embed(context.translate, view, state),
        _knowledge_entry.buttons(context.translate, view, state, may_change=may_change, may_undo=may_undo),
    )


@loader.menu(_knowledge_list.OPEN)
async def opened(context: InteractionContext, services: Container) -> None:
    """Show the entry that was chosen, in the place of the list."""
    state = ListState.read(context.argument, context.message)
    embed, shown = await _opened(context, services, components.number(context.values[0]), state)
    await context.replace(embeds=[embed], buttons=shown)


@loader.button(_knowledge_acts.SHOW)
async def shown_again(context: InteractionContext, services: Container) -> None:
    """Show the entry that a receipt is about."""
    embed, shown = await _opened(context, services, context.number, ListState(EntrySearch()))
    await context.answer(embeds=[embed], buttons=shown)


@loader.button(_knowledge_entry.WHOLE)
async def whole(context: InteractionContext, services: Container) -> None:
    """Send all of an entry as a file."""
    examples = await services.browsing.whole(context.scope_id, context.number, MOST_IN_A_FILE)
    await context.answer(
        context.translate("entry-whole", count=len(examples)),
        files=[_knowledge_entry.whole(context.translate, examples)],
    )
