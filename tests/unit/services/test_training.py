"""Jobs, tests, datasets."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import pathlib
from typing import Any

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import datasets, errors, models
from chatterbot.engine import EngineOptions
from chatterbot.store import AppliedChange, JobState, NewChange
from chatterbot.teaching import Judgement, Limits, TrainSource

pytestmark = pytest.mark.unit

TOPICS = ("tea", "doors", "birds", "rain")


def many(count: int) -> str:
    return "\n".join(f"please tell me number {i} about {TOPICS[i % 4]} => {TOPICS[i % 4]}" for i in range(count))


async def test_a_job_teaches_and_its_receipt_says_what(world: worlds.World) -> None:
    await world.teach(("hello", "Hi!"))
    receipt = await world.train(TrainSource.of_text("hello => Hi!\nbye => See you.\nbye => See you."))
    assert (receipt.added, receipt.duplicates, receipt.refused) == (1, 2, ())
    assert (receipt.score_before, receipt.score_after) == (None, None)
    assert (await world.ask("bye")).text == "See you."
    (job,) = await world.teaching.jobs(HOME)
    assert (job.id, job.state, job.change_id) == (receipt.job_id, JobState.DONE, receipt.change_id)
    assert (job.added, job.duplicates, job.source, job.author_id) == (1, 2, "text", ADA)
    assert job.finished_at is not None
    undone = await world.teaching.undo(HOME, ADA, receipt.change_id)
    assert undone.removed == 1


async def test_progress_is_told_and_scores_are_taken(world: worlds.World) -> None:
    first = await world.train(TrainSource.of_text(many(60)))
    assert (first.score_before, first.score_after, first.scorable) == (None, None, True)
    scored = await world.teaching.scored(HOME, first)
    assert scored == dataclasses.replace(first, score_after=scored.score_after)
    job = await world.teaching.train(HOME, ADA, TrainSource.of_text(many(100)), skip_bad=False)
    stages = [progress.stage async for progress in job]
    assert stages[-1] == "teaching"
    assert sorted(set(stages), key=stages.index) == [
        stage for stage in ("waiting", "reading", "encoding", "teaching") if stage in stages
    ]
    receipt = await job.finished()
    assert receipt.score_before == scored.score_after
    assert receipt.duplicates == 60
    assert [progress async for progress in job] == [job.progress]
    second = await world.teaching.scored(HOME, receipt)
    assert second.score_after is not None
    assert 0.5 < second.score_after <= 1
    records = await world.teaching.jobs(HOME)
    assert [(record.score_before, record.score_after) for record in records] == [
        (second.score_before, second.score_after),
        (None, scored.score_after),
    ]


LAZY = EngineOptions(encoder="none", refit_delay_s=3600)
"""Its refit comes an hour after a change, or when somebody waits for it."""


async def test_a_receipt_does_not_wait_for_the_refit(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, engine_settings=LAZY) as world:
        await world.teaching.indexes.settled(HOME)
        first = await world.train(TrainSource.of_text(many(60)))
        second = await world.train(TrainSource.of_text("where is the sea => In the south."))
        assert world.engine.last_test(first.dataset_id).rows == ()  # no refit since
        assert (await world.ask("where is the sea")).text == "In the south."
        assert world.teaching.training(HOME) == []
        assert {record.state for record in await world.teaching.jobs(HOME)} == {JobState.DONE}
        for receipt in (first, second):
            assert (receipt.scorable, receipt.score_before, receipt.score_after) == (True, None, None)
            scored = await world.teaching.scored(HOME, receipt)
            assert scored.score_after is not None


async def test_scores_that_cannot_be_had_are_left_out(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, engine_settings=LAZY, bounds=Limits(score_s=0)) as world:
        few = await world.train(TrainSource.of_text("a => b"))
        assert not few.scorable
        assert await world.teaching.scored(HOME, few) == few
        many_more = await world.train(TrainSource.of_text(many(60)))
        assert await world.teaching.scored(HOME, many_more) == many_more  # it takes too long
        again = await world.train(TrainSource.of_text(many(60)))
        assert not again.scorable
        assert await world.teaching.scored(BOB, many_more) == many_more  # of another scope


async def test_what_was_undone_meanwhile_is_not_scored(world: worlds.World) -> None:
    receipt = await world.train(TrainSource.of_text(many(60)))
    scoring = asyncio.create_task(world.teaching.scored(HOME, receipt))
    await world.teaching.undo(HOME, ADA, receipt.change_id)
    assert await scoring == receipt
    assert not await world.teaching.stands(HOME, receipt)
    (record,) = await world.teaching.jobs(HOME)
    assert record.score_after is None


async def test_a_cancelled_wait_does_not_cancel_the_scoring(world: worlds.World) -> None:
    receipt = await world.train(TrainSource.of_text(many(60)))
    given_up = asyncio.create_task(world.teaching.scored(HOME, receipt))
    await asyncio.sleep(0)
    given_up.cancel()
    scored = await world.teaching.scored(HOME, receipt)
    assert given_up.cancelled()
    assert scored.score_after is not None


async def test_closing_gives_up_the_scores(tmp_path: pathlib.Path) -> None:
    before = asyncio.all_tasks()
    async with worlds.opened(tmp_path) as world:
        receipt = await world.train(TrainSource.of_text(many(200)))
        waiting = asyncio.create_task(world.teaching.scored(HOME, receipt))
        await asyncio.sleep(0)
    assert await waiting == receipt
    assert await world.teaching.scored(HOME, receipt) == receipt  # nothing is begun any more
    assert asyncio.all_tasks() <= before


async def test_a_bad_row_refuses_the_source_unless_skipped(world: worlds.World) -> None:
    source = TrainSource.of_file("faq.jsonl", b'{"prompt": "a", "reply": "b"}\n{"prompt": "", "reply": "c"}\n')
    with pytest.raises(errors.InvalidInputError) as raised:
        await world.train(source)
    assert raised.value.key == "error-train-refused"
    assert (raised.value.params["count"], raised.value.params["line"]) == (1, 2)
    assert str(raised.value.params["reason"]).startswith("error-row-")
    (job,) = await world.teaching.jobs(HOME)
    assert (job.state, job.problem) == (JobState.FAILED, "error-train-refused")
    assert await world.teaching.export(HOME) == b""
    receipt = await world.train(source, skip_bad=True)
    assert (receipt.added, len(receipt.refused)) == (1, 1)


async def test_negative_sources_veto(world: worlds.World) -> None:
    await world.teach(("hello there", "Go away."), ("hello there friend", "Hi!"))
    await world.train(TrainSource.of_text("hello there => Go away.", positive=False))
    assert (await world.ask("hello there")).text == "Hi!"


async def test_files_and_folders_of_the_data_folder_are_read(world: worlds.World) -> None:
    folder = world.own / "datasets"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("hello => Hi!\n")
    (folder / "b.jsonl").write_text('{"prompt": "bye", "reply": "See you."}\n')
    assert (await world.train(TrainSource.of_path("datasets/a.txt"))).added == 1
    assert (await world.train(TrainSource.of_path("datasets"))).added == 1
    with pytest.raises(errors.UserError, match="error-path"):
        await world.train(TrainSource.of_path("../../secrets"))


async def test_jobs_wait_their_turn_and_too_many_are_refused(world: worlds.World) -> None:
    jobs = [
        await world.teaching.train(HOME, ADA, TrainSource.of_text(f"q{number} => a{number}"), skip_bad=False)
        for number in range(4)
    ]
    assert world.teaching.training(HOME) == jobs
    with pytest.raises(errors.RefusedError) as raised:
        await world.teaching.train(HOME, ADA, TrainSource.of_text("q => a"), skip_bad=False)
    assert (raised.value.key, raised.value.params) == ("error-train-busy", {"waiting": 4})
    receipts = [await job.finished() for job in jobs]
    assert [receipt.change_id for receipt in receipts] == sorted(receipt.change_id for receipt in receipts)
    await asyncio.sleep(0)
    assert world.teaching.training(HOME) == []


async def test_a_cancelled_job_teaches_nothing(world: worlds.World) -> None:
    first = await world.teaching.train(HOME, ADA, TrainSource.of_text(many(20)), skip_bad=False)
    second = await world.teaching.train(HOME, ADA, TrainSource.of_text("q => a"), skip_bad=False)
    assert second.cancel()
    with pytest.raises(errors.RefusedError, match="error-train-cancelled"):
        await second.finished()
    await first.finished()
    assert not first.cancel()
    states = {job.id: job.state for job in await world.teaching.jobs(HOME)}
    assert states == {first.id: JobState.DONE, second.id: JobState.CANCELLED}
    assert (await world.ask("q")).source is models.ReplySource.UNKNOWN


async def test_a_cancellation_at_any_moment_leaves_a_job_whole(world: worlds.World) -> None:
    for turns_of_the_loop in range(0, 240, 12):
        source = TrainSource.of_text(f"first {turns_of_the_loop} => yes\nsecond {turns_of_the_loop} => yes")
        job = await world.teaching.train(HOME, ADA, source, skip_bad=False)
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        job.cancel()
        told = False
        with contextlib.suppress(errors.RefusedError):
            told = bool(await job.finished())
        (record, *_) = await world.teaching.jobs(HOME, 1)
        exported = (await world.teaching.export(HOME)).decode()
        present = [f'{which} {turns_of_the_loop}"' in exported for which in ("first", "second")]
        assert present == [record.state is JobState.DONE] * 2
        assert (record.change_id is not None) == (record.state is JobState.DONE) == told


async def test_a_job_that_is_being_committed_cannot_be_stopped(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops it would be told that nothing was learned."""
    await world.ask("hello")
    apply, stopped = world.store.examples.apply, list[bool]()

    async def late(change: NewChange) -> AppliedChange:
        stopped.extend(job.cancel() for job in world.teaching.training(HOME))
        return await apply(change)

    monkeypatch.setattr(world.store.examples, "apply", late)
    receipt = await world.train(TrainSource.of_text("question => answer"))
    assert stopped == [False]
    assert receipt.added == 1


