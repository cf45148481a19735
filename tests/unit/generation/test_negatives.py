"""An answer that people said is wrong is found again in other clothes."""

from __future__ import annotations

import pytest

from chatterbot.generation.negatives import repeats

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("We open at nine.", "We open at nine."),
        ("Well, **WE OPEN** at `nine`, as ever.", "We open at nine."),
        ("we  open\nat nine", "We open at nine"),
        ("Ещё раз: мы открываемся в девять!", "мы открываемся в девять"),
        ("Hm. Yes. Maybe.", "Yes"),
        ("👍 🎉 now", "👍🎉"),
    ],
)
def test_it_is_repeated(answer: str, wrong: str) -> None:
    assert repeats(answer, ["something else", wrong])


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("We open at nineteen.", "We open at nine."),
        ("Yes, on Sundays, too.", "Yes"),
        ("We open at nine.", ""),
        ("", "We open at nine."),
        ("🎉", "👍"),
    ],
)
def test_it_is_not(answer: str, wrong: str) -> None:
    assert not repeats(answer, [wrong])
