"""The pictures of a test run: which labels are confused, and how the scores of right and wrong answers lie.

`confusion_picture` and `score_picture` turn outcomes into small descriptions; a `Painter` draws them with matplotlib in a
process of its own, which ends afterwards: the bot never carries matplotlib's 100 MB.
"""

from __future__ import annotations

from chatterbot.pictures.descriptions import (
    ConfusionPicture,
    ConfusionWords,
    Picture,
    ScoreGroup,
    ScorePicture,
    ScoreWords,
    confusion_picture,
    score_picture,
)
from chatterbot.pictures.painter import Painter

__all__ = (
    "ConfusionPicture",
    "ConfusionWords",
    "Painter",
    "Picture",
    "ScoreGroup",
    "ScorePicture",
    "ScoreWords",
    "confusion_picture",
    "score_picture",
)
