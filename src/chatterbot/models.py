"""The values that travel between the parts: frozen dataclasses, no behaviour beyond what is derived.

Ids of Discord objects are `int` (snowflakes); times are aware UTC. A *scope* is the owner of everything that is taught or
kept: the guild's id, or the person's own id in a direct message. No query crosses scopes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

__all__ = (
    "LOCAL_SCOPE",
    "Dataset",
    "Example",
    "NewExample",
    "Prompt",
    "Reply",
    "ReplySource",
    "RunnerUp",
    "Turn",
    "Vote",
    "spoken",
)

LOCAL_SCOPE = 0
"""Scope of the command line (`chatterbot chat`, `train`): no Discord object has the id 0."""


class ReplySource(enum.StrEnum):
    """Where a reply came from."""

    TAUGHT = "taught"
    """From an example somebody taught."""
    UNKNOWN = "unknown"
    """Nothing taught is close enough: the doors say so in the person's language and offer to be taught."""


class Vote(enum.IntEnum):
    """A person's verdict on one reply."""

    DOWN = -1
    UP = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """What a person said to the bot, from whichever door."""

    text: str
    author_id: int
    scope_id: int
    channel_id: int
    message_id: int | None = None
    """The message that asked; `None` where there is none (command line, voice)."""
    previous: str | None = None
    """What the bot said last in this conversation (the message replied to, or its latest reply here): context for short prompts."""


@dataclasses.dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best answer that was not given."""

    example_id: int
    confidence: float
    """In [0, 1]."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """The bot's answer to one prompt. `text` is empty when `source` is UNKNOWN."""

    text: str
    source: ReplySource
    confidence: float
    """Of the best candidate, in [0, 1]; 0 when nothing was taught at all."""
    threshold: float
    """What `confidence` had to reach, in [0, 1]."""
    example_id: int | None = None
    """The example that gave the answer; `None` when UNKNOWN."""
    runner_up: RunnerUp | None = None
    """The next distinct answer; when UNKNOWN, the best one that was held back."""
    began: int = dataclasses.field(default=0, compare=False, repr=False)
    """When it was looked for (`Erasures.moment`); 0 in records."""


@dataclasses.dataclass(frozen=True, slots=True)
class NewExample:
    """An example about to be taught.

    `reply` and `label` may both be given. Examples that share a label share their replies. Both `None`: "do not answer this".
    `positive=False` with a reply or label: "never answer this with that".
    """

    prompt: str
    reply: str | None = None
    label: str | None = None
    positive: bool = True
    previous: str | None = None
    """What the bot had said before, when the example belongs to a conversation."""


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """A stored example."""

    id: int
    scope_id: int
    dataset_id: int
    prompt: str
    reply: str | None
    label: str | None
    positive: bool
    correction: bool
    """Taught by correcting a reply, not as an example of its own."""
    previous: str | None
    source: str
    """Where it came from, in words for people: ``correction``, ``text``, a file's path, ``starter``."""
    author_id: int
    """Who taught it; 0 when erased at that person's wish, or the program's own starter examples."""
    created_at: dt.datetime


def spoken(example: Example) -> str:
    """What an example says on its own: its reply, else its label; empty for "do not answer this"."""
    return example.reply or example.label or ""


@dataclasses.dataclass(frozen=True, slots=True)
class Dataset:
    """A named set of examples; each scope has exactly one active one."""

    id: int
    scope_id: int
    name: str
    """The data-folder path it was read from, or ``default`` for what is taught by hand."""
    active: bool
    examples: int
    """How many live examples it holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """One exchange, kept for a limited time so that the reply can be explained and corrected."""

    id: int
    scope_id: int
    channel_id: int
    author_id: int
    prompt: str
    reply: Reply
    prompt_message_id: int | None
    reply_message_id: int | None
    created_at: dt.datetime

    @property
    def heard(self) -> bool:
        """Whether no message asked: it was said in a voice channel, and a message with the reply quotes it."""
        return self.prompt_message_id is None
