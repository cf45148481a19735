"""The whole bot, put together: the one file that names every concrete class of the Discord side."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import importlib
import logging
import pathlib
import pkgutil
import ssl
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

import alluka
import hikari
import lightbulb
import yuyo

from chatterbot import errors, plugins
from chatterbot.aio import background
from chatterbot.calls import (
    AnswerSpeaker,
    CallManager,
    CallSessions,
    Consents,
    MessageTranscriber,
    Proposals,
    TranscriptMirror,
    Vocabulary,
)
from chatterbot.catalogue import Catalogue
from chatterbot.conversation import Conversation
from chatterbot.dialogue import StageTimes
from chatterbot.discord import (
    DEFAULT_LOCALE,
    CommandIds,
    Context,
    InflightRequests,
    InteractionContext,
    Languages,
    MessageQueues,
    PrefixCommands,
    ReplyTimes,
    TextCommands,
    TurnLookup,
    register,
)
from chatterbot.engine import ReplyEngine
from chatterbot.files import DataFolder
from chatterbot.pictures import Painter
from chatterbot.preferences import Preferences
from chatterbot.privacy import Privacy
from chatterbot.services import Services, SpeechServices, services, speech, voice, voice_options
from chatterbot.settings import RunMode, Settings
from chatterbot.speech.tts import SharedConnector
from chatterbot.teaching import Teaching

__all__ = ("App", "lifespan")

_log = logging.getLogger(__name__)

PURGE_INTERVAL_S: Final = 15 * 60
"""Seconds between two removals of what is past its time: limits are in days, the shortest is one, and nobody calls a quarter of an hour
more than that another day. What it costs: two statements that an index answers, and a look through the data folder."""
_INTENTS: Final = (
    hikari.Intents.GUILDS
    | hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.DM_MESSAGES
    | hikari.Intents.GUILD_VOICE_STATES
)
"""None of these needs a permission from Discord."""
_CACHED: Final = (
    hikari.api.CacheComponents.GUILDS
    | hikari.api.CacheComponents.GUILD_CHANNELS
    | hikari.api.CacheComponents.GUILD_THREADS
    | hikari.api.CacheComponents.ROLES
    | hikari.api.CacheComponents.MEMBERS
    | hikari.api.CacheComponents.ME
    | hikari.api.CacheComponents.VOICE_STATES
)
"""What hikari keeps in memory: no messages, since nothing people write is kept that they did not teach."""

_CLOSE_CONNECTIONS: Final = sys.platform == "win32"
"""Whether each request to Discord has a connection of its own, as hikari does for the sake of Windows. Elsewhere they are kept for the
15 s of aiohttp: a reply then saves the two or three ways to Discord and back that a TCP and a TLS connection take to open."""


@dataclasses.dataclass(frozen=True, slots=True)
class App:
    """The running bot."""

    settings: Settings
    services: Services
    speech: SpeechServices
    bot: hikari.GatewayBot
    client: lightbulb.GatewayEnabledClient
    front_door: InflightRequests
    commands: CommandIds
    calls: CallManager

    @property
    def ready(self) -> asyncio.Event:
        """Set when commands are registered and every event is answered."""
        return self.front_door.ready


@contextlib.asynccontextmanager
async def lifespan(settings: Settings, *, connector: SharedConnector | None = None) -> AsyncGenerator[App]:
    """Build every part in order, connect, and close all in reverse, whatever happens.

    Parameters
    ----------
    connector
        How the online voices are reached, in place of the ordinary way (a test's).

    Raises
    ------
    errors.SettingsError
        If there is no token, Discord refuses it, or refuses the message-content intent.
    """
    if settings.discord.token is None:
        raise errors.SettingsError("discord.token: is needed to connect to Discord; set CHATTERBOT_DISCORD__TOKEN")
    async with contextlib.AsyncExitStack() as stack:
        parts = await stack.enter_async_context(services(settings))
        sound = await stack.enter_async_context(speech(settings, connector=connector))
        bot = _bot(settings, settings.discord.token.get_secret_value())
        languages = Languages(parts.catalogue, parts.preferences, settings.language)
        client = lightbulb.client_from_app(
            bot,
            default_enabled_guilds=_guilds(settings),
            default_locale=DEFAULT_LOCALE,
            localization_provider=languages.localisations,
            sync_commands=False,  # `registration` does it
        )
        injector = alluka.Client()  # ours injects through lightbulb; yuyo's default warns that it is deprecated
        front_door = InflightRequests()
        buttons, forms = yuyo.ComponentClient(alluka=injector), yuyo.ModalClient(alluka=injector)
        commands = CommandIds()
        front_door.admit_interactions(bot, client, buttons, forms)
        _provide(client, parts, languages)
        registry = client.di.registry_for(lightbulb.di.Contexts.DEFAULT)
        registry.register_value(InflightRequests, front_door)
        registry.register_value(yuyo.ComponentClient, buttons)
        registry.register_value(yuyo.ModalClient, forms)
        registry.register_value(CommandIds, commands)
        lanes = MessageQueues()
        registry.register_value(MessageQueues, lanes)
        registry.register_value(TurnLookup, TurnLookup(parts.conversation, lanes))
        hearing = MessageTranscriber(
            sound.ears, most_files=settings.speech.max_files, languages=settings.speech.languages
        )
        registry.register_value(MessageTranscriber, hearing)
        lore = Vocabulary(parts.store, parts.teaching)
        registry.register_value(Vocabulary, lore)
        calls = CallManager(
            bot,
            available=voice(settings),
            options=voice_options(settings),
            leave_after_s=settings.voice.leave_after,
            tls=await asyncio.to_thread(_authority, settings.discord.voice_ca),
        )
        registry.register_value(CallManager, calls)
        consents = Consents(parts.store)
        parts.privacy.subscribe(consents.forget)
        registry.register_value(Consents, consents)
        mirror = TranscriptMirror(bot.rest)
        registry.register_value(TranscriptMirror, mirror)
        proposals = Proposals(bot.rest, parts.store, parts.teaching, languages)
        registry.register_value(Proposals, proposals)
        speaking = AnswerSpeaker(
            bot.rest,
            sound.speaker,
            language=settings.language,
            mouth=calls,
            lore=lore if settings.speech.prefill else None,
        )
        registry.register_value(AnswerSpeaker, speaking)
        talk_times = StageTimes()
        registry.register_value(StageTimes, talk_times)
        talks = CallSessions(
            bot,
            conversation=parts.conversation,
            preferences=parts.preferences,
            consents=consents,
            lore=lore,
            languages=languages,
            hearing=hearing,
            speaking=speaking,
            calls=calls,
            mirror=mirror,
            proposals=proposals,
            times=talk_times,
            wanted=settings.voice.listen,
            turn_model=pathlib.Path(settings.speech.turn_model) if settings.speech.turn_model else None,
        )
        registry.register_value(CallSessions, talks)
        texts = TextCommands(languages)
        registry.register_value(TextCommands, texts)
        text_door = PrefixCommands(
            bot,
            client,
            commands=texts,
            languages=languages,
            preferences=parts.preferences,
            prefix=settings.discord.prefix,
        )
        registry.register_value(PrefixCommands, text_door)
        await _load_plugins(client)

        stack.push_async_callback(_close, bot)
        await _start(bot)
        buttons.open()
        stack.callback(buttons.close)
        forms.open()
        stack.callback(forms.close)
        stack.push_async_callback(client.stop)
        await client.start()
        leave = settings.discord.dev_guilds if settings.mode is RunMode.PRODUCTION else ()
        await register(client, commands, _guilds(settings), leave)
        await stack.enter_async_context(_every(PURGE_INTERVAL_S, parts.privacy.purge_expired))
        await stack.enter_async_context(calls.running(talks))
        await stack.enter_async_context(speaking.running())
        await stack.enter_async_context(front_door)
        front_door.ready.set()
        me = bot.get_me()
        _log.info(
            "ready as %s (%s); %d guilds, %d slash commands, intents %s",
            me,
            me and me.id,
            len(bot.cache.get_guilds_view()) + len(bot.cache.get_unavailable_guilds_view()),
            commands.count,
            bot.intents,
        )
        yield App(settings, parts, sound, bot, client, front_door, commands, calls)


def _guilds(settings: Settings) -> tuple[int, ...]:
    return settings.discord.dev_guilds if settings.mode is RunMode.DEV else ()


def _authority(file: str) -> ssl.SSLContext | None:
    """Trust the authority in a file, and no other."""
    if not file:
        return None
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise errors.SettingsError(f"discord.voice_ca: {file} cannot be used: {error}.") from None


def _bot(settings: Settings, token: str) -> hikari.GatewayBot:
    intents = _INTENTS | (hikari.Intents.MESSAGE_CONTENT if settings.discord.message_content else hikari.Intents.NONE)
    try:
        return hikari.GatewayBot(
            token,
            rest_url=settings.discord.rest_url,
            intents=intents,
            cache_settings=hikari.impl.CacheSettings(components=_CACHED),
            http_settings=hikari.impl.HTTPSettings(force_close_transports=_CLOSE_CONNECTIONS),
            banner=None,
            logs=None,
            suppress_optimization_warning=True,
        )
    except ValueError:
        raise errors.SettingsError("discord.token: this is not a bot token; copy it again from the portal") from None


async def _start(bot: hikari.GatewayBot) -> None:
    try:
        await bot.start(check_for_updates=False)  # the check would ask the package index
    except hikari.UnauthorizedError:
        raise errors.SettingsError("discord.token: Discord does not know it; copy it again from the portal") from None
    except hikari.GatewayServerClosedConnectionError as error:
        if error.code == hikari.ShardCloseCode.DISALLOWED_INTENT:
            raise errors.SettingsError(
                "discord.message_content: Discord refuses the intent; switch on Message Content for the bot in the portal, or set it to false"
            ) from None
        raise


async def _close(bot: hikari.GatewayBot) -> None:
    if bot.is_alive:
        await bot.close()


def _provide(client: lightbulb.GatewayEnabledClient, parts: Services, languages: Languages) -> None:
    """Everything a plugin may ask for by its type: finished objects, and for commands their `Context`."""
    registry = client.di.registry_for(lightbulb.di.Contexts.DEFAULT)
    registry.register_value(Settings, parts.settings)
    registry.register_value(ReplyEngine, parts.engine)
    registry.register_value(Catalogue, parts.catalogue)
    registry.register_value(Languages, languages)
    registry.register_value(Conversation, parts.conversation)
    registry.register_value(Teaching, parts.teaching)
    registry.register_value(Preferences, parts.preferences)
    registry.register_value(Privacy, parts.privacy)
    registry.register_value(DataFolder, parts.files)
    registry.register_value(Painter, Painter())
    registry.register_value(ReplyTimes, ReplyTimes())

    def interaction_request(context: lightbulb.Context) -> InteractionContext:
        return InteractionContext(context.interaction, languages.of_locale(str(context.interaction.locale)))

    def context(same: InteractionContext) -> Context:
        return same

    per_command = client.di.registry_for(lightbulb.di.Contexts.COMMAND)
    per_command.register_factory(InteractionContext, interaction_request)
    per_command.register_factory(Context, context)


async def _load_plugins(client: lightbulb.Client) -> None:
    """Load every module of the package that has a loader.

    Lightbulb's own way logs a broken plugin and goes on without it; here it stops the start.
    """
    for found in pkgutil.iter_modules(plugins.__path__):
        module = importlib.import_module(f"{plugins.__name__}.{found.name}")
        if isinstance(loader := getattr(module, "loader", None), lightbulb.Loader):
            await loader.add_to_client(client)
            _log.debug("loaded %s", found.name)


@contextlib.asynccontextmanager
async def _every(interval_s: float, work: Callable[[], Awaitable[object]]) -> AsyncGenerator[None]:
    """Do `work` now and every `interval_s` seconds while inside; a failure is logged and tried again next time."""

    async def repeat() -> None:
        while True:
            try:
                await work()
            except errors.ChatterbotError as error:
                _log.warning("a periodic task failed: %s", error)
            await asyncio.sleep(interval_s)

    async with background(repeat(), f"every {interval_s} s"):
        yield
