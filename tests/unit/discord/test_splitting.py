"""Long answers in pieces."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.discord.splitting import split

pytestmark = pytest.mark.unit

LIMIT = 100


def bare(text: str) -> str:
    """Without blanks and code fences: what has to survive."""
    return "".join(re.sub(r"^```[\w+-]*", "", text, flags=re.MULTILINE).replace("```", "").split())


@given(st.text(alphabet=st.sampled_from("ab.! \n`é"), max_size=600))
def test_nothing_is_lost_and_every_piece_fits(text: str) -> None:
    pieces = split(text, LIMIT)
    assert all(0 < len(piece) <= LIMIT for piece in pieces)
    assert bare("".join(pieces)) == bare(text)


def test_a_short_text_stays_whole() -> None:
    assert split("  hello\n", LIMIT) == ["hello"]
    assert split("   ", LIMIT) == []


def test_the_nicest_place_wins() -> None:
    first, second = "A sentence. Another one.", "b" * 80
    assert split(f"{first}{' c' * 15}\n\n{second}", LIMIT) == [f"{first}{' c' * 15}", second]
    assert split(f"{'a' * 50}. {'b' * 60}", LIMIT) == [f"{'a' * 50}.", "b" * 60]
    assert split(f"{'a' * 50} {'b' * 60}", LIMIT) == ["a" * 50, "b" * 60]
    assert split("a" * 150, LIMIT) == ["a" * 96, "a" * 54]


def test_a_cut_code_block_is_closed_and_opened_again() -> None:
    code = "\n".join(f"line {number} of code" for number in range(12))
    pieces = split(f"Look:\n```python\n{code}\n```\nDone.", LIMIT)
    assert len(pieces) > 2
    assert all(piece.count("```") % 2 == 0 for piece in pieces)
    assert all(piece.startswith("```python\n") for piece in pieces[1:-1])


@pytest.mark.timeout(10)
@pytest.mark.parametrize("language", ["a" * 1_990, "a" * 700, "a" * 3_000])
def test_a_code_block_whose_language_fills_a_message_comes_to_an_end(language: str) -> None:
    pieces = split(f"```{language}\n{'x' * 2_000}", 2_000)
    assert all(0 < len(piece) <= 2_000 for piece in pieces)
    assert len(pieces) < 5
    assert "".join(pieces).count("x") == 2_000
