"""Who may use the bot at all, and how much in a minute: asked of everything that people send, before any work is done for it."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Collection
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import components
from chatterbot.discord.cooldowns import Cooldowns
from chatterbot.discord.request_rate import RequestRate

__all__ = ("Entrance", "EntranceRules")

MINUTE_S: Final = 60.0
TOLD_APART_S: Final = 60.0
"""Seconds in which a person is told once in a channel that it was too much: each of these messages would be one more."""
HOUR_S: Final = 3600.0
AT_ONCE: Final = 2
"""One in so many of the requests of a minute may come at once: people ask in bursts."""


@dataclasses.dataclass(frozen=True, slots=True)
class EntranceRules:
    """What the operator chose."""

    denied_people: frozenset[int] = frozenset()
    denied_guilds: frozenset[int] = frozenset()
    requests_person: int = 120
    """Questions, commands and clicks of one person in a minute, on all servers together."""
    requests_guild: int = 1200
    """The same of everybody on one server."""
    downloads_guild: int = 2 << 30
    """Bytes of files that are received for one server in an hour."""


class Entrance:
    """Refuses whom the operator does not serve, and what is too much.

    Parameters
    ----------
    clock
        Returns the present moment in seconds.
    """

    def __init__(self, rules: EntranceRules, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._person = RequestRate(rules.requests_person, MINUTE_S, math.ceil(rules.requests_person / AT_ONCE), clock)
        self._guild = RequestRate(rules.requests_guild, MINUTE_S, math.ceil(rules.requests_guild / AT_ONCE), clock)
        self._told = Cooldowns(clock)
        self._downloads = RequestRate(rules.downloads_guild, HOUR_S, rules.downloads_guild, clock)

    def denies_person(self, person_id: int) -> bool:
        """Tell whether the operator does not serve a person."""
        return person_id in self._rules.denied_people

    def denies_guild(self, guild_id: int | None) -> bool:
        """Tell whether the operator does not serve a server."""
        return guild_id in self._rules.denied_guilds

    def denies(self, person_id: int, guild_id: int | None) -> bool:
        """Tell whether the operator does not serve a person, or anybody where they are."""
        return self.denies_person(person_id) or self.denies_guild(guild_id)

    def check(self, person_id: int, guild_id: int | None, *, download: int = 0) -> None:
        """Count a request.

        Parameters
        ----------
        download
            Bytes of the files that came with it and are going to be received.

        Raises
        ------
        errors.RefusedError
            ``error-denied-person``, ``error-denied-server``, ``error-too-fast(limit, seconds)``, ``error-too-fast-here(limit, seconds)`` or
            ``error-too-many-files(limit, seconds)``
        """
        self._check_denied(person_id, guild_id)
        rules = self._rules
        _let(self._person.take(person_id), "error-too-fast", rules.requests_person)
        if guild_id is not None:
            _let(self._guild.take(guild_id), "error-too-fast-here", rules.requests_guild)
        if download:
            self.receive(person_id, guild_id, download)

    def tells(self, person_id: int) -> bool:
        """Tell whether a refusal is written to a person in a channel, where everybody sees it; if so, it counts as written."""
        return self._told.begin(person_id, TOLD_APART_S)

    def receive(self, person_id: int, guild_id: int | None, size: int) -> None:
        """Count files of so many bytes that are going to be received.

        Raises
        ------
        errors.RefusedError
            ``error-too-many-files(limit, seconds)``
        """
        scope_id = person_id if guild_id is None else guild_id
        _let(self._downloads.take(scope_id, size), "error-too-many-files", self._rules.downloads_guild)

    def check_interaction(self, interaction: hikari.PartialInteraction, own_data: Collection[str]) -> None:
        """Count a command, a click or a submitted form; completions are not counted, since a client sends one with nearly every letter.

        Parameters
        ----------
        own_data
            Names of commands and verbs of buttons with which people look at and erase their own data: those nobody is denied.

        Raises
        ------
        errors.RefusedError
            See `check`.
        """
        person_id, size = int(interaction.user.id), 0
        guild_id = None if interaction.guild_id is None else int(interaction.guild_id)
        match interaction:
            case hikari.CommandInteraction():
                name = interaction.command_name
                files = interaction.resolved.attachments if interaction.resolved else {}
                size = sum(each.size for each in files.values())
            case hikari.ComponentInteraction() | hikari.ModalInteraction():
                name = components.split_custom_id(interaction.custom_id)[0]
            case _:
                self._check_denied(person_id, guild_id)
                return
        if name not in own_data:
            self.check(person_id, guild_id, download=size)

    def _check_denied(self, person_id: int, guild_id: int | None) -> None:
        if self.denies_person(person_id):
            raise errors.RefusedError("error-denied-person")
        if self.denies_guild(guild_id):
            raise errors.RefusedError("error-denied-server")


def _let(wait_s: float, key: str, limit: int) -> None:
    if wait_s > 0:
        raise errors.RefusedError(
            key, limit=limit, seconds=float(math.ceil(wait_s))
        )  # no whole number, which may be bytes
