"""The pictures of a test run (which answers are confused, how the scores are distributed) and of how the bot is used (days, answers).

`pair_picture`, `score_picture`, `day_picture` and `bar_picture` turn numbers into small descriptions. A `Painter` draws them with matplotlib in a
process of its own, which ends afterwards, so that the bot never holds matplotlib's 100 MB in memory.
"""

from __future__ import annotations

from chatterbot.pictures.descriptions import (
    AnswerResult,
    BarPicture,
    BarRow,
    DayPicture,
    PairBar,
    PairPicture,
    PairWords,
    Picture,
    ScoreGroup,
    ScorePicture,
    ScoreWords,
    UsageWords,
    bar_picture,
    day_picture,
    pair_picture,
    score_picture,
)
from chatterbot.pictures.painter import Painter

__all__ = (
    "AnswerResult",
    "BarPicture",
    "BarRow",
    "DayPicture",
    "Painter",
    "PairBar",
    "PairPicture",
    "PairWords",
    "Picture",
    "ScoreGroup",
    "ScorePicture",
    "ScoreWords",
    "UsageWords",
    "bar_picture",
    "day_picture",
    "pair_picture",
    "score_picture",
)
