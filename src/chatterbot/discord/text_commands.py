"""Text commands: ``!train ...`` in a direct message, after a mention of the bot, or anywhere if the bot may read it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import channel_access, error_messages
from chatterbot.discord.argument_values import BLANK
from chatterbot.discord.entrance import Entrance
from chatterbot.discord.localization import Languages
from chatterbot.discord.registry import CommandRegistry
from chatterbot.discord.text_context import TextContext

__all__ = ("PrefixCommands",)

_NAME: Final = re.compile(r"[^\W\d_]\w*")
_BLANKS: Final = re.compile(rf"{BLANK}*")


class PrefixCommands:
    """Recognises a text command, and runs it with the same checks and the same handler as the slash command.

    Parameters
    ----------
    prefix
        What a text command begins with; empty: there are none.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        *,
        commands: CommandRegistry,
        languages: Languages,
        entrance: Entrance,
        prefix: str,
    ) -> None:
        self._bot = bot
        self._entrance = entrance
        self._commands = commands
        self._languages = languages
        self._prefix = prefix

    def may_hold(self, text: str) -> bool:
        """Tell whether a message may hold a text command."""
        return self._without_prefix(text) is not None

    def _without_prefix(self, text: str) -> str | None:
        """Return what stands after the prefix, `None` if there is none. Full-width marks, as Chinese and Japanese keyboards type them, count, too."""
        text = text[_end(_BLANKS, text) :]  # a phone may put a character without width in front
        begin = text[: len(self._prefix)]
        if not self._prefix or self._prefix not in {begin, unicodedata.normalize("NFKC", begin)}:
            return None
        return text[len(self._prefix) :]

    async def handle(self, message: hikari.Message, text: str, *, direct: bool) -> bool:
        """Run the command a message holds; return whether there was one.

        Parameters
        ----------
        text
            The message, without the mention of the bot.
        direct
            Whether it is certainly for this bot: then an unknown command gets an answer (else it may be for another bot).
        """
        after = self._without_prefix(text)
        if after is None:
            return False
        written = after[_end(_BLANKS, after) :]
        if not direct and written != after and not self._prefix[-1].isalnum():
            return False  # "! wow" between people is no command; after a mention of the bot it is one
        found = self._commands.find(written)
        if found is None and not (direct and _NAME.match(written)):
            return False
        name = self._prefix + (written.split() or [""])[0][:50]
        context = TextContext(
            self._bot.rest,
            message,
            await self._languages.of_message(int(message.guild_id or message.author.id), message.content),
            found[1] if found else "",
            is_manager=channel_access.is_manager(self._bot, message.guild_id, message.member or None),
            command=self._prefix + written[: _end(_NAME, written)],
        )
        if found is None:
            error = errors.NotFoundError("error-unknown-command", command=name)
            if (other := self._commands.slash_only(written)) is not None:
                error = errors.NotFoundError("error-slash-only", command=name, name=context.translate(other.key))
            await error_messages.tell(context, error)
            return True
        try:
            size = sum(file.size for file in message.attachments)
            guild_id = None if message.guild_id is None else int(message.guild_id)
            self._entrance.check(int(message.author.id), guild_id, download=size)
        except errors.RefusedError as error:
            if self._entrance.tells(int(message.author.id)):
                await error_messages.tell(context, error)
            return True
        run, _ = found
        await run(context)
        return True


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
