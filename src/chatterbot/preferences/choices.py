"""What a scope can choose: the values, and how many of each."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Final

__all__ = (
    "DAYS_OF_MIRROR",
    "LONGEST_MODEL",
    "LONGEST_NAME",
    "LONGEST_VOICE",
    "MOST_CHANNELS",
    "MOST_DAYS",
    "MOST_MINUTES",
    "MOST_NAMES",
    "MOST_OVERRIDES",
    "MOST_ROLES",
    "MOST_VOICES",
    "SHORTEST_NAME",
    "AnswerMode",
    "CallMode",
    "ChannelOverride",
    "ChoiceMode",
    "GuildPreferences",
    "ModelMode",
    "TalkMode",
    "TeacherMode",
)

MOST_CHANNELS: Final = 200
"""Most channels in a scope's list. Discord has at most 500 in a guild; `AnswerMode.EVERYWHERE` covers them all."""

MOST_VOICES: Final = 100
"""Most languages with a voice of their own: more than are spoken in one scope."""
LONGEST_VOICE: Final = 100
"""Most characters of a voice's id: as many as a choice on Discord can have."""

MOST_NAMES: Final = 10
"""Most further names of the bot: each is searched for in everything that is said."""
SHORTEST_NAME: Final = 2
"""Fewest characters of a name: a single letter would be found in almost everything that is said."""
LONGEST_MODEL: Final = 200
"""Most characters of a model's name: as many as the database keeps."""
LONGEST_NAME: Final = 32
"""Most characters of a name: as many as a name on Discord can have."""
MOST_DAYS: Final = 30
"""Most days that spoken exchanges are kept: a wrong answer has been noticed by then."""
DAYS_OF_MIRROR: Final = 1
"""Fewest days that spoken exchanges are kept where they are written into the chat: the buttons below them need the record."""
MOST_ROLES: Final = 25
"""Most teacher roles: as many as a menu on Discord takes."""
MOST_OVERRIDES: Final = 100
"""Most channels and categories with settings of their own; each is at most 200 bytes in the database."""
MOST_MINUTES: Final = 7 * 24 * 60
"""Most minutes between two pings of the helpers' role: a week."""


class AnswerMode(enum.StrEnum):
    """Which messages the bot answers."""

    ADDRESSED = "addressed"
    """Messages that mention it or reply to it."""
    CHANNELS = "channels"
    """Also every message in the chosen channels."""
    EVERYWHERE = "everywhere"
    """Every message it can read."""


class CallMode(enum.StrEnum):
    """Which replies are also spoken in voice channels."""

    NEVER = "never"
    PRESENT = "present"
    """Replies to people in the voice channel that the bot was called into."""
    COME = "come"
    """Replies to people in any voice channel: the bot joins it by itself."""


class TalkMode(enum.StrEnum):
    """Which spoken sentences the bot answers in its voice channel."""

    NEVER = "never"
    """None: it does not listen."""
    CALLED = "called"
    """Those of a person who is alone with it, calls it by its name, or follows up on its answer."""
    FITTING = "fitting"
    """Also those so close to something taught that they are hardly meant for anyone else."""


class TeacherMode(enum.StrEnum):
    """Who may teach."""

    AUTO = "auto"
    """Everyone in a small server; in a larger one as `TEACHERS`."""
    EVERYONE = "everyone"
    TEACHERS = "teachers"
    """People with one of the teacher roles, and those who may manage the server; others may propose."""
    MANAGERS = "managers"
    """People with the permission Manage Server."""


class ChoiceMode(enum.StrEnum):
    """What is learned when a person who may not teach chooses what they meant, under "Did you mean"."""

    OFF = "off"
    """Nothing, also from teachers unless they say so: it is only answered."""
    ASK = "ask"
    """A proposal waits for a teacher; who may teach teaches at once by choosing."""
    VOTES = "votes"
    """As `ASK`; and what some people chose alike is learned without a teacher."""


class ModelMode(enum.StrEnum):
    """What a language model may write, where the operator configured one."""

    OFF = "off"
    """Nothing: it is never asked."""
    TAUGHT = "taught"
    """It is asked where taught answers are near, but none is sure; where nothing is near, the bot says that it does not know."""
    GROUNDED = "grounded"
    """It also answers from passages of documents and examples that are farther away, and from nothing else."""
    OPEN = "open"
    """It also answers from its general knowledge; such answers say so."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOverride:
    """What holds in one channel, or in all channels of a category, in place of the server's settings; `None`: as in the server."""

    answers: bool | None = None
    """Whether every message there is answered; `False`: none, even if it addresses the bot."""
    dataset: str | None = None
    """Name of the dataset that answers there."""
    strictness: float | None = None
    """As `GuildPreferences.strictness`."""
    voice: bool | None = None
    """Whether the bot comes into this voice channel, and answers there."""
    model: ModelMode | None = None
    """As `GuildPreferences.model`."""


@dataclasses.dataclass(frozen=True, slots=True)
class GuildPreferences:
    """The settings of one scope; the defaults are those of a scope that has chosen nothing."""

    language: str | None = None
    """Language of ordinary replies, such as ``en`` or ``pt-BR``; `None`: the operator's setting."""
    answers_in: AnswerMode = AnswerMode.ADDRESSED
    channels: frozenset[int] = frozenset()
    """The channels of `AnswerMode.CHANNELS`."""
    strictness: float | None = None
    """Share of right answers given up to hold wrong ones back, in (0, 0.5); `None`: the operator's setting."""
    speak: bool = False
    """Whether a spoken version is sent after replies."""
    voice_answers: bool = True
    """Whether it is sent after replies to voice messages, even if `speak` is off."""
    voices: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """The id of the voice (`speech.tts.VoiceInfo`) for each language code; other languages: the operator's setting."""
    calls: CallMode = CallMode.PRESENT
    teachers: TeacherMode = TeacherMode.AUTO
    choices: ChoiceMode = ChoiceMode.ASK
    """What is learned from what people choose under "Did you mean"."""
    talk: TalkMode = TalkMode.FITTING
    wake_names: tuple[str, ...] = ()
    """Names the bot answers to in voice channels, besides its own."""
    mirror: bool = False
    """Whether the voice channel's chat gets a transcript: who said what, and what was answered."""
    transcripts_kept: int = 0
    """Days that spoken exchanges are kept, so that they can be corrected; 0: they are not kept."""
    teacher_roles: frozenset[int] = frozenset()
    """The roles of `TeacherMode.TEACHERS`."""
    log_channel: int | None = None
    """Where each change of what is taught is posted; `None`: nowhere."""
    digest_channel: int | None = None
    """Where the week's unanswered questions are posted; `None`: nowhere."""
    show_askers: bool = False
    """Whether managers see who asked the questions that were not answered."""
    documents: bool = True
    """Whether imported documents are quoted where no taught answer is sure."""
    handover_channel: int | None = None
    """Where questions are handed over to people; `None`: nowhere."""
    handover_role: int | None = None
    """The role that is pinged there; `None`: none."""
    handover_every: int = 60
    """Minutes that pass at least between two pings of that role."""
    model: ModelMode = ModelMode.TAUGHT
    """What a language model may write."""
    model_name: str | None = None
    """Which of the models that the operator allows, or that were fine-tuned here; `None`: the operator's setting."""
    model_reads_channel: bool = False
    """Whether the model is given the latest messages of the channel, and not only those that belong to the conversation."""
    overrides: Mapping[int, ChannelOverride] = dataclasses.field(default_factory=dict[int, ChannelOverride])
    """What holds elsewhere in single channels and categories, by their ids."""
