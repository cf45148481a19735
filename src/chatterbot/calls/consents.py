"""Who may be heard in voice channels: only people who allowed it, with a button or /listen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import hikari

from chatterbot.calls.abilities import Hearing, Speaking, cannot_hear, cannot_speak
from chatterbot.discord import Translator, components, formatting
from chatterbot.preferences import GuildPreferences, ModelMode
from chatterbot.store import PeopleStore

__all__ = ("CALL_CODE", "HEAR_ME", "HEAR_ME_NOT", "Consents", "announcement", "nobody")

_log = logging.getLogger(__name__)

PURPOSE: Final = "voice"
"""The purpose in the table of consents."""
HEAR_ME: Final = "hear-me"
HEAR_ME_NOT: Final = "hear-me-not"
CALL_CODE: Final = "call-code"
"""Verbs of the buttons under the announcement; none has an argument."""

Changed = Callable[[int, int, bool], None]
"""Called with the ids of guild and person, and whether the person may be heard from now on."""


def nobody(_user_id: int) -> bool:
    """Return `False` for everybody: until it is known who allows it, nobody is listened to."""
    return False


class Consents:
    """Who may be heard, by guild. Written to the database first; for every packet of sound it is looked up in memory.

    A guild is kept in memory from its first call on: a few ids each.

    Parameters
    ----------
    denied
        Tells whether the operator does not serve a person: they are not heard, whatever they agreed to.
    """

    def __init__(self, people: PeopleStore, *, denied: Callable[[int], bool] = nobody) -> None:
        self._people = people
        self._denied = denied
        self._granted: dict[int, set[int]] = {}
        self._told: list[Changed] = []
        self._changing = asyncio.Lock()

    async def load(self, guild_id: int) -> None:
        """Read who may be heard in a guild; before that, nobody is.

        Raises
        ------
        errors.StoreError
            If the database cannot be read; then nothing changes.
        """
        if guild_id in self._granted:
            return
        async with self._changing:
            if guild_id not in self._granted:
                self._granted[guild_id] = set(await self._people.granted(guild_id, PURPOSE))

    async def changed_elsewhere(self, guild_id: int) -> None:
        """Read again who may be heard in a guild, since another process wrote that."""
        if guild_id not in self._granted:
            return
        async with self._changing:
            now, before = set(await self._people.granted(guild_id, PURPOSE)), self._granted[guild_id]
            for user_id in before - now:
                self._silence(guild_id, user_id)
            for user_id in now - before:
                before.add(user_id)
                self._tell(guild_id, user_id, granted=True)

    def may_hear(self, guild_id: int, user_id: int) -> bool:
        """Tell whether a person may be heard now: they agreed, and the guild is loaded."""
        return user_id in self._granted.get(guild_id, ()) and not self._denied(user_id)

    async def agreed(self, guild_id: int, user_id: int) -> bool:
        """Tell whether a person agreed to be heard, whether the guild is loaded or not."""
        return bool(await self._people.consent(guild_id, user_id, PURPOSE))

    async def grant(self, guild_id: int, user_id: int) -> None:
        """Let a person be heard, as soon as that is in the database."""
        async with self._changing:
            await self._people.put_consent(guild_id, user_id, PURPOSE, granted=True)
            granted = self._granted.get(guild_id)
            if granted is None or user_id not in granted:
                if granted is not None:
                    granted.add(user_id)
                self._tell(guild_id, user_id, granted=True)

    async def revoke(self, guild_id: int, user_id: int) -> None:
        """Stop hearing a person: at once, and also after a restart when this returns."""
        self._silence(guild_id, user_id)
        async with self._changing:
            self._silence(guild_id, user_id)  # `load` may just have read what was there before
            await self._people.put_consent(guild_id, user_id, PURPOSE, granted=False)

    async def forget(self, user_id: int, guild_id: int | None) -> None:
        """Stop hearing a person whose data was erased, in a guild or (`None`) everywhere."""
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
            except Exception:  # noqa: BLE001 - a bug of a subscriber is logged, and changes no decision
                _log.exception("guild %d: a subscriber failed at the consent of person %d", guild_id, user_id)


# -- the announcement --------------------------------------------------------------------------------------------------


def announcement(
    translate: Translator,
    preferences: GuildPreferences,
    *,
    channel_id: int,
    code: str | None,
    hearing: Hearing = Hearing.ON,
    speaking: Speaking = Speaking.ON,
    has_model: bool = False,
) -> tuple[str, list[components.Button]]:
    """Return the message that tells a voice channel that the bot listens: to whom, what is kept, and how to take the consent back.

    Parameters
    ----------
    code
        The privacy code of the call; `None` while it is not end-to-end encrypted. The button shows the code at the time it is pressed.
    hearing, speaking
        What the bot can do at the moment; what it cannot is said.
    has_model
        Whether there is a language model that could be asked.
    """
    key = "listen-here" if hearing is Hearing.ON else "listen-here-later"
    lines = [cannot_hear(translate, hearing), cannot_speak(translate, speaking)]
    lines += [translate(key, channel=f"<#{channel_id}>"), *terms(translate, preferences, has_model=has_model)]
    if code is not None:
        lines.append(translate("listen-code", code=formatting.grouped(code)))
    lines.append(translate("listen-how"))
    return "\n".join(line for line in lines if line), [
        hear_me(translate),
        hear_me_not(translate),
        components.Button(CALL_CODE, translate("button-call-code"), emoji="🔒"),
    ]


def terms(translate: Translator, preferences: GuildPreferences, *, has_model: bool) -> list[str]:
    """Return the sentences that say what becomes of what people say."""
    lines = [translate("listen-no-sound")]
    if preferences.transcripts_kept:
        lines.append(translate("listen-words-kept", days=preferences.transcripts_kept))
    else:
        lines.append(translate("listen-words-not-kept"))
    if preferences.mirror:
        lines.append(translate("listen-mirror"))
    if has_model and preferences.model is not ModelMode.OFF:
        lines.append(translate("listen-model"))
    return lines


def hear_me(translate: Translator) -> components.Button:
    """Return the button with which a person allows the bot to hear them."""
    return components.Button(HEAR_ME, translate("button-hear-me"), emoji="👂", style=hikari.ButtonStyle.SUCCESS)


def hear_me_not(translate: Translator) -> components.Button:
    """Return the button with which a person takes that back."""
    return components.Button(HEAR_ME_NOT, translate("button-hear-me-not"), emoji="🙉")
