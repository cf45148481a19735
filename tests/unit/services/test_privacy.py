"""What is stored about a person goes when they say so, and nothing of it is left."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import pathlib
from collections.abc import Sequence
from typing import Any

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.files import DataFolder, GuildFiles
from chatterbot.privacy import Privacy
from chatterbot.store import ErasedRows, Store, turns
from chatterbot.teaching import TrainSource, correction_log

pytestmark = pytest.mark.unit

ADAS = ("Adas-question", "Adas-answer", "Adas-words", "Adas-better")


async def _lived(world: worlds.World) -> None:
    """Ada taught, asked, corrected, voted and trained, in a guild and in her own messages; Bob built on it."""
    await world.teach(("where is tea", "Adas-answer"), ("where is rain", "Adas-answer two"))
    await world.teach(("where are birds", "Bobs-answer"), author_id=BOB)
    mine = await world.say("Adas-question about birds", message_id=1)
    bobs = await world.say("where is tea", author_id=BOB, message_id=2)
    assert bobs.reply.text == "Adas-answer"
    birds = await world.say("where are birds", author_id=BOB, message_id=3)
    await world.teaching.feedback(HOME, ADA, text="Adas-words", turn=birds)
    await world.teaching.correct(HOME, ADA, birds, "Adas-better birds")
    await world.teaching.correct(HOME, BOB, bobs, "Bobs-better tea")
    await world.teaching.correct(HOME, BOB, mine, "Bobs-better birds")
    await world.train(TrainSource.of_file("Adas-words.txt", b"Adas-question two => Adas-answer three"))
    await world.store.people.put_consent(HOME, ADA, "voice", granted=True)
    await world.teach(("in private", "Adas-answer four"), scope_id=ADA)
    await world.say("Adas-question in private", scope_id=ADA, message_id=4)
    await world.preferences.change(ADA, language="ru")


async def test_the_report_counts_and_erasing_leaves_nothing(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await _lived(world)
        report = await world.privacy.stored_about(ADA, None)
        assert report.counts["turns"] == 2
        assert report.counts["feedback"] == 1
        assert report.counts["consents"] == 1
        assert report.counts["corrections"] == 2  # one she made, one of her question
        assert report.total == sum(report.counts.values())
        receipt = await world.privacy.erase(ADA, None, keep_taught=False)
        assert receipt.counts == report.counts
        assert (await world.privacy.stored_about(ADA, None)).total == 0
        # The index has forgotten, too, and what is Bob's answers on.
        assert (await world.ask("where is rain")).text != "Adas-answer two"
        assert (await world.ask("where is tea")).text == "Bobs-better tea"
        assert (await world.preferences.get(ADA)).language is None
        assert (await world.ask("in private", scope_id=ADA)).source is models.ReplySource.UNKNOWN
        assert await world.store.check() == []
        assert receipt.log_lines == 3
        log = [json.loads(line) for line in (tmp_path / "corrections.jsonl").read_text().splitlines()]
        assert [(line["better"], line["replaced"]) for line in log] == [("Bobs-better tea", None)]
    # Not in the file either: deleted text is overwritten, and the log of the database is empty.
    assert _found_in(tmp_path, ADAS) == []


async def test_a_restart_does_not_bring_the_log_back(tmp_path: pathlib.Path) -> None:
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await _lived(world)
        await world.privacy.erase(ADA, None, keep_taught=False)
        before = (tmp_path / "corrections.jsonl").read_bytes()
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        assert (tmp_path / "corrections.jsonl").read_bytes() == before
        assert (await world.ask("where is tea")).text == "Bobs-better tea"


async def test_what_was_taught_can_stay_without_its_author(world: worlds.World) -> None:
    await _lived(world)
    await world.privacy.erase(ADA, None, keep_taught=True)
    assert (await world.privacy.stored_about(ADA, None)).total == 0
    reply = await world.ask("where is rain")
    assert reply.text == "Adas-answer two"
    assert (await world.teaching.example(HOME, reply.example_id or 0)).author_id == 0
    with pytest.raises(errors.NotFoundError):
        await world.conversation.turn(HOME, 1)
    log = [json.loads(line) for line in (world.root / "corrections.jsonl").read_text().splitlines()]
    assert len(log) == 3
    assert ADA not in {line[name] for line in log for name in ("author_id", "asker_id")}


async def test_one_scope_can_be_erased_alone(world: worlds.World) -> None:
    await _lived(world)
    before = (await world.privacy.stored_about(ADA, ADA)).total
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert (await world.privacy.stored_about(ADA, HOME)).total == 0
    assert (await world.privacy.stored_about(ADA, ADA)).total == before
    assert (await world.ask("in private", scope_id=ADA)).text == "Adas-answer four"
    await world.privacy.erase(ADA, ADA, keep_taught=False)
    assert (await world.privacy.stored_about(ADA, None)).total == 0


async def test_the_same_words_of_others_stay(world: worlds.World) -> None:
    await world.teach(("good morning", "Hi!"), ("good night", "Sleep well."))
    await world.teach(("good morning everyone", "Hi!"), author_id=BOB)
    await world.say("good night", author_id=BOB, message_id=1)
    turn = await world.say("good morning friends", author_id=BOB, message_id=2)
    await world.teaching.reject(HOME, BOB, turn)
    vetoes = len([example for example in await _live(world) if not example.positive])
    await world.privacy.erase(ADA, None, keep_taught=False)
    assert (await world.ask("good morning everyone")).text == "Hi!"
    # The veto of "Hi!" is still about something: Bob taught it as well.
    assert len([example for example in await _live(world) if not example.positive]) == vetoes == 1


async def test_erasing_someone_unknown_or_twice_is_no_error(world: worlds.World) -> None:
    await _lived(world)
    assert sum((await world.privacy.erase(999, None, keep_taught=False)).counts.values()) == 0
    await world.privacy.erase(ADA, None, keep_taught=False)
    assert sum((await world.privacy.erase(ADA, None, keep_taught=False)).counts.values()) == 0


async def test_an_erasure_whose_log_cannot_be_written_changes_nothing(world: worlds.World) -> None:
    await _lived(world)
    before = await world.privacy.stored_about(ADA, None)
    log = world.root / "corrections.jsonl"
    (world.root / "corrections.tmp").mkdir()  # where the new file would be written
    with pytest.raises(errors.StoreError):
        await world.privacy.erase(ADA, None, keep_taught=False)
    assert await world.privacy.stored_about(ADA, None) == before
    assert "Adas-better" in log.read_text()
    assert (await world.ask("where is rain")).text == "Adas-answer two"


async def test_exchanges_end_after_their_time(tmp_path: pathlib.Path) -> None:
    clock = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
    async with worlds.opened(tmp_path) as world, Store.open(worlds.MEMORY, now=lambda: clock[0]) as store:
        privacy = Privacy(store, world.teaching.eraser, world.preferences, DataFolder(world.root), now=lambda: clock[0])
        reply = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
        old = await store.turns.add(worlds.prompt("old"), reply, 1)
        vote = await store.turns.add_feedback(HOME, BOB, vote=models.Vote.UP, turn_id=old.id, text=None, rating=None)
        clock[0] += dt.timedelta(days=13)
        await store.turns.add(worlds.prompt("new"), reply, 2)
        assert await privacy.purge_expired() == 0
        clock[0] += dt.timedelta(days=2)
        assert await privacy.purge_expired() == 1
        assert await store.turns.by_message(HOME, 1) is None
        assert await store.turns.by_message(HOME, 2) is not None
        (kept,) = await store.turns.feedback(HOME, 10)
        assert (kept.id, kept.turn_id, kept.vote) == (vote, None, models.Vote.UP)


def _found_in(root: pathlib.Path, words: Sequence[str]) -> list[tuple[str, str]]:
    """Where the bytes of a word stand in any file below a folder."""
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files
    return [(path.name, word) for path in files for word in words if word.encode() in path.read_bytes()]


async def _live(world: worlds.World) -> list[models.Example]:
    dataset = await world.teaching.indexes.ready(HOME)
    return await world.store.examples.live_examples(HOME, dataset.id)


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_taught", [False, True])
async def test_files_a_person_sent_are_deleted_with_them(world: worlds.World, *, keep_taught: bool) -> None:
    ada = await world.teaching.keep_upload(HOME, ADA, "uploads/faq.txt", b"Adas-question => Adas-answer")
    bob = await world.teaching.keep_upload(HOME, BOB, "uploads/faq.txt", b"Bobs-question => Bobs-answer")
    assert (ada, bob) == ("uploads/faq.txt", "uploads/faq-2.txt")
    await world.train(TrainSource.of_path(ada))
    own = await world.teaching.keep_upload(ADA, ADA, "uploads/own.txt", b"Adas-words")
    (world.root / "guilds" / str(ADA) / "exports.jsonl").write_bytes(b"Adas-words")
    assert (await world.privacy.stored_about(ADA, HOME)).counts["uploads"] == 1
    receipt = await world.privacy.erase(ADA, HOME, keep_taught=keep_taught)
    assert (receipt.files, receipt.counts["uploads"]) == (1, 1)
    assert not (world.own / ada).exists()
    assert (world.own / bob).exists()
    assert (world.root / "guilds" / str(ADA) / own).exists()
    assert ((await world.ask("Adas-question")).text == "Adas-answer") is keep_taught
    everywhere = await world.privacy.erase(ADA, None, keep_taught=keep_taught)
    assert everywhere.files == (1 if keep_taught else 2)  # their own folder goes as a whole only with all of it
    assert (await world.privacy.stored_about(ADA, None)).total == 0


async def test_a_file_that_cannot_be_deleted_stops_the_erasure(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.teaching.keep_upload(HOME, ADA, "uploads/faq.txt", b"a => b")

    async def broken(_: object, path: str) -> bool:
        raise errors.ServiceError(f"{path}: a read-only disk")

    monkeypatch.setattr(GuildFiles, "remove", broken)
    with pytest.raises(errors.ServiceError, match="read-only"):
        await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert (await world.privacy.stored_about(ADA, HOME)).counts["uploads"] == 1


async def test_an_upload_that_was_refused_is_not_counted(world: worlds.World) -> None:
    with pytest.raises(errors.UserError):
        await world.teaching.keep_upload(HOME, ADA, "uploads/../../faq.txt", b"a => b")
    assert (await world.privacy.stored_about(ADA, HOME)).counts["uploads"] == 0


async def test_the_purge_sweeps_what_a_killed_process_left(world: worlds.World) -> None:
    await world.teaching.keep_upload(HOME, ADA, "uploads/faq.txt", b"a => b")
    left = world.own / "uploads" / ".0123456789abcdef.tmp"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    await world.privacy.purge_expired()
    assert not left.exists()
    assert (world.own / "uploads" / "faq.txt").exists()


async def test_a_torn_line_goes_with_an_erasure(world: worlds.World, tmp_path: pathlib.Path) -> None:
    """After a full disk the log may end in half a line until the next correction: it holds somebody's words."""
    path = tmp_path / "torn.jsonl"
    whole = '{"id": "1", "author_id": 8, "prompt": "where is the tea"}\n'
    path.write_text(whole + '{"id": "2", "author_id": 7, "prompt": "my secr', encoding="utf-8")
    log = correction_log.CorrectionLog(path, world.store)
    async with log.writing:
        assert await log.rewrite(lambda line: None if line["author_id"] == ADA else line) == 0
    assert path.read_text(encoding="utf-8") == whole


