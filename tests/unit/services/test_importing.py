"""Importing documents, and answering from them: one change each, updated when imported again, gone when erased."""

from __future__ import annotations

import dataclasses
import pathlib

import pytest
from tests.unit.services.world import ADA, BOB, HOME, World, on_disk, opened

from chatterbot import errors, models
from chatterbot.documents.values import DocumentNote, DocumentPlace, FoundPair, FoundPassage
from chatterbot.importing import FoundDocument, Importer, ImportReceipt, import_receipt
from chatterbot.store import ChangeKind
from chatterbot.teaching import Limits

pytestmark = pytest.mark.unit

ADDRESS = "https://club.example/handbook.html"
WORKSHOP = FoundPassage(
    ("Workshop",),
    "The workshop behind the boathouse is open on Thursdays. Tools are free for members. Bring an old shirt.",
    DocumentPlace(anchor="workshop"),
)
CAMP = FoundPassage(("Camp",), "The training camp is on Mallorca in March. It costs about 780 euros with flight.")
ARRIVAL = FoundPassage((), "Ключ и пропуск выдаёт комендант общежития. Нужны паспорт и две фотографии 🎉.")
MEMBERSHIP = FoundPair(("How much is the membership?", "What does it cost to join?"), "36 euros a year.")
HELMETS = FoundPair(("Do I need a helmet?",), "Yes, always.", DocumentPlace(anchor="helmets"))


def handbook(
    *passages: FoundPassage, pairs: tuple[FoundPair, ...] = (), digest: bytes = b"1" * 32, name: str = ADDRESS
) -> FoundDocument:
    return FoundDocument(name, "Club handbook", "html", ADDRESS, digest, pairs, passages)


def importer(world: World) -> Importer:
    return Importer(world.teaching, world.store)


async def taken(world: World, document: FoundDocument, *, scope_id: int = HOME, author_id: int = ADA) -> ImportReceipt:
    job = await importer(world).start(scope_id, author_id, document)
    return import_receipt(await job.finished())


async def test_a_passage_is_quoted_with_title_and_link(world: World) -> None:
    assert (await world.ask("is the workshop open on Thursdays?")).source is models.ReplySource.UNKNOWN
    receipt = await taken(world, handbook(WORKSHOP, CAMP, ARRIVAL, pairs=(MEMBERSHIP,)))
    assert (receipt.added, receipt.passages_added, receipt.updated) == (2, 3, False)
    reply = await world.ask("is the workshop open on Thursdays?")
    assert reply.source is models.ReplySource.DOCUMENT
    assert reply.text.startswith("> The workshop behind the boathouse is open on Thursdays.")
    assert reply.text.endswith(f"\n-# 📄 Club handbook › Workshop · <{ADDRESS}#workshop>")
    assert reply.speech.startswith("Club handbook: The workshop behind")
    assert reply.confidence >= reply.threshold
    assert "комендант" in (await world.ask("ключ и пропуск выдаёт комендант?")).text
    # What is taught is never mixed up with it, and comes first.
    taught = await world.ask("what does it cost to join?")
    assert (taught.source, taught.text) == (models.ReplySource.TAUGHT, "36 euros a year.")
    for stranger in ("what is the capital of Australia?", "", "@everyone", "x" * 4000):
        assert (await world.ask(stranger)).source is models.ReplySource.UNKNOWN, stranger


async def test_what_was_quoted_is_explained_and_corrected_without_a_veto(world: World) -> None:
    await taken(world, handbook(WORKSHOP, CAMP))
    question = "is the workshop open on Thursdays?"
    turn = await world.say(question)
    kept = await world.store.turns.get(HOME, turn.id)
    assert kept is not None
    assert (kept.reply.source, kept.reply.passage_id) == (models.ReplySource.DOCUMENT, turn.reply.passage_id)
    passage = (await world.conversation.explain(HOME, kept)).passage
    assert passage is not None
    assert (passage.document.author_id, passage.document.name) == (ADA, ADDRESS)
    await world.teaching.correct(HOME, BOB, turn, "Only in summer.")
    assert (await world.ask(question)).text == "Only in summer."
    dataset = await world.teaching.indexes.ready(HOME)
    assert [each.positive for each in await world.store.examples.live_examples(HOME, dataset.id)] == [True]


