"""The bot without Discord, put together: builds the services, and speech, and turns the operator's settings into the options of each part.

`app` adds Discord; the command line uses it as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import importlib.util
import logging
import pathlib
from collections.abc import AsyncGenerator, Callable

from chatterbot import backups, datasets, errors, lock, models, private_files, redaction
from chatterbot.catalogue import Catalogue
from chatterbot.comparing import Comparison
from chatterbot.conversation import Conversation
from chatterbot.engine import ReplyEngine
from chatterbot.files import DataFolder, FileLimits
from chatterbot.finetuning import FineTuning
from chatterbot.generation import EvidenceGatherer, ModelTerms
from chatterbot.importing import Importer
from chatterbot.llm import LanguageModel, ModelHealth
from chatterbot.model_services import AllowedModelChoice, composer_of, language_model, model_terms
from chatterbot.personas import Personas
from chatterbot.preferences import DAYS_OF_MIRROR, AnswerMode, GuildPreferences, Preferences
from chatterbot.privacy import Privacy
from chatterbot.service_options import (
    dataset_limits,
    decoding_limits,
    engine_options,
    fine_tune_options,
    model_prices,
    stt_options,
    teaching_limits,
    tts_options,
    voice_options,
)
from chatterbot.settings import Settings
from chatterbot.speech.stt import Download, FileTranscriber
from chatterbot.speech.tts import SharedConnector, Speaker
from chatterbot.store import Store
from chatterbot.teaching import CorrectionLog, Teaching

__all__ = (
    "CORRECTIONS",
    "Services",
    "SpeechServices",
    "dataset_limits",
    "decoding_limits",
    "engine_options",
    "make_folder",
    "missing_for_hearing",
    "missing_for_speaking",
    "missing_for_voice",
    "model_prices",
    "refuse_empty",
    "services",
    "speech",
    "starter_examples",
    "stt_options",
    "teaching_limits",
    "tts_options",
    "voice",
    "voice_options",
)

_log = logging.getLogger(__name__)

CORRECTIONS = "corrections.jsonl"
STARTER = "starter.jsonl"


@dataclasses.dataclass(frozen=True, slots=True)
class Services:
    """The services that do not need Discord."""

    settings: Settings
    place: str
    """This process's place among those that share its data folder (`lock.place`)."""
    closed_last: contextlib.AsyncExitStack
    """Closed after all other services, but before the database."""
    catalogue: Catalogue
    store: Store
    engine: ReplyEngine
    files: DataFolder
    teaching: Teaching
    importer: Importer
    preferences: Preferences
    conversation: Conversation
    personas: Personas
    """How a language model is to speak in each place."""
    privacy: Privacy
    finetuning: FineTuning
    comparison: Comparison
    model: LanguageModel | None
    """The language model; `None`: none is configured."""
    model_health: ModelHealth | None
    """How its server is; `None`: none is configured."""
    model_terms: ModelTerms | None
    """What the operator set about it; `None`: there is none."""


