"""What the buttons below a list of entries carry: always short enough for Discord; and how a day is written."""

from __future__ import annotations

import datetime as dt

import pytest

from chatterbot import errors
from chatterbot.browsing import EntrySearch, ListPosition
from chatterbot.discord import components
from chatterbot.plugins import _knowledge_entry, _knowledge_list
from chatterbot.plugins._knowledge_state import ListState, cleaned, day_of, footer
from chatterbot.store import EntrySelection

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 30, 15, 4, 5, tzinfo=dt.UTC)
LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    "position", [ListPosition(), ListPosition(before=10**17), ListPosition(after=10**17), ListPosition(skip=50)]
)
@pytest.mark.parametrize("verb", [_knowledge_list.PAGE, _knowledge_list.FILTER, _knowledge_list.OPEN])
def test_the_largest_state_fits_into_a_button(verb: str, position: ListPosition) -> None:
    search = EntrySearch(
        text="x" * 400, by_meaning=True, shown=EntrySelection.CONFLICTING, teacher_id=LARGEST, since=NOW
    )
    assert components.fits(verb, ListState(search, position).argument())


def test_an_entry_and_its_state_fit_into_the_button_that_forgets_it() -> None:
    assert components.fits(_knowledge_entry.FORGET + "-now", f"{LARGEST}:200000.{200_000 * LARGEST}")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-02", (2026, 11, 2)),
        (" 2.11.2026 ", (2026, 11, 2)),
        ("1", (2026, 11, 29)),
        ("30", (2026, 10, 31)),
        ("yesterday", (2026, 11, 29)),
        ("2 недели", (2026, 11, 16)),
    ],
)
def test_a_day_is_a_date_or_a_number_of_days(written: str, day: tuple[int, int, int]) -> None:
    assert day_of(written, NOW) == dt.datetime(*day, tzinfo=dt.UTC)


@pytest.mark.parametrize("written", ["", "0", "9999", "some day", "2026-13-01", "31.02.2026", "٣", "1e3", "-5"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-knowledge-since"):
        day_of(written, NOW)


@pytest.mark.parametrize("text", ["  two\n words ", "שלום \u202e עולם", "💃🏽 ё", "a" * 500, "x 🏷️ y"])
def test_what_is_cleaned_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert once in footer(EntrySearch(text=once, label="l", source="s"))
