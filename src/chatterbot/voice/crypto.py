"""Discord's transport encryption of RTP: the two AEAD modes in use since 2024.

An encrypted packet is ``clear header | ciphertext and 16-byte tag | 4-byte nonce counter``; the clear header is authenticated, too. The
nonce of the cipher is the counter followed by zeros. Source: Discord's documentation, "Transport Encryption Modes".
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable, Iterable
from typing import Final

from chatterbot import errors

__all__ = ("KEY_SIZE", "OVERHEAD", "TAG_SIZE", "EncryptionMode", "TransportCipher", "aead", "choose_mode")

KEY_SIZE: Final = 32
"""Bytes of the secret key in both modes."""
TAG_SIZE: Final = 16
"""Bytes of the authentication tag in both modes."""
COUNTER_SIZE: Final = 4
"""Bytes of the nonce counter in the packet."""
OVERHEAD: Final = TAG_SIZE + COUNTER_SIZE
"""Bytes that encryption adds to a packet."""
_COUNTER_MAX: Final = 2**32 - 1
"""After this many packets (2.7 years of speaking) the key must not be used any more."""

Seal = Callable[[bytes, bytes, bytes], bytes]
"""A function of nonce, plaintext and authenticated header that returns the ciphertext with its tag."""
Open = Callable[[bytes, bytes, bytes], bytes | None]
"""A function of nonce, ciphertext with tag, and authenticated header that returns the plaintext, or `None` if the tag is wrong."""


class EncryptionMode(enum.StrEnum):
    """The encryption modes that Discord accepts."""

    AES256_GCM = "aead_aes256_gcm_rtpsize"
    XCHACHA20_POLY1305 = "aead_xchacha20_poly1305_rtpsize"


NONCE_SIZES: Final = {EncryptionMode.AES256_GCM: 12, EncryptionMode.XCHACHA20_POLY1305: 24}
"""Bytes of each cipher's nonce."""
PREFERENCE: Final = (EncryptionMode.AES256_GCM, EncryptionMode.XCHACHA20_POLY1305)
"""AES first: with hardware support it takes a quarter of the time, and Discord recommends it where it is offered."""


def choose_mode(offered: Iterable[str]) -> EncryptionMode:
    """Return the mode to request.

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
    """Encrypts and decrypts packets with one session's key; a counter makes sure that no nonce is used twice.

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
        """Return the packet of a clear header and an encrypted body.

        Raises
        ------
        EncryptionError
            If the key has encrypted 2^32 packets: one more would repeat a nonce.
        """
        if self._counter > _COUNTER_MAX:
            raise errors.EncryptionError("the key is used up: every nonce was spent")
        counter = struct.pack(">I", self._counter)
        self._counter += 1
        return header + self._seal(counter + self._zeros, body, header) + counter

    def open(self, packet: bytes, clear_size: int) -> bytes | None:
        """Decrypt the part of a packet after its clear header; `None` if it was not encrypted with this key, or is too short."""
        if len(packet) < clear_size + OVERHEAD:
            return None
        nonce = packet[-COUNTER_SIZE:] + self._zeros
        return self._open(nonce, packet[clear_size:-COUNTER_SIZE], packet[:clear_size])


def aead(mode: EncryptionMode, key: bytes) -> tuple[Seal, Open]:
    """Return the functions that encrypt and decrypt in this mode; they take the cipher's complete nonce."""
    return _aes(key) if mode is EncryptionMode.AES256_GCM else _xchacha(key)


def _aes(key: bytes) -> tuple[Seal, Open]:
    from cryptography import exceptions  # noqa: PLC0415 - optional: text alone works without it
    from cryptography.hazmat.primitives.ciphers import aead  # noqa: PLC0415

    cipher = aead.AESGCM(key)  # made once, because making one takes as long as using it

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
