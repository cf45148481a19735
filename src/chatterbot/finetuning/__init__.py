"""Training a model on its server from what was taught: files that are checked, a job that is ordered once and followed to its end.

Start with `FineTuning` (`service.py`); `preparing` makes the files, `checking` holds them against the format's rules, `following` asks the
server how a job stands.
"""

from __future__ import annotations

from chatterbot.finetuning.bounds import FineTuneOptions
from chatterbot.finetuning.checking import FEWEST_ROWS, check_file, estimated_tokens
from chatterbot.finetuning.following import FineTuneProgress
from chatterbot.finetuning.preparing import PreparedFiles, held_out, prepare
from chatterbot.finetuning.service import FineTuning
from chatterbot.finetuning.switching import ModelSwitch, ModelSwitching, model_mark

__all__ = (
    "FEWEST_ROWS",
    "FineTuneOptions",
    "FineTuneProgress",
    "FineTuning",
    "ModelSwitch",
    "ModelSwitching",
    "PreparedFiles",
    "check_file",
    "estimated_tokens",
    "held_out",
    "model_mark",
    "prepare",
)
