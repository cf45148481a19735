"""An answer that grows, cut into messages."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.discord.growing import MARK, GrowingText

pytestmark = pytest.mark.unit

LIMIT = 200


def closed(text: str) -> str:
    """A text that stopped somewhere, as a writer gives it: what is open at its end is closed."""
    if text.count("```") % 2:
        return text.rstrip("`\n") + "\n```" if not text.endswith("```") else text.removesuffix("```").rstrip()
    bold = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return text + "**" if bold.count("**") % 2 and not text.endswith(("*", " ", "\n")) else text


def bare(text: str) -> str:
    """Without blanks, fences and bold marks: what has to survive."""
    return "".join(re.sub(r"```(?:py\n)?", "", text).replace("**", "").split())


def grown(text: str, steps: list[int]) -> tuple[list[list[str]], list[str]]:
    """Every view of a text that grows in these steps, and its messages when it is whole."""
    growing, place, views = GrowingText(LIMIT), 0, list[list[str]]()
    for step in steps:
        place += step
        if place >= len(text):
            break
        if (so_far := closed(text[:place])).strip():
            views.append(growing.so_far(so_far))
            assert growing.so_far(so_far) == views[-1]  # asked again, as it stands still
    return views, growing.whole(text)


WORDS = st.sampled_from(
    ["when", "we", "meet", "Friday.", "äöü", "👩‍👩‍👧", "مرحبا", "https://example.org/a/b", "**bold words**", "7"]
)
LINES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
ITEMS = st.tuples(st.sampled_from(["- ", "  - ", "1. ", "* "]), LINES).map("".join)
CODE = st.lists(st.sampled_from(["x = 1", "    return x", "# why", "- no item"]), min_size=1, max_size=12).map(
    lambda lines: "```py\n" + "\n".join(lines) + "\n```"
)
TEXTS = st.lists(st.one_of(LINES, ITEMS, CODE), min_size=1, max_size=14).map("\n".join)
STEPS = st.lists(st.integers(1, 90), min_size=40, max_size=40)


@given(TEXTS, STEPS)
def test_a_message_that_is_full_never_changes_and_nothing_is_lost(text: str, steps: list[int]) -> None:
    views, whole = grown(text, steps)
    assert all(0 < len(piece) <= LIMIT for view in (*views, whole) for piece in view)
    assert all(view[-1].endswith(MARK) and MARK not in "".join(view[:-1]) for view in views)
    assert all(piece.count("```") % 2 == 0 for view in (*views, whole) for piece in view)
    for before, after in itertools.pairwise([*views, whole]):
        assert after[: len(before) - 1] == before[:-1]
    assert bare("".join(whole)) == bare(text)


@given(TEXTS, STEPS)
def test_what_fits_into_a_message_is_in_one_message(text: str, steps: list[int]) -> None:
    _, whole = grown(text, steps)
    code = re.findall(r"```py\n.*?\n```", text, re.DOTALL)
    rest = re.sub(r"```py\n.*?\n```", "", text, flags=re.DOTALL)
    links = re.findall(r"https://\S+", rest)
    items = re.findall(r"^(?: {2})?(?:[-*]|1\.) .*$", rest, re.MULTILINE)
    for unit in (*code, *items, *links):
        if len(unit) <= LIMIT - 10:
            assert any(unit.strip() in piece for piece in whole), unit


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_200,
        "ы" * 6_000,
        "👩‍👩‍👧" * 900,
        "مرحبا بالعالم. " * 400,
        "```py\n" + "print('a line')\n" * 300 + "```",
        "| a | b |\n|---|---|\n" + "| cell | another cell |\n" * 200,
        "".join(f"{'  ' * (number % 4)}- item {number} of a list\n" for number in range(250)),
        "# Heading\n\n" + "A sentence. " * 450,
    ],
    ids=["one line", "one word", "emoji", "arabic", "code", "table", "nested list", "one paragraph"],
)
def test_six_thousand_characters_come_whole(text: str) -> None:
    growing, views = GrowingText(2_000), list[list[str]]()
    for place in range(7, len(text), 97):
        views.append(growing.so_far(closed(text[:place])))
    whole = growing.whole(text)
    assert bare("".join(whole)) == bare(text)
    assert all(len(piece) <= 2_000 for view in (*views, whole) for piece in view)
    assert len(whole) <= 5
    for before, after in itertools.pairwise([*views, whole]):
        assert after[: len(before) - 1] == before[:-1]


def test_a_code_block_over_the_border_begins_the_next_message() -> None:
    code = "```py\n" + "x = 1\n" * 20 + "```"
    text = f"{'A sentence. ' * 6}\nLook:\n{code}\nDone."
    views, whole = grown(text, [60] * 40)
    assert whole == [f"{'A sentence. ' * 6}\nLook:", f"{code}\nDone."]
    assert all(view[0] == whole[0] for view in views if len(view) > 1)


def test_a_text_that_is_changed_after_all_is_cut_anew() -> None:
    growing = GrowingText(LIMIT)
    growing.so_far("a sentence. " * 20)
    assert growing.so_far("b sentence. " * 20)[0].startswith("b sentence.")
    assert growing.whole("Short.") == ["Short."]
    assert GrowingText(LIMIT).whole("  ") == []
