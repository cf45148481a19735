"""The operator's settings as each part wants its own."""

from __future__ import annotations

import dataclasses
import pathlib
import shlex
from collections.abc import Mapping

from chatterbot import errors
from chatterbot.datasets import DatasetLimits
from chatterbot.engine import EngineOptions
from chatterbot.settings import Settings, named
from chatterbot.speech.codecs.decoding import DecodingLimits
from chatterbot.speech.stt.local import SttOptions
from chatterbot.speech.tts.edge import EdgeOptions
from chatterbot.speech.tts.piper import PIPER
from chatterbot.speech.tts.program import ESPEAK, ProgramOptions
from chatterbot.speech.tts.speaker import TtsOptions
from chatterbot.speech.tts.voices import EDGE
from chatterbot.voice.options import VoiceOptions

__all__ = ("dataset_limits", "decoding_limits", "engine_settings", "stt_settings", "tts_settings", "voice_settings")


def engine_settings(settings: Settings) -> EngineOptions:
    """Give the engine's."""
    return EngineOptions(
        encoder=settings.engine.encoder,
        encoder_prefix=settings.engine.encoder_prefix,
        cache_dir=settings.encoder_cache,
        strictness=settings.engine.strictness,
    )


def dataset_limits(settings: Settings) -> DatasetLimits:
    """Give those of what people upload."""
    return DatasetLimits(max_bytes=settings.files.max_upload, max_examples=settings.teaching.max_examples)


def decoding_limits(settings: Settings) -> DecodingLimits:
    """Give those of the recordings people send."""
    return DecodingLimits(max_bytes=settings.speech.max_file, max_duration_s=settings.speech.max_seconds)


def stt_settings(settings: Settings) -> SttOptions:
    """Give those of hearing."""
    speech = settings.speech
    return SttOptions(
        model=speech.model,
        device=speech.device,
        compute_type=speech.compute,
        threads=speech.threads,
        timeout_s=speech.listen_timeout,
        server=speech.server or None,
        server_key=speech.server_key.get_secret_value() if speech.server_key else None,
    )


def tts_settings(settings: Settings) -> TtsOptions:
    """Give those of speaking.

    Raises
    ------
    errors.SettingsError
        If a program's command line cannot be read.
    """
    speech = settings.speech
    return TtsOptions(
        online=speech.edge,
        prefer_local=speech.local_first,
        piper={language: pathlib.Path(model) for language, model in named(speech.piper).items()},
        programs=_programs(named(speech.programs)),
        espeak=speech.espeak,
        preferred=named(speech.voices),
        language=settings.language,
        rate=speech.rate,
        cache_bytes=speech.cache_size,
        limits=EdgeOptions(first_s=speech.first_sound),
    )


def voice_settings(settings: Settings) -> VoiceOptions:
    """Give those of a connection to a voice channel."""
    patience_s = settings.voice.connect_timeout
    standard = VoiceOptions()
    return dataclasses.replace(
        standard,
        bitrate=settings.voice.bitrate,
        connect_timeout_s=patience_s,
        answer_timeout_s=min(patience_s, standard.answer_timeout_s),
    )


def _programs(commands: Mapping[str, str]) -> tuple[ProgramOptions, ...]:
    """Read command lines by language; a program that speaks two of them has two names, by which voices find who speaks them."""
    taken = {EDGE, PIPER, ESPEAK}
    found: list[ProgramOptions] = []
    for language, command in commands.items():
        try:
            words = shlex.split(command)
        except ValueError as error:
            raise errors.SettingsError(f"speech.programs: {command!r} cannot be read: {error}.") from None
        stem = pathlib.PurePath(words[0]).stem
        name = f"{stem}-{language}" if stem in taken else stem
        taken.add(name)
        found.append(ProgramOptions(name=name, command=tuple(words), languages=(language,)))
    return tuple(found)
