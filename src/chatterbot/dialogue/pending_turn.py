"""One turn on its way to an answer: its state, and what is known of it."""

from __future__ import annotations

import enum
from typing import Final

from chatterbot import models
from chatterbot.dialogue.growing_answer import GrowingAnswer
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.participant import SpokenTurn, Understood
from chatterbot.dialogue.speech_handle import SpeechHandle, SpeechState
from chatterbot.dialogue.transitions import Transitions

__all__ = ("TRANSITIONS", "PendingTurn", "TurnState")


class TurnState(enum.Enum):
    """What becomes of a turn."""

    PENDING = "pending"
    """It waits to be understood, or its answer is being looked for."""
    MERGED = "merged"
    """The person spoke on: it is the beginning of their next turn, unless what follows was only a noise."""
    ANSWERED = "answered"
    """Its answer, or a sign in place of one, waits to be said, is being said, or was."""
    OBEYED = "obeyed"
    """It was a command, which is carried out."""
    DISMISSED = "dismissed"
    """It gets no answer: it said nothing, was not meant for the bot, failed, or was one turn too many."""
    ABANDONED = "abandoned"
    """The person left or does not want to be heard: nothing of it is answered, written down or kept."""


TRANSITIONS: Final = Transitions(
    {
        TurnState.PENDING: {
            TurnState.MERGED,
            TurnState.ANSWERED,
            TurnState.OBEYED,
            TurnState.DISMISSED,
            TurnState.ABANDONED,
        },
        TurnState.MERGED: {TurnState.PENDING, TurnState.ANSWERED, TurnState.DISMISSED, TurnState.ABANDONED},
        TurnState.ANSWERED: {TurnState.MERGED, TurnState.ABANDONED},
        TurnState.OBEYED: {TurnState.ABANDONED},
        TurnState.DISMISSED: {TurnState.ABANDONED},
        TurnState.ABANDONED: (),
    }
)
"""Drawn in docs/talking.md."""


class PendingTurn:
    """A turn, and what becomes of it.

    Parameters
    ----------
    turn
        What was said.
    interrupting
        Whether the bot fell silent because of it.
    """

    __slots__ = (
        *("_state", "asked", "called", "composed", "exchange", "follows_up", "interrupting", "recorded", "signed_at"),
        *("speech", "turn"),
    )

    def __init__(self, turn: SpokenTurn, *, interrupting: bool = False) -> None:
        self.turn = turn
        self.interrupting = interrupting
        self.asked = ""
        """Its words, after those of the turns that it continues; empty until it is understood."""
        self.called = False
        """Whether the bot was called in it, or in a turn that it continues."""
        self.follows_up = False
        """Whether it, or a turn that it continues, follows an answer to the same person."""
        self.speech: SpeechHandle | None = None
        """What is said in reply; `None`: nothing yet."""
        self.exchange: SpokenExchange | None = None
        """The answer that was found; a turn that has one is not looked up again."""
        self.composed: GrowingAnswer | None = None
        """The answer that a language model is asked for; `None`: none is."""
        self.signed_at: float | None = None
        """When the sign of thinking was played last, in seconds of the loop's clock."""
        self.recorded = False
        """Whether it is written down, or will be, or must not be."""
        self._state = TurnState.PENDING

    @property
    def state(self) -> TurnState:
        """What became of it so far."""
        return self._state

    def change(self, state: TurnState) -> None:
        """Change the state, as `TRANSITIONS` allows it.

        Raises
        ------
        RuntimeError
            If this state may not follow the present one.
        """
        self._state = TRANSITIONS.change(self._state, state)

    def understand(self, understood: Understood, before: PendingTurn | None, *, follows_up: bool) -> None:
        """Note what was understood.

        Parameters
        ----------
        before
            The turn that this one continues.
        follows_up
            Whether it follows an answer to the same person.
        """
        parts = [] if before is None else [before.asked]
        parts.append(self.asked or understood.asked)
        self.asked = " ".join(part for part in parts if part)[-models.LONGEST_PROMPT :]
        self.called |= understood.called is not None or (before is not None and before.called)
        self.follows_up |= follows_up or (before is not None and before.follows_up)

    def answer(self, exchange: SpokenExchange) -> None:
        """Note the answer that was found and is about to be said."""
        self.change(TurnState.ANSWERED)
        self.exchange = exchange

    def dismiss_unless_decided(self) -> None:
        """Note that it failed, if nothing else has become of it."""
        if self._state in {TurnState.PENDING, TurnState.MERGED}:
            self.change(TurnState.DISMISSED)

    def abandon(self) -> None:
        """Note that the person does not want to be heard any more; further calls change nothing."""
        if not self.is_abandoned:
            self.change(TurnState.ABANDONED)

    @property
    def is_abandoned(self) -> bool:
        """Whether the person left, or does not want to be heard any more."""
        return self._state is TurnState.ABANDONED

    @property
    def is_open(self) -> bool:
        """Whether what the person says next may continue it: nothing final became of it, and its answer was not heard to the end."""
        if self._state in {TurnState.OBEYED, TurnState.DISMISSED, TurnState.ABANDONED}:
            return False
        return self.speech is None or self.speech.state is not SpeechState.FINISHED
