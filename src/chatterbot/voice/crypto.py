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

__all__ = ("KEY_SIZE", "OVERHEAD", "TAG_SIZE", "Mode", "TransportCipher", "choose_mode")

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

_GCM_NONCE_PADDING: Final = bytes(8)
"""AES-GCM takes 12 bytes of nonce."""
_XCHACHA_NONCE_PADDING: Final = bytes(20)
"""XChaCha20-Poly1305 takes 24 bytes of nonce."""

_Seal = Callable[[bytes, bytes, bytes], bytes]
"""Counter, text, authenticated header: the sealed text."""
_Open = Callable[[bytes, bytes, bytes], bytes | None]
"""Counter, sealed text, authenticated header: the text, or `None` if the tag is wrong."""


class Mode(enum.StrEnum):
    """The encryption modes that Discord accepts."""

    AES256_GCM = "aead_aes256_gcm_rtpsize"
    XCHACHA20_POLY1305 = "aead_xchacha20_poly1305_rtpsize"


PREFERENCE: Final = (Mode.AES256_GCM, Mode.XCHACHA20_POLY1305)
"""AES first: it costs a quarter of the time where the processor helps, and Discord recommends it where offered."""


def choose_mode(offered: Iterable[str]) -> Mode:
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
        One of `Mode` (or its name).
    key
        32 bytes from the session description.

    Raises
    ------
    EncryptionError
        If the mode is unknown or the key has another size.
    """

    def __init__(self, mode: str, key: bytes) -> None:
        try:
            self.mode = Mode(mode)
        except ValueError:
            raise errors.EncryptionError(f"unknown mode `{mode}`") from None
        if len(key) != KEY_SIZE:
            raise errors.EncryptionError(f"a key of {len(key)} bytes instead of {KEY_SIZE}")
        self._seal, self._open = _aes(key) if self.mode is Mode.AES256_GCM else _xchacha(key)
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
        nonce = struct.pack(">I", self._counter)
        self._counter += 1
        return header + self._seal(nonce, body, header) + nonce

    def open(self, packet: bytes, clear_size: int) -> bytes | None:
        """Decrypt what stands behind the clear header; `None` if it was not sealed with this key, or is too short."""
        if len(packet) < clear_size + OVERHEAD:
            return None
        return self._open(packet[-COUNTER_SIZE:], packet[clear_size:-COUNTER_SIZE], packet[:clear_size])

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


def _aes(key: bytes) -> tuple[_Seal, _Open]:
    from cryptography import exceptions  # noqa: PLC0415 - optional: text alone works without it
    from cryptography.hazmat.primitives.ciphers import aead  # noqa: PLC0415

    cipher = aead.AESGCM(key)  # kept: making one costs as much as using it

    def seal(counter: bytes, text: bytes, header: bytes) -> bytes:
        return cipher.encrypt(counter + _GCM_NONCE_PADDING, text, header)

    def open_(counter: bytes, sealed: bytes, header: bytes) -> bytes | None:
        try:
            return cipher.decrypt(counter + _GCM_NONCE_PADDING, sealed, header)
        except exceptions.InvalidTag:
            return None

    return seal, open_


def _xchacha(key: bytes) -> tuple[_Seal, _Open]:
    import nacl.bindings as sodium  # noqa: PLC0415 - optional: text alone works without it
    import nacl.exceptions  # noqa: PLC0415

    def seal(counter: bytes, text: bytes, header: bytes) -> bytes:
        return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, header, counter + _XCHACHA_NONCE_PADDING, key)

    def open_(counter: bytes, sealed: bytes, header: bytes) -> bytes | None:
        try:
            return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed, header, counter + _XCHACHA_NONCE_PADDING, key
            )
        except nacl.exceptions.CryptoError:
            return None

    return seal, open_
