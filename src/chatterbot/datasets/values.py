"""What reading a dataset gives, and its limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from chatterbot import models

__all__ = ("DatasetLimits", "ParsedDataset", "RefusedLine", "TestCase")


@dataclasses.dataclass(frozen=True, slots=True)
class DatasetLimits:
    """What one file may hold."""

    max_bytes: int = 8 << 20
    """Size of a file in bytes (8 MiB): as `files.FileLimits.max_file`; some 100,000 short examples."""
    max_examples: int = 50_000
    """Examples (and refused rows) of one file: what the engine indexes in seconds on two cores; more is another product."""
    max_folder_examples: int = 100_000
    """Examples of all files of a folder together: bounds the memory of one training job to some 100 MB."""
    max_prompt: int = models.LONGEST_PROMPT
    """Characters of a prompt, and of what was said before it: a Discord message without Nitro holds 2,000."""
    max_reply: int = 4_000
    """Characters of a reply: the longest message of Discord's (Nitro) holds 4,000; longer replies could not be spoken either."""
    max_label: int = 200
    """Characters of a label: it is a name, not a text."""
    max_depth: int = 32
    """Levels of nesting in JSON and YAML; real datasets have four."""
    max_lines: int = 500_000
    """Lines of a file: ten for each example; more are empty ones."""
    max_line: int = 1 << 20
    """Characters of one line of a table (1 MiB): no row is longer, and each delimiter in it costs 60 bytes of memory."""
    max_nodes: int = 400_000
    """Texts, lists and mappings in a YAML file: eight for each example; its parser takes some 10 µs for each."""
    max_marks: int = 1_000_000
    """Brackets, braces and commas in a JSON file: each may cost some 100 bytes of memory once parsed."""


@dataclasses.dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not taken, and why."""

    line: int
    """Line in the file, counted from 1; 0 when a whole file of a folder was refused without a line."""
    reason_key: str
    """Message id in the catalogue (``error-row-...``)."""
    params: Mapping[str, object]
    """Values for the message's placeholders."""
    file: str = ""
    """The file's name, when several were read."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDataset:
    """A dataset read: what can be taught, in the file's order, and what was refused."""

    examples: tuple[models.NewExample, ...]
    refused: tuple[RefusedLine, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TestCase:
    """One row of a test file."""

    __test__ = False  # not a class of tests, whatever pytest thinks of its name

    name: str
    """``<file>:<line>``, so that a failing row is found at once."""
    text: str
    """What is asked."""
    expected: str | None
    """The reply or label that is right; `None`: it should not be answered."""
    by_label: bool
    """Whether `expected` is a label: any reply of that label is right."""
