"""The delivery service against both MLS libraries, without sockets: what it proposes they commit, what they commit it judges."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.standin.voice.packets import dave_nonce
from chatterbot.standin.voice.server import mls
from chatterbot.standin.voice.server.group import (
    Accepted,
    Group,
    NoWelcomeError,
    Proposal,
    StaleCommitError,
    WrongCommitError,
)
from chatterbot.standin.voice.server.tls_encoding import MalformedError, Reader, varint, vector

pytestmark = pytest.mark.unit

CHANNEL = 1_234_567_890_123_456_789


class Client(Protocol):
    user: int

    def package(self) -> bytes: ...
    def propose(self, body: bytes, users: set[int]) -> bytes | None: ...
    def commit(self, body: bytes) -> None: ...
    def welcome(self, body: bytes, users: set[int]) -> None: ...
    def authenticator(self) -> bytes: ...


class Davey:
    """OpenMLS."""

    def __init__(self, user: int, sender: bytes) -> None:
        davey = pytest.importorskip("davey")
        self.user = user
        self._kinds = davey.ProposalsOperationType
        self._session = davey.DaveSession(1, user, CHANNEL)
        self._session.set_external_sender(sender)

    def package(self) -> bytes:
        return bytes(self._session.get_serialized_key_package())

    def propose(self, body: bytes, users: set[int]) -> bytes | None:
        kind = self._kinds.append if body[0] == 0 else self._kinds.revoke
        answer = self._session.process_proposals(kind, body[1:], list(users))
        return None if answer is None else bytes(answer.commit) + bytes(answer.welcome or b"")

    def commit(self, body: bytes) -> None:
        self._session.process_commit(body)

    def welcome(self, body: bytes, users: set[int]) -> None:
        self._session.process_welcome(body)

    def authenticator(self) -> bytes:
        return bytes(self._session.get_epoch_authenticator())


class Libdave:
    """Discord's own."""

    def __init__(self, user: int, sender: bytes) -> None:
        dave = pytest.importorskip("dave")
        self.user = user
        self._failures: list[Any] = []
        self._session = dave.Session(lambda where, why: self._failures.append((where, why)))
        self._session.set_external_sender(sender)
        self._session.init(1, CHANNEL, str(user), dave.SignatureKeyPair.generate(1))
        self._package = self._session.get_marshalled_key_package()

    def package(self) -> bytes:
        return bytes(self._package)

    def propose(self, body: bytes, users: set[int]) -> bytes | None:
        answer = self._session.process_proposals(body, {str(user) for user in users})
        return None if answer is None else bytes(answer)

    def commit(self, body: bytes) -> None:
        assert isinstance(self._session.process_commit(body), dict), self._failures

    def welcome(self, body: bytes, users: set[int]) -> None:
        assert self._session.process_welcome(body, {str(user) for user in users}) is not None, self._failures

    def authenticator(self) -> bytes:
        return bytes(self._session.get_last_epoch_authenticator())