async def test_silence_settings_and_other_scopes_are_respected(world: World) -> None:
    await taken(world, handbook(WORKSHOP, CAMP))
    question = "is the workshop open on Thursdays?"
    assert (await world.ask(question, scope_id=HOME + 1)).source is models.ReplySource.UNKNOWN
    await world.preferences.change(HOME, documents=False)
    assert (await world.ask(question)).source is models.ReplySource.UNKNOWN
    await world.preferences.change(HOME, documents=True)
    assert (await world.ask(question)).is_answer
    await world.teaching.teach(HOME, ADA, [models.NewExample(question)], source="text")  # must not be answered
    assert not (await world.ask(question)).is_answer


async def test_importing_again_updates(world: World) -> None:
    first = await taken(world, handbook(WORKSHOP, CAMP, pairs=(MEMBERSHIP, HELMETS)))
    assert await importer(world).unchanged(HOME, handbook()) is not None
    newer = dataclasses.replace(CAMP, text="The training camp is on Sardinia in April. It costs about 900 euros.")
    changed = handbook(WORKSHOP, newer, pairs=(MEMBERSHIP,), digest=b"2" * 32)
    assert await importer(world).unchanged(HOME, changed) is None
    second = await taken(world, changed)
    assert (second.updated, second.passages_added, second.passages_kept, second.passages_removed) == (True, 1, 1, 1)
    assert (second.added, second.duplicates, second.removed) == (0, 0, 1)
    assert "Sardinia" in (await world.ask("training camp in April?")).text
    assert "Mallorca" not in (await world.ask("training camp in March?")).text
    assert not (await world.ask("do I need a helmet?")).is_answer
    assert (await world.ask("how much is the membership?")).text == "36 euros a year."
    [document] = await importer(world).documents(HOME)
    assert (document.passages, document.examples, document.title) == (2, 2, "Club handbook")
    change = await world.store.history.change(HOME, first.change_id)
    assert change is not None
    assert change.kind is ChangeKind.IMPORT


async def test_a_removed_document_is_not_quoted_any_more(world: World) -> None:
    await taken(world, handbook(WORKSHOP, pairs=(HELMETS,)))
    [document] = await importer(world).documents(HOME)
    with pytest.raises(errors.NotFoundError, match="error-document-gone"):
        await importer(world).remove(HOME + 1, ADA, document.id)
    await importer(world).remove(HOME, BOB, document.id)
    assert not (await world.ask("is the workshop open on Thursdays?")).is_answer
    assert not (await world.ask("do I need a helmet?")).is_answer
    with pytest.raises(errors.NotFoundError, match="error-document-gone"):
        await importer(world).remove(HOME, BOB, document.id)


async def test_undo_brings_back_what_was_there(world: World) -> None:
    question = "is the workshop open on Thursdays?"
    first = await taken(world, handbook(WORKSHOP, pairs=(HELMETS,)))
    second = await taken(world, handbook(CAMP, digest=b"2" * 32))
    assert not (await world.ask(question)).is_answer
    await world.teaching.undo(HOME, ADA, second.change_id)
    assert (await world.ask(question)).is_answer
    assert (await world.ask("do I need a helmet?")).text == "Yes, always."
    assert not (await world.ask("training camp on Mallorca in March?")).is_answer
    assert await importer(world).unchanged(HOME, handbook()) is not None
    [document] = await importer(world).documents(HOME)
    _, removal = await importer(world).remove(HOME, ADA, document.id)
    await world.teaching.undo(HOME, ADA, removal)
    assert (await world.ask(question)).is_answer
    await world.teaching.undo(HOME, ADA, first.change_id)
    assert await importer(world).documents(HOME) == []
    assert not (await world.ask(question)).is_answer


