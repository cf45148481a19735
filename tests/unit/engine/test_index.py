"""Records, codes and the index: compact, exact after the coarse search, changed without disturbing readers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from chatterbot import errors
from chatterbot.engine import examples, features, index, text

pytestmark = pytest.mark.unit

DIMENSIONS = 384
WORDS = [
    "open",
    "close",
    "door",
    "window",
    "light",
    "kitchen",
    "music",
    "game",
    "server",
    "channel",
    "message",
    "friend",
    "bread",
    "soup",
    "привет",
    "дверь",
    "окно",
    "свет",
    "игра",
    "друг",
]


def unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def made(count: int, seed: int = 0) -> tuple[list[str], npt.NDArray[np.float32], features.FeatureBatch]:
    """Give texts of random words, vectors that follow their words, and the features of both."""
    random = np.random.default_rng(seed)
    meanings = np.random.default_rng(9).normal(size=(len(WORDS), DIMENSIONS))
    picks = random.integers(0, len(WORDS), (count, 4))
    texts = [f"{' '.join(WORDS[place] for place in row)} {number}" for number, row in enumerate(picks.tolist())]
    vectors = unit(
        unit(meanings[picks].sum(1).astype(np.float32))
        + random.normal(0, 0.3 / DIMENSIONS**0.5, (count, DIMENSIONS)).astype(np.float32)
    )
    batch, _ = features.make([text.normalise(each) for each in texts], vectors)
    return texts, vectors, batch


def rows_of(count: int, seed: int = 0, start: int = 0) -> index.Rows:
    texts, _, batch = made(count, seed)
    return index.Rows.empty(DIMENSIONS).added(
        [examples.IndexedExample(start + number, each, number % 7) for number, each in enumerate(texts)], batch
    )


def test_records_keep_everything() -> None:
    _, _, batch = made(50)
    records = batch.records()
    again = features.from_records(records, DIMENSIONS)
    for name in ("code", "key", "scale", "norm", "script", "signs", "semantic", "features", "counts"):
        assert np.array_equal(getattr(again, name), getattr(batch, name)), name
    assert max(map(len, records)) < 1_000
    assert len(features.from_records([], DIMENSIONS)) == 0


@pytest.mark.parametrize("record", [b"", b"short", bytes(533)])
def test_a_malformed_record_is_an_error(record: bytes) -> None:
    with pytest.raises(errors.EncoderError) as caught:
        features.from_records([record], DIMENSIONS)
    assert not caught.value.retryable


def test_int8_vectors_lose_next_to_nothing() -> None:
    _, vectors, _ = made(200)
    similarity = rows_of(200).vectors(np.arange(200)) @ vectors.T
    assert np.abs(similarity - vectors @ vectors.T).max() < 0.005


def test_the_coarse_search_finds_the_exact_nearest() -> None:
    rows = rows_of(6_000)
    found = 0
    _, vectors, batch = made(30, seed=5)
    ends = np.cumsum(batch.counts)
    for number in range(30):
        query = features.Query(
            batch.code[number],
            int(batch.key[number]),
            int(batch.script[number]),
            int(batch.signs[number]),
            vectors[number],
            batch.features[ends[number] - batch.counts[number] : ends[number]],
            float(batch.norm[number]),
        )
        exact = np.argsort(-rows.similarities(query, np.arange(6_000)))[:10]
        found += len(set(exact.tolist()) & set(rows.search(query).rows[:10].tolist()))
    assert found >= 0.95 * 300


def test_nearest_come_first_and_of_equals_the_latest() -> None:
    texts, _, batch = made(1)
    twice = features.from_records(batch.records() * 2, DIMENSIONS)
    rows = index.Rows.empty(DIMENSIONS).added(
        [examples.IndexedExample(8, texts[0], 1), examples.IndexedExample(9, texts[0], 2)], twice
    )
    matches = rows.search(rows.query(0))
    assert rows.ids[matches.rows].tolist() == [9, 8]
    assert matches.similarity == pytest.approx([1, 1], abs=0.01)
    assert rows.search(rows.query(0), but=1).rows.tolist() == [0]


def test_a_reader_keeps_its_view_while_rows_are_added_and_removed() -> None:
    before = rows_of(100)
    query = before.query(3)
    seen = before.search(query)
    texts, _, batch = made(300, seed=2)
    after = before.added(
        [examples.IndexedExample(1_000 + number, each, 1) for number, each in enumerate(texts)], batch
    ).without(range(50))
    again = before.search(query)
    assert np.array_equal(seen.rows, again.rows)
    assert np.array_equal(seen.similarity, again.similarity)
    assert (before.living, after.living) == (100, 350)


def test_removed_rows_are_not_found_before_and_after_compaction() -> None:
    rows = rows_of(2_000)
    few = rows.without([5, 7, 999_999])
    assert few.size == 2_000  # still in the columns
    many = rows.without(range(1_000))
    assert many.size == 1_000  # copied without them
    for view, gone in ((few, 5), (many, 7)):
        query = rows.query(gone)
        assert gone not in view.ids[view.search(query).rows]
        assert not len(view.exact(query.key))
    survivor = rows.query(1_500)
    assert many.ids[many.search(survivor).rows[0]] == 1_500
    assert many.ids[many.exact(survivor.key)].tolist() == [1_500]


def test_removed_rows_take_no_place_from_the_living_ones() -> None:
    """A thousand answers about one thing, taken back: what lies behind them is found all the same."""
    texts = [f"opening hours of the shop {number}" for number in range(1_000)]
    texts += [f"something about number {number}" for number in range(11_000)]
    vectors = unit(np.random.default_rng(1).normal(size=(len(texts), DIMENSIONS)).astype(np.float32))
    vectors[:1_000] = vectors[0]
    batch, _ = features.make([text.normalise(each) for each in texts], vectors)
    taught = [examples.IndexedExample(number, each, number) for number, each in enumerate(texts)]
    rows = index.Rows.empty(DIMENSIONS).added(taught, batch).without(range(1_000))
    assert rows.size == len(texts)  # too few to be copied without them
    found = rows.search(features.query(text.normalise("opening hours of the shop"), vectors[0]))
    assert len(found.rows) >= index.REFINED
    assert found.rows.min() >= 1_000


def test_growing_row_by_row_equals_growing_at_once() -> None:
    texts, _, batch = made(200)
    taught = [examples.IndexedExample(number, each, number) for number, each in enumerate(texts)]
    records = batch.records()
    slowly = index.Rows.empty(DIMENSIONS)
    for lesson, record in zip(taught, records, strict=True):
        slowly = slowly.added([lesson], features.from_records([record], DIMENSIONS))
    at_once = index.Rows.empty(DIMENSIONS).added(taught, batch)
    for number in (0, 63, 64, 199):
        one, other = slowly.search(at_once.query(number)), at_once.search(at_once.query(number))
        assert np.array_equal(one.rows, other.rows)
        assert np.array_equal(one.similarity, other.similarity)


def test_texts_in_different_scripts_are_compared_by_meaning_alone() -> None:
    vector = unit(np.ones(DIMENSIONS, np.float32))
    batch, _ = features.make(["good morning"], vector[None])
    rows = index.Rows.empty(DIMENSIONS).added([examples.IndexedExample(1, "good morning", 1)], batch)
    assert rows.search(features.query("доброе утро", vector)).similarity == pytest.approx(
        [index.FOREIGN_SCRIPT_FACTOR], abs=0.01
    )
    assert rows.search(features.query("a fine day", vector)).similarity[0] < features.SEMANTIC_WEIGHT + 0.1


def test_the_head_sees_meaning_and_words_and_the_same_of_a_row_and_of_its_question() -> None:
    """Also of more rows than are projected at a time, and of chosen ones in their order."""
    texts, _, batch = made(index._INPUT_ROWS + 3)
    rows = index.Rows.empty(DIMENSIONS).added(
        [examples.IndexedExample(number, each, number % 7) for number, each in enumerate(texts)], batch
    )
    chosen = np.array([index._INPUT_ROWS + 2, 0, 5])
    inputs = rows.inputs(chosen)
    assert np.linalg.norm(inputs, axis=1) == pytest.approx(1, abs=0.02)
    for row, seen in zip(chosen.tolist(), inputs, strict=True):
        assert index.head_input(rows.query(row)) == pytest.approx(seen, abs=1e-6)
    every = rows.inputs(np.arange(rows.size))
    assert np.array_equal(every[chosen], inputs)
    same, other = texts[5], "совсем другое"
    vector = rows.vectors(np.array([5]))[0]
    alike, unlike = (index.head_input(features.query(each, vector)) @ inputs[2] for each in (same, other))
    assert alike == pytest.approx(1, abs=0.02)
    assert unlike == pytest.approx(1 - index.LEXICAL_SHARE, abs=0.05)
    assert rows.inputs(np.array([], np.intp)).shape == (0, inputs.shape[1])


def test_without_words_the_meaning_counts_alone_for_the_head() -> None:
    _, vectors, _ = made(1)
    query = features.query("open door 0", vectors[0])
    alone = index.head_input(query, words=False)
    assert np.linalg.norm(alone) == pytest.approx(float(index.MEANING_ALONE), abs=1e-3)
    assert not alone[DIMENSIONS:].any()
    wordless = features.query("open door 0", np.empty(0, np.float32))
    assert index.head_input(wordless, words=False).any(), "without an encoder there is nothing but words"


def test_what_is_foreign() -> None:
    rows = index.Rows.empty(0).added(
        [
            examples.IndexedExample(number, each, 1)
            for number, each in enumerate(["good morning", "доброе утро", "123 !"])
        ],
        features.make(
            [text.normalise(each) for each in ("good morning", "доброе утро", "123 !")], np.zeros((3, 0), np.float32)
        )[0],
    )
    at = np.arange(3)

    def foreign(asked: str) -> list[bool]:
        return index.is_foreign(features.query(asked, np.empty(0, np.float32)), rows, at).tolist()

    assert foreign("hello") == [False, True, False]
    assert foreign("привет") == [True, False, False]
    assert foreign("?! 7") == [False, False, False]