async def test_an_erasure_is_whole_though_its_caller_goes_away(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.teach(("where is the tea", "Adas-answer"))
    dataset = await world.teaching.indexes.ready(HOME)
    erase = world.store.privacy.erase

    async def cut_off(*args: Any, **options: Any) -> ErasedRows:
        rows = await erase(*args, **options)
        waiting.cancel()
        return rows

    monkeypatch.setattr(world.store.privacy, "erase", cut_off)
    waiting = asyncio.ensure_future(world.privacy.erase(ADA, HOME, keep_taught=False))
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert world.engine.size(dataset.id) == 0  # the index follows the database


async def test_subscribers_hear_of_an_erasure_before_its_receipt(world: worlds.World) -> None:
    told: list[tuple[int, int | None]] = []

    async def note(user_id: int, scope_id: int | None) -> None:
        told.append((user_id, scope_id))

    world.privacy.subscribe(note)
    await world.privacy.erase(ADA, HOME, keep_taught=True)
    await world.privacy.erase(ADA, None, keep_taught=False)
    assert told == [(ADA, HOME), (ADA, None)]


async def test_whose_question_it_was_is_kept_with_what_is_taught(world: worlds.World) -> None:
    """An answer that Ada proposes to what Bob asked: the question goes with Bob."""
    example = models.NewExample("Bobs-question", "Adas-answer")
    await world.teaching.teach(HOME, ADA, [example], source="voice", asker_id=BOB)
    assert (await world.privacy.stored_about(BOB, HOME)).counts["examples"] == 1
    await world.privacy.erase(BOB, HOME, keep_taught=False)
    assert (await world.ask("Bobs-question")).source is models.ReplySource.UNKNOWN


async def test_of_one_person_only_the_newest_opinions_are_kept(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_OPINIONS", 2)
    await world.teaching.feedback(HOME, BOB, text="Bobs opinion")
    for number in range(4):
        await world.teaching.feedback(HOME, ADA, text=f"opinion {number}")
    kept = await world.store.turns.feedback(HOME, 10)
    assert [opinion.text for opinion in kept] == ["opinion 3", "opinion 2", "Bobs opinion"]
