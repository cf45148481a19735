"""Proposals: changes that somebody wants, kept and shown until a person who may teach decides."""

from __future__ import annotations

from chatterbot.proposals.cards import APPROVE, DECLINE, UNDO, line, pair
from chatterbot.proposals.changes import CHAT, VOICE, ProposedChange, of_record
from chatterbot.proposals.execution import ChangeOutcome
from chatterbot.proposals.service import PostedProposal, Proposals

__all__ = (
    "APPROVE",
    "CHAT",
    "DECLINE",
    "UNDO",
    "VOICE",
    "ChangeOutcome",
    "PostedProposal",
    "Proposals",
    "ProposedChange",
    "line",
    "of_record",
    "pair",
)
