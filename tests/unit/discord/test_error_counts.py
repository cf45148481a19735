"""Each error counts as one kind, the narrowest that fits."""

from __future__ import annotations

import pytest

from chatterbot import errors
from chatterbot.discord import ErrorCounts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.RefusedError("error-denied-person"), "refused"),
        (errors.InvalidInputError("error-prompt-empty"), "input"),
        (errors.SpeechToTextError("no"), "hearing"),
        (errors.TextToSpeechError("no"), "speaking"),
        (errors.StoreError("away"), "service"),
        (KeyError("x"), "bug"),
    ],
)
def test_an_error_counts_once(error: Exception, kind: str) -> None:
    counts = ErrorCounts()
    assert set(counts.by_kind.values()) == {0}
    counts.note(error)
    counts.note(error)
    assert {name: number for name, number in counts.by_kind.items() if number} == {kind: 2}
    counts.note_too_many()
    assert counts.by_kind["too_many"] == 1
