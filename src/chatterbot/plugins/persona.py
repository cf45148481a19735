"""/persona: how the language model is to speak, on the server and in single channels."""

from __future__ import annotations

from typing import Final

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
    channel_access,
    components,
    formatting,
    options,
)
from chatterbot.personas import LONGEST_PERSONA
from chatterbot.plugins._settings_parts import place_name
from chatterbot.preferences import ModelMode, model_at
from chatterbot.store import EVERYWHERE_HERE, PersonaRecord

__all__ = ("loader",)

loader = Loader[Container]()

WRITE: Final = "persona-write"
RESET: Final = "persona-reset"
UNDO: Final = "persona-undo"
FORM: Final = "persona-form"
SHOWN: Final = 1_000
"""Characters of a persona that a message shows; the form has all of them."""
LISTED: Final = 10
"""Other places that are listed with their personas."""
LISTED_LENGTH: Final = 60
"""Characters shown of each of those."""
MANAGER: Final = AccessLevel.MANAGER


def _offered(_: Context, services: Container) -> bool:
    return services.model is not None


@loader.command(
    "persona",
    section=HelpSection.SETTINGS,
    position=3,
    access=MANAGER,
    options=[
        options.channel(
            "channel",
            hikari.ChannelType.GUILD_TEXT,
            hikari.ChannelType.GUILD_NEWS,
            hikari.ChannelType.GUILD_FORUM,
            hikari.ChannelType.GUILD_VOICE,
            hikari.ChannelType.GUILD_CATEGORY,
        )
    ],
    offered=_offered,
)
async def persona(context: Context, services: Container, channel: int | None = None) -> None:
    """Show the persona of a place, and offer to write another."""
    _check_model(services)
    if channel is not None and context.guild_id is None:
        raise errors.RefusedError("error-option-server-only")
    place_id = EVERYWHERE_HERE if channel is None else channel
    translate = context.translate
    present = await services.personas.present(context.scope_id)
    lines = _shown(translate, services, place_id, present.get(place_id), direct=context.guild_id is None)
    others = [each for each in present.values() if each.place_id != place_id]
    if others:
        lines.append(translate("persona-others"))
    lines += [
        translate(
            "persona-line",
            place=_where(translate, services, each.place_id),
            text=formatting.quoted(each.text or "", LISTED_LENGTH),
            person=formatting.person(translate, each.author_id),
            when=formatting.time(each.created_at),
        )
        for each in others[:LISTED]
    ]
    if len(others) > LISTED:
        lines.append(translate("persona-more", count=len(others) - LISTED))
    write = components.Button(WRITE, translate("persona-write-button"), str(place_id), emoji="✏️")
    reset = components.Button(RESET, translate("persona-reset-button"), str(place_id), emoji="🗑️")
    await context.answer("\n".join(lines), buttons=[write, reset] if place_id in present else [write])


def _check_model(services: Container) -> None:
    """Refuse where no language model is configured: a persona would be kept, and change nothing."""
    if services.model is None:
        raise errors.RefusedError("error-persona-no-model")


def _where(translate: Translator, services: Container, place_id: int, *, direct: bool = False) -> str:
    """Return a place as it is named in a sentence."""
    if place_id == EVERYWHERE_HERE:
        return translate("persona-at-direct" if direct else "persona-at-server")
    return translate("persona-at-channel", channel=place_name(translate, services, place_id))


def _shown(
    translate: Translator, services: Container, place_id: int, present: PersonaRecord | None, *, direct: bool
) -> list[str]:
    where = _where(translate, services, place_id, direct=direct)
    if present is None or present.text is None:
        return [translate("persona-none", place=where)]
    return [
        translate("persona-title", place=where),
        formatting.quoted(present.text, SHOWN),
        translate(
            "persona-by",
            person=formatting.person(translate, present.author_id),
            when=formatting.time(present.created_at),
        ),
    ]


@loader.button(WRITE, access=MANAGER)
async def on_write(context: InteractionContext, services: Container) -> None:
    """Open the form with the present persona filled in."""
    _check_model(services)
    translate = context.translate
    present = (await services.personas.present(context.scope_id)).get(context.number)
    field = components.Field(
        "text",
        translate("persona-field"),
        (present.text or "") if present is not None else "",
        placeholder=translate("persona-field-hint"),
        long=True,
        max_length=LONGEST_PERSONA,
    )
    await context.ask(FORM, translate("persona-form-title"), [field], str(context.number))


@loader.form(FORM, access=MANAGER)
async def on_form(context: InteractionContext, services: Container) -> None:
    """Keep what the form says."""
    _check_model(services)
    async with context.deferring():
        written = await services.personas.write(
            context.scope_id, context.number, context.field("text"), context.author_id
        )
    await _receipt(context, services, written, "persona-written")


@loader.button(RESET, access=MANAGER)
async def on_reset(context: InteractionContext, services: Container) -> None:
    """Take the persona away."""
    async with context.deferring():
        written = await services.personas.reset(context.scope_id, context.number, context.author_id)
    await _receipt(context, services, written, "persona-was-reset")


@loader.button(UNDO, access=MANAGER)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Put back what was so before."""
    async with context.deferring():
        restored = await services.personas.undo(context.scope_id, context.number, context.author_id)
    await _receipt(context, services, restored, "persona-was-reset" if restored.text is None else "persona-restored")


async def _receipt(context: InteractionContext, services: Container, now: PersonaRecord, key: str) -> None:
    """Tell what is so now, to the person and in the channel for changes, with a button to undo it."""
    translate = context.translate
    lines = [translate(key, place=_where(translate, services, now.place_id, direct=context.guild_id is None))]
    if now.text is not None:
        lines.append(formatting.quoted(now.text, SHOWN))
        chosen = await services.preferences.get(context.scope_id)
        place = () if now.place_id == EVERYWHERE_HERE else channel_access.place_of(services.bot, now.place_id)
        if model_at(chosen, place) is ModelMode.OFF:
            lines.append(translate("persona-model-off"))
    await context.answer("\n".join(lines), buttons=[_undo_button(translate, now)])

    def told(words: Translator) -> tuple[str, list[components.Button]]:
        named = {"person": formatting.person(words, context.author_id), "place": _where(words, services, now.place_id)}
        if now.text is None:
            text = words("persona-log-reset", **named)
        else:
            text = words("persona-log", **named, text=formatting.quoted(now.text, SHOWN))
        return text, [_undo_button(words, now)]

    await services.change_log.announce(context.scope_id, told)


def _undo_button(translate: Translator, now: PersonaRecord) -> components.Button:
    return components.Button(UNDO, translate("button-undo"), str(now.id), emoji="↩️")
