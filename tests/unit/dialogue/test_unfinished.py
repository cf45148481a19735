"""Words after which more is likely to come."""

from __future__ import annotations

import pytest

from chatterbot.dialogue import unfinished

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        *("I use it for a...", "it shows the depths…", "in the block books,", "and then we —", "если ты не против..."),
        *("1.", "1, 2.", "Five five", "раз, два", "двадцать", "٣", "what is the", "расскажи про"),
    ],
)
def test_more_is_to_come(text: str) -> None:
    assert unfinished.is_unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...what?",
        "Where do we meet?",
        "Room 4",
        "сколько стоит билет",
        "😀",
        "#",
        "Two of them.",
        "a, b and c",
        "\u202e1 abc",
    ],
)
def test_nothing_need_follow(text: str) -> None:
    assert not unfinished.is_unfinished(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("Room 4", True), ("on channel twenty.", True), ("кабинет двадцать", True), ("call 5 people", False)),
        *(("", False), ("?!", False), ("x2", False), ("4" * 5_000, True)),
    ],
)
def test_a_number_at_the_end(text: str, number: bool) -> None:
    assert unfinished.ends_in_number(text) is number
