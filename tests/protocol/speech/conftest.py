"""The speech model, for tests that recognise speech."""

from __future__ import annotations

from tests.speech_model import speech_model

__all__ = ("speech_model",)
