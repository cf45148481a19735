"""Hello, help and status."""

from __future__ import annotations

import datetime as dt
import math
import platform
from collections.abc import Mapping, Sequence
from typing import Any, Final

import hikari
import lightbulb

import chatterbot
from chatterbot.calls import manager
from chatterbot.calls.manager import CallManager
from chatterbot.calls.speaking import AnswerSpeaker
from chatterbot.calls.transcription import MessageTranscriber
from chatterbot.dialogue.latency import Stage, StageTimes
from chatterbot.discord import permissions
from chatterbot.discord.command_sync import CommandIds
from chatterbot.discord.context import Context, TextContext
from chatterbot.discord.loader import Loader
from chatterbot.discord.localization import DEFAULT_LOCALE, Languages, Translator
from chatterbot.discord.permissions import AccessLevel
from chatterbot.discord.reply_times import ReplyTimes
from chatterbot.engine import ReplyEngine
from chatterbot.preferences import Preferences, TeacherMode
from chatterbot.settings import Settings
from chatterbot.teaching import Teaching

__all__ = ()

loader = Loader()

_STAGES: Final[Mapping[Stage, str]] = {
    Stage.ENDPOINT: "status-talk-endpoint",
    Stage.TRANSCRIBE: "status-talk-transcribe",
    Stage.ANSWER: "status-talk-answer",
    Stage.SPEAK: "status-talk-speak",
    Stage.PLAYOUT: "status-talk-playout",
    Stage.BARGE_IN: "status-talk-barge-in",
}
"""Parts of a spoken answer's time to the catalogue keys of their names."""
_SECTIONS: Final[Mapping[str, Sequence[str]]] = {
    "help-section-talk": ("hi", "help", "instruction", "say", "join", "leave", "listen", "status", "feedback"),
    "help-section-teach": ("correct", "train", "jobs", "test"),
    "help-section-data": ("select_dataset", "export", "archive", "getfile"),
    "help-section-settings": ("settings", "privacy"),
}
"""Commands under the heading they are listed below; any other stands below the last."""
_MARKS: Final[Mapping[AccessLevel, str]] = {AccessLevel.TEACHER: " ✏️", AccessLevel.MANAGER: " 🔧"}
_FIELD_LENGTH: Final = 1024
"""Characters of a field in an embed (Discord's limit)."""
_ENGINES: Final[Mapping[str, str]] = {"lexical only": "status-engine-lexical"}
"""Descriptions of the engine that are words rather than names."""
_DEGRADED: Final[Mapping[str, str]] = {"encoder-unavailable": "status-degraded-encoder"}


# -- hi ----------------------------------------------------------------------------------------------------------------


async def hi(request: Context, commands: CommandIds) -> None:
    """Greet, and say in two sentences how to begin."""
    await request.answer(
        request.words(
            "hi",
            person=request.author.display_name,
            help=commands.mention("help", request.guild_id),
        ),
        private=False,
    )


@loader.command
class Hi(lightbulb.SlashCommand, name="command-hi", description="command-hi-about", localize=True):
    """Say hello."""

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, request: Context, commands: CommandIds) -> None:
        await hi(request, commands)


@loader.text_command("command-hi")
async def hi_text(request: TextContext, commands: CommandIds) -> None:
    """``!hi``."""
    await hi(request, commands)


# -- help --------------------------------------------------------------------------------------------------------------


async def help_(
    request: Context,
    *,
    client: lightbulb.Client,
    languages: Languages,
    commands: CommandIds,
    preferences: Preferences,
    settings: Settings,
) -> None:
    """List the commands in the person's language, with what each needs."""
    words = request.words
    teachers = (await preferences.get(request.scope_id)).teachers
    lines: dict[str, list[str]] = {section: [] for section in _SECTIONS}
    menus: list[str] = []
    for command in client.registered_commands:
        data: Any = getattr(command, "_command_data", None) or command  # a group has the same attributes itself
        needed = permissions.needed_by(getattr(data, "hooks", ()))
        mark = "" if needed is AccessLevel.TEACHER and teachers is TeacherMode.EVERYONE else _MARKS.get(needed, "")
        if getattr(data, "type", None) is hikari.CommandType.MESSAGE:
            menus.append(f"**{words(data.name)}**{mark}")
            continue
        name = languages.localisations(data.name)[DEFAULT_LOCALE]
        section = next((key for key, names in _SECTIONS.items() if name in names), "help-section-settings")
        lines[section].append(f"{commands.mention(name, request.guild_id)}{mark}: {words(data.description)}")
    embed = hikari.Embed(title=words("help-title"), description=words("help-how", correct=words("menu-correct")))
    for section, listed in lines.items():
        order = _SECTIONS[section]
        listed.sort(key=lambda line: next((n for n, name in enumerate(order) if f"/{name}" in line), len(order)))
        for number, text in enumerate(_fields(listed)):
            embed.add_field(words(section) if number == 0 else "\u200b", text)
    if menus:
        embed.add_field(words("help-section-menu"), "\n".join(menus))
    if settings.discord.prefix:
        anywhere = settings.discord.message_content or request.guild_id is None
        text = words("help-text-anywhere" if anywhere else "help-text", prefix=settings.discord.prefix)
        embed.add_field(words("help-section-text"), text)
    embed.set_footer(words("help-marks-managers" if teachers is TeacherMode.EVERYONE else "help-marks"))
    await request.answer(embeds=[embed])


def _fields(lines: Sequence[str]) -> list[str]:
    """Lines in as few fields as hold them."""
    fields: list[str] = []
    for line in lines:
        if fields and len(fields[-1]) + 1 + len(line) <= _FIELD_LENGTH:
            fields[-1] += "\n" + line
        else:
            fields.append(line[:_FIELD_LENGTH])
    return fields


