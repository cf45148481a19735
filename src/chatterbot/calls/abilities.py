"""Whether the bot can hear and speak in voice channels at this moment, and why not, in words."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Final, Protocol

from chatterbot.discord import Translator

__all__ = ("ABLE", "AbilitySource", "Hearing", "Speaking", "cannot_hear", "cannot_speak")


class Hearing(enum.Enum):
    """Whether the bot hears people who allow it, in the voice channels of one guild."""

    ON = "on"
    OFF = "off"
    """The operator has not set it up: it is switched off, or a library is not installed."""
    UNWANTED = "unwanted"
    """The guild has turned it off in /settings."""
    LOADING = "loading"
    """The speech model is being loaded."""
    DOWN = "down"
    """The speech model is missing, or the recogniser or the dialogue failed."""
    DEAFENED = "deafened"
    """A moderator has deafened the bot on the server: Discord sends it no sound."""
    UNKNOWN = "unknown"
    """The guild's settings cannot be read."""


class Speaking(enum.Enum):
    """Whether people in the voice channels of one guild hear the bot."""

    ON = "on"
    OFF = "off"
    """The operator has not set it up."""
    DOWN = "down"
    """None of its voices works."""
    MUTED = "muted"
    """A moderator has muted the bot on the server."""
    FORBIDDEN = "forbidden"
    """It has lost the permission to speak in its channel."""
    AUDIENCE = "audience"
    """It is in a stage's audience, and only speakers are heard."""
    WAITING = "waiting"
    """The same, and it has asked to speak."""


class AbilitySource(Protocol):
    """Tells what the bot could do in one guild's voice channels if the guild wants it."""

    def hearing(self) -> Hearing:
        """Return whether it could hear now; never `UNWANTED`."""
        ...

    def speaking(self) -> Speaking:
        """Return whether it could be heard now."""
        ...

    @property
    def has_model(self) -> bool:
        """Whether there is a language model that may be asked."""
        ...

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call `changed` whenever the recogniser becomes ready or fails; return what ends that."""
        ...


class _Able:
    """An `AbilitySource` with nothing out of order."""

    has_model = False

    def hearing(self) -> Hearing:
        return Hearing.ON

    def speaking(self) -> Speaking:
        return Speaking.ON

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        del changed
        return lambda: None


ABLE: Final[AbilitySource] = _Able()

_DEAF: Final = {
    Hearing.OFF: "hearing-off",
    Hearing.UNWANTED: "hearing-unwanted",
    Hearing.LOADING: "hearing-loading",
    Hearing.DOWN: "hearing-down",
    Hearing.DEAFENED: "hearing-deafened",
    Hearing.UNKNOWN: "hearing-unknown",
}
_MUTE: Final = {
    Speaking.OFF: "speaking-off",
    Speaking.DOWN: "speaking-down",
    Speaking.MUTED: "speaking-muted",
    Speaking.FORBIDDEN: "speaking-forbidden",
    Speaking.AUDIENCE: "speaking-audience",
    Speaking.WAITING: "speaking-waiting",
}
"""Catalogue keys of the reasons."""


def cannot_hear(translate: Translator, hearing: Hearing) -> str:
    """Return the sentence that says why the bot hears nobody; empty if it hears."""
    return translate(_DEAF[hearing]) if hearing in _DEAF else ""


def cannot_speak(translate: Translator, speaking: Speaking) -> str:
    """Return the sentence that says why nobody hears the bot; empty if it can speak."""
    return translate(_MUTE[speaking]) if speaking in _MUTE else ""
