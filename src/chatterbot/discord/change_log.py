"""Posts each change in the channel that its guild chose: in the background, and many that come at once in one message."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.aio import Signal, background
from chatterbot.discord import change_texts, components, sending
from chatterbot.discord.command_sync import CommandIds
from chatterbot.discord.localization import Languages, Translator
from chatterbot.preferences import Preferences
from chatterbot.store import HistoryStore
from chatterbot.teaching import History, HistoryEntry

__all__ = ("ChangeLog",)

_log = logging.getLogger(__name__)

BURST_S: Final = 1.0
"""Seconds for which changes are gathered before they are posted."""
MOST_MESSAGES: Final = 3
"""Changes that get a message each; more that come together are told in one."""
EXAMPLES: Final = 5
"""Examples of each sort in the message of one change."""
MOST_LINES: Final = 6
"""Changes that such a message lists."""
MOST_READ: Final = 200
"""Changes that are read at once: of more than that, only the latest are told."""
MOST_SCOPES: Final = 10_000
"""Scopes of which it is remembered what was told, about 100 bytes each."""


class ChangeLog:
    """Follows the changes of every guild, and posts those of guilds that chose a channel for them.

    What was changed while the bot was not running is not posted, and neither is what came before the channel was chosen.
    """

    def __init__(
        self,
        rest: hikari.api.RESTClient,
        store: HistoryStore,
        history: History,
        preferences: Preferences,
        languages: Languages,
        *,
        command_ids: CommandIds,
    ) -> None:
        self._rest = rest
        self._store = store
        self._history = history
        self._preferences = preferences
        self._languages = languages
        self._command_ids = command_ids
        self._waiting: collections.OrderedDict[int, None] = collections.OrderedDict()
        self._told: collections.OrderedDict[int, int] = collections.OrderedDict()
        self._start = 0
        self._signal = Signal()
        self._refused: dict[int, int] = {}
        store.subscribe(self._note)

    def refused(self, guild_id: int) -> int | None:
        """Return the channel in which the bot could not post a guild's last change; `None` if it could."""
        return self._refused.get(guild_id)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Post changes in the background during the block."""
        self._start = await self._store.newest()
        async with background(self._follow(), "change-log"):
            yield

    async def announce(
        self, scope_id: int, told: Callable[[Translator], tuple[str, Sequence[components.Button]]]
    ) -> None:
        """Post in a guild's channel for changes what is none of those that the history knows; a failure is only logged.

        Parameters
        ----------
        told
            Returns the text and the buttons, in the guild's language.
        """
        channel_id = (await self._preferences.get(scope_id)).log_channel
        if channel_id is None:
            return
        text, buttons = told(await self._languages.of_message(scope_id, None))
        said = sending.said(text, (), (), buttons)
        try:
            await sending.post(self._rest, channel_id, None, **said)
        except hikari.HikariError as error:
            _log.warning("guild %d: a change was not posted in channel %d: %s", scope_id, channel_id, error)

    def _note(self, scope_id: int) -> None:
        self._waiting[scope_id] = None
        if len(self._waiting) > MOST_SCOPES:
            self._waiting.popitem(last=False)
        self._signal.tell()

    async def _follow(self) -> None:
        while True:
            await self._signal.until(lambda: bool(self._waiting))
            await asyncio.sleep(BURST_S)
            scopes = list(self._waiting)
            self._waiting.clear()
            for scope_id in scopes:
                try:
                    await self._tell(scope_id)
                except (errors.ChatterbotError, hikari.HikariError) as error:
                    _log.warning("guild or person %d: changes were not posted: %s", scope_id, error)

    async def _tell(self, scope_id: int) -> None:
        before = self._told.get(scope_id, self._start)
        channel_id = (await self._preferences.get(scope_id)).log_channel
        if channel_id is None:
            self._refused.pop(scope_id, None)
            newest = await self._store.changes(scope_id, 1)
            self._remember(scope_id, newest[0].id if newest else before)
            return
        entries = await self._history.after(scope_id, before, MOST_READ)
        if not entries:
            return
        # Before posting: what Discord refuses is not tried again and again.
        self._remember(scope_id, entries[-1].change.id)
        translate = await self._languages.of_message(scope_id, None)
        try:
            if len(entries) <= MOST_MESSAGES:
                for entry in entries:
                    whole = await self._history.entry(scope_id, entry.change.id, EXAMPLES)
                    await self._post(channel_id, translate, whole)
            else:
                text = self._together(translate, scope_id, entries)
                await sending.post(self._rest, channel_id, None, **sending.said(text, (), (), ()))
        except (hikari.ForbiddenError, hikari.NotFoundError) as error:
            if self._refused.get(scope_id) != channel_id:
                _log.warning(
                    "guild %d: changes cannot be posted in channel %d; allow the bot to view it and to send messages there, or choose "
                    "another one with /settings: %s",
                    scope_id,
                    channel_id,
                    error,
                )
            self._refused[scope_id] = channel_id
        else:
            self._refused.pop(scope_id, None)

    def _remember(self, scope_id: int, change_id: int) -> None:
        self._told[scope_id] = change_id
        self._told.move_to_end(scope_id)
        if len(self._told) > MOST_SCOPES:
            _, told = self._told.popitem(last=False)
            self._start = max(self._start, told)

    async def _post(self, channel_id: int, translate: Translator, entry: HistoryEntry) -> None:
        button = change_texts.undo_button(translate, entry.change)
        text = "\n".join(change_texts.details(translate, entry))
        said = sending.said(text, (), (), [button] if button is not None else [])
        await sending.post(self._rest, channel_id, None, **said)

    def _together(self, translate: Translator, scope_id: int, entries: Sequence[HistoryEntry]) -> str:
        people = list(dict.fromkeys(change_texts.author(translate, entry.change) for entry in entries))
        named = ", ".join(people[:MOST_LINES]) + (" …" if len(people) > MOST_LINES else "")
        lines = [translate("change-log-many", count=len(entries), people=named)]
        lines += [change_texts.line(translate, entry) for entry in entries[-MOST_LINES:][::-1]]
        lines.append(translate("change-log-all", command=self._command_ids.mention("history", scope_id)))
        return "\n".join(lines)
