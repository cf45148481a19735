"""Stage channels: who is heard there, and stage instances, by Discord's rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from chatterbot.standin.protocol import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.world.dispatch import Dispatcher
    from chatterbot.standin.world.world import World

__all__ = ("GUILD_ONLY", "Stages")

GUILD_ONLY: Final = 2
"""The privacy level of a stage instance that only members see; the other one is deprecated."""


class Stages:
    """The stage channels of all guilds.

    Parameters
    ----------
    change
        Changes fields of the voice state of a user in a guild, and tells it (`VoiceStates.change`).
    """

    def __init__(self, world: World, dispatcher: Dispatcher, change: Callable[..., Json]) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self._change = change

    def let_speak(self, guild_id: str, user_id: str) -> Json:
        """Let somebody in the audience speak; people are marked as having been asked at that moment, bots are not."""
        fields: Json = {"suppress": False}
        if not self._world.users[user_id].get("bot"):
            fields["request_to_speak_timestamp"] = self._now()
        return self._change(guild_id, user_id, **fields)

    def move_to_audience(self, guild_id: str, user_id: str) -> Json:
        """Move a speaker to the audience; a request to speak is over with that."""
        return self._change(guild_id, user_id, suppress=True, request_to_speak_timestamp=None)

    def request(self, guild_id: str, user_id: str, moment: str | None = None) -> Json:
        """Raise somebody's hand, now or as of a moment."""
        return self._change(guild_id, user_id, request_to_speak_timestamp=moment or self._now())

    def clear_request(self, guild_id: str, user_id: str) -> Json:
        """Take somebody's request to speak back."""
        return self._change(guild_id, user_id, request_to_speak_timestamp=None)

    def _now(self) -> str:
        return dt.datetime.fromtimestamp(self._world.clock.now(), dt.UTC).isoformat()

    # -- stage instances

    def instance(self, channel_id: str) -> Json | None:
        """Return the stage instance of a channel, `None` if the stage is not open."""
        return self._world.stage_instances.get(channel_id)

    def open(self, channel: Json, topic: str, event_id: str | None) -> Json:
        """Open a stage with a topic."""
        instance: Json = {
            "id": self._world.ids.snowflake(),
            "guild_id": channel["guild_id"],
            "channel_id": channel["id"],
            "topic": topic,
            "privacy_level": GUILD_ONLY,
            "discoverable_disabled": True,
            "guild_scheduled_event_id": event_id,
        }
        self._world.stage_instances[channel["id"]] = instance
        self._dispatcher.dispatch("STAGE_INSTANCE_CREATE", instance, channel["guild_id"])
        return instance

    def rename(self, channel_id: str, topic: str) -> Json:
        """Change the topic of an open stage."""
        instance = self._world.stage_instances[channel_id] = self._world.stage_instances[channel_id] | {"topic": topic}
        self._dispatcher.dispatch("STAGE_INSTANCE_UPDATE", instance, instance["guild_id"])
        return instance

    def close(self, channel_id: str) -> None:
        """Close a stage; who is in the channel stays there."""
        instance = self._world.stage_instances.pop(channel_id, None)
        if instance is not None:
            self._dispatcher.dispatch("STAGE_INSTANCE_DELETE", instance, instance["guild_id"])
