"""Autocomplete of values from known sets: files, folders and datasets.

Only managers get any: Discord shows these commands to nobody else by default, but a guild can override that, and what a command
refuses its autocomplete must not tell. A choice longer than Discord takes is left out rather than cut: cut, it would name nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import lightbulb

from chatterbot import datasets
from chatterbot.discord.permissions import MANAGER_PERMISSIONS
from chatterbot.files import DataFolder

__all__ = ("CHOICES", "CHOICE_LENGTH", "manager_only", "paths", "scope_of", "typed")

CHOICE_LENGTH: Final = 100
"""Characters of a choice (Discord's limit)."""
CHOICES: Final = 25
"""Choices in one list (Discord's limit)."""

LOOKED_AT: Final = 200
"""Matches looked at to find as many that can be shown."""


def manager_only(context: lightbulb.AutocompleteContext[Any]) -> bool:
    """Whether the person typing may manage the guild; always in a direct message."""
    member = context.interaction.member
    return member is None or bool(member.permissions & MANAGER_PERMISSIONS)


def scope_of(context: lightbulb.AutocompleteContext[Any]) -> int:
    """Whose files and datasets the choices come from."""
    return int(context.interaction.guild_id or context.interaction.user.id)


def typed(context: lightbulb.AutocompleteContext[Any]) -> str:
    """What was typed so far."""
    return str(context.focused.value or "")


async def paths(
    context: lightbulb.AutocompleteContext[str],
    folder: DataFolder,
    kinds: Collection[str],
    *,
    datasets_only: bool = False,
) -> list[tuple[str, str]]:
    """Files and folders that match what was typed; folders end in a slash.

    Parameters
    ----------
    datasets_only
        Leave out files that are no datasets, by their endings.
    """
    if not manager_only(context):
        return []
    entries = await folder.guild(scope_of(context)).entries(kinds, prefix=typed(context), limit=LOOKED_AT)
    found = [
        (f"{entry.path}/" if entry.is_folder else entry.path, entry.path)
        for entry in entries
        if entry.is_folder or not datasets_only or datasets.is_supported(entry.path)
    ]
    return [choice for choice in found if len(choice[0]) <= CHOICE_LENGTH][:CHOICES]
