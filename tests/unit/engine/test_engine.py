"""The engine as its callers see it: taught, asked, corrected, restarted, whatever people type."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import hypothesis
import pytest
from hypothesis import strategies

from chatterbot import engine, errors

pytestmark = pytest.mark.unit

GREETING, WEATHER, FAREWELL, NAME = 11, 22, 33, -44

PHRASES = {
    GREETING: ("good morning", "good evening to you", "hello there", "доброе утро", "добрый вечер всем", "hello again"),
    WEATHER: (
        "will it rain today",
        "what is the weather like",
        "is it going to rain",
        "какая сегодня погода",
        "will it snow today",
        "weather forecast please",
    ),
    FAREWELL: ("good bye", "see you later", "bye for now", "до свидания", "пока, до завтра", "see you tomorrow"),
}


@pytest.fixture
async def replies() -> AsyncIterator[engine.ReplyEngine]:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as opened:
        yield opened


async def taught(replies: engine.ReplyEngine, *lessons: engine.IndexedExample, key: int = 1) -> None:
    records = await replies.features([lesson.prompt for lesson in lessons])
    await replies.change(key, add=list(zip(lessons, records, strict=True)))


async def chosen(replies: engine.ReplyEngine, text: str, previous: str | None = None) -> int | None:
    best = (await replies.match(1, text, previous)).chosen
    return None if best is None else best.answer


def everything() -> list[engine.IndexedExample]:
    pairs = [(text, answer) for answer, texts in PHRASES.items() for text in texts]
    return [engine.IndexedExample(number, text, answer) for number, (text, answer) in enumerate(pairs, 1)]


async def test_a_lesson_is_known_at_once_and_until_it_is_removed(replies: engine.ReplyEngine) -> None:
    await taught(
        replies, engine.IndexedExample(1, "Good morning!", GREETING), engine.IndexedExample(2, "Will it rain?", WEATHER)
    )
    verdict = await replies.match(1, "good  MORNING")
    assert verdict.exact
    assert verdict.chosen == engine.AnswerCandidate(1, GREETING, 1.0, 1.0)
    assert [candidate.answer for candidate in verdict.candidates] == [GREETING, WEATHER]
    await replies.change(1, remove=[1])
    assert await chosen(replies, "good morning") is None
    assert replies.size(1) == 1


async def test_typing_variants_are_recognised(replies: engine.ReplyEngine) -> None:
    await taught(replies, *everything())
    assert await chosen(replies, "good mornin") == GREETING
    assert await chosen(replies, "Какая сегодня пагода?") == WEATHER
    assert await chosen(replies, "set up a printer driver") is None


async def test_one_lesson_does_not_answer_everything(replies: engine.ReplyEngine) -> None:
    await taught(replies, engine.IndexedExample(1, "what is your name", NAME))
    assert await chosen(replies, "what's your name") == NAME
    assert await chosen(replies, "where can I buy a bicycle") is None
    assert await chosen(replies, "расскажи про футбол") is None


async def test_of_two_lessons_for_one_text_the_later_wins(replies: engine.ReplyEngine) -> None:
    await taught(replies, engine.IndexedExample(5, "hello", FAREWELL), engine.IndexedExample(4, "Hello!", GREETING))
    assert await chosen(replies, "hello") == FAREWELL


async def test_a_correction_wins_for_variants_too(replies: engine.ReplyEngine) -> None:
    await taught(replies, *everything())
    assert await chosen(replies, "see you later") == FAREWELL
    await taught(
        replies,
        engine.IndexedExample(100, "see you later", FAREWELL, positive=False),
        engine.IndexedExample(101, "see you later", NAME, correction=True),
    )
    assert await chosen(replies, "see you later") == NAME
    assert await chosen(replies, "see you laterr") == NAME
    assert await chosen(replies, "good bye") == FAREWELL


async def test_a_veto_holds_for_the_text_and_its_variants_only(replies: engine.ReplyEngine) -> None:
    await taught(replies, *everything(), engine.IndexedExample(100, "will it rain today", WEATHER, positive=False))
    assert await chosen(replies, "Will it rain today?") != WEATHER
    assert await chosen(replies, "will it rain todayy") != WEATHER
    assert await chosen(replies, "weather forecast please") == WEATHER


async def test_a_verdict_names_the_vetoes_that_hold_and_as_many_candidates_as_wanted(
    replies: engine.ReplyEngine,
) -> None:
    await taught(replies, *everything())
    barred, allowed = 77, GREETING
    vetoes = [
        engine.IndexedExample(100, "will it rain today", WEATHER, positive=False),
        engine.IndexedExample(101, "will it rain today", barred, positive=False),
        engine.IndexedExample(102, "good morning rain", allowed, positive=False),
    ]
    await taught(replies, *vetoes)
    verdict = await replies.match(1, "will it rain today?", most=1)
    assert len(verdict.candidates) == 1
    assert {(each.example_id, each.answer) for each in verdict.vetoes} == {(100, WEATHER), (101, barred)}
    assert all(each.similarity > 0.5 for each in verdict.vetoes)
    assert (await replies.match(1, "see you later")).vetoes == ()
    # They are named, too, where nothing else is taught.
    await taught(replies, vetoes[1], key=2)
    alone = await replies.match(2, "will it rain today?")
    assert (alone.candidates, [each.answer for each in alone.vetoes]) == ((), [barred])


async def test_a_veto_yields_to_what_is_taught_after_it_and_can_be_removed(replies: engine.ReplyEngine) -> None:
    await taught(
        replies,
        engine.IndexedExample(1, "hello", GREETING),
        engine.IndexedExample(2, "hello", GREETING, positive=False),
    )
    assert await chosen(replies, "hello") is None
    await taught(replies, engine.IndexedExample(3, "hello", GREETING))
    assert await chosen(replies, "hello") == GREETING
    await replies.change(1, remove=[3])
    assert await chosen(replies, "hello") is None
    await replies.change(1, remove=[2])
    assert await chosen(replies, "hello") == GREETING


async def test_what_should_not_be_answered_is_not(replies: engine.ReplyEngine) -> None:
    await taught(replies, *everything(), engine.IndexedExample(100, "good grief", None))
    verdict = await replies.match(1, "good grief!")
    assert verdict.candidates[0].answer is None
    assert verdict.chosen is None


async def test_short_texts_follow_what_was_said_before(replies: engine.ReplyEngine) -> None:
    await taught(
        replies,
        engine.IndexedExample(1, "yes", GREETING, previous="Shall I greet you?"),
        engine.IndexedExample(2, "yes", WEATHER, previous="Shall I tell the weather?"),
        engine.IndexedExample(3, "yes please", GREETING, previous="Shall I greet you?"),
        engine.IndexedExample(4, "yes please", WEATHER, previous="Shall I tell the weather?"),
    )
    assert await chosen(replies, "yes", "Shall I greet you?") == GREETING
    assert await chosen(replies, "yes", "shall I tell the weather") == WEATHER
    assert (await replies.match(1, "yes pleas", "Shall I greet you?")).candidates[0].answer == GREETING
    assert (await replies.match(1, "yes pleas", "Shall I tell the weather?")).candidates[0].answer == WEATHER
    assert await chosen(replies, "yes") == WEATHER  # without a context: the latest


async def test_a_text_taught_twice_follows_the_message_most_like_the_one_before(replies: engine.ReplyEngine) -> None:
    await taught(
        replies,
        engine.IndexedExample(1, "yes", GREETING, previous="Shall I greet you?"),
        engine.IndexedExample(2, "yes", WEATHER, previous="Shall I tell the weather?"),
    )
    assert await chosen(replies, "yes", "Shall I greet you now?") == GREETING, "though the other was taught later"


async def test_lessons_taught_one_after_the_other_keep_each_its_own_message_before(
    replies: engine.ReplyEngine,
) -> None:
    contexts = {GREETING: "Shall I greet you?", WEATHER: "Is it about the rain?", FAREWELL: "Do you leave now?"}
    first, *others = [
        engine.IndexedExample(number, "yes", answer, previous=previous)
        for number, (answer, previous) in enumerate(contexts.items(), 1)
    ]
    await taught(replies, first)
    await taught(replies, *others)
    assert {answer: await chosen(replies, "yes", previous) for answer, previous in contexts.items()} == {
        answer: answer for answer in contexts
    }


async def test_datasets_are_separate(replies: engine.ReplyEngine) -> None:
    await taught(replies, engine.IndexedExample(1, "hello", GREETING), key=1)
    await taught(replies, engine.IndexedExample(1, "hello", FAREWELL), key=2)
    assert await chosen(replies, "hello") == GREETING
    replies.unload(1)
    assert await chosen(replies, "hello") is None
    assert (replies.size(1), replies.size(2)) == (0, 1)


async def test_a_restart_needs_the_records_only() -> None:
    settings = engine.EngineOptions(encoder="none")
    lessons = everything()
    async with engine.ReplyEngine.open(settings) as first:
        records = await first.features([lesson.prompt for lesson in lessons])
        await first.load(1, lessons, records)
        await first.settled(1)
        before = await first.match(1, "good mornin")
        name = first.encoder_id
    async with engine.ReplyEngine.open(settings) as second:
        await second.load(1, lessons, records)
        await second.settled(1)
        assert second.encoder_id == name
        assert await second.match(1, "good mornin") == before


async def test_foreign_records_are_refused(replies: engine.ReplyEngine) -> None:
    with pytest.raises(errors.EncoderError):
        await replies.load(1, [engine.IndexedExample(1, "hello", GREETING)], [b"something else"])
    await taught(replies, engine.IndexedExample(1, "hello", GREETING))
    assert await chosen(replies, "hello") == GREETING


async def test_a_self_test_answers_each_example_without_itself(replies: engine.ReplyEngine) -> None:
    lessons = [*everything(), engine.IndexedExample(99, "an only child", NAME)]
    await taught(replies, *lessons)
    result = await replies.self_test(1)
    assert {row.example_id: row.expected for row in result.rows} == {each.example_id: each.answer for each in lessons}
    assert [row.given for row in result.rows if row.expected == NAME] != [NAME]
    assert sum(row.given == row.expected for row in result.rows) >= len(lessons) // 2
    assert result.threshold == replies.threshold(1)
    assert replies.threshold(1, 0.01) <= replies.threshold(1, 0.05) <= replies.threshold(1, 0.5)


async def test_the_last_test_is_empty_until_the_first_refit_and_then_that_of_the_self_test() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none", refit_delay_s=3600)) as replies:
        await taught(replies, *everything())
        assert replies.last_test(1) == engine.SelfTest((), replies.threshold(1))
        tested = await replies.self_test(1)
        assert len(tested.rows) == len(everything())
        assert replies.last_test(1) == tested


async def test_only_an_answer_taught_in_another_script_is_judged_without_calibration(
    replies: engine.ReplyEngine,
) -> None:
    strictness = 0.5
    await taught(
        replies, *(engine.IndexedExample(number, f"good morning number {number}", GREETING) for number in range(30))
    )
    await replies.settled(1)
    calibrated = replies.threshold(1, strictness)
    assert calibrated > replies.threshold(2, strictness), "nothing was taught there"
    own, foreign = [
        (await replies.match(1, text, strictness=strictness)).threshold
        for text in ("good morning number", "доброе утро")
    ]
    assert (own, foreign) == (calibrated, replies.threshold(2, strictness))


async def test_a_changed_lesson_replaces_the_one_before(replies: engine.ReplyEngine) -> None:
    await taught(replies, engine.IndexedExample(1, "hello", GREETING, previous="Who is there?"))
    await taught(replies, engine.IndexedExample(1, "hello", FAREWELL))
    assert replies.size(1) == 1
    assert await chosen(replies, "hello") == FAREWELL


async def test_queries_overtake_an_import_that_can_be_cancelled(replies: engine.ReplyEngine) -> None:
    await taught(replies, *everything())
    begun = asyncio.Event()
    done: list[int] = []

    def progress(count: int) -> None:
        done.append(count)
        begun.set()

    importing = asyncio.create_task(replies.features([f"text number {number}" for number in range(100_000)], progress))
    await begun.wait()
    assert await chosen(replies, "hello there") == GREETING
    assert not importing.done()
    importing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await importing
    assert done == sorted(done)


async def test_leaving_stops_a_refit() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none", refit_delay_s=3600)) as replies:
        await taught(replies, *everything())
    with pytest.raises(RuntimeError):
        await replies.match(1, "hello")


async def test_settled_waits_for_no_delay_though_changes_come_meanwhile() -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none", refit_delay_s=3600)) as replies:
        await taught(replies, *everything())
        settled = asyncio.create_task(replies.settled(1))
        number = 1000
        while not settled.done() and number < 1005:
            number += 1
            await taught(replies, engine.IndexedExample(number, f"what is number {number}", number))
        async with asyncio.timeout(30):
            await settled
        assert len((await replies.self_test(1)).rows) == replies.size(1)


async def test_nothing_taught_is_no_answer(replies: engine.ReplyEngine) -> None:
    verdict = await replies.match(7, "hello")
    assert verdict == engine.Verdict((), replies.threshold(7), exact=False)
    assert verdict.chosen is None
    await replies.load(7, [], [])
    await replies.settled(7)
    assert (await replies.self_test(7)).rows == ()
    assert (await replies.match(7, "hello")).candidates == ()
    assert await replies.features([]) == []


HOSTILE = (
    "",
    " ",
    "\0",
    "\ud800",
    "a\udfffb",
    "а" * 20_000,
    "😀😀",
    "\u202e\u200b",
    "…",
    "\n\t",
    "ﷺ" * 5_000,
    "x " * 10_000,
    "İ",
    "𝕳𝖊𝖑𝖑𝖔",
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_texts_are_only_texts(replies: engine.ReplyEngine, text: str) -> None:
    await taught(replies, *everything(), engine.IndexedExample(100, text, NAME, previous=text))
    await replies.match(1, text, text)
    await replies.settled(1)
    verdict = await replies.match(1, text, "")
    assert len(verdict.candidates) == 3
    assert await chosen(replies, "hello there") == GREETING
    assert verdict.exact == bool(text.encode("utf-8", "replace").decode().replace("\0", " ").strip())


@hypothesis.settings(deadline=None, max_examples=50)
@hypothesis.given(texts=strategies.lists(strategies.text(strategies.characters(), max_size=30), min_size=1, max_size=8))
async def test_any_text_can_be_taught_and_asked(texts: list[str]) -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as replies:
        await taught(replies, *(engine.IndexedExample(number, text, number) for number, text in enumerate(texts)))
        for text in texts:
            verdict = await replies.match(1, text)
            assert all(0 <= candidate.confidence <= 1 for candidate in verdict.candidates)
            assert len({candidate.answer for candidate in verdict.candidates}) == len(verdict.candidates) <= 3


async def test_it_is_careful_while_little_was_taught(replies: engine.ReplyEngine) -> None:
    added: list[float] = []
    for lesson in [*everything(), *(engine.IndexedExample(90 + n, f"thing {n}", NAME) for n in range(4))]:
        await taught(replies, lesson)
        verdict = await replies.match(1, "something else")
        assert verdict.threshold == replies.threshold(1)
        added.append(verdict.threshold - replies._datasets[1].known.calibration.threshold(0.05))
    assert added[:5] == pytest.approx([0.1] * 5)
    assert added == sorted(added, reverse=True)
    assert 0 < added[18] < added[9] < 0.1
    assert added[19:] == pytest.approx([0.0] * 3)


async def test_it_is_careful_while_answers_have_one_example(replies: engine.ReplyEngine) -> None:
    added: list[float] = []
    for number in range(5):
        lessons = [
            engine.IndexedExample(100 * number + place, f"thing {number} of {place}", place) for place in range(30)
        ]
        await taught(replies, *lessons)
        ordinary = replies._datasets[1].known.calibration.threshold(0.05)
        added.append(replies.threshold(1) - ordinary)
        assert (await replies.match(1, "something else")).threshold == replies.threshold(1)
    assert added == pytest.approx([0.06, 0.06, 0.04, 0.02, 0.0])
    await replies.change(1, remove=range(100, 500))
    assert replies.threshold(1) - replies._datasets[1].known.calibration.threshold(0.05) == pytest.approx(0.06)


async def test_what_came_with_the_program_is_sure_and_does_not_count(replies: engine.ReplyEngine) -> None:
    lessons = everything()
    records = await replies.features([lesson.prompt for lesson in lessons])
    await replies.load(1, lessons, records, [lesson.example_id for lesson in lessons])
    await replies.settled(1)
    before = replies.threshold(1)
    await taught(replies, engine.IndexedExample(100, "what is your name", NAME))
    await replies.settled(1)
    given = await replies.match(1, "good mornin")
    own = await replies.match(1, "whats your name then")
    assert [each.candidates[0].answer for each in (given, own)] == [GREETING, NAME]
    assert own.threshold == pytest.approx(given.threshold + 0.1)
    assert given.threshold == pytest.approx(before, abs=0.05)
    await replies.change(1, remove=[100])
    assert replies.threshold(1) == pytest.approx(before, abs=0.05)
