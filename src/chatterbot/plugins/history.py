"""/history: what was changed, by whom and when; undoing one change, all of a person, or all since a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Coroutine, Mapping
from typing import Any, Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    change_texts,
    components,
    formatting,
    moments,
    options,
    replies,
)
from chatterbot.plugins import corrections
from chatterbot.store import ChangeKind, ChangeRecord, HistoryFilter
from chatterbot.teaching import BulkUndone, HistoryEntry

__all__ = ("loader",)

loader = Loader[Container]()

SIZE: Final = 8
"""Changes on a page: each line has at most about 230 characters, so all fit into one message."""
EXAMPLES: Final = 5
"""Examples of each sort that are shown of one change."""
LABEL_LENGTH: Final = 90
"""Characters of a change in the menu."""
PAGE: Final = "history-page"
OPEN: Final = "history-open"
"""Verbs of the buttons that turn pages, and of the menu that opens a change; argument: a view."""
ALL: Final = "history-all"
"""Asks whether everything that a view shows is to be undone; argument: the view."""
ALL_NOW: Final = "history-all-now"
"""Undoes it; argument: the view, and the newest change that was asked about."""
AGAIN: Final = "history-again"
"""Does again what a bulk undo undid; argument: the first and the last change that did it."""


class ListedKind(enum.StrEnum):
    """Which changes are listed."""

    TAUGHT = "taught"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    FORGOTTEN = "forgotten"
    EDITED = "edited"
    IMPORTED = "imported"
    TRIGGERS = "triggers"
    DATASETS = "datasets"
    UNDONE = "undone"
    ERASED = "erased"


_KINDS: Final[Mapping[ListedKind, tuple[ChangeKind, ...]]] = {
    ListedKind.TAUGHT: (ChangeKind.TRAIN, ChangeKind.SEED),
    ListedKind.CORRECTED: (ChangeKind.CORRECT,),
    ListedKind.REJECTED: (ChangeKind.REJECT,),
    ListedKind.FORGOTTEN: (ChangeKind.FORGET,),
    ListedKind.EDITED: (ChangeKind.EDIT,),
    ListedKind.IMPORTED: (ChangeKind.IMPORT,),
    ListedKind.TRIGGERS: (ChangeKind.TRIGGER,),
    ListedKind.DATASETS: (ChangeKind.SELECT,),
    ListedKind.UNDONE: (ChangeKind.UNDO,),
    ListedKind.ERASED: (ChangeKind.ERASE,),
}

_NAMES: Final[Mapping[ListedKind, str]] = {
    ListedKind.TAUGHT: "history-list-taught",
    ListedKind.CORRECTED: "history-list-corrected",
    ListedKind.REJECTED: "history-list-rejected",
    ListedKind.FORGOTTEN: "history-list-forgotten",
    ListedKind.EDITED: "history-list-edited",
    ListedKind.IMPORTED: "history-list-imported",
    ListedKind.TRIGGERS: "history-list-triggers",
    ListedKind.DATASETS: "history-list-datasets",
    ListedKind.UNDONE: "history-list-undone",
    ListedKind.ERASED: "history-list-erased",
}
"""Catalogue keys."""


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryView:
    """What a list shows; it stands in the buttons, so that they work after a restart."""

    page: int = 0
    author_id: int | None = None
    kind: ListedKind | None = None
    since: int | None = None
    """Seconds since 1970."""

    @property
    def wanted(self) -> HistoryFilter:
        """Which changes it lists."""
        since = None if self.since is None else dt.datetime.fromtimestamp(self.since, dt.UTC)
        return HistoryFilter(self.author_id, _KINDS[self.kind] if self.kind is not None else (), since)

    @property
    def argument(self) -> str:
        """What a button carries of it."""
        parts = (self.page, self.author_id or 0, "" if self.kind is None else self.kind.value, self.since or 0)
        return ".".join(map(str, parts))

    @classmethod
    def read(cls, argument: str) -> HistoryView:
        """Return the view that a button carries.

        Raises
        ------
        errors.NotFoundError
            ``error-button-broken``
        """
        parts = argument.split(".")
        if len(parts) != 4 or (parts[2] and parts[2] not in set(ListedKind)):
            raise errors.NotFoundError("error-button-broken")
        page, author_id, since = (components.number(parts[place]) for place in (0, 1, 3))
        if page > 1_000_000 or since > 10**11:
            raise errors.NotFoundError("error-button-broken")
        return cls(page, author_id or None, ListedKind(parts[2]) if parts[2] else None, since or None)


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What a person gave with /history."""

    person: int | None = None
    kind: ListedKind | None = None
    since: str | None = None
    public: bool = False


