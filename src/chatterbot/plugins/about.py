"""Hello, help and status."""

from __future__ import annotations

import datetime as dt
import logging
import math
import platform
from collections.abc import Mapping, Sequence
from typing import Final

import hikari

import chatterbot
from chatterbot import errors
from chatterbot.calls import abilities, call_status
from chatterbot.container import Container
from chatterbot.dialogue import Stage, StageTimes
from chatterbot.discord import (
    AccessLevel,
    BotCommand,
    Context,
    HelpSection,
    Loader,
    MessageCommand,
    ReplyTimes,
    TeachingRules,
    Translator,
    channel_access,
    formatting,
    permissions,
)
from chatterbot.engine import ReplyEngine
from chatterbot.plugins import _model_use
from chatterbot.plugins._model_status import model_status
from chatterbot.plugins._status_line import status_line
from chatterbot.preferences import ModelMode

__all__ = ()

_log = logging.getLogger(__name__)

loader = Loader[Container]()

_STAGES: Final[Mapping[Stage, str]] = {
    Stage.ENDPOINT: "status-talk-endpoint",
    Stage.TRANSCRIBE: "status-talk-transcribe",
    Stage.ANSWER: "status-talk-answer",
    Stage.COMPOSE: "status-talk-compose",
    Stage.SPEAK: "status-talk-speak",
    Stage.PLAYOUT: "status-talk-playout",
    Stage.BARGE_IN: "status-talk-barge-in",
}
"""Catalogue keys of the parts of a spoken answer's time."""
_MARKS: Final[Mapping[AccessLevel, str]] = {
    AccessLevel.PROPOSER: " ✏️",
    AccessLevel.TEACHER: " ✏️",
    AccessLevel.MANAGER: " 🔧",
}
_MODEL_HELPS: Final[Mapping[ModelMode, str]] = {
    ModelMode.TAUGHT: "help-model-taught",
    ModelMode.GROUNDED: "help-model-grounded",
    ModelMode.OPEN: "help-model-open",
}
"""Catalogue keys of what a language model does for answers."""
_FIELD_LENGTH: Final = 1024
"""Characters of a field in an embed (Discord's limit)."""
_ENGINES: Final[Mapping[str, str]] = {"lexical only": "status-engine-lexical"}
"""Catalogue keys of descriptions of the engine that are not names."""


# -- hi ----------------------------------------------------------------------------------------------------------------


@loader.command("hi", section=HelpSection.TALK, position=1)
async def hi(context: Context, services: Container) -> None:
    """Greet, and say in two sentences how to begin."""
    await context.answer(
        context.translate(
            "hi",
            person=context.author.display_name,
            help=services.command_ids.mention("help", context.guild_id),
        ),
        private=False,
    )


# -- help --------------------------------------------------------------------------------------------------------------


@loader.command("help", section=HelpSection.TALK, position=2)
async def help_(context: Context, services: Container) -> None:
    """List the commands the person can use here, in their language, with what each needs."""
    translate, options = context.translate, services.options
    rules = await services.access.rules(context.scope_id)

    def usable(command: BotCommand | MessageCommand) -> bool:
        may = permissions.may(command.access, rules, is_manager=context.is_manager, roles=context.role_ids)
        return may and (command.offered is None or command.offered(context, services))

    def mark(access: AccessLevel) -> str:
        return (
            "" if context.guild_id is None else _mark(access, rules)
        )  # in direct messages everything is the person's own

    menus = [command for command in services.commands.message_commands if usable(command)]
    corrects = any(command.name == "correct" for command in menus)
    how = translate("help-how", correct=translate("menu-correct")) if corrects else translate("help-how-talk")
    if services.model_terms is not None:
        place = channel_access.place_of(services.bot, context.channel_id)
        mode, _ = await services.preferences.model(context.scope_id, place)
        if (key := _MODEL_HELPS.get(mode)) is not None:
            how += f"\n{translate(key)}"
    embed = hikari.Embed(title=translate("help-title"), description=how)
    marks = ""
    for section in HelpSection:
        listed = [command for command in services.commands.listed(section) if usable(command)]
        marks += "".join(mark(command.access) for command in listed)
        lines = [
            f"{services.command_ids.mention(command.name, context.guild_id)}{mark(command.access)}:"
            f" {translate(f'{command.key}-about')}"
            for command in listed
        ]
        for number, text in enumerate(_fields(lines)):
            embed.add_field(translate(section.value) if number == 0 else "\u200b", text)
    if menus:
        names = [f"**{translate(command.key)}**{mark(command.access)}" for command in menus]
        embed.add_field(translate("help-section-menu"), "\n".join(names))
    if options.prefix:
        anywhere = options.message_content or context.guild_id is None
        text = translate("help-text-anywhere" if anywhere else "help-text", prefix=options.prefix)
        example = "help-options" if context.is_manager else "help-options-feedback"
        if context.guild_id is None:
            example = "help-options-direct"
        embed.add_field(translate("help-section-text"), f"{text}\n{translate(example, prefix=options.prefix)}")
    if marks:
        embed.set_footer(translate("help-marks" if _MARKS[AccessLevel.TEACHER] in marks else "help-marks-managers"))
    await context.answer(embeds=[embed])


