"""What a dialogue needs from the rest of the program; `calls` provides it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from chatterbot import audio, models
from chatterbot.dialogue.addressing import AddressReason, WakeNames
from chatterbot.dialogue.commands import Command
from chatterbot.dialogue.speech_handle import SpeechHandle
from chatterbot.speech.tts import WordTiming

__all__ = (
    "Assistant",
    "AudioOutput",
    "Hints",
    "ParticipantFrame",
    "Phrase",
    "SpokenChoices",
    "SpokenComposition",
    "SpokenExchange",
    "SpokenSuggestion",
)


class ParticipantFrame(Protocol):
    """20 ms of one person's sound (`voice.events.SpeakerFrame`)."""

    @property
    def user_id(self) -> int:
        """The id of the person who speaks."""
        ...

    @property
    def audio(self) -> audio.AudioFrame:
        """Sound of any rate; in a call 16 kHz mono (320 samples)."""
        ...


class Phrase(enum.Enum):
    """What the bot says about itself, in the language it was spoken to."""

    UNKNOWN = "unknown"
    """It does not know that yet."""
    CANNOT_HEAR = "cannot-hear"
    """The recogniser does not work."""
    YES = "yes"
    """It was called, and is asked nothing yet."""
    PARDON = "pardon"
    """It heard somebody speak to it, and could not make out the words."""
    NOTHING_SAID = "nothing-said"
    """There is nothing to repeat, correct or forget."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hints:
    """What is known before a turn is recognised (see `speech.types.Utterance`).

    Parameters
    ----------
    likely
        ISO 639-1 codes of the languages that the person probably speaks.
    glossary
        Names and terms that the recogniser would not expect.
    spoken
        The language that the person spoke before; `None`: not known.
    """

    likely: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    spoken: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SpokenSuggestion:
    """What a person may have meant.

    Parameters
    ----------
    example_id
        The example that was taught.
    question
        Its question as it is said: short, and without markup.
    """

    example_id: int
    question: str


@dataclasses.dataclass(slots=True, eq=False, repr=False)
class SpokenExchange:
    """What was said to the bot, and what it answered; no log may show it.

    Parameters
    ----------
    user_id
        The id of the person who said it.
    asked
        Their words, without the bot's name.
    language
        ISO 639-1 of what was heard.
    reply
        What the bot found.
    answer
        What it says; empty if it does not say anything.
    why
        Why the bot took it as meant for it.
    heard
        The words of the answer that people had heard by its end; empty before.
    reference
        By what the `Assistant` finds it again; the dialogue only keeps it.
    writing
        Whether a language model is still writing the answer: reply and answer are not final.
    at
        When it was asked.
    suggestions
        What the person may have meant, nearest first, if there is no answer and they may be asked.
    instead
        The exchange in which the person was asked what they meant: this one is its answer, and is written down in its place.
    place
        Where it was asked (`Assistant.place`): it is written down there, also if the bot is moved before that.
    """

    user_id: int
    asked: str
    language: str
    reply: models.Reply
    answer: str
    why: AddressReason
    heard: str = ""
    reference: object = None
    writing: bool = False
    at: dt.datetime = dataclasses.field(default_factory=lambda: dt.datetime.now(dt.UTC))
    suggestions: Sequence[SpokenSuggestion] = ()
    instead: SpokenExchange | None = None
    place: int = 0


class SpokenComposition(Protocol):
    """An answer that a language model writes while it is said."""

    def sentences(self) -> AsyncGenerator[str]:
        """Yield what is to be said, sentence by sentence, each as soon as it is whole; nothing if the model gives no answer.

        Closing the generator ends the request at once. Nothing is raised for a model that fails.
        """
        ...

    @property
    def reply(self) -> models.Reply:
        """The answer, once `sentences` has ended or was closed: then it is what was written until then."""
        ...

    @property
    def notice(self) -> str:
        """What is said about the model if it gave no answer; empty: nothing."""
        ...


class SpokenChoices(Protocol):
    """Knows what people may mean where no answer is sure, and takes note of what they did mean."""

    async def suggestions(self, exchange: SpokenExchange) -> Sequence[SpokenSuggestion]:
        """Return what a person may have meant, nearest first; empty: nothing is near.

        Raises
        ------
        errors.ServiceError
            If the database fails.
        """
        ...

    def question(self, suggestion: SpokenSuggestion, language: str, *, another: bool) -> str:
        """Return the words that ask whether the person means that, in a language (ISO 639-1; empty if it is not known).

        Parameters
        ----------
        another
            Whether they were asked about another suggestion just before.
        """
        ...

    async def meant(self, exchange: SpokenExchange, suggestion: SpokenSuggestion) -> models.Reply | None:
        """Return the answer to what the person meant; `None` if it is gone by now.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        ...

    async def none_meant(self, exchange: SpokenExchange) -> None:
        """Take note that the person meant nothing of it.

        Raises
        ------
        errors.ServiceError
            If the database fails.
        """
        ...


