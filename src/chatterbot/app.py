"""The whole bot, put together: builds every service, connects to Discord, and closes all of it again."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import importlib
import logging
import pkgutil
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

import alluka
import hikari
import lightbulb
import yuyo

from chatterbot import errors, membership, plugins
from chatterbot.aio import background
from chatterbot.assembly import build
from chatterbot.calls import (
    HEAR_ME_NOT,
    CallSessions,
    RecognitionState,
)
from chatterbot.cluster import ShardLease, ShardRange
from chatterbot.container import Container
from chatterbot.discord import (
    DEFAULT_LOCALE,
    AnsweringMark,
    Host,
    InteractionContext,
    LabelReadingBot,
    Loader,
    MissedMessages,
    attachments,
    connecting,
    error_messages,
    register,
    tell_failures,
    throttling,
)
from chatterbot.llm import LanguageModel
from chatterbot.monitoring import monitored, traced
from chatterbot.services import Services, SpeechServices, services, speech
from chatterbot.settings import RunMode, Settings
from chatterbot.speech.tts import SharedConnector

__all__ = ("App", "lifespan")

T = TypeVar("T")

_log = logging.getLogger(__name__)

PURGE_INTERVAL_S: Final = 15 * 60
"""Seconds between two removals of expired data. The limits are in days, so a quarter of an hour more does not matter. Each removal costs two
statements that use an index, and a look through the data folder."""
BACKUP_INTERVAL_S: Final = 5 * 60
"""Seconds between two looks at whether a backup is due (one folder is listed), and until one that failed is tried again."""
DIGEST_INTERVAL_S: Final = 10 * 60
"""Seconds between two looks at which weekly digests are due; each looks at what is in memory, and at one row of every guild that wants one."""
_OWN_DATA: Final = frozenset({"privacy", "privacy-erase", "privacy-cancel", "privacy-confirm", HEAR_ME_NOT})
"""Commands and verbs with which people look at what is stored of them, erase it, and take back that they are heard."""
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
"""What hikari keeps in memory. No messages: of what people write, only what they teach is kept."""

_CLOSE_CONNECTIONS: Final = sys.platform == "win32"
"""Whether each request to Discord has a connection of its own, which hikari does because of Windows. On other systems connections are kept
for 15 s (aiohttp's default): a reply then saves the two or three round trips that opening a TCP and TLS connection takes."""


@dataclasses.dataclass(frozen=True, slots=True)
class App:
    """The running bot."""

    settings: Settings
    services: Services
    speech: SpeechServices
    container: Container
    bot: hikari.GatewayBot
    lease: ShardLease | None = None
    """What allows this process to run its shards, where others may take them; `None`: there are no others."""

    async def join(self) -> None:
        """Wait until the bot is stopped.

        Raises
        ------
        errors.SettingsError
            If Discord closes the connection for good: because of a token that was reset, or an intent that is not allowed.
        errors.ServiceError
            If Discord closes the connection for good for another reason, or other processes may run the shards of this one by now.
        """
        try:
            if self.lease is None:
                await self.bot.join()
            elif (lost := await _first(self.bot.join(), self.lease.lost())) is not None:
                raise lost
        except hikari.GatewayServerClosedConnectionError as error:
            raise connecting.closed_for_good(error) from None

    @property
    def ready(self) -> asyncio.Event:
        """Set when commands are registered and every event is answered."""
        return self.container.inflight.ready


@contextlib.asynccontextmanager
async def lifespan(
    settings: Settings, *, connector: SharedConnector | None = None, model: LanguageModel | None = None
) -> AsyncGenerator[App]:
    """Build every part in order, connect, and close all in reverse, whatever happens.

    Parameters
    ----------
    connector
        How the online voices are reached instead of the ordinary way; for tests.
    model
        A language model in place of the one in the settings; for tests and the playground.

    Raises
    ------
    errors.SettingsError
        If there is no token, or Discord refuses it or the intents.
    """
    if settings.discord.token is None:
        raise errors.SettingsError("discord.token: is needed to connect to Discord; set CHATTERBOT_DISCORD__TOKEN")
    async with contextlib.AsyncExitStack() as stack:
        core = await stack.enter_async_context(services(settings, model=model, one_of_several=True))
        sound = await stack.enter_async_context(speech(settings, connector=connector))
        bot = _bot(settings, settings.discord.token.get_secret_value())
        container = await build(settings, core, sound, bot)
        client = lightbulb.client_from_app(
            bot,
            default_enabled_guilds=_guilds(settings),
            default_locale=DEFAULT_LOCALE,
            localization_provider=container.languages.localisations,
            sync_commands=False,  # `command_sync` does it
        )
        tell_failures(client, container.languages)
        injector = alluka.Client()  # unused, but yuyo's default warns that it is deprecated
        buttons, forms = yuyo.ComponentClient(alluka=injector), yuyo.ModalClient(alluka=injector)
        verbs: set[str] = set()
        refuse = functools.partial(_refuse, container)
        container.inflight.admit_interactions(
            bot, client, buttons, forms, verbs=verbs, own_data=_OWN_DATA, refuse=refuse
        )
        _load_plugins(
            Host(
                bot=bot,
                client=client,
                buttons=buttons,
                forms=forms,
                verbs=verbs,
                commands=container.commands,
                command_ids=container.command_ids,
                languages=container.languages,
                access=container.access,
                failures=container.failures,
                services=container,
            )
        )

        lease: list[ShardLease | None] = [None]  # known later
        await stack.enter_async_context(traced(settings, container))
        await stack.enter_async_context(monitored(settings, container, lambda: lease[0]))
        await connecting.wait_until_reachable(settings.discord.rest_url)
        member = await stack.enter_async_context(membership.join(settings, core, container))
        lease[0] = member.lease
        stack.push_async_callback(connecting.close, bot)
        mark = AnsweringMark(settings.files.data)  # where processes share a database, it knows who listened last
        until = await mark.read() if member.lease is None else member.lease.answered_until
        missed = MissedMessages(bot, core.store.turns, until)
        async with member.alone(membership.IDENTIFYING):
            await _connect(bot, member.shards)
        buttons.open()
        stack.callback(buttons.close)
        forms.open()
        stack.callback(forms.close)
        stack.push_async_callback(client.stop)
        await client.start()
        leave = settings.discord.dev_guilds if settings.mode is RunMode.PRODUCTION else ()
        async with member.alone(membership.COMMANDS):  # the others find them registered, and read their ids
            await register(client, container.command_ids, _guilds(settings), leave)
        if member.is_first:
            await stack.enter_async_context(_every(PURGE_INTERVAL_S, core.privacy.purge_expired))
        if member.is_first and container.backups is not None:
            await stack.enter_async_context(_every(BACKUP_INTERVAL_S, container.backups.back_up_if_due))
        await stack.enter_async_context(_every(DIGEST_INTERVAL_S, container.digest.post_due))
        await stack.enter_async_context(container.calls.running(_sessions(settings, container)))
        await stack.enter_async_context(container.speaking.running())
        await stack.enter_async_context(container.change_log.running())
        await core.finetuning.take_up(member.owned)
        await stack.enter_async_context(container.call_returns.running())
        await stack.enter_async_context(container.inflight)
        container.inflight.ready.set()
        await stack.enter_async_context(missed.running())
        me = bot.get_me()
        _log.info(
            "ready as %s (%s); %d guilds, %d slash commands, intents %s",
            me,
            me and me.id,
            len(bot.cache.get_guilds_view()) + len(bot.cache.get_unavailable_guilds_view()),
            container.command_ids.count,
            bot.intents,
        )
        _log.info(
            "speech recognition: %s; voices: %s; voice channels: %s",
            container.hearing.state.value,
            ", ".join(one.engine for one in sound.speaker.health()) if sound.speaker else "off",
            _calls_state(container),
        )
        if member.lease is not None:
            stack.push_async_callback(member.lease.stop_answering)
        else:
            await stack.enter_async_context(mark.kept(lambda: any(one.is_connected for one in bot.shards.values())))
        yield App(settings, core, sound, container, bot, member.lease)


async def _first(*works: Coroutine[Any, Any, T]) -> T:
    """Return what the first of several works returns; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _connect(bot: hikari.GatewayBot, shards: ShardRange | None) -> None:
    if shards is None:
        await connecting.start(bot)
    else:
        await connecting.start(bot, shards.ids, shards.count)


def _calls_state(container: Container) -> str:
    """Return what the bot is set up to do in voice channels, for the log."""
    if not container.calls.available or container.speaking.speaker is None:
        return "off"
    if not container.calls.may_listen:
        return "speaking only"
    ready = container.hearing.state is RecognitionState.READY
    return "speaking and listening" if ready else "speaking; listening as soon as speech can be recognised"


def _sessions(settings: Settings, container: Container) -> CallSessions:
    return CallSessions(container, wanted=settings.voice.listen, turn_model=settings.speech.turn_model)


def _guilds(settings: Settings) -> tuple[int, ...]:
    return settings.discord.dev_guilds if settings.mode is RunMode.DEV else ()


def _bot(settings: Settings, token: str) -> hikari.GatewayBot:
    intents = _INTENTS | (hikari.Intents.MESSAGE_CONTENT if settings.discord.message_content else hikari.Intents.NONE)
    throttling.mend()
    try:
        return LabelReadingBot(
            token,
            rest_url=settings.discord.rest_url,
            intents=intents,
            cache_settings=hikari.impl.CacheSettings(components=_CACHED),
            http_settings=hikari.impl.HTTPSettings(force_close_transports=_CLOSE_CONNECTIONS),
            dumps=attachments.dumps,
            banner=None,
            logs=None,
            suppress_optimization_warning=True,
        )
    except ValueError:
        raise errors.SettingsError("discord.token: this is not a bot token; copy it again from the portal") from None


async def _refuse(
    container: Container,
    interaction: hikari.CommandInteraction | hikari.ComponentInteraction | hikari.ModalInteraction,
    error: errors.ChatterbotError,
) -> None:
    """Tell a person why what they used is not answered."""
    container.failures.note(error)
    context = InteractionContext(interaction, container.languages.of_locale(str(interaction.locale)))
    await error_messages.tell(context, error)


def _load_plugins(host: Host[Container]) -> None:
    """Load every module of the package that has a loader; one that is broken stops the start."""
    for found in pkgutil.iter_modules(plugins.__path__):
        module = importlib.import_module(f"{plugins.__name__}.{found.name}")
        if isinstance(loader := getattr(module, "loader", None), Loader):
            loader.load(host)
            _log.debug("loaded %s", found.name)


@contextlib.asynccontextmanager
async def _every(interval_s: float, work: Callable[[], Awaitable[object]]) -> AsyncGenerator[None]:
    """Do `work` now and every `interval_s` seconds during the block; a failure is logged, and the next time it is tried again."""

    async def repeat() -> None:
        while True:
            try:
                await work()
            except errors.ChatterbotError as error:
                _log.warning("a periodic task failed, and is tried again in %.0f s: %s", interval_s, error)
            await asyncio.sleep(interval_s)

    async with background(repeat(), f"every {interval_s} s"):
        yield
