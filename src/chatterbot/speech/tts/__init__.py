"""Text to speech: online and local voices, a cache of their sound, and the preparation of text for speech.

`Speaker` reads a text aloud with the first voice that works; `WordTiming` says which of its words have been heard.
"""

from __future__ import annotations

from chatterbot.speech.tts.edge import EdgeOptions, SharedConnector
from chatterbot.speech.tts.language_detection import detect_language
from chatterbot.speech.tts.options import TtsOptions
from chatterbot.speech.tts.piper import PIPER
from chatterbot.speech.tts.program import ESPEAK, ProgramOptions
from chatterbot.speech.tts.speaker import Speaker
from chatterbot.speech.tts.voices import EDGE, Gender, VoiceInfo
from chatterbot.speech.tts.word_timing import WordTiming

__all__ = (
    "EDGE",
    "ESPEAK",
    "PIPER",
    "EdgeOptions",
    "Gender",
    "ProgramOptions",
    "SharedConnector",
    "Speaker",
    "TtsOptions",
    "VoiceInfo",
    "WordTiming",
    "detect_language",
)
