"""Who may teach, asked once in a larger server: in its channel for system messages, or of a manager who uses the bot there."""

from __future__ import annotations

import logging
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    InteractionContext,
    Loader,
    Translator,
    channel_access,
    components,
    formatting,
    sending,
)
from chatterbot.plugins import _careful
from chatterbot.preferences import MOST_ROLES, TeacherMode

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

CHORE: Final = "ask who teaches"
"""Name of the chore that remembers that it was asked."""
APART_S: Final = 3600.0
"""Seconds between two looks whether it was asked already: a guild's managers may use many commands."""
EVERYONE: Final = "who-teaches-everyone"
ROLES: Final = "who-teaches-roles"
MANAGERS: Final = "who-teaches-managers"
CHOSEN: Final = "who-teaches-chosen"
NEEDED: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES


@loader.listener(hikari.GuildJoinEvent)
async def on_join(event: hikari.GuildJoinEvent, services: Container) -> None:
    """Ask in a larger guild that the bot has just come to, if it may write where such messages stand."""
    guild, guild_id = event.guild, int(event.guild_id)
    channel_id = guild.system_channel_id
    if services.entrance.denies_guild(guild_id) or channel_id is None or not await _is_due(services, guild_id):
        return
    me, channel = guild.get_my_member(), guild.get_channel(channel_id)
    if me is None or not isinstance(channel, hikari.PermissibleGuildChannel):
        return
    if NEEDED & ~channel_access.allowed(guild, guild.get_roles().values(), me, channel):
        return
    translate = await services.languages.of_message(guild_id, None)
    text, buttons = _question(translate, services, guild_id)
    try:
        await sending.post(services.bot.rest, int(channel_id), None, **sending.said(text, (), (), buttons))
    except hikari.HikariError as error:
        _log.info("guild %d: nobody could be asked who may teach in channel %d: %s", guild_id, channel_id, error)
        return
    await services.store.chores.note(guild_id, CHORE)


@loader.follower
async def after_answer(context: InteractionContext, services: Container) -> None:
    """Ask a manager of a larger guild, after the answer to what they did."""
    guild_id = context.guild_id
    if guild_id is None or not context.is_manager or not services.access.is_large(guild_id):
        return
    if not services.cooldowns.begin(("who teaches", guild_id), APART_S) or not await _is_due(services, guild_id):
        return
    text, buttons = _question(context.translate, services, guild_id)
    await context.answer(text, buttons=buttons)
    await services.store.chores.note(guild_id, CHORE)


async def _is_due(services: Container, guild_id: int) -> bool:
    """Tell whether somebody should be asked: the guild is large, has decided nothing, and was not asked yet."""
    chosen = await services.preferences.get(guild_id)
    if chosen.teachers is not TeacherMode.AUTO or chosen.teacher_roles or not services.access.is_large(guild_id):
        return False
    return await services.store.chores.last(guild_id, CHORE) is None


def _question(translate: Translator, services: Container, guild_id: int) -> tuple[str, list[components.Component]]:
    asked = translate("first-hour-ask", settings=services.command_ids.mention("settings", guild_id))
    return f"{asked}\n{_careful.first_hour(translate)}", [
        components.Button(EVERYONE, translate("first-hour-everyone")),
        components.Button(ROLES, translate("first-hour-roles"), style=hikari.ButtonStyle.PRIMARY),
        components.Button(MANAGERS, translate("first-hour-managers")),
    ]


# -- the answer --------------------------------------------------------------------------------------------------------


@loader.button(EVERYONE, access=AccessLevel.MANAGER)
async def on_everyone(context: InteractionContext, services: Container) -> None:
    """Let everyone teach."""
    await services.preferences.change(context.scope_id, teachers=TeacherMode.EVERYONE)
    await _decided(context, "first-hour-chosen-everyone")


@loader.button(MANAGERS, access=AccessLevel.MANAGER)
async def on_managers(context: InteractionContext, services: Container) -> None:
    """Let managers teach, and nobody else."""
    await services.preferences.change(context.scope_id, teachers=TeacherMode.MANAGERS)
    await _decided(context, "first-hour-chosen-managers")


@loader.button(ROLES, access=AccessLevel.MANAGER)
async def on_roles(context: InteractionContext, services: Container) -> None:
    """Offer the guild's roles to choose from."""
    translate = context.translate
    chosen = await services.preferences.get(context.scope_id)
    menu = components.Menu(
        verb=CHOSEN,
        placeholder=translate("first-hour-roles-hint"),
        kind=components.MenuKind.ROLES,
        most=MOST_ROLES,
        chosen=sorted(chosen.teacher_roles),
    )
    await context.answer(translate("first-hour-choose-roles"), buttons=[menu])


@loader.menu(CHOSEN, access=AccessLevel.MANAGER)
async def on_chosen(context: InteractionContext, services: Container) -> None:
    """Let people with the chosen roles teach; everybody has the role with the guild's id, so choosing that means everyone."""
    guild_id = context.scope_id
    chosen = {components.number(value) for value in context.values}
    if guild_id in chosen:
        await on_everyone(context, services)
        return
    known = services.bot.cache.get_roles_view_for_guild(guild_id)
    roles = frozenset(role for role in chosen if hikari.Snowflake(role) in known)
    if not roles:
        raise errors.NotFoundError("error-first-hour-roles")
    await services.preferences.change(guild_id, teachers=TeacherMode.TEACHERS, teacher_roles=roles)
    await _decided(context, "first-hour-chosen-roles", roles=" ".join(f"<@&{role}>" for role in sorted(roles)))


async def _decided(context: InteractionContext, key: str, **params: str) -> None:
    translate = context.translate
    person = formatting.person(translate, context.author_id)
    await context.replace(translate(key, person=person, **params))
