"""The settings of hearing and speaking."""

from __future__ import annotations

import enum
import pathlib
import re
from typing import Annotated, Final

import pydantic

from chatterbot.settings.section import MEBIBYTE, Section

__all__ = ("Compute", "Device", "SpeechSettings", "named")

_PAIR: Final = re.compile(r"(?P<language>[a-z]{2,3})\s*=\s*(?P<value>\S.*)")
"""``ru=value``."""


class Device(enum.StrEnum):
    """What Whisper computes on."""

    CPU = "cpu"
    CUDA = "cuda"
    AUTO = "auto"


class Compute(enum.StrEnum):
    """Numbers Whisper computes with."""

    INT8 = "int8"
    INT8_FLOAT32 = "int8_float32"
    INT8_FLOAT16 = "int8_float16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError('must be languages\' codes of two or three small letters, as in ["en", "ru"]')
    return value


def _pair(value: str) -> str:
    if not _PAIR.fullmatch(value):
        raise ValueError('must be a list of language=value, as in ["ru=edge/ru-RU-DmitryNeural"]')
    return value


def _server(value: str) -> str:
    if value and not re.fullmatch(r"https?://\S+", value):
        raise ValueError('must be a whole address such as "http://localhost:8000/v1", or empty')
    return value.rstrip("/")


def named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``("ru=value", ...)``; the first of a language counts."""
    found: dict[str, str] = {}
    for pair in pairs:
        if match := _PAIR.fullmatch(pair):
            found.setdefault(match["language"], match["value"].strip())
    return found


class SpeechSettings(Section):
    """Hearing and speaking."""

    hear: bool = True
    """Understand voice messages and audio files (extra `speech`). Where the extra is not installed, nothing is loaded."""
    model: Annotated[str, pydantic.Field(min_length=1)] = "base"
    """Whisper model that hears: "tiny", "base", "small", "medium", "large-v3", "turbo", a folder, or a hub id. Downloaded once into
    engine.cache ("base": 145 MB) and kept in memory ("base": about 170 MB). Larger ones err less and take longer."""
    device: Device = Device.CPU
    """What the model runs on: "cpu", "cuda" (an NVIDIA card with CUDA 12), or "auto"."""
    compute: Compute = Compute.INT8
    """Numbers the model computes with: "int8" is the fastest on a processor; "float16" suits graphics cards."""
    threads: Annotated[int, pydantic.Field(ge=0, le=64)] = 0
    """Processor threads of one recognition, 0 to 64; 0: as many as there are cores, at most four."""
    languages: tuple[Annotated[str, pydantic.AfterValidator(_language)], ...] = ("en", "ru")
    """Languages that are spoken, by their codes: each recording is taken for one of these. Empty: any of Whisper's hundred, which it
    confuses more often."""
    server: Annotated[str, pydantic.AfterValidator(_server), pydantic.Field(repr=False)] = ""
    """Address of an OpenAI-compatible transcription server ("http://localhost:8000/v1") to hear instead of a model in the bot; the
    recordings are sent there. speech.model is then the server's name of its model. Empty: none."""
    server_key: pydantic.SecretStr | None = None
    """The key of that server, if it wants one. A secret: keep it in .env."""
    listen_timeout: Annotated[float, pydantic.Field(ge=1, le=3600)] = 120.0
    """Seconds to wait for half a minute of speech to be recognised, 1 to 3600; a model that is being downloaded counts."""
    turn_model: str = ""
    """An ONNX file of Smart Turn v3, which tells from the intonation whether somebody in a voice channel has finished: answers come
    earlier, and rarely into a pause. Empty: pauses alone tell, and what was said so far."""
    max_file: Annotated[pydantic.ByteSize, pydantic.Field(ge=1024, le=500 * MEBIBYTE)] = pydantic.ByteSize(
        25 * MEBIBYTE
    )
    """Largest recording that is downloaded, in bytes or as "25 MiB"; 1 KiB to 500 MiB. It is held in memory while it is read."""
    max_seconds: Annotated[int, pydantic.Field(ge=1, le=36_000)] = 600
    """Longest recording that is listened to, in seconds, 1 to 36000. Ten minutes take one to two minutes on two cores."""
    max_files: Annotated[int, pydantic.Field(ge=1, le=10)] = 4
    """Recordings of one message that are listened to, 1 to 10 (as many as a message can have)."""
    speak: bool = True
    """Speak: voice messages, /say, reading aloud."""
    edge: bool = True
    """Speak with the voices of Microsoft Edge's read-aloud service (extra `speech`): natural, free of charge, over 300. The text that is
    spoken is sent to Microsoft. false: only voices on this machine speak."""
    local_first: bool = False
    """Speak with a voice on this machine where there is one for the language, and with the online ones only where not."""
    voices: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Voice of each language, as in ["en=edge/en-GB-RyanNeural", "ru=piper/ru_RU-irina-medium"]; `chatterbot speak --voices` lists them.
    Each server can choose its own in /settings."""
    piper: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Piper voices on this machine (extra `piper`), as in ["ru=voices/ru_RU-irina-medium.onnx"], each with its .onnx.json beside it. A
    relative path starts at the folder the program is started in."""
    programs: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Other programs that speak, as in ["ru=RHVoice-test -p anna -o -"]: they get the text on standard input (or in place of {text})
    and give WAV on standard output."""
    espeak: bool = True
    """Speak with espeak-ng, where it is installed, when nothing else can: every language, like a robot."""
    rate: Annotated[float, pydantic.Field(ge=0.5, le=2)] = 1.0
    """How fast to speak, 0.5 to 2; 1 is each voice's own speed."""
    cache_size: Annotated[pydantic.ByteSize, pydantic.Field(ge=0)] = pydantic.ByteSize(200 * MEBIBYTE)
    """Most disk space for spoken answers, in bytes or as "200 MiB" (nine hours); said again, they start at once. 0 keeps none."""
    cache: pathlib.Path = pathlib.Path("speech")
    """Folder for spoken answers; a relative path starts at the data folder."""
    first_sound: Annotated[float, pydantic.Field(ge=0.5, le=30)] = 2.5
    """Seconds the online service may take until its first sound, 0.5 to 30; then the next voice speaks."""
    prefill: bool = True
    """In servers where the bot speaks, have taught answers spoken in advance, in the background, so that they start at once."""