async def test_too_many_passages_change_nothing(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=Limits(passages=3)) as world:
        await taken(world, handbook(WORKSHOP, CAMP))
        with pytest.raises(errors.RefusedError, match="error-passages-full"):
            await taken(world, handbook(ARRIVAL, WORKSHOP, pairs=(HELMETS,), name="other.md"))
        assert [document.name for document in await importer(world).documents(HOME)] == [ADDRESS]
        assert not (await world.ask("do I need a helmet?")).is_answer
        await taken(world, handbook(CAMP, ARRIVAL, WORKSHOP, digest=b"2" * 32))  # in place of the two
        assert await world.store.documents.count(HOME) == 3


async def test_passages_are_there_after_a_restart(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        await taken(world, handbook(WORKSHOP, CAMP))
        before = await world.ask("is the workshop open on Thursdays?")
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        assert await world.ask("is the workshop open on Thursdays?") == before


async def test_passages_whose_features_are_lost_are_encoded_again(tmp_path: pathlib.Path) -> None:
    parts = [FoundPassage((), f"Rule number {number} is written on wall {number}.") for number in range(150)]
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        await taken(world, handbook(WORKSHOP, *parts))
        await world.store.features.forget_other_encoders([])
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        dataset = await world.teaching.indexes.ready(HOME)
        await world.teaching.indexes.settled(HOME)
        assert world.engine.passages.size(dataset.id) == 151
        assert (await world.ask("is the workshop open on Thursdays?")).is_answer


async def test_erasing_who_imported_takes_the_documents(world: World) -> None:
    await taken(world, handbook(WORKSHOP, pairs=(HELMETS,)))
    await taken(world, handbook(CAMP, name="camp.md"), author_id=BOB)
    await importer(world).keep(HOME, ADA, handbook(ARRIVAL, name="draft.md"))
    encoder = world.engine.passages.encoder_id
    text = f"Workshop\n{WORKSHOP.text}"
    assert await world.store.features.get(encoder, [text])
    assert (await world.privacy.stored_about(ADA, HOME)).counts["documents"] == 1
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert not (await world.ask("is the workshop open on Thursdays?")).is_answer
    assert [document.name for document in await importer(world).documents(HOME)] == ["camp.md"]
    assert not await world.store.features.get(encoder, [text])
    assert not any((await world.privacy.stored_about(ADA, HOME)).counts.values())
    assert (await world.ask("training camp on Mallorca in March?")).is_answer  # Bob's


async def test_documents_can_stay_as_nobodys(world: World) -> None:
    await taken(world, handbook(WORKSHOP))
    await world.privacy.erase(ADA, HOME, keep_taught=True)
    [document] = await importer(world).documents(HOME)
    assert document.author_id == 0
    assert (await world.ask("is the workshop open on Thursdays?")).is_answer


async def test_a_draft_waits_for_a_decision(tmp_path: pathlib.Path) -> None:
    document = dataclasses.replace(
        handbook(WORKSHOP, pairs=(MEMBERSHIP, dataclasses.replace(HELMETS, credited_id=BOB, label="helmet"))),
        notes=(DocumentNote("document-note-pictures", {"count": 2, "name": "a\0\ud800"}),),
    )
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        draft = await importer(world).keep(HOME, ADA, document)
    async with opened(tmp_path, on_disk(tmp_path)) as world:
        kept = await importer(world).draft(HOME, draft.id)
        assert (kept.document.pairs, kept.document.passages) == (document.pairs, document.passages)
        assert not (await world.ask("do I need a helmet?")).is_answer
        with pytest.raises(errors.NotFoundError, match="error-import-gone"):
            await importer(world).draft(HOME + 1, draft.id)
        kept = await importer(world).choose(HOME, kept, shown=[0, 1], wanted=[1])
        receipt = import_receipt(await (await importer(world).take(HOME, BOB, draft.id)).finished())
        assert (receipt.added, receipt.passages_added) == (1, 1)
        assert (await world.ask("do I need a helmet?")).text == "Yes, always."
        assert not (await world.ask("how much is the membership?")).is_answer
        with pytest.raises(errors.NotFoundError, match="error-import-gone"):
            await importer(world).take(HOME, BOB, draft.id)
        again = await importer(world).keep(HOME, ADA, document)
        await importer(world).cancel(HOME, again.id)
        with pytest.raises(errors.NotFoundError, match="error-import-gone"):
            await importer(world).cancel(HOME, again.id)
