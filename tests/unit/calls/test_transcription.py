"""How it is told what was heard."""

from __future__ import annotations

import types
from typing import Any, cast

import pytest

from chatterbot import errors
from chatterbot.calls import transcription
from chatterbot.calls.transcription import MessageTranscriber, TranscribedFile, TranscribedMessage
from chatterbot.catalogue import Catalogue
from chatterbot.discord import error_messages
from chatterbot.discord.localization import Translator
from chatterbot.speech.types import Segment, Transcript

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
WORDS = Translator(CATALOGUE, "en")


def transcript(text: str, *segments: Segment) -> Transcript:
    return Transcript(text, "en", 0.9, 3.0, 0.2, segments=segments)


def attachment(name: str, kind: str | None) -> Any:
    return types.SimpleNamespace(filename=name, media_type=kind)


@pytest.mark.parametrize(
    ("name", "kind", "without_videos", "with_videos"),
    [
        ("a.ogg", "audio/ogg", True, True),
        ("a.bin", "audio/mpeg; codecs=mp3", True, True),
        ("a.webm", "video/webm", False, True),
        ("a.MP3", None, True, True),
        ("a.m4a", "application/octet-stream", True, True),
        ("a.ogg", "application/ogg", True, True),
        ("a.png", "image/png", False, False),
        ("mp3.txt", "text/plain", False, False),
        ("a.mp3", "text/plain", False, False),
    ],
)
def test_what_counts_as_a_sound(name: str, kind: str | None, without_videos: bool, with_videos: bool) -> None:
    assert transcription.is_sound(attachment(name, kind), videos=False) is without_videos
    assert transcription.is_sound(attachment(name, kind), videos=True) is with_videos


def test_one_recording_is_a_quote() -> None:
    heard = TranscribedMessage((TranscribedFile("voice-message.ogg", transcript("What is\nlove?")),))
    assert heard.told(WORDS) == ("> 🎙️ What is love?", [])
    assert heard.text == "What is\nlove?"
    assert heard.language == "en"


def test_several_are_named() -> None:
    silent = errors.InvalidInputError("error-audio-silent", name="b.wav")
    heard = TranscribedMessage(
        (TranscribedFile("a`.wav", transcript("One.")), TranscribedFile("b.wav", problem=silent)), left_out=3
    )
    text, files = heard.told(WORDS)
    assert text.split("\n") == [
        "> 🎙️ `aˋ.wav`: One.",
        "⚠️ There is nothing to hear in `b.wav`: it is silent.",
        "-# I listened to the first 2 files only.",
    ]
    assert files == []


def test_what_was_said_formats_nothing_and_mentions_nobody() -> None:
    text, _ = TranscribedMessage(
        (TranscribedFile("a.ogg", transcript("**bold** <@1> ||x|| `c` _u_ ~s~ > q \\")),)
    ).told(WORDS)
    assert text == r"> 🎙️ \*\*bold\*\* \<@1\> \|\|x\|\| \`c\` \_u\_ \~s\~ \> q " + "\\\\"


async def test_a_long_one_is_cut_and_comes_whole_as_a_file() -> None:
    said = "word " * 1000
    segments = (Segment(0.0, 30.0, "first"), Segment(65.2, 90.0, " second "))
    heard = TranscribedMessage((TranscribedFile("a.ogg", transcript(said, *segments)),))
    text, (file,) = heard.told(WORDS)
    assert len(text) < 1600
    assert text.endswith("word …")
    assert cast("bytes", file.data).decode() == "[0:00] first\n[1:05] second\n"


def test_ten_long_ones_still_fit_into_a_message() -> None:
    heard = TranscribedMessage(tuple(TranscribedFile(f"{number}.ogg", transcript("*" * 4000)) for number in range(10)))
    assert len(heard.told(WORDS)[0]) <= 2000


def test_a_message_is_listened_to_once() -> None:
    ears = MessageTranscriber(None, most_files=4, languages=())
    assert ears.first(7)
    assert not ears.first(7)
    for number in range(100, 100 + transcription.REMEMBERED):
        assert ears.first(number)
    assert ears.first(7)  # long ago


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            errors.InvalidInputError("error-audio-too-long", name="a.mp3", seconds=3725.4, limit=600),
            "`a.mp3` длится 62 мин 5 с, а я слушаю не дольше 10 мин.",
        ),
        (
            errors.InvalidInputError("error-audio-too-large", name="a.mp3", size=3 * 2**20, limit=2**20),
            "Размер `a.mp3` — 3 МиБ, а я слушаю файлы до 1 МиБ.",
        ),
        (errors.SpeechToTextError("for the log"), "Сейчас не могу послушать"),
        (errors.TextToSpeechError("for the log"), "Сейчас не могу говорить"),
    ],
)
def test_problems_in_russian(error: errors.ChatterbotError, said: str) -> None:
    assert error_messages.explain(error, Translator(CATALOGUE, "ru")).startswith(said)
