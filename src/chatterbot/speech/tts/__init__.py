"""Text to speech: online and local voices, a cache of their sound, and the preparation of text for speech.

`Speaker` reads a text aloud with the first voice that works; `WordTiming` says which of its words have been heard.
"""

from __future__ import annotations

from chatterbot.speech.tts.edge import EdgeOptions, SharedConnector
from chatterbot.speech.tts.language_detection import detect_language
from chatterbot.speech.tts.options import TtsOptions
from chatterbot.speech.tts.piper import PIPER
from chatterbot.speech.tts.piper_catalog import HubVoice
from chatterbot.speech.tts.piper_catalog import find as find_piper_voices
from chatterbot.speech.tts.piper_catalog import looks_like_a_name as is_piper_name
from chatterbot.speech.tts.piper_hub import PiperHub
from chatterbot.speech.tts.program import ESPEAK, ProgramOptions
from chatterbot.speech.tts.server import ServerVoiceOptions
from chatterbot.speech.tts.speaker import Speaker
from chatterbot.speech.tts.voices import EDGE, Gender, VoiceInfo, language_of
from chatterbot.speech.tts.word_timing import WordTiming

__all__ = (
    "EDGE",
    "ESPEAK",
    "PIPER",
    "EdgeOptions",
    "Gender",
    "HubVoice",
    "PiperHub",
    "ProgramOptions",
    "ServerVoiceOptions",
    "SharedConnector",
    "Speaker",
    "TtsOptions",
    "VoiceInfo",
    "WordTiming",
    "detect_language",
    "find_piper_voices",
    "is_piper_name",
    "language_of",
)
