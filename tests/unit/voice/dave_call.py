"""A call in memory: the bot's `DaveSession` (libdave) with peers that use davey (OpenMLS), connected by the stand-in's delivery service.

No sockets and no waiting: each step of the server's is a method, so that a test can leave one out, repeat or reorder it.
"""

from __future__ import annotations

from typing import Any

import davey

from chatterbot.standin.voice.server import group, mls
from chatterbot.voice import counters, messages
from chatterbot.voice.dave.session import DaveSession
from chatterbot.voice.messages import Op

BOT, CHANNEL, ANN_ID = 100, 77, 1
FRAME = b"\x78opus of somebody"


class Peer:
    """A member that uses davey and is always ready at once."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.session = davey.DaveSession(1, user_id, CHANNEL)
        self.version = 1

    def handle(self, op: Op, payload: bytes, known: set[int]) -> bytes | None:
        if op is Op.MLS_EXTERNAL_SENDER:
            self.session.set_external_sender(payload)
        elif op is Op.MLS_PROPOSALS:
            kinds = davey.ProposalsOperationType
            kind = kinds.append if payload[0] == 0 else kinds.revoke
            answer = self.session.process_proposals(kind, payload[1:], sorted(known))
            return None if answer is None else bytes(answer.commit) + bytes(answer.welcome or b"")
        elif op is Op.MLS_ANNOUNCE_COMMIT:
            self.session.process_commit(payload[2:])
        else:
            self.session.process_welcome(payload[2:])
        return None

    def encrypt(self, frame: bytes = FRAME) -> bytes:
        return bytes(self.session.encrypt_opus(frame)) if self.version else frame

    def decrypt(self, user_id: int, frame: bytes) -> bytes | None:
        try:
            return bytes(self.session.decrypt(user_id, davey.MediaType.audio, frame))
        except ValueError:
            return None


class Call:
    """The server of one call; `enter` adds a member, `turn` makes an epoch."""

    def __init__(self) -> None:
        self.group = group.Group(CHANNEL)
        self.counters = counters.VoiceCounters()
        self.bot = DaveSession(BOT, CHANNEL, self.counters)
        self.peers: dict[int, Peer] = {}
        self.sent: list[messages.Text | messages.Binary] = []
        self.transition_id = 0
        self.present: set[int] = set()

    # The bot's side.

    def from_bot(self, replies: list[messages.Text | messages.Binary]) -> list[bytes]:
        """Record the bot's messages; return its commits."""
        self.sent += replies
        commits: list[bytes] = []
        for reply in replies:
            if isinstance(reply, messages.Binary):
                if reply.op is Op.MLS_KEY_PACKAGE:
                    assert self.group.add_key_package(BOT, reply.payload) == []
                else:
                    assert reply.op is Op.MLS_COMMIT_WELCOME
                    commits.append(reply.payload)
        return commits

    def sent_ops(self) -> list[int]:
        """Return the opcodes of the bot's messages since the last call."""
        ops = [int(message.op) for message in self.sent]
        self.sent.clear()
        return ops

    def bring_bot(self, *, sender: str = "after") -> None:
        package = self.group.sender.package()
        if sender == "before":
            self.bot.external_sender(package)
        self.from_bot(self.bot.begin_call(1))
        self.bot.joined(self.present)
        if sender == "after":
            self.bot.external_sender(package)
        self.present.add(BOT)

    def enter(self, user_id: int) -> Peer:
        peer = self.peers[user_id] = Peer(user_id)
        peer.handle(Op.MLS_EXTERNAL_SENDER, self.group.sender.package(), self.present)
        self.group.add_key_package(user_id, bytes(peer.session.get_serialized_key_package()))
        self.present.add(user_id)
        self.bot.joined([user_id])
        return peer

    def leave(self, user_id: int) -> None:
        self.present.discard(user_id)
        self.bot.left(user_id)
        self.group.packages.pop(user_id, None)

    # Steps of the server.

    def propose(self) -> list[tuple[int, bytes]]:
        """Send the proposals to all members; return their commits."""
        added: list[group.Proposal] = []
        removed: list[group.Proposal] = []
        if self.group.established:
            removed = [self.group.propose_remove(user) for user in sorted(self.group.members - self.present)]
            receivers = self.group.members & self.present
        else:
            receivers = set(self.group.packages)
        added = [self.group.propose_add(user) for user in list(self.group.packages) if user not in self.group.members]
        commits: list[tuple[int, bytes]] = []
        for user in sorted(receivers):
            due = [p.message for p in (*removed, *added) if p.user_id != user]
            if due:
                commits += self.give(user, Op.MLS_PROPOSALS, mls.append_proposals(due))
        return commits

    def give(self, user_id: int, op: Op, payload: bytes) -> list[tuple[int, bytes]]:
        """Send one member a binary message; return its commits."""
        if user_id != BOT:
            answer = self.peers[user_id].handle(op, payload, self.present)
            return [] if answer is None else [(user_id, answer)]
        handle: dict[Op, Any] = {
            Op.MLS_PROPOSALS: self.bot.proposals,
            Op.MLS_ANNOUNCE_COMMIT: self.bot.announced_commit,
            Op.MLS_WELCOME: self.bot.welcome,
        }
        return [(BOT, commit) for commit in self.from_bot(handle[op](payload))]

    def accept(self, winner: int, commit: bytes, *, damage_bot: bool = False, transition_id: int | None = None) -> int:
        """Announce the winner's commit; return the transition's number."""
        accepted = self.group.accept(winner, commit)
        self.transition_id = self.transition_id + 1 if transition_id is None else transition_id
        head = self.transition_id.to_bytes(2, "big")
        for user in sorted(self.group.members & self.present):
            welcome = accepted.welcomes.get(user)
            op, body = (Op.MLS_ANNOUNCE_COMMIT, accepted.commit) if welcome is None else (Op.MLS_WELCOME, welcome)
            if damage_bot and user == BOT:
                body = body[:-40] + bytes(40)
            self.give(user, op, head + body)
        return self.transition_id

    def turn(self, winner: int | None = None, *, execute: bool = True) -> int:
        """Make one epoch; the bot's commit wins unless another winner is named."""
        commits = dict(self.propose())
        chosen = winner if winner is not None else (BOT if BOT in commits else next(iter(commits)))
        number = self.accept(chosen, commits[chosen])
        if execute:
            assert self.bot.execute_transition(number)
        return number

    # Listening.

    def bot_hears(self, user_id: int, frame: bytes = FRAME) -> bool:
        return self.bot.decrypt(user_id, self.peers[user_id].encrypt(frame)) == frame

    def bot_is_heard(self, user_id: int, frame: bytes = FRAME) -> bool:
        sealed = self.bot.encrypt(frame)
        return sealed is not None and self.peers[user_id].decrypt(BOT, sealed) == frame

    def all_hear(self) -> bool:
        people = [user for user in self.peers if user in self.present]
        return all(self.bot_hears(user) and self.bot_is_heard(user) for user in people)


def established() -> Call:
    """Return a call in which the bot and one peer share a group."""
    call = Call()
    call.bring_bot()
    call.enter(ANN_ID)
    call.turn()
    return call
