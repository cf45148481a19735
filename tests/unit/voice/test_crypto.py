"""Transport encryption against published vectors: the GCM submission to NIST and draft-irtf-cfrg-xchacha."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.voice.packets import open_packet

from chatterbot import errors
from chatterbot.voice import crypto, rtp

pytestmark = pytest.mark.unit

ZERO_KEY = bytes(32)
GCM_TEXT = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
GCM_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
)
XCHACHA_TEXT = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
XCHACHA_SEALED = bytes.fromhex(
    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
    "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
    "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
)


@pytest.mark.parametrize(
    ("mode", "key", "nonce", "header", "text", "sealed"),
    [
        (
            crypto.EncryptionMode.AES256_GCM,  # McGrew and Viega, test case 16
            bytes.fromhex("feffe9928665731c6d6a8f9467308308") * 2,
            bytes.fromhex("cafebabefacedbaddecaf888"),
            bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            GCM_TEXT,
            GCM_SEALED,
        ),
        (
            crypto.EncryptionMode.XCHACHA20_POLY1305,  # appendix A.3.1
            bytes(range(0x80, 0xA0)),
            bytes(range(0x40, 0x58)),
            bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
            XCHACHA_TEXT,
            XCHACHA_SEALED,
        ),
    ],
)
def test_published_vectors_are_encrypted_and_decrypted(
    *, mode: crypto.EncryptionMode, key: bytes, nonce: bytes, header: bytes, text: bytes, sealed: bytes
) -> None:
    seal, open_ = crypto.aead(mode, key)
    assert seal(nonce, text, header) == sealed
    assert open_(nonce, sealed, header) == text
    assert open_(nonce, sealed, header + b"!") is None


def test_the_first_packet_has_the_nonce_zero() -> None:
    """McGrew and Viega, test cases 13 and 14: their nonce is what the counter 0 becomes; they have no header."""
    cipher = crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, ZERO_KEY)
    sealed = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919")
    assert cipher.seal(b"", bytes(16)) == sealed + bytes(4)
    assert cipher.open(sealed + bytes(4), 0) == bytes(16)
    empty = bytes.fromhex("530f8afbc74536b9a963b4f1c4cb738b")
    assert crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, ZERO_KEY).seal(b"", b"") == empty + bytes(4)


@pytest.mark.parametrize("mode", crypto.EncryptionMode)
def test_no_nonce_is_used_twice(mode: crypto.EncryptionMode) -> None:
    cipher = crypto.TransportCipher(mode, ZERO_KEY)
    header = rtp.Header(1, 2, 3).pack()
    packets = [cipher.seal(header, b"same") for _ in range(1_000)]
    assert len({packet[-4:] for packet in packets}) == len(packets)
    assert len({packet[12:-4] for packet in packets}) == len(packets)


@pytest.mark.parametrize("mode", crypto.EncryptionMode)
def test_a_used_up_key_encrypts_nothing_more(mode: crypto.EncryptionMode) -> None:
    cipher = crypto.TransportCipher(mode, ZERO_KEY)
    cipher._counter = 2**32 - 1
    assert cipher.seal(b"", b"last")[-4:] == b"\xff\xff\xff\xff"
    with pytest.raises(errors.EncryptionError, match="used up"):
        cipher.seal(b"", b"one more")


def test_the_mode_is_chosen_by_preference() -> None:
    offered = ["xsalsa20_poly1305", "aead_xchacha20_poly1305_rtpsize", "aead_aes256_gcm_rtpsize"]
    assert crypto.choose_mode(offered) is crypto.EncryptionMode.AES256_GCM
    assert crypto.choose_mode(offered[:2]) is crypto.EncryptionMode.XCHACHA20_POLY1305
    with pytest.raises(errors.EncryptionError, match="xsalsa20"):
        crypto.choose_mode(offered[:1])


@pytest.mark.parametrize(("mode", "key"), [("xsalsa20_poly1305", ZERO_KEY), ("aead_aes256_gcm_rtpsize", bytes(31))])
def test_an_unusable_description_is_refused(mode: str, key: bytes) -> None:
    with pytest.raises(errors.EncryptionError):
        crypto.TransportCipher(mode, key)


@given(
    st.sampled_from(crypto.EncryptionMode),
    st.binary(min_size=1, max_size=60),
    st.integers(0, 3),
    st.integers(0, 255),
    st.lists(st.integers(0, 2**32 - 1), max_size=15),
)
def test_a_packet_of_any_form_is_decrypted_to_its_payload(
    mode: crypto.EncryptionMode, payload: bytes, words: int, padding: int, csrcs: list[int]
) -> None:
    header = rtp.Header(9, 8, 7, padding=padding > 0, extension_words=words or None, csrcs=tuple(csrcs))
    body = bytes(4 * words) + payload + (bytes(padding - 1) + bytes([padding]) if padding else b"")
    cipher = crypto.TransportCipher(mode, ZERO_KEY)
    assert open_packet(cipher, cipher.seal(header.pack(), body)) == (header, payload)


@given(st.sampled_from(crypto.EncryptionMode), st.data())
def test_a_changed_packet_is_rejected(mode: crypto.EncryptionMode, data: st.DataObject) -> None:
    cipher = crypto.TransportCipher(mode, ZERO_KEY)
    packet = bytearray(cipher.seal(rtp.Header(1, 2, 3, extension_words=1).pack(), b"wordpayload"))
    place = data.draw(st.integers(0, len(packet) - 1))
    packet[place] ^= data.draw(st.integers(1, 255))
    assert open_packet(cipher, bytes(packet)) is None


@given(st.sampled_from(crypto.EncryptionMode), st.binary(max_size=120))
def test_random_bytes_are_rejected(mode: crypto.EncryptionMode, packet: bytes) -> None:
    assert open_packet(crypto.TransportCipher(mode, ZERO_KEY), packet) is None
