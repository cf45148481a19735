"""Passages of documents: cut into windows of a few sentences, found by words and by meaning, quoted only when that is sure enough.

Start at `PassageSearch`; then `windows` (text to windows), `terms` (words), `records` (what is stored of a passage), `index` (search) and
`confidence` (when a passage is quoted).
"""

from __future__ import annotations

from chatterbot.engine.passages.index import IndexedPassage, PassageHit
from chatterbot.engine.passages.search import PassageSearch, PassageVerdict
from chatterbot.engine.passages.windows import is_heading, sentence_spans, window_spans

__all__ = (
    "IndexedPassage",
    "PassageHit",
    "PassageSearch",
    "PassageVerdict",
    "is_heading",
    "sentence_spans",
    "window_spans",
)
