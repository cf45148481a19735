"""A change that somebody wants, as data: what it says, where it was said, and how it is kept until it is decided."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from chatterbot import models
from chatterbot.store import NewProposal, ProposalKind, ProposalRecord

__all__ = ("CHAT", "VOICE", "ProposedChange", "of_record", "to_record")

VOICE: Final = "voice"
CHAT: Final = "chat"
"""Sources of what is taught: said aloud, or written."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProposedChange:
    """Who wants which answer changed, taught or forgotten, and where."""

    guild_id: int
    """The scope: in a direct message the person's id."""
    channel_id: int
    author_id: int
    """Who proposes it."""
    kind: ProposalKind = ProposalKind.CORRECTION
    question: str
    present: str
    """What is answered now; empty: that the answer is not known."""
    better: str | None = None
    """What should be answered; `None`: something is to be forgotten, or (a correction) not to be answered to this question."""
    turn: models.Turn | None = None
    """The exchange it is about, if that is kept; then its reply is edited, and the asker and the example are taken from it."""
    asker_id: int | None = None
    """Whose question it is, when not the author's."""
    credited_id: int | None = None
    """Whose words the answer is, when not the author's."""
    example_id: int | None = None
    """What gave the present answer, or is to be forgotten or changed."""
    wordings: tuple[str, ...] = ()
    """Further wordings of the question."""
    origin: str | None = None
    """Link of the message that the answer was taken from."""
    entry_state: str | None = None
    """The state (`EntryDraft.state`) of the entry that is to be changed or forgotten as a whole; `None`: it is about one example."""
    replace: bool = False
    """Whether other answers to exactly the same questions are no longer used."""
    beside: int | None = None
    """The example beside whose answer this one is to be given; `None`: nobody chose that."""
    dropped: tuple[str, ...] = ()
    """What else goes with it, for those who decide: questions of an entry that is changed, other answers that are replaced."""
    source: str = VOICE
    """Where it was said: `VOICE` or `CHAT`."""
    like: int | None = None
    """The example that people chose as what the question means: it gets the answer of that example. `None`: nobody chose."""
    like_question: str = ""
    """The question of that example, for those who decide. Not kept: it may be erased meanwhile."""
    votes: int = 0
    """How many people chose it. Not kept: it is counted."""

    @property
    def questions(self) -> tuple[str, ...]:
        """All wordings of the question."""
        return (self.question, *self.wordings)


def to_record(change: ProposedChange) -> NewProposal:
    """Return what is kept of a change."""
    turn = change.turn
    asker_id = change.asker_id
    if asker_id is None and turn is not None and change.kind is not ProposalKind.TEACH:
        asker_id = turn.author_id
    example_id = change.example_id
    payload: dict[str, Any] = {"source": change.source}
    if change.wordings:
        payload["wordings"] = list(change.wordings)
    if change.dropped:
        payload["dropped"] = list(change.dropped)
    if change.origin is not None:
        payload["origin"] = change.origin
    if change.entry_state is not None:
        payload["entry_state"] = change.entry_state
    if change.replace:
        payload["replace"] = True
    if change.beside is not None:
        payload["beside"] = change.beside
    if change.like is not None:
        payload["like"] = change.like
    return NewProposal(
        channel_id=change.channel_id,
        author_id=change.author_id,
        kind=change.kind,
        question=change.question,
        present=change.present,
        better=change.better,
        asker_id=None if asker_id == change.author_id else asker_id,
        credited_id=None if change.credited_id == change.author_id else change.credited_id,
        example_id=turn.reply.example_id if example_id is None and turn is not None else example_id,
        turn_id=None if turn is None else turn.id,
        payload=payload,
    )


def of_record(kept: ProposalRecord, turn: models.Turn | None) -> ProposedChange:
    """Return the change that was kept; `turn` is the exchange it names, if that is still there."""
    payload = kept.payload or {}
    return ProposedChange(
        guild_id=kept.scope_id,
        channel_id=kept.channel_id,
        author_id=kept.author_id,
        kind=kept.kind,
        question=kept.question,
        present=kept.present,
        better=kept.better,
        turn=turn,
        asker_id=kept.asker_id,
        credited_id=kept.credited_id,
        example_id=kept.example_id,
        wordings=tuple(payload.get("wordings", ())),
        dropped=tuple(payload.get("dropped", ())),
        origin=payload.get("origin"),
        entry_state=payload.get("entry_state"),
        replace=bool(payload.get("replace")),
        beside=payload.get("beside"),
        source=payload.get("source", VOICE),
        like=payload.get("like"),
    )
