"""What may be shown of a model's words."""

from __future__ import annotations

__all__ = ("guarded",)


def guarded(text: str, *, final: bool, limit: int) -> str:
    """Return what may be shown of an answer that a model is writing."""
    shown = text[:limit].rstrip()
    return shown if final or shown.count("```") % 2 == 0 else f"{shown}\n```"