async def test_no_job_begins_while_the_program_ends(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with worlds.opened(tmp_path) as world:
        journal = world.store.journal
        reached, ended = asyncio.Event(), asyncio.Event()
        open_job = journal.open_job

        async def slow(*args: Any, **options: Any) -> int:
            reached.set()
            await ended.wait()
            return await open_job(*args, **options)

        monkeypatch.setattr(journal, "open_job", slow)
        starting = asyncio.ensure_future(
            world.teaching.train(HOME, ADA, TrainSource.of_text("question => answer"), skip_bad=False)
        )
        await reached.wait()
        await world.teaching._jobs.close()
        ended.set()
        with pytest.raises(errors.RefusedError, match="error-train-cancelled"):
            await starting
        assert not world.teaching.training(HOME)


async def test_closing_cancels_jobs_and_notes_it(tmp_path: pathlib.Path) -> None:
    url = worlds.on_disk(tmp_path)
    async with worlds.opened(tmp_path, url) as world:
        job = await world.teaching.train(HOME, ADA, TrainSource.of_text(many(200)), skip_bad=False)
    with pytest.raises(errors.RefusedError):
        await job.finished()
    async with worlds.opened(tmp_path, url) as world:
        (record,) = await world.teaching.jobs(HOME)
        assert record.state is JobState.CANCELLED


async def test_a_test_file_is_judged_row_by_row_and_compared_with_the_last(world: worlds.World) -> None:
    await world.teach(("where is tea", "In the kitchen."), ("where are birds", "In the trees."))
    await world.teaching.teach(HOME, ADA, [models.NewExample("good morning", "Hi!", "greeting")], source="text")
    rows = [
        {"input": "where is tea", "expected": "In the kitchen."},
        {"input": "where are birds", "expected": "In the kitchen."},
        {"input": "zebra quantum", "expected": "Nowhere."},
        {"input": "kettle abacus", "expected": None},
        {"input": "where is tea?", "expected": None},
        {"text": "good morning", "label": "Greeting"},
        {"input": "good morning", "expected": "Hi!"},
    ]
    cases = datasets.read_tests("\n".join(map(json.dumps, rows)).encode(), "tests.jsonl")
    seen: list[tuple[int, int]] = []
    report = await world.teaching.evaluate(HOME, ADA, cases, lambda done, total: seen.append((done, total)))
    assert [row.judgement for row in report.rows] == [
        Judgement.RIGHT,
        Judgement.WRONG,
        Judgement.DECLINED,
        Judgement.DECLINED_RIGHTLY,
        Judgement.ANSWERED_WRONGLY,
        Judgement.RIGHT,
        Judgement.RIGHT,
    ]
    assert [row.passed for row in report.rows] == [True, False, False, True, False, True, True]
    assert report.rows[1].given == "In the trees."
    assert report.evaluation.rows == seen[-1][0] == seen[-1][1] == 7
    assert report.evaluation.accuracy == 3 / 5
    assert (report.kind, report.previous, report.difference) == ("file:tests.jsonl", None, {})
    assert ("In the kitchen.", "In the trees.", 1) in [
        (confused.expected, confused.given, confused.count) for confused in report.confusions
    ]
    await world.teach(("zebra quantum", "Nowhere."))
    again = await world.teaching.evaluate(HOME, ADA, cases)
    assert again.previous is not None
    assert again.difference["accuracy"] == pytest.approx(1 / 5)
    assert len(await world.store.journal.test_runs(HOME, 10)) == 2


async def test_what_was_taught_is_tested_against_itself(world: worlds.World) -> None:
    with pytest.raises(errors.InvalidInputError, match="error-test-nothing"):
        await world.teaching.evaluate(HOME, ADA)
    with pytest.raises(errors.InvalidInputError, match="error-test-nothing"):
        await world.teaching.evaluate(HOME, ADA, [])
    await world.train(TrainSource.of_text(many(60)))
    report = await world.teaching.evaluate(HOME, ADA)
    assert report.kind == "cross-validation"
    assert report.evaluation.rows == len(report.rows) == 60
    assert {row.expected for row in report.rows} == set(TOPICS)
    assert report.evaluation.accuracy is not None
    assert report.evaluation.accuracy > 0.5


async def test_another_dataset_answers_and_the_first_comes_back(world: worlds.World) -> None:
    folder = world.own / "datasets" / "faq"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("where is tea => In the cup.\nbroken line\n")
    await world.teach(("where is tea", "In the kitchen."))
    stages: list[str] = []
    chosen = await world.teaching.select_dataset(
        HOME, ADA, "datasets/faq/", progress=lambda progress: stages.append(progress.stage)
    )
    assert list(dict.fromkeys(stages)) == ["reading", "archiving", "encoding", "teaching"]
    assert (chosen.dataset.name, chosen.dataset.active, chosen.previous.name) == ("datasets/faq", True, "default")
    assert (chosen.added, chosen.duplicates, len(chosen.refused)) == (1, 0, 1)
    assert chosen.archive is not None
    assert (world.own / chosen.archive.path).is_file()
    assert (await world.ask("where is tea")).text == "In the cup."
    await world.teach(("hello", "Hi!"))  # into the active one
    assert {dataset.name: dataset.examples for dataset in await world.teaching.datasets(HOME)} == {
        "default": 1, "datasets/faq": 2,
    }  # fmt: skip
    assert b"cup" in await world.teaching.export(HOME)

    back = await world.teaching.select_dataset(HOME, ADA, "default")
    assert (back.dataset.name, back.added, back.archive) == ("default", 0, None)
    assert (await world.ask("where is tea")).text == "In the kitchen."
    assert (await world.ask("hello")).source is models.ReplySource.UNKNOWN

    undone = await world.teaching.undo(HOME, ADA, back.change_id)
    assert (undone.removed, undone.restored) == (0, 0)
    assert (await world.ask("hello")).text == "Hi!"
    await world.teaching.undo(HOME, ADA, chosen.change_id)
    assert (await world.ask("where is tea")).text == "In the kitchen."


async def test_a_selection_that_fails_changes_nothing(world: worlds.World) -> None:
    await world.teach(("where is tea", "In the kitchen."))
    (world.own / "empty").mkdir(parents=True)
    for path in ("nowhere", "empty", "../..", "/etc", "a\0b"):
        with pytest.raises(errors.UserError):
            await world.teaching.select_dataset(HOME, ADA, path)
    assert [dataset.name for dataset in await world.teaching.datasets(HOME)] == ["default"]
    assert (await world.ask("where is tea")).text == "In the kitchen."


async def test_an_export_is_read_back_the_same(world: worlds.World) -> None:
    examples = [
        models.NewExample("hello", "Hi!", "greeting"),
        models.NewExample("привет", 'Здравствуй!\n"ё"'),
        models.NewExample("secret"),
        models.NewExample("hello", "Go away.", positive=False),
        models.NewExample("yes", "Tea it is.", previous="Tea?"),
    ]
    await world.teaching.teach(HOME, ADA, examples, source="text")
    parsed = datasets.read(await world.teaching.export(HOME), "export.jsonl")
    assert (list(parsed.examples), parsed.refused) == (examples, ())


async def test_an_archive_is_made(world: worlds.World) -> None:
    (world.own / "datasets").mkdir(parents=True)
    (world.own / "datasets" / "a.txt").write_text("a => b")
    receipt = await world.teaching.archive(HOME, ADA, "datasets")
    assert (world.own / receipt.path).stat().st_size == receipt.bytes


async def test_limits_of_files_hold(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, bounds=Limits(waiting_jobs=0)) as world:
        with pytest.raises(errors.InvalidInputError, match="error-file-too-large"):
            await world.train(TrainSource.of_file("big.txt", b"a => b\n" * 2_000_000))