@loader.command(
    "history",
    section=HelpSection.TEACH,
    position=10,
    options=[
        options.user("person"),
        options.choice("kind", _NAMES),
        options.text("since", max_length=100),
        options.boolean("public"),
    ],
)
async def history(context: Context, services: Container, asked: HistoryQuery) -> None:
    """Answer with the latest changes."""
    since: int | None = None
    if asked.since is not None:
        days = asked.since.strip()
        written = f"{days} days" if days.isascii() and days.isdecimal() else asked.since  # as /knowledge reads it
        moment = moments.parse_moment(written, dt.datetime.now(dt.UTC))
        if moment is None:
            raise errors.InvalidInputError("error-history-since", given=formatting.code(asked.since, 60))
        since = max(1, int(moment.timestamp()))
    view = HistoryView(0, asked.person, asked.kind, since)
    text, shown = await _list(context, services, view)
    await context.answer(text, private=not asked.public, buttons=shown)


async def _list(context: Context, services: Container, view: HistoryView) -> tuple[str, list[components.Component]]:
    translate = context.translate
    entries, more = await services.teaching.history.page(context.scope_id, view.wanted, view.page, SIZE)
    title = translate("history-title", page=str(view.page + 1))
    filters = _filters(translate, view)
    lines = [f"{title} {filters}".strip(), *(change_texts.line(translate, entry) for entry in entries)]
    if not entries:
        lines.append(translate("history-none"))
    shown: list[components.Component] = []
    if entries:
        choices = [components.Choice(_label(translate, entry), str(entry.change.id)) for entry in entries]
        shown.append(
            components.Menu(verb=OPEN, placeholder=translate("history-open"), choices=choices, argument=view.argument)
        )
    if view.page:
        shown.append(_turn(translate("history-newer"), view, -1, "◀️"))
    if more:
        shown.append(_turn(translate("history-older"), view, 1, "▶️"))
    if entries and context.is_manager and view.kind is None and (view.author_id or view.since):
        shown.append(components.Button(ALL, translate("history-all"), view.argument, style=hikari.ButtonStyle.DANGER))
    return "\n".join(lines), shown


def _label(translate: Translator, entry: HistoryEntry) -> str:
    """Return a change for the menu, where nothing is formatted."""
    kind = change_texts.kind(translate, entry)
    words = entry.words if entry.undone_words is None else entry.undone_words
    examples = words.taught or words.again or words.removed
    named = "".join(words.names[:1])  # a document rather than its first question
    said = formatting.isolated(named or (examples[0].prompt if examples else ""), 60)
    return formatting.isolated(f"#{entry.change.id} {kind} {said}".strip(), LABEL_LENGTH)


def _turn(label: str, view: HistoryView, step: int, emoji: str) -> components.Button:
    return components.Button(PAGE, label, dataclasses.replace(view, page=view.page + step).argument, emoji=emoji)


def _filters(translate: Translator, view: HistoryView) -> str:
    """Return what a list is limited to; empty if it is not."""
    parts: list[str] = []
    if view.author_id is not None:
        parts.append(formatting.person(translate, view.author_id))
    if view.kind is not None:
        parts.append(translate(_NAMES[view.kind]))
    if view.since is not None:
        parts.append(translate("history-since", when=f"<t:{view.since}:f>"))
    return "· " + " · ".join(parts) if parts else ""


@loader.button(PAGE)
async def on_page(context: InteractionContext, services: Container) -> None:
    """Turn the page."""
    text, shown = await _list(context, services, HistoryView.read(context.argument))
    await context.replace(text, buttons=shown)


# -- one change --------------------------------------------------------------------------------------------------------


@loader.menu(OPEN)
async def on_open(context: InteractionContext, services: Container) -> None:
    """Show the change that was chosen."""
    view = HistoryView.read(context.argument)
    await _show(context, services, components.number(next(iter(context.values), "")), view)


async def _show(context: InteractionContext, services: Container, change_id: int, view: HistoryView) -> None:
    translate = context.translate
    entry = await services.teaching.history.entry(context.scope_id, change_id, EXAMPLES)
    button = change_texts.undo_button(translate, entry.change, view.argument)
    back = components.Button(PAGE, translate("history-back"), view.argument, emoji="◀️")
    lines = change_texts.details(translate, entry)
    await context.replace("\n".join(lines), buttons=[*([button] if button else []), back])


