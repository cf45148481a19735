"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching import judging
from chatterbot.teaching.changing import FEW, Changes
from chatterbot.teaching.conflicts import Conflict, Policy
from chatterbot.teaching.evaluating import METRICS, Confused, Judgement, TestReport, TestRow
from chatterbot.teaching.jobs import TrainJob, TrainProgress, TrainReceipt, TrainSource
from chatterbot.teaching.keys import keyed
from chatterbot.teaching.limits import Limits, check_example, clean
from chatterbot.teaching.orders import TrainOrder
from chatterbot.teaching.passages import HEADINGS, encoded_text, text_key
from chatterbot.teaching.receipts import Correction, Forgotten, Rejected, Settled, Taught, Undone
from chatterbot.teaching.selecting import Selected
from chatterbot.teaching.service import Teaching
from chatterbot.teaching.starter import DEFAULT_DATASET
from chatterbot.teaching.training import weigh_all

__all__ = (
    "DEFAULT_DATASET",
    "FEW",
    "HEADINGS",
    "METRICS",
    "Changes",
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
    "TrainOrder",
    "TrainProgress",
    "TrainReceipt",
    "TrainSource",
    "Undone",
    "check_example",
    "clean",
    "encoded_text",
    "judging",
    "keyed",
    "text_key",
    "weigh_all",
)
