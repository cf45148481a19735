"""Answers that a language model writes: asked for in the background, said as soon as their first sentence is whole, given up with their speech."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging

from chatterbot.dialogue.exchange_writer import ExchangeWriter
from chatterbot.dialogue.growing_answer import GrowingAnswer
from chatterbot.dialogue.interfaces import SpokenComposition, SpokenExchange
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechHandle, SpeechObserver
from chatterbot.dialogue.spoken_replies import SpokenReplies
from chatterbot.dialogue.thinking_signs import ThinkingSigns

__all__ = ("ComposedAnswers",)

_log = logging.getLogger(__name__)


class ComposedAnswers:
    """The answers that are being written in one call, each beside the turns that follow it.

    A turn that waits for its first sentence is PENDING. If its person speaks on, it is MERGED, while the model goes on writing: after a noise
    the answer is said after all; if the person asked more, the request ends, and the whole question is asked.

    Parameters
    ----------
    name
        Of the dialogue, for log lines.
    replies, signs, writer
        Say the answers, or answer where the model does not; tell that they are coming; write them down.
    options
        How many are written at once.
    """

    def __init__(
        self, name: str, replies: SpokenReplies, signs: ThinkingSigns, writer: ExchangeWriter, options: DialogueOptions
    ) -> None:
        self._name = name
        self._replies = replies
        self._signs = signs
        self._writer = writer
        self._options = options
        self._running: dict[PendingTurn, asyncio.Task[None]] = {}

    @property
    def thinking(self) -> bool:
        """Whether a person waits for a first sentence."""
        return any(pending.composed is not None and not pending.composed.begun for pending in self._running)

    def waits(self, user_id: int) -> bool:
        """Tell whether an answer to a person is being written: what they command now is meant for the bot."""
        return any(pending.turn.user_id == user_id for pending in self._running)

    @property
    def full(self) -> bool:
        """Whether so many are being written that no other one may be begun."""
        return len(self._running) >= self._options.waiting

    def begin(
        self, pending: PendingTurn, exchange: SpokenExchange, composition: SpokenComposition, ready_at: float
    ) -> None:
        """Let an answer be written; it is said once its first sentence is whole.

        Parameters
        ----------
        ready_at
            When it was known what the person had said, in seconds of the loop's clock.
        """
        exchange.writing = True
        now = asyncio.get_running_loop().time()
        composed = pending.composed = GrowingAnswer(exchange, composition, ready_at=ready_at, asked_at=now)
        task = composed.work = asyncio.create_task(self._write(pending, composed), name="dialogue composition")
        self._running[pending] = task
        task.add_done_callback(lambda _: self._ended(pending, composed))

    def resume(self, pending: PendingTurn) -> None:
        """Say an answer after all: what its person said next was only a noise."""
        composed = pending.composed
        if composed is None or pending.state is not TurnState.PENDING:
            return
        if composed.begun:
            self._say(pending, composed)
        elif composed.over:
            self._reply_without(pending, composed)

    def drop(self, pending: PendingTurn) -> None:
        """Give up an answer of which nothing was heard; one that was heard is interrupted, or goes on."""
        if pending.composed is not None and not (pending.speech is not None and pending.speech.begun):
            if pending.state is TurnState.PENDING:
                pending.change(TurnState.DISMISSED)
            pending.composed.close()

    def drop_all(self, user_id: int | None = None) -> None:
        """Give up everything of which nothing was heard: of one person, to whom something newer is said, or (`None`) of all."""
        for pending in [*self._running]:
            if user_id in {None, pending.turn.user_id}:
                self.drop(pending)

    def forget(self, user_id: int) -> None:
        """End what is written for a person who left or does not want to be heard any more."""
        for pending in [*self._running]:
            if pending.turn.user_id == user_id and pending.composed is not None:
                pending.abandon()
                pending.composed.close()

    async def aclose(self) -> None:
        """End everything, and wait for it."""
        tasks = [*self._running.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _write(self, pending: PendingTurn, composed: GrowingAnswer) -> None:
        sign = asyncio.create_task(self._signs.play(pending, meant=True), name="dialogue sign")
        try:
            async with contextlib.aclosing(composed.composition.sentences()) as sentences:
                async for sentence in sentences:
                    composed.add(sentence)
                    sign.cancel()
                    await asyncio.wait((sign,))  # one that has not begun is taken back
                    if pending.speech is None and pending.state is TurnState.PENDING:
                        self._say(pending, composed)
        except Exception:  # noqa: BLE001 - one answer's bug must not end the dialogue
            _log.exception("%s: the answer to a turn of %d breaks off", self._name, pending.turn.user_id)
        finally:
            sign.cancel()

    def _ended(self, pending: PendingTurn, composed: GrowingAnswer) -> None:
        """Note that no more is written: the model has finished, failed, or was stopped."""
        del self._running[pending]
        stopped = composed.work is not None and composed.work.cancelled()
        composed.end()
        if pending.is_abandoned:
            return
        if composed.begun:
            self._writer.settle(pending, composed.exchange)
        elif not stopped and pending.state is TurnState.PENDING:
            self._reply_without(pending, composed)

    def _say(self, pending: PendingTurn, composed: GrowingAnswer) -> None:
        writes = self._writer.observer(pending, composed.exchange)
        self._replies.say_composed(pending, composed, _EndingWithSpeech(pending, composed, writes))

    def _reply_without(self, pending: PendingTurn, composed: GrowingAnswer) -> None:
        """Answer as without a language model: it gave no answer."""
        pending.composed = None
        self._replies.reply(pending, composed.exchange, composed.ready_at, composed.composition.notice)


@dataclasses.dataclass(frozen=True, slots=True, eq=False, repr=False)
class _EndingWithSpeech:
    """Ends the request to the model together with the speech, unless that may be said once more."""

    pending: PendingTurn
    composed: GrowingAnswer
    writes: SpeechObserver

    def speech_began(self, speech: SpeechHandle) -> None:
        self.writes.speech_began(speech)

    def speech_ended(self, speech: SpeechHandle) -> None:
        self.writes.speech_ended(speech)
        taken_back = self.pending.state is TurnState.MERGED and not speech.begun
        if not taken_back:
            self.composed.close()
