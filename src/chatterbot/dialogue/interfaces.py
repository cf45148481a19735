"""What a dialogue needs of the rest of the program, as it sees it; `plugins` provides it."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import AsyncGenerator
from typing import Protocol

from chatterbot import audio, models
from chatterbot.dialogue.addressing import AddressReason, WakeNames
from chatterbot.dialogue.commands import Command
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.speech.tts import WordTiming

__all__ = ("Assistant", "AudioOutput", "Hints", "ParticipantFrame", "Phrase", "SpokenExchange")


class ParticipantFrame(Protocol):
    """20 ms of one speaker (`voice.events.ParticipantFrame`)."""

    @property
    def user_id(self) -> int:
        """Who speaks."""
        ...

    @property
    def audio(self) -> audio.AudioFrame:
        """48 kHz stereo."""
        ...


class Phrase(enum.Enum):
    """What the bot says of itself, in the language it was spoken to."""

    UNKNOWN = "unknown"
    """It does not know that yet."""
    CANNOT_HEAR = "cannot-hear"
    """The recogniser does not work."""
    YES = "yes"
    """It was called, and is asked nothing yet."""
    NOTHING_SAID = "nothing-said"
    """There is nothing to repeat, correct or forget."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hints:
    """What is known before listening (see `speech.utterances.Utterance`)."""

    likely: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()


@dataclasses.dataclass(slots=True, eq=False, repr=False)
class SpokenExchange:
    """Something that was said to the bot, and what it answered; no log may show it.

    Parameters
    ----------
    user_id
        Who said it.
    asked
        In their words, without the bot's name.
    language
        ISO 639-1 of what was heard.
    reply
        What the bot found.
    answer
        What it says; empty if it does not say anything.
    why
        Why it took it as meant for it.
    heard
        What of the answer people had heard by the end of it; empty before.
    reference
        Whatever the partner wants to find it again by.
    """

    user_id: int
    asked: str
    language: str
    reply: models.Reply
    answer: str
    why: AddressReason
    heard: str = ""
    reference: object = None


class Assistant(Protocol):
    """The bot's knowledge and surroundings in one call."""

    @property
    def names(self) -> WakeNames:
        """What the bot is called here."""
        ...

    @property
    def only_called(self) -> bool:
        """Whether it keeps out of talk between several people unless it is called."""
        ...

    def people(self) -> int:
        """How many people are in the channel."""
        ...

    async def hints(self, user_id: int) -> Hints:
        """Give what this person may be saying, and in which language."""
        ...

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """Find the answer; nothing is recorded.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        ...

    async def begins_longer(self, text: str) -> bool:
        """Whether a longer question that was taught begins with these words."""
        ...

    def phrase(self, phrase: Phrase, language: str) -> str:
        """Word something in a language."""
        ...

    def sound(self, text: str, language: str, told: WordTiming) -> AsyncGenerator[audio.AudioFrame]:
        """Speak a text.

        Raises
        ------
        errors.ChatterbotError
            If nothing can be said, from the generator.
        """
        ...

    async def exchanged(self, exchange: SpokenExchange) -> None:
        """Write down what was said, where that is wanted. Its errors are its own."""
        ...

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        """Do what was told (leave, forget, correct); gives what to say about it, or nothing."""
        ...


class AudioOutput(Protocol):
    """The one mouth of a call, for which everything that is to be said waits."""

    @property
    def saying(self) -> SpeechHandle | None:
        """What is being said, paused or not; `None`: nothing."""
        ...

    def say(self, saying: SpeechHandle) -> bool:
        """Say something when it is its turn; False if too much waits."""
        ...

    def withdraw(self, saying: SpeechHandle) -> None:
        """Do not say it after all; what has begun ends at once."""
        ...

    def pause(self) -> None:
        """Fall silent within 20 ms, keeping the place."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

    def give_up(self) -> None:
        """End what is being said, for good."""
        ...

    def notice(self) -> None:
        """Look again whether one may speak now."""
        ...
