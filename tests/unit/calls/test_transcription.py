"""How it is told what was heard."""

from __future__ import annotations

import asyncio
import contextlib
import types
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest

from chatterbot import errors
from chatterbot.admission import AdmissionLimits, Requester
from chatterbot.calls import transcription
from chatterbot.calls.transcription import MessageTranscriber, TranscribedFile, TranscribedMessage
from chatterbot.catalogue import Catalogue
from chatterbot.discord import attachments, error_messages
from chatterbot.discord.localization import Translator
from chatterbot.speech.codecs.decoding import DecodingLimits
from chatterbot.speech.types import Segment, Transcript

pytestmark = pytest.mark.unit

CATALOGUE = Catalogue.load()
LIMITS = AdmissionLimits(
    running=3, open=8, open_by_scope=6, open_by_person=3, running_by_person=1, long_cost=60, amount=100_000_000
)
TOWN = 100
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
def test_recordings_are_told_by_type_and_name(
    name: str, kind: str | None, without_videos: bool, with_videos: bool
) -> None:
    assert transcription.is_sound(attachment(name, kind), videos=False) is without_videos
    assert transcription.is_sound(attachment(name, kind), videos=True) is with_videos


def test_one_recording_is_shown_as_a_quotation() -> None:
    heard = TranscribedMessage((TranscribedFile("voice-message.ogg", transcript("What is\nlove?")),))
    assert heard.told(WORDS) == ("> 🎙️ What is love?", [])
    assert heard.text == "What is\nlove?"
    assert heard.language == "en"


def test_several_recordings_are_shown_with_their_names() -> None:
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


def test_a_transcript_never_becomes_markup_or_a_mention() -> None:
    text, _ = TranscribedMessage(
        (TranscribedFile("a.ogg", transcript("**bold** <@1> ||x|| `c` _u_ ~s~ > q \\")),)
    ).told(WORDS)
    assert text == r"> 🎙️ \*\*bold\*\* \<@1\> \|\|x\|\| \`c\` \_u\_ \~s\~ \> q " + "\\\\"


async def test_a_long_transcript_is_cut_and_attached_as_a_file() -> None:
    said = "word " * 1000
    segments = (Segment(0.0, 30.0, "first"), Segment(65.2, 90.0, " second "))
    heard = TranscribedMessage((TranscribedFile("a.ogg", transcript(said, *segments)),))
    text, (file,) = heard.told(WORDS)
    assert len(text) < 1600
    assert text.endswith("word …")
    assert cast("bytes", file.data).decode() == "[0:00] first\n[1:05] second\n"


def test_ten_long_transcripts_fit_into_a_message() -> None:
    heard = TranscribedMessage(tuple(TranscribedFile(f"{number}.ogg", transcript("*" * 4000)) for number in range(10)))
    assert len(heard.told(WORDS)[0]) <= 2000


def test_a_message_is_first_only_once() -> None:
    ears = MessageTranscriber(None, most_files=4, languages=(), limits=LIMITS)
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
def test_problems_are_shown_in_russian(error: errors.ChatterbotError, said: str) -> None:
    assert error_messages.explain(error, Translator(CATALOGUE, "ru")).startswith(said)


@pytest.fixture(autouse=True)
def downloads_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recordings below have their sound in memory."""
    monkeypatch.setattr(attachments, "downloaded", Recording.stream)


class Recording:
    """A recording as Discord describes it, which counts how often it is downloaded."""

    def __init__(self, size: int, duration: float | None = None) -> None:
        self.filename = f"{size}.ogg"
        self.size = size
        self.duration = duration
        self.downloads = 0

    @contextlib.asynccontextmanager
    async def stream(self) -> AsyncGenerator[AsyncGenerator[bytes]]:
        self.downloads += 1

        async def chunks() -> AsyncGenerator[bytes]:
            yield b"sound"

        yield chunks()


class Listener:
    """In place of `FileTranscriber`: it understands a recording when `go` is set."""

    def __init__(self) -> None:
        self.limits = DecodingLimits()
        self.go = asyncio.Event()
        self.begun: list[str] = []
        self.began = asyncio.Event()

    async def prepare(self) -> None:
        pass

    async def transcribe(self, data: bytes, name: str, **_: Any) -> Transcript:
        assert data == b"sound"
        self.begun.append(name)
        self.began.set()
        await self.go.wait()
        return transcript(name)


def listening(listener: Listener, limits: AdmissionLimits = LIMITS) -> MessageTranscriber:
    return MessageTranscriber(cast("Any", listener), most_files=4, languages=(), limits=limits)


def hearing(ears: MessageTranscriber, sound: Recording, person: int, scope: int | None = None) -> asyncio.Task[Any]:
    requester = Requester(person if scope is None else scope, person)
    return asyncio.create_task(ears.hear([cast("Any", sound)], requester))


async def test_a_person_who_sends_many_recordings_is_refused_and_none_that_waits_is_downloaded() -> None:
    ears = listening(listener := Listener())
    long = [Recording(1_200_000, 590.0) for _ in range(40)]
    tasks = [hearing(ears, sound, 7) for sound in long]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await listener.began.wait()
    assert len(waiting) == 3
    refusals = [task.exception() for task in done]
    assert {str(refusal) for refusal in refusals} == {"error-recordings-busy {'waiting': 3}"}
    assert sum(sound.downloads for sound in long) == 1
    listener.go.set()
    assert [(await task).text for task in waiting] == ["1200000.ogg"] * 3


async def test_a_short_recording_does_not_wait_for_long_ones() -> None:
    ears = listening(listener := Listener())
    long = [hearing(ears, Recording(1_200_000, 590.0), person) for person in (7, 8)]
    await listener.began.wait()
    short = hearing(ears, Recording(9_000, 2.0), 9)
    while "9000.ogg" not in listener.begun:
        listener.began.clear()
        await listener.began.wait()
    assert listener.begun == ["1200000.ogg", "9000.ogg"]
    listener.go.set()
    await asyncio.gather(short, *long)


async def test_a_recording_is_not_shorter_because_its_message_says_so() -> None:
    ears = listening(listener := Listener())
    first = hearing(ears, Recording(1_200_000, 1.0), 7)
    await listener.began.wait()
    second = hearing(ears, Recording(1_200_000, 1.0), 8)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert listener.begun == ["1200000.ogg"]  # the other places are for short ones and servers
    listener.go.set()
    await asyncio.gather(first, second)


async def test_recordings_that_need_too_much_memory_together_are_transcribed_one_after_the_other() -> None:
    ears = listening(listener := Listener(), AdmissionLimits(4, 8, 8, 8, amount=100_000_000))
    tasks = [hearing(ears, Recording(1_200_000, 590.0), person, TOWN) for person in (7, 8)]
    await listener.began.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(listener.begun) == 1
    listener.go.set()
    await asyncio.gather(*tasks)


async def test_a_person_who_no_longer_waits_leaves_their_place() -> None:
    ears = listening(listener := Listener())
    first, second, third = (hearing(ears, Recording(1_200_000, 590.0), 7, TOWN) for _ in range(3))
    await listener.began.wait()
    for task in (first, second):
        task.cancel()
    await asyncio.wait([first, second])
    listener.go.set()
    assert (await third).text == "1200000.ogg"
