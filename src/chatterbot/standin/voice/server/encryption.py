"""The state of a call's end-to-end encryption (DAVE), and its changes: the MLS delivery service.

Everything here happens at once and in order: messages are queued, and nothing waits. For each epoch there is one batch of
proposals; the first valid commit wins; the transition it begins is executed when all clients have said they are ready, or
after `TRANSITION_S`; only then comes the next batch.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chatterbot.standin.voice.protocol import SEQUENCES, VoiceCloseCode, VoiceOpcode
from chatterbot.standin.voice.server import mls
from chatterbot.standin.voice.server.group import (
    Group,
    NoWelcomeError,
    Proposal,
    ProposalType,
    StaleCommitError,
    WrongCommitError,
)
from chatterbot.standin.voice.server.tls_encoding import MalformedError
from chatterbot.standin.voice.server.transitions import CallCounters, Report, Transition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.voice.server.session import VoiceSession

TRANSITION_S = 2.0
"""Seconds after which a transition is executed although a client is not ready (from observation; not documented)."""
COMMIT_S = 5.0
"""Seconds in which a client must commit the proposals; after that a new group is begun."""


class Encryption:
    """The end-to-end encryption of one call.

    Parameters
    ----------
    channel_id
        The channel; the MLS group has its id.
    sessions
        The call's sessions by user; a live view.
    allowed
        Whether the call is end-to-end encrypted if all clients support it.
    report
        Records what clients do wrong.
    """

    def __init__(
        self,
        channel_id: int,
        sessions: Mapping[int, VoiceSession],
        *,
        allowed: bool,
        faults: VoiceFaults,
        report: Report,
    ) -> None:
        self.counters = CallCounters()
        self.allowed = allowed
        self.version = 1 if allowed else 0
        """The DAVE version that clients must use now; 0 without encryption."""
        self.changed_at = float("-inf")
        """When `version` last changed, in seconds of the loop's clock."""
        self.transition_s = TRANSITION_S
        self._channel_id = channel_id
        self._sessions = sessions
        self._group: Group | None = None
        self._faults = faults
        self._report = report
        self._transition: Transition | None = None
        self._last_transition = 0
        self._to_remove: set[int] = set()
        self._commit_timer: asyncio.TimerHandle | None = None

    def __repr__(self) -> str:
        """Return a text with the state of the encryption."""
        made = self._group
        group = "no group" if made is None else f"epoch {made.epoch}, members {sorted(made.members)}"
        open_ = [(p.kind.value, p.user_id) for p in made.open_proposals.values()] if made is not None else []
        return (
            f"<Encryption version {self.version} of {self.target}, {group}, open {open_}, to remove {self._to_remove}, "
            f"{self._transition}>"
        )

    # -- state

    @property
    def group(self) -> Group:
        """The MLS group; made when the first client needs it."""
        if self._group is None:
            self._group = Group(self._channel_id)
        return self._group

    @property
    def target(self) -> int:
        """The DAVE version the call should use: the highest that all its clients support."""
        return min([1 if self.allowed else 0, *(session.max_dave for session in self._sessions.values())])

    @property
    def settled(self) -> bool:
        """Whether every change has been executed."""
        if self._transition is not None or self.target != self.version:
            return False
        present = self._joined()
        if self.version == 0 or not present:
            return True
        group = self.group
        if len(present) == 1:
            return not group.established and not group.open_proposals
        return not group.open_proposals and not self._to_remove and group.members == {s.user_id for s in present}

    def _joined(self) -> list[VoiceSession]:
        return [session for session in self._sessions.values() if session.joined]

    def sender_for(self, session: VoiceSession) -> bytes | None:
        """Return the body of op 25 for a client, `None` if the client does not support DAVE."""
        return self.group.sender.package() if session.max_dave and self.allowed else None

    # -- joining and leaving

    def session_added(self) -> None:
        """Adapt the version after a session was added."""
        if len(self._sessions) == 1:
            self._set_version(self.target)
        elif self.target == 0 and self.version > 0:
            self._downgrade()

    def session_removed(self, session: VoiceSession) -> None:
        """Adapt the group after a session was removed."""
        if not self._sessions:
            self.close()
            return
        if self._transition is not None:
            self._transition.waiting.discard(session.user_id)
        if self.target > 0:
            self._after_removal(session)
        else:
            self._execute_if_ready()

    def _after_removal(self, gone: VoiceSession) -> None:
        user_id = gone.user_id
        if gone.max_dave == 0:
            self.begin_new_group()  # now all clients support encryption
            return
        group, left = self.group, {session.user_id for session in self._joined()}
        group.packages.pop(user_id, None)
        if group.established and (len(left) == 1 or not group.members & left):
            self.begin_new_group()
            return
        self._revoke(group.revoke(user_id))
        if user_id in group.members:
            self._to_remove.add(user_id)
        self._execute_if_ready()
        self.propose_due()

    def _revoke(self, proposals: list[Proposal]) -> None:
        for user_id, session in self._sessions.items():
            if known := [proposal.reference for proposal in proposals if user_id in proposal.sent_to]:
                session.send_binary(VoiceOpcode.PROPOSALS, mls.revoke_proposals(known))

    def _propose_again(self) -> None:
        """Revoke all open proposals and make them again."""
        proposals = self.group.revoke()
        self._revoke(proposals)
        self._to_remove |= {proposal.user_id for proposal in proposals if proposal.kind is ProposalType.REMOVE}
        self.propose_due()

    def close(self) -> None:
        """Stop all timers and reset the group."""
        self._forget_transition()
        self._stop_waiting_for_commit()
        if self._group is not None:
            self._group.reset()
        self._to_remove.clear()

    # -- the MLS group

    def on_key_package(self, session: VoiceSession, data: bytes) -> None:
        """Handle op 26, a key package."""
        if session.packages_due == 0:
            self._report(session.name, "op 26: the server did not ask for a key package")
        session.packages_due = max(0, session.packages_due - 1)
        try:
            wrong = self.group.add_key_package(session.user_id, data)
        except MalformedError as error:
            self._report(session.name, f"op 26: {error}")
            if session.outlet is not None:
                session.outlet.end(VoiceCloseCode.BAD_REQUEST, "bad key package")
            return
        for text in wrong:
            self._report(session.name, f"op 26: {text}")
        if session.packages_due:  # another one was requested since, so this one is useless
            del self.group.packages[session.user_id]
        self.propose_due()

    def propose_due(self) -> None:
        """Make the proposals that are due, one batch for each epoch; none during a transition."""
        if self._transition is not None or self.target == 0:
            return
        if self.group.established:
            self._propose_changes()
        else:
            self._propose_first()
        if self.group.open_proposals and self._commit_timer is None:
            self._commit_timer = asyncio.get_running_loop().call_later(COMMIT_S, self._nobody_committed)

    def _propose_changes(self) -> None:
        group = self.group
        if group.open_proposals:
            return
        leaving = self._to_remove & group.members
        self._to_remove.clear()
        new = [group.propose_remove(user) for user in sorted(leaving)]
        coming = [user for user in group.packages if user in self._sessions]
        new += [group.propose_add(user) for user in coming if user not in group.members or user in leaving]
        if not new:
            return
        receivers = [self._sessions[user] for user in group.members - leaving if user in self._sessions]
        if not receivers:
            self.begin_new_group()  # no member is left who could commit
            return
        for receiver in receivers:
            self._send_proposals(receiver, new)

    def _propose_first(self) -> None:
        """Send every client in epoch 0 the Add proposals of all others; the first commit makes the group."""
        group = self.group
        ready = [user for user in group.packages if user in self._sessions]
        if len(ready) < 2:
            return
        known = {proposal.user_id for proposal in group.open_proposals.values()}
        for user in ready:
            if user not in known:
                group.propose_add(user)
        for user in ready:
            due = [p for p in group.open_proposals.values() if p.user_id != user and user not in p.sent_to]
            if due:
                self._send_proposals(self._sessions[user], due)

    def _send_proposals(self, receiver: VoiceSession, proposals: list[Proposal]) -> None:
        for proposal in proposals:
            proposal.sent_to.add(receiver.user_id)
        receiver.send_binary(VoiceOpcode.PROPOSALS, mls.append_proposals([proposal.message for proposal in proposals]))

    def on_commit(self, session: VoiceSession, body: bytes) -> None:
        """Handle op 28, a commit: the first valid one ends the epoch."""
        try:
            accepted = self.group.accept(session.user_id, body)
        except StaleCommitError:
            self.counters.late_commits += 1
            return
        except NoWelcomeError:
            self.counters.missing_welcomes += 1
            self._propose_again()
            return
        except (WrongCommitError, MalformedError) as error:
            self._report(session.name, f"op 28: {error}")
            return
        self._stop_waiting_for_commit()
        self.counters.commits += 1
        # A client that left and returned during the commit has a new session, which does not know the group.
        receivers = {user for user in self.group.members - self._to_remove if user in self._sessions}
        number = 0 if self._faults.use("transition_zero") else self._next_transition_id()
        for user in receivers:
            receiver, welcome = self._sessions[user], accepted.welcomes.get(user)
            receiver.transitions.add(number)
            op, body = (
                (VoiceOpcode.ANNOUNCE_COMMIT, accepted.commit) if welcome is None else (VoiceOpcode.WELCOME, welcome)
            )
            hit = self._faults.damage_only in (None, str(user))
            if hit and self._faults.use("damage_commits" if welcome is None else "damage_welcomes"):
                body = body[:-40] + bytes(40)  # zeros for the tags of a commit, or for the secrets of a welcome
            receiver.send_binary(op, number.to_bytes(2, "big") + body)
            receiver.keys_given += 1
        if self._faults.use("repeated_senders"):
            for user in receivers:
                self._sessions[user].send_binary(VoiceOpcode.EXTERNAL_SENDER, self.group.sender.package())
        if number == 0:
            self._set_version(1)
            self.propose_due()
        else:
            self._begin(number, 1, receivers)

    def _nobody_committed(self) -> None:
        self._commit_timer = None
        for user in {user for proposal in self.group.open_proposals.values() for user in proposal.sent_to}:
            if (session := self._sessions.get(user)) is not None and session.outlet is not None:
                self._report(session.name, f"op 28: nothing was committed within {COMMIT_S} s of the proposals")
        self.begin_new_group()

    def _stop_waiting_for_commit(self) -> None:
        if self._commit_timer is not None:
            self._commit_timer.cancel()
            self._commit_timer = None

    def begin_new_group(self) -> None:
        """Let all clients begin a new group (op 24, epoch 1); a client that is alone only waits."""
        self.counters.new_groups += 1
        self.close()
        present = [session for session in self._joined() if session.max_dave]
        for session in present:
            session.send(VoiceOpcode.PREPARE_EPOCH, {"protocol_version": 1, "epoch": 1})
            session.packages_due += 1
            if len(present) == 1:
                session.transitions.add(0)
                session.send(VoiceOpcode.PREPARE_TRANSITION, {"protocol_version": 1, "transition_id": 0})
        if len(present) == 1:
            self._set_version(1)

    def on_invalid_commit(self, session: VoiceSession, number: int) -> None:
        """Handle op 31, an invalid commit: remove the client from the group and add it again."""
        if number not in session.transitions:
            self._report(session.name, f"op 31: transition {number} was never announced")
        self.counters.recovered += 1
        session.packages_due += 1
        self.group.packages.pop(session.user_id, None)
        if session.user_id in self.group.members:
            self._to_remove.add(session.user_id)
        if self._transition is not None and self._transition.id == number:
            self._transition.waiting.discard(session.user_id)
            self._execute_if_ready()
        self.propose_due()

    # -- transitions

    def _next_transition_id(self) -> int:
        self._last_transition = self._last_transition % (SEQUENCES - 1) + 1
        return self._last_transition

    def _set_version(self, version: int) -> None:
        if version != self.version:
            self.changed_at = asyncio.get_running_loop().time()
        self.version = version

    def downgrade(self) -> None:
        """Switch the call to no encryption, by the server's decision."""
        self.allowed = False
        self._downgrade()

    def upgrade(self) -> None:
        """Switch the call back to encryption, if all clients support it."""
        self.allowed = True
        if self.target > 0:
            self.begin_new_group()

    def _downgrade(self) -> None:
        self.close()
        number, present = self._next_transition_id(), self._joined()
        for session in present:
            session.transitions.add(number)
            session.send(VoiceOpcode.PREPARE_TRANSITION, {"protocol_version": 0, "transition_id": number})
        self._begin(number, 0, {session.user_id for session in present})

    def _begin(self, number: int, version: int, waiting: set[int]) -> None:
        self._transition = Transition(number, version, set(waiting))
        loop = asyncio.get_running_loop()
        self._transition.timer = loop.call_later(self.transition_s, self._execute)
        self._execute_if_ready()

    def on_ready(self, session: VoiceSession, number: int) -> None:
        """Handle op 23: a client is ready for a transition."""
        if number == 0 or number not in session.transitions:
            self._report(session.name, f"op 23: transition {number} did not have to be confirmed")
        if self._transition is not None and self._transition.id == number:
            self._transition.waiting.discard(session.user_id)
            self._execute_if_ready()

    def _execute_if_ready(self) -> None:
        if self._transition is not None and not self._transition.waiting:
            self._execute()

    def _execute(self) -> None:
        transition = self._transition
        if transition is None:
            return
        if self._faults.hold_execute:
            transition.due = True
            return
        self._forget_transition()
        self.counters.executed += 1
        self.counters.late_transitions += bool(transition.waiting)
        self._set_version(transition.version)
        for session in self._joined():
            session.send(VoiceOpcode.EXECUTE_TRANSITION, {"transition_id": transition.id})
        self.propose_due()

    def release(self) -> None:
        """Execute the transition whose op 22 was held back."""
        if self._transition is not None and self._transition.due:
            self._execute()

    def _forget_transition(self) -> None:
        if self._transition is not None and self._transition.timer is not None:
            self._transition.timer.cancel()
        self._transition = None