@contextlib.asynccontextmanager
async def services(
    settings: Settings, *, model: LanguageModel | None = None, one_of_several: bool = False
) -> AsyncGenerator[Services]:
    """Open every part in order, and close them in reverse, whatever happens.

    Parameters
    ----------
    model
        A language model in place of the one in the settings (the playground's, a test's).
    one_of_several
        Whether this is a bot that runs some of the shards (`membership`): then other ones may use the data folder, too.

    Raises
    ------
    errors.SettingsError
        If a setting, the starter file or the data folder cannot be used, or another process uses that folder.
    errors.StoreError
        If the database cannot be reached.
    """
    catalogue = await asyncio.to_thread(Catalogue.load)
    starter = await asyncio.to_thread(starter_examples, settings)
    await asyncio.to_thread(make_folder, settings.files.data)
    async with contextlib.AsyncExitStack() as stack:
        several = one_of_several and bool(settings.discord.shards) and not settings.database_url.startswith("sqlite")
        stack.enter_context(lock.held(settings.files.data, shared=several))
        place = stack.enter_context(lock.place(settings.files.data))
        refusal = await asyncio.to_thread(refuse_empty, settings)
        store = await stack.enter_async_context(
            Store.open(settings.database_url, if_empty=refusal, alone=settings.database_url.startswith("sqlite"))
        )
        await asyncio.to_thread(backups.tidy, settings.files.data)
        closed_last = await stack.enter_async_context(contextlib.AsyncExitStack())
        engine = await stack.enter_async_context(ReplyEngine.open(engine_options(settings)))
        files = DataFolder(
            settings.files.data,
            FileLimits(max_file=settings.files.max_upload, max_stored=settings.limits.files_server),
            max_stored_direct=settings.limits.files_direct,
        )
        corrections = CorrectionLog(settings.files.data / CORRECTIONS, store, kept=not several)
        preferences = Preferences(store, _default_preferences(settings))
        teaching = await stack.enter_async_context(
            Teaching.open(
                engine,
                store,
                files,
                corrections=corrections,
                starter=starter,
                strictness=preferences.strictness,
                bounds=teaching_limits(settings),
                dataset_limits=dataset_limits(settings),
            )
        )
        importer = Importer(teaching, store)
        personas = Personas(store, teaching.erasures)
        opened = await stack.enter_async_context(language_model(settings, model))
        terms = await stack.enter_async_context(model_terms(settings, opened, store, teaching.erasures))
        evidence = EvidenceGatherer(engine, store, preferences)
        choice = AllowedModelChoice(preferences, settings.llm.allowed_models, store.finetunes.results)
        composer = composer_of(settings, opened, terms, evidence, choice=choice, catalogue=catalogue, personas=personas)
        conversation = Conversation(engine, store, teaching.indexes, preferences, teaching.erasures, composer=composer)
        privacy = Privacy(
            store, teaching.eraser, preferences, files, turns_kept=dt.timedelta(days=settings.privacy.turns_kept)
        )
        finetuning = await stack.enter_async_context(
            FineTuning.open(
                opened.model,
                store,
                teaching.indexes,
                preferences,
                teaching.erasures,
                options=fine_tune_options(settings),
                personas=personas,
            )
        )
        privacy.subscribe(personas.forget)
        privacy.subscribe(finetuning.forget)
        comparison = Comparison(composer, engine, store, teaching, preferences=preferences, finetuning=finetuning)
        privacy.subscribe(comparison.forget)
        yield Services(
            settings=settings,
            place=place,
            closed_last=closed_last,
            catalogue=catalogue,
            store=store,
            engine=engine,
            files=files,
            teaching=teaching,
            importer=importer,
            preferences=preferences,
            conversation=conversation,
            personas=personas,
            privacy=privacy,
            finetuning=finetuning,
            comparison=comparison,
            model=opened.model,
            model_health=opened.health,
            model_terms=terms,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class SpeechServices:
    """Speech recognition and voices; `None` where they are switched off or not installed."""

    transcriber: FileTranscriber | None
    speaker: Speaker | None


@contextlib.asynccontextmanager
async def speech(
    settings: Settings,
    *,
    hear: bool | None = None,
    speak: bool | None = None,
    keep: bool = True,
    on_progress: Callable[[Download], None] | None = None,
    connector: SharedConnector | None = None,
) -> AsyncGenerator[SpeechServices]:
    """Open speech recognition and voices; what needs a library that is not installed is named in the log and left out.

    The recognition model is loaded in the background, after this has returned.

    Parameters
    ----------
    hear, speak
        Whether each is wanted; `None`: as the settings say.
    keep
        Whether to cache sound in the data folder, which this process then has to own (`lock`).
    on_progress
        Called during the download of a model.
    connector
        How the online voices are reached, in place of the ordinary way (a test's).

    Raises
    ------
    errors.SettingsError
        If a setting of speech cannot be used.
    """
    stt, tts = stt_options(settings), tts_options(settings)
    cache = settings.files.data / settings.speech.cache
    async with contextlib.AsyncExitStack() as stack:
        transcriber: FileTranscriber | None = None
        speaker: Speaker | None = None
        if settings.speech.hear if hear is None else hear:
            if library := missing_for_hearing(settings):
                _log.info("speech is not recognised: %s is not installed (extra `speech`)", library)
            else:
                limits = decoding_limits(settings)
                transcriber = await stack.enter_async_context(
                    FileTranscriber.open(stt, limits, settings.encoder_cache, on_progress or _DownloadLog())
                )
        if settings.speech.speak if speak is None else speak:
            if library := missing_for_speaking():
                _log.info("nothing is spoken: %s is not installed (extra `speech`)", library)
            else:
                opened = await stack.enter_async_context(
                    Speaker.open(tts, cache if keep else None, connector=connector)
                )
                speaker = opened if opened.voices() else None
        yield SpeechServices(transcriber, speaker)


def voice(settings: Settings) -> bool:
    """Tell whether voice channels are switched on and their libraries installed; a missing one is named in the log."""
    if not settings.voice.enabled:
        return False
    if library := missing_for_voice():
        _log.info("no voice channels: %s is not installed (extra `voice`)", library)
        return False
    return True


def missing_for_hearing(settings: Settings) -> str | None:
    """Return the library that is missing for speech recognition; `None`: all are installed."""
    return _missing("av") if settings.speech.server else _missing("av", "faster_whisper")


def missing_for_speaking() -> str | None:
    """Return the library that is missing for every voice; `None`: it is installed."""
    return _missing("av")


def missing_for_voice() -> str | None:
    """Return the library that is missing for voice channels; `None`: all are installed."""
    return _missing("av", "cryptography", "dave", "nacl")


def _missing(*libraries: str) -> str | None:
    """Return the first of these libraries that is not installed, without importing any."""
    return next((name for name in libraries if importlib.util.find_spec(name) is None), None)


class _DownloadLog:
    """Logs how far a download is, at each tenth."""

    def __init__(self) -> None:
        self._logged = -1

    def __call__(self, download: Download) -> None:
        tenth = 10 * download.done // download.total if download.total else 0
        if tenth > self._logged:
            self._logged = tenth
            _log.info(
                "downloading the speech model %s: %d %% of %d MB", download.model, 10 * tenth, download.total // 10**6
            )


def _default_preferences(settings: Settings) -> GuildPreferences:
    """Return the preferences of guilds that have chosen nothing."""
    channels, voice = frozenset(settings.discord.answer_channels), settings.voice
    return GuildPreferences(
        answers_in=AnswerMode.CHANNELS if channels else AnswerMode.ADDRESSED,
        channels=channels,
        mirror=voice.mirror,
        transcripts_kept=max(voice.transcripts_kept, DAYS_OF_MIRROR if voice.mirror else 0),
    )


def starter_examples(settings: Settings) -> tuple[models.NewExample, ...]:
    """Return what every server is taught at its first contact; empty if that is switched off.

    Raises
    ------
    errors.SettingsError
        If the file cannot be used.
    """
    if not settings.teaching.starter:
        return ()
    file = settings.config_file(STARTER)
    try:
        parsed = datasets.read(file.read_bytes(), file.name)
    except OSError as error:
        raise errors.SettingsError(f"{file}: the starter examples cannot be read: {error.strerror}.") from None
    except errors.UserError as error:
        raise errors.SettingsError(f"{file}: the starter examples cannot be read: {error}.") from None
    if parsed.refused:
        first = parsed.refused[0]
        raise errors.SettingsError(
            f"{file}, line {first.line}: this starter example cannot be used ({first.reason_key})."
        )
    return parsed.examples


def make_folder(folder: pathlib.Path) -> None:
    """Make the data folder, for the bot's user alone.

    Raises
    ------
    errors.SettingsError
        If it cannot be made.
    """
    try:
        private_files.make_folder(folder)
        left = private_files.tighten(folder)
    except OSError as error:
        raise errors.SettingsError(
            f"files.data: the folder {folder} cannot be made: {error.strerror}. Correct the path, or its permissions."
        ) from None
    if left:
        _log.warning(
            "data folder %s: other users of this machine can read %d files or folders in it; make the bot's user their owner",
            folder,
            left,
        )


def refuse_empty(settings: Settings) -> str:
    """Return why an empty database must be refused: the data folder holds files that belong to another one. Empty if there is no reason."""
    folder = settings.files.data
    corrections = folder / CORRECTIONS
    try:
        kept = [CORRECTIONS] if corrections.is_file() and corrections.stat().st_size else []
        kept += ["files that people sent"] if any(folder.glob("guilds/*/uploads/*")) else []
    except OSError:  # reported where the file is needed
        return ""
    if settings.database.start_empty:
        return ""
    if backups.is_unfinished(folder):
        return f"a restoration into {folder} was cut off: do it again (`chatterbot restore`), or empty the folder."
    if not kept:
        return ""
    return (
        f"database.url: the database {redaction.address(settings.database_url)} is empty or missing, but {folder} contains "
        f"{' and '.join(kept)} of an earlier one: restore its backup, correct the address, or start once with "
        "--set database.start_empty=true to begin with an empty database beside these files."
    )
