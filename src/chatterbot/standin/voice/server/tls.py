"""A temporary certificate authority, so that clients use TLS with the voice server and check its certificate as usual."""

from __future__ import annotations

import dataclasses
import datetime as dt
import ipaddress
import pathlib
import ssl
import tempfile

DAYS = 2
"""Days from now on for which the certificates are valid; they are also valid since yesterday, as clocks may differ."""


@dataclasses.dataclass(frozen=True, slots=True)
class Certificates:
    """The server's TLS context, and the authority that clients trust."""

    authority: str
    """The authority's certificate as PEM."""
    server: ssl.SSLContext = dataclasses.field(repr=False)

    def client(self) -> ssl.SSLContext:
        """Return a TLS context for clients that trusts only this authority."""
        return ssl.create_default_context(cadata=self.authority)


def issue(host: str) -> Certificates:
    """Return a new authority and a certificate for a host name or address; blocks while it writes a temporary file.

    Raises
    ------
    ImportError
        If `cryptography` is not installed (extra ``voice``).
    """
    from cryptography import x509  # noqa: PLC0415 - optional: only voice needs it
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    try:
        subject: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    now = dt.datetime.now(dt.UTC)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in of Discord")])

    def certificate(name: x509.Name, public: ec.EllipticCurvePublicKey, *, is_authority: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(authority_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=DAYS))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
        )
        if is_authority:
            usage = x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            )
            builder = builder.add_extension(usage, critical=True)
        else:
            builder = builder.add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        return builder.sign(authority_key, hashes.SHA256())

    authority = certificate(authority_name, authority_key.public_key(), is_authority=True)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    shown = certificate(name, key.public_key(), is_authority=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.TemporaryDirectory() as folder:  # the ssl module can read keys only from files
        path = pathlib.Path(folder, "server.pem")
        path.write_bytes(private + shown.public_bytes(pem))
        context.load_cert_chain(path)
    return Certificates(authority.public_bytes(pem).decode(), context)
