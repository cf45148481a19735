"""The answers that a language model is writing in text: by their question and their messages, so that they can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import weakref
from collections.abc import Coroutine, Generator, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.discord.addressing import Incoming
from chatterbot.discord.edit_pace import EditPace

__all__ = ("RunningAnswer", "RunningAnswers", "StopReason")

SHARE: Final = 3
"""Answers that are written for one person in a scope at the same time."""
MOST: Final = 12
"""Answers that are written in one scope at the same time: more would be written slowly, and edited rarely."""


class StopReason(enum.Enum):
    """Why an answer is not written to its end."""

    QUESTION_EDITED = enum.auto()
    """Another answer takes its place."""
    QUESTION_DELETED = enum.auto()
    """Nobody waits for it any more."""
    REPLY_DELETED = enum.auto()
    """Somebody deleted a message of it."""
    UNREACHABLE = enum.auto()
    """It cannot be shown: the channel is gone, or the bot may not write there any more."""
    SHUTDOWN = enum.auto()


class RunningAnswer:
    """An answer that is being written.

    Parameters
    ----------
    incoming
        The message that asks.
    messages
        Messages of an earlier answer to the question, whose place it takes.
    """

    def __init__(self, incoming: Incoming, pace: EditPace, messages: Sequence[int]) -> None:
        self.question = incoming.text
        self.channel_id = incoming.channel_id
        self.owner = (incoming.scope_id, incoming.author_id)
        """The scope, and the person who asked."""
        self.pace = pace
        self.messages = list(messages)
        """The ids of the messages that show it, in their order."""
        self.stopped: StopReason | None = None
        """The first reason to stop; `None`: there is none."""
        self.ended = asyncio.Event()
        """Set when its messages are as they stay, and it is recorded."""
        self._task: asyncio.Task[None] | None = None

    async def write(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work until its end, or until it is stopped; an error that it raises is raised here.

        A cancellation of the caller stops it, too, and is not raised here: what is shown so far still has to be put in order.
        """
        if self.stopped is not None:
            work.close()
            return
        self._task = asyncio.create_task(work, name="answer of the model")
        try:
            await asyncio.wait([self._task])
        except asyncio.CancelledError:
            self.stop(StopReason.SHUTDOWN)
            await asyncio.wait([self._task])
        if not self._task.cancelled() and (error := self._task.exception()) is not None and self.stopped is None:
            raise error

    def stop(self, reason: StopReason) -> None:
        """End the work. Its messages are put in order by whoever began it."""
        if self.stopped is None and not self.ended.is_set():
            self.stopped = reason
            if self._task is not None:
                self._task.cancel()

    def lost(self, message_id: int) -> None:
        """Stop, because a message of it was deleted."""
        self.messages.remove(message_id)
        self.stop(StopReason.REPLY_DELETED)


class RunningAnswers:
    """All answers that are being written."""

    def __init__(self, most: int = MOST, share: int = SHARE) -> None:
        self._most = most
        self._share = share
        self._running: dict[int, RunningAnswer] = {}
        self._paces: weakref.WeakValueDictionary[int, EditPace] = weakref.WeakValueDictionary()

    def full(self, scope_id: int, person_id: int) -> bool:
        """Tell whether no further answer may be begun for this person here."""
        owners = [running.owner for running in self._running.values()]
        in_scope = sum(scope == scope_id for scope, _ in owners)
        return in_scope >= self._most or owners.count((scope_id, person_id)) >= self._share

    @contextlib.contextmanager
    def begin(self, incoming: Incoming, messages: Sequence[int] = ()) -> Generator[RunningAnswer]:
        """Count an answer as being written during the block."""
        pace = self._paces.get(incoming.channel_id)
        if pace is None:
            pace = self._paces[incoming.channel_id] = EditPace()
        running = RunningAnswer(incoming, pace, messages)
        self._running[incoming.id] = running
        try:
            yield running
        finally:
            running.ended.set()
            if self._running.get(incoming.id) is running:
                del self._running[incoming.id]

    async def take_over(self, incoming: Incoming) -> list[int] | None:
        """Stop the answer to a question that was edited, and return its messages: another answer takes their place.

        `None`, and it goes on, if the question is the same as before.
        """
        running = self._running.get(incoming.id)
        if running is None:
            return []
        if running.question == incoming.text:
            return None
        running.stop(StopReason.QUESTION_EDITED)
        await running.ended.wait()
        return running.messages if running.stopped is StopReason.QUESTION_EDITED else []

    def deleted(self, message_id: int) -> None:
        """Stop the answer that a deleted message asked for, or was a part of."""
        if (asked := self._running.get(message_id)) is not None:
            asked.stop(StopReason.QUESTION_DELETED)
        elif (shown := self._with(message_id)) is not None:
            shown.lost(message_id)

    async def settled(self, message_id: int, patience_s: float) -> bool:
        """Wait until the answer with that message is whole and recorded; return `False` if there is no such answer.

        Raises
        ------
        errors.RefusedError
            ``error-answer-unfinished``, if it takes longer than `patience_s` seconds.
        """
        running = self._with(message_id)
        if running is None:
            return False
        try:
            async with asyncio.timeout(patience_s):
                await running.ended.wait()
        except TimeoutError:
            raise errors.RefusedError("error-answer-unfinished") from None
        return True

    def _with(self, message_id: int) -> RunningAnswer | None:
        return next((each for each in self._running.values() if message_id in each.messages), None)
