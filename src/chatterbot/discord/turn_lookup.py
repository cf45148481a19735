"""Finds the exchange that a person means: by the reply whose button or context menu they used, or which they linked or answered."""

from __future__ import annotations

import re
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.conversation import Conversation
from chatterbot.discord import channel_access, replies
from chatterbot.discord.context import Context
from chatterbot.discord.message_queue import MessageQueues
from chatterbot.discord.running_answers import RunningAnswers
from chatterbot.discord.sending import LONGEST_MESSAGE

__all__ = ("TurnLookup", "is_reference")

PATIENCE_S: Final = 1.5
"""Seconds to wait for an exchange that is still being recorded: a reply is on Discord a moment before it is in the database. Half of the
3 seconds in which Discord wants an answer."""

_LINK: Final = re.compile(
    r"(?:(?:https?|discord)://)?(?:-|(?:[\w-]+\.)?discord(?:app)?\.com)"
    r"/channels/(@me|\d{1,20})/(\d{1,20})/(\d{1,20})/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
"""A message's link, of any of Discord's clients and sites, as it is copied from a page or from the app."""
_ID: Final = re.compile(r"(?:\d{15,20}-)?(\d{15,20})")
"""A message id, also as Discord copies it with Shift held (``channel-message``)."""

_LARGEST_ID: Final = 2**63 - 1
"""The largest integer of the database; Discord's ids come near it in the year 2084."""


def is_reference(text: str) -> bool:
    """Tell whether `text` is a message's link or id."""
    text = text.strip().strip("<>")
    return bool(_LINK.fullmatch(text) or _ID.fullmatch(text))


class TurnLookup:
    """Finds exchanges by what people point at. All methods raise ``error-turn-unknown`` if there is none."""

    def __init__(
        self, bot: hikari.GatewayBot, conversation: Conversation, queues: MessageQueues, running: RunningAnswers
    ) -> None:
        self._bot = bot
        self._conversation = conversation
        self._queues = queues
        self._running = running

    async def of_id(self, context: Context, message_id: int, part: str = "") -> models.Turn:
        """Return the exchange by the reply's message id, if the person may see its channel: ids can be guessed or made up.

        Parameters
        ----------
        part
            The message's text: an answer may fill several messages, of which only the last is known by its id, unless a language model
            wrote it.

        Raises
        ------
        errors.RefusedError
            ``error-answer-unfinished``: a language model is still writing it.
        """
        if message_id > _LARGEST_ID:
            raise errors.NotFoundError("error-turn-unknown")
        # The answer to an edited question is written in the messages of the one before, which is known.
        waited = await self._running.settled(message_id, PATIENCE_S)
        try:
            turn = await self._conversation.turn(context.scope_id, message_id)
        except errors.NotFoundError:
            if not waited:
                await self._queues.settled(context.channel_id, PATIENCE_S)
            turn = await self._of_part(context, message_id, part)
        if not await channel_access.sees(self._bot, context, turn.channel_id):
            raise errors.NotFoundError("error-turn-unknown")  # not "hidden", which would say that it exists
        return turn

    async def _of_part(self, context: Context, message_id: int, part: str) -> models.Turn:
        try:
            return await self._conversation.turn(context.scope_id, message_id)
        except errors.NotFoundError:
            if part:
                for turn in await self._conversation.recent_turns(context.scope_id, context.channel_id):
                    whole = replies.standing(turn, turn.reply.text)
                    if len(whole) > LONGEST_MESSAGE and part in whole:
                        return turn
            raise

    async def of_reference(self, context: Context, reference: str) -> models.Turn:
        """Return the exchange by a message's id or link.

        Raises
        ------
        errors.InvalidInputError
            ``error-message-reference``, if it is neither an id nor a link.
        errors.NotFoundError
            ``error-link-elsewhere``, if the message is in another guild.
        """
        reference = reference.strip().strip("<>")
        if link := _LINK.fullmatch(reference):
            if link[1] != ("@me" if context.guild_id is None else str(context.guild_id)):
                raise errors.NotFoundError("error-link-elsewhere")
            message_id = int(link[3])
        elif found := _ID.fullmatch(reference):
            message_id = int(found[1])
        else:
            raise errors.InvalidInputError("error-message-reference")
        return await self.of_id(context, message_id)

    async def of_target(self, context: Context, message: hikari.Message) -> models.Turn:
        """Return the exchange by the message whose context menu was used; a voice message stands for the reply it speaks.

        Raises
        ------
        errors.InvalidInputError
            ``error-not-my-reply``, if the bot did not write it.
        """
        me = self._bot.get_me()
        if me is None or message.author.id != me.id:
            raise errors.InvalidInputError("error-not-my-reply")
        reference = message.message_reference
        if message.flags and message.flags & hikari.MessageFlag.IS_VOICE_MESSAGE and reference and reference.id:
            return await self.of_id(context, int(reference.id))
        return await self.of_id(context, int(message.id), message.content or "")
