"""The pictures of a test run: which answers are confused, and how the scores of right and wrong answers are distributed.

`pair_picture` and `score_picture` turn outcomes into small descriptions. A `Painter` draws them with matplotlib in a
process of its own, which ends afterwards, so that the bot never holds matplotlib's 100 MB in memory.
"""

from __future__ import annotations

from chatterbot.pictures.descriptions import (
    AnswerResult,
    PairBar,
    PairPicture,
    PairWords,
    Picture,
    ScoreGroup,
    ScorePicture,
    ScoreWords,
    pair_picture,
    score_picture,
)
from chatterbot.pictures.painter import Painter

__all__ = (
    "AnswerResult",
    "Painter",
    "PairBar",
    "PairPicture",
    "PairWords",
    "Picture",
    "ScoreGroup",
    "ScorePicture",
    "ScoreWords",
    "pair_picture",
    "score_picture",
)
