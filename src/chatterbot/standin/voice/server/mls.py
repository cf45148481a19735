"""The parts of MLS (RFC 9420) that a server needs: key packages, commits, welcomes, and external proposals.

DAVE (https://daveprotocol.com) uses MLS 1.0 with cipher suite 2, basic credentials whose identity is the user's id in
eight bytes, and public messages. The server has no group secrets: as the group's external sender it proposes whom to
add and remove; members commit; the server forwards the first valid commit.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

from chatterbot.standin.voice.server.tls_encoding import MalformedError, Reader, vector

MLS_1_0 = 1
SUITE = 2
"""MLS_128_DHKEMP256_AES128GCM_SHA256_P256."""
PUBLIC_MESSAGE = 1
"""Wire format of a handshake message that is signed but not encrypted."""
KEY_PACKAGE_MESSAGE = 5
SENDER_MEMBER, SENDER_EXTERNAL = 1, 2
CONTENT_PROPOSAL, CONTENT_COMMIT = 2, 3
PROPOSAL_ADD, PROPOSAL_REMOVE = 1, 3
BY_REFERENCE = 2
"""A commit names proposals by value (1) or by their hash (2); DAVE's only by hash."""
CREDENTIAL_BASIC = 1
CAPABILITIES = 5
"""Number of capability lists in each leaf: versions, suites, extensions, proposals, credentials."""
LEAF_OF_KEY_PACKAGE, LEAF_OF_COMMIT = 1, 3
ID_BYTES = 8
FOREVER = (0, 2**64 - 1)
"""A key package's lifetime in DAVE: from 0 to the largest time."""
IDENTITY = bytes.fromhex("00010100")
"""The identity of Discord's external sender."""


@dataclasses.dataclass(frozen=True, slots=True)
class LeafNode:
    """A member's leaf in the tree: its identity and keys."""

    identity: bytes
    signature_key: bytes
    source: int
    lifetime: tuple[int, int] | None
    """Not before and not after, in seconds of POSIX time; only in key packages."""
    extensions: bytes
    signed: bytes
    """The signed bytes, without what commits append to them."""
    signature: bytes

    @property
    def user_id(self) -> int:
        """The user's id, which DAVE writes into the credential."""
        if len(self.identity) != ID_BYTES:
            raise MalformedError(f"the identity has {len(self.identity)} bytes instead of {ID_BYTES}")
        return int.from_bytes(self.identity, "big")


@dataclasses.dataclass(frozen=True, slots=True)
class KeyPackage:
    """What other members need to add a client to a group, usable once."""

    raw: bytes
    leaf: LeafNode
    reference: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Commit:
    """A member's message that ends an epoch."""

    raw: bytes
    group_id: bytes
    epoch: int
    sender_leaf: int
    references: tuple[bytes, ...]
    path: LeafNode | None
    """The sender's new leaf, if the commit changes keys."""


def read_leaf(reader: Reader) -> LeafNode:
    """Read and return a LeafNode (RFC 9420, 7.2)."""
    start = reader.position
    reader.vector()  # encryption key
    signature_key = reader.vector()
    if (credential := reader.uint(2)) != CREDENTIAL_BASIC:
        raise MalformedError(f"credential {credential} instead of basic")
    identity = reader.vector()
    for _ in range(CAPABILITIES):
        reader.vector()
    source, lifetime = reader.uint(1), None
    if source == LEAF_OF_KEY_PACKAGE:
        lifetime = (reader.uint(8), reader.uint(8))
    elif source == LEAF_OF_COMMIT:
        reader.vector()  # parent hash
    extensions = reader.vector()
    signed = reader.data[start : reader.position]
    return LeafNode(identity, signature_key, source, lifetime, extensions, signed, reader.vector())


def read_key_package(data: bytes) -> KeyPackage:
    """Read and verify a key package: bare, as the libraries send it, or in an MLSMessage, as DAVE's protocol document says.

    Raises
    ------
    MalformedError
        If it is not a key package, or a signature is wrong.
    """
    message = Reader(data)
    if (message.uint(2), message.uint(2)) == (MLS_1_0, KEY_PACKAGE_MESSAGE):
        data = data[message.position :]
    reader = Reader(data)
    if (kind := (reader.uint(2), reader.uint(2))) != (MLS_1_0, SUITE):
        raise MalformedError(f"version and suite {kind} instead of {(MLS_1_0, SUITE)}")
    reader.vector()  # init key
    leaf = read_leaf(reader)
    reader.vector()  # extensions
    signed = data[: reader.position]
    signature = reader.vector()
    reader.end("key package")
    if not _verified(leaf.signature_key, "KeyPackageTBS", signed, signature):
        raise MalformedError("the key package's signature is wrong")
    if leaf.source != LEAF_OF_KEY_PACKAGE or not _verified(
        leaf.signature_key, "LeafNodeTBS", leaf.signed, leaf.signature
    ):
        raise MalformedError("the leaf's signature is wrong")
    return KeyPackage(data, leaf, _reference("KeyPackage", data))


