"""Posts what is said in a voice channel, and what is answered, in the channel's own chat."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

import hikari

from chatterbot.discord import Translator, components, formatting, replies

__all__ = ("TranscriptMirror",)

_log = logging.getLogger(__name__)


class TranscriptMirror:
    """Posts spoken exchanges, for servers that want it."""

    def __init__(self, rest: hikari.api.RESTClient) -> None:
        self._rest = rest

    async def exchange(
        self,
        *,
        channel_id: int,
        speaker_id: int,
        said: str,
        answer: str | None,
        translate: Translator,
        buttons: Sequence[components.Component],
    ) -> int | None:
        """Post what a person said and what was answered, without pings; nothing that was said becomes markup.

        Parameters
        ----------
        said
            What the person said, exactly as it is recorded: when the answer is corrected, the message is written again from the record.
        answer
            Empty: the answer is not known, as in `models.Reply`; `None`: nothing was answered.
        buttons
            The buttons below: usually `replies.votes`, or `replies.teach_button` if the answer is not known.

        Returns
        -------
        int | None
            The id of the message, under which to record the exchange; `None` if Discord refuses it.
        """
        lines = [formatting.said(speaker_id, said)]
        if answer is not None:
            lines.append(answer or translate("chat-unknown"))
        try:
            sent = await replies.send(
                self._rest, channel_id, "\n".join(lines), buttons=buttons, nonce=secrets.token_hex(8)
            )
        except hikari.HikariError as error:
            refused = isinstance(error, (hikari.ForbiddenError, hikari.NotFoundError))
            _log.log(
                logging.INFO if refused else logging.WARNING,
                "a spoken exchange could not be posted in channel %d; check the bot's permissions there: %s",
                channel_id,
                error,
            )
            return None
        return int(sent.id)

    async def take_back(self, channel_id: int, message_id: int) -> None:
        """Delete a post: the data of the person who spoke was erased while it was sent."""
        try:
            await self._rest.delete_message(channel_id, message_id)
        except hikari.NotFoundError:
            return
        except hikari.HikariError as error:
            _log.warning(
                "a spoken exchange of an erased person could not be deleted in channel %d: %s", channel_id, error
            )
