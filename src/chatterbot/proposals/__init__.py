"""Proposals: changes that somebody wants, kept and shown until a person who may teach decides."""

from __future__ import annotations

from chatterbot.proposals.cards import APPROVE, DECLINE, UNDO, line, pair
from chatterbot.proposals.changes import CHAT, VOICE, ProposedChange, of_record
from chatterbot.proposals.choices import ENOUGH_PEOPLE, ChoiceLesson, ChoiceOutcome, Choices, ChosenAnswer
from chatterbot.proposals.execution import ChangeOutcome
from chatterbot.proposals.service import PostedProposal, Proposals

__all__ = (
    "APPROVE",
    "CHAT",
    "DECLINE",
    "ENOUGH_PEOPLE",
    "UNDO",
    "VOICE",
    "ChangeOutcome",
    "ChoiceLesson",
    "ChoiceOutcome",
    "Choices",
    "ChosenAnswer",
    "PostedProposal",
    "Proposals",
    "ProposedChange",
    "line",
    "of_record",
    "pair",
)
