"""A text command, and how to answer it."""

from __future__ import annotations

from collections.abc import Sequence

import hikari

from chatterbot.discord import components
from chatterbot.discord import sending as discord_sending
from chatterbot.discord.context import Context, roles_of
from chatterbot.discord.localization import Translator

__all__ = ("TextContext",)


class TextContext(Context):
    """A text command: ``!train ...``, or the same after a mention of the bot.

    Parameters
    ----------
    rest
        The client to answer with.
    message
        The message that holds the command.
    translate
        In the guild's language.
    arguments
        The text after the command's name, without blanks around it.
    is_manager
        Whether the author may manage the guild.
    command
        The prefix and the command's name, as written.
    """

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        message: hikari.Message,
        translate: Translator,
        arguments: str,
        *,
        is_manager: bool,
        command: str = "",
    ) -> None:
        super().__init__(
            translate=translate, author=message.author, channel_id=message.channel_id, guild_id=message.guild_id
        )
        self.message = message
        self.arguments = arguments
        self.command = command
        self._rest = rest
        self._is_manager = is_manager
        self._first: hikari.Message | None = None

    @property
    def is_manager(self) -> bool:
        return self._is_manager

    @property
    def role_ids(self) -> frozenset[int]:
        return roles_of(self.message.member or None)

    @property
    def answered(self) -> bool:
        return self._first is not None

    async def defer(self, *, private: bool = True) -> None:
        await self._rest.trigger_typing(self.channel_id)

    async def answer(
        self,
        text: str = "",
        *,
        private: bool = True,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        text, files = discord_sending.fitted(text, files)
        said = discord_sending.said(text, embeds, files, buttons)
        sent = await discord_sending.post(self._rest, self.channel_id, int(self.message.id), **said)
        self._first = self._first or sent

    async def revise(
        self,
        text: str = "",
        *,
        embeds: Sequence[hikari.Embed] = (),
        files: Sequence[hikari.Resourceish] = (),
        buttons: Sequence[components.Component] = (),
    ) -> None:
        if self._first is None:
            await self.answer(text, embeds=embeds, files=files, buttons=buttons)
            return
        text, files = discord_sending.fitted(text, files)
        await self._rest.edit_message(
            self.channel_id, self._first.id, **discord_sending.said(text, embeds, files, buttons, whole=True)
        )
