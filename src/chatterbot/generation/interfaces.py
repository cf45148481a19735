"""What whoever shows an answer gives to a language model, and gets from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from chatterbot import models
from chatterbot.llm import ModelImage, TokenUsage

__all__ = (
    "Composition",
    "CompositionOutcome",
    "ModelBudget",
    "ModelChoice",
    "Moderator",
    "Notice",
    "PersonaSource",
    "Remark",
    "Scene",
    "SpentBudget",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Remark:
    """Something that was written or said before the prompt: data for the model, never an instruction."""

    text: str = dataclasses.field(repr=False)
    author_id: int
    author: str = dataclasses.field(repr=False)
    """The name the author is shown with."""
    mine: bool
    """Whether the bot said it."""
    at: dt.datetime
    message_id: int | None = None
    pointed: bool = False
    """Whether the question points at it, as a reply or by being in its thread: then it belongs to the conversation, however old it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """Where a prompt is asked, and what was said there before; everything in it may be seen by the person who asks."""

    asker: str = dataclasses.field(default="", repr=False)
    """The name of the person who asks, as people see it."""
    guild: str = dataclasses.field(default="", repr=False)
    channel: str = dataclasses.field(default="", repr=False)
    language: str | None = None
    """Code of the language to answer in, such as ``ru``; `None`: that of the prompt."""
    remarks: tuple[Remark, ...] = ()
    """Oldest first: the chain of replies, the thread, the channel."""
    images: tuple[ModelImage, ...] = ()
    """Images of the message, and of the one replied to."""
    voice: bool = False
    """Whether the answer is spoken: then it is short and without formatting. Its text has numbers and sources all the same, since it is also
    posted; `SpokenSentences` leaves out what only a reader needs."""


class Notice(enum.StrEnum):
    """Why a model that was to be asked gave no answer, or not a whole one: a sentence of the catalogue, ``model-notice-<value>``."""

    UNAVAILABLE = "unavailable"
    """The server cannot be reached, fails, or is not asked for a while."""
    BUSY = "busy"
    """It asks to wait."""
    PERSON_LIMIT = "person-limit"
    """The person has used up their share of this minute."""
    SERVER_LIMIT = "server-limit"
    """The Discord server has used up its share of this day."""
    TOTAL_LIMIT = "total-limit"
    """The operator's budget of this month is used up."""
    REFUSED = "refused"
    """It does not answer this: a refusal, a filter, the moderation."""
    CUT = "cut"
    """It broke off in the middle: what is there is shown, and marked as not whole."""


@dataclasses.dataclass(frozen=True, slots=True)
class CompositionOutcome:
    """What came of a composition."""

    reply: models.Reply
    """The whole reply; UNKNOWN, or the quotation of a document, as before if the model did not answer."""
    notice: Notice | None = None
    until: dt.datetime | None = None
    """When a limit ends."""


class Composition(Protocol):
    """An answer that a language model is writing."""

    def texts(self) -> AsyncGenerator[str]:
        """Yield the answer so far, each time longer, from its first whole sentence on; every one may be shown as it is.

        A text never changes what an earlier one showed, except that what was open (a code block, a bold word) may be closed differently.
        The last one is the `text` of the outcome's reply. Nothing is yielded if the model does not answer; nothing is raised for a
        failing server. Closing the generator ends the request at once.
        """
        ...

    @property
    def outcome(self) -> CompositionOutcome:
        """What came of it, once `texts` has ended; if it was closed, what was shown until then, as not whole."""
        ...


class ModelChoice(Protocol):
    """Knows what a scope lets a model write (`preferences.Preferences` does)."""

    async def model(self, scope_id: int, place: Sequence[int]) -> tuple[str, str | None]:
        """Return the mode (``off``, ``taught``, ``grounded``, ``open``) in a place, and the name of the model that the scope chose."""
        ...


class PersonaSource(Protocol):
    """Knows how the model is to speak in a place."""

    async def persona(self, scope_id: int, place: Sequence[int]) -> str | None:
        """Return the persona of the nearest place that has one, else the scope's; `None`: none was written."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class SpentBudget:
    """A budget that is used up."""

    notice: Notice
    """PERSON_LIMIT, SERVER_LIMIT or TOTAL_LIMIT."""
    until: dt.datetime
    """When it is there again."""


class ModelBudget(Protocol):
    """Counts requests and tokens."""

    async def admit(self, scope_id: int, person_id: int) -> SpentBudget | None:
        """Count a request that is about to be sent; return the budget that is used up, and count nothing then."""
        ...

    async def spent(self, scope_id: int, person_id: int, model: str, usage: TokenUsage, *, failed: bool) -> None:
        """Count what a request used; each one that was admitted is told here once, also one that was cancelled."""
        ...


class Moderator(Protocol):
    """Looks at what goes to a model and comes from it."""

    async def flags(self, text: str) -> bool:
        """Tell whether a text must not be sent on.

        Raises
        ------
        errors.ModelError
            If whoever looks at it fails: then it is not sent on, and the model counts as unavailable.
        """
        ...
