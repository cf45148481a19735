"""The delivery service's records of one MLS group: epoch, leaves, key packages, open proposals. No sockets, no secrets.

The rules for commits and for filling leaves are in RFC 9420, 12.4 and 7.8; who proposes what is defined by DAVE.
"""

from __future__ import annotations

import dataclasses
import enum

from chatterbot.standin.voice.server import mls
from chatterbot.standin.voice.server.tls_encoding import MalformedError


class ProposalType(enum.Enum):
    """Kinds of proposal."""

    ADD = "add"
    REMOVE = "remove"


@dataclasses.dataclass(slots=True)
class Proposal:
    """A proposal of the server that no commit contains yet."""

    kind: ProposalType
    user_id: int
    message: bytes
    reference: bytes
    package: mls.KeyPackage | None = None
    """Key package of the user to add."""
    leaf: int = -1
    """Leaf of the member to remove."""
    sent_to: set[int] = dataclasses.field(default_factory=set[int])


class StaleCommitError(Exception):
    """The commit came too late: another commit won, or the proposals have changed since. That is normal."""


class WrongCommitError(Exception):
    """The commit breaks a rule for clients."""


class NoWelcomeError(WrongCommitError):
    """The commit is valid except that its welcome is missing; davey omits it after proposals were revoked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """A valid commit, which ended an epoch."""

    commit: bytes
    welcomes: dict[int, bytes]
    """Welcomes by user, each with that user's secrets only."""


