"""The operator's settings as the options of each part."""

from __future__ import annotations

import dataclasses
import pathlib
import shlex
import urllib.parse
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from chatterbot import errors
from chatterbot.datasets import DatasetLimits
from chatterbot.engine import EngineOptions
from chatterbot.finetuning import FineTuneOptions
from chatterbot.generation import (
    BudgetLimits,
    ComposerOptions,
    ModelPrices,
    Moderator,
    PatternModerator,
    ServerModerator,
)
from chatterbot.llm import OPENAI_URL, LanguageModel, LlmOptions
from chatterbot.settings import ModerationMode, Settings, named
from chatterbot.speech.codecs.decoding import DecodingLimits
from chatterbot.speech.stt import SttOptions
from chatterbot.speech.tts import (
    EDGE,
    ESPEAK,
    PIPER,
    EdgeOptions,
    ProgramOptions,
    ServerVoiceOptions,
    TtsOptions,
    is_piper_name,
)
from chatterbot.teaching import IndexBounds, Limits
from chatterbot.voice import VoiceOptions

__all__ = (
    "budget_limits",
    "composer_options",
    "dataset_limits",
    "decoding_limits",
    "engine_options",
    "fine_tune_options",
    "llm_options",
    "model_host",
    "model_prices",
    "moderator",
    "piper_model",
    "stt_options",
    "teaching_limits",
    "tts_options",
    "voice_options",
)

OPENAI_HOST: Final = "api.openai.com"
"""Where the client asks without an address."""


def engine_options(settings: Settings) -> EngineOptions:
    """Return the engine's options."""
    return EngineOptions(
        encoder=settings.engine.encoder,
        encoder_prefix=settings.engine.encoder_prefix,
        cache_dir=settings.encoder_cache,
        strictness=settings.engine.strictness,
    )


def composer_options(settings: Settings) -> ComposerOptions:
    """Return how much may go to the language model and come from it."""
    chosen = settings.llm
    return ComposerOptions(
        context_tokens=chosen.context_tokens,
        memory_tokens=chosen.memory_tokens,
        memory_minutes=chosen.memory_minutes,
        max_characters=chosen.max_characters,
        language=settings.language,
    )


def dataset_limits(settings: Settings) -> DatasetLimits:
    """Return the limits of uploaded datasets."""
    return DatasetLimits(max_bytes=settings.files.max_upload, max_examples=settings.teaching.max_examples)


def teaching_limits(settings: Settings) -> Limits:
    """Return how much may be taught, and how many training jobs run and wait."""
    chosen = settings.limits
    return Limits(
        waiting_jobs=chosen.jobs_server - 1,
        waiting_jobs_direct=chosen.jobs_direct - 1,
        running_jobs=chosen.jobs,
        open_jobs=chosen.jobs_open,
        short_job_bytes=chosen.short_job,
        examples=chosen.examples_server,
        examples_direct=chosen.examples_direct,
        passages=chosen.passages_server,
        passages_direct=chosen.passages_direct,
        database_bytes=chosen.database,
        indexes=IndexBounds(chosen.index_memory, chosen.index_unused_minutes * 60.0),
    )


def decoding_limits(settings: Settings) -> DecodingLimits:
    """Return the limits of the recordings people send."""
    return DecodingLimits(max_bytes=settings.speech.max_file, max_duration_s=settings.speech.max_seconds)


def stt_options(settings: Settings) -> SttOptions:
    """Return the options of speech recognition."""
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


def tts_options(settings: Settings) -> TtsOptions:
    """Return the options of the voices.

    Raises
    ------
    errors.SettingsError
        If a program's command line cannot be read, or a speech server has no voices.
    """
    speech = settings.speech
    return TtsOptions(
        online=speech.edge,
        prefer_local=speech.local_first,
        server=_server_voices(settings),
        piper={language: piper_model(settings, model) for language, model in named(speech.piper).items()},
        programs=_programs(named(speech.programs)),
        espeak=speech.espeak,
        preferred=named(speech.voices),
        language=settings.language,
        rate=speech.rate,
        cache_bytes=speech.cache_size,
        limits=EdgeOptions(first_s=speech.first_sound),
        local_at_once=settings.limits.voices,
        online_at_once=settings.limits.voices_online,
    )


