"""The limits on one document: size, pages, time, memory, and what may come of it."""

from __future__ import annotations

import dataclasses
from typing import Final

from chatterbot import models

__all__ = ("ParseLimits",)

_PROGRAM_BYTES: Final = 512 << 20
"""Address space of Python with the largest library (pdfium with its fonts: some 250 MB) before it reads anything."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParseLimits:
    """What one document may hold and cost."""

    max_bytes: int = 20 << 20
    """Size of a file in bytes (20 MiB), also of all files of a bot together: a manual with pictures."""
    max_unpacked: int = 100 << 20
    """Bytes that an archive (DOCX, XLSX, ODS, a bot's zip) unpacks to (100 MiB): spreadsheets shrink to a tenth when they are packed."""
    max_packed_files: int = 5_000
    """Files in an archive: Word keeps each picture as one; a Dialogflow agent has two for each intent."""
    max_pages: int = 500
    """Pages of a PDF file: a thick book."""
    time_limit_s: float = 30.0
    """Seconds until the parsing process is killed, its start (0.2 s) included."""
    cpu_s: float = 25.0
    """Seconds of processor time, enforced by the kernel (POSIX)."""
    memory_bytes: int = 768 << 20
    """Bytes of memory beyond the program itself (768 MiB): the tree of an HTML page of 20 MB takes some 500 MB."""
    max_characters: int = 4_000_000
    """Characters of all text found: 500 dense pages have 2 million."""
    max_examples: int = 20_000
    """Question-answer pairs: more than anybody will review."""
    max_passages: int = 20_000
    """Passages: 500 pages have some 2,500."""
    max_cells: int = 200_000
    """Cells of a table or spreadsheet: 20,000 rows of ten."""
    max_depth: int = 100
    """Levels of nesting in HTML, Markdown, JSON: real pages have some 30; each level takes a level of recursion."""
    max_blocks: int = 200_000
    """Paragraphs, list items, cells and the like of a document: each takes about a kilobyte of memory."""
    max_question: int = models.LONGEST_PROMPT
    """Characters of a question: as many as a Discord message without a subscription can have."""
    max_answer: int = 4_000
    """Characters of an answer: the longest message of Discord's; a longer section becomes passages instead."""
    passage_words: int = 140
    """Words at which a passage is full: it can be embedded in one message, and answers one question. Passages have 80 to 200."""
    at_once: int = 1
    """Documents parsed at the same time, each in a process of its own."""
    waiting: int = 8
    """Documents that may wait for their turn."""

    @property
    def address_space(self) -> int:
        """Bytes of address space of the parsing process; the kernel refuses more (POSIX)."""
        return _PROGRAM_BYTES + self.memory_bytes