@loader.command
class Help(lightbulb.SlashCommand, name="command-help", description="command-help-about", localize=True):
    """List the commands."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        request: Context,
        *,
        client: lightbulb.Client,
        languages: Languages,
        commands: CommandIds,
        preferences: Preferences,
        settings: Settings,
    ) -> None:
        await help_(
            request,
            client=client,
            languages=languages,
            commands=commands,
            preferences=preferences,
            settings=settings,
        )


@loader.text_command("command-help")
async def help_text(
    request: TextContext,
    *,
    client: lightbulb.Client,
    languages: Languages,
    commands: CommandIds,
    preferences: Preferences,
    settings: Settings,
) -> None:
    """``!help``."""
    await help_(
        request,
        client=client,
        languages=languages,
        commands=commands,
        preferences=preferences,
        settings=settings,
    )


# -- status ------------------------------------------------------------------------------------------------------------


async def status(
    request: Context,
    *,
    bot: hikari.GatewayBot,
    engine: ReplyEngine,
    teaching: Teaching,
    times: ReplyTimes,
    hearing: MessageTranscriber,
    speaking: AnswerSpeaker,
    calls: CallManager,
    talk_times: StageTimes,
) -> None:
    """How the bot is doing, measured."""
    await request.defer(private=False)
    words = request.words
    datasets = await teaching.datasets(request.scope_id)
    active = next((dataset for dataset in datasets if dataset.active), None)
    degraded = _DEGRADED.get(engine.degraded or "")
    embed = hikari.Embed(
        title=words("status-title"),
        description=words(degraded) if degraded else words("status-fine"),
    )
    embed.add_field(words("status-knows"), _knows(words, active.name, active.examples) if active else "-", inline=True)
    embed.add_field(words("status-replies"), _replies(words, times), inline=True)
    embed.add_field(words("status-connection"), _latency(words, bot), inline=True)
    embed.add_field(words("status-since"), _since(times.started), inline=True)
    embed.add_field(words("status-engine"), _engine(words, engine), inline=True)
    embed.add_field(words("status-ears"), hearing.status(words), inline=True)
    embed.add_field(words("status-voices"), speaking.status(words), inline=True)
    if call := manager.call_status(words, calls, request.guild_id):
        embed.add_field(words("status-in-call"), call)
    if talk_times.count():
        embed.add_field(words("status-talk"), _talk(words, talk_times))
    embed.add_field(
        words("status-versions"),
        f"chatterbot {chatterbot.__version__}\nhikari {hikari.__version__}\nPython {platform.python_version()}",
        inline=True,
    )
    await request.answer(embeds=[embed])


def _knows(words: Translator, name: str, count: int) -> str:
    return words("status-examples", count=count, dataset=name)


def _replies(words: Translator, times: ReplyTimes) -> str:
    middle, slow = times.quantile(0.5), times.quantile(0.95)
    if middle is None or slow is None:
        return words("status-no-replies")
    return words("status-reply-times", count=times.count, middle=round(1000 * middle), slow=round(1000 * slow))


def _talk(words: Translator, times: StageTimes) -> str:
    """Median and 95th percentile of spoken answers, and of what they consist of."""

    def shown(key: str, stage: Stage, **more: object) -> str:
        middle, slow = times.quantile(stage, 0.5), times.quantile(stage, 0.95)
        return words(key, middle=round(1000 * (middle or 0)), slow=round(1000 * (slow or 0)), **more)

    lines = [shown("status-talk-times", Stage.TOTAL, count=times.count())]
    lines += [
        shown("status-talk-stage", stage, name=words(key)) for stage, key in _STAGES.items() if times.count(stage)
    ]
    return "\n".join(lines)


def _engine(words: Translator, engine: ReplyEngine) -> str:
    key = _ENGINES.get(engine.description)
    return words(key) if key else engine.description


def _latency(words: Translator, bot: hikari.GatewayBot) -> str:
    latency_s = bot.heartbeat_latency  # NaN before the first heartbeat is acknowledged
    return (
        words("status-latency-unknown")
        if math.isnan(latency_s)
        else words("status-latency", ms=round(1000 * latency_s))
    )


def _since(started: dt.datetime) -> str:
    return f"<t:{int(started.timestamp())}:R>"


@loader.command
class Status(lightbulb.SlashCommand, name="command-status", description="command-status-about", localize=True):
    """Say how the bot is doing."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        request: Context,
        *,
        bot: hikari.GatewayBot,
        engine: ReplyEngine,
        teaching: Teaching,
        times: ReplyTimes,
        hearing: MessageTranscriber,
        speaking: AnswerSpeaker,
        calls: CallManager,
        talk_times: StageTimes,
    ) -> None:
        await status(
            request,
            bot=bot,
            engine=engine,
            teaching=teaching,
            times=times,
            hearing=hearing,
            speaking=speaking,
            calls=calls,
            talk_times=talk_times,
        )


@loader.text_command("command-status")
async def status_text(
    request: TextContext,
    *,
    bot: hikari.GatewayBot,
    engine: ReplyEngine,
    teaching: Teaching,
    times: ReplyTimes,
    hearing: MessageTranscriber,
    speaking: AnswerSpeaker,
    calls: CallManager,
    talk_times: StageTimes,
) -> None:
    """``!status``."""
    await status(
        request,
        bot=bot,
        engine=engine,
        teaching=teaching,
        times=times,
        hearing=hearing,
        speaking=speaking,
        calls=calls,
        talk_times=talk_times,
    )
