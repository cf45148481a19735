"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching import extras, judging, triggers
from chatterbot.teaching.alternatives import add_answer
from chatterbot.teaching.conflicts import Conflict, Policy
from chatterbot.teaching.enriching import set_extras
from chatterbot.teaching.evaluating import METRICS, Confused, Judgement, TestReport, TestRow
from chatterbot.teaching.jobs import TrainJob, TrainProgress, TrainReceipt, TrainSource
from chatterbot.teaching.limits import Limits
from chatterbot.teaching.receipts import Correction, Forgotten, Rejected, Settled, Taught, Undone
from chatterbot.teaching.selecting import Selected
from chatterbot.teaching.service import Teaching
from chatterbot.teaching.starter import DEFAULT_DATASET

__all__ = (
    "DEFAULT_DATASET",
    "METRICS",
    "Conflict",
    "Confused",
    "Correction",
    "Forgotten",
    "Judgement",
    "Limits",
    "Policy",
    "Rejected",
    "Selected",
    "Settled",
    "Taught",
    "Teaching",
    "TestReport",
    "TestRow",
    "TrainJob",
    "TrainProgress",
    "TrainReceipt",
    "TrainSource",
    "Undone",
    "add_answer",
    "extras",
    "judging",
    "set_extras",
    "triggers",
)
