"""The speech model, for those tests that listen."""

from __future__ import annotations

from tests.speech_model import speech_model

__all__ = ("speech_model",)