class Group:
    """The server's view of one call's group.

    Parameters
    ----------
    channel_id
        The channel of the call; the group has the same id.
    """

    def __init__(self, channel_id: int) -> None:
        self.id = channel_id.to_bytes(mls.ID_BYTES, "big")
        self.sender = mls.ExternalSender(self.id)
        self.epoch = 0
        self.leaves: list[int | None] = []
        """Users by leaf; `None` is the blank leaf of a removed member."""
        self.packages: dict[int, mls.KeyPackage] = {}
        """Unused key packages, by user."""
        self.open_proposals: dict[bytes, Proposal] = {}
        self.revoked = False
        """Whether a proposal of this epoch was revoked."""
        self._proposed: set[bytes] = set()
        """All proposals of this epoch, including revoked ones."""
        self._previous: set[bytes] = set()
        """All proposals of the previous epoch: commits on them are late, not wrong."""
        self._seen: set[bytes] = set()
        """References of all key packages so far: each may be used only once."""

    def reset(self) -> None:
        """Delete the group's state; all clients begin again with a key package."""
        self.packages.clear()
        self._begin(0, [])

    def _begin(self, epoch: int, leaves: list[int | None]) -> None:
        self.epoch = epoch
        self.leaves = leaves
        self.open_proposals.clear()
        self.revoked = False
        self._previous, self._proposed = self._proposed, set()

    @property
    def established(self) -> bool:
        """Whether there is a common group: in epoch 0 every client has a group of its own."""
        return self.epoch > 0

    @property
    def members(self) -> set[int]:
        """The users in the group."""
        return {user for user in self.leaves if user is not None}

    def add_key_package(self, user_id: int, data: bytes) -> list[str]:
        """Store a user's key package; return the errors that do not prevent its use.

        Raises
        ------
        MalformedError
            If the key package cannot be used.
        """
        package = mls.read_key_package(data)
        if package.leaf.user_id != user_id:
            raise MalformedError(f"the key package names user {package.leaf.user_id}")
        wrong: list[str] = []
        if package.leaf.lifetime != mls.FOREVER:
            wrong.append(f"the key package's lifetime is {package.leaf.lifetime}")
        if package.leaf.extensions:
            wrong.append("the key package's leaf has extensions")
        if package.reference in self._seen:
            wrong.append("the key package was sent before")
        self._seen.add(package.reference)
        self.packages[user_id] = package
        return wrong

    def propose_add(self, user_id: int) -> Proposal:
        """Propose to add a user whose key package is stored."""
        package = self.packages[user_id]
        message, reference = self.sender.add(self.epoch, package)
        return self._open(Proposal(ProposalType.ADD, user_id, message, reference, package))

    def propose_remove(self, user_id: int) -> Proposal:
        """Propose to remove a member."""
        leaf = self.leaves.index(user_id)
        message, reference = self.sender.remove(self.epoch, leaf)
        return self._open(Proposal(ProposalType.REMOVE, user_id, message, reference, leaf=leaf))

    def _open(self, proposal: Proposal) -> Proposal:
        self.open_proposals[proposal.reference] = proposal
        self._proposed.add(proposal.reference)
        return proposal

    def revoke(self, user_id: int | None = None) -> list[Proposal]:
        """Revoke and return the open proposals that add a user, or all open proposals."""
        gone = [
            p
            for p in self.open_proposals.values()
            if user_id is None or (p.user_id == user_id and p.kind is ProposalType.ADD)
        ]
        for proposal in gone:
            del self.open_proposals[proposal.reference]
        self.revoked = self.revoked or bool(gone)
        return gone

    def accept(self, user_id: int, body: bytes) -> Accepted:
        """Check the commit of op 28 and enter the next epoch with it.

        Raises
        ------
        StaleCommitError
            If it came too late.
        WrongCommitError
            If it breaks a rule for clients.
        MalformedError
            If it is not a commit.
        """
        commit, rest = mls.read_commit(body)
        leaves = self._sender_checked(user_id, commit)
        wanted = {
            reference
            for reference, proposal in self.open_proposals.items()
            # In epoch 0 a client does not add itself: it is its own group's only member.
            if self.established or proposal.user_id != user_id
        }
        if any(r in self.open_proposals and r not in wanted for r in commit.references):
            raise WrongCommitError("the commit adds its own sender")
        if set(commit.references) != wanted or not wanted:
            raise StaleCommitError("the proposals have changed since")
        if len(commit.references) != len(wanted):
            raise WrongCommitError("a proposal is named twice")
        taken = [self.open_proposals[reference] for reference in commit.references]
        added = {p.package.reference: p.user_id for p in taken if p.package is not None}
        welcomes = mls.split_welcome(rest) if rest else {}
        if added and not rest and self.revoked:
            raise NoWelcomeError("the commit comes without a welcome")
        if set(welcomes) != set(added):
            raise WrongCommitError("the welcome is not for those who are added")
        for proposal in taken:
            if proposal.kind is ProposalType.REMOVE:
                leaves[proposal.leaf] = None
        for proposal in taken:
            if proposal.kind is ProposalType.ADD:
                _place(leaves, proposal.user_id)
                # A user who is removed and added in one commit may have sent a newer package since; that one stays.
                if self.packages.get(proposal.user_id) is proposal.package:
                    del self.packages[proposal.user_id]
        if self.packages.get(user_id) is not None and not self.established:
            del self.packages[user_id]  # the first member needs none: the group is the one it began
        while leaves and leaves[-1] is None:
            leaves.pop()
        self._begin(self.epoch + 1, leaves)
        return Accepted(commit.raw, {added[reference]: welcome for reference, welcome in welcomes.items()})

    def _sender_checked(self, user_id: int, commit: mls.Commit) -> list[int | None]:
        if commit.group_id != self.id:
            raise WrongCommitError(f"the commit is for group {commit.group_id.hex()}")
        named = set(commit.references)
        if commit.epoch < self.epoch or (named and named <= self._previous):
            raise StaleCommitError("that epoch has ended")
        if commit.epoch > self.epoch:
            raise WrongCommitError(f"epoch {self.epoch} has not come to {commit.epoch}")
        if not named <= self._proposed:
            raise WrongCommitError("the commit names a proposal that was never made in this epoch")
        leaves: list[int | None] = [*self.leaves] if self.established else [user_id]
        if commit.sender_leaf >= len(leaves) or leaves[commit.sender_leaf] != user_id:
            raise WrongCommitError(f"leaf {commit.sender_leaf} is not the sender's")
        if commit.path is not None and commit.path.user_id != user_id:
            raise WrongCommitError("the new leaf names somebody else")
        return leaves


def _place(leaves: list[int | None], user_id: int) -> None:
    """Put a user on the leftmost blank leaf, or on a new leaf at the end."""
    if None in leaves:
        leaves[leaves.index(None)] = user_id
    else:
        leaves.append(user_id)
