"""Teaching the bot: small acts, training from files, tests, datasets."""

from __future__ import annotations

from chatterbot.teaching.limits import Limits
from chatterbot.teaching.receipts import Correction, Forgotten, RegressionCheck, Rejected, Taught, Undone
from chatterbot.teaching.service import DEFAULT_DATASET, Teaching

__all__ = (
    "DEFAULT_DATASET",
    "Correction",
    "Forgotten",
    "Limits",
    "RegressionCheck",
    "Rejected",
    "Taught",
    "Teaching",
    "Undone",
)
