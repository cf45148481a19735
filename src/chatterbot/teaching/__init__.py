"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching import judging
from chatterbot.teaching.alternatives import add_answer
from chatterbot.teaching.conflicts import Conflict, Policy, other_answers
from chatterbot.teaching.editing import Editing, EntryDraft, EntryEdit
from chatterbot.teaching.evaluating import METRICS, Confused, Judgement, TestReport, TestRow
from chatterbot.teaching.jobs import TrainJob, TrainProgress, TrainReceipt, TrainSource
from chatterbot.teaching.keys import prompt_key
from chatterbot.teaching.limits import Limits
from chatterbot.teaching.orders import TeachingTerms
from chatterbot.teaching.receipts import (
    Correction,
    Edited,
    EntryForgotten,
    Forgotten,
    Rejected,
    Settled,
    Taught,
    Undone,
)
from chatterbot.teaching.selecting import Selected
from chatterbot.teaching.service import Teaching
from chatterbot.teaching.starter import DEFAULT_DATASET

__all__ = (
    "DEFAULT_DATASET",
    "METRICS",
    "Conflict",
    "Confused",
    "Correction",
    "Edited",
    "Editing",
    "EntryDraft",
    "EntryEdit",
    "EntryForgotten",
    "Forgotten",
    "Judgement",
    "Limits",
    "Policy",
    "Rejected",
    "Selected",
    "Settled",
    "Taught",
    "Teaching",
    "TeachingTerms",
    "TestReport",
    "TestRow",
    "TrainJob",
    "TrainProgress",
    "TrainReceipt",
    "TrainSource",
    "Undone",
    "add_answer",
    "judging",
    "other_answers",
    "prompt_key",
)
