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
        ("We o\u200bpen at\u2060 ni\u00adne.", "We open at nine."),
        ("We **op**en at nine", "We open at nine."),
        ("W e o p e n a t n i n e", "We open at nine."),
        ("We_open_at_nine", "We open at nine."),
        ("Weopenat nine, of course", "We open at nine."),
        ("Wе орen аt nine.", "We open at nine."),  # some letters are Cyrillic
        ("We o\u0316pen at\u034f nine", "We open at nine."),
        ("We [open](https://example.com/today) at nine", "We open at nine."),
        ("Мы oткpывaемся в девять", "мы открываемся в девять"),  # some letters are Latin
        ("Y\u200bes", "Yes"),
    ],
)
def test_it_is_repeated(answer: str, wrong: str) -> None:
    assert repeats(answer, ["something else", wrong])


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("We open at nineteen.", "We open at nine."),
        ("Awe open at nine.", "We open at nine."),
        ("We open at nin\u200beteen.", "We open at nine."),
        ("Мы открываемся в десять", "мы открываемся в девять"),
        ("Yes, on Sundays, too.", "Yes"),
        ("We open at nine.", ""),
        ("", "We open at nine."),
        ("🎉", "👍"),
    ],
)
def test_it_is_not(answer: str, wrong: str) -> None:
    assert not repeats(answer, [wrong])