@loader.button(change_texts.UNDO)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Undo a change, or do it again: people their own, teachers every one."""
    target, _, rest = context.argument.partition(":")
    shown, _, view = rest.partition(":")
    change_id = components.number(target)
    before = HistoryView.read(view) if view else None
    entry = await _checked(context, services, change_id)
    async with context.deferring(replace=before is not None):
        undone = await services.teaching.undo(context.scope_id, context.author_id, change_id, any_author=True)
    await _show_again(services, entry.change)
    if before is not None:
        await _show(context, services, components.number(shown), before)
    else:
        translate, redo = context.translate, entry.undone is not None and not entry.again
        label, emoji = ("button-undo", "↩️") if redo else ("history-redo", "↪️")
        back = components.Button(change_texts.UNDO, translate(label), str(undone.change_id), emoji=emoji)
        text = translate("undo-done", removed=undone.removed, restored=undone.restored)
        if redo:
            text = _counted(translate, translate("history-again-done", count=1), undone.restored, undone.removed)
        await context.answer(text, buttons=[back])


async def _checked(context: InteractionContext, services: Container, change_id: int) -> HistoryEntry:
    """Return a change that the person may undo.

    Raises
    ------
    errors.UserError
        ``error-change-unknown``, ``error-only-...``
    """
    entry = await services.teaching.history.entry(context.scope_id, change_id, 0)
    if not await services.access.may_revise(context, entry.change.author_id, entry.change.approved_by):
        await services.access.check(AccessLevel.TEACHER, context)
    return entry


async def _show_again(services: Container, change: ChangeRecord) -> None:
    """Let the message of the reply that a change put right say what is answered now."""
    turn = None if change.turn_id is None else await services.store.turns.get(change.scope_id, change.turn_id)
    if turn is not None and turn.reply_message_id is not None:
        now = await services.conversation.present(turn)
        if now:
            await corrections.show(services, turn, now, replies.votes())


# -- many changes ------------------------------------------------------------------------------------------------------


@loader.button(ALL, access=AccessLevel.MANAGER)
async def on_all(context: InteractionContext, services: Container) -> None:
    """Ask whether everything that a list shows is to be undone, and say how much that is."""
    translate, view = context.translate, HistoryView.read(context.argument)
    if view.author_id is None and view.since is None:
        raise errors.NotFoundError("error-button-broken")
    count, newest = await services.teaching.history.count(context.scope_id, view.wanted)
    if not count:
        raise errors.RefusedError("error-history-nothing")
    yes = components.Button(
        ALL_NOW,
        translate("history-all-now", count=count),
        f"{dataclasses.replace(view, page=0).argument}:{newest}",
        style=hikari.ButtonStyle.DANGER,
    )
    back = components.Button(PAGE, translate("history-cancel"), view.argument)
    text = translate("history-all-ask", count=count)
    await context.replace(f"{text} {_filters(translate, view)}", buttons=[yes, back])


@loader.button(ALL_NOW, access=AccessLevel.MANAGER)
async def on_all_now(context: InteractionContext, services: Container) -> None:
    """Undo it."""
    argument, _, newest = context.argument.partition(":")
    view, up_to = HistoryView.read(argument), components.number(newest)
    if view.author_id is None and view.since is None:
        raise errors.NotFoundError("error-button-broken")
    undoing = services.teaching.history.undo_all(context.scope_id, context.author_id, view.wanted, up_to)
    await _receipt(context, undoing, "history-all-done")


@loader.button(AGAIN, access=AccessLevel.MANAGER)
async def on_again(context: InteractionContext, services: Container) -> None:
    """Do again what a bulk undo undid, or undo that."""
    first, _, last = context.argument.partition("-")
    numbers = components.number(first), components.number(last)
    history = services.teaching.history
    redone = (await history.entry(context.scope_id, numbers[0], 0)).again
    undoing = history.undo_range(context.scope_id, context.author_id, *numbers)
    await _receipt(context, undoing, "history-all-done" if redone else "history-again-done")


async def _receipt(context: InteractionContext, undoing: Coroutine[Any, Any, BulkUndone], key: str) -> None:
    """Undo, which may take seconds, and put the receipt in the place of the question."""
    translate = context.translate
    await context.replace(translate("history-all-going"))
    try:
        done = await undoing
    except errors.ChatterbotError:
        context.failed_in_progress = True
        raise
    text = translate(key, count=done.changes)
    label, emoji = ("history-redo", "↪️") if key == "history-all-done" else ("button-undo", "↩️")
    back = components.Button(AGAIN, translate(label), f"{done.first}-{done.last}", emoji=emoji)
    await context.revise(_counted(translate, text, done.more, done.fewer), buttons=[back])


def _counted(translate: Translator, text: str, came: int, went: int) -> str:
    """Return a receipt with the numbers of examples that count again, and no longer."""
    return f"{text}\n{translate('history-counts', added=came, removed=went)}" if came or went else text