@dataclasses.dataclass
class Town:
    """A group and the clients in it, with the messages carried by hand."""

    group: Group
    clients: dict[int, Client] = dataclasses.field(default_factory=dict[int, Client])
    users: set[int] = dataclasses.field(default_factory=set[int])

    def join(self, kind: type[Davey | Libdave], user: int) -> Client:
        client = self.clients[user] = kind(user, self.group.sender.package())
        self.users.add(user)
        assert self.group.add_key_package(user, client.package()) == []
        return client

    def commits(self, proposals: Sequence[Proposal], receivers: Sequence[int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for user in receivers:
            messages = [p.message for p in proposals if p.user_id != user]
            answer = self.clients[user].propose(mls.append_proposals(messages), self.users)
            if answer is not None:
                found[user] = answer
        return found

    def carry(self, accepted: Accepted) -> None:
        for user in self.group.members:
            if user in accepted.welcomes:
                self.clients[user].welcome(accepted.welcomes[user], self.users)
            else:
                self.clients[user].commit(accepted.commit)

    def agree(self) -> bool:
        return len({self.clients[user].authenticator() for user in self.group.members}) == 1


KINDS = [(Davey, Davey), (Davey, Libdave), (Libdave, Davey), (Libdave, Libdave)]


@pytest.fixture
def town() -> Town:
    return Town(Group(CHANNEL))


def two(town: Town, kinds: tuple[Any, Any]) -> dict[int, bytes]:
    """Two who wait get each other's Add; gives both commits."""
    for user, kind in enumerate(kinds, start=101):
        town.join(kind, user)
    return town.commits([town.group.propose_add(user) for user in (101, 102)], [101, 102])


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: "-".join(kind.__name__ for kind in kinds))
@pytest.mark.parametrize("winner", [101, 102])
def test_the_first_commit_makes_the_group(town: Town, kinds: tuple[Any, Any], winner: int) -> None:
    commits = two(town, kinds)
    assert set(commits) == {101, 102}
    town.carry(town.group.accept(winner, commits[winner]))
    assert (town.group.epoch, town.group.leaves) == (1, [winner, 203 - winner])
    assert town.agree()
    with pytest.raises(StaleCommitError):
        town.group.accept(203 - winner, commits[203 - winner])


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: "-".join(kind.__name__ for kind in kinds))
def test_people_come_and_go(town: Town, kinds: tuple[Any, Any]) -> None:
    town.carry(town.group.accept(101, two(town, kinds)[101]))
    for user in (103, 104):
        town.join(kinds[user % 2], user)
    add = [town.group.propose_add(user) for user in (103, 104)]
    commits = town.commits(add, [101, 102])
    town.carry(town.group.accept(102, commits[102]))
    assert town.group.leaves == [101, 102, 103, 104]
    assert town.agree()
    # 102 goes; and with the same commit comes 105, onto the leaf that is free now.
    town.users.remove(102)
    town.join(kinds[1], 105)
    changes = [town.group.propose_remove(102), town.group.propose_add(105)]
    commits = town.commits(changes, [101, 103, 104])
    town.carry(town.group.accept(104, commits[104]))
    assert town.group.leaves == [101, 105, 103, 104]
    assert town.agree()
    # The last on the right go: the tree gets smaller.
    commits = town.commits([town.group.propose_remove(104), town.group.propose_remove(103)], [101, 105])
    town.carry(town.group.accept(101, commits[101]))
    assert town.group.leaves == [101, 105]
    assert town.agree()


def with_one_taken_back(town: Town, kind: Any) -> bytes:
    """Two are to be added, one of them goes; gives the commit that the first member makes then."""
    town.carry(town.group.accept(101, two(town, (kind, kind))[101]))
    town.join(kind, 103)
    town.join(kind, 104)
    before = town.commits([town.group.propose_add(103), town.group.propose_add(104)], [101, 102])[101]
    gone = [proposal.reference for proposal in town.group.revoke(103)]
    town.users.remove(103)
    after = town.clients[101].propose(mls.revoke_proposals(gone), town.users)
    town.clients[102].propose(mls.revoke_proposals(gone), town.users)
    assert after is not None
    with pytest.raises(StaleCommitError):
        town.group.accept(101, before)
    return after


def test_a_proposal_taken_back_is_committed_no_more(town: Town) -> None:
    town.carry(town.group.accept(101, with_one_taken_back(town, Libdave)))
    assert town.group.leaves == [101, 102, 104]
    assert town.agree()


def test_davey_forgets_the_welcome_until_all_is_proposed_anew(town: Town) -> None:
    with pytest.raises(NoWelcomeError):
        town.group.accept(101, with_one_taken_back(town, Davey))
    gone = [proposal.reference for proposal in town.group.revoke()]
    for user in (101, 102):
        assert town.clients[user].propose(mls.revoke_proposals(gone), town.users) is None
    commits = town.commits([town.group.propose_add(104)], [101, 102])
    town.carry(town.group.accept(102, commits[102]))
    assert town.group.leaves == [101, 102, 104]
    assert town.agree()


