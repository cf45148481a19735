"""Stage channels: the bot asks to speak, says in the chat how that stands, and falls silent when it is moved back to the audience."""

from __future__ import annotations

import asyncio
import enum
import logging
from typing import TYPE_CHECKING, Final

import hikari

from chatterbot.calls.channels import VoiceChannels
from chatterbot.calls.notices import CallNotices

if TYPE_CHECKING:
    from chatterbot.calls.call import VoiceCall

__all__ = ("CallStages",)

_log = logging.getLogger(__name__)

ASK_S: Final = 5.0
"""Seconds for Discord to answer the request to speak, and to say that it is granted; joining waits for it, so that what is said is true."""
INTRODUCED_S: Final = 10.0
"""Seconds for the announcement of whom the bot hears, which says, too, that it is in the audience."""


class _Standing(enum.Enum):
    """How the bot stands in its channel."""

    ELSEWHERE = "in no stage channel"
    SPEAKER = "on the stage"
    AUDIENCE = "in the audience"


class CallStages:
    """What the bot does in stage channels. One object serves all calls.

    Parameters
    ----------
    bot
        To ask with.
    notices
        Tells in the chat how that stands.
    """

    def __init__(self, bot: hikari.GatewayBot, notices: CallNotices) -> None:
        self._bot = bot
        self._rooms = VoiceChannels(bot)
        self._notices = notices

    async def ask(self, call: VoiceCall, *, lift: bool = True) -> None:
        """Go onto the stage if the bot may by itself, else ask to be invited; return when Discord has said how that stands.

        Elsewhere than in the audience of a stage nothing happens.

        Parameters
        ----------
        lift
            Whether it may go by itself: not where a moderator has moved it back to the audience.
        """
        if self._standing(call) is not _Standing.AUDIENCE:
            return
        guild_id, channel_id = call.guild_id, call.channel_id
        room = self._bot.cache.get_guild_channel(channel_id)
        if not isinstance(room, hikari.GuildStageChannel):
            return
        allowed, rest = self._rooms.allowed(room), self._bot.rest
        lift = lift and bool(allowed & hikari.Permissions.MUTE_MEMBERS)
        if not lift and not allowed & hikari.Permissions.REQUEST_TO_SPEAK:
            return  # somebody may invite it all the same
        try:
            async with asyncio.timeout(ASK_S):
                if lift:
                    await rest.edit_my_voice_state(guild_id, room, suppress=False)
                else:
                    await rest.edit_my_voice_state(guild_id, room, request_to_speak=True)
                await call.until(
                    lambda: (
                        self._standing(call) is not _Standing.AUDIENCE
                        or (not lift and self._rooms.has_asked_to_speak(guild_id))
                    )
                )
        except (hikari.HikariError, TimeoutError) as error:
            _log.warning("guild %d: asking to speak on stage %d failed: %r", guild_id, channel_id, error)

    async def follow(self, call: VoiceCall) -> None:
        """Ask at each arrival on a stage, and tell in the chat what becomes of it, until cancelled."""
        await call.until(lambda: call.entered)
        arrivals, channel_id, standing = call.arrivals, call.channel_id, self._standing(call)
        moved_back: int | None = None
        """The stage where the bot was moved back to the audience."""
        if standing is _Standing.AUDIENCE and call.origin.by_itself:
            await self._tell_first(call)
        while True:
            known = (arrivals, standing)
            await call.until(lambda known=known: (call.arrivals, self._standing(call)) != known)
            if call.arrivals != arrivals:
                arrivals = call.arrivals
                await call.until(lambda: call.connected)
                await self.ask(call, lift=moved_back != call.channel_id)
                came, channel_id = call.channel_id != channel_id, call.channel_id
                standing = self._standing(call)
                if not (came and call.announces):
                    await self._tell_unheard(call, standing)
                continue
            before, standing = standing, self._standing(call)
            if standing is _Standing.SPEAKER and before is _Standing.AUDIENCE:
                moved_back = None
                await self._notices.tell(call, "stage-speaker")
            elif standing is _Standing.AUDIENCE and before is _Standing.SPEAKER:
                moved_back = call.channel_id
                await self._notices.tell(call, "stage-moved-back")

    def _standing(self, call: VoiceCall) -> _Standing:
        if not self._rooms.is_on_stage(call.guild_id):
            return _Standing.ELSEWHERE
        return _Standing.AUDIENCE if self._rooms.is_suppressed(call.guild_id) else _Standing.SPEAKER

    async def _tell_first(self, call: VoiceCall) -> None:
        """Say that the bot waits, where it came by itself, unless the announcement says it."""
        if not await call.until(lambda: call.introduced, INTRODUCED_S) and self._standing(call) is _Standing.AUDIENCE:
            await self._tell_waiting(call)

    async def _tell_unheard(self, call: VoiceCall, standing: _Standing) -> None:
        """Say that nobody hears the bot where it came to, if that is so."""
        if standing is _Standing.AUDIENCE:
            await self._tell_waiting(call)
        elif self._rooms.is_suppressed(call.guild_id):
            await self._notices.tell(call, "speaking-forbidden")

    async def _tell_waiting(self, call: VoiceCall) -> None:
        asked = self._rooms.has_asked_to_speak(call.guild_id)
        await self._notices.tell(call, "speaking-waiting" if asked else "speaking-audience")
