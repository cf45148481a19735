"""What is kept of the error that ended a job, so that its sentence can be shown weeks later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chatterbot import errors, texts

__all__ = ("kept_values",)

_KEPT: Final = frozenset({"reason", "path", "file"})
"""Texts that are kept: a catalogue key, and names of files in the scope's folder, as the job's source is one."""
_LONGEST: Final = 200
"""Characters kept of a name."""
_HIDDEN: Final = "…"
"""Stands for people's words, which are not kept."""


def kept_values(error: errors.UserError) -> Mapping[str, int | float | str]:
    """Return the values for an error's sentence: numbers, keys and names of files; no words of people, and no lists."""
    kept: dict[str, int | float | str] = {}
    for name, value in error.params.items():
        if isinstance(value, (int, float)):
            kept[name] = value
        elif isinstance(value, str):
            kept[name] = texts.clip(value, _LONGEST) if name in _KEPT else _HIDDEN
    return kept
