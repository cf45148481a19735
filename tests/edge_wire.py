"""What the stand-in of the read-aloud service sends, and how a client comes to trust it for the time of a test."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl
import xml.sax.saxutils
from collections.abc import Generator
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

__all__ = ("HOST", "binary", "boundary", "certificates", "parsed", "trusted")

HOST = "speech.platform.bing.com"
"""The service's name, which its certificate must have."""


def boundary(text: str, sent: int) -> dict[str, Any]:
    """Describe the sentence that was spoken; times in 100 ns."""
    content = {"Text": xml.sax.saxutils.escape(text), "Length": len(text), "BoundaryType": "SentenceBoundary"}
    data = {"Offset": 0, "Duration": sent * 8 * 10_000_000 // 48_000, "text": content}
    return {"Metadata": [{"Type": "SentenceBoundary", "Data": data}]}


def parsed(message: str) -> tuple[dict[str, str], str]:
    head, _, body = message.partition("\r\n\r\n")
    return dict(line.split(":", 1) for line in head.split("\r\n")), body


def binary(head: str, data: bytes) -> bytes:
    """Frame as the service does: the header's length in two bytes, the header, the data.

    The library reads the header from the message's beginning, so that the length falls into the first header's name, and takes the two
    bytes behind it for the length; both come out right.
    """
    header = f"{head}\r\n".encode()
    return len(header).to_bytes(2, "big") + header + data


@contextlib.contextmanager
def trusted(authority: Path) -> Generator[None]:
    """Have the library trust the authority, too, and forget afterwards what it learned of clocks."""
    import certifi
    from edge_tts import communicate, drm, voices

    before = communicate._SSL_CTX, voices._SSL_CTX, drm.DRM.clock_skew_seconds
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_verify_locations(authority)
    communicate._SSL_CTX = voices._SSL_CTX = context
    drm.DRM.clock_skew_seconds = 0.0
    try:
        yield
    finally:
        communicate._SSL_CTX, voices._SSL_CTX, drm.DRM.clock_skew_seconds = before


def certificates(folder: Path) -> tuple[Path, Path]:
    """Make an authority and, signed by it, the service's certificate with its key."""
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "throw-away authority of a test")])

    def builder(key: ec.EllipticCurvePublicKey, subject: x509.Name) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    signer, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    signer_id = x509.SubjectKeyIdentifier.from_public_key(signer.public_key())
    usage = x509.KeyUsage(
        **dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
        ),
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    authority = (
        builder(signer.public_key(), name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(signer_id, critical=False)
        .sign(signer, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, HOST)])
    certificate = (
        builder(own.public_key(), subject)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer_id), critical=False)
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "service.pem").write_bytes(certificate.public_bytes(pem) + key)
    return folder / "authority.pem", folder / "service.pem"
