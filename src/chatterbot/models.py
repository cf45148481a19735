"""The values that the parts exchange: frozen dataclasses, without behaviour beyond what follows from their fields.

Ids of Discord objects are `int` (snowflakes); times are aware, in UTC. A *scope* owns everything that is taught or kept: it is the
guild's id, or in a direct message the person's own id. No query reads or changes more than one scope.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Final

__all__ = (
    "LOCAL_SCOPE",
    "LONGEST_PROMPT",
    "WRITTEN",
    "AnswerExtras",
    "Composed",
    "Dataset",
    "Example",
    "NewAlternative",
    "NewExample",
    "Prompt",
    "Reply",
    "ReplySource",
    "RunnerUp",
    "TriggerKind",
    "Turn",
    "Vote",
    "credited",
    "spoken",
)

LOCAL_SCOPE: Final = 0
"""Scope of the command line (`chatterbot chat`, `train`): no Discord object has the id 0."""

LONGEST_PROMPT: Final = 2_000
"""Most characters of a question, taught or asked: as many as a Discord message without a subscription can have."""


class ReplySource(enum.StrEnum):
    """Where a reply came from."""

    TAUGHT = "taught"
    """From an example that a person taught, or from the starter examples."""
    TRIGGER = "trigger"
    """From a keyword or pattern that the prompt contains, before its meaning was looked at."""
    DOCUMENT = "document"
    """Quoted from a passage of an imported document."""
    CHOSEN = "chosen"
    """A taught answer that was not sure enough by itself, and that a language model chose: its words, unchanged."""
    COMPOSED = "composed"
    """Written by a language model, from examples and passages that it names."""
    GENERAL = "general"
    """Written by a language model from what it knows itself: nothing that was taught or imported says it."""
    UNKNOWN = "unknown"
    """Nothing taught is close enough: the person is told so in their language and can teach the answer."""


WRITTEN: Final = frozenset({ReplySource.COMPOSED, ReplySource.GENERAL})
"""Sources of replies that are in a language model's own words: nobody taught these."""


class TriggerKind(enum.StrEnum):
    """How a trigger is compared with texts."""

    KEYWORD = "keyword"
    """``wifi, internet + password``: one of the keywords, each as whole words; keywords joined by ``+`` are all needed, in any order."""
    PATTERN = "pattern"
    """A regular expression in RE2's syntax, found anywhere in the text."""


class Vote(enum.IntEnum):
    """A person's vote on one reply."""

    DOWN = -1
    UP = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """What a person said to the bot: in a channel, by voice, on the command line."""

    text: str
    author_id: int
    scope_id: int
    channel_id: int
    message_id: int | None = None
    """The message that asked; `None` where there is none (command line, voice)."""
    previous: str | None = None
    """What the bot said last in this conversation (the message replied to, or its latest reply in the channel): context for short prompts."""
    place: tuple[int, ...] = ()
    """Where it was said, for the settings that hold there: ids of the thread, its channel and that channel's category, nearest first."""


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
    """Of the best candidate, in [0, 1]; 0 if nothing was taught at all."""
    threshold: float
    """The confidence an answer needed, in [0, 1]."""
    example_id: int | None = None
    """The example that gave the answer; `None` if no example did."""
    trigger_id: int | None = None
    """The trigger that gave the answer; `None` if none did."""
    runner_up: RunnerUp | None = None
    """The best other answer; if UNKNOWN, the best one that was held back."""
    near: tuple[int, ...] = ()
    """If UNKNOWN: the ids of at most three examples that the prompt may have meant, nearest first. Not stored."""
    forbidden: bool = dataclasses.field(default=False, compare=False)
    """If UNKNOWN: whether it was taught that a question like this must not be answered: no language model is asked then. Not stored."""
    dataset_id: int | None = None
    """The dataset of the place, where it has one of its own: what is taught about the reply belongs there; `None`: the active one."""
    extras: AnswerExtras | None = dataclasses.field(default=None, compare=False)
    """What is sent along with the words in text. Not stored: it belongs to the example."""
    answer: int | None = dataclasses.field(default=None, compare=False, repr=False)
    """The engine's key of an answer that has several wordings given in turn. Not stored."""
    passage_id: int | None = None
    """The passage that is quoted; `None` unless DOCUMENT."""
    aloud: str = ""
    """If DOCUMENT: what is said in place of the text, in a voice channel; empty: it is too long to be said. If COMPOSED or GENERAL: the words
    without the numbers and the line of sources. Not stored."""
    began: int = dataclasses.field(default=0, compare=False, repr=False)
    """The moment at which the search for it began (`Erasures.moment`); 0 in a reply read from the database."""
    composed: Composed | None = None
    """How a language model made it; `None` unless CHOSEN, COMPOSED or GENERAL, or if DOCUMENT and a model chose the passage."""
    people: tuple[int, ...] = dataclasses.field(default=(), compare=False, repr=False)
    """If a language model made it: who taught and imported what it rests on, whose words it may repeat. Not stored."""

    @property
    def is_answer(self) -> bool:
        """Whether it answers the prompt: from what was taught, from a document, or in a language model's words."""
        return self.source is not ReplySource.UNKNOWN

    @property
    def speech(self) -> str:
        """What is said of it in a voice channel; empty: nothing can be."""
        return self.aloud if self.source is ReplySource.DOCUMENT else self.aloud or self.text


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """How a language model made a reply. Holds numbers and names only, no words of people."""

    model: str
    """The model's name, as its server says."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    """Tokens as the server counted them; 0 both if it does not count."""
    first_s: float = 0.0
    """Seconds until its first word."""
    total_s: float = 0.0
    """Seconds until its last word."""
    examples: tuple[int, ...] = ()
    """The ids of the examples that the reply names or was chosen from."""
    passages: tuple[int, ...] = ()
    """The ids of the passages that it names."""
    numbers: tuple[int, ...] = ()
    """The numbers in the text of these examples, and then of these passages."""
    cut: bool = False
    """Whether the answer ended before it was whole."""
    messages: tuple[int, ...] = ()
    """The ids of the messages that follow the first one, if the answer fills several on Discord."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerExtras:
    """What goes along with an answer's words in text; `None`: nothing of the kind."""

    file: str | None = None
    """Path of an image or another file in the scope's data folder."""
    link: str | None = None
    """Address of a link button, ``https://...``."""
    link_label: str | None = None
    """What stands on it; `None`: the address' host."""
    title: str | None = None
    """Title of an embed that shows the words; `None`: they are an ordinary message."""
    colour: int | None = None
    """Colour of the embed, 0xRRGGBB."""


