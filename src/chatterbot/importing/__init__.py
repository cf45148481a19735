"""Importing documents: reading them, keeping what was found until somebody has looked at it, and putting it into use as one change."""

from __future__ import annotations

from chatterbot.importing.found import FoundDocument, examples_of, passages_of
from chatterbot.importing.receipts import ImportReceipt
from chatterbot.importing.service import Draft, Importer, ImportSource, import_receipt

__all__ = (
    "Draft",
    "FoundDocument",
    "ImportReceipt",
    "ImportSource",
    "Importer",
    "examples_of",
    "import_receipt",
    "passages_of",
)
