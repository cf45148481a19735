"""Texts that were encoded lately are not encoded again, and nothing else changes by it."""

from __future__ import annotations

import collections
import contextlib
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from chatterbot import engine, errors
from chatterbot.engine import differences, encoders, features, recent
from chatterbot.engine import text as engine_text
from chatterbot.engine.options import EngineOptions

pytestmark = pytest.mark.unit

DIMENSIONS = 8


class CountingEncoder:
    """Means something else by each text, and counts how often it is asked."""

    id = "counting"
    description = "counting"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.asked: collections.Counter[str] = collections.Counter()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked.update(texts)
        rows = [np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, DIMENSIONS)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode(texts)


@contextlib.asynccontextmanager
async def opened(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[tuple[engine.ReplyEngine, CountingEncoder]]:
    encoder = CountingEncoder()
    monkeypatch.setattr(encoders, "load", lambda *_: (encoder, None))
    async with engine.ReplyEngine.open(EngineOptions()) as replies:
        yield replies, encoder


async def teach(replies: engine.ReplyEngine, *lessons: engine.IndexedExample) -> None:
    records = await replies.features([lesson.prompt for lesson in lessons])
    await replies.change(1, add=list(zip(lessons, records, strict=True)))


async def test_a_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (replies, encoder):
        await teach(replies, *(engine.IndexedExample(number, f"lesson {number}", number) for number in range(1, 5)))
        first = await replies.match(1, "something new")
        assert await replies.match(1, "something new") == first
        await replies.prepare(1, "another one")
        await replies.match(1, "another one")
        [record] = await replies.features(["something new"])
        assert encoder.asked["something new"] == encoder.asked["another one"] == 1
        replies.forget_texts()
        assert await replies.match(1, "something new") == first
        assert await replies.features(["something new"]) == [record]
        assert encoder.asked["something new"] == 2


async def test_no_words_are_left_when_they_are_to_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (replies, _):
        await teach(replies, *(engine.IndexedExample(number, f"lesson {number}", number) for number in range(1, 5)))
        await replies.match(1, "lesson without a number")
        differences.read("lesson without one")
        kept = (engine_text.normalise, differences.read)
        assert all(cache.cache_info().currsize for cache in kept)
        replies.forget_texts()
        assert not any(cache.cache_info().currsize for cache in kept)


async def test_records_of_the_layout_before_are_renewed_without_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (replies, encoder):
        texts = ["where is C++?", "where is C#?", "hello"]
        records = await replies.features(texts)
        asked = encoder.asked.copy()
        renewed = await replies.renewed(texts, [record[:148] + record[152:] for record in records])
        assert encoder.asked == asked
        wanted, found = (features.from_records(each, DIMENSIONS) for each in (records, renewed))
        for name in ("key", "norm", "script", "signs", "semantic", "features", "counts"):
            assert np.array_equal(getattr(wanted, name), getattr(found, name)), name
        assert found.scale == pytest.approx(wanted.scale)
        with pytest.raises(errors.EncoderError):
            await replies.renewed(texts[:1], [records[0][:100]])


async def test_what_was_taught_in_just_these_words_is_not_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (replies, encoder):
        await teach(replies, *(engine.IndexedExample(number, f"lesson {number}", number) for number in range(1, 9)))
        replies.forget_texts()
        await replies.prepare(1, "Lesson 3!")
        verdict = await replies.match(1, "Lesson 3!")
        assert encoder.asked["Lesson 3!"] == 0
        assert verdict.exact
        assert verdict.candidates[0] == engine.AnswerCandidate(3, 3, 1.0, 1.0)
        assert len(verdict.candidates) == 3
        [record] = await replies.features(["lesson 3"])
        await replies.change(1, add=[(engine.IndexedExample(20, "lesson 3", 3, positive=False), record)])  # a veto
        vetoed = await replies.match(1, "Lesson 3!")
        assert encoder.asked["Lesson 3!"] == 1
        assert 3 not in {candidate.answer for candidate in vetoed.candidates}
        await replies.change(1, remove=[20])
        assert (await replies.match(1, "Lesson 3!")).exact


async def test_long_work_leaves_the_recent_texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (replies, encoder):
        await replies.features([f"row {number}" for number in range(10)])
        await replies.features(["row 1"])
        assert encoder.asked["row 1"] == 2


def test_the_texts_used_longest_ago_are_let_go() -> None:
    known = recent.RecentVectors(2)
    rows = np.eye(3, dtype=np.float32)
    known.put(["a", "b"], rows[:2])
    assert known.get("a") is not None
    known.put(["c"], rows[2:])
    assert known.get("b") is None
    for text, row in (("a", rows[0]), ("c", rows[2])):
        np.testing.assert_array_equal(known.get(text), row)
    known.forget()
    assert known.get("a") is None
