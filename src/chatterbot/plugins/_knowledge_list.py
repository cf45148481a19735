"""The list of entries that /knowledge shows: its lines, and the buttons and menus below."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot.browsing import EntryList, ListPosition
from chatterbot.discord import Translator, components, formatting
from chatterbot.plugins import _knowledge_state, _sources
from chatterbot.store import EntrySelection, EntrySummary

__all__ = ("FILTER", "OPEN", "PAGE", "SHOWN", "line", "message")

OPEN: Final = "entry-open"
"""Menu and buttons; argument: the state of the list (for buttons, behind the entry's example)."""
PAGE: Final = "entries"
"""Buttons that turn pages, or search in another way; argument: the state of the list they show."""
FILTER: Final = "entries-show"
"""Menu of what is shown; argument: the state of the list."""

SHOWN: Final[Mapping[EntrySelection, str]] = {
    EntrySelection.ALL: "knowledge-show-all",
    EntrySelection.ANSWERS: "knowledge-show-answers",
    EntrySelection.VETOES: "knowledge-show-vetoes",
    EntrySelection.SILENT: "knowledge-show-silent",
    EntrySelection.UNUSED: "knowledge-show-unused",
    EntrySelection.DISPUTED: "knowledge-show-disputed",
    EntrySelection.CONFLICTING: "knowledge-show-conflicting",
}
"""Catalogue keys of what a list can show."""
LENGTHS: Final = (120, 160)
"""Most characters of a question and of an answer in a line: ten lines have less than an embed's 4096."""


def line(translate: Translator, entry: EntrySummary, lengths: tuple[int, int] = LENGTHS) -> str:
    """Return an entry on one line, with at most so many characters of the question and of the answer."""
    question = formatting.quoted(entry.example.prompt, lengths[0]) or "…"
    answer = formatting.quoted(entry.answer, lengths[1])
    if not entry.answer:
        return translate("knowledge-line-silent", question=question)
    return translate("learned-pair" if entry.key.positive else "knowledge-line-veto", question=question, answer=answer)


def message(
    translate: Translator, state: _knowledge_state.ListState, found: EntryList
) -> tuple[hikari.Embed, list[components.Component]]:
    """Return a page of a list, and what can be done with it."""
    embed = hikari.Embed(title=translate("knowledge-title"), description=_description(translate, state, found))
    if written := _knowledge_state.footer(state.search):
        embed.set_footer(written)
    shown: list[components.Component] = []
    if found.entries:
        shown.append(_openings(translate, state, found))
    shown.append(_filter(translate, state))
    return embed, [*shown, *_pages(translate, state, found)]


def _description(translate: Translator, state: _knowledge_state.ListState, found: EntryList) -> str:
    search = state.search
    lines = [translate(SHOWN[search.shown])] if search.shown is not EntrySelection.ALL else []
    if search.teacher_id is not None:
        lines.append(translate("knowledge-by-teacher", person=formatting.person(translate, search.teacher_id)))
    if search.since is not None:
        lines.append(translate("knowledge-since", day=f"<t:{int(search.since.timestamp())}:d>"))
    if search.source is not None:
        lines.append(translate("knowledge-from-source", source=_sources.words(translate, search.source)))
    head = [" · ".join(lines)] if lines else []
    if not found.entries:
        return "\n".join([*head, translate("knowledge-nothing" if _narrowed(state) else "knowledge-empty")])
    if found.by_meaning:
        head.append(translate("knowledge-by-meaning" if search.by_meaning else "knowledge-no-words"))
    numbered = [
        f"**{number}.** {line(translate, entry)}{_more(translate, entry)}"
        for number, entry in enumerate(found.entries, found.start + 1)
    ]
    return "\n".join([*head, "", *numbered] if head else numbered)


def _more(translate: Translator, entry: EntrySummary) -> str:
    parts = [translate("knowledge-wordings", count=entry.wordings)] if entry.wordings > 1 else []
    parts += [translate("knowledge-used", count=entry.uses)] if entry.uses else []
    return f" · {' · '.join(parts)}" if parts else ""


def _openings(translate: Translator, state: _knowledge_state.ListState, found: EntryList) -> components.Menu:
    choices = [
        components.Choice(
            f"{number}. {formatting.isolated(entry.example.prompt, 90) or '…'}",
            str(entry.example.id),
            formatting.isolated(entry.answer, 100),
        )
        for number, entry in enumerate(found.entries, found.start + 1)
    ]
    return components.Menu(
        verb=OPEN, placeholder=translate("knowledge-open-placeholder"), choices=choices, argument=state.argument()
    )


def _filter(translate: Translator, state: _knowledge_state.ListState) -> components.Menu:
    first = dataclasses.replace(state, position=ListPosition())
    return components.Menu(
        verb=FILTER,
        placeholder=translate("knowledge-filter-placeholder"),
        choices=[
            components.Choice(translate(key), shown.value, chosen=shown is state.search.shown)
            for shown, key in SHOWN.items()
        ],
        argument=first.argument(),
    )


def _pages(translate: Translator, state: _knowledge_state.ListState, found: EntryList) -> list[components.Component]:
    """Return the buttons that turn pages, and those that search in another way."""
    buttons: list[components.Component] = []
    # What was found by meaning because nothing holds the words is turned over by meaning.
    here = dataclasses.replace(state, search=dataclasses.replace(state.search, by_meaning=found.by_meaning))
    previous, following = found.previous, found.next
    if previous is not None or following is not None:
        last = found.start + len(found.entries)
        place = translate("knowledge-place", first=found.start + 1, last=last, total=found.total)
        buttons = [
            _turn("◀️", here, previous, "previous"),
            components.Button("entries-here", place, disabled=True),
            _turn("▶️", here, following, "next"),
        ]
    if state.search.text and not (found.by_meaning and not state.search.by_meaning):
        other = dataclasses.replace(state.search, by_meaning=not state.search.by_meaning)
        key = "knowledge-words-button" if state.search.by_meaning else "knowledge-meaning-button"
        argument = dataclasses.replace(state, search=other, position=ListPosition()).argument()
        buttons.append(components.Button(PAGE, translate(key), argument))
    return buttons


def _turn(
    emoji: str, state: _knowledge_state.ListState, position: ListPosition | None, place: str
) -> components.Button:
    if position is None:
        return components.Button("entries-here", argument=place, emoji=emoji, disabled=True)
    return components.Button(PAGE, argument=dataclasses.replace(state, position=position).argument(), emoji=emoji)


def _narrowed(state: _knowledge_state.ListState) -> bool:
    return not state.search.filter.is_open or bool(state.search.text)
