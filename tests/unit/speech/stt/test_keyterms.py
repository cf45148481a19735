"""Names and terms chosen from what a community taught."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.speech.stt import keyterms

pytestmark = pytest.mark.unit

EN = [
    "Who runs the Grafana board? Ask Anastasia.",
    "How do I reach Anastasia?",
    "Please deploy the build to Kubernetes on Monday",
    "Is the API down? Look at GitHub, or ask in #help",
    "We met in New York and liked New York",
    "I think that is OK",
    "WHY ARE YOU SHOUTING",
    "The server is slow. Restart it.",
]
RU = [
    "Как позвать Юрику?",
    "Кто такая Юрика и где она?",
    "Скажи Юрике, что сборка лежит на GitHub",
    "Спасибо вам, Вы очень помогли",
    "Когда выйдет обновление в Steam?",
]


def test_english_names_and_terms() -> None:
    terms = keyterms.choose_terms(EN)
    assert {"API", "GitHub", "Anastasia", "Grafana", "Kubernetes", "New York"} == set(terms)


def test_russian_names_and_latin_terms() -> None:
    terms = keyterms.choose_terms(RU)
    assert {"GitHub", "Steam"} < set(terms)
    assert len([term for term in terms if term.startswith("Юрик")]) == 1
    assert len(terms) == 3


def test_what_occurs_most_comes_first_and_a_dozen_are_chosen() -> None:
    texts = (
        [f"ask Name{letter} now" for letter in "abcdefghijklmnopqrst"] + ["ask Zelda now"] * 3 + ["see Zork3 now"] * 5
    )
    terms = keyterms.choose_terms(texts)
    assert len(terms) == keyterms.MOST_TERMS
    assert terms[0] == "Zork3"


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert keyterms.choose_terms(["read the Docs", "the docs are good"]) == ()


def test_links_mentions_and_code_are_no_terms() -> None:
    assert keyterms.choose_terms(["see https://Example.org/ABC and <@123> <:Kappa:1> `FooBar` me@ExAmple.org"]) == ()


def test_the_order_of_texts_does_not_matter() -> None:
    texts = EN + RU
    shuffled = random.Random(1).sample(texts, len(texts))
    assert keyterms.choose_terms(texts) == keyterms.choose_terms(shuffled)


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_texts_give_at_most_a_dozen_different_terms(texts: list[str]) -> None:
    terms = keyterms.choose_terms(texts)
    assert len(terms) == len(set(terms)) <= keyterms.MOST_TERMS
    assert all(1 < len(term) <= 30 for term in terms)


@pytest.mark.parametrize("text", ["a" * 20_000, "-" * 20_000 + "x", "<a" * 10_000, "`a" * 10_001, "a@" * 10_000])
def test_no_text_takes_long(text: str) -> None:
    before = time.process_time()
    keyterms.choose_terms([text])
    assert time.process_time() - before < 0.3
