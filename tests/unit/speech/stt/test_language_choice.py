"""Which of two languages a sound is in, where the sound alone does not tell."""

from __future__ import annotations

import pytest

from chatterbot.speech.stt import language_choice

pytestmark = pytest.mark.unit

RUSSIAN = [("ru", 0.85), ("en", 0.02)]
"""As a recogniser hears "Кто главный?": 42 times likelier Russian."""


@pytest.mark.parametrize(
    ("spoken", "seconds", "ambiguous"),
    [
        (None, 1.2, False),  # a stranger: the sound decides
        ("ru", 1.2, False),
        ("en", 1.2, True),  # a single word does not change the language
        ("en", 2.0, False),  # a sentence does
    ],
)
def test_a_short_sound_changes_only_a_language_that_is_known(
    spoken: str | None, seconds: float, ambiguous: bool
) -> None:
    assert language_choice.is_ambiguous(RUSSIAN, spoken, seconds) is ambiguous


@pytest.mark.parametrize("spoken", [None, "ru", "en"])
def test_sounds_that_are_as_much_like_both_are_ambiguous_of_anybody(spoken: str | None) -> None:
    assert language_choice.is_ambiguous([("ru", 0.5), ("en", 0.4)], spoken, 5.0)


def test_one_language_alone_is_never_ambiguous() -> None:
    assert not language_choice.is_ambiguous([("en", 0.0)], "ru", 1.0)


def test_the_expected_language_needs_less_probable_words() -> None:
    assert language_choice.preference("ru", -0.5, "ru") > language_choice.preference("en", -0.4, "ru")
    assert language_choice.preference("ru", -0.5, "ru") < language_choice.preference("en", -0.2, "ru")
    assert language_choice.preference("ru", None, "en") == 0.0


@pytest.mark.parametrize(("language", "kept"), [("ru", ["Ваня"]), ("en", ["Stella", "42"]), ("de", ["Stella", "42"])])
def test_terms_are_given_in_the_script_of_the_language(language: str, kept: list[str]) -> None:
    assert language_choice.fitting(["Stella", "Ваня", "42"], language) == kept
