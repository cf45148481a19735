"""The events of a voice channel, yielded by `DiscordVoiceConnection.events`, and the frames of sound, yielded by `receive`."""

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
    """20 ms of sound of one speaker.

    Parameters
    ----------
    user_id
        The speaker.
    audio
        48 kHz stereo, 960 samples of each channel, or the format that `VoiceOptions.receive_rate` and `receive_channels` set.
    lost
        Whether the packet was lost, and the sound is an estimate from those before it.
    """

    user_id: int
    audio: audio.AudioFrame
    lost: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceEvent:
    """Base class of the events."""


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakerJoined(VoiceEvent):
    """Somebody is in the channel; after each connect there is one such event for everybody there."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakerLeft(VoiceEvent):
    """Somebody left, or the session ended."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakingStarted(VoiceEvent):
    """The first packet after a silence came."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakingStopped(VoiceEvent):
    """Five silence frames came, or no packet for some time; all frames before it have been yielded."""

    user_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class Reconnecting(VoiceEvent):
    """The websocket was closed; sound may go on while it is being resumed.

    Parameters
    ----------
    code
        The close code; `None` if the network failed.
    resume
        Whether resuming the same session is tried first.
    """

    code: int | None
    resume: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Reconnected(VoiceEvent):
    """The connection works again; `resumed` is whether the session is the same."""

    resumed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class EncryptionChanged(VoiceEvent):
    """New end-to-end keys are in use from now on.

    Parameters
    ----------
    epoch
        The group's epoch; `None` if it is unknown (unencrypted sound, or after a welcome, which does not show it).
    privacy_code
        30 digits that are the same for everybody in the call; `None` while sound is not end-to-end encrypted.
    """

    epoch: int | None
    privacy_code: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Moved(VoiceEvent):
    """Somebody moved the bot to another channel of the guild."""

    channel_id: int
