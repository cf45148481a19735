"""What a person said, what the bot would answer, and what that says about whether they have finished."""

from __future__ import annotations

import asyncio
import dataclasses
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
from chatterbot.dialogue.second_pass import Reading, SecondPass
from chatterbot.speech.stt import SpeechToText
from chatterbot.speech.types import Transcript, Utterance

__all__ = ("TurnModel", "Understanding")

TurnModel = Callable[[NDArray[np.float32]], float]
"""Returns the probability that the person whose sound this is (16 kHz mono, float32, shape (n,)) has finished; blocks
(`smart_turn.SmartTurn.probability`)."""
VERBATIM: Final = 0.995
"""Confidence from which the question is, word for word, one that was taught."""


class Understanding:
    """Understands a turn: is called in each pause, and at the end.

    Parameters
    ----------
    assistant
        Knows the answers.
    recogniser
        Understands speech.
    options
        How sure an answer must be if nobody addressed the bot.
    previous
        Returns what a user last heard the bot say; `None`: nothing recently.
    finished
        The turn model; `None`: there is none.
    """

    def __init__(
        self,
        assistant: Assistant,
        recogniser: SpeechToText,
        options: DialogueOptions,
        previous: Callable[[int], str | None],
        finished: TurnModel | None = None,
    ) -> None:
        self._assistant = assistant
        self._recogniser = recogniser
        self._options = options
        self._previous = previous
        self._finished = finished
        self._second = SecondPass(assistant, recogniser, options)

    async def __call__(
        self, user_id: int, sound: NDArray[np.float32], noticed: Callable[[Evidence], object] | None = None
    ) -> Understood:
        """Recognise the sound of a user's turn, and look up what would be answered.

        Parameters
        ----------
        sound
            16 kHz mono, float32, shape (n,).
        noticed
            Called with what a first look says, if a second one follows: the wait for the end need not be longer because of that.

        Raises
        ------
        errors.ServiceError
            If the recogniser, the database or the encoder fails.
        """
        began_at = asyncio.get_running_loop().time()
        hints = await self._assistant.hints(user_id)
        utterance = Utterance(sound, likely=hints.likely, spoken=hints.spoken, glossary=hints.glossary, live=True)
        judging = None if self._finished is None else asyncio.create_task(asyncio.to_thread(self._finished, sound))
        try:
            read = await self._read(user_id, await self._recogniser.transcribe(utterance))
            ready_at = asyncio.get_running_loop().time()
            complete = None if judging is None else await judging
        finally:
            if judging is not None:
                judging.cancel()
        evidence = await self._evidence(read, complete)
        if self._is_worth_more(user_id, read, evidence):
            if noticed is not None:
                noticed(evidence)
            better = await self._second.improve(
                read, utterance, lambda text: self._read(user_id, text), began_at, words_only=evidence.taught
            )
            if better is not read:
                read, ready_at = better, asyncio.get_running_loop().time()
                sure, evidence = evidence.taught, await self._evidence(read, complete)
                if read.replaced:
                    # The words are a guess: "my fellow Americans" is no order of an americano, so the person may well go on.
                    evidence = dataclasses.replace(evidence, taught=evidence.taught and sure)
        transcript = read.transcript
        language = transcript.language or next(iter(hints.likely), "")
        return Understood(transcript, read.asked, read.called, read.reply, evidence, ready_at, language)

    async def _read(self, user_id: int, transcript: Transcript) -> Reading:
        """Look for the bot's name and an answer in what was recognised."""
        text = transcript.text.strip()[: models.LONGEST_PROMPT]
        called = self._assistant.names.find(text) if text else None
        asked = text if called is None else called.rest
        return Reading(transcript, asked, called, await self.reply(user_id, asked) if asked else None)

    async def _evidence(self, read: Reading, complete: float | None) -> Evidence:
        """Return what was understood says about whether the person has finished."""
        asked, reply = read.asked, read.reply
        beginning = bool(asked) and await self._assistant.begins_longer(asked)
        # The beginning of a longer question may be close enough to a taught one; only the very same words are a question of their own.
        taught = reply is not None and self.certain(reply) and (not beginning or reply.confidence >= VERBATIM)
        whole, exact = _is_whole(asked), reply is not None and reply.confidence >= VERBATIM
        return Evidence(
            read.transcript.text.strip()[: models.LONGEST_PROMPT],
            taught=taught or whole,
            beginning=beginning,
            complete=complete,
            rephrased=not whole and not exact,
            known=reply is not None and known(reply),
            addressed=read.called is not None or (taught and not self._assistant.only_called),
        )

    def _is_worth_more(self, user_id: int, read: Reading, evidence: Evidence) -> bool:
        """Tell whether a second look is worth its time: the words are not those of a taught question, and the person probably speaks to the bot, and is done."""
        certain = evidence.taught and not evidence.rephrased
        if certain or evidence.beginning or backchannels.trails_off(evidence.text):
            return False
        if read.reply is None and (read.called is not None or not read.transcript.doubted):
            return False
        return self._assistant.people() <= 1 or read.called is not None or self._previous(user_id) is not None

    async def reply(self, user_id: int, asked: str) -> models.Reply:
        """Find the answer, given what the user heard last of the bot."""
        return await self._assistant.reply(user_id, asked, self._previous(user_id))

    async def best(self, user_id: int, whole: str, understood: Understood) -> tuple[str, models.Reply]:
        """Return the question and its answer: for all that the person said, or for its last part if only that is known.

        Parameters
        ----------
        whole
            All that was said, the turns before that it continues included.
        understood
            The last part.
        """
        if understood.reply is not None and whole == understood.asked:
            return whole, understood.reply
        reply = await self.reply(user_id, whole)
        alone = understood.reply
        if alone is not None and known(alone) and not known(reply):
            return understood.asked, alone
        return whole, reply

    def bar(self, reply: models.Reply) -> float:
        """Return the confidence that an answer needs if nobody addressed the bot, in [0, 1]."""
        return reply.threshold + self._options.higher_bar * (1.0 - reply.threshold)

    def certain(self, reply: models.Reply) -> bool:
        """Tell whether an answer reaches that confidence."""
        return known(reply) and reply.confidence >= self.bar(reply)


def _is_whole(text: str) -> bool:
    """Tell whether nothing need follow: it is a command, or "mhm"."""
    return bool(text) and (commands.understand(text) is not None or backchannels.is_backchannel(text))


def known(reply: models.Reply) -> bool:
    """Tell whether there is an answer that can be said."""
    return reply.is_answer and bool(reply.speech)
