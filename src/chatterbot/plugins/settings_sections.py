"""The menus and buttons of /settings. Each press checks the person, changes one setting at once, and redraws the message.

A press works after a restart: its custom id says what it changes. Two managers at the same time do not undo each other's change: each press
changes one setting only, and a menu of several channels or roles is refused if it shows an older choice than the present one.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import AccessLevel, InteractionContext, Loader, components
from chatterbot.plugins import _settings_model, _settings_model_parts
from chatterbot.plugins import _settings_parts as parts
from chatterbot.plugins import _settings_sections as sections
from chatterbot.plugins._settings_choices import DEFAULT, STRICTNESS
from chatterbot.plugins._settings_sections import SettingsSection
from chatterbot.plugins._settings_voice import WantedTalk
from chatterbot.plugins._writable import check_writable
from chatterbot.preferences import AnswerMode, ChannelOverride, GuildPreferences

__all__ = ("loader",)

loader = Loader[Container]()

SECTION_OF: Final[Mapping[str, SettingsSection]] = {
    **dict.fromkeys(("answers_in", "documents", "channels", "strictness", "language"), SettingsSection.ANSWERING),
    **dict.fromkeys(("teachers", "teacher_roles", "choices"), SettingsSection.TEACHING),
    **dict.fromkeys(("speak", "voice_answers", "mirror", "calls", "talk"), SettingsSection.VOICE),
    **dict.fromkeys(("show_askers", "log_channel", "digest_channel"), SettingsSection.LOG),
    **dict.fromkeys(("model", "model_name", "model_reads_channel"), SettingsSection.MODEL),
    **dict.fromkeys(("handover_channel", "handover_role", "handover_every"), SettingsSection.HANDOVER),
}
"""Where each preference is shown."""
TRUTHS: Final[Mapping[str, bool | None]] = {parts.YES: True, parts.NO: False, parts.UNSET: None}


@loader.menu(sections.SECTION, access=AccessLevel.MANAGER)
async def on_section(context: InteractionContext, services: Container) -> None:
    """Go to a section."""
    _in_guild(context)
    section = _known(SettingsSection, context.values[0])
    await _redraw(context, services, await services.preferences.get(context.scope_id), section)


@loader.menu(parts.PICK, access=AccessLevel.MANAGER)
async def on_pick(context: InteractionContext, services: Container) -> None:
    """Change what a menu stands for."""
    _in_guild(context)
    field, _, more = context.argument.partition(":")
    match field:
        case "place":
            present = await services.preferences.get(context.scope_id)
            await _redraw(context, services, present, SettingsSection.PLACES, place=_channel(context, services))
        case "model_name":
            chosen = await _settings_model_parts.check_name(services, context.scope_id, context.values[0])
            await _change(context, services, field, lambda _: chosen)
        case "dataset" | "place_strictness":
            place = components.number(more)
            value = await _place_value(context, services, field)
            present = await services.preferences.change_override(
                context.scope_id, place, **{field.removeprefix("place_"): value}
            )
            await _redraw(context, services, present, SettingsSection.PLACES, place=place, saved=True)
        case _:
            await _change(context, services, field, _picked(context, services, field, more))


@loader.button(parts.PRESS, access=AccessLevel.MANAGER)
async def on_press(context: InteractionContext, services: Container) -> None:
    """Change what a button stands for."""
    _in_guild(context)
    field, _, value = context.argument.partition(":")
    if field == "gone":
        present = await services.preferences.update(
            context.scope_id,
            lambda now: {
                "overrides": {
                    place: each
                    for place, each in now.overrides.items()
                    if services.bot.cache.get_guild_channel(place) is not None
                }
            },
        )
        await _redraw(context, services, present, SettingsSection.PLACES, saved=True)
    elif field == "place":
        place_id, _, change = value.partition(":")
        await _press_place(context, services, components.number(place_id), change)
    else:
        await _change(context, services, field, functools.partial(_pressed, field, value))


async def _press_place(context: InteractionContext, services: Container, place: int, change: str) -> None:
    field, _, value = change.partition(":")
    values: dict[str, bool | str | float | None]
    before = await services.preferences.get(context.scope_id)
    if field == "clear":
        values = dict.fromkeys(each.name for each in dataclasses.fields(ChannelOverride))
    elif field == "model":
        _settings_model.check_configured(services)
        values = {"model": None if value == parts.UNSET else value}
    elif field in {"answers", "voice"} and value in TRUTHS:
        values = {field: TRUTHS[value]}
        channel = services.bot.cache.get_guild_channel(place)
        if values.get("answers") and channel is not None and not isinstance(channel, hikari.GuildCategory):
            check_writable(context, services, place)
    else:
        raise errors.NotFoundError("error-button-broken")
    present = await services.preferences.change_override(context.scope_id, place, **values)
    receipts = _settings_model.receipts(context.translate, services.model_terms, before, present)
    await _redraw(context, services, present, SettingsSection.PLACES, place=place, saved=True, receipts=receipts)


Change = Callable[[GuildPreferences], Mapping[str, Any]]
"""Returns the fields to change from the present preferences."""


class _OutdatedError(Exception):
    """The menu shows an older choice than the present one."""


async def _change(context: InteractionContext, services: Container, field: str, change: Change) -> None:
    section = SECTION_OF.get(field)
    if section is None:
        raise errors.NotFoundError("error-button-broken")
    if field in _settings_model.FIELDS:
        _settings_model.check_configured(services)
    before = await services.preferences.get(context.scope_id)
    try:
        present = await services.preferences.update(context.scope_id, change)
    except _OutdatedError:
        present = await services.preferences.get(context.scope_id)
        note = context.translate("settings-outdated")
        shown = await sections.draw(context, services, present, section, note=note)
        await context.replace(shown.text, buttons=shown.components)
        return
    receipts = _settings_model.receipts(context.translate, services.model_terms, before, present)
    await _redraw(context, services, present, section, saved=True, receipts=receipts)


def _picked(context: InteractionContext, services: Container, field: str, more: str) -> Change:
    """Return what a menu changes."""
    values = context.values
    match field:
        case "channels" | "teacher_roles":
            chosen = frozenset(map(int, values))

            def replace(now: GuildPreferences) -> Mapping[str, Any]:
                before: frozenset[int] = getattr(now, field)
                if parts.mark(before) != more:
                    raise _OutdatedError
                # More than a menu shows are kept: it could not show them, so nobody has taken them away.
                known = parts.known_channels if field == "channels" else parts.known_roles
                kept = frozenset(known(services, before)[components.CHOICES_IN_A_MENU :])
                return _answered(now, chosen | kept) if field == "channels" else {field: chosen | kept}

            if field == "channels":
                for channel in chosen:
                    check_writable(context, services, channel)
            return replace
        case "log_channel" | "digest_channel" | "handover_channel":
            channel = _channel(context, services) if values else None
            if channel is not None:
                check_writable(context, services, channel)
            return lambda _: {field: channel}
        case "handover_role":
            role = int(values[0]) if values else None
            if role == context.guild_id:
                raise errors.InvalidInputError("error-settings-everyone")
            return lambda _: {field: role}
        case "handover_every":
            return lambda _: {field: components.number(values[0])}
        case "strictness":
            level = values[0]
            if level not in STRICTNESS:
                raise errors.NotFoundError("error-button-broken")
            return lambda _: {field: STRICTNESS[level]}
        case "language":
            code = values[0]
            return lambda _: {field: None if code == DEFAULT else code}
        case _:
            return lambda _: {field: values[0]}


def _answered(now: GuildPreferences, channels: frozenset[int]) -> Mapping[str, Any]:
    """Return the fields for these chosen channels: with the first one they are answered in, without any the mode has no meaning."""
    changes: dict[str, Any] = {"channels": channels}
    if channels - now.channels and now.answers_in is AnswerMode.ADDRESSED:
        changes["answers_in"] = AnswerMode.CHANNELS
    elif not channels and now.answers_in is AnswerMode.CHANNELS:
        changes["answers_in"] = AnswerMode.ADDRESSED
    return changes


def _pressed(field: str, value: str, now: GuildPreferences) -> Mapping[str, Any]:
    """Return what a button changes."""
    if field == "mirror":
        return WantedTalk(mirror=TRUTHS.get(value)).changes(now)
    if field == "answers_in" and value == AnswerMode.CHANNELS and not now.channels:
        raise errors.InvalidInputError("error-settings-channel-first")
    return {field: TRUTHS.get(value, value)}


async def _place_value(context: InteractionContext, services: Container, field: str) -> str | float | None:
    value = context.values[0]
    if value == parts.UNSET:
        return None
    if field == "place_strictness":
        if value not in STRICTNESS:
            raise errors.NotFoundError("error-button-broken")
        return STRICTNESS[value]
    known = await services.teaching.datasets(context.scope_id)
    found = next((each.name for each in known if str(each.id) == value), None)
    if found is None:
        raise errors.NotFoundError("error-places-dataset-gone")
    return found


def _channel(context: InteractionContext, services: Container) -> int:
    """Return the channel that was chosen from a menu.

    Raises
    ------
    errors.NotFoundError
        ``error-places-gone``, if it is none of this guild, or the bot does not know it.
    """
    channel_id = components.number(context.values[0])
    channel = services.bot.cache.get_guild_channel(channel_id)
    if channel is None or int(channel.guild_id) != context.guild_id:
        raise errors.NotFoundError("error-places-gone")
    return channel_id


def _known(kind: type[SettingsSection], value: str) -> SettingsSection:
    try:
        return kind(value)
    except ValueError:
        raise errors.NotFoundError("error-button-broken") from None


def _in_guild(context: InteractionContext) -> None:
    if context.guild_id is None:
        raise errors.RefusedError("error-settings-server-only")


async def _redraw(
    context: InteractionContext,
    services: Container,
    present: GuildPreferences,
    section: SettingsSection,
    *,
    place: int | None = None,
    saved: bool = False,
    receipts: Sequence[str] = (),
) -> None:
    note = "\n".join([*([context.translate("settings-changed")] if saved else []), *receipts])
    shown = await sections.draw(context, services, present, section, place=place, note=note)
    await context.replace(shown.text, buttons=shown.components)


# -- what is deleted on Discord --------------------------------------------------------------------------------------


@loader.listener(hikari.GuildChannelDeleteEvent)
async def on_channel_deleted(event: hikari.GuildChannelDeleteEvent, services: Container) -> None:
    """Take a deleted channel out of the settings."""
    gone = int(event.channel_id)

    def without(now: GuildPreferences) -> Mapping[str, Any]:
        changes: dict[str, Any] = {
            field: None
            for field in ("log_channel", "digest_channel", "handover_channel")
            if getattr(now, field) == gone
        }
        if gone in now.channels:
            changes |= _answered(now, now.channels - {gone})
        if gone in now.overrides:
            changes["overrides"] = {place: each for place, each in now.overrides.items() if place != gone}
        return changes

    await _take_out(services, int(event.guild_id), without)


@loader.listener(hikari.RoleDeleteEvent)
async def on_role_deleted(event: hikari.RoleDeleteEvent, services: Container) -> None:
    """Take a deleted role out of the settings."""
    gone = int(event.role_id)

    def without(now: GuildPreferences) -> Mapping[str, Any]:
        changes: dict[str, Any] = {} if now.handover_role != gone else {"handover_role": None}
        return changes | ({"teacher_roles": now.teacher_roles - {gone}} if gone in now.teacher_roles else {})

    await _take_out(services, int(event.guild_id), without)


async def _take_out(services: Container, guild_id: int, without: Change) -> None:
    if without(await services.preferences.get(guild_id)):
        await services.preferences.update(guild_id, without)
