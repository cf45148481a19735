"""Voice channels as the bot knows them: who is in which, and whether it may join. Answered from memory, without waiting."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import channel_access

__all__ = ("VoiceChannels",)

_WHILE_TIMED_OUT: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY
"""The permissions that a member keeps during a timeout."""


class VoiceChannels:
    """The voice channels of all guilds.

    Parameters
    ----------
    bot
        Its cache holds guilds, channels, roles, members in voice channels, and voice states.
    """

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._bot = bot

    def of(self, guild_id: int, user_id: int) -> int | None:
        """Return the voice channel a person is in, `None` if in none."""
        state = self._bot.cache.get_voice_state(guild_id, user_id)
        return None if state is None or state.channel_id is None else int(state.channel_id)

    def people(self, guild_id: int, channel_id: int) -> list[int]:
        """Return the ids of the people in a voice channel, without bots."""
        states = self._bot.cache.get_voice_states_view_for_channel(guild_id, channel_id)
        return [int(state.user_id) for state in states.values() if state.member is None or not state.member.is_bot]

    def check(self, guild_id: int, channel_id: int) -> None:
        """Raise unless the bot can join a channel and speak there, and there are people to listen.

        Raises
        ------
        errors.RefusedError
            ``error-voice-no-connect(channel)``, ``error-voice-no-speak(channel)``,
            ``error-voice-muted``, ``error-voice-nobody(channel)``, ``error-voice-full(channel)``
        errors.NotFoundError
            ``error-voice-channel-unknown(name)``
        """
        cache, where = self._bot.cache, f"<#{channel_id}>"
        room = cache.get_guild_channel(channel_id)
        stage = isinstance(room, hikari.GuildStageChannel)
        if not isinstance(room, hikari.GuildVoiceChannel | hikari.GuildStageChannel) or room.guild_id != guild_id:
            raise errors.NotFoundError("error-voice-channel-unknown", name=str(channel_id))
        allowed = self.allowed(room)
        if not allowed & hikari.Permissions.CONNECT:
            raise errors.RefusedError("error-voice-no-connect", channel=where)
        if not stage and not allowed & hikari.Permissions.SPEAK:  # on a stage a moderator invites those who speak
            raise errors.RefusedError("error-voice-no-speak", channel=where)
        me = self._bot.get_me()
        if self.is_muted(guild_id):
            raise errors.RefusedError("error-voice-muted")
        if not self.people(guild_id, channel_id):
            raise errors.RefusedError("error-voice-nobody", channel=where)
        inside = cache.get_voice_states_view_for_channel(guild_id, channel_id)
        counted = len(inside) - (1 if me is not None and me.id in inside else 0)
        if room.user_limit and counted >= room.user_limit and not allowed & hikari.Permissions.MOVE_MEMBERS:
            raise errors.RefusedError("error-voice-full", channel=where)

    def is_muted(self, guild_id: int) -> bool:
        """Tell whether a moderator has muted the bot in a guild."""
        state, member = self._own(guild_id)
        return state.is_guild_muted if state is not None else member is not None and member.is_mute is True

    def is_deafened(self, guild_id: int) -> bool:
        """Tell whether a moderator has deafened the bot in a guild; that it has deafened itself does not count."""
        state, member = self._own(guild_id)
        return state.is_guild_deafened if state is not None else member is not None and member.is_deaf is True

    def is_suppressed(self, guild_id: int) -> bool:
        """Tell whether nobody hears the bot in its channel: it is in a stage's audience, or may not speak there."""
        state, _ = self._own(guild_id)
        return state is not None and state.is_suppressed

    def is_on_stage(self, guild_id: int) -> bool:
        """Tell whether the bot's channel is a stage."""
        state, _ = self._own(guild_id)
        room = None if state is None else self._bot.cache.get_guild_channel(state.channel_id or 0)
        return isinstance(room, hikari.GuildStageChannel)

    def has_asked_to_speak(self, guild_id: int) -> bool:
        """Tell whether the bot has asked to speak on its stage, and nobody has answered yet."""
        state, _ = self._own(guild_id)
        return state is not None and state.requested_to_speak_at is not None

    def _own(self, guild_id: int) -> tuple[hikari.VoiceState | None, hikari.Member | None]:
        """Return the bot's own voice state, which is the newer one, and its own member; `None` where there is none."""
        cache, me = self._bot.cache, self._bot.get_me()
        if me is None:
            return None, None
        state = cache.get_voice_state(guild_id, me.id)
        return None if state is None or state.channel_id is None else state, cache.get_member(guild_id, me.id)

    def allowed(self, room: hikari.GuildVoiceChannel | hikari.GuildStageChannel) -> hikari.Permissions:
        """Return what the bot may do in a channel; everything, while the bot's own member is not known yet."""
        cache, me = self._bot.cache, self._bot.get_me()
        guild = cache.get_guild(room.guild_id)
        member = None if me is None else cache.get_member(room.guild_id, me.id)
        if guild is None or member is None:
            return hikari.Permissions.all_permissions()
        allowed = channel_access.allowed(guild, cache.get_roles_view_for_guild(guild.id).values(), member, room)
        if allowed & hikari.Permissions.ADMINISTRATOR:
            return allowed
        if not allowed & hikari.Permissions.VIEW_CHANNEL:
            return hikari.Permissions.NONE  # in a channel that it does not see it can do nothing
        return allowed & _WHILE_TIMED_OUT if member.communication_disabled_until() else allowed
