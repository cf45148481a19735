"""An answer that is shown while it is written: posted with its first sentence, then edited as often as Discord allows."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot.discord.growing import GrowingText
from chatterbot.discord.running_answers import RunningAnswer, StopReason
from chatterbot.discord.sending import LONGEST_MESSAGE, NO_MENTIONS, post

__all__ = ("MOST_STREAMED", "AnswerStream")

_log = logging.getLogger(__name__)

MOST_STREAMED: Final = 5
"""Messages that an answer may fill while it is written; how long it gets is known only at its end."""
FIRST_PAUSE_S: Final = 0.005
"""Seconds until the first message is posted: an answer that is whole by then is posted once, with its buttons, and not edited."""
RETRIES_S: Final = (0.5, 2.0, 5.0)
"""Seconds until the last text of a message is sent again, if Discord failed to take it. Hikari has tried several times by then."""
PATIENCE_S: Final = 10.0
"""Seconds for which the end waits for an edit under way: if it were cut off, it might reach Discord after the last one."""
_GONE: Final = (hikari.NotFoundError, hikari.ForbiddenError)
_EMPTY: Final[Mapping[str, Any]] = {"attachments": None, "embeds": [], "components": []}
"""Takes away what an earlier answer left in a message."""


@dataclasses.dataclass(slots=True)
class _Shown:
    """A message on Discord."""

    id: int
    content: str | None
    """`None`: it still shows an earlier answer."""


class AnswerStream:
    """The messages of one answer.

    There is never more than one request under way, and always for the newest text. Discord marks a channel as unread when a message is
    posted, not when it is edited: so the message is there from the first sentence on, and no other one follows at the end.

    Parameters
    ----------
    running
        The answer: its channel, and its messages.
    reply_to
        The message that the first one replies to; `None`: none.
    nonce
        As for `replies.send`.
    before_first
        Called before the first message is posted or changed.
    """

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        running: RunningAnswer,
        *,
        reply_to: int | None,
        nonce: str,
        before_first: Callable[[], Awaitable[None]],
    ) -> None:
        self._rest = rest
        self._running = running
        self._reply_to = reply_to
        self._nonce = nonce
        self._before_first: Callable[[], Awaitable[None]] | None = before_first
        self._shown = [_Shown(message_id, None) for message_id in running.messages]
        self._growing = GrowingText(LONGEST_MESSAGE)
        self._text = ""
        self._news = asyncio.Event()
        self._writing = asyncio.Lock()
        self._closed = False
        self.failure: hikari.HikariError | None = None
        """Why it cannot be shown."""

    @property
    def count(self) -> int:
        """How many messages there are, those that somebody deleted included."""
        return len(self._shown)

    @property
    def text(self) -> str:
        """The newest text."""
        return self._text

    def show(self, text: str) -> None:
        """Show `text` as soon as the next edit is due; of several texts until then only the last is shown."""
        if text.strip() and text != self._text:
            self._text = text
            self._news.set()

    async def run(self) -> None:
        """Keep the messages up to date until cancelled, or until they cannot be shown any more."""
        await self._news.wait()
        await asyncio.sleep(FIRST_PAUSE_S)
        while not self._closed:
            behind = self._behind()
            if behind is None:
                self._news.clear()
                await self._news.wait()
                continue
            if behind[0] < len(self._shown):
                await self._running.pace.turn()
            async with self._writing:
                # The text may have grown meanwhile.
                if self._closed or (behind := self._behind()) is None:
                    continue
                try:
                    await self._write(*behind)
                except _GONE as error:
                    self._lost(behind[0], error)
                    return
                except hikari.HikariError as error:
                    _log.info("channel %d: an answer is shown later: %s", self._running.channel_id, error)
                    wait_s = error.retry_after if isinstance(error, hikari.RateLimitTooLongError) else 0.0
                    self._running.pace.refused(wait_s)
                    if behind[0] >= len(self._shown):
                        await asyncio.sleep(self._running.pace.interval_s)

    async def finish(self, pieces: Sequence[str], last: Mapping[str, Any]) -> None:
        """Let the messages show the whole answer, and nothing else.

        Parameters
        ----------
        pieces
            What each message says.
        last
            Further arguments for the last message: ``components``, ``attachments``, ``embeds``.

        Raises
        ------
        hikari.HikariError
            If Discord does not take it, tried several times where that can help.
        """
        await self.close()
        for number, piece in enumerate(pieces):
            await self._surely(number, piece, last if number == len(pieces) - 1 else {})
        await self.drop(len(pieces))

    def whole(self, text: str) -> list[str]:
        """Return the messages of the whole answer; those that are full stay as they are."""
        return self._growing.whole(text)

    async def drop(self, kept: int = 0) -> None:
        """Delete the messages behind the first `kept` ones."""
        await self.close()
        for shown in self._shown[kept:]:
            if shown.id in self._running.messages:
                self._running.messages.remove(shown.id)
                try:
                    await self._rest.delete_message(self._running.channel_id, shown.id)
                except hikari.HikariError as error:
                    _log.info("channel %d: message %d stays: %s", self._running.channel_id, shown.id, error)
        del self._shown[kept:]

    async def close(self) -> None:
        """Begin no further edit by itself, and wait for one under way."""
        self._closed = True
        try:
            async with asyncio.timeout(PATIENCE_S), self._writing:
                pass
        except TimeoutError:
            _log.warning("channel %d: an edit is still under way", self._running.channel_id)

    def _behind(self) -> tuple[int, str] | None:
        """Return the first message that does not show its newest text, and that text."""
        pieces = self._growing.so_far(self._text)[:MOST_STREAMED]
        for number, piece in enumerate(pieces):
            if number >= len(self._shown) or self._shown[number].content != piece:
                return number, piece
        return None

    def _lost(self, number: int, error: hikari.HikariError) -> None:
        """Note that a message was deleted just now, or that there is no place for one."""
        if isinstance(error, hikari.NotFoundError) and number < len(self._shown):
            if (message_id := self._shown[number].id) in self._running.messages:
                self._running.lost(message_id)
        else:
            self.failure = error
            self._running.stop(StopReason.UNREACHABLE)

    async def _surely(self, number: int, piece: str, more: Mapping[str, Any]) -> None:
        for wait_s in RETRIES_S:
            try:
                return await self._write(number, piece, more)
            except (hikari.ForbiddenError, hikari.BadRequestError):
                raise
            except hikari.NotFoundError as error:
                if number >= len(self._shown):
                    raise
                return self._lost(number, error)
            except hikari.HikariError as error:
                _log.info("channel %d: the end of an answer is sent again: %s", self._running.channel_id, error)
                await asyncio.sleep(wait_s)
        return await self._write(number, piece, more)

    async def _write(self, number: int, piece: str, more: Mapping[str, Any] | None = None) -> None:
        """Let a message say this, unless it does or was deleted; post it if it is not there."""
        if self._before_first is not None:
            await self._before_first()
            self._before_first = None
        channel_id, messages = self._running.channel_id, self._running.messages
        if number >= len(self._shown):
            reply_to = self._reply_to if number == 0 else None
            nonce, content = f"{self._nonce}-{number}", piece or hikari.UNDEFINED
            sent = await post(self._rest, channel_id, reply_to, nonce=nonce, content=content, **(more or {}))
            # Posted before, if the request was repeated: then it may say something else.
            self._shown.append(_Shown(int(sent.id), sent.content or ""))
            messages.append(int(sent.id))
            self._running.pace.posted()
            return
        shown = self._shown[number]
        if shown.id not in messages or (shown.content == piece and not more):
            return
        given = {**(_EMPTY if shown.content is None else {}), **(more or {})}
        began = asyncio.get_running_loop().time()
        await self._rest.edit_message(channel_id, shown.id, piece or None, **given, **NO_MENTIONS)
        shown.content = piece
        self._running.pace.took(asyncio.get_running_loop().time() - began)
