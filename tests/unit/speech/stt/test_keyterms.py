"""The choice of names and terms from a community's examples."""

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


def test_names_and_terms_in_english_texts_are_chosen() -> None:
    terms = keyterms.choose_keyterms(EN)
    assert {"API", "GitHub", "Anastasia", "Grafana", "Kubernetes", "New York"} == set(terms)


def test_names_and_latin_terms_in_russian_texts_are_chosen() -> None:
    terms = keyterms.choose_keyterms(RU)
    assert {"GitHub", "Steam"} < set(terms)
    assert len([term for term in terms if term.startswith("Юрик")]) == 1
    assert len(terms) == 3


def test_the_dozen_most_frequent_terms_are_chosen_most_frequent_first() -> None:
    texts = (
        [f"ask Name{letter} now" for letter in "abcdefghijklmnopqrst"] + ["ask Zelda now"] * 3 + ["see Zork3 now"] * 5
    )
    terms = keyterms.choose_keyterms(texts)
    assert len(terms) == keyterms.MAX_TERMS
    assert terms[0] == "Zork3"


def test_a_word_that_also_occurs_in_lower_case_is_not_a_name() -> None:
    assert keyterms.choose_keyterms(["read the Docs", "the docs are good"]) == ()


def test_links_mentions_and_code_are_not_terms() -> None:
    assert keyterms.choose_keyterms(["see https://Example.org/ABC and <@123> <:Kappa:1> `FooBar` me@ExAmple.org"]) == ()


def test_the_order_of_texts_does_not_matter() -> None:
    texts = EN + RU
    shuffled = random.Random(1).sample(texts, len(texts))
    assert keyterms.choose_keyterms(texts) == keyterms.choose_keyterms(shuffled)


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_texts_give_at_most_a_dozen_different_terms(texts: list[str]) -> None:
    terms = keyterms.choose_keyterms(texts)
    assert len(terms) == len(set(terms)) <= keyterms.MAX_TERMS
    assert all(1 < len(term) <= 30 for term in terms)


@pytest.mark.parametrize("text", ["a" * 20_000, "-" * 20_000 + "x", "<a" * 10_000, "`a" * 10_001, "a@" * 10_000])
def test_hostile_texts_do_not_take_long(text: str) -> None:
    before = time.process_time()
    keyterms.choose_keyterms([text])
    assert time.process_time() - before < 0.3
