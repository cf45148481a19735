"""What a reasoning model thinks before it answers is left out, in whatever pieces it comes."""

from __future__ import annotations

import itertools

import hypothesis
import pytest
from hypothesis import strategies as st

from chatterbot.llm.thinking import ThoughtFilter

pytestmark = pytest.mark.unit


def filtered(*pieces: str) -> str:
    thoughts = ThoughtFilter()
    return "".join([*map(thoughts.add, pieces), thoughts.end()])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("plain", "plain"),
        ("<think>a</think>b", "b"),
        ("\n<think>\n</think>\n\nb <think>c</think>", "b <think>c</think>"),
        ("<think>a</think> <think>b</think> c", "c"),
        ("<thinking>a</think>b</thinking>c", "c"),
        ("[THINK]мысль[/THINK]Ответ", "Ответ"),
        ("<think>never ends", ""),
        ("<thin", "<thin"),
        ("<thinkers> think", "<thinkers> think"),
        ("", ""),
    ],
)
def test_the_answer_is_the_same_in_any_pieces(text: str, answer: str) -> None:
    assert filtered(text) == answer
    assert filtered(*text) == answer
    for cut, other in itertools.combinations(range(len(text)), 2):
        assert filtered(text[:cut], text[cut:other], text[other:]) == answer


@hypothesis.given(st.lists(st.sampled_from(["<think>", "</think>", "<", ">", "a", " ", "think", "/", "[THINK]", "й"])))
def test_pieces_change_nothing(pieces: list[str]) -> None:
    assert filtered(*pieces) == filtered("".join(pieces))


def test_many_thoughts_take_neither_depth_nor_time() -> None:
    assert filtered("<think></think>" * 50_000 + "b") == "b"
    assert filtered(*["<think>"], *["a" * 100] * 10_000, "</think>", "b") == "b"
