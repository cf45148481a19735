"""The sound of sentences that come one after the other: made one ahead, of one rate, without gaps, ended at once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncGenerator, Iterable

import pytest
from tests.virtual_time import passes

from chatterbot import audio, errors, models
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.growing_answer import MOST_AT_ONCE, GrowingAnswer
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.streamed_speech import PAUSE_S, EarlySound, JoinedTiming, in_order
from chatterbot.speech.tts.word_timing import WordTiming

pytestmark = pytest.mark.unit

WORD_S = 0.3


class Voice:
    """Makes a word in no time, after some time; logs what it begins and what is taken away from it."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.takes_s = takes_s
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.rates: dict[str, int] = {}
        self.broken: dict[str, Exception] = {}

    async def __call__(self, text: str, timing: WordTiming) -> AsyncGenerator[audio.AudioFrame]:
        self.begun.append(text)
        try:
            await passes(self.takes_s)
            if text in self.broken:
                raise self.broken[text]
            timing.begin([text])
            for _ in text.split():
                frame = audio.AudioFrame.silence(WORD_S, self.rates.get(text, 16_000), 1)
                timing.add(0, frame.duration_s)
                yield frame
            timing.end(0)
        finally:
            self.ended.append(text)


async def texts(*found: str, after_s: float = 0.0) -> AsyncGenerator[str]:
    for text in found:
        await passes(after_s)
        yield text


async def seconds(frames: AsyncGenerator[audio.AudioFrame]) -> float:
    return sum([frame.duration_s async for frame in frames])


async def test_the_next_part_is_made_while_one_is_heard_and_no_more() -> None:
    voice, timing = Voice(), JoinedTiming()
    async with contextlib.aclosing(in_order(texts("one two", "three", "four", "five"), voice, timing)) as frames:
        await anext(frames)
        await passes(5)
        assert voice.begun == ["one two", "three"]
        await anext(frames)
        assert timing.text == "one two"
        await anext(frames)  # the pause
        await passes(5)
        assert voice.begun == ["one two", "three", "four"]
    assert voice.ended == ["one two", "three", "four"]


async def test_what_was_heard_of_several_parts() -> None:
    timing = JoinedTiming()
    assert (timing.text, timing.heard(3.0)) == ("", "")
    whole = await seconds(in_order(texts("one two three", "four five"), Voice(), timing))
    assert whole == pytest.approx(5 * WORD_S + PAUSE_S)
    assert timing.text == "one two three four five"
    assert [timing.heard(moment) for moment in (0.0, 0.65, 0.92, 1.04, 1.4, whole)] == [
        "",
        "one two",
        "one two three",
        "one two three",
        "one two three four",
        "one two three four five",
    ]
    await seconds(in_order(texts("again"), Voice(), timing))
    assert timing.text == "again", "said once more, it begins anew"


async def test_all_parts_have_one_rate_whoever_speaks_them() -> None:
    voice = Voice()
    voice.rates = {"two": 22_050, "three": 48_000}
    frames = [frame async for frame in in_order(texts("one", "two", "three"), voice, JoinedTiming())]
    assert {(frame.rate, frame.channels) for frame in frames} == {(16_000, 1)}
    assert sum(frame.duration_s for frame in frames) == pytest.approx(3 * WORD_S + 2 * PAUSE_S, abs=0.02)


async def test_what_cannot_be_said_is_left_out() -> None:
    voice, timing = Voice(), JoinedTiming()
    voice.broken = {text: errors.InvalidInputError("error-speech-nothing-to-say") for text in ("😀", "🎉")}
    assert await seconds(in_order(texts("😀", "one", "🎉", "two"), voice, timing)) == pytest.approx(
        2 * WORD_S + PAUSE_S
    )
    assert timing.text == "one two"
    assert await seconds(in_order(texts("😀"), voice, timing)) == 0.0


async def test_a_voice_that_fails_ends_it_after_what_could_be_said() -> None:
    voice = Voice()
    voice.broken = {"two": errors.TextToSpeechError("scripted")}
    heard: list[audio.AudioFrame] = []

    async def hear() -> None:
        async for frame in in_order(texts("one", "two", "three"), voice, JoinedTiming()):
            heard.append(frame)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(errors.TextToSpeechError):
        await hear()
    assert sum(frame.duration_s for frame in heard) == pytest.approx(WORD_S)
    assert "three" not in voice.begun


async def test_a_long_wait_for_the_next_sentence_ends_nothing() -> None:
    voice = Voice()
    began = asyncio.get_running_loop().time()
    assert await seconds(in_order(texts("one", "two", after_s=30.0), voice, JoinedTiming())) > WORD_S
    assert asyncio.get_running_loop().time() - began == pytest.approx(60.0)