@pytest.mark.parametrize("kind", [Davey, Libdave])
def test_wrong_commits_are_told_from_late_ones(town: Town, kind: Any) -> None:
    commits = two(town, (kind, kind))
    good = commits[101]
    commit, welcome = mls.read_commit(good)
    with pytest.raises(WrongCommitError, match="adds its own sender"):
        town.group.accept(102, good)
    with pytest.raises(WrongCommitError, match="welcome"):
        town.group.accept(101, commit.raw)
    with pytest.raises(MalformedError, match="without a length"):  # as some client writes it
        town.group.accept(101, len(commit.raw).to_bytes(2, "big") + good)
    with pytest.raises(MalformedError):
        town.group.accept(101, commit.raw + len(welcome).to_bytes(2, "big") + welcome)
    with pytest.raises(MalformedError):
        town.group.accept(101, good[:-1])
    other = Group(CHANNEL + 1)
    with pytest.raises(WrongCommitError, match="for group"):
        other.accept(101, good)
    assert town.group.accept(101, good).commit == commit.raw
    with pytest.raises(WrongCommitError, match="epoch 1 has not come to 3"):
        town.group.accept(101, _in_epoch(commit, 3))


def _in_epoch(commit: mls.Commit, epoch: int) -> bytes:
    """Return the same commit with another epoch and without proposals."""
    head = mls.MLS_1_0.to_bytes(2, "big") + mls.PUBLIC_MESSAGE.to_bytes(2, "big") + vector(commit.group_id)
    content = bytes([mls.SENDER_MEMBER]) + bytes(4) + vector(b"") + bytes([mls.CONTENT_COMMIT]) + vector(b"") + b"\0"
    return head + epoch.to_bytes(8, "big") + content + vector(b"") * 3


@pytest.mark.parametrize("kind", [Davey, Libdave])
def test_wrong_key_packages_are_refused(town: Town, kind: Any) -> None:
    client = kind(101, town.group.sender.package())
    package = client.package()
    assert town.group.add_key_package(101, package) == []
    assert town.group.add_key_package(101, package) == ["the key package was sent before"]
    with pytest.raises(MalformedError, match="names user 101"):
        town.group.add_key_package(102, package)
    for place in (10, len(package) // 2, len(package) - 5):
        broken = package[:place] + bytes([package[place] ^ 1]) + package[place + 1 :]
        with pytest.raises(MalformedError):
            town.group.add_key_package(101, broken)
    wrapped = mls.MLS_1_0.to_bytes(2, "big") + mls.KEY_PACKAGE_MESSAGE.to_bytes(2, "big") + package
    assert town.group.add_key_package(101, wrapped) == ["the key package was sent before"]


@given(st.integers(0, 2**30 - 1))
def test_lengths_are_written_shortest_and_read_back(number: int) -> None:
    written = varint(number)
    assert len(written) == (1 if number < 64 else 2 if number < 16384 else 4)
    assert Reader(written).length() == number


@pytest.mark.parametrize("wrong", ["4005", "80000100", "c0", "40", ""])
def test_other_lengths_are_refused(wrong: str) -> None:
    with pytest.raises(MalformedError):
        Reader(bytes.fromhex(wrong)).length()


def test_a_vector_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        varint(2**30)


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_malformed_error(data: bytes) -> None:
    for read in (mls.read_key_package, mls.read_commit, mls.split_welcome):
        try:
            read(data)
        except MalformedError:
            continue
    dave_nonce(data)


@pytest.mark.parametrize(
    ("frame", "nonce"),
    [
        (bytes(20) + bytes(8) + b"\x05" + b"\x0c\xfa\xfa", 5),
        (bytes(20) + bytes(8) + b"\x80\x01" + b"\x0d\xfa\xfa", 128),
        (bytes(8) + b"\x00" + b"\x0c\xfa\xfa", 0),
        (bytes(20) + bytes(8) + b"\x80" + b"\x0c\xfa\xfa", None),  # the nonce does not end
        (bytes(20) + bytes(8) + b"\x05\x05" + b"\x0d\xfa\xfa", None),  # clear ranges, which Opus has not
        (bytes(20) + b"\x40\xfa\xfa", None),  # longer than the frame
        (b"\xf8\xff\xfe", None),
        (b"", None),
    ],
)
def test_the_trailer_of_an_encrypted_frame(frame: bytes, nonce: int | None) -> None:
    assert dave_nonce(frame) == nonce