def _mark(access: AccessLevel, rules: TeachingRules) -> str:
    """Return the sign of a command that not everyone may use."""
    return "" if permissions.may(access, rules, is_manager=False) else _MARKS[access]


def _fields(lines: Sequence[str]) -> list[str]:
    """Return the lines in as few fields of an embed as possible."""
    fields: list[str] = []
    for line in lines:
        if fields and len(fields[-1]) + 1 + len(line) <= _FIELD_LENGTH:
            fields[-1] += "\n" + line
        else:
            fields.append(line[:_FIELD_LENGTH])
    return fields


# -- status ------------------------------------------------------------------------------------------------------------


@loader.command("status", section=HelpSection.TALK, position=8)
async def status(context: Context, services: Container) -> None:
    """Answer with how the bot is doing, from what was measured."""
    await context.defer(private=False)
    translate = context.translate
    knows = await _knows(translate, services, context.scope_id)
    embed = hikari.Embed(
        title=translate("status-title"),
        description=status_line(translate, services, context.guild_id, memory_reads=knows is not None),
    )
    embed.add_field(translate("status-knows"), knows or translate("status-unreadable"), inline=True)
    embed.add_field(translate("status-replies"), _replies(translate, services.reply_times), inline=True)
    embed.add_field(translate("status-connection"), _latency(translate, services.bot), inline=True)
    embed.add_field(translate("status-since"), _since(services.reply_times.started), inline=True)
    embed.add_field(translate("status-engine"), _engine(translate, services.engine), inline=True)
    if services.model_health is not None:
        name = services.model.name if services.model is not None else ""
        shown = model_status(translate, name, services.model_health.report)
        embed.add_field(translate("status-model"), shown, inline=True)
    embed.add_field(translate("status-ears"), services.hearing.status(translate), inline=True)
    embed.add_field(translate("status-voices"), services.speaking.status(translate), inline=True)
    if call := call_status(translate, services.calls, context.guild_id):
        embed.add_field(translate("status-in-call"), "\n".join([call, *await _cannot(translate, services, context)]))
    if services.stage_times.count():
        embed.add_field(translate("status-talk"), _talk(translate, services.stage_times))
    if context.is_manager and (use := await _use_of_model(translate, services, context.scope_id)):
        embed.add_field(translate("status-model-use"), "\n".join(use))
    embed.add_field(
        translate("status-versions"),
        f"chatterbot {chatterbot.__version__}\nhikari {hikari.__version__}\nPython {platform.python_version()}",
        inline=True,
    )
    await context.answer(embeds=[embed])


async def _knows(translate: Translator, services: Container, scope_id: int) -> str | None:
    """Return how many examples are known here; `None` if the database cannot be read."""
    try:
        datasets = await services.teaching.datasets(scope_id)
    except errors.ServiceError as error:
        _log.warning("guild or person %d: /status cannot read what is taught: %s", scope_id, error)
        return None
    active = next((dataset for dataset in datasets if dataset.active), None)
    return translate("status-examples", count=active.examples, dataset=active.name) if active else "-"


async def _use_of_model(translate: Translator, services: Container, scope_id: int) -> list[str]:
    """Return how much of the language model was used, and may be; nothing if there is none."""
    terms = services.model_terms
    if terms is None:
        return []
    try:
        return _model_use.status_lines(translate, await terms.budgets.state(scope_id), terms.prices)
    except errors.ServiceError as error:
        _log.warning("guild or person %d: /status cannot read the use of the model: %s", scope_id, error)
        return [translate("status-unreadable")]


async def _cannot(translate: Translator, services: Container, context: Context) -> list[str]:
    """Return a sentence for each thing that the bot cannot do in its voice channel."""
    if context.guild_id is None:
        return []
    speaking = abilities.cannot_speak(translate, services.calls.speaking(context.guild_id))
    hearing = abilities.cannot_hear(translate, await services.calls.hearing(context.guild_id))
    return [line for line in (speaking, hearing) if line]


def _replies(translate: Translator, times: ReplyTimes) -> str:
    middle, slow = times.quantile(0.5), times.quantile(0.95)
    if middle is None or slow is None:
        return translate("status-no-replies")
    return translate("status-reply-times", count=times.count, middle=round(1000 * middle), slow=round(1000 * slow))


def _talk(translate: Translator, times: StageTimes) -> str:
    """Return the median and the 95th percentile of spoken answers' times, and of their parts, in ms."""

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
    return translate(key) if key else formatting.last_part(engine.description)


def _latency(translate: Translator, bot: hikari.GatewayBot) -> str:
    latency_s = bot.heartbeat_latency  # NaN before the first heartbeat is acknowledged
    return (
        translate("status-latency-unknown")
        if math.isnan(latency_s)
        else translate("status-latency", ms=round(1000 * latency_s))
    )


def _since(started: dt.datetime) -> str:
    return f"<t:{int(started.timestamp())}:R>"