class Assistant(Protocol):
    """What the bot knows, and where it is, in one call."""

    @property
    def choices(self) -> SpokenChoices:
        """What people may mean."""
        ...

    @property
    def names(self) -> WakeNames:
        """What the bot is called here."""
        ...

    @property
    def only_called(self) -> bool:
        """Whether, among several people, it answers only those who call it by its name or follow up."""
        ...

    @property
    def place(self) -> int:
        """The id of the channel in which people talk now."""
        ...

    def people(self) -> int:
        """Return how many people are in the channel, the bot not counted."""
        ...

    async def hints(self, user_id: int) -> Hints:
        """Return which languages and terms to expect from this person."""
        ...

    async def reply(self, user_id: int, text: str, previous: str | None) -> models.Reply:
        """Find the answer; nothing is recorded.

        Parameters
        ----------
        previous
            What the person last heard the bot say; `None`: nothing recently.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        ...

    async def compose(
        self, exchange: SpokenExchange, previous: str | None, recent: Sequence[SpokenExchange]
    ) -> SpokenComposition | None:
        """Let a language model answer a question that is certainly meant for the bot; `None` if none is asked.

        Parameters
        ----------
        exchange
            What was asked, and the reply so far.
        previous
            As of `reply`.
        recent
            What was asked and answered in the call lately, by people who may be heard; oldest first.

        Raises
        ------
        errors.ServiceError
            If the database fails.
        """
        ...

    async def begins_longer(self, text: str) -> bool:
        """Tell whether a longer question that was taught begins with these words."""
        ...

    async def sounds_like(self, text: str) -> str:
        """Return a text with words that nobody taught replaced by taught ones that sound alike; empty if there are none."""
        ...

    def phrase(self, phrase: Phrase, language: str) -> str:
        """Return the words of a phrase in a language (ISO 639-1; empty if it is not known)."""
        ...

    def sound(self, text: str, language: str, timing: WordTiming) -> AsyncGenerator[audio.AudioFrame]:
        """Make the sound of a text: mono, of any rate.

        Parameters
        ----------
        timing
            Gets which words are spoken when.

        Raises
        ------
        errors.ChatterbotError
            If nothing can be said, from the generator.
        """
        ...

    async def exchanged(self, exchange: SpokenExchange) -> None:
        """Write down what was said, where that is wanted. The dialogue logs what it raises, and goes on."""
        ...

    async def obey(self, user_id: int, command: Command, last: SpokenExchange | None, language: str) -> str:
        """Carry out a command (leave, forget, correct).

        Parameters
        ----------
        last
            The exchange that the command is about; `None`: there is none.

        Returns
        -------
        str
            What to say about it; empty: nothing.
        """
        ...


class AudioOutput(Protocol):
    """Says one thing after the other in a call; everything that is to be said waits for it."""

    @property
    def saying(self) -> SpeechHandle | None:
        """What is being said, paused or not; `None`: nothing."""
        ...

    def say(self, saying: SpeechHandle) -> bool:
        """Say something when it is its turn; return False if too much waits."""
        ...

    def withdraw(self, saying: SpeechHandle) -> None:
        """Do not say it after all; if it has begun, it ends at once."""
        ...

    def pause(self) -> None:
        """Fall silent within 20 ms, and remember the place."""
        ...

    def resume(self) -> None:
        """Go on at that place."""
        ...

    def give_up(self) -> None:
        """End what is being said, for good."""
        ...

    def notice(self) -> None:
        """Look again whether the bot may speak now."""
        ...
