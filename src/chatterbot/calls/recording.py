"""What was said in a call and answered, posted in the chat and recorded, as far as the server wants it."""

from __future__ import annotations

import datetime as dt

from chatterbot import errors, models
from chatterbot.calls.services import CallServices
from chatterbot.dialogue import SpokenExchange
from chatterbot.discord import Translator, replies
from chatterbot.preferences import GuildPreferences

__all__ = ("ExchangeRecorder",)


class ExchangeRecorder:
    """Writes down the exchanges of one guild's calls."""

    def __init__(self, services: CallServices) -> None:
        self._services = services

    async def record(
        self, exchange: SpokenExchange, prompt: models.Prompt, chosen: GuildPreferences, translate: Translator
    ) -> None:
        """Post an exchange in the channel's chat, and keep it, as far as the server wants that.

        Parameters
        ----------
        prompt
            What was asked, and where.
        chosen
            What the server wants.
        translate
            The language that was spoken.
        """
        if exchange.instead is not None and await self._put_in_place(exchange, exchange.instead, translate):
            return
        message_id: int | None = None
        if chosen.mirror:
            kept = replies.votes() if exchange.reply.is_answer else replies.teach_button(translate)
            message_id = await self._services.mirror.exchange(
                channel_id=prompt.channel_id,
                speaker_id=exchange.user_id,
                said=exchange.asked,
                answer=_written(exchange, translate) or None,
                translate=translate,
                buttons=kept if chosen.transcripts_kept else [],
            )
        if not chosen.transcripts_kept:
            self._services.conversation.said(prompt.scope_id, prompt.channel_id, exchange.reply)
        else:
            try:
                exchange.reference = await self._services.conversation.delivered(
                    prompt, exchange.reply, message_id, keep_for=dt.timedelta(days=chosen.transcripts_kept)
                )
            except errors.RefusedError:  # the person's data was erased in the meantime
                if message_id is not None:
                    await self._services.mirror.take_back(prompt.channel_id, message_id)

    async def _put_in_place(self, exchange: SpokenExchange, before: SpokenExchange, translate: Translator) -> bool:
        """Put an answer in the place of the exchange in which the person was asked what they meant. Return whether that is kept."""
        turn = before.reference
        if not isinstance(turn, models.Turn):
            return False
        revised = await self._services.conversation.revise(turn, turn.prompt, exchange.reply)
        if revised is None:
            return False
        exchange.reference = before.reference = revised
        if revised.reply_message_id is not None:
            await replies.edit(self._services.bot.rest, revised, _written(exchange, translate))
        return True


def _written(exchange: SpokenExchange, translate: Translator) -> str:
    """Return an answer as it is read: a quotation with its link, a language model's answer with its sources."""
    reply = exchange.reply
    if reply.composed is not None and reply.composed.cut:
        return f"{reply.text.rstrip()}\n{translate('model-voice-not-whole')}"
    if reply.composed is not None or reply.source is models.ReplySource.DOCUMENT:
        return reply.text
    return exchange.answer
