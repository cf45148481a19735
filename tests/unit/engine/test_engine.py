"""The engine as its callers see it: taught, asked, corrected, restarted."""

from __future__ import annotations

import pytest

from chatterbot import engine

pytestmark = pytest.mark.unit

GREETING, WEATHER = 11, 22


async def taught(replies: engine.ReplyEngine, *lessons: engine.Lesson, key: int = 1) -> None:
    records = await replies.features([lesson.prompt for lesson in lessons])
    await replies.change(key, add=list(zip(lessons, records, strict=True)))


async def test_a_lesson_is_known_at_once_and_until_it_is_removed() -> None:
    async with engine.ReplyEngine.open(engine.EngineSettings(encoder="none")) as replies:
        await taught(replies, engine.Lesson(1, "Good morning!", GREETING), engine.Lesson(2, "Will it rain?", WEATHER))
        verdict = await replies.match(1, "good  MORNING")
        assert verdict.exact
        assert verdict.chosen is not None
        assert verdict.chosen.answer == GREETING
        await replies.change(1, remove=[1])
        assert (await replies.match(1, "good morning")).chosen is None
        assert replies.size(1) == 1
