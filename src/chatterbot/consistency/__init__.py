"""Compares what the bot keeps with itself: database, files, the log of corrections, and what the engine makes of them.

`DeepCheck` does it for `chatterbot check --deep`. Repaired is what can be made anew or means nothing; what people taught or sent is
never deleted.
"""

from __future__ import annotations

from chatterbot.consistency.checking import DeepCheck
from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy

__all__ = ("CheckedPart", "DeepCheck", "Discrepancy")
