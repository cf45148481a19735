"""Every service around Discord, built in one place; `app` connects and runs them."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import pathlib
import ssl
import urllib.parse
from typing import TYPE_CHECKING, Final

import hikari

from chatterbot import errors
from chatterbot.admission import Admission, AdmissionRefusals
from chatterbot.browsing import Browsing
from chatterbot.calls import (
    AnswerSpeaker,
    CallManager,
    CallNotices,
    CallRegister,
    CallReturns,
    CallStages,
    Consents,
    MessageTranscriber,
    TranscriptMirror,
    Vocabulary,
)
from chatterbot.container import Container, OperatorOptions
from chatterbot.dialogue import StageTimes
from chatterbot.digest import WeeklyDigest
from chatterbot.discord import (
    DISCORD_HOSTS,
    AccessControl,
    ChangeLog,
    CommandIds,
    CommandRegistry,
    ConversationMemory,
    Cooldowns,
    EarlierMessages,
    Entrance,
    EntranceRules,
    ErrorCounts,
    HelpThreads,
    ImageLimits,
    ImageReader,
    InflightRequests,
    Languages,
    MemoryOptions,
    MessageQueues,
    PrefixCommands,
    ReplyTimes,
    RichAnswers,
    RunningAnswers,
    Scenes,
    TurnLookup,
    channel_access,
    guilds,
)
from chatterbot.finetune_messages import FineTuneMessages
from chatterbot.gaps import Gaps
from chatterbot.handover import Handovers
from chatterbot.pictures import Painter
from chatterbot.proposals import Choices, Proposals
from chatterbot.services import Services, SpeechServices, dataset_limits, voice, voice_options
from chatterbot.settings import Settings, shipped_config
from chatterbot.store import Store
from chatterbot.teaching import Editing

if TYPE_CHECKING:
    from chatterbot.backups import BackupRotation

__all__ = ("build",)

_TRANSFER_REFUSALS: Final = AdmissionRefusals(
    person="error-transfers-busy", scope="error-transfers-busy-here", process="error-work-busy-everywhere"
)


async def build(settings: Settings, core: Services, sound: SpeechServices, bot: hikari.GatewayBot) -> Container:
    """Build every service around Discord; none of them is at work yet."""
    languages = Languages(core.catalogue, core.preferences, settings.language, guild_locale=guilds.locale_of(bot))
    vocabulary = Vocabulary(core.store.examples, core.teaching)
    notices, register = CallNotices(bot, languages), CallRegister(core.store.calls, core.teaching.erasures)
    calls = CallManager(
        bot,
        available=voice(settings),
        options=voice_options(settings),
        leave_after_s=settings.voice.leave_after,
        register=register,
        stages=CallStages(bot, notices),
        notices=notices,
        tls=await asyncio.to_thread(_authority, settings.discord.voice_ca),
    )
    entrance = Entrance(_entrance_rules(settings))
    consents = Consents(core.store.people, denied=entrance.denies_person)
    threads = HelpThreads(bot)
    core.privacy.subscribe(consents.forget)
    core.privacy.subscribe(calls.forget)
    core.privacy.subscribe(threads.forget)
    commands, queues, rich = CommandRegistry(languages), MessageQueues(), RichAnswers(bot, core.files)
    ids, running = CommandIds(), RunningAnswers()
    place = functools.partial(channel_access.place_of, bot)
    indexes, reply = core.teaching.indexes, core.conversation.reply
    listed = Gaps(core.engine, core.store, indexes, reply, core.teaching.erasures, place=place)
    jobs = FineTuneMessages(bot.rest, core.finetuning, core.store.finetunes, languages, core.preferences)
    core.finetuning.subscribe(jobs.show)
    store, teaching = core.store, core.teaching
    proposals = Proposals(
        bot.rest, store.proposals, store.turns, teaching, languages, choices=store.choices, rich_answers=rich
    )
    return Container(
        bot=bot,
        languages=languages,
        conversation=core.conversation,
        preferences=core.preferences,
        memory_limits=core.store.memory_limits,
        consents=consents,
        vocabulary=vocabulary,
        hearing=MessageTranscriber(
            sound.transcriber,
            most_files=settings.speech.max_files,
            languages=settings.speech.languages,
            limits=settings.limits.transcribing,
        ),
        speaking=AnswerSpeaker(
            bot.rest,
            sound.speaker,
            language=settings.language,
            limits=settings.limits.speaking,
            output=calls,
            vocabulary=vocabulary if settings.speech.prefill else None,
        ),
        calls=calls,
        call_returns=CallReturns(bot, calls, register, preferences=core.preferences, languages=languages),
        mirror=TranscriptMirror(bot.rest),
        proposals=proposals,
        choices=Choices(core.store, core.teaching, core.preferences, proposals),
        stage_times=StageTimes(),
        options=_operator_options(settings),
        store=core.store,
        engine=core.engine,
        access=AccessControl(core.preferences, guilds.members_of(bot), open_until=settings.teaching.open_until),
        teaching=core.teaching,
        editing=Editing(core.teaching.changes),
        browsing=Browsing(core.engine, core.store, core.teaching.indexes),
        importer=core.importer,
        privacy=core.privacy,
        gaps=listed,
        digest=WeeklyDigest(bot, languages, core.preferences, listed, core.store),
        backups=_backups(settings, core.store),
        change_log=ChangeLog(
            bot.rest, core.store.history, core.teaching.history, core.preferences, languages, command_ids=ids
        ),
        files=core.files,
        transfers=Admission(settings.limits.transferring, _TRANSFER_REFUSALS),
        painter=Painter(),
        commands=commands,
        command_ids=ids,
        prefix_commands=PrefixCommands(
            bot, commands=commands, languages=languages, entrance=entrance, prefix=settings.discord.prefix
        ),
        failures=ErrorCounts(),
        inflight=InflightRequests(entrance),
        entrance=entrance,
        finetuning=core.finetuning,
        finetune_messages=jobs,
        comparison=core.comparison,
        handovers=Handovers(bot, core.store, languages, core.teaching.erasures),
        threads=threads,
        cooldowns=Cooldowns(),
        queues=queues,
        rich_answers=rich,
        personas=core.personas,
        scenes=_scenes(settings, core, bot),
        running_answers=running,
        turns=TurnLookup(bot, core.conversation, queues, running),
        model=core.model,
        model_health=core.model_health,
        model_terms=core.model_terms,
        reply_times=ReplyTimes(),
    )


def _scenes(settings: Settings, core: Services, bot: hikari.GatewayBot) -> Scenes:
    llm = settings.llm
    memory = MemoryOptions(llm.memory_minutes, llm.memory_tokens)
    images = None
    if core.model is not None and core.model.sees_images:
        # The address of Discord is another one only where it is the stand-in's, which keeps the files, too.
        hosts = DISCORD_HOSTS | {urllib.parse.urlsplit(settings.discord.rest_url).hostname or ""}
        images = ImageReader(ImageLimits(llm.max_images, llm.max_image, hosts))
    remembered = ConversationMemory(bot, core.store, EarlierMessages(bot, core.preferences), memory)
    return Scenes(bot, core.preferences, remembered, images)


def _entrance_rules(settings: Settings) -> EntranceRules:
    return EntranceRules(
        denied_people=frozenset(settings.discord.denied_people),
        denied_guilds=frozenset(settings.discord.denied_servers),
        requests_person=settings.limits.requests_person_minute,
        requests_guild=settings.limits.requests_server_minute,
        downloads_guild=settings.limits.downloads_server_hour,
    )


def _operator_options(settings: Settings) -> OperatorOptions:
    return OperatorOptions(
        prefix=settings.discord.prefix,
        message_content=settings.discord.message_content,
        turns_kept=settings.privacy.turns_kept,
        instruction_folders=(
            settings.files.config,
            shipped_config(),
        ),  # the operator's own words before the shipped ones
        uploads=dataset_limits(settings),
    )


def _authority(file: str) -> ssl.SSLContext | None:
    """Return a context that trusts the certificate authority in a file and no other; `None` for an empty name."""
    if not file:
        return None
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise errors.SettingsError(f"discord.voice_ca: {file} cannot be used: {error}.") from None


def _backups(settings: Settings, store: Store) -> BackupRotation | None:
    given = settings.backup
    if not given.folder:
        return None
    from chatterbot.backups import BackupRotation, recipients  # noqa: PLC0415 - its libraries cost each start 15 ms

    return BackupRotation(
        store.database,
        settings.files.data,
        pathlib.Path(given.folder),
        recipients(given.recipients),
        every=dt.timedelta(hours=given.hours),
        keep=given.keep,
        now=lambda: dt.datetime.now(dt.UTC),
    )
