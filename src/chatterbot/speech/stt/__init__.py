"""Speech to text: Whisper on this machine or on a server, for live speech and for files.

`Recogniser` recognises speech in a call, `FileTranscriber` recognises a file, `choose_keyterms` picks the names that may
be said, and `choose_topic_words` the words that questions are about.
"""

from __future__ import annotations

from chatterbot.speech.stt.file_transcriber import FileTranscriber
from chatterbot.speech.stt.keyterms import choose_keyterms
from chatterbot.speech.stt.local import SttOptions
from chatterbot.speech.stt.model_hub import Download, find_here, place
from chatterbot.speech.stt.onnx_models import find_here as find_onnx_here
from chatterbot.speech.stt.onnx_models import is_named as is_onnx
from chatterbot.speech.stt.onnx_models import place as place_onnx
from chatterbot.speech.stt.recogniser import Recogniser, SpeechToText
from chatterbot.speech.stt.topic_words import choose_topic_words

__all__ = (
    "Download",
    "FileTranscriber",
    "Recogniser",
    "SpeechToText",
    "SttOptions",
    "choose_keyterms",
    "choose_topic_words",
    "find_here",
    "find_onnx_here",
    "is_onnx",
    "place",
    "place_onnx",
)
