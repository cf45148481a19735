"""How much may go to a language model and come from it."""

from __future__ import annotations

import dataclasses

__all__ = ("ComposerOptions",)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComposerOptions:
    """What an operator may choose about the answers of a language model (section ``llm`` of the settings)."""

    context_tokens: int = 6_000
    """Most tokens of a question with everything that goes along with it."""
    memory_tokens: int = 1_500
    """Most tokens of earlier messages, of those."""
    memory_minutes: int = 60
    """Minutes for which an earlier message belongs to the conversation; 0: each question stands alone."""
    max_characters: int = 6_000
    """Most characters of an answer, without the line that names its sources."""
    language: str = "en"
    """Language of the program's own words where the scene names none and the question does not show one."""
