"""Encode and decode Opus, 48 kHz stereo in frames of 20 ms; recover or estimate lost frames; read the length of a packet.

Encoding uses PyAV and takes about 0.3 ms of processor time a frame, decoding to 48 kHz stereo 0.1 ms: call both from an executor.
"""

from __future__ import annotations

import fractions
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.voice import libopus

__all__ = ("BITRATE", "SILENCE", "OpusDecoder", "OpusEncoder", "samples_in")

SILENCE: Final = b"\xf8\xff\xfe"
"""One frame of silence, as Discord defines it; five of them end a stretch of speech."""
BITRATE: Final = 64_000
"""Bits a second: Discord's own default for voice channels."""
EXPECTED_LOSS_PERCENT: Final = 10
"""The packet loss that the encoder's forward error correction is set for."""
_MAX_SAMPLES: Final = 5_760
"""Samples of each channel in the longest possible packet: 120 ms (RFC 6716 section 3.2.5, requirement 5)."""
_FRAME_SAMPLES_SILK: Final = (480, 960, 1_920, 2_880)
_FRAME_SAMPLES_HYBRID: Final = (480, 960)
_FRAME_SAMPLES_CELT: Final = (120, 240, 480, 960)
_FIRST_HYBRID: Final = 12
_FIRST_CELT: Final = 16
_CONFIG_BITS: Final = 0xFC
"""Mask of the configuration and the stereo flag in a packet's first byte; the two other bits count frames, and zero means one frame."""
_FIRST_CONCEALED: Final = 0x78
"""First byte used for concealment before any packet was received: hybrid, 20 ms, mono."""


def samples_in(packet: bytes) -> int | None:
    """Return the samples of each channel, at 48 kHz, that a packet decodes to (RFC 6716 section 3.1); `None` if it is not an Opus packet."""
    if not packet:
        return None
    configuration = packet[0] >> 3
    if configuration < _FIRST_HYBRID:
        each = _FRAME_SAMPLES_SILK[configuration % 4]
    elif configuration < _FIRST_CELT:
        each = _FRAME_SAMPLES_HYBRID[configuration % 2]
    else:
        each = _FRAME_SAMPLES_CELT[configuration % 4]
    match packet[0] & 3:
        case 0:
            frames = 1
        case 1 | 2:
            frames = 2
        case _:
            if len(packet) < 2:
                return None
            frames = packet[1] & 0x3F
    total = each * frames
    return total if 0 < total <= _MAX_SAMPLES else None


class OpusEncoder:
    """Encodes each frame as one packet, without delay.

    Parameters
    ----------
    bitrate
        Bits a second.

    Raises
    ------
    ImportError
        If PyAV is not installed (extra ``voice``).
    """

    def __init__(self, bitrate: int = BITRATE) -> None:
        import av  # noqa: PLC0415 - optional: text alone works without it

        self._av = av
        self._codec: Any = av.CodecContext.create("libopus", "w")
        self._codec.sample_rate = audio.DISCORD_RATE
        self._codec.layout = "stereo"
        self._codec.format = "s16"
        self._codec.bit_rate = bitrate
        self._codec.options = {
            "application": "voip",  # tuned for speech, and the only mode with forward error correction
            "frame_duration": "20",
            "vbr": "on",
            "fec": "1",
            "packet_loss": str(EXPECTED_LOSS_PERCENT),
        }
        self._samples = 0

    def encode(self, frame: audio.AudioFrame) -> bytes:
        """Encode one frame of 20 ms.

        Raises
        ------
        ValueError
            If the frame is not 960 samples of 48 kHz stereo.
        VoiceError
            If the encoder does not return exactly one packet.
        """
        if (len(frame), frame.channels, frame.rate) != (
            audio.DISCORD_FRAME_SAMPLES,
            audio.DISCORD_CHANNELS,
            audio.DISCORD_RATE,
        ):
            raise ValueError(f"{len(frame)} samples, {frame.channels} channels, {frame.rate} Hz is not Discord's frame")
        packed = self._av.AudioFrame.from_ndarray(frame.samples.reshape(1, -1), format="s16", layout="stereo")
        packed.sample_rate = audio.DISCORD_RATE
        packed.time_base = fractions.Fraction(1, audio.DISCORD_RATE)
        packed.pts = self._samples
        self._samples += len(frame)
        packets = self._codec.encode(packed)
        if len(packets) != 1:
            raise errors.VoiceError(f"the Opus encoder returned {len(packets)} packets for one frame")
        return bytes(packets[0])


