"""The teachable reply engine.

Hybrid nearest neighbours use a new example at once, a classifier follows in the background, and a threshold is calibrated on the
examples. The engine is given examples and feature records and never touches the database. Start with `ReplyEngine`; then, from the text
to the verdict:
`text` and `lexical` (words), `encoders` and `background` (meaning), `features` and `codes` (compact records), `index` (search), `head`
(classifier), `ranking` (answers), `clues`, `markers` and `verifier` (confidence), `calibration` (threshold),
`differences` and `distinction` (what asks something else in the same words; `deciding_words` is the list of words), `knowledge` (all of
it for one dataset), `evaluation`.
Apart from these: `triggers` (keywords and patterns), `passages` (parts of documents), `grouping` (texts with the same meaning).
"""

from __future__ import annotations

from chatterbot.engine.calibration import ENOUGH_EXAMPLES
from chatterbot.engine.distinction import Difference, seen_difference
from chatterbot.engine.encoders import LexicalOnly
from chatterbot.engine.engine import ReplyEngine
from chatterbot.engine.evaluation import Confusion, Evaluation, Outcome, evaluate
from chatterbot.engine.examples import AnswerCandidate, IndexedExample, SelfTest, SelfTestRow, Verdict
from chatterbot.engine.options import EngineOptions
from chatterbot.engine.passages import (
    IndexedPassage,
    PassageHit,
    PassageSearch,
    PassageVerdict,
    is_heading,
    sentence_spans,
    window_spans,
)
from chatterbot.engine.text import normalise, script
from chatterbot.engine.triggers import LONGEST_PATTERN, MOST_INSTRUCTIONS, TriggerMatcher, TriggerRule

__all__ = (
    "ENOUGH_EXAMPLES",
    "LONGEST_PATTERN",
    "MOST_INSTRUCTIONS",
    "AnswerCandidate",
    "Confusion",
    "Difference",
    "EngineOptions",
    "Evaluation",
    "IndexedExample",
    "IndexedPassage",
    "LexicalOnly",
    "Outcome",
    "PassageHit",
    "PassageSearch",
    "PassageVerdict",
    "ReplyEngine",
    "SelfTest",
    "SelfTestRow",
    "TriggerMatcher",
    "TriggerRule",
    "Verdict",
    "evaluate",
    "is_heading",
    "normalise",
    "script",
    "seen_difference",
    "sentence_spans",
    "window_spans",
)
