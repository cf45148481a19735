"""Red's custom commands (cog CustomCommands), as its JSON driver keeps them in ``cogs/CustomCommands/settings.json``.

::

    {"414589031223512": {"GUILD": {"<server>": {"commands": {"rules": {"response": "Be kind.", "author": {"id": 1}, "editors": []}}}}}}

The part from ``GUILD`` on is read, too. A response is a text, or a list of which one is chosen at random; a deleted command is null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, json_of, mapping, texts
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("is_export", "pairs")

_COG: Final = "414589031223512"
"""The number under which the cog keeps its settings."""
_PLACEHOLDER: Final = re.compile(
    r"\{(?:\d{1,9}[^{}]{0,200}|(?:message|author|channel|guild|server)(?:\.[^{}]{1,200})?)\}"
)
"""``{author.mention}``, ``{0}``, ``{1:int}``: what the cog fills from the message; it leaves other braces as they are."""
_ERASED: Final = 0xDE1
"""The id that Red puts in the place of a person whose account was deleted."""
_ID: Final = re.compile(r"\d{1,20}")


def is_export(content: Any) -> bool:
    """Tell whether JSON holds custom commands."""
    return any(mapping(server, "commands") for server in _servers(content).values())


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each command's name with its responses.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: there are no custom commands.
    """
    found = BotPairs(parse_limits, _PLACEHOLDER)
    for file in files:
        content = json_of(file.data)
        if not is_export(content):
            raise DocumentRefusal("error-document-export")
        for server, kept in _servers(content).items():
            made = list(_commands(server, mapping(kept, "commands")))
            if made:
                found.servers |= {server}
            found.pairs += made
    return found


def _servers(content: Any) -> dict[str, Any]:
    return mapping(content, _COG, "GUILD") or mapping(content, "GUILD")


def _commands(server: str, commands: dict[str, Any]) -> Iterator[values.FoundPair]:
    for name, command in commands.items():
        responses = texts(mapping(command).get("response"))
        if responses:
            yield values.FoundPair(
                (name,),
                responses[0],
                values.DocumentPlace(part=server[:20]),
                further_answers=tuple(responses[1:]),
                keyword=True,
                credited_id=_credited(mapping(command)),
            )


def _credited(command: dict[str, Any]) -> int | None:
    """Return who wrote a response; `None`: not known, or somebody else changed it later."""
    author = str(mapping(command, "author").get("id", ""))
    edited = any(str(editor) != author for editor in items(command.get("editors")))
    return int(author) if _ID.fullmatch(author) and int(author) != _ERASED and not edited else None
