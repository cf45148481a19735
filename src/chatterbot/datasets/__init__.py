"""Datasets in every format people have them in: bytes in, examples and refused rows out, and back.

Pure (no files, no network, no state); `read_folder` is the one function that awaits.
"""

from __future__ import annotations

from chatterbot.datasets import headings, marks
from chatterbot.datasets.cases import read_tests
from chatterbot.datasets.decode import decode
from chatterbot.datasets.folder import read_folder
from chatterbot.datasets.reading import FORMATS, is_supported, read
from chatterbot.datasets.table import table_rows
from chatterbot.datasets.training_files import (
    ExportFormat,
    Omission,
    TrainingRow,
    TrainingRows,
    as_file,
    training_rows,
)
from chatterbot.datasets.values import DatasetLimits, ParsedDataset, RefusedLine, TestCase
from chatterbot.datasets.writing import write_jsonl

__all__ = (
    "FORMATS",
    "DatasetLimits",
    "ExportFormat",
    "Omission",
    "ParsedDataset",
    "RefusedLine",
    "TestCase",
    "TrainingRow",
    "TrainingRows",
    "as_file",
    "decode",
    "headings",
    "is_supported",
    "marks",
    "read",
    "read_folder",
    "read_tests",
    "table_rows",
    "training_rows",
    "write_jsonl",
)
