"""What a short question goes on from: "and on Sunday?" says too little to find anything by itself."""

from __future__ import annotations

from typing import Final

from chatterbot import models
from chatterbot.generation.interfaces import Remark, Scene

__all__ = ("with_question_before",)

MOST_WORDS: Final = 5
"""Words of a question that may go on from an earlier one without being a reply to it; longer ones are taken to be whole."""
MOST_CHARACTERS: Final = 40
"""Characters of such a question: some scripts have no blanks between words."""
LONGEST_BEFORE: Final = 300
"""Characters of the earlier question that count."""


def with_question_before(prompt: models.Prompt, scene: Scene) -> str | None:
    """Return a follow-up question with the question it goes on from before it; `None`: it stands alone."""
    pointed = [each for each in scene.remarks if each.pointed]
    short = len(prompt.text) <= MOST_CHARACTERS and len(prompt.text.split()) <= MOST_WORDS
    before = _latest(pointed, prompt.author_id) if pointed else None
    if before is None and short:
        before = next((each for each in reversed(scene.remarks) if _asked_by(each, prompt.author_id)), None)
    if before is None or before.text.strip() == prompt.text.strip():
        return None
    return f"{before.text[:LONGEST_BEFORE]}\n{prompt.text}"


def _latest(pointed: list[Remark], author_id: int) -> Remark | None:
    """Return of what a question replies to the latest question: the person's own, else anybody's, else what the bot said."""
    people = [each for each in pointed if not each.mine]
    own = [each for each in people if each.author_id == author_id]
    return (own or people or pointed)[-1]


def _asked_by(remark: Remark, author_id: int) -> bool:
    return not remark.mine and remark.author_id == author_id
