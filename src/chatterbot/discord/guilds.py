"""What is known of a guild from memory: its language, its size."""

from __future__ import annotations

from collections.abc import Callable

import hikari

from chatterbot.discord.localization import DEFAULT_LOCALE

__all__ = ("locale_of", "members_of")


def locale_of(bot: hikari.GatewayBot) -> Callable[[int], str | None]:
    """Return a function that finds the language a guild chose on Discord; `None` for one that is not known or chose none."""

    def find(guild_id: int) -> str | None:
        guild = bot.cache.get_guild(guild_id)
        return None if guild is None or guild.preferred_locale == DEFAULT_LOCALE else str(guild.preferred_locale)

    return find


def members_of(bot: hikari.GatewayBot) -> Callable[[int], int | None]:
    """Return a function that tells how many people a guild had when Discord last described it; `None` for one that is not known."""

    def count(guild_id: int) -> int | None:
        guild = bot.cache.get_guild(guild_id)
        return None if guild is None else guild.member_count

    return count