@dataclasses.dataclass(frozen=True, slots=True)
class NewExample:
    """An example about to be taught.

    `reply` and `label` may both be given; examples with the same label share their replies. If both are `None`, the prompt must not be
    answered. `positive=False` with a reply or label means that the prompt must never be answered with it.
    """

    prompt: str
    reply: str | None = None
    label: str | None = None
    positive: bool = True
    previous: str | None = None
    """What the bot had said before, when the example belongs to a conversation."""
    extras: AnswerExtras | None = None
    language: str | None = None
    """Language of the reply, such as ``ru``; `None`: not known."""
    origin: str | None = None
    """Link of the message or page that the reply was taken from."""
    credited_id: int | None = None
    """The person whose words the reply is, if they are not the author's."""


@dataclasses.dataclass(frozen=True, slots=True)
class NewAlternative(NewExample):
    """Another answer to a question that has one: both are one answer to the engine, and are given in turn."""

    beside: str = ""
    """The reply that it is given in turn with."""


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
    """Whether it was taught by correcting a reply, not as an example of its own."""
    previous: str | None
    source: str
    """Where it came from: ``correction``, ``text``, ``starter``, or a file's path."""
    author_id: int
    """Who taught it; 0 if that person had it made anonymous, and for the starter examples."""
    created_at: dt.datetime
    extras: AnswerExtras | None = None
    language: str | None = None
    origin: str | None = None
    credited_id: int | None = None
    """As in `NewExample`."""


def spoken(example: Example) -> str:
    """Return the text an example answers with: its reply, else its label; empty if its prompt must not be answered."""
    return example.reply or example.label or ""


def credited(example: Example, teacher_id: int) -> int | None:
    """Return whose words an example's answer is, for a person who teaches it for another question; `None`: that person's or nobody's."""
    owner = example.credited_id or example.author_id
    return owner if owner not in {0, teacher_id} else None


@dataclasses.dataclass(frozen=True, slots=True)
class Dataset:
    """A named set of examples; each scope has exactly one active one."""

    id: int
    scope_id: int
    name: str
    """The path in the data folder it was read from, or ``default`` for what is taught by hand."""
    active: bool
    examples: int
    """How many live examples it holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """One prompt and its reply, kept for a limited time so that the reply can be explained and corrected."""

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
        """Whether the prompt was said in a voice channel: then no message asked, and the message with the reply quotes it."""
        return self.prompt_message_id is None
