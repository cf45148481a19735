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
from chatterbot.calls import AnswerSpeaker, CallManager, MessageTranscriber, call_status
from chatterbot.dialogue import Stage, StageTimes
from chatterbot.discord import (
    DEFAULT_LOCALE,
    AccessLevel,
    CommandIds,
    Context,
    Languages,
    Loader,
    ReplyTimes,
    TextContext,
    Translator,
    permissions,
)
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


async def hi(context: Context, commands: CommandIds) -> None:
    """Greet, and say in two sentences how to begin."""
    await context.answer(
        context.translate(
            "hi",
            person=context.author.display_name,
            help=commands.mention("help", context.guild_id),
        ),
        private=False,
    )


@loader.command
class Hi(lightbulb.SlashCommand, name="command-hi", description="command-hi-about", localize=True):
    """Say hello."""

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, context: Context, commands: CommandIds) -> None:
        await hi(context, commands)


@loader.text_command("command-hi")
async def hi_text(context: TextContext, commands: CommandIds) -> None:
    """``!hi``."""
    await hi(context, commands)


# -- help --------------------------------------------------------------------------------------------------------------


async def help_(
    context: Context,
    *,
    client: lightbulb.Client,
    languages: Languages,
    commands: CommandIds,
    preferences: Preferences,
    settings: Settings,
) -> None:
    """List the commands in the person's language, with what each needs."""
    translate = context.translate
    teachers = (await preferences.get(context.scope_id)).teachers
    lines: dict[str, list[str]] = {section: [] for section in _SECTIONS}
    menus: list[str] = []
    for command in client.registered_commands:
        data: Any = getattr(command, "_command_data", None) or command  # a group has the same attributes itself
        needed = permissions.needed_by(getattr(data, "hooks", ()))
        mark = "" if needed is AccessLevel.TEACHER and teachers is TeacherMode.EVERYONE else _MARKS.get(needed, "")
        if getattr(data, "type", None) is hikari.CommandType.MESSAGE:
            menus.append(f"**{translate(data.name)}**{mark}")
            continue
        name = languages.localisations(data.name)[DEFAULT_LOCALE]
        section = next((key for key, names in _SECTIONS.items() if name in names), "help-section-settings")
        lines[section].append(f"{commands.mention(name, context.guild_id)}{mark}: {translate(data.description)}")
    embed = hikari.Embed(
        title=translate("help-title"), description=translate("help-how", correct=translate("menu-correct"))
    )
    for section, listed in lines.items():
        order = _SECTIONS[section]
        listed.sort(key=lambda line: next((n for n, name in enumerate(order) if f"/{name}" in line), len(order)))
        for number, text in enumerate(_fields(listed)):
            embed.add_field(translate(section) if number == 0 else "\u200b", text)
    if menus:
        embed.add_field(translate("help-section-menu"), "\n".join(menus))
    if settings.discord.prefix:
        anywhere = settings.discord.message_content or context.guild_id is None
        text = translate("help-text-anywhere" if anywhere else "help-text", prefix=settings.discord.prefix)
        embed.add_field(translate("help-section-text"), text)
    embed.set_footer(translate("help-marks-managers" if teachers is TeacherMode.EVERYONE else "help-marks"))
    await context.answer(embeds=[embed])


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
        context: Context,
        *,
        client: lightbulb.Client,
        languages: Languages,
        commands: CommandIds,
        preferences: Preferences,
        settings: Settings,
    ) -> None:
        await help_(
            context,
            client=client,
            languages=languages,
            commands=commands,
            preferences=preferences,
            settings=settings,
        )


@loader.text_command("command-help")
async def help_text(
    context: TextContext,
    *,
    client: lightbulb.Client,
    languages: Languages,
    commands: CommandIds,
    preferences: Preferences,
    settings: Settings,
) -> None:
    """``!help``."""
    await help_(
        context,
        client=client,
        languages=languages,
        commands=commands,
        preferences=preferences,
        settings=settings,
    )


# -- status ------------------------------------------------------------------------------------------------------------


async def status(
    context: Context,
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
    await context.defer(private=False)
    translate = context.translate
    datasets = await teaching.datasets(context.scope_id)
    active = next((dataset for dataset in datasets if dataset.active), None)
    degraded = _DEGRADED.get(engine.degraded or "")
    embed = hikari.Embed(
        title=translate("status-title"),
        description=translate(degraded) if degraded else translate("status-fine"),
    )
    embed.add_field(
        translate("status-knows"), _knows(translate, active.name, active.examples) if active else "-", inline=True
    )
    embed.add_field(translate("status-replies"), _replies(translate, times), inline=True)
    embed.add_field(translate("status-connection"), _latency(translate, bot), inline=True)
    embed.add_field(translate("status-since"), _since(times.started), inline=True)
    embed.add_field(translate("status-engine"), _engine(translate, engine), inline=True)
    embed.add_field(translate("status-ears"), hearing.status(translate), inline=True)
    embed.add_field(translate("status-voices"), speaking.status(translate), inline=True)
    if call := call_status(translate, calls, context.guild_id):
        embed.add_field(translate("status-in-call"), call)
    if talk_times.count():
        embed.add_field(translate("status-talk"), _talk(translate, talk_times))
    embed.add_field(
        translate("status-versions"),
        f"chatterbot {chatterbot.__version__}\nhikari {hikari.__version__}\nPython {platform.python_version()}",
        inline=True,
    )
    await context.answer(embeds=[embed])


def _knows(translate: Translator, name: str, count: int) -> str:
    return translate("status-examples", count=count, dataset=name)


def _replies(translate: Translator, times: ReplyTimes) -> str:
    middle, slow = times.quantile(0.5), times.quantile(0.95)
    if middle is None or slow is None:
        return translate("status-no-replies")
    return translate("status-reply-times", count=times.count, middle=round(1000 * middle), slow=round(1000 * slow))


def _talk(translate: Translator, times: StageTimes) -> str:
    """Median and 95th percentile of spoken answers, and of what they consist of."""

    def shown(key: str, stage: Stage, **more: object) -> str:
        middle, slow = times.quantile(stage, 0.5), times.quantile(stage, 0.95)
        return translate(key, middle=round(1000 * (middle or 0)), slow=round(1000 * (slow or 0)), **more)

    lines = [shown("status-talk-times", Stage.TOTAL, count=times.count())]
    lines += [
        shown("status-talk-stage", stage, name=translate(key)) for stage, key in _STAGES.items() if times.count(stage)
    ]
    return "\n".join(lines)


def _engine(translate: Translator, engine: ReplyEngine) -> str:
    key = _ENGINES.get(engine.description)
    return translate(key) if key else engine.description


def _latency(translate: Translator, bot: hikari.GatewayBot) -> str:
    latency_s = bot.heartbeat_latency  # NaN before the first heartbeat is acknowledged
    return (
        translate("status-latency-unknown")
        if math.isnan(latency_s)
        else translate("status-latency", ms=round(1000 * latency_s))
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
        context: Context,
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
            context,
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
    context: TextContext,
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
        context,
        bot=bot,
        engine=engine,
        teaching=teaching,
        times=times,
        hearing=hearing,
        speaking=speaking,
        calls=calls,
        talk_times=talk_times,
    )
