"""What happens in a voice channel, as `DiscordVoiceConnection.events` tells it; and the sound, as `receive` gives it."""

from __future__ import annotations

import dataclasses

from chatterbot import audio

__all__ = (
    "EncryptionChanged",
    "Moved",
    "Reconnected",
    "Reconnecting",
    "SpeakerFrame",
    "SpeakerJoined",
    "SpeakerLeft",
    "SpeakingStarted",
    "SpeakingStopped",
    "VoiceEvent",
)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class SpeakerFrame:
    """20 ms of one speaker.

    Parameters
    ----------
    user_id
        Who speaks.
    audio
        48 kHz stereo, 960 samples of each channel; or what `VoiceSettings.receive_rate` and `receive_channels` ask for.
    lost
        Whether the packet was lost, and the sound is a guess from those before it.
    """

    user_id: int
    audio: audio.AudioFrame
    lost: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceEvent:
    """Base of what can happen."""


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakerJoined(VoiceEvent):
    """Somebody is in the channel; after each connect it is told of everybody."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakerLeft(VoiceEvent):
    """Somebody left, or the session ended in which they were seen."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakingStarted(VoiceEvent):
    """The first packet after silence came."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakingStopped(VoiceEvent):
    """Five silence frames came, or no packet for a while; every frame before it has been given."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class Reconnecting(VoiceEvent):
    """The websocket is lost; sound may go on while it is being resumed.

    Parameters
    ----------
    code
        The close code, `None` where the network failed.
    resume
        Whether the same session is tried first.
    """

    code: int | None
    resume: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Reconnected(VoiceEvent):
    """The connection works again; `resumed` tells whether the session is the same."""

    resumed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class EncryptionChanged(VoiceEvent):
    """Other end-to-end keys are in use from now on.

    Parameters
    ----------
    epoch
        The group's epoch; `None` where it is not known (plain sound, or just welcomed: the welcome hides it).
    privacy_code
        30 digits that are the same for everybody in the call; `None` while sound is not end-to-end encrypted.
    """

    epoch: int | None
    privacy_code: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Moved(VoiceEvent):
    """Somebody moved the bot to another channel of the guild."""

    channel_id: int
