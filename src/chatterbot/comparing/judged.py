"""The ways to answer that are compared, and how often each was right."""

from __future__ import annotations

import dataclasses
import enum

__all__ = ("AnswerWay", "WayCount", "WayResult")


class AnswerWay(enum.StrEnum):
    """Who answers."""

    ENGINE = "engine"
    """What was taught, alone."""
    MODEL = "model"
    """The operator's language model, which chooses among the nearest taught answers."""
    TUNED = "tuned"
    """The model that was fine-tuned here, in the same way."""
    ENGINE_MODEL = "engine-model"
    """What was taught where it is sure; else the model, where the server lets it be asked."""
    ENGINE_TUNED = "engine-tuned"
    """The same with the fine-tuned model."""

    @property
    def asks(self) -> AnswerWay | None:
        """The model that a combination asks; `None`: it is no combination."""
        return {AnswerWay.ENGINE_MODEL: AnswerWay.MODEL, AnswerWay.ENGINE_TUNED: AnswerWay.TUNED}.get(self)


class WayResult(enum.StrEnum):
    """What became of one question."""

    RIGHT = "right"
    """Answered right, or rightly not answered."""
    WRONG = "wrong"
    DECLINED = "declined"
    """Not answered, although there is an answer."""


@dataclasses.dataclass(slots=True)
class WayCount:
    """How often one way was right."""

    way: AnswerWay
    model: str | None
    """The model's name; `None`: none is asked."""
    right: int = 0
    wrong: int = 0
    declined: int = 0

    def add(self, result: WayResult) -> None:
        """Count one question."""
        match result:
            case WayResult.RIGHT:
                self.right += 1
            case WayResult.WRONG:
                self.wrong += 1
            case WayResult.DECLINED:
                self.declined += 1

    @property
    def total(self) -> int:
        """All questions."""
        return self.right + self.wrong + self.declined
