"""The settings of speech recognition and voices."""

from __future__ import annotations

import enum
import pathlib
import re
from typing import Annotated, Final

import pydantic

from chatterbot.settings.section import LANGUAGE_CODE, MEBIBYTE, Section

__all__ = ("Compute", "Device", "SpeechSettings", "named")

_PAIR: Final = re.compile(r"(?P<language>[a-z]{2,3})\s*=\s*(?P<value>\S.*)")
"""``ru=value``."""


class Device(enum.StrEnum):
    """The device Whisper runs on."""

    CPU = "cpu"
    CUDA = "cuda"
    AUTO = "auto"


class Compute(enum.StrEnum):
    """The number format Whisper computes with."""

    INT8 = "int8"
    INT8_FLOAT32 = "int8_float32"
    INT8_FLOAT16 = "int8_float16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


def _language(value: str) -> str:
    if not LANGUAGE_CODE.fullmatch(value):
        raise ValueError('must be language codes of two or three small letters, as in ["en", "ru"]')
    return value


def _pair(value: str) -> str:
    if not _PAIR.fullmatch(value):
        raise ValueError('must be a list of language=value, as in ["ru=edge/ru-RU-DmitryNeural"]')
    return value


def _server(value: str) -> str:
    if value and not re.fullmatch(r"https?://\S+", value):
        raise ValueError('must be a whole address such as "http://localhost:8000/v1", or empty')
    return value.rstrip("/")


def _source(value: str) -> str:
    if not re.fullmatch(r"https?://\S+", value):
        raise ValueError('must be a whole address such as "https://example.com/piper-voices"')
    return value.rstrip("/")


