"""What is said in a voice channel, and what is answered, written into the channel's own chat."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

import hikari

from chatterbot.discord import Translator, components, formatting, replies

__all__ = ("TranscriptMirror",)

_log = logging.getLogger(__name__)


class TranscriptMirror:
    """Writes exchanges down where a server wants it."""

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
        buttons: Sequence[components.Button],
    ) -> int | None:
        """Write down what somebody said and what was answered; nobody is pinged, and nothing that was said is markup.

        Parameters
        ----------
        said
            What the exchange is recorded with: when the answer is corrected, it is quoted from there.
        answer
            Empty: that the answer is not known, as in `models.Reply`; `None`: nothing was answered.
        buttons
            What stands below; usually `replies.votes`, or `replies.teach_button` where the answer is not known.

        Returns
        -------
        int | None
            The message to record the exchange under, with the buttons; `None` if Discord refuses.
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
                "what was said is not written into channel %d: %s",
                channel_id,
                error,
            )
            return None
        return int(sent.id)
