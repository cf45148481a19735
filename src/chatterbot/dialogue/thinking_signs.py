"""The sign of thinking: a soft tone for a person who waits for an answer."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from chatterbot.dialogue.earcons import Earcon
from chatterbot.dialogue.interfaces import Assistant, AudioOutput
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.dialogue.speech_output import SpeechOutput

__all__ = ("ThinkingSigns",)

_log = logging.getLogger(__name__)

SOON_S: Final = 0.3
"""Seconds that thinking always takes without a sign: an answer that was only waiting for its turn is there by then."""


class ThinkingSigns:
    """Plays the signs of one call.

    Parameters
    ----------
    name
        Of the dialogue, for log lines.
    speech
        Plays them.
    assistant
        Knows how many people are in the channel.
    audio_output
        Takes back one that is not to be played after all.
    options
        When to play them.
    """

    def __init__(
        self, name: str, speech: SpeechOutput, assistant: Assistant, audio_output: AudioOutput, options: DialogueOptions
    ) -> None:
        self._name = name
        self._speech = speech
        self._assistant = assistant
        self._audio_output = audio_output
        self._options = options

    async def play(self, pending: PendingTurn, *, meant: bool = False) -> None:
        """Play the sign again and again, until there is something to be said to the person, or cancelled.

        Parameters
        ----------
        meant
            Whether the turn is certainly meant for the bot; otherwise only a person who is alone with it is certainly waiting.
        """
        loop, options = asyncio.get_running_loop(), self._options
        before, sign = pending.signed_at, None
        due_at = pending.turn.ended_at + options.sign_after_s if before is None else before + options.sign_every_s
        try:
            await asyncio.sleep(max(SOON_S, due_at - loop.time()))
            while pending.speech is None:
                if (sign is None or sign.is_over) and self._wanted(pending, meant=meant):
                    sign, pending.signed_at = self._speech.sign(pending.turn.user_id, Earcon.THINKING), loop.time()
                await asyncio.sleep(options.sign_every_s)
        except Exception:  # noqa: BLE001 - a sign that fails must not end the dialogue
            _log.exception("%s: the sign of thinking is not played", self._name)
        finally:
            self._take_back(sign)

    def _wanted(self, pending: PendingTurn, *, meant: bool) -> bool:
        speaks_on = pending.state is TurnState.MERGED
        return not speaks_on and not self._speech.audible and (meant or self._assistant.people() <= 1)

    def _take_back(self, sign: SpeechHandle | None) -> None:
        """Do not play a sign that has not begun: it would only delay what is said instead."""
        if sign is not None and not sign.begun:
            self._audio_output.withdraw(sign)