def read_commit(data: bytes) -> tuple[Commit, bytes]:
    """Read the commit at the start of the bytes; return it and the bytes after it, which are a welcome or empty.

    Raises
    ------
    MalformedError
        If there is none, or it is not as DAVE requires: public, by a member, with all proposals named by their hash.
    """
    reader = Reader(data)
    if (reader.uint(2), reader.uint(2)) != (MLS_1_0, PUBLIC_MESSAGE):
        raise MalformedError("a commit begins with version 1 and a public message, without a length before it")
    group_id, epoch = reader.vector(), reader.uint(8)
    if reader.uint(1) != SENDER_MEMBER:
        raise MalformedError("the commit's sender is no member")
    sender = reader.uint(4)
    reader.vector()  # authenticated data
    if reader.uint(1) != CONTENT_COMMIT:
        raise MalformedError("the message is no commit")
    proposals, references = Reader(reader.vector()), list[bytes]()
    while proposals.more:
        if proposals.uint(1) != BY_REFERENCE:
            raise MalformedError("the commit brings a proposal of its own")
        references.append(proposals.vector())
    path = None
    if reader.uint(1):
        path = read_leaf(reader)
        reader.vector()  # nodes
        signed = path.signed + vector(group_id) + sender.to_bytes(4, "big")
        if path.source != LEAF_OF_COMMIT or not _verified(path.signature_key, "LeafNodeTBS", signed, path.signature):
            raise MalformedError("the new leaf's signature is wrong")
    for _ in ("signature", "confirmation tag", "membership tag"):
        reader.vector()
    commit = Commit(data[: reader.position], group_id, epoch, sender, tuple(references), path)
    return commit, data[reader.position :]


def split_welcome(data: bytes) -> dict[bytes, bytes]:
    """Return a welcome for each new member, with that member's secrets only, by the hash of their key package.

    Raises
    ------
    MalformedError
        If it is not a welcome.
    """
    reader = Reader(data)
    if (suite := reader.uint(2)) != SUITE:
        raise MalformedError(f"a welcome of suite {suite}, or none; there is no length before it")
    entries, secrets = Reader(reader.vector()), dict[bytes, bytes]()
    while entries.more:
        start = entries.position
        reference = entries.vector()
        entries.vector()  # KEM output
        entries.vector()  # ciphertext
        secrets[reference] = entries.data[start : entries.position]
    group_info = vector(reader.vector())
    reader.end("welcome")
    head = SUITE.to_bytes(2, "big")
    return {reference: head + vector(secret) + group_info for reference, secret in secrets.items()}


def _reference(kind: str, value: bytes) -> bytes:
    """Return the reference of a key package or proposal, its hash (RFC 9420, 5.2)."""
    return hashlib.sha256(vector(f"MLS 1.0 {kind} Reference".encode()) + vector(value)).digest()


def _labelled(label: str, content: bytes) -> bytes:
    return vector(f"MLS 1.0 {label}".encode()) + vector(content)


def _verified(public_key: bytes, label: str, content: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - optional: needed with voice only
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        key.verify(signature, _labelled(label, content), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


class ExternalSender:
    """Signs the server's proposals in one group; clients get its public key in op 25.

    Parameters
    ----------
    group_id
        The channel's id in eight bytes.
    """

    def __init__(self, group_id: bytes) -> None:
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - optional: voice only
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

        self.group_id = group_id
        self._key: Any = ec.generate_private_key(ec.SECP256R1())
        self._algorithm = ec.ECDSA(hashes.SHA256())
        self._public: bytes = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def package(self) -> bytes:
        """Return the ExternalSender structure for op 25."""
        return vector(self._public) + CREDENTIAL_BASIC.to_bytes(2, "big") + vector(IDENTITY)

    def add(self, epoch: int, package: KeyPackage) -> tuple[bytes, bytes]:
        """Return the MLSMessage that proposes to add a client, and the proposal's hash."""
        return self._propose(epoch, PROPOSAL_ADD.to_bytes(2, "big") + package.raw)

    def remove(self, epoch: int, leaf: int) -> tuple[bytes, bytes]:
        """Return the MLSMessage that proposes to remove the member on a leaf, and the proposal's hash."""
        return self._propose(epoch, PROPOSAL_REMOVE.to_bytes(2, "big") + leaf.to_bytes(4, "big"))

    def _propose(self, epoch: int, proposal: bytes) -> tuple[bytes, bytes]:
        # RFC 9420, 6.1: an external sender signs without the group's context and without a membership tag, so one
        # message is valid in every group with this id and epoch, also in the one-member groups of waiting clients.
        wire_format = PUBLIC_MESSAGE.to_bytes(2, "big")
        content = vector(self.group_id) + epoch.to_bytes(8, "big") + bytes([SENDER_EXTERNAL]) + bytes(4)
        content += vector(b"") + bytes([CONTENT_PROPOSAL]) + proposal
        signed = MLS_1_0.to_bytes(2, "big") + wire_format + content
        signature = vector(self._key.sign(_labelled("FramedContentTBS", signed), self._algorithm))
        return signed + signature, _reference("Proposal", wire_format + content + signature)


def append_proposals(messages: list[bytes]) -> bytes:
    """Return the body of op 27 that sends proposals."""
    return b"\x00" + vector(b"".join(messages))


def revoke_proposals(references: list[bytes]) -> bytes:
    """Return the body of op 27 that revokes proposals."""
    return b"\x01" + vector(b"".join(map(vector, references)))
