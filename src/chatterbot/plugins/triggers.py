"""/trigger: keywords and patterns that are answered before meaning is looked at; a list of them with buttons, forms, and a text to try."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    components,
    formatting,
    options,
    replies,
)
from chatterbot.engine import LONGEST_PATTERN
from chatterbot.plugins import _extras_told
from chatterbot.store import NewTrigger, TriggerRecord, TriggerSamples
from chatterbot.teaching import triggers

__all__ = ("loader",)

loader = Loader[Container]()

TEACHER: Final = AccessLevel.TEACHER
SEPARATOR: Final = ";;"
"""Between two sample texts in a one-line option, which cannot hold a line break."""
PAGE: Final = 10
"""Triggers on a page of the list: with their answers they fit into a message."""
LONGEST_ANSWER: Final = 4000
"""Characters of an answer (`teaching.Limits.reply_chars`; also Discord's limit for a field)."""
SIGNS: Final = {models.TriggerKind.KEYWORD: "🔤", models.TriggerKind.PATTERN: "🧩"}
LIST, CHOOSE, NEW, EDIT, REMOVE, TRY = (
    "trigger-list",
    "trigger-choose",
    "trigger-new",
    "trigger-edit",
    "trigger-remove",
    "trigger-try",
)
"""Verbs of buttons, the menu and forms; arguments: a page, a kind, or a trigger's number."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WantedTrigger:
    """The options of /trigger."""

    keywords: str | None = None
    pattern: str | None = None
    answer: str | None = None
    fits: str | None = None
    fits_not: str | None = None
    try_text: str | None = None


@loader.command(
    "trigger",
    section=HelpSection.TEACH,
    position=6,
    access=TEACHER,
    options=[
        options.text("keywords", max_length=LONGEST_PATTERN),
        options.text("pattern", max_length=LONGEST_PATTERN),
        options.text("answer", max_length=LONGEST_ANSWER, free=True),
        options.text("fits", max_length=1000),
        options.text("fits_not", max_length=1000),
        options.text("try_text", max_length=models.LONGEST_PROMPT),
    ],
)
async def trigger(context: Context, services: Container, wanted: WantedTrigger) -> None:
    """Add a trigger, try a text, or list the triggers there are."""
    if wanted.try_text:
        await _try(context, services, wanted.try_text)
        return
    if wanted.keywords and wanted.pattern:
        raise errors.InvalidInputError("error-trigger-one-kind")
    kind = models.TriggerKind.PATTERN if wanted.pattern else models.TriggerKind.KEYWORD
    searched = wanted.pattern or wanted.keywords
    if searched is None and wanted.answer is None:
        await _list(context, services, 0)
    elif searched is not None and wanted.answer:
        samples = TriggerSamples(_samples(wanted.fits), _samples(wanted.fits_not))
        await _add(context, services, NewTrigger(kind=kind, pattern=searched, reply=wanted.answer, samples=samples))
    elif isinstance(context, InteractionContext):
        await _ask(context, NEW, kind, wanted, argument=kind.value)
    else:
        raise errors.InvalidInputError("error-trigger-usage")


# -- adding and changing -----------------------------------------------------------------------------------------------


async def _ask(
    context: InteractionContext, verb: str, kind: models.TriggerKind, present: WantedTrigger, *, argument: str
) -> None:
    """Open the form about a trigger."""
    translate = context.translate
    is_keyword = kind is models.TriggerKind.KEYWORD
    await context.ask(
        verb,
        translate("trigger-form-title"),
        [
            components.Field(
                "pattern",
                translate("trigger-form-keywords" if is_keyword else "trigger-form-pattern"),
                (present.keywords if is_keyword else present.pattern) or "",
                placeholder=translate("trigger-form-keywords-hint" if is_keyword else "trigger-form-pattern-hint"),
                max_length=LONGEST_PATTERN,
            ),
            components.Field(
                "answer",
                translate("teach-form-answer"),
                present.answer or "",
                placeholder=translate("correct-form-answer-hint"),
                long=True,
                max_length=LONGEST_ANSWER,
            ),
            components.Field(
                "fits",
                translate("trigger-form-fits"),
                _shown_samples(present.fits),
                placeholder=translate("trigger-form-fits-hint"),
                required=False,
                long=True,
                max_length=1000,
            ),
            components.Field(
                "fits_not",
                translate("trigger-form-fits-not"),
                _shown_samples(present.fits_not),
                placeholder=translate("trigger-form-fits-not-hint"),
                required=False,
                long=True,
                max_length=1000,
            ),
        ],
        argument,
    )


@loader.button(NEW, access=TEACHER)
async def on_new(context: InteractionContext, services: Container) -> None:
    """Open an empty form."""
    await _ask(context, NEW, _kind(context.argument), WantedTrigger(), argument=context.argument)


@loader.form(NEW, access=TEACHER)
async def on_added(context: InteractionContext, services: Container) -> None:
    """Add what the form says."""
    await _add(context, services, _typed(context, _kind(context.argument)))


async def _add(context: Context, services: Container, new: NewTrigger) -> None:
    await context.defer()
    added = await triggers.add(services.teaching.changes, context.scope_id, context.author_id, new)
    await _tell(context, "trigger-added", added)


@loader.button(EDIT, access=TEACHER)
async def on_edit(context: InteractionContext, services: Container) -> None:
    """Open the form with what the trigger says now."""
    found = await triggers.find(services.teaching.changes, context.scope_id, context.number)
    present = WantedTrigger(
        keywords=found.pattern,
        pattern=found.pattern,
        answer=found.reply,
        fits="\n".join(found.samples.hit),
        fits_not="\n".join(found.samples.miss),
    )
    await _ask(context, EDIT, found.kind, present, argument=str(found.id))


@loader.form(EDIT, access=TEACHER)
async def on_edited(context: InteractionContext, services: Container) -> None:
    """Change the trigger to what the form says."""
    await context.defer()
    changes = services.teaching.changes
    found = await triggers.find(changes, context.scope_id, context.number)
    new = dataclasses.replace(_typed(context, found.kind), extras=found.extras)
    changed = await triggers.replace(changes, context.scope_id, context.author_id, found.id, new)
    await _tell(context, "trigger-changed", changed)


@loader.button(REMOVE, access=TEACHER)
async def on_remove(context: InteractionContext, services: Container) -> None:
    """Remove the trigger."""
    changes = services.teaching.changes
    removed = await triggers.remove(changes, context.scope_id, context.author_id, context.number)
    text = context.translate("trigger-removed", pattern=formatting.code(removed.trigger.pattern))
    await context.replace(text, buttons=replies.undo_button(context.translate, removed.change_id))


async def _tell(context: Context, key: str, done: triggers.ChangedTrigger) -> None:
    translate, found = context.translate, done.trigger
    lines = [translate(key, pattern=formatting.code(found.pattern)), formatting.quoted(found.reply, 300)]
    if found.kind is models.TriggerKind.KEYWORD:
        lines.append(translate("trigger-whole-words"))
    tested = len(found.samples.hit) + len(found.samples.miss)
    lines.append(translate("trigger-tested", count=tested) if tested else translate("trigger-untested"))
    await context.answer("\n".join(lines), buttons=replies.undo_button(translate, done.change_id))


def _typed(context: InteractionContext, kind: models.TriggerKind) -> NewTrigger:
    return NewTrigger(
        kind=kind,
        pattern=context.field("pattern"),
        reply=context.field("answer"),
        samples=TriggerSamples(_samples(context.field("fits")), _samples(context.field("fits_not"))),
    )


def _kind(argument: str) -> models.TriggerKind:
    if argument not in set(models.TriggerKind):
        raise errors.NotFoundError("error-button-broken")
    return models.TriggerKind(argument)


def _samples(text: str | None) -> tuple[str, ...]:
    """Return the sample texts in an option or a field, each once."""
    parts = (part.strip() for part in re.split(rf"\n|{SEPARATOR}", text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def _shown_samples(text: str | None) -> str:
    return "\n".join(_samples(text))


# -- the list ----------------------------------------------------------------------------------------------------------


async def _list(context: Context, services: Container, page: int) -> None:
    text, buttons = await _page(context, services, page)
    await context.answer(text, buttons=buttons)


@loader.button(LIST, access=TEACHER)
async def on_page(context: InteractionContext, services: Container) -> None:
    """Show another page of the list."""
    text, buttons = await _page(context, services, context.number)
    await context.replace(text, buttons=buttons)


async def _page(context: Context, services: Container, page: int) -> tuple[str, list[components.Component]]:
    translate = context.translate
    known = await triggers.listed(services.teaching.changes, context.scope_id)
    pages = max(1, -(-len(known) // PAGE))
    page = min(page, pages - 1)
    shown = known[page * PAGE : (page + 1) * PAGE]
    lines = [translate("trigger-list", count=len(known)) if known else translate("trigger-list-empty")]
    lines += [f"{number}. {_line(each)}" for number, each in enumerate(shown, page * PAGE + 1)]
    if known:
        lines.append(translate("trigger-list-order"))
    buttons: list[components.Component] = []
    if shown:
        choices = [components.Choice(_label(each), str(each.id), emoji=SIGNS[each.kind]) for each in shown]
        buttons.append(components.Menu(verb=CHOOSE, placeholder=translate("trigger-choose"), choices=choices))
    buttons += [
        components.Button(NEW, translate("button-trigger-keyword"), models.TriggerKind.KEYWORD.value, emoji="➕"),
        components.Button(NEW, translate("button-trigger-pattern"), models.TriggerKind.PATTERN.value, emoji="➕"),
        components.Button(TRY, translate("button-trigger-try"), emoji="🔎"),
    ]
    if pages > 1:
        before, after = str(max(0, page - 1)), str(min(pages - 1, page + 1))
        # Two buttons of one message need different ids: at an end, the one that leads nowhere gets a page there is not.
        buttons += [
            components.Button(LIST, argument=before if page else str(pages), emoji="◀️", disabled=page == 0),
            components.Button(
                LIST, argument=after if page < pages - 1 else str(pages), emoji="▶️", disabled=page == pages - 1
            ),
        ]
    return "\n".join(lines), buttons


def _line(found: TriggerRecord) -> str:
    more = " 📎" if found.extras is not None else ""
    return f"{SIGNS[found.kind]} {formatting.code(found.pattern, 60)} → {formatting.quoted(found.reply, 60)}{more}"


def _label(found: TriggerRecord) -> str:
    return formatting.isolated(found.pattern, components.LONGEST_LABEL) or "…"


@loader.menu(CHOOSE, access=TEACHER)
async def on_choose(context: InteractionContext, services: Container) -> None:
    """Show one trigger, with what can be done about it."""
    chosen = components.number(next(iter(context.values), ""))
    found = await triggers.find(services.teaching.changes, context.scope_id, chosen)
    translate = context.translate
    embed = hikari.Embed(title=translate("trigger-title"), description=formatting.code(found.pattern, 500))
    embed.add_field(translate("trigger-answer"), formatting.quoted(found.reply, 900))
    if found.extras is not None:
        embed.add_field(translate("why-extras"), "\n".join(_extras_told.told(translate, found.extras)))
    for key, texts in (("trigger-form-fits", found.samples.hit), ("trigger-form-fits-not", found.samples.miss)):
        if texts:
            embed.add_field(translate(key), _quotations(texts))
    if found.author_id:
        person, when = formatting.person(translate, found.author_id), formatting.time(found.created_at)
        embed.add_field(translate("why-taught"), translate("why-trigger-by", person=person, when=when))
    buttons = [
        components.Button(EDIT, translate("button-trigger-edit"), str(found.id), emoji="✏️"),
        components.Button(REMOVE, translate("button-trigger-remove"), str(found.id), emoji="🗑️"),
    ]
    await context.answer(embeds=[embed], buttons=buttons)


def _quotations(texts: Sequence[str]) -> str:
    shown = [f"- {formatting.quoted(text, 90)}" for text in texts[:8]]
    return "\n".join([*shown, "- …"] if len(texts) > len(shown) else shown)


# -- trying a text -----------------------------------------------------------------------------------------------------


@loader.button(TRY, access=TEACHER)
async def on_try(context: InteractionContext, services: Container) -> None:
    """Ask for the text."""
    field = components.Field(
        "text", context.translate("trigger-form-text"), long=True, max_length=models.LONGEST_PROMPT
    )
    await context.ask(TRY, context.translate("trigger-form-try"), [field])


@loader.form(TRY, access=TEACHER)
async def on_tried(context: InteractionContext, services: Container) -> None:
    """Say which triggers the text hits."""
    await _try(context, services, context.field("text"))


async def _try(context: Context, services: Container, text: str) -> None:
    await context.defer()
    translate = context.translate
    found = await triggers.hits(services.teaching.changes, context.scope_id, text)
    shown = formatting.quoted(text, 200)
    if found:
        lines = [
            translate("trigger-hits", text=shown, count=len(found)),
            *(f"- {_line(each)}" for each in found[:PAGE]),
        ]
        if len(found) > 1:
            lines.append(translate("trigger-hits-first"))
    else:
        prompt = models.Prompt(text, context.author_id, context.scope_id, context.channel_id)
        reply = await services.conversation.reply(prompt)
        lines = [
            translate("trigger-hits-none", text=shown),
            translate("trigger-by-meaning", answer=formatting.quoted(reply.text, 300))
            if reply.text
            else translate("reject-now-unknown"),
        ]
    await context.answer("\n".join(lines))
