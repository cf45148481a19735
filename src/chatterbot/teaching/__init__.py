"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching import extras, judging, triggers
from chatterbot.teaching.alternatives import add_answer, beside
from chatterbot.teaching.changing import FEW, Changes
from chatterbot.teaching.conflicts import Conflict, Policy, other_answers
from chatterbot.teaching.correction_log import CorrectionLog, line_of
from chatterbot.teaching.editing import Editing, EntryDraft, EntryEdit
from chatterbot.teaching.enriching import set_extras
from chatterbot.teaching.evaluating import METRICS, Confused, Judgement, TestReport, TestRow
from chatterbot.teaching.eviction import EvictionCounts, IndexBounds
from chatterbot.teaching.history import BulkUndone, History, HistoryEntry
from chatterbot.teaching.jobs import TrainJob, TrainProgress, TrainReceipt, TrainSource
from chatterbot.teaching.keys import keyed, prompt_key
from chatterbot.teaching.limits import Limits, check_example, clean
from chatterbot.teaching.loaded import distinct, indexed
from chatterbot.teaching.orders import TeachingTerms, TrainOrder
from chatterbot.teaching.paraphrasing import teach_paraphrase
from chatterbot.teaching.passages import encoded_text, text_key
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
from chatterbot.teaching.training import weigh_all

__all__ = (
    "DEFAULT_DATASET",
    "FEW",
    "METRICS",
    "BulkUndone",
    "Changes",
    "Conflict",
    "Confused",
    "Correction",
    "CorrectionLog",
    "Edited",
    "Editing",
    "EntryDraft",
    "EntryEdit",
    "EntryForgotten",
    "EvictionCounts",
    "Forgotten",
    "History",
    "HistoryEntry",
    "IndexBounds",
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
    "TrainOrder",
    "TrainProgress",
    "TrainReceipt",
    "TrainSource",
    "Undone",
    "add_answer",
    "beside",
    "check_example",
    "clean",
    "distinct",
    "encoded_text",
    "extras",
    "indexed",
    "judging",
    "keyed",
    "line_of",
    "other_answers",
    "prompt_key",
    "set_extras",
    "teach_paraphrase",
    "text_key",
    "triggers",
    "weigh_all",
)
