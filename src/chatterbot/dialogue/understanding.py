"""What somebody said, what the bot would answer, and what that says about whether they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import models
from chatterbot.dialogue import backchannels, commands
from chatterbot.dialogue.endpointing import Evidence
from chatterbot.dialogue.interfaces import Assistant
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.participant import Understood
from chatterbot.speech.stt import SpeechToText
from chatterbot.speech.types import Utterance

__all__ = ("TurnModel", "Understanding")

TurnModel = Callable[[NDArray[np.float32]], float]
"""Gives the probability that who said this (16 kHz mono, float32) has finished; blocks (`smart_turn.SmartTurn.probability`)."""
VERBATIM: Final = 0.995
"""Confidence of an answer to a question in just the words that were taught."""


class Understanding:
    """Called in each pause, and at the end of a turn.

    Parameters
    ----------
    partner
        Knows the answers.
    recogniser
        Understands speech.
    settings
        For the higher bar.
    previous
        What the bot said last to a user, as far as it was heard.
    finished
        `None`: there is no turn model.
    """

    def __init__(
        self,
        partner: Assistant,
        recogniser: SpeechToText,
        options: DialogueOptions,
        previous: Callable[[int], str | None],
        finished: TurnModel | None = None,
    ) -> None:
        self._partner = partner
        self._recogniser = recogniser
        self._options = options
        self._previous = previous
        self._finished = finished

    async def __call__(self, user_id: int, sound: NDArray[np.float32]) -> Understood:
        """Recognise, and look what would be answered.

        Raises
        ------
        errors.ServiceError
            If the recogniser, the database or the encoder fails.
        """
        hints = await self._partner.hints(user_id)
        judging = None if self._finished is None else asyncio.create_task(asyncio.to_thread(self._finished, sound))
        try:
            transcript = await self._recogniser.transcribe(
                Utterance(sound, likely=hints.likely, glossary=hints.glossary, live=True)
            )
            ready_at = asyncio.get_running_loop().time()
            complete = None if judging is None else await judging
        finally:
            if judging is not None:
                judging.cancel()
        text = transcript.text.strip()[: models.LONGEST_PROMPT]
        called = self._partner.names.find(text) if text else None
        asked = text if called is None else called.rest
        reply = await self.reply(user_id, asked) if asked else None
        beginning = bool(asked) and await self._partner.begins_longer(asked)
        # A mere beginning may be close enough to be answered; only in just its words it is a question of its own.
        taught = reply is not None and self.certain(reply) and (not beginning or reply.confidence >= VERBATIM)
        evidence = Evidence(text, taught=taught or _is_whole(asked), beginning=beginning, complete=complete)
        return Understood(transcript, asked, called, reply, evidence, ready_at)

    async def reply(self, user_id: int, asked: str) -> models.Reply:
        """Find the answer, in the light of what was said before."""
        return await self._partner.reply(user_id, asked, self._previous(user_id))

    async def best(self, user_id: int, whole: str, understood: Understood) -> tuple[str, models.Reply]:
        """Answer all that was said since the person began, or its last part alone where only that is known."""
        if understood.reply is not None and whole == understood.asked:
            return whole, understood.reply
        reply = await self.reply(user_id, whole)
        alone = understood.reply
        if alone is not None and known(alone) and not known(reply):
            return understood.asked, alone
        return whole, reply

    def bar(self, reply: models.Reply) -> float:
        """Give the confidence that an answer needs if nobody addressed the bot, in [0, 1]."""
        return reply.threshold + self._options.higher_bar * (1.0 - reply.threshold)

    def certain(self, reply: models.Reply) -> bool:
        """Whether it reaches that bar."""
        return known(reply) and reply.confidence >= self.bar(reply)


def _is_whole(text: str) -> bool:
    """Whether nothing need follow: it was told to the bot to do something, or "mhm"."""
    return bool(text) and (commands.understand(text) is not None or backchannels.is_backchannel(text))


def known(reply: models.Reply) -> bool:
    """Whether it was taught."""
    return reply.source is models.ReplySource.TAUGHT
