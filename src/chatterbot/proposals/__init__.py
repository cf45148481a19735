"""Proposals: changes that somebody suggests, kept and shown until a person who may teach decides."""

from __future__ import annotations

from chatterbot.proposals.service import APPROVE, DECLINE, UNDO, Proposals, ProposedChange

__all__ = ("APPROVE", "DECLINE", "UNDO", "Proposals", "ProposedChange")
