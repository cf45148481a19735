"""When a person is told that their words were not understood: "Pardon?", in place of silence."""

from __future__ import annotations

from typing import Final

from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.interfaces import Assistant
from chatterbot.dialogue.participant import SpokenTurn, Understood

__all__ = ("Pardons",)

LEAST_SPEECH_S: Final = 0.3
"""Seconds of speech without which nothing is said: a cough that the detector took for speech is shorter, most words for the bot are longer."""


class Pardons:
    """Remembers who was told that they were not understood, until their words are understood again.

    Parameters
    ----------
    assistant
        Knows the bot's names, and how many people are there.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._told: set[int] = set()
        self._greeted: set[int] = set()
        """Who called the bot by its name alone, and was asked for more."""

    @property
    def people(self) -> set[int]:
        """The ids of everybody about whom something is remembered."""
        return self._told | self._greeted

    def forget(self, user_id: int) -> None:
        """Remember nothing of a person."""
        self.understood(user_id)

    def understood(self, user_id: int) -> None:
        """Note that a person's words were understood."""
        self._told.discard(user_id)
        self._greeted.discard(user_id)

    def greeted(self, user_id: int) -> None:
        """Note that a person is asked for more: they said only the bot's name."""
        self._greeted.add(user_id)

    def why(self, turn: SpokenTurn, understood: Understood, *, follows_up: bool) -> AddressReason | None:
        """Return why a person is to be told that their words were not understood; `None`: they are not.

        They are told once in a row, and only if they probably spoke, and to the bot: alone with it, by its name, or after it had asked what
        they called it for. Its name counts among doubted words, too, but not alone: a recogniser that expects it also finds it in noises.

        Parameters
        ----------
        turn
            What was said, and not understood.
        follows_up
            Whether that soon followed what the bot said to the same person.
        """
        doubted = understood.transcript.doubted
        if not doubted or turn.user_id in self._told or turn.spoke_until - turn.began_at < LEAST_SPEECH_S:
            return None
        if self._assistant.people() <= 1:
            reason = AddressReason.ALONE
        elif self._calls(doubted):
            reason = AddressReason.CALLED
        elif follows_up and turn.user_id in self._greeted:
            reason = AddressReason.FOLLOW_UP
        else:
            return None
        self._told.add(turn.user_id)
        return reason

    def _calls(self, doubted: str) -> bool:
        """Tell whether there is a name of the bot among these words, and at least one other word."""
        found = self._assistant.names.find(doubted)
        while found is not None and found.rest:
            further = self._assistant.names.find(found.rest)
            if further is None or further.rest == found.rest:
                return True
            found = further
        return False
