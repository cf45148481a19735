"""Servers that the operator does not serve: the bot says so and leaves."""

from __future__ import annotations

import logging
from typing import Final

import hikari

from chatterbot.container import Container
from chatterbot.discord import Loader, channel_access, sending

__all__ = ("loader",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

NEEDED: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES


@loader.listener(hikari.GuildJoinEvent)
async def on_join(event: hikari.GuildJoinEvent, services: Container) -> None:
    """Leave a server that the bot was just added to."""
    await _leave(event.guild, services)


@loader.listener(hikari.GuildAvailableEvent)
async def on_available(event: hikari.GuildAvailableEvent, services: Container) -> None:
    """Leave a server that was denied while the bot was there."""
    await _leave(event.guild, services)


async def _leave(guild: hikari.GatewayGuild, services: Container) -> None:
    if not services.entrance.denies_guild(int(guild.id)):
        return
    channel_id = guild.system_channel_id
    try:
        if channel_id is not None and not channel_access.missing(services.bot, int(guild.id), int(channel_id), NEEDED):
            translate = await services.languages.of_message(int(guild.id), None)
            await sending.post(
                services.bot.rest, int(channel_id), None, **sending.said(translate("left-denied-server"), (), (), ())
            )
    except hikari.HikariError as error:
        _log.info("guild %d: nobody could be told that the bot leaves: %s", guild.id, error)
    try:
        await services.bot.rest.leave_guild(guild.id)
    except hikari.HikariError as error:
        _log.warning("guild %d: the bot cannot leave it, although it is denied: %s", guild.id, error)
    else:
        _log.info("guild %d: left, since the settings deny it (discord.denied_servers)", guild.id)
