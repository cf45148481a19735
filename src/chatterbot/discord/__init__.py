"""What every command needs of Discord: contexts and answers, buttons, permissions, texts in the person's language.

Read `context` (who asks, where, and how to answer) and `loader` (how a plugin registers what it does) first.
"""

from __future__ import annotations

from chatterbot.discord import (
    attachments,
    author_names,
    autocomplete,
    change_texts,
    channel_access,
    components,
    connecting,
    error_messages,
    formatting,
    guilds,
    moments,
    options,
    pasted,
    permissions,
    replies,
    sending,
    splitting,
    throttling,
)
from chatterbot.discord.addressing import (
    Addressing,
    Incoming,
    Wordless,
    own_roles,
    titled,
    understand,
    without_mention,
)
from chatterbot.discord.answering_mark import AnsweringMark
from chatterbot.discord.autocomplete import CompletionRequest
from chatterbot.discord.change_log import ChangeLog
from chatterbot.discord.chatter import is_for_another_bot, is_question
from chatterbot.discord.command_sync import CommandIds, register
from chatterbot.discord.commands import BotCommand, HelpSection, MessageCommand
from chatterbot.discord.context import Context, InteractionContext, roles_of
from chatterbot.discord.conversation_memory import ConversationMemory, MemoryOptions
from chatterbot.discord.cooldowns import Cooldowns
from chatterbot.discord.earlier_messages import EarlierMessages
from chatterbot.discord.entrance import Entrance, EntranceRules
from chatterbot.discord.error_counts import ErrorCounts
from chatterbot.discord.growing import MARK
from chatterbot.discord.help_threads import HelpThreads
from chatterbot.discord.inflight import InflightRequests
from chatterbot.discord.labels import LabelReadingBot
from chatterbot.discord.loader import Host, Loader
from chatterbot.discord.localization import DEFAULT_LOCALE, Languages, Translator, written_in
from chatterbot.discord.message_queue import MessageQueues
from chatterbot.discord.missed_messages import MissedMessages
from chatterbot.discord.model_images import DISCORD_HOSTS, ImageLimits, ImageReader
from chatterbot.discord.permissions import AccessControl, AccessLevel, TeachingRules
from chatterbot.discord.registry import CommandRegistry
from chatterbot.discord.reply_times import ReplyTimes
from chatterbot.discord.rich_answers import RichAnswer, RichAnswers
from chatterbot.discord.running_answers import RunningAnswer, RunningAnswers, StopReason
from chatterbot.discord.scenes import MessageScene, Scenes
from chatterbot.discord.slash_commands import tell_failures
from chatterbot.discord.streaming import MOST_STREAMED, AnswerStream
from chatterbot.discord.text_commands import PrefixCommands
from chatterbot.discord.text_context import TextContext
from chatterbot.discord.turn_lookup import TurnLookup, is_reference

__all__ = (
    "DEFAULT_LOCALE",
    "DISCORD_HOSTS",
    "MARK",
    "MOST_STREAMED",
    "AccessControl",
    "AccessLevel",
    "Addressing",
    "AnswerStream",
    "AnsweringMark",
    "BotCommand",
    "ChangeLog",
    "CommandIds",
    "CommandRegistry",
    "CompletionRequest",
    "Context",
    "ConversationMemory",
    "Cooldowns",
    "EarlierMessages",
    "Entrance",
    "EntranceRules",
    "ErrorCounts",
    "HelpSection",
    "HelpThreads",
    "Host",
    "ImageLimits",
    "ImageReader",
    "Incoming",
    "InflightRequests",
    "InteractionContext",
    "LabelReadingBot",
    "Languages",
    "Loader",
    "MemoryOptions",
    "MessageCommand",
    "MessageQueues",
    "MessageScene",
    "MissedMessages",
    "PrefixCommands",
    "ReplyTimes",
    "RichAnswer",
    "RichAnswers",
    "RunningAnswer",
    "RunningAnswers",
    "Scenes",
    "StopReason",
    "TeachingRules",
    "TextContext",
    "Translator",
    "TurnLookup",
    "Wordless",
    "attachments",
    "author_names",
    "autocomplete",
    "change_texts",
    "channel_access",
    "components",
    "connecting",
    "error_messages",
    "formatting",
    "guilds",
    "is_for_another_bot",
    "is_question",
    "is_reference",
    "moments",
    "options",
    "own_roles",
    "pasted",
    "permissions",
    "register",
    "replies",
    "roles_of",
    "sending",
    "splitting",
    "tell_failures",
    "throttling",
    "titled",
    "understand",
    "without_mention",
    "written_in",
)
