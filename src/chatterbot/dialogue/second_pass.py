"""A second look at what a person said, where the first found no certain answer: more time for the recogniser, and words that sound alike.

The words are looked at where the answer is certain, too: "diced mocha" is surely an order of a mocha, and even more surely one of an iced mocha.

It is done while the bot waits whether the person has finished, so nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Final

from chatterbot import models
from chatterbot.dialogue.addressing import Called
from chatterbot.dialogue.interfaces import Assistant
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.speech.stt import SpeechToText
from chatterbot.speech.types import Transcript, Utterance

__all__ = ("Reading", "SecondPass")

LEAST_S: Final = 0.1
"""Seconds that must be left for it: on a machine that is too slow it is not begun."""
BELOW_CERTAIN: Final = 0.99
"""Share of the way to certainty up to which an answer to words that only sound like those heard is sure."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """One way to understand what a person said.

    Parameters
    ----------
    transcript
        What was recognised.
    asked
        That text, without the bot's name.
    called
        The bot's name in it.
    reply
        The answer; `None` if nothing was said.
    replaced
        Whether words were replaced by taught ones that sound alike.
    """

    transcript: Transcript
    asked: str
    called: Called | None
    reply: models.Reply | None
    replaced: bool = False


Read = Callable[[Transcript], Awaitable[Reading]]
"""Looks for the answer to what was recognised."""


class SecondPass:
    """Looks again at what a person said.

    Parameters
    ----------
    assistant
        Knows which words sound alike.
    recogniser
        Understands speech.
    options
        How long it may take.
    """

    def __init__(self, assistant: Assistant, recogniser: SpeechToText, options: DialogueOptions) -> None:
        self._assistant = assistant
        self._recogniser = recogniser
        self._options = options

    async def improve(
        self, first: Reading, utterance: Utterance, read: Read, began_at: float, *, words_only: bool = False
    ) -> Reading:
        """Return the surest reading; the first one if there is no surer one, or no time for it.

        Parameters
        ----------
        first
            What was understood.
        utterance
            The sound, and what was known about it.
        read
            Looks for the answer.
        began_at
            When the recognition began, in seconds of the loop's clock.
        words_only
            Whether the sound is not recognised again.
        """
        loop = asyncio.get_running_loop()
        best, ends_at = first, began_at + self._options.second_pass_s
        if ends_at - loop.time() < LEAST_S:
            return first
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(ends_at):
                if self._recogniser.widens and not words_only:
                    transcript = await self._recogniser.transcribe(dataclasses.replace(utterance, wide=True))
                    if transcript.text and transcript.text != first.transcript.text:
                        best = surer(best, await read(transcript))
                if alike := await self._assistant.sounds_like(best.transcript.text):
                    other = await read(dataclasses.replace(best.transcript, text=alike))
                    if surer(best, other) is other:
                        best = dataclasses.replace(self._never_certain(other), replaced=True)
        return best

    def _never_certain(self, guess: Reading) -> Reading:
        """Return a reading whose words were not heard so, with an answer for those who speak to the bot only.

        "Who is Mary?" sounds like "Who is Mario?"; if it is said to somebody else, the bot must not take it for its own question.
        """
        reply = guess.reply
        if reply is None:
            return guess
        most = reply.threshold + BELOW_CERTAIN * self._options.higher_bar * (1.0 - reply.threshold)
        return dataclasses.replace(guess, reply=dataclasses.replace(reply, confidence=min(reply.confidence, most)))


def surer(one: Reading, other: Reading) -> Reading:
    """Return the reading with the surer answer; without an answer, the first one that has words."""
    if other.reply is None:
        return one
    if one.reply is None:
        return other
    if not other.reply.is_answer or not other.reply.speech:
        return one
    if not one.reply.is_answer or not one.reply.speech:
        return other
    return other if other.reply.confidence > one.reply.confidence else one
