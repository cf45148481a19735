"""Who may be heard in voice channels: those who said so, and nobody else. Buttons, and /listen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import hikari

from chatterbot.discord import Translator, components, formatting
from chatterbot.preferences import GuildPreferences
from chatterbot.store import PeopleStore

__all__ = ("CALL_CODE", "HEAR_ME", "HEAR_ME_NOT", "Consents", "announcement", "nobody")

_log = logging.getLogger(__name__)

PURPOSE: Final = "voice"
"""What is agreed to, in the table of consents."""
HEAR_ME: Final = "hear-me"
HEAR_ME_NOT: Final = "hear-me-not"
CALL_CODE: Final = "call-code"
"""Verbs of the buttons under the announcement; none has an argument."""

Changed = Callable[[int, int, bool], None]
"""Told of a guild, a person, and whether they may be heard from now on."""


class Consents:
    """Who may be heard, by guild: written to the database first, and asked of memory for every packet of sound.

    Guilds are remembered from their first call on: a few ids each.
    """

    def __init__(self, people: PeopleStore) -> None:
        self._people = people
        self._granted: dict[int, set[int]] = {}
        self._told: list[Changed] = []
        self._changing = asyncio.Lock()

    async def load(self, guild_id: int) -> None:
        """Read who may be heard in a guild; until then nobody is.

        Raises
        ------
        errors.StoreError
            If the database cannot be read; then nobody may be heard who was not before.
        """
        if guild_id in self._granted:
            return
        async with self._changing:
            if guild_id not in self._granted:
                self._granted[guild_id] = set(await self._people.granted(guild_id, PURPOSE))

    def may_hear(self, guild_id: int, user_id: int) -> bool:
        """Whether somebody may be heard now: they agreed, and the guild is loaded."""
        return user_id in self._granted.get(guild_id, ())

    async def agreed(self, guild_id: int, user_id: int) -> bool:
        """Whether somebody agreed to be heard, loaded or not."""
        return bool(await self._people.consent(guild_id, user_id, PURPOSE))

    async def grant(self, guild_id: int, user_id: int) -> None:
        """Let somebody be heard, from the moment that this is kept."""
        async with self._changing:
            await self._people.put_consent(guild_id, user_id, PURPOSE, granted=True)
            granted = self._granted.get(guild_id)
            if granted is None or user_id not in granted:
                if granted is not None:
                    granted.add(user_id)
                self._tell(guild_id, user_id, granted=True)

    async def revoke(self, guild_id: int, user_id: int) -> None:
        """Let somebody be heard no more: at once, and for good when this is kept."""
        self._silence(guild_id, user_id)
        async with self._changing:
            self._silence(guild_id, user_id)  # what was just being read may be what was there before
            await self._people.put_consent(guild_id, user_id, PURPOSE, granted=False)

    async def forget(self, user_id: int, guild_id: int | None) -> None:
        """Let somebody be heard no more who was erased, in a guild or (`None`) everywhere."""
        async with self._changing:
            for guild in [*self._granted] if guild_id is None else [guild_id]:
                self._silence(guild, user_id)

    def subscribe(self, changed: Changed) -> Callable[[], None]:
        """Call `changed` whenever a person's consent changes in any guild; return what ends that."""
        self._told.append(changed)

        def end() -> None:
            if changed in self._told:
                self._told.remove(changed)

        return end

    def _silence(self, guild_id: int, user_id: int) -> None:
        granted = self._granted.get(guild_id)
        if granted is not None and user_id in granted:
            granted.remove(user_id)
            self._tell(guild_id, user_id, granted=False)

    def _tell(self, guild_id: int, user_id: int, *, granted: bool) -> None:
        for callback in [*self._told]:
            try:
                callback(guild_id, user_id, granted)
            except Exception:  # noqa: BLE001 - a bug of who listens is seen, and takes back nobody's decision
                _log.exception("somebody could not be told of a consent in guild %d", guild_id)


def nobody(_user_id: int) -> bool:
    """Return `False` for everybody: until it is known who allows it, nobody is listened to."""
    return False


# -- what is said when the bot comes -----------------------------------------------------------------------------------


def announcement(
    translate: Translator, preferences: GuildPreferences, *, channel_id: int, code: str | None
) -> tuple[str, list[components.Button]]:
    """Say, in the voice channel's chat, that the bot listens: to whom, what becomes of it, and how to take it back.

    Parameters
    ----------
    code
        The privacy code of the call; `None` while it is not end-to-end encrypted. The button shows it as it is when pressed.
    """
    lines = [translate("listen-here", channel=f"<#{channel_id}>"), translate("listen-no-sound")]
    if preferences.transcripts_kept:
        lines.append(translate("listen-words-kept", days=preferences.transcripts_kept))
    else:
        lines.append(translate("listen-words-not-kept"))
    if preferences.mirror:
        lines.append(translate("listen-mirror"))
    if code is not None:
        lines.append(translate("listen-code", code=formatting.grouped(code)))
    lines.append(translate("listen-how"))
    buttons = [
        components.Button(HEAR_ME, translate("button-hear-me"), emoji="👂", style=hikari.ButtonStyle.SUCCESS),
        components.Button(HEAR_ME_NOT, translate("button-hear-me-not"), emoji="🙉"),
        components.Button(CALL_CODE, translate("button-call-code"), emoji="🔒"),
    ]
    return "\n".join(lines), buttons
