"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching.changing import DEFAULT_DATASET
from chatterbot.teaching.evaluating import METRICS, Confused, Judgement, TestReport, TestRow
from chatterbot.teaching.jobs import TrainJob, TrainProgress, TrainReceipt, TrainSource
from chatterbot.teaching.limits import Limits
from chatterbot.teaching.receipts import Correction, Forgotten, Rejected, Taught, Undone
from chatterbot.teaching.selecting import Selected
from chatterbot.teaching.service import Teaching

__all__ = (
    "DEFAULT_DATASET",
    "METRICS",
    "Confused",
    "Correction",
    "Forgotten",
    "Judgement",
    "Limits",
    "Rejected",
    "Selected",
    "Taught",
    "Teaching",
    "TestReport",
    "TestRow",
    "TrainJob",
    "TrainProgress",
    "TrainReceipt",
    "TrainSource",
    "Undone",
)
