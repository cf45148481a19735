"""Decode with libopus directly, by `ctypes`: half the cost of a frame through PyAV, all of Opus' rates, and forward error correction.

The library is the one inside PyAV's wheel, else the system's. Its interface has been the same since 2012. If neither is found,
`opus.OpusDecoder` uses PyAV.
"""

from __future__ import annotations

import ctypes
import pathlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors

__all__ = ("RATES", "LibopusDecoder", "load")

RATES: Final = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Samples a second that libopus can decode to, whatever rate was encoded; lower rates cost less."""
_LONGEST_S: Final = 0.12
"""Seconds of the longest packet (RFC 6716 section 3.2.5, requirement 5)."""
_SYSTEM: Final = ("libopus.so.0", "libopus.0.dylib", "libopus-0.dll", "opus.dll")
"""Names of the system's library; the loader knows the folders (`ctypes.util.find_library` would start programs to search)."""
_FUNCTIONS: Final = ("opus_decoder_get_size", "opus_decoder_init", "opus_decode", "opus_strerror")


def load() -> Any:
    """Find and load libopus; `None` if there is none that can be used."""
    for name in _candidates():
        try:
            library = ctypes.CDLL(name)
            for function in _FUNCTIONS:
                getattr(library, function)
        except (OSError, AttributeError):
            continue
        library.opus_decoder_get_size.argtypes = (ctypes.c_int,)
        library.opus_decoder_init.argtypes = (ctypes.c_void_p, ctypes.c_int32, ctypes.c_int)
        library.opus_decode.argtypes = (
            *(ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32),
            *(ctypes.c_void_p, ctypes.c_int, ctypes.c_int),
        )
        library.opus_strerror.argtypes = (ctypes.c_int,)
        library.opus_strerror.restype = ctypes.c_char_p
        if hasattr(library, "opus_packet_has_lbrr"):
            library.opus_packet_has_lbrr.argtypes = (ctypes.c_char_p, ctypes.c_int32)
        return library
    return None


def _candidates() -> Iterator[str]:
    """Yield the names to try: files beside PyAV (Linux and Windows, macOS), then names for the system's linker."""
    try:
        import av  # noqa: PLC0415 - optional: text alone works without it
    except ImportError:
        pass
    else:
        package = pathlib.Path(av.__file__).parent
        for folder in (package.parent / "av.libs", package / ".dylibs"):
            yield from (str(path) for path in sorted(folder.glob("*opus*")))
    yield from _SYSTEM


class LibopusDecoder:
    """A decoder of one stream.

    Parameters
    ----------
    library
        The result of `load`.
    rate
        One of `RATES`.
    channels
        1 or 2; stereo is mixed down by libopus.

    Raises
    ------
    ValueError
        If libopus cannot decode to this format.
    """

    def __init__(self, library: Any, rate: int, channels: int) -> None:
        self._library = library
        self._channels = channels
        self._frame_samples = round(rate * audio.DISCORD_FRAME_S)
        self._max_samples = round(rate * _LONGEST_S)
        # In a buffer of our own, so that it is freed with this object.
        self._memory = ctypes.create_string_buffer(library.opus_decoder_get_size(channels))
        self._state = ctypes.c_void_p(ctypes.addressof(self._memory))
        if (code := library.opus_decoder_init(self._state, rate, channels)) < 0:
            raise ValueError(f"{rate} Hz, {channels} channels: {self._error_text(code)}")
        self._samples = np.zeros((self._max_samples, channels), np.int16)
        self._output = ctypes.c_void_p(self._samples.ctypes.data)
        self._has_fec = getattr(library, "opus_packet_has_lbrr", None)

    def decode(self, packet: bytes) -> NDArray[np.int16]:
        """Decode one packet to samples of shape (n, channels).

        Raises
        ------
        VoiceError
            If libopus rejects it.
        """
        return self._run(packet, self._max_samples, fec=False)

    def conceal(self) -> NDArray[np.int16]:
        """Estimate a lost frame of 20 ms from those before it."""
        return self._run(None, self._frame_samples, fec=False)

    def recover(self, following: bytes) -> NDArray[np.int16] | None:
        """Decode the copy of a lost frame in the next packet; `None` if it contains none. Call `decode` with that packet afterwards."""
        if self._has_fec is None or self._has_fec(following, len(following)) != 1:
            return None
        return self._run(following, self._frame_samples, fec=True)

    def _run(self, packet: bytes | None, max_samples: int, *, fec: bool) -> NDArray[np.int16]:
        length = 0 if packet is None else len(packet)
        count: int = self._library.opus_decode(self._state, packet, length, self._output, max_samples, int(fec))
        if count < 0:
            raise errors.VoiceError(f"libopus refused a packet: {self._error_text(count)}")
        return self._samples[:count].copy()

    def _error_text(self, code: int) -> str:
        return bytes(self._library.opus_strerror(code)).decode("ascii", "replace")
