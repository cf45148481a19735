"""The work of an import: encode what is new, and write examples and passages as one change."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

from chatterbot.engine import IndexedPassage
from chatterbot.importing import found
from chatterbot.importing.receipts import ImportReceipt
from chatterbot.store import ChangeKind, KeyedExample, NewChange, NewPassage
from chatterbot.teaching import FEW, Changes, Policy, TrainJob, encoded_text, keyed, weigh_all

__all__ = ("commit",)


async def commit(
    changes: Changes, job: TrainJob, document: found.FoundDocument, left_out: Sequence[int] = ()
) -> ImportReceipt:
    """Import a document: it takes the place of its earlier version, and what it no longer holds goes.

    Raises
    ------
    errors.RefusedError
        ``error-examples-full``, ``error-passages-full``, ``error-database-full``, ``error-erased-meanwhile``
    """
    scope_id, author_id = job.order.scope_id, job.order.author_id
    job.note("reading")
    examples, unusable = await asyncio.to_thread(found.examples_of, document, changes.limits, left_out)
    add = await asyncio.to_thread(lambda: tuple({one.identity: one for one in map(keyed, examples)}.values()))
    passages = await asyncio.to_thread(found.passages_of, document)
    active = await changes.indexes.ready(scope_id)
    before = await changes.store.documents.named(scope_id, active.id, document.name)
    gone = 0 if before is None else len(await changes.store.documents.text_keys(scope_id, before.id))
    await changes.quota.check(scope_id, active.id, author_id, add, replaces=before is not None)
    await changes.quota.check_passages(scope_id, author_id, len(passages), gone)
    await _encode(changes, job, document, add, passages)
    async with changes.writing(scope_id) as dataset:
        before = await changes.store.documents.named(scope_id, dataset.id, document.name)
        old = [] if before is None else await changes.store.documents.text_keys(scope_id, before.id)
        await changes.quota.check_passages(scope_id, author_id, len(passages), len(old))
        taught = await changes.store.documents.taught(scope_id, dataset.id, document.name)
        wanted = {one.identity for one in add}
        left = [example_id for identity, example_id in taught.items() if identity not in wanted]
        fresh = tuple(one for one in add if one.identity not in taught)
        weighed, named = await weigh_all(changes, dataset, fresh, Policy.KEEP, frozenset(left))
        change = NewChange(
            scope_id,
            dataset.id,
            author_id,
            ChangeKind.IMPORT,
            document.name,
            add=fresh,
            remove=tuple(sorted(left)),
            document=found.document_of(document, passages),
            job_id=job.id,
            job_values={"refused": unusable},
        )
        job.commits()
        applied = await changes.commit_locked(change, job.moment)
    kept = sum((Counter(old) & Counter(passage.text_key for passage in passages)).values())
    return ImportReceipt(
        job_id=job.id,
        change_id=applied.id,
        dataset_id=dataset.id,
        added=len(applied.added),
        duplicates=applied.duplicates,
        refused=(),
        score_before=None,
        score_after=None,
        scorable=False,
        seconds=time.monotonic() - job.queued_at,
        conflicts=named,
        conflicting=len(weighed.clashes),
        name=document.name,
        title=document.title,
        removed=len(left),
        passages_added=len(passages) - kept,
        passages_kept=kept,
        passages_removed=len(old) - kept,
        unusable=unusable,
        updated=before is not None,
        notes=document.notes,
    )


async def _encode(
    changes: Changes,
    job: TrainJob,
    document: found.FoundDocument,
    add: Sequence[KeyedExample],
    passages: Sequence[NewPassage],
) -> None:
    """Encode what is new, and show how far that is: questions and passages together."""
    job.prompts = tuple(one.example.prompt for one in add)
    total = len(set(job.prompts)) + len(passages)

    def questions(done: int, _: int) -> None:
        job.note("encoding", done, total)

    def parts(done: int, of: int) -> None:
        job.note("encoding", total - of + done, total)

    if len(job.prompts) > FEW:
        await changes.indexes.cache.features(job.prompts, questions, job.give_way, job.made)
    texts = [encoded_text(passage.heading, document.title, passage.text) for passage in passages]
    split = (text.partition("\n") for text in texts)
    wanted = [IndexedPassage(0, heading, words) for heading, _, words in split]
    await changes.indexes.passages.features(wanted, parts, job.give_way)
    job.note("teaching", 0, total)
