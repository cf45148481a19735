"""Answers in a language model's words, on the ground of what was taught: what it is asked, what it may say, what it says."""

from __future__ import annotations

from chatterbot.generation.composer import Composer, ModelChoice
from chatterbot.generation.interfaces import Composition, CompositionOutcome, Notice, Remark, Scene

__all__ = ("Composer", "Composition", "CompositionOutcome", "ModelChoice", "Notice", "Remark", "Scene")
