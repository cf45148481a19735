"""Tells Discord which commands there are, unless it knows already.

Lightbulb itself compares neither the translations of descriptions (a translated bot would register its commands at every start) nor the
default permissions (a change of them would never be sent). This module compares everything that is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

import hikari
import lightbulb

from chatterbot import errors

__all__ = ("CommandIds", "register")

_log = logging.getLogger(__name__)

_CONTEXTS: Final = (hikari.ApplicationContextType.GUILD, hikari.ApplicationContextType.BOT_DM)
"""Where commands can be used: not in group chats, since what is taught belongs to a guild or to one person."""
_INSTALLS: Final = (hikari.ApplicationIntegrationType.GUILD_INSTALL,)


class CommandIds:
    """Ids of the registered slash commands; a text that mentions them lets people start them with one click."""

    def __init__(self) -> None:
        self._ids: dict[int | None, dict[str, int]] = {}

    def learn(self, guild_id: int | None, commands: Sequence[hikari.PartialCommand]) -> None:
        """Keep the ids that Discord gave to the commands of a guild (`None`: the global ones)."""
        self._ids[guild_id] = {c.name: int(c.id) for c in commands if c.type is hikari.CommandType.SLASH}

    def mention(self, name: str, guild_id: int | None) -> str:
        """Return ``</name:id>``, or ``/name`` if Discord gave it no id in this guild."""
        command_id = self._ids.get(guild_id, {}).get(name) or self._ids.get(None, {}).get(name)
        return f"</{name}:{command_id}>" if command_id else f"`/{name}`"

    @property
    def count(self) -> int:
        """How many different slash commands are registered."""
        return len({name for ids in self._ids.values() for name in ids})


async def register(client: lightbulb.Client, ids: CommandIds, guilds: Sequence[int], leave: Sequence[int] = ()) -> None:
    """Make Discord's list of commands the same as the client's.

    Parameters
    ----------
    client
        Holds the commands.
    ids
        Gets the ids that Discord gives.
    guilds
        Register in these only (there it takes effect at once); empty: everywhere.
    leave
        Guilds whose own copies, left over from development, are removed.
    """
    application = await client.rest.fetch_application()
    for guild in guilds or (None,):
        place = hikari.UNDEFINED if guild is None else guild
        wanted = [await _build(client, command, everywhere=guild is None) for command in client.registered_commands]
        try:
            known = await client.rest.fetch_application_commands(application, guild=place)
        except (hikari.ForbiddenError, hikari.NotFoundError):
            raise errors.SettingsError(
                f"discord.dev_guilds: the bot is not in guild {guild}; invite it, or remove the id"
            ) from None
        if _all(known, place) == _all(wanted, place):
            _log.info("%d commands are registered already (%s)", len(known), guild or "everywhere")
        else:
            known = await client.rest.set_application_commands(application, wanted, guild=place)
            _log.info("registered %d commands (%s)", len(known), guild or "everywhere")
        ids.learn(guild, known)
    for guild in leave:
        try:
            if await client.rest.fetch_application_commands(application, guild=guild):
                await client.rest.set_application_commands(application, [], guild=guild)
                _log.info("removed the development commands of guild %d", guild)
        except hikari.ClientHTTPResponseError as error:  # not a member of it any more: nothing to remove
            _log.info("guild %d keeps its development commands: %s", guild, error)


async def _build(client: lightbulb.Client, command: Any, *, everywhere: bool) -> hikari.api.CommandBuilder:
    builder: hikari.api.CommandBuilder = await command.as_command_builder(
        client.default_locale, client.localization_provider
    )
    if everywhere:
        builder.set_context_types(_CONTEXTS).set_integration_types(_INSTALLS)
    return builder


def _all(
    commands: Sequence[hikari.PartialCommand | hikari.api.CommandBuilder], place: hikari.UndefinedOr[int]
) -> list[dict[str, Any]]:
    everywhere = place is hikari.UNDEFINED
    return sorted((_command(c, everywhere=everywhere) for c in commands), key=lambda c: (c["type"], c["name"]))


def _command(command: Any, *, everywhere: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": int(command.type),
        "name": command.name,
        "name_localizations": _localisations(command.name_localizations),
        "permissions": int(command.default_member_permissions or 0),
        "nsfw": bool(command.is_nsfw),
    }
    if everywhere:
        described["contexts"] = sorted(int(c) for c in command.context_types or ())
        described["installs"] = sorted(int(i) for i in command.integration_types or ())
    if command.type is hikari.CommandType.SLASH:
        described["description"] = command.description
        described["description_localizations"] = _localisations(command.description_localizations)
        described["options"] = [_option(option) for option in command.options or ()]
    return described


def _option(option: hikari.CommandOption) -> dict[str, Any]:
    return {
        "type": int(option.type),
        "name": option.name,
        "name_localizations": _localisations(option.name_localizations),
        "description": option.description,
        "description_localizations": _localisations(option.description_localizations),
        "required": bool(option.is_required),
        "autocomplete": bool(option.autocomplete),
        "limits": (option.min_value, option.max_value, option.min_length, option.max_length),
        "channel_types": sorted(int(t) for t in option.channel_types or ()),
        "choices": [(c.name, _localisations(c.name_localizations), c.value) for c in option.choices or ()],
        "options": [_option(inner) for inner in option.options or ()],
    }


def _localisations(texts: Mapping[Any, str] | None) -> dict[str, str]:
    return {str(locale): text for locale, text in (texts or {}).items()}
