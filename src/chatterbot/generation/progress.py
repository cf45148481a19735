"""What has come from a model's server of one answer, in numbers."""

from __future__ import annotations

import dataclasses
import time
from typing import Final

from chatterbot import errors, models
from chatterbot.generation.interfaces import Notice
from chatterbot.generation.tokens import estimated_tokens
from chatterbot.llm import FinishReason, TokenUsage

__all__ = ("StreamProgress", "notice_of")

_READ: Final = frozenset({errors.ModelFault.TIMEOUT, errors.ModelFault.EMPTY, errors.ModelFault.REFUSED})
"""Faults of a server that took the question."""


@dataclasses.dataclass(slots=True)
class StreamProgress:
    """How far an answer is."""

    began: float
    """When the request was sent, by the monotonic clock."""
    name: str
    """The name of the model that writes."""
    raw: str = dataclasses.field(default="", repr=False)
    """All that the model has written."""
    first_s: float = 0.0
    """Seconds until its first word; 0: there is none yet."""
    usage: TokenUsage | None = None
    finish: FinishReason | None = None
    fault: errors.ModelFault | None = None
    """How the server failed; `None`: it did not, or was not waited for to the end."""

    def counted(self, asked: int) -> TokenUsage:
        """Return the tokens as the server counted them, else (it was stopped, or does not count) an estimate.

        A question that was given up before the first word was read by then, and services let pay for that.

        Parameters
        ----------
        asked
            About how many tokens the request has.
        """
        if self.usage is not None:
            return self.usage
        is_read = self.raw or self.fault is None or self.fault in _READ
        return TokenUsage(asked, estimated_tokens(self.raw)) if is_read else TokenUsage()

    def made(
        self, examples: tuple[int, ...], passages: tuple[int, ...], numbers: tuple[int, ...], *, cut: bool
    ) -> models.Composed:
        """Return how a reply was made, as it stands now."""
        usage = self.usage or TokenUsage()
        return models.Composed(
            model=self.name,
            prompt_tokens=usage.prompt,
            completion_tokens=usage.completion,
            first_s=round(self.first_s, 3),
            total_s=round(time.monotonic() - self.began, 3),
            examples=examples,
            passages=passages,
            numbers=numbers,
            cut=cut,
        )


def notice_of(problem: errors.ModelError) -> Notice:
    """Return what people are told of a server's failure."""
    match problem.fault:
        case errors.ModelFault.RATE_LIMITED:
            return Notice.BUSY
        case errors.ModelFault.REFUSED:
            return Notice.REFUSED
        case _:
            return Notice.UNAVAILABLE
