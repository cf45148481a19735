"""Discord's transport encryption of RTP: the two AEAD modes of 2024 and later.

A sealed packet is ``clear header | ciphertext and 16-byte tag | 4-byte nonce counter``; the clear header is authenticated along. The
nonce of the cipher is the counter followed by zeros. Source: Discord's documentation, "Transport Encryption Modes".
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable, Iterable
from typing import Final

from chatterbot import errors
from chatterbot.voice import rtp

__all__ = ("KEY_SIZE", "OVERHEAD", "TAG_SIZE", "EncryptionMode", "TransportCipher", "aead", "choose_mode")

KEY_SIZE: Final = 32
"""Bytes of the secret key in both modes."""
TAG_SIZE: Final = 16
"""Bytes of the authentication tag in both modes."""
COUNTER_SIZE: Final = 4
"""Bytes of the nonce that travel with the packet."""
OVERHEAD: Final = TAG_SIZE + COUNTER_SIZE
"""Bytes that sealing adds behind the header."""
_COUNTER_MAX: Final = 2**32 - 1
"""After this many packets (2.7 years of speaking) the key must not be used any more."""

Seal = Callable[[bytes, bytes, bytes], bytes]
"""Nonce, text, authenticated header: the sealed text."""
Open = Callable[[bytes, bytes, bytes], bytes | None]
"""Nonce, sealed text, authenticated header: the text, or `None` if the tag is wrong."""


class EncryptionMode(enum.StrEnum):
    """The encryption modes that Discord accepts."""

    AES256_GCM = "aead_aes256_gcm_rtpsize"
    XCHACHA20_POLY1305 = "aead_xchacha20_poly1305_rtpsize"


NONCE_SIZES: Final = {EncryptionMode.AES256_GCM: 12, EncryptionMode.XCHACHA20_POLY1305: 24}
"""Bytes of nonce that each cipher takes."""
PREFERENCE: Final = (EncryptionMode.AES256_GCM, EncryptionMode.XCHACHA20_POLY1305)
"""AES first: it costs a quarter of the time where the processor helps, and Discord recommends it where offered."""


def choose_mode(offered: Iterable[str]) -> EncryptionMode:
    """Pick the mode to ask for.

    Raises
    ------
    EncryptionError
        If none of the offered modes is known.
    """
    names = set(offered)
    for mode in PREFERENCE:
        if mode.value in names:
            return mode
    raise errors.EncryptionError(f"none of the offered modes is known: {sorted(names)}")


class TransportCipher:
    """Seals and opens packets with one session's key; a counter sees to it that no nonce is used twice.

    Parameters
    ----------
    mode
        One of `EncryptionMode` (or its name).
    key
        32 bytes from the session description.

    Raises
    ------
    EncryptionError
        If the mode is unknown or the key has another size.
    """

    def __init__(self, mode: str, key: bytes) -> None:
        try:
            self.mode = EncryptionMode(mode)
        except ValueError:
            raise errors.EncryptionError(f"unknown mode `{mode}`") from None
        if len(key) != KEY_SIZE:
            raise errors.EncryptionError(f"a key of {len(key)} bytes instead of {KEY_SIZE}")
        self._seal, self._open = aead(self.mode, key)
        self._zeros = bytes(NONCE_SIZES[self.mode] - COUNTER_SIZE)
        self._counter = 0

    def seal(self, header: bytes, body: bytes) -> bytes:
        """Encrypt a body behind its clear header.

        Raises
        ------
        EncryptionError
            If the key has sealed 2^32 packets: one more would repeat a nonce.
        """
        if self._counter > _COUNTER_MAX:
            raise errors.EncryptionError("the key is used up: every nonce was spent")
        counter = struct.pack(">I", self._counter)
        self._counter += 1
        return header + self._seal(counter + self._zeros, body, header) + counter

    def open(self, packet: bytes, clear_size: int) -> bytes | None:
        """Decrypt what stands behind the clear header; `None` if it was not sealed with this key, or is too short."""
        if len(packet) < clear_size + OVERHEAD:
            return None
        nonce = packet[-COUNTER_SIZE:] + self._zeros
        return self._open(nonce, packet[clear_size:-COUNTER_SIZE], packet[:clear_size])

    def open_rtp(self, packet: bytes) -> tuple[rtp.Header, bytes] | None:
        """Read, open and strip one RTP packet; `None` for anything that does not end in a payload."""
        parsed = rtp.parse(packet)
        if parsed is None:
            return None
        opened = self.open(packet, parsed.clear_size)
        if opened is None:
            return None
        body = rtp.body_of(parsed.header, opened)
        return None if body is None else (parsed.header, body)


def aead(mode: EncryptionMode, key: bytes) -> tuple[Seal, Open]:
    """Give the two functions of a mode's cipher, with the nonce as the cipher takes it."""
    return _aes(key) if mode is EncryptionMode.AES256_GCM else _xchacha(key)


def _aes(key: bytes) -> tuple[Seal, Open]:
    from cryptography import exceptions  # noqa: PLC0415 - optional: text alone works without it
    from cryptography.hazmat.primitives.ciphers import aead  # noqa: PLC0415

    cipher = aead.AESGCM(key)  # kept: making one costs as much as using it

    def seal(nonce: bytes, text: bytes, header: bytes) -> bytes:
        return cipher.encrypt(nonce, text, header)

    def open_(nonce: bytes, sealed: bytes, header: bytes) -> bytes | None:
        try:
            return cipher.decrypt(nonce, sealed, header)
        except exceptions.InvalidTag:
            return None

    return seal, open_


def _xchacha(key: bytes) -> tuple[Seal, Open]:
    import nacl.bindings as sodium  # noqa: PLC0415 - optional: text alone works without it
    import nacl.exceptions  # noqa: PLC0415

    def seal(nonce: bytes, text: bytes, header: bytes) -> bytes:
        return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, header, nonce, key)

    def open_(nonce: bytes, sealed: bytes, header: bytes) -> bytes | None:
        try:
            return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, header, nonce, key)
        except nacl.exceptions.CryptoError:
            return None

    return seal, open_