async def test_closing_ends_the_voice_and_the_texts() -> None:
    voice, source = Voice(takes_s=9.0), texts("one", "two")
    frames = in_order(source, voice, JoinedTiming())
    taking = asyncio.ensure_future(anext(frames))
    await passes(1)
    taking.cancel()
    await asyncio.wait([taking])
    assert voice.begun == voice.ended == ["one"]
    with pytest.raises(StopAsyncIteration):
        await anext(source)


@pytest.mark.parametrize("after_s", [0.0, 1.0, 9.0], ids=["not begun", "being made", "made"])
async def test_sound_that_is_made_early_and_not_played_is_given_up(after_s: float) -> None:
    voice = Voice(takes_s=2.0)
    early = EarlySound(lambda: in_order(texts("one two", "three"), voice, JoinedTiming()))
    await passes(after_s)
    early.close()
    early.close()
    await passes(0.1)
    assert voice.ended == voice.begun
    tasks = [task.get_name() for task in asyncio.all_tasks()]
    assert not any(name.startswith("speaking") for name in tasks)


async def test_sound_that_is_made_early_is_there_and_can_be_played_again() -> None:
    voice = Voice(takes_s=2.0)
    early = EarlySound(lambda: in_order(texts("one two"), voice, JoinedTiming()))
    await passes(3)
    now = asyncio.get_running_loop().time()
    assert await seconds(early.play()) == pytest.approx(2 * WORD_S)
    assert asyncio.get_running_loop().time() == pytest.approx(now)
    assert await seconds(early.play()) == pytest.approx(2 * WORD_S)
    assert voice.begun == ["one two", "one two"]
    early.close()


async def test_early_sound_without_any_or_with_an_error() -> None:
    silent = EarlySound(lambda: in_order(texts(), Voice(), JoinedTiming()))
    assert await seconds(silent.play()) == 0.0
    voice = Voice()
    voice.broken = {"one": errors.TextToSpeechError("scripted")}
    broken = EarlySound(lambda: in_order(texts("one"), voice, JoinedTiming()))
    with pytest.raises(errors.TextToSpeechError):
        await seconds(broken.play())
    unplayed = EarlySound(lambda: in_order(texts("one"), voice, JoinedTiming()))
    await passes(1)
    unplayed.close()
    await passes(1)
    del unplayed
    gc.collect()  # an error that nobody fetched would be reported now


class Written:
    """A composition that the test writes by hand."""

    notice = ""
    reply = models.Reply("all of it", models.ReplySource.GENERAL, 0.0, 0.5)

    async def sentences(self) -> AsyncGenerator[str]:
        return
        yield


def answer(sentences: Iterable[str] = ()) -> GrowingAnswer:
    nothing = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
    exchange = SpokenExchange(1, "why", "en", nothing, "", AddressReason.ALONE, writing=True)
    made = GrowingAnswer(exchange, Written(), ready_at=0.0, asked_at=0.0)
    for sentence in sentences:
        made.add(sentence)
    return made


async def test_sentences_that_are_there_are_said_as_one() -> None:
    long = "word " * 20 + "end."
    made = answer(["One.", "Two.", long, long, long])
    followed = made.follow()
    assert await anext(followed) == f"One. Two. {long} {long}"
    assert len(f"One. Two. {long} {long}") <= MOST_AT_ONCE
    assert await anext(followed) == long
    waiting = asyncio.ensure_future(anext(followed, None))
    await passes(1)
    assert not waiting.done()
    made.add("Last.")
    assert await waiting == "Last."
    made.end()
    assert await anext(followed, None) is None
    assert made.exchange.reply.text == "all of it"
    assert [text async for text in made.follow()] == [f"One. Two. {long} {long}", f"{long} Last."]


async def test_an_answer_without_a_sentence_keeps_the_reply_it_had() -> None:
    made = answer()
    made.end()
    made.close()
    assert not made.begun
    assert made.exchange.reply.source is models.ReplySource.UNKNOWN
    assert [text async for text in made.follow()] == []


async def test_two_may_follow_one_answer() -> None:
    made = answer()

    async def take() -> list[str]:
        return [text async for text in made.follow()]

    tasks = [asyncio.create_task(take()) for _ in range(2)]
    for sentence in ("One.", "Two."):
        await passes(1)
        made.add(sentence)
    await passes(1)
    made.end()
    assert await asyncio.gather(*tasks) == [["One.", "Two."]] * 2
