"""What a language model is worth here: engine, model, fine-tuned model and their combinations, asked the same questions.

Start with `Comparison` (`service.py`); `questions` chooses what is asked, `judged` says what counts as right.
"""

from __future__ import annotations

from chatterbot.comparing.judged import AnswerWay, WayCount, WayResult
from chatterbot.comparing.questions import ComparePlan, CompareQuestion
from chatterbot.comparing.service import CompareEnd, CompareReport, Comparison

__all__ = (
    "AnswerWay",
    "CompareEnd",
    "ComparePlan",
    "CompareQuestion",
    "CompareReport",
    "Comparison",
    "WayCount",
    "WayResult",
)
