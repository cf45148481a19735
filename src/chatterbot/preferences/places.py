"""What holds in a channel: its own settings, then those of what it belongs to, then the server's."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from chatterbot.preferences.choices import CallMode, ChannelOverride, GuildPreferences, ModelMode

__all__ = ("calls_at", "model_at", "override_at", "strictness_at")


def override_at(preferences: GuildPreferences, place: Sequence[int]) -> ChannelOverride:
    """Return what holds in a place in place of the server's settings: each value from the nearest place that has one.

    Parameters
    ----------
    place
        Ids of the place and of what it belongs to, nearest first: a thread, its channel, that channel's category.
    """
    found = [preferences.overrides[each] for each in place if each in preferences.overrides]
    values = {
        field.name: next((value for each in found if (value := getattr(each, field.name)) is not None), None)
        for field in dataclasses.fields(ChannelOverride)
    }
    return ChannelOverride(**values)


def strictness_at(preferences: GuildPreferences, place: Sequence[int]) -> float | None:
    """Return how strict the bot is in a place (`GuildPreferences.strictness`)."""
    override = override_at(preferences, place).strictness
    return preferences.strictness if override is None else override


def calls_at(preferences: GuildPreferences, place: Sequence[int]) -> CallMode:
    """Return which replies are spoken to people in a voice channel."""
    wanted = override_at(preferences, place).voice
    if wanted is None:
        return preferences.calls
    return CallMode.COME if wanted else CallMode.NEVER


def model_at(preferences: GuildPreferences, place: Sequence[int]) -> ModelMode:
    """Return what a language model may write in a place."""
    override = override_at(preferences, place).model
    return preferences.model if override is None else override