def named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return the value of each language from ``("ru=value", ...)``; if a language has several, the first one counts."""
    found: dict[str, str] = {}
    for pair in pairs:
        if match := _PAIR.fullmatch(pair):
            found.setdefault(match["language"], match["value"].strip())
    return found


class SpeechSettings(Section):
    """Speech recognition and voices."""

    hear: bool = True
    """Understand voice messages and audio files (extra `speech`). If the extra is not installed, nothing is loaded."""
    model: Annotated[str, pydantic.Field(min_length=1)] = "base"
    """Whisper model for speech recognition: "tiny", "base", "small", "medium", "large-v3", "turbo", a folder, or a hub ID; or
    "onnx:gigaam-v3-e2e-ctc" and the like (extra `onnx-asr`, docs/speech.md). Downloaded once into engine.cache ("base": 145 MB) and kept in
    memory ("base": about 170 MB). Larger models make fewer mistakes and take longer."""
    device: Device = Device.CPU
    """Device the model runs on: "cpu", "cuda" (an NVIDIA card with CUDA 12), or "auto"."""
    compute: Compute = Compute.INT8
    """Number format the model computes with: "int8" is the fastest on a CPU; "float16" suits graphics cards."""
    threads: Annotated[int, pydantic.Field(ge=0, le=64)] = 0
    """CPU threads for one recognition, 0 to 64; 0: one per core, at most four."""
    languages: tuple[Annotated[str, pydantic.AfterValidator(_language)], ...] = ("en", "ru")
    """Codes of the languages people speak: each recording is assumed to be in one of them. Empty: any of Whisper's hundred languages, which
    it confuses more often."""
    server: Annotated[str, pydantic.AfterValidator(_server), pydantic.Field(repr=False)] = ""
    """URL of an OpenAI-compatible transcription server ("http://localhost:8000/v1") to use instead of a model in the bot; recordings are
    sent there. speech.model is then the name of the model on that server. Empty: none."""
    server_key: pydantic.SecretStr | None = None
    """The API key of that server, if it needs one. A secret: keep it in .env."""
    listen_timeout: Annotated[float, pydantic.Field(ge=1, le=3600)] = 120.0
    """Seconds to wait for the recognition of half a minute of speech, 1 to 3600; this includes the download of a model."""
    turn_model: str = ""
    """ONNX file of Smart Turn v3, which tells from the intonation whether somebody in a voice channel has finished speaking; "pipecat": the
    one in the installed package pipecat-ai. Empty: the end is recognised by pauses and by what was said so far, which is nearly as good."""
    max_file: Annotated[pydantic.ByteSize, pydantic.Field(ge=1024, le=500 * MEBIBYTE)] = pydantic.ByteSize(
        25 * MEBIBYTE
    )
    """Largest recording that is downloaded, in bytes or as "25 MiB"; 1 KiB to 500 MiB. It is held in memory while it is read."""
    max_seconds: Annotated[int, pydantic.Field(ge=1, le=36_000)] = 600
    """Longest recording that is transcribed, in seconds, 1 to 36000. Ten minutes take one to two minutes on two cores."""
    max_files: Annotated[int, pydantic.Field(ge=1, le=10)] = 4
    """Most recordings per message that are transcribed, 1 to 10 (a message can have at most ten)."""
    voice_server: Annotated[str, pydantic.AfterValidator(_server), pydantic.Field(repr=False)] = ""
    """URL of an OpenAI-compatible speech server ("http://localhost:8880/v1") that speaks before all other voices; what the bot says is sent
    there. Needs voice_server_voices. Empty: none."""
    voice_server_key: pydantic.SecretStr | None = None
    """The API key of that server, if it needs one. A secret: keep it in .env."""
    voice_server_model: Annotated[str, pydantic.Field(min_length=1)] = "tts-1"
    """Name of the model on that server."""
    voice_server_voices: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Voice of that server for each language it is to speak, as in ["en=af_heart", "ru=nova"]."""
    speak: bool = True
    """Speak: voice messages, /say, reading aloud."""
    edge: bool = True
    """Speak with the voices of Microsoft Edge's read-aloud service (extra `speech`): natural, free of charge, over 300. The spoken text is
    sent to Microsoft. false: only voices on this machine are used."""
    local_first: bool = False
    """Prefer voices on this machine; use online voices only for languages without a local one."""
    voices: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Voice of each language, as in ["en=edge/en-GB-RyanNeural", "ru=piper/ru_RU-irina-medium"]; `chatterbot speak --voices` lists them.
    Each server can choose its own in /settings."""
    piper: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Piper voices on this machine (extra `piper`), as in ["ru=ru_RU-denis-medium"]: a name that `chatterbot voices get` has downloaded, or
    an .onnx file with its .onnx.json file next to it, whose relative path starts at the folder the program is started in."""
    piper_source: Annotated[str, pydantic.AfterValidator(_source), pydantic.Field(repr=False)] = (
        "https://huggingface.co/rhasspy/piper-voices/resolve/main"
    )
    """URL that `chatterbot voices` downloads Piper's voices from: its publishers', or a mirror with the same files (voices.json at the
    top)."""
    piper_folder: pathlib.Path = pathlib.Path("voices")
    """Folder for downloaded Piper voices; a relative path starts at the data folder."""
    programs: tuple[Annotated[str, pydantic.AfterValidator(_pair)], ...] = ()
    """Other programs that speak, as in ["ru=RHVoice-test -p anna -o -"]: they get the text on standard input (or in place of {text}) and
    write WAV to standard output."""
    espeak: bool = True
    """Speak with espeak-ng, if it is installed, when no other voice works: it knows every language, but sounds like a robot."""
    rate: Annotated[float, pydantic.Field(ge=0.5, le=2)] = 1.0
    """Speaking rate, 0.5 to 2; 1 is each voice's own speed."""
    cache_size: Annotated[pydantic.ByteSize, pydantic.Field(ge=0)] = pydantic.ByteSize(200 * MEBIBYTE)
    """Most disk space for spoken answers, in bytes or as "200 MiB" (nine hours); answers from the cache start at once. 0 turns the cache
    off."""
    cache: pathlib.Path = pathlib.Path("speech")
    """Folder for spoken answers; a relative path starts at the data folder."""
    first_sound: Annotated[float, pydantic.Field(ge=0.5, le=30)] = 2.5
    """Seconds the online service may take until its first sound, 0.5 to 30; after that the next voice is used."""
    prefill: bool = True
    """On servers where the bot speaks, synthesise taught answers in advance, in the background, so that they start at once."""
