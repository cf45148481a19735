"""Voice calls at run time: joining and staying, who may be heard, what is said and written down.

`CallManager` holds the calls, one a guild; `CallSessions` lets people talk with the bot in them; `CallServices` is what both are made of.
"""

from __future__ import annotations

from chatterbot.calls import abilities, consents, voice_messages
from chatterbot.calls.abilities import Hearing, Speaking
from chatterbot.calls.call_status import call_status
from chatterbot.calls.consents import HEAR_ME_NOT, Consents
from chatterbot.calls.manager import CallManager
from chatterbot.calls.notices import CallNotices
from chatterbot.calls.origins import CallArrival, CallOrigin
from chatterbot.calls.register import CallRegister
from chatterbot.calls.returning import CallReturns
from chatterbot.calls.services import CallServices
from chatterbot.calls.session import CallSessions
from chatterbot.calls.speaking import MOST_SAID, AnswerSpeaker, SpokenAnswer
from chatterbot.calls.stages import CallStages
from chatterbot.calls.transcript import TranscriptMirror
from chatterbot.calls.transcription import MessageTranscriber, RecognitionState, TranscribedMessage
from chatterbot.calls.vocabulary import Vocabulary

__all__ = (
    "HEAR_ME_NOT",
    "MOST_SAID",
    "AnswerSpeaker",
    "CallArrival",
    "CallManager",
    "CallNotices",
    "CallOrigin",
    "CallRegister",
    "CallReturns",
    "CallServices",
    "CallSessions",
    "CallStages",
    "Consents",
    "Hearing",
    "MessageTranscriber",
    "RecognitionState",
    "Speaking",
    "SpokenAnswer",
    "TranscribedMessage",
    "TranscriptMirror",
    "Vocabulary",
    "abilities",
    "call_status",
    "consents",
    "voice_messages",
)
