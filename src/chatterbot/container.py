"""All services of the running bot in one object: the second argument of every handler."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import TYPE_CHECKING

from chatterbot.admission import Admission
from chatterbot.browsing import Browsing
from chatterbot.calls import CallServices
from chatterbot.comparing import Comparison
from chatterbot.datasets import DatasetLimits
from chatterbot.digest import WeeklyDigest
from chatterbot.discord import (
    AccessControl,
    ChangeLog,
    CommandIds,
    CommandRegistry,
    Cooldowns,
    Entrance,
    ErrorCounts,
    HelpThreads,
    InflightRequests,
    MessageQueues,
    PrefixCommands,
    ReplyTimes,
    RichAnswers,
    RunningAnswers,
    Scenes,
    TurnLookup,
)
from chatterbot.engine import ReplyEngine
from chatterbot.files import DataFolder
from chatterbot.finetune_messages import FineTuneMessages
from chatterbot.finetuning import FineTuning
from chatterbot.gaps import Gaps
from chatterbot.generation import ModelTerms
from chatterbot.handover import Handovers
from chatterbot.importing import Importer
from chatterbot.llm import LanguageModel, ModelHealth
from chatterbot.personas import Personas
from chatterbot.pictures import Painter
from chatterbot.privacy import Privacy
from chatterbot.store import Store
from chatterbot.teaching import Editing, Teaching

if TYPE_CHECKING:
    from chatterbot.backups import BackupRotation  # its libraries cost each start 15 ms

__all__ = ("Container", "OperatorOptions")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OperatorOptions:
    """What the operator set that commands speak of or keep to."""

    prefix: str
    """What text commands begin with; empty: there are none."""
    message_content: bool
    """Whether the bot may read messages that are not addressed to it."""
    turns_kept: int
    """Days for which exchanges are kept."""
    instruction_folders: tuple[pathlib.Path, ...]
    """Where the files of /instruction are looked for, in this order."""
    uploads: DatasetLimits
    """How large files may be that people send."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Container(CallServices):
    """Every service that a command, button, form or listener may use. Built once, by `app.lifespan`.

    The services of voice calls are in `CallServices`, which this adds to.
    """

    options: OperatorOptions
    store: Store
    engine: ReplyEngine
    access: AccessControl
    """Who may propose, teach and manage."""
    teaching: Teaching
    editing: Editing
    browsing: Browsing
    importer: Importer
    privacy: Privacy
    gaps: Gaps
    """What was asked and not answered."""
    digest: WeeklyDigest
    backups: BackupRotation | None
    """Makes backups; `None` where no folder is set for them."""
    change_log: ChangeLog
    """Posts changes in the channel that a guild chose for them."""
    files: DataFolder
    transfers: Admission
    """Admits files to be received and sent: each is held in memory meanwhile."""
    painter: Painter
    commands: CommandRegistry
    """All commands, for /help."""
    command_ids: CommandIds
    """To mention commands in a text."""
    prefix_commands: PrefixCommands
    entrance: Entrance
    """Who may use the bot, and how much in a minute."""
    failures: ErrorCounts
    """How many requests ended in an error."""
    inflight: InflightRequests
    """Requests under way, which a shutdown lets finish."""
    queues: MessageQueues
    """The order of messages in each channel."""
    handovers: Handovers
    finetuning: FineTuning
    """Jobs on the language model's server that train a model."""
    finetune_messages: FineTuneMessages
    comparison: Comparison
    """Engine, model and fine-tuned model, asked the same questions."""
    threads: HelpThreads
    """In which threads people are answering each other."""
    cooldowns: Cooldowns
    """When the bot last said what it does not say again at once."""
    rich_answers: RichAnswers
    """Prepares what is sent along with answers: files, links, embeds."""
    running_answers: RunningAnswers
    """The answers that a language model is writing in text."""
    turns: TurnLookup
    """Finds the exchange that a person points at."""
    personas: Personas
    """How a language model is to speak in each place."""
    scenes: Scenes
    """Finds what a language model is told beside a question."""
    model: LanguageModel | None
    """The language model; `None`: none is configured."""
    model_health: ModelHealth | None
    """How its server is; `None`: none is configured."""
    model_terms: ModelTerms | None
    """What the operator set about it; `None`: there is none."""
    reply_times: ReplyTimes