def _server_voices(settings: Settings) -> ServerVoiceOptions | None:
    speech = settings.speech
    if not speech.voice_server:
        return None
    if not speech.voice_server_voices:
        raise errors.SettingsError(
            'speech.voice_server_voices: says which voice of the speech server speaks which language, as in ["en=alloy"]'
        )
    return ServerVoiceOptions(
        speech.voice_server,
        named(speech.voice_server_voices),
        speech.voice_server_model,
        speech.voice_server_key.get_secret_value() if speech.voice_server_key else None,
    )


def piper_model(settings: Settings, model: str) -> pathlib.Path:
    """Return the file of a voice of Piper: the path that is set, or where `chatterbot voices get` puts a voice of this name."""
    path = pathlib.Path(model)
    if is_piper_name(model) and not path.exists():
        return settings.piper_folder / f"{model}.onnx"
    return path


def fine_tune_options(settings: Settings) -> FineTuneOptions:
    """Return the options of fine-tuning."""
    llm = settings.llm
    return FineTuneOptions(llm.fine_tune_model, llm.allowed_models, llm.fine_tunes_server_day, llm.fine_tunes_month)


def voice_options(settings: Settings) -> VoiceOptions:
    """Return the options of a connection to a voice channel."""
    patience_s = settings.voice.connect_timeout
    standard = VoiceOptions()
    return dataclasses.replace(
        standard,
        bitrate=settings.voice.bitrate,
        connect_timeout_s=patience_s,
        answer_timeout_s=min(patience_s, standard.answer_timeout_s),
    )


def llm_options(settings: Settings) -> LlmOptions:
    """Return which language model is asked, on which server, and how long it is waited for."""
    llm = settings.llm
    return LlmOptions(
        model=llm.model,
        base_url=llm.base_url or OPENAI_URL,
        api_key=llm.api_key.get_secret_value() if llm.api_key else None,
        sees_images=llm.sees_images,
        max_tokens=llm.max_tokens,
        temperature=llm.temperature,
        first_token_s=llm.first_token_timeout,
        token_s=llm.token_timeout,
    )


def budget_limits(settings: Settings) -> BudgetLimits:
    """Return how much the language model may be used."""
    llm = settings.llm
    return BudgetLimits(
        requests_person_minute=llm.requests_person_minute,
        tokens_person_minute=llm.tokens_person_minute,
        requests_server_day=llm.requests_server_day,
        tokens_server_day=llm.tokens_server_day,
        requests_month=llm.requests_month,
        tokens_month=llm.tokens_month,
        tokens_request=llm.context_tokens + llm.max_tokens,
    )


def model_prices(settings: Settings) -> ModelPrices:
    """Return what tokens cost."""
    llm = settings.llm
    # By way of text: 0.15 is not exactly a float.
    return ModelPrices(Decimal(str(llm.price_prompt)), Decimal(str(llm.price_completion)), llm.currency)


def model_host(settings: Settings) -> str:
    """Return the server that questions to the language model are sent to, as people are told it: without a path and a password."""
    address = urllib.parse.urlsplit(settings.llm.base_url)
    return address.hostname or OPENAI_HOST


def moderator(settings: Settings, model: LanguageModel) -> Moderator | None:
    """Return what looks at questions and answers; `None`: nothing does.

    Raises
    ------
    errors.SettingsError
        If a pattern cannot be read.
    """
    match settings.llm.moderation:
        case ModerationMode.OFF:
            return None
        case ModerationMode.SERVER:
            return ServerModerator(model)
        case ModerationMode.PATTERNS:
            return PatternModerator(settings.llm.moderation_patterns)


def _programs(commands: Mapping[str, str]) -> tuple[ProgramOptions, ...]:
    """Read command lines by language. A program used for two languages gets two names, since voices find their engine by its name."""
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
