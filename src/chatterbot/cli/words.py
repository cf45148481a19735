"""Texts for errors and durations on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chatterbot import errors

__all__ = ("duration", "explain", "text")

_SIZED: Final = frozenset(
    {
        "error-audio-too-large",
        "error-document-too-large",
        "error-document-too-large-unpacked",
        "error-fetch-too-large",
    }
)
"""Errors whose numbers are bytes."""


def explain(error: errors.ChatterbotError, language: str = "en") -> str:
    """Return the text of an error: that of the catalogue if the error names a key of it."""
    if not isinstance(error, errors.UserError):
        return str(error)
    from chatterbot import catalogue  # noqa: PLC0415 - slow to load, and needed only for errors

    texts = catalogue.Catalogue.load()
    params = dict(error.params)
    if error.key == "error-audio-too-long":
        params |= {name: duration(value) for name, value in params.items() if isinstance(value, (int, float))}
    elif error.key in _SIZED:
        params |= {name: f"{value / 2**20:.1f} MiB" for name, value in params.items() if isinstance(value, int)}
    try:
        if isinstance(reason := params.get("reason"), str) and reason in texts.keys(catalogue.DEFAULT_LANGUAGE):
            params["reason"] = texts.text(language, reason, **params)  # a refused row names its reason as a key, too
        return texts.text(language, error.key, **params)
    except KeyError:
        return str(error)


def text(key: str, params: Mapping[str, Any], language: str = "en") -> str:
    """Return a text of the catalogue."""
    from chatterbot import catalogue  # noqa: PLC0415 - as in `explain`

    return catalogue.Catalogue.load().text(language, key, **params)


def duration(seconds: float) -> str:
    """Return a duration as people read it: ``350 ms``, ``2.4 s``, ``3 min 20 s``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
