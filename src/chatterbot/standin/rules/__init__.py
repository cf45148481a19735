"""Discord's rules for requests: the shape and the limits of commands, messages, components, modals, mentions and uploads.

Each module is one of its public names: its functions read as ``messages.check`` and ``modals.fill_in``.
"""

from __future__ import annotations

from chatterbot.standin.rules import (
    commands,
    components,
    embeds,
    emoji,
    mentions,
    messages,
    modals,
    sending,
    slowmode,
    stored_components,
    urls,
    voice_messages,
)
from chatterbot.standin.rules.commands import Commands
from chatterbot.standin.rules.upload import Upload

__all__ = (
    "Commands",
    "Upload",
    "commands",
    "components",
    "embeds",
    "emoji",
    "mentions",
    "messages",
    "modals",
    "sending",
    "slowmode",
    "stored_components",
    "urls",
    "voice_messages",
)
