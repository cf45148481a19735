"""Turns on their way to an answer: in order, not too many, and joined where a person speaks on after one seemed to be over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechHandle

__all__ = ("TurnQueue",)


class TurnQueue:
    """The queue of one call; `forget` removes everything that is kept of a person.

    Parameters
    ----------
    options
        How many turns wait, and which are joined.
    withdraw
        Takes back a speech that is not to be said after all.
    """

    def __init__(self, options: DialogueOptions, withdraw: Callable[[SpeechHandle], None]) -> None:
        self._options = options
        self._withdraw = withdraw
        self._queue: asyncio.Queue[PendingTurn] = asyncio.Queue()
        self._current: PendingTurn | None = None
        self._latest: dict[int, PendingTurn] = {}
        """The latest turn of each person."""
        self._held: dict[int, PendingTurn] = {}
        """What a person said just before they spoke on: the beginning of their next turn, unless what follows is only a noise."""

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is kept."""
        return {*self._latest, *self._held}

    async def next(self) -> PendingTurn:
        """Wait for the next turn to be answered."""
        self._current = None
        self._current = await self._queue.get()
        return self._current

    def began(self, user_id: int, began_at: float) -> None:
        """Note that a person began to speak: perhaps they continue their last turn, and do not want an answer to that alone.

        Parameters
        ----------
        began_at
            In seconds of the loop's clock.
        """
        pending = self._latest.get(user_id)
        if pending is None or not pending.is_open:
            return
        if began_at - pending.turn.ended_at >= self._options.join_s:
            return
        if pending.state is not TurnState.MERGED:
            pending.change(TurnState.MERGED)
        if pending.speech is None and pending.composed is None:
            return  # it is still being answered, and `hold` follows
        self._held[user_id] = pending
        if pending.speech is not None and not pending.speech.begun:
            self._withdraw(pending.speech)

    def ended(self, turn: SpokenTurn, *, interrupting: bool) -> list[PendingTurn]:
        """Take a turn that is over.

        Parameters
        ----------
        interrupting
            Whether the bot fell silent because of it.

        Returns
        -------
        list[PendingTurn]
            The turns that are not answered because too many wait.
        """
        dropped: list[PendingTurn] = []
        while self._queue.qsize() >= self._options.waiting:
            dropped.append(self._queue.get_nowait())
            dropped[-1].dismiss_unless_decided()
            self._held.pop(dropped[-1].turn.user_id, None)  # its beginning means nothing without it
        pending = self._latest[turn.user_id] = PendingTurn(turn, interrupting=interrupting)
        self._queue.put_nowait(pending)
        return dropped

    def nothing_came(self, user_id: int) -> None:
        """Note that what a person began was only a noise: the turn before it is answered after all, once."""
        pending = self._latest.get(user_id)
        if pending is None:
            return
        held = self._held.get(user_id)
        if held is not None and (held is pending or pending.state is TurnState.DISMISSED):
            self._answer_after_all(self._held.pop(user_id))
        elif pending.state is TurnState.MERGED:
            pending.change(TurnState.PENDING)

    def take_beginning(self, pending: PendingTurn) -> PendingTurn | None:
        """Return the turn that this one continues, and hold it no longer."""
        return self._held.pop(pending.turn.user_id, None)

    def hold(self, pending: PendingTurn) -> None:
        """Keep a turn for the person's next one, which continues it."""
        self._held[pending.turn.user_id] = pending

    def dismiss(self, pending: PendingTurn, before: PendingTurn | None) -> None:
        """Note that a turn said nothing: the turn before it is answered after all, or is continued by the next one."""
        goes_on = pending.state is TurnState.MERGED
        pending.change(TurnState.DISMISSED)
        if before is None:
            return
        if goes_on:
            self.hold(before)
        else:
            self._answer_after_all(before)

    def forget(self, user_id: int) -> None:
        """Answer nothing of a person, and keep nothing."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        for pending in waiting:
            if pending.turn.user_id != user_id:
                self._queue.put_nowait(pending)
        known = (*waiting, self._current, self._latest.pop(user_id, None), self._held.pop(user_id, None))
        for pending in known:
            if pending is not None and pending.turn.user_id == user_id:
                pending.abandon()

    def _answer_after_all(self, pending: PendingTurn) -> None:
        if pending.speech is not None and pending.speech.begun:
            pending.change(TurnState.ANSWERED)
            return
        pending.change(TurnState.PENDING)
        pending.speech = None
        self._latest[pending.turn.user_id] = pending
        self._queue.put_nowait(pending)
