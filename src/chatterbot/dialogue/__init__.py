"""A spoken conversation of several people: whose turn it is, who is meant, and what interrupts the bot.

`DialogueSession` is the conversation of one call. It is given an `Assistant` that knows the answers and an `AudioOutput` that says them
(`interfaces`), and knows neither Discord nor the database.
"""

from __future__ import annotations

from chatterbot.dialogue.addressing import WakeNames
from chatterbot.dialogue.commands import Act, Command
from chatterbot.dialogue.common_words import WORDS as COMMON_WORDS
from chatterbot.dialogue.interfaces import Hints, Phrase, SpokenComposition, SpokenExchange, SpokenSuggestion
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueSession
from chatterbot.dialogue.sound_alikes import SoundAlikes
from chatterbot.dialogue.speech_handle import Sound, SpeechHandle

__all__ = (
    "COMMON_WORDS",
    "Act",
    "Command",
    "DialogueOptions",
    "DialogueSession",
    "Hints",
    "Phrase",
    "Sound",
    "SoundAlikes",
    "SpeechHandle",
    "SpokenComposition",
    "SpokenExchange",
    "SpokenSuggestion",
    "Stage",
    "StageTimes",
    "WakeNames",
)
