"""Texts become normal forms, keys and lexical features."""

from __future__ import annotations

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies

from chatterbot.engine import examples, features, index, lexical, text

pytestmark = pytest.mark.unit

TEXTS = strategies.text(strategies.characters(), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ёлка!", "елка"), ("  Hello,   WORLD ", "hello world"), ("ﬁne", "fine"), ("Ｈｉ", "hi"), ("👍 ", "👍")],
)
def test_texts_that_mean_the_same_have_one_normal_form(one: str, other: str) -> None:
    assert text.normalise(one) == text.normalise(other)


@pytest.mark.parametrize(("one", "other"), [("", " \n"), ("👍", "👎"), ("a b", "ab"), ("?", "!")])
def test_keys_differ_where_normal_forms_do(one: str, other: str) -> None:
    same = text.normalise(one) == text.normalise(other)
    assert (text.exact_key(text.normalise(one)) == text.exact_key(text.normalise(other))) == same


def test_scripts_are_told_apart() -> None:
    found = [text.script(each) for each in ("hello мир you", "привет мир", "你好", "שלום", "123", "")]
    assert len(set(found[:4])) == 4
    assert found[4:] == [0, 0]


@hypothesis.given(TEXTS)
def test_cleaned_texts_can_be_encoded(each: str) -> None:
    cleaned = text.clean(each, 20)
    assert len(cleaned) <= 20
    assert b"\0" not in cleaned.encode()


@hypothesis.given(strategies.lists(TEXTS, max_size=5))
def test_features_do_not_depend_on_the_neighbours_in_a_batch(texts: list[str]) -> None:
    normals = [text.normalise(each) for each in texts]
    together = lexical.extract(normals)
    alone = [lexical.extract([normal]).features for normal in normals]
    assert together.counts.tolist() == [len(each) for each in alone]
    assert together.features.tolist() == [number for each in alone for number in each.tolist()]


def test_features_are_words_pairs_and_grams_inside_words() -> None:
    # " ab " has the 2-grams " a", "ab", "b ", the 3-grams " ab", "ab " and the 4-gram " ab ", and one word.
    assert lexical.extract(["ab"]).counts.tolist() == [7]
    # Twice as many for two words, and one pair; no n-gram spans the blank.
    assert lexical.extract(["ab cd"]).counts.tolist() == [15]
    assert lexical.extract(["", "ab"]).counts.tolist() == [0, 7]


def test_lexical_similarity_is_the_cosine_of_the_feature_sets() -> None:
    normals = ["good morning", "good evening", "", "добрый день"]
    batch, _ = features.make(normals, np.zeros((4, 0), np.float32))
    rows = index.Rows.empty(0).added(
        [examples.IndexedExample(number, normal, number) for number, normal in enumerate(normals)], batch
    )
    query = features.query("good morning", np.zeros(0, np.float32))
    one, other = (set(lexical.extract([normal]).features.tolist()) for normal in normals[:2])

    def weight(numbers: set[int]) -> float:
        return float(lexical.SQUARED_WEIGHTS[list(numbers)].sum())

    expected = weight(one & other) / (weight(one) * weight(other)) ** 0.5
    assert rows.similarities(query, np.arange(4)) == pytest.approx([1, expected, 0, 0], abs=1e-6)


def test_typos_keep_most_of_the_similarity_and_word_order_little_of_it() -> None:
    normals = ["what is the weather like today", "today like weather the is what", "how do you cook rice"]
    batch, _ = features.make(normals, np.zeros((3, 0), np.float32))
    rows = index.Rows.empty(0).added(
        [examples.IndexedExample(number, normal, number) for number, normal in enumerate(normals)], batch
    )
    typo, mixed, other = rows.similarities(
        features.query("what is the wether like today", np.zeros(0, np.float32)), np.arange(3)
    )
    assert 1 > typo > mixed > other
    assert typo > 0.8
    assert other < 0.2
