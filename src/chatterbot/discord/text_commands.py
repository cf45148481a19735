"""Text commands: ``!train ...`` in a direct message, after a mention of the bot, or anywhere if the bot may read it."""

from __future__ import annotations

import re
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import channel_access, error_messages
from chatterbot.discord.context import TextContext
from chatterbot.discord.localization import Languages
from chatterbot.discord.permissions import MANAGER_PERMISSIONS
from chatterbot.discord.registry import CommandRegistry

__all__ = ("PrefixCommands",)

_LOOKS_LIKE_A_COMMAND: Final = re.compile(r"[^\W\d_]\w*")


class PrefixCommands:
    """Recognises a text command, and runs it with the same checks and the same handler as the slash command.

    Parameters
    ----------
    prefix
        What a text command begins with; empty: there are none.
    """

    def __init__(self, bot: hikari.GatewayBot, *, commands: CommandRegistry, languages: Languages, prefix: str) -> None:
        self._bot = bot
        self._commands = commands
        self._languages = languages
        self._prefix = prefix

    def may_hold(self, text: str) -> bool:
        """Tell whether a message may hold a text command."""
        return bool(self._prefix) and text.startswith(self._prefix)

    async def handle(self, message: hikari.Message, text: str, *, direct: bool) -> bool:
        """Run the command a message holds; return whether there was one.

        Parameters
        ----------
        text
            The message, without the mention of the bot.
        direct
            Whether it is certainly for this bot: then an unknown command gets an answer (else it may be for another bot).
        """
        if not self.may_hold(text):
            return False
        written = text.removeprefix(self._prefix)
        found = self._commands.find(written)
        if found is None and not (direct and _LOOKS_LIKE_A_COMMAND.match(written)):
            return False
        context = TextContext(
            self._bot.rest,
            message,
            await self._languages.of_message(int(message.guild_id or message.author.id), message.content),
            found[1] if found else "",
            is_manager=await self._is_manager(message),
        )
        if found is None:
            await error_messages.tell(
                context, errors.NotFoundError("error-unknown-command", command=self._prefix + written.split()[0][:50])
            )
            return True
        run, _ = found
        await run(context)
        return True

    async def _is_manager(self, message: hikari.Message) -> bool:
        """Tell by the author's roles whether they may manage the guild: a message does not say it."""
        if message.guild_id is None:
            return True
        guild = self._bot.cache.get_guild(message.guild_id)
        if guild is None or not message.member:
            return False
        roles = self._bot.cache.get_roles_view_for_guild(guild.id).values()
        return bool(channel_access.allowed(guild, roles, message.member) & MANAGER_PERMISSIONS)
