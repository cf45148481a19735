"""What every command needs of Discord: contexts and answers, buttons, permissions, texts in the person's language.

Read `context` (who asks, where, and how to answer) and `loader` (how a plugin registers what it does) first.
"""

from __future__ import annotations

from chatterbot.discord import (
    attachments,
    autocomplete,
    channel_access,
    components,
    error_messages,
    formatting,
    options,
    pasted,
    permissions,
    replies,
    sending,
    splitting,
)
from chatterbot.discord.autocomplete import CompletionRequest
from chatterbot.discord.command_sync import CommandIds, register
from chatterbot.discord.commands import BotCommand, HelpSection, MessageCommand
from chatterbot.discord.context import Context, InteractionContext, TextContext
from chatterbot.discord.inflight import InflightRequests
from chatterbot.discord.loader import Host, Loader
from chatterbot.discord.localization import DEFAULT_LOCALE, Languages, Translator, written_in
from chatterbot.discord.message_queue import MessageQueues
from chatterbot.discord.permissions import AccessLevel
from chatterbot.discord.registry import CommandRegistry
from chatterbot.discord.reply_times import ReplyTimes
from chatterbot.discord.slash_commands import tell_failures
from chatterbot.discord.text_commands import PrefixCommands
from chatterbot.discord.turn_lookup import TurnLookup, is_reference

__all__ = (
    "DEFAULT_LOCALE",
    "AccessLevel",
    "BotCommand",
    "CommandIds",
    "CommandRegistry",
    "CompletionRequest",
    "Context",
    "HelpSection",
    "Host",
    "InflightRequests",
    "InteractionContext",
    "Languages",
    "Loader",
    "MessageCommand",
    "MessageQueues",
    "PrefixCommands",
    "ReplyTimes",
    "TextContext",
    "Translator",
    "TurnLookup",
    "attachments",
    "autocomplete",
    "channel_access",
    "components",
    "error_messages",
    "formatting",
    "is_reference",
    "options",
    "pasted",
    "permissions",
    "register",
    "replies",
    "sending",
    "splitting",
    "tell_failures",
    "written_in",
)
