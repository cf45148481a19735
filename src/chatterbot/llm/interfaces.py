"""`LanguageModel`: what this program needs of a model's server, and the values that go there and come back.

The shapes follow OpenAI's HTTP interface (https://platform.openai.com/docs/api-reference), which Ollama, llama.cpp, vLLM and LM Studio
speak, too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

__all__ = (
    "ChatChunk",
    "ChatMessage",
    "ChatRequest",
    "ChatRole",
    "FineTuneEvent",
    "FineTuneJob",
    "FineTuneMethod",
    "FineTuneOrder",
    "FineTuneState",
    "FinishReason",
    "LanguageModel",
    "ModelImage",
    "ModelInfo",
    "Moderation",
    "TokenUsage",
)


class ChatRole(enum.StrEnum):
    """Who says a message of a chat."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class FinishReason(enum.StrEnum):
    """Why the model stopped writing."""

    STOP = "stop"
    """The answer is whole."""
    LENGTH = "length"
    """`ChatRequest.max_tokens` is reached."""
    FILTER = "content_filter"
    """The server holds the rest back."""


class FineTuneState(enum.StrEnum):
    """How far a fine-tuning job is."""

    VALIDATING = "validating_files"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing changes any more."""
        return self in {FineTuneState.SUCCEEDED, FineTuneState.FAILED, FineTuneState.CANCELLED}


class FineTuneMethod(enum.StrEnum):
    """What a job learns from."""

    SUPERVISED = "supervised"
    """Conversations whose last message is the right answer."""
    PREFERENCE = "dpo"
    """Pairs of a preferred and a rejected answer (direct preference optimisation)."""


@dataclasses.dataclass(frozen=True, slots=True)
class ModelImage:
    """An image that goes along with a message."""

    data: bytes = dataclasses.field(repr=False)
    media_type: str
    """``image/png``, ``image/jpeg``, ``image/webp`` or ``image/gif``."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat."""

    role: ChatRole
    text: str = dataclasses.field(repr=False)
    images: tuple[ModelImage, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat that the model is to continue."""

    messages: Sequence[ChatMessage]
    model: str | None = None
    """Which model answers; `None`: the one in the settings."""
    max_tokens: int | None = None
    """Most tokens of the answer; `None`: as the settings say."""
    temperature: float | None = None
    """How much chance there is in the choice of words, 0 to 2; `None`: as the settings say."""


@dataclasses.dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens as the server counted them."""

    prompt: int = 0
    completion: int = 0

    @property
    def total(self) -> int:
        """All tokens."""
        return self.prompt + self.completion


@dataclasses.dataclass(frozen=True, slots=True)
class ChatChunk:
    """A piece of an answer that the model is writing; the last ones may have no text."""

    text: str = dataclasses.field(default="", repr=False)
    model: str = ""
    """The name of the model that writes, as the server says; empty: not said in this piece."""
    finish: FinishReason | None = None
    usage: TokenUsage | None = None
    """The tokens of the whole request; in one of the last pieces, where the server counts them."""


@dataclasses.dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that the server offers."""

    name: str
    owner: str = ""
    created_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Moderation:
    """What the server's moderation says about a text."""

    flagged: bool
    categories: tuple[str, ...] = ()
    """Why, in the server's words, such as ``violence``."""


@dataclasses.dataclass(frozen=True, slots=True)
class FineTuneOrder:
    """A fine-tuning job to be created."""

    model: str
    """The model to start from."""
    training_file: str
    """Id of an uploaded file."""
    validation_file: str | None = None
    method: FineTuneMethod = FineTuneMethod.SUPERVISED
    suffix: str | None = None
    """Part of the new model's name, at most 64 characters."""
    epochs: int | None = None
    """How often all examples are gone through; `None`: as the server thinks best."""


@dataclasses.dataclass(frozen=True, slots=True)
class FineTuneJob:
    """A fine-tuning job as the server describes it."""

    id: str
    state: FineTuneState
    model: str
    """The model it starts from."""
    result: str | None = None
    """The name of the new model, once it has succeeded."""
    trained_tokens: int | None = None
    problem: str | None = None
    """Why it failed, in the server's words: hostile text like all that comes from there."""
    finishes_at: dt.datetime | None = None
    """When the server expects it to end."""


@dataclasses.dataclass(frozen=True, slots=True)
class FineTuneEvent:
    """Something that happened in a job."""

    id: str
    text: str
    at: dt.datetime
    step: int | None = None
    steps: int | None = None
    """Steps done and all steps, where the event says them."""


class LanguageModel(Protocol):
    """A model on some server.

    Every method raises `errors.ModelError` when the server cannot be reached, refuses or fails; its `fault` says how.
    """

    @property
    def name(self) -> str:
        """The model that answers where a request names none."""
        ...

    @property
    def sees_images(self) -> bool:
        """Whether images may go along."""
        ...

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        """Stream the answer to a chat; closing the generator ends the request at once.

        Raises
        ------
        errors.ModelError
            From the generator; what came before it stays valid.
        """
        ...

    async def models(self) -> list[ModelInfo]:
        """Return the models that the server offers."""
        ...

    async def moderate(self, text: str) -> Moderation:
        """Return what the server's moderation says about a text."""
        ...

    async def upload(self, name: str, data: bytes) -> str:
        """Send a file for fine-tuning and return its id."""
        ...

    async def fine_tune(self, order: FineTuneOrder) -> FineTuneJob:
        """Create a fine-tuning job."""
        ...

    async def fine_tune_job(self, job_id: str) -> FineTuneJob:
        """Return a job as it is now."""
        ...

    async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
        """Return a job's latest events, newest first."""
        ...

    async def cancel_fine_tune(self, job_id: str) -> FineTuneJob:
        """Cancel a job and return it."""
        ...
