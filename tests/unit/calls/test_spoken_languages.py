"""Which language a person in a call is expected to speak."""

from __future__ import annotations

import pytest

from chatterbot.calls.spoken_languages import SpokenLanguages

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("en", 5)], "en"),
        ([("en", 5), ("ru", 1)], "en"),
        ([("en", 5), ("ru", 1), ("ru", 1)], "ru"),
        ([("en", 5), ("ru", 1), ("en", 1), ("ru", 1)], "en"),
        ([("en", 5), ("ru", 4)], "ru"),
        ([("ru", 1), ("en", 6), ("en", 1)], "en"),
        ([("ru", 1)], "ru"),
        ([("en", 5), ("", 0)], "en"),
        ([("", 0)], None),
    ],
)
def test_a_single_word_changes_no_language_and_a_sentence_does(
    said: list[tuple[str, int]], expected: str | None
) -> None:
    languages = SpokenLanguages()
    for language, words in said:
        languages.note(ANN, language, words)
    assert languages.of(ANN) == expected
    assert languages.of(BOB) is None
    languages.forget(ANN)
    assert languages.of(ANN) is None
    languages.note(ANN, "de", 1)
    assert languages.of(ANN) == "de"
