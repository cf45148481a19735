"""/privacy: what is stored about a person, and its erasure, with a receipt."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import (
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    Translator,
    components,
    options,
)
from chatterbot.plugins import _settings_model

__all__ = ("loader",)

loader = Loader[Container]()

KINDS: Final[Mapping[str, str]] = {
    "turns": "privacy-kind-turns",
    "feedback": "privacy-kind-feedback",
    "examples": "privacy-kind-examples",
    "corrections": "privacy-kind-corrections",
    "triggers": "privacy-kind-triggers",
    "documents": "privacy-kind-documents",
    "drafts": "privacy-kind-drafts",
    "proposals": "privacy-kind-proposals",
    "handovers": "privacy-kind-handovers",
    "dismissals": "privacy-kind-dismissals",
    "changes": "privacy-kind-changes",
    "jobs": "privacy-kind-jobs",
    "test_runs": "privacy-kind-test-runs",
    "uploads": "privacy-kind-uploads",
    "consents": "privacy-kind-consents",
    "personas": "privacy-kind-personas",
    "finetunes": "privacy-kind-finetunes",
    "fresh_starts": "privacy-kind-fresh-starts",
    "choices": "privacy-kind-choices",
    "calls": "privacy-kind-calls",
}
"""Catalogue keys of the kinds of stored data, in the order in which they are shown."""


class Reach(enum.StrEnum):
    """Where data is shown or erased; part of the buttons' ids."""

    HERE = "here"
    EVERYWHERE = "everywhere"


class Way(enum.StrEnum):
    """How to erase; part of the buttons' ids."""

    ALL = "all"
    KEEP_TAUGHT = "keep"
    """What the person taught stays, without their name."""


CONFIRMATIONS: Final[Mapping[tuple[Reach, Way], str]] = {
    (Reach.HERE, Way.ALL): "privacy-confirm-here-all",
    (Reach.HERE, Way.KEEP_TAUGHT): "privacy-confirm-here-keep",
    (Reach.EVERYWHERE, Way.ALL): "privacy-confirm-everywhere-all",
    (Reach.EVERYWHERE, Way.KEEP_TAUGHT): "privacy-confirm-everywhere-keep",
}


@loader.command(
    "privacy",
    section=HelpSection.SETTINGS,
    position=2,
    options=[options.boolean("everywhere"), options.boolean("model")],
    direct_only=True,
)
async def privacy(context: Context, services: Container, everywhere: bool = False, model: bool | None = None) -> None:
    """Show what is stored about the person, and offer to erase it; or keep whether a language model gets what they write."""
    translate = context.translate
    reach = Reach.EVERYWHERE if everywhere else Reach.HERE
    await context.defer()
    limits = services.store.memory_limits
    if model is not None:
        await limits.put_objection(_scope(context, reach), context.author_id, objects=not model)
        still = model and await limits.objects(None, context.author_id)
        told = "privacy-model-off-everywhere" if still else "privacy-model-on"
        await context.answer(translate(told if model else "privacy-model-off"))
        return
    report = await services.privacy.stored_about(context.author_id, _scope(context, reach))
    listed = _listed(translate, report.counts)
    lines = [translate(_heading(context, reach))]
    lines += listed or [translate("privacy-nothing")]
    lines.append(translate("privacy-kept", days=services.options.turns_kept))
    lines += _settings_model.privacy(translate, services.model_terms, await services.preferences.get(context.scope_id))
    if await _objects(context, services, reach):
        lines.append(translate("privacy-model-is-off"))
    if reach is Reach.HERE:
        lines.append(translate("privacy-here-only" if context.guild_id is not None else "privacy-here-only-dm"))
    buttons: list[components.Button] = []
    if listed:
        buttons = [
            _button("privacy-erase", translate("privacy-erase-button"), reach, Way.ALL, hikari.ButtonStyle.DANGER),
            _button("privacy-erase", translate("privacy-keep-button"), reach, Way.KEEP_TAUGHT),
        ]
    await context.answer("\n".join(lines), buttons=buttons)


async def _objects(context: Context, services: Container, reach: Reach) -> bool:
    """Tell whether a language model does not get what the person writes there."""
    limits = services.store.memory_limits
    scopes = {_scope(context, reach), None}
    return any([await limits.objects(scope, context.author_id) for scope in scopes])


def _heading(context: Context, reach: Reach) -> str:
    if reach is Reach.EVERYWHERE:
        return "privacy-title-everywhere"
    return "privacy-title-here" if context.guild_id is not None else "privacy-title-dm"


def _scope(context: Context, reach: Reach) -> int | None:
    return None if reach is Reach.EVERYWHERE else context.scope_id


def _listed(translate: Translator, counts: Mapping[str, int]) -> list[str]:
    """Return a line for each kind of which anything is stored."""
    known = [(key, counts.get(kind, 0)) for kind, key in KINDS.items()]
    return [f"- {translate(key, count=count)}" for key, count in known if count]


def _button(
    verb: str, label: str, reach: Reach, way: Way, style: hikari.InteractiveButtonTypesT = hikari.ButtonStyle.SECONDARY
) -> components.Button:
    return components.Button(verb, label=label, argument=f"{reach.value}.{way.value}", style=style)


def _meant(context: InteractionContext) -> tuple[Reach, Way]:
    """Read a button's argument.

    Raises
    ------
    errors.NotFoundError
        ``error-button-broken``
    """
    reach, _, way = context.argument.partition(".")
    if reach not in set(Reach) or way not in set(Way):
        raise errors.NotFoundError("error-button-broken")
    return Reach(reach), Way(way)


@loader.button("privacy-erase")
async def ask(context: InteractionContext, services: Container) -> None:
    """Ask again before anything is erased for good."""
    translate = context.translate
    reach, way = _meant(context)
    await context.replace(
        translate(CONFIRMATIONS[reach, way]),
        buttons=[
            _button("privacy-confirm", translate("privacy-confirm-button"), reach, way, hikari.ButtonStyle.DANGER),
            components.Button("privacy-cancel", label=translate("privacy-cancel-button")),
        ],
    )


@loader.button("privacy-cancel")
async def cancel(context: InteractionContext, services: Container) -> None:
    """Erase nothing, and say so."""
    await context.replace(context.translate("privacy-cancelled"))


@loader.button("privacy-confirm")
async def erase(context: InteractionContext, services: Container) -> None:
    """Erase, and answer with the receipt."""
    translate = context.translate
    reach, way = _meant(context)
    await context.replace(translate("privacy-erasing"))
    try:
        receipt = await services.privacy.erase(
            context.author_id, _scope(context, reach), keep_taught=way is Way.KEEP_TAUGHT
        )
    except Exception:
        context.failed_in_progress = True
        raise
    listed = _listed(translate, receipt.counts)
    lines = [translate("privacy-erased"), *(listed or [translate("privacy-nothing")])]
    if way is Way.KEEP_TAUGHT:
        lines.append(translate("privacy-erased-kept"))
    if receipt.files:
        lines.append(translate("privacy-erased-files", count=receipt.files))
    if await _objects(context, services, reach):
        lines.append(translate("privacy-erased-objection"))
    lines.append(translate("privacy-erased-checked"))
    await context.revise("\n".join(lines))
