"""What spoken conversations are made of, in one object."""

from __future__ import annotations

import dataclasses

import hikari

from chatterbot.calls.consents import Consents
from chatterbot.calls.manager import CallManager
from chatterbot.calls.returning import CallReturns
from chatterbot.calls.speaking import AnswerSpeaker
from chatterbot.calls.transcript import TranscriptMirror
from chatterbot.calls.transcription import MessageTranscriber
from chatterbot.calls.vocabulary import Vocabulary
from chatterbot.conversation import Conversation
from chatterbot.dialogue import StageTimes
from chatterbot.discord import Languages
from chatterbot.preferences import Preferences
from chatterbot.proposals import Choices, Proposals
from chatterbot.store import MemoryLimitStore

__all__ = ("CallServices",)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallServices:
    """The services a voice call uses."""

    bot: hikari.GatewayBot
    """For the bot's names, to know where people are, and to write with."""
    languages: Languages
    conversation: Conversation
    preferences: Preferences
    memory_limits: MemoryLimitStore
    """What a language model is not given of what was said before."""
    consents: Consents
    """Who may be heard."""
    vocabulary: Vocabulary
    """Names and terms to expect, answers to have ready."""
    hearing: MessageTranscriber
    speaking: AnswerSpeaker
    calls: CallManager
    call_returns: CallReturns
    """Brings the bot back into its calls after a restart."""
    mirror: TranscriptMirror
    """Writes down what was said, where that is wanted."""
    proposals: Proposals
    """Changes proposed aloud, for people who may teach to decide on."""
    choices: Choices
    """Learns from what people choose when they are asked what they meant."""
    stage_times: StageTimes
    """How long the parts of spoken answers took."""
