"""Where the answer to a message goes: its channel, the message it replies to, the language, the voice."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Sequence
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.calls import SpokenAnswer, TranscribedMessage
from chatterbot.container import Container
from chatterbot.discord import Incoming, RichAnswer, Translator, channel_access, components, replies
from chatterbot.plugins import _asked_back
from chatterbot.preferences import GuildPreferences, calls_at

__all__ = ("AnswerPlace", "AnswerView")

_log = logging.getLogger(__name__)

TYPING_AFTER_S: Final = 0.3
"""Seconds after which the bot shows that it is typing. Most answers come sooner, and a typing sign that arrives late would stay."""
TYPING_LASTS_S: Final = 8.0
"""Seconds after which it is shown again: Discord removes it after ten."""


@dataclasses.dataclass(slots=True)
class AnswerView:
    """What an answer's message shows."""

    text: str
    buttons: list[components.Button]
    rich: RichAnswer | None = None
    """What goes along with the words."""


@dataclasses.dataclass(slots=True)
class AnswerPlace:
    """The place of one answer."""

    services: Container
    incoming: Incoming
    chosen: GuildPreferences
    nonce: str
    """New for each message and each edit of it: if the gateway repeats one, it is still answered once."""
    said: str
    """The text that is answered: the written one and that of the recordings."""
    heard: TranscribedMessage | None = None

    @property
    def reply_to(self) -> int | None:
        """The message that the answer replies to."""
        # The recordings' text stands right above, and is a reply to the message already.
        return None if self.incoming.guild_id is None or self.heard is not None else self.incoming.id

    async def words(self) -> Translator:
        """Return the texts in the language of the message."""
        return await self.services.languages.of_message(self.incoming.scope_id, self.said or self.incoming.content)

    async def send(
        self, text: str, buttons: Sequence[components.Button], *, mark: str = "", rich: RichAnswer | None = None
    ) -> hikari.Message:
        """Send an answer. Return the last message, which has the buttons.

        Parameters
        ----------
        mark
            Distinguishes a second message to the same question.
        """
        return await replies.send(
            self.services.bot.rest,
            self.incoming.channel_id,
            await self.told(text, rich),
            buttons=buttons,
            reply_to=self.reply_to,
            nonce=f"{self.nonce}{mark}",
            rich=rich,
        )

    async def told(self, text: str, rich: RichAnswer | None) -> str:
        """Return the text with what has to be said of its file; with an embed, that says it."""
        if rich is None or not rich.forbidden:
            return text
        note = (await self.words())("extras-file-forbidden")
        if rich.embed is None:
            return f"{text}\n{note}"
        rich.embed.description = f"{text}\n{note}"
        return text

    async def record(self, work: Awaitable[object], message_id: int) -> None:
        """Record the exchange by awaiting `work`; if that is not possible, the log says so, since the answer is sent already.

        If the question was deleted meanwhile, what was asked back to it goes, too.
        """
        try:
            await work
        except (errors.ServiceError, errors.RefusedError) as error:
            _log.warning(
                "guild or person %d: reply %d was sent but not recorded, so it cannot be corrected: %s",
                self.incoming.scope_id,
                message_id,
                error,
            )
        if self.services.scenes.memory.is_gone(self.incoming.id):
            await _asked_back.withdraw(self.services.bot.rest, self.incoming.channel_id, message_id)

    def speak(self, text: str, message_id: int) -> None:
        """Say an answer in the voice channel of the person, or in a voice message, where that is wanted."""
        incoming, chosen = self.incoming, self.chosen
        if incoming.guild_id is not None:
            room = self.services.calls.rooms.of(incoming.guild_id, incoming.author_id)
            if room is not None:
                place = channel_access.place_of(self.services.bot, room)
                chosen = dataclasses.replace(chosen, calls=calls_at(chosen, place))
        self.services.speaking.later(
            SpokenAnswer(
                text,
                incoming.channel_id,
                message_id,
                chosen,
                guild_id=incoming.guild_id,
                author_id=incoming.author_id,
                as_message=chosen.speak or (chosen.voice_answers and bool(self.heard and self.heard.text)),
            )
        )

    async def typing(self) -> None:
        """Show that the bot is typing until cancelled, if it takes long."""
        await asyncio.sleep(TYPING_AFTER_S)
        while True:
            try:
                await self.services.bot.rest.trigger_typing(self.incoming.channel_id)
            except hikari.HikariError as error:
                _log.debug("typing could not be shown: %s", error)
            await asyncio.sleep(TYPING_LASTS_S)
