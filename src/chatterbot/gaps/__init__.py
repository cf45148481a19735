"""What the bot could not answer, and how it is used: `Gaps` lists questions without a good answer, `insight_numbers` counts."""

from __future__ import annotations

from chatterbot.gaps.insights import MINUTES_SAVED, MOST_PERIOD, DayNumbers, InsightNumbers, insight_numbers
from chatterbot.gaps.service import Gaps, Lesson, Sees
from chatterbot.gaps.tables import answer_table, as_csv, day_table, group_table, model_table
from chatterbot.gaps.values import GapPage, QuestionGroup, Wording

__all__ = (
    "MINUTES_SAVED",
    "MOST_PERIOD",
    "DayNumbers",
    "GapPage",
    "Gaps",
    "InsightNumbers",
    "Lesson",
    "QuestionGroup",
    "Sees",
    "Wording",
    "answer_table",
    "as_csv",
    "day_table",
    "group_table",
    "insight_numbers",
    "model_table",
)
