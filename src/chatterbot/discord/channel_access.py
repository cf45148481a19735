"""Who may see which channel, worked out as Discord does it.

An interaction says what the person may do in the channel it comes from. For other channels the bot has to work it out itself, before it
shows or changes what was said there.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence

import hikari

from chatterbot import errors
from chatterbot.discord.context import Context, InteractionContext
from chatterbot.discord.permissions import MANAGER_PERMISSIONS
from chatterbot.discord.text_context import TextContext

__all__ = ("allowed", "is_manager", "is_public", "missing", "named", "place_of", "sees")


async def sees(bot: hikari.GatewayBot, context: Context, channel_id: int) -> bool:
    """Tell whether the person may see a channel or thread of the guild the request comes from.

    Answered from memory, except for archived threads and for the members of private threads. Where it cannot be known (the bot itself does
    not see the channel, or it is gone), the answer is no.

    Raises
    ------
    hikari.HikariError
        If Discord had to be asked and cannot be reached.
    """
    if context.guild_id is None or channel_id == context.channel_id:
        return True  # a direct message belongs to the person
    member, guild = _member(context), bot.cache.get_guild(context.guild_id)
    if member is None or guild is None:
        return False
    channel: hikari.PartialChannel | None = bot.cache.get_guild_channel(channel_id) or bot.cache.get_thread(channel_id)
    if channel is None:
        try:
            channel = await bot.rest.fetch_channel(channel_id)
        except (hikari.NotFoundError, hikari.ForbiddenError):
            return False
    thread = channel if isinstance(channel, hikari.GuildThreadChannel) else None
    place = channel if thread is None else bot.cache.get_guild_channel(thread.parent_id)
    if not isinstance(place, hikari.PermissibleGuildChannel) or place.guild_id != guild.id:
        return False
    if place.flags & hikari.ChannelFlag.CHANNEL_OBFUSCATED:
        return False  # its overwrites are hidden from the bot
    found = allowed(guild, bot.cache.get_roles_view_for_guild(guild.id).values(), member, place)
    if not found & hikari.Permissions.VIEW_CHANNEL:
        return False
    if not isinstance(thread, hikari.GuildPrivateThread) or found & hikari.Permissions.MANAGE_THREADS:
        return True
    try:
        await bot.rest.fetch_thread_member(thread, member.id)
    except (hikari.NotFoundError, hikari.ForbiddenError):
        return False
    return True


def allowed(
    guild: hikari.Guild,
    roles: Iterable[hikari.Role],
    member: hikari.Member,
    channel: hikari.PermissibleGuildChannel | None = None,
) -> hikari.Permissions:
    """Work out what a member may do in a guild, or in one of its channels (threads: in the channel they belong to).

    The owner and administrators may do everything. For others, what any of their roles allows is changed by the channel's overwrites, in
    this order: everybody's, those of the member's roles taken together, the member's own; in each, what is allowed wins over what is
    denied. See https://docs.discord.com/developers/topics/permissions, "Permission Overwrites". Timeouts, which leave seeing and reading
    alone, are not looked at.
    """
    held = {guild.id, *member.role_ids}  # everybody has the role with the guild's id
    found = _union(role.permissions for role in roles if role.id in held)
    if guild.owner_id == member.id or found & hikari.Permissions.ADMINISTRATOR:
        return hikari.Permissions.all_permissions()
    overwrites = {} if channel is None else channel.permission_overwrites
    for layer in ({guild.id}, held - {guild.id}, {member.id}):
        named = [overwrites[target] for target in layer if target in overwrites]
        found &= ~_union(overwrite.deny for overwrite in named)
        found |= _union(overwrite.allow for overwrite in named)
    return found


def is_public(bot: hikari.GatewayBot, guild_id: int, channel_id: int) -> bool:
    """Tell whether everybody in a guild may see a channel, or the channel of a thread that is not private; no, if that is not known."""
    guild = bot.cache.get_guild(guild_id)
    thread = bot.cache.get_thread(channel_id)
    place = bot.cache.get_guild_channel(channel_id if thread is None else thread.parent_id)
    everybody = bot.cache.get_role(guild_id)
    if guild is None or everybody is None or isinstance(thread, hikari.GuildPrivateThread):
        return False
    if not isinstance(place, hikari.PermissibleGuildChannel) or place.guild_id != guild.id:
        return False
    if place.flags & hikari.ChannelFlag.CHANNEL_OBFUSCATED:
        return False
    overwrite = place.permission_overwrites.get(everybody.id)
    found = everybody.permissions
    if overwrite is not None:
        found = (found & ~overwrite.deny) | overwrite.allow
    return bool(found & hikari.Permissions.VIEW_CHANNEL)


def is_manager(bot: hikari.GatewayBot, guild_id: int | None, member: hikari.Member | None) -> bool:
    """Tell by a member's roles whether they may manage a guild: a message does not say it. No, if that cannot be known.

    In a direct message (`None`) the person manages their own scope.
    """
    if guild_id is None:
        return True
    guild = bot.cache.get_guild(guild_id)
    if guild is None or member is None:
        return False
    roles = bot.cache.get_roles_view_for_guild(guild_id).values()
    return bool(allowed(guild, roles, member) & MANAGER_PERMISSIONS)


def place_of(bot: hikari.GatewayBot, channel_id: int) -> tuple[int, ...]:
    """Return the ids of a channel and of what it belongs to, nearest first: a thread, its channel, that channel's category."""
    found = [channel_id]
    thread = bot.cache.get_thread(channel_id)
    if thread is not None:
        found.append(int(thread.parent_id))
    channel = bot.cache.get_guild_channel(found[-1])
    if channel is not None and channel.parent_id is not None:
        found.append(int(channel.parent_id))
    return tuple(found)


def missing(bot: hikari.GatewayBot, guild_id: int, channel_id: int, needed: hikari.Permissions) -> hikari.Permissions:
    """Return what the bot itself may not do in a channel of a guild, of what is needed; all of it where that cannot be known."""
    me, guild = bot.get_me(), bot.cache.get_guild(guild_id)
    member = None if me is None else bot.cache.get_member(guild_id, me.id)
    channel = bot.cache.get_guild_channel(channel_id)
    if guild is None or member is None or not isinstance(channel, hikari.PermissibleGuildChannel):
        return needed
    return needed & ~allowed(guild, bot.cache.get_roles_view_for_guild(guild_id).values(), member, channel)


def named(bot: hikari.GatewayBot, guild_id: int | None, name: str, types: Sequence[hikari.ChannelType]) -> int | None:
    """Return the id of a channel of one of these types by its id or name, `None` if there is none.

    Raises
    ------
    errors.RefusedError
        ``error-option-server-only``, in a direct message, where there are no channels.
    """
    if guild_id is None:
        raise errors.RefusedError("error-option-server-only")
    wanted = name.casefold().lstrip("#🔊🔈 ").strip()
    for channel in bot.cache.get_guild_channels_view_for_guild(guild_id).values():
        if channel.type in types and (str(channel.id) == wanted or (channel.name or "").casefold() == wanted):
            return int(channel.id)
    return None


def _member(context: Context) -> hikari.Member | None:
    match context:
        case InteractionContext():
            return context.interaction.member
        case TextContext():
            return context.message.member or None
        case _:
            return None


def _union(permissions: Iterable[hikari.Permissions]) -> hikari.Permissions:
    return functools.reduce(operator.or_, permissions, hikari.Permissions.NONE)
