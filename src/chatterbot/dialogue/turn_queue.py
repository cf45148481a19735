"""Turns on their way to an answer: in order, not too many, and joined where a person goes on after one seemed to be over."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterable

from chatterbot import models
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import SpokenTurn, Understood
from chatterbot.dialogue.speech_handle import SpeechHandle

__all__ = ("PendingTurn", "TurnQueue")


@dataclasses.dataclass(slots=True, eq=False, repr=False)
class PendingTurn:
    """A turn, and what becomes of it.

    Parameters
    ----------
    turn
        What was said.
    interrupting
        The bot was silenced by it.
    asked
        Its words, after those of the turns that it goes on with; empty until it is understood.
    called, follows_up
        Whether the bot was called in it, or in what it goes on with; and whether that followed an answer.
    saying
        What is said to it; `None`: nothing yet.
    exchange
        What was found; then it is only said again.
    joined
        The person spoke on: it is the beginning of their next turn.
    closed
        Nothing belongs to it any more: it was an order that is obeyed, or not meant for the bot.
    gone
        Nobody wants it answered: who said it left, or does not want to be heard.
    noted
        It is written down, or will be.
    """

    turn: SpokenTurn
    interrupting: bool = False
    asked: str = ""
    called: bool = False
    follows_up: bool = False
    saying: SpeechHandle | None = None
    exchange: SpokenExchange | None = None
    joined: bool = False
    closed: bool = False
    gone: bool = False
    noted: bool = False

    def take(self, understood: Understood, before: PendingTurn | None, *, follows_up: bool) -> None:
        """Note what was understood, and what it goes on with."""
        parts = [] if before is None else [before.asked]
        parts.append(self.asked or understood.asked)
        self.asked = " ".join(part for part in parts if part)[-models.LONGEST_PROMPT :]
        self.called |= understood.called is not None or (before is not None and before.called)
        self.follows_up |= follows_up or (before is not None and before.follows_up)

    @property
    def heard_out(self) -> bool:
        """Whether its answer was said to its end: what follows is something new."""
        saying = self.saying
        return saying is not None and saying.begun and saying.is_over and not saying.interrupted


class TurnQueue:
    """The queue; everything that is kept of anybody goes with `forget`.

    Parameters
    ----------
    settings
        How many wait, and what is joined.
    withdraw
        Takes back something that is not to be said after all.
    """

    def __init__(self, options: DialogueOptions, withdraw: Callable[[SpeechHandle], None]) -> None:
        self._options = options
        self._withdraw = withdraw
        self._queue: asyncio.Queue[PendingTurn] = asyncio.Queue()
        self._current: PendingTurn | None = None
        self._latest: dict[int, PendingTurn] = {}
        """The latest turn of each person."""
        self._held: dict[int, PendingTurn] = {}
        """What a person said just before they spoke on: the beginning of their turn, unless what follows is nothing."""

    @property
    def people(self) -> set[int]:
        """Of whom anything is kept."""
        return {*self._latest, *self._held}

    async def next(self) -> PendingTurn:
        """Wait for the next turn to be answered."""
        self._current = None
        self._current = await self._queue.get()
        return self._current

    def began(self, user_id: int, began_at: float) -> None:
        """Somebody began to speak: perhaps they go on with what they said before, and do not want an answer to that."""
        case = self._latest.get(user_id)
        if case is None or case.closed or case.heard_out:
            return
        if began_at - case.turn.ended_at >= self._options.join_s:
            return
        case.joined = True
        if case.saying is not None:  # else it is still being answered, and `hold` will follow
            self._held[user_id] = case
            if not case.saying.begun:
                self._withdraw(case.saying)

    def ended(self, turn: SpokenTurn, *, interrupting: bool) -> list[PendingTurn]:
        """Take a turn; gives those that will not be answered because there are too many."""
        dropped: list[PendingTurn] = []
        while self._queue.qsize() >= self._options.waiting:
            dropped.append(self._queue.get_nowait())
            self._held.pop(dropped[-1].turn.user_id, None)  # its beginning means nothing without it
        case = self._latest[turn.user_id] = PendingTurn(turn, interrupting=interrupting)
        self._queue.put_nowait(case)
        return dropped

    def nothing_came(self, user_id: int) -> None:
        """What somebody began was only a noise: what it was taken to go on with is answered after all, once."""
        case = self._latest.get(user_id)
        if case is None:
            return
        case.joined = False
        if self._held.get(user_id) is case:
            self._again(self._held.pop(user_id))

    def beginning(self, case: PendingTurn) -> PendingTurn | None:
        """Give what a turn goes on with; it is held no longer."""
        return self._held.pop(case.turn.user_id, None)

    def hold(self, case: PendingTurn) -> None:
        """Keep a turn for the next one, which goes on with it."""
        self._held[case.turn.user_id] = case

    def was_nothing(self, case: PendingTurn, before: PendingTurn | None) -> None:
        """A turn said nothing: what it was taken to go on with is answered after all, or goes on with the next one."""
        case.closed = True
        if before is None:
            return
        if case.joined:
            self.hold(before)
        else:
            self._again(before)

    def forget(self, user_id: int) -> None:
        """Answer nothing of somebody's, and keep nothing."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        for case in waiting:
            if case.turn.user_id != user_id:
                self._queue.put_nowait(case)
        known: Iterable[PendingTurn | None] = (*waiting, self._current, self._latest.pop(user_id, None))
        for case in (*known, self._held.pop(user_id, None)):
            if case is not None and case.turn.user_id == user_id:
                case.gone = True

    def _again(self, case: PendingTurn) -> None:
        case.joined = False
        if case.saying is None or not case.saying.begun:
            case.saying = None
            self._latest[case.turn.user_id] = case
            self._queue.put_nowait(case)
