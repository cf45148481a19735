"""Autocomplete: suggestions for an option while a person types.

Files, folders and datasets are suggested to managers only: Discord shows the commands that take them to nobody else by default, but a guild
can override that, and what a command refuses its autocomplete must not tell. A choice longer than Discord takes is left out rather than
cut: cut, it would name nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any, Final

from chatterbot import datasets
from chatterbot.discord.localization import Translator
from chatterbot.files import DataFolder, own_name

__all__ = ("CHOICES", "CHOICE_LENGTH", "Completion", "CompletionRequest", "paths", "shown")

CHOICE_LENGTH: Final = 100
"""Characters of a choice's name and of its value (Discord's limit)."""
CHOICES: Final = 25
"""Choices in one list (Discord's limit)."""

LOOKED_AT: Final = 200
"""Matches looked at to find as many that can be shown."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequest:
    """A person who types into an option."""

    text: str
    """What was typed so far."""
    scope_id: int
    """Whose files and datasets the choices come from: the guild, in a direct message the person."""
    channel_id: int
    is_manager: bool
    """Whether the person may manage the guild; always in a direct message."""
    translate: Translator
    """In the person's language."""


Completion = Callable[[CompletionRequest, Any], Coroutine[Any, Any, Sequence[tuple[str, str]]]]
"""``async (request, services) -> [(name, value), ...]``; more than `CHOICES` are cut off."""


def shown(path: str) -> str:
    """Return a path as a choice shows it: a file that was sent by its own name, and when it was sent, as two may have the same name."""
    name = own_name(path)
    if name == path:
        return path
    sent = path.rpartition("/")[2][: len("20261231-235959")]
    return f"{name} · {sent[:4]}-{sent[4:6]}-{sent[6:8]} {sent[9:11]}:{sent[11:13]}:{sent[13:]} UTC"


async def paths(
    request: CompletionRequest, folder: DataFolder, kinds: Collection[str], *, datasets_only: bool = False
) -> list[tuple[str, str]]:
    """Return the files and folders that match what was typed; names of folders end in a slash.

    Parameters
    ----------
    kinds
        ``"file"``, ``"folder"`` or both.
    datasets_only
        Leave out files that are no datasets, by their endings.
    """
    if not request.is_manager:
        return []
    entries = await folder.guild(request.scope_id).entries(kinds, prefix=request.text, limit=LOOKED_AT)
    found = [
        (f"{entry.path}/" if entry.is_folder else shown(entry.path), entry.path)
        for entry in entries
        if entry.is_folder or not datasets_only or datasets.is_supported(entry.path)
    ]
    return [choice for choice in found if len(choice[0]) <= CHOICE_LENGTH][:CHOICES]