class OpusDecoder:
    """Decodes one speaker's packets, in their order; it keeps state, with which it conceals lost packets.

    Parameters
    ----------
    rate
        Samples a second of the output, one of `libopus.RATES`. 16 kHz mono costs half as much as 48 kHz stereo.
    channels
        1 or 2.
    native
        Whether to call libopus directly if it is found; otherwise PyAV is used.

    Raises
    ------
    ValueError
        If it cannot decode to this format.
    ImportError
        If neither libopus nor PyAV is installed (extra ``voice``).
    """

    def __init__(
        self, rate: int = audio.DISCORD_RATE, channels: int = audio.DISCORD_CHANNELS, *, native: bool = True
    ) -> None:
        if rate not in libopus.RATES or channels not in {1, 2}:
            raise ValueError(f"Opus is not decoded to {rate} Hz with {channels} channels")
        library = libopus.load() if native else None
        self._rate = rate
        self._codec: libopus.LibopusDecoder | _PyAvDecoder = (
            libopus.LibopusDecoder(library, rate, channels) if library is not None else _PyAvDecoder(rate, channels)
        )

    def decode(self, packet: bytes) -> audio.AudioFrame:
        """Decode one packet: 2.5 to 120 ms.

        Raises
        ------
        VoiceError
            If the packet is not Opus. The decoder can still be used.
        """
        if samples_in(packet) is None:
            raise errors.VoiceError("not an Opus packet")
        return audio.AudioFrame(self._codec.decode(packet), self._rate)

    def conceal(self) -> audio.AudioFrame:
        """Estimate one lost frame from those before it: libopus continues the sound and fades it out over three frames."""
        return audio.AudioFrame(self._codec.conceal(), self._rate)

    def recover(self, following: bytes) -> audio.AudioFrame | None:
        """Decode the copy of a lost frame in the packet after it (forward error correction); `None` if there is none.

        Call `decode` with that packet next, as usual.
        """
        samples = self._codec.recover(following) if samples_in(following) is not None else None
        return None if samples is None else audio.AudioFrame(samples, self._rate)


class _PyAvDecoder:
    """The same interface with FFmpeg's wrapper of libopus, which supports only 48 kHz and no forward error correction."""

    def __init__(self, rate: int, channels: int) -> None:
        import av  # noqa: PLC0415 - optional: text alone works without it
        from av import error  # noqa: PLC0415

        self._av = av
        self._refused = error.FFmpegError
        self._codec: Any = av.CodecContext.create("libopus", "r")
        self._codec.sample_rate = audio.DISCORD_RATE
        self._codec.layout = "stereo"
        self._resampler = audio.Resampler(rate, channels)
        self._last = _FIRST_CONCEALED

    def decode(self, packet: bytes) -> NDArray[np.int16]:
        samples = self._run(packet)
        self._last = packet[0] & _CONFIG_BITS
        return samples

    def conceal(self) -> NDArray[np.int16]:
        # libopus conceals a packet of one byte in the same way as a lost one.
        return self._run(bytes([self._last]))

    def recover(self, following: bytes) -> None:
        del following

    def _run(self, packet: bytes) -> NDArray[np.int16]:
        try:
            frames = self._codec.decode(self._av.Packet(packet))
        except self._refused as error:
            raise errors.VoiceError(f"the Opus decoder refused a packet: {error}") from error
        parts: list[NDArray[np.int16]] = [frame.to_ndarray().reshape(-1, audio.DISCORD_CHANNELS) for frame in frames]
        if not parts:
            raise errors.VoiceError("the Opus decoder returned nothing for a packet")
        samples = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return self._resampler.push(audio.AudioFrame(samples, audio.DISCORD_RATE)).samples
