"""One speaker's stream: packets go into a jitter buffer, and frames of 20 ms come out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from chatterbot import audio, errors
from chatterbot.voice import jitter, opus
from chatterbot.voice import options as voice_options

__all__ = ("Decoded", "SpeakerStream")

END_OF_SPEECH: Final = 5
"""Silence frames in a row that end a stretch of speech."""


@dataclasses.dataclass(slots=True)
class Decoded:
    """The result of decoding some packets of a speaker.

    Parameters
    ----------
    frames
        Frames of 20 ms, each with whether it is an estimate.
    concealed, undecodable
        How many packets were estimated, and how many of those because Opus rejected them.
    recovered
        How many lost packets were recovered from the copy in the next one.
    """

    frames: list[tuple[audio.AudioFrame, bool]] = dataclasses.field(default_factory=list)
    concealed: int = 0
    undecodable: int = 0
    recovered: int = 0


class SpeakerStream:
    """The state of one stream (one SSRC).

    Parameters
    ----------
    user_id
        The speaker.
    options
        Delays of the jitter buffer, and the format to decode to.
    """

    def __init__(self, user_id: int, options: voice_options.VoiceOptions) -> None:
        self.user_id = user_id
        self.buffer = jitter.JitterBuffer(options.playout_delay_s, options.playout_delay_max_s)
        self.speaking = False
        """Whether `SpeakingStarted` was emitted, and `SpeakingStopped` not yet."""
        self.last_packet_s = 0.0
        """When the last packet came, in seconds of the loop's clock."""
        self._silence_frames = 0
        self._decoder: opus.OpusDecoder | None = None
        self._rate, self._channels = options.receive_rate, options.receive_channels
        self._framer = self._new_framer()

    def note_frame(self, frame: bytes) -> bool:
        """Note a packet; return whether it is more than silence."""
        if frame == opus.SILENCE:
            self._silence_frames += 1
            return False
        self._silence_frames = 0
        return True

    @property
    def ended(self) -> bool:
        """Whether enough silence frames came to end a stretch of speech."""
        return self._silence_frames >= END_OF_SPEECH

    def decode(self, items: Sequence[jitter.Play | jitter.Lost | jitter.Restart]) -> Decoded:
        """Decode packets to sound. May run in an executor, but only one call at a time for one speaker."""
        result = Decoded()
        for item in items:
            match item:
                case jitter.Play(payload):
                    self._play(payload, result)
                case jitter.Lost(_, concealed, following):
                    for number in range(concealed):
                        if number < concealed - 1 or following is None or not self._recover(following, result):
                            self._conceal(result)
                case jitter.Restart():
                    self._decoder = None
                    self._framer = self._new_framer()
        return result

    def _play(self, payload: bytes, result: Decoded) -> None:
        try:
            self._append(self._codec.decode(payload), result, lost=False)
        except errors.VoiceError:
            result.undecodable += 1
            self._conceal(result)

    def _conceal(self, result: Decoded) -> None:
        try:
            self._append(self._codec.conceal(), result, lost=True)
        except errors.VoiceError:
            return
        result.concealed += 1

    def _recover(self, following: bytes, result: Decoded) -> bool:
        """Decode a lost frame from the copy in the next packet; return whether there was one."""
        try:
            sound = self._codec.recover(following)
        except errors.VoiceError:
            return False
        if sound is None:
            return False
        self._append(sound, result, lost=False)
        result.recovered += 1
        return True

    def _append(self, sound: audio.AudioFrame, result: Decoded, *, lost: bool) -> None:
        result.frames += [(frame, lost) for frame in self._framer.push(sound)]

    @property
    def _codec(self) -> opus.OpusDecoder:
        if self._decoder is None:
            self._decoder = opus.OpusDecoder(self._rate, self._channels)
        return self._decoder

    def _new_framer(self) -> audio.Framer:
        return audio.Framer(round(self._rate * audio.DISCORD_FRAME_S))
