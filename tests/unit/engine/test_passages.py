"""Passages: windows, words, records, the index against a plain search, and when a passage is sure enough."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncGenerator

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from chatterbot import engine, errors
from chatterbot.engine import EngineOptions, IndexedPassage, sentence_spans, window_spans
from chatterbot.engine.passages import confidence, index, records, terms

pytestmark = pytest.mark.unit

DIMENSIONS = 12

OPENING = IndexedPassage(
    1, "Opening hours", "The workshop is open on Thursdays from six to nine. Tools are free for members."
)
HELMETS = IndexedPassage(2, "Шлемы", "Без шлема никто с нами не ездит. Фонари нужны с октября по март.")
CAMP = IndexedPassage(3, "Camp", "The training camp is on Mallorca. It costs 780 euros with flight and hotel.")


@contextlib.asynccontextmanager
async def opened(*passages: IndexedPassage) -> AsyncGenerator[engine.ReplyEngine]:
    async with engine.ReplyEngine.open(EngineOptions(encoder="none")) as replies:
        await load(replies, *passages)
        yield replies


async def load(replies: engine.ReplyEngine, *passages: IndexedPassage) -> None:
    made = [await replies.passages.features(each) for each in passages]
    await replies.passages.load(1, [each.passage_id for each in passages], made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("This is e.g. one sentence. Version 3.5 too.", ["This is e.g. one sentence.", "Version 3.5 too."]),
        ("- first\n- second\n\nAfter it", ["- first", "- second", "After it"]),
        ("«Можно?» Нельзя… Почему", ["«Можно?»", "Нельзя…", "Почему"]),
        ("  \n ", []),
        ("**Bold.** Next 🎉. End", ["**Bold.**", "Next 🎉.", "End"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


@hypothesis.given(st.text(alphabet="a б.!?\n «»”*1", max_size=1500))
def test_windows_hold_every_visible_sign_in_order(text: str) -> None:
    spans = window_spans(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(end - start <= 600 for start, end in spans)


def test_words_are_compared_by_their_beginnings() -> None:
    assert set(terms.terms("оплата комнаты")) == set(terms.terms("ОПЛАТИТЬ комнату"))
    assert not set(terms.terms("cat")) & set(terms.terms("category"))
    assert len(terms.terms("東京都")) == 2
    assert len(terms.terms("🎉 ?!")) == 0


def record(random: np.random.Generator, windows: int, words: int) -> bytes:
    vectors = random.normal(size=(windows, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return records.pack(vectors, np.unique(random.integers(0, 300, words).astype(np.uint32)))


def test_a_changed_index_is_the_one_built_anew() -> None:
    random = np.random.default_rng(3)
    made = {number: record(random, 1 + number % 4, 3 + number % 9) for number in range(1, 120)}
    first = index.PassageIndex.empty(DIMENSIONS).changed(range(1, 90), [made[number] for number in range(1, 90)])
    changed = first.changed(range(90, 120), [made[number] for number in range(90, 120)], [2, 3, 50, 89, 999])
    kept = [number for number in made if number not in {2, 3, 50, 89}]
    anew = index.PassageIndex.empty(DIMENSIONS).changed(kept, [made[number] for number in kept])
    assert np.array_equal(changed.ids, anew.ids)
    for name in ("first", "code", "scale", "semantic", "owner", "terms", "starts"):
        assert np.array_equal(getattr(changed, name), getattr(anew, name)), name
    for _ in range(20):
        vector = random.normal(size=DIMENSIONS).astype(np.float32)
        vector /= np.linalg.norm(vector)
        words = np.unique(random.integers(0, 400, 6).astype(np.uint32))
        assert changed.search(vector, words, 0.2, 5) == anew.search(vector, words, 0.2, 5)
    assert len(first) == 89  # readers of the old one are not disturbed


def test_a_search_finds_what_a_plain_comparison_finds() -> None:
    random = np.random.default_rng(5)
    made = [record(random, 2, 12) for _ in range(3000)]
    passages = index.PassageIndex.empty(DIMENSIONS).changed(range(3000), made)
    batch = records.from_records(made, DIMENSIONS)
    vectors = batch.semantic.astype(np.float32) * batch.scale[:, None]
    held = np.split(batch.terms, np.cumsum(batch.counts)[:-1])
    for _ in range(10):
        vector = vectors[random.integers(0, 6000)]
        words = np.unique(random.integers(0, 300, 5).astype(np.uint32))
        weights = [np.log1p((3000 - n + 0.5) / (n + 0.5)) for n in (sum(w in each for each in held) for w in words)]
        coverage = np.array([sum(w for w, term in zip(weights, words, strict=True) if term in each) for each in held])
        score = (vectors @ vector).reshape(3000, 2).max(1) + 0.5 * coverage / sum(weights)
        assert passages.search(vector, words, 0.2, 1)[0].passage_id == int(score.argmax())


def test_damaged_records_are_noticed() -> None:
    whole = record(np.random.default_rng(1), 3, 8)
    assert records.is_whole(whole, DIMENSIONS)
    for damaged in (b"", whole[:-1], whole[:7], whole[:20] + b"\xff\xfe" + whole[22:]):
        assert not records.is_whole(damaged, DIMENSIONS)
    assert not records.is_whole(whole, DIMENSIONS + 384)
    with pytest.raises(errors.EncoderError):
        records.from_records([whole], 384)


async def test_the_passage_with_the_words_is_found_and_others_are_not_quoted() -> None:
    async with opened(OPENING, HELMETS, CAMP) as replies:
        assert (found := (await replies.passages.match(1, "Is the workshop open on Thursdays?")).chosen)
        assert found.passage_id == OPENING.passage_id
        assert (found := (await replies.passages.match(1, "фонари нужны с октября?")).chosen)
        assert found.passage_id == HELMETS.passage_id
        for stranger in ("what is the capital of Australia", "", "🎉", "the of and", "а" * 5000):
            assert (await replies.passages.match(1, stranger)).chosen is None, stranger
        assert (await replies.passages.match(2, "When is the workshop open?")).hits == ()


async def test_changes_are_in_use_at_once() -> None:
    async with opened(OPENING) as replies:
        await replies.passages.change(1, add=[(3, await replies.passages.features(CAMP))])
        assert (found := (await replies.passages.match(1, "training camp Mallorca")).chosen)
        assert found.passage_id == 3
        await replies.passages.change(1, remove=[3])
        assert (await replies.passages.match(1, "training camp Mallorca")).chosen is None
        assert replies.passages.size(1) == 1
        replies.unload(1)
        assert replies.passages.size(1) == 0


def test_the_threshold_follows_strictness_and_the_background() -> None:
    nothing = np.empty(0, np.float32)
    usual, strict, loose = (confidence.threshold(share, nothing) for share in (0.05, 0.2, 0.01))
    assert loose < usual < strict < 1
    near = np.sort(np.linspace(0, 0.99, 300, dtype=np.float32))
    assert confidence.threshold(0.05, near) > 0.95  # much is near to something: more is asked for
    assert confidence.threshold(0.05, np.zeros(300, np.float32)) == usual
